"""Commands about dates: phrases read as dates, and reporting duties unrolled into days."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.batch import BrokenLineError, answer_lines, text_of
from bot.duties import duties_here, fields_of
from bot.errors import TroubleError
from bot.session import Session
from handlers.i18n import translator
from handlers.numbers import day_words
from handlers.when_wording import describe
from knowledge import when as phrases
from knowledge.calendar import Calendar
from knowledge.duties import Occurrence, occurrences

_DUTIES_EXAMPLE = "solieu duties --from 2026-12-01 --to 2026-12-31"


def when(session: Session, options: Mapping[str, Any]) -> int:
    """Show how a phrase is read, or each line of a batch."""
    _ = translator(session.lang).gettext
    calendar = session.calendar()
    if options["batch"] is not None:
        if options["text"]:
            raise TroubleError(_("--batch không đi cùng câu hỏi."), 2)
        return answer_lines(options["batch"], lambda asked: _read_line(asked, session, calendar), session.lang)
    if not options["text"]:
        raise TroubleError(_("thiếu câu chữ cần đọc; ví dụ: solieu when “trước ngày 15/12”"), 2)
    read = _read(" ".join(options["text"]), session.clock.now(), session, calendar)
    print(json.dumps(read, ensure_ascii=False) if options["json"] else read["text"])
    return 0


def _read(text: str, now: datetime, session: Session, calendar: Calendar) -> dict[str, Any]:
    found = phrases.read(text, now, calendar)
    return {**found.to_json(), "text": describe(found, session.lang)}


def _read_line(asked: dict[str, Any], session: Session, calendar: Calendar) -> dict[str, Any]:
    now = session.clock.now()
    if asked.get("now") is not None:
        try:
            given = datetime.fromisoformat(text_of(asked, "now", session.lang))
        except ValueError as error:
            _ = translator(session.lang).gettext
            raise BrokenLineError(_("“now” không phải ngày giờ: {text}").format(text=asked["now"])) from error
        now = given.replace(tzinfo=session.clock.zone) if given.tzinfo is None else given.astimezone(session.clock.zone)
    return _read(text_of(asked, "text", session.lang), now, session, calendar)


def duties(session: Session, options: Mapping[str, Any]) -> int:
    """List the occurrences of the reporting duties between two days, by due date; or change what duties there are."""
    _ = translator(session.lang).gettext
    if options["act"] is not None:
        from bot.commands import own_duties

        return own_duties.change(session, options)
    for name in ("from", "to"):
        if options[name] is None:
            raise TroubleError(_("thiếu --{name}; ví dụ: {example}").format(name=name, example=_DUTIES_EXAMPLE), 2)
    first, last = _day(options["from"], session), _day(options["to"], session)
    if last < first:
        raise TroubleError(_("--to ở trước --from."), 2)
    for found in occurrences(duties_here(session), first, last, session.calendar(), options["level"]):
        print(json.dumps(fields_of(found), ensure_ascii=False) if options["json"] else _line(found, session.lang))
    return 0


def _day(text: str, session: Session) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        _ = translator(session.lang).gettext
        raise TroubleError(_("“{text}” không phải ngày; ví dụ: 2026-12-01").format(text=text), 2) from error


def _line(found: Occurrence, lang: str) -> str:
    _ = translator(lang).gettext
    due = day_words(found.due, lang) if found.due else _("chưa rõ ngày")
    parts = [_("chốt số liệu {day}").format(day=day_words(found.cutoff, lang))] if found.cutoff else []
    if found.needs_confirmation:
        parts.append(_("cần xác nhận ngày"))
    said = f" ({'; '.join(parts)})" if parts else ""
    return f"{due}{said}: {found.code} {found.name} [{found.legal_basis}]"
