"""Answers with many figures: several indicators, a list of a place's figures, a ranking of places, tasks, sources."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from knowledge import compare, periods, things
from knowledge.alternatives import MOST_CHOICES, age, newest_first, not_understood, options, overview, without_figure
from knowledge.base import Knowledge
from knowledge.dimensions import RATIOS, of_unit_asked
from knowledge.figure import look_up, which_place
from knowledge.meaning import RANKS, begins, holds_any
from knowledge.parts import asked_one_by_one
from knowledge.question import Context, Option, Question
from knowledge.reading import ReadWord
from knowledge.result import Result, conflicts_among
from knowledge.scoring import (
    CLOSE,
    KIND_ORDER,
    SURE,
    Scored,
    asks_portion,
    bases_of,
    in_period,
    is_no_portion,
    meant,
    newest_period,
    score,
)
from knowledge.slots import Asked
from knowledge.store import Observation, Task
from knowledge.text import clean, marks_agree, words_of
from knowledge.word_lists import Topic

# Every pair of facts is looked at for conflicts.
_MOST_CHECKED = 200
_MOST_RANKED = 20000
_AS_GOOD = 0.02
_WHOLE_NAME = 0.9
# Less than these are no list.
_SEVERAL = 2
# A phrase for a part longer than this begins with a "trong" before its whole.
_SHORTEST_WHOLE = 2
# How much of what a list is asked about a figure's own words must say, and a task's.
_ON_TOPIC, _TASK_ON_TOPIC = 0.75, 0.6
# How well the marks of a word fit that is another one: "phấn đấu" and "đầu".
_SAME_WORD = 0.86


def look_up_parts(asked: Asked, knowledge: Knowledge) -> Result:
    """Return the figures of "hộ nghèo và nước sạch", each part looked up by itself, or the first refusal.

    Where there is no figure of one part, those of the others are offered.
    """
    question = asked.question
    found = []
    for matches in question.further:
        leftover = tuple(position for position in question.leftover if position in matches[0].used)
        part = replace(question, matches=matches, leftover=leftover)
        one = replace(asked, question=part, matches=matches)
        result = look_up(one, knowledge)
        if result.status != "answered":
            # the "diện tích" of "diện tích, năng suất, sản lượng lúa" asks for no area of the others
            result = look_up(replace(one, dimensions=of_unit_asked(question, knowledge)), knowledge)
        found.append(result)
    refused = next((part for part in found if part.status != "answered"), None)
    if refused is not None:
        one_by_one = asked_one_by_one(question.reading, question.meaning, question.meaning, knowledge)
        whole = look_up(replace(asked, question=replace(question, further=())), knowledge) if one_by_one else refused
        if whole.status == "choose":
            return whole
        there = [fact for part in found if part.status == "answered" for fact in part.facts]
        if refused.status == "no_data" and there:
            refused = replace(refused, choices=options(there, knowledge))
        return refused
    facts = tuple(dict.fromkeys(fact for part in found for fact in part.facts))
    return replace(
        found[0],
        facts=facts,
        conflicts=conflicts_among(facts),
        indicators=tuple(indicator for part in found for indicator in part.indicators),
    )


def recall(question: Question, context: Context, knowledge: Knowledge) -> Result:
    """Return the one of the figures shown last that a message speaks of ("nơi đứng thứ hai"), or where it stands."""
    first = (question.recalled or 1) - 1
    return _shown_before(question, context.facts[first : first + 1], knowledge)


def sources_before(question: Question, context: Context, knowledge: Knowledge) -> Result:
    """Return the facts that were given last, of which the sources are asked for."""
    return _shown_before(question, context.facts, knowledge)


def _shown_before(question: Question, ids: Sequence[str], knowledge: Knowledge) -> Result:
    facts = tuple(o for fact in ids if (o := knowledge.store.observation(fact)) is not None)
    if not facts:
        return Result("not_understood", "source", question, reason="nothing_before")
    return Result(
        "answered",
        "source" if question.intent == "source" else "lookup",
        question,
        facts=facts,
        conflicts=conflicts_among(facts),
        indicators=tuple(dict.fromkeys(fact.indicator for fact in facts)),
        places=tuple(dict.fromkeys(fact.place for fact in facts)),
        periods=(facts[0].period,),
    )


def list_figures(asked: Asked, knowledge: Knowledge) -> Result:
    """Return a place's figures on what was asked about, newest first."""
    question = asked.question
    if not asked.places:
        return _list_nowhere(asked, knowledge)
    of_things = list_of_things(asked, knowledge)
    if of_things is not None:
        return of_things
    if len(asked.places[0]) > 1:
        return which_place(asked, knowledge) if asked.matches else _list_of_one_name(asked, knowledge)
    if "every_place" in question.cues and not question.leftover and not question.topic:
        return not_understood(asked, knowledge)  # "danh sách các xã của Lộc Bình" asks for names, not for figures
    if question.odd:
        return not_understood(asked, knowledge)
    place = asked.places[0][0]
    code = asked.period if asked.origins.get("period") == "said" else None
    stored = knowledge.store.observations(place=place, period=code)
    if not stored:
        return overview(asked, place, knowledge)
    topical = [o for o in stored if _is_on_topic(o, question, knowledge)]
    whole: set[int] = set()
    if question.asks_for_class:
        least = question.matches[0].score - _AS_GOOD if question.matches else 0.0
        whole = {m.indicator for m in question.matches if m.alias_share >= _WHOLE_NAME and m.score >= least}
        shown = {o.indicator for o in topical} | (set() if question.cues & RANKS else whole)
        is_alike = question.measure in ("", "level")
        topical = [o for o in stored if o.indicator in shown and (is_alike or o.measure == question.measure)]
    if asked.dimensions == RATIOS and not question.asks_for_class:  # "tỷ lệ đầu tư công" asks for no amounts
        topical = [o for o in topical if knowledge.dimension(o.unit) in RATIOS]
    if not topical:
        return look_up(asked, knowledge)
    is_of_many = not question.leftover or question.asks_for_class or _is_of_many(topical, question, knowledge)
    told = {o.indicator for o in topical}
    named = () if is_of_many else question.matches[:1]
    if any(match.score >= SURE and match.indicator not in told for match in named):
        return look_up(asked, knowledge)
    if not is_of_many and len(told) == 1:
        return look_up(asked, knowledge)  # "liệt kê sản lượng sản phẩm công nghiệp" where all there is is its index
    if question.kind:
        topical = [o for o in topical if o.kind == question.kind] or topical
    if question.measure == "share":  # "cơ cấu kinh tế gồm những gì" lists the shares
        topical = [o for o in topical if o.measure == "share"]
        if not topical:
            return look_up(asked, knowledge)
        if asks_portion(question, knowledge):  # and not what was reached of plans
            topical = [o for o in topical if not is_no_portion(o, knowledge)] or topical
    # "giá trị sản xuất các ngành dịch vụ": that first
    topical.sort(key=lambda o: (o.indicator not in whole, -age(o), KIND_ORDER[o.kind]))
    if question.cues & RANKS:
        topical = _ranked_parts(topical, question, knowledge)
    return Result(
        "answered",
        "list",
        question,
        facts=tuple(topical),
        conflicts=conflicts_among(topical) if len(topical) < _MOST_CHECKED else (),
        indicators=tuple(dict.fromkeys(o.indicator for o in topical)),
        places=(place,),
        periods=(code,) if code else (),
        origins=asked.origins,
    )


