"""The rule language of reporting duties: periods, the cut-off of their data, and the day they are due.

frequency   parts joined by "; ": month, quarter, half, nine_months, year, each with numbers where not all count
            ("month 2-9", "quarter 1", "half 1"; for a year the last digits that count: "year 4,9"), or week, event,
            term.
point       P:14 day 14 of the period's last month (day 29 to 31: that month's last day if it is shorter), P-1:15 of
            the month before, P:end its last day; Y:12-15 15 December of the period's year, Y+1:03-01 1 March of the
            following year.
cutoff_rule point, or point..point for the first and the last day of the data.
due_rule    by point (that day is in time) · before point (the day before it is) · on point · from point to point (a
            stretch of work, due on its last day) · start point (only the first day is known) · within 15 d after
            point (d days, wd working days; point may be "cutoff") · unknown (a day exists but is not known) · event
            (it runs from an event) · see CODE, CODE (other duties tell it). "|" joins several due days of one period.
A cutoff_rule or due_rule of several parts joined by "; " has one part for each part of the frequency.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from knowledge.calendar import Calendar, month_end

UNITS = ("month", "quarter", "half", "nine_months", "year")
UNDATED_UNITS = ("week", "event", "term")
_POINT = re.compile(r"P([+-]\d{1,2})?:(\d{2}|end)|Y([+-]\d)?:(\d{2})-(\d{2})")
_FREQUENCY = re.compile(r"(month|quarter|half|nine_months|year|week|event|term)(?: (\d{1,2}(?:[-,]\d{1,2})*))?")
_WITHIN = re.compile(r"within (\d{1,3}) (d|wd) after (\S+)")
_SEE = re.compile(r"see ([A-Z]{2,5}-\d{1,3}(?:, [A-Z]{2,5}-\d{1,3})*)")
_COUNTS = {"month": 12, "quarter": 4, "half": 2, "nine_months": 1, "year": 10}
_CODE_PART = {"quarter": "Q", "half": "H"}

DueKind = Literal["by", "before", "on", "from", "start", "within", "unknown", "event", "see"]


class BadRule(ValueError):
    """A rule that this language does not have; `rule` is its text, `part` says which column it stands in."""

    def __init__(self, part: str, rule: str) -> None:
        super().__init__(f"{part}: {rule!r}")
        self.part = part
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Span:
    """One reporting period: its unit, its code (2026-11, 2026-Q4, 2026-H1, 2026-9M, 2026), its last month."""

    unit: str
    code: str
    year: int
    last_month: int


@dataclass(frozen=True, slots=True)
class Point:
    """A day told from a period: months from its last month and a day (None: the last), or years and a month and day."""

    months: int = 0
    years: int = 0
    month: int | None = None
    day: int | None = None

    def on(self, span: Span) -> date:
        """Return the day for one period."""
        if self.month is not None:
            year, month = span.year + self.years, self.month
        else:
            year, index = divmod(span.year * 12 + span.last_month - 1 + self.months, 12)
            month = index + 1
        end = month_end(year, month)
        return end if self.day is None or self.day > end.day else date(year, month, self.day)


@dataclass(frozen=True, slots=True)
class DuePart:
    """One due rule: its kind, its point (the end where there are two), the first day of a stretch, a length in days."""

    kind: DueKind
    point: Point | None = None
    first: Point | None = None
    count: int = 0
    working: bool = False
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frequency:
    """One part of a frequency; numbers: the months, quarters, halves or last digits of years that count."""

    unit: str
    numbers: tuple[int, ...] = ()

    def spans(self, first_year: int, last_year: int) -> Iterator[Span]:
        """Yield the periods of these years in order."""
        if self.unit not in UNITS:
            return
        for year in range(first_year, last_year + 1):
            if self.unit == "year":
                if not self.numbers or year % 10 in self.numbers:
                    yield Span("year", str(year), year, 12)
            elif self.unit == "nine_months":
                yield Span("nine_months", f"{year}-9M", year, 9)
            else:
                count = _COUNTS[self.unit]
                for number in range(1, count + 1):
                    if not self.numbers or number in self.numbers:
                        code = (
                            f"{year}-{number:02}" if self.unit == "month" else f"{year}-{_CODE_PART[self.unit]}{number}"
                        )
                        yield Span(self.unit, code, year, number * 12 // count)


@lru_cache(maxsize=1024)
def parse_frequency(text: str) -> tuple[Frequency, ...]:
    """Return the parts of a frequency. Raises BadRule."""
    parts = []
    for part in text.split(";"):
        match = _FREQUENCY.fullmatch(part.strip())
        if match is None:
            raise BadRule("frequency", text)
        numbers = _numbers(match[2] or "")
        lowest, highest = (0, 9) if match[1] == "year" else (1, _COUNTS.get(match[1], 0))
        if any(not lowest <= number <= highest for number in numbers):
            raise BadRule("frequency", text)
        parts.append(Frequency(match[1], numbers))
    return tuple(parts)


def _numbers(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found.extend(range(int(first), int(last or first) + 1))
    return tuple(found)


@lru_cache(maxsize=1024)
def parse_point(text: str) -> Point:
    """Return a point. Raises BadRule."""
    match = _POINT.fullmatch(text.strip())
    if match is None:
        raise BadRule("point", text)
    if match[2] is not None:
        day = None if match[2] == "end" else int(match[2])
        if day is not None and not 1 <= day <= 31:
            raise BadRule("point", text)
        return Point(months=int(match[1] or 0), day=day)
    month, day = int(match[4]), int(match[5])
    if not 1 <= month <= 12 or not 1 <= day <= month_end(2000, month).day:
        raise BadRule("point", text)
    return Point(years=int(match[3] or 0), month=month, day=day)


@lru_cache(maxsize=1024)
def parse_cutoff(text: str, count: int) -> tuple[tuple[Point | None, Point | None], ...]:
    """Return (first, last) of the data for each of `count` parts of the frequency, None if not given; or BadRule."""
    if not text.strip():
        return ((None, None),) * count
    parts = [part.strip() for part in text.split(";")]
    if len(parts) not in (1, count):
        raise BadRule("cutoff_rule", text)
    found: list[tuple[Point | None, Point | None]] = []
    for part in parts:
        first, dots, last = part.partition("..")
        try:
            found.append((parse_point(first), parse_point(last)) if dots else (None, parse_point(first)))
        except BadRule as error:
            raise BadRule("cutoff_rule", text) from error
    return tuple(found * count if len(found) == 1 else found)


@lru_cache(maxsize=1024)
def parse_due(text: str, count: int) -> tuple[tuple[DuePart, ...], ...]:
    """Return the due rules for each of `count` parts of the frequency. Raises BadRule."""
    parts = [part.strip() for part in text.split(";")]
    if len(parts) not in (1, count):
        raise BadRule("due_rule", text)
    found = []
    for part in parts:
        try:
            found.append(tuple(_due_part(one.strip()) for one in part.split("|")))
        except BadRule as error:
            raise BadRule("due_rule", text) from error
    return tuple(found * count if len(found) == 1 else found)


def _due_part(text: str) -> DuePart:
    if text == "unknown":
        return DuePart("unknown")
    if text == "event":
        return DuePart("event")
    see = _SEE.fullmatch(text)
    if see is not None:
        return DuePart("see", codes=tuple(see[1].split(", ")))
    within = _WITHIN.fullmatch(text)
    if within is not None:
        point = None if within[3] == "cutoff" else parse_point(within[3])
        return DuePart("within", point, count=int(within[1]), working=within[2] == "wd")
    verb, _, rest = text.partition(" ")
    if verb == "from":
        first, middle, last = rest.partition(" to ")
        if middle:
            return DuePart("from", parse_point(last), parse_point(first))
    kinds: dict[str, DueKind] = {"by": "by", "before": "before", "on": "on", "start": "start"}
    if verb in kinds:
        return DuePart(kinds[verb], parse_point(rest))
    raise BadRule("due_rule", text)


def limit_of(part: DuePart, span: Span, cutoff: date | None, calendar: Calendar) -> date | None:
    """Return the last day that is still in time by the rule's words, None where the rule tells none."""
    if part.kind == "within":
        start = cutoff if part.point is None else part.point.on(span)
        if start is None:
            return None
        return calendar.add_working_days(start, part.count) if part.working else start + timedelta(days=part.count)
    if part.point is None:
        return None
    day = part.point.on(span)
    return day - timedelta(days=1) if part.kind == "before" else day
