"""How well each figure fits a question: its indicator's words, its measure and base, its unit, its kind and period."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from knowledge import dimensions, periods, prices
from knowledge.base import Knowledge
from knowledge.indicators import Match
from knowledge.keyboard import is_syllable
from knowledge.meaning import ADDING, CHANGES, holds, holds_any, of_output, weighs
from knowledge.question import Question
from knowledge.reading import ReadWord
from knowledge.slots import Asked
from knowledge.store import Observation
from knowledge.text import clean, key, words_of
from knowledge.word_lists import word_lists

# Scores are products of shares (knowledge.indicators); the bounds were set on the question corpora of tests/corpus.
SURE = 0.66
CLOSE = 0.06
HINT = 0.34
# Below SURE: a figure of a wider group is offered as a choice, never given for a narrower one.
_RESTRICTED = 0.6
# The names of the thing itself explain more than the clause that it stands in with its neighbours.
_BY_NAME, _BY_CLAUSE = 0.9, 0.5
_WORDS_POWER = 0.8
_SLIP = 0.8
# A digit or a word of full meaning tells indicators apart; numbers and heads weigh less.
_LEAST_RESTRICTING, _FULL_MEANING = 0.25, 0.9
_MOST_OF_NAME = 0.7
# From here on a name was said that something may be set apart from.
_NAMED = 0.9
# A figure of another kind than was asked for; a plan is also a word of spending ("dự toán chi").
_OTHER_KIND, _OTHER_KIND_OF_SPENDING = 0.62, 0.8
# What is expected may be a plan, or what the year will come to.
_EXPECTED = 0.97
# What a value is worth at constant prices where current ones were asked for.
_OTHER_PRICES = 0.6
# Growth of GDP, GRDP is computed at constant prices (Nghị định 94/2022/NĐ-CP); so is that of output in plans.
_GROWTH_OF_PRICES = 0.9
# All words found their partner, one of them perhaps without its tone.
_EXACT = 0.985
# Conditions that tell how far a figure reaches, and not on what occasion it came about.
_SPAN_OR_DAY = re.compile(r"\bthang\b|\bgiai doan\b|\d/\d+/\d")
_YEAR = re.compile(r"20\d\d")
_NUMBER = re.compile(r"\d+")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/20\d\d")
_DAY = re.compile(r"\b0?(\d{1,2})[/.-]0?(\d{1,2})[/.-](20\d\d)\b")
# Where no kind is asked for, what was reached stands before what was planned.
KIND_ORDER = {"actual": 0, "estimate": 1, "target": 2}
_SECTION_ORDER = {"headline": 0, "table": 0, "narrative": 1, "footnote": 2, "": 1}

# What each measure is worth by what was asked for: "bằng 105 %" is a share in some papers and growth in others.
_FOR_GROWTH = {"growth": 1.0, "increase": 0.97, "share": 0.6, "level": 0.55, "decrease": 0.5}
_FOR_DECREASE = {"decrease": 1.0, "level": 0.6, "share": 0.5, "growth": 0.5, "increase": 0.5}
_FOR_SHARE = {"share": 1.0, "growth": 0.8, "level": 0.6, "increase": 0.5, "decrease": 0.5}
_AGAINST_BASE = {"share": 0.97, "growth": 0.97, "increase": 0.9, "decrease": 0.9, "level": 0.8}
_PERCENT_FOR_SHARE = 0.95
_NO_PORTION = 0.5
# What a base is worth that is another one than was named, or that nobody named, and one that shares no words with it.
_UNNAMED_OF_SEVERAL = 0.85
# "so với tổng kế hoạch", "% kế hoạch": how far before a base the word stands that weighs against it.
_BEFORE_BASE = 3
# "Tổng số tiền …"
_LONGEST_HEAD = 3
# The same in a document's text: "tăng 30,9 % so với dự toán tỉnh giao".
_BEFORE_GIVER = 6
_AGAINST_SOMETHING = frozenset({"growth", "share", "increase", "decrease"})
_OTHER_YEAR, _OTHER_BASE, _UNASKED_BASE, _UNNAMED_BASE = 0.6, 0.6, 0.93, 0.95


class Scored(NamedTuple):
    """A figure and how well it fits: rank orders figures, score decides whether one is good.

    rank is made of what the indicator's names explain; score has the words of the figure's clause as help besides:
    "đường ngõ xóm" may stand only there.
    """

    observation: Observation
    score: float
    match: Match
    rank: float


def score(asked: Asked, stored: Sequence[Observation], knowledge: Knowledge) -> list[Scored]:
    """Return the figures with their scores, best first."""
    question = asked.question
    matches = {match.indicator: (match, _left_over(question, match)) for match in asked.matches}
    wanted = dimensions.NONE if asked.is_in_any_unit else asked.dimensions
    if asked.measure in ("growth", "share") and not wanted & dimensions.RATIOS:
        wanted = dimensions.NONE
    with_level = {(o.indicator, o.period) for o in stored if _is_level(o)}
    fit_with = _FitsOfOne(question, knowledge)
    at_prices = prices.asked(question, knowledge)
    scored = []
    for observation in stored:
        match, left = matches[observation.indicator]
        has_level = (observation.indicator, observation.period) in with_level
        said = replace(asked, measure="") if bears_its_measure(asked, match.indicator, knowledge) else asked
        fit = _measure_fit(said, observation, knowledge, has_level=has_level)
        fit *= dimensions.fit(wanted, observation.unit, knowledge) * _kind_fit(asked, observation, knowledge)
        if at_prices:
            fit *= 1.0 if prices.of_observation(observation, knowledge) in ("", at_prices) else _OTHER_PRICES
        elif observation.measure == "growth" and prices.of_observation(observation, knowledge) == "current":
            fit *= _GROWTH_OF_PRICES
        rank = whole = match.score
        is_more = False
        if left:
            clause = _conditions(observation, question, knowledge) | _of_base(observation, knowledge)
            if observation.measure == "increase":
                clause |= knowledge.words.groups.adding
            if observation.kind == "target":
                clause |= knowledge.words.groups.plan  # "dự toán thu ngân sách 2025" is the revenue planned
            if question.left_out:
                if _is_without_that(question, match, clause, knowledge):
                    left = [position for position in left if position not in question.left_out]
                is_more = _leaves_out_more(question, match, left, knowledge)
            rank = fit_with(match, left, clause)
            # "Mới công nhận 12, nâng tổng số lên 58" makes no new ones of all.
            quoted = (bases_of(observation.quote) | bases_of(observation.label)) - knowledge.words.groups.adding
            whole = fit_with(match, left, clause | quoted)
            if observation.measure != "increase" and _asks_for_new(question, match, left, knowledge):
                whole = min(whole, _RESTRICTED)
        if is_more or _is_of_another_giver(question, observation, knowledge):
            whole = min(whole, _RESTRICTED)  # "trồng rừng, không kể cây phân tán": nobody knows whether they are in it
        scored.append(Scored(observation, whole * fit, match, rank * fit))
    scored = _of_named_base(question, scored, knowledge)
    of_each = {s.match.indicator: s.match for s in scored}
    breadths = {indicator: breadth(question, match, knowledge) for indicator, match in of_each.items()}
    unsaid = {indicator: len(words_unsaid(question, indicator, knowledge)) for indicator in of_each}
    scored.sort(
        key=lambda s: (
            -round(s.rank, 3),
            -round(breadths[s.match.indicator], 3),
            unsaid[s.match.indicator],
            -round(s.score, 3),
            KIND_ORDER[s.observation.kind],
            _SECTION_ORDER.get(s.observation.section, 1),
        )
    )
    return _with_clause_that_says_most_first(_with_fuller_name_first(scored, question, knowledge), question)


def _with_fuller_name_first(scored: list[Scored], question: Question, knowledge: Knowledge) -> list[Scored]:
    """Return figures with those first of a label that says all that the best one's says of a message, and more.

    "Bao nhiêu chỉ tiêu theo Nghị quyết của HĐND huyện" are not those that the province set, though the words that pad
    most questions tell the two labels apart.
    """
    if not scored:
        return scored
    best = scored[0]
    unsaid = len(words_unsaid(question, best.match.indicator, knowledge))
    fuller = [
        s
        for s in scored
        if s.match.used > best.match.used
        and s.rank > best.rank - CLOSE
        and knowledge.indicators[s.match.indicator].origin != "data"
        and len(words_unsaid(question, s.match.indicator, knowledge)) < unsaid
    ]
    if not fuller:
        return scored
    first = [s for s in scored if s.match.indicator == fuller[0].match.indicator]
    return [*first, *(s for s in scored if s not in first)]


def _with_clause_that_says_most_first(scored: list[Scored], question: Question) -> list[Scored]:
    """Return figures with that one first, of several of one thing, period and kind, whose clause has most words asked.

    "Tổng thu ngân sách" and "thu ngân sách trên địa bàn" of one paper may go by one name.
    """
    if not scored:
        return scored
    told = _told(scored[0])
    alike = [s for s in scored if _told(s) == told]
    if len(alike) == 1:
        return scored
    explained = _words_explained(question, scored[0].match)
    best = max(alike, key=lambda s: len(explained & _bases_and_pairs_of(s.observation.quote)))
    return [best, *(s for s in scored if s is not best)]


def _told(scored: Scored) -> tuple[object, ...]:
    """Return what a figure tells of and how well that fits: figures that are the same here are told apart by words."""
    o = scored.observation
    return o.indicator, o.period, o.measure, o.kind, round(scored.rank, 3), round(scored.score, 3)


class _FitsOfOne:
    """The fits of one question, each worked out once: most figures of an indicator say the same of its words."""

    def __init__(self, question: Question, knowledge: Knowledge) -> None:
        self._question = question
        self._knowledge = knowledge
        left = [question.words[position] for position in question.leftover]
        self._sayable = frozenset(
            [base for word in left for base in (word.base, *[option for option, _ in word.options])]
        )
        self._known: dict[tuple[int, tuple[int, ...], frozenset[str]], float] = {}

    def __call__(self, match: Match, left: Sequence[int], said: frozenset[str]) -> float:
        asked = (match.indicator, tuple(left), said & self._sayable)
        known = self._known.get(asked)
        if known is None:
            known = self._known[asked] = _fit(self._question, match, left, asked[2], self._knowledge)
        return known


def _of_named_base(question: Question, scored: list[Scored], knowledge: Knowledge) -> list[Scored]:
    """Return the figures with those worth less whose base was not the one named ("dự toán phấn đấu", "tỉnh giao").

    The year asked for names none: "2023 … dự toán huyện giao" is not "dự toán năm 2023 giao".
    """
    placed = {position for place in question.places for position in range(place.start, place.end)}
    dated = {position for period in question.periods for position in range(period.start, period.end)}
    set_apart = placed | dated | question.excluded
    asked = {word.base for at, word in enumerate(question.words) if at not in set_apart}
    heads = knowledge.words.groups.base_heads
    named = {
        id(s): len((bases_of(s.observation.base) - heads) & asked)
        for s in scored
        if s.observation.measure in _AGAINST_SOMETHING
    }
    most: dict[tuple[int, str], int] = {}
    for s in scored:
        thing = (s.observation.indicator, s.observation.period)
        most[thing] = max(most.get(thing, 0), named.get(id(s), 0))
    return [
        s._replace(score=s.score * _UNNAMED_OF_SEVERAL, rank=s.rank * _UNNAMED_OF_SEVERAL)
        if id(s) in named and named[id(s)] < most[s.observation.indicator, s.observation.period]
        else s
        for s in scored
    ]


def breadth(question: Question, match: Match, knowledge: Knowledge) -> float:
    """Return the weight of all words that a match explains, also of those that only pad most questions."""
    weigh, words = knowledge.indicator_index.weight, question.words
    return sum([weigh(words[position].base) for position in match.used])


def _words_explained(question: Question, match: Match) -> frozenset[str]:
    """Return the words of a message that a match explains, and the pairs of them that stand side by side."""
    words, used = question.words, match.used
    pairs = [f"{words[at].base} {words[at + 1].base}" for at in used if at + 1 in used]
    return frozenset([*(words[at].base for at in used), *pairs])


@lru_cache(maxsize=4096)
def _bases_and_pairs_of(text: str) -> frozenset[str]:
    bases = key(text).split()
    return frozenset([*bases, *map(" ".join, pairwise(bases))])


def words_unsaid(question: Question, indicator: int, knowledge: Knowledge) -> frozenset[str]:
    """Return the words of a label's own name that a message does not have; it may go by names of what it resembles.

    "nhà đại đoàn kết" is all of them before it is the "Số căn nhà đại đoàn kết xã hội hóa". An indicator of the
    catalogue goes by all its names.
    """
    if knowledge.indicators[indicator].origin == "data":
        return frozenset()
    return frozenset(knowledge.indicator_index.name_of(indicator)) - {word.base for word in question.words}


def _is_level(observation: Observation) -> bool:
    return observation.measure in ("level", "increase") or (observation.measure == "share" and not observation.base)


def meant(asked: Asked, knowledge: Knowledge) -> tuple[Match, float]:
    """Return the indicator that the words mean best whether or not it has figures, and its score."""
    wanted = dimensions_of(asked)
    scores = [
        (of_match(asked.question, match, knowledge) * unit_fit(wanted, match, knowledge), match)
        for match in asked.matches[:4]
    ]
    best, match = max(scores, key=lambda pair: pair[0])
    return match, best


def dimensions_of(asked: Asked) -> frozenset[str]:
    """Return the dimensions in which the indicator itself is expected: "tăng bao nhiêu %" says nothing of them."""
    if asked.is_in_any_unit:
        return dimensions.NONE
    wanted = asked.dimensions
    is_change = asked.measure in ("growth", "decrease")
    return dimensions.NONE if is_change and wanted & dimensions.RATIOS else wanted


def unit_fit(wanted: frozenset[str], match: Match, knowledge: Knowledge) -> float:
    """Return how well the unit of an indicator agrees with the dimensions wanted."""
    return dimensions.fit(wanted, knowledge.indicators[match.indicator].unit, knowledge)


def of_match(question: Question, match: Match, knowledge: Knowledge) -> float:
    """Return a match's score with the words weighed that it leaves over."""
    left = _left_over(question, match)
    return _fit(question, match, left, frozenset(), knowledge) if left else match.score


