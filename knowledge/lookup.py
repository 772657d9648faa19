"""A question answered from the database: the figures asked for, or what exists instead, or the choices there are."""

from dataclasses import replace
from datetime import date

from knowledge import asked_twice, dimensions, parts, periods
from knowledge.alternatives import options, without_figure
from knowledge.base import Knowledge
from knowledge.comparing import (
    change_between,
    changes_and_plan,
    compare_figures,
    compare_parts,
    is_against_plan,
    is_against_result,
    portions_between,
    progress,
    share_between,
    stated_against,
)
from knowledge.facts import KINDS
from knowledge.figure import look_up, the_only_one
from knowledge.meaning import CHANGES, asks_how_many, holds
from knowledge.question import Context, Question, understand
from knowledge.result import Result, conflicts_among
from knowledge.scoring import SURE, is_exact
from knowledge.several import (
    list_figures,
    list_of_things,
    look_up_parts,
    rank_places,
    recall,
    sources_before,
    tasks_due,
)
from knowledge.slots import Asked, context_after, fill
from knowledge.store import Place
from knowledge.things import in_periods

__all__ = ["Result", "answer", "conflicts_among", "context_after", "place_now"]

# Three words that no indicator explains: "in ra danh sách khách mời" only happens to hold a cue.
_MANY_WORDS, _HARDLY = 3, 0.5
# What asks for a figure of one thing.
_OF_ONE = frozenset({"lookup", "progress"})
# "rồi ạ", "xong rồi nhé": how near to its end a message says that something is done.
_LAST_WORDS = 3
# From here on a message is the name of an indicator.
_WHOLE = 0.97


def answer(question: Question, context: Context, knowledge: Knowledge, today: date) -> Result:
    """Return the result for a question in its conversation."""
    result = _answer(question, context, knowledge, today)
    return replace(result, read_as=question.mended) if question.mended else result


def _answer(question: Question, context: Context, knowledge: Knowledge, today: date) -> Result:
    intent = question.intent
    if intent in ("nothing", "help", "smalltalk"):
        return Result("out_of_scope", "help" if intent == "nothing" else intent, question)
    if question.recalled is not None:
        return recall(question, context, knowledge)
    if intent == "source" and _is_of_what_was_shown(question, context):
        return sources_before(question, context, knowledge)
    if _tells_something(question, knowledge):
        return Result("out_of_scope", "smalltalk", question)
    asked = fill(question, context, knowledge)
    if question.is_plain and not _asks_for_data(question, knowledge):
        only = None if asked_twice.apart(question, knowledge) else the_only_one(asked, knowledge)
        if only is not None:
            return only
    if intent == "follow" and asked.origins.get("indicator") == "carried":
        return Result("out_of_scope", "smalltalk", question)
    if intent in ("deadline", "list", "source") and _is_of_something_else(asked):
        return Result("out_of_scope", "smalltalk", question, reason="nothing_known")
    is_list = "list" in question.cues and "compare" not in question.cues
    if intent == "compare" and is_list and (listed := list_of_things(asked, knowledge)):
        return listed  # "các số về khách du lịch 2021, 2022"
    if intent == "compare" and (shares := share_between(asked, knowledge)):
        return shares
    if intent == "compare":
        is_of_parts = question.further and len(asked.places) < 2 and len(asked.periods) < 2
        result = (compare_parts if is_of_parts else compare_figures)(asked, context, knowledge)
        stated = stated_against(asked, knowledge) if result.reason == "one_side_missing" else None
        if result.reason == "other_measure" and len(question.cues.intersection(KINDS)) > 1:
            stated = changes_and_plan(asked, result, knowledge)  # "grdp kế hoạch với thực hiện chênh nhau ra sao"
        return stated or result
    if intent in _OF_ONE and not question.further:
        both = _asked_twice(question, context, knowledge, today)
        if both is not None:
            return both
    if intent == "progress":
        result = progress(asked, knowledge)
        return result if result.status == "answered" else share_between(asked, knowledge) or result
    for_intent = {"deadline": tasks_due, "list": list_figures, "rank": rank_places}
    if intent in for_intent:
        return for_intent[intent](asked, knowledge)
    if _names_only_a_field(asked, knowledge):
        return list_figures(asked, knowledge)
    if question.further:
        return look_up_parts(asked, knowledge)
    names_both = len(question.cues.intersection(KINDS)) > 1  # "kế hoạch với ước thực hiện so ra sao"
    is_of_plan = is_against_plan(asked, knowledge)
    if names_both and not (is_of_plan or asked.measure or question.bases) and is_against_result(question, knowledge):
        beside = compare_figures(replace(asked, measure="level"), context, knowledge)
        if beside.outcome is not None:  # "chỉ tiêu đề ra so với kết quả"
            return beside
    if is_of_plan and not asked.measure:
        beside = compare_figures(asked, context, knowledge)
        if beside.outcome is not None:
            return beside
        if beside.status != "answered":  # "grdp ước thực hiện hơn kế hoạch mấy điểm" is about its growth
            return changes_and_plan(asked, beside, knowledge) or beside
        share = look_up(replace(asked, measure="share"), knowledge)  # "Thu NSNN 6T/2020 so DT tỉnh giao"
        return share if share.status == "answered" else beside
    result = look_up(asked, knowledge)
    if result.reason == "no_figures_here" and (both := _of_its_parts(asked, knowledge)) is not None:
        return both
    if (is_of_plan or names_both) and (beside_plan := changes_and_plan(asked, result, knowledge)) is not None:
        return beside_plan
    if question.bases and (portions := portions_between(asked, knowledge)) is not None:
        return portions
    if is_of_plan and result.status != "answered":  # "vượt kế hoạch bao nhiêu km"
        beside = compare_figures(replace(asked, measure="level", kind=""), context, knowledge)
        return beside if len({fact.kind for fact in beside.facts}) > 1 else result
    if "deadline" in question.cues and result.status == "answered":
        result = _when_among_parts(asked, result, knowledge)
    is_of_both = question.bases or result.reason in ("other_measure", "no_period")
    if result.status == "answered" and _is_in_percent_only(result, question, knowledge):
        result = change_between(asked, knowledge) or result
    if result.status != "answered" and is_of_both:
        result = change_between(asked, knowledge) or share_between(asked, knowledge) or result
    if _asks_for_data(question, knowledge):
        result = _with_all_of_it(asked, result, knowledge)
    if (either := _of_year_or_part(asked, result, context, knowledge)) is not None:
        return either
    return replace(result, intent="source") if intent == "source" else result


