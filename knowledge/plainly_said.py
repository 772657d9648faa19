"""Messages of nothing but a name, a place and a period, each as it is written: taken apart without any weighing."""

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from knowledge import cues, period_words
from knowledge.base import Knowledge
from knowledge.keyboard import is_syllable
from knowledge.period_words import PeriodMention
from knowledge.phrases import Hit
from knowledge.place_choice import units_inside
from knowledge.places import PlaceMention
from knowledge.reading import Reading, ReadWord, read_plainly
from knowledge.vocabulary import written

_FILLER = "filler"
# Cues that say nothing of which figure is meant.
_EMPTY = frozenset({_FILLER, "generic"})
_DIGITS_OF_YEAR = 4
# "thị trấn", "thành phố"
_LONGEST_KIND = 2
# How near a word must come to what nobody knows.
_SLIP = 0.6


class PlainlySaid(NamedTuple):
    """What a message consists of.

    hits: cues, which say nothing or are words of the name; name: the positions of what names the indicator; is_short:
    it has a short form ("tl cứng hóa"); mended: what was typed for a word of it, and that word.
    """

    reading: Reading
    period: PeriodMention
    place: PlaceMention
    hits: list[Hit[str]]
    indicator: int
    name: range
    is_short: bool
    mended: tuple[tuple[str, str], ...] = ()


def take_apart(text: str, knowledge: Knowledge, today: date) -> PlainlySaid | None:
    """Return what a message consists of, None where anything in it asks for a closer look."""
    reading = read_plainly(text, knowledge.lexicon)
    if reading is None:
        return None
    words = reading.words
    if not any(len(word.base) == _DIGITS_OF_YEAR and word.base.isdecimal() for word in words):
        return None
    period, *others = period_words.find(words, today) or (None,)
    if period is None or others or period.year is None or period.part is None or period.is_base:
        return None
    dated = set(range(period.start, period.end))
    hits = cues.unbroken(cues.find(words, dated, knowledge), reading)
    fillers = [hit for hit in hits if hit.value == _FILLER and hit.fit == 1.0]
    found = [
        (place, named)
        for place in _places(reading, dated, knowledge)
        if (named := _named(words, dated.union(range(place.start, place.end)), fillers, knowledge)) is not None
    ]
    if len(found) != 1:
        return None
    place, (indicator, name, said) = found[0]
    before = set(range(place.start - _LONGEST_KIND, place.start)).difference(name) if not place.types else ()
    if any(at >= 0 and knowledge.place_index.begins_kind(words[at].base) for at in before):
        return None  # the "thi tra" of "Thi tra Loc Binh" may be a "thị trấn"
    names = {*name, *range(place.start, place.end)}
    hits = [hit for hit in hits if hit.fit == 1.0 or not names.issuperset(range(hit.start, hit.end))]
    if any(hit.fit < 1.0 or not _says_nothing(hit, names, name) for hit in hits):
        return None
    long = _written_out(said, knowledge)
    if long != said and not {indicator}.issuperset(knowledge.indicator_index.named(long)):
        return None  # "xã NTM kiểu mẫu" is all that "xã nông thôn mới kiểu mẫu" names
    typed = words[name.start : name.stop]
    text = reading.text
    mended = tuple(
        (text[one.start : one.end], written(meant.base, meant.marks))
        for one, meant in zip(typed, said, strict=True)
        if one is not meant
    )
    if mended:
        reading = replace(reading, words=(*words[: name.start], *said, *words[name.stop :]))
    return PlainlySaid(reading, period, place, hits, indicator, name, long != said, mended)


def _says_nothing(hit: Hit[str], names: set[int], name: range) -> bool:
    """Return whether a cue asks for nothing: it is a filler, or its words are those of a name.

    Within an indicator's name some mean what they say all the same ("tăng").
    """
    if hit.value in _EMPTY or not names.issuperset(range(hit.start, hit.end)):
        return hit.value in _EMPTY
    return hit.value not in cues.TELLING or name.start > hit.start or hit.end > name.stop


