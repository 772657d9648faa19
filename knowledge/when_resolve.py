"""Which days a term means, seen from a moment and a calendar: stretches in order of time, and the one that is meant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from knowledge.calendar import Calendar, month_end
from knowledge.lunar import lunar_of, solar_of
from knowledge.when_terms import (
    Counted,
    DayFromToday,
    DayOf,
    EdgeOf,
    FirstDays,
    LunarDayOf,
    LunarMonthOf,
    MonthsOf,
    NoSuchDay,
    RangeOf,
    Running,
    Term,
    Unit,
    WeekdayOf,
    WeekOf,
)

# A 29 February can be eight years away (2096 to 2104).
_YEARS_AHEAD = 9
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days first to last, both included; moment where a length in hours or minutes ends at a clock time."""

    first: date
    last: date
    moment: datetime | None = None


class OutOfCalendar(Exception):
    """A reckoning left the years 1 to 9999."""


def stretches(term: Term, now: datetime, calendar: Calendar) -> Iterator[Stretch]:
    """Yield what a term can mean in order of time: one stretch if it is fixed, from last year on if half said.

    Nothing is yielded for days that do not exist. Raises OutOfCalendar.
    """
    try:
        yield from _stretches(term, now, calendar)
    except (OverflowError, ValueError) as error:
        raise OutOfCalendar from error


def _stretches(term: Term, now: datetime, calendar: Calendar) -> Iterator[Stretch]:
    today = now.date()
    match term:
        case DayOf():
            for day in _days_of(term, today):
                yield Stretch(day, day)
        case LunarDayOf():
            for day in _lunar_days(term, today):
                yield Stretch(day, day)
        case LunarMonthOf():
            years = _years(term.year, term.year_shift, today)
            for year in years:
                first, last = solar_of(year, term.month, 1), solar_of(year, term.month, None)
                if first is not None and last is not None:
                    yield Stretch(first, last)
        case WeekdayOf():
            yield from _weekdays(term, today)
        case DayFromToday():
            day = today + timedelta(days=term.days)
            yield Stretch(day, day)
        case MonthsOf():
            for year in _years(term.year, term.year_shift, today):
                yield Stretch(date(year, term.first, 1), month_end(year, term.last))
        case Running():
            for shift in (term.shift,) if term.shift is not None else range(-1, 24):
                yield _running(term.unit, shift, today)
        case WeekOf():
            for month in _stretches(term.month, now, calendar):
                first = (
                    month.first + timedelta(weeks=term.number - 1)
                    if term.number > 0
                    else month.last - timedelta(days=6)
                )
                yield Stretch(first, min(first + timedelta(days=6), month.last))
        case EdgeOf():
            for period in _stretches(term.period, now, calendar):
                day_found = _edge(term, period, calendar)
                if day_found is not None:
                    yield Stretch(day_found, day_found)
        case FirstDays():
            for month in _stretches(term.month, now, calendar):
                if term.first < 0:
                    yield Stretch(month.last + timedelta(days=term.first + 1), month.last)
                else:
                    last = month.last if term.last is None else month.first + timedelta(days=term.last - 1)
                    yield Stretch(month.first + timedelta(days=term.first - 1), last)
        case Counted():
            yield from _counted(term, now, calendar)
        case RangeOf():
            yield from _ranges(term, now, calendar)
        case NoSuchDay():
            return


def meant(term: Term, now: datetime, calendar: Calendar, clock: time | None = None, moved: int = 0) -> Stretch | None:
    """Return the stretch that is meant: the first whose last day, moved by so many days, is not over at `now`.

    clock is the time of that day that counts. A fixed term is taken as it stands, past or not.
    """
    last: Stretch | None = None
    count = 0
    for stretch in stretches(term, now, calendar):
        count += 1
        last = stretch
        try:
            end = (stretch.first + timedelta(days=moved)) if moved < 0 else stretch.last
        except OverflowError as error:
            raise OutOfCalendar from error
        if end > now.date() or (
            end == now.date()
            and (clock is None or datetime.combine(end, clock) >= now.replace(second=0, microsecond=0))
        ):
            return stretch
    return last if count == 1 else None


