"""Which indicators the words of a question may mean, each with a score that says how much of both was used."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from knowledge.keyboard import is_syllable
from knowledge.lexicon import SOUNDS_ALIKE, likeness
from knowledge.reading import ReadWord
from knowledge.text import clean, marks_agree, tokenize

# How many aliases are compared word by word, and what a letter of a short form counts among them.
_SHORTLIST = 24
_INITIALS_WORTH = 3.0
# A name that some words of a message brush by chance is no candidate.
_LEAST_SCORE = 0.2
# No word weighs more than one that a handful of indicators have; words that many share ("tỷ lệ") stay below others.
_HEAVIEST = 5.0
_HEAVIEST_LIGHT = 1.2
# A word that is known as it stands is weak evidence for another one.
_KNOWN_TAKEN_FOR_ANOTHER = 0.85
# Where its marks are right as well it may be misheard ("dao thông"), or be a long word with one wrong letter; "nợ thuế"
# is no "nộp thuế".
_ONE_OF_MANY_LETTERS = 0.8
_LEAST_LIKENESS = 0.5
_INITIALS_FIT = 0.9
# A name of so many words, none with marks, was taken down without them.
_PLAIN_WORDS = 3
_MOST_REMEMBERED = 20000
# An alias that shares less than this part of what the best shares is not compared.
_FAR_BEHIND = 0.15
_MOST_LETTERS = 5
# How the score is made of both shares: words left over weigh more than parts of the name left unsaid ("hộ nghèo" for
# "tỷ lệ hộ nghèo đa chiều"), the order of the words only tells equals apart. Set on the corpora of tests/corpus.
_ALIAS_POWER, _WORDS_POWER, _ORDER_WEIGHT = 0.55, 0.8, 0.06


@dataclass(frozen=True, slots=True)
class Match:
    """One indicator that the words may mean.

    score: 0 to 1; used: positions of the words that the alias explains; alias_share and words_share: how much of the
    alias and of the meaningful words found a partner; slips: whether a word was taken for another one.
    """

    indicator: int
    score: float
    used: frozenset[int]
    alias_share: float
    words_share: float
    slips: bool


@dataclass(frozen=True, slots=True)
class _Alias:
    indicator: int
    bases: tuple[str, ...]
    marks: tuple[str, ...]
    is_plain: bool


class IndicatorIndex:
    """All aliases by the syllables in them; grows when an alias is taught."""

    def __init__(self, aliases: Iterable[tuple[int, str]], light: frozenset[str]) -> None:
        """light: bases of words that many indicators share and that tell little."""
        self._light = light
        self._aliases: list[_Alias] = []
        self._postings: dict[str, list[int]] = {}
        self._owners: dict[str, set[int]] = {}
        self._weights: dict[str, float] = {}
        self._pairs: set[tuple[str, str]] = set()
        self._marks_of_pairs: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
        self._triples: set[tuple[str, str, str]] = set()
        self._indicators: set[int] = set()
        self._totals: list[float] = []
        self._exact: dict[tuple[str, ...], list[int]] = {}
        self._own: dict[int, set[str]] = {}
        self._numbers: dict[int, list[int]] = {}
        self._narrowed: dict[tuple[str, frozenset[str]], bool] = {}
        self._posting_rows: dict[str, NDArray[np.int32]] = {}
        self._alias_totals: NDArray[np.float64] = np.zeros(0)
        self._initials_of: list[str] = []
        self._initials = ""
        self._initials_at: list[int] = []
        for indicator, alias in aliases:
            self.add(indicator, alias)
        self._all_totals()  # at once, so that the first question need not wait

    def add(self, indicator: int, alias: str) -> None:
        """Take in one more name of an indicator."""
        words = tokenize(clean(alias))
        if not words:
            return
        bases = tuple(word.base for word in words)
        marks = tuple(word.marks for word in words)
        known = self._exact.setdefault(bases, [])
        if any(self._aliases[i].indicator == indicator and self._aliases[i].marks == marks for i in known):
            return
        number = len(self._aliases)
        known.append(number)
        self._numbers.setdefault(indicator, []).append(number)
        self._indicators.add(indicator)
        is_plain = len(bases) >= _PLAIN_WORDS and not any(marks)
        self._aliases.append(_Alias(indicator, bases, marks, is_plain))
        self._own.setdefault(indicator, set()).update(bases)
        self._initials_of.append("".join([base[0] for base in bases]) + " ")
        self._pairs.update(pairwise(bases))
        self._triples.update(zip(bases, bases[1:], bases[2:], strict=False))
        for base in set(bases):
            self._postings.setdefault(base, []).append(number)
            self._posting_rows.pop(base, None)
            self._owners.setdefault(base, set()).add(indicator)
        self._narrowed.clear()
        self._marks_of_pairs.clear()
        self._weights.clear()
        self._totals.clear()
        self._alias_totals = np.zeros(0)

    def words(self) -> Iterable[tuple[str, str]]:
        """Yield (base, marks) of every word of every alias."""
        for alias in self._aliases:
            yield from zip(alias.bases, alias.marks, strict=True)

    def weight(self, base: str) -> float:
        """Return how much a word tells: the rarer among indicators, the more."""
        known = self._weights.get(base)
        if known is None:
            owners = len(self._owners.get(base, ()))
            rarity = len(self._indicators) / (owners + 0.5) if owners else len(self._indicators)
            heaviest = _HEAVIEST_LIGHT if base in self._light else _HEAVIEST
            known = self._weights[base] = min(math.log(1 + rarity), heaviest)
        return known

    def words_of(self, indicator: int) -> set[str]:
        """Return the bases of all words in an indicator's names."""
        return self._own.get(indicator, set())

    def aliases_of(self, indicator: int) -> list[tuple[str, ...]]:
        """Return the names of an indicator as rows of bases, its own name first."""
        return [self._aliases[number].bases for number in self._numbers.get(indicator, ())]

    def has_name_with(self, base: str, others: frozenset[str], least: float) -> bool:
        """Return whether some name holds a base and of others at least such a weight."""
        asked = (base, others)
        found = self._narrowed.get(asked)
        if found is None:
            if len(self._narrowed) >= _MOST_REMEMBERED:
                self._narrowed.clear()
            found = self._narrowed[asked] = self._has_name_with(base, others, least)
        return found

    def _has_name_with(self, base: str, others: frozenset[str], least: float) -> bool:
        numbers = self._postings.get(base, ())
        known = [other for other in others if other in self._postings]
        if not numbers or sum(self.weight(other) for other in known) < least:
            return False
        gathered = np.zeros(len(numbers))
        for other in known:
            gathered[np.isin(self._posting_row(base), self._posting_row(other), assume_unique=True)] += self.weight(
                other
            )
        return bool(gathered.max() >= least)

    def name_of(self, indicator: int) -> tuple[str, ...]:
        """Return the bases of an indicator's own name."""
        return next(iter(self.aliases_of(indicator)), ())

    def has_pair(self, one: str, other: str) -> bool:
        """Return whether two bases stand side by side in some alias."""
        return (one, other) in self._pairs

    def marks_of_pair(self, one: str, other: str) -> Set[tuple[str, str]]:
        """Return the marks with which two bases stand side by side in names."""
        pair = (one, other)
        if pair not in self._pairs:
            return frozenset()
        found = self._marks_of_pairs.get(pair)
        if found is None:
            found = self._marks_of_pairs[pair] = frozenset(
                (alias.marks[at], alias.marks[at + 1])
                for alias in map(self._aliases.__getitem__, self._postings[one])
                for at, beside in enumerate(pairwise(alias.bases))
                if beside == pair
            )
        return found

    def has_triple(self, one: str, other: str, third: str) -> bool:
        """Return whether three bases stand side by side in some alias."""
        return (one, other, third) in self._triples

    def knows(self, base: str) -> bool:
        """Return whether some alias has this word."""
        return base in self._owners

    def _all_totals(self) -> list[float]:
        """Return the weight of each alias, worked out anew after a name was added."""
        if not self._totals:
            weights = {base: self.weight(base) for base in self._owners}
            self._totals = [sum(weights[base] for base in alias.bases) for alias in self._aliases]
        return self._totals

    def match(
        self, words: Sequence[ReadWord], free: Sequence[int], meaning: Mapping[int, float], limit: int = 12
    ) -> list[Match]:
        """Return the indicators that the free words may mean, best first.

        free: positions that an alias may use; meaning: for those positions that must be explained, how much each weighs
        relative to its own weight (1 a word of meaning, 0 padding).
        """
        said = _Said(words, free, {p: self.weight(words[p].base) * meaning.get(p, 0.0) for p in free})
        best: dict[int, Match] = {}
        totals = self._all_totals()
        for number in self._shortlist(said):
            alias = self._aliases[number]
            known = best.get(alias.indicator)
            match = self._compare(alias, totals[number], said, known.score if known else _LEAST_SCORE)
            if match is not None:
                best[alias.indicator] = match
        return nlargest(limit, best.values(), key=lambda match: match.score)

    def _shortlist(self, said: "_Said") -> list[int]:
        """Return the aliases worth comparing word by word: those that share most weight with a message."""
        size = len(self._aliases)
        gathered = np.zeros(size)
        for base in said.spots:
            if base in self._postings:
                gathered[self._posting_row(base)] += self.weight(base)
        for short in {short for short, _ in said.initials}:
            if len(short) > 2:
                for number in self._with_initials(short):
                    gathered[number] = max(gathered[number], _INITIALS_WORTH * len(short))
        near = np.flatnonzero(gathered > gathered.max(initial=0.0) * _FAR_BEHIND)
        met = gathered[near]
        worth = met / (self._sums()[near] + 1.0) * (0.4 + met / (said.due + 1.0))
        if len(near) > _SHORTLIST:
            best = np.argpartition(worth, len(near) - _SHORTLIST)[-_SHORTLIST:]
            near, worth = near[best], worth[best]
        return [int(number) for number in near[np.argsort(-worth, kind="stable")]]

    def _posting_row(self, base: str) -> NDArray[np.int32]:
        """Return the numbers of the aliases that have a word."""
        known = self._posting_rows.get(base)
        if known is None:
            known = self._posting_rows[base] = np.array(self._postings[base], dtype=np.int32)
        return known

    def _sums(self) -> NDArray[np.float64]:
        """Return the weight of each alias."""
        if len(self._alias_totals) != len(self._aliases):
            self._alias_totals = np.array(self._all_totals())
        return self._alias_totals

    def _with_initials(self, short: str) -> Iterator[int]:
        """Yield the aliases in which words that follow one another begin with these letters."""
        self._join_initials()
        at = self._initials.find(short)
        while at >= 0:
            number = bisect_right(self._initials_at, at) - 1
            yield number
            at = self._initials.find(short, self._initials.index(" ", at))

    def _join_initials(self) -> None:
        """Bring the row of all names' first letters up to date."""
        if len(self._initials_at) != len(self._initials_of):
            self._initials = "".join(self._initials_of)
            self._initials_at = [0, *accumulate(map(len, self._initials_of[:-1]))]

    def _compare(self, alias: _Alias, total: float, said: "_Said", floor: float) -> Match | None:
        """Return how well an alias explains the words, None where its score is not above a floor."""
        weights, words, spots_of = self._weights, said.words, said.spots
        taken: dict[int, float] = {}
        missing: list[int] = []
        gained = 0.0
        last = -1
        ordered = 0
        slips = False
        for index, base in enumerate(alias.bases):
            spots = spots_of.get(base)
            spot = _nearest(spots, last, taken) if spots else -1
            if spot < 0:
                missing.append(index)
                continue
            word = words[spot]
            if word.base == base:
                fit = 1.0 if alias.is_plain else marks_agree(word.marks, alias.marks[index])
            else:
                fit = dict(word.options)[base]
                slips = True
            taken[spot] = fit
            gained += weights[base] * fit
            ordered += index > 0 and spot == last + 1
            last = spot
        if missing and said.initials:
            gained += self._take_initials(alias, said, missing, taken)
        for index in missing:
            base = alias.bases[index]
            for spot, fit in said.alike(base):
                if spot not in taken:
                    taken[spot] = fit
                    gained += weights[base] * fit
                    slips = True
                    break
        met = sum([said.worth[spot] * fit for spot, fit in taken.items()])
        alias_share = gained / total if total else 0.0
        words_share = met / said.due if said.due else 1.0
        order = ordered / (len(alias.bases) - 1) if len(alias.bases) > 1 else 1.0
        score = alias_share**_ALIAS_POWER * words_share**_WORDS_POWER * (1 - _ORDER_WEIGHT + _ORDER_WEIGHT * order)
        if score <= floor:
            return None
        return Match(alias.indicator, score, frozenset(taken), alias_share, words_share, slips)

    def _take_initials(self, alias: _Alias, said: "_Said", missing: list[int], taken: dict[int, float]) -> float:
        """Match "TLM" with "thành lập mới": a short form that no list has, by first letters of words still missing."""
        gained = 0.0
        for short, spots in said.initials:
            if any(spot in taken for spot in spots):
                continue
            if short in (alias.bases[index] for index in missing):  # "UBND" in a name, written out in the question
                index = next(index for index in missing if alias.bases[index] == short)
                gained += self.weight(short)
                taken.update(dict.fromkeys(spots, 1.0))
                missing.remove(index)
                continue
            for first in missing:
                run = list(range(first, first + len(short)))
                if all(index in missing for index in run) and short == "".join(alias.bases[index][0] for index in run):
                    gained += sum(self.weight(alias.bases[index]) for index in run) * _INITIALS_FIT
                    taken.update(dict.fromkeys(spots, _INITIALS_FIT))
                    missing[:] = [index for index in missing if index not in run]
                    break
        return gained


