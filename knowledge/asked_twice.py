"""Two figures of one thing asked for at once: "đạt bao nhiêu và tăng bao nhiêu", "kế hoạch và ước thực hiện"."""

from collections.abc import Collection
from itertools import pairwise, takewhile
from typing import NamedTuple

from knowledge import cues
from knowledge.base import Knowledge
from knowledge.facts import KINDS
from knowledge.meaning import units_asked
from knowledge.question import Question

_TWO = 2


class _Asking(NamedTuple):
    """The positions of the words that ask for one of two figures, and not for the other."""

    start: int
    end: int


def apart(question: Question, knowledge: Knowledge) -> tuple[str, str] | None:
    """Return a message that asks for two figures as two messages, each with what both share; None for any other.

    "Xuất khẩu 2025 được mấy tỷ đô, tăng mấy %" is "Xuất khẩu 2025 được mấy tỷ đô" and "Xuất khẩu 2025 tăng mấy %".
    """
    askings = _numbers_asked(question, knowledge) or _kinds_asked(question, knowledge)
    if askings is None:
        return None
    first, second = askings
    text, words = question.reading.text, question.words
    joint = _joint(question, first.end, second.start, knowledge)
    before, between = words[first.start].start, slice(words[first.end - 1].end, words[joint - 1].end)
    return (
        f"{text[: between.stop]} {text[words[second.end - 1].end :]}",
        f"{text[:before]} {text[between]} {text[words[second.start].start :]}",
    )


def _joint(question: Question, start: int, end: int, knowledge: Knowledge) -> int:
    """Return where between two askings the second begins: behind a comma or at an "và"; end + 1 if nowhere."""
    joints = knowledge.words.groups.connectors
    return next(
        (
            at
            for at in range(start, end + 1)
            if cues.breaks_before(question.reading, at) or question.words[at].base in joints
        ),
        end + 1,
    )


def _numbers_asked(question: Question, knowledge: Knowledge) -> tuple[_Asking, _Asking] | None:
    """Return where each of two "bao nhiêu" stands, with its unit and the little words that lead to it."""
    words, joints = question.words, knowledge.words.groups.connectors
    how_many = knowledge.words.groups.how_many
    # the "máy" of "nhà máy nước" asks for nothing
    asked_at = [at for at, word in enumerate(words) if word.base in how_many and question.meaning.get(at) == 0]
    if len(asked_at) != _TWO:
        return None
    counted = units_asked(words, knowledge)
    first, second = asked_at
    first_end, second_end = (_end(at, counted) for at in asked_at)
    named = {at for place in question.places for at in range(place.start, place.end)}
    named |= {at for period in question.periods for at in range(period.start, period.end)}

    def is_little(at: int) -> bool:
        return at not in named and not question.meaning.get(at, 0.0)

    def leads_on(at: int) -> bool:
        return is_little(at) and words[at].base not in joints and not cues.breaks_before(question.reading, at + 1)

    begins = _joint(question, first_end, second, knowledge)
    if begins > second or not named.isdisjoint(range(begins, second_end)):
        return None  # a place or period of its own is no other figure of the same
    if any(at not in named and not is_little(at) for at in range(first_end, begins)):
        first_end = first + 1  # "bao nhiêu lượt khách du lịch, tăng mấy %": both are of the visitors
    before = takewhile(leads_on, range(first - 1, -1, -1))
    behind = takewhile(
        lambda at: is_little(at) and not cues.breaks_before(question.reading, at), range(second_end, len(words))
    )
    start, end = min((*before, first)), max((*behind, second_end - 1)) + 1
    return _Asking(start, first_end), _Asking(begins + (words[begins].base in joints), end)


def _end(at: int, counted: Collection[int]) -> int:
    end = at + 1
    while end in counted:
        end += 1
    return end


def _kinds_asked(question: Question, knowledge: Knowledge) -> tuple[_Asking, _Asking] | None:
    """Return where two kinds of a figure stand beside each other: "kế hoạch và ước thực hiện"."""
    if len(question.cues.intersection(KINDS)) < _TWO:
        return None
    dated = {at for one in question.periods for at in range(one.start, one.end)}
    hits = [hit for hit in cues.find(question.words, dated, knowledge) if hit.value in KINDS]
    for one, other in pairwise(hits):
        if one.value != other.value and _joint(question, one.end, other.start, knowledge) == one.end:
            return _Asking(one.start, one.end), _Asking(other.start, other.end)
    return None
