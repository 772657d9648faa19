"""A message read once more with the words in it that may be slips replaced by those that may have been meant.

The first reading weighs each slip by itself. Here the whole message is understood and answered again for each word that
may have been meant: where all readings that make sense come to the same figure, it is the one that was asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import combinations, groupby, islice, product
from pathlib import Path

from rapidfuzz.distance import OSA

from knowledge import doubts, english, lost_cues, paraphrases, slip_misgivings
from knowledge.alternatives import MOST_CHOICES, not_understood, option, options
from knowledge.base import Knowledge
from knowledge.cues import both_together, is_name_at
from knowledge.decoding import Change, Row, adrift, decode, has_slip, question_pairs
from knowledge.dimensions import RATIOS
from knowledge.doubts import BESIDE, Doubt, Guess, Level
from knowledge.indicators import Match
from knowledge.keyboard import is_syllable
from knowledge.lexicon import is_by_ear
from knowledge.lookup import answer
from knowledge.meaning import CONTENT
from knowledge.question import Context, Option, Question, understand
from knowledge.reading import ReadWord
from knowledge.result import Result
from knowledge.scoring import is_exact, only_pads
from knowledge.slots import fill
from knowledge.store import Observation
from knowledge.text import PLAIN, key, syllable, words_of
from knowledge.vocabulary import Known, written

# More words that nobody knows are no slips any more.
_MOST_SLIPS = 2
_MOST_READINGS = 6
# How much of a name and of a message must be explained by each other for the one to be the other.
_WHOLE_NAME, _WHOLE_MESSAGE = 0.8, 0.9
# The same for the message where each new word fits on both sides.
_MOST_OF_MESSAGE = 0.8
# What an indicator explains that scores less says nothing of the words.
_LIKELY = 0.5
# So many other meanings of short forms are tried.
_MOST_MEANINGS = 6
# So many ways to say a message in other words are tried.
_MOST_PARAPHRASES = 12
_CLEARLY_MORE = 0.05
# A word of so many letters is known by the rest of them.
_SHORTEST_LONG = 4
# Rows of words that cost so much more than the first that answers are as likely.
_AS_LIKELY = 0.5
# By how much a row of words must be likelier than the message as it stands to be what was meant, whole name or not.
_CLEARLY_LIKELIER, _FAR_LIKELIER = 1.0, 2.0
_ANY_VOWEL = "aeiouy"
_NOTHING_OF_IT = frozenset({"no_figures_here", "no_period"})
# How it is said that nothing goes by a name at a place and time: there is none, or something else is offered.
_NOT_UNDER_ITS_NAME = frozenset({"no_figures_here", "no_period", "unsure", "unknown_words"})
_OF_ONE = frozenset({"lookup", "progress"})
# What shows figures of the words that a message names.
_SHOWS_WHAT_IS_MEANT = frozenset({"lookup", "list", "progress"})
_NEVER_AGAIN = frozenset({"pick", "nothing"})
# A guess at a word that somebody may have meant as it stands costs more than both its neighbours can say for it.
_KNOWN_AS_IT_STANDS = 1.5

_Guess = tuple[Doubt, Guess]
# Returns the rows of words that a message may have been.
_Rows = Callable[[], list[Row]]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A message with words replaced, and what it comes to.

    is_explained: the new words serve some purpose in it; is_whole: the message is the name of an indicator, hardly
    less and hardly more. is_said: each of the new words fits where it stands or is part of that name: none is taken for
    padding ("cao lộc" for "bao lúc"). stands_in: what is given in place of what was named is no more than that.
    """

    question: Question
    result: Result
    is_explained: bool
    is_whole: bool
    is_said: bool
    stands_in: bool = True


def warm_up(knowledge: Knowledge) -> None:
    """Put together now what else the first question that is read twice would wait for."""
    knowledge.warm_up()
    question_pairs()
    english.warm_up()
    for table in (paraphrases.PARAPHRASES, *paraphrases.IN_PLACE):
        paraphrases.phrases(table)


def read_again(
    question: Question, result: Result, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result]:
    """Return the question and its result as they were, or as a second reading has them where that makes more sense.

    Where another word that may have been meant asks for another figure of the same thing, both are offered.
    """
    meant, found = _read_in_either(question, result, context, knowledge, today)
    if found.status != "answered" or found.intent not in _SHOWS_WHAT_IS_MEANT or not found.facts:
        return meant, found
    if slip_misgivings.is_doubtful(question, meant, found, _match(question, found), knowledge):
        return meant, _choice(meant, found, found.facts[:1], knowledge)
    return _as_short_forms(question, meant, found, context, knowledge, today) or (meant, found)


def _as_short_forms(
    question: Question, meant: Question, found: Result, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result] | None:
    """Return choices where all of a name is one short form with a slip, and others are as near: "bht", "gts", "pcr"."""
    match = _match(meant, found)
    telling = [at for at in match.used if meant.meaning.get(at, 0.0) >= CONTENT] if match is not None else []
    spans = {(meant.words[at].start, meant.words[at].end) for at in telling}
    if len(spans) != 1:
        return None
    ((start, end),) = spans
    shown = key(meant.reading.text[start:end])
    text, vocabulary = question.reading.text, knowledge.vocabulary
    typed = next((letters for letters, mended in found.read_as if key(mended) == shown), "")
    is_swapped = len(shown) >= _SHORTEST_LONG and sorted(key(typed)) == sorted(shown)  # "TGSX" is plain
    if not typed or is_swapped or not vocabulary.is_short(Known(shown, None, shown)):
        return None
    at = next((at for at, word in enumerate(question.words) if text[word.start : word.end] == typed), None)
    if at is None:
        return None
    positions = [other for other, word in enumerate(question.words) if word.start == question.words[at].start]
    near = (one for one in vocabulary.near(typed, key(typed), 1, plain=True) if vocabulary.is_short(one))
    guesses = (Guess(one, 2 * BESIDE, is_weak=False) for one in near if one.base != shown)
    rows = [[(_doubt_at(question, positions, guess), guess)] for guess in guesses]
    others = [_read_with(question, row, context, knowledge, today) for row in rows]
    if any(one.is_whole and one.result.reason in _NOTHING_OF_IT for one in others):
        return meant, _choice(meant, found, found.facts[:1], knowledge)
    answered = [one for one in others if one.is_whole and one.result.status == "answered" and one.result.facts]
    return _agreed([_Reading(meant, found, True, True, True), *answered], knowledge) if answered else None


