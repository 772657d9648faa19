"""The names of all indicators as columns: who holds a word, how much a word tells, which words stand together."""

import math
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from knowledge.keyboard import is_syllable
from knowledge.lexicon import Spellings, sound
from knowledge.text import clean, words_of

# No word weighs more than one that a handful of indicators have; words that many share ("tỷ lệ") stay below others.
_HEAVIEST = 5.0
_HEAVIEST_LIGHT = 1.2
# A name of so many words, none with marks, was taken down without them.
_PLAIN_WORDS = 3
# From so many letters on a word may hold two slips.
_TWO_SLIPS = 6
_MOST_REMEMBERED = 1000
# Of words that many names have no more mentions are looked at.
MOST_GATHERED = 12000
# A word of so many names has a row over all of them: added up sooner than name by name. So many rows are kept.
_COMMON, _MOST_ROWS = 2000, 32
# A name's words make one number, each times a power of this.
_OF_ROW, _WRAP = 0x9E3779B97F4A7C15, (1 << 64) - 1
# What names share is counted in whole numbers of two bytes: a name's whole weight, at least this one, is as many.
_FINEST, _LEAST_WHOLE = 30000, 30.0


@dataclass(frozen=True, slots=True)
class Name:
    """One name of an indicator; words: their numbers; is_plain: it was written down without marks."""

    indicator: int
    words: tuple[int, ...]
    marks: tuple[str, ...]
    is_plain: bool


class NameColumns:
    """Names in the order in which they came; what was added is joined to the columns when they are next asked for."""

    def __init__(self, light: frozenset[str]) -> None:
        """light: bases of words that many indicators share and that tell little."""
        self.names: list[Name] = []
        self.numbers: dict[str, int] = {}
        self._light = light
        self._of_indicator: dict[int, list[int]] = {}
        self._taken_in: set[int] = set()
        self._bases: list[str] = []

    def add(self, indicator: int, text: str) -> bool:
        """Take in one more name of an indicator; return whether it was new."""
        # Its hash, for the texts of 20,000 names take 6 MB; no two of them share one of 2^64.
        written = hash((indicator, text))
        if written in self._taken_in:
            return False
        self._taken_in.add(written)
        words = words_of(clean(text))
        if not words:
            return False
        bases, marks = zip(*words, strict=True)
        numbers = tuple([self._number(base) for base in bases])
        own = self._of_indicator.setdefault(indicator, [])
        if any(self.names[known].words == numbers and self.names[known].marks == marks for known in own):
            return False
        own.append(len(self.names))
        is_plain = len(numbers) >= _PLAIN_WORDS and not any(marks)
        self.names.append(Name(indicator, numbers, marks, is_plain))
        self.__dict__.pop("columns", None)
        self.__dict__.pop("unknown_weight", None)
        return True

    def _number(self, base: str) -> int:
        number = self.numbers.get(base)
        if number is None:
            number = self.numbers[base] = len(self.numbers)
            self._bases.append(base)
        return number

    def bases_of(self, name: Name) -> tuple[str, ...]:
        """Return the words of a name."""
        return tuple([self._bases[number] for number in name.words])

    def distinct_words(self) -> Iterator[tuple[str, str]]:
        """Yield (base, marks) of the words of all names, each once."""
        return self.columns.distinct_words()

    def of_indicator(self, indicator: int) -> list[Name]:
        """Return the names of an indicator, its own name first."""
        return [self.names[number] for number in self._of_indicator.get(indicator, ())]

    def first_of(self, indicator: int) -> Name | None:
        """Return an indicator's own name, None where it has none."""
        numbers = self._of_indicator.get(indicator)
        return self.names[numbers[0]] if numbers else None

    def numbers_of(self, indicators: Iterable[int]) -> NDArray[np.int64]:
        """Return the numbers of all names of some indicators."""
        of_each = [self._of_indicator.get(indicator, ()) for indicator in indicators]
        return np.fromiter(chain.from_iterable(of_each), dtype=np.int64)

    def hold(self, bases: Iterable[str], among: Iterable[int]) -> bool:
        """Return whether one name of some indicators holds all these words of names."""
        words = [self.numbers[base] for base in bases]
        likely = frozenset(among).intersection(*map(self.columns.indicators_with, words))
        return any(set(name.words).issuperset(words) for indicator in likely for name in self.of_indicator(indicator))

    def bases_in_names(self, indicator: int) -> frozenset[str]:
        """Return the words of all names of an indicator."""
        numbers = set(chain.from_iterable([name.words for name in self.of_indicator(indicator)]))
        return frozenset([self._bases[number] for number in numbers])

    @cached_property
    def unknown_weight(self) -> float:
        """How much a word tells that stands in no name."""
        return min(math.log(1 + len(self._of_indicator)), _HEAVIEST)

    @cached_property
    def columns(self) -> "Columns":
        """The columns of all names so far."""
        return Columns(self.names, self._bases, self._light, len(self._of_indicator))


