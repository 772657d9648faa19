"""Lists of figures by the things that they are of: "toàn bộ số liệu về cá tra", "các số hộ nghèo, hộ cận nghèo"."""

import re
from collections.abc import Iterable, Mapping, Sequence

from knowledge.alternatives import age
from knowledge.base import Knowledge
from knowledge.cues import breaks_before
from knowledge.meaning import LITTLE
from knowledge.question import Question
from knowledge.scoring import KIND_ORDER
from knowledge.store import Observation
from knowledge.text import key, marks_agree

_SLIP = 0.8
# Marks that agree no more than this make another word of it.
_OTHER_MARKS = 0.8
_BRACKETS = re.compile(r"\(([^)]*)\)")
# A sum of several in one name is parted by these only, where one of them stands in a message.
_STRONG = ";"
# More than these are of no thing in particular, where several are asked for.
_MOST_OF_SEVERAL = 8
_OPENING = ":"


def of_message(question: Question, knowledge: Knowledge) -> tuple[list[list[int]], list[int]]:
    """Return the positions of the words of each thing that a list is asked of, and of the words that hold for all.

    Behind a colon stand the things one by one: "khen thưởng của UBND tỉnh: cờ thi đua, bằng khen".
    """
    reading, meaning = question.reading, question.meaning
    words, joints = reading.words, knowledge.words.groups.connectors
    gaps = {at: reading.text[words[at - 1].end : words[at].start] for at in range(1, len(words))}
    spoken = [at for at in sorted(meaning) if _may_tell(question, at)]
    opening = next((at for at in sorted(gaps) if _OPENING in gaps[at]), 0)
    before = [at for at in spoken if at < opening and meaning[at] > LITTLE]
    begins = opening if opening and any(at >= opening for at in spoken) else 0
    is_strong = any(_STRONG in gaps[at] for at in range(begins + 1, len(words)))
    things: list[list[int]] = [[]]
    last = begins
    for at in (at for at in spoken if at >= begins):
        between = range(last + 1, at + 1)
        if is_strong:
            is_apart = any(_STRONG in gaps[p] for p in between)
        else:
            is_apart = any(breaks_before(reading, p) for p in between) or any(
                words[p].base in joints and meaning.get(p, 0.0) <= LITTLE for p in range(last, at)
            )
        if is_apart:
            things.append([])
        things[-1].append(at)
        last = at
    told = [[at for at in thing if meaning[at] > LITTLE] for thing in things]
    return [thing for thing in told if thing], (before if begins else [])


def _may_tell(question: Question, at: int) -> bool:
    return question.meaning[at] > LITTLE and question.words[at].base[0].isalnum() and at not in question.excluded


def of_these(
    observations: Sequence[Observation],
    question: Question,
    things: Sequence[Sequence[int]],
    common: Sequence[int],
    knowledge: Knowledge,
) -> list[Observation]:
    """Return those figures whose indicators have all words of a thing in one name, thing by thing.

    Nothing where one of several things has none. What one thing owes another ("có giấy phép, được miễn") or all say
    (common) tells which of several are meant.
    """
    present = dict.fromkeys(o.indicator for o in observations)
    names = {indicator: _names_of(indicator, knowledge) for indicator in present}
    fits = {match.indicator: match.score for match in question.matches}
    listed: dict[int, None] = {}
    for number, thing in enumerate(things):
        having = _having(present, names, question, thing, knowledge)
        having = having or _having(present, names, question, _before_clause(question, thing, knowledge), knowledge)
        if not having or (len(things) > 1 and len(having) > _MOST_OF_SEVERAL):
            return []  # the "sản lượng" of "sản lượng, năng suất lúa" is of no crop by itself
        is_new = not number or not _said(question, thing) <= _said(question, things[0])
        helping = [at for at in (*common, *(things[0] if number and is_new else ())) if at not in thing]
        meant = _best_helped(having, names, question, helping)
        listed |= dict.fromkeys(sorted(meant, key=lambda indicator: -fits.get(indicator, 0.0)))
    order = {indicator: place for place, indicator in enumerate(listed)}
    return sorted(
        (o for o in observations if o.indicator in order),
        key=lambda o: (order[o.indicator], -age(o), KIND_ORDER[o.kind]),
    )


def _best_helped(
    having: Sequence[int], names: dict[int, list[Mapping[str, str]]], question: Question, helping: Sequence[int]
) -> list[int]:
    """Return those of some indicators that say most of the words which help to tell them apart."""
    shares = {
        indicator: max(sum(_is_in(name, question, at) for at in helping) for name in names[indicator])
        for indicator in having
    }
    most = max(shares.values())
    return [indicator for indicator in having if shares[indicator] == most]


def _having(
    present: Iterable[int],
    names: dict[int, list[Mapping[str, str]]],
    question: Question,
    thing: Sequence[int],
    knowledge: Knowledge,
) -> list[int]:
    """Return the indicators whose own name has all words of a thing, or else another name of theirs.

    No neighbour of what is named: "hộ cận nghèo" is no other name of the poor households that a rate is of.
    """
    if not thing:
        return []
    own = [indicator for indicator in present if all(_is_in(names[indicator][0], question, at) for at in thing)]
    if own:
        return own
    near = {other for match in question.matches[:1] for other in knowledge.neighbours.get(match.indicator, ())}
    return [
        indicator
        for indicator in present
        if indicator not in near and any(all(_is_in(name, question, at) for at in thing) for name in names[indicator])
    ]


def _before_clause(question: Question, thing: Sequence[int], knowledge: Knowledge) -> list[int]:
    """Return the words of a thing before what says how it was found: "sai nội dung giấy phép qua kiểm tra"."""
    framing, words = knowledge.words.groups.framing, question.words
    cut = (at for at in range(thing[0] + 1, thing[-1]) if words[at].base in framing and at not in thing)
    end = next(cut, thing[0])
    return [at for at in thing if at < end]


def _names_of(indicator: int, knowledge: Knowledge) -> list[Mapping[str, str]]:
    """Return the words of an indicator's names, its own first and without what it leaves out "(ngoài gia súc)"."""
    leaving_out = knowledge.words.groups.leaving_out
    brackets = (inside.split() for inside in map(key, _BRACKETS.findall(knowledge.indicators[indicator].name_vi)))
    left = {word for inside in brackets if inside and inside[0] in leaving_out for word in inside}
    own, *others = knowledge.indicator_index.words_of_names(indicator)
    return [{base: marks for base, marks in own.items() if base not in left}, *others]


def _said(question: Question, positions: Iterable[int]) -> set[str]:
    return {question.words[at].base for at in positions}


def _is_in(name: Mapping[str, str], question: Question, at: int) -> bool:
    """Return whether a name has a word as it was typed, or as it may have been meant; "tiêu" is no "tiểu"."""
    word = question.words[at]
    if word.base in name:
        return marks_agree(word.marks, name[word.base]) > _OTHER_MARKS
    return any(base in name for base, likeness in word.options if likeness >= _SLIP)


def in_periods(observations: Iterable[Observation], codes: Sequence[str]) -> list[Observation]:
    """Return the figures of some periods, and of the parts of a year among them; all where none is asked for."""
    years = tuple(f"{code}-" for code in codes if code.isdigit())
    return [o for o in observations if not codes or o.period in codes or o.period.startswith(years)]