def _read_in_either(
    question: Question, result: Result, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result]:
    """Return the same of a message in Vietnamese or English."""
    is_open = result.status != "answered" or (result.intent in _OF_ONE and not _is_all_said(question, result))
    text = english.translated(question) if is_open else None
    if text is None:
        return _read_as_it_stands(question, result, context, knowledge, today)
    translated = _in_vietnamese(text, context, knowledge, today)
    if translated is not None and translated[1].status == "answered":
        return translated
    meant, found = _read_as_it_stands(question, result, context, knowledge, today)
    return (meant, found) if found.status == "answered" or translated is None else translated


def _read_as_it_stands(
    question: Question, result: Result, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result]:
    """Return the same of a message that is taken for Vietnamese."""
    if question.is_plain:  # no word of it can be a slip
        if result.status == "answered":
            return question, result
        match = _match(question, result)
        return _with_words_meant(question, result, match, context, knowledge, today) or (question, result)
    if result.status == "choose" and both_together(question.words, knowledge):
        return question, result  # no slip is the "lẫn" of "cả khách trong nước lẫn quốc tế"
    meant, found = _with_second_reading(question, result, context, knowledge, today)
    if _is_the_same_again(meant, found, context):
        return question, not_understood(fill(question, context, knowledge), knowledge)
    return meant, found


def _is_the_same_again(meant: Question, found: Result, context: Context) -> bool:
    """Return whether a message asks on, or holds words that are no words, and comes to what was shown last.

    "Còn chi bộ c sở?" after all branches is no question for these, nor "còn mấp huyện" one for the province's again.
    """
    is_figure = found.status == "answered" and found.intent in ("lookup", "progress") and bool(found.facts)
    is_same = is_figure and context.facts[:1] == (found.facts[0].id,)
    return is_same and ("follow" in meant.cues or any(_is_odd(word, meant.reading.text) for word in meant.words))


def _is_odd(word: ReadWord, text: str) -> bool:
    """Return whether a word is spelt like nothing known, or was read as another one."""
    is_as_typed = word.how != "typed" or key(text[word.start : word.end]) == word.base
    return word.is_unknown or bool(word.options) or not is_as_typed


def _with_second_reading(
    question: Question, result: Result, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result]:
    """Return what a message comes to, whether or not that was shown before."""
    rows = cache(lambda: decode(question, knowledge))  # three ask for them, one after the other
    if (plainly := _plainly_decoded(question, result, rows, context, knowledge, today)) is not None:
        return plainly
    meant, found = _read_again(question, result, context, knowledge, today)
    if question.intent not in _NEVER_AGAIN:
        if found.status != "answered":
            meant, found = _decoded(question, result, rows, context, knowledge, today) or (meant, found)
        elif found.facts:
            meant, found = _decoded_answer(question, found, rows, context, knowledge, today) or (meant, found)
    if found.status != "answered" or found.intent != "lookup" or not found.facts:
        return meant, found
    if (neighbours := _near_as_well(meant, found, knowledge)) is not None:
        return meant, neighbours
    if meant is question and (refused := _refused_with_slip(question, found, context, knowledge, today)) is not None:
        return refused
    others = _with_lost_cues(question, meant, found, context, knowledge, today)
    return _agreed([_Reading(meant, found, True, True, True), *others], knowledge) if others else (meant, found)


def _in_vietnamese(text: str, context: Context, knowledge: Knowledge, today: date) -> tuple[Question, Result] | None:
    """Return what an English message comes to in Vietnamese: a figure, or that there is none of all that it says."""
    read = understand(text, context, knowledge, today)
    meant, found = _read_as_it_stands(read, answer(read, context, knowledge, today), context, knowledge, today)
    match = _match(meant, found)
    # what has no Vietnamese word may be what tells the figure from another
    left = (meant.words[at] for at in meant.leftover if match is None or at not in match.used)
    is_said = match is not None and match.words_share >= _MOST_OF_MESSAGE and all(is_syllable(one.base) for one in left)
    if found.status == "answered":
        return (meant, found) if found.intent not in _OF_ONE or is_said else None
    return (meant, found) if found.status == "no_data" and _is_whole(match) else None


def _plainly_decoded(
    question: Question, result: Result, rows: _Rows, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result] | None:
    """Return what a message comes to that is nothing but a name, a place and a period once its slips are mended.

    None where a word somebody knows would have to be a slip, other words are as likely, or it was answered otherwise.
    """
    if question.intent in _NEVER_AGAIN or not has_slip(question, knowledge):
        return None
    row, *others = rows() or (None,)
    if row is None or row.gain < _CLEARLY_LIKELIER or any(one.cost < row.cost + _AS_LIKELY for one in others):
        return None
    typed = (question.reading.text[change.start : change.end] for change in row.changes)
    if any(change.is_known or change.is_short_form for change in row.changes) or not all(map(_has_vowel, typed)):
        return None
    reading = _read_with(question, [_guess_of(change, question) for change in row.changes], context, knowledge, today)
    is_same = result.status != "answered" or result.facts[:1] == reading.result.facts[:1]
    if not (reading.question.is_plain and reading.is_explained and reading.result.status == "answered" and is_same):
        return None
    return reading.question, reading.result


