"""A message with slips decoded as a whole: the rows of words that may have been meant, the likeliest first.

A noisy channel in the sense of Kernighan, Church and Gale (1990): every word that may have been meant costs what the
slip costs that makes the typed one of it, and every seam between two words costs something where neither a name nor a
phrase nor the questions that people ask have them side by side. The rows of least cost are found by a beam search.
"""

import csv
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from knowledge.base import Knowledge
from knowledge.keyboard import is_syllable
from knowledge.lexicon import is_by_ear, is_same_keys
from knowledge.meaning import LITTLE
from knowledge.question import Question
from knowledge.reading import ReadWord
from knowledge.text import PLAIN, ROMAN, syllable
from knowledge.vocabulary import Known

QUESTION_PAIRS = Path(__file__).parent / "data" / "question_pairs.csv"
# What a slip costs: another region's way of saying it or keys that all belong there; another key; two slips; and what
# it costs besides to take a known word for a slip.
_SAME_KEYS, _OTHER_KEY, _TWICE, _KNOWN = 1.0, 1.4, 2.4, 0.4
# What it costs besides that names have the word as it stands, without marks: the "gao" of "xuat khau gao" is no "giao".
_NAMED = 0.6
# What it costs to leave a word as it is that nobody knows: letters that make a syllable, and others.
_NEW_SYLLABLE, _NO_WORD = 1.6, 2.6
# What it costs that a word is typed without marks in a message that has some.
_NO_MARKS = 0.6
# What it costs that a short form of two letters is one, with so many meanings as each of them has.
_SHORT_FORM = 0.3
# What a seam costs that nobody has seen: beside a word that pads questions, beside one that would be a slip for such a
# word, beside a place or a period, in a name.
_PADDING_SEAM, _CHANGED_SEAM, _CLASS_SEAM, _SEAM = 0.4, 1.0, 0.6, 1.6
_SHORTEST, _SHORTEST_TWICE, _SHORTEST_THING, _LONGEST_SMALL = 2, 5, 4, 2
_LONGEST, _MOST_CANDIDATES, _BEAM, _MOST_ROWS, _MOST_CHANGES = 40, 10, 24, 5, 3
# What it costs that a word taken for a slip belongs to neither of its neighbours.
_ADRIFT = 1.0
# Rows that cost so much more than the best one are not what was meant.
_WORSE = 0.8
# By how much a row must be better than the message as it stands.
_BETTER = 0.3
# "cH" is a "KH" with a slip.
_MIXED = re.compile("[a-zđ][A-ZĐ]")
_PLACE, _PERIOD, _NUMBER, _BEGIN = "PLACE", "PERIOD", "NUMBER", "BEGIN"

_Edge = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Change:
    """Letters text[start:end] of a message taken for a slip.

    is_known: they are a word as they stand. is_plain: no key of a longer word was hit that does not belong there.
    is_short_form: they have a capital behind the first letter, in a message that is not all capitals.
    """

    start: int
    end: int
    known: Known
    is_known: bool
    is_plain: bool
    is_short_form: bool


