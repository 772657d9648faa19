"""Periods that figures belong to: their codes, their order, and the words people use for them."""

import re
from dataclasses import dataclass
from functools import lru_cache

_CODE = re.compile(r"(\d{4})(?:-(H[12]|Q[1-4]|9M|0[1-9]|1[0-2])|/(\d{4}))?")
_LAST_MONTH = {"H1": 6, "H2": 12, "9M": 9, "Q1": 3, "Q2": 6, "Q3": 9, "Q4": 12}
_FIRST_MONTH = {"H1": 1, "H2": 7, "9M": 1, "Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of calendar months, counted from year 0; code: 2021, 2021-H1, 2021-Q3, 2021-9M, 2021-06, 2021/2025."""

    last_month: int
    first_month: int
    code: str

    @property
    def year(self) -> int:
        """The calendar year in which the period ends."""
        return (self.last_month - 1) // 12

    @property
    def part(self) -> str:
        """The part of the year ("H1", "Q3", "9M", "06"), empty for a whole year or a span of years."""
        return self.code[5:] if "-" in self.code else ""

    @property
    def is_span(self) -> bool:
        """Whether the period covers more than one year."""
        return "/" in self.code


@lru_cache(maxsize=4096)
def parse(code: str) -> Period | None:
    """Return the period of a code, None for anything that is no code."""
    match = _CODE.fullmatch(code)
    if match is None:
        return None
    year = int(match[1])
    if match[3]:
        end = int(match[3])
        return Period(end * 12 + 12, year * 12 + 1, code) if end >= year else None
    part = match[2]
    if part is None:
        return Period(year * 12 + 12, year * 12 + 1, code)
    if part.isdigit():
        return Period(year * 12 + int(part), year * 12 + int(part), code)
    return Period(year * 12 + _LAST_MONTH[part], year * 12 + _FIRST_MONTH[part], code)


def in_year(part: str, year: int) -> str:
    """Return the code of a part of a year; part as in Period.part."""
    return f"{year}-{part}" if part else str(year)
