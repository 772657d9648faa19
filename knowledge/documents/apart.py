"""A file read in a process of its own, so that no file can hang or end the assistant."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.exchange import from_json
from knowledge.documents.ingest import Ingested
from knowledge.documents.limits import Limits

_ROOT = Path(__file__).parents[2]
# Starting the process and loading the format libraries.
_START_SECONDS = 20.0
# How often somebody who waits hears that the reading goes on.
_STEP_SECONDS = 5.0

Waiting = Callable[[float], None]


def ingest_apart(
    path: Path, *, place: str | None, today: date, seconds: float | None = None, waiting: Waiting | None = None
) -> Ingested:
    """Return what knowledge.documents.ingest finds in a file, indicators not yet looked up.

    seconds: time for reading, Limits' own by default. waiting: called every few seconds with those gone by. Raises
    RefusalError, also where the process ends without an answer (DAMAGED) or does not end (TOO_LONG). An interrupt ends
    the process, too.
    """
    longest = Limits().seconds if seconds is None else seconds
    call = [sys.executable, "-P", "-m", "knowledge.documents.worker"]
    given = [str(path.absolute()), place or "", today.isoformat(), str(longest)]
    search = os.pathsep.join(part for part in (str(_ROOT), os.environ.get("PYTHONPATH", "")) if part)
    try:
        said, status = _answer([*call, *given], search, longest + _START_SECONDS, waiting)
    except subprocess.TimeoutExpired as error:
        raise RefusalError(Reason.TOO_LONG, seconds=longest) from error
    try:
        answer = json.loads(said)
        if "refused" not in answer:
            return from_json(json.dumps(answer["found"]))
        refusal = RefusalError(Reason(answer["refused"]), **answer["data"])
    except (ValueError, KeyError, TypeError) as error:
        raise RefusalError(Reason.DAMAGED, name=path.name, detail=f"exit {status}") from error
    raise refusal


def _answer(call: Sequence[str], search: str, longest: float, waiting: Waiting | None) -> tuple[bytes, int]:
    """Return what a process writes and its exit status. Raises subprocess.TimeoutExpired."""
    process = subprocess.Popen(  # noqa: S603 - our own module, no shell; the file's name is one argument
        call,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": search},
    )
    gone = 0.0
    with process:
        try:
            while True:
                try:
                    return process.communicate(timeout=min(_STEP_SECONDS, longest - gone))[0], process.returncode
                except subprocess.TimeoutExpired:
                    gone += _STEP_SECONDS
                    if gone >= longest:
                        raise
                    if waiting is not None:
                        waiting(gone)
        finally:
            process.kill()
