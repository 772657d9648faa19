"""Dated things as iCalendar: written with alarms for a calendar program, read back with every wrong entry named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from icalendar import Alarm, Calendar, Component, Event
from icalendar.error import BrokenCalendarProperty

from handlers.document_tasks import dated_tasks
from handlers.reminder_plan import Subscriber, end_of, occurrence_key, wanted
from handlers.reminders import Thing
from knowledge.calendar import Calendar as WorkingDays
from knowledge.duties import Duty
from knowledge.recurrence import BadRecurrence, ical_rule, parse_rule
from knowledge.store import Store

MOST_ENTRIES = 1000
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated entry of a file; key is its UID, exact: it has an hour."""

    key: str
    title: str
    due: datetime
    exact: bool
    recurrence: str


@dataclass(frozen=True, slots=True)
class WrongEntry:
    """An entry that cannot be taken: its place in the file from 1, its title, and why.

    reason: no_title, no_date, past, bad_rule or too_many.
    """

    place: int
    title: str
    reason: str


class NotACalendar(Exception):
    """The bytes are no iCalendar file."""


def coming_year(duties: Sequence[Duty], store: Store, days: WorkingDays, now: datetime) -> list[Thing]:
    """Return the duties that are sure and the documents' dated tasks of the coming year, as things of no chat."""
    last = now.date() + 365 * _DAY
    sure = wanted(duties, Subscriber("", level=""), now.date(), last, days)
    found = [
        _thing("duty", one.code, occurrence_key(one), one.name, one.legal_basis, end_of(one.due or last, now.tzinfo))
        for one in sure
    ]
    for task in dated_tasks(store, store.tasks()):
        if now.date() <= task.due <= last:
            due = end_of(task.due, now.tzinfo)
            found.append(_thing("task", task.id, task.due.isoformat(), task.title, task.basis, due))
    return sorted(found, key=lambda thing: (thing.due, thing.key))


def _thing(kind: str, key: str, occurrence: str, title: str, basis: str, due: datetime) -> Thing:
    return Thing(
        0, kind, key, occurrence, "", "", "", "", title, basis, "", due, False, "", 0, "open", "", 0, 0, None
    )  # fmt: skip


def to_ics(things: Iterable[Thing], leads: Iterable[int], now: datetime) -> bytes:
    """Return things as an iCalendar file, each with an alarm for every lead in days, or at its minute."""
    days = tuple(leads)
    file = Calendar()
    file.add("prodid", "-//solieu//VN")
    file.add("version", "2.0")
    for thing in things:
        event = Event()
        event.add("uid", f"{thing.key}-{thing.occurrence}@solieu".replace(" ", "-"))
        event.add("dtstamp", now)
        event.add("summary", thing.title)
        event.add("dtstart", thing.due.date() if thing.is_whole_day else thing.due)
        if thing.is_whole_day:
            event.add("dtend", thing.due.date() + _DAY)
        if thing.basis:
            event.add("description", thing.basis)
        if thing.recurrence and not parse_rule(thing.recurrence).lunar:
            event.add("rrule", dict(part.split("=") for part in ical_rule(thing.recurrence).split(";")))
        for lead in (0,) if thing.exact else days:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", thing.title)
            # A whole day begins at midnight: the alarm of a morning is that many days before, at half past seven.
            alarm.add("trigger", timedelta(hours=7.5) - lead * _DAY if thing.is_whole_day else -lead * _DAY)
            event.add_component(alarm)
        file.add_component(event)
    return bytes(file.to_ical())


def from_ics(data: bytes, now: datetime) -> tuple[list[Entry], list[WrongEntry]]:
    """Return the events and tasks of a file that lie ahead, and those that cannot be taken. Raises NotACalendar."""
    try:
        file = Calendar.from_ical(data)
    except ValueError as error:
        raise NotACalendar from error
    if not isinstance(file, Calendar):
        raise NotACalendar
    entries: list[Entry] = []
    wrong: list[WrongEntry] = []
    found = [part for part in file.walk() if part.name in ("VEVENT", "VTODO")]
    for place, part in enumerate(found, 1):
        title = " ".join(str(part.get("summary", "")).split())
        if place > MOST_ENTRIES:
            wrong.append(WrongEntry(place, title, "too_many"))
            break
        entry = _entry(part, title, now)
        if isinstance(entry, Entry):
            entries.append(entry)
        else:
            wrong.append(WrongEntry(place, title, entry))
    return entries, wrong


def _entry(part: Component, title: str, now: datetime) -> Entry | str:
    if not title:
        return "no_title"
    try:
        value = getattr(part.get("due") or part.get("dtstart"), "dt", None)
    except BrokenCalendarProperty:
        return "no_date"
    if not isinstance(value, date):
        return "no_date"
    due = _local(value, now.tzinfo)
    rule = part.get("rrule")
    recurrence = rule.to_ical().decode() if rule is not None and not isinstance(rule, list) else ""
    try:
        if recurrence:
            parse_rule(recurrence)
    except BadRecurrence:
        return "bad_rule"
    if isinstance(rule, list):
        return "bad_rule"
    if due <= now:
        return "past"
    return Entry(str(part.get("uid", "")), title, due, isinstance(value, datetime), recurrence)


def _local(value: date, zone: tzinfo | None) -> datetime:
    if not isinstance(value, datetime):
        return end_of(value, zone)
    return value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)
