"""An existing database brought up to date with one that was built anew from the data files, in one transaction.

The file is never replaced: another process may have it open, and what it writes must not be lost. Ids of places and
indicators stay with their codes, so that what such a process holds in memory goes on to mean the same.
"""

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from knowledge import schema
from knowledge.errors import DatabaseUnusable, Problem
from knowledge.text import key

_STATEMENT = "period kind measure comparator value value_max unit base qualifier document locator quote".split()
_TASK = "title due recurrence due_text responsible document locator quote".split()
_PLACE = "code name type valid_from valid_to successors".split()
_INDICATOR = "code name_vi name_en field unit direction national_code".split()
_DOCUMENT = "number title kind issuer issued_on draft citation sha256 note".split()


def renew(target: Path, fresh: Path) -> list[Problem]:
    """Put the data of fresh in the place of target's; keep every row that was imported, approved or taught.

    Returns what of those rows now means something else (an alias that the data files have given to another indicator).
    What such a row needs and the data files no longer have (an indicator, a document, a place) stays with it; what they
    have taken up themselves is not doubled. Raises DatabaseUnusable; target then stays as it was.
    """
    db = schema.connect(target)
    try:
        schema.migrate(db, schema.STEPS)
        db.execute("ATTACH DATABASE ? AS fresh", [str(fresh)])
        with schema.writing(db):
            db.execute("PRAGMA defer_foreign_keys = ON")
            return _renew(db, target.name)
    except sqlite3.DatabaseError as error:
        raise DatabaseUnusable(str(target), schema.reason_of(error), str(error)) from error
    finally:
        db.close()


def _renew(db: Database, file: str) -> list[Problem]:
    for table in ("places", "indicators"):
        db.execute(f"CREATE TEMP TABLE {table}_ids (fresh INTEGER PRIMARY KEY, kept INTEGER NOT NULL)")
        db.execute(
            f"INSERT INTO {table}_ids SELECT f.id, coalesce(k.id, (SELECT max(id) FROM main.{table}) "  # noqa: S608
            f"+ row_number() OVER (PARTITION BY k.id IS NULL ORDER BY f.id)) FROM fresh.{table} AS f LEFT JOIN main.{table} AS k USING (code)"
        )
    for table in ("observations", "tasks"):
        db.execute(f"DELETE FROM main.{table} WHERE origin = 'data'")  # noqa: S608
    _places(db)
    owners = {key(name): code for code, name in _names(db)}
    _indicators(db, owners)
    problems = _aliases(db, owners, file)
    _documents(db)
    _observations(db)
    _tasks(db)
    for table in ("abbreviations", "units"):
        db.execute(f"DELETE FROM main.{table}")  # noqa: S608
        db.execute(f"INSERT INTO main.{table} SELECT * FROM fresh.{table}")  # noqa: S608
    db.execute("INSERT OR REPLACE INTO main.meta SELECT * FROM fresh.meta")
    schema.count_figures(db)
    return problems


def _places(db: Database) -> None:
    db.execute(
        f"INSERT INTO main.places (id, parent, {', '.join(_PLACE)}) SELECT own.kept, above.kept, {', '.join(_PLACE)} FROM fresh.places "  # noqa: S608
        "JOIN places_ids AS own ON own.fresh = id LEFT JOIN places_ids AS above ON above.fresh = parent WHERE true "
        f"ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, {_excluded(_PLACE)}"
    )
    db.execute(
        "CREATE TEMP TABLE gone AS SELECT id FROM main.places WHERE id NOT IN (SELECT kept FROM places_ids) EXCEPT "
        "SELECT * FROM (WITH RECURSIVE needed(id) AS ("
        " SELECT place FROM main.observations UNION SELECT place FROM main.tasks UNION SELECT place FROM main.place_keys WHERE origin <> 'data'"
        " UNION SELECT place FROM main.documents WHERE origin <> 'data' UNION SELECT parent FROM main.places JOIN needed USING (id)) SELECT id FROM needed)"
    )
    db.execute("UPDATE main.documents SET place = NULL WHERE place IN (SELECT id FROM gone)")
    db.execute("DELETE FROM main.place_keys WHERE place IN (SELECT id FROM gone)")
    db.execute("DELETE FROM main.places WHERE id IN (SELECT id FROM gone)")
    db.execute("DROP TABLE gone")
    db.execute("DELETE FROM main.place_keys WHERE origin = 'data' AND place IN (SELECT kept FROM places_ids)")
    db.execute(
        "DELETE FROM main.place_keys WHERE origin <> 'data' AND (key, place) IN (SELECT key, kept FROM fresh.place_keys JOIN places_ids ON fresh = place)"
    )
    db.execute(
        "INSERT INTO main.place_keys (key, place) SELECT key, kept FROM fresh.place_keys JOIN places_ids ON fresh = place ORDER BY place_keys.rowid"
    )


