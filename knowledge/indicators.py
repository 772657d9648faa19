"""Which indicators the words of a question may mean, each with a score that says how much of both was used."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from heapq import nlargest
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.keyboard import is_syllable
from knowledge.lexicon import likeness
from knowledge.name_columns import MOST_GATHERED, Name, NameColumns
from knowledge.reading import ReadWord
from knowledge.text import PLAIN, marks_agree

# Marks that agree less than this make another word of what only pads a message.
_OTHER_MARKS = 0.8
# How many names are compared word by word at most.
_SHORTLIST = 32
# A name that some words of a message brush by chance is none that was meant.
_LEAST_SCORE = 0.2
# A word that is known as it stands is weak evidence for another one.
_KNOWN_TAKEN_FOR_ANOTHER = 0.85
# Where its marks are right as well it may be misheard ("dao thông"), or be a long word with one wrong letter; "nợ thuế"
# is no "nộp thuế".
_ONE_OF_MANY_LETTERS = 0.8
_LEAST_LIKENESS = 0.5
_INITIALS_FIT = 0.9
_MOST_REMEMBERED = 20000
_MOST_MATCHES_REMEMBERED = 256
# A name that shares less than this part of what the best shares is not compared.
_FAR_BEHIND = 0.25
# One that cannot reach this part of the best score is no rival of it; where the best is what was said, even less.
_OUT_OF_REACH, _OUT_OF_REACH_OF_SURE, _SURE = 0.5, 0.7, 0.97
_DIGITS, _TIE = 8, 1e-8
_SHORTEST_INITIALS, _MOST_LETTERS = 2, 5
# How the score is made of both shares: words left over weigh more than parts of the name left unsaid ("hộ nghèo" for
# "tỷ lệ hộ nghèo đa chiều"), the order of the words only tells equals apart. Set on the corpora of tests/corpus.
_ALIAS_POWER, _WORDS_POWER, _ORDER_WEIGHT = 0.55, 0.8, 0.06


class Match(NamedTuple):
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
class NearlySaid:
    """A name as (base, marks) of its words, how much of it is said, and how much all of it tells."""

    words: tuple[tuple[str, str], ...]
    met: float
    total: float


class IndicatorIndex:
    """All names of all indicators, compared with the words of a message; grows when a name is taught."""

    def __init__(self, aliases: Iterable[tuple[int, str]], light: frozenset[str]) -> None:
        """light: bases of words that many indicators share and that tell little."""
        self._names = NameColumns(light)
        self._own: dict[int, frozenset[str]] = {}
        self._narrowed: dict[tuple[str, frozenset[str]], bool] = {}
        self._marks_of_pairs: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
        self._meant: dict[Hashable, _Meant] = {}
        self._alike: dict[tuple[str, bool, bool], Mapping[int, float]] = {}
        # A message that is read in several ways, part by part, asks for the same words again and again.
        self._matches: dict[tuple[Hashable, ...], tuple[Match, ...]] = {}
        for indicator, alias in aliases:
            self.add(indicator, alias)
        _ = self._names.columns  # at once, so that the first question need not wait

    def add(self, indicator: int, alias: str) -> None:
        """Take in one more name of an indicator."""
        if self._names.add(indicator, alias):
            memory = (self._own, self._narrowed, self._marks_of_pairs, self._meant, self._alike, self._matches)
            for remembered in memory:
                remembered.clear()

    def warm_up(self) -> None:
        """Put together now what the first short form that no list has would wait for."""
        if self._names.names:
            self._names.columns.initials_of(0)

    def words(self) -> Iterable[tuple[str, str]]:
        """Yield (base, marks) of the words of all names, each once."""
        return self._names.distinct_words()

    def weight(self, base: str) -> float:
        """Return how much a word tells: the rarer among indicators, the more."""
        number = self._names.numbers.get(base)
        return self._names.unknown_weight if number is None else self._names.columns.weights[number]

    def words_of(self, indicator: int) -> frozenset[str]:
        """Return the bases of all words in an indicator's names."""
        known = self._own.get(indicator)
        if known is None:
            known = self._own[indicator] = self._names.bases_in_names(indicator)
        return known

    def aliases_of(self, indicator: int) -> list[tuple[str, ...]]:
        """Return the names of an indicator as rows of bases, its own name first."""
        return [self._names.bases_of(name) for name in self._names.of_indicator(indicator)]

    def words_of_names(self, indicator: int) -> list[dict[str, str]]:
        """Return the words of each name of an indicator, as marks by base."""
        names = self._names.of_indicator(indicator)
        return [dict(zip(self._names.bases_of(name), name.marks, strict=True)) for name in names]

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
        numbers, columns = self._names.numbers, self._names.columns
        known = [numbers[other] for other in others if other in numbers]
        return base in numbers and columns.has_name_with(numbers[base], known, least)

    def name_of(self, indicator: int) -> tuple[str, ...]:
        """Return the bases of an indicator's own name."""
        return tuple([base for base, _ in self.marked_name_of(indicator)])

    def marked_name_of(self, indicator: int) -> tuple[tuple[str, str], ...]:
        """Return (base, marks) of the words of an indicator's own name."""
        first = self._names.first_of(indicator)
        return tuple(zip(self._names.bases_of(first), first.marks, strict=True)) if first is not None else ()

    def named(self, words: Sequence[ReadWord]) -> dict[int, tuple[str, ...]]:
        """Return the indicators of which some name is just these words, and the marks of that name.

        Marks that were typed must be those.
        """
        numbers = [self._names.numbers.get(word.base, -1) for word in words]
        if not numbers or min(numbers) < 0:
            return {}
        names = [self._names.names[number] for number in self._names.columns.just(numbers)]
        return {
            name.indicator: name.marks
            for name in reversed(names)
            if name.is_plain or all(map(_are_marked_so, words, name.marks))
        }

    def has_initials(self, letters: str) -> bool:
        """Return whether words that follow one another in some alias begin with these letters."""
        return len(self._names.columns.with_initials(letters)) > 0

    def has_pair(self, one: str, other: str) -> bool:
        """Return whether two bases stand side by side in some alias."""
        return bool(self.marks_of_pair(one, other))

    def marks_of_pair(self, one: str, other: str) -> Set[tuple[str, str]]:
        """Return the marks with which two bases stand side by side in names."""
        pair = (one, other)
        found = self._marks_of_pairs.get(pair)
        if found is None:
            if len(self._marks_of_pairs) >= _MOST_REMEMBERED:
                self._marks_of_pairs.clear()
            found = self._marks_of_pairs[pair] = self._marks_of_pair(one, other)
        return found

    def _marks_of_pair(self, one: str, other: str) -> frozenset[tuple[str, str]]:
        numbers = self._names.numbers
        if one not in numbers or other not in numbers:
            return frozenset()
        return self._names.columns.marks_of_pair(numbers[one], numbers[other])

    def has_triple(self, one: str, other: str, third: str) -> bool:
        """Return whether three bases stand side by side in some alias."""
        numbers = self._names.numbers
        if not (one in numbers and other in numbers and third in numbers):
            return False
        return self._names.columns.has_triple(numbers[one], numbers[other], numbers[third])

    def nearly_said(self, said: Set[str], due: float, count: int) -> list["NearlySaid"]:
        """Return names of which most of the words are among those said; due: what these tell of the message."""
        numbers, columns = self._names.numbers, self._names.columns
        found = columns.nearly_said([numbers[base] for base in said if base in numbers], due, count)
        return [
            NearlySaid(
                tuple(zip(self._names.bases_of(name), name.marks, strict=True)),
                met,
                float(columns.totals_once[number]),
            )
            for number, met in found
            for name in (self._names.names[number],)
        ]

    def knows(self, base: str) -> bool:
        """Return whether some alias has this word."""
        return base in self._names.numbers

    def may_use(self, word: ReadWord) -> bool:
        """Return whether some name may have a word, as it stands, as a slip or among its initials."""
        meant = self._meant_by(word)
        return bool(meant.spots or meant.alike or meant.is_short) or word.how == "short"

    def match(
        self,
        words: Sequence[ReadWord],
        free: Sequence[int],
        meaning: Mapping[int, float],
        limit: int = 12,
        among: Iterable[int] | None = None,
        due: float = 0.0,
    ) -> list[Match]:
        """Return the indicators that the free words may mean, best first.

        free: positions that an alias may use; meaning: for those positions that must be explained, how much each weighs
        relative to its own weight (1 a word of meaning, 0 padding). among: the only indicators to look at. due: where
        no score can reach that, nothing is sought.
        """
        if among is not None:
            return self._match(words, free, meaning, limit, among, due)
        asked = (
            limit,
            due,
            *[_as_compared(position, words[position], meaning.get(position, 0.0)) for position in free],
        )
        found = self._matches.get(asked)
        if found is None:
            if len(self._matches) >= _MOST_MATCHES_REMEMBERED:
                self._matches.clear()
            found = self._matches[asked] = tuple(self._match(words, free, meaning, limit, None, due))
        return list(found)

    def may_say(
        self,
        words: Sequence[ReadWord],
        free: Sequence[int],
        meaning: Mapping[int, float],
        share: float,
        among: Iterable[int],
    ) -> bool:
        """Return whether some name of these indicators may explain such a share of the free words without any slip."""
        said = self._said(words, free, meaning)
        as_initials = {position for _, positions in said.initials for position in positions}
        most_left = (1.0 - share) * said.due + _TIE
        due = {said.bases[at] for at, worth in said.worth.items() if worth > most_left and at not in as_initials}
        return due <= self._names.numbers.keys() and self._names.hold(due, among)

    def _match(
        self,
        words: Sequence[ReadWord],
        free: Sequence[int],
        meaning: Mapping[int, float],
        limit: int,
        among: Iterable[int] | None,
        due: float,
    ) -> list[Match]:
        said = self._said(words, free, meaning)
        names = self._names.names
        best: dict[int, Match] = {}
        least = _LEAST_SCORE
        for number, reach in self._candidates(said, among):
            if reach < (least if best else max(least, due)):
                break
            name = names[number]
            known = best.get(name.indicator)
            floor = known.score - _TIE if known else _LEAST_SCORE
            match = self._compare(number, name, said, floor) if reach >= floor else None
            if match is not None and (known is None or _rank(match) > _rank(known)):
                best[name.indicator] = match
                least = max(least, match.score * (1.0 if limit == 1 else _rivalry(match.score)))
        return nlargest(limit, best.values(), key=_rank)

    def _said(self, words: Sequence[ReadWord], free: Sequence[int], meaning: Mapping[int, float]) -> "_Said":
        """Return the words of a message as names are compared with them."""
        said = _Said()
        spots_of, worth_of, fit_of = said.spots, said.worth, said.fit_of
        for position in free:
            word = words[position]
            meant = self._meant_by(word)
            worth = worth_of[position] = meant.weight * meaning.get(position, 0.0)
            said.bases[position] = word.base
            for number, fit, marks in meant.spots:
                spots_of.setdefault(number, []).append((position, fit, marks))
            if meant.alike and (worth or word.is_unknown or word.options):  # the "bằng" of "bằng mấy %" is no "hàng"
                said.alike.append((position, meant.alike))
                for number, fit in meant.alike.items():
                    if fit > fit_of.get(number, 0.0):
                        fit_of[number] = fit
                    if worth * fit > said.slips.get(number, 0.0):
                        said.slips[number] = worth * fit
            if meant.is_short:
                said.initials.append((word.base, (position,)))
        said.due = sum(worth_of.values())
        said.initials += _written_out(words, free)
        return said

    def _meant_by(self, word: ReadWord) -> "_Meant":
        """Return what a typed word may be among the words of names, wherever it stands."""
        asked = (word.base, word.marks, word.options, word.how, word.is_certain)
        found = self._meant.get(asked)
        if found is None:
            if len(self._meant) >= _MOST_REMEMBERED:
                self._meant.clear()
            found = self._meant[asked] = self._look_for_meant(word)
        return found

    def _look_for_meant(self, word: ReadWord) -> "_Meant":
        numbers = self._names.numbers
        number = numbers.get(word.base)
        itself = [(number, 1.0, word.marks)] if number is not None else []
        options = [
            (meant, fit, word.marks if option == word.base else None)
            for option, fit in word.options
            if (meant := numbers.get(option)) is not None
        ]
        alike = self._alike_to(word) if word.how != "short" else {}
        return _Meant(self.weight(word.base), (*itself, *options), alike, _may_be_initials(word))

    def _alike_to(self, word: ReadWord) -> Mapping[int, float]:
        """Return the words of names for which a typed one may be a slip, by number, each with how much that counts."""
        asked = (word.base, word.is_certain, word.is_unknown)
        found = self._alike.get(asked)
        if found is None:
            if len(self._alike) >= _MOST_REMEMBERED:
                self._alike.clear()
            least = _ONE_OF_MANY_LETTERS if word.is_certain else _LEAST_LIKENESS
            share = 1.0 if word.is_unknown else _KNOWN_TAKEN_FOR_ANOTHER
            likely = ((base, likeness(word.base, base)) for base in self._names.columns.near(word.base))
            found = self._alike[asked] = {
                self._names.numbers[base]: fit * share for base, fit in likely if fit >= least
            }
        return found

    def _candidates(self, said: "_Said", among: Iterable[int] | None) -> Iterator[tuple[int, float]]:
        """Yield the names worth comparing word by word, each with the score that it can reach at most, best first."""
        gains = self._gains(said)
        near = self._near(said) if among is None else self._names.numbers_of(among)
        if len(near) > _SHORTLIST:
            roughly = self._reach(near, said, gains, is_rough=True)
            least = max(np.partition(roughly, -_SHORTLIST)[-_SHORTLIST], _LEAST_SCORE)
            near = near[roughly >= least - _TIE]
        reach = self._reach(near, said, gains)
        order = (-reach).argsort(kind="stable")
        if len(near) > _SHORTLIST and reach[order[_SHORTLIST]] > reach[order[_SHORTLIST - 1]] - _TIE:
            order = np.lexsort((self._said_too_often(near, said), -reach))
        order = order[:_SHORTLIST]
        return zip(near[order].tolist(), reach[order].tolist(), strict=True)

    def _near(self, said: "_Said") -> NDArray[np.int64]:
        """Return the names that share most with a message."""
        columns = self._names.columns
        gathered = columns.gather_roughly(said.spots, most=MOST_GATHERED)
        for short, positions in said.initials:
            if len(short) > _SHORTEST_INITIALS:
                named = columns.with_initials(short)
                beside = gathered if len(positions) == 1 else columns.gather_roughly(said.spots_beside(positions))
                worth_of_letters = np.uint16(round(said.worth_of(positions) * columns.grain))
                gathered[named] = np.maximum(gathered[named], beside[named] + worth_of_letters)
        near: NDArray[np.int64] = (gathered > int(gathered.max(initial=0) * _FAR_BEHIND)).nonzero()[0]
        if len(near) > _SHORTLIST:
            met = gathered[near] / columns.grain
            near = _best_first_taken(near, met / (columns.totals[near] + 1.0) * (0.4 + met / (said.due + 1.0)))
        return near

    def _gains(self, said: "_Said") -> "_Gains":
        columns = self._names.columns
        fits, worths = dict(said.fit_of), dict(said.slips)
        for number, found in said.spots.items():
            fits[number] = 1.0
            worths[number] = sum([said.worth[spot[0]] for spot in found])
        of_name, of_message = np.zeros((2, len(columns.weight_of) + 1))
        numbers = list(fits)
        of_name[numbers] = list(fits.values())
        of_name[:-1] *= columns.weight_of
        of_message[list(worths)] = list(worths.values())
        return _Gains(of_name, of_message)

    def _reach(
        self, near: NDArray[np.int64], said: "_Said", gains: "_Gains", *, is_rough: bool = False
    ) -> NDArray[np.float64]:
        """Return the score that names can reach at most: as if one word could explain any number of theirs.

        is_rough: the last digits do not matter.
        """
        columns = self._names.columns
        rows = columns.words_of.take(near, axis=0).astype(np.intp)  # looked up in half the time
        due = columns.totals_once[near]
        of_each = gains.of_name[rows], gains.of_message[rows]
        gained, met = (np.einsum("ij->i", one) if is_rough else one.sum(axis=1) for one in of_each)
        letters = [columns.initials_of(number) for number in near.tolist()] if said.initials else []
        for short, positions in said.initials:
            stands_for = np.array([short in initials for initials in letters])
            gained += stands_for * due
            met += stands_for * said.worth_of(positions)
        reach: NDArray[np.float64] = np.minimum(1.0, gained / due)
        np.power(reach, _ALIAS_POWER, out=reach)
        if said.due:
            reach *= np.minimum(1.0, met / said.due) ** _WORDS_POWER
        return reach

    def _said_too_often(self, near: NDArray[np.int64], said: "_Said") -> NDArray[np.float64]:
        """Return for each name the worth of words that a message has more often.

        "Số thôn nông thôn mới" has two "thôn": the names of communes, which have one, must not crowd out the villages'.
        """
        too_often = np.zeros(len(near))
        for number, found in said.spots.items():
            if len(found) > 1:
                worths = sorted([said.worth[position] for position, _, _ in found], reverse=True)
                counts = [self._names.names[name].words.count(number) for name in near.tolist()]
                too_often += [sum(worths[count:]) if count else 0.0 for count in counts]
        return too_often

    def _compare(self, number_of_name: int, name: Name, said: "_Said", floor: float) -> Match | None:
        """Return how well a name explains the words, None where its score is below a floor."""
        columns = self._names.columns
        spots_of, weights = said.spots, columns.weights
        taken: dict[int, float] = {}
        missing: list[int] = []
        gained = 0.0
        last = -1
        ordered = 0
        slips = False
        kept = self._kept_for_initials(number_of_name, said) if said.initials else ()
        for index, number in enumerate(name.words):
            spots = spots_of.get(number)
            if spots is None or (kept and spots[0][0] in kept):
                missing.append(index)
                continue
            spot, fit, marks = spots[0] if len(spots) == 1 else _nearest(spots, last, taken)
            if spot in taken:
                missing.append(index)
                continue
            if marks is None:
                slips = True
            elif marks and marks != name.marks[index] and not name.is_plain:
                fit = marks_agree(marks, name.marks[index])
                if fit < _OTHER_MARKS and not said.worth[spot]:
                    missing.append(index)  # the "cảm" of "em cảm ơn" is no "gia cầm"
                    continue
            taken[spot] = fit
            gained += weights[number] * fit
            ordered += index > 0 and spot == last + 1
            last = spot
        if missing and said.initials:
            gained += self._take_initials(number_of_name, said, missing, taken)
        for index in missing:
            number = name.words[index]
            for spot, alike in said.alike if number in said.fit_of else ():
                if spot not in taken and number in alike:
                    taken[spot] = fit = alike[number]
                    gained += weights[number] * fit
                    slips = True
                    break
        met = sum([said.worth[spot] * fit for spot, fit in taken.items()])
        alias_share = gained / float(columns.totals[number_of_name])
        words_share = met / said.due if said.due else 1.0
        order = ordered / (len(name.words) - 1) if len(name.words) > 1 else 1.0
        score = alias_share**_ALIAS_POWER * words_share**_WORDS_POWER * (1 - _ORDER_WEIGHT + _ORDER_WEIGHT * order)
        if score < floor:
            return None
        # equals are told from each other by nothing else
        shares = (round(alias_share, _DIGITS), round(words_share, _DIGITS))
        return Match(name.indicator, score, frozenset(taken), *shares, slips)

    def _kept_for_initials(self, number: int, said: "_Said") -> Set[int]:
        """Return the positions of short forms written out wrongly for a name: the "ĐD" of "cá ngừ đại dương"."""
        kept: set[int] = set()
        words, number_of = self._names.names[number].words, self._names.numbers.get
        for short, spots in said.initials:
            may_stand_for = len(spots) > 1 and short in self._names.columns.initials_of(number)
            if may_stand_for and not all(number_of(said.bases[spot]) in words for spot in spots):
                kept.update(spots)
        return kept

    def _take_initials(self, number: int, said: "_Said", missing: list[int], taken: dict[int, float]) -> float:
        """Match "TLM" with "thành lập mới": a short form that no list has, by first letters of words still missing."""
        gained = 0.0
        words, letters = self._names.names[number].words, self._names.columns.initials_of(number)
        weights = self._names.columns.weights
        for short, spots in said.initials:
            if any(spot in taken for spot in spots):
                continue
            itself = self._names.numbers.get(short)
            spelt = next((index for index in missing if words[index] == itself), None)
            if spelt is not None:  # "UBND" in a name, written out in the question
                gained += weights[words[spelt]]
                taken.update(dict.fromkeys(spots, 1.0))
                missing.remove(spelt)
                continue
            for first in missing if short in letters else ():
                run = range(first, first + len(short))
                if letters.startswith(short, first) and all(index in missing for index in run):
                    gained += sum(weights[words[index]] for index in run) * _INITIALS_FIT
                    taken.update(dict.fromkeys(spots, _INITIALS_FIT))
                    missing[:] = [index for index in missing if index not in run]
                    break
        return gained