def _left_over(question: Question, match: Match) -> list[int]:
    return [position for position in question.leftover if position not in match.used]


def _fit(question: Question, match: Match, left: Sequence[int], said: Set[str], knowledge: Knowledge) -> float:
    """Return a match's score with the leftover words weighed: what the figure's own text says is explained by it.

    A leftover word that tells indicators apart ("nữ", "nhựa", "dân tộc") or an unknown short form forbids certainty; a
    word of the unit does not: "tổng số tiền làm đường" is a "Tổng kinh phí".
    """
    weigh = knowledge.indicator_index.weight
    words = question.words
    own = knowledge.indicator_index.words_of(match.indicator)
    field = knowledge.indicators[match.indicator].field
    measured = knowledge.dimension(knowledge.indicators[match.indicator].unit)
    explained = 0.0
    is_restricted = False
    for position in left:
        word, meaning = words[position], question.meaning[position]
        is_of_field = question.fields.get(position) == field
        if is_of_field or _explained(word, own) or _says_unit(question, position, measured, knowledge):
            explained += _BY_NAME * weigh(word.base) * meaning
        elif _explained(word, said):
            explained += _BY_CLAUSE * weigh(word.base) * meaning
        else:
            is_restricted = is_restricted or _restricts(question, match, position, knowledge)
    score = match.score
    if explained and match.words_share:
        due = sum(weigh(words[position].base) * question.meaning[position] for position in question.leftover)
        share = min(1.0, match.words_share + explained / due)
        score *= (share / match.words_share) ** _WORDS_POWER
    return min(score, _RESTRICTED if is_restricted else 1.0)


