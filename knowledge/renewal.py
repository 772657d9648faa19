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
    _keep_ids(db)
    db.execute("DELETE FROM main.observations WHERE origin = 'data'")
    db.execute("DELETE FROM main.tasks WHERE origin = 'data'")
    db.execute("DELETE FROM main.former_parents")
    _places(db)
    _place_keys(db)
    _former_parents(db)
    owners = {key(name): code for code, name in _names(db)}
    _indicators(db, owners)
    problems = _aliases(db, owners, file)
    _documents(db)
    _observations(db)
    _tasks(db)
    db.execute("DELETE FROM main.abbreviations")
    db.execute("INSERT INTO main.abbreviations SELECT * FROM fresh.abbreviations")
    db.execute("DELETE FROM main.units")
    db.execute("INSERT INTO main.units SELECT * FROM fresh.units")
    db.execute("INSERT OR REPLACE INTO main.meta SELECT * FROM fresh.meta")
    schema.count_figures(db)
    return problems


def _keep_ids(db: Database) -> None:
    """Make the tables place_ids and indicator_ids: for each id of fresh the one that its code has here or gets now."""
    for ids, table in (("place_ids", "places"), ("indicator_ids", "indicators")):
        db.execute(f"CREATE TEMP TABLE {ids} (fresh INTEGER PRIMARY KEY, kept INTEGER NOT NULL)")
        db.execute(f"""
            INSERT INTO {ids}
            SELECT f.id, coalesce(k.id, (SELECT max(id) FROM main.{table})
                                        + row_number() OVER (PARTITION BY k.id IS NULL ORDER BY f.id))
            FROM fresh.{table} AS f LEFT JOIN main.{table} AS k USING (code)""")  # noqa: S608


def _places(db: Database) -> None:
    db.execute("""
        INSERT INTO main.places (id, code, name, type, parent, valid_from, valid_to, successors)
        SELECT own.kept, code, name, type, above.kept, valid_from, valid_to, successors FROM fresh.places
        JOIN place_ids AS own ON own.fresh = id LEFT JOIN place_ids AS above ON above.fresh = parent WHERE true
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type, parent = excluded.parent,
            valid_from = excluded.valid_from, valid_to = excluded.valid_to, successors = excluded.successors""")
    db.execute("""
        CREATE TEMP TABLE gone AS
        SELECT id FROM main.places WHERE id NOT IN (SELECT kept FROM place_ids)
        EXCEPT SELECT * FROM (
            WITH RECURSIVE needed(id) AS (
                SELECT place FROM main.observations UNION SELECT place FROM main.tasks
                UNION SELECT place FROM main.place_keys WHERE origin <> 'data'
                UNION SELECT place FROM main.documents WHERE origin <> 'data'
                UNION SELECT parent FROM main.places JOIN needed USING (id))
            SELECT id FROM needed)""")
    db.execute("UPDATE main.documents SET place = NULL WHERE place IN (SELECT id FROM gone)")
    db.execute("DELETE FROM main.place_keys WHERE place IN (SELECT id FROM gone)")
    db.execute("DELETE FROM main.places WHERE id IN (SELECT id FROM gone)")


def _former_parents(db: Database) -> None:
    db.execute("""
        INSERT INTO main.former_parents (place, parent)
        SELECT own.kept, above.kept FROM fresh.former_parents AS f
        JOIN place_ids AS own ON own.fresh = f.place JOIN place_ids AS above ON above.fresh = f.parent""")


def _place_keys(db: Database) -> None:
    db.execute("DELETE FROM main.place_keys WHERE origin = 'data' AND place IN (SELECT kept FROM place_ids)")
    db.execute("""
        DELETE FROM main.place_keys WHERE origin <> 'data' AND (key, place) IN (
            SELECT key, kept FROM fresh.place_keys JOIN place_ids ON fresh = place)""")
    db.execute("""
        INSERT INTO main.place_keys (key, place)
        SELECT key, kept FROM fresh.place_keys AS f JOIN place_ids ON fresh = place ORDER BY f.rowid""")


