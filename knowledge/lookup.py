"""A question answered from the database: the figures that were asked for, or what exists instead, or the choices there are."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from knowledge import compare, periods
from knowledge.base import Knowledge
from knowledge.indicators import Match
from knowledge.keyboard import is_syllable
from knowledge.places import exists_in
from knowledge.question import Context, Option, Question
from knowledge.reading import ReadWord
from knowledge.store import Observation, Place, Task
from knowledge.text import key

# Scores are products of shares (knowledge.indicators); the bounds were set on the question corpora of tests/corpus.
SURE = 0.66
CLOSE = 0.06
HINT = 0.34
MOST_CHOICES = 5

_SECTION_ORDER = {"headline": 0, "table": 0, "narrative": 1, "footnote": 2, "": 1}
_KIND_ORDER = {"actual": 0, "estimate": 1, "target": 2}


@dataclass(frozen=True, slots=True)
class Result:
    """What a question came to.

    status and intent as in the contract. reason is the closed word for why there is no figure (no_place, no_period,
    other_measure, unknown_indicator …); existing are the periods, and elsewhere the places, that do have figures.
    """

    status: str
    intent: str
    question: Question
    facts: tuple[Observation, ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()
    choices: tuple[Option, ...] = ()
    outcome: compare.Outcome | None = None
    reason: str = ""
    indicators: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    periods: tuple[str, ...] = ()
    existing: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    origins: dict[str, str] = field(default_factory=dict)
    measure: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Scored:
    """rank orders by what the indicator's own names explain; score decides, with the words of the figure's clause as help."""

    observation: Observation
    score: float
    match: Match
    rank: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """The slots of a question with what the conversation supplies."""

    matches: tuple[Match, ...]
    places: tuple[tuple[int, ...], ...]
    periods: tuple[str, ...]
    any_part_of: int | None
    measure: str
    kind: str
    origins: dict[str, str]


def answer(question: Question, context: Context, knowledge: Knowledge, today: date) -> Result:
    """Return the result for a question in its conversation."""
    intent = question.intent
    if intent in ("nothing", "help", "smalltalk"):
        return Result("out_of_scope", "help" if intent == "nothing" else intent, question)
    if intent == "source" and not question.leftover and not question.places and not question.periods:
        return _source(question, context, knowledge)
    asked = _fill(question, context, knowledge)
    if (
        intent in ("deadline", "list", "source")
        and not asked.places
        and not question.periods
        and _mostly_unknown(question)
    ):
        return Result("out_of_scope", "smalltalk", question, reason="nothing_known")
    if intent == "deadline":
        return _deadlines(question, asked, knowledge)
    if intent == "list":
        return _list(question, asked, context, knowledge)
    if intent == "rank":
        return _rank(question, asked, knowledge)
    if intent == "compare":
        return _compare(question, asked, context, knowledge)
    if intent == "progress":
        return _progress(question, asked, knowledge)
    if question.further:
        return _several(question, asked, knowledge)
    if (
        question.topic
        and asked.places
        and question.topic_alone
        and not asked.measure
        and not question.wants_percent
        and not (question.matches and _is_exact(question.matches[0]))
    ):
        return _list(question, asked, context, knowledge)
    result = _look_up(question, asked, knowledge)
    return replace(result, intent="source") if intent == "source" else result


# ---------------------------------------------------------------- slots
def _fill(question: Question, context: Context, knowledge: Knowledge) -> _Asked:
    origins: dict[str, str] = {}
    places = _places(question, knowledge, origins)
    matches = question.matches
    meaning = sum(question.duty.get(position, 0.0) for position in question.leftover)
    if meaning == 0 and context.indicators:
        carried = [
            knowledge.indicator_by_code[code] for code in context.indicators if code in knowledge.indicator_by_code
        ]
        matches = tuple(Match(indicator, 1.0, frozenset(), 1.0, 1.0, False) for indicator in carried)
        origins["indicator"] = "carried"
    elif matches and context.indicators:
        matches = _nearer_to_context(matches, context, knowledge)
    if not places:
        for codes, origin in (
            (context.places, "carried"),
            ((context.home_place,) if context.home_place else (), "setting"),
        ):
            ids = [place.id for code in codes if (place := knowledge.store.place_by_code(code)) is not None]
            if ids and "every_place" not in question.cues:
                places = tuple((place,) for place in ids[:1])
                origins["place"] = origin
                break
    codes, any_part_of = _periods(question, context, origins)
    return _Asked(
        matches, places, codes, any_part_of, _wanted_measure(question, context, origins), question.kind, origins
    )


def _wanted_measure(question: Question, context: Context, origins: dict[str, str]) -> str:
    if question.measure:
        return question.measure
    return context.measure if origins.get("indicator") == "carried" and context.measure != "level" else ""


def _places(question: Question, knowledge: Knowledge, origins: dict[str, str]) -> tuple[tuple[int, ...], ...]:
    chosen = []
    span = _span_of(question)
    for mention in question.places:
        units = [knowledge.store.place(place) for place in mention.places]
        with_figures = [unit for unit in units if unit.id in knowledge.place_index.with_figures]
        if span is not None and len(with_figures) > 1:
            with_figures = [unit for unit in with_figures if exists_in(unit, *span)] or with_figures
        if not with_figures and span is not None:
            units = [unit for unit in units if exists_in(unit, *span)] or units
        chosen.append(tuple(unit.id for unit in with_figures or units))
        if mention.corrected:
            origins["place"] = "corrected"
        elif with_figures and len(units) > len(with_figures) and not mention.types:
            origins["place"] = "assumed"
    return tuple(chosen)


def _span_of(question: Question) -> tuple[str, str] | None:
    years = [mention.year for mention in question.periods if mention.year is not None]
    return (f"{min(years)}-01-01", f"{max(years)}-12-31") if years else None


def _periods(question: Question, context: Context, origins: dict[str, str]) -> tuple[tuple[str, ...], int | None]:
    carried = periods.parse(context.period) if context.period else None
    home = periods.parse(context.home_period) if context.home_period else None
    codes: list[str] = []
    for mention in question.periods:
        if mention.part is None and mention.year is not None:
            return (), mention.year
        year = mention.year
        if year is None and (carried or home):
            year = (carried or home).year  # type: ignore[union-attr]
            origins["period"] = "carried"
        code = mention.code(year)
        codes.append(code if code is not None else f"????-{mention.part}")
    if codes:
        origins.setdefault("period", "said")
        return tuple(codes), None
    for period, origin in ((carried, "carried"), (home, "setting")):
        if period is not None:
            origins["period"] = origin
            return (period.code,), None
    return (), None


def _nearer_to_context(matches: tuple[Match, ...], context: Context, knowledge: Knowledge) -> tuple[Match, ...]:
    """Return matches with those raised that share words with what the conversation is about ("đường thôn?" after roads)."""
    words_of = knowledge.indicator_index.words_of
    before = {
        base
        for code in context.indicators
        if code in knowledge.indicator_by_code
        for base in words_of(knowledge.indicator_by_code[code])
    }
    if not before or matches[0].score >= 0.9:
        return matches
    raised = []
    for match in matches:
        if match.words_share < 0.85:
            raised.append(match)
            continue
        own = words_of(match.indicator)
        weigh = knowledge.indicator_index.weight
        shared = sum(weigh(base) for base in own & before) / max(sum(weigh(base) for base in own), 1.0)
        raised.append(replace(match, score=min(1.0, match.score + 0.45 * shared)))
    return tuple(sorted(raised, key=lambda match: -match.score))


# ---------------------------------------------------------------- one figure
def _look_up(question: Question, asked: _Asked, knowledge: Knowledge) -> Result:
    if not asked.matches or asked.matches[0].score < HINT:
        return _not_understood(question, asked, knowledge)
    if not asked.places:
        return _without_place(question, asked, knowledge)
    if len(asked.places[0]) > 1:
        return _which_place(question, asked, asked.places[0], knowledge)
    return _at_place(question, asked, asked.places[0][0], knowledge)


def _at_place(question: Question, asked: _Asked, place: int, knowledge: Knowledge) -> Result:
    stored = knowledge.store.observations(indicators=[match.indicator for match in asked.matches], place=place)
    scored = _score(question, asked, stored, knowledge)
    fitting, code = _in_period(scored, asked)
    best = fitting[0] if fitting else None
    top, top_score = _meant(question, asked, knowledge)
    narrower = [s for s in fitting if s.match.words_share >= 0.95 and s.score >= 0.45]
    if (
        narrower
        and top_score >= SURE
        and all(s.match.indicator != top.indicator for s in fitting)
        and best is not None
        and best.score < SURE
    ):
        return _doubt(question, asked, narrower, knowledge, place)  # "nước sạch" where only the rural rate stands
    if best is None or best.score < SURE:
        if top_score >= SURE and (best is None or best.match.indicator != top.indicator or best.score < HINT):
            return _no_data(question, asked, place, scored, knowledge, top)
        if top_score >= SURE and _wrong_measure(asked, question, best.observation, knowledge):
            return _no_data(question, asked, place, scored, knowledge, top, reason="other_measure")
        if fitting or scored:
            return _doubt(question, asked, fitting or scored, knowledge, place)
        return _not_understood(question, asked, knowledge)
    if best.match.indicator != top.indicator and top_score > best.score + 0.02:
        # The catalogue knows a better name for what was asked, and there is no such figure here.
        exact = top.alias_share > 0.97 and top.words_share > 0.97
        near = best.match.indicator in knowledge.neighbours.get(top.indicator, ())
        if exact and near and best.match.words_share < 0.95:
            return _no_data(question, asked, place, scored, knowledge, top)
        return _doubt(question, asked, fitting, knowledge, place)
    if best.match.indicator != top.indicator and _is_exact(top) and not _is_exact(best.match):
        return _doubt(question, asked, fitting, knowledge, place)
    if _may_mean_more(question, asked, best.match, knowledge):
        return _doubt(question, asked, fitting, knowledge, place)
    if _wrong_measure(asked, question, best.observation, knowledge):
        return _no_data(question, asked, place, scored, knowledge, best.match, reason="other_measure")
    rivals = _rivals(best, fitting, knowledge)
    if rivals:
        return _choose(question, asked, [best, *rivals], knowledge)
    facts = _together(best, fitting, asked, question)
    return Result(
        "answered",
        "lookup",
        question,
        facts=facts,
        conflicts=conflicts_among(facts),
        indicators=tuple(dict.fromkeys(fact.indicator for fact in facts)),
        places=(place,),
        periods=(code,),
        origins=asked.origins,
        measure=asked.measure,
        kind=asked.kind,
    )


def _may_mean_more(question: Question, asked: _Asked, best: Match, knowledge: Knowledge) -> bool:
    """Return whether a word that was passed over or taken for a slip makes another indicator just as likely.

    "đàn bò ữa" may be dairy cows, "đàn lợ" is no cow, "don khieu nai ve dat" may be about land.
    """
    words = question.words
    for other in asked.matches:
        if other.indicator == best.indicator:
            continue
        if best.slips and other.score >= best.score - 0.015 and other.used != best.used:
            return True
        extra = other.used - best.used
        if not extra or not best.used <= other.used or other.score < max(0.8, best.score - 0.2):
            continue
        if any(words[position].options or question.duty.get(position, 0.0) > 0.1 for position in extra):
            return True
        if other.alias_share > 0.97 and any(
            not words[position].marks and knowledge.indicator_index.weight(words[position].base) > 2
            for position in extra
        ):
            return True
    return False


def _meant(question: Question, asked: _Asked, knowledge: Knowledge) -> tuple[Match, float]:
    """Return the indicator that the words mean best whether or not it has figures, and its score."""
    wanted = frozenset() if asked.measure in ("growth", "decrease") else _dimensions_asked(question, knowledge)
    scores = [
        (
            _fit(question, match, (), knowledge)
            * _unit_fit(wanted, knowledge.indicators[match.indicator].unit, knowledge),
            match,
        )
        for match in asked.matches[:4]
    ]
    score, match = max(scores, key=lambda pair: pair[0])
    return match, score


def _wrong_measure(asked: _Asked, question: Question, observation: Observation, knowledge: Knowledge) -> bool:
    """Return whether a level was asked for and only a change is there, or the other way round."""
    if asked.measure in ("growth", "decrease"):
        return observation.measure not in ("growth", "increase", "decrease")
    if observation.measure == "decrease":
        return asked.measure in ("", "level")
    if observation.measure == "growth" and asked.measure in ("", "level"):
        is_ratio = _dimension(knowledge.indicators[observation.indicator].unit, knowledge) in _RATIOS
        return is_ratio or not question.wants_percent
    return observation.measure == "increase" and "stock" in question.cues


def _fit(question: Question, match: Match, texts: Iterable[str], knowledge: Knowledge) -> float:
    """Return a match's score with the leftover words weighed: what the figure's own text says is explained by it.

    A leftover word that tells indicators apart ("nữ", "nhựa", "dân tộc") or an unknown short form forbids certainty.
    """
    left = [position for position in question.leftover if position not in match.used]
    if not left:
        return match.score
    weigh = knowledge.indicator_index.weight
    words = question.words
    due = sum(weigh(words[position].base) * question.duty[position] for position in question.leftover)
    own = knowledge.indicator_index.words_of(match.indicator)
    known = frozenset().union(*(_bases_of(text) for text in texts))
    unexplained = [
        position for position in left if not _explained(words[position], own) and not _explained(words[position], known)
    ]
    explained = 0.0
    for position in left:
        if position not in unexplained:
            # The names of the thing itself explain more than the clause that it stands in with its neighbours.
            credit = 0.9 if _explained(words[position], own) else 0.5
            explained += credit * weigh(words[position].base) * question.duty[position]
    score = match.score
    if explained and due and match.words_share:
        share = min(1.0, match.words_share + explained / due)
        score *= (share / match.words_share) ** 0.8
    if any(_restricts(words[position], question.duty[position], knowledge) for position in unexplained):
        score = min(score, _RESTRICTED)
    return min(score, 1.0)


# Below SURE: a figure of a wider group is offered as a choice, never given for a narrower one.
_RESTRICTED = 0.6


def _explained(word: ReadWord, known: Set[str]) -> bool:
    return word.base in known or any(base in known for base, likeness in word.options if likeness >= 0.8)


def _restricts(word: ReadWord, duty: float, knowledge: Knowledge) -> bool:
    if duty < 0.25 or not word.base[0].isalnum():
        return False
    if word.base[0].isdigit():
        return True
    if word.how == "unknown":
        return not is_syllable(word.base) and (not word.options or not set(word.base) & set("aeiouy"))
    return duty > 0.9 and knowledge.indicator_index.knows(word.base)


@lru_cache(maxsize=8192)
def _bases_of(text: str) -> frozenset[str]:
    return frozenset(key(text).split())


def _score(question: Question, asked: _Asked, stored: Sequence[Observation], knowledge: Knowledge) -> list[_Scored]:
    by_indicator = {match.indicator: match for match in asked.matches}
    wanted = _dimensions_asked(question, knowledge)
    if asked.measure in ("growth", "share") and not wanted & _RATIOS:
        wanted = frozenset()
    has_level = {
        (o.indicator, o.period)
        for o in stored
        if o.measure in ("level", "increase") or o.measure == "share" and not o.base
    }
    scored = []
    for observation in stored:
        match = by_indicator[observation.indicator]
        rank = _fit(question, match, (observation.qualifier, observation.base), knowledge)
        score = _fit(question, match, (observation.qualifier, observation.base, observation.quote), knowledge)
        fit = _measure_fit(question, asked, observation, (observation.indicator, observation.period) in has_level)
        fit *= _unit_fit(wanted, observation.unit, knowledge)
        if (
            asked.kind
            and asked.kind != observation.kind
            and not (asked.kind == "actual" and observation.kind == "estimate")
        ):
            fit *= 0.8 if asked.kind == "target" and "chi" in {word.base for word in question.words} else 0.72
        scored.append(_Scored(observation, score * fit, match, rank * fit))
    scored.sort(key=lambda s: (-round(s.rank, 3), -round(s.score, 3), _SECTION_ORDER.get(s.observation.section, 1)))
    return scored


def _measure_fit(question: Question, asked: _Asked, observation: Observation, has_level: bool) -> float:
    wanted, measure = asked.measure, observation.measure
    if wanted == "growth":
        return {"growth": 1.0, "increase": 0.97, "share": 0.6, "level": 0.55, "decrease": 0.5}[measure] * _base_fit(
            question, observation
        )
    if wanted == "decrease":
        return {"decrease": 1.0, "level": 0.6, "share": 0.5, "growth": 0.5, "increase": 0.5}[measure] * _base_fit(
            question, observation
        )
    if wanted == "share":
        return {
            "share": 1.0,
            "growth": 0.8,
            "level": 0.6 if observation.unit != "%" else 0.95,
            "increase": 0.5,
            "decrease": 0.5,
        }[measure] * _base_fit(question, observation)
    if question.bases or "base" in question.cues:
        return {"share": 0.97, "growth": 0.97, "increase": 0.9, "decrease": 0.9, "level": 0.8}[measure] * _base_fit(
            question, observation
        )
    if measure == "level":
        return 0.88 if "more" in question.cues else 0.95 if "added" in question.cues else 1.0
    if measure == "increase":
        if "stock" in question.cues:
            return 0.6
        return 1.0 if question.cues & {"more", "added"} else 0.98 if not has_level else 0.9
    if measure == "share":
        return 0.97 if not has_level or question.wants_percent else 0.86
    return 0.8 if has_level else 0.9


def _base_fit(question: Question, observation: Observation) -> float:
    """Return how well what the observation is measured against fits what the question named."""
    base = _bases_of(observation.base)
    asked = {word.base for word in question.words}
    for mention in question.bases:
        if mention.year is not None and base and str(mention.year) not in base and not base & {"ki", "truoc"}:
            return 0.6  # "tăng so với năm 2020" is not answered by what goes beyond the budget
    for words in ({"cung", "ki"}, {"du", "toan"}, {"ke", "hoach"}):
        if words <= asked and not words <= base and base:
            return 0.8
        if words <= base and not words <= asked and observation.measure in ("growth", "share"):
            return 0.93
    own = {word for word in base if word.isalpha()} - _BASE_HEADS
    return 0.95 + 0.05 * len(own & asked) / len(own) if own else 1.0


_BASE_HEADS = frozenset({"nam", "so", "voi", "cua", "giao", "dau", "thang"})


_COUNT_HEADS = frozenset({"so", "luot"})
_RATIOS = frozenset({"percent", "permille"})
_HOW_MANY = frozenset({"nhieu", "may", "bn", "nhiu", "bnhiu"})


def _dimensions_asked(question: Question, knowledge: Knowledge) -> frozenset[str]:
    """Return the dimensions in which the answer is expected: from "mấy hộ", "bao nhiêu tỷ", "%", "tỷ lệ", "số tiền"."""
    words = question.words
    if question.wants_percent:
        return _RATIOS
    bases = [word.base for word in words]
    for position, base in enumerate(bases[:-1]):
        if base not in _HOW_MANY:
            continue
        for end in range(min(position + 4, len(bases)), position + 1, -1):
            unit = knowledge.units.get(" ".join(bases[position + 1 : end]))
            following = bases[end] if end < len(bases) else ""
            if unit is not None and not (bases[end - 1] == "ti" and following in ("le", "trong", "suat")):
                return frozenset({unit.dimension})
    meaning = [
        position for position, base in enumerate(bases) if question.duty.get(position, 0.0) > 0 and not base.isdigit()
    ]
    heads = {position + shift for position in meaning[:1] for shift in (-1, 0)} | {
        p + 1 for p, base in enumerate(bases) if base in _HOW_MANY
    }
    for phrase, dimensions in knowledge.unit_hints:
        length = len(phrase)
        everywhere = dimensions == _RATIOS
        if any(
            tuple(bases[i : i + length]) == phrase and (everywhere or i in heads)
            for i in range(len(bases) - length + 1)
        ):
            return dimensions
    for position, base in enumerate(bases[:2]):
        if base not in _COUNT_HEADS:
            continue
        first = position if base == "luot" else position + 1
        for end in (first + 2, first + 1):
            unit = knowledge.units.get(" ".join(bases[first:end]))
            if unit is not None and unit.dimension.startswith("count"):
                return frozenset({unit.dimension})
        return frozenset({"count"})
    return frozenset()


def _unit_fit(wanted: frozenset[str], unit: str, knowledge: Knowledge) -> float:
    if not wanted or not unit:
        return 1.0
    dimension = _dimension(unit, knowledge)
    if not dimension or dimension in wanted:
        return 1.0
    counted = dimension.startswith("count")
    if counted and any(one.startswith("count") for one in wanted):
        return 1.0 if "count" in wanted else 0.87
    if wanted == _RATIOS:
        return 0.95 if "/" in unit else 0.76
    return 0.85 if "count" in wanted else 0.7


def _dimension(unit: str, knowledge: Knowledge) -> str:
    found = (
        knowledge.units.get(key(unit))
        or knowledge.units.get(key(unit.split("/")[0]))
        or knowledge.units.get(key(unit.split(",")[0]))
    )
    return found.dimension if found else ""


def _in_period(scored: Sequence[_Scored], asked: _Asked) -> tuple[list[_Scored], str]:
    """Return the scored observations of the period that was asked for, or else of the newest that fits about as well."""
    if asked.periods:
        code = asked.periods[0]
        if code.startswith("????"):
            part = code[5:]
            same_part = [s for s in scored if (p := periods.parse(s.observation.period)) is not None and p.part == part]
            return _newest(same_part)
        return [s for s in scored if s.observation.period == code], code
    if asked.any_part_of is not None:
        return _newest([s for s in scored if s.observation.period.startswith(str(asked.any_part_of))])
    return _newest(scored)


def _newest(scored: Sequence[_Scored]) -> tuple[list[_Scored], str]:
    if not scored:
        return [], ""
    best = max(s.score for s in scored)
    good = [s for s in scored if s.score >= best - CLOSE]
    newest = max(
        (periods.parse(s.observation.period) for s in good),
        key=lambda p: (p.last_month, -p.first_month) if p else (0, 0),
    )
    code = newest.code if newest else ""
    return [s for s in scored if s.observation.period == code], code


def _rivals(best: _Scored, fitting: Sequence[_Scored], knowledge: Knowledge) -> list[_Scored]:
    """Return other indicators' figures that fit about as well and say something else."""
    rivals: dict[int, _Scored] = {}
    for other in fitting:
        if other.rank < best.rank - CLOSE or other.score < SURE or other.match.indicator == best.match.indicator:
            continue
        if _is_exact(best.match) and not _is_exact(other.match):
            continue
        if best.match.words_share > other.match.words_share + 0.08 and best.match.score > other.match.score:
            continue  # the rival owes words to the clause that both stand in
        same = (other.observation.value, other.observation.unit) == (best.observation.value, best.observation.unit)
        if not same:
            rivals.setdefault(other.match.indicator, other)
    return list(rivals.values())[: MOST_CHOICES - 1]