def _decoded(
    question: Question, result: Result, rows: _Rows, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result] | None:
    """Return what a message comes to that is decoded as a whole, or None where no row of words makes sense of it."""
    if _is_understood(result, _match(question, result)) and not has_slip(question, knowledge):
        return None
    answered: list[_Reading] = []
    most = float("inf")
    is_padded = True
    for row in rows():
        if row.cost > most and not (answered and is_padded):
            break  # what was likelier meant makes sense
        guesses = [_guess_of(change, question) for change in row.changes]
        reading = _read_with(question, guesses, context, knowledge, today)
        if most == float("inf"):
            reading = _read_on(reading, context, knowledge, today)
        if reading.is_explained and _makes_sense(reading):
            most = min(most, row.cost + _AS_LIKELY)
        is_refused = reading.is_whole and reading.is_explained and reading.result.status == "no_data"
        if reading.result.status == "answered" and reading.result.facts:
            is_likely = row.cost <= most and (reading.is_whole or _is_likely(row, reading, knowledge))
            if reading.is_explained and is_likely and _is_told(row, reading):
                answered.append(reading)
                is_padded &= any(knowledge.vocabulary.is_filler(change.known) for change in row.changes)
        elif is_refused and (not answered or is_padded):
            return reading.question, reading.result  # the "Ci" of "Ci ngân sách" is sooner a "chi" than a "cả"
        elif answered:
            continue
        elif reading.result.reason == "close":
            break  # what was likeliest meant is no question with one answer
    return _agreed(answered, knowledge) if answered else None


def _decoded_answer(
    question: Question, result: Result, rows: _Rows, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result] | None:
    """Return what an answered message comes to if a word that nobody knows was passed over and tells otherwise.

    "Năm 2023 tỉh giao thành phố thu bao nhiêu" asks for the plan. None where the answer stands.
    """
    if not has_slip(question, knowledge):
        return None
    row = next(iter(rows()), None)
    if row is None or row.gain < _AS_LIKELY or any(change.is_known for change in row.changes):
        return None
    mended = {typed for typed, _ in result.read_as}
    if mended and not mended < {question.reading.text[change.start : change.end] for change in row.changes}:
        return None
    typed = (question.reading.text[change.start : change.end] for change in row.changes)
    if any(change.is_short_form for change in row.changes) or not all(map(_has_vowel, typed)):
        return None  # one that nobody knows may be right: "TG lưu trú", and in capitals "TSL THỦY SẢN"
    guesses = [_guess_of(change, question) for change in row.changes]
    reading = _read_on(_read_with(question, guesses, context, knowledge, today), context, knowledge, today)
    other = reading.result
    if not reading.is_explained or not _makes_sense(reading):
        return None
    if other.status != "answered":
        return (reading.question, other) if reading.is_whole and row.gain >= _CLEARLY_LIKELIER else None
    return (reading.question, other) if other.facts and other.facts != result.facts else None


def _has_vowel(typed: str) -> bool:
    return not set(syllable(typed)[0]).isdisjoint(_ANY_VOWEL)


def _refused_with_slip(
    question: Question, result: Result, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result] | None:
    """Return what an answered message comes to if a word that it passes over names with a slip what is not there.

    "nhe văn hóa thôn tpls 2020" asks for the "nhà văn hóa thôn", of which there is no figure. Where it is how another
    region says a word of another figure ("công trình xây xai phép"), both are offered. None where it does not.
    """
    match = _match(question, result)
    for change in adrift(question, match.used if match is not None else frozenset(), knowledge):
        reading = _read_with(question, [_guess_of(change, question)], context, knowledge, today)
        if reading.result.reason in _NOTHING_OF_IT and reading.is_whole and reading.is_explained:
            return reading.question, reading.result
        typed = question.reading.text[change.start : change.end]
        others = reading.result.facts if reading.result.status == "answered" and reading.is_explained else ()
        if others and others[0].id != result.facts[0].id and is_by_ear(syllable(typed)[0], change.known.base):
            return _agreed([_Reading(question, result, True, True, True), reading], knowledge)
    return None


def _near_as_well(question: Question, result: Result, knowledge: Knowledge) -> Result | None:
    """Return choices where a word with a slip may as well be one that a neighbour has and the indicator shown has not.

    The "ngoi trú" of "điều trị ngoi trú" is as near to "ngoại" as to "nội". None where no word is so near to both.
    """
    shown, index = result.facts[0], knowledge.indicator_index
    own = index.words_of(shown.indicator)
    match, text = _match(question, result), question.reading.text
    used = [(at, question.words[at]) for at in match.used] if match is not None else []
    typed = [(at, text[word.start : word.end]) for at, word in used if word.how == "typed"]
    mended = {key(meant): letters for letters, meant in result.read_as}
    typed += [(at, mended[word.base]) for at, word in enumerate(question.words) if word.base in mended]
    slipped = {(at, *syllable(letters)) for at, letters in typed}
    likely = [
        (at, (base, None if text.isascii() else marks), _pairs_beside(mine, at, question, knowledge))
        for at, base, marks in slipped
        if base not in own
        and len(base) > 1
        and (mine := [one for one in own if OSA.distance(base, one, score_cutoff=1) == 1])
    ]
    if not likely:
        return None
    said = {word.base for word in question.words} | {base for base, _ in knowledge.words.label_padding}
    near = []
    for neighbour in knowledge.neighbours.get(shown.indicator, ()):
        owed = [word for word in index.marked_name_of(neighbour) if word[0] not in own and word[0] not in said]
        if len(owed) == 1 and any(
            slip_misgivings.is_one_slip(letters, owed[0])
            # the "nân" of "thu nân sách" is no "cân": that makes no pair with "sách"
            and _pairs_beside([owed[0][0]], at, question, knowledge) >= due
            for at, letters, due in likely
        ):
            near.append(neighbour)
    if not near:
        return None
    figures = knowledge.store.observations(indicators=near, place=shown.place, period=shown.period)
    return _choice(result.question, result, [shown, *figures[: MOST_CHOICES - 1]], knowledge)


def _pairs_beside(bases: Iterable[str], at: int, question: Question, knowledge: Knowledge) -> int:
    """Return with how many of the words on both sides of a position the best of some words makes a pair of names."""
    words, has_pair = [word.base for word in question.words], knowledge.indicator_index.has_pair
    before, behind = words[max(at - 1, 0) : at], words[at + 1 : at + 2]
    return max(
        (sum(has_pair(one, base) for one in before) + sum(has_pair(base, one) for one in behind) for base in bases),
        default=0,
    )


