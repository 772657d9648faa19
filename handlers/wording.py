"""Results in words: the figure first, then what must be known with it, then where it stands."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from handlers import refusals
from handlers.figures import (
    amount,
    condition,
    in_brackets,
    kind_words,
    label_apart,
    locator_words,
    place_words,
    source_words,
    subject_words,
    thing_words,
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
from knowledge import periods
from knowledge.base import Knowledge
from knowledge.lookup import Result, place_now
from knowledge.question import Context
from knowledge.store import Observation

_NEW = Context()
_FIGURES_IN_FULL = 6
# Refusals that do not say which indicator the choices are of.
_NAMES_NO_INDICATOR = ("unknown_words", "unsure")
# "Có 30 chỉ tiêu hoàn thành" is the progress itself: nothing is missing where no plan of that number is stored.
_COUNTS_TARGETS = "chỉ tiêu"
_SUCCESSORS_NAMED = 4


def say(
    result: Result, knowledge: Knowledge, *, today: date, lang: str, start: int = 0, before: Context = _NEW
) -> Said:
    """Return the reply to a result.

    start: how many entries of a list have been shown already; before: the conversation until now: what became of its
    places has been said, and its choices stand.
    """
    if result.status == "answered" and result.tasks:
        return page_of_tasks(result, knowledge, lang, start)
    if result.status == "answered" and result.intent in ("list", "rank"):
        return page_of_figures(result, knowledge, lang, start)
    if result.status == "answered" and result.intent == "source":
        return Said(Reply(sources_in_full(result.facts, knowledge, lang)))
    if result.status == "answered":
        return Said(Reply(_figures(result, knowledge, today, lang, before.places)))
    if result.reason == "no_such_choice":
        return Said(Reply(escape(refusals.no_such_choice(len(before.choices), lang))))
    return _refusal(result, knowledge, lang)


# ---------------------------------------------------------------- figures
def _figures(result: Result, knowledge: Knowledge, today: date, lang: str, before: Sequence[str]) -> str:
    first, *others = result.facts
    noted = _partners(first, result)
    shown = [fact for fact in others if fact.id not in noted][: _FIGURES_IN_FULL - 1]
    lines = [_in_full(first, result.facts, knowledge, lang)]
    lines += [_beside(fact, first, knowledge, lang) for fact in shown]
    lines += [_note(fact, first, knowledge, lang) for fact in others if fact.id in noted]
    left = len(others) - len(shown) - sum(fact.id in noted for fact in others)
    lines.append(and_more(left, lang))
    lines.append(_outcome(result, lang))
    if len({fact.place for fact in result.facts}) == 1:
        lines.append(_became(first, knowledge, today, lang, before))
    lines.append(understood_as(result, knowledge, lang))
    lines.append(sources([first, *shown], knowledge, lang))
    return lines_of(lines)


def _in_full(fact: Observation, among: Sequence[Observation], knowledge: Knowledge, lang: str) -> str:
    """Return the sentence for a figure: amount, indicator, place, kind, period, conditions."""
    _ = translator(lang).gettext
    subject = subject_words(fact, knowledge, lang, among)
    said = _("{subject}, {what}").format(subject=subject, what=when_and_what(fact, lang))
    return f"{bold(upper_first(amount(fact, knowledge, lang)))}: {escape(said + in_brackets(condition(fact, lang)))}."


def _beside(fact: Observation, first: Observation, knowledge: Knowledge, lang: str) -> str:
    """Return a further figure: only what sets it apart from the first is said."""
    parts = []
    if fact.indicator != first.indicator or label_apart(fact, [first]):
        parts.append(thing_words(fact, knowledge, lang, [first]))
    if fact.place != first.place:
        parts.append(place_words(knowledge.store.place(fact.place), knowledge, lang))
    if fact.period != first.period:
        parts.append(when_and_what(fact, lang))
    elif fact.kind != first.kind:
        parts.append(kind_words(fact.kind, lang))
    if fact.qualifier != first.qualifier and condition(fact, lang):
        parts.append(condition(fact, lang))
    if not parts:
        return _elsewhere(fact, first, knowledge, lang)
    return f"{bold(upper_first(amount(fact, knowledge, lang)))}: {escape(', '.join(parts))}."


def _elsewhere(fact: Observation, first: Observation, knowledge: Knowledge, lang: str) -> str:
    """Return what another clause says of the very same thing in other words: "từ 125 triệu đồng/ha trở lên"."""
    _ = translator(lang).gettext
    where = (
        _("Cùng văn bản, {where}").format(where=locator_words(fact.locator, lang))
        if fact.document == first.document
        else upper_first(source_words(fact, knowledge, lang))
    )
    return _("{source} ghi {amount}.").format(source=escape(where), amount=bold(amount(fact, knowledge, lang)))


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


def _became(fact: Observation, knowledge: Knowledge, today: date, lang: str, before: Sequence[str]) -> str:
    """Return what a unit that has ended became; nothing where it goes on under the same name and type, or was told."""
    _ = translator(lang).gettext
    place = knowledge.store.place(fact.place)
    if not place.valid_to or place.valid_to >= today.isoformat() or place.code in before:
        return ""
    units = place_now(place, knowledge)
    if not units or (len(units) == 1 and (units[0].name, units[0].type) == (place.name, place.type)):
        return ""
    # One more is named rather than counted.
    shown = units if len(units) <= _SUCCESSORS_NAMED + 1 else units[:_SUCCESSORS_NAMED]
    names = [
        unit.name if at and unit.type == shown[at - 1].type and not unit.name.isdigit() and lang == "vi"
        else unit_name(unit, lang)
        for at, unit in enumerate(shown)
    ]  # fmt: skip
    if more := len(units) - len(shown):
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
        if result.facts[0].unit == _COUNTS_TARGETS:
            return ""
        return escape(refusals.no_outcome(outcome.refusal, lang))
    value = bold(with_unit(number(outcome.value, lang), outcome.unit, lang))
    how = escape(numbers_in(outcome.how, lang))
    if result.intent == "progress":
        return _("So với chỉ tiêu: {how} = {value}.").format(how=how, value=value)
    if outcome.is_quotient:
        frame = _("Gấp: {how} = {value}.") if outcome.unit == "lần" else _("Tỷ lệ: {how} = {value}.")
        return frame.format(how=how, value=value)
    frames = {
        "": _("Chênh lệch: {how} = {value}."),
        "up": _("Tăng: {how} = {value}."),
        "down": _("Giảm: {how} = {value}."),
    }
    return lines_of([frames[_direction(result)].format(how=how, value=value), _caution(result, lang)])


def _compared(result: Result) -> tuple[Observation, Observation] | None:
    """Return the two figures that were set against each other."""
    first = result.facts[0]
    noted = _partners(first, result)
    other = next((fact for fact in result.facts[1:] if fact.id not in noted), None)
    return (first, other) if other is not None else None


def _direction(result: Result) -> str:
    """Return "up" or "down" between two periods of one place that follow one another; empty for anything else."""
    pair = _compared(result)
    if pair is None or pair[0].place != pair[1].place or pair[0].unit != pair[1].unit:
        return ""
    spans = [(period, fact) for fact in pair if (period := periods.parse(fact.period)) is not None]
    if len(spans) < len(pair) or pair[0].value == pair[1].value:
        return ""
    (early, before), (late, after) = sorted(spans, key=lambda span: span[0].last_month)
    if early.last_month >= late.first_month:
        return ""  # half a year is less than the year that it is part of, without any fall
    return "up" if after.value > before.value else "down"


def _caution(result: Result, lang: str) -> str:
    """Return what must be known with a difference: bounds taken for values, other times, other kinds of figure."""
    _ = translator(lang).gettext
    pair = _compared(result)
    if pair is None:
        return ""
    one, other = pair
    said = []
    if any(fact.comparator in ("ge", "gt", "le", "lt") for fact in pair):
        said.append(_("có số chỉ là mức tối thiểu hoặc tối đa"))
    if one.place != other.place and one.period != other.period:
        said.append(_("hai số khác kỳ"))
    if one.place != other.place and one.kind != other.kind:
        said.append(_("hai số khác loại"))
    return escape(_("Lưu ý: {remarks}.").format(remarks="; ".join(said))) if said else ""


# ---------------------------------------------------------------- doubt
def _refusal(result: Result, knowledge: Knowledge, lang: str) -> Said:
    """Return why there is no figure, and numbered ways on, each of which leads to figures."""
    _ = translator(lang).gettext
    near = result.choices if refusals.says_enough(result) else ()
    options = near or refusals.way_on(result, knowledge)
    choices = choices_of(options, knowledge, lang, whole=not near or result.reason in _NAMES_NO_INDICATOR)
    lines = [escape(line) for line in refusals.sentences(replace(result, choices=near), knowledge, lang)]
    if choices and not near and result.reason == "place_without_figures":
        lines.append(escape(_("Nơi khác có:")))
    lines += [f"{position}. {escape(choice.label)}" for position, choice in enumerate(choices, 1)]
    if choices:
        lines.append(escape(_("Gõ số để chọn.") if len(choices) > 1 else _("Gõ 1 để xem.")))
    elif not knowledge.place_index.with_figures:
        lines.append(escape(_("Kho số liệu đang trống: nạp số liệu bằng lệnh “solieu import”.")))
    return Said(Reply(lines_of(lines), choices=choices), tuple(choice.ask for choice in choices))
