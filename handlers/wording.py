"""Results in words: the figure first, then what must be known with it, then where it stands."""

from datetime import date

from handlers import refusals
from handlers.figures import (
    amount,
    condition,
    in_brackets,
    indicator_words,
    kind_words,
    locator_words,
    place_words,
    source_words,
    unit_name,
    upper_first,
    when_and_what,
)
from handlers.i18n import translator
from handlers.lists import Said, lines_of, page_of_figures, page_of_tasks
from handlers.markup import bold, escape
from handlers.message import Reply
from handlers.numbers import number, numbers_in, with_unit
from handlers.options import choices_of
from handlers.sources import and_more, sources, sources_in_full
from handlers.understood import understood_as
from knowledge.base import Knowledge
from knowledge.lookup import Result, place_now
from knowledge.store import Observation

_FIGURES_IN_FULL = 6
_SUCCESSORS_NAMED = 3


def say(result: Result, knowledge: Knowledge, *, today: date, lang: str, start: int = 0) -> Said:
    """Return the reply to a result. start: how many entries of a list have been shown already."""
    if result.status == "answered" and result.tasks:
        return page_of_tasks(result, knowledge, lang, start)
    if result.status == "answered" and result.intent in ("list", "rank"):
        return page_of_figures(result, knowledge, lang, start)
    if result.status == "answered" and result.intent == "source":
        return Said(Reply(sources_in_full(result.facts, knowledge, lang)))
    if result.status == "answered":
        return Said(Reply(_figures(result, knowledge, today, lang)))
    return _refusal(result, knowledge, lang)


# ---------------------------------------------------------------- figures
def _figures(result: Result, knowledge: Knowledge, today: date, lang: str) -> str:
    first, *others = result.facts
    noted = _partners(first, result)
    shown = [fact for fact in others if fact.id not in noted][: _FIGURES_IN_FULL - 1]
    lines = [_in_full(first, knowledge, lang)]
    lines += [_beside(fact, first, knowledge, lang) for fact in shown]
    lines += [_note(fact, first, knowledge, lang) for fact in others if fact.id in noted]
    left = len(others) - len(shown) - sum(fact.id in noted for fact in others)
    lines.append(and_more(left, lang))
    lines.append(_outcome(result, lang))
    lines.append(_became(first, knowledge, today, lang))
    lines.append(understood_as(result, knowledge, lang))
    lines.append(sources([first, *shown], knowledge, lang))
    return lines_of(lines)


def _in_full(fact: Observation, knowledge: Knowledge, lang: str) -> str:
    """Return the sentence for a figure: amount, indicator, place, kind, period, conditions."""
    _ = translator(lang).gettext
    indicator = indicator_words(knowledge.indicators[fact.indicator], lang)
    place = place_words(knowledge.store.place(fact.place), knowledge, lang)
    frame = _("{indicator}, {place}, {what}") if indicator.endswith(")") else _("{indicator} {place}, {what}")
    said = frame.format(indicator=indicator, place=place, what=when_and_what(fact, lang))
    return f"{bold(upper_first(amount(fact, knowledge, lang)))}: {escape(said + in_brackets(condition(fact)))}."


def _beside(fact: Observation, first: Observation, knowledge: Knowledge, lang: str) -> str:
    """Return a further figure: only what sets it apart from the first is said."""
    parts = []
    if fact.indicator != first.indicator:
        parts.append(indicator_words(knowledge.indicators[fact.indicator], lang))
    if fact.place != first.place:
        parts.append(place_words(knowledge.store.place(fact.place), knowledge, lang))
    if fact.period != first.period:
        parts.append(when_and_what(fact, lang))
    elif fact.kind != first.kind:
        parts.append(kind_words(fact.kind, lang))
    if fact.qualifier != first.qualifier and condition(fact):
        parts.append(condition(fact))
    said = ", ".join(parts) or locator_words(fact.locator, lang)
    return f"{bold(upper_first(amount(fact, knowledge, lang)))}" + (f": {escape(said)}." if said else ".")