def _conditions(observation: Observation, question: Question, knowledge: Knowledge) -> frozenset[str]:
    """Return the words of a figure's conditions; of those that leave something out only where a message does so too.

    "Chưa gồm 37 hồ sơ kỳ trước chuyển sang" is no figure of what was carried over.
    """
    if question.left_out or not observation.qualifier:
        return bases_of(observation.qualifier)
    denying = knowledge.words.negations
    clauses = (bases_of(clause) for clause in observation.qualifier.split(";"))
    return frozenset().union(*(clause for clause in clauses if not clause & denying))


def _of_base(observation: Observation, knowledge: Knowledge) -> frozenset[str]:
    """Return the words of what a figure is measured against; "GRDP" is the "tổng sản phẩm trên địa bàn" as well."""
    base = observation.base
    return bases_of(f"{base} {knowledge.abbreviations.written_out(base)}" if base.isupper() else base)


def _is_without_that(question: Question, match: Match, clause: Set[str], knowledge: Knowledge) -> bool:
    """Return whether a figure's conditions or names leave out what a message does, or it is no part of it anyway."""
    if _leaves_out_the_same(question, clause, knowledge) or _is_set_apart(question, match, knowledge):
        return True
    names = knowledge.indicator_index.words_of_names(match.indicator)
    return any(_leaves_out_the_same(question, clause | name.keys(), knowledge) for name in names)


