"""Figures set beside each other: two places or periods and their difference, a result and its target."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge import compare, prices
from knowledge.alternatives import option, options, without_figure
from knowledge.base import Knowledge
from knowledge.compare import Outcome
from knowledge.facts import KINDS
from knowledge.figure import look_up
from knowledge.meaning import ADDING, CHANGES, RANKS, holds_any, names_plan
from knowledge.question import Context, Question, is_of_places_before
from knowledge.result import Result, conflicts_among
from knowledge.scoring import SURE
from knowledge.several import look_up_parts
from knowledge.slots import Asked
from knowledge.store import Observation
from knowledge.text import key

_MOST_SIDES = 6
# Cues that ask for what is worked out from two levels, and not for a figure that a document states.
_WEIGHING = frozenset({"base", "share", "percent", "growth", "decrease"})


def compare_figures(asked: Asked, context: Context, knowledge: Knowledge) -> Result:
    """Return the figures of each side, each looked up by itself, and the difference of two that can be compared."""
    places, codes = _sides(asked, context, knowledge)
    pairs: list[tuple[int | None, str | None]]
    if len(places) > 1 and len(codes) == len(places):
        pairs = list(zip(places, codes, strict=True))
    elif len(places) > 1:
        pairs = [(place, codes[0] if codes else None) for place in places]
    elif len(codes) > 1 and len(asked.places) == 1:
        pairs = [(_unit_with(code, asked, knowledge), code) for code in codes]
    elif len(codes) > 1:
        pairs = [(places[0] if places else None, code) for code in codes]
    else:
        return _compare_kinds(asked, knowledge)
    # "so GTSX 2020 với 2021" weighs two levels against each other, not one of them against a base.
    asked = replace(asked, question=replace(asked.question, cues=asked.question.cues - {"base"}))
    sides = _look_up_sides(asked, pairs, len(codes) > 1, knowledge)
    if not asked.measure and all(side.reason == "other_measure" for side in sides):
        # "grdp 2019 so với 2018 kém mấy điểm" where documents only tell by how much it grew
        grown = _look_up_sides(replace(asked, measure="growth"), pairs, len(codes) > 1, knowledge)
        sides = grown if all(side.status == "answered" for side in grown) else sides
    return _beside_each_other(asked, sides, knowledge)


def _unit_with(code: str, asked: Asked, knowledge: Knowledge) -> int:
    """Return which of the units that a name may mean has figures of a period, the likeliest where none has or all do.

    A province that was merged in July 2025 reports on the first quarter, the one of its name on nine months.
    """
    units = asked.places[0]
    sure = [match.indicator for match in asked.matches if match.score >= SURE]
    stored = (one for one in units if knowledge.store.observations(indicators=sure, place=one, period=code))
    return next(stored, units[0])


def _look_up_sides(
    asked: Asked, pairs: Sequence[tuple[int | None, str | None]], are_of_periods: bool, knowledge: Knowledge
) -> list[Result]:
    return [
        look_up(
            replace(
                asked,
                kind="" if are_of_periods else asked.kind,
                places=((place,),) if place is not None else (),
                periods=(code,) if code else (),
            ),
            knowledge,
        )
        for place, code in pairs[:_MOST_SIDES]
    ]


def compare_parts(asked: Asked, _: Context, knowledge: Knowledge) -> Result:
    """Return the figures of two indicators named in one message with the difference between them."""
    result = look_up_parts(asked, knowledge)
    if result.status != "answered":
        return result
    firsts = list({fact.indicator: fact for fact in reversed(result.facts)}.values())[::-1]
    if len({knowledge.dimension(fact.unit) for fact in firsts}) > 1:
        # "phạt vi phạm đất đai, tiền phạt của thành phố hơn của xã bao nhiêu" sets no fines against decisions
        return without_figure(
            asked,
            "choose",
            reason="close",
            indicators=(fact.indicator for fact in firsts),
            places=result.places,
            choices=options(firsts, knowledge),
            intent="compare",
        )
    outcome = _outcome(asked, firsts, knowledge) if len(firsts) == 2 else None
    return replace(result, intent="compare", outcome=outcome)


def _outcome(asked: Asked, two: Sequence[Observation], knowledge: Knowledge) -> Outcome:
    """Return how many times one figure is the other where that is asked ("gấp mấy lần"), or else their difference."""
    times = knowledge.words.groups.times
    if any(word.base in times for word in asked.question.words):
        return compare.ratio(two[0], two[1], knowledge)
    return compare.difference(two[0], two[1], knowledge)


def change_between(asked: Asked, knowledge: Knowledge) -> Result | None:
    """Return the levels of two periods with their difference where no document states the change asked for.

    "Từ 2020 đến 2021 tăng mấy điểm" asks for the change from the first year to the last.
    """
    if asked.measure not in CHANGES:
        return None
    codes = _periods_weighed(asked)[::-1]
    if len(codes) == 1 and (ends := codes[0].split("/"))[1:]:
        codes = tuple(ends)
    return _of_two_periods(asked, codes, knowledge)


def share_between(asked: Asked, knowledge: Knowledge) -> Result | None:
    """Return the levels of two periods and what percent one is of the other where no document states it.

    "Tỷ trọng công nghiệp 2023 và 2024 chênh nhau bao nhiêu" weighs two shares, and takes neither for one of the other.
    """
    question = asked.question
    if not question.wants_percent and (asked.measure != "share" or {"compare"} == question.cues & {"compare", "base"}):
        return None
    if (stated := stated_against(asked, knowledge)) is not None:
        return stated
    if asked.measure == "share":
        if (portions := portions_between(asked, knowledge)) is not None:
            return portions
        stored = look_up(replace(asked, periods=asked.periods[:1]), knowledge)
        if stored.status == "answered" and stored.facts[0].measure == "share" and stored.facts[0].base:
            return replace(stored, intent="progress")
    codes = asked.periods if len(asked.periods) == 2 else _periods_weighed(asked)
    result = _of_two_periods(replace(asked, is_in_any_unit=True), codes, knowledge)
    if result is None:
        return None
    reached, whole = (next(fact for fact in result.facts if fact.period == code) for code in codes)
    return replace(result, outcome=compare.progress(reached, whole, knowledge))


def stated_against(asked: Asked, knowledge: Knowledge) -> Result | None:
    """Return what a document states of one year against another; None where it does not.

    "Thu nhập 2022 bằng mấy % năm 2021", "tàu cá 2020 tăng thêm mấy chiếc so 2015", "năm 2023 ít hơn 2022 mấy vụ".
    """
    question = asked.question
    said = [word.base for word in question.words]
    is_less = holds_any(said, knowledge.words.sequences.below) or question.measure == "decrease"
    is_more = not knowledge.words.groups.exceeding.isdisjoint(said)
    if len(asked.periods) != 2 or not (question.wants_percent or is_less or is_more or question.cues & ADDING):
        return None
    in_percent = "growth" if is_more else "share"  # "2021 hơn năm 2020 mấy %"
    measure = "decrease" if is_less else in_percent if question.wants_percent else "increase"
    result = look_up(replace(asked, measure=measure, periods=asked.periods[:1]), knowledge)
    stated = next((fact for fact in result.facts if asked.periods[1] in fact.base), None)
    if stated is None or result.status != "answered":
        return None
    return replace(result, intent="compare", facts=(stated, *(fact for fact in result.facts if fact is not stated)))


def portions_between(asked: Asked, knowledge: Knowledge) -> Result | None:
    """Return what part of the same whole something was in two periods, beside each other; None where it is not told.

    "Tỷ trọng dịch vụ năm 2024 so với năm 2023": neither is a percentage of the other.
    """
    if asked.measure != "share" or names_plan([word.base for word in asked.question.words], knowledge):
        return None
    codes = asked.periods if len(asked.periods) == 2 else _periods_weighed(asked)
    result = _of_two_periods(asked, codes, knowledge, measure="share")
    if result is None:
        return None
    one, other = (next(fact for fact in result.facts if fact.period == code) for code in codes)
    is_portion = one.measure == other.measure == "share" and key(one.base) == key(other.base)
    return result if is_portion and not names_plan(key(one.base).split(), knowledge) else None


def _periods_weighed(asked: Asked) -> tuple[str, ...]:
    """Return the period asked for and the one that it is weighed against."""
    bases = (code for mention in asked.question.bases if (code := mention.code()) is not None)
    return (*asked.periods[:1], *bases)


def _of_two_periods(
    asked: Asked, codes: Sequence[str], knowledge: Knowledge, *, measure: str = "level"
) -> Result | None:
    """Return the figures of two periods of one place beside each other, None where there are not both."""
    if len(codes) != 2 or len(asked.places) != 1 or "?" in "".join(codes):
        return None
    question = replace(asked.question, bases=(), wants_percent=False, cues=asked.question.cues - _WEIGHING)
    levels = replace(
        asked, question=question, measure=measure, kind="", periods=tuple(codes), origins=dict(asked.origins)
    )
    result = compare_figures(levels, Context(), knowledge)
    is_of_both = result.status == "answered" and len({fact.period for fact in result.facts}) > 1
    return result if is_of_both else None


def _sides(asked: Asked, context: Context, knowledge: Knowledge) -> tuple[list[int], list[str]]:
    """Return the places and periods to compare; "so với Thọ Xuân" and "so với 2020" also mean what was before them."""
    question = asked.question
    places = [group[0] for group in asked.places]
    if "compare" in question.cues and is_of_places_before(question, context):
        before_all = (knowledge.store.place_by_code(code) for code in context.places)
        places = [place.id for place in before_all if place is not None]
    if len(question.places) == 1 and context.places and question.cues & {"base", "compare"} and not question.leftover:
        before = knowledge.store.place_by_code(context.places[0])
        if before is not None and before.id not in places:
            places.insert(0, before.id)
    codes = list(asked.periods)
    is_other_period = len(codes) == 1 and context.period and context.period not in codes
    if is_other_period and not question.leftover and len(places) < 2 and "base" in question.cues:
        codes.insert(0, context.period)
    return places, codes


def is_against_plan(asked: Asked, knowledge: Knowledge) -> bool:
    """Return whether a figure is set against its plan, and no percentage but of points is asked for."""
    question, sequences = asked.question, knowledge.words.sequences
    counted = knowledge.words.groups.counted
    bases = [
        word.base if word.is_unmarked or word.base not in counted else ""  # the "số" of "con số kế hoạch"
        for word in question.words
    ]
    if not holds_any(bases, sequences.against_plans):
        return False
    return not question.wants_percent or holds_any(bases, sequences.points)


def is_against_result(question: Question, knowledge: Knowledge) -> bool:
    """Return whether what was planned is set against what was reached: "chỉ tiêu đề ra so với kết quả"."""
    return holds_any([word.base for word in question.words], knowledge.words.sequences.against_results)


def _compare_kinds(asked: Asked, knowledge: Knowledge) -> Result:
    """Return a figure beside its plan with the difference, "BHYT 2023 ước TH so KH", or what there is of it."""
    # "kế hoạch với ước thực hiện chênh nhau bao nhiêu"
    is_of_both = is_against_plan(asked, knowledge) or len(asked.question.cues.intersection(KINDS)) > 1
    # "so chỉ tiêu đề ra với kết quả" sets the two against each other, and neither against the year before.
    of_both = replace(asked.question, cues=asked.question.cues - {"base"})
    result = look_up(replace(asked, question=of_both, kind=""), knowledge) if is_of_both else None
    if result is None or len({fact.kind for fact in result.facts}) < 2:
        result = look_up(asked, knowledge)
    if result.status == "answered" and len({fact.kind for fact in result.facts}) > 1:
        outcome = compare.difference(result.facts[1], result.facts[0], knowledge)
        return replace(result, intent="compare", outcome=outcome)
    return result


def _beside_each_other(asked: Asked, sides: Sequence[Result], knowledge: Knowledge) -> Result:
    found = [side for side in sides if side.status == "answered"]
    missing = [side for side in sides if side.status != "answered"]
    if not found:
        return replace(sides[0], intent="compare")
    indicators = tuple(dict.fromkeys(indicator for side in found for indicator in side.indicators))
    places = tuple(dict.fromkeys(place for side in sides for place in side.places))
    codes = tuple(dict.fromkeys(code for side in sides for code in side.periods))
    if missing:
        choices = dict.fromkeys(option(side.facts[0], knowledge) for side in found)
        choices |= dict.fromkeys(choice for side in missing for choice in side.choices)
        refused = without_figure(
            asked,
            "no_data",
            intent="compare",
            reason="one_side_missing",
            indicators=indicators,
            places=places,
            choices=choices,
            existing=missing[0].existing,
        )
        return replace(refused, periods=codes)
    found = _ranked(asked, found, knowledge)
    facts = tuple(dict.fromkeys(fact for side in found for fact in side.facts))
    outcome = _outcome(asked, [found[0].facts[0], found[1].facts[0]], knowledge) if len(found) == 2 else None
    return Result(
        "answered",
        "compare",
        asked.question,
        facts=facts,
        conflicts=conflicts_among(facts),
        outcome=outcome,
        indicators=indicators,
        places=places,
        periods=codes,
        origins=asked.origins,
    )


def _ranked(asked: Asked, sides: list[Result], knowledge: Knowledge) -> list[Result]:
    """Return the sides best first where the best of some places is asked for: "Lộc Bình, Thọ Xuân đâu thấp nhất"."""
    if not asked.question.cues & RANKS or len({side.facts[0].place for side in sides}) < len(sides):
        return sides
    ranked = compare.ranking([side.facts[0] for side in sides], knowledge, lowest="rank_low" in asked.question.cues)
    if len(ranked) < len(sides):
        return sides  # not all are measured alike
    return [next(side for side in sides if side.facts[0] is fact) for fact in ranked]


def _result_and_plan(asked: Asked, knowledge: Knowledge) -> Result | None:
    """Return a result with its plan, of which the percentage asked for is worked out; None where there are not both."""
    question = asked.question
    levels = replace(
        asked,
        question=replace(question, wants_percent=False, cues=question.cues - _WEIGHING),
        measure="level",
        kind="",
        is_in_any_unit=True,
    )
    result = look_up(levels, knowledge)
    kinds = {fact.kind for fact in result.facts}
    return result if result.status == "answered" and "target" in kinds and len(kinds) > 1 else None


def changes_and_plan(asked: Asked, result: Result, knowledge: Knowledge) -> Result | None:
    """Return how much something changed beside how much it should; None where there are not both.

    result: what was found for a message that weighs a figure against its plan. "GRDP có đạt kế hoạch không" is
    about its growth where documents tell nothing else.
    """
    is_without_plan = result.status != "answered" or all(fact.kind != "target" for fact in result.facts)
    if not (asked.measure in CHANGES or (not asked.measure and is_without_plan)):
        return None
    question = asked.question
    changes = replace(
        asked,
        question=replace(question, cues=question.cues - {"base"}),
        measure=asked.measure or "growth",
        kind="",
    )
    found = look_up(changes, knowledge)
    if found.status != "answered" or found.facts[0].measure != changes.measure:
        return None
    first = found.facts[0]
    stored = knowledge.store.observations(indicators=[first.indicator], place=first.place, period=first.period)
    facts = [o for o in stored if o.measure == first.measure and not names_plan(key(o.base).split(), knowledge)]
    facts.sort(key=lambda o: (o.kind == "target", prices.of_observation(o, knowledge) == "current"))
    if len({fact.kind == "target" for fact in facts}) < 2:
        return None
    outcome = compare.difference(facts[0], facts[-1], knowledge)
    return replace(found, intent="compare", facts=tuple(facts), outcome=outcome)


def progress(asked: Asked, knowledge: Knowledge) -> Result:
    """Return a result beside its target: the share reached as a document states it, or worked out from both."""
    share = look_up(replace(asked, measure=asked.measure or "share"), knowledge)
    if share.status == "answered" and share.facts[0].measure == "share" and share.facts[0].base:
        return replace(share, intent="progress")
    result = look_up(asked, knowledge)
    if result.status != "answered" or (asked.kind and len({fact.kind for fact in result.facts}) == 1):
        # "thực hiện so với kế hoạch đạt hay chưa" is of both
        result = _result_and_plan(asked, knowledge) or result
    if (both := changes_and_plan(asked, result, knowledge)) is not None:
        return both
    if result.status != "answered":
        return result
    reached = next((fact for fact in result.facts if fact.kind in ("actual", "estimate")), None)
    target = next((fact for fact in result.facts if fact.kind == "target"), None)
    return replace(result, intent="progress", outcome=_weighed(reached, target, asked.question, knowledge))


def _weighed(
    reached: Observation | None, target: Observation | None, question: Question, knowledge: Knowledge
) -> Outcome:
    """Return how a result stands to its plan: 1.52 % of poor households are not "76 %" of a plan of 2 %."""
    if reached and target and reached.unit == target.unit == "%" and "of_hundred" not in question.cues:
        return compare.difference(reached, target, knowledge)
    return compare.progress(reached, target, knowledge)
