"""What a phrase about time can name, before anybody knows which day it is: terms, clock times, recurrences."""

from dataclasses import dataclass
from typing import Literal

PartOfDay = Literal["morning", "noon", "afternoon", "evening", "night"]
Unit = Literal["minute", "hour", "day", "working_day", "week", "month", "quarter", "year"]
Edge = Literal["first", "middle", "last"]
Relation = Literal["on", "by", "before", "from", "after", "during"]


@dataclass(frozen=True, slots=True)
class DayOf:
    """Days of the common calendar: 15/12, 15/12/2026, ngày 15, ngày 5 và 20, ngày 5 tháng sau, ngày 20 tháng cuối quý.

    What was not said is None. month_shift, year_shift: 0 this, 1 next. quarter_month: 1 to 3, the month's place in
    its quarter.
    """

    days: tuple[int, ...]
    month: int | None = None
    year: int | None = None
    month_shift: int | None = None
    year_shift: int | None = None
    quarter_month: int | None = None
    quarter_shift: int | None = None


@dataclass(frozen=True, slots=True)
class LunarDayOf:
    """A day of the lunar calendar; day None is the last of its month, month None any month."""

    day: int | None
    month: int | None = None
    leap: bool = False
    year: int | None = None
    year_shift: int | None = None


@dataclass(frozen=True, slots=True)
class WeekdayOf:
    """Days of the week, 0 Monday to 6 Sunday. week_shift: 0 this week, 1 next. upcoming: "thứ 6 tới", never today."""

    days: tuple[int, ...]
    week_shift: int | None = None
    upcoming: bool = False
    is_range: bool = False


@dataclass(frozen=True, slots=True)
class DayFromToday:
    """Today, tomorrow, the day after."""

    days: int


@dataclass(frozen=True, slots=True)
class MonthsOf:
    """Whole months of a year: tháng 12, quý I, 6 tháng đầu năm, năm 2026."""

    first: int
    last: int
    year: int | None = None
    year_shift: int | None = None


@dataclass(frozen=True, slots=True)
class LunarMonthOf:
    """A whole lunar month: tháng Giêng, tháng Chạp."""

    month: int
    year: int | None = None
    year_shift: int | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A week, month, quarter or year told by its distance from the running one; shift None where it was left out."""

    unit: Literal["week", "month", "quarter", "year"]
    shift: int | None = None


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The n-th week of a month, counted in sevens from the first; -1 the last seven days."""

    number: int
    month: "MonthsOf | Running"


@dataclass(frozen=True, slots=True)
class EdgeOf:
    """A day at the edge of a period: cuối tháng, ngày làm việc đầu tiên của quý I, thứ 6 cuối cùng của tháng 12.

    unit: "day", "working_day" or a weekday 0 to 6. number: which of them, counted from the edge.
    vague: the edge was named without a day ("cuối tháng"), so "trước" does not move it.
    """

    period: "MonthsOf | Running | LunarMonthOf"
    edge: Edge
    unit: Literal["day", "working_day"] | int = "day"
    number: int = 1
    vague: bool = False


@dataclass(frozen=True, slots=True)
class FirstDays:
    """The first or last days of a month as a stretch: 10 ngày đầu tháng, thượng tuần tháng 12."""

    first: int
    last: int | None
    month: "MonthsOf | Running"


@dataclass(frozen=True, slots=True)
class Counted:
    """A length of time from an anchor: 3 ngày nữa, 5 ngày làm việc kể từ 20/11, 3 ngày trước ngày 15/12.

    anchor None is now; unknown: the anchor is an event whose day was not said ("kể từ ngày ký").
    """

    count: int
    unit: Unit
    anchor: "Term | None" = None
    back: bool = False
    unknown: bool = False
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class RangeOf:
    """From one term to another.

    before: the last day is excluded ("từ … đến trước …"). clock: the hour on the last day.
    """

    first: "Term"
    last: "Term"
    before: bool = False
    clock: "Clock | None" = None


@dataclass(frozen=True, slots=True)
class NoSuchDay:
    """A date that no calendar has: 31/11, ngày 32."""

    explicit: bool


Term = (
    DayOf
    | LunarDayOf
    | WeekdayOf
    | DayFromToday
    | MonthsOf
    | LunarMonthOf
    | Running
    | WeekOf
    | EdgeOf
    | FirstDays
    | Counted
    | RangeOf
    | NoSuchDay
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time; next_day: midnight at the end of the day named. valid: such a time exists."""

    hour: int
    minute: int
    part: PartOfDay | None = None
    next_day: bool = False
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Every:
    """A recurrence: each unit, or every so many units. working: only working days. twice_a_year: half-years."""

    unit: Literal["day", "week", "month", "quarter", "half", "year"]
    interval: int = 1
    working: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One recognised part of a text: tokens first to last (excluded), and the one thing that they name.

    A term may have a recurrence inside ("cuối mỗi tháng"). relation: how a marker word relates to the term; strong:
    the marker can only announce a due date, or the term is one by its form.
    """

    first: int
    last: int
    term: "Term | None" = None
    clock: Clock | None = None
    part: PartOfDay | None = None
    every: Every | None = None
    relation: Relation = "on"
    strong: bool = False
