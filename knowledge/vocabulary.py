"""The words that names and phrases known here are made of: what a mistyped word may be, and what stands beside what."""

import re
import unicodedata
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from knowledge.indicators import IndicatorIndex
from knowledge.keyboard import is_syllable, spell
from knowledge.lexicon import Spellings, sound
from knowledge.text import words_of

_SHAPES = {"^": "\u0302", "w": "\u031b"}
_BREVE = "\u0306"
_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_SHAPED = re.compile(r"(\d+)(\D)")
# What begins a syllable and is said alike in some region.
_SAID_ALIKE = [{"tr", "ch"}, {"s", "x"}, {"r", "d"}, {"r", "gi"}, {"d", "gi"}, {"l", "n"}, {"n", "ng"}]
_ONSET = re.compile(r"(?:gi(?=[aeiouy])|qu|[^aeiouy]*)")
# "tỷ" and "tỉ" are one word.
_FINAL_Y = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
# In a short word two slips leave nothing of it.
_SHORTEST_SLIPPED_TWICE = 4
_TWO_LETTERS = 2
_MOST_REMEMBERED = 8192


@dataclass(frozen=True, slots=True)
class Known:
    """A word that some name or phrase has; marks is None where the message is typed without any."""

    base: str
    marks: str | None
    written: str


class Vocabulary:
    """Known words by their letters, and the pairs of them that stand side by side."""

    def __init__(
        self,
        phrases: Iterable[str],
        index: IndicatorIndex,
        *,
        fillers: Iterable[str],
        shorts: Iterable[str],
        frame: Set[str],
    ) -> None:
        """phrases: all but the names of indicators, which index holds; frame: the words that periods are said with."""
        self._index = index
        self._frame = frame
        self._pairs: dict[tuple[str, str], set[tuple[str, str]]] = {}
        words: dict[tuple[str, str], None] = {}
        for phrase in phrases:
            typed = words_of(phrase)
            words.update(dict.fromkeys(typed))
            for (one, marks), (other, other_marks) in pairwise(typed):
                self._pairs.setdefault((one, other), set()).add((marks, other_marks))
        words.update(dict.fromkeys(index.words()))
        self._shorts = frozenset(base for base in shorts if base.isalpha() and not is_syllable(base))
        words.update(dict.fromkeys((base, "") for base in sorted(self._shorts | frame)))
        self._known = [Known(base, marks, written(base, marks)) for base, marks in words if base.isalpha()]
        self._letters = Spellings([_flat(one.written) for one in self._known])
        self._plain = {one.base: Known(one.base, None, one.base) for one in self._known}
        self._plain_known = list(self._plain.values())
        self._plain_letters = Spellings([one.base.translate(_FINAL_Y) for one in self._plain_known])
        self._by_sound: dict[str, list[Known]] = {}
        for known in self._known:
            self._by_sound.setdefault(sound(known.base), []).append(known)
        self._said_as: dict[tuple[str, str], list[Known]] = {}
        alone = [typed[0] for phrase in fillers if len(typed := words_of(phrase)) == 1]
        self._fillers = {(base, known) for base, marks in alone for known in (marks, None)}

    def __contains__(self, base: str) -> bool:
        return base in self._plain

    def is_short(self, word: Known) -> bool:
        """Return whether a word is a short form: no syllable of its own."""
        return word.base in self._shorts

    def is_filler(self, word: Known) -> bool:
        """Return whether a word alone only pads questions: such a one may stand anywhere."""
        return (word.base, word.marks) in self._fillers

    def beside(self, one: tuple[str, str | None], other: tuple[str, str | None]) -> bool:
        """Return whether two words stand side by side in some name or phrase; marks of None may be any."""
        (base, marks), (next_base, next_marks) = one, other
        if (base in self._frame or base.isdigit()) and (next_base in self._frame or next_base.isdigit()):
            return True
        for known in (self._pairs.get((base, next_base), ()), self._index.marks_of_pair(base, next_base)):
            if (marks, next_marks) in known:
                return True
            if (marks is None or next_marks is None) and any(
                marks in (None, first) and next_marks in (None, second) for first, second in known
            ):
                return True
        return False

    def likely(self, typed: str, base: str, near: Sequence[Known], kept: Set[str]) -> list[Known]:
        """Return near words but for short forms with another letter where a letter makes words of what was typed.

        By another letter any short form is near any other: "lm" is no "LĐ" and "Tng" no "Trg" where they may be a "làm"
        and a "tăng" with a letter lost. Two letters with a capital ("Km") look like a short form. kept: what stays.
        """
        if any(char.isupper() for char in typed[1:]) or (typed.istitle() and len(typed) <= _TWO_LETTERS):
            return list(near)
        is_word = any(not self.is_short(one) and not _is_other_letter(base, one.base) for one in near)
        return [
            one
            for one in near
            if one.base in kept
            or not (is_word and self.is_short(one) and _is_other_letter(base, one.base))
            or sound(one.base) == sound(base)  # "thu ls" is a "thu ns" where "n" is said "l"
        ]

    def near(self, typed: str, base: str, slips: int, *, plain: bool) -> list[Known]:
        """Return the known words so many slips away from a typed one, and for one slip those that sound like it.

        plain: marks are not typed in this message; where they are, they are letters like others.
        """
        letters = _flat(base if plain else typed)
        if slips > 1 and len(letters) < _SHORTEST_SLIPPED_TWICE:
            return []
        known, spelt = (self._plain_known, self._plain_letters) if plain else (self._known, self._letters)
        found = [known[at] for at in spelt.within(letters, slips)]
        if slips > 1:
            found = [one for one in found if _is_alike(one.base, base)]
        else:
            found += self.heard_as(typed, base, plain=plain)
        return [one for one in dict.fromkeys(found) if one.base != base]

    def said_as(self, typed: str, base: str, *, plain: bool) -> list[Known]:
        """Return those of the words that sound like a typed one which only begin otherwise, as one region says it.

        "v" for "d" or "gi" is left out: too many little words have one ("vào", "và", "về").
        """
        asked = (base if plain else typed, base)
        found = self._said_as.get(asked)
        if found is None:
            if len(self._said_as) >= _MOST_REMEMBERED:
                self._said_as.clear()
            rime = _rime(base)
            found = self._said_as[asked] = [
                one
                for one in self.heard_as(typed, base, plain=plain)
                if _rime(one.base) == rime and {base.removesuffix(rime), one.base.removesuffix(rime)} in _SAID_ALIKE
            ]
        return found

    def heard_as(self, typed: str, base: str, *, plain: bool) -> list[Known]:
        """Return the other known words that sound like a typed one; plain: it says nothing of marks."""
        alike = self._by_sound.get(sound(base), ())
        heard = [one for one in alike if one.base != base and len(base) < len(one.base) + 2]  # no "ngheu" for "neu"
        if plain:
            return list(dict.fromkeys(self._plain[one.base] for one in heard))
        letters = _flat(typed)
        return [one for one in heard if _rhyme(one.written, letters)]