def list_of_things(asked: Asked, knowledge: Knowledge) -> Result | None:
    """Return the figures of the things named, "cá tra" or "hộ nghèo, hộ cận nghèo"; None where a field is named.

    A year has those of its parts as well: "các số về cá tra năm 2025" are also those of its third quarter.
    """
    question = asked.question
    if question.topic_alone or not question.leftover or question.odd or question.cues & RANKS:
        return None
    if len(asked.places) != 1 or not _are_one(asked.places[0], knowledge):
        return None
    each, common = things.of_message(question, knowledge)
    if question.asks_for_class and not common:
        return None
    codes = asked.periods if asked.origins.get("period") == "said" else tuple(map(str, asked.any_part_of))
    here = (o for place in asked.places[0] for o in knowledge.store.observations(place=place, limit=_MOST_RANKED))
    stored = things.in_periods(here, codes)
    listed = things.of_these(stored, question, each, common, knowledge)
    if listed and len(each) == 1:
        shown = {o.id for o in listed}
        listed += [o for o in stored if o.id not in shown and _says(o, question, question.leftover, knowledge)]
    listed = [o for o in listed if o.kind == question.kind] or listed
    listed = [o for o in listed if o.measure == question.measure] or listed
    if len(listed) < _SEVERAL:
        return None
    return Result(
        "answered",
        "list",
        question,
        facts=tuple(listed),
        conflicts=conflicts_among(listed) if len(listed) < _MOST_CHECKED else (),
        indicators=tuple(dict.fromkeys(o.indicator for o in listed)),
        places=tuple(dict.fromkeys(o.place for o in listed)),
        periods=codes,
        origins=asked.origins,
    )