def _read_on(reading: _Reading, context: Context, knowledge: Knowledge, today: date) -> _Reading:
    """Return what a message with its slips mended comes to where it has to be read a second time itself."""
    if reading.result.status == "answered":
        return reading
    meant, found = _read_again(reading.question, reading.result, context, knowledge, today)
    if found.status != "answered" or found.read_as:
        return reading
    return replace(reading, question=meant, result=replace(found, read_as=reading.result.read_as))


def _is_told(row: Row, reading: _Reading) -> bool:
    """Return whether some word of what is asked for is as it was typed, or the slips in all of them are plain ones.

    The "uữa" of "hồng lĩnh uữa" may be anything.
    """
    match = _match(reading.question, reading.result)
    if match is None or all(change.is_plain for change in row.changes):
        return True
    meant = {change.known.base for change in row.changes}
    return any(reading.question.words[at].base not in meant for at in match.used)


def _is_likely(row: Row, reading: _Reading, knowledge: Knowledge) -> bool:
    """Return whether a row of words is much likelier than the message as it stands, and nothing in it is left over."""
    is_short_form = any(knowledge.vocabulary.is_short(change.known) for change in row.changes)
    if row.gain < (_CLEARLY_LIKELIER if is_short_form else _AS_LIKELY):
        return False
    match = _match(reading.question, reading.result)
    is_all_said = match is None or match.words_share >= _MOST_OF_MESSAGE
    return reading.result.intent != "lookup" or is_all_said or row.gain >= _FAR_LIKELIER


def _is_understood(result: Result, match: Match | None) -> bool:
    """Return whether a message is the name of an indicator of which there is no figure at its place."""
    return result.reason == "no_figures_here" and match is not None and is_exact(match)


def _guess_of(change: Change, question: Question) -> _Guess:
    positions = [at for at, word in enumerate(question.words) if change.start <= word.start < change.end]
    level = Level.OUT_OF_PLACE if change.is_known else Level.UNKNOWN
    guess = Guess(change.known, 2 * BESIDE, is_weak=False)
    doubt = _doubt_at(question, positions, guess)
    return replace(doubt, level=level, is_short_form=change.is_short_form), guess


def _apart(facts: Sequence[Observation], knowledge: Knowledge) -> tuple[Option, ...]:
    """Return figures as choices; where nothing but their kind tells them apart, that is said."""
    choices = options(facts, knowledge)
    if len(choices) == len(facts):
        return choices
    return tuple(replace(option(fact, knowledge), kind=fact.kind) for fact in facts)


def _with_lost_cues(
    question: Question, meant: Question, result: Result, context: Context, knowledge: Knowledge, today: date
) -> list[_Reading]:
    """Return the readings that come to another figure of the indicator that was found, its kind or change being read.

    The "H" of "BHYT Phú Bình H 2024" may ask for the result or for the plan.
    """
    match = _match(meant, result)
    used = match.used if match is not None and meant is question else frozenset[int]()
    shown = result.facts[0]
    mended = {typed for typed, _ in result.read_as}
    readings = []
    for at, cue in lost_cues.guesses(question, used, knowledge):
        word = question.words[at]
        if question.reading.text[word.start : word.end] in mended:
            continue  # the "nịch" of "khách du nịch" is a "lịch"
        guess = Guess(Known(key(cue), None, cue), 0.0, is_weak=False)
        one = _read_with(question, [(_doubt_at(question, [at], guess), guess)], context, knowledge, today)
        facts = one.result.facts if one.result.status == "answered" else ()
        if facts and facts[0].indicator == shown.indicator and facts[0].id != shown.id:
            readings.append(one)
    return readings


def _doubt_at(question: Question, positions: Sequence[int], guess: Guess) -> Doubt:
    """Return what stands at positions of a message, of which nobody knows more than what it may be."""
    first, last = positions[0], positions[-1]
    start, end = question.words[first].start, question.words[last].end
    return Doubt(
        start,
        end,
        first,
        last,
        question.reading.text[start:end],
        Level.UNKNOWN,
        (guess,),
        is_short_form=False,
        is_stray=False,
        is_of_name=False,
    )


def _read_again(
    question: Question, result: Result, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result]:
    is_answered = result.status == "answered"
    if question.intent in _NEVER_AGAIN or (is_answered and not result.facts):
        return question, result
    match = _match(question, result)
    if (meant := _with_words_meant(question, result, match, context, knowledge, today)) is not None:
        return meant
    used = match.used if match is not None and (is_answered or match.score >= _LIKELY) else frozenset()
    is_understood = _is_understood(result, match)
    doubtful = doubts.find(question, used, knowledge, only_unknown=is_answered or is_understood)
    if is_answered:
        return _answered_again(question, result, used, doubtful, context, knowledge, today)
    fallback: tuple[Question, Result] | None = None
    hint: tuple[Question, Result] | None = None
    senseless: set[_Guess] = set()
    every: list[tuple[tuple[_Guess, ...], _Reading]] = []
    for support, rows in _by_support(doubtful, knowledge):
        readings = [_read_with(question, row, context, knowledge, today) for row in rows]
        every += zip(rows, readings, strict=True)
        if support > 0 and hint is None and _is_refusal(readings[0].result) and readings[0].is_explained:
            hint = readings[0].question, readings[0].result
        sensible = [pair for pair in zip(rows, readings, strict=True) if len(pair[0]) > 1 or _makes_sense(pair[1])]
        senseless.update(row[0] for row in rows if len(row) == 1 and all(row is not other for other, _ in sensible))
        if not sensible:
            continue
        rows, readings = [row for row, _ in sensible], [reading for _, reading in sensible]
        is_sure = all(_is_sure(guess) for row in rows for guess in row)
        refusals = [one for one in readings if one.is_explained and _is_refusal(one.result)]
        answers = _answers(readings, rows, question)
        whole = [one for one in answers if one.is_whole and one.is_said]
        if whole:
            is_refused = any(one.is_whole and one.result.status == "no_data" for one in refusals)
            return (question, result) if is_refused else _agreed(whole, knowledge)
        if fallback is None and all(_is_best(row, senseless) for row in rows):
            if any(one.result.status == "no_data" or not is_sure for one in refusals):
                is_meant = is_sure and not answers
                fallback = (refusals[0].question, refusals[0].result) if is_meant else (question, result)
            elif answers:
                return _agreed(answers, knowledge)
            elif refusals and support > 0:
                fallback = refusals[0].question, refusals[0].result
        if _is_clear(rows, readings) or any(one.is_whole and one.result.status == "no_data" for one in refusals):
            break  # what was meant is understood, and there is no figure of it
    if fallback is None and _comes_to_one(every, question):
        return every[0][1].question, every[0][1].result
    return fallback or hint or (question, result)


