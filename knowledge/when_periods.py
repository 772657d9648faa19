"""Months, quarters, years, weeks and their edges: quý I, 6 tháng đầu năm, cuối tháng, đầu tuần sau."""

from knowledge.when_clocks import Clocks
from knowledge.when_steps import EDGES
from knowledge.when_terms import EdgeOf, FirstDays, LunarMonthOf, MonthsOf, Running, Term, WeekOf

# Thirds of a month: thượng tuần, trung tuần, hạ tuần.
_DECADES = (("first_decade", 1, 10), ("second_decade", 11, 20), ("third_decade", 21, None))


class Periods(Clocks):
    """Reads stretches of the calendar and the days at their edges."""

    def period(self, at: int, bare: bool = False) -> tuple[Term, int] | None:
        """Return a month, quarter, part of a year, year or week; bare: "tháng" alone counts after an edge or marker."""
        return (
            self._parts_of_year(at)
            or self._month(at, bare)
            or self._quarter(at, bare)
            or self._year(at, bare)
            or self._week(at, bare)
        )

    def _month(self, at: int, bare: bool) -> tuple[Term, int] | None:
        place = self._note_every(at, "month") if bare else at
        into = self.group("into_next", place)
        if into is not None and self.group("month", into) is not None:
            after = self.group("month", into) or into
            number = self.month_number(after)
            if number is None:
                return Running("month", 1), after
            place = into
        after_word = self.group("month", place)
        if after_word is None:
            return self._short_month(place)
        if (
            self.group("lunar_first_month", after_word) is not None
            or self.group("lunar_last_month", after_word) is not None
        ):
            month, _, year, shift, end = self._lunar_month(place)
            return LunarMonthOf(month or 1, year, shift), end
        number = self.month_number(after_word)
        if number is not None:
            if self._is_count_of_months(place):
                return None
            year, shift, end = self.year_after(number[1])
            return MonthsOf(number[0], number[0], year, shift), end
        moved = self.shift(after_word)
        if moved is not None:
            return Running("month", moved[0]), moved[1]
        return (Running("month"), after_word) if bare and not self._is_count_of_months(place) else None

    def _is_count_of_months(self, at: int) -> bool:
        return at > 0 and self.tokens[at - 1].number is not None and not self.tokens[at].glued

    def _short_month(self, at: int) -> tuple[Term, int] | None:
        """Return T12/2026: a month where no weekday has that number or a year follows."""
        if not any(word == "t" for word in self._words(at)):
            return None
        value = self.digits(at + 1, 2)
        if value is None or not self.tokens[at + 1].glued or not 1 <= value <= 12:
            return None
        year, shift, place = self.year_after(at + 2)
        if year is None and 2 <= value <= 7:
            return None
        if year is None and not self._free_on_the_right(at + 2):
            return None
        return MonthsOf(value, value, year, shift), place

    def _quarter(self, at: int, bare: bool) -> tuple[Term, int] | None:
        place = self._note_every(at, "quarter") if bare else at
        into = self.group("into_next", place)
        if into is not None and self.group("quarter", into) is not None:
            return Running("quarter", 1), self.group("quarter", into) or into
        after_word = self.group("quarter", place)
        if after_word is None:
            return None
        number = self._quarter_number(after_word)
        if number is not None:
            if self.tokens[place].base == "q" and not self.tokens[after_word].glued:
                return None
            year, shift, end = self.year_after(number[1])
            return MonthsOf(number[0] * 3 - 2, number[0] * 3, year, shift), end
        if self.tokens[place].base == "q":
            return None
        moved = self.shift(after_word)
        if moved is not None:
            return Running("quarter", moved[0]), moved[1]
        return (Running("quarter"), after_word) if bare else None

    def _quarter_number(self, at: int) -> tuple[int, int] | None:
        value = self.digits(at, 2)
        if value is not None:
            return (
                (value, at + 1)
                if 1 <= value <= 4 and (self._free_on_the_right(at + 1) or self.year_after(at + 1)[2] > at + 1)
                else None
            )
        for word in self._words(at):
            if word in self.words.roman:
                return self.words.roman[word], at + 1
        if self.group("next", at) is not None:
            return None
        unit = self._unit(at, after_ten=False)
        return (unit, at + 1) if unit is not None and 1 <= unit <= 4 else None

    def _quarter_word(self, at: int) -> tuple[bool, int | None, int]:
        place = self._note_every(at, "quarter")
        after = self.group("quarter", place)
        if after is None:
            return False, None, at
        shift = self.shift(after)
        return (True, shift[0], shift[1]) if shift is not None else (True, None, after)

    def _year(self, at: int, bare: bool) -> tuple[Term, int] | None:
        place = self._note_every(at, "year") if bare else at
        into = self.group("into_next", place)
        if into is not None and self.group("year", into) is not None:
            return Running("year", 1), self.group("year", into) or into
        after_word = self.group("year", place)
        if after_word is None or self._is_place_name(place):
            return None
        moved = self.shift(after_word)
        if moved is not None:
            return Running("year", moved[0]), moved[1]
        found = self.year(after_word)
        if found is not None and self._free_on_the_right(found[1]):
            return MonthsOf(1, 12, found[0]), found[1]
        return (Running("year"), after_word) if bare and not self._is_count_of_months(place) else None

    def _is_place_name(self, at: int) -> bool:
        token = self.tokens[at]
        return (
            token.base == "nam"
            and not token.marked
            and (self.ends_before("place_before_nam", at) or (token.capital and at > 0 and self.year(at + 1) is None))
        )

    def _week(self, at: int, bare: bool) -> tuple[Term, int] | None:
        place = self._note_every(at, "week") if bare else at
        into = self.group("into_next", place)
        if into is not None and self.group("week", into) is not None:
            return Running("week", 1), self.group("week", into) or into
        after_word = self.group("week", place)
        if after_word is None or self._is_count_of_months(place):
            return None
        moved = self.shift(after_word)
        if moved is not None:
            return Running("week", moved[0]), moved[1]
        edge, number, end = self._edge_word(after_word)
        if edge in ("first", "last"):
            month = self._month(self.skip("of", end), bare=True)
            if month is not None and isinstance(month[0], MonthsOf | Running) and 1 <= number <= 5:
                return WeekOf(-1 if edge == "last" else number, month[0]), month[1]
        return (Running("week"), after_word) if bare else None

    def _parts_of_year(self, at: int) -> tuple[Term, int] | None:
        """Return "6 tháng đầu năm", "nửa cuối năm", "hai quý đầu năm", "10 ngày đầu tháng", "hạ tuần tháng 12"."""
        for name, first_day, last_day in _DECADES:
            place = self.group(name, at)
            month = self._month(self.skip("of", place), bare=True) if place is not None else None
            if month is not None and isinstance(month[0], MonthsOf | Running):
                return FirstDays(first_day, last_day, month[0]), month[1]
        half = self.group("half", at)
        if half is not None:
            return self._half_of(half)
        number = self.number(at)
        if number is None or not 1 <= number[0] <= 31:
            return None
        count, behind = number
        for unit, months in (("month", 1), ("quarter", 3)):
            after_unit = self.group(unit, behind)
            if after_unit is None:
                continue
            edge, _, after_edge = self._edge_word(after_unit)
            year = self.group("year", self.skip("of", after_edge)) if edge in ("first", "last") else None
            if year is None or count * months > 11 or self.group("weekday", after_unit) is not None:
                continue
            span = (1, count * months) if edge == "first" else (13 - count * months, 12)
            return self._with_year(span, year)
        if count == 9 and self.group("month", behind) is not None and self.group("year", behind + 1) is not None:
            return self._with_year((1, 9), behind + 2)
        after_unit = self.group("unit_day", behind)
        if after_unit is not None and count <= 28:
            edge, _, after_edge = self._edge_word(after_unit)
            month = self._month(self.skip("of", after_edge), bare=True) if edge in ("first", "last") else None
            if month is not None and isinstance(month[0], MonthsOf | Running):
                return FirstDays(1, count, month[0]) if edge == "first" else FirstDays(-count, None, month[0]), month[1]
        return None

    def _half_of(self, at: int) -> tuple[Term, int] | None:
        edge, _, place = self._edge_word(at)
        if edge not in ("first", "last"):
            return None
        place = self.skip("of", place)
        year = self.group("year", place)
        if year is not None:
            return self._with_year((1, 6) if edge == "first" else (7, 12), year)
        month = self._month(place, bare=True)
        if month is not None and isinstance(month[0], MonthsOf | Running):
            return FirstDays(1, 15, month[0]) if edge == "first" else FirstDays(16, None, month[0]), month[1]
        return None

    def _with_year(self, months: tuple[int, int], at: int) -> tuple[Term, int]:
        """Return months of the year that is named right behind the word "năm"."""
        moved = self.shift(at)
        if moved is not None:
            return MonthsOf(*months, None, moved[0]), moved[1]
        found = self.year(at)
        if found is None and self.sign(at, "/"):
            found = self.year(at + 1)
        return (MonthsOf(*months, found[0]), found[1]) if found is not None else (MonthsOf(*months), at)

    def edge(self, at: int) -> tuple[Term, int] | None:
        """Return cuối tháng, đầu tuần sau, giữa tháng 12, ngày làm việc cuối cùng của quý I, ngày đầu tiên của năm."""
        day_word = self.group("day", at)
        if day_word is not None:
            working = self.group("working", day_word)
            edge, number, place = self._edge_word(working if working is not None else day_word)
            if edge in ("first", "last"):
                recurring = self.group("every", place)
                period = self.period(self.skip("of", place), bare=True)
                if period is None and recurring is not None:
                    period = self.period(recurring, bare=True)
                named = working is None and self.group("weekday", day_word) is not None
                if named and period is not None and isinstance(period[0], Running) and period[0].unit == "week":
                    return None  # "ngày thứ 3 của tuần" is Tuesday
                if period is not None and isinstance(period[0], MonthsOf | Running | LunarMonthOf):
                    return EdgeOf(period[0], edge, "working_day" if working is not None else "day", number), period[1]
            return None
        for name, side in EDGES:
            after_edge = self.group(name, at)
            if after_edge is None:
                continue
            period = self.period(self.skip("of", after_edge), bare=True)
            if period is not None and isinstance(period[0], MonthsOf | Running | LunarMonthOf):
                return EdgeOf(period[0], side, vague=True), period[1]
        return None

    def _lunar_month(self, at: int) -> tuple[int | None, bool, int | None, int | None, int]:
        """Return (month, leap, year, year shift, place) of "tháng Giêng", "tháng 6 nhuận"; month None if none is."""
        place = self.group("month", at)
        if place is None:
            return None, False, None, None, at
        month: int | None = None
        after = self.group("lunar_first_month", place)
        if after is not None:
            month = 1
        else:
            after = self.group("lunar_last_month", place)
            if after is not None:
                month = 12
            else:
                number = self.month_number(place)
                if number is None:
                    return None, False, None, None, at
                month, after = number
        leap = self.group("leap", after)
        year, shift, after = self.year_after(leap if leap is not None else after)
        after = self._behind_lunar_mark(after) or after
        return month, leap is not None, year, shift, after

    def _behind_lunar_mark(self, at: int) -> int | None:
        opening = self.sign(at, "(")
        place = self.group("lunar_mark", at + opening)
        if place is None:
            return None
        return place + 1 if opening and self.sign(place, ")") else place