def _are_one(places: Sequence[int], knowledge: Knowledge) -> bool:
    """Return whether units of one name follow each other: the Đồng Tháp of today took the place of the one before."""
    units = [knowledge.store.place(place) for place in places]
    codes = {unit.code for unit in units}
    return len(units) == 1 or all(
        codes & set(unit.successors) or any(unit.code in other.successors for other in units) for unit in units
    )


def _ranked_parts(facts: Sequence[Observation], question: Question, knowledge: Knowledge) -> list[Observation]:
    """Return the parts of something at one place, largest first: "khu vực nào có giá trị sản xuất lớn nhất"."""
    newest = newest_period(o.period for o in facts)
    alike = [o for o in facts if o.period == newest and o.measure == (question.measure or "level")]
    alike = alike or [o for o in facts if o.period == newest]
    lowest = "rank_low" in question.cues
    return compare.ranking(alike, knowledge, lowest=lowest, of=attrgetter("indicator"))


def _list_nowhere(asked: Asked, knowledge: Knowledge) -> Result:
    """Return the list of the only place that has figures on a topic, or places to choose from; none was named."""
    topic = asked.question.topic
    if topic is None or (asked.matches and not asked.question.topic_alone):
        return not_understood(asked, knowledge)
    return _list_at_one(asked, _with_topic(asked, topic, knowledge), knowledge)


def _list_of_one_name(asked: Asked, knowledge: Knowledge) -> Result:
    """Return the list of the unit with figures among those of one name, or units to choose from."""
    having = knowledge.place_index.with_figures.intersection(asked.places[0])
    if not having:
        return overview(asked, asked.places[0][0], knowledge)
    return _list_at_one(asked, having, knowledge)


def _list_at_one(asked: Asked, places: Iterable[int], knowledge: Knowledge) -> Result:
    """Return the list of the only one of some places, or those with most figures to choose from."""
    units = [knowledge.store.place(place) for place in places]
    if len(units) == 1:
        result = list_figures(replace(asked, places=((units[0].id,),)), knowledge)
        return replace(result, origins={**result.origins, "place": "only"})
    units.sort(key=lambda unit: -unit.observations)
    choices = tuple(Option(place=unit.code) for unit in units[:MOST_CHOICES])
    return Result("choose", "list", asked.question, reason="which_place_to_list", choices=choices)


def _with_topic(asked: Asked, topic: Topic, knowledge: Knowledge) -> set[int]:
    """Return the places with figures on a topic in the period asked for; of a field all that have any figures."""
    if not topic.holds:
        return knowledge.place_index.with_figures
    wanted = [indicator for indicator in knowledge.indicators if _is_of(topic, indicator, knowledge)]
    stored = knowledge.store.observations(indicators=wanted, period=asked.period, limit=_MOST_RANKED)
    return {observation.place for observation in stored}


