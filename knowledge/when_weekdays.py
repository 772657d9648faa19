"""Days of the week, alone or of a week or month: thứ 6 tuần sau, T2, CN, thứ hai đầu tiên của tháng."""

from knowledge.when_days import Days
from knowledge.when_steps import EDGES, PARTS_OF_DAY
from knowledge.when_terms import EdgeOf, MonthsOf, Running, Term, WeekdayOf

# Bound that keeps reading linear on hostile text; no sentence comes near it.
_MOST_LISTED = 31


class Weekdays(Days):
    """Reads weekdays, and with them any term that names a day or a stretch."""

    def weekday(self, at: int) -> tuple[Term, int] | None:
        """Return thứ 6, T6, chủ nhật, CN, several of them, with the week they belong to."""
        week = self.group("week", at)
        into = self.group("into_next", at)
        into_week = self.group("week", into) if into is not None else None
        near = self.shift(week) if week is not None else (1, into_week) if into_week is not None else None
        if near is not None:
            behind = self._weekday_number(near[1] + self.sign(near[1], ","))
            return (WeekdayOf((behind[0],), near[0]), behind[1]) if behind is not None else None
        first = self._weekday_number(at)
        if first is None:
            return None
        days, place = [first[0]], first[1]
        nth = self._nth_weekday(first[0], place)
        if nth is not None:
            return nth
        dashes = 0
        while len(days) < _MOST_LISTED:
            dash = self.sign(place, "-–")
            following = place + 1 if dash or self.sign(place, ",;&") else self.group("and", place)
            if following is None:
                break
            more = self._weekday_number(following) or self._short_weekday_number(following)
            if more is None:
                break
            dashes += dash
            days.append(more[0])
            place = more[1]
        is_range = dashes == 1 and len(days) == 2
        place_of_week = place + 1 if self.sign(place, ",") else place
        place_of_week = self.skip("of", place_of_week)
        after_week = self.group("week", place_of_week)
        if after_week is not None:
            shift = self.shift(after_week)
            if shift is not None:
                return WeekdayOf(tuple(days), shift[0], is_range=is_range), shift[1]
            into = None
        else:
            into = self.group("into_next", place)
            after_week = self.group("week", into) if into is not None else None
            if after_week is not None:
                return WeekdayOf(tuple(days), 1, is_range=is_range), after_week
        shift = self.shift(place)
        if shift is not None and shift[0] in (0, 1) and not self._counts_from_here(shift[1]):
            return WeekdayOf(tuple(days), None, upcoming=shift[0] == 1, is_range=is_range), shift[1]
        return WeekdayOf(tuple(days), is_range=is_range), place

    def _counts_from_here(self, at: int) -> bool:
        """Return whether a length of time follows, so that "sau" or "tới" belongs to it or to a date."""
        return (
            self.number(at) is not None
            or self.group("day", at) is not None
            or self.group("week", at) is not None
            or self.group("month", at) is not None
        )

    def _weekday_number(self, at: int) -> tuple[int, int] | None:
        after = self.group("sunday", at)
        if after is not None:
            return 6, after
        after = self.group("sunday_short", at)
        if after is not None:
            return (6, after) if self._is_short_sunday(at) else None
        after = self.group("weekday", at)
        if after is None:
            return None
        short = self.tokens[at].base == "t"
        if short and not (after < len(self.tokens) and self.tokens[after].glued and self.digits(after, 1) is not None):
            return None
        number = self._short_weekday_number(after) if not short else self._digit_weekday(after)
        if number is None:
            return None
        if short and (self.sign(number[1], "/-") and self.year(number[1] + 1) is not None):
            return None  # T6/2026 is a month
        if not short and (self.ends_before("ordinal_head", at) or self.group("ordinal_tail", number[1]) is not None):
            return None
        if not short and not self.tokens[at].marked and self.group("amount_unit", number[1]) is not None:
            return None
        return number

    def _digit_weekday(self, at: int) -> tuple[int, int] | None:
        value = self.digits(at, 1)
        return (
            (value - 2, at + 1)
            if value is not None and 2 <= value <= 7 and self._free_on_the_right_of_weekday(at + 1)
            else None
        )

    def _free_on_the_right_of_weekday(self, at: int) -> bool:
        if self.sign(at, "-–") and self.tokens[at].glued:
            return True
        return not (self.sign(at, "/") and self.tokens[at].glued and self.year(at + 1) is None) and not (
            self.sign(at, ".,") and self._words_glued_number(at + 1)
        )

    def _short_weekday_number(self, at: int) -> tuple[int, int] | None:
        """Return a weekday from the number behind "thứ"; "năm" counts as five even where a year might follow."""
        if self.digits(at) is not None:
            return self._digit_weekday(at)
        unit = self._unit(at, after_ten=False)
        if unit is None:
            unit = next((self.words.endings[word] for word in self._words(at) if word == "tư"), None)
        if unit is None or not 2 <= unit <= 7 or self.group("number tens", at + 1) is not None:
            return None
        return unit - 2, at + 1

    def _is_short_sunday(self, at: int) -> bool:
        if any(
            place < len(self.tokens) and self.tokens[place].sign in "-–/&" and self.tokens[place].sign
            for place in (at + 1,)
        ) or (at > 0 and self.sign(at - 1, "-–/&") and self.tokens[at].glued):
            return False
        before = (
            at == 0
            or self.sign(at - 1, ",;:(")
            or self.tokens[at - 1].number is not None
            or self._reads_as_time_before(at)
        )
        after = at + 1 == len(self.tokens) or self.sign(at + 1, ",;:)!?.") or self._reads_as_date_after(at + 1)
        return after if before else self._reads_as_date_after(at + 1) and at + 1 < len(self.tokens)

    def _reads_as_date_after(self, at: int) -> bool:
        if at >= len(self.tokens):
            return False
        if any(
            self.group(name, at) is not None
            for name in ("week", "this", "next", "day", "every", "clock", *PARTS_OF_DAY)
        ):
            return True
        return self.digits(at, 2) is not None and (self.clock(at) is not None or self.slash_date(at, True) is not None)

    def _nth_weekday(self, weekday: int, at: int) -> tuple[Term, int] | None:
        """Return "thứ 6 cuối cùng của tháng 12", "thứ hai đầu tháng"."""
        edge, number, place = self._edge_word(at)
        if edge is None or edge == "middle":
            return None
        period = self.period(self.skip("of", place), bare=True)
        if (
            period is None
            or not isinstance(period[0], MonthsOf | Running)
            or (isinstance(period[0], Running) and period[0].unit == "week")
        ):
            return None
        return EdgeOf(period[0], edge, weekday, number), period[1]

    def term(self, at: int, announced: bool = False) -> tuple[Term, int] | None:
        """Return whatever names a day or a stretch of days here; announced: a marker stands before it."""
        if at >= len(self.tokens):
            return None
        for name, _ in EDGES:
            after_edge = self.group(name, at)
            if after_edge is not None and self.group("day", after_edge) is not None:
                of_day = self.day(after_edge, announced=True) or self.relative_day(after_edge)
                if of_day is not None:
                    return of_day  # "cuối ngày 20/3"
        day, relative = self.day(at, announced), self.relative_day(at)
        if day is not None and relative is not None and relative[1] >= day[1]:
            day = relative  # unmarked "ngay mot" is "ngày mốt", but "ngay mot thang 12" is the first
        return (
            self._month_then_day(at)
            or self.edge(at)
            or day
            or relative
            or self.weekday(at)
            or self.period(at, bare=announced)
        )
