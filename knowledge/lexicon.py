"""The syllables that the knowledge base knows, and what a syllable that it does not know may have been meant to be."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from string import ascii_lowercase

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.keyboard import is_syllable

# Initial consonants that regional speech merges; writing by ear swaps them within a group.
_REGIONAL_ONSETS = (
    ("tr", "ch"),
    ("x", "s"),
    ("gi", "d"),
    ("r", "d"),
    ("v", "d"),
    ("ngh", "n"),
    ("ng", "n"),
    ("l", "n"),
)
# "ngh" for "n" and "ng" for "n" at the end: no two syllables that sound alike differ by more letters.
_LENGTHS_APART = 3
_LEAST_LIKENESS = 0.5
SOUNDS_ALIKE = 0.88
# No syllable has more than seven letters; a longer row of letters is several words, or none.
_LONGEST_SLIPPED = 12
_MOST_REMEMBERED = 20000
_BITS = 63
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_FINAL_NG = re.compile(r"(?<=[aeiouy])ng$")


@lru_cache(maxsize=32768)
def sound(base: str) -> str:
    """Return a key that syllables share which regional speech confuses (tr/ch, s/x, r/d/gi, l/n, n/ng)."""
    for onset, merged in _REGIONAL_ONSETS:
        if base.startswith(onset) and len(base) > len(onset):
            base = merged + base[len(onset) :]
            break
    return _FINAL_NG.sub("n", base)


def is_by_ear(typed: str, known: str) -> bool:
    """Return whether two syllables differ, but only in how regions say them."""
    return typed != known and sound(typed) == sound(known)


def spelt_by_ear(base: str) -> tuple[str, ...]:
    """Return the syllables that a syllable may be for one who writes as regions speak, itself first."""
    merged = sound(base)
    stems = (merged, f"{merged}g") if merged.endswith("n") else (merged,)
    onsets = {onset for onset, other in _REGIONAL_ONSETS if stems[0].startswith(other)}
    others = {
        f"{onset}{stem[len(other) :]}"
        for stem in stems
        for onset, other in _REGIONAL_ONSETS
        if onset in onsets and stem.startswith(other)
    }
    return tuple(dict.fromkeys((base, *(one for one in sorted({*stems, *others}) if sound(one) == merged))))


def is_same_keys(typed: str, known: str) -> bool:
    """Return whether one slip makes a word of another without any key that does not belong there.

    Two letters changed places, one was left out or struck twice, or its neighbour on the keyboard was hit.
    """
    if len(typed) == len(known):
        differing = [(one, other) for one, other in zip(typed, known, strict=True) if one != other]
        if len(differing) == 1:
            one, other = differing[0]
            return any(one + other in row or other + one in row for row in _KEYS)
        return len(differing) == 2 and differing[0] == differing[1][::-1]
    short, long = sorted((typed, known), key=len)
    is_struck_twice = any(
        typed[:at] + typed[at + 1 :] == known and typed[at] in typed[at + 1 : at + 2] for at in range(len(typed))
    )
    return len(long) == len(short) + 1 and (len(typed) < len(known) or is_struck_twice)


@lru_cache(maxsize=65536)
def likeness(typed: str, known: str) -> float:
    """Return how likely one syllable was typed for another: 1 the same, 0 hardly; by ear, then by one or two slips.

    The same slip weighs more in a short syllable: "bo" for "ba" is weak evidence, "nghoe" for "ngheo" strong.
    """
    if typed == known:
        return 1.0
    if abs(len(typed) - len(known)) > _LENGTHS_APART or typed.isdigit() or known.isdigit():
        return 0.0
    if sound(typed) == sound(known):
        return SOUNDS_ALIKE
    longest = max(len(typed), len(known))
    distance = OSA.distance(typed, known, score_cutoff=2)
    if distance == 1:
        return (0.0, 0.0, 0.6, 0.7, 0.8, 0.85)[min(longest, 5)]
    if distance == 2 and longest >= 6:
        return 0.66
    return 0.0


def letter_off(base: str) -> Iterator[str]:
    """Yield all that one letter more, less or other makes of a word."""
    for at in range(len(base) + 1):
        before, after = base[:at], base[at:]
        yield before + after[1:]
        for letter in ascii_lowercase:
            yield before + letter + after
            yield before + letter + after[1:]


class Spellings:
    """Words as rows of letters, to be compared with a typed one; which letters each has tells most of them apart."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        self._letters_of = np.array([_letters_of(word) for word in words], dtype=np.int64)

    def within(self, typed: str, slips: int) -> list[int]:
        """Return the positions of the words at most so many slips away, the nearest first."""
        differing = np.bitwise_count(self._letters_of ^ _letters_of(typed))
        likely: list[int] = (differing <= 2 * slips).nonzero()[0].tolist()  # a slip puts one letter for another
        words = [self._words[at] for at in likely]
        near = process.extract(typed, words, scorer=OSA.distance, score_cutoff=slips, limit=None)
        return [likely[at] for _, _, at in near]


