"""Short forms ("BHYT", "6T", "bn") and what each stands for among which words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.text import Token, clean, syllable, tokenize, words_of

_YEAR = re.compile(r"(?:19|20)\d\d(?:[-–/](?:19|20)\d\d)?")
# In the list of contexts: "TH 2023" is what was done, whatever else stands around.
_BEFORE_YEAR = "20xx"


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """One meaning of a short form; context words call for it, excluded words forbid it, each as spoken gives it.

    is_small: it is written in small letters only ("cx" is cũng, "CX" chiêm xuân).
    """

    short: tuple[str, ...]
    long: str
    words: tuple[tuple[str, str], ...]
    context: frozenset[str]
    excluded: frozenset[str]
    is_small: bool


def spoken(tokens: Sequence[Token]) -> frozenset[str]:
    """Return the words of a message as contexts are compared with them: the "Lặc" of a place is no "lạc".

    Nor is the second word of a name in capitals: "Yên Lạc" grows no peanuts.
    """
    named = [token.text.istitle() for token in tokens]
    return frozenset(
        [
            _form(token.base, token.marks)
            for at, token in enumerate(tokens)
            if at < 2 or not (named[at - 1] and named[at])
        ]
    )


def _form(base: str, marks: str) -> str:
    return f"{base} {marks}" if marks else base


def _forms(words: Iterable[str]) -> frozenset[str]:
    """Return context words with their marks, and without them as they are typed as well."""
    parts = [syllable(word) for word in words]
    return frozenset([*(base for base, _ in parts), *(_form(base, marks) for base, marks in parts)])


class Abbreviations:
    """Short forms by their folded spelling."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """rows: (short, long, context) as in abbreviations.csv."""
        self._meanings: dict[tuple[str, ...], list[Abbreviation]] = {}
        self._longest: dict[str, int] = {}
        for short, long, context in rows:
            tokens = tokenize(clean(short))
            bases = tuple(token.base for token in tokens)
            if not bases:
                continue
            words = tuple(words_of(clean(long)))
            wanted = _forms(word for word in context.split() if not word.startswith("!"))
            excluded = _forms(word[1:] for word in context.split() if word.startswith("!"))
            self._meanings.setdefault(bases, []).append(
                Abbreviation(tuple(token.marks for token in tokens), long, words, wanted, excluded, short.islower())
            )
            self._longest[bases[0]] = max(self._longest.get(bases[0], 0), len(bases))

    def has(self, base: str) -> bool:
        """Return whether a single folded word is a short form."""
        return (base,) in self._meanings

    def single(self) -> Iterator[str]:
        """Yield the short forms of one word."""
        yield from (bases[0] for bases in self._meanings if len(bases) == 1)

    def edges(self, base: str) -> Iterator[tuple[str, str]]:
        """Yield the first and the last word of everything that a short form of one word stands for."""
        for meaning in self._meanings.get((base,), ()):
            if meaning.words:
                yield meaning.words[0][0], meaning.words[-1][0]

    def meanings(self, bases: tuple[str, ...]) -> Iterator[tuple[tuple[str, str], ...]]:
        """Yield everything that a short form stands for, as (base, marks) of its words, the likeliest first."""
        yield from dict.fromkeys(meaning.words for meaning in self._meanings.get(bases, ()))

    def at(
        self, tokens: Sequence[Token], start: int, around: frozenset[str], *, shouted: bool
    ) -> tuple[int, list[Abbreviation]]:
        """Return (end, meanings that the words around allow) of the longest short form at start, or (start, []).

        One that is called for by the year behind it comes before those that words farther away call for.
        """
        longest = self._longest.get(tokens[start].base)
        if longest is None:
            return start, []
        around -= {tokens[start].base}
        is_plain = longest > 1 and not any(token.marks for token in tokens)
        for end in range(min(start + longest, len(tokens)), start, -1):
            meanings = self._meanings.get(tuple(token.base for token in tokens[start:end]))
            if not meanings:
                continue
            typed = tuple(token.marks for token in tokens[start:end])
            in_capitals = not shouted and all(token.text.isupper() for token in tokens[start:end])
            allowed = [
                m
                for m in meanings
                if not m.excluded & around
                and not (in_capitals and m.is_small)
                and all(not mine or mine == known for mine, known in zip(typed, m.short, strict=True))
                and (typed == m.short or end == start + 1 or is_plain)  # "KH DT mía" is no "KH ĐT"
            ]
            called = [m for m in allowed if m.context & around]
            if end < len(tokens) and _YEAR.fullmatch(tokens[end].base):
                called = [m for m in allowed if _BEFORE_YEAR in m.context] + called
            plain = [m for m in allowed if not m.context]
            if called or plain:
                return end, called + plain
        return start, []

    def written_out(self, text: str) -> str:
        """Return a text with its short forms in capitals written out: "Tỷ lệ bao phủ BHYT" has "bảo hiểm y tế"."""
        tokens = tokenize(text)
        around = spoken(tokens)
        written, done, at = "", 0, 0
        while at < len(tokens):
            end, meanings = self.at(tokens, at, around, shouted=False)
            spelt = text[tokens[at].start : tokens[end - 1].end]
            if meanings and spelt.isupper() and len(spelt) > 1:
                written += text[done : tokens[at].start] + meanings[0].long
                done = tokens[end - 1].end
            at = max(end, at + 1)
        return written + text[done:]
