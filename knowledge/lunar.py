"""Days of the Vietnamese lunar calendar (UTC+7) and the days of the common calendar that they fall on."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from lunar_vn import LunarDate, lunar_to_solar, solar_to_lunar

FIRST_YEAR, LAST_YEAR = 1901, 2099


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar; leap marks the intercalary month that repeats the month's number."""

    year: int
    month: int
    day: int
    leap: bool = False


def lunar_of(day: date) -> LunarDay | None:
    """Return the lunar day of a date, None outside the years 1901 to 2099."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    found = solar_to_lunar(day)
    return LunarDay(found.year, found.month, found.day, found.leap)


@lru_cache(maxsize=4096)
def solar_of(year: int, month: int, day: int | None, leap: bool = False) -> date | None:
    """Return the date of a lunar day, day None for the last of its month.

    None where there is no such day: the 30th of a short month, a leap month that the year does not have,
    a year outside 1901 to 2099.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12:
        return None
    for number in (30, 29) if day is None else (day,):
        if not 1 <= number <= 30:
            return None
        try:
            found = lunar_to_solar(LunarDate(number, month, year, leap))
        except ValueError:
            return None
        # The package counts on into the next month where a month has no 30th.
        if lunar_of(found) == LunarDay(year, month, number, leap):
            return found
    return None
