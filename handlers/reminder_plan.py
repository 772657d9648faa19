"""When reminders of a due date fall: pure functions of (due date, rhythm, calendar)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import cast, get_args

from knowledge.calendar import Calendar
from knowledge.duties import Duty, Level, Occurrence, occurrences
from knowledge.duty_fields import bases_in, words_about

DEFAULT_LEADS = (7, 3, 1, 0)
LONGEST_LEAD = 60
AGAIN_AT = time(14, 0)
SUPERIOR_AT = time(16, 0)
LATE_AFTER = timedelta(minutes=10)
_BEFORE_DUE = timedelta(hours=1)
_DAY = timedelta(days=1)
_END = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How many days before, and at which hour, a chat is reminded; between quiet_from and quiet_to nothing goes out."""

    leads: tuple[int, ...] = DEFAULT_LEADS
    hour: time = time(7, 30)
    quiet_from: time = time(21, 0)
    quiet_to: time = time(6, 0)

    def is_quiet(self, clock: time) -> bool:
        """Return whether nothing goes out at a time of day; the same hour twice means never."""
        begin, end = self.quiet_from, self.quiet_to
        if begin <= end:
            return begin <= clock < end
        return clock >= begin or clock < end


@dataclass(frozen=True, slots=True)
class Moment:
    """One reminder of a thing.

    lead: days before as text, "again" and "superior" (nobody has acknowledged it: once more, then to the superior), or
    "overdue".
    """

    at: datetime
    lead: str


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat that wants the duties of a level ("" for both); words: only those that have one of them."""

    chat: str
    level: str = "commune"
    words: tuple[str, ...] = ()
    rhythm: Rhythm = Rhythm()


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A reminder that has to go out, in the terms of the outbox."""

    at: datetime
    chat: str
    code: str
    occurrence: str
    lead: str


def end_of(day: date, zone: tzinfo | None) -> datetime:
    """Return the last second of a day, which is when a deadline without an hour is over."""
    return datetime.combine(day, _END, zone)


def moments(due: datetime, rhythm: Rhythm, calendar: Calendar, *, exact: bool, nags: bool) -> tuple[Moment, ...]:
    """Return the reminders of one due date in order of time.

    exact: once, at that minute. Else one for each lead at the rhythm's hour; a day off delays it to the next working
    day, but never beyond the due day; where two then fall together only the nearer one is left. nags: also "again"
    and "superior" on the due day and "overdue" on the first working day after it.
    """
    if exact:
        return (Moment(due, "0"),)
    found: dict[datetime, Moment] = {}
    for lead in sorted({lead for lead in rhythm.leads if 0 <= lead <= LONGEST_LEAD}, reverse=True):
        day = due.date() - lead * _DAY
        worked = calendar.next_working_day(day)
        at = datetime.combine(worked if worked <= due.date() else day, rhythm.hour, due.tzinfo)
        at = min(at, due - _BEFORE_DUE)
        found[at] = Moment(at, str(lead))
    ordered = [found[at] for at in sorted(found)]
    if nags:
        for clock, step in ((AGAIN_AT, "again"), (SUPERIOR_AT, "superior")):
            at = datetime.combine(due.date(), clock, due.tzinfo)
            if ordered and ordered[-1].at < at < due:
                ordered.append(Moment(at, step))
        after = calendar.next_working_day(due.date() + _DAY)
        ordered.append(Moment(datetime.combine(after, rhythm.hour, due.tzinfo), "overdue"))
    return tuple(ordered)


def out_of_quiet(at: datetime, rhythm: Rhythm) -> datetime:
    """Return the instant itself, or the end of the quiet hours that it falls into."""
    clock = at.timetz().replace(tzinfo=None)
    if not rhythm.is_quiet(clock):
        return at
    day = at.date() + _DAY if rhythm.quiet_to <= clock else at.date()
    return datetime.combine(day, rhythm.quiet_to, at.tzinfo)


def occurrence_key(found: Occurrence) -> str:
    """Return what tells one occurrence of a duty from its others: due day and periods."""
    due = found.due.isoformat() if found.due is not None else ""
    return f"{due} {'+'.join(found.periods)}".strip()


def wanted(
    duties: Iterable[Duty], subscriber: Subscriber, first: date, last: date, calendar: Calendar
) -> list[Occurrence]:
    """Return what a subscriber is to be reminded of unasked, due from first to last; uncertain days are left out."""
    known = subscriber.level in get_args(Level)
    level = cast(Level, subscriber.level) if known else None
    found = occurrences(duties, first, last, calendar, level)
    return [one for one in found if one.drives_reminders and one.due is not None and concerns(one, subscriber.words)]


def concerns(found: Occurrence, words: tuple[str, ...]) -> bool:
    """Return whether a duty's code, name, field or addressee has the words of one topic; no topics mean everything."""
    return concerns_words(found.code, found.name, found.owed_by, found.owed_to, words)


def concerns_words(code: str, name: str, owed_by: str, owed_to: str, topics: tuple[str, ...]) -> bool:
    """Return the same for the parts of a duty."""
    about = words_about(code, name, owed_by, owed_to)
    return not topics or any(about.issuperset(bases_in(topic)) for topic in topics)


def due_reminders(
    duties: Iterable[Duty], subscribers: Iterable[Subscriber], calendar: Calendar, after: datetime, until: datetime
) -> list[DueReminder]:
    """Return every reminder of a duty with after < at <= until, in order of time, then chat and code."""
    rows = tuple(duties)
    found: list[DueReminder] = []
    for subscriber in subscribers:
        last = until.date() + (max(subscriber.rhythm.leads, default=0)) * _DAY
        for one in wanted(rows, subscriber, after.date(), last, calendar):
            due = end_of(one.due or last, until.tzinfo)
            for moment in moments(due, subscriber.rhythm, calendar, exact=False, nags=False):
                if after < moment.at <= until:
                    found.append(DueReminder(moment.at, subscriber.chat, one.code, occurrence_key(one), moment.lead))
    return sorted(found, key=lambda one: (one.at, one.chat, one.code, one.occurrence))
