"""Words spelt as another region says them, read by the words beside them: "sản nượng", "da đình", "tỉnh dao"."""

from collections.abc import Container
from dataclasses import replace
from itertools import pairwise

from knowledge.lexicon import Lexicon
from knowledge.places import PlaceIndex
from knowledge.reading import Reading, ReadWord, is_little
from knowledge.text import PLAIN
from knowledge.vocabulary import Known, Vocabulary
from knowledge.vocabulary import written as spelt

# What it counts that a word goes with a neighbour, and with one that questions are built with.
_TELLING, _LITTLE = 2, 1

_Word = tuple[str, str | None]


def mend(
    reading: Reading, vocabulary: Vocabulary, little_words: Lexicon, units: Container[str], places: PlaceIndex
) -> Reading:
    """Return a message with each word that goes with no neighbour read as the one that it is heard as, if that does.

    A known word needs a neighbour that tells something; a unit and one that questions are built with need another one
    besides: the "cho" of "được cho nước ngọt" stays, and the "ngày" of "một ngày Quy Nhơn gom mấy tấn rác". So does one
    that is heard as several others that fit as well, and one that belongs to the name of a place.
    """
    words = list(reading.words)
    marked = [(word.base, _marks(word)) for word in words]
    go_together = [False, *(vocabulary.beside(one, other) for one, other in pairwise(marked)), False]
    for at, word in enumerate(words):
        goes_before = go_together[at] and not words[at - 1].base.isdigit()
        if goes_before or go_together[at + 1] or word.how not in ("typed", "unknown"):
            continue
        heard = vocabulary.said_as(reading.text[word.start : word.end], word.base, plain=word.is_unmarked)
        if not heard or _is_of_place(words, at, places):
            continue
        fits = [(_support(words, at, (one.base, one.marks), vocabulary, little_words), one) for one in heard]
        is_known = not (word.is_unknown or word.options)
        is_common = is_little(word, little_words) or word.base in units
        due = (_TELLING + _LITTLE * is_common) if is_known else _LITTLE
        best = max(fit for fit, _ in fits)
        meant = [one for fit, one in fits if fit == best]
        if best >= due and len({one.base for one in meant}) == 1 and not _ends_place(words, at, meant[0], places):
            words[at] = _read_as(word, meant[0])
    return replace(reading, words=tuple(words)) if words != list(reading.words) else reading


def written(reading: Reading, mended: Reading) -> str:
    """Return the text of a message with the words that were mended put in place: short forms may go by them."""
    text = reading.text
    for word, meant in zip(reversed(reading.words), reversed(mended.words), strict=True):
        if word != meant:
            text = text[: word.start] + spelt(meant.base, meant.marks) + text[word.end :]
    return text


def _read_as(word: ReadWord, meant: Known) -> ReadWord:
    marks = word.marks and (meant.marks or "")
    return word._replace(base=meant.base, marks=marks, options=(), near=(), how="typed")


def _marks(word: ReadWord) -> str | None:
    return None if not word.marks else "" if word.marks == PLAIN else word.marks


def _support(words: list[ReadWord], at: int, word: _Word, vocabulary: Vocabulary, little_words: Lexicon) -> int:
    """Return what it counts that a word stands beside its neighbours in some name or phrase, or before a number."""
    found = 0
    for neighbour in (at - 1, at + 1):
        if not 0 <= neighbour < len(words) or (neighbour < at and words[neighbour].base.isdigit()):
            continue
        other = words[neighbour].base, _marks(words[neighbour])
        if vocabulary.beside(*((other, word) if neighbour < at else (word, other))):
            found += _LITTLE if is_little(words[neighbour], little_words) else _TELLING
    return found


def _ends_place(words: list[ReadWord], at: int, meant: Known, places: PlaceIndex) -> bool:
    """Return whether a word before a number ends a name as it is heard: the "lam" of "Pac lam 2022" is no year's."""
    is_before_number = at + 1 < len(words) and words[at + 1].base.isdigit()
    return is_before_number and at > 0 and places.is_key(f"{words[at - 1].base} {meant.base}")


def _is_of_place(words: list[ReadWord], at: int, places: PlaceIndex) -> bool:
    """Return whether a word is part of the name of some unit with a neighbour: "Vĩnh Ninh" is no Vĩnh Linh."""
    pairs = (words[first : first + 2] for first in (at - 1, at) if first >= 0)
    return any(len(pair) > 1 and places.is_key(f"{pair[0].base} {pair[1].base}") for pair in pairs)