def _in_other_words(
    question: Question,
    match: Match | None,
    context: Context,
    knowledge: Knowledge,
    today: date,
    table: Path = paraphrases.PARAPHRASES,
) -> list[_Reading]:
    """Return the readings that answer all of a message with a phrase or two of it put as reports put them.

    match: what answers it as it stands, if anything does; other words must then say clearly more. table: the file with
    the other words.
    """
    texts = paraphrases.of(question, _present(question, context, knowledge), knowledge, table)
    answering = _answering(texts, question, match, context, knowledge, today, in_place=table in paraphrases.IN_PLACE)
    return _fullest(answering)


def _by_other_names(
    question: Question, match: Match, context: Context, knowledge: Knowledge, today: date
) -> list[tuple[float, _Reading]]:
    """Return the readings that answer a message with the name in it put as the labels of a place's papers have it.

    The "tốt nghiệp cấp 2" that the catalogue knows is the "Tỷ lệ học sinh tốt nghiệp trung học cơ sở" of a paper.
    Each comes with the share of the message that it answers.
    """
    present = _present(question, context, knowledge)
    texts = paraphrases.by_other_names(question, match, present or (), knowledge)
    return _answering(texts, question, None, context, knowledge, today, in_place=False)


def _answering(
    texts: Iterable[tuple[str, tuple[tuple[int, int], ...]]],
    question: Question,
    match: Match | None,
    context: Context,
    knowledge: Knowledge,
    today: date,
    *,
    in_place: bool,
) -> list[tuple[float, _Reading]]:
    """Return the readings of a message in other words that answer all of it, each with the share that it answers.

    texts: each with where the other words stand in it; match: as for _in_other_words; in_place: whether only what
    stands in for what was named will do.
    """
    readings: list[tuple[float, _Reading]] = []
    due = max(_WHOLE_MESSAGE, match.words_share + _CLEARLY_MORE if match is not None else 0.0)
    for text, spans in islice(texts, _MOST_PARAPHRASES):
        if readings and len(spans) > 1 and match is None:
            break
        read = understand(text, context, knowledge, today)
        result = answer(read, context, knowledge, today)
        found = _match(read, result)
        if (
            result.status == "answered"
            and result.intent in _OF_ONE
            and result.facts
            and found is not None
            and found.words_share >= due
            and _is_explained(read, found, spans)
            and not _passes_over(read, question)
            and not ("compare" in read.cues and result.facts[0].measure == "level")
        ):
            stands_in = _may_stand_in(read, result, found, spans, question, knowledge)
            if stands_in or not in_place:
                readings.append((found.words_share, _Reading(read, result, True, True, True, stands_in)))
    return readings


def _fullest(readings: Iterable[tuple[float, _Reading]]) -> list[_Reading]:
    """Return the readings that answer most of a message, and those that answer hardly less of it."""
    shares = [*readings]
    most = max((share for share, _ in shares), default=0.0)
    return [reading for share, reading in shares if share > most - _CLEARLY_MORE]


def _present(question: Question, context: Context, knowledge: Knowledge) -> frozenset[int] | None:
    """Return the indicators with figures at the one place that a message speaks of, None where that is not sure."""
    places = fill(question, context, knowledge).places
    is_one = len(places) == 1 and len(places[0]) == 1
    return frozenset(knowledge.store.indicators_of(places[0][0])) if is_one else None


def _may_stand_in(
    read: Question,
    result: Result,
    found: Match,
    spans: Sequence[tuple[int, int]],
    question: Question,
    knowledge: Knowledge,
) -> bool:
    """Return whether what is given in place of what was named is that, and nothing else or beyond it.

    spans: where the other words stand. The "giá trị tăng thêm công nghiệp - xây dựng" is none of "xây dựng tăng mấy
    %", the "tăng thêm" of "giá trị tăng thêm công nghiệp" asks for no growth, and "tỷ trọng dịch vụ" for no level.
    """
    own = knowledge.indicator_index.words_of(found.indicator)
    meant = [word.base for word in read.words if any(start <= word.start < end for start, end in spans)]
    is_named = all(base in own or base in knowledge.little_words for base in meant)
    shown = result.facts[0]
    is_share = shown.measure == "share" or knowledge.dimension(shown.unit) in RATIOS
    is_measured_so = read.measure == question.measure and (question.measure != "share" or is_share)
    return is_named and is_measured_so and only_pads(read, found, knowledge)


def _has_none_of(indicator: int, question: Question, context: Context, knowledge: Knowledge) -> bool:
    """Return whether the one place that a message speaks of has no figures of an indicator in the period asked for."""
    asked = fill(question, context, knowledge)
    if len(asked.places) != 1 or len(asked.places[0]) != 1:
        return False
    place = asked.places[0][0]
    return not knowledge.store.observations(indicators=[indicator], place=place, period=asked.period, limit=1)


def _passes_over(read: Question, question: Question) -> bool:
    """Return whether a message in other words passes over what told something: "qua Trung tâm Dịch vụ việc làm, …"."""
    told = {question.words[at].base for at, weight in question.meaning.items() if weight >= CONTENT}
    passed = {read.words[at].base for at, weight in read.meaning.items() if weight == 0}
    return len(told & passed) > 1  # one word alone may be said in other words


