"""Units that stand elsewhere than right after "bao nhiêu": "mấy tạ một héc-ta", "mỗi người bao nhiêu m²", "(trđ)"."""

from collections.abc import Sequence

from knowledge.base import Knowledge
from knowledge.reading import Reading, ReadWord

_NONE: tuple[range, frozenset[str]] = (range(0), frozenset())
_MOST_BETWEEN, _LONGEST = 3, 2


def denominator(words: Sequence[ReadWord], start: int, end: int, knowledge: Knowledge) -> tuple[range, frozenset[str]]:
    """Return where the denominator of the unit at words[start:end] stands and what both measure together, if anything.

    It follows ("tạ trên một héc-ta") or comes first ("mỗi người bao nhiêu m²"), both with a word such as "mỗi".
    """
    bases = [word.base for word in words]
    dimensions = knowledge.dimensions_named(words[start:end])
    groups = knowledge.words.groups
    at = end
    while at < len(bases) and at - end < _MOST_BETWEEN and bases[at] in groups.per | groups.each:
        at += 1
    found = _at(bases, at, dimensions, knowledge) if at > end else None
    if found is not None:
        return range(end, found[0].stop), found[1]
    for before in range(start - 1):
        if (
            bases[before] in groups.each
            and (found := _at(bases[:start], before + 1, dimensions, knowledge)) is not None
        ):
            return range(before, found[0].stop), found[1]
    return _NONE


def _at(
    bases: Sequence[str], at: int, dimensions: frozenset[str], knowledge: Knowledge
) -> tuple[range, frozenset[str]] | None:
    for length in range(_LONGEST, 0, -1):
        noun = " ".join(bases[at : at + length])
        both = frozenset(
            known for dimension in dimensions if (known := knowledge.ratios.get((dimension, noun))) is not None
        )
        if both and at + length <= len(bases):
            return range(at, at + length), both
    return None


def in_brackets(reading: Reading, knowledge: Knowledge) -> range:
    """Return the positions of a unit in brackets at the end of a message: "Thu ngân sách 2023 (trđ)"."""
    opened = reading.text.rfind("(")
    if opened < 0 or not reading.text.rstrip(" .?!").endswith(")"):
        return range(0)
    first = next((at for at, word in enumerate(reading.words) if word.start > opened), len(reading.words))
    return range(first, len(reading.words)) if knowledge.dimensions_named(reading.words[first:]) else range(0)
