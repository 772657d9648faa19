"""What reminders say: one thing with what can be done about it, a digest of several, lists of what is open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.i18n import translator
from handlers.markup import bold, escape
from handlers.message import Choice, Reply
from handlers.reminder_plan import LATE_AFTER
from handlers.reminders import Thing
from handlers.talk import with_choices
from handlers.when_wording import describe_rule, say_day, say_time

MOST_OVERDUE = 5
_MOST_BUTTONS = 5
_LABEL = 30


@dataclass(frozen=True, slots=True)
class Due:
    """One claimed row of the outbox; doubt: it may have been delivered before; text: a notice without a thing."""

    thing: Thing | None
    lead: str
    at: datetime
    doubt: bool = False
    text: str = ""


def word(rows: Sequence[Due], week: Sequence[Thing] | None, now: datetime, lang: str) -> Reply:
    """Return the one message for all rows claimed for a chat; week: the week ahead, None where it is not told now.

    Each thing is named once, however many of its reminders came together.
    """
    _ = translator(lang).gettext
    notices = [row.text for row in rows if row.text]
    named = _by_thing(rows)
    lines: list[str] = list(notices)
    if any(row.doubt for row in rows if row.thing is None):
        lines.insert(0, f"({_('có thể đã gửi')})")
    things = [row.thing for row in named if row.thing is not None]
    if len(named) == 1 and week is None and not notices:
        return with_choices(_single(named[0], now, lang), _choices(things[0], lang))
    if named:
        lines.append(bold(_("{count} việc cần nhớ").format(count=len(named))))
        lines += [f"• {_line(row, now, lang)}" for row in named]
    told = {thing.id for thing in things}
    lines += _week([thing for thing in week or () if thing.id not in told], now, lang)
    return with_choices("\n".join(lines), _digest_choices(things, lang)) if things else Reply("\n".join(lines))


def _week(things: Sequence[Thing], now: datetime, lang: str) -> list[str]:
    """Return the lines of the week ahead; what is overdue for long would hide it and is only counted."""
    _ = translator(lang).gettext
    ahead, over = split(things, now)
    lines = [bold(_("Tuần này")), *(f"• {thing_line(thing, now, lang)}" for thing in ahead)] if ahead else []
    if over:
        lines.append(bold(_("Quá hạn: {count} việc").format(count=len(over))))
        lines += [f"• {thing_line(thing, now, lang)}" for thing in over[:MOST_OVERDUE]]
        if len(over) > MOST_OVERDUE:
            lines.append(_("… và {count} việc nữa").format(count=len(over) - MOST_OVERDUE) + ": /sapdenhan")
    return lines


def split(things: Iterable[Thing], now: datetime) -> tuple[list[Thing], list[Thing]]:
    """Return what is still in time, by due date, and what is overdue, the newest first."""
    ordered = sorted(things, key=lambda thing: (thing.due, thing.id))
    ahead = [thing for thing in ordered if thing.exact or thing.due >= now]
    return ahead, [thing for thing in reversed(ordered) if not thing.exact and thing.due < now]


def thing_line(thing: Thing, now: datetime, lang: str) -> str:
    """Return one line of a list: number, title, due date, what is left of it."""
    text = f"#{thing.id} {escape(thing.title)}: {when_due(thing, lang)} ({left(thing, now, lang)})"
    if thing.recurrence:
        text += f", {describe_rule(thing.recurrence, lang)}"
    return text


def when_due(thing: Thing, lang: str) -> str:
    """Return the due date, with its hour where it has one."""
    day = say_day(thing.due.date(), lang)
    return day if thing.is_whole_day else f"{say_time(thing.due.timetz())} {day}"


def left(thing: Thing, now: datetime, lang: str) -> str:
    """Return how long there is, or how long ago it was: "còn 3 ngày", "hôm nay", "quá hạn 2 ngày"."""
    translations = translator(lang)
    _, count = translations.gettext, translations.ngettext
    days = (thing.due.date() - now.date()).days
    if now > thing.due and not thing.exact:
        days = max(1, -days)
        return count("quá hạn %(days)d ngày", "quá hạn %(days)d ngày", days) % {"days": days}
    if days <= 0:
        return _("hôm nay") if days == 0 else _("đã qua")
    if days == 1:
        return _("ngày mai")
    return count("còn %(days)d ngày", "còn %(days)d ngày", days) % {"days": days}


def mark(row: Due, now: datetime, lang: str) -> str:
    """Return the words in brackets for a reminder that comes late or a second time, "" for an ordinary one."""
    _ = translator(lang).gettext
    parts = []
    if row.thing is not None and now - row.at > LATE_AFTER:
        parts.append(_("nhắc muộn, hạn {due}").format(due=when_due(row.thing, lang)))
    if row.lead == "again":
        parts.append(_("nhắc lại, chưa ai nhận"))
    if row.lead == "superior":
        parts.append(_("báo cấp trên: chưa ai nhận việc"))
    if row.doubt:
        parts.append(_("có thể đã gửi"))
    return f"({'; '.join(parts)})" if parts else ""


def _by_thing(rows: Sequence[Due]) -> list[Due]:
    """Return one row for each thing, the latest; the most pressing things first."""
    found: dict[int, Due] = {}
    for row in sorted(rows, key=lambda row: row.at):
        if row.thing is not None:
            earlier = found.get(row.thing.id)
            doubt = row.doubt and (earlier is None or earlier.doubt)
            found[row.thing.id] = Due(row.thing, row.lead, row.at, doubt)
    return sorted(found.values(), key=lambda row: (row.thing.due, row.thing.id) if row.thing else (row.at, 0))


def _single(row: Due, now: datetime, lang: str) -> str:
    _ = translator(lang).gettext
    thing = row.thing
    if thing is None:
        return row.text
    head = bold(_("Nhắc: {title}").format(title=thing.title))
    if row.lead == "overdue":
        head = bold(_("Quá hạn: {title}").format(title=thing.title))
    elif row.lead.startswith("handed"):
        head = bold(_("Việc chuyển đến anh/chị: {title}").format(title=thing.title))
    lines = [head]
    if marked := mark(row, now, lang):
        lines.append(marked)
    lines.append(_("Hạn: {due} ({left})").format(due=when_due(thing, lang), left=left(thing, now, lang)))
    if thing.kind == "duty" and thing.note:
        cutoff = datetime.fromisoformat(thing.note).date()
        lines.append(_("Chốt số liệu: {day}").format(day=say_day(cutoff, lang)))
    elif thing.note:
        lines.append(_("Ghi chú: {note}").format(note=escape(thing.note)))
    if thing.unit:
        lines.append(_("Giao cho: {name}.").format(name=escape(thing.unit)))
    if thing.basis:
        lines.append(_("Căn cứ: {law}").format(law=escape(thing.basis)))
    return "\n".join(lines)


def _line(row: Due, now: datetime, lang: str) -> str:
    if row.thing is None:
        return row.text
    marked = mark(row, now, lang)
    return thing_line(row.thing, now, lang) + (f" {marked}" if marked else "")


def _choices(thing: Thing, lang: str) -> tuple[Choice, ...]:
    _ = translator(lang).gettext
    return (
        Choice(_("Đã nhận"), f"/danhan {thing.id}"),
        Choice(_("Đã xong"), f"/xong {thing.id}"),
        Choice(_("Nhắc lại sau 1 giờ"), f"/nhaclai {thing.id} sau 1 giờ"),
        Choice(_("Sáng mai"), f"/nhaclai {thing.id} sáng mai"),
        Choice(_("Xin gia hạn"), f"/giahan {thing.id}"),
        Choice(_("Chuyển việc"), f"/chuyen {thing.id}"),
    )


def _digest_choices(things: Sequence[Thing], lang: str) -> tuple[Choice, ...]:
    _ = translator(lang).gettext
    numbers = " ".join(str(thing.id) for thing in things)
    return (
        Choice(_("Đã nhận tất cả"), f"/danhan {numbers}"),
        Choice(_("Nhắc lại sau 1 giờ"), f"/nhaclai {numbers} sau 1 giờ"),
        Choice(_("Sáng mai"), f"/nhaclai {numbers} sáng mai"),
        *(
            Choice(_("Xong #{number} {title}").format(number=thing.id, title=thing.title[:_LABEL]), f"/xong {thing.id}")
            for thing in things[:_MOST_BUTTONS]
        ),
    )
