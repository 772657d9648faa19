"""Commands called in this process open and check what is shipped once, whosever copy they work on."""

import filecmp
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from knowledge import build
from knowledge.base import Knowledge
from knowledge.errors import Problem
from knowledge.store import Store


class Opener:
    """Opens knowledge bases for commands, one at a time; to take in all names anew is most of what a command costs."""

    def __init__(self, shipped: Path) -> None:
        self._shipped = shipped
        self._opened: Knowledge | None = None

    def open(self, path: Path) -> Knowledge:
        """Return what Knowledge.open returns."""
        if self._opened is not None and not self._holds_what_is_shipped(self._opened.store.path):
            self._opened = None  # it may have learnt what was written since
        if not self._holds_what_is_shipped(path):
            return Knowledge.open(path)
        if self._opened is None:
            self._opened = Knowledge.open(path)
        else:
            self._opened.store.close()
            Store.__init__(self._opened.store, path)
            self._opened._seen = self._opened.store.version()
        return self._opened

    def _holds_what_is_shipped(self, path: Path) -> bool:
        log = path.with_name(f"{path.name}-wal")
        unwritten = log.stat().st_size if log.exists() else 0
        return not unwritten and path.is_file() and filecmp.cmp(path, self._shipped, shallow=False)


@pytest.fixture(scope="session")
def opener(knowledge_path: Path) -> Opener:
    return Opener(knowledge_path)


@pytest.fixture(scope="session")
def check() -> Callable[..., list[Problem]]:
    """The check of the data files, which are the same for all."""
    return cache(build.check)


@pytest.fixture(autouse=True)
def _shared(opener: Opener, check: Callable[..., list[Problem]], monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("bot.session", "knowledge.teach"):
        monkeypatch.setattr(f"{module}.Knowledge", opener)
    monkeypatch.setattr(build, "check", check)
