"""The tables of knowledge.db and how they came about, version by version."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from knowledge.errors import DatabaseUnusable

BUSY_MILLISECONDS = 5000


def connect(path: Path, *, create: bool = False) -> Database:
    """Return an open database with WAL, foreign keys and a busy timeout set.

    Raises DatabaseUnusable: missing (and create is false), unwritable, damaged (an empty file too), locked.
    """
    if not create and not path.is_file():
        raise DatabaseUnusable(str(path), "missing")
    if not create and not path.stat().st_size:
        raise DatabaseUnusable(str(path), "damaged")
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_MILLISECONDS / 1000, check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except (sqlite3.Error, OSError) as error:
        raise DatabaseUnusable(str(path), reason_of(error), str(error)) from error
    return Database(connection, strict=True)


@contextmanager
def writing(db: Database) -> Iterator[None]:
    """Hold the one write lock from the start, so that what is read before a write is still true at the write.

    Everything is undone when the block raises. Raises DatabaseUnusable (locked) when another process keeps it too long.
    """
    try:
        db.conn.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        path = db.conn.execute("PRAGMA database_list").fetchone()[2]
        raise DatabaseUnusable(path, reason_of(error), str(error)) from error
    try:
        yield
    except BaseException:
        db.conn.rollback()
        raise
    db.conn.commit()


def reason_of(error: Exception) -> str:
    """Return the word for what an sqlite or file error means to an operator: damaged, locked or unwritable."""
    text = str(error).lower()
    if "not a database" in text or "malformed" in text or "corrupt" in text:
        return "damaged"
    if "locked" in text or "busy" in text:
        return "locked"
    return "unwritable"


def migrate(db: Database, steps: list[Callable[[Database], None]]) -> None:
    """Bring a database to the newest version: each step once, in order, in a transaction of its own.

    Raises DatabaseUnusable (newer) for a file that a later program wrote.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(steps):
        path = db.execute("PRAGMA database_list").fetchone()[2]
        raise DatabaseUnusable(path, "newer", str(version))
    for number, step in enumerate(steps[version:], version + 1):
        with db.atomic():
            step(db)
            db.execute(f"PRAGMA user_version = {number}")


def count_figures(db: Database) -> None:
    """Bring the numbers of observations kept with places and indicators up to date."""
    db.execute("UPDATE places SET observations = 0 WHERE observations > 0")
    db.execute("""
        UPDATE places SET observations = counted.number
        FROM (SELECT place, count(*) AS number FROM observations GROUP BY place) AS counted WHERE place = id""")
    db.execute("UPDATE indicators SET observations = 0 WHERE observations > 0")
    db.execute("""
        UPDATE indicators SET observations = counted.number
        FROM (SELECT indicator, count(*) AS number FROM observations GROUP BY indicator) AS counted
        WHERE indicator = id""")


def _first(db: Database) -> None:
    # origin says where a row came from: data (the files that ship, made anew by each build), import, review or taught.
    db.table("meta").create({"key": str, "value": str}, pk="key")
    db.table("places").create(
        {
            "id": int,
            "code": str,
            "name": str,
            "type": str,
            "parent": int,
            "valid_from": str,
            "valid_to": str,
            "successors": str,
            "observations": int,
        },
        pk="id",
        not_null={"code", "name", "type"},
        defaults={"observations": 0},
    )
    db.table("places").create_index(["code"], unique=True)
    db.table("places").add_foreign_key("parent", "places", "id")
    db.table("places").create_index(["observations"])
    db.table("place_keys").create(
        {"key": str, "place": int, "origin": str},
        not_null={"key", "place", "origin"},
        defaults={"origin": "data"},
        foreign_keys=[("place", "places", "id")],
    )
    db.table("indicators").create(
        {
            "id": int,
            "code": str,
            "name_vi": str,
            "name_en": str,
            "field": str,
            "unit": str,
            "direction": str,
            "national_code": str,
            "observations": int,
            "origin": str,
        },
        pk="id",
        not_null={"code", "name_vi", "origin"},
        defaults={"observations": 0, "origin": "data"},
    )
    db.table("indicators").create_index(["code"], unique=True)
    db.table("aliases").create(
        {"id": int, "indicator": int, "alias": str, "reason": str, "origin": str},
        pk="id",
        not_null={"indicator", "alias", "origin"},
        defaults={"origin": "data"},
        foreign_keys=[("indicator", "indicators", "id")],
    )
    db.table("abbreviations").create({"short": str, "long": str, "context": str, "reason": str})
    db.table("units").create({"unit": str, "dimension": str, "factor": str, "aliases": str}, pk="unit")
    db.table("neighbours").create({"a": int, "b": int, "reason": str}, pk=("a", "b"))
    db.table("documents").create(
        {
            "id": str,
            "number": str,
            "title": str,
            "kind": str,
            "issuer": str,
            "place": int,
            "issued_on": str,
            "draft": int,
            "citation": str,
            "sha256": str,
            "note": str,
            "origin": str,
        },
        pk="id",
        not_null={"origin"},
        defaults={"origin": "data"},
        foreign_keys=[("place", "places", "id")],
    )
    db.table("observations").create(
        {
            "id": str,
            "indicator": int,
            "place": int,
            "period": str,
            "kind": str,
            "measure": str,
            "comparator": str,
            "value": str,
            "value_max": str,
            "unit": str,
            "base": str,
            "qualifier": str,
            "document": str,
            "locator": str,
            "quote": str,
            "disagrees_with": str,
            "section": str,
            "origin": str,
        },
        not_null={"id", "indicator", "place", "period", "kind", "measure", "comparator", "value", "origin"},
        defaults={"origin": "data"},
        foreign_keys=[("indicator", "indicators", "id"), ("place", "places", "id"), ("document", "documents", "id")],
    )
    db.table("observations").create_index(["id"], unique=True)
    db.table("observations").create_index(["place", "indicator", "period"], "observations_by_place")
    db.table("observations").create_index(["indicator", "period"], "observations_by_indicator")
    db.table("observations").create_index(["document"], "observations_by_document")
    db.table("tasks").create(
        {
            "id": str,
            "title": str,
            "due": str,
            "recurrence": str,
            "due_text": str,
            "responsible": str,
            "place": int,
            "document": str,
            "locator": str,
            "quote": str,
            "origin": str,
        },
        pk="id",
        not_null={"origin"},
        defaults={"origin": "data"},
        foreign_keys=[("place", "places", "id"), ("document", "documents", "id")],
    )
    db.table("tasks").create_index(["place", "due"], "tasks_by_place")


