"""Several indicators in one message: "hộ nghèo và nước sạch", "thu và chi ngân sách"."""

from collections.abc import Collection, Mapping, Sequence

from knowledge.base import Knowledge
from knowledge.cues import BREAK
from knowledge.indicators import Match
from knowledge.meaning import CONTENT
from knowledge.reading import Reading

# From here on the whole message is one indicator, whatever words join it ("trung tâm văn hóa và thể thao").
_WHOLE_WORDS, _WHOLE_ALIAS = 0.85, 0.7
_PART_SURE, _NOTHING_BETTER = 0.8, 0.9999
_MOST_PARTS = 4
_MOST_ATTEMPTS = 9
_MOST_OWED = 3
_LITTLE = 0.1


def find(
    reading: Reading,
    free: Sequence[int],
    meaning: Mapping[int, float],
    matches: Sequence[Match],
    cuts: Collection[int],
    knowledge: Knowledge,
) -> list[tuple[Match, ...]]:
    """Return the matches of each part of a message that is no indicator as a whole, but in each part; else nothing.

    A part may owe words to its fellows: "sản lượng lúa, ngô", "thu và chi ngân sách". cuts: positions of words that
    stand between two things to compare ("thấp còi cao hơn nhẹ cân").
    """
    words = reading.words
    is_whole = matches and matches[0].words_share >= _WHOLE_WORDS and matches[0].alias_share >= _WHOLE_ALIAS
    if is_whole or _singles_out(reading, knowledge):
        return []
    parts = _parts(reading, free, meaning, cuts, knowledge)
    if not 2 <= len(parts) <= _MOST_PARTS:
        return []
    found = []
    for part in parts:
        attempts = [part, *_with_owed_words(part, parts)][:_MOST_ATTEMPTS]
        best: tuple[Match, ...] = ()
        for attempt in attempts:
            result = tuple(knowledge.indicator_index.match(words, attempt, dict.fromkeys(attempt, CONTENT), limit=4))
            is_sure = result and result[0].score >= _PART_SURE and result[0].used.issuperset(part)
            if is_sure and (not best or result[0].score > best[0].score):
                best = result
            if best and best[0].score >= _NOTHING_BETTER:
                break
        if not best:
            return []
        found.append(best)
    distinct = {result[0].indicator for result in found}
    return found if len(distinct) == len(found) else []


def _singles_out(reading: Reading, knowledge: Knowledge) -> bool:
    bases = [word.base for word in reading.words]
    return any(bases[0] == first and later in bases for first, later in knowledge.words.sequences.one_of_many)


def _parts(
    reading: Reading,
    free: Sequence[int],
    meaning: Mapping[int, float],
    cuts: Collection[int],
    knowledge: Knowledge,
) -> list[list[int]]:
    """Return the positions of meaning between connecting words and punctuation."""
    words = reading.words
    parts: list[list[int]] = [[]]
    for position in free:
        if position in cuts or words[position].base in knowledge.words.groups.connectors:
            parts.append([])
            continue
        if position and BREAK.search(reading.text[words[position - 1].end : words[position].start]):
            parts.append([])
        if meaning.get(position, 0.0) > _LITTLE:
            parts[-1].append(position)
    return [part for part in parts if part]


def _with_owed_words(part: list[int], parts: Sequence[list[int]]) -> list[list[int]]:
    """Return a part with the first or last words of the first and of the last part, one to three of them."""
    attempts = []
    for fellow in (parts[0], parts[-1]):
        if fellow is part:
            continue
        for length in range(1, _MOST_OWED + 1):
            if length < len(fellow) or fellow is parts[-1]:
                attempts.append(sorted({*part, *fellow[:length]}))
        for length in range(1, _MOST_OWED + 1):
            if length <= len(fellow):
                attempts.append(sorted({*part, *fellow[-length:]}))
    return attempts
