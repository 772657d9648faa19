"""The words of a message that may be slips, and for each of them the known words that fit best where it stands."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby

from knowledge.base import Knowledge
from knowledge.keyboard import is_syllable
from knowledge.question import Question
from knowledge.reading import ReadWord
from knowledge.text import PLAIN, syllable
from knowledge.vocabulary import Known

_MOST_GUESSES = 12
# What speaks for a guess on each side of it: that it stands beside its neighbour in a name or phrase. A word that only
# pads questions may stand anywhere; a short form in small letters has so many meanings that it is no surprise.
BESIDE, _PADS, _LIKE_SHORT = 1.0, 0.5, 0.5
# One slip in two capitals leaves one letter.
_SHORTEST = 2

_Word = tuple[str, str | None]


class Level(IntEnum):
    """How strange a word is: nobody knows it, no name or phrase has it, or none has it beside its neighbours."""

    UNKNOWN = 1
    UNUSUAL = 2
    OUT_OF_PLACE = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that may be a slip: text[start:end] of the message, words[first:last + 1] of the question.

    guesses: the words that may be meant, all equally well supported by what stands beside them.
    """

    start: int
    end: int
    first: int
    last: int
    typed: str
    level: Level
    support: float
    guesses: tuple[Known, ...]
    is_short_form: bool


def find(question: Question, used: Set[int], knowledge: Knowledge, *, only_unknown: bool) -> list[Doubt]:
    """Return the doubtful words for which there are guesses; used: positions that the best indicator explains."""
    words = question.words
    plain = all(word.marks in ("", PLAIN) for word in words if word.how in ("typed", "unknown"))
    found = []
    for positions, level in _strange(question, knowledge, only_unknown=only_unknown):
        spot = _Spot(question, positions[0], positions[-1], plain, knowledge)
        if spot.is_short_form:
            if positions[0] in used or (len(spot.text) <= _SHORTEST and spot.text.isupper()):
                continue  # the "QT" of "DA duyệt QT" and the "NK" of "Số NK nhận gạo" are in no list, but no slips
            level = level if only_unknown else Level.OUT_OF_PLACE
        if level > Level.UNKNOWN and spot.is_in_place():
            continue
        support, guesses = spot.guesses(level)
        if guesses and not (only_unknown and support < BESIDE):
            word = words[spot.first]
            found.append(
                Doubt(
                    word.start, word.end, spot.first, spot.last, spot.text, level, support, guesses, spot.is_short_form
                )
            )
    return found


def _strange(question: Question, knowledge: Knowledge, *, only_unknown: bool) -> Iterator[tuple[list[int], Level]]:
    """Yield the positions of each typed word that may be a slip by its look, and how strange it is."""
    words = question.words
    spans = [(place.start, place.end) for place in question.places]
    spans += [(period.start, period.end) for period in (*question.periods, *question.bases)]
    named = {position for start, end in spans for position in range(start, end)}
    for _, group in groupby(range(len(words)), key=lambda position: (words[position].start, words[position].end)):
        positions = list(group)
        word = words[positions[0]]
        if not named.isdisjoint(positions):
            continue
        if _is_unknown(word, knowledge):
            yield positions, Level.UNKNOWN
        elif not only_unknown and (
            word.how == "short" or all(question.meaning.get(position, 1.0) > 0 for position in positions)
        ):
            is_right = word.is_certain or (word.marks in ("", PLAIN) and word.base in knowledge.vocabulary)
            yield positions, Level.OUT_OF_PLACE if word.how == "typed" and is_right else Level.UNUSUAL


def _is_unknown(word: ReadWord, knowledge: Knowledge) -> bool:
    is_marked = word.how in ("typed", "telex", "vni") and word.marks not in ("", PLAIN)
    return word.is_unknown or (is_marked and not knowledge.lexicon.knows_marks(word.base, word.marks))


