"""Parts of a message that speak of who asks and why, and say nothing of what is asked."""

from collections.abc import Mapping, Sequence, Set

from knowledge.base import Knowledge
from knowledge.cues import parts_of
from knowledge.meaning import CONTENT, holds_any, is_phrase, is_second_half
from knowledge.phrases import Hit
from knowledge.reading import Reading, ReadWord
from knowledge.word_lists import MarkedRow

# What changes a question and tells nothing of who asks it.
_TELLING_CUES = frozenset({"exclude", "negation", "correction", "compare"})


def find(
    reading: Reading, hits: Sequence[Hit[str]], named: Set[int], meaning: Mapping[int, float], knowledge: Knowledge
) -> set[int]:
    """Return the positions of such parts: "…? Đại biểu đang chất vấn.", "…, anh họp xong anh mời nước".

    named: positions of the words that name places and periods. A part is none where the others ask for nothing by
    themselves ("Bình Lục 2021, tôi cần tỷ lệ hộ nghèo"), nor one that goes on to name something ("…, tôi hỏi hộ cận
    nghèo").
    """
    words = reading.words
    parts = parts_of(reading)
    telling = {at for hit in hits if hit.value in _TELLING_CUES for at in range(hit.start, hit.end)}
    found: set[int] = set()
    for part in parts if len(parts) > 1 else ():
        others = [at for at in range(len(words)) if at not in part and at not in found]
        if named.isdisjoint(part) and telling.isdisjoint(part) and _asks(others, words, named, meaning, knowledge):
            said = {words[at].base for at in others}
            if _is_aside([words[at] for at in part], [meaning.get(at, 0.0) for at in part], said, knowledge):
                found.update(part)
    return found


def particles(reading: Reading, knowledge: Knowledge) -> set[int]:
    """Return the positions of words that only stress the part of a message that they end: "mấy phần trăm rứa em, …".

    Forms of address may stand behind them.
    """
    words, lists = reading.words, knowledge.words
    found: set[int] = set()
    for part in parts_of(reading):
        last = part.stop - 1
        while last > 0 and words[last].base in lists.groups.addressed:
            last -= 1
        word = words[last]
        if last > 0 and (word.base, word.marks) in lists.particles and not is_second_half(words, last, knowledge):
            found.add(last)
    return found


def numbers_guessed(words: Sequence[ReadWord], named: Set[int], knowledge: Knowledge) -> set[int]:
    """Return the positions of numbers that somebody heard of: "Nghe nói … hơn trăm doanh nghiệp phải không?".

    named: positions of the words that name places and periods.
    """
    lists, bases = knowledge.words, [word.base for word in words]
    if not holds_any(bases, lists.sequences.hearsay):
        return set()
    guessing = lists.groups.roughly | lists.number_bases
    guessed = {at for at, base in enumerate(bases) if at not in named and (base in guessing or base.isdigit())}
    return {at for at in guessed if {at - 1, at + 1} & guessed}


def _asks(
    positions: Sequence[int],
    words: Sequence[ReadWord],
    named: Set[int],
    meaning: Mapping[int, float],
    knowledge: Knowledge,
) -> bool:
    """Return whether words name something, and a place, a period or how much of it is asked for."""
    how_many = knowledge.words.groups.how_many
    is_placed = any(at in named or words[at].base in how_many for at in positions)
    return is_placed and any(meaning.get(at, 0.0) >= CONTENT for at in positions)


def _is_aside(words: Sequence[ReadWord], meaning: Sequence[float], said: Set[str], knowledge: Knowledge) -> bool:
    """Return whether a part is one; said: the words of the others, which it may say again ("hỏi chuyện việc làm")."""
    lists = knowledge.words
    bases = [word.base for word in words]
    if any(base.isdigit() or base in lists.groups.how_many or base in lists.groups.singling for base in bases):
        return False
    if any(_stands_at(0, phrase, words) for phrase in lists.purposes):
        return True
    if not any(_stands_at(0, phrase, words) for phrase in lists.aside_heads):
        return False
    ends = [
        at + len(phrase) for phrase in lists.aside_tells for at in range(len(words)) if _stands_at(at, phrase, words)
    ]
    if not ends:
        return False
    has_pair = knowledge.indicator_index.has_pair
    new = [weight >= CONTENT and base not in said for base, weight in zip(bases, meaning, strict=True)]
    return not any(
        new[at] and new[at + 1] and has_pair(bases[at], bases[at + 1]) for at in range(max(ends), len(bases) - 1)
    )


def _stands_at(at: int, phrase: MarkedRow, words: Sequence[ReadWord]) -> bool:
    """Return whether a phrase stands at a position; one word counts with its marks alone: "can ngheo" is no "cần"."""
    said = words[at : at + len(phrase)]
    is_sure = len(phrase) > 1 or words[at].marks or not phrase[0][1]
    return len(said) == len(phrase) and bool(is_sure) and is_phrase(said, phrase)