def _leaves_out_the_same(question: Question, clause: Set[str], knowledge: Knowledge) -> bool:
    """Return whether a figure's own conditions leave out what it is asked for without, in whichever words.

    "Trừ tiền sử dụng đất" and "không tính tiền cấp quyền sử dụng đất" are one.
    """
    saying_so = knowledge.words.groups.of_sums
    asked = {question.words[position].base for position in question.left_out} - saying_so
    return asked <= clause and bool(clause & (knowledge.words.negations | knowledge.words.groups.leaving_out))


def _leaves_out_more(question: Question, match: Match, left: Sequence[int], knowledge: Knowledge) -> bool:
    """Return whether a figure is asked for without something of which neither its names nor its conditions speak.

    The "trừ" of "Thuế sản phẩm trừ trợ cấp" is a word of the name.
    """
    named = knowledge.indicator_index.words_of(match.indicator)
    saying_so = named & (knowledge.words.negations | knowledge.words.groups.leaving_out)
    if any(question.words[position].base in saying_so for position in question.left_out):
        return False
    return any(question.meaning[position] > _FULL_MEANING for position in left if position in question.left_out)


def _is_set_apart(question: Question, match: Match, knowledge: Knowledge) -> bool:
    """Return whether what is left out is no part of an indicator, for names list the two side by side.

    "Giá trị sản xuất công nghiệp, không tính xây dựng": there is a "công nghiệp - xây dựng". The "ngô" is listed beside
    the "lúa", and not beside the "lương thực" that it is a part of.
    """
    words = question.words
    own, saying_so = knowledge.indicator_index.words_of(match.indicator), knowledge.words.groups.of_sums
    without = {words[position].base for position in question.left_out} - own - saying_so
    if not without or (match.alias_share < _NAMED and not only_pads(question, match, knowledge)):
        return False
    named = {words[position].base for position in match.used if question.meaning.get(position, 0.0) > _FULL_MEANING}
    return any(
        (one in named and other in without) or (one in without and other in named)
        for one, other in knowledge.listed_together
    )


def only_pads(question: Question, match: Match, knowledge: Knowledge) -> bool:
    """Return whether what an indicator's name says besides the words of a message tells no part of a whole.

    What is left out is not said: "riêng ngành công nghiệp, không tính xây dựng".
    """
    said = {word.base for at, word in enumerate(question.words) if at not in question.left_out}
    name = words_of(clean(knowledge.indicators[match.indicator].name_vi))
    heads = knowledge.words.groups.padding_heads
    if any(base in heads and base not in said for base, _ in name[_LONGEST_HEAD:]):
        return False
    return {word for word in name if word[0] not in said and not word[0].isdigit()} <= knowledge.words.label_padding


