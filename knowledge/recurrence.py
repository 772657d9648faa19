"""Days on which a recurrence rule falls: the parts of RFC 5545 that reading and reminding need, and lunar rules.

A rule is the contract's text: FREQ=DAILY | WEEKLY;BYDAY=… | MONTHLY;BYMONTHDAY=… | YEARLY;BYMONTH=…;BYMONTHDAY=…,
with INTERVAL, BYSETPOS and BYDAY=1MO where needed. Three readings go beyond the RFC, because people mean them:
- day 29, 30 or 31 of a month that is shorter is its last day ("ngày 30 hằng tháng" in February);
- BYDAY=MO,TU,WE,TH,FR with BYSETPOS counts days that the calendar calls worked, and FREQ=WEEKLY with it leaves days
off out;
- RSCALE=CHINESE (RFC 7529) is the Vietnamese lunar calendar, UTC+7.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice

from dateutil.rrule import rrulestr

from knowledge.calendar import Calendar, month_end
from knowledge.lunar import lunar_of, solar_of

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING_DAYS = "MO,TU,WE,TH,FR"
_FEW_YEARS = 12


class BadRecurrence(ValueError):
    """A text that is no recurrence rule of the kind this module reads; `rule` is the text."""

    def __init__(self, rule: str) -> None:
        super().__init__(f"not a recurrence rule: {rule!r}")
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Rule:
    """The parts of a rule; empty tuples where a part is not given."""

    freq: str
    interval: int
    months: tuple[int, ...]
    month_days: tuple[int, ...]
    weekdays: tuple[str, ...]
    position: int | None
    lunar: bool

    @property
    def counts_working_days(self) -> bool:
        """Whether days are worked days of the calendar and not just Monday to Friday."""
        whole_week = self.weekdays == tuple(WORKING_DAYS.split(","))
        return whole_week and (self.position is not None or (self.freq in ("DAILY", "WEEKLY") and self.interval == 1))


@lru_cache(maxsize=2048)
def parse_rule(text: str) -> Rule:
    """Return the parts of a rule. Raises BadRecurrence for anything else."""
    parts: dict[str, str] = {}
    for part in text.removeprefix("RRULE:").split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise BadRecurrence(text)
        parts[name] = value
    freq = parts.pop("FREQ", "")
    lunar = parts.pop("RSCALE", "GREGORIAN") == "CHINESE"
    try:
        rule = Rule(
            freq,
            int(parts.pop("INTERVAL", "1")),
            _numbers(parts.pop("BYMONTH", "")),
            _numbers(parts.pop("BYMONTHDAY", "")),
            tuple(filter(None, parts.pop("BYDAY", "").split(","))),
            int(parts.pop("BYSETPOS")) if "BYSETPOS" in parts else None,
            lunar,
        )
    except ValueError as error:
        raise BadRecurrence(text) from error
    sound = (
        freq in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
        and not parts
        and 1 <= rule.interval <= 1000
        and all(1 <= month <= 12 for month in rule.months)
        and all(1 <= abs(day) <= 31 for day in rule.month_days)
        and all(day[-2:] in WEEKDAYS and day[:-2].lstrip("+-").isdigit() | (day[:-2] == "") for day in rule.weekdays)
        and rule.position != 0
    )
    if not sound:
        raise BadRecurrence(text)
    return rule


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in text.split(",") if number)


def ical_rule(text: str) -> str:
    """Return the rule for a calendar program, short months spelt out: BYMONTHDAY=30 → 28,29,30;BYSETPOS=-1."""
    rule = parse_rule(text)
    if len(rule.month_days) == 1 and rule.month_days[0] in (29, 30, 31) and rule.freq == "MONTHLY" and not rule.lunar:
        days = ",".join(str(day) for day in range(28, rule.month_days[0] + 1))
        return text.replace(f"BYMONTHDAY={rule.month_days[0]}", f"BYMONTHDAY={days}") + ";BYSETPOS=-1"
    return text


def occurrences(text: str, first: date, last: date, calendar: Calendar, start: date | None = None) -> Iterator[date]:
    """Yield the days from first to last, both included, on which the rule falls, in order.

    start is the first occurrence; it fixes the phase where an interval above 1 is given. Raises BadRecurrence.
    """
    rule = parse_rule(text)
    begin = max(first, start) if start is not None else first
    if begin > last:
        return iter(())
    if rule.lunar:
        return _lunar_days(rule, begin, last)
    if rule.freq in ("MONTHLY", "YEARLY") and (rule.month_days or rule.counts_working_days):
        return _days_of_months(rule, start or begin, begin, last, calendar)
    return _library_days(rule, text, start or begin, begin, last, calendar)


def next_occurrence(text: str, after: date, calendar: Calendar, start: date | None = None) -> date | None:
    """Return the first day on or after `after` on which the rule falls, None if there is none within twelve years."""
    last = date(min(after.year + _FEW_YEARS, 9999), 12, 31)
    return next(iter(occurrences(text, after, last, calendar, start)), None)


def _days_of_months(rule: Rule, start: date, first: date, last: date, calendar: Calendar) -> Iterator[date]:
    month_count = start.year * 12 + start.month - 1
    step = rule.interval if rule.freq == "MONTHLY" and not rule.months else 1
    while True:
        year, month = divmod(month_count, 12)
        month += 1
        if year > 9999 or date(year, month, 1) > last:
            return
        in_phase = not (rule.freq == "YEARLY" and (year - start.year) % rule.interval)
        if in_phase and (not rule.months or month in rule.months):
            for day in _days_of_month(rule, year, month, calendar):
                if first <= day <= last:
                    yield day
        month_count += step


def _days_of_month(rule: Rule, year: int, month: int, calendar: Calendar) -> list[date]:
    if rule.counts_working_days:
        worked = list(calendar.working_days(date(year, month, 1), month_end(year, month)))
        index = (rule.position or 1) - 1 if (rule.position or 1) > 0 else rule.position or -1
        return [worked[index]] if -len(worked) <= index < len(worked) else []
    end = month_end(year, month)
    days = {
        date(year, month, min(day, end.day)) if day > 0 else end + timedelta(days=day + 1) for day in rule.month_days
    }
    return sorted(day for day in days if day.month == month)


def _library_days(rule: Rule, text: str, start: date, first: date, last: date, calendar: Calendar) -> Iterator[date]:
    found = rrulestr(text.removeprefix("RRULE:"), dtstart=datetime.combine(start, time()))
    for moment in found.xafter(datetime.combine(first, time()), inc=True):
        day = moment.date()
        if day > last:
            return
        if not rule.counts_working_days or calendar.is_working_day(day):
            yield day


def _lunar_days(rule: Rule, first: date, last: date) -> Iterator[date]:
    """Yield the lunar day of each lunar month or year; -1 is a month's last day, leap months are passed over."""
    here = lunar_of(first)
    if here is None or not rule.month_days:
        return
    year, month = here.year, 1
    wanted = rule.month_days[0]
    while year <= here.year + 400:
        if not rule.months or month in rule.months:
            day = solar_of(year, month, None if wanted < 0 else wanted) or (
                solar_of(year, month, None) if wanted == 30 else None
            )
            if day is not None and day > last:
                return
            if day is not None and day >= first:
                yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if year > 2099:
            return


def first_days(text: str, after: date, count: int, calendar: Calendar, start: date | None = None) -> list[date]:
    """Return the next `count` days of a rule, fewer if they end."""
    last = date(min(after.year + _FEW_YEARS, 9999), 12, 31)
    return list(islice(occurrences(text, after, last, calendar, start), count))
