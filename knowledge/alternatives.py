"""What is offered instead of a figure: choices, what else is there, or the words that were not understood."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge import periods
from knowledge.base import Knowledge
from knowledge.indicators import Match
from knowledge.question import Option
from knowledge.result import Result
from knowledge.scoring import HINT, Scored
from knowledge.slots import Asked
from knowledge.store import Observation

MOST_CHOICES = 5
# Below this the nearest figures are only named beside the words that were not understood.
_LIKELY = 0.45
_NEAR = 0.3
# Enough figures to choose five from; a widely known indicator has thousands.
_FIGURES_LOOKED_AT = 400
_NO_WISH = frozenset({"filler", "greeting", "follow", "help", "generic", "latest"})


def option(observation: Observation, knowledge: Knowledge) -> Option:
    """Return a figure as a choice."""
    return Option(
        indicator=knowledge.indicators[observation.indicator].code,
        place=knowledge.store.place(observation.place).code,
        period=observation.period,
        measure=observation.measure if observation.measure != "level" else "",
        base=observation.base,
    )


def options(observations: Iterable[Observation], knowledge: Knowledge) -> tuple[Option, ...]:
    """Return the first few different choices among figures."""
    found: dict[Option, None] = {}
    for observation in observations:
        found[option(observation, knowledge)] = None
        if len(found) == MOST_CHOICES:
            break
    return tuple(found)


def newest_first(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes of periods, latest first, each once."""
    parsed = {period for code in codes if (period := periods.parse(code)) is not None}
    return tuple(period.code for period in sorted(parsed, reverse=True))


def age(observation: Observation) -> int:
    """Return a number that is larger for later periods."""
    period = periods.parse(observation.period)
    return period.last_month if period is not None else 0


def without_figure(
    asked: Asked,
    status: str,
    *,
    reason: str,
    indicators: Iterable[int] = (),
    places: Iterable[int] = (),
    choices: Iterable[Option] = (),
    existing: tuple[str, ...] = (),
    intent: str = "lookup",
) -> Result:
    """Return a result that gives no figure, with the periods asked for and where the slots came from."""
    return Result(
        status,
        intent,
        asked.question,
        reason=reason,
        indicators=tuple(dict.fromkeys(indicators)),
        places=tuple(dict.fromkeys(places)),
        periods=asked.periods,
        choices=tuple(choices)[:MOST_CHOICES],
        existing=existing,
        origins=asked.origins,
    )


def close(asked: Asked, scored: Sequence[Scored], knowledge: Knowledge) -> Result:
    """Return the figures that fit about equally well, to choose from."""
    return without_figure(
        asked,
        "choose",
        reason="close",
        indicators=(s.match.indicator for s in scored),
        places=(place[0] for place in asked.places),
        choices=options((s.observation for s in scored), knowledge),
    )


def doubt(asked: Asked, scored: Sequence[Scored], place: int, knowledge: Knowledge) -> Result:
    """Return the figures of a place that come near, the likely ones to choose from."""
    near = [s for s in scored if s.score >= HINT]
    if not near:
        return not_understood(asked, knowledge)
    is_likely = near[0].score >= _LIKELY
    return without_figure(
        asked,
        "choose" if is_likely else "not_understood",
        reason="unsure" if is_likely else "unknown_words",
        places=(place,),
        choices=options((s.observation for s in near), knowledge),
    )


def no_data(
    asked: Asked, place: int, scored: Sequence[Scored], match: Match, knowledge: Knowledge, *, reason: str = ""
) -> Result:
    """Return what was understood and what there is instead; never the figure of a neighbour."""
    own = [s.observation for s in scored if s.match.indicator == match.indicator]
    if own:
        reason = reason or ("no_period" if asked.periods else "other_measure")
        choices = options(sorted(own, key=lambda observation: -age(observation)), knowledge)
    else:
        period = asked.periods[0] if asked.periods else None
        others = knowledge.store.observations(indicators=[match.indicator], period=period, limit=200)
        reason = _why_nothing(place, knowledge)
        choices = options({o.place: o for o in reversed(others)}.values(), knowledge)
    result = without_figure(
        asked,
        "no_data",
        reason=reason,
        indicators=(match.indicator,),
        places=(place,),
        choices=choices,
        existing=newest_first(o.period for o in own),
    )
    return replace(result, measure=asked.measure, kind=asked.kind)


def _why_nothing(place: int, knowledge: Knowledge) -> str:
    return "no_figures_here" if knowledge.store.place(place).observations else "place_without_figures"


def not_understood(asked: Asked, knowledge: Knowledge) -> Result:
    """Return that words are not known, and the nearest that are; a place's main figures where no word is left."""
    question = asked.question
    place = asked.places[0][0] if asked.places else None
    says_when_or_where = bool(question.places or question.periods)
    reason = "unknown_words"
    if not question.leftover and not question.matches:
        reason = "no_indicator" if says_when_or_where else "nothing_known"
    if reason == "no_indicator" and place is not None:
        return overview(asked, place, knowledge)
    choices = _nearest(asked, place, knowledge)
    of_figures = bool(question.cues - _NO_WISH) or bool(question.matches and question.matches[0].score >= HINT)
    is_ours = says_when_or_where or bool(choices) or of_figures
    return without_figure(
        asked,
        "not_understood" if is_ours else "out_of_scope",
        intent="lookup" if is_ours else "smalltalk",
        reason=reason,
        places=(place,) if place else (),
        choices=choices,
    )


def _nearest(asked: Asked, place: int | None, knowledge: Knowledge) -> tuple[Option, ...]:
    """Return the figures whose indicators come nearest to what was said."""
    order = {match.indicator: -match.score for match in asked.matches if match.score >= _NEAR}
    if not order:
        return ()
    stored = knowledge.store.observations(indicators=list(order), place=place, limit=_FIGURES_LOOKED_AT)
    if asked.periods:
        stored = [o for o in stored if o.period == asked.periods[0]] or stored
    stored = [o for o in stored if o.measure in ("level", "share", "increase")] or stored
    return options(sorted(stored, key=lambda o: order[o.indicator]), knowledge)


def overview(asked: Asked, place: int, knowledge: Knowledge) -> Result:
    """Return a few main figures of a place, of the period asked for or else of the newest, to choose from."""
    stored = knowledge.store.observations(place=place, period=asked.period, limit=_FIGURES_LOOKED_AT)
    if not stored:
        has_some = knowledge.store.place(place).observations > 0
        return without_figure(
            asked,
            "no_data",
            reason="no_period" if has_some else "place_without_figures",
            places=(place,),
            existing=newest_first(knowledge.store.periods_of(place)),
        )
    main = [o for o in stored if o.section in ("headline", "table") and o.measure == "level"] or stored
    newest = max(main, key=age).period
    main = [o for o in main if o.period == newest]
    main.sort(key=lambda o: -knowledge.indicators[o.indicator].observations)
    return without_figure(asked, "choose", reason="no_indicator", places=(place,), choices=options(main, knowledge))