def _names(db: Database) -> list[tuple[str, str]]:
    names = db.execute("""
        SELECT code, name_vi FROM fresh.indicators
        UNION ALL SELECT code, name_en FROM fresh.indicators WHERE name_en <> ''
        UNION ALL SELECT code, alias FROM fresh.aliases JOIN fresh.indicators AS i ON i.id = indicator""")
    return list(names)


def _indicators(db: Database, owners: dict[str, str]) -> None:
    """Take over the catalogue.

    An indicator that is only here goes, stays with its rows, or gives them to the one that now bears its name.
    """
    db.execute("""
        INSERT INTO main.indicators (id, code, name_vi, name_en, field, unit, direction, national_code)
        SELECT kept, code, name_vi, name_en, field, unit, direction, national_code
        FROM fresh.indicators JOIN indicator_ids ON fresh = id WHERE true
        ON CONFLICT (id) DO UPDATE SET name_vi = excluded.name_vi, name_en = excluded.name_en, field = excluded.field,
            unit = excluded.unit, direction = excluded.direction, national_code = excluded.national_code,
            origin = 'data'""")
    db.execute("DELETE FROM main.neighbours")
    db.execute("""
        INSERT INTO main.neighbours (a, b, reason)
        SELECT one.kept, other.kept, reason FROM fresh.neighbours
        JOIN indicator_ids AS one ON one.fresh = a JOIN indicator_ids AS other ON other.fresh = b""")
    only_here = db.execute("""
        SELECT id, code, name_vi, origin <> 'data' OR id IN (SELECT indicator FROM main.observations)
                                  OR id IN (SELECT indicator FROM main.aliases WHERE origin <> 'data')
        FROM main.indicators WHERE id NOT IN (SELECT kept FROM indicator_ids)""").fetchall()
    for indicator, code, name, needed in only_here:
        owner = owners.get(key(name))
        if needed and owner is None:
            db.execute("UPDATE main.indicators SET origin = 'import' WHERE id = ? AND origin = 'data'", [indicator])
            db.execute("UPDATE main.aliases SET origin = 'import' WHERE indicator = ? AND origin = 'data'", [indicator])
            owners[key(name)] = code
            continue
        heir = db.execute("SELECT id FROM main.indicators WHERE code = ?", [owner]).fetchone()
        if heir is not None:
            db.execute("UPDATE main.observations SET indicator = ? WHERE indicator = ?", [heir[0], indicator])
            db.execute(
                "UPDATE main.aliases SET indicator = ? WHERE indicator = ? AND origin <> 'data'", [heir[0], indicator]
            )
        db.execute("DELETE FROM main.aliases WHERE indicator = ?", [indicator])
        db.execute("DELETE FROM main.indicators WHERE id = ?", [indicator])


def _aliases(db: Database, owners: dict[str, str], file: str) -> list[Problem]:
    db.execute("DELETE FROM main.aliases WHERE origin = 'data'")
    added = db.execute("""
        SELECT a.id, alias, code FROM main.aliases AS a JOIN main.indicators AS i ON i.id = indicator ORDER BY a.id
        """).fetchall()
    db.execute("""
        INSERT INTO main.aliases (indicator, alias, reason)
        SELECT kept, alias, reason FROM fresh.aliases AS f JOIN indicator_ids ON fresh = indicator ORDER BY f.id""")
    problems = []
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
    db.execute("""
        INSERT INTO main.documents (id, number, title, kind, issuer, place, issued_on, draft, citation, sha256, note)
        SELECT id, number, title, kind, issuer, kept, issued_on, draft, citation, sha256, note
        FROM fresh.documents LEFT JOIN place_ids ON fresh = place WHERE true
        ON CONFLICT (id) DO UPDATE SET number = excluded.number, title = excluded.title, kind = excluded.kind,
            issuer = excluded.issuer, place = excluded.place, issued_on = excluded.issued_on, draft = excluded.draft,
            citation = excluded.citation, sha256 = excluded.sha256, note = excluded.note, origin = 'data'""")
    db.execute("""
        UPDATE main.documents SET origin = 'import'
        WHERE origin = 'data' AND id NOT IN (SELECT id FROM fresh.documents)
        AND (id IN (SELECT document FROM main.observations) OR id IN (SELECT document FROM main.tasks))""")
    db.execute("""
        DELETE FROM main.documents WHERE origin = 'data' AND id NOT IN (SELECT id FROM fresh.documents)""")