def _is_other_letter(one: str, other: str) -> bool:
    """Return whether two words differ by a letter typed for another, none lost, doubled or swapped."""
    return len(one) == len(other) and sorted(one) != sorted(other)


def _is_alike(one: str, other: str) -> bool:
    """Return whether two words begin or end alike and are about as long, so that two slips can make one the other."""
    return (one[0] == other[0] or one[-1] == other[-1]) and abs(len(one) - len(other)) < 2


def _flat(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold()).translate(_FINAL_Y)


def _rhyme(one: str, other: str) -> bool:
    """Return whether two syllables are the same but for their initial consonants."""
    return _rime(_flat(one)) == _rime(other)


def _rime(word: str) -> str:
    return _ONSET.sub("", unicodedata.normalize("NFD", word), count=1)


def written(base: str, marks: str) -> str:
    """Return a word with its marks, which stand as knowledge.text.syllable gives them, put back on its letters."""
    shapes, _, tone = marks.partition("'")
    letters = list(base)
    for place, shape in _SHAPED.findall(shapes):
        at = int(place) - 1
        mark = _BREVE if shape == "w" and letters[at] == "a" else _SHAPES.get(shape, "")
        letters[at] = unicodedata.normalize("NFC", letters[at] + mark) if mark else "đ"
    plain = "".join(letters)
    if not tone:
        return plain
    spelt = spell(plain, _TONES[tone])
    if spelt is None:  # "quýt" and words of other languages
        last = max((at for at, letter in enumerate(base) if letter in "aeiouy"), default=len(base) - 1)
        spelt = unicodedata.normalize("NFC", plain[: last + 1] + _TONES[tone] + plain[last + 1 :])
    return spelt