def _explained(word: ReadWord, known: Set[str]) -> bool:
    return word.base in known or any(base in known for base, likeness in word.options if likeness >= _SLIP)


def _says_unit(question: Question, position: int, dimension: str, knowledge: Knowledge) -> bool:
    """Return whether a word is one of a phrase that asks for a dimension: the "tiền" of "tổng số tiền làm đường"."""
    words = question.words
    return any(
        dimension in measured
        and position >= at
        and tuple([word.base for word in words[position - at : position - at + len(phrase)]]) == phrase
        for at, phrase, measured in knowledge.words.hints_with.get(words[position].base, ())
    )


def _is_of_another_giver(question: Question, observation: Observation, knowledge: Knowledge) -> bool:
    """Return whether the plan is asked for that was given from above ("tỉnh giao"), and a figure is not it."""
    if not {"base", "target"} <= question.cues or observation.measure != "level":
        return False
    said = [word.base for word in question.words]
    given = [phrase for phrase in knowledge.words.sequences.assigned if holds(said, phrase)]
    if not given:
        return False
    conditions, quote = key(observation.qualifier).split(), key(observation.quote).split()
    return not any(holds(conditions, phrase) or _is_stated_as_given(quote, phrase, knowledge) for phrase in given)


def _is_stated_as_given(quote: Sequence[str], phrase: tuple[str, ...], knowledge: Knowledge) -> bool:
    """Return whether a text gives a plan with who gave it ("dự toán huyện giao 6.615 triệu đồng").

    "150,26 tỷ đồng, tăng 30,9% so với dự toán tỉnh giao" weighs a figure against one.
    """
    weighing = {base for base, _ in knowledge.words.weighing}
    return any(
        tuple(quote[at : at + len(phrase)]) == phrase and weighing.isdisjoint(quote[max(0, at - _BEFORE_GIVER) : at])
        for at in range(len(quote))
    )


def _asks_for_new(question: Question, match: Match, left: Sequence[int], knowledge: Knowledge) -> bool:
    """Return whether new ones are asked for of something whose own name has no word of it ("sản phẩm OCOP mới")."""
    adding = {question.words[position].base for position in left} & knowledge.words.groups.adding
    if not adding:
        return False
    name = knowledge.indicator_index.name_of(match.indicator)
    return not adding <= set(name) and not any(holds(name, phrase) for phrase in knowledge.words.sequences.of_new)


def _restricts(question: Question, match: Match, position: int, knowledge: Knowledge) -> bool:
    """Return whether a word left over may ask for a part of what an indicator counts ("hộ nghèo dân tộc thiểu số")."""
    word, meaning = question.words[position], question.meaning[position]
    if meaning < _LEAST_RESTRICTING or not word.base[0].isalnum():
        return False
    if word.base[0].isdigit() or word.base in knowledge.words.groups.subgroups:
        return True
    if word.how == "short":
        return True  # what "ĐN" stands for here nobody knows if no name holds it
    if word.is_unknown:
        return not is_syllable(word.base) and (not word.options or not set(word.base) & set("aeiouy"))
    if meaning <= _FULL_MEANING or not knowledge.indicator_index.knows(word.base):
        return False
    return (
        _is_name(question, position)
        or _begins_sector(question, match, position, knowledge)
        or _halves_a_pair(question, match, position, knowledge)
        or _narrows(question, match, word.base, knowledge)
    )


def _begins_sector(question: Question, match: Match, position: int, knowledge: Knowledge) -> bool:
    """Return whether a sector begins here of which a match says nothing: "kim ngạch xuất khẩu thủy sản"."""
    base = question.words[position].base
    for phrase in knowledge.words.sequences.sectors:
        if phrase[0] != base:
            continue
        span = range(position, position + len(phrase))
        if tuple(word.base for word in question.words[position : span.stop]) == phrase:
            return match.used.isdisjoint(span)
    return False


def _halves_a_pair(question: Question, match: Match, position: int, knowledge: Knowledge) -> bool:
    """Return whether a word left over makes one thing with one beside it: "người chết đuối" are not all dead.

    Nor is a "nhà văn hóa" any "văn hóa". Only with its marks: "duoi" without them may be many a word.
    """
    words = question.words
    for first, beside in ((position - 1, position - 1), (position, position + 1)):
        if beside not in match.used or question.meaning.get(beside, 0.0) <= _FULL_MEANING:
            continue
        typed = (words[first].marks, words[first + 1].marks)
        if not all(typed) or words[position].options:
            continue
        if typed in knowledge.indicator_index.marks_of_pair(words[first].base, words[first + 1].base):
            return True
    return False


