"""The small steps that reading dates is made of: words of a group, signs, numbers, years, units."""

from typing import Literal

from knowledge.date_words import DateWords, Token
from knowledge.when_terms import Edge, Every, PartOfDay, Unit

EDGES: tuple[tuple[str, Edge], ...] = (("first", "first"), ("end", "last"), ("middle", "middle"))
PARTS_OF_DAY: tuple[PartOfDay, ...] = ("morning", "noon", "afternoon", "evening", "night")


class Steps:
    """Steps over one text's tokens: a method takes a place, returns what it read and the place behind it, or None."""

    def __init__(self, words: DateWords, tokens: list[Token]) -> None:
        self.words = words
        self.tokens = tokens
        self.marked = any(token.marked for token in tokens)
        # Where "mỗi" or "hằng" stood inside a period ("cuối mỗi tháng"); taken up by the piece that was being read.
        self._every: Every | None = None
        # The place behind the dash of a range, where a number may touch the sign before it ("1-15/12", "8h-11h").
        self._behind_dash = -1

    def group(self, name: str, at: int) -> int | None:
        """Return the place behind the longest phrase of a group that stands here."""
        return self.words.match(name, self.tokens, at) if at < len(self.tokens) else None

    def skip(self, name: str, at: int) -> int:
        """Return the place behind a phrase of the group if one stands here, else the place itself."""
        return self.group(name, at) or at

    def sign(self, at: int, signs: str) -> bool:
        """Return whether one of the signs stands here."""
        return at < len(self.tokens) and self.tokens[at].sign != "" and self.tokens[at].sign in signs

    def ends_before(self, name: str, at: int) -> bool:
        """Return whether a phrase of the group ends right before this place."""
        return any(self.group(name, first) == at for first in range(max(0, at - 3), at))

    def digits(self, at: int, most: int = 4) -> int | None:
        """Return the value of a number written in digits that is not part of a longer one."""
        if at >= len(self.tokens):
            return None
        token = self.tokens[at]
        return token.number if token.number is not None and token.digits <= most else None

    def _free_on_the_left(self, at: int) -> bool:
        """Return whether the number here does not continue a code, a decimal or a longer date."""
        token = self.tokens[at]
        if not token.glued or at in (0, self._behind_dash):
            return True
        before = self.tokens[at - 1]
        if before.sign:
            if before.sign in "/.,-–_" and before.glued:
                return False
            return before.sign not in "./,_#"
        return bool(before.words)

    def _free_on_the_right(self, at: int) -> bool:
        """Return whether the number that ends before this place is not glued to more of a code."""
        if at >= len(self.tokens) or not self.tokens[at].glued:
            return True
        token = self.tokens[at]
        if not token.sign:
            return bool(token.words)
        if token.sign in "%_":
            return False
        if token.sign in "/.,-–" and at + 1 < len(self.tokens) and self.tokens[at + 1].glued:
            following = self.tokens[at + 1]
            return following.number is not None and token.sign in "-–"
        return True

    def _words(self, at: int) -> tuple[str, ...]:
        return self.tokens[at].words if at < len(self.tokens) else ()

    def _words_glued(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].glued and self.tokens[at].number is None

    def _words_glued_number(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].glued and self.tokens[at].number is not None

    def _capital(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].capital

    def _is_date_word(self, at: int) -> bool:
        token = self.tokens[at]
        if token.sign:
            return token.sign in ",.;:()!?"
        return bool(token.words) or token.number is not None

    def _reads_as_time_before(self, at: int) -> bool:
        return any(
            self.ends_before(name, at)
            for name in ("hour", *PARTS_OF_DAY, "at", "before", "by", "from", "to", "every", "each", "and")
        )

    def number(self, at: int) -> tuple[int, int] | None:
        """Return a number in digits or in words ("hai mươi lăm", "mười một")."""
        value = self.digits(at)
        if value is not None:
            return value, at + 1
        return self._spelt(at)

    def _spelt(self, at: int) -> tuple[int, int] | None:
        if self.group("number twenty", at) is not None:
            unit = self._unit(at + 1, after_ten=True)
            return (20 + unit, at + 2) if unit is not None else None
        unit = self._unit(at, after_ten=False)
        if unit is None:
            return None
        if unit == 10:
            more = self._unit(at + 1, after_ten=True)
            return (10 + more, at + 2) if more is not None else (10, at + 1)
        if 2 <= unit <= 9 and self.group("number tens", at + 1) is not None:
            more = self._unit(at + 2, after_ten=True)
            return (unit * 10 + more, at + 3) if more is not None else (unit * 10, at + 2)
        if unit in (2, 3):
            ending = next(
                (
                    self.words.endings[word]
                    for word in self._words(at + 1)
                    if word in self.words.endings and word != "tư"
                ),
                None,
            )
            if ending is not None and not (ending == 1 and not self.tokens[at + 1].marked):
                return unit * 10 + ending, at + 2
        return unit, at + 1

    def _unit(self, at: int, after_ten: bool) -> int | None:
        """Return a number from 0 to 10 in one word; after ten "năm" is a year and "lăm" is five."""
        for word in self._words(at):
            if after_ten and word in self.words.endings:
                return self.words.endings[word]
            if word in self.words.numbers and not (after_ten and (word in ("năm", "mười", "không"))):
                return self.words.numbers[word]
        return None

    def year(self, at: int) -> tuple[int, int] | None:
        """Return a year from 1900 to 2199: four digits, or in words ("hai nghìn … sáu", "hai không hai sáu")."""
        value = self.digits(at)
        if value is not None:
            return (value, at + 1) if 1900 <= value <= 2199 and self.tokens[at].digits == 4 else None
        thousands = self._unit(at, after_ten=False)
        if thousands is None:
            return None
        if self.group("number thousand", at + 1) is not None:
            place, total = at + 2, thousands * 1000
            hundreds = self._unit(place, after_ten=False)
            if hundreds is not None and self.group("number hundred", place + 1) is not None:
                total, place = total + hundreds * 100, place + 2
            place = self.skip("number zero", place)
            rest = self._spelt(place)
            if rest is not None:
                total, place = total + rest[0], rest[1]
            return (total, place) if 1900 <= total <= 2199 else None
        units = [self._unit(at + i, after_ten=False) for i in range(4)]
        if all(unit is not None and unit < 10 for unit in units):
            total = sum((unit or 0) * 10 ** (3 - i) for i, unit in enumerate(units))
            return (total, at + 4) if 1900 <= total <= 2199 else None
        return None

    def month_number(self, at: int) -> tuple[int, int] | None:
        """Return a month from 1 to 12 in digits or words; unmarked "thang sau" is next month, not June."""
        could_be_next = self.group("next", at) is not None and not self.tokens[at].marked
        if could_be_next and self.group("year", at + 1) is None and not self.sign(at + 1, "/"):
            return None
        found = self.number(at)
        if found is None or not 1 <= found[0] <= 12 or not self._free_on_the_right_of_month(found[1]):
            return None
        return found

    def _free_on_the_right_of_month(self, at: int) -> bool:
        if self.sign(at, "/-.") and at + 1 < len(self.tokens) and self.tokens[at].glued and self.tokens[at + 1].glued:
            return self.year(at + 1) is not None or self.tokens[at].sign in ".-"
        return self._free_on_the_right(at)

    def year_after(self, at: int) -> tuple[int | None, int | None, int]:
        """Return (year, shift, place): "năm 2026", "/2026", "năm nay", "năm sau"; both None where no year follows."""
        place = at
        if self.sign(place, "/-.,") and self.year(place + 1) is not None:
            found = self.year(place + 1)
            if found is not None and self._free_on_the_right(found[1]):
                return found[0], None, found[1]
        if self.sign(place, ","):
            place += 1
        place = self.skip("of", place)
        after_word = self.group("year", place)
        if after_word is not None:
            shift = self.shift(after_word)
            if shift is not None:
                return None, shift[0], shift[1]
            found = self.year(after_word)
            if found is not None:
                return found[0], None, found[1]
            return None, None, at
        found = self.year(place) if self.digits(place) is not None else None
        if found is not None and self._free_on_the_right(found[1]) and place == at:
            return found[0], None, found[1]
        return None, None, at

    def shift(self, at: int) -> tuple[int, int] | None:
        """Return how far a period lies from the running one: "này" 0, "sau" 1, "trước" -1."""
        for name, distance in (("after_next", 2), ("next", 1), ("this", 0), ("last", -1)):
            place = self.group(name, at)
            if place is None:
                continue
            if distance == -1 and (self._starts_day(place) or self.group("weekday", place) is not None):
                return None  # "hoàn thành trong tháng trước ngày 25": the word belongs to the date behind it
            if distance == 1 and self.tokens[at].base == "sau" and self._starts_day(place):
                return None
            return distance, place
        return None

    def _starts_day(self, at: int) -> bool:
        place = self.skip("day", at)
        return self.digits(place) is not None and (place > at or self.sign(place + 1, "/"))

    def _unit_word(self, at: int) -> tuple[Unit, int] | None:
        place = self.group("unit_day", at)
        if place is not None:
            working = self.group("working", place)
            return ("working_day", working) if working is not None else ("day", place)
        names: tuple[tuple[str, Unit], ...] = (
            ("week", "week"),
            ("month", "month"),
            ("quarter", "quarter"),
            ("year", "year"),
            ("unit_hour", "hour"),
            ("minute", "minute"),
        )
        for name, unit in names:
            place = self.group(name, at)
            if place is not None:
                return unit, place
        return None

    def _edge_word(self, at: int) -> tuple[Edge | None, int, int]:
        """Return (edge, number, place) of "đầu tiên", "cuối cùng", "thứ 3", "giữa"."""
        for name, side in EDGES:
            place = self.group(name, at)
            if place is not None:
                return side, 1, place
        place = self.group("weekday", at)
        if place is not None:
            number = self.number(place)
            if number is not None and 1 <= number[0] <= 31:
                return "first", number[0], number[1]
        return None, 0, at

    def _note_every(self, at: int, unit: Literal["week", "month", "quarter", "year"]) -> int:
        place = self.group("every", at)
        if place is not None and self.group(unit, place) is not None:
            self._every = Every(unit)
            return place
        return at

    def _take_every(self) -> Every | None:
        every, self._every = self._every, None
        return every