def _observations(db: Database) -> None:
    db.execute("""
        DELETE FROM main.observations WHERE rowid IN (
            SELECT k.rowid FROM fresh.observations AS f
            CROSS JOIN place_ids AS p ON p.fresh = f.place CROSS JOIN indicator_ids AS i ON i.fresh = f.indicator
            CROSS JOIN main.observations AS k ON k.place = p.kept AND k.indicator = i.kept AND k.period = f.period
                AND k.kind = f.kind AND k.measure = f.measure AND k.comparator = f.comparator AND k.value = f.value
                AND k.value_max IS f.value_max AND k.unit IS f.unit AND k.base IS f.base
                AND k.qualifier IS f.qualifier AND k.document IS f.document AND k.locator IS f.locator
                AND k.quote IS f.quote)""")
    renamed = {}
    taken = db.execute("SELECT id FROM main.observations JOIN fresh.observations USING (id)").fetchall()
    for (row_id,) in taken:
        renamed[row_id] = _free_id(db, row_id)
        db.execute("UPDATE main.observations SET id = ? WHERE id = ?", [renamed[row_id], row_id])
    db.execute("""
        INSERT INTO main.observations (id, indicator, place, period, kind, measure, comparator, value, value_max, unit,
            base, qualifier, document, locator, quote, disagrees_with, section)
        SELECT id, i.kept, p.kept, period, kind, measure, comparator, value, value_max, unit,
            base, qualifier, document, locator, quote, disagrees_with, section
        FROM fresh.observations AS f JOIN place_ids AS p ON p.fresh = f.place
        JOIN indicator_ids AS i ON i.fresh = f.indicator ORDER BY f.rowid""")
    _marks(db, renamed)


def _free_id(db: Database, row_id: str) -> str:
    """Return an id for a row of ours whose own the data files have given to something else."""
    number = 2
    while db.execute(
        """SELECT 1 FROM main.observations WHERE id = ?1 UNION SELECT 1 FROM fresh.observations WHERE id = ?1
        UNION SELECT 1 FROM main.tasks WHERE id = ?1 UNION SELECT 1 FROM fresh.tasks WHERE id = ?1""",
        [f"{row_id}-{number}"],
    ).fetchone():
        number += 1
    return f"{row_id}-{number}"


def _marks(db: Database, renamed: dict[str, str]) -> None:
    """Bring the ids of disagreeing rows up to date, on both sides: the data files know nothing of what was added."""
    marked = db.execute("""
        SELECT id, disagrees_with FROM main.observations WHERE origin <> 'data' AND disagrees_with <> ''""").fetchall()
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
                _mark(db, other, [*marks, row_id])
        _mark(db, row_id, kept)


def _mark(db: Database, row_id: str, others: list[str]) -> None:
    db.execute("UPDATE main.observations SET disagrees_with = ? WHERE id = ?", [" ".join(others) or None, row_id])


def _tasks(db: Database) -> None:
    db.execute("""
        DELETE FROM main.tasks WHERE rowid IN (
            SELECT k.rowid FROM fresh.tasks AS f JOIN place_ids AS p ON p.fresh = f.place
            JOIN main.tasks AS k ON k.place = p.kept AND k.title IS f.title AND k.due IS f.due
                AND k.recurrence IS f.recurrence AND k.due_text IS f.due_text AND k.responsible IS f.responsible
                AND k.document IS f.document AND k.locator IS f.locator AND k.quote IS f.quote)""")
    for (row_id,) in db.execute("SELECT id FROM main.tasks JOIN fresh.tasks USING (id)").fetchall():
        db.execute("UPDATE main.tasks SET id = ? WHERE id = ?", [_free_id(db, row_id), row_id])
    db.execute("""
        INSERT INTO main.tasks (id, title, due, recurrence, due_text, responsible, place, document, locator, quote)
        SELECT id, title, due, recurrence, due_text, responsible, kept, document, locator, quote
        FROM fresh.tasks AS f LEFT JOIN place_ids AS p ON p.fresh = f.place ORDER BY f.rowid""")
