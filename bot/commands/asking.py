"""Commands that answer questions: one, a file of them, a conversation."""

import json
import sys
from collections.abc import Mapping
from typing import Any

from bot.batch import BrokenLineError, answer_lines, text_of
from bot.errors import TroubleError
from bot.session import Session
from bot.terminal import render
from handlers.ask import ask as answer_to
from handlers.i18n import translator
from knowledge.base import Knowledge
from knowledge.question import Context


def ask(session: Session, options: Mapping[str, Any]) -> int:
    """Answer one question, or each line of a batch; 1 where a line of the batch could not be read."""
    _ = translator(session.lang).gettext
    if options["batch"] is not None:
        if options["text"]:
            raise TroubleError(_("--batch không đi cùng câu hỏi."), 2)
        knowledge = session.knowledge()
        return answer_lines(options["batch"], lambda asked: _answer(asked, session, knowledge))
    if not options["text"]:
        raise TroubleError(_("thiếu câu hỏi; ví dụ: solieu ask “…?”"), 2)
    knowledge = session.knowledge()
    asked = answer_to(" ".join(options["text"]), Context(), knowledge, now=session.clock.now(), lang=session.lang)
    if options["explain"]:
        from handlers.explain import explain

        # Programs read the answer from standard output: with --json the explanation goes where remarks go.
        out = sys.stderr if options["json"] else sys.stdout
        print("\n".join(explain(asked.result, knowledge, session.lang)), end="\n\n", file=out)
    print(json.dumps(asked.data, ensure_ascii=False) if options["json"] else render(asked.reply, sys.stdout))
    return 0


def _answer(asked: dict[str, Any], session: Session, knowledge: Knowledge) -> dict[str, Any]:
    text, history, place = text_of(asked, "text"), asked.get("history") or [], asked.get("place")
    if not isinstance(history, list) or not all(isinstance(message, str) for message in history):
        raise BrokenLineError("history is no list of strings")
    context = Context(home_place=_place_code(place, knowledge)) if place else Context()
    now = session.clock.now()
    for message in history:
        context = answer_to(message, context, knowledge, now=now, lang=session.lang).context
    return answer_to(text, context, knowledge, now=now, lang=session.lang).data


def _place_code(name: object, knowledge: Knowledge) -> str:
    """Return the code of a chat's own place: of the units of that name the one with most figures."""
    found = knowledge.place_index.named(name) if isinstance(name, str) else []
    if not found:
        raise BrokenLineError(f"unknown place: {name!r}")
    return max(found, key=lambda place: place.observations).code


def chat(session: Session, _options: Mapping[str, Any]) -> int:
    """Talk in the terminal until the input ends or the person leaves."""
    from bot.terminal import talk

    return talk(session)