@dataclass(frozen=True, slots=True)
class Row:
    """What a message may have been: the changes that make it so, what they and its seams cost, and how much that saves.

    gain: what the message costs as it stands, less that.
    """

    cost: float
    gain: float
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What may stand at a spot: the words it begins and ends with, what it costs, and the change it is, if any."""

    firsts: tuple[_Edge, ...]
    lasts: tuple[_Edge, ...]
    cost: float
    is_padding: bool
    label: str = ""
    change: Change | None = None


_BEGINNING = _Candidate((), (), 0.0, is_padding=False, label=_BEGIN)
_END = _Candidate((), (), 0.0, is_padding=False, label="END")


# What may stand at one spot of a message: what was typed, as it was read, and what else may have been meant.
_Spot = tuple[_Candidate, ...]


class _Path(NamedTuple):
    """The beginning of a row: what it costs, its last seam alone, its last candidate and the changes in it."""

    cost: float
    seam: float
    last: _Candidate
    changes: tuple[Change, ...]

    def may_change(self, change: Change) -> bool:
        """Return whether one more slip is likely: few words have one, and hardly two make another word of one."""
        is_second = change.is_known and any(one.is_known for one in self.changes)
        return len(self.changes) < _MOST_CHANGES and not is_second

    def with_next(self, one: _Candidate, seam: float) -> "_Path":
        """Return the path with one more word; a slip for a word that belongs neither before nor behind is unlikely."""
        is_slip = self.last.change is not None
        is_adrift = is_slip and self.seam > 0 and seam > 0
        is_borne_out = is_slip and self.seam == _CHANGED_SEAM and seam == 0  # the "củ" of "y tế củ huyện"
        cost = self.cost + one.cost + seam * (one is not _END)
        cost += _ADRIFT * is_adrift - (_CHANGED_SEAM - _PADDING_SEAM) * is_borne_out
        return _Path(cost, seam, one, self.changes if one.change is None else (*self.changes, one.change))


def decode(question: Question, knowledge: Knowledge) -> list[Row]:
    """Return the rows of words that a message with slips may have been, best first; none where it is best as it is."""
    if len(question.words) > _LONGEST:
        return []
    spots = _spots(question, knowledge)
    if all(len(spot) == 1 for spot in spots):
        return []
    changed = [row for row in _search(spots, knowledge) if row.changes and row.gain >= _BETTER]
    return [row for row in changed if row.cost <= changed[0].cost + _WORSE][:_MOST_ROWS]


def has_slip(question: Question, knowledge: Knowledge) -> bool:
    """Return whether a message has letters, outside the names of places and periods, that are no known word."""
    named, text = _named(question, knowledge), question.reading.text
    return any(
        at not in named
        and word.base.isalpha()
        and len(word.base) > 1
        and not _is_known(word, text[word.start : word.end], question, knowledge)
        for at, word in enumerate(question.words)
    )


def adrift(question: Question, used: Set[int], knowledge: Knowledge) -> list[Change]:
    """Return what the known words that an answer passes over would be with a slip.

    Only such as go with a neighbour that tells something. used: positions that the answer explains. The "nhe" of "nhe
    văn hóa thôn" may pad, and may be a "nhà" with a slip.
    """
    row = _as_row(question, knowledge)
    found: list[Change] = []
    for at, (positions, itself) in enumerate(zip(row.groups, row.typed, strict=True)):
        before, after = (_BEGINNING, *row.typed)[at], (*row.typed, _END)[at + 1]
        tells_before, tells_after = (not (one.label or one.is_padding) for one in (before, after))
        is_passed_over = itself.cost < _SAME_KEYS and used.isdisjoint(positions)
        if itself.label or not is_passed_over or not (tells_before or (tells_after and after is not _END)):
            continue
        if not _seam(before, itself, knowledge) or (after is not _END and not _seam(itself, after, knowledge)):
            continue
        for one in _meant_at(question, positions, knowledge, plain=row.is_plain, is_known=True):
            is_at_home = (tells_before and not _seam(before, one, knowledge)) or (
                tells_after and not _seam(one, after, knowledge)
            )
            if one.change is not None and is_at_home and not one.is_padding:
                found.append(one.change)
    return found


@dataclass(frozen=True, slots=True)
class _AsTyped:
    """A message as it was read: the positions of each word, what it is; is_plain: no word has marks."""

    groups: tuple[tuple[int, ...], ...]
    typed: tuple[_Candidate, ...]
    is_plain: bool


def _as_row(question: Question, knowledge: Knowledge) -> _AsTyped:
    words = question.words
    named = _named(question, knowledge)
    plain = all(word.is_unmarked for word in words if word.how in ("typed", "unknown"))
    groups: list[list[int]] = []
    for at, word in enumerate(words):
        goes_on = at > 0 and (
            named.get(at) is not None and named[at] == named.get(at - 1)
            if at in named or at - 1 in named
            else word.start == words[at - 1].start
        )
        if goes_on:
            groups[-1].append(at)
        else:
            groups.append([at])
    typed = tuple(_as_typed(question, positions, named, knowledge, plain=plain) for positions in groups)
    return _AsTyped(tuple(map(tuple, groups)), typed, plain)


def _spots(question: Question, knowledge: Knowledge) -> list[_Spot]:
    """Return what stands in a message, and what else may have been meant where a word is not at home."""
    row = _as_row(question, knowledge)
    typed = row.typed
    seams = [_seam(one, other, knowledge) for one, other in pairwise((_BEGINNING, *typed, _END))]
    spots = []
    for at, (positions, itself) in enumerate(zip(row.groups, typed, strict=True)):
        others: list[_Candidate] = []
        is_left_out = itself.cost == 0 and question.left_out.issuperset(positions)  # the "ngo" of "khong tinh ngo"
        if not (itself.label or is_left_out) and itself.cost + seams[at] + seams[at + 1] > _PADDING_SEAM:
            is_known = itself.cost < _SAME_KEYS
            others = _meant_at(question, positions, knowledge, plain=row.is_plain, is_known=is_known)
            if len(others) > _MOST_CANDIDATES:
                before, after = (_BEGINNING, *typed)[at], (*typed, _END)[at + 1]
                others.sort(key=lambda one: one.cost + _seam(before, one, knowledge) + _seam(one, after, knowledge))
        spots.append((itself, *others[:_MOST_CANDIDATES]))
    return spots


def _meant_at(
    question: Question, positions: Sequence[int], knowledge: Knowledge, *, plain: bool, is_known: bool
) -> list[_Candidate]:
    start, end = question.words[positions[0]].start, question.words[positions[-1]].end
    return _meant(start, end, question.reading.text, knowledge, plain=plain, is_known=is_known)


def _named(question: Question, knowledge: Knowledge) -> dict[int, tuple[str, int]]:
    """Return which positions belong to a place or a period that is as sure as it stands."""
    with_figures = knowledge.place_index.with_figures
    named: dict[int, tuple[str, int]] = {}
    for place in question.places:
        if not place.corrected or not with_figures.isdisjoint(place.places):
            named |= dict.fromkeys(range(place.start, place.end), (_PLACE, place.start))
    for period in (*question.periods, *question.bases):
        span = range(period.start, period.end)
        if period.year is not None and not any(question.words[at].is_unknown for at in span):
            named |= dict.fromkeys(span, (_PERIOD, period.start))
    return named


def _as_typed(
    question: Question,
    positions: Sequence[int],
    named: Mapping[int, tuple[str, int]],
    knowledge: Knowledge,
    *,
    plain: bool,
) -> _Candidate:
    """Return letters as they were read, and what it costs to leave them so."""
    if positions[0] in named:
        return _Candidate((), (), 0.0, is_padding=False, label=named[positions[0]][0])
    first, last = question.words[positions[0]], question.words[positions[-1]]
    firsts, lasts = ((first.base, _marks(first.marks, plain=plain)),), ((last.base, _marks(last.marks, plain=plain)),)
    if not first.base.isalpha():
        return _Candidate(firsts, lasts, 0.0, is_padding=True, label=_NUMBER if first.base[:1].isdigit() else "")
    typed = question.reading.text[first.start : first.end]
    is_known = _is_known(first, typed, question, knowledge)
    is_short_form = first.how == "short" and len(typed) <= _LONGEST_SMALL
    is_bare = is_known and first.how == "typed" and _is_bare(typed, knowledge, plain=plain)
    if is_bare:
        cost = _NO_MARKS
    elif is_known:
        cost = _SHORT_FORM * is_short_form
    elif first.how == "typed" and first.base != syllable(typed)[0]:
        cost = _OTHER_KEY  # the words beside it have told what it is a slip for
    else:
        cost = _NEW_SYLLABLE if is_syllable(first.base) else _NO_WORD
    is_padding = is_known and not is_bare and all(question.meaning.get(at, 0.0) <= LITTLE for at in positions)
    return _Candidate(firsts, lasts, cost, is_padding)


def _is_bare(typed: str, knowledge: Knowledge, *, plain: bool) -> bool:
    """Return whether letters are no word without marks, which others of their message have: "nền kenh tế"."""
    base, marks = syllable(typed)
    return not (plain or marks) and knowledge.lexicon.lacks_marks(base)


def _is_known(word: ReadWord, typed: str, question: Question, knowledge: Knowledge) -> bool:
    """Return whether letters are a word as they stand, or several, or the keys for one in a message full of such."""
    if word.how in ("short", "split"):
        return not _MIXED.fullmatch(typed)
    if word.how in ("telex", "vni"):
        return sum(other.how == word.how for other in question.words) > 1
    base, marks = syllable(typed)
    return knowledge.lexicon.knows_marks(base, marks) if marks else base in knowledge.lexicon


def _meant(start: int, end: int, text: str, knowledge: Knowledge, *, plain: bool, is_known: bool) -> list[_Candidate]:
    """Return the known words that a slip or two make the letters text[start:end] of."""
    typed, vocabulary = text[start:end], knowledge.vocabulary
    base, marks = syllable(typed)
    if not base.isalpha() or len(base) < _SHORTEST or (is_known and base in knowledge.kinds):
        return []  # the "TT." of a place is meant
    is_word = is_known or is_syllable(base)
    subgroups, restricting = knowledge.words.groups.subgroups, knowledge.words.restricting
    is_part = (base, marks) in restricting if marks else base in subgroups  # a "củ" is no "cũ"
    is_named = knowledge.indicator_index.knows(base)
    is_thing = is_known and (is_part or len(base) >= _SHORTEST_THING) and is_named
    is_short_form = any(char.isupper() for char in typed[1:]) and not text.isupper()
    is_sure = is_known and not _is_bare(typed, knowledge, plain=plain)
    is_number = set(base) <= ROMAN  # "OOP" may be "OCOP", a "II" is no "III"
    once = vocabulary.near(typed, base, 1, plain=plain or is_short_form)
    near = [(one, 1) for one in vocabulary.likely(typed, base, once, knowledge.kinds)]
    if not is_known and len(base) >= _SHORTEST_TWICE and not is_short_form:
        near += [(one, 2) for one in vocabulary.near(typed, base, 2, plain=plain)]
    found: list[_Candidate] = []
    for one, slips in near:
        is_short = vocabulary.is_short(one)
        is_in_capitals = is_short or (is_short_form and not (is_number or is_syllable(one.base)))
        if is_in_capitals != is_short_form and (is_short_form or marks or (is_word and len(base) > _LONGEST_SMALL)):
            continue
        if (is_thing or slips > 1) and vocabulary.is_filler(one):
            continue  # the "Mông" of "người dân tộc Mông" is no "hông", "xêyn" no "xin"
        cost = _TWICE if slips > 1 else _SAME_KEYS if _is_likely(base, marks, one) else _OTHER_KEY
        if is_known and vocabulary.is_short(Known(base, None, base)) and sorted(base) != sorted(one.base):
            continue  # a known short form is none for another: "SL" is no "TL", but an "SN" may be an "NS"
        edges = list(knowledge.abbreviations.edges(one.base)) if is_short else []
        firsts = tuple((edge, None) for edge, _ in edges) or ((one.base, one.marks),)
        lasts = tuple((edge, None) for _, edge in edges) or ((one.base, one.marks),)
        is_plain = cost == _SAME_KEYS and len(base) >= _SHORTEST_THING
        change = Change(start, end, one, is_known, is_plain, is_short_form)
        found.append(
            _Candidate(
                firsts,
                lasts,
                cost + _KNOWN * is_sure + _NAMED * (is_sure and not marks and is_named),
                vocabulary.is_filler(one),
                change=change,
            )
        )
    return found


def _marks(marks: str, *, plain: bool) -> str | None:
    return None if plain or not marks else "" if marks == PLAIN else marks


def _is_likely(base: str, marks: str, one: Known) -> bool:
    if base == one.base or is_by_ear(base, one.base):
        return True
    return is_same_keys(base, one.base) and (
        one.marks is None or not marks or marks == one.marks or len(base) != len(one.base)
    )


def _search(spots: Sequence[_Spot], knowledge: Knowledge) -> list[Row]:
    """Return the cheapest rows of candidates, best first."""
    paths = [_Path(0.0, 0.0, _BEGINNING, ())]
    for spot in spots:
        longer = [
            path.with_next(one, _seam(path.last, one, knowledge))
            for path in paths
            for one in spot
            if one.change is None or path.may_change(one.change)
        ]
        longer.sort(key=lambda path: path.cost)
        paths = longer[:_BEAM]
    paths = [path.with_next(_END, 0.0 if path.last.label else _PADDING_SEAM) for path in paths]
    as_typed = _cost_as_typed(spots, knowledge)
    return sorted((Row(path.cost, as_typed - path.cost, path.changes) for path in paths), key=lambda row: row.cost)


def _cost_as_typed(spots: Sequence[_Spot], knowledge: Knowledge) -> float:
    last, cost = _BEGINNING, 0.0
    for spot in spots:
        itself = spot[0]
        cost += itself.cost + _seam(last, itself, knowledge)
        last = itself
    return cost


def _seam(one: _Candidate, other: _Candidate, knowledge: Knowledge) -> float:
    """Return what it costs that two words stand side by side."""
    if (one.label and other.label) or other is _END:
        return 0.0
    pairs = question_pairs()
    beside = knowledge.vocabulary.beside
    lasts = ((one.label, ""),) if one.label in (_PLACE, _PERIOD, _BEGIN) else one.lasts
    firsts = ((other.label, ""),) if other.label in (_PLACE, _PERIOD) else other.firsts
    for last in lasts:
        for first in firsts:
            if not (last[0].isupper() or first[0].isupper()) and beside(last, first):
                return 0.0
            known = pairs.get((last[0], first[0]))
            if known is not None and any(
                last[1] in (None, mine) and first[1] in (None, theirs) for mine, theirs in known
            ):
                return 0.0
    if one.is_padding or other.is_padding:
        is_changed = one.change is not None or other.change is not None
        return _CHANGED_SEAM if is_changed else _PADDING_SEAM
    return _CLASS_SEAM if one.label or other.label else _SEAM


@cache
def question_pairs() -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """Return the words that people put side by side in questions, each pair of folded words with its marks."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    with QUESTION_PAIRS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            (one, marks), (other, others) = (_folded(row[column]) for column in ("word", "next"))
            found.setdefault((one, other), set()).add((marks, others))
    return {pair: frozenset(marks) for pair, marks in found.items()}


def _folded(word: str) -> tuple[str, str]:
    return (word, "") if word.isupper() else syllable(word)