def _is_name(question: Question, position: int) -> bool:
    """Return whether a word within a sentence is written as a name ("xuất khẩu sang Mỹ")."""
    text, start = question.reading.text, question.words[position].start
    return start > 0 and text[start].isupper() and not text[start : start + 2].isupper() and not text.isupper()


def _narrows(question: Question, match: Match, base: str, knowledge: Knowledge) -> bool:
    """Return whether some name holds a word beside those that the match explains: then it tells indicators apart."""
    index = knowledge.indicator_index
    own = {question.words[position].base for position in match.used if question.meaning[position] > _FULL_MEANING}
    due = sum(index.weight(word) for word in own)
    return index.has_name_with(base, frozenset(own), _MOST_OF_NAME * due)


@lru_cache(maxsize=8192)
def bases_of(text: str) -> frozenset[str]:
    """Return the folded words of a text; of a day also the day and the month alone ("đến 31/10")."""
    bases = key(text).split()
    days = [f"{found[1]}/{found[2]}" for base in bases if (found := _DATE.fullmatch(base))]
    return frozenset([*bases, *days])


def bears_its_measure(asked: Asked, indicator: int, knowledge: Knowledge) -> bool:
    """Return whether the word that asks for a change is a word of the indicator's own name.

    "dân số tự nhiên tăng mấy %" asks for the "Tỷ lệ tăng dân số tự nhiên" itself, "tỷ lệ sinh giảm bao nhiêu" for the
    "Mức giảm tỷ lệ sinh"; said twice ("tỷ lệ tăng dân số tăng mấy %"), it asks for a change all the same. So it does
    of a "Giá trị tăng thêm dịch vụ", unless all of "tăng thêm" is said.
    """
    groups = knowledge.words.groups
    telling = {"growth": groups.rising, "decrease": groups.falling}.get(asked.measure)
    if telling is None:
        return False
    said = [word.base for word in asked.question.words if word.base in telling]
    if len(said) != 1:
        return False
    name = knowledge.indicator_index.name_of(indicator)
    if said[0] in of_output(name, [word.base for word in asked.question.words], knowledge):
        return False
    return said[0] in name or said[0] in bases_of(knowledge.indicators[indicator].name_en)


def is_other_measure(asked: Asked, observation: Observation, knowledge: Knowledge) -> bool:
    """Return whether a level was asked for and only a change is there, or the other way round.

    Nor is growth what part of a whole something is: "dịch vụ chiếm mấy % cơ cấu".
    """
    measure = observation.measure
    if asked.measure == "share" and measure != "level" and asks_portion(asked.question, knowledge):
        return is_no_portion(observation, knowledge)
    if bears_its_measure(asked, observation.indicator, knowledge) or (measure in CHANGES & asked.question.cues):
        return False
    if asked.measure in ("growth", "decrease"):
        return measure not in ("growth", "increase", "decrease")
    if not asked.measure and _asks_direction(asked.question, knowledge):
        return measure not in ("growth", "increase", "decrease")
    if measure == "decrease":
        return asked.measure in ("", "level")
    if measure == "growth" and asked.measure in ("", "level"):
        name = knowledge.indicator_index.name_of(observation.indicator)
        if any(name[: len(phrase)] == phrase for phrase in knowledge.words.sequences.indexes):
            return False
        is_ratio = knowledge.dimension(knowledge.indicators[observation.indicator].unit) in dimensions.RATIOS
        is_weighed = asked.question.wants_percent or "base" in asked.question.cues
        return is_ratio or not is_weighed
    return measure == "increase" and "stock" in asked.question.cues


def _asks_direction(question: Question, knowledge: Knowledge) -> bool:
    """Return whether a message asks which way something went: "so với cùng kỳ tăng hay giảm bao nhiêu vụ"."""
    groups = knowledge.words.groups
    said = [word.base for word in question.words]
    ways = [*pairwise(said), *zip(said, said[2:], strict=False)]  # "tăng, giảm bn vụ so CK"
    return "base" in question.cues and any(one in groups.rising and other in groups.falling for one, other in ways)


def _kind_fit(asked: Asked, observation: Observation, knowledge: Knowledge) -> float:
    if not asked.kind or asked.kind == observation.kind or (asked.kind, observation.kind) == ("actual", "estimate"):
        return 1.0
    if observation.kind == "estimate" and holds_any(
        [word.base for word in asked.question.words], knowledge.words.sequences.expected
    ):
        return _EXPECTED
    if asked.kind == "target" and _is_of_plans(asked.question, observation.indicator, knowledge):
        return 1.0
    spending = knowledge.words.groups.spending
    is_spending = asked.kind == "target" and any(word.base in spending for word in asked.question.words)
    return _OTHER_KIND_OF_SPENDING if is_spending else _OTHER_KIND


def _is_of_plans(question: Question, indicator: int, knowledge: Knowledge) -> bool:
    """Return whether a plan in a message is what an indicator counts: "hướng dẫn mấy xã lập kế hoạch" is no target."""
    said = [word.base for word in question.words]
    name = knowledge.indicator_index.name_of(indicator)
    plans = knowledge.words.sequences.plans
    return any(holds(said, phrase) and holds(name, phrase) for phrase in plans)


