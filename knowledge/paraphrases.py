"""A message in other words: what people say for the terms of reports ("thiệt mạng" for "chết")."""

import csv
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

from knowledge.base import Knowledge
from knowledge.indicators import Match
from knowledge.meaning import units_asked
from knowledge.period_words import covered
from knowledge.phrases import Hit, Phrases
from knowledge.question import Question
from knowledge.reading import ReadWord
from knowledge.text import words_of
from knowledge.vocabulary import written

PARAPHRASES = Path(__file__).parent / "data" / "paraphrases.csv"
# What documents give that have nothing under the very name that was said: the "giá trị sản phẩm công nghiệp" for the
# "công nghiệp"; and what may only be offered for it, as the "thu cân đối ngân sách" for the "thu ngân sách".
STAND_INS, OFFERS = PARAPHRASES.with_name("stand_ins.csv"), PARAPHRASES.with_name("offers.csv")
IN_PLACE = (STAND_INS, OFFERS)
# So many phrases of one message are said in other words.
_MOST_AT_ONCE = 2


@cache
def phrases(table: Path) -> Phrases[str]:
    """Return what people say, each phrase with the other words of a file for it."""
    said: Phrases[str] = Phrases()
    with table.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            said.add(row["said"], row["meant"])
    return said


def of(
    question: Question, present: Set[int] | None, knowledge: Knowledge, table: Path = PARAPHRASES
) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """Yield a message with one phrase in other words, then with two, and where these stand in the new text.

    The names of places and periods stay as they are. present: the indicators that may be meant, None for all; other
    words that none of these goes by are not tried. table: the file with the other words.
    """
    named = {position for place in question.places for position in range(place.start, place.end)}
    named |= covered(question.periods)
    counted = units_asked(question.words, knowledge)
    bases = {word.base for word in question.words}
    hits = [
        hit
        for start in range(len(question.words))
        for hit in phrases(table).find(question.words, start)
        if hit.fit == 1.0
        and named.isdisjoint(range(hit.start, hit.end))
        and not {hit.end - 1, hit.end} <= counted  # the "cay" of "bao nhieu cay so" is no "cấy"
        and (table in IN_PLACE or _is_said(question.words[hit.start : hit.end + 1], hit.end - hit.start, knowledge))
        and (present is None or _is_named(hit.value, bases, present, knowledge))
    ]
    for count in range(1, _MOST_AT_ONCE + 1):
        for chosen in combinations(hits, count):
            if all(one.end <= other.start for one, other in pairwise(chosen)):
                yield _said_with(question, chosen)


def by_other_names(
    question: Question, match: Match, present: Iterable[int], knowledge: Knowledge
) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """Yield a message with a name that it says put otherwise, as one of the labels here has it, and where it stands.

    present: the indicators that a place has figures of. The name is put where its first word stood, and says no less
    than what stood there; what is counted stays ("mấy xã").
    """
    index, words, text = knowledge.indicator_index, question.words, question.reading.text
    labels = [frozenset(index.name_of(one)) for one in present if knowledge.indicators[one].origin != "data"]
    named = match.used - units_asked(words, knowledge)
    if not named:
        return
    said = {words[at].base for at in named}
    first, *others = sorted({(words[at].start, words[at].end) for at in named})
    for name in index.words_of_names(match.indicator):
        if len(name) < len(said) or said.issuperset(name) or not any(label.issuperset(name) for label in labels):
            continue
        written_name = " ".join(written(base, marks) for base, marks in name.items())
        rest, last = "", first[1]
        for start, end in others:
            rest += text[last:start]
            last = end
        before = text[: first[0]]
        yield before + written_name + rest + text[last:], ((len(before), len(before) + len(written_name)),)


def _is_named(meant: str, said: Set[str], present: Set[int], knowledge: Knowledge) -> bool:
    """Return whether some indicator goes by the words that a phrase brings into a message; "giảm" only asks."""
    new = {base for base, _ in words_of(meant) if base not in said and base not in knowledge.little_words}
    own = knowledge.indicator_index.words_of
    return not new or any(new <= own(indicator) for indicator in present)


def _is_said(words: Sequence[ReadWord], count: int, knowledge: Knowledge) -> bool:
    """Return whether the first so many words stand there as they are said, the one behind them being the last.

    A "trong" without its marks is hardly a "trồng", and the "phat" of "phat hien" no "phạt".
    """
    if any(word.how == "short" for word in words[:count]):
        return False
    if count > 1 or words[0].marks:
        return True
    is_of_pair = len(words) > 1 and knowledge.indicator_index.has_pair(words[0].base, words[1].base)
    return words[0].base not in knowledge.little_words and not is_of_pair


def _said_with(question: Question, hits: tuple[Hit[str], ...]) -> tuple[str, tuple[tuple[int, int], ...]]:
    words, text = question.words, question.reading.text
    said, spans, last = "", [], 0
    for hit in hits:
        said += text[last : words[hit.start].start]
        spans.append((len(said), len(said) + len(hit.value)))
        said += hit.value
        last = words[hit.end - 1].end
    return said + text[last:], tuple(spans)
