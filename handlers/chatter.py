"""Chatter: greetings, thanks, small talk, matters of the day. What kind a message is, by the lists of chatter.toml."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.text import Token, clean, tokenize

WORDS = Path(__file__).with_name("chatter.toml")
# Longer messages say something; chatter is short.
_LONGEST = 120
_AROUND = "around"

# The words of a phrase as their marks ("ơ" of "ơn"), and its kind.
_Marked = tuple[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class _Lists:
    """phrases: by the folded words; longest: by their first word how many words phrases have at most; order: kinds as
    they stand in the file; anywhere: kinds whose phrases tell enough wherever they stand."""

    phrases: Mapping[tuple[str, ...], Sequence[_Marked]]
    longest: Mapping[str, int]
    order: tuple[str, ...]
    anywhere: frozenset[str]


@cache
def _lists() -> _Lists:
    blocks = tomllib.loads(WORDS.read_text(encoding="utf-8"))["chatter"]
    phrases: dict[tuple[str, ...], list[_Marked]] = {}
    for block in blocks:
        for phrase in block["words"]:
            tokens = tokenize(clean(phrase))
            marked = (tuple(token.marks for token in tokens), block["kind"])
            phrases.setdefault(tuple(token.base for token in tokens), []).append(marked)
    return _Lists(
        phrases,
        {bases[0]: len(bases) for bases in sorted(phrases, key=len)},
        tuple(block["kind"] for block in blocks),
        frozenset(block["kind"] for block in blocks if block.get("anywhere")),
    )


def kind_of(text: str) -> str:
    """Return the kind of a message that is chatter from its first word to its last, "" for any other."""
    if len(text) > _LONGEST:
        return ""
    lists = _lists()
    tokens = tokenize(clean(text))
    # The kinds on some way from the start to each position; positions that no way leads to are missing.
    reached: dict[int, frozenset[str]] = {0: frozenset()}
    for start in range(len(tokens)):
        if start not in reached:
            continue
        for end in _ends(tokens, start, lists):
            kinds = _kinds(tokens[start:end], lists)
            if kinds:
                reached[end] = reached.get(end, frozenset()) | reached[start] | kinds
    found = reached.get(len(tokens), frozenset()) - {_AROUND}
    return next((kind for kind in lists.order if kind in found), "")


def told_by_a_part(text: str) -> str:
    """Return the kind of a message that some of its words show to be out of scope, "" for any other."""
    lists = _lists()
    tokens = tokenize(clean(text[:_LONGEST]))
    are_marked = _are_marked(tokens)
    for start in range(len(tokens)):
        for end in _ends(tokens, start, lists):
            if kinds := _kinds(tokens[start:end], lists, are_marked=are_marked) & lists.anywhere:
                return min(kinds)
    return ""


def _ends(tokens: Sequence[Token], start: int, lists: _Lists) -> range:
    """Return where a phrase may end that begins at tokens[start]."""
    return range(start + 1, min(start + lists.longest.get(tokens[start].base, 0), len(tokens)) + 1)


def _are_marked(tokens: Sequence[Token]) -> bool:
    """Return whether a message is typed with marks: then "thu mấy" is no "thứ mấy"."""
    letters = [token for token in tokens if token.base.isalpha()]
    return sum(bool(token.marks) for token in letters) * 2 >= max(len(letters), 2)


def _kinds(tokens: Sequence[Token], lists: _Lists, *, are_marked: bool = False) -> frozenset[str]:
    """Return the kinds of the phrases that words may be; marks that were typed must be the phrase's own.

    are_marked: where none was typed, the phrase must have none either.
    """
    typed = [token.marks for token in tokens]
    return frozenset(
        kind
        for marks, kind in lists.phrases.get(tuple(token.base for token in tokens), ())
        if all((not mine and not are_marked) or mine == known for mine, known in zip(typed, marks, strict=True))
    )
