"""Questions that found no answer, for whoever looks after the figures: alike ones together, the most frequent first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handlers.state import Miss, State
from knowledge.text import clean, key

LONGEST_MISS = 200
_UNANSWERED = ("no_data", "not_understood")


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that differ in marks, capitals and punctuation only: how often, when last, the ways it was typed.

    text is the most frequent of the forms, which come in that order; statuses are the refusals it got.
    """

    text: str
    count: int
    last_on: str
    forms: tuple[str, ...]
    statuses: tuple[str, ...]


def is_miss(status: str) -> bool:
    """Return whether an answer of this status left its question open."""
    return status in _UNANSWERED


def keep(text: str, status: str, state: State, now: datetime) -> None:
    """Keep a question that was left open: its text and the day, nothing about who asked."""
    state.note_miss(" ".join(clean(text[: 2 * LONGEST_MISS]).split())[:LONGEST_MISS], status, now)


def grouped(misses: Iterable[Miss]) -> list[Group]:
    """Return the questions in groups, the most frequent and then the newest first."""
    alike: dict[str, list[Miss]] = {}
    for miss in misses:
        alike.setdefault(key(miss.text) or miss.text, []).append(miss)
    groups = [_group(sorted(members, key=lambda miss: (-miss.count, miss.text))) for members in alike.values()]
    by_text = sorted(groups, key=lambda group: group.text)
    newest_first = sorted(by_text, key=lambda group: group.last_on, reverse=True)
    return sorted(newest_first, key=lambda group: -group.count)


def _group(members: list[Miss]) -> Group:
    return Group(
        members[0].text,
        sum(miss.count for miss in members),
        max(miss.last_on for miss in members),
        tuple(dict.fromkeys(miss.text for miss in members)),
        tuple(sorted({miss.status for miss in members})),
    )


def settle(group: Group, state: State) -> None:
    """Drop a group whose question has an answer now."""
    for form in group.forms:
        state.forget_miss(form)