def _review(db: Database) -> None:
    # What waits for a decision keeps places and indicators as words and codes: their ids change with the data files.
    # Of a document and of its items, place_code is "" where the words could not be told to mean one unit.
    where = {"place": str, "place_code": str}
    db.table("queue_documents").create(
        {
            "id": str,
            "file": str,
            "sha256": str,
            "received_at": str,
            "received_by": str,
            "previous": str,
            "number": str,
            "kind": str,
            "issuer": str,
            **where,
            "issued_on": str,
            "title": str,
            "draft": int,
            "period": str,
        },
        pk="id",
        not_null={"file", "sha256", "received_at", "received_by", "place_code", "draft"},
    )
    db.table("queue_documents").create_index(["sha256"], unique=True)
    item = {"document": str, "number": int, "state": str}
    db.table("queue_findings").create(
        {
            **item,
            "passage": str,
            **where,
            **dict.fromkeys(("indicator", "indicator_code", "label", "period", "kind", "measure", "comparator"), str),
            **dict.fromkeys(("value", "value_max", "unit", "base", "qualifier", "locator", "quote"), str),
            "confidence": float,
            "doubts": str,
            "observation": str,
        },
        pk=("document", "number"),
        not_null={"state", "place_code", "kind", "measure", "comparator", "value", "confidence", "doubts"},
        foreign_keys=[("document", "queue_documents", "id")],
    )
    db.table("queue_tasks").create(
        {
            **item,
            "title": str,
            "due": str,
            "recurrence": str,
            "due_text": str,
            "responsible": str,
            **where,
            "locator": str,
            "quote": str,
        },
        pk=("document", "number"),
        not_null={"state", "title", "place_code"},
        foreign_keys=[("document", "queue_documents", "id")],
    )
    db.table("queue_decisions").create(
        {
            "id": int,
            "document": str,
            "item": str,
            "number": int,
            "act": str,
            "person": str,
            "at": str,
            "before": str,
            "after": str,
        },
        pk="id",
        not_null={"document", "item", "act", "person", "at"},
        foreign_keys=[("document", "queue_documents", "id")],
    )
    db.table("queue_decisions").create_index(["document"])


def _resemblance(db: Database) -> None:
    # The code of the indicator whose names also stand for an imported one that says the same in other words.
    db.table("indicators").add_column("resembles", str)


def _former_parents(db: Database) -> None:
    # Where a unit lay before it came to its parent: a commune that a town took, a district of a province renamed.
    db.table("former_parents").create(
        {"place": int, "parent": int},
        pk=("place", "parent"),
        not_null={"place", "parent"},
        foreign_keys=[("place", "places", "id"), ("parent", "places", "id")],
    )


def _labels(db: Database) -> None:
    # What the document calls the thing: it may tell apart what the catalogue has as one.
    db.table("observations").add_column("label", str)


STEPS: list[Callable[[Database], None]] = [_first, _review, _resemblance, _former_parents, _labels]