def _with_marks_lost(
    question: Question, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result] | None:
    """Return what a message comes to if its words without marks may have lost some ("Tỷ lệ hộ can nghèo"), or None."""
    if not any(word.marks == PLAIN and knowledge.lexicon.has_marked(word.base) for word in question.words):
        return None
    marked = understand(question.reading.text, context, knowledge, today, plain_tells=False)
    result = answer(marked, context, knowledge, today)
    match = _match(marked, result)
    is_told = match is not None and match.words_share >= _MOST_OF_MESSAGE and _tells(marked, match)
    is_answered = result.status == "answered" and (result.intent != "lookup" or is_told)
    is_refused = result.status == "no_data" and _is_whole(match)
    return (marked, result) if is_answered or is_refused else None


def _tells(question: Question, match: Match) -> bool:
    """Return whether some word that an indicator explains tells anything: "Chi N TPLS ước TH" says no "thực phẩm"."""
    return any(question.meaning.get(at, 0.0) > 0 for at in match.used)


def _says_what_of(read: Question, result: Result, match: Match | None) -> bool:
    """Return whether a message that asks for a figure says of what: "bò … tăng mấy %" is no "bà … tăng mấy %"."""
    if result.intent != "lookup" or read.leftover or result.origins.get("indicator") == "carried":
        return True
    return match is not None and _tells(read, match)


def _makes_sense(reading: _Reading) -> bool:
    return reading.result.status != "not_understood"


def _comes_to_one(every: Sequence[tuple[tuple[_Guess, ...], _Reading]], question: Question) -> bool:
    """Return whether one word alone is doubtful, and whatever it may have been the answer is the same.

    "K 2024 đàn lợn …" asks for one figure, whatever the "K" was. Typed with its marks a word may be meant as it stands:
    the "hồi" of "mấy tấn hồi".
    """
    read_again = {row[0][0] for row, _ in every}
    results = [reading.result for _, reading in every]
    return (
        len(every) > 1
        and len(read_again) == 1
        and all(len(row) == 1 for row, _ in every)
        and not any(question.words[doubt.first].is_certain for doubt in read_again)
        and all(result.status == "answered" and result.facts for result in results)
        and len({result.facts[0].id for result in results}) == 1
        and all(reading.is_explained or reading.is_whole for _, reading in every)
    )


def _with_words_meant(
    question: Question, result: Result, match: Match | None, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result] | None:
    """Return what a message comes to whose words are no slips, but meant otherwise than they were read, or None.

    The "cộng dồn" of "cộng dồn đến 6 tháng đầu 2020 cấp được mấy thửa" is no padding of an answer either.
    """
    if result.status == "answered":
        is_owed = result.intent == "lookup" and match is not None and match.words_share < _WHOLE_MESSAGE
        meant = _in_other_words(question, match, context, knowledge, today) if is_owed else []
        return _agreed(meant, knowledge) if meant else None
    is_exactly_named = match is not None and is_exact(match)
    if match is not None and is_exactly_named and result.reason in _NOT_UNDER_ITS_NAME:
        in_place = _in_place_of(match, question, context, knowledge, today)
        if in_place is not None:
            return in_place
    is_other_measure = result.reason == "other_measure"  # "hạ được mấy % hộ nghèo" asks by how much they fell
    if result.status == "no_data" and _is_whole(match) and not is_other_measure:
        return None
    meant = _with_other_meanings(question, match, context, knowledge, today)
    is_open = is_other_measure or result.reason == "unsure"
    is_named = result.reason == "close" or (is_exactly_named and not is_open)
    if not meant and not is_named and question.intent != "follow":  # "cho xin số mới nhất" says nothing otherwise
        meant = _in_other_words(question, None, context, knowledge, today)
    return _agreed(meant, knowledge) if meant else _with_marks_lost(question, context, knowledge, today)


def _in_place_of(
    match: Match, question: Question, context: Context, knowledge: Knowledge, today: date
) -> tuple[Question, Result] | None:
    """Return what a place has in place of an indicator that is named, given or only offered; None for nothing."""
    if not _has_none_of(match.indicator, question, context, knowledge):
        return None
    named = _by_other_names(question, match, context, knowledge, today)
    if readings := _fullest((share, one) for share, one in named if one.stands_in):
        return _agreed(readings, knowledge)
    for table in paraphrases.IN_PLACE:
        readings = _in_other_words(question, None, context, knowledge, today, table)
        if readings and table == paraphrases.OFFERS:
            return _offered(readings, knowledge)
        if readings:
            return _agreed(readings, knowledge)
    return _offered(_fullest(named), knowledge) if named else None


def _offered(readings: Sequence[_Reading], knowledge: Knowledge) -> tuple[Question, Result]:
    first, facts = readings[0], [one.result.facts[0] for one in readings]
    return first.question, _choice(first.question, first.result, facts, knowledge)


def _with_other_meanings(
    question: Question, match: Match | None, context: Context, knowledge: Knowledge, today: date
) -> list[_Reading]:
    """Return the readings that answer all of a message, with a short form meaning something else than the match has.

    "SL gia cầm tiêm phòng" speaks of no sản lượng, "Số CT khởi công mới" of no chỉ tiêu.
    """
    used = match.used if match is not None else frozenset()
    rows = [(guess,) for guess in _other_meanings(question, knowledge) if guess[0].first not in used][:_MOST_MEANINGS]
    readings = [_read_with(question, row, context, knowledge, today) for row in rows]
    answered = [one for one in readings if one.result.status == "answered" and one.result.facts]
    matches = [(one, _match(one.question, one.result)) for one in answered]
    return [one for one, found in matches if found is not None and found.words_share >= _WHOLE_MESSAGE]


def _other_meanings(question: Question, knowledge: Knowledge) -> Iterator[_Guess]:
    """Yield what else the short forms of a message may stand for."""
    words, text = question.words, question.reading.text
    spelt = (position for position, word in enumerate(words) if word.how == "short")
    for (start, end), group in groupby(spelt, key=lambda position: (words[position].start, words[position].end)):
        positions = list(group)
        read = tuple((words[position].base, words[position].marks) for position in positions)
        typed = text[start:end]
        for meaning in knowledge.abbreviations.meanings(tuple(base for base, _ in words_of(typed))):
            if meaning != read:
                long = " ".join(written(base, marks) for base, marks in meaning)
                guess = Guess(Known(meaning[0][0], None, long), 2 * BESIDE, is_weak=False)
                yield _doubt_at(question, positions, guess), guess


