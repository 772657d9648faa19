"""The rule that a recurrence and a day make together: "hằng tháng", "ngày 25" → FREQ=MONTHLY;BYMONTHDAY=25."""

from datetime import date, timedelta

from knowledge.recurrence import WEEKDAYS, WORKING_DAYS
from knowledge.when_terms import (
    DayOf,
    EdgeOf,
    Every,
    FirstDays,
    LunarDayOf,
    MonthsOf,
    RangeOf,
    Relation,
    Running,
    Term,
    WeekdayOf,
)

_MONTHS_OF: dict[str, dict[int, str]] = {
    "quarter": {1: "1,4,7,10", 2: "2,5,8,11", 3: "3,6,9,12"},
    "half": {1: "1,7", 2: "4,10", 3: "6,12"},
}
# A year without leap day, so that the day before 1 March is told by -1.
_COMMON_YEAR = 2001


def rule_of(every: Every, term: Term | None, relation: Relation) -> str | None:
    """Return the rule, None where the term is one fixed day ("mai") or says nothing that can recur so.

    "trước" moves the day back by one. Without a term the last day of each period is meant (of a week: Friday).
    """
    before = relation == "before"
    if every.unit == "day":
        return _daily(every, term, before)
    if every.unit == "week":
        return _weekly(every, term, before)
    if every.unit == "year":
        return _yearly(every, term, before)
    return _monthly(every, term, before)


def _interval(every: Every) -> str:
    return f";INTERVAL={every.interval}" if every.interval > 1 else ""


def _daily(every: Every, term: Term | None, before: bool) -> str | None:
    if isinstance(term, WeekdayOf):
        return _weekly(Every("week"), term, before)
    if term is not None:
        return None
    return f"FREQ=WEEKLY;BYDAY={WORKING_DAYS}" if every.working else f"FREQ=DAILY{_interval(every)}"


def _weekly(every: Every, term: Term | None, before: bool) -> str | None:
    days: list[int]
    match term:
        case None:
            days = [4]
        case WeekdayOf(week_shift=None):
            days = _all_weekdays(term)
        case RangeOf(first=WeekdayOf() as first, last=WeekdayOf() as last):
            days = _all_weekdays(WeekdayOf((first.days[0], last.days[-1]), is_range=True))
        case EdgeOf(period=Running(unit="week"), edge=edge, unit=unit):
            days = [{"first": 0, "middle": 2, "last": 6 if unit == "day" else 4}[edge]]
        case _:
            return None
    if before:
        days = sorted((day - 1) % 7 for day in days)
    return f"FREQ=WEEKLY{_interval(every)};BYDAY={','.join(WEEKDAYS[day] for day in days)}"


def _all_weekdays(term: WeekdayOf) -> list[int]:
    if not term.is_range:
        return sorted(set(term.days))
    first, last = term.days
    return sorted((first + step) % 7 for step in range((last - first) % 7 + 1))


def _monthly(every: Every, term: Term | None, before: bool) -> str | None:
    """Return the rule of each month, quarter or half-year."""
    months = _MONTHS_OF.get(every.unit)
    place = 3
    days: str | None
    match term:
        case None:
            days = "BYMONTHDAY=-1"
        case DayOf(month=None, month_shift=None):
            if every.unit == "month" and term.quarter_month is not None:
                months = _MONTHS_OF["quarter"]
            place = term.quarter_month or 3
            days = _month_days(term.days, before)
        case RangeOf(first=DayOf(), last=DayOf(month=None, month_shift=None, quarter_month=None) as last_day):
            days = _month_days(last_day.days, term.before)
        case EdgeOf(period=Running(shift=None, unit=unit)):
            place = {"first": 1, "middle": 2, "last": 3}[term.edge] if unit != "month" or months is None else 3
            if unit == "quarter":
                months = _MONTHS_OF["quarter"]
            days = _edge_days(term, before)
        case FirstDays(month=Running(shift=None), last=last):
            days = "BYMONTHDAY=-1" if last is None else f"BYMONTHDAY={last}"
        case LunarDayOf(month=None, day=day) if every.unit == "month":
            return f"RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY={_lunar_day(day, before)}"
        case _:
            return None
    if days is None:
        return None
    by_month = f";BYMONTH={months[place]}" if months is not None else ""
    return f"FREQ=MONTHLY{_interval(every)}{by_month};{days}"


