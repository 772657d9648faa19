"""The process that reads one file within bounds of memory and time and writes what it found as one JSON object."""

import json
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path

from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.exchange import to_json
from knowledge.documents.ingest import ingest
from knowledge.documents.limits import Limits

# Reading the largest file that the limits allow takes less than a third of this.
MEMORY_BYTES = 3 << 30


def main(path: str, place: str, today: str, seconds: str) -> int:
    """Read the file and write {"found"} or {"refused", "data"}."""
    limits = Limits(seconds=float(seconds))
    _bound(limits.seconds)
    try:
        found = ingest(Path(path), place=place or None, today=date.fromisoformat(today), limits=limits)
        said = f'{{"found": {to_json(found)}}}'
    except RefusalError as refusal:
        said = json.dumps({"refused": refusal.reason.value, "data": refusal.data}, ensure_ascii=False)
    except MemoryError:
        data = {"what": "memory", "limit": MEMORY_BYTES, "found": MEMORY_BYTES}
        said = json.dumps({"refused": Reason.TOO_LARGE.value, "data": data})
    sys.stdout.buffer.write(said.encode())
    return 0


def _bound(seconds: float) -> None:
    """Let the system stop this process where it takes too much; systems without such limits have the caller's clock."""
    try:
        import resource
    except ImportError:
        return
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
        longest = int(seconds) + 5
        resource.setrlimit(resource.RLIMIT_CPU, (longest, longest + 1))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