def _of_year_or_part(asked: Asked, result: Result, context: Context, knowledge: Knowledge) -> Result | None:
    """Return the figures of a year and of its part to choose from where a follow-up may mean either, or None.

    After nine months of 2018 "còn năm 2019?" may ask for nine months of 2019 as well; "cả năm 2019" does not.
    """
    before = periods.parse(context.period) if context.period else None
    code = asked.period
    if result.status != "answered" or asked.origins.get("indicator") != "carried" or before is None or code is None:
        return None
    is_whole = any(word.base in knowledge.words.groups.whole_years for word in asked.question.words)
    if not before.part or not code.isdigit() or int(code) == before.year or is_whole or asked.kind:
        return None  # "kế hoạch 2024" after the first half of it is that of the year
    first = result.facts[0]
    of_part = knowledge.store.observations(
        indicators=[first.indicator], place=first.place, period=periods.in_year(before.part, int(code))
    )
    alike = next((o for o in of_part if o.measure == first.measure), None)
    if alike is None:
        return None
    choices = options((alike, first), knowledge)
    return without_figure(
        asked, "choose", reason="close", indicators=result.indicators, places=result.places, choices=choices
    )


def _asks_for_data(question: Question, knowledge: Knowledge) -> bool:
    """Return whether a message begins with what asks for all figures of a thing: "số liệu nông thôn mới …"."""
    if question.wants_percent or asks_how_many(question.words, knowledge):
        return False
    first = min(question.leftover, default=0)
    said = [word.base for word in question.words[:first]]
    return any(tuple(said[-len(phrase) :]) == phrase for phrase in knowledge.words.sequences.data_of)


def _with_all_of_it(asked: Asked, result: Result, knowledge: Knowledge) -> Result:
    """Return a figure with the others of what was asked behind it, where several indicators are of it."""
    listed = list_of_things(asked, knowledge) if result.status == "answered" else None
    if listed is None or result.facts[0] not in listed.facts or len(listed.indicators) == 1:
        return result
    return replace(listed, facts=tuple(dict.fromkeys((*result.facts, *listed.facts))))


def _is_in_percent_only(result: Result, question: Question, knowledge: Knowledge) -> bool:
    """Return whether a change is told in percent that is asked for in another unit: "so với 2020 tăng bn tỷ"."""
    unit_asked = dimensions.of_unit_asked(question, knowledge)
    shown = result.facts[0]
    in_percent = shown.measure in CHANGES and knowledge.dimension(shown.unit) in dimensions.RATIOS
    return in_percent and bool(unit_asked) and dimensions.RATIOS.isdisjoint(unit_asked)


def _of_its_parts(asked: Asked, knowledge: Knowledge) -> Result | None:
    """Return the figures of two things joined by "và" where there is none of both together, None where not of each.

    "Kim ngạch xuất khẩu và nhập khẩu" where a paper gives one and the other, and not the "kim ngạch xuất nhập khẩu".
    """
    question = asked.question
    if question.is_plain:
        return None
    further = parts.find(question.reading, list(question.meaning), question.meaning, (), (), knowledge)
    if not further:
        return None
    result = look_up_parts(replace(asked, question=replace(question, further=tuple(further))), knowledge)
    return result if result.status == "answered" else None


