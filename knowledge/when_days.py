"""Days by number or name: 15/12/2026, ngày 15 tháng 12, ngày 25, mùng 5 tháng Giêng, rằm, mai."""

from knowledge.when_periods import Periods
from knowledge.when_steps import PARTS_OF_DAY
from knowledge.when_terms import DayFromToday, DayOf, LunarDayOf, MonthsOf, NoSuchDay, Term

_RELATIVE_DAYS = (
    ("today", 0),
    ("tomorrow", 1),
    ("in_two_days", 2),
    ("in_three_days", 3),
    ("yesterday", -1),
    ("two_days_ago", -2),
)
_MONTH_LENGTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# A first number up to this, unannounced, is a mistyped day; a higher one is no day at all.
_HIGHEST_SLIP = 39
# Bound that keeps reading linear on hostile text; no sentence comes near it.
_MOST_LISTED = 31


class Days(Periods):
    """Reads days of the common and the lunar calendar."""

    def slash_date(self, at: int, announced: bool) -> tuple[Term, int] | None:
        """Return 15/12, 15/12/2026, 15-12, 15.12.2026, 2026-12-15 or 12/2026; NoSuchDay where no calendar has it.

        announced: "ngày" or a marker stands before it; 15-12 and 15.12 are dates only then, or with a year.
        """
        first = self.digits(at)
        if first is None or not self._free_on_the_left(at) or not self.sign(at + 1, "/-."):
            return None
        separator = self.tokens[at + 1].sign
        second = self.digits(at + 2)
        if second is None:
            return None
        spaced = not (self.tokens[at + 1].glued and self.tokens[at + 2].glued)
        if spaced and separator != "/":
            return None
        if self.tokens[at].digits == 4:
            return self._year_first(at, separator)
        if self.tokens[at + 2].digits == 4:
            place = at + 3
            if (
                separator == "."
                or not 1 <= first <= 12
                or not 1900 <= second <= 2199
                or not self._free_on_the_right(place)
            ):
                return None
            if (not announced and self.ends_before("fraction_head", at)) or (first, second) == (1, 2000):
                return None  # scale of a map: quy hoạch 1/2000
            return MonthsOf(first, first, second), place
        if self.tokens[at].digits > 2 or self.tokens[at + 2].digits > 2:
            return None
        year: int | None = None
        shift: int | None = None
        place = at + 3
        if (
            self.sign(place, separator)
            and self.digits(place + 1) is not None
            and (self.tokens[place].glued or separator == "/")
        ):
            third = self.digits(place + 1) or 0
            if self.tokens[place + 1].digits == 4 and 1900 <= third <= 2199:
                year = third
            elif self.tokens[place + 1].digits == 2 and self.tokens[place + 1].glued:
                year = 2000 + third
            else:
                return None
            place += 2
            if not self._free_on_the_right(place):
                return None
        else:
            if not self._free_on_the_right(place) and not self.sign(place, "-–"):
                return None
            if self.sign(place, "-–") and self.tokens[place].glued and self._words_glued(place + 1):
                return None
            if separator == "." and not announced:
                return None
            if (
                separator == "-"
                and not announced
                and (not self._alone(at, place) or self._unit_word(place) is not None)
            ):
                return None
            if not announced and (second > 12 or first > _HIGHEST_SLIP):
                return None
            if not announced and (self._is_fraction(at, place) or self.ends_before("named_after_day", at)):
                return None
            year, shift, place = self.year_after(place)
        return self._day(first, second, year, shift, announced), place

    def _alone(self, at: int, place: int) -> bool:
        """Return whether nothing but times and date words stand around tokens at to place."""
        return (at == 0 or self._is_date_word(at - 1)) and (place >= len(self.tokens) or self._is_date_word(place))

    def _is_fraction(self, at: int, place: int) -> bool:
        numerator, denominator = self.digits(at), self.digits(at + 2)
        if (numerator, denominator) == (24, 7):
            return True
        if (
            place < len(self.tokens)
            and self.group("counted_noun", place) is not None
            and self.group("day", place) is None
        ):
            return True
        if self.sign(place, "%"):
            return True
        return self.ends_before("fraction_head", at)

    def _year_first(self, at: int, separator: str) -> tuple[Term, int] | None:
        year, month = self.digits(at) or 0, self.digits(at + 2) or 0
        if (
            not 1900 <= year <= 2199
            or not self.sign(at + 3, separator)
            or self.digits(at + 4) is None
            or self.tokens[at + 4].digits > 2
        ):
            return None
        place = at + 5
        if not self._free_on_the_right(place):
            return None
        return self._day(self.digits(at + 4) or 0, month, year, None, True), place

    def _day(self, day: int, month: int, year: int | None, shift: int | None, announced: bool) -> Term:
        if not 1 <= month <= 12 or not 1 <= day <= _MONTH_LENGTH[month - 1]:
            return NoSuchDay(announced or (day <= 31 and month <= 12))
        if year is not None and month == 2 and day == 29 and (year % 4 != 0 or (year % 100 == 0 and year % 400 != 0)):
            return NoSuchDay(True)
        return DayOf((day,), month, year, None, shift)

    def day(self, at: int, announced: bool = False) -> tuple[Term, int] | None:
        """Return a day of a month, solar or lunar, named or numbered."""
        found = self._named_day(at) or self._full_moon(at) or self._numbered_lunar(at) or self._early_lunar(at)
        if found is not None:
            return found
        marked_before = self._behind_lunar_mark(at)
        if marked_before is not None and self._behind_lunar_mark(marked_before) is None:
            found = self.day(marked_before, announced=True)
            return self._as_lunar(found) if found is not None else None
        after_word = self.group("day", at)
        if after_word is not None and self.group("working", after_word) is not None:
            return None
        place = after_word if after_word is not None else at
        slash = self.slash_date(place, announced or after_word is not None)
        if slash is not None:
            return self._lunar_if_marked(*slash)
        spelt = self._day_and_month(place, announced or after_word is not None)
        if spelt is not None:
            return self._lunar_if_marked(*spelt)
        if after_word is not None:
            return self._bare_days(at, after_word, announced)
        return self._number_before_month(at)

    def _number_before_month(self, at: int) -> tuple[Term, int] | None:
        """Return "25 hằng tháng", "25 tháng sau": a day without the word "ngày" where no length can be meant."""
        value = self.digits(at, 2)
        if value is None or not 1 <= value <= 31 or not self._free_on_the_left(at):
            return None
        every = self.group("every", at + 1)
        if every is not None and self.group("month", every) is not None:
            return DayOf((value,)), at + 1
        month_word = self.group("month", at + 1)
        shift = self.shift(month_word) if month_word is not None and value > 12 else None
        return (DayOf((value,), month_shift=shift[0]), shift[1]) if shift is not None else None

    def _named_day(self, at: int) -> tuple[Term, int] | None:
        start = self.skip("day", at)
        best: tuple[Term, int] | None = None
        for name, named in self.words.named_days:
            place = self.group(name, start)
            if place is None:
                place = self.group(name, at)
            if place is not None and (best is None or place > best[1]):
                year, shift, place = self.year_after(place)
                if named.lunar:
                    best = LunarDayOf(named.day, named.month, year=year, year_shift=shift), place
                else:
                    best = DayOf((named.day or 31,), named.month, year, None, shift), place
        return best

    def _full_moon(self, at: int) -> tuple[Term, int] | None:
        place = self.group("full_moon", at)
        if place is None:
            return None
        month, leap, year, shift, place = self._lunar_month(place)
        if month is None:
            near = self.shift(self.skip("month", place))
            place = near[1] if near is not None and near[0] in (0, 1) else place
        return LunarDayOf(15, month, leap, year, shift), place

    def _numbered_lunar(self, at: int) -> tuple[Term, int] | None:
        """Return "23 tháng Chạp", "mùng 5 tháng Giêng", "ngày 10 tháng 3 âm lịch", "29 Tết"."""
        place = self.group("early_lunar", at)
        early = place is not None
        if place is None:
            place = self.skip("day", at)
        number = self.number(place)
        if number is None or not 1 <= number[0] <= 30:
            return None
        day, place = number
        after_tet = self.group("tet", place)
        if after_tet is not None and (early or day in (23, 25, 26, 27, 28, 29, 30)):
            year, shift, end = self.year_after(after_tet)
            if day > 10:
                # The days before the new year are counted in its last month: 29 Tết is the 29th of tháng Chạp.
                return LunarDayOf(
                    day, 12, year=None if year is None else year - 1, year_shift=None if shift is None else shift - 1
                ), end
            return LunarDayOf(day, 1, year=year, year_shift=shift), end
        for name, month_number in (("lunar_first_month", 1), ("lunar_last_month", 12)):
            named = self.group(name, place)
            if named is not None:
                year, shift, end = self.year_after(named)
                return LunarDayOf(day, month_number, year=year, year_shift=shift), end
        month_word = self.group("month", place)
        if month_word is None:
            return None
        if (
            self.group("lunar_first_month", month_word) is not None
            or self.group("lunar_last_month", month_word) is not None
        ):
            month, leap, year, shift, end = self._lunar_month(place)
            return LunarDayOf(day, month, leap, year, shift), end
        number = self.month_number(month_word)
        if number is not None and self.group("leap", number[1]) is not None:
            month, leap, year, shift, end = self._lunar_month(place)
            return LunarDayOf(day, month, leap, year, shift), end
        return None

    def _early_lunar(self, at: int) -> tuple[Term, int] | None:
        """Return "mùng 3", "mồng 2 tháng 9": solar unless a lunar month or mark says otherwise."""
        place = self.group("early_lunar", at)
        if place is None:
            return None
        number = self.number(place)
        if number is None or not 1 <= number[0] <= 10:
            return None
        with_month = self.slash_date(place, True) or self._day_and_month(place, True)
        if with_month is not None:
            return self._lunar_if_marked(*with_month)
        after_mark = self._behind_lunar_mark(number[1])
        if after_mark is not None:
            return LunarDayOf(number[0]), after_mark
        return self._bare_tail((number[0],), number[1])

    def _lunar_if_marked(self, term: Term, place: int) -> tuple[Term, int]:
        after = self._behind_lunar_mark(place)
        if after is None:
            return term, self.skip("solar_mark", place)
        if isinstance(term, DayOf) and term.month is not None and term.year is None and term.year_shift is None:
            year, shift, after = self.year_after(after)
            return LunarDayOf(term.days[0], term.month, year=year, year_shift=shift), after
        return self._as_lunar((term, after)) or (term, place)

    def _as_lunar(self, found: tuple[Term, int]) -> tuple[Term, int] | None:
        """Return a day of the common calendar taken for a lunar one, None for what cannot be."""
        term, place = found
        if isinstance(term, LunarDayOf):
            return found
        if isinstance(term, DayOf) and term.month is not None:
            return LunarDayOf(term.days[0], term.month, year=term.year, year_shift=term.year_shift), place
        return None

    def _day_and_month(self, at: int, announced: bool) -> tuple[Term, int] | None:
        """Return "15 tháng 12 năm 2026", "hai mươi lăm tháng mười một", "tháng 12 ngày 15"."""
        number = self.number(at)
        if number is not None and (
            self.digits(at) is None or (self.tokens[at].digits <= 2 and self._free_on_the_left(at))
        ):
            month_word = self.group("month", number[1])
            month = self.month_number(month_word) if month_word is not None else None
            if month is not None and not self._counts_months(at, number[1], month[1]):
                year, shift, place = self.year_after(month[1])
                return self._day(number[0], month[0], year, shift, announced or number[0] > 31), place
        return None

    def _counts_months(self, at: int, month_word: int, place: int) -> bool:
        """Return whether "6 tháng một lần" was meant and not the 6th of January."""
        if (
            self.group("year", month_word + 1) is not None
            and place == month_word + 2
            and self.year(place) is not None
            and not self.ends_before("day", at)
        ):
            return True  # "9 tháng năm 2027" is nine months; the ninth of May has "ngày" before it
        return self.group("once", month_word + 1) is not None or self.group("once", place) is not None

    def _month_then_day(self, at: int) -> tuple[Term, int] | None:
        """Return "tháng 12 ngày 15", "tháng sau ngày 5"."""
        place = self.group("month", at)
        if place is None:
            return None
        month = self.month_number(place)
        if month is None:
            near = next(
                ((name, end) for name in ("next", "this") if (end := self.group(name, place)) is not None), None
            )
            if near is None:
                return None
            behind = near[1] + self.sign(near[1], ",")
            named = self.group("day", behind)
            found = self.number(named) if named is not None and self.digits(named, 2) is not None else None
            if found is None or not 1 <= found[0] <= 31 or self.sign(found[1], "/"):
                return None
            return DayOf((found[0],), month_shift=1 if near[0] == "next" else 0), found[1]
        year, shift, place = self.year_after(month[1])
        if self.sign(place, ","):
            place += 1
        after_word = self.group("day", place)
        number = self.number(after_word) if after_word is not None else None
        if number is None or self.sign(number[1], "/"):
            return None
        return self._day(number[0], month[0], year, shift, True), number[1]

    def _bare_days(self, at: int, place: int, announced: bool) -> tuple[Term, int] | None:
        """Return "ngày 15", "ngày 5 và 20", "ngày 5 tháng sau", "ngày 20 tháng cuối quý"."""
        number = self.number(place)
        if number is None or (self.digits(place) is not None and self.tokens[place].digits > 2):
            return None
        if (
            self.marked
            and not self.tokens[at].marked
            and not announced
            and self.tokens[at].base == "ngay"
            and self._counts_things(number[1])
        ):
            return None  # "làm ngay 15 bộ hồ sơ"
        if (
            self.ends_before("clause", at)
            or not self._free_on_the_right(number[1])
            or self.group("times", number[1]) is not None
        ):
            return None
        if not 1 <= number[0] <= 31:
            return (NoSuchDay(True), number[1]) if self.digits(place) is not None else None
        days, end = [number[0]], number[1]
        while len(days) < _MOST_LISTED:
            following = end + 1 if self.sign(end, ",;") else self.group("and", end)
            if following is None:
                break
            following = self.skip("day", following)
            more = self.number(following)
            if (
                more is None
                or not 1 <= more[0] <= 31
                or (self.sign(more[1], "/-.") and self.digits(more[1] + 1) is not None)
            ):
                break
            if self.group("hour", more[1]) is not None or (
                self.group("month", more[1]) is not None and self.month_number(more[1] + 1)
            ):
                break
            days.append(more[0])
            end = more[1]
        return self._bare_tail(tuple(days), end)

    def _counts_things(self, at: int) -> bool:
        if at >= len(self.tokens) or self.tokens[at].sign or self.tokens[at].number is not None:
            return False
        return not any(
            self.group(name, at) is not None
            for name in ("month", "every", "of", "and", "at", "to", "lunar_mark", *PARTS_OF_DAY)
        )

    def _bare_tail(self, days: tuple[int, ...], at: int) -> tuple[Term, int]:
        place = self.skip("of", at)
        month_word = self.group("month", place)
        if month_word is not None:
            shift = self.shift(month_word)
            if shift is not None:
                return DayOf(days, month_shift=shift[0]), shift[1]
            for name, number in (("first", 1), ("middle", 2), ("end", 3)):
                after_edge = self.group(name, month_word)
                if after_edge is None:
                    continue
                quarter, quarter_shift, end = self._quarter_word(self.skip("of", after_edge))
                if quarter:
                    return DayOf(days, quarter_month=number, quarter_shift=quarter_shift), end
        return DayOf(days), at

    def relative_day(self, at: int) -> tuple[Term, int] | None:
        """Return hôm nay, mai, ngày kia; "mai" after a title or inside a name is a person."""
        best: tuple[Term, int] | None = None
        tonight = self.group("tonight", at)
        if tonight is not None and any(self.ends_before(name, at) for name in PARTS_OF_DAY):
            best = DayFromToday(0), tonight
        for name, days in _RELATIVE_DAYS:
            place = self.group(name, at)
            if place is not None and (best is None or place > best[1]):
                best = DayFromToday(days), place
        if best is not None and best[1] == at + 1:
            token = self.tokens[at]
            word = token.words[0] if token.words else ""
            if word in self.words.name_like and (
                self.ends_before("name_title", at)
                or (token.capital and (at > 0 or self._capital(at + 1)) and not self._reads_as_time_before(at))
            ):
                return None
            if self.group("not_tomorrow", at) is not None or (
                at > 0 and self.group("not_tomorrow", at - 1) is not None
            ):
                return None
            if token.base == "mot" and not token.marked and not self._reads_as_time_before(at):
                return None  # without marks it is "một" far more often than "mốt"
        return best
