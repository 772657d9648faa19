"""Lengths of time and ranges: 5 ngày làm việc kể từ 20/11, trong 10 ngày tới, từ ngày 1/12 đến ngày 15/12."""

from knowledge.when_steps import PARTS_OF_DAY
from knowledge.when_terms import Counted, DayFromToday, DayOf, MonthsOf, NoSuchDay, RangeOf, Term, Unit, WeekdayOf
from knowledge.when_weekdays import Weekdays

_LONGEST_COUNT = 3660
# Bounds that keep reading linear on hostile text; no sentence comes near them.
_MOST_MARKER_WORDS = 12


class Lengths(Weekdays):
    """Reads what is counted from a day and what runs from one day to another."""

    def length(self, at: int) -> tuple[int, Unit, int, int] | None:
        """Return (count, unit, extra minutes, place) of "5 ngày làm việc", "nửa tháng", "một tiếng rưỡi"."""
        half = self.group("half", at)
        if half is not None:
            unit = self._unit_word(half)
            if unit is None:
                return None
            halves: dict[Unit, tuple[int, Unit, int]] = {
                "month": (15, "day", 0),
                "year": (6, "month", 0),
                "hour": (0, "hour", 30),
                "day": (12, "hour", 0),
            }
            found = halves.get(unit[0])
            return (*found, unit[1]) if found is not None else None
        number = self.number(at)
        if number is None or not 0 < number[0] <= _LONGEST_COUNT or not self._free_on_the_left(at):
            return None
        if number[1] == at + 1 and self.tokens[at].base == "tu":
            return None  # "tư" counts only behind tens: unmarked "tu tuan sau" is "từ tuần sau"
        unit = self._unit_word(number[1])
        if unit is None:
            return None
        kind, place = unit
        minutes = 0
        if kind == "hour":
            half_past = self.group("half_past", place)
            more = self.number(place)
            if half_past is not None:
                minutes, place = 30, half_past
            elif more is not None and more[0] < 60 and self.group("minute", more[1]) is not None:
                minutes, place = more[0], self.group("minute", more[1]) or more[1]
            elif more is not None and more[0] < 60:
                behind = more[1] + self.sign(more[1], "'’′")
                if behind < len(self.tokens) and self.tokens[behind].base == "nua":
                    minutes, place = more[0], behind  # 1h30 nữa
        return number[0], kind, minutes, place

    def counted(self, at: int) -> tuple[Term, int] | None:
        """Return "sau 3 ngày", "trong 10 ngày tới", "5 ngày làm việc kể từ 20/11", "3 ngày trước ngày 15/12"."""
        following = self._next_working_day(at) or self._last_working_day_before(at)
        if following is not None:
            return following
        after = self.group("after", at)
        place = after if after is not None else at
        during = self.group("during", place)
        while during is not None and during - at < _MOST_MARKER_WORDS:
            place = during
            during = self.group("during", place)
        asked = place > at
        found = self.length(place)
        if found is None or (not asked and self._number_before_month(place) is not None):
            return None
        if self._parts_of_year(place) is not None:
            return None  # "trong 6 tháng đầu năm" is no length
        count, unit, minutes, end = found
        if asked and unit == "day" and self.digits(end, 2) is not None:
            return None  # "trong 2 ngày 10, 11/12": the days are named
        anchored = self._anchor(end, asked)
        if anchored is not None:
            anchor, back, unknown, end = anchored
            return Counted(count, unit, anchor, back, unknown, minutes), end
        hence = self.group("hence", end)
        if hence is not None and not self._is_clock_then(unit, asked, end):
            return Counted(count, unit, minutes=minutes), hence
        if after is not None and unit == "hour" and self._is_clock_after(count, end):
            return None
        return (Counted(count, unit, minutes=minutes), end) if asked else None

    def _next_working_day(self, at: int) -> tuple[Term, int] | None:
        """Return "ngày làm việc tiếp theo", "ngày làm việc đầu tiên sau Tết"; not in "nếu trùng ngày nghỉ thì …"."""
        behind = self.group("to_next_working_day", at)
        if behind is None:
            return None
        near = range(max(0, at - _MOST_MARKER_WORDS), at)
        if any(self.group("if_day_off", place) is not None for place in near):
            return None
        last = self.tokens[behind - 1].base
        anchor = self.term(behind, announced=True) if last == "sau" else None
        if anchor is not None and not isinstance(anchor[0], Counted | NoSuchDay):
            return Counted(1, "working_day", anchor[0]), anchor[1]
        if last == "tien":
            return None  # "ngày làm việc đầu tiên của tháng"
        return Counted(1, "working_day"), behind

    def _last_working_day_before(self, at: int) -> tuple[Term, int] | None:
        """Return "ngày làm việc cuối cùng trước Tết"."""
        day = self.group("day", at)
        working = self.group("working", day) if day is not None else None
        if working is None:
            return None
        edge, _, place = self._edge_word(working)
        before = self.group("before", place) if edge == "last" else None
        anchor = self.term(before, announced=True) if before is not None else None
        if anchor is None or isinstance(anchor[0], Counted | NoSuchDay):
            return None
        return Counted(1, "working_day", anchor[0], back=True), anchor[1]

    def _is_clock_then(self, unit: Unit, asked: bool, at: int) -> bool:
        """Return whether "8h" before "tới" or "sau" is a clock time: unmarked "8h toi mai" is tomorrow evening."""
        return (
            unit == "hour"
            and not asked
            and self.tokens[at - 1].base in ("h", "gio")
            and self.tokens[at].base in ("toi", "sau")
        )

    def _is_clock_after(self, hours: int, at: int) -> bool:
        """Return whether "sau 17h hôm nay" names an hour of the day."""
        if hours in (24, 48, 72, 36, 96):
            return False
        if hours > 12 and hours < 24:
            return True
        return (
            any(self.group(name, at) is not None for name in (*PARTS_OF_DAY, "today", "tomorrow", "day", "weekday"))
            or self.digits(at) is not None
        )

    def _anchor(self, at: int, asked: bool) -> tuple[Term | None, bool, bool, int] | None:
        """Return (anchor, back, unknown, place) of what a length is counted from."""
        opening = self.sign(at, ",")
        place = at + opening
        for name, back in (("from", False), ("after", False), ("before", True)):
            follows = self.group(name, place)
            if follows is None:
                continue
            term = self.term(follows, announced=True)
            if term is None and self.group("now", follows) is not None:
                term = DayFromToday(0), self.group("now", follows) or follows
            if term is not None and not isinstance(term[0], Counted | NoSuchDay):
                return term[0], back, False, term[1]
        unknown = self.group("unknown_event", place) or (self.group("from", place) if asked else None)
        if unknown is None:
            return None
        day_word = self.group("day", unknown)
        if day_word is not None or self.tokens[unknown - 1].base == "ngay":
            unknown = min((day_word or unknown) + 1, len(self.tokens))
        return None, False, True, unknown

    def range(self, at: int) -> tuple[Term, int] | None:
        """Return "từ ngày 1/12 đến ngày 15/12", "1-15/12", "từ nay đến cuối năm", "thứ 2 đến thứ 6 tuần sau"."""
        opened = self.group("from", at)
        place = opened if opened is not None else at
        place = self._behind_part_of_day(place)
        if opened is not None:
            place = self._behind_clock_of_day(place)
        first: Term | None = None
        end = place
        term = self.term(place, announced=opened is not None)
        if term is not None:
            first, end = term
        elif opened is not None and self.group("now", place) is not None:
            first, end = DayFromToday(0), self.group("now", place) or place
        day_place = self.group("day", place) or place
        bare = self.number(day_place)
        if first is None or (isinstance(first, DayOf) and first.month is None):
            dashed = (
                bare is not None
                and 1 <= bare[0] <= 31
                and (
                    self.digits(day_place) is None
                    or (self.tokens[day_place].digits <= 2 and self._free_on_the_left(day_place))
                )
            )
            if dashed and bare is not None:
                found = self._rest_of_range(DayOf((bare[0],)), bare[1], opened is not None or day_place > place)
                if found is not None:
                    return found
        if first is None or isinstance(first, NoSuchDay | RangeOf | Counted):
            return None
        return self._rest_of_range(first, end, opened is not None)

    def _rest_of_range(self, first: Term, at: int, opened: bool) -> tuple[Term, int] | None:
        dash = self.sign(at, "-–") or self.sign(at, "->")
        after = at + 1 if dash else self.group("to", at)
        if after is None:
            return None
        before = self.group("before", after)
        place = before if before is not None else after
        place = self.skip("at", place)
        clock = self.clock(place)
        if clock is not None and self.term(self.skip("at", clock[1]), announced=True) is not None:
            place = self.skip("at", clock[1])
        else:
            clock = None
        place = self._behind_part_of_day(place)
        self._behind_dash = place if dash else -1
        found = self.term(place, announced=True)
        if found is None and opened and self.group("now", place) is not None:
            found = DayFromToday(0), self.group("now", place) or place
        if found is None and isinstance(first, WeekdayOf):
            short = self._short_weekday_number(place)
            found = (WeekdayOf((short[0],)), short[1]) if short is not None else None
        if found is None and isinstance(first, MonthsOf) and first.first == first.last:
            number = self.month_number(place)
            if number is not None:
                year, shift, end = self.year_after(number[1])
                found = MonthsOf(number[0], number[0], year, shift), end
        if found is None:
            return None
        last, end = found
        if isinstance(last, Counted | RangeOf):
            return None
        if isinstance(last, NoSuchDay):
            return last, end
        if isinstance(first, DayOf) and first.month is None and not (isinstance(last, DayOf) and len(first.days) == 1):
            return None
        if (
            isinstance(first, DayOf)
            and first.month is None
            and dash
            and not opened
            and isinstance(last, DayOf)
            and last.month is None
        ):
            return None
        if type(first) is not type(last) and dash and not opened:
            return None
        if clock is None and opened:
            clock = self.clock(self.skip("at", end))
            end = clock[1] if clock is not None else end
        return RangeOf(first, last, before is not None, clock[0] if clock is not None else None), end

    def _behind_clock_of_day(self, at: int) -> int:
        """Return the place behind a clock time that a day follows: "từ 8h ngày 25/11 đến …"."""
        clock = self.clock(at)
        if clock is None:
            return at
        place = self.skip("at", clock[1])
        return place if self.term(place, announced=True) is not None and self.group("to", place) is None else at

    def _behind_part_of_day(self, at: int) -> int:
        for name in PARTS_OF_DAY:
            place = self.group(name, at)
            if place is not None:
                return place
        return at
