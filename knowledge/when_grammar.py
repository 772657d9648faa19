"""Which dates, times and recurrences a text names: tokens in, pieces out, no calendar yet."""

from knowledge.when_lengths import Lengths
from knowledge.when_steps import PARTS_OF_DAY
from knowledge.when_terms import Counted, Every, NoSuchDay, PartOfDay, Piece, RangeOf, Relation, Term

# Bounds that keep reading linear on hostile text; no sentence comes near them.
_MOST_MARKER_WORDS = 12


class Grammar(Lengths):
    """The reading of a whole text."""

    def pieces(self) -> list[Piece]:
        """Return every date, time and recurrence in order of place; none overlap."""
        found: list[Piece] = []
        at = 0
        while at < len(self.tokens):
            behind = self._behind_document(at)
            if behind is not None:
                at = behind
                continue
            piece = self._piece(at)
            if piece is None:
                at += 1
                continue
            found.append(piece)
            at = piece.last
        return found

    def _piece(self, at: int) -> Piece | None:
        self._every = None
        if self.tokens[at].number is None and not self.tokens[at].words:
            return None
        spread = self.range(at)
        if spread is not None and not self._is_clock_range(at):
            return Piece(at, spread[1], term=spread[0], every=self._take_every(), strong=True)
        self._every = None
        counted = self.counted(at)
        if counted is not None and not self._is_recurring_length(at):
            strong = not (isinstance(counted[0], Counted) and counted[0].unknown)
            return Piece(at, counted[1], term=counted[0], strong=strong)
        part_of_year = self._parts_of_year(at)
        if part_of_year is not None:
            return Piece(
                at, part_of_year[1], term=part_of_year[0]
            )  # unmarked "sau thang dau nam" is six months, not "after"
        marked = self._marked(at)
        if marked is not None:
            return marked
        self._every = None
        every = self.every(at)
        if every is not None:
            return Piece(at, every[1], every=every[0])
        clock = self.clock(at)
        if clock is not None:
            return Piece(at, self._behind_clock_range(clock[1]), clock=clock[0])
        part = self.part_of_day(at)
        if part is not None:
            return Piece(at, part[1], part=part[0])
        self._every = None
        term = self.term(at)
        if term is None:
            return None
        if self.ends_before("clause", at):
            return None
        return Piece(at, term[1], term=term[0], every=self._take_every())

    def _marked(self, at: int) -> Piece | None:
        """Return a date or time with the marker words that stand before it."""
        place = at
        relation: Relation = "on"
        strong = False
        announced = False
        clock_announced = False
        while place < len(self.tokens) and place - at < _MOST_MARKER_WORDS:
            step: int | None = None
            if self.sign(place, ":") and place > at:
                place += 1
                continue
            names: tuple[tuple[str, Relation], ...] = (
                ("before", "before"),
                ("by", "by"),
                ("from", "from"),
                ("after", "after"),
                ("during", "during"),
                ("at", "on"),
            )
            for name, meaning in names:
                behind = self.group(name, place)
                if (
                    behind is not None
                    and name == "by"
                    and (self._is_speaker(place) or self.ends_before("before_limit", place))
                ):
                    continue
                if behind is None or (step is not None and behind <= step):
                    continue
                step = behind
                current = meaning
            if step is None:
                break
            announced = True
            strong = strong or current in ("before", "from", "after") or self.group("deadline", place) is not None
            clock_announced = self.group("clock", place) is not None
            if relation != "before" and current != "on":
                relation = current
            place = step
        if not announced:
            return None
        place = self.skip("occasion", place)
        clock = self.clock(place, clock_announced)
        if clock is not None:
            return Piece(at, self._behind_clock_range(clock[1]), clock=clock[0], relation=relation)
        counted = self.counted(place) or self._plain_length(place, relation, strong)
        if counted is not None and relation in ("by", "during", "on", "before"):
            return Piece(at, counted[1], term=counted[0], strong=True)
        part = self.part_of_day(place)
        if part is not None:
            return Piece(at, part[1], part=part[0], relation=relation)
        term = self.term(place, announced=True)
        if term is None:
            return None
        value, end = term
        if relation in ("before", "by", "after"):
            ahead = self.length(self._behind_ahead(end))
            if ahead is not None and relation == "before" and not isinstance(value, NoSuchDay | RangeOf | Counted):
                return Piece(
                    at, ahead[3], term=Counted(ahead[0], ahead[1], value, back=True, minutes=ahead[2]), strong=True
                )
            if ahead is not None and relation == "after" and not isinstance(value, NoSuchDay | RangeOf | Counted):
                return Piece(at, ahead[3], term=Counted(ahead[0], ahead[1], value, minutes=ahead[2]), strong=True)
        return Piece(
            at, end, term=value, every=self._take_every(), relation=relation, strong=strong or relation == "during"
        )

    def _is_speaker(self, at: int) -> bool:
        """Return whether unmarked "toi" is "tôi": "nhac toi 14h30"."""
        token = self.tokens[at]
        return token.base == "toi" and not token.marked and (at == 0 or self.ends_before("asking", at))

    def _behind_ahead(self, at: int) -> int:
        place = at + 1 if self.sign(at, ",") else at
        while place - at < _MOST_MARKER_WORDS and (behind := self.group("ahead", place)) is not None:
            place = behind
        return place

    def _plain_length(self, at: int, relation: Relation, strong: bool) -> tuple[Term, int] | None:
        """Return "hạn 5 ngày làm việc", "thời hạn 15 ngày": a length that a marker made a term from now on."""
        if relation not in ("by", "during") or not (strong or relation == "during"):
            return None
        found = self.length(at)
        if found is None or self._parts_of_year(at) is not None:
            return None
        count, unit, minutes, end = found
        if unit == "day" and self.digits(end, 2) is not None:
            return None  # "trong 2 ngày 10, 11/12": the days are named
        return Counted(count, unit, minutes=minutes), end

    def _behind_document(self, at: int) -> int | None:
        """Return the place behind "Nghị quyết số 11/NQ-HĐND ngày 15/7/2026": neither number nor date is due."""
        named = self.group("document", at)
        place = named
        while (
            place is not None
            and place - at < _MOST_MARKER_WORDS
            and (more := self.group("document", place)) is not None
        ):
            place = more
        if named is not None and place is not None and self.sign(place, ":"):
            place += 1
        start = place if place is not None else at
        if self.digits(start, 6) is None:
            return None
        if start > 0 and start == at and self.tokens[start].glued and self.sign(start - 1, "/-"):
            return None
        end = start + 1
        code = False
        while end < len(self.tokens) and self.tokens[end].glued:
            code = code or (not self.tokens[end].sign and self.tokens[end].number is None and self.sign(end - 1, "/-"))
            end += 1
            if end - start > 24:
                break
        if not code and (place is None or (end == start + 1 and not self.group("day", end))):
            return None
        if not code and place is not None and end > start + 1 and not self.sign(start + 1, "/-"):
            return None
        after_day = self.group("day", end)
        if after_day is not None:
            issued = self.slash_date(after_day, True) or self._day_and_month(after_day, True)
            if issued is not None:
                return issued[1]
        return end

    def _is_recurring_length(self, at: int) -> bool:
        place = self.group("during", at) or at
        found = self._every_count(place)
        return found is not None and self.group("once", found[1]) is not None

    def _is_clock_range(self, at: int) -> bool:
        """Return whether hours of one day are meant: "từ 8h đến 11h ngày 5/12"."""
        place = self.group("from", at) or at
        return self.clock(place) is not None and self._behind_clock_of_day(place) == place

    def _behind_clock_range(self, at: int) -> int:
        dash = self.sign(at, "-–")
        after = at + 1 if dash else self.group("to", at)
        self._behind_dash = at + 1 if dash else -1
        second = self.clock(after) if after is not None else None
        return second[1] if second is not None else at

    def part_of_day(self, at: int) -> tuple[PartOfDay, int] | None:
        """Return a part of the day where a day, an hour or the end of the text stands beside it."""
        found = self._part_after(at)
        if found is None:
            return None
        place = found[1]
        token = self.tokens[at]
        today = self.group("tonight", place)
        if (
            token.base == "toi"
            and not token.marked
            and not (
                today is not None
                or self.group("tomorrow", place) is not None
                or self.group("weekday", place) is not None
            )
        ):
            return None  # unmarked "toi" is "tôi" and "tới" more often than "tối"
        if (
            today is not None
            or self.relative_day(place) is not None
            or self.weekday(place) is not None
            or self.day(place) is not None
        ):
            return found
        if (
            self.clock(self.skip("clock", place)) is not None
            or self.group("every", place) is not None
            or self.group("every_after", place) is not None
        ):
            return found
        if any(self.ends_before(name, at) for name in ("tomorrow", "today", "sunday")):
            return found
        closes = place == len(self.tokens) or self.sign(place, ",.;:") or self.group("at", place) is not None
        if at > 0 and self.tokens[at - 1].number is not None and closes:
            return found  # "thứ 6 sáng", "25/11 chiều"
        return found if self.tokens[at].base == "buoi" or place - at > 1 else None

    def every(self, at: int) -> tuple[Every, int] | None:
        """Return hằng tháng, mỗi ngày làm việc, 3 tháng một lần, định kỳ 6 tháng."""
        opened = self.group("every", at)
        if opened is not None:
            half = self._every_count(opened) if self.group("year", opened) is None else None
            if half is not None:
                return half
            for name in PARTS_OF_DAY:
                place = self.group(name, opened)
                if place is not None and self.group("not_part_of_day", opened) is None:
                    return Every("day"), opened
            unit = self._unit_word(opened)
            if unit is not None:
                kind, place = unit
                if kind == "day" and self.weekday(place) is not None:
                    return Every("week"), place
                if kind == "working_day":
                    return Every("day", working=True), place
                if kind == "day" and self._is_day_of_month(place):
                    return None  # "định kỳ ngày 15 hàng tháng"
                if kind in ("day", "week", "month", "quarter", "year"):
                    return Every(kind), self._behind_once(place)
            if self.weekday(opened) is not None:
                return Every("week"), opened
            return None
        each = self.group("each", at)
        if each is not None:
            unit = self._unit_word(each)
            if unit is not None and unit[0] == "working_day":
                return Every("day", working=True), unit[1]
            weekday = self.weekday(self.skip("day", each))
            return (Every("week"), each) if weekday is not None else None
        counted = self._every_count(at)
        if counted is not None:
            once = self.group("once", counted[1] + self.sign(counted[1], "/"))
            if once is not None:
                return counted[0], once
        unit = self._unit_word(at)
        number = self.number(unit[1]) if unit is not None else None
        if unit is not None and number is not None and number[0] == 1 and unit[0] in ("day", "week", "month", "year"):
            once = self.group("once", number[1])
            if once is not None and self.digits(unit[1]) is not None:
                return Every(unit[0]), once
        after = self.group("every_after", at)
        return (Every("day"), after) if after is not None else None

    def _is_day_of_month(self, at: int) -> bool:
        number = self.number(at)
        if number is None or self.sign(number[1], ":"):
            return False
        return self.group("hour", number[1]) is None and self.group("times", number[1]) is None

    def _behind_once(self, at: int) -> int:
        number = self.number(at)
        if number is not None and self.group("times", number[1]) is not None:
            return self.group("times", number[1]) or at
        return at

    def _every_count(self, at: int) -> tuple[Every, int] | None:
        number = self.number(at)
        if number is None or not 1 <= number[0] <= 366:
            return None
        unit = self._unit_word(number[1])
        if unit is None:
            return None
        count, (kind, place) = number[0], unit
        if kind == "month" and count in (3, 6, 12):
            return Every("quarter" if count == 3 else "half" if count == 6 else "year"), place
        if kind == "day" or kind == "week" or kind == "month" or kind == "year":
            return Every(kind, count), place
        return (Every("quarter", count), place) if kind == "quarter" else None