def _excluded(columns: list[str]) -> str:
    return ", ".join(f"{column} = excluded.{column}" for column in columns)


def _names(db: Database) -> list[tuple[str, str]]:
    return list(
        db.execute(
            "SELECT code, name_vi FROM fresh.indicators UNION ALL SELECT code, name_en FROM fresh.indicators WHERE name_en <> '' "
            "UNION ALL SELECT code, alias FROM fresh.aliases JOIN fresh.indicators ON indicators.id = aliases.indicator"
        )
    )


def _indicators(db: Database, owners: dict[str, str]) -> None:
    """Take over the catalogue; an indicator that is only here goes, stays, or gives its rows to the one that now bears its name."""
    db.execute(
        f"INSERT INTO main.indicators (id, {', '.join(_INDICATOR)}) SELECT kept, {', '.join(_INDICATOR)} FROM fresh.indicators "  # noqa: S608
        f"JOIN indicators_ids ON fresh = id WHERE true ON CONFLICT (id) DO UPDATE SET origin = 'data', {_excluded(_INDICATOR)}"
    )
    db.execute("DELETE FROM main.neighbours")
    db.execute(
        "INSERT INTO main.neighbours (a, b, reason) SELECT one.kept, other.kept, reason FROM fresh.neighbours "
        "JOIN indicators_ids AS one ON one.fresh = a JOIN indicators_ids AS other ON other.fresh = b"
    )
    only_here = db.execute(
        "SELECT id, code, name_vi, origin <> 'data' OR id IN (SELECT indicator FROM main.observations) "
        "OR id IN (SELECT indicator FROM main.aliases WHERE origin <> 'data') FROM main.indicators WHERE id NOT IN (SELECT kept FROM indicators_ids)"
    ).fetchall()
    for indicator, code, name, needed in only_here:
        owner = owners.get(key(name))
        if needed and owner is None:
            db.execute("UPDATE main.indicators SET origin = 'import' WHERE id = ? AND origin = 'data'", [indicator])
            db.execute("UPDATE main.aliases SET origin = 'import' WHERE indicator = ? AND origin = 'data'", [indicator])
            owners[key(name)] = code
            continue
        for table in ("observations", "aliases"):
            db.execute(
                f"UPDATE main.{table} SET indicator = (SELECT id FROM main.indicators WHERE code = ?) WHERE indicator = ? AND origin <> 'data'",  # noqa: S608
                [owner, indicator],
            )
        db.execute("DELETE FROM main.aliases WHERE indicator = ?", [indicator])
        db.execute("DELETE FROM main.indicators WHERE id = ?", [indicator])


def _aliases(db: Database, owners: dict[str, str], file: str) -> list[Problem]:
    db.execute("DELETE FROM main.aliases WHERE origin = 'data'")
    problems = []
    added = db.execute(
        "SELECT aliases.id, alias, code FROM main.aliases JOIN main.indicators ON indicators.id = indicator ORDER BY aliases.id"
    ).fetchall()
    db.execute(
        "INSERT INTO main.aliases (indicator, alias, reason) SELECT kept, alias, reason FROM fresh.aliases JOIN indicators_ids ON fresh = indicator ORDER BY aliases.id"
    )
    for alias_id, alias, code in added:
        owner = owners.get(key(alias))
        if owner is None:
            owners[key(alias)] = code
            continue
        db.execute("DELETE FROM main.aliases WHERE id = ?", [alias_id])
        if owner != code:
            problems.append(Problem(file, None, "alias_of_another", alias, owner))
    return problems


