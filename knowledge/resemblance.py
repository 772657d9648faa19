"""Which indicator of the catalogue a new label resembles closely enough to be asked for by its names as well."""

from knowledge import cues, meaning
from knowledge.base import Knowledge
from knowledge.indicators import Match
from knowledge.reading import read

# "Tỷ lệ học sinh tốt nghiệp trung học phổ thông" has 0.77 of its words in the catalogue's name without "học sinh",
# "… tham gia bảo hiểm xã hội tự nguyện" 0.74 in the one without "tự nguyện".
_WHOLE_NAME, _MOST_WORDS, _NEXT_BEST = 0.97, 0.765, 0.04


def resembled(label: str, unit: str, knowledge: Knowledge) -> str:
    """Return the code of the one indicator that a label says almost word for word, in the same kind of unit, or ""."""
    words = read(label, knowledge.lexicon, knowledge.abbreviations, knowledge.little_words, knowledge.splitter).words
    if not words:
        return ""
    free = range(len(words))
    weights = meaning.of_words(words, free, cues.find(words, set(), knowledge), set(), knowledge)
    dimension = knowledge.dimension(unit)
    matches = [
        match
        for match in knowledge.indicator_index.match(words, free, weights)
        if dimension and knowledge.dimension(knowledge.indicators[match.indicator].unit) == dimension
    ]
    best = next(iter(matches), None)
    if best is None or not _is_close(best) or (len(matches) > 1 and matches[1].score > best.score - _NEXT_BEST):
        return ""
    left = {word.base for position, word in enumerate(words) if position not in best.used}
    groups = knowledge.words.groups
    return "" if left & (groups.narrowing | groups.subgroups) else knowledge.indicators[best.indicator].code


def _is_close(match: Match) -> bool:
    return match.alias_share >= _WHOLE_NAME and match.words_share >= _MOST_WORDS and not match.slips
