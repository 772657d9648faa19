"""What a word that nobody knows may have said of the figure wanted: its kind, a change, what it is weighed against."""

from collections.abc import Iterator, Set

from rapidfuzz.distance import OSA

from knowledge import doubts
from knowledge.base import Knowledge
from knowledge.doubts import BESIDE
from knowledge.question import Question
from knowledge.text import syllable

_SHORT = 2
_LONGEST = 4


def guesses(question: Question, used: Set[int], knowledge: Knowledge) -> Iterator[tuple[int, str]]:
    """Yield the position of each word that may be a cue with a slip, and that cue; used: what the indicator explains.

    The "uo" of "uo thu ngân sách" may be an "ước", the "H" of "BHYT Phú Bình H 2024" a "TH" or a "KH".
    """
    nearest = {at: (base, cues) for at, base in _strays(question, used) if (cues := _nearest(base, knowledge))}
    if not nearest:
        return
    found = doubts.find(question, used, knowledge, only_unknown=True)
    likely = {doubt.first: doubt.guesses[0].known.base for doubt in found if doubt.guesses[0].fit >= BESIDE}
    for at, (base, cues) in nearest.items():
        if at not in likely or _strangeness(likely[at], base) > _strangeness(cues[0], base):
            yield from ((at, knowledge.cue_words[cue]) for cue in cues)


def _strays(question: Question, used: Set[int]) -> Iterator[tuple[int, str]]:
    """Yield the positions of short words that nobody knows or that stand alone in capitals, each with its letters."""
    text, words = question.reading.text, question.words
    named = {at for place in question.places for at in range(place.start, place.end)}
    named |= {at for period in (*question.periods, *question.bases) for at in range(period.start, period.end)}
    for at, word in enumerate(words):
        typed = text[word.start : word.end]
        if at in named or at in used or not typed.isalpha() or len(typed) > _LONGEST:
            continue
        is_capital = len(typed) <= _SHORT and typed.isupper() and not text.isupper() and word.how == "typed"
        if word.is_unknown or is_capital:
            yield at, syllable(typed)[0]


def _nearest(base: str, knowledge: Knowledge) -> list[str]:
    """Return the cues that are one slip from some letters, those of the least strange slip."""
    near = [cue for cue in knowledge.cue_words if cue != base and OSA.distance(cue, base, score_cutoff=1) == 1]
    least = min((_strangeness(cue, base) for cue in near), default=0)
    return [cue for cue in near if _strangeness(cue, base) == least]


def _strangeness(meant: str, typed: str) -> int:
    """Return how strange a slip is: two letters that changed places, a letter left out, any other."""
    if sorted(meant) == sorted(typed):
        return 0
    return 1 if len(meant) > len(typed) else 2