def _measure_fit(asked: Asked, observation: Observation, knowledge: Knowledge, *, has_level: bool) -> float:
    """Return how well an observation's measure fits; has_level: whether its indicator has a plain value as well."""
    question = asked.question
    measure = observation.measure
    if asked.measure == "share" and measure == "level" and observation.unit == "%":
        return _PERCENT_FOR_SHARE * _base_fit(question, observation, knowledge)
    is_asked_portion = asked.measure in ("", "share") and measure != "level" and asks_portion(question, knowledge)
    if is_asked_portion and is_no_portion(observation, knowledge):
        return _NO_PORTION
    worth = {"growth": _FOR_GROWTH, "decrease": _FOR_DECREASE, "share": _FOR_SHARE}.get(asked.measure)
    if worth is None and (question.bases or "base" in question.cues):
        worth = _AGAINST_BASE
    if worth is not None:
        return worth[measure] * _base_fit(question, observation, knowledge)
    return _plain_measure_fit(question, measure, has_level=has_level)


def is_no_portion(observation: Observation, knowledge: Knowledge) -> bool:
    """Return whether a percentage is no part of a whole: a change, or what a result is of a plan or the year before."""
    if observation.measure in CHANGES:
        return True
    base = key(observation.base).split() if observation.measure == "share" else []
    is_year = bool(base) and all(one in knowledge.words.groups.base_heads or _YEAR.fullmatch(one) for one in base)
    return is_year or _is_plan(base, knowledge) or not knowledge.words.groups.base_year_before.isdisjoint(base)


def _is_plan(bases: Sequence[str], knowledge: Knowledge) -> bool:
    """Return whether words name a plan of any sort: "kịch bản", "mục tiêu Nghị quyết"."""
    return holds_any(bases, knowledge.words.sequences.plans_of_bases)


def asks_portion(question: Question, knowledge: Knowledge) -> bool:
    """Return whether a message asks what part of a whole something is: "tỷ trọng", "chiếm mấy %"."""
    bases = [word.base for word in question.words]
    has_word = not knowledge.words.groups.portion.isdisjoint(bases)
    return has_word or any(holds(bases, phrase) for phrase in knowledge.words.sequences.portions)


def _plain_measure_fit(question: Question, measure: str, *, has_level: bool) -> float:
    """Return how well a measure answers a question that names none."""
    if measure == "level":
        return 0.88 if "more" in question.cues else 0.95 if "added" in question.cues else 1.0
    if measure == "increase":
        if "stock" in question.cues:
            return 0.6
        return 1.0 if question.cues & ADDING else 0.9 if has_level else 0.98
    if measure == "share":
        return 0.97 if not has_level or question.wants_percent else 0.86
    return 0.8 if has_level else 0.9


def _base_fit(question: Question, observation: Observation, knowledge: Knowledge) -> float:
    """Return how well what the observation is measured against fits what the question named."""
    base = bases_of(observation.base)
    groups = knowledge.words.groups
    # "Tăng 11,84 %" of 2022 is against 2021: neither that nor what goes beyond the budget answers "so với năm 2018".
    is_against_year_before = observation.measure in CHANGES if not base else bool(base & groups.base_year_before)
    year_before = int(observation.period[:4]) - 1
    for mention in question.bases if base or is_against_year_before else ():
        is_named = mention.year is None or mention.is_before or str(mention.year) in base
        is_same = is_against_year_before and ("/" in observation.period or mention.year == year_before)
        if not (is_named or is_same):
            return _OTHER_YEAR
    if not base:
        return 1.0
    if is_of_other_giver(question, observation, knowledge) or _goes_beyond_plan(question, observation, knowledge):
        return _OTHER_BASE
    told_apart = knowledge.words.sequences.told_apart_bases
    named = [words for words in told_apart if _weighs_against(question, words, knowledge)]
    stored = [words for words in told_apart if base.issuperset(words)]
    is_plan = any(_is_plan(words, knowledge) for words in stored)
    # "So kế hoạch" is no growth over the same period, and may be a share of the budget.
    if named and not any(words in stored or (is_plan and _is_plan(words, knowledge)) for words in named):
        return _OTHER_BASE
    asked = {word.base for word in question.words}
    is_year_named = "base" in question.cues and not groups.base_year_before.isdisjoint(asked)
    if is_year_named and not named and is_plan and observation.measure == "growth":
        return _OTHER_BASE  # "tăng mấy % so với năm trước" is no growth over what was assigned
    if stored and not named and observation.measure in ("growth", "share"):
        return _UNASKED_BASE
    own = {word for word in base if word.isalpha()} - groups.base_heads
    return _UNNAMED_BASE + (1 - _UNNAMED_BASE) * len(own & asked) / len(own) if own else 1.0


