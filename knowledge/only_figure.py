"""The one figure of a place that a message can mean, though it says less than the name of the figure or more."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.base import Knowledge
from knowledge.indicators import Match
from knowledge.meaning import CHANGES, LITTLE, holds_any, names_plan
from knowledge.misgivings import counts_other_things, singles_out
from knowledge.question import Question
from knowledge.scoring import (
    Scored,
    dimensions_of,
    in_period,
    is_exact,
    is_of_other_giver,
    is_other_measure,
    only_pads,
    score,
)
from knowledge.slots import Asked
from knowledge.store import Observation

# How well a label must fit that says all of a message and more.
_IN_MORE_WORDS = 0.55
# A figure that stands alone may fit less than others must.
_ALONE, _FAR_BEHIND = 0.5, 0.75
_ALL_WORDS = 0.95
# Cues of what is set against a plan, and asks for no plan itself.
_OF_WEIGHING = frozenset({"base", "progress"})


def is_said_in_full(match: Match) -> bool:
    """Return whether one name explains all words of a message as they stand."""
    return match.words_share >= _ALL_WORDS and not match.slips


def is_only_one(asked: Asked, fitting: Sequence[Scored], knowledge: Knowledge) -> bool:
    """Return whether one figure alone has all words of the message in its name, and the unit that was asked for.

    "rau vietgap mấy ha" is the "Diện tích rau an toàn theo tiêu chuẩn VietGAP" where no other figure comes near.
    """
    best = fitting[0]
    match = best.match
    if best.score < _ALONE or not is_said_in_full(match) or _leaves_passive(asked, match, knowledge):
        return False
    if _leaves_out_part(asked.question, match, knowledge):
        return False
    if is_of_other_giver(asked.question, best.observation, knowledge):
        return False
    is_in_unit = knowledge.dimension(best.observation.unit) in dimensions_of(asked)
    if not is_in_unit and not _is_asked_change(asked, best.observation, knowledge):
        return False
    is_planned = best.observation.kind == "target"
    if _asks_for_result(asked.question, knowledge) if is_planned else _asks_for_plan(asked, match, knowledge):
        return False
    others = (s.score for s in fitting if s.match.indicator != match.indicator)
    is_alone = max(others, default=0.0) < best.score * _FAR_BEHIND
    return is_alone and _says_all_that_restricts(asked, match, knowledge)


def _leaves_out_part(question: Question, match: Match, knowledge: Knowledge) -> bool:
    """Return whether what is left out is of the names of the thing itself: "gia cầm, không kể vịt"."""
    used = {question.words[position].base for position in match.used}
    out = {question.words[position].base for position in question.left_out}
    return bool((out - used - knowledge.words.groups.of_sums) & knowledge.indicator_index.words_of(match.indicator))


def _asks_for_result(question: Question, knowledge: Knowledge) -> bool:
    """Return whether a message can mean no plan: "kết quả thực hiện"; "đạt được bao nhiêu" is said of plans as well."""
    return holds_any([word.base for word in question.words], knowledge.words.sequences.results_only)


def _asks_for_plan(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a message can mean no result: "kế hoạch thu ngân sách"; a "chỉ tiêu" may be any figure.

    A "mục tiêu tăng trưởng mấy %" weighs nothing against a plan, and the programmes of that name are none.
    """
    question = asked.question
    if asked.kind != "target" or not question.cues.isdisjoint(_OF_WEIGHING) or asked.measure == "share":
        return False  # "đạt mấy % kế hoạch tỉnh giao", "so KH đạt bn %"
    bases = ["" if at in match.used else word.base for at, word in enumerate(question.words)]
    is_aim = holds_any(bases, knowledge.words.sequences.aims)
    said = [word.base for word in question.words]
    # "đạt mấy % kế hoạch" weighs, "kế hoạch mấy %" does not
    may_weigh = question.wants_percent and not knowledge.words.groups.weighing_verbs.isdisjoint(said)
    return is_aim or (not may_weigh and names_plan(said, knowledge))


def _is_asked_change(asked: Asked, observation: Observation, knowledge: Knowledge) -> bool:
    """Return whether a change was asked for, over nothing in particular, and a figure is of such a one."""
    if asked.measure not in CHANGES or observation.measure != asked.measure:
        return False
    if any(base.year is None or str(base.year) not in observation.base for base in asked.question.bases):
        return False
    wanted = asked.dimensions
    return not wanted or knowledge.dimension(observation.unit) in wanted  # "giảm bao nhiêu hộ" asks for no points


