"""An English question put into Vietnamese term by term, for all that indicators have no English names for.

English compounds stand the other way round: in "winter-spring rice area" each word tells more of the one behind it,
where "diện tích lúa đông xuân" begins with what is measured.
"""

import csv
from collections.abc import Sequence
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

from knowledge.keyboard import is_syllable
from knowledge.lexicon import Spellings, sound
from knowledge.question import Question
from knowledge.text import TOKEN, fold

TERMS = Path(__file__).parent / "data" / "english.csv"
# So many words at least are no Vietnamese syllables in an English question, and of so many at most nothing is known.
_FEWEST_ENGLISH, _MOST_STRANGE = 2, 0.4
# Of fewer letters nearly all are one slip from some word.
_SHORTEST_MENDED = 4
# A question has no more words: a longer message is read once.
_LONGEST = 30
_BREAK, _BEFORE = "break", "before"


class _Term(NamedTuple):
    """What stands for an English term; place: "break" parts what is said before it and behind, "before" comes first."""

    meant: str
    place: str


@cache
def terms() -> dict[tuple[str, ...], _Term]:
    """Return the terms by their folded words."""
    with TERMS.open(encoding="utf-8", newline="") as rows:
        return {_words_of(row["said"]): _Term(row["meant"], row["place"]) for row in csv.DictReader(rows)}


def warm_up() -> None:
    """Read the terms now, and put together what finds slips in them."""
    for table in (_longest, _spellings, _by_sound, _pairs):
        table()


@cache
def _longest() -> dict[str, int]:
    """Return the most words of the terms that begin with a word."""
    longest: dict[str, int] = {}
    for first, *others in terms():
        longest[first] = max(longest.get(first, 0), len(others) + 1)
    return longest


@cache
def _words() -> frozenset[str]:
    """Return the words that some term has."""
    return frozenset(word for term in terms() for word in term)


@cache
def _spellings() -> tuple[list[str], Spellings]:
    """Return the words of all terms in a row, and what finds those in it that are few slips from a typed one."""
    row = sorted(_words())
    return row, Spellings(row)


@cache
def _by_sound() -> dict[str, list[str]]:
    """Return the words of all terms by how they are said in every region."""
    alike: dict[str, list[str]] = {}
    for word in sorted(_words()):
        alike.setdefault(sound(word), []).append(word)
    return alike


@cache
def _pairs() -> frozenset[tuple[str, str]]:
    """Return the words that stand side by side in some term."""
    return frozenset(pair for term in terms() for pair in pairwise(term))


def _mended(bases: Sequence[str], at: int) -> str:
    """Return the word of the terms that is a slip away from letters that are none: "incdients" for "incidents".

    Of several the one that is said alike, or that stands beside its neighbours in some term.
    """
    base = bases[at]
    if len(base) < _SHORTEST_MENDED or not base.isalpha() or is_syllable(base) or base in _words():
        return base
    row, spellings = _spellings()
    said_alike = _by_sound().get(sound(base), [])
    near = [row[found] for found in spellings.within(base, 1)] or said_alike
    if len(near) > 1:
        before, after = bases[at - 1 : at], bases[at + 1 : at + 2]
        beside = [one for one in near if {*product(before, [one]), *product([one], after)} & _pairs()]
        near = beside or [one for one in near if one in said_alike]
    return near[0] if len(near) == 1 else base


def _words_of(text: str) -> tuple[str, ...]:
    return tuple(TOKEN.findall(fold(text)))


def translated(question: Question) -> str | None:
    """Return an English message in Vietnamese, its names of places and periods as they stand; None for another."""
    text, words = question.reading.text, question.words
    places = [(words[one.start].start, words[one.end - 1].end) for one in question.places]
    periods = [(words[one.start].start, words[one.end - 1].end) for one in question.periods]
    if len(words) > _LONGEST:
        return None
    tokens = [one for one in TOKEN.finditer(text) if not any(start <= one.start() < end for start, end in places)]
    bases = [fold(token.group()) for token in tokens]
    if any(base in _words() and not is_syllable(base) for base in bases):
        bases = [_mended(bases, at) for at in range(len(bases))]
    said: list[tuple[int, _Term]] = [(start, _Term(text[start:end], _BREAK)) for start, end in places]
    strange = english = at = 0
    while at < len(tokens):
        start = tokens[at].start()
        within = next((end for first, end in periods if first <= start < end), None)
        end = _end_of_term(bases, at) if within is None else at
        if within is not None:
            end = next((later for later in range(at, len(tokens)) if tokens[later].start() >= within), len(tokens))
            said.append((start, _Term(text[start:within], _BREAK)))
        elif end == at:
            end = at + 1
            strange += not bases[at].isdigit()
            said.append((start, _Term(tokens[at].group(), "")))
        else:
            english += sum(not is_syllable(base) for base in bases[at:end])
            said.append((start, terms()[tuple(bases[at:end])]))
        at = end
    if english < _FEWEST_ENGLISH or strange > _MOST_STRANGE * (english + strange):
        return None
    return _in_order(_said_once([term for _, term in sorted(said)]))


def _end_of_term(bases: Sequence[str], at: int) -> int:
    """Return where the longest term that begins at a word ends, at that word itself if there is none."""
    for end in range(min(at + _longest().get(bases[at], 0), len(bases)), at, -1):
        if tuple(bases[at:end]) in terms():
            return end
    return at


def _said_once(said: Sequence[_Term]) -> list[_Term]:
    """Return terms without those whose words are all in a longer one, or were in one before.

    "How many communes … met the new rural standard" has the communes twice, once in the "xã đạt chuẩn nông thôn mới".
    """
    words = [frozenset(one.meant.split()) for one in said]

    def is_said(at: int) -> bool:
        return said[at].place != _BREAK and any(
            words[at] < other or (words[at] == other and before < at) for before, other in enumerate(words)
        )

    return [one for at, one in enumerate(said) if not is_said(at)]


def _in_order(said: Sequence[_Term]) -> str:
    """Return terms as Vietnamese has them: those between two breaks backwards, but for what comes first."""
    ordered: list[str] = []
    run: list[str] = []
    first: list[str] = []
    for meant, place in (*said, _Term("", _BREAK)):
        if place == _BREAK:
            ordered += [*first, *reversed(run), meant]
            run, first = [], []
        elif place == _BEFORE:
            first.append(meant)
        else:
            run.append(meant)
    return " ".join(piece for piece in ordered if piece)