class Columns:
    """What is worked out of all names at once, by the number of a name and the number of a word."""

    def __init__(self, names: Sequence[Name], bases: Sequence[str], light: Set[str], indicators: int) -> None:
        """bases: the words by number; indicators: how many have names."""
        self._names = names
        self._bases = bases
        self._with_initials: dict[str, NDArray[np.int64]] = {}
        self._row_of: dict[int, NDArray[np.uint16]] = {}
        self._indicators_with: dict[int, frozenset[int]] = {}
        self._spellings = Spellings(bases)
        self._with_sound: dict[str, list[str]] = {}
        for base in bases:
            self._with_sound.setdefault(sound(base), []).append(base)
        lengths = np.array([len(name.words) for name in names], dtype=np.int64)
        self._ends = np.cumsum(lengths)
        # The words and their marks of all names, one name after the other.
        words = np.fromiter(chain.from_iterable([name.words for name in names]), dtype=np.int64)
        self._words = words.astype(np.int32)
        typed = list(chain.from_iterable([name.marks for name in names]))
        self._known_marks = list(dict.fromkeys(typed))
        numbered = {marks: number for number, marks in enumerate(self._known_marks)}
        self._marks = np.fromiter([numbered[marks] for marks in typed], dtype=np.int32)
        name_of = np.repeat(np.arange(len(names)), lengths)
        # Each word once for each name that holds it, ordered by word.
        held = np.unique(words * len(names) + name_of)
        self._members, word_of = held % max(len(names), 1), held // max(len(names), 1)
        self._starts: list[int] = np.searchsorted(word_of, np.arange(len(bases) + 1)).tolist()
        self._indicator_of = np.array([name.indicator for name in names], dtype=np.int64)
        self.weight_of = self._weigh(word_of, light, indicators)
        self.weights: list[float] = self.weight_of.tolist()
        self.totals = np.add.reduceat(self.weight_of[words], self._ends - lengths) if names else np.zeros(0)
        self.totals_once = np.bincount(self._members, weights=self.weight_of[word_of], minlength=len(names))
        self.grain = _FINEST / float(self.totals_once.max(initial=_LEAST_WHOLE))
        self._grains: list[int] = np.rint(self.weight_of * self.grain).astype(int).tolist()
        self.words_of = self._rows(word_of)
        self._note_neighbours(words, name_of)
        self._note_whole(words, lengths)

    def _weigh(self, word_of: NDArray[np.int64], light: Set[str], indicators: int) -> NDArray[np.float64]:
        """Return how much each word tells: the fewer of the indicators have it, the more."""
        span = int(self._indicator_of.max(initial=0)) + 1
        owned = np.unique(word_of * span + self._indicator_of[self._members]) // span
        owners = np.bincount(owned, minlength=len(self._bases))
        heaviest = np.where([base in light for base in self._bases], _HEAVIEST_LIGHT, _HEAVIEST)
        weights: NDArray[np.float64] = np.minimum(np.log(1 + indicators / (owners + 0.5)), heaviest)
        return weights

    def _rows(self, word_of: NDArray[np.int64]) -> NDArray[np.int32]:
        """Return for each name its words, each once, in a row that is filled up with the number that no word has."""
        by_name = np.argsort(self._members, kind="stable")
        counts = np.bincount(self._members, minlength=len(self._names))
        row = self._members[by_name]
        column = np.arange(len(row)) - (np.cumsum(counts) - counts)[row]
        rows = np.full((len(self._names), int(counts.max(initial=0))), len(self._bases), dtype=np.int32)
        rows[row, column] = word_of[by_name]
        return rows

    def _note_neighbours(self, words: NDArray[np.int64], name_of: NDArray[np.int64]) -> None:
        """Order the places where two words stand side by side by these words, and all rows of three words."""
        self._scale = len(self._bases) + 1
        beside = name_of[1:] == name_of[:-1]
        pairs = words[:-1] * self._scale + words[1:]
        self._triples = np.unique((pairs[:-1] * self._scale + words[2:])[beside[1:] & beside[:-1]])
        pairs[~beside] = -1
        self._by_pair = np.argsort(pairs).astype(np.int32)
        self._pairs = pairs[self._by_pair]

    def _note_whole(self, words: NDArray[np.int64], lengths: NDArray[np.int64]) -> None:
        """Order the names by the number that their words make."""
        longest = int(lengths.max(initial=0))
        self._powers = [pow(_OF_ROW, at, _WRAP + 1) for at in range(longest)]
        place = np.arange(len(words)) - np.repeat(self._ends - lengths, lengths)
        parts = (words.astype(np.uint64) + np.uint64(1)) * np.array(self._powers, dtype=np.uint64)[place]
        whole = np.add.reduceat(parts, self._ends - lengths) if longest else parts
        self._by_whole = np.argsort(whole, kind="stable").astype(np.int32)
        self._whole = whole[self._by_whole]

    def just(self, words: Sequence[int]) -> list[int]:
        """Return the numbers of the names that are just these words, in this order."""
        if len(words) > len(self._powers):
            return []
        whole = np.uint64(sum([(word + 1) * power for word, power in zip(words, self._powers, strict=False)]) & _WRAP)
        first = int(self._whole.searchsorted(whole))
        found: list[int] = []
        while first < len(self._whole) and self._whole[first] == whole:
            found.append(int(self._by_whole[first]))
            first += 1
        return [name for name in found if self._names[name].words == tuple(words)]

    def distinct_words(self) -> Iterator[tuple[str, str]]:
        """Yield (base, marks) of the words of all names, each once, as they come first."""
        _, firsts = np.unique(self._words * len(self._known_marks) + self._marks, return_index=True)
        firsts.sort()
        for word, marks in zip(self._words[firsts].tolist(), self._marks[firsts].tolist(), strict=True):
            yield self._bases[word], self._known_marks[marks]

    def members(self, word: int) -> NDArray[np.int64]:
        """Return the numbers of the names that hold a word, rising."""
        return self._members[self._starts[word] : self._starts[word + 1]]

    def indicators_with(self, word: int) -> frozenset[int]:
        """Return the indicators that have a word in some name."""
        known = self._indicators_with.get(word)
        if known is None:
            if len(self._indicators_with) >= _MOST_REMEMBERED:
                self._indicators_with.clear()
            known = self._indicators_with[word] = frozenset(self._indicator_of[self.members(word)].tolist())
        return known

    def gather(self, words: Iterable[int], most: int | None = None) -> NDArray[np.float64]:
        """Return for each name the sum of the weights of those of its words that are given.

        most: how many mentions of words are looked at, those of the rarest words first.
        """
        rarest = self._rarest_first(words, most)
        if not rarest:
            return np.zeros(len(self._names))
        rows = [self.members(word) for _, word in rarest]
        worth = np.array([self.weights[word] for _, word in rarest]).repeat([members for members, _ in rarest])
        return np.bincount(np.concatenate(rows), weights=worth, minlength=len(self._names)).astype(
            np.float64, copy=False
        )

    def has_name_with(self, word: int, others: Sequence[int], least: float) -> bool:
        """Return whether some name holds a word and of others at least such a weight."""
        if least <= 0:
            return True
        spare = sum([self.weights[other] for other in others]) - least
        if spare < 0:
            return False
        # A name that holds enough of them cannot lack all of the rarest that together weigh more than is to spare.
        names = []
        for _, other in self._rarest_first(others, None):
            names.append(self.members(other))
            spare -= self.weights[other]
            if spare < 0:
                break
        holds_it = np.zeros(len(self._names), dtype=np.bool_)
        holds_it[self.members(word)] = True
        likely = np.concatenate(names)
        likely = likely[holds_it[likely]]
        weight_of = np.zeros(len(self._bases) + 1)
        weight_of[others] = self.weight_of[others]
        return bool(weight_of[self.words_of.take(likely, axis=0)].sum(axis=1).max(initial=0.0) >= least)

    def _rarest_first(self, words: Iterable[int], most: int | None) -> list[tuple[int, int]]:
        """Return (names that hold it, word) of words, rarest first, until there are too many names."""
        rarest = sorted([(self._starts[word + 1] - self._starts[word], word) for word in words])
        left = sys.maxsize if most is None else most
        for at, (members, _) in enumerate(rarest):
            if at and members > left:
                return rarest[:at]
            left -= members
        return rarest

    def gather_roughly(self, words: Iterable[int], most: int | None = None) -> NDArray[np.uint16]:
        """Return the same as whole numbers, weights times grain, in less than half the time."""
        gathered = np.zeros(len(self._names), dtype=np.uint16)
        for members, word in self._rarest_first(words, most):
            if members < _COMMON:
                gathered[self.members(word)] += self._grains[word]
            else:
                gathered += self._row(word)
        return gathered

    def _row(self, word: int) -> NDArray[np.uint16]:
        row = self._row_of.get(word)
        if row is None:
            if len(self._row_of) >= _MOST_ROWS:
                self._row_of.clear()
            row = self._row_of[word] = np.zeros(len(self._names), dtype=np.uint16)
            row[self.members(word)] = self._grains[word]
        return row

    def nearly_said(self, words: Sequence[int], due: float, count: int) -> list[tuple[int, float]]:
        """Return the names of which most is said, each with how much that is.

        due: what all words of the message tell; what is said must be most of that as well.
        """
        met = self.gather(words, most=MOST_GATHERED)
        said = met.nonzero()[0]
        met = met[said]
        worth = met / (self.totals_once[said] + 1.0) * (met / (due + 1.0))
        best = worth.argpartition(max(0, len(worth) - count))[-count:] if len(worth) else worth.nonzero()[0]
        return [(int(said[at]), float(met[at])) for at in best.tolist()]

    def near(self, typed: str) -> set[str]:
        """Return the words for which another may be a slip: by ear or by a letter or two, one end right."""
        most = 1 if len(typed) < _TWO_SLIPS - 1 else 2
        alike = [self._bases[at] for at in self._spellings.within(typed, most)]
        heard = self._with_sound.get(sound(typed), ())
        return {one for one in (*alike, *heard) if one != typed and (one[0] == typed[0] or one[-1] == typed[-1])}

    def has_triple(self, one: int, other: int, third: int) -> bool:
        """Return whether three words stand side by side in some name."""
        return _holds(self._triples, (one * self._scale + other) * self._scale + third)

    def marks_of_pair(self, one: int, other: int) -> frozenset[tuple[str, str]]:
        """Return the marks with which two words stand side by side in names; none where they do so in no name."""
        pair = one * self._scale + other
        first = int(self._pairs.searchsorted(pair))
        if first == len(self._pairs) or self._pairs[first] != pair:
            return frozenset()
        at, known = self._by_pair[first : int(self._pairs.searchsorted(pair + 1))], self._known_marks
        both = set((self._marks[at] * len(known) + self._marks[at + 1]).tolist())
        return frozenset([(known[code // len(known)], known[code % len(known)]) for code in both])

    def initials_of(self, name: int) -> str:
        """Return the first letters of a name's words."""
        joined, starts = self._initials
        return joined[starts[name] : starts[name + 1] - 1]

    def with_initials(self, short: str) -> NDArray[np.int64]:
        """Return the names in which words that follow one another begin with these letters."""
        found = self._with_initials.get(short)
        if found is None:
            if len(self._with_initials) >= _MOST_REMEMBERED:
                self._with_initials.clear()
            found = self._with_initials[short] = np.array(list(self._look_for(short)), dtype=np.int64)
        return found

    def _look_for(self, short: str) -> Iterator[int]:
        joined, starts = self._initials
        at = joined.find(short)
        while at >= 0:
            yield bisect_right(starts, at) - 1
            at = joined.find(short, joined.index(" ", at))

    @cached_property
    def _initials(self) -> tuple[str, list[int]]:
        """The first letters of all names, a blank after each, and where each name's begin and all end.

        Only syllables are shortened to them: the "tps" of "số lượng tps 6 tháng" are no "traffic patrol shifts".
        """
        letters = np.array([base[0] if is_syllable(base) else "-" for base in self._bases], dtype="U1")[self._words]
        joined = "".join(np.insert(letters, self._ends, " ").tolist())
        return joined, [0, *(self._ends + np.arange(1, len(self._ends) + 1)).tolist()]


def _holds(rising: NDArray[np.int64], value: int) -> bool:
    at = int(rising.searchsorted(value))
    return at < len(rising) and bool(rising[at] == value)
