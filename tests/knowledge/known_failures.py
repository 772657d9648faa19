"""The list of phrasings that are not answered as they should be yet: read by the tests, written by a run of its own.

python -m tests.knowledge.known_failures --write asks everything anew and replaces the list; without --write it only
prints the shares.
"""

import tempfile
from collections import Counter
from pathlib import Path

from knowledge.base import Knowledge
from knowledge.build import build
from tests.knowledge import asking, failure_lists

LIST = asking.CORPUS / "known_failures.jsonl"
GOOD = ("right", "refused")


def known() -> dict[tuple[str, str], str]:
    """Return the verdicts by channel and case."""
    rows = failure_lists.read(LIST)
    return {(row["channel"], row["case"]): row["verdict"] for row in rows}


def main() -> int:
    """Ask every case through every channel; print and, where it is wanted, write what fails."""
    write = failure_lists.is_to_be_written(__doc__)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "knowledge.db"
        build(path)
        knowledge = Knowledge.open(path)
        for name in asking.FOLDERS:
            found = asking.cases(name)
            for channel in asking.CHANNELS:
                counts: Counter[str] = Counter()
                for case, text in asking.through(channel, found):
                    asked = asking.put(knowledge, text, case.history, failure_lists.NOW)
                    verdict = asking.verdict(case, asked, knowledge)
                    counts[verdict] += 1
                    if verdict not in GOOD:
                        rows.append({"channel": channel, "case": case.id, "text": text, "verdict": verdict})
                good = sum(counts[verdict] for verdict in GOOD)
                print(f"{name:9} {channel:17} {good}/{counts.total()} {good / counts.total():7.2%} {dict(counts)}")
        knowledge.store.close()
    if write:
        failure_lists.write(LIST, rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
