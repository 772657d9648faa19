"""Lists, rankings and tasks, a page at a time; each numbered entry can be asked for by its number."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.figures import (
    amount,
    document_words,
    in_brackets,
    indicator_words,
    kind_words,
    place_words,
    shortened,
    thing_words,
    unit_name,
    upper_first,
    when_and_what,
)
from handlers.i18n import translator
from handlers.markup import bold, escape
from handlers.message import Choice, Reply
from handlers.numbers import day_words, period_words
from handlers.options import ask_text, option_of
from handlers.sources import sources
from handlers.understood import understood_as
from knowledge.base import Knowledge
from knowledge.lookup import Result
from knowledge.store import Observation, Task

PAGE = 10
_LONGEST_TITLE = 100

# Units of one level by whatever name; a place of another level is not missing from a ranking.
_LIKE_ONE_ANOTHER = (
    frozenset({"tỉnh", "thành phố trực thuộc trung ương"}),
    frozenset({"huyện", "quận", "thị xã", "thành phố"}),
    frozenset({"xã", "phường", "thị trấn", "đặc khu"}),
)

# The end of a question that asks for the next page of a list; written here, read by handlers.ask.
PAGE_MARK = re.compile(r", từ mục (\d{1,4})$")


@dataclass(frozen=True, slots=True)
class Said:
    """A reply, and the questions that a bare number ("2") after it stands for, in order; the next page comes last."""

    reply: Reply
    asks: tuple[str, ...] = ()


def is_next_page(choice: Choice) -> bool:
    """Return whether a choice goes on with a list."""
    return PAGE_MARK.search(choice.ask) is not None


def lines_of(lines: Iterable[str]) -> str:
    """Return the lines that are not empty, one under the other."""
    return "\n".join(line for line in lines if line)


def page_of_figures(result: Result, knowledge: Knowledge, lang: str, start: int) -> Said:
    """Return a page of a list or a ranking, from entry start + 1; what a document prints twice is one entry."""
    _ = translator(lang).gettext
    entries = _distinct(result.facts)
    shown = entries[start : start + PAGE]
    ranked = result.intent == "rank"
    lines = [
        _title_of_ranking(result, knowledge, lang) if ranked else _title_of_list(entries, knowledge, lang),
    ]
    one_period = len({fact.period for fact in entries}) == 1
    one_kind = len({fact.kind for fact in entries}) == 1
    disagreeing = {fact for pair in result.conflicts for fact in pair}
    for position, fact in enumerate(shown, start + 1):
        name = (
            place_words(knowledge.store.place(fact.place), knowledge, lang)
            if ranked
            else upper_first(thing_words(fact, knowledge, lang, result.facts))
        )
        apart = [] if one_kind else [kind_words(fact.kind, lang)]
        apart += [] if one_period else [period_words(fact.period, lang)]
        remarks = [" ".join(apart)] if apart else []
        if fact.id in disagreeing or fact.disagrees_with:
            remarks.append(_("văn bản ghi khác nhau"))
        said = f"{position}. {escape(name)}: {bold(amount(fact, knowledge, lang))}"
        lines.append(said + escape(in_brackets(", ".join(remarks))))
    asks = tuple(ask_text(option_of(fact, knowledge, result.facts), knowledge) for fact in shown)
    follow_ups, last = _next_page(result, start, len(entries), lang)
    if ranked:
        lines.append(understood_as(result, knowledge, lang))
    return Said(
        Reply(lines_of([*lines, last, sources(shown, knowledge, lang, with_locators=False)]), follow_ups=follow_ups),
        (*_filled(asks, start), *(c.ask for c in follow_ups)),
    )


def _distinct(facts: Sequence[Observation]) -> list[Observation]:
    """Return figures without those that say once more what one before them says."""
    distinct: dict[tuple[object, ...], Observation] = {}
    for fact in facts:
        same = (fact.indicator, fact.place, fact.period, fact.kind, fact.measure, fact.comparator, fact.value)
        distinct.setdefault((*same, fact.value_max, fact.unit, fact.base), fact)
    return list(distinct.values())


def _filled(asks: tuple[str, ...], start: int) -> tuple[str, ...]:
    """Return the questions at the numbers under which they were shown, those of earlier pages left blank."""
    return ("",) * start + asks


def _title_of_list(entries: Sequence[Observation], knowledge: Knowledge, lang: str) -> str:
    translations = translator(lang)
    count = len(entries)
    place = upper_first(place_words(knowledge.store.place(entries[0].place), knowledge, lang))
    codes = {fact.period for fact in entries}
    kinds = {fact.kind for fact in entries}
    when = period_words(codes.pop(), lang) if len(codes) == 1 else ""
    if len(kinds) == 1:
        when = when_and_what(entries[0], lang) if when else kind_words(kinds.pop(), lang)
    said = translations.ngettext(": {count} số liệu", ": {count} số liệu", count).format(count=count)
    return escape(", ".join(part for part in (place, when) if part) + said)


def _title_of_ranking(result: Result, knowledge: Knowledge, lang: str) -> str:
    _ = translator(lang).gettext
    first = result.facts[0]
    indicator = upper_first(indicator_words(knowledge.indicators[first.indicator], lang))
    order = _("thấp nhất trước") if "rank_low" in result.question.cues else _("cao nhất trước")
    title = ", ".join((indicator, when_and_what(first, lang), order))
    missing = _without_figure(result, knowledge)
    if missing:
        count = translator(lang).ngettext(
            "{count} nơi khác không có số này", "{count} nơi khác không có số này", missing
        )
        title += in_brackets(count.format(count=missing))
    return escape(title + ":")


def _without_figure(result: Result, knowledge: Knowledge) -> int:
    """Return how many places like those ranked have figures, but not this one."""
    ranked = {fact.place for fact in result.facts}
    types = {knowledge.store.place(place).type for place in ranked}
    tops = {kind for group in _LIKE_ONE_ANOTHER if types & group for kind in group} or types
    return sum(knowledge.store.place(place).type in tops for place in knowledge.place_index.with_figures - ranked)


def page_of_tasks(result: Result, knowledge: Knowledge, lang: str, start: int) -> Said:
    """Return a page of tasks by due date; those without a day come last."""
    translations = translator(lang)
    tasks = sorted(result.tasks, key=lambda task: not task.due)[start : start + PAGE]
    count = len(result.tasks)
    lines = [
        escape(
            translations.ngettext("{count} việc có thời hạn:", "{count} việc có thời hạn:", count).format(count=count)
        )
    ]
    several_places = len({task.place for task in result.tasks}) > 1
    lines += [
        _task(position, task, knowledge, lang, name_place=several_places)
        for position, task in enumerate(tasks, start + 1)
    ]
    follow_ups, last = _next_page(result, start, count, lang)
    documents = list(dict.fromkeys(task.document for task in tasks))
    named = [document_words(document) for name in documents if (document := knowledge.store.document(name)) is not None]
    source = (
        escape(translations.gettext("Nguồn: {sources}.").format(sources="; ".join(named)))
        if 0 < len(named) <= 2
        else ""
    )
    return Said(
        Reply(lines_of([*lines, last, source]), follow_ups=follow_ups),
        (*_filled((), start + len(tasks)), *(c.ask for c in follow_ups)),
    )


def _task(position: int, task: Task, knowledge: Knowledge, lang: str, *, name_place: bool) -> str:
    due = day_words(date.fromisoformat(task.due), lang) if task.due else task.due_text
    where = unit_name(knowledge.store.place(task.place), lang) if name_place else ""
    parts = dict.fromkeys(part for part in (where, task.responsible) if part)
    return f"{position}. {bold(due)}: {escape(shortened(task.title, _LONGEST_TITLE) + in_brackets(', '.join(parts)))}"


def _next_page(result: Result, start: int, count: int, lang: str) -> tuple[tuple[Choice, ...], str]:
    _ = translator(lang).gettext
    left = count - start - PAGE
    if left <= 0:
        return (), ""
    asked = PAGE_MARK.sub("", result.question.reading.text)
    more = Choice(_("Xem tiếp ({count})").format(count=left), f"{asked}, từ mục {start + PAGE + 1}")
    return (more,), escape(_("… còn {count} mục, gõ “tiếp” để xem.").format(count=left))