def _years(year: int | None, shift: int | None, today: date) -> range:
    if year is not None:
        return range(year, year + 1)
    if shift is not None:
        return range(today.year + shift, today.year + shift + 1)
    return range(today.year - 1, today.year + _YEARS_AHEAD)


def _days_of(term: DayOf, today: date) -> Iterator[date]:
    if term.month is not None:
        for year in _years(term.year, term.year_shift, today):
            for number in term.days:
                if number <= month_end(year, term.month).day:
                    yield date(year, term.month, number)
        return
    if term.quarter_month is not None:
        quarters = (term.quarter_shift,) if term.quarter_shift is not None else range(-1, 9)
        for shift in quarters:
            quarter = _running("quarter", shift, today)
            month = add_months(quarter.first, term.quarter_month - 1)
            yield from _days_in(month, term.days)
        return
    for shift in (term.month_shift,) if term.month_shift is not None else range(-1, 13):
        yield from _days_in(add_months(today.replace(day=1), shift), term.days)


def _days_in(month: date, days: tuple[int, ...]) -> Iterator[date]:
    for number in sorted(days):
        if number <= month_end(month.year, month.month).day:
            yield month.replace(day=number)


def _lunar_days(term: LunarDayOf, today: date) -> Iterator[date]:
    here = lunar_of(today)
    if here is None:
        return
    if term.year is not None:
        years = range(term.year, term.year + 1)
    elif term.year_shift is not None:
        years = range(today.year + term.year_shift, today.year + term.year_shift + 1)
    else:
        years = range(here.year - 1, here.year + (40 if term.leap else 4))
    months = range(1, 13) if term.month is None else range(term.month, term.month + 1)
    for year in years:
        for month in months:
            day = solar_of(year, month, term.day, term.leap)
            if day is None and term.day == 30 and not term.leap:
                day = solar_of(year, month, None)  # "30 Tết" of a year whose last month has 29 days
            if day is not None:
                yield day


def _weekdays(term: WeekdayOf, today: date) -> Iterator[Stretch]:
    monday = today - timedelta(days=today.weekday())
    days = sorted(term.days)
    if term.is_range:
        first, last = term.days
        if term.week_shift is not None:
            begin = monday + timedelta(days=first + 7 * term.week_shift)
            yield Stretch(begin, begin + timedelta(days=(last - first) % 7))
            return
        for week in range(-1, 3):
            begin = monday + timedelta(days=first + 7 * week)
            yield Stretch(begin, begin + timedelta(days=(last - first) % 7))
        return
    if term.week_shift is not None:
        # Several days of a fixed week are half said: the next of them is meant.
        for number in days:
            day = monday + timedelta(days=number + 7 * term.week_shift)
            yield Stretch(day, day)
        return
    for distance in range(1 if term.upcoming else -6, 15):
        day = today + timedelta(days=distance)
        if day.weekday() in days:
            yield Stretch(day, day)


def _running(unit: str, shift: int, today: date) -> Stretch:
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
        return Stretch(monday, monday + timedelta(days=6))
    if unit == "month":
        first = add_months(today.replace(day=1), shift)
        return Stretch(first, month_end(first.year, first.month))
    if unit == "quarter":
        first = add_months(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * shift)
        last = add_months(first, 2)
        return Stretch(first, month_end(last.year, last.month))
    return Stretch(date(today.year + shift, 1, 1), date(today.year + shift, 12, 31))


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, the last day of a month that is too short."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, month_end(year, month + 1).day))


def _edge(term: EdgeOf, period: Stretch, calendar: Calendar) -> date | None:
    if isinstance(term.unit, int):
        ahead = (term.unit - period.first.weekday()) % 7
        day = period.first + timedelta(days=ahead + 7 * (term.number - 1))
        if term.edge == "last":
            day = period.last - timedelta(days=(period.last.weekday() - term.unit) % 7)
        return day if period.first <= day <= period.last else None
    if term.unit == "working_day":
        if term.edge == "last":
            found = calendar.add_working_days(period.last + _DAY, -term.number)
        else:
            found = calendar.add_working_days(period.first - _DAY, term.number)
        return found if period.first <= found <= period.last else None
    if term.edge == "middle":
        return _middle(period)
    day = period.first + timedelta(days=term.number - 1) if term.edge == "first" else period.last
    return day if day <= period.last else None


