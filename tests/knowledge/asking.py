"""The question corpora asked of a knowledge base in memory, and a verdict on each answer."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from handlers.ask import Asked, ask
from knowledge.base import Knowledge
from knowledge.compare import in_base
from knowledge.question import Context
from knowledge.store import Observation
from tests.noise import NOISES, typed

CORPUS = Path(__file__).parents[1] / "corpus"
FOLDERS = ("questions", "negative")
CHANNELS = ("clean", *NOISES)
# Through each kind of noise goes one phrasing of so many, another one through the next: all of them clean.
SHARE = 31


@dataclass(frozen=True, slots=True)
class Case:
    """One phrasing with what must come of it: the statuses allowed, and for an answer the facts in their mode.

    mode: one: the first fact shown is one of them; any: some fact shown is; all: each of them is shown. first names the
    one to be shown first.
    """

    id: str
    text: str
    history: tuple[str, ...]
    statuses: tuple[str, ...]
    facts: tuple[str, ...]
    mode: str
    first: str


def cases(folder: str) -> list[Case]:
    """Return every phrasing of a folder's files, in order."""
    found = []
    for path in sorted((CORPUS / folder).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            expect = entry["expect"]
            found += [
                Case(
                    f"{entry['id']}/{number}",
                    text,
                    tuple(entry.get("history", ())),
                    tuple(expect["status"]),
                    tuple(expect["facts"]),
                    expect.get("mode", "one"),
                    expect.get("first", ""),
                )
                for number, text in enumerate(entry["say"])
            ]
    return found


def through(channel: str, found: Sequence[Case]) -> Iterator[tuple[Case, str]]:
    """Yield the cases that go through a channel, each with its text as it arrives."""
    offset = CHANNELS.index(channel)
    for number, case in enumerate(found):
        if channel == "clean" or (number + offset) % SHARE == 0:
            yield case, typed(case.text, channel)


def put(knowledge: Knowledge, text: str, history: Sequence[str], now: datetime) -> Asked:
    """Return what comes of a message after the earlier ones of its chat."""
    context = Context()
    for earlier in history:
        context = ask(earlier, context, knowledge, now=now, lang="vi").context
    return ask(text, context, knowledge, now=now, lang="vi")


def verdict(case: Case, asked: Asked, knowledge: Knowledge) -> str:
    """Return right, refused, missed, partial (some of several) or FALSE: a figure that was not asked for."""
    status, shown = asked.result.status, asked.result.facts
    if "answered" not in case.statuses:
        return "FALSE" if status == "answered" and shown else "refused"
    if status != "answered" or not shown:
        return "refused" if status in case.statuses and status != "answered" else "missed"
    wanted = [fact for fact_id in case.facts if (fact := knowledge.store.observation(fact_id)) is not None]
    if case.mode != "all":
        pool = shown[:1] if case.mode == "one" else shown
        return "right" if any(same(fact, want, knowledge) for fact in pool for want in wanted) else "FALSE"
    first = knowledge.store.observation(case.first) if case.first else None
    every = all(any(same(fact, want, knowledge) for fact in shown) for want in wanted)
    if every and (first is None or same(shown[0], first, knowledge)):
        return "right"
    return "partial" if any(same(shown[0], want, knowledge) for want in wanted) else "FALSE"


def same(one: Observation, other: Observation, knowledge: Knowledge) -> bool:
    """Return whether two facts say the same figure of the same place and period, whatever its unit's spelling."""
    return (one.place, one.period) == (other.place, other.period) and _size(one, knowledge) == _size(other, knowledge)


def _size(fact: Observation, knowledge: Knowledge) -> tuple[Decimal, Decimal | None, str]:
    low = in_base(fact.value, fact.unit, knowledge)
    high = in_base(fact.value_max, fact.unit, knowledge) if fact.value_max is not None else None
    if low is None:
        return fact.value, fact.value_max, fact.unit
    return low[0], high[0] if high is not None else None, low[1]