def _is_on_topic(observation: Observation, question: Question, knowledge: Knowledge) -> bool:
    """Return whether an observation belongs to what a list was asked about: a field's name, or words of its own."""
    topic = question.topic
    if topic is None:
        return _says(observation, question, question.leftover, knowledge)
    is_all_of_whole = topic.is_whole and question.topic_alone
    rest = [] if is_all_of_whole else [position for position in question.leftover if position not in question.fields]
    is_of_its_own = topic.is_class or bool(topic.holds) or len(topic.covers) > 1
    if topic.is_class or (is_of_its_own and not rest):
        is_of = _is_of(topic, observation.indicator, knowledge) or _is_part_of(topic, observation)
        return is_of and (
            _says(observation, question, rest, knowledge) or _begins_as_named(observation, question, topic, knowledge)
        )
    if knowledge.indicators[observation.indicator].field in topic.covers:
        return True
    if not rest:
        # The "giao" of "giao thông" weighs nothing, but "thông" alone is no field.
        telling = question.leftover if len(question.leftover) > 1 else tuple(question.fields)
        return _says_marked(observation, [question.words[at] for at in telling], knowledge)
    return _says(observation, question, question.leftover, knowledge)


def _begins_as_named(observation: Observation, question: Question, topic: Topic, knowledge: Knowledge) -> bool:
    """Return whether a figure of a class is named as the whole is that a message names by another of its names.

    "IIP các ngành" asks for the "Chỉ số sản xuất ngành khai khoáng" as well.
    """
    best = question.matches[0] if question.matches else None
    if not topic.is_class or best is None or best.alias_share < _WHOLE_NAME:
        return False
    name_of = knowledge.indicator_index.marked_name_of
    whole, name = name_of(best.indicator), name_of(observation.indicator)
    head = whole[: next((at for at in range(1, len(whole)) if begins(whole[at:], topic.holds)), len(whole))]
    return name[: len(head)] == head


def _is_part_of(topic: Topic, observation: Observation) -> bool:
    """Return whether a figure is told as a part of what a list is asked of, whatever its label: of the "cơ cấu"."""
    if topic.is_class or observation.measure != "share":
        return False
    wholes = [*topic.holds, *(one[1:] for one in topic.holds if len(one) > _SHORTEST_WHOLE)]  # "cơ cấu GRDP"
    return holds_any(words_of(clean(observation.base)), wholes)


def _says_marked(observation: Observation, words: Sequence[ReadWord], knowledge: Knowledge) -> bool:
    """Return whether a figure's names and quote have nearly all of some words, with the marks that were typed.

    "An toàn giao thông" asks for no "nhựa thông", "đầu tư công" for nothing that is to be "phấn đấu".
    """
    names = knowledge.indicator_index.words_of_names(observation.indicator)
    own = {*words_of(clean(observation.quote)), *(pair for name in names for pair in name.items())}
    known = {
        word.base
        for word in words
        if any(base == word.base and marks_agree(word.marks, marks) >= _SAME_WORD for base, marks in own)
    }
    return _share_said([word.base for word in words], known, knowledge) >= _ON_TOPIC


def _is_of(topic: Topic, indicator: int, knowledge: Knowledge) -> bool:
    """Return whether an indicator belongs to a topic: by its field, or by what its name holds."""
    if not topic.is_class and knowledge.indicators[indicator].field in topic.covers:
        return True
    return holds_any(knowledge.indicator_index.marked_name_of(indicator), topic.holds)


def _says(observation: Observation, question: Question, positions: Sequence[int], knowledge: Knowledge) -> bool:
    """Return whether a figure's names and quote have nearly all words at these positions."""
    wanted = [question.words[position].base for position in positions]
    own = knowledge.indicator_index.words_of(observation.indicator) | bases_of(observation.quote)
    return not wanted or _share_said(wanted, own, knowledge) >= _ON_TOPIC


def _is_of_many(topical: Sequence[Observation], question: Question, knowledge: Knowledge) -> bool:
    """Return whether a list is asked of a field or of words that several indicators share, and not of one of them.

    "Các chỉ tiêu OCOP" are those of each level, though a catalogue knows "sản phẩm OCOP" as such.
    """
    if all(position in question.fields for position in question.leftover):
        return True
    wanted = [question.words[position].base for position in question.leftover]
    named = {o.indicator for o in topical if knowledge.indicator_index.words_of(o.indicator).issuperset(wanted)}
    return len(named) > 1