def _middle(period: Stretch) -> date:
    """Return the 15th of a month, the Wednesday of a week, the 15th of a quarter's middle month, 30 June of a year."""
    length = (period.last - period.first).days + 1
    if length == 7:
        return period.first + timedelta(days=2)
    if length <= 31:
        return period.first + timedelta(days=14)
    if length <= 92:
        return add_months(period.first, 1) + timedelta(days=14)
    return add_months(period.first, 5) + timedelta(days=29)


def _counted(term: Counted, now: datetime, calendar: Calendar) -> Iterator[Stretch]:
    if term.unknown:
        return
    sign = -1 if term.back else 1
    if term.unit in ("hour", "minute"):
        moment = now
        if term.anchor is not None:
            anchor = meant(term.anchor, now, calendar)
            if anchor is None:
                return
            moment = datetime.combine(anchor.last, now.time())
        length = (
            timedelta(hours=term.count, minutes=term.minutes) if term.unit == "hour" else timedelta(minutes=term.count)
        )
        moment += sign * length
        yield Stretch(moment.date(), moment.date(), moment)
        return
    if term.anchor is None:
        day = count_from(now.date(), sign * term.count, term.unit, calendar)
        yield Stretch(day, day)
        return
    fixed = len(list(_few(stretches(term.anchor, now, calendar)))) == 1
    for anchor in stretches(term.anchor, now, calendar):
        start = anchor.first if term.back else anchor.last
        day = count_from(start, sign * term.count, term.unit, calendar)
        if term.back or fixed or start >= now.date() or day >= now.date():
            yield Stretch(day, day)


def _few(found: Iterator[Stretch]) -> Iterator[Stretch]:
    for _, stretch in zip(range(2), found, strict=False):
        yield stretch


def count_from(start: date, count: int, unit: Unit, calendar: Calendar) -> date:
    """Return the day that lies so many units after start; the first day does not count."""
    if unit == "working_day":
        return calendar.add_working_days(start, count)
    if unit == "week":
        return start + timedelta(weeks=count)
    if unit == "month":
        return add_months(start, count)
    if unit == "quarter":
        return add_months(start, 3 * count)
    if unit == "year":
        return add_months(start, 12 * count)
    return start + timedelta(days=count)


def _ranges(term: RangeOf, now: datetime, calendar: Calendar) -> Iterator[Stretch]:
    """Yield ranges: an end from its term, with the last start of its term that is not after that end."""
    first_term, last_term = _completed(term.first, term.last)
    firsts = list(stretches(first_term, now, calendar))
    for last in stretches(last_term, now, calendar):
        end = last.first - _DAY if term.before else last.last
        starts = [first.first for first in firsts if first.first <= end]
        if starts:
            yield Stretch(starts[-1], end)


def _completed(first: Term, last: Term) -> tuple[Term, Term]:
    """Return both ends of a range with what only the last one says: month, year, week."""
    if isinstance(first, DayOf) and isinstance(last, DayOf):
        if first.month is None and first.month_shift is None:
            same_month = last.month is None or first.days[0] <= last.days[0]
            if same_month:
                return DayOf(first.days, last.month, last.year, last.month_shift, last.year_shift), last
            return first, last
        if last.year is not None and first.year is None and first.year_shift is None and first.month is not None:
            wraps = last.month is not None and (first.month, first.days[0]) > (last.month, last.days[0])
            return DayOf(first.days, first.month, last.year - wraps), last
        if (
            first.year is not None
            and last.year is None
            and last.year_shift is None
            and last.month is not None
            and first.month is not None
        ):
            wraps = (first.month, first.days[0]) > (last.month, last.days[0])
            return first, DayOf(last.days, last.month, first.year + wraps)
    if isinstance(first, MonthsOf) and isinstance(last, MonthsOf) and last.year is not None:
        if first.year is None and first.year_shift is None:
            return MonthsOf(first.first, first.last, last.year - (first.first > last.last)), last
        return first, last
    if (
        isinstance(first, WeekdayOf)
        and isinstance(last, WeekdayOf)
        and last.week_shift is not None
        and first.week_shift is None
    ):
        shift = last.week_shift - (first.days[0] > last.days[0])
        return WeekdayOf(first.days, shift), last
    return first, last
