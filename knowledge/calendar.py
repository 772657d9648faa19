"""Working days and days off of Vietnam's state bodies: the `holidays` package, official swaps, own rows."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from knowledge.errors import KnowledgeError, Problem

COLUMNS = ("date", "kind", "name", "reason")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from the rule: a day off, or a Saturday or Sunday on which offices work."""

    date: date
    kind: Literal["day_off", "working"]
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked.

    special: rows that go before the package's holidays; a later row for a day replaces an earlier one.
    """

    special: tuple[SpecialDay, ...] = ()

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work on the day."""
        return day not in _year_off(day.year, self.special) and (
            day.weekday() < 5 or day in _year_worked(day.year, self.special)
        )

    def name_of(self, day: date) -> str | None:
        """Return the Vietnamese name of a day off or of a make-up working day, None for an ordinary day or week-end."""
        return _year_off(day.year, self.special).get(day) or _year_worked(day.year, self.special).get(day)

    def next_working_day(self, day: date) -> date:
        """Return the day itself if it is worked, else the first worked day after it."""
        return next((found for found in _days(day, 1) if self.is_working_day(found)), day)

    def previous_working_day(self, day: date) -> date:
        """Return the day itself if it is worked, else the last worked day before it."""
        return next((found for found in _days(day, -1) if self.is_working_day(found)), day)

    def add_working_days(self, start: date, count: int) -> date:
        """Return the count-th working day after start (before it where count is negative).

        The first day does not count (Bộ luật Dân sự 2015, Điều 147). 0 gives start, moved on to a working day.
        Stops at the calendar's first and last day.
        """
        if count == 0:
            return self.next_working_day(start)
        step = 1 if count > 0 else -1
        left, day = abs(count), start
        for day in _days(start, step, skip_first=True):
            if self.is_working_day(day):
                left -= 1
                if left == 0:
                    break
        return day

    def working_days(self, first: date, last: date) -> Iterator[date]:
        """Yield the worked days from first to last, both included."""
        for day in _days(first, 1):
            if day > last:
                return
            if self.is_working_day(day):
                yield day

    def last_working_day(self, year: int, month: int) -> date:
        """Return the last worked day of a month."""
        return self.previous_working_day(month_end(year, month))

    def with_special(self, rows: Iterable[SpecialDay]) -> "Calendar":
        """Return a calendar in which these rows go before everything known so far."""
        return Calendar((*self.special, *rows))


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - _DAY


@lru_cache(maxsize=1)
def official_calendar() -> Calendar:
    """Return the calendar of the package and of data/days_off.csv, which holds the swaps that the package lacks."""
    text = files("knowledge").joinpath("data/days_off.csv").read_text(encoding="utf-8")
    return Calendar(parse_days_off(text, "knowledge/data/days_off.csv"))


def parse_days_off(text: str, name: str) -> tuple[SpecialDay, ...]:
    """Return the rows of a CSV with the columns date (ISO), kind (day_off or working), name, reason.

    name is what messages call the file. Raises KnowledgeError with every wrong row, by line.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise KnowledgeError([Problem(name, 1, "missing_column", ", ".join(missing))])
    rows: list[SpecialDay] = []
    problems: list[Problem] = []
    for row in reader:
        line = reader.line_num
        kind = (row["kind"] or "").strip()
        try:
            day = date.fromisoformat((row["date"] or "").strip())
        except ValueError:
            problems.append(Problem(name, line, "bad_date", row["date"] or ""))
            continue
        if kind == "day_off":
            rows.append(SpecialDay(day, "day_off", (row["name"] or "").strip(), (row["reason"] or "").strip()))
        elif kind == "working":
            rows.append(SpecialDay(day, "working", (row["name"] or "").strip(), (row["reason"] or "").strip()))
        else:
            problems.append(Problem(name, line, "bad_kind_of_day", kind, "day_off, working"))
    if problems:
        raise KnowledgeError(problems)
    return tuple(rows)


def _days(start: date, step: int, skip_first: bool = False) -> Iterator[date]:
    day = start
    limit = date.max if step > 0 else date.min
    if not skip_first:
        yield day
    while day != limit:
        day += timedelta(days=step)
        yield day


@lru_cache(maxsize=512)
def _year_off(year: int, special: tuple[SpecialDay, ...]) -> dict[date, str]:
    """Return the days off of one year that have a name, week-ends only where a holiday falls on them."""
    from holidays import country_holidays  # takes time to load, and a question about figures needs none

    off = dict(country_holidays("VN", years=year, language="vi"))
    for row in special:
        if row.date.year == year:
            if row.kind == "day_off":
                off[row.date] = row.name
            else:
                off.pop(row.date, None)
    return off


@lru_cache(maxsize=512)
def _year_worked(year: int, special: tuple[SpecialDay, ...]) -> dict[date, str]:
    """Return the Saturdays and Sundays of one year on which offices work."""
    from holidays import country_holidays

    worked = {day: "Làm bù" for day in country_holidays("VN", years=year).weekend_workdays if day.year == year}
    for row in special:
        if row.date.year == year:
            if row.kind == "working":
                worked[row.date] = row.name
            else:
                worked.pop(row.date, None)
    return worked