def _letters_of(word: str) -> int:
    """Return the letters of a word as bits of one number; letters that share a bit count as one."""
    bits = 0
    for letter in word:
        bits |= 1 << ord(letter) % _BITS
    return bits


class Lexicon:
    """A set of syllable bases with the marks they are known to carry; grows, never shrinks."""

    def __init__(self, numbered: Iterable[str] = (), plain: Iterable[str] = ()) -> None:
        """numbered: bases after which a number belongs to them ("qui" in "quý 1"); plain: those without marks."""
        self.numbered = frozenset(numbered)
        self._plain = frozenset(plain)
        self._marks: dict[str, set[str]] = {}
        self._deletes: dict[str, list[str]] = {}
        self._sounds: dict[str, list[str]] = {}
        self._suggestions: dict[str, tuple[tuple[str, float], ...]] = {}

    def __contains__(self, base: str) -> bool:
        return base in self._marks

    def add(self, words: Iterable[tuple[str, str]]) -> None:
        """Take in (base, marks) pairs."""
        for base, marks in words:
            known = self._marks.get(base)
            if known is None:
                known = self._marks[base] = set()
                self._sounds.setdefault(sound(base), []).append(base)
                for shorter in _deletions(base):
                    self._deletes.setdefault(shorter, []).append(base)
                self._suggestions.clear()
            known.add(marks)

    def knows_marks(self, base: str, marks: str) -> bool:
        """Return whether the syllable is known with exactly these marks."""
        return marks in self._marks.get(base, ())

    def has_marked(self, base: str) -> bool:
        """Return whether the syllable is known with marks, as words of Vietnamese mostly are."""
        return any(self._marks.get(base, ()))

    def lacks_marks(self, base: str) -> bool:
        """Return whether a syllable that was typed without marks is none as it stands: "nghiep", "dau"."""
        return self.has_marked(base) and base not in self._plain and is_syllable(base)

    def suggest(self, base: str) -> tuple[tuple[str, float], ...]:
        """Return known syllables that an unknown one may stand for, best first, at most twelve."""
        found = self._suggestions.get(base)
        if found is None:
            found = self._suggestions[base] = self._find(base)
            if len(self._suggestions) > _MOST_REMEMBERED:
                self._suggestions.clear()
        return found

    def heard_alike(self, base: str) -> list[tuple[str, float]]:
        """Return those of the known syllables that a typed one may stand for which sound like it."""
        heard = self._sounds.get(sound(base), ()) if len(base) <= _LONGEST_SLIPPED else ()
        alike = [(known, likeness(base, known)) for known in heard]
        return sorted((pair for pair in alike if pair[1] >= SOUNDS_ALIKE), key=lambda pair: (-pair[1], pair[0]))

    def _find(self, base: str) -> tuple[tuple[str, float], ...]:
        if len(base) > _LONGEST_SLIPPED or base.isdigit():
            return ()
        candidates = set(self._sounds.get(sound(base), ())) | set(self._deletes.get(base, ()))
        for shorter in _deletions(base):
            candidates.update(self._deletes.get(shorter, ()))
            if shorter in self._marks:
                candidates.add(shorter)
        scored = [(known, likeness(base, known)) for known in candidates]
        return tuple(
            sorted((pair for pair in scored if pair[1] >= _LEAST_LIKENESS), key=lambda pair: (-pair[1], pair[0]))[:12]
        )


def _deletions(base: str) -> list[str]:
    return [base[:i] + base[i + 1 :] for i in range(len(base))]
