"""What a message wants to know of its figures: which kind, measure or field; or which offered choice it picks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from knowledge.base import Knowledge
from knowledge.indicators import Match
from knowledge.meaning import CHANGES, asks_how_many, holds, of_output
from knowledge.phrases import Hit
from knowledge.reading import ReadWord
from knowledge.text import PLAIN, syllable
from knowledge.word_lists import Topic

_PICK = re.compile(
    r"\s*(?:(?:cái|số|câu|mục|lựa chọn|chọn|phương án|ý)\s*)?(?:thứ\s*)?(\d{1,2}|nhất|hai|ba|tư|bốn|năm)\s*[.)]?\s*",
    re.IGNORECASE,
)
_PICK_WORDS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5}
_PICK_NUMBERS = {syllable(word)[0]: number for word, number in _PICK_WORDS.items()} | {"nhi": 2}
_LONGEST_PICK = 60
_ORDINAL = syllable("thứ")
_MOST_RECALLED = 20
# From here on the words of an alias are the indicator's name, not words of the question.
_WHOLE_NAME = 0.85
# Where "hộ nghèo" is as likely as a "mức giảm tỷ lệ hộ nghèo" of its own, the "giảm" is asked for.
_AS_LIKELY = 0.02
# A topic may lack its marks, "hoạt động" must not be read as one by a slip.
_TOPIC_FIT = 0.73
_LITTLE = 0.2


def picked(text: str, number_of_choices: int) -> int | None:
    """Return which of the choices offered last a message picks ("2", "cái thứ hai"), counted from one."""
    match = _PICK.fullmatch(text[:_LONGEST_PICK]) if number_of_choices else None
    if match is None:
        return None
    number = int(match[1]) if match[1].isdigit() else _PICK_WORDS[match[1].lower()]
    return number if 1 <= number <= number_of_choices else None


def recalled(words: Sequence[ReadWord], shown: int, knowledge: Knowledge) -> tuple[int, frozenset[int]]:
    """Return which of the figures shown last a message speaks of, and the positions that say so; 0 for none.

    "cái thứ 2", "nơi đứng thứ hai", "số thứ ba nằm ở mục nào". shown: how many figures there were.
    """
    for at, word in enumerate(words[:-1] if shown > 1 else ()):
        if word.base != _ORDINAL[0] or word.marks not in ("", PLAIN, _ORDINAL[1]):
            continue
        name = words[at + 1].base
        number = int(name) if name.isdecimal() else _PICK_NUMBERS.get(name, 0)
        if not 1 <= number <= min(shown, _MOST_RECALLED):
            continue
        first = at
        while first and words[first - 1].base in knowledge.words.groups.shown:
            first -= 1
        return number, frozenset(range(first, at + 2))
    return 0, frozenset()


def kind(cues: frozenset[str]) -> str:
    """Return the kind of figure asked for, "" for any."""
    if "estimate" in cues:
        return "estimate"
    if "target" in cues and "actual" not in cues:
        return "target"
    return "actual" if "actual" in cues and "target" not in cues else ""


def measure(cues: frozenset[str], words: Sequence[ReadWord], matches: Sequence[Match], knowledge: Knowledge) -> str:
    """Return the measure asked for, "" for any; words of the indicator's own name ("tỷ lệ tăng dân số") ask nothing."""
    if "level" in cues:
        return "level"
    own: set[str] = set()
    if not cues.isdisjoint(CHANGES) and matches and matches[0].alias_share > _WHOLE_NAME:
        named = [match for match in matches if match.score >= matches[0].score - _AS_LIKELY]
        said = {words[position].base for position in frozenset.intersection(*(match.used for match in named))}
        # Its own name, and not each that it goes by: "tăng trưởng kinh tế" is growth of the GRDP.
        names = [knowledge.indicator_index.name_of(m.indicator) for m in named]
        bases = [word.base for word in words]
        own = {base for name in names for base in said.intersection(name) - of_output(name, bases, knowledge)}
    if "growth" in cues and not own & knowledge.words.groups.rising:
        return "growth"
    if "decrease" in cues and not own & knowledge.words.groups.falling:
        return "decrease"
    return "share" if "share" in cues else ""


def topics(words: Sequence[ReadWord], free: Sequence[int], knowledge: Knowledge) -> list[Hit[Topic]]:
    """Return the names of fields in a message, longest first."""
    hits = [
        hit
        for position in free
        for hit in knowledge.topics.find(words, position)
        if hit.fit >= _TOPIC_FIT and all(inner in free for inner in range(hit.start, hit.end))
    ]
    return sorted(hits, key=lambda hit: hit.start - hit.end)


def topic(
    hits: Sequence[Hit[Topic]],
    words: Sequence[ReadWord],
    free: Sequence[int],
    meaning: Mapping[int, float],
    knowledge: Knowledge,
    *,
    is_list: bool,
) -> tuple[Topic | None, bool]:
    """Return the topic that a message names and whether it names nothing else; a list may be asked of several."""
    best = next(iter(hits), None)
    if best is None:
        return None, False
    named = [best]
    for hit in hits[1:] if is_list and not best.value.is_class else ():
        is_apart = all(hit.start >= other.end or hit.end <= other.start for other in named)
        if is_apart and not hit.value.is_class:
            named.append(hit)
    inside = {position for hit in named for position in range(hit.start, hit.end)}
    alone = not asks_how_many(words, knowledge) and all(
        not words[position].options and (meaning.get(position, 0.0) <= _LITTLE or position in inside)
        for position in free
    )
    whole = next((hit for hit in hits if hit.value.is_whole), None)
    if whole is not None and not alone and _lists_sectors(hits, words, free, meaning, whole, knowledge):
        return whole.value, True
    return (_joined([hit.value for hit in named]) if alone else best.value), alone


def _lists_sectors(
    hits: Sequence[Hit[Topic]],
    words: Sequence[ReadWord],
    free: Sequence[int],
    meaning: Mapping[int, float],
    whole: Hit[Topic],
    knowledge: Knowledge,
) -> bool:
    """Return whether beside a whole its branches are named and nothing else: "cơ cấu kinh tế: nông nghiệp, dịch vụ"."""
    if whole.start and words[whole.start - 1].base in knowledge.words.groups.framing:
        return False  # "trong cơ cấu kinh tế, dịch vụ - thương mại chiếm bao nhiêu" asks for one
    told = [whole, *(hit for hit in hits if hit.value.is_class)]
    covered = {at for hit in told for at in range(hit.start, hit.end)}  # "…, đủ các khu vực"
    rest = [at for at in free if meaning.get(at, 0.0) > _LITTLE and at not in covered]
    said = [words[at].base for at in range(len(words)) if not whole.start <= at < whole.end]
    branches = sum(holds(said, sector) for sector in knowledge.words.sequences.sectors)
    is_of_each = any(hit.value.is_class for hit in hits) or branches > 1
    return is_of_each and all(words[at].base in knowledge.words.groups.of_sectors for at in rest)


def _joined(topics: Sequence[Topic]) -> Topic:
    """Return several topics as one: "đất đai, môi trường"."""
    first, *others = topics
    if not others:
        return first
    covers = first.covers.union(*(topic.covers for topic in others))
    return replace(first, covers=covers, holds=tuple(phrase for topic in topics for phrase in topic.holds))
