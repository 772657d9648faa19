"""Lists of phrasings that are not answered as they should be yet: read by the tests, written by runs of their own."""

import argparse
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bot.clock import ZONE

# The instant at which the runs ask, the same as that of the tests.
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=ZONE)


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a list."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def is_to_be_written(description: str | None) -> bool:
    """Return whether the command line of a run says that its list is to be replaced."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--write", action="store_true", help="replace the list")
    return bool(parser.parse_args().write)


def write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Replace a list, and say so."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    print(f"{len(rows)} cases written to {path.name}")