class _Gains(NamedTuple):
    """By the number of a word how much of a name that has it, and of a message, is explained by it at most."""

    of_name: NDArray[np.float64]
    of_message: NDArray[np.float64]


# A position of a message, how well the word there fits, and its marks, None where another word stands there.
_Spot = tuple[int, float, str | None]


class _Meant(NamedTuple):
    """What a typed word may be among the words of names, wherever it stands.

    weight: what it tells itself; spots: the words that stand there or may be meant, by number, as in _Spot; alike: the
    words that it may be a slip for; is_short: whether its letters may be the first letters of words.
    """

    weight: float
    spots: tuple[_Spot, ...]
    alike: Mapping[int, float]
    is_short: bool


@dataclass(slots=True)
class _Said:
    """The free words of one message as names are compared with them.

    worth: what each position adds when it is explained, due: what all add; bases: those typed there; spots: by the
    number of a word where it stands or may be meant; alike: what each position may be a slip for; initials: letters
    that may be a short form, with their positions. fit_of, slips: by the number of each word that one may be a slip
    for how much of it that explains at most, and how much of the message.
    """

    worth: dict[int, float] = field(default_factory=dict)
    due: float = 0.0
    bases: dict[int, str] = field(default_factory=dict)
    spots: dict[int, list[_Spot]] = field(default_factory=dict)
    alike: list[tuple[int, Mapping[int, float]]] = field(default_factory=list)
    initials: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    fit_of: dict[int, float] = field(default_factory=dict)
    slips: dict[int, float] = field(default_factory=dict)

    def worth_of(self, positions: Iterable[int]) -> float:
        """Return what some positions add when they are explained."""
        return sum(self.worth[position] for position in positions)

    def spots_beside(self, positions: Sequence[int]) -> list[int]:
        """Return the numbers of the words that stand elsewhere than at some positions."""
        return [number for number, spots in self.spots.items() if any(spot not in positions for spot, _, _ in spots)]


