"""What a word that nobody knows may have said of the figure wanted: its kind, a change, what it is weighed against."""

from collections.abc import Iterator, Sequence, Set

from rapidfuzz.distance import OSA

from knowledge.base import Knowledge
from knowledge.doubts import BESIDE, Doubt
from knowledge.question import Question
from knowledge.text import syllable

_SHORT = 2
_LONGEST = 4


def guesses(
    question: Question, used: Set[int], found: Sequence[Doubt], knowledge: Knowledge
) -> Iterator[tuple[int, str]]:
    """Yield the position of each word that may be a cue with a slip, and that cue.

    used: what the indicator explains; found: doubtful words with what they may have been besides. The "uo" of "uo thu
    ngân sách" may be an "ước", the "H" of "BHYT Phú Bình H 2024" a "TH" or a "KH".
    """
    text, words = question.reading.text, question.words
    named = {at for place in question.places for at in range(place.start, place.end)}
    named |= {at for period in (*question.periods, *question.bases) for at in range(period.start, period.end)}
    likely = {doubt.first: doubt.guesses[0].known.base for doubt in found if doubt.guesses[0].fit >= BESIDE}
    for at, word in enumerate(words):
        typed = text[word.start : word.end]
        is_stray = len(typed) <= _SHORT and typed.isupper() and not text.isupper() and word.how == "typed"
        if at in named or at in used or not typed.isalpha() or len(typed) > _LONGEST:
            continue
        if word.is_unknown or is_stray:
            base, _ = syllable(typed)
            near = [cue for cue in knowledge.cue_words if cue != base and OSA.distance(cue, base, score_cutoff=1) == 1]
            least = min((_strangeness(cue, base) for cue in near), default=0)
            if at in likely and _strangeness(likely[at], base) <= least:
                continue
            yield from ((at, knowledge.cue_words[cue]) for cue in near if _strangeness(cue, base) == least)


def _strangeness(meant: str, typed: str) -> int:
    """Return how strange a slip is: two letters that changed places, a letter left out, any other."""
    if sorted(meant) == sorted(typed):
        return 0
    return 1 if len(meant) > len(typed) else 2
