"""Ways to answer a question from the same database: the assistant, and what one would try without it."""

import gc
import importlib
import json
import re
import resource
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from time import perf_counter

from rapidfuzz import fuzz, process

from knowledge.base import Knowledge
from knowledge.lookup import answer
from knowledge.question import Context, understand
from knowledge.second_reading import read_again, warm_up
from knowledge.text import fold

TODAY = date(2026, 11, 21)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[^\W_]+")
# Returns the id of the figure that would be shown, None where none would be.
Answer = Callable[[str], str | None]


def assistant(path: Path) -> Answer:
    """Return the assistant itself, from the text of a message to the figures."""
    knowledge = Knowledge.open(path)
    warm_up(knowledge)
    gc.freeze()  # as bot.run does

    def ask(text: str) -> str | None:
        question = understand(text, Context(), knowledge, TODAY)
        first = answer(question, Context(), knowledge, TODAY)
        _, result = read_again(question, first, Context(), knowledge, TODAY)
        return result.facts[0].id if result.status == "answered" and result.facts else None

    return ask


def naive(path: Path) -> Answer:
    """Return rapidfuzz's best of one label for each indicator and place; the year by regular expression."""
    connection = sqlite3.connect(path)
    labels = [(indicator, place, fold(f"{names[0]} {name}")) for indicator, place, names, name in _pairs(connection)]
    texts = [label for _, _, label in labels]

    def ask(text: str) -> str | None:
        year = _YEAR.search(text)
        best = process.extractOne(fold(_YEAR.sub("", text)), texts, scorer=fuzz.WRatio)
        if best is None:
            return None
        indicator, place, _ = labels[best[2]]
        return _figure(connection, indicator, place, year[0] if year else None)

    return ask


def trigrams(path: Path) -> Answer:
    """Return SQLite's FTS5 with trigrams: every word of the message of three letters or more, best rank first."""
    connection = sqlite3.connect(path)
    folder = tempfile.TemporaryDirectory()
    index = sqlite3.connect(Path(folder.name) / "labels.db")
    index.execute(
        "CREATE VIRTUAL TABLE labels USING fts5(text, indicator UNINDEXED, place UNINDEXED, tokenize=trigram)"
    )
    index.executemany(
        "INSERT INTO labels VALUES (?, ?, ?)",
        ((fold(" ".join((*names, name))), indicator, place) for indicator, place, names, name in _pairs(connection)),
    )

    def ask(text: str, _: object = folder) -> str | None:
        year = _YEAR.search(text)
        words = [word for word in _WORD.findall(fold(_YEAR.sub("", text))) if len(word) >= 3]
        if not words:
            return None
        found = index.execute(
            "SELECT indicator, place FROM labels WHERE labels MATCH ? ORDER BY rank LIMIT 1",
            [" OR ".join(f'"{word}"' for word in words)],
        ).fetchone()
        if found is None:
            return None
        indicator, place = found
        return _figure(connection, indicator, place, year[0] if year else None)

    return ask


def tantivy_fuzzy(path: Path) -> Answer:
    """Return tantivy's best document where every word may differ by one letter."""
    tantivy = importlib.import_module("tantivy")  # here, so that no other contender's memory has it
    connection = sqlite3.connect(path)
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text")
    builder.add_unsigned_field("indicator", stored=True)
    builder.add_unsigned_field("place", stored=True)
    layout = builder.build()
    folder = tempfile.TemporaryDirectory()
    index = tantivy.Index(layout, path=folder.name)
    writer = index.writer(128_000_000, 1)
    for indicator, place, names, name in _pairs(connection):
        writer.add_document(tantivy.Document(text=fold(" ".join((*names, name))), indicator=indicator, place=place))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(text: str, _: object = folder) -> str | None:
        year = _YEAR.search(text)
        terms = [
            (
                tantivy.Occur.Should,
                tantivy.Query.fuzzy_term_query(layout, "text", word, distance=min(1, len(word) // 3)),
            )
            for word in _WORD.findall(fold(_YEAR.sub("", text)))
        ]
        hits = searcher.search(tantivy.Query.boolean_query(terms), 1).hits
        if not hits:
            return None
        found = searcher.doc(hits[0][1])
        return _figure(connection, found["indicator"][0], found["place"][0], year[0] if year else None)

    return ask


def _pairs(connection: sqlite3.Connection) -> Iterator[tuple[int, int, list[str], str]]:
    """Yield each indicator and place that have figures, with all names of the first and the full name of the second."""
    names: dict[int, list[str]] = {}
    for indicator, name in connection.execute(
        "SELECT id, name_vi FROM indicators UNION ALL SELECT indicator, alias FROM aliases"
    ):
        names.setdefault(indicator, []).append(name)
    places = {
        row[0]: f"{row[1]} {row[2]} {row[3] or ''} {row[4] or ''}".rstrip()
        for row in connection.execute(
            "SELECT p.id, p.type, p.name, a.type, a.name FROM places AS p LEFT JOIN places AS a ON a.id = p.parent"
        )
    }
    with closing(connection.execute("SELECT DISTINCT indicator, place FROM observations")) as pairs:
        for indicator, place in pairs:
            yield indicator, place, names[indicator], places[place]


def _figure(connection: sqlite3.Connection, indicator: int, place: int, year: str | None) -> str | None:
    row = connection.execute(
        """SELECT id FROM observations WHERE indicator = ? AND place = ? AND (?3 IS NULL OR period = ?3)
        ORDER BY period DESC LIMIT 1""",
        [indicator, place, year],
    ).fetchone()
    return row[0] if row else None


CONTENDERS: dict[str, Callable[[Path], Answer]] = {
    "assistant": assistant,
    "rapidfuzz": naive,
    "FTS5 trigram": trigrams,
    "tantivy": tantivy_fuzzy,
}


def measure(contender: str, database: Path, questions: list[tuple[str, str | None, str]]) -> dict[str, str]:
    """Return the columns of the table for one contender, started afresh."""
    began = perf_counter()
    ask = CONTENDERS[contender](database)
    start = perf_counter() - began
    for text, _, _ in questions[:3]:
        ask(text)
    times: list[float] = []
    right = wrong = due = false = undue = 0
    for text, fact, _ in questions:
        began = perf_counter()
        shown = ask(text)
        times.append(perf_counter() - began)
        due += fact is not None
        right += fact is not None and shown == fact
        wrong += fact is not None and shown not in (None, fact)
        undue += fact is None
        false += fact is None and shown is not None
    times.sort()
    return {
        "questions": str(len(times)),
        "a second": f"{len(times) / sum(times):,.0f}",
        "p50 ms": f"{times[len(times) // 2] * 1000:.2f}",
        "p99 ms": f"{times[int(len(times) * 0.99)] * 1000:.2f}",
        "memory MB": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}",
        "start s": f"{start:.2f}",
        "right": f"{right / due:.1%}",
        "wrong": f"{wrong / due:.1%}",
        "false": f"{false / undue:.1%}",
    }


def main() -> int:
    """Measure the contender named on the command line and print JSON."""
    contender, database, questions, most = sys.argv[1:]
    asked = json.loads(Path(questions).read_text(encoding="utf-8"))
    step = max(1, len(asked) // int(most)) if int(most) else 1
    print(json.dumps(measure(contender, Path(database), asked[::step])))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