def _are_marked_so(word: ReadWord, marks: str) -> bool:
    """Return whether nothing in how a word is marked speaks against marks."""
    return not word.marks or word.marks == (marks or PLAIN)


def _best_first_taken(names: NDArray[np.int64], worth: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the names of most worth, as many as are compared; of equals those that came first.

    So many labels may go by "tỷ lệ hộ nghèo" that the catalogue's own indicator was not among those compared.
    """
    least = np.partition(worth, -_SHORTLIST)[-_SHORTLIST]
    better = names[worth > least]
    return np.concatenate([better, names[worth == least][: _SHORTLIST - len(better)]])


def _as_compared(position: int, word: ReadWord, meaning: float) -> Hashable:
    """Return all that the names to be found hang on of one word of a message."""
    spelt = (word.start, word.end) if word.how == "short" else None
    return position, meaning, word.base, word.marks, word.options, word.how, word.is_certain, spelt


def _rivalry(best: float) -> float:
    """Return which part of the best score a rival must reach."""
    return _OUT_OF_REACH_OF_SURE if best > _SURE else _OUT_OF_REACH


def _rank(match: Match) -> tuple[float, int, int]:
    """Return what orders matches: of two that explain a message as well the one with more of its words.

    Of those that are alike in this too the catalogue's own comes before the labels that go by its names.
    """
    return round(match.score, _DIGITS), len(match.used), -match.indicator


def _nearest(spots: Sequence[_Spot], last: int, taken: Mapping[int, float]) -> _Spot:
    """Return the spot that is still free and follows the last one most closely, or else any."""
    chosen: _Spot | None = None
    for found in spots:
        spot = found[0]
        if spot not in taken and (
            chosen is None or chosen[0] < last < spot or (spot > last and spot - last < abs(chosen[0] - last))
        ):
            chosen = found
    return chosen or spots[0]


def _written_out(words: Sequence[ReadWord], free: Sequence[int]) -> list[tuple[str, tuple[int, ...]]]:
    """Return the letters of short forms that were written out: the list's "TT" is "thị trấn", perhaps "tập trung"."""
    spans: dict[tuple[int, int], list[int]] = {}
    for position in free:
        if words[position].how == "short":
            spans.setdefault((words[position].start, words[position].end), []).append(position)
    return [
        ("".join(words[position].base[0] for position in spot), tuple(spot))
        for spot in spans.values()
        if _SHORTEST_INITIALS <= len(spot) <= _MOST_LETTERS
    ]


def _may_be_initials(word: ReadWord) -> bool:
    is_as_typed = word.how in ("unknown", "typed")  # "HS" is a word of names as well
    return is_as_typed and 2 <= len(word.base) <= 8 and word.base.isalpha() and not is_syllable(word.base)