def _written_out(words: tuple[ReadWord, ...], knowledge: Knowledge) -> tuple[ReadWord, ...]:
    """Return words with the short forms of one word among them as their likeliest meanings."""
    row: list[ReadWord] = []
    for word in words:
        long = None if is_syllable(word.base) else next(knowledge.abbreviations.meanings((word.base,)), None)
        row += [word] if long is None else [word._replace(base=base, marks=marks) for base, marks in long]
    return tuple(row)


def _places(reading: Reading, dated: Set[int], knowledge: Knowledge) -> list[PlaceMention]:
    """Return the places named with those above them; those with their kind alone where there are any."""
    found: list[PlaceMention] = []
    at = 0
    while at < len(reading.words):
        place = _place_at(at, reading, dated, knowledge)
        found += [place] if place is not None else []
        at = place.end if place is not None and place.types else at + 1
    return [place for place in found if place.types] or found


def _place_at(at: int, reading: Reading, dated: Set[int], knowledge: Knowledge) -> PlaceMention | None:
    """Return the place named from a position on, together with the units above it that are named behind it."""
    index, words = knowledge.place_index, reading.words
    inner = index.named_at(words, at) if at < len(words) and index.begins(words[at].base) else None
    if inner is None or not dated.isdisjoint(range(inner.start, inner.end)):
        return None
    if any(cues.breaks_before(reading, within) for within in range(inner.start + 1, inner.end)):
        return None  # "gia cầm, thủy cầm" holds no Cẩm Thủy
    behind = inner.end + (inner.end < len(words) and words[inner.end].base in knowledge.words.groups.within)
    outer = _place_at(behind, reading, dated, knowledge)
    inside = units_inside(inner, outer, knowledge) if outer is not None else ()
    if outer is None or not inside:
        return inner
    return inner._replace(end=outer.end, places=inside, is_within=True)


def _named(
    words: Sequence[ReadWord], explained: Set[int], fillers: Sequence[Hit[str]], knowledge: Knowledge
) -> tuple[int, range, tuple[ReadWord, ...]] | None:
    """Return the one indicator whose name stands in a row, where, and its words, if all besides says nothing."""
    free = [at for at in range(len(words)) if at not in explained]
    unknown = next((at for at, word in enumerate(words) if word.is_unknown), None)
    for name in _rows(free, fillers):
        said = tuple(words[name.start : name.stop])
        rows = [said] if unknown is None else _mended(said, unknown - name.start) if unknown in name else []
        named = [(row, one, marks) for row in rows for one, marks in knowledge.indicator_index.named(row).items()]
        if len(named) > 1:
            return None
        for row, indicator, marks in named:
            meant = [
                word._replace(marks=known) if at + name.start == unknown else word
                for at, (word, known) in enumerate(zip(row, marks, strict=True))
            ]
            return indicator, name, tuple(meant)
    return None


def _mended(words: tuple[ReadWord, ...], at: int) -> list[tuple[ReadWord, ...]]:
    """Return words with each of those that one of them may be a slip for in its place."""
    return [
        (*words[:at], words[at].read_as(base), *words[at + 1 :])
        for base, likeness in words[at].options
        if likeness >= _SLIP
    ]


def _rows(free: Sequence[int], fillers: Sequence[Hit[str]]) -> list[range]:
    """Return the rows of free positions beside which all is filler, the longest first."""
    if not free:
        return []
    firsts, lasts = [free[0]], [free[-1]]
    for hit in fillers:
        if hit.start == firsts[-1]:
            firsts += [at for at in free if at >= hit.end][:1]
    for hit in reversed(fillers):
        if hit.end - 1 == lasts[-1]:
            lasts += [at for at in reversed(free) if at < hit.start][:1]
    told = set(free)
    rows = (range(first, last + 1) for first in firsts for last in lasts if first <= last)
    return sorted((row for row in rows if told.issuperset(row)), key=len, reverse=True)