def _month_days(days: tuple[int, ...], before: bool) -> str:
    """Return BYMONTHDAY; the 31st of every month is its last day, and so is the day before the 1st."""
    numbers = sorted({day - 1 or -1 for day in days} if before else {-1 if day == 31 else day for day in days})
    return "BYMONTHDAY=" + ",".join(str(number) for number in numbers)


def _edge_days(term: EdgeOf, before: bool) -> str | None:
    back = before and not term.vague
    if term.unit == "working_day":
        return f"BYDAY={WORKING_DAYS};BYSETPOS={-term.number if term.edge == 'last' else term.number}"
    if isinstance(term.unit, int):
        return f"BYDAY={-1 if term.edge == 'last' else term.number}{WEEKDAYS[term.unit]}"
    if term.edge == "last":
        return "BYMONTHDAY=-2" if back else "BYMONTHDAY=-1"
    number = 15 if term.edge == "middle" else term.number
    return f"BYMONTHDAY={(number - 1 or -1) if back else number}"


def _lunar_day(day: int | None, before: bool) -> int:
    if day is None:
        return -1
    return (day - 1 or -1) if before else day


def _yearly(every: Every, term: Term | None, before: bool) -> str | None:
    head = f"FREQ=YEARLY{_interval(every)}"
    match term:
        case None:
            return f"{head};BYMONTH=12;BYMONTHDAY=31"
        case DayOf(year=None, year_shift=None, month=int() as month):
            return _year_day(head, month, term.days[0], before)
        case MonthsOf(year=None, year_shift=None):
            return _year_day(head, term.first, 1, True) if before else _year_day(head, term.last, 31, False)
        case EdgeOf(period=MonthsOf(year=None, year_shift=None, first=first, last=last)):
            return _year_edge(head, term, first, last, before)
        case EdgeOf(period=Running(unit="year", shift=None)):
            return _year_edge(head, term, 1, 12, before)
        case LunarDayOf(year=None, year_shift=None, month=int() as month, leap=False):
            if before and term.day == 1:
                return f"RSCALE=CHINESE;{head};BYMONTH={(month - 2) % 12 + 1};BYMONTHDAY=-1"
            return f"RSCALE=CHINESE;{head};BYMONTH={month};BYMONTHDAY={_lunar_day(term.day, before)}"
        case _:
            return None


def _year_day(head: str, month: int, day: int, before: bool) -> str:
    """Return the rule of one day a year; the last day of February is -1, because it is the 28th or the 29th."""
    end = (date(_COMMON_YEAR, month % 12 + 1, 1) - timedelta(days=1)).day if month < 12 else 31
    found = date(_COMMON_YEAR, month, min(day, end)) - timedelta(days=1 if before else 0)
    if (found.month == 2 and ((found.day == 28 and before) or (day == 29 and not before))) or (
        found.month == 2 and day == 31
    ):
        return f"{head};BYMONTH=2;BYMONTHDAY=-1"
    if before and month == 2 and day == 29:
        return f"{head};BYMONTH=2;BYMONTHDAY=28"
    return f"{head};BYMONTH={found.month};BYMONTHDAY={found.day}"


def _year_edge(head: str, term: EdgeOf, first: int, last: int, before: bool) -> str | None:
    days = _edge_days(term, before)
    if days is None:
        return None
    if term.edge == "middle" and last > first:
        return None
    month = last if term.edge == "last" else first
    if days == "BYMONTHDAY=-1" and month != 2:
        return _year_day(head, month, 31, False)
    return f"{head};BYMONTH={month};{days}"
