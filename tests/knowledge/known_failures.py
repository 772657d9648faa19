"""The list of phrasings that are not answered as they should be yet: read by the tests, written by a run of its own.

python -m tests.knowledge.known_failures --write asks everything anew and replaces the list; without --write it only
prints the shares.
"""

import argparse
import json
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

from bot.clock import ZONE
from knowledge.base import Knowledge
from knowledge.build import build
from tests.knowledge import asking

LIST = asking.CORPUS / "known_failures.jsonl"
GOOD = ("right", "refused")


def known() -> dict[tuple[str, str], str]:
    """Return the verdicts by channel and case."""
    rows = (json.loads(line) for line in LIST.read_text(encoding="utf-8").splitlines())
    return {(row["channel"], row["case"]): row["verdict"] for row in rows}


def main() -> int:
    """Ask every case through every channel; print and, where it is wanted, write what fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the list")
    write = parser.parse_args().write
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "knowledge.db"
        build(path)
        knowledge = Knowledge.open(path)
        now = datetime(2026, 11, 21, 8, 0, tzinfo=ZONE)
        for name in asking.FOLDERS:
            found = asking.cases(name)
            for channel in asking.CHANNELS:
                counts: Counter[str] = Counter()
                for case, text in asking.through(channel, found):
                    verdict = asking.verdict(case, asking.put(knowledge, text, case.history, now), knowledge)
                    counts[verdict] += 1
                    if verdict not in GOOD:
                        rows.append({"channel": channel, "case": case.id, "text": text, "verdict": verdict})
                good = sum(counts[verdict] for verdict in GOOD)
                print(f"{name:9} {channel:17} {good}/{counts.total()} {good / counts.total():7.2%} {dict(counts)}")
        knowledge.store.close()
    if write:
        LIST.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        print(f"{len(rows)} cases written to {LIST.name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
