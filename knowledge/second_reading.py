"""A message read once more with the words in it that may be slips replaced by those that may have been meant.

The first reading weighs each slip by itself. Here the whole message is understood and answered again for each word that
may have been meant: where all readings that make sense come to the same figure, it is the one that was asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations, groupby, product

from knowledge import doubts
from knowledge.alternatives import options
from knowledge.base import Knowledge
from knowledge.doubts import BESIDE, Doubt, Level
from knowledge.indicators import Match
from knowledge.lookup import answer
from knowledge.question import Context, Question, understand
from knowledge.result import Result
from knowledge.vocabulary import Known

# More words that nobody knows are no slips any more.
_MOST_SLIPS = 2
_MOST_READINGS = 24
_NEVER_AGAIN = frozenset({"pick", "nothing"})
# A guess at a word that somebody may have meant as it stands costs more than both its neighbours can say for it.
_KNOWN_AS_IT_STANDS = 1.5

_Guess = tuple[Doubt, Known]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A message with words replaced, and what it comes to; is_explained: the new words serve some purpose in it."""

    question: Question
    result: Result
    is_explained: bool


def read_again(
    question: Question, result: Result, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result]:
    """Return the question and its result as they were, or as a second reading has them where that makes more sense."""
    is_answered = result.status == "answered"
    if question.intent in _NEVER_AGAIN or (is_answered and not result.facts):
        return question, result
    match = _match(question, result)
    used = match.used if match is not None else frozenset()
    found = doubts.find(question, used, knowledge, only_unknown=is_answered)
    for support, rows in _by_support(found):
        readings = [_read_with(question, row, context, knowledge, today) for row in rows]
        is_sure = all(_is_sure(doubt) for row in rows for doubt, _ in row)
        answers = _answers(readings, rows, question)
        refusals = [one for one in readings if one.is_explained and _is_refusal(one.result)]
        if is_answered:
            if answers:
                return _agreed(answers, knowledge)
            if all(doubt.is_short_form or used.intersection(range(doubt.first, doubt.last + 1)) for doubt in found):
                return question, result
            first = (refusals or readings)[0]
            return first.question, first.result
        if any(one.result.status == "no_data" or not is_sure for one in refusals):
            is_meant = is_sure and not answers
            return (refusals[0].question, refusals[0].result) if is_meant else (question, result)
        if answers:
            return _agreed(answers, knowledge)
        if refusals and support > 0:
            return refusals[0].question, refusals[0].result
    return question, result


def _is_sure(doubt: Doubt) -> bool:
    """Return whether a word is a slip for sure, and what stands beside it tells for which."""
    return doubt.level == Level.UNKNOWN and doubt.support >= BESIDE and not doubt.is_short_form


def _by_support(found: Sequence[Doubt]) -> Iterator[tuple[float, list[tuple[_Guess, ...]]]]:
    """Yield the ways to replace one or two doubtful words, all unknown ones among them, the best supported first."""
    unknown = [doubt for doubt in found if doubt.level == Level.UNKNOWN]
    if len(unknown) > _MOST_SLIPS or (len(unknown) > 1 and any(doubt.support < BESIDE for doubt in unknown)):
        return
    rows: list[tuple[float, tuple[_Guess, ...]]] = []
    for count in range(1, _MOST_SLIPS + 1):
        for group in combinations(found, count):
            if all(doubt in group for doubt in unknown):
                support = sum(doubt.support - _KNOWN_AS_IT_STANDS * (doubt.level > Level.UNKNOWN) for doubt in group)
                guesses = product(*([(doubt, one) for one in doubt.guesses] for doubt in group))
                rows += [(support, row) for row in guesses]
    rows.sort(key=lambda row: -row[0])
    for support, same in groupby(rows[:_MOST_READINGS], key=lambda row: row[0]):
        yield support, [row for _, row in same]


def _read_with(
    question: Question, guesses: Sequence[_Guess], context: Context, knowledge: Knowledge, today: date
) -> _Reading:
    text = question.reading.text
    spans: list[tuple[int, int]] = []
    read_as: list[tuple[str, str]] = []
    for doubt, one in sorted(guesses, key=lambda guess: -guess[0].start):
        meant = _in_case(one.written, doubt)
        text = text[: doubt.start] + meant + text[doubt.end :]
        grown = len(meant) - (doubt.end - doubt.start)
        spans = [(start + grown, end + grown) for start, end in spans]
        spans.append((doubt.start, doubt.start + len(meant)))
        read_as.insert(0, (doubt.typed, meant))
    read = understand(text, context, knowledge, today)
    result = replace(answer(read, context, knowledge, today), read_as=tuple(read_as))
    return _Reading(read, result, _is_explained(read, result, spans))


def _in_case(word: str, doubt: Doubt) -> str:
    """Return a word in capitals or with one where the typed one was."""
    if doubt.is_short_form or doubt.typed.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if doubt.typed[:1].isupper() else word


def _is_explained(question: Question, result: Result, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether the words within spans are not left over: part of a place, a period, a cue or the indicator."""
    match = _match(question, result)
    used = match.used if match is not None else frozenset()
    left = (question.words[position] for position in question.leftover if position not in used)
    return not any(start <= word.start < end for word in left for start, end in spans)


def _match(question: Question, result: Result) -> Match | None:
    """Return what the words say for the indicator of the first figure, or for the likeliest one if there is none."""
    wanted = result.facts[0].indicator if result.facts else None
    return next((match for match in question.matches if wanted in (None, match.indicator)), None)


def _answers(readings: Sequence[_Reading], rows: Sequence[Sequence[_Guess]], question: Question) -> list[_Reading]:
    """Return the readings that come to a figure.

    A word that is left over, as some are in clean questions, must be borne out by its neighbours and by every reading.
    What is wanted ("thành phố nào", the "list" in "Lict") is never a mere guess.
    """
    is_sure = all(_is_sure(doubt) for row in rows for doubt, _ in row)
    is_borne_out = all(doubt.support >= BESIDE for row in rows for doubt, _ in row)
    answers = [
        one
        for one in readings
        if one.result.status == "answered"
        and one.result.facts
        and (one.is_explained or is_sure)
        and one.result.intent in ("lookup", question.intent, *(("list",) if is_borne_out else ()))
    ]
    return answers if len(answers) == len(readings) else [one for one in answers if one.is_explained]


def _is_refusal(result: Result) -> bool:
    """Return whether a result says that something was understood and is not there; a stray place says nothing."""
    return result.status != "answered" and result.intent == "lookup" and result.reason != "one_side_missing"


def _agreed(answers: Sequence[_Reading], knowledge: Knowledge) -> tuple[Question, Result]:
    """Return the answer that all readings come to, or their figures to choose from."""
    first = answers[0]
    facts = list({one.result.facts[0].id: one.result.facts[0] for one in answers}.values())
    if len(facts) == 1:
        return first.question, first.result
    choice = Result(
        "choose",
        "lookup",
        first.question,
        reason="close",
        indicators=tuple(dict.fromkeys(fact.indicator for fact in facts)),
        places=first.result.places,
        periods=first.result.periods,
        choices=options(facts, knowledge),
        origins=first.result.origins,
    )
    return first.question, choice