@dataclass(frozen=True, slots=True)
class _Spot:
    """One typed word where it stands; plain: the message is typed without marks."""

    question: Question
    first: int
    last: int
    plain: bool
    knowledge: Knowledge

    @property
    def text(self) -> str:
        word = self.question.words[self.first]
        return self.question.reading.text[word.start : word.end]

    @property
    def is_short_form(self) -> bool:
        """Return whether a word is written as a short form ("KKTT", "nĐ")."""
        is_shouted = self.question.reading.text.isupper()
        is_word = is_shouted and is_syllable(syllable(self.text)[0])
        return any(char.isupper() for char in self.text[1:]) and not is_word

    @property
    def _left(self) -> _Word | None:
        return _neighbour(self.question.words[self.first - 1]) if self.first else None

    @property
    def _right(self) -> _Word | None:
        after = self.last + 1
        return _neighbour(self.question.words[after]) if after < len(self.question.words) else None

    def is_in_place(self) -> bool:
        """Return whether a word as it was read stands beside what it belongs to."""
        return self._support(self._own(self.first), self._own(self.last)) > 0

    def _own(self, position: int) -> _Word:
        word = self.question.words[position]
        return word.base, None if self.plain else "" if word.marks == PLAIN else word.marks

    def _support(self, first: _Word, last: _Word) -> float:
        beside = self.knowledge.vocabulary.beside
        left, right = self._left, self._right
        return BESIDE * bool(left and beside(left, first)) + BESIDE * bool(right and beside(last, right))

    def guesses(self, level: Level) -> tuple[float, tuple[Known, ...]]:
        """Return the words that may be meant and fit best, and how well they fit here.

        A word that is known as it stands gives way only to one that fits on both sides. Where one slip makes it nothing
        but padding, two may make it a word that belongs there ("thường xêyn").
        """
        base, marks = syllable(self.text)
        if not base.isalpha() or (len(base) < 2 and not marks):
            return 0.0, ()
        sides = sum(side is not None and side[0].isalpha() for side in (self._left, self._right))
        least = {Level.UNKNOWN: 0.0, Level.UNUSUAL: BESIDE, Level.OUT_OF_PLACE: BESIDE * sides}[level]
        is_plain = self.plain or self.is_short_form
        is_word = is_syllable(base) or bool(marks)
        vocabulary = self.knowledge.vocabulary
        best, guesses = self._best(vocabulary.near(self.text, base, 1, plain=is_plain), is_word=is_word)
        if level == Level.UNKNOWN and best < BESIDE and all(vocabulary.is_filler(one) for one in guesses):
            farther = self._best(vocabulary.near(self.text, base, 2, plain=is_plain), is_word=is_word)
            if farther[0] >= BESIDE:
                return farther
        return (best, guesses) if best >= least else (0.0, ())

    def _best(self, near: list[Known], *, is_word: bool) -> tuple[float, tuple[Known, ...]]:
        vocabulary = self.knowledge.vocabulary
        fits: dict[Known, float] = {}
        for one in near:
            is_short = vocabulary.is_short(one)
            if (self.is_short_form and not is_short) or (is_short and is_word and not self.is_short_form):
                continue
            fits[one] = self._fit(one, is_short=is_short)
        best = max(fits.values(), default=0.0)
        return best, tuple(one for one, fit in fits.items() if fit == best)[:_MOST_GUESSES]

    def _fit(self, one: Known, *, is_short: bool) -> float:
        """Return how much speaks for a word at this spot."""
        word = one.base, one.marks
        fit = self._support(word, word)
        for first, last in self.knowledge.abbreviations.edges(one.base):
            fit = max(fit, self._support((first, None), (last, None)))
        if is_short and not self.is_short_form:
            fit = max(0.0, fit - _LIKE_SHORT)
        if self.knowledge.vocabulary.is_filler(one):
            fit = max(fit, _PADS)
        after = self.last + 1
        is_kind = one.base in self.knowledge.kinds and len(one.base) > 1
        if is_kind and any(place.start == after for place in self.question.places):
            fit = max(fit, BESIDE)
        is_before_period = one.base in self.knowledge.words.groups.before_period
        if is_before_period and any(period.start == after for period in self.question.periods):
            fit += BESIDE
        return fit


def _neighbour(word: ReadWord) -> _Word:
    """Return a neighbour; one without marks may stand for any."""
    return word.base, word.marks if word.marks not in ("", PLAIN) else None
