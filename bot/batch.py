"""JSON Lines in, JSON Lines out: a line that cannot be read is reported in its place and the rest goes on."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class BrokenLineError(Exception):
    """What is wrong with a line; programs read it, so it is English whatever the language of the answers."""


def answer_lines(source: str, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Write the answer to each line of a file ("-": standard input), in order; return 1 where a line was broken.

    Every answer has the line's own id first. A broken line gives {"id", "status": "error", "line", "error"}.
    """
    status = 0
    with _lines(source) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            asked: dict[str, Any] = {}
            try:
                asked = _object(line)
                said = {"id": asked.get("id"), **answer(asked)}
            except BrokenLineError as error:
                said = {"id": asked.get("id"), "status": "error", "line": number, "error": str(error)}
                status = 1
            print(json.dumps(said, ensure_ascii=False), flush=True)
    return status


def text_of(asked: dict[str, Any], name: str) -> str:
    """Return a field of a line that must be there as a string. Raises BrokenLineError."""
    value = asked.get(name)
    if not isinstance(value, str):
        raise BrokenLineError(f"{name} is missing or no string")
    return value


@contextmanager
def _lines(source: str) -> Iterator[Iterable[str]]:
    if source == "-":
        yield sys.stdin
        return
    with Path(source).open(encoding="utf-8-sig", errors="replace") as lines:
        yield lines


def _object(line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise BrokenLineError(f"not JSON: {error}") from error
    if not isinstance(asked, dict):
        raise BrokenLineError("not a JSON object")
    return asked