def _share_said(wanted: Sequence[str], said: frozenset[str] | set[str], knowledge: Knowledge) -> float:
    """Return by weight how much of the words wanted is among those said."""
    weigh = knowledge.indicator_index.weight
    return sum(weigh(base) for base in wanted if base in said) / sum(weigh(base) for base in wanted)


def rank_places(asked: Asked, knowledge: Knowledge) -> Result:
    """Return one figure for each place, largest first, or smallest first if that was asked for."""
    question = asked.question
    if not asked.matches or asked.matches[0].score < SURE:
        return not_understood(asked, knowledge)
    best, best_score = meant(asked, knowledge)
    if best_score < SURE:
        return not_understood(asked, knowledge)
    good = [match.indicator for match in asked.matches if match.score >= best.score - _AS_GOOD]
    stored = knowledge.store.observations(indicators=good, limit=_MOST_RANKED)
    sure = [s for s in score(asked, stored, knowledge) if s.score >= SURE]
    fitting, code = in_period(sure, asked) if asked.periods else _in_widest_period(sure)
    top = max((s.score for s in fitting), default=0.0)
    facts = [s.observation for s in fitting if s.score >= top - CLOSE]
    ranked = _with_disagreeing(compare.ranking(facts, knowledge, lowest="rank_low" in question.cues), facts)
    if not ranked:
        return _nothing_to_rank(asked, stored, knowledge)
    return Result(
        "answered",
        "rank",
        question,
        facts=tuple(ranked),
        conflicts=conflicts_among(ranked[:_MOST_CHECKED]),
        indicators=(best.indicator,),
        places=tuple(dict.fromkeys(o.place for o in ranked)),
        periods=(code,),
        origins=asked.origins,
    )


def _with_disagreeing(ranked: Sequence[Observation], facts: Sequence[Observation]) -> list[Observation]:
    """Return a ranking with what the sources say otherwise of a place right behind its figure."""
    return [
        shown
        for fact in ranked
        for shown in (fact, *(o for o in facts if o.place == fact.place and o.id in fact.disagrees_with))
    ]


def _in_widest_period(scored: Sequence[Scored]) -> tuple[list[Scored], str]:
    """Return the figures of the period that most places have one of, the newest of such; and its code."""
    places: dict[str, set[int]] = {}
    for s in scored:
        places.setdefault(s.observation.period, set()).add(s.observation.place)
    most = max(map(len, places.values()), default=0)
    code = newest_period(period for period, having in places.items() if len(having) == most)
    return [s for s in scored if s.observation.period == code], code


def _nothing_to_rank(asked: Asked, stored: Sequence[Observation], knowledge: Knowledge) -> Result:
    existing = newest_first(o.period for o in stored)
    return without_figure(
        asked,
        "no_data",
        intent="rank",
        reason="no_period" if existing else "no_figures",
        indicators=(asked.matches[0].indicator,),
        choices=options(stored, knowledge),
        existing=existing,
    )


def tasks_due(asked: Asked, knowledge: Knowledge) -> Result:
    """Return the dated commitments of the place and period asked for, by the words that say which."""
    question = asked.question
    place = asked.places[0][0] if asked.places else None
    tasks = knowledge.store.tasks(place)
    period = periods.parse(asked.period) if asked.period else None
    if period is not None:
        tasks = [task for task in tasks if _is_within(task.due, period)]
    wanted = [question.words[position].base for position in question.leftover]
    if wanted:
        tasks = [task for task in tasks if _share_said(wanted, _words_of(task), knowledge) >= _TASK_ON_TOPIC]
    return Result(
        "answered" if tasks else "no_data",
        "deadline",
        question,
        tasks=tuple(tasks),
        reason="" if tasks else "no_tasks",
        places=(place,) if place else (),
        periods=asked.periods,
        origins=asked.origins,
    )


def _is_within(due: str, period: periods.Period) -> bool:
    return bool(due) and period.first_month <= int(due[:4]) * 12 + int(due[5:7]) <= period.last_month


def _words_of(task: Task) -> frozenset[str]:
    return bases_of(f"{task.title} {task.quote}")