def _documents(db: Database) -> None:
    db.execute(
        f"INSERT INTO main.documents (id, place, {', '.join(_DOCUMENT)}) SELECT id, kept, {', '.join(_DOCUMENT)} FROM fresh.documents "  # noqa: S608
        f"LEFT JOIN places_ids ON fresh = place WHERE true ON CONFLICT (id) DO UPDATE SET origin = 'data', place = excluded.place, {_excluded(_DOCUMENT)}"
    )
    only_here = "origin = 'data' AND id NOT IN (SELECT id FROM fresh.documents)"
    needed = "(id IN (SELECT document FROM main.observations) OR id IN (SELECT document FROM main.tasks))"
    db.execute(f"UPDATE main.documents SET origin = 'import' WHERE {only_here} AND {needed}")  # noqa: S608
    db.execute(f"DELETE FROM main.documents WHERE {only_here}")  # noqa: S608


def _free_ids(db: Database, table: str) -> dict[str, str]:
    """Give a new id to each row of ours whose id the data files have given to something else; return old and new ones."""
    renamed = {}
    for (row_id,) in db.execute(f"SELECT k.id FROM main.{table} AS k JOIN fresh.{table} AS f USING (id)").fetchall():  # noqa: S608
        number = 2
        while db.execute(
            f"SELECT 1 FROM main.{table} WHERE id = ?1 UNION SELECT 1 FROM fresh.{table} WHERE id = ?1",
            [f"{row_id}-{number}"],
        ).fetchone():  # noqa: S608
            number += 1
        renamed[row_id] = f"{row_id}-{number}"
        db.execute(f"UPDATE main.{table} SET id = ? WHERE id = ?", [renamed[row_id], row_id])  # noqa: S608
    return renamed


def _observations(db: Database) -> None:
    same = " AND ".join(f"k.{column} IS f.{column}" for column in _STATEMENT)
    db.execute(
        "DELETE FROM main.observations WHERE rowid IN (SELECT k.rowid FROM fresh.observations AS f "
        "CROSS JOIN places_ids AS p ON p.fresh = f.place CROSS JOIN indicators_ids AS i ON i.fresh = f.indicator "
        f"CROSS JOIN main.observations AS k ON k.place = p.kept AND k.indicator = i.kept AND {same})"
    )
    renamed = _free_ids(db, "observations")
    columns = ", ".join([*_STATEMENT, "disagrees_with", "section"])
    db.execute(
        f"INSERT INTO main.observations (id, indicator, place, {columns}) SELECT f.id, i.kept, p.kept, {columns} FROM fresh.observations AS f "  # noqa: S608
        "JOIN places_ids AS p ON p.fresh = f.place JOIN indicators_ids AS i ON i.fresh = f.indicator ORDER BY f.rowid"
    )
    _marks(db, renamed)


def _marks(db: Database, renamed: dict[str, str]) -> None:
    """Bring the ids of disagreeing rows up to date, on both sides: the data files know nothing of what was added."""
    marked = db.execute(
        "SELECT id, disagrees_with FROM main.observations WHERE origin <> 'data' AND disagrees_with <> ''"
    ).fetchall()
    for row_id, others in marked:
        kept = []
        for old_id in others.split():
            other = renamed.get(old_id, old_id)
            found = db.execute("SELECT disagrees_with FROM main.observations WHERE id = ?", [other]).fetchone()
            if found is None:
                continue
            kept.append(other)
            marks = (found[0] or "").split()
            if row_id not in marks:
                db.execute(
                    "UPDATE main.observations SET disagrees_with = ? WHERE id = ?", [" ".join((*marks, row_id)), other]
                )
        db.execute("UPDATE main.observations SET disagrees_with = ? WHERE id = ?", [" ".join(kept) or None, row_id])


def _tasks(db: Database) -> None:
    same = " AND ".join(f"k.{column} IS f.{column}" for column in _TASK)
    db.execute(
        "DELETE FROM main.tasks WHERE rowid IN (SELECT k.rowid FROM fresh.tasks AS f "
        f"JOIN places_ids AS p ON p.fresh = f.place JOIN main.tasks AS k ON k.place = p.kept AND {same})"
    )
    _free_ids(db, "tasks")
    columns = ", ".join(_TASK)
    db.execute(
        f"INSERT INTO main.tasks (id, place, {columns}) SELECT f.id, p.kept, {columns} FROM fresh.tasks AS f "  # noqa: S608
        "LEFT JOIN places_ids AS p ON p.fresh = f.place ORDER BY f.rowid"
    )