def _answered_again(
    question: Question,
    result: Result,
    used: frozenset[int],
    found: Sequence[Doubt],
    context: Context,
    knowledge: Knowledge,
    today: date,
) -> tuple[Question, Result]:
    """Return an answer that passes over a word nobody knows, or what comes of the message if that word is read."""
    first: _Reading | None = None
    for _, rows in _by_support(found, knowledge):
        readings = [_read_with(question, row, context, knowledge, today) for row in rows]
        answers = _answers(readings, rows, question)
        if answers:
            others = [one for one in answers if one.result.facts[0].indicator != result.facts[0].indicator]
            if others and _is_all_said(question, result) and not _is_beside_both(rows):
                return _agreed([*answers, _Reading(question, result, True, True, True)], knowledge)
            return _agreed(answers, knowledge)
        is_refused = all(_is_refusal(one.result) and one.is_whole and one.is_said for one in readings)
        if is_refused and all(len(row) > 1 and all(_is_sure(guess) for guess in row) for row in rows):
            return readings[0].question, readings[0].result  # "số ciấy chứng nhận quyền sử dụng đnt"
        if all(doubt.is_short_form or used.intersection(range(doubt.first, doubt.last + 1)) for doubt in found):
            return question, result
        first = first or next((one for one in readings if one.result.reason != "one_side_missing"), None)
        refusals = [one for one in readings if one.is_explained and _is_refusal(one.result)]
        if refusals or _is_clear(rows, readings):
            one = (refusals or readings)[0]
            return one.question, one.result
    return (first.question, first.result) if first is not None else (question, result)


def _is_all_said(question: Question, result: Result) -> bool:
    """Return whether an answer has the name of an indicator as it was said, but for the word that nobody knows.

    The "lm" of "số xã đạt chuẩn nông thôn mới lm bao nhiêu" is not sure to be a "lệ".
    """
    match = _match(question, result)
    return match is not None and match.alias_share >= _WHOLE_MESSAGE and match.words_share >= _WHOLE_MESSAGE


def _is_beside_both(rows: Sequence[Sequence[_Guess]]) -> bool:
    """Return whether each word that may be meant fits on both sides of where it stands ("nông thôn mới nnâg cao")."""
    return all(_is_sure(guess) and guess[1].fit >= 2 * BESIDE for row in rows for guess in row)


def _is_sure(guess: _Guess) -> bool:
    """Return whether a word is a slip for sure, and what stands beside it tells for which."""
    doubt, one = guess
    is_slip = doubt.level == Level.UNKNOWN or one.is_heard
    return is_slip and one.fit >= BESIDE and not (one.is_weak or doubt.is_short_form)


def _borne_out(row: tuple[_Guess, ...], knowledge: Knowledge) -> tuple[_Guess, ...]:
    """Return guesses at two words side by side with what each says for the other ("thànt phh")."""
    if len(row) != 2:
        return row
    (first, one), (last, other) = row
    beside = knowledge.vocabulary.beside((one.known.base, one.known.marks), (other.known.base, other.known.marks))
    if first.last + 1 != last.first or not beside:
        return row
    return (first, replace(one, fit=one.fit + BESIDE)), (last, replace(other, fit=other.fit + BESIDE))


def _is_clear(rows: Sequence[Sequence[_Guess]], readings: Sequence[_Reading]) -> bool:
    """Return whether words that fit on both sides make a question of which there is no figure."""
    return _is_beside_both(rows) and any(
        one.is_explained and one.result.status == "no_data" and one.result.reason != "one_side_missing"
        for one in readings
    )


def _is_best(guesses: Sequence[_Guess], senseless: Set[_Guess]) -> bool:
    """Return whether nothing fits better where each word stands, and of two that nobody knows each is borne out.

    senseless: guesses that make nothing of the message, whose fit counts for nothing.
    """
    unknown = [one for doubt, one in guesses if doubt.level == Level.UNKNOWN]
    if len(unknown) > 1 and any(one.fit < BESIDE for one in unknown):
        return False
    return all(not one.is_weak and one.fit >= _best_fit(doubt, senseless) for doubt, one in guesses)


def _best_fit(doubt: Doubt, senseless: Set[_Guess]) -> float:
    return next((one.fit for one in doubt.guesses if (doubt, one) not in senseless), 0.0)


def _by_support(found: Sequence[Doubt], knowledge: Knowledge) -> Iterator[tuple[float, list[tuple[_Guess, ...]]]]:
    """Yield the ways to replace one or two doubtful words, all unknown ones among them, the best supported first."""
    unknown = [doubt for doubt in found if doubt.level == Level.UNKNOWN]
    if len(unknown) > _MOST_SLIPS:
        return
    rows: list[tuple[float, tuple[_Guess, ...]]] = []
    for count in range(1, _MOST_SLIPS + 1):
        for group in combinations(found, count):
            levels = {doubt.level for doubt in group}
            is_likely = count == 1 or Level.PADDING not in levels or Level.UNKNOWN in levels
            if is_likely and all(doubt in group for doubt in unknown):
                for guessed in product(*([(doubt, one) for one in doubt.guesses] for doubt in group)):
                    row = _borne_out(guessed, knowledge)
                    support = sum(one.fit - _KNOWN_AS_IT_STANDS * (doubt.level > Level.UNKNOWN) for doubt, one in row)
                    rows.append((support, row))
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
        meant = _in_case(one.known.written, doubt)
        text = text[: doubt.start] + meant + text[doubt.end :]
        grown = len(meant) - (doubt.end - doubt.start)
        spans = [(start + grown, end + grown) for start, end in spans]
        spans.append((doubt.start, doubt.start + len(meant)))
        read_as.insert(0, (doubt.typed, meant))
    read = understand(text, context, knowledge, today)
    result = answer(read, context, knowledge, today)
    result = replace(result, read_as=(*read_as, *result.read_as))
    match = _match(read, result)
    due = _MOST_OF_MESSAGE if all(one.fit >= 2 * BESIDE for _, one in guesses) else _WHOLE_MESSAGE
    is_whole = _is_whole(match, due)
    with_figures = knowledge.place_index.with_figures
    known = [place for place in read.places if not with_figures.isdisjoint(place.places)]
    used = {position for place in known for position in range(place.start, place.end)}
    begun = {read.words[position].start for position in used.union(match.used if match is not None else ())}
    by_start = sorted(guesses, key=lambda guess: guess[0].start)
    placed = [(start, doubt, one) for (start, _), (doubt, one) in zip(sorted(spans), by_start, strict=True)]
    is_said = all(start in begun or (one.fit >= BESIDE and not doubt.is_of_name) for start, doubt, one in placed)
    is_explained = (
        _is_explained(read, match, spans)
        and _says_what_of(read, result, match)
        and not _is_new_place(read, placed)
        and not _takes_another_name(question, read, spans, knowledge)
        # "huyện nàu Bàng" does not ask which district
        and not (read.intent == "rank" and any(is_name_at(question.reading, doubt.last + 1) for doubt, _ in guesses))
        # Where no place is named a word may be what is left of one: the "nong" of "ha nong" asks for Hạ Long.
        and (result.origins.get("place") != "only" or all(_is_long_slip(doubt) for _, doubt, _ in placed))
        and all(start in begun or not doubt.is_of_name for start, doubt, _ in placed)
    )
    return _Reading(read, result, is_explained, is_whole, is_said)


