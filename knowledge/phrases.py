"""Many phrases looked for at once in a row of words, tolerant of missing marks and of slips."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from knowledge.text import marks_agree, tokenize

T = TypeVar("T")
# One word whose tone and letters both contradict the phrase's makes it another phrase.
_LEAST_FIT = 0.5
# Before the tone of a word whose letters are a slip: slips change letters, "khốn" is hardly a "không".
_SLIPPED, _OTHER_TONE = "~", 0.75


class Word(Protocol):
    """What a phrase is matched against: one word of the message with what else it may have been meant to be."""

    @property
    def base(self) -> str:
        """The folded letters."""

    @property
    def marks(self) -> str:
        """The marks as knowledge.text.syllable gives them."""

    @property
    def is_unknown(self) -> bool:
        """Whether nobody knows such a word."""

    @property
    def options(self) -> tuple[tuple[str, float], ...]:
        """What an unknown word may have been meant to be, each with its likeness."""

    @property
    def near(self) -> tuple[tuple[str, float], ...]:
        """The same for a word that is known, but may be a slip within a longer phrase."""


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict)
    entries: list[tuple[tuple[str, ...], Any]] = field(default_factory=list)


class Hit(NamedTuple, Generic[T]):
    """A phrase found at words[start:end]; fit is 1 for what was typed exactly, less for other marks or letters.

    meant: (position, base) of each word that was read as another one.
    """

    start: int
    end: int
    value: T
    fit: float
    meant: tuple[tuple[int, str], ...] = ()


class Phrases(Generic[T]):
    """A set of phrases, each carrying a value."""

    def __init__(self) -> None:
        self._root = _Node()

    def add(self, phrase: str, value: T) -> None:
        """Take in a phrase as it is written, with marks."""
        words = tokenize(phrase)
        if not words:
            return
        node = self._root
        for word in words:
            node = node.children.setdefault(word.base, _Node())
        node.entries.append((tuple(word.marks for word in words), value))

    def find(self, words: Sequence[Word], start: int) -> list[Hit[T]]:
        """Return every phrase that begins at words[start]."""
        hits: list[Hit[T]] = []
        if start < len(words):
            word, first = words[start], self._root.children
            if word.base in first or not first.keys().isdisjoint([base for base, _ in word.options or word.near]):
                self._walk(words, start, start, self._root, 1.0, (), (), hits, may_be_near=True)
        return hits

    def _walk(
        self,
        words: Sequence[Word],
        start: int,
        at: int,
        node: _Node,
        fit: float,
        typed: tuple[str, ...],
        meant: tuple[tuple[int, str], ...],
        hits: list[Hit[T]],
        *,
        may_be_near: bool,
    ) -> None:
        for marks, value in node.entries:
            agreed = fit
            for mine, known in zip(typed, marks, strict=True) if typed != marks else ():
                if mine and mine != known:
                    agrees = _tones_agree(mine, known) if mine.startswith(_SLIPPED) else marks_agree(mine, known)
                    # The "hôn" of "nông hôn" is no "hơn" where the other word would be a slip for "lớn".
                    agreed *= agrees * agrees if meant else agrees
            if agreed >= _LEAST_FIT:
                hits.append(Hit(start, at, value, agreed, meant))
        children = node.children
        if at == len(words) or not children:
            return
        word = words[at]
        child = children.get(word.base)
        if child is not None:
            self._walk(words, start, at + 1, child, fit, (*typed, word.marks), meant, hits, may_be_near=may_be_near)
        # One word of a phrase may be another one that is known, if there is no slip in it besides: neither "nông thôn"
        # nor "nông hhôn" is "lớn hơn".
        near = word.near if not (word.options or meant) else ()
        for base, likeness in (word.options or near) if may_be_near else ():
            child = children.get(base)
            if child is not None and base != word.base:
                slipped = (*typed, _slipped(word))
                may = may_be_near and not near
                read = (*meant, (at, base))
                self._walk(words, start, at + 1, child, fit * likeness, slipped, read, hits, may_be_near=may)


def _slipped(word: Word) -> str:
    return _SLIPPED + word.marks.partition("'")[2]


def _tones_agree(slipped: str, known: str) -> float:
    tone = slipped.removeprefix(_SLIPPED)
    return _OTHER_TONE if tone and tone != known.partition("'")[2] else 1.0
