"""JSON Lines in, JSON Lines out: a line that cannot be read is reported in its place and the rest goes on."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from handlers.i18n import translator


class BrokenLineError(Exception):
    """What is wrong with a line, as a sentence in the language of the answers."""


def answer_lines(source: str, answer: Callable[[dict[str, Any]], dict[str, Any]], lang: str) -> int:
    """Write the answer to each line of a file ("-": standard input), in order; return 1 where one has none.

    Every answer has the line's own id first. A line that is broken, or that the program fails at, gives
    {"id", "status": "error", "line", "error"}.
    """
    status = 0
    with _lines(source) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            asked: dict[str, Any] = {}
            try:
                asked = _object(line, lang)
                said = {"id": asked.get("id"), **answer(asked)}
            except Exception as error:
                said = {"id": asked.get("id"), "status": "error", "line": number, "error": _told(error, lang)}
                status = 1
            print(json.dumps(said, ensure_ascii=False), flush=True)
    return status


def text_of(asked: dict[str, Any], name: str, lang: str) -> str:
    """Return a field of a line that must be there as a string. Raises BrokenLineError."""
    value = asked.get(name)
    if not isinstance(value, str):
        _ = translator(lang).gettext
        raise BrokenLineError(_("thiếu “{name}”, hoặc không phải chuỗi").format(name=name))
    return value


@contextmanager
def _lines(source: str) -> Iterator[Iterable[str]]:
    if source == "-":
        yield sys.stdin
        return
    with Path(source).open(encoding="utf-8-sig", errors="replace") as lines:
        yield lines


def _object(line: str, lang: str) -> dict[str, Any]:
    _ = translator(lang).gettext
    try:
        asked = json.loads(line.removeprefix("\ufeff"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BrokenLineError(_("không phải JSON: {detail}").format(detail=error)) from error
    if not isinstance(asked, dict):
        raise BrokenLineError(_("không phải đối tượng JSON"))
    return asked


def _no_number(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python reads and no other program would read back."""
    raise ValueError(name)


def _told(error: Exception, lang: str) -> str:
    """Return what is wrong with a line, or what the program failed at."""
    if isinstance(error, BrokenLineError):
        return str(error)
    from handlers import problems

    return problems.failure(error, lang)