@dataclass(slots=True)
class _Said:
    """The free words of one message as aliases are compared with them.

    worth: what each position adds when it is explained; spots: where a base stands or may be meant; slippable:
    (position, base, how much a slip there counts); initials: letters that may be a short form, with their positions.
    """

    words: Sequence[ReadWord]
    free: Sequence[int]
    worth: dict[int, float]
    due: float = 0.0
    spots: dict[str, list[int]] = field(default_factory=dict)
    slippable: list[tuple[int, str, float]] = field(default_factory=list)
    initials: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    _alike: dict[str, list[tuple[int, float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.due = sum(self.worth.values())
        for position in self.free:
            word = self.words[position]
            self.spots.setdefault(word.base, []).append(position)
            for base, _ in word.options:
                self.spots.setdefault(base, []).append(position)
            if word.how != "short":
                share = 1.0 if word.is_unknown else _KNOWN_TAKEN_FOR_ANOTHER
                self.slippable.append((position, word.base, share))
            if _may_be_initials(word):
                self.initials.append((word.base, (position,)))
        self.initials += _written_out(self.words, self.free)

    def alike(self, base: str) -> list[tuple[int, float]]:
        """Return (position, fit) of the words that may be slips for a base."""
        found = self._alike.get(base)
        if found is None:
            found = self._alike[base] = [
                (position, fit * share)
                for position, typed, share in self.slippable
                if (typed[0] == base[0] or typed[-1] == base[-1])
                and (fit := likeness(typed, base)) >= _LEAST_LIKENESS
                and (fit >= SOUNDS_ALIKE or not self.words[position].is_certain or fit >= _ONE_OF_MANY_LETTERS)
            ]
        return found


def _nearest(spots: Sequence[int], last: int, taken: Mapping[int, float]) -> int:
    """Return the spot that is still free and follows the last one most closely, or else any; −1 for none."""
    if len(spots) == 1:
        return spots[0] if spots[0] not in taken else -1
    chosen = -1
    for spot in spots:
        if spot not in taken and (
            chosen < 0 or chosen < last < spot or (spot > last and spot - last < abs(chosen - last))
        ):
            chosen = spot
    return chosen


def _written_out(words: Sequence[ReadWord], free: Sequence[int]) -> list[tuple[str, tuple[int, ...]]]:
    """Return the letters of short forms that were written out: the list's "TT" is "thị trấn", perhaps "tập trung"."""
    spans: dict[tuple[int, int], list[int]] = {}
    for position in free:
        if words[position].how == "short":
            spans.setdefault((words[position].start, words[position].end), []).append(position)
    return [
        ("".join(words[position].base[0] for position in spot), tuple(spot))
        for spot in spans.values()
        if 2 <= len(spot) <= _MOST_LETTERS
    ]


def _may_be_initials(word: ReadWord) -> bool:
    return word.how == "unknown" and 2 <= len(word.base) <= 8 and word.base.isalpha() and not is_syllable(word.base)