def _partners(first: Observation, result: Result) -> set[str]:
    return {other for pair in result.conflicts if first.id in pair for other in pair if other != first.id}


def _note(fact: Observation, first: Observation, knowledge: Knowledge, lang: str) -> str:
    """Return what another clause or document says of the same thing."""
    _ = translator(lang).gettext
    said = bold(amount(fact, knowledge, lang))
    if fact.kind != first.kind:
        said += escape(in_brackets(kind_words(fact.kind, lang)))
    if fact.document == first.document:
        where = locator_words(fact.locator, lang)
        return _("Lưu ý: cùng văn bản, {where} ghi {amount}.").format(where=escape(where), amount=said)
    return _("Lưu ý: {source} ghi {amount}.").format(source=escape(source_words(fact, knowledge, lang)), amount=said)


def _became(fact: Observation, knowledge: Knowledge, today: date, lang: str) -> str:
    """Return what a unit that has ended became; nothing where it goes on under the same name and type."""
    _ = translator(lang).gettext
    place = knowledge.store.place(fact.place)
    if not place.valid_to or place.valid_to >= today.isoformat():
        return ""
    units = place_now(place, knowledge)
    if not units or (len(units) == 1 and (units[0].name, units[0].type) == (place.name, place.type)):
        return ""
    names = [unit_name(unit, lang) for unit in units[:_SUCCESSORS_NAMED]]
    if len(units) > _SUCCESSORS_NAMED:
        more = len(units) - _SUCCESSORS_NAMED
        names[-1] += (
            translator(lang).ngettext(" và {count} đơn vị khác", " và {count} đơn vị khác", more).format(count=more)
        )
    province = knowledge.store.place(units[0].parent) if units[0].parent is not None else None
    said = ", ".join(names) + (in_brackets(unit_name(province, lang)) if province is not None else "")
    return escape(_("{place} nay là: {units}.").format(place=upper_first(unit_name(place, lang)), units=said))


# ---------------------------------------------------------------- sums
def _outcome(result: Result, lang: str) -> str:
    """Return the difference or the progress with its sum, or why there is none."""
    _ = translator(lang).gettext
    outcome = result.outcome
    if outcome is None:
        return ""
    if outcome.value is None:
        return escape(refusals.no_outcome(outcome.refusal, lang))
    value = bold(with_unit(number(outcome.value, lang), outcome.unit, lang))
    how = escape(numbers_in(outcome.how, lang))
    if result.intent == "progress":
        return _("So với chỉ tiêu: {how} = {value}.").format(how=how, value=value)
    frame = {
        "": _("Chênh lệch: {how} = {value}."),
        "up": _("Tăng: {how} = {value}."),
        "down": _("Giảm: {how} = {value}."),
    }
    return frame[_direction(result)].format(how=how, value=value)


def _direction(result: Result) -> str:
    """Return "up" or "down" between two periods of one place; empty where places or kinds differ."""
    first = result.facts[0]
    other = next((fact for fact in result.facts if fact.period != first.period), None)
    if other is None or other.place != first.place or other.unit != first.unit or other.value == first.value:
        return ""
    early, late = sorted((first, other), key=lambda fact: fact.period)
    return "up" if late.value > early.value else "down"


# ---------------------------------------------------------------- doubt
def _refusal(result: Result, knowledge: Knowledge, lang: str) -> Said:
    _ = translator(lang).gettext
    choices = choices_of(result.choices, knowledge, lang)
    lines = [escape(line) for line in refusals.sentences(result, knowledge, lang)]
    lines += [f"{position}. {escape(choice.label)}" for position, choice in enumerate(choices, 1)]
    if choices:
        lines.append(escape(_("Gõ số để chọn.") if len(choices) > 1 else _("Gõ 1 để xem.")))
    return Said(Reply(lines_of(lines), choices=choices), tuple(choice.ask for choice in choices))
