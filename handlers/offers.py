"""What to offer beside a finished answer: source, other periods and places, chart, table; each leads to data."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from handlers import drawings, options
from handlers.answer_table import Row
from handlers.figures import lower_first
from handlers.i18n import translator
from handlers.message import Choice
from handlers.numbers import period_words
from handlers.services import Services
from knowledge.question import Context
from knowledge.store import Observation

TABLE_FROM = 6
MOST_PERIODS = 2
_LOOKED_THROUGH = 200


def offers(
    data: Mapping[str, Any], rows: Sequence[Row], services: Services, *, now: datetime, lang: str
) -> tuple[Choice, ...]:
    """Return the offers for an answer (the contract's JSON object, and its rows); none for one without figures."""
    if not rows:
        return ()
    _ = translator(lang).gettext
    found = []
    first = services.knowledge.store.observation(str(data["facts"][0]["id"]))
    single = first is not None and len({(row.place, row.indicator, row.period) for row in rows}) == 1
    if single and data.get("intent") != "source":
        found.append(Choice(_("Nguồn"), "/nguon"))
    if single and first is not None:
        found += _other_periods(first, services, lang)
        question = everywhere(first, services, now)
        if question:
            found.append(Choice(_("So sánh"), question))
    if drawings.plan("chart", rows, lang) is not None:
        found.append(Choice(_("Biểu đồ"), "/bieudo"))
    if len(rows) >= TABLE_FROM:
        found.append(Choice(_("Tải Excel"), "/excel"))
    return tuple(found)


def _other_periods(first: Observation, services: Services, lang: str) -> list[Choice]:
    """Return the newest other periods of the same figure."""
    knowledge = services.knowledge
    same = knowledge.store.observations(indicators=[first.indicator], place=first.place, limit=_LOOKED_THROUGH)
    by_period = {one.period: one for one in same if one.measure == first.measure and one.base == first.base}
    others = sorted((period for period in by_period if period != first.period), reverse=True)[:MOST_PERIODS]
    return [
        Choice(
            _of_another_period(period, lang),
            options.ask_text(options.option_of(by_period[period], knowledge), knowledge),
        )
        for period in others
    ]


def _of_another_period(period: str, lang: str) -> str:
    _ = translator(lang).gettext
    if period.isdigit():
        return _("Năm khác: {year}").format(year=period)
    return _("Kỳ khác: {period}").format(period=period_words(period, lang))


def everywhere(first: Observation, services: Services, now: datetime) -> str:
    """Return the question for the same figure of all places, "" where it leads to fewer than two."""
    knowledge = services.knowledge
    same = knowledge.store.observations(indicators=[first.indicator], period=first.period, limit=_LOOKED_THROUGH)
    if not any(one.place != first.place and one.measure == first.measure for one in same):
        return ""
    name = lower_first(knowledge.indicators[first.indicator].name_vi)
    question = f"{name} các nơi {period_words(first.period, 'vi')}"
    asked = services.ask(question, Context(), knowledge, now=now, lang="vi")
    places = {fact.get("place_code") for fact in asked.data.get("facts") or ()}
    return question if asked.data.get("status") == "answered" and len(places) > 1 else ""
