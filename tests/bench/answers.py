"""Measure answering beside simpler ways: python -m tests.bench.answers [20000] [200000] [2000000].

For each size an invented knowledge base is written, and each contender answers the same questions in a process of its
own. Printed as a table: questions a second, time of one answer (p50, p99), memory of the process with everything
loaded, start-up; of the questions that have an answer the share that got it first and the share that got another figure
first, and of those that have none the share that got a figure all the same.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import astuple
from pathlib import Path
from time import perf_counter

from tests.bench import synthetic

CONTENDERS = ("assistant", "rapidfuzz", "FTS5 trigram", "tantivy")
QUESTIONS = 400
# One answer of rapidfuzz takes time in proportion to the labels: no more questions than these, spread over all forms.
FEW = {("rapidfuzz", 200_000): 120, ("rapidfuzz", 2_000_000): 24, ("FTS5 trigram", 2_000_000): 120}
ROOT = Path(__file__).parents[2]
COLUMNS = ("questions", "a second", "p50 ms", "p99 ms", "memory MB", "start s", "right", "wrong", "false")


def main() -> int:
    """Print the table for the sizes asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=list(synthetic.SHAPES), metavar="SIZE")
    sizes = parser.parse_args().sizes
    if unknown := [size for size in sizes if size not in synthetic.SHAPES]:
        parser.error(f"sizes are {', '.join(map(str, synthetic.SHAPES))}, not {unknown[0]}")
    print(f"| observations | contender | {' | '.join(COLUMNS)} |")
    print(f"| ---: | --- |{' ---: |' * len(COLUMNS)}")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            database, asked = Path(folder) / "knowledge.db", Path(folder) / "questions.json"
            began = perf_counter()
            synthetic.make(database, size)
            took = perf_counter() - began
            print(f"{size:,}: written in {took:.0f} s, {database.stat().st_size / 1e6:.0f} MB", file=sys.stderr)
            asked.write_text(
                json.dumps([astuple(q) for q in synthetic.questions(database, QUESTIONS)]), encoding="utf-8"
            )
            for contender in CONTENDERS:
                figures = _apart(contender, database, asked, FEW.get((contender, size)))
                print(f"| {size:,} | {contender} | {' | '.join(figures[column] for column in COLUMNS)} |", flush=True)
    return 0


def _apart(contender: str, database: Path, asked: Path, most: int | None) -> dict[str, str]:
    """Return what a contender measures of itself in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.contenders", contender, str(database), str(asked), str(most or 0)]
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, str] = json.loads(run.stdout)
    return figures


if __name__ == "__main__":
    raise SystemExit(main())
