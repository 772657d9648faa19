"""Worlds of reminders, one for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handlers.access import RateLimit
from handlers.ask import ask
from handlers.services import Services
from handlers.state import State
from knowledge.base import Knowledge
from tests.reminders.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Callable[[str], World]]:
    made: list[World] = []

    def begin(start: str) -> World:
        made.append(World(tmp_path / f"state-{len(made)}.db", start))
        return made[-1]

    yield begin
    for one in made:
        one.close()


@pytest.fixture
def services(knowledge: Knowledge, tmp_path: Path) -> Iterator[Services]:
    """What the abilities work with, for messages without a platform."""
    state = State.open(tmp_path / "chats.db")
    yield Services(knowledge, state, ask, mode="open", limit=RateLimit(100_000))
    state.close()
