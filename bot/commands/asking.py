"""Commands that answer questions: one, a file of them, a conversation."""

import json
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from time import perf_counter
from typing import Any

from bot.batch import BrokenLineError, answer_lines, text_of
from bot.duties import duties_here, fields_of
from bot.errors import TroubleError
from bot.session import Session
from bot.terminal import render
from handlers.ask import ask as answer_to
from handlers.i18n import translator
from handlers.markup import plain
from handlers.message import Reply
from handlers.reminder_words import may_ask_of_duties
from knowledge.base import Knowledge
from knowledge.duties import Duty, national_duties
from knowledge.errors import DatabaseUnusable
from knowledge.question import Context


def ask(session: Session, options: Mapping[str, Any]) -> int:
    """Answer one question, or each line of a batch; 1 where a line of the batch could not be read."""
    _ = translator(session.lang).gettext
    if options["batch"] is not None:
        if options["text"]:
            raise TroubleError(_("--batch không đi cùng câu hỏi."), 2)
        knowledge, duties = session.knowledge(), cache(lambda: _duties(session))
        return answer_lines(options["batch"], lambda asked: _answer(asked, session, knowledge, duties), session.lang)
    if not options["text"]:
        raise TroubleError(_("thiếu câu hỏi; ví dụ: solieu ask “…?”"), 2)
    knowledge = session.knowledge()
    duty = _about_duties(" ".join(options["text"]), session, knowledge, lambda: _duties(session))
    if duty is not None:
        reply, data = duty
        if options["explain"]:
            codes = ", ".join(dict.fromkeys(one["code"] for one in data["duties"]))
            said = _("Câu hỏi về kỳ báo cáo; nhiệm vụ tìm thấy: {codes}").format(codes=codes or "–")
            print(said, end="\n\n", file=sys.stderr if options["json"] else sys.stdout)
        print(json.dumps(data, ensure_ascii=False) if options["json"] else render(reply, sys.stdout))
        return 0
    asked = answer_to(" ".join(options["text"]), Context(), knowledge, now=session.clock.now(), lang=session.lang)
    if options["explain"]:
        from handlers.explain import explain

        # Programs read the answer from standard output: with --json the explanation goes where remarks go.
        out = sys.stderr if options["json"] else sys.stdout
        print("\n".join(explain(asked.result, knowledge, session.lang)), end="\n\n", file=out)
    print(json.dumps(asked.data, ensure_ascii=False) if options["json"] else render(asked.reply, sys.stdout))
    _keep_miss(" ".join(options["text"]), asked.data["status"], session)
    return 0


def _keep_miss(text: str, status: str, session: Session) -> None:
    """Keep a question without an answer for "solieu misses"; the answer stands even where it cannot be kept."""
    from handlers import misses, problems
    from handlers.state import State

    if not misses.is_miss(status):
        return
    try:
        state = State.open(session.state_path)
    except DatabaseUnusable as error:
        session.remark(problems.unusable(error, session.lang))
        return
    try:
        misses.keep(text, status, state, session.clock.now())
    finally:
        state.close()


def _answer(
    asked: dict[str, Any], session: Session, knowledge: Knowledge, duties: Callable[[], Sequence[Duty]]
) -> dict[str, Any]:
    _ = translator(session.lang).gettext
    text, history, place = text_of(asked, "text", session.lang), asked.get("history") or [], asked.get("place")
    if not isinstance(history, list) or not all(isinstance(message, str) for message in history):
        raise BrokenLineError(_("“history” không phải danh sách chuỗi"))
    context = Context(home_place=_place_code(place, knowledge, session.lang)) if place else Context()
    now = session.clock.now()
    for message in history:
        context = answer_to(message, context, knowledge, now=now, lang=session.lang).context
    duty = _about_duties(text, session, knowledge, duties)
    return duty[1] if duty is not None else answer_to(text, context, knowledge, now=now, lang=session.lang).data


def _duties(session: Session) -> tuple[Duty, ...]:
    """Return the duties that hold here; where state.db cannot be read, those of the whole country."""
    try:
        return duties_here(session)
    except (DatabaseUnusable, sqlite3.Error):
        return national_duties()


def _about_duties(
    text: str, session: Session, knowledge: Knowledge, duties: Callable[[], Sequence[Duty]]
) -> tuple[Reply, dict[str, Any]] | None:
    """Return the answer to a question about reporting duties and the contract's object for it, with them in it."""
    began = perf_counter()
    words = knowledge.read(text).words
    if not may_ask_of_duties([word.base for word in words]):
        return None
    from handlers.deadlines import duties_asked  # what reads dates takes time to load
    from handlers.duty_answers import answer

    asked = duties_asked(text, knowledge, duties(), session.calendar(), session.clock.now())
    if asked is None:
        return None
    wanted, found = asked
    reply = answer(wanted, found, session.lang)
    return reply, {
        "status": "answered" if found else "no_data",
        "intent": "deadline",
        "ms": round((perf_counter() - began) * 1000, 3),
        "understood": {
            "places": [],
            "indicators": [],
            "periods": [wanted.period] if wanted.period else [],
            "kind": None,
        },
        "facts": [],
        "choices": [],
        "conflicts": [],
        "duties": [fields_of(one) for one in found],
        "text": plain(reply.text),
    }


def _place_code(name: object, knowledge: Knowledge, lang: str) -> str:
    """Return the code of a chat's own place: of the units of that name the one with most figures."""
    found = knowledge.place_index.named(name) if isinstance(name, str) else []
    if not found:
        _ = translator(lang).gettext
        raise BrokenLineError(_("không có địa phương “{name}”").format(name=name))
    return max(found, key=lambda place: place.observations).code


def chat(session: Session, _options: Mapping[str, Any]) -> int:
    """Talk in the terminal until the input ends or the person leaves."""
    from bot.terminal import talk

    return talk(session)
