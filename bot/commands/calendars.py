"""Commands that give a chat's deadlines to a calendar program, and take such a file in."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.errors import TroubleError
from bot.session import Session
from bot.terminal import PERSON
from handlers.i18n import translator


def give_out(session: Session, options: Mapping[str, Any]) -> int:
    """Write dated things as iCalendar, to a file or the standard output: a chat's open ones, or all that is known.

    Without a chat these are the terminal's own, the duties that are sure and the documents' tasks of the coming year.
    """
    from bot.duties import duties_here
    from bot.reminder_settings import rhythm_of
    from handlers.calendar_file import coming_year, to_ics
    from handlers.reminders import Reminders
    from handlers.state import State

    now = session.clock.now()
    state = State.open(session.state_path)
    try:
        reminders = Reminders(state, session.clock.zone, rhythm_of(session.config))
        chat = options.get("chat") or PERSON
        things = reminders.open_things(chat)
        leads = reminders.rhythm_of(chat).leads
    finally:
        state.close()
    if not options.get("chat"):
        things += coming_year(duties_here(session), session.store(), session.calendar(), now)
    data = to_ics(things, leads, now)
    if options.get("output"):
        Path(options["output"]).write_bytes(data)
    else:
        sys.stdout.write(data.decode())
    return 0


def take_in(session: Session, options: Mapping[str, Any]) -> int:
    """Take the entries of an iCalendar file as reminders of a chat; none where one of them cannot be taken.

    The status is 1 then, and each wrong entry is named. An entry that was taken before is not taken again.
    """
    from handlers.calendar_file import NotACalendar, from_ics
    from handlers.reminders import Reminders, TooMany
    from handlers.state import State

    _ = translator(session.lang).gettext
    now, chat = session.clock.now(), options.get("chat") or PERSON
    path = Path(options["file"])
    try:
        entries, wrong = from_ics(path.read_bytes(), now)
    except NotACalendar as error:
        raise TroubleError(_("{name} không phải tệp lịch iCalendar.").format(name=path.name), 1) from error
    reasons = {
        "no_title": _("không có tên việc"),
        "no_date": _("không có ngày đọc được"),
        "past": _("ngày đã qua"),
        "bad_rule": _("chu kỳ không đọc được"),
        "too_many": _("tệp có quá nhiều việc"),
    }
    for one in wrong:
        session.remark(
            _("{name}, mục {place} “{title}”: {reason}.").format(
                name=path.name, place=one.place, title=one.title, reason=reasons[one.reason]
            )
        )
    if wrong:
        return 1
    state = State.open(session.state_path)
    try:
        reminders = Reminders(state, session.clock.zone)
        known = {thing.key for thing in reminders.open_things(chat)}
        fresh = [entry for entry in entries if entry.key not in known]
        with state.transaction():
            for entry in fresh:
                reminders.create(
                    kind="personal", chat=chat, title=entry.title, due=entry.due, actor=chat, now=now,
                    calendar=session.calendar(), exact=entry.exact, recurrence=entry.recurrence, key=entry.key,
                )  # fmt: skip
    except TooMany as problem:
        raise TroubleError(
            _("Nhiều nhất {count} việc chưa xong mỗi người.").format(count=problem.args[0]), 1
        ) from problem
    finally:
        state.close()
    session.remark(_("Đã ghi {count} việc.").format(count=len(fresh)))
    return 0