def _is_exact(match: Match) -> bool:
    return match.alias_share > 0.985 and match.words_share > 0.985 and not match.slips


def _together(best: _Scored, fitting: Sequence[_Scored], asked: _Asked, question: Question) -> tuple[Observation, ...]:
    """Return the best figure with all that must stand beside it: other kinds, other values of the same thing."""
    chosen: list[Observation] = []
    for other in fitting:
        observation = other.observation
        same_thing = other.match.indicator == best.match.indicator and observation.measure == best.observation.measure
        if not same_thing or other.score < best.score - 0.12:
            continue
        if any(
            (o.value, o.value_max, o.comparator, o.unit, o.kind, o.base, o.measure)
            == (
                observation.value,
                observation.value_max,
                observation.comparator,
                observation.unit,
                observation.kind,
                observation.base,
                observation.measure,
            )
            for o in chosen
        ):
            continue
        chosen.append(observation)
    first = best.observation
    rest = sorted(
        (o for o in chosen if o is not first), key=lambda o: (o.id not in first.disagrees_with, _KIND_ORDER[o.kind])
    )
    return (first, *rest)


def conflicts_among(facts: Sequence[Observation]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of facts whose documents say different things of the same thing."""
    pairs = []
    for index, one in enumerate(facts):
        for other in facts[index + 1 :]:
            marked = other.id in one.disagrees_with or one.id in other.disagrees_with
            same_thing = (one.place, one.indicator, one.period, one.kind, one.measure, one.base, one.qualifier) == (
                other.place,
                other.indicator,
                other.period,
                other.kind,
                other.measure,
                other.base,
                other.qualifier,
            )
            if marked or (
                same_thing and one.document != other.document and one.unit == other.unit and one.value != other.value
            ):
                pairs.append((one.id, other.id))
    return tuple(pairs)


# ---------------------------------------------------------------- doubt and absence
def _option(observation: Observation, knowledge: Knowledge, *, kind: bool = False) -> Option:
    return Option(
        indicator=knowledge.indicators[observation.indicator].code,
        place=knowledge.store.place(observation.place).code,
        period=observation.period,
        kind=observation.kind if kind else "",
        measure=observation.measure if observation.measure not in ("level",) else "",
        base=observation.base,
    )


def _options(scored: Iterable[_Scored], knowledge: Knowledge) -> tuple[Option, ...]:
    options: dict[Option, None] = {}
    for one in scored:
        options.setdefault(_option(one.observation, knowledge))
    return tuple(options)[:MOST_CHOICES]


def _choose(question: Question, asked: _Asked, scored: Sequence[_Scored], knowledge: Knowledge) -> Result:
    return Result(
        "choose",
        "lookup",
        question,
        choices=_options(scored, knowledge),
        reason="close",
        indicators=tuple(dict.fromkeys(s.match.indicator for s in scored)),
        places=tuple(p[0] for p in asked.places),
        periods=asked.periods,
        origins=asked.origins,
    )


def _doubt(question: Question, asked: _Asked, scored: Sequence[_Scored], knowledge: Knowledge, place: int) -> Result:
    near = [s for s in scored if s.score >= HINT]
    if not near:
        return _not_understood(question, asked, knowledge)
    status = "choose" if near[0].score >= 0.45 else "not_understood"
    return Result(
        status,
        "lookup",
        question,
        choices=_options(near, knowledge),
        reason="unsure" if status == "choose" else "unknown_words",
        places=(place,),
        periods=asked.periods,
        origins=asked.origins,
    )


def _no_data(
    question: Question,
    asked: _Asked,
    place: int,
    scored: Sequence[_Scored],
    knowledge: Knowledge,
    meant: Match,
    reason: str = "",
) -> Result:
    """Say what was understood and what is there instead; no neighbour's figure."""
    indicator = meant.indicator
    own = [s for s in scored if s.match.indicator == indicator]
    existing = _newest_first(s.observation.period for s in own)
    if own:
        choices = _options(sorted(own, key=lambda s: -_age(s.observation)), knowledge)
        reason = reason or ("no_period" if asked.periods else "other_measure")
    else:
        others = [
            s
            for s in knowledge.store.observations(indicators=[indicator], limit=200)
            if not asked.periods or s.period == asked.periods[0]
        ]
        firsts = {o.place: o for o in reversed(others)}
        choices = tuple(dict.fromkeys(_option(o, knowledge) for o in firsts.values()))[:MOST_CHOICES]
        reason = "no_figures_here" if knowledge.store.place(place).observations else "place_without_figures"
    return Result(
        "no_data",
        "lookup",
        question,
        choices=choices,
        reason=reason,
        indicators=(indicator,),
        places=(place,),
        periods=asked.periods,
        existing=existing,
        origins=asked.origins,
        measure=asked.measure,
        kind=asked.kind,
    )


def _not_understood(question: Question, asked: _Asked, knowledge: Knowledge) -> Result:
    """Name the words that are not known, and the nearest things that are."""
    near = [match for match in asked.matches if match.score >= 0.3]
    place = asked.places[0][0] if asked.places else None
    choices: tuple[Option, ...] = ()
    if near:
        stored = knowledge.store.observations(indicators=[match.indicator for match in near], place=place, limit=400)
        order = {match.indicator: -match.score for match in near}
        if asked.periods:
            stored = [o for o in stored if o.period == asked.periods[0]] or stored
        stored = [o for o in stored if o.measure in ("level", "share", "increase")] or stored
        stored.sort(key=lambda o: order[o.indicator])
        choices = tuple(dict.fromkeys(_option(o, knowledge) for o in stored))[:MOST_CHOICES]
    if not question.leftover and not question.matches:
        reason = "no_indicator" if (question.places or question.periods) else "nothing_known"
    else:
        reason = "unknown_words"
    if reason == "no_indicator" and place is not None:
        return _overview(question, asked, place, knowledge)
    status = (
        "not_understood"
        if question.places or question.periods or choices or _concerns_figures(question)
        else "out_of_scope"
    )
    return Result(
        status,
        "lookup" if status == "not_understood" else "smalltalk",
        question,
        choices=choices,
        reason=reason,
        places=(place,) if place else (),
        periods=asked.periods,
        origins=asked.origins,
    )


def _concerns_figures(question: Question) -> bool:
    return bool(question.cues - {"filler", "greeting", "follow", "help", "generic"}) or bool(
        question.matches and question.matches[0].score >= HINT
    )


def _overview(question: Question, asked: _Asked, place: int, knowledge: Knowledge) -> Result:
    """A place alone, or with a period: a few of its main figures as choices."""
    stored = knowledge.store.observations(
        place=place, period=asked.periods[0] if asked.periods and "?" not in asked.periods[0] else None, limit=400
    )
    stored = [o for o in stored if o.section in ("headline", "table") and o.measure == "level"] or stored
    newest = max((periods.parse(o.period) for o in stored), default=None, key=lambda p: p.last_month if p else 0)
    if newest is not None:
        stored = [o for o in stored if o.period == newest.code]
    stored.sort(key=lambda o: -knowledge.indicators[o.indicator].observations)
    choices = tuple(dict.fromkeys(_option(o, knowledge) for o in stored))[:MOST_CHOICES]
    if not stored:
        return Result(
            "no_data",
            "lookup",
            question,
            reason="no_period" if knowledge.store.place(place).observations else "place_without_figures",
            places=(place,),
            periods=asked.periods,
            existing=_newest_first(knowledge.store.periods_of(place)),
            origins=asked.origins,
        )
    return Result(
        "choose",
        "lookup",
        question,
        choices=choices,
        reason="no_indicator",
        places=(place,),
        periods=asked.periods,
        origins=asked.origins,
    )


def _age(observation: Observation) -> int:
    """Return a number that is larger for later periods."""
    period = periods.parse(observation.period)
    return period.last_month if period is not None else 0


def _newest_first(codes: Iterable[str]) -> tuple[str, ...]:
    parsed = {period for code in codes if (period := periods.parse(code)) is not None}
    return tuple(period.code for period in sorted(parsed, reverse=True))


def _without_place(question: Question, asked: _Asked, knowledge: Knowledge) -> Result:
    """No place was said and the chat has none: the only one that has the figure, or the list of those that have it."""
    top = asked.matches[0]
    good = [match for match in asked.matches if match.score >= max(SURE, top.score - CLOSE)]
    if not good:
        return _not_understood(question, asked, knowledge)
    stored = knowledge.store.observations(indicators=[match.indicator for match in good], limit=4000)
    scored, _ = _in_period([s for s in _score(question, asked, stored, knowledge) if s.score >= SURE], asked)
    if asked.periods and "?" not in asked.periods[0]:
        scored = [s for s in scored if s.observation.period == asked.periods[0]]
    elif not asked.periods:
        scored = [s for s in _score(question, asked, stored, knowledge) if s.score >= SURE]
    here = list(dict.fromkeys(s.observation.place for s in scored))
    if len(here) == 1 and not top.slips:
        result = _at_place(question, asked, here[0], knowledge)
        return replace(result, origins={**result.origins, "place": "only"})
    if not here:
        others = knowledge.store.observations(indicators=[top.indicator], limit=400)
        return Result(
            "no_data",
            "lookup",
            question,
            reason="no_period" if others else "no_figures",
            indicators=(top.indicator,),
            periods=asked.periods,
            existing=_newest_first(o.period for o in others),
            choices=tuple(dict.fromkeys(_option(o, knowledge) for o in others))[:MOST_CHOICES],
            origins=asked.origins,
        )
    newest: dict[int, _Scored] = {}
    for one in sorted(scored, key=lambda s: (-_age(s.observation), -s.score)):
        newest.setdefault(one.observation.place, one)
    return Result(
        "choose",
        "lookup",
        question,
        reason="no_place",
        choices=_options(newest.values(), knowledge),
        indicators=(top.indicator,),
        places=tuple(newest),
        periods=asked.periods,
        origins=asked.origins,
    )


def _which_place(question: Question, asked: _Asked, candidates: tuple[int, ...], knowledge: Knowledge) -> Result:
    """Several units bear the name: those that have the figure, as choices; one alone is the answer."""
    ids = [match.indicator for match in asked.matches if match.score >= SURE]
    having: dict[int, Observation] = {}
    for place in candidates[:60]:
        fitting = (
            [
                o
                for o in knowledge.store.observations(indicators=ids, place=place)
                if not asked.periods or o.period == asked.periods[0]
            ]
            if ids
            else []
        )
        if fitting:
            having[place] = fitting[0]
    if len(having) == 1:
        return _at_place(question, asked, next(iter(having)), knowledge)
    if having:
        return Result(
            "choose",
            "lookup",
            question,
            reason="which_place",
            choices=tuple(_option(o, knowledge) for o in having.values())[:MOST_CHOICES],
            indicators=tuple(ids[:1]),
            places=tuple(having),
            periods=asked.periods,
            origins=asked.origins,
        )
    return _at_place(question, asked, candidates[0], knowledge)


# ---------------------------------------------------------------- several figures
def _several(question: Question, asked: _Asked, knowledge: Knowledge) -> Result:
    """ "hộ nghèo và nước sạch": each part looked up by itself."""
    parts = [
        _look_up(
            replace(question, matches=part, leftover=tuple(p for p in question.leftover if p in part[0].used)),
            replace(asked, matches=part),
            knowledge,
        )
        for part in question.further
    ]
    good = [part for part in parts if part.status == "answered"]
    if len(good) < len(parts):
        return next(part for part in parts if part.status != "answered")
    facts = tuple(dict.fromkeys(fact for part in good for fact in part.facts))
    return replace(
        good[0],
        facts=facts,
        conflicts=conflicts_among(facts),
        indicators=tuple(i for part in good for i in part.indicators),
    )


def _source(question: Question, context: Context, knowledge: Knowledge) -> Result:
    facts = tuple(o for fact in context.facts if (o := knowledge.store.observation(fact)) is not None)
    if not facts:
        return Result("not_understood", "source", question, reason="nothing_before")
    return Result(
        "answered",
        "source",
        question,
        facts=facts,
        conflicts=conflicts_among(facts),
        indicators=tuple(dict.fromkeys(f.indicator for f in facts)),
        places=tuple(dict.fromkeys(f.place for f in facts)),
        periods=(facts[0].period,),
    )


def _list(question: Question, asked: _Asked, context: Context, knowledge: Knowledge) -> Result:
    if not asked.places:
        return (
            _not_understood(question, asked, knowledge)
            if asked.matches or not question.topic
            else Result(
                "choose",
                "list",
                question,
                reason="which_place_to_list",
                choices=_places_as_options(knowledge, question.topic),
            )
        )
    if len(asked.places[0]) > 1:
        return _which_place(question, asked, asked.places[0], knowledge)
    place = asked.places[0][0]
    code = (
        asked.periods[0]
        if asked.periods and asked.origins.get("period") == "said" and "?" not in asked.periods[0]
        else None
    )
    stored = knowledge.store.observations(place=place, period=code)
    topical = [o for o in stored if _on_topic(o, question, knowledge)]
    if question.kind:
        topical = [o for o in topical if o.kind == question.kind] or topical
    if not stored:
        return _overview(question, asked, place, knowledge)
    if not topical:
        return _look_up(question, asked, knowledge)
    topical.sort(key=lambda o: -_age(o))
    return Result(
        "answered",
        "list",
        question,
        facts=tuple(topical),
        conflicts=conflicts_among(topical) if len(topical) < 200 else (),
        indicators=tuple(dict.fromkeys(o.indicator for o in topical)),
        places=(place,),
        periods=(code,) if code else (),
        origins=asked.origins,
    )


def _places_as_options(knowledge: Knowledge, field_name: str) -> tuple[Option, ...]:
    places = sorted(knowledge.place_index.with_figures, key=lambda p: -knowledge.store.place(p).observations)
    return tuple(Option(place=knowledge.store.place(place).code) for place in places[:MOST_CHOICES])


def _on_topic(observation: Observation, question: Question, knowledge: Knowledge) -> bool:
    """Return whether an observation belongs to what a list was asked about: a field's name, or words of its own."""
    wanted = [question.words[position].base for position in question.leftover]
    if not wanted:
        return True
    indicator = knowledge.indicators[observation.indicator]
    topic_fields = {"social": ("population", "health", "education", "culture", "labour_social", "poverty")}.get(
        question.topic, (question.topic,)
    )
    own = knowledge.indicator_index.words_of(observation.indicator) | _bases_of(observation.quote)
    weigh = knowledge.indicator_index.weight
    due = sum(weigh(base) for base in wanted)
    met = sum(weigh(base) for base in wanted if base in own)
    return met >= 0.75 * due or (indicator.field in topic_fields and _is_field_name(question))


def _is_field_name(question: Question) -> bool:
    return bool(question.topic)


def _rank(question: Question, asked: _Asked, knowledge: Knowledge) -> Result:
    if not asked.matches or asked.matches[0].score < SURE:
        return _not_understood(question, asked, knowledge)
    best, meant = _meant(question, asked, knowledge)
    if meant < SURE:
        return _not_understood(question, asked, knowledge)
    good = [match for match in asked.matches if match.score >= best.score - 0.02]
    stored = knowledge.store.observations(indicators=[match.indicator for match in good], limit=20000)
    scored = [s for s in _score(question, asked, stored, knowledge) if s.score >= SURE]
    fitting, code = _in_period(scored, asked)
    top = max((s.score for s in fitting), default=0.0)
    facts = [s.observation for s in fitting if s.score >= top - CLOSE]
    ranked = compare.ranking(facts, knowledge, lowest="rank_low" in question.cues)
    if not ranked:
        return replace(_no_data_anywhere(question, asked, stored, knowledge), intent="rank")
    return Result(
        "answered",
        "rank",
        question,
        facts=tuple(ranked),
        conflicts=conflicts_among(ranked[:200]),
        indicators=(best.indicator,),
        places=tuple(dict.fromkeys(o.place for o in ranked)),
        periods=(code,),
        origins=asked.origins,
    )


def _no_data_anywhere(question: Question, asked: _Asked, stored: Sequence[Observation], knowledge: Knowledge) -> Result:
    existing = _newest_first(o.period for o in stored)
    return Result(
        "no_data",
        "lookup",
        question,
        reason="no_period" if existing else "no_figures",
        indicators=(asked.matches[0].indicator,),
        periods=asked.periods,
        existing=existing,
        choices=tuple(dict.fromkeys(_option(o, knowledge) for o in stored))[:MOST_CHOICES],
    )


def _compare(question: Question, asked: _Asked, context: Context, knowledge: Knowledge) -> Result:
    """Each side looked up by itself; the difference worked out where both are of one kind and scope."""
    places = [place for group in asked.places for place in group[:1]]
    if len(question.places) == 1 and context.places and question.cues & {"base", "compare"} and not question.leftover:
        before = knowledge.store.place_by_code(context.places[0])
        if before is not None and before.id not in places:
            places.insert(0, before.id)
    codes = list(asked.periods)
    if (
        len(codes) == 1
        and context.period
        and context.period not in codes
        and not question.leftover
        and len(places) < 2
        and "base" in question.cues
    ):
        codes.insert(0, context.period)
    pairs: list[tuple[int | None, str | None]]
    if len(places) > 1:
        pairs = [(place, codes[0] if codes else None) for place in places]
        if len(codes) == len(places) > 1:
            pairs = list(zip(places, codes, strict=True))
    elif len(codes) > 1:
        pairs = [(places[0] if places else None, code) for code in codes]
    else:
        return _compare_kinds(question, asked, knowledge)
    sides = []
    for place, code in pairs[:6]:
        side = replace(
            asked,
            kind="" if len(codes) > 1 else asked.kind,
            places=((place,),) if place is not None else (),
            periods=(code,) if code else (),
        )
        sides.append(_look_up(question, side, knowledge))
    return _worked_out(question, asked, sides, knowledge)


def _compare_kinds(question: Question, asked: _Asked, knowledge: Knowledge) -> Result:
    result = _look_up(question, asked, knowledge)
    if result.status == "answered" and len({fact.kind for fact in result.facts}) > 1:
        return replace(
            result, intent="compare", outcome=compare.difference(result.facts[1], result.facts[0], knowledge)
        )
    return result


def _worked_out(question: Question, asked: _Asked, sides: Sequence[Result], knowledge: Knowledge) -> Result:
    found = [side for side in sides if side.status == "answered"]
    if not found:
        return replace(sides[0], intent="compare")
    facts = tuple(dict.fromkeys(fact for side in found for fact in side.facts))
    missing = [side for side in sides if side.status != "answered"]
    common = {
        "indicators": tuple(dict.fromkeys(i for side in found for i in side.indicators)),
        "places": tuple(dict.fromkeys(p for side in sides for p in side.places)),
        "periods": tuple(dict.fromkeys(p for side in sides for p in side.periods)),
        "origins": asked.origins,
    }
    if missing:
        return Result(
            "no_data",
            "compare",
            question,
            reason="one_side_missing",
            choices=tuple(
                dict.fromkeys(
                    [
                        *(_option(side.facts[0], knowledge) for side in found),
                        *(o for side in missing for o in side.choices),
                    ]
                )
            )[:MOST_CHOICES],
            existing=missing[0].existing,
            **common,
        )
    outcome = compare.difference(found[0].facts[0], found[1].facts[0], knowledge) if len(found) == 2 else None
    return Result(
        "answered", "compare", question, facts=facts, conflicts=conflicts_among(facts), outcome=outcome, **common
    )


def _progress(question: Question, asked: _Asked, knowledge: Knowledge) -> Result:
    """A result beside its target: the share reached, or the number of targets met in a document."""
    share = _look_up(question, replace(asked, measure=asked.measure or "share"), knowledge)
    if share.status == "answered" and share.facts[0].measure == "share" and share.facts[0].base:
        return replace(share, intent="progress")
    result = _look_up(question, asked, knowledge)
    if result.status != "answered":
        return result
    reached = next((fact for fact in result.facts if fact.kind in ("actual", "estimate")), None)
    target = next((fact for fact in result.facts if fact.kind == "target"), None)
    if reached is not None and target is not None:
        return replace(result, intent="progress", outcome=compare.progress(reached, target, knowledge))
    return replace(
        result, intent="progress", outcome=compare.Outcome(None, "", "", "no_target" if target is None else "no_result")
    )


def _mostly_unknown(question: Question) -> bool:
    """Return whether a message says much that no indicator explains ("in ra danh sách …"): it only happens to hold a cue."""
    return len(question.leftover) >= 3 and (not question.matches or question.matches[0].score < 0.5)


def _deadlines(question: Question, asked: _Asked, knowledge: Knowledge) -> Result:
    place = asked.places[0][0] if asked.places else None
    tasks = knowledge.store.tasks(place)
    if asked.periods and "?" not in asked.periods[0]:
        period = periods.parse(asked.periods[0])
        tasks = [
            task
            for task in tasks
            if task.due
            and period
            and period.first_month <= int(task.due[:4]) * 12 + int(task.due[5:7]) <= period.last_month
        ]
    meaning = [question.words[position].base for position in question.leftover]
    if meaning:
        weigh = knowledge.indicator_index.weight
        due = sum(weigh(base) for base in meaning)
        tasks = [
            task
            for task in tasks
            if sum(weigh(base) for base in meaning if base in key(task.title + " " + task.quote).split()) >= 0.6 * due
        ]
    status = "answered" if tasks else "no_data"
    return Result(
        status,
        "deadline",
        question,
        tasks=tuple(tasks),
        reason="" if tasks else "no_tasks",
        places=(place,) if place else (),
        periods=asked.periods,
        origins=asked.origins,
    )


def context_after(result: Result, context: Context, knowledge: Knowledge, choices: Sequence[str] = ()) -> Context:
    """Return what the conversation is about after a result; a refusal keeps what could be understood of it."""
    first = result.facts[0] if result.facts else None
    indicators = tuple(knowledge.indicators[i].code for i in result.indicators[:3])
    places = tuple(knowledge.store.place(p).code for p in result.places[:3])
    code = (
        first.period
        if first is not None and len(result.periods) <= 1
        else (result.periods[0] if result.periods and "?" not in result.periods[0] else "")
    )
    return replace(
        context,
        indicators=indicators
        if indicators and result.intent != "list"
        else (context.indicators if result.intent != "list" else ()),
        places=(knowledge.store.place(first.place).code,)
        if first is not None and result.intent not in ("rank", "compare")
        else places or context.places,
        period=code or context.period,
        kind=first.kind if first is not None else context.kind,
        measure=first.measure if first is not None else context.measure,
        intent=result.intent,
        facts=tuple(fact.id for fact in result.facts[:20]) or context.facts,
        choices=tuple(choices),
    )


def place_now(place: Place, knowledge: Knowledge) -> list[Place]:
    """Return the units that took a place's territory over, the one of the same name first; empty while it exists."""
    found = [knowledge.store.place_by_code(code) for code in place.successors]
    return [unit for unit in found if unit is not None]


def decimal_of(observation: Observation) -> Decimal:
    """Return the value by which observations are ordered: a range counts by its lower end."""
    return observation.value
