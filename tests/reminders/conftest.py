"""Worlds of reminders, one for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

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