def _goes_beyond_plan(question: Question, observation: Observation, knowledge: Knowledge) -> bool:
    """Return whether a figure is by how much a plan was outdone, and a message speaks of none.

    "Tăng trưởng kinh tế đạt mấy %" is no "cao hơn 1 điểm so với kịch bản".
    """
    if observation.measure != "increase" or "more" in question.cues:
        return False
    if not _is_plan(key(observation.base).split(), knowledge):
        return False
    said = [word.base for word in question.words]
    return knowledge.words.groups.exceeding.isdisjoint(said) and not _is_plan(said, knowledge)


def is_of_other_giver(question: Question, observation: Observation, knowledge: Knowledge) -> bool:
    """Return whether a message names who gave a plan, and a figure is weighed against another: "Trung ương giao"."""
    givers, base = knowledge.words.sequences.givers, key(observation.base).split()
    stored = [giver for giver in givers if holds(base, giver)]
    if not stored:
        return False
    said = [word.base for word in question.words]
    asked = [giver for giver in givers if holds(said, giver)]
    return bool(asked) and set(asked).isdisjoint(stored)


def _weighs_against(question: Question, phrase: Sequence[str], knowledge: Knowledge) -> bool:
    """Return whether a figure is weighed against a phrase: "so với kế hoạch", "mấy % kế hoạch", not "theo kế hoạch"."""
    words = question.words
    bases = [word.base for word in words]
    return any(
        tuple(bases[start : start + len(phrase)]) == tuple(phrase)
        and any(weighs(word, knowledge) for word in words[max(0, start - _BEFORE_BASE) : start])
        for start in range(1, len(bases))
    )


def in_period(scored: Sequence[Scored], asked: Asked) -> tuple[list[Scored], str]:
    """Return the figures of the period asked for, or else of the newest that fits about as well; and its code."""
    if asked.period is not None:
        fitting = [s for s in scored if s.observation.period == asked.period]
        if not any(s.score >= SURE for s in fitting):
            once = _of_one_occasion(scored, asked) or _up_to_that_day(scored, asked)
            if once:
                return once, once[0].observation.period
        return fitting, asked.period
    if asked.periods:
        part = asked.periods[0].partition("-")[2]
        parsed = ((s, periods.parse(s.observation.period)) for s in scored)
        return _newest([s for s, period in parsed if period is not None and period.part == part])
    if asked.any_part_of:
        years = tuple(str(year) for year in asked.any_part_of)
        school_year = [s for s in scored if s.observation.period == "/".join(years)]
        if any(s.score >= SURE for s in school_year):
            return school_year, school_year[0].observation.period
        of_years = [s for s in scored if s.observation.period.startswith(years)]
        return _newest([s for s in of_years if "/" not in s.observation.period])  # "2020/2021" is no part of 2019-2020
    return _newest(scored)


def _of_one_occasion(scored: Sequence[Scored], asked: Asked) -> list[Scored]:
    """Return the figures of a part of the year asked for that happened once in it, on an occasion that was named.

    "Quà Tết 2020" stands in the report on six months with "Tết Nguyên đán Canh Tý 2020": the year has no other figure.
    """
    year = periods.parse(asked.period or "")
    if year is None or year.part or year.is_span:
        return []
    said = {word.base for word in asked.question.words} | set(_NUMBER.findall(asked.question.reading.text))
    return [
        s
        for s in scored
        if s.score >= SURE
        and s.observation.period.startswith(f"{year.year}-")
        and any(_names_occasion(clause, year.year, said) for clause in s.observation.qualifier.split(";"))
    ]


def _up_to_that_day(scored: Sequence[Scored], asked: Asked) -> list[Scored]:
    """Return the figures of a year whose conditions name the day that a message names: "đến ngày 30/11/2023"."""
    days = set(_DAY.findall(asked.question.reading.text))
    if not days:
        return []
    return [s for s in scored if s.score >= SURE and not days.isdisjoint(_DAY.findall(s.observation.qualifier))]


def _names_occasion(clause: str, year: int, said: Set[str]) -> bool:
    """Return whether a condition names what happened in a year, and a message speaks of it ("đợt 1/2020", no other)."""
    text = key(clause)
    if str(year) not in text or _SPAN_OR_DAY.search(text) or not said >= set(_NUMBER.findall(text)):
        return False
    frame = word_lists().groups.period_frame
    return any(word in said and word not in frame for word in text.split() if word.isalpha())


def _newest(scored: Sequence[Scored]) -> tuple[list[Scored], str]:
    if not scored:
        return [], ""
    best = max(s.score for s in scored)
    newest = newest_period(s.observation.period for s in scored if s.score >= best - CLOSE)
    return [s for s in scored if s.observation.period == newest], newest


def newest_period(codes: Iterable[str]) -> str:
    """Return the code of the period that ends last, of these the longest; "" for none."""
    parsed = [period for code in codes if (period := periods.parse(code)) is not None]
    return max(parsed, key=lambda p: (p.last_month, -p.first_month)).code if parsed else ""


def is_exact(match: Match) -> bool:
    """Return whether the words are an indicator's name, nothing less and nothing more."""
    return match.alias_share > _EXACT and match.words_share > _EXACT and not match.slips
