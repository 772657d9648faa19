"""What several folders of tests share: the knowledge base built once, a fixed day, the source documents."""

import fcntl
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

from bot.clock import ZONE
from knowledge import build
from knowledge.base import Knowledge

# Code is compiled once for all workers and for the processes that tests start, whatever is set around them.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")

DOCUMENTS = Path(__file__).parents[2] / "shared" / "documents"


def copy_database(source: Path, target: Path) -> Path:
    """Copy a database that may be open here, through SQLite itself; return target.

    Reading the file by other means would end SQLite's locks on it, and a second process could then take its log away.
    """
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    return target


@pytest.fixture(scope="session")
def knowledge_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped data files as a database, built by the first worker for all; tests that write take a copy."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    built = folder / "shipped.db"
    with (folder / "shipped.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.exists():
            build.build(built)
    return Path(shutil.copy(built, tmp_path_factory.mktemp("knowledge") / "knowledge.db"))


@pytest.fixture(scope="session")
def knowledge(knowledge_path: Path) -> Iterator[Knowledge]:
    """The opened knowledge base."""
    opened = Knowledge.open(knowledge_path)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def now() -> datetime:
    """The instant at which all questions of the tests are asked."""
    return datetime(2026, 11, 21, 8, 0, tzinfo=ZONE)


@pytest.fixture(scope="session")
def documents() -> Path:
    """The folder with the texts of the sources, which stay with whoever runs the assistant."""
    if not DOCUMENTS.is_dir():
        pytest.skip("the source documents are not beside the repository")
    return DOCUMENTS