def _asked_twice(question: Question, context: Context, knowledge: Knowledge, today: date) -> Result | None:
    """Return both figures where two of one thing are asked for; None where they are not, or one of them is not sure."""
    texts = asked_twice.apart(question, knowledge)
    if texts is None:
        return None
    first, second = (answer(understand(text, context, knowledge, today), context, knowledge, today) for text in texts)
    if any(one.status != "answered" or one.intent not in _OF_ONE for one in (first, second)):
        return None
    facts = tuple(dict.fromkeys((*first.facts, *second.facts)))
    indicators = tuple(dict.fromkeys((*first.indicators, *second.indicators)))
    return replace(first, question=question, facts=facts, conflicts=conflicts_among(facts), indicators=indicators)


def _when_among_parts(asked: Asked, result: Result, knowledge: Knowledge) -> Result:
    """Return figures to choose from where it is asked when something is due, and parts of the year have others.

    "Năm 2024, chậm nhất khi nào phải có 03 phường …" asks whether it is the first half.
    """
    if asks_how_many(asked.question.words, knowledge):
        return result
    of_it = knowledge.store.observations(indicators=result.indicators, place=result.facts[0].place)
    within = in_periods(of_it, result.periods)
    if len({o.period for o in within}) < 2:
        return result
    chosen = options(within, knowledge)
    return without_figure(
        asked, "choose", reason="close", indicators=result.indicators, places=result.places, choices=chosen
    )


def _tells_something(question: Question, knowledge: Knowledge) -> bool:
    """Return whether a message states something ("dạo này khách đông ghê") or asks how something is done."""
    if "procedure" in question.cues and not question.wants_percent:  # "hài lòng khi làm thủ tục bao nhiêu %"
        return True
    if "?" in question.reading.text or asks_how_many(question.words, knowledge):
        return False
    return ("statement" in question.cues and not question.periods) or _is_told_done(question, knowledge)


def _is_told_done(question: Question, knowledge: Knowledge) -> bool:
    """Return whether a message ends in saying that something is done: "em gửi báo cáo hộ nghèo 2025 rồi ạ"."""
    bases = [word.base for word in question.words]
    last = max((at for at, weight in question.meaning.items() if weight), default=-1)
    ends = range(max(last + 1, len(bases) - _LAST_WORDS), len(bases))
    return any(
        holds(bases[:at], phrase[:-1])
        for at in ends
        for phrase in knowledge.words.sequences.done
        if bases[at] == phrase[-1]
    )


def _is_of_what_was_shown(question: Question, context: Context) -> bool:
    """Return whether a source is asked for and nothing is named that it might be of: "văn bản nào thi vậy"."""
    if question.places or question.periods:
        return False
    best = question.matches[0].score if question.matches else 0.0
    return not question.leftover or (bool(context.facts) and best < SURE)


def _is_of_something_else(asked: Asked) -> bool:
    """Return whether a message says much that no indicator explains, and no place or period."""
    question = asked.question
    if asked.places or question.periods or len(question.leftover) < _MANY_WORDS:
        return False
    return not question.matches or question.matches[0].score < _HARDLY


def _names_only_a_field(asked: Asked, knowledge: Knowledge) -> bool:
    """Return whether a message is a field and a place ("kinh tế Bình Lục"): then its figures are listed."""
    question = asked.question
    if not question.topic_alone or question.topic is None or asked.measure in CHANGES:
        return False
    if (question.wants_percent or question.further) and not question.topic.is_whole:
        return False
    if "follow" in question.cues and len(asked.matches) == 1 and asked.matches[0] not in question.matches:
        return False  # "còn nông nghiệp?" after what industry produced
    if not (asked.places or question.topic.holds) or (asked.measure and not question.topic.holds):
        return False
    if "count" in asked.dimensions or "base" in question.cues:
        return False  # "Số DA GPMB" counts something of the field, "so CT KT-XH HDND giao" the targets given
    best = question.matches[0] if question.matches else None
    # without marks hardly less is explained of "tong thu tu du lich"
    if best is None or not (is_exact(best) or (best.alias_share >= _WHOLE and best.words_share >= _WHOLE)):
        return True
    # "Cơ cấu giá trị sản xuất" asks for the shares of the branches, and no percentage of all that is produced.
    unit = knowledge.indicators[question.matches[0].indicator].unit
    return asked.measure == "share" and knowledge.dimension(unit) not in dimensions.RATIOS


def place_now(place: Place, knowledge: Knowledge) -> list[Place]:
    """Return the units that took a place's territory over, the one of the same name first; empty while it exists."""
    found = [knowledge.store.place_by_code(code) for code in place.successors]
    return [unit for unit in found if unit is not None]
