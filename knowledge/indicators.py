"""Which indicators of the catalogue the words of a question may mean, each with a score that says how much of both was used."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from knowledge.keyboard import is_syllable
from knowledge.lexicon import likeness
from knowledge.reading import ReadWord
from knowledge.text import clean, marks_agree, tokenize

# How many postings are looked at before the shortlist, and how many aliases are then compared word by word.
_POSTINGS = 1200
_SHORTLIST = 24


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


@dataclass(slots=True)
class _Alias:
    indicator: int
    bases: tuple[str, ...]
    marks: tuple[str, ...]


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
        self._triples: set[tuple[str, str, str]] = set()
        self._indicators: set[int] = set()
        self._totals: list[float] = []
        self._exact: dict[tuple[str, ...], list[int]] = {}
        self._own: dict[int, set[str]] = {}
        self._initials: list[str] = []
        for indicator, alias in aliases:
            self.add(indicator, alias)

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
        self._indicators.add(indicator)
        self._aliases.append(_Alias(indicator, bases, marks))
        self._own.setdefault(indicator, set()).update(bases)
        self._initials.append("".join(base[0] for base in bases))
        self._pairs.update(zip(bases, bases[1:], strict=False))
        self._triples.update(zip(bases, bases[1:], bases[2:], strict=False))
        for base in set(bases):
            self._postings.setdefault(base, []).append(number)
            self._owners.setdefault(base, set()).add(indicator)
        self._weights.clear()
        self._totals.clear()

    def words(self) -> Iterable[tuple[str, str]]:
        """Yield (base, marks) of every word of every alias."""
        for alias in self._aliases:
            yield from zip(alias.bases, alias.marks, strict=True)

    def weight(self, base: str) -> float:
        """Return how much a word tells: the rarer among indicators, the more."""
        known = self._weights.get(base)
        if known is None:
            owners = len(self._owners.get(base, ()))
            known = (
                math.log(1 + len(self._indicators) / (owners + 0.5)) if owners else math.log(1 + len(self._indicators))
            )
            known = min(known, 5.0)
            if base in self._light:
                known = min(known, 1.2)
            self._weights[base] = known
        return known

    def words_of(self, indicator: int) -> set[str]:
        """Return the bases of all words in an indicator's names."""
        return self._own.get(indicator, set())

    def has_pair(self, one: str, other: str) -> bool:
        """Return whether two bases stand side by side in some alias."""
        return (one, other) in self._pairs

    def has_triple(self, one: str, other: str, third: str) -> bool:
        """Return whether three bases stand side by side in some alias."""
        return (one, other, third) in self._triples

    def knows(self, base: str) -> bool:
        """Return whether some alias has this word."""
        return base in self._owners

    def is_alias(self, bases: Sequence[str]) -> bool:
        """Return whether these bases, in this order, are a whole alias."""
        return tuple(bases) in self._exact

    def _all_totals(self) -> list[float]:
        """Return the weight of each alias, worked out anew after a name was added."""
        if not self._totals:
            weights = {base: self.weight(base) for base in self._owners}
            self._totals = [sum(weights[base] for base in alias.bases) for alias in self._aliases]
        return self._totals

    def match(
        self, words: Sequence[ReadWord], free: Sequence[int], duty: Mapping[int, float], limit: int = 12
    ) -> list[Match]:
        """Return the indicators that the free words may mean, best first.

        free: positions that an alias may use; duty: for those positions that must be explained, how much each weighs
        relative to its own weight (1 a word of meaning, 0 padding).
        """
        places: dict[str, list[int]] = {}
        for position in free:
            places.setdefault(words[position].base, []).append(position)
            for base, _ in words[position].options:
                places.setdefault(base, []).append(position)
        due = sum(self.weight(words[position].base) * duty.get(position, 0.0) for position in free)
        initials = [position for position in free if _may_be_initials(words[position])]
        shortlist = self._shortlist(places, due, {words[position].base for position in initials})
        best: dict[int, Match] = {}
        for number in shortlist:
            match = self._compare(
                self._aliases[number], self._all_totals()[number], words, free, places, duty, due, initials
            )
            known = best.get(match.indicator)
            if match.score > 0.2 and (known is None or match.score > known.score):
                best[match.indicator] = match
        return nlargest(limit, best.values(), key=lambda match: match.score)

    def _shortlist(self, places: Mapping[str, Sequence[int]], due: float, initials: set[str]) -> list[int]:
        """Return the aliases worth comparing word by word: gathered by rare words, then weighed by common ones too."""
        gathered: dict[int, float] = {}
        for short in initials:
            if len(short) > 2:
                gathered.update(
                    (number, 3.0 * len(short)) for number, line in enumerate(self._initials) if short in line
                )
        looked_at = 0
        late: list[str] = []
        for base in sorted(
            (base for base in places if base in self._postings), key=lambda base: len(self._postings[base])
        ):
            numbers = self._postings[base]
            if looked_at and looked_at + len(numbers) > _POSTINGS:
                late.append(base)
                continue
            looked_at += len(numbers)
            weight = self.weight(base)
            for number in numbers:
                gathered[number] = gathered.get(number, 0.0) + weight
        totals = self._all_totals()
        due += 1.0
        promising = [
            (found / (totals[number] + 1.0) * (0.4 + found / due), number) for number, found in gathered.items()
        ]
        if not late:
            return [number for _, number in nlargest(_SHORTLIST, promising)]
        extra = [(base, self.weight(base)) for base in late]
        weighed = []
        for _, number in nlargest(4 * _SHORTLIST, promising):
            bases = self._aliases[number].bases
            found = gathered[number] + sum(weight for base, weight in extra if base in bases)
            weighed.append((found / (totals[number] + 1.0) * (0.4 + found / due), number))
        return [number for _, number in nlargest(_SHORTLIST, weighed)]

    def _compare(
        self,
        alias: _Alias,
        total: float,
        words: Sequence[ReadWord],
        free: Sequence[int],
        places: Mapping[str, Sequence[int]],
        duty: Mapping[int, float],
        due: float,
        initials: Sequence[int],
    ) -> Match:
        taken: dict[int, float] = {}
        missing: list[int] = []
        gained = 0.0
        last = -1
        ordered = 0
        slips = False
        for index, base in enumerate(alias.bases):
            spots = places.get(base)
            spot = -1
            if spots:
                for candidate in spots:
                    if candidate not in taken and (
                        spot < 0
                        or (spot < last < candidate)
                        or (candidate > last and candidate - last < abs(spot - last))
                    ):
                        spot = candidate
            if spot < 0:
                missing.append(index)
                continue
            word = words[spot]
            fit = marks_agree(word.marks, alias.marks[index]) if word.base == base else dict(word.options)[base]
            slips = slips or word.base != base
            taken[spot] = fit
            gained += self.weight(base) * fit
            ordered += index > 0 and spot == last + 1
            last = spot
        if missing and initials:
            gained += self._take_initials(alias, words, initials, missing, taken)
        if missing:
            for index in missing:
                base = alias.bases[index]
                for spot in free:
                    word = words[spot]
                    if spot in taken or word.how == "short":
                        continue
                    fit = likeness(word.base, base)
                    if fit >= 0.5:
                        if word.how != "unknown":
                            fit *= 0.85  # a word that is known as it stands is weak evidence for another one
                        taken[spot] = fit
                        gained += self.weight(base) * fit
                        slips = True
                        break
        met = sum(self.weight(words[spot].base) * duty.get(spot, 0.0) * fit for spot, fit in taken.items())
        alias_share = gained / total if total else 0.0
        words_share = met / due if due else 1.0
        order = ordered / (len(alias.bases) - 1) if len(alias.bases) > 1 else 1.0
        score = alias_share**0.55 * words_share**0.8 * (0.94 + 0.06 * order)
        return Match(alias.indicator, score, frozenset(taken), alias_share, words_share, slips)

    def _take_initials(
        self,
        alias: _Alias,
        words: Sequence[ReadWord],
        initials: Sequence[int],
        missing: list[int],
        taken: dict[int, float],
    ) -> float:
        """Match "TLM" with "thành lập mới": a short form that no list has, by the first letters of words still missing."""
        gained = 0.0
        for spot in initials:
            short = words[spot].base
            for first in missing:
                run = list(range(first, first + len(short)))
                if all(index in missing for index in run) and short == "".join(alias.bases[index][0] for index in run):
                    gained += sum(self.weight(alias.bases[index]) for index in run) * _INITIALS_FIT
                    taken[spot] = _INITIALS_FIT
                    missing[:] = [index for index in missing if index not in run]
                    break
        return gained


_INITIALS_FIT = 0.9


def _may_be_initials(word: ReadWord) -> bool:
    return word.how == "unknown" and 2 <= len(word.base) <= 8 and word.base.isalpha() and not is_syllable(word.base)