def _is_asked_share(asked: Asked, observation: Observation) -> bool:
    """Return whether a figure is the percentage of something that was asked for ("so cùng kỳ đạt bao nhiêu %")."""
    is_weighed = asked.question.wants_percent and "base" in asked.question.cues
    return (is_weighed or asked.measure == "share") and observation.measure in ("share", "growth")


def _leaves_passive(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a word of little weight is left over that tells what befell a thing ("cơ quan bị kỷ luật")."""
    return any(
        word.base in knowledge.words.groups.passive and position not in match.used
        for position, word in enumerate(asked.question.words)
    )


def _says_all_that_restricts(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a message has all words of some name of an indicator that tell a part of a thing."""
    words = asked.question.words
    said = {word.base for word in words}
    used = {words[position].base for position in match.used}
    return any(
        used <= name.keys()
        and not any(word in knowledge.words.restricting for word in name.items() if word[0] not in said)
        for name in knowledge.indicator_index.words_of_names(match.indicator)
    )


def in_more_words(asked: Asked, place: int, top: Match, knowledge: Knowledge) -> list[Scored]:
    """Return the figures of the indicators here whose names say all of a message and more; top: what is meant best.

    Reports word their labels fully: "vốn đầu tư toàn xã hội" is the "Tổng vốn đầu tư toàn xã hội thực hiện trên địa
    bàn" where no other figure is of all these words.
    """
    question = asked.question
    present = knowledge.store.indicators_of(place)
    if top.indicator in present and knowledge.store.observations(
        indicators=[top.indicator], place=place, period=asked.period, limit=1
    ):
        return []
    if question.further or singles_out(asked, knowledge):
        return []
    index, free = knowledge.indicator_index, list(question.meaning)
    if not index.may_say(question.words, free, question.meaning, _ALL_WORDS, present):
        return []
    found = index.match(question.words, free, question.meaning, among=present)
    told = {at for at in top.used if question.meaning.get(at, 0.0) > LITTLE}  # not the "ha" of "ha đất tích tụ"
    is_share_named = asked.measure == "share" and is_exact(top)  # "tỷ trọng nông nghiệp" is none of the workers
    whole = tuple(
        one
        for one in found
        if is_said_in_full(one)
        and (one.score >= _IN_MORE_WORDS or only_pads(asked.question, one, knowledge))
        and (one.used >= top.used or (one.used >= told and only_pads(asked.question, one, knowledge)))
        and not (is_share_named and one.indicator in knowledge.neighbours.get(top.indicator, ()))
        and _is_by_own_name(question, one, knowledge)
    )
    if not whole:
        return []
    here = replace(asked, matches=whole)
    indicators = [one.indicator for one in whole]
    stored = knowledge.store.observations(indicators=indicators, place=place, period=asked.period)
    fitting, _ = in_period(score(here, stored, knowledge), here)
    unit = knowledge.dimension(knowledge.indicators[top.indicator].unit)
    fitting = [
        s
        for s in fitting
        if (s.score >= _IN_MORE_WORDS or _only_pads_in_unit(s, asked, knowledge))
        and (
            knowledge.dimension(s.observation.unit) == unit
            or _is_asked_change(asked, s.observation, knowledge)
            or _is_asked_share(asked, s.observation)
        )
    ]
    return [
        s
        for s in fitting
        if not (is_other_measure(here, s.observation, knowledge) or counts_other_things(here, s, knowledge))
    ]


def _is_by_own_name(question: Question, match: Match, knowledge: Knowledge) -> bool:
    """Return whether an indicator's own name has what was said: one that "hộ nghèo" lends its names to has no "cận"."""
    own = knowledge.indicator_index.name_of(match.indicator)
    return all(
        question.words[position].base in own for position in match.used if question.meaning.get(position, 0.0) > LITTLE
    )


def _only_pads_in_unit(scored: Scored, asked: Asked, knowledge: Knowledge) -> bool:
    """Return whether a figure's long name only pads the words of a message, and its unit is one that was asked for."""
    wanted = dimensions_of(asked)
    is_in_unit = not wanted or knowledge.dimension(scored.observation.unit) in wanted
    return is_in_unit and only_pads(asked.question, scored.match, knowledge)
