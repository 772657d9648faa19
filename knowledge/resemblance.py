"""Which indicator of the catalogue a new label resembles closely enough to be asked for by its names as well."""

import re

from knowledge import cues, meaning
from knowledge.base import Knowledge
from knowledge.indicators import Match
from knowledge.reading import ReadWord
from knowledge.text import PLAIN, key

# "Tỷ lệ học sinh tốt nghiệp trung học phổ thông" has 0.77 of its words in the catalogue's name without "học sinh",
# "Sản lượng tôm nuôi nước lợ" 0.57 in the one without "nước lợ"; a name need not have words that only pad labels.
_WHOLE_NAME, _MOST_WORDS, _NEXT_BEST = 0.95, 0.56, 0.04
_LISTED = re.compile(r",\s+(?=[A-ZĐÀ-Ỹ][a-zđà-ỹ])")


def resembled(label: str, unit: str, knowledge: Knowledge) -> str:
    """Return the code of the one indicator that a label says almost word for word, in the same kind of unit, or ""."""
    words = knowledge.read(label).words
    if not words:
        return ""
    free = range(len(words))
    weights = meaning.of_words(words, free, cues.find(words, set(), knowledge), set(), knowledge)
    weights.update((at, 0.0) for at in free if _said(words[at]) in knowledge.words.label_padding)
    dimension = knowledge.dimension(unit)
    matches = [
        match
        for match in knowledge.indicator_index.match(words, free, weights)
        if knowledge.indicators[match.indicator].origin == "data"
        and dimension
        and knowledge.dimension(knowledge.indicators[match.indicator].unit) == dimension
    ]
    best = next(iter(matches), None)
    if best is None or not _is_close(best) or (len(matches) > 1 and matches[1].score > best.score - _NEXT_BEST):
        return ""
    if not _says_all_listed(label, knowledge.indicators[best.indicator].name_vi):
        return ""
    left = [word for position, word in enumerate(words) if position not in best.used]
    # "Số chỉ tiêu kinh tế - xã hội tỉnh giao đạt và vượt" are not all, though each of its words only pads labels.
    is_assigned = meaning.holds_any([word.base for word in left], knowledge.words.sequences.assigned)
    restricts = is_assigned or any(
        _said(word) in knowledge.words.restricting or word.base[0].isdigit() for word in left
    )
    return "" if restricts else knowledge.indicators[best.indicator].code


def _says_all_listed(label: str, name: str) -> bool:
    """Return whether a label has each of the names that another lists: "Nhật Bản, Hàn Quốc" is no "Hàn Quốc"."""
    said = set(key(label).split())
    first, *others = _LISTED.split(name)
    return not others or all(not said.isdisjoint(key(one).split()) for one in (first, *others))


def _said(word: ReadWord) -> tuple[str, str]:
    return word.base, "" if word.marks == PLAIN else word.marks


def _is_close(match: Match) -> bool:
    return match.alias_share >= _WHOLE_NAME and match.words_share >= _MOST_WORDS and not match.slips
