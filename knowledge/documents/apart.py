"""A file read in a process of its own, so that no file can hang or end the assistant."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.exchange import from_json
from knowledge.documents.ingest import Ingested
from knowledge.documents.limits import Limits

_ROOT = Path(__file__).parents[2]
# Starting the process and loading the format libraries.
_START_SECONDS = 20.0


def ingest_apart(path: Path, *, place: str | None, today: date, seconds: float | None = None) -> Ingested:
    """Return what knowledge.documents.ingest finds in a file, indicators not yet looked up.

    seconds: time for reading, Limits' own by default. Raises RefusalError, also where the process ends without an
    answer (DAMAGED) or does not end (TOO_LONG).
    """
    longest = Limits().seconds if seconds is None else seconds
    call = [sys.executable, "-P", "-m", "knowledge.documents.worker"]
    given = [str(path.absolute()), place or "", today.isoformat(), str(longest)]
    search = os.pathsep.join(part for part in (str(_ROOT), os.environ.get("PYTHONPATH", "")) if part)
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell; the file's name is one argument
            [*call, *given],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=longest + _START_SECONDS,
            env={**os.environ, "PYTHONPATH": search},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusalError(Reason.TOO_LONG, seconds=longest) from error
    try:
        answer = json.loads(done.stdout)
        if "refused" not in answer:
            return from_json(json.dumps(answer["found"]))
        refusal = RefusalError(Reason(answer["refused"]), **answer["data"])
    except (ValueError, KeyError, TypeError) as error:
        raise RefusalError(Reason.DAMAGED, name=path.name, detail=f"exit {done.returncode}") from error
    raise refusal