def _takes_another_name(
    question: Question, read: Question, spans: Sequence[tuple[int, int]], knowledge: Knowledge
) -> bool:
    """Return whether a word replaced is in a name that needs another slip, and less makes another place of it.

    The "Nhj Xuan" of "huyen Nhj Xuan" is Như Xuân sooner than Thọ Xuân.
    """
    for place in (one for one in read.places if one.corrected):
        words = read.words[place.name : place.end]
        is_replaced = any(start <= word.start < end for word in words for start, end in spans)
        typed = " ".join(word.base for word in question.words[place.name : place.end])
        if is_replaced and knowledge.place_index.is_nearer_another(typed):
            return True
    return False


def _is_new_place(question: Question, placed: Sequence[tuple[int, Doubt, Guess]]) -> bool:
    """Return whether a known word became a part of a place's name: neither "Bình Lư" nor "Bìhn Lộc" is Bình Lục."""
    words = question.words
    starts = {words[position].start for place in question.places for position in range(place.name, place.end)}
    return any(
        start in starts and (doubt.is_stray or (doubt.level == Level.OUT_OF_PLACE and _is_known_word(doubt)))
        for start, doubt, _ in placed
    )


def _is_long_slip(doubt: Doubt) -> bool:
    return doubt.level == Level.UNKNOWN and len(doubt.typed) >= _SHORTEST_LONG


def _is_known_word(doubt: Doubt) -> bool:
    return len(doubt.typed) > 1 and not doubt.is_short_form


def _is_whole(match: Match | None, due: float = _WHOLE_MESSAGE) -> bool:
    """Return whether a message is the name of an indicator; due: how much of it that must explain."""
    return match is not None and match.alias_share >= _WHOLE_NAME and match.words_share >= due


def _in_case(word: str, doubt: Doubt) -> str:
    """Return a word in capitals or with one where the typed one was; a short form written out as it is."""
    if " " in word:
        return word
    if doubt.is_short_form or doubt.typed.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if doubt.typed[:1].isupper() else word


def _is_explained(question: Question, match: Match | None, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether the words within spans are not left over: part of a place, a period, a cue or the indicator."""
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
    is_sure = all(_is_sure(guess) for row in rows for guess in row)
    is_heard = is_sure and all(one.is_heard for row in rows for _, one in row)
    is_borne_out = all(one.fit >= BESIDE for row in rows for _, one in row)
    # Without marks a word may be one that no name has: "so ca mac soi" asks for measles, and for no "sốt".
    is_plain = all(word.is_unmarked for word in question.words if word.how == "typed")
    is_known = is_plain and any(
        doubt.level == Level.OUT_OF_PLACE and _is_known_word(doubt) for row in rows for doubt, _ in row
    )
    answers = [
        one
        for one in readings
        if one.result.status == "answered"
        and one.result.facts
        and (one.is_whole or not is_known)
        and _keeps_a_word(one)
        and (one.is_explained or (is_sure and one.result.origins.get("place") != "only"))
        and (
            _is_beside_both(rows)
            or is_heard
            or one.result.intent in ("lookup", question.intent, *(("list",) if is_borne_out else ()))
        )
    ]
    return answers if len(answers) == len(readings) else [one for one in answers if one.is_explained]


def _keeps_a_word(reading: _Reading) -> bool:
    """Return whether of two words changed not all is made that is asked for: "mai có dét" is no "mấy … vét"."""
    match = _match(reading.question, reading.result)
    if match is None or len(reading.result.read_as) < _MOST_SLIPS:
        return True
    changed = {base for _, meant in reading.result.read_as for base, _ in words_of(meant)}
    return any(reading.question.words[at].base not in changed for at in match.used)


def _is_refusal(result: Result) -> bool:
    """Return whether a result says that something was understood and is not there; a stray place says nothing."""
    return result.status != "answered" and result.intent == "lookup" and result.reason != "one_side_missing"


def _agreed(answers: Sequence[_Reading], knowledge: Knowledge) -> tuple[Question, Result]:
    """Return the answer that all readings come to, or their figures to choose from."""
    first = answers[0]
    facts = list({one.result.facts[0].id: one.result.facts[0] for one in answers}.values())
    if len(facts) == 1:
        return first.question, first.result
    return first.question, _choice(first.question, first.result, facts, knowledge)


def _choice(question: Question, result: Result, facts: Sequence[Observation], knowledge: Knowledge) -> Result:
    """Return figures to choose from, at the places and of the periods of a result."""
    return Result(
        "choose",
        "lookup",
        question,
        reason="close" if len(facts) > 1 else "unsure",
        indicators=tuple(dict.fromkeys(fact.indicator for fact in facts)),
        places=result.places,
        periods=result.periods,
        choices=_apart(facts, knowledge),
        origins=result.origins,
    )
