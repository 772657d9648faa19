"""Invented knowledge of any size over the real gazetteer, and questions whose right answers are known."""

import sqlite3
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

from knowledge import build, schema
from tests.noise import NOISES

WORDS = Path(__file__).with_name("words.toml")
INDICATORS = 5000
ALIASES = 20000
YEARS = ("2020", "2021", "2022", "2023", "2024")
# Places by indicators for each size: times five years they make the number of observations.
SHAPES = {20_000: (100, 40), 200_000: (500, 80), 2_000_000: (2000, 200)}
ABSENT_YEAR = "2013"


@dataclass(frozen=True, slots=True)
class Question:
    """A message and the id of the one figure that it asks for, None where there is none; form says how it is typed."""

    text: str
    fact: str | None
    form: str


@dataclass(frozen=True, slots=True)
class _Indicator:
    id: int
    name: str
    aliases: tuple[str, ...]
    unit: str


def make(path: Path, size: int) -> None:
    """Write a knowledge base with a number of observations of SHAPES to a new file."""
    build.build(path)
    add(path, size)


def add(path: Path, size: int) -> None:
    """Add as many to a knowledge base as it was built."""
    random = Random(size)
    db = schema.connect(path)
    with schema.writing(db):
        invented = list(_indicators(db.conn, random))
        db.conn.executemany(
            "INSERT INTO indicators (id, code, name_vi, unit, direction) VALUES (?, ?, ?, ?, 'neutral')",
            [(i.id, f"invented_{i.id}", i.name, i.unit) for i in invented],
        )
        db.conn.executemany(
            "INSERT INTO aliases (indicator, alias, reason) VALUES (?, ?, '')",
            [(i.id, alias) for i in invented for alias in i.aliases],
        )
        db.conn.executemany(
            """INSERT INTO observations (id, indicator, place, period, kind, measure, comparator, value, unit, locator)
            VALUES (?, ?, ?, ?, 'actual', 'level', 'eq', ?, ?, 'bảng 1')""",
            _observations(db.conn, invented, size, random),
        )
        schema.count_figures(db)
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


def _indicators(connection: sqlite3.Connection, random: Random) -> Iterator[_Indicator]:
    """Yield as many as the catalogue lacks to INDICATORS, with aliases up to ALIASES."""
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    known = connection.execute("SELECT count(*) FROM indicators").fetchone()[0]
    aliases = ALIASES - connection.execute("SELECT count(*) FROM aliases").fetchone()[0]
    made = [
        (head, thing, whose, unit)
        for kind, things in words["things"].items()
        for thing, whose in product(things, words["whose"]["all"])
        for head, unit in zip(words["heads"][kind], words["units"][kind], strict=True)
    ]
    random.shuffle(made)
    wanted = INDICATORS - known
    for number, (head, thing, whose, unit) in enumerate(made[:wanted]):
        said = [
            f"{head[0]} {thing} {whose[1]}",
            f"{head[1]} {thing} {whose[0]}",
            f"{thing} {whose[1]} {head[1]}",
            f"{head[2]} {thing} {whose[1]}",
        ]
        share = aliases * (number + 1) // wanted - aliases * number // wanted
        yield _Indicator(known + number + 1, f"{head[0]} {thing} {whose[0]}", tuple(said[:share]), unit)


def _observations(
    connection: sqlite3.Connection, invented: list[_Indicator], size: int, random: Random
) -> Iterator[tuple[str, int, int, str, str, str]]:
    places, indicators = SHAPES[size]
    units = [row[0] for row in connection.execute("SELECT id FROM places WHERE code LIKE 'o-%' ORDER BY id")]
    number = 0
    for place in random.sample(units, places):
        for indicator in random.sample(invented, indicators):
            for year in YEARS:
                number += 1
                yield f"s:{number}", indicator.id, place, year, str(number / 10), indicator.unit


def questions(path: Path, count: int) -> list[Question]:
    """Return count questions that have an answer in a file written by make, and half as many that have none."""
    connection = sqlite3.connect(path)
    names = _names(connection)
    places = _places(connection)
    random = Random(count)
    total = connection.execute("SELECT max(rowid) FROM observations").fetchone()[0]
    asked: list[Question] = []
    forms = ("as_written", "no_marks", "one_slip", "chatty", "telex")
    while len(asked) < count:
        row = connection.execute(
            "SELECT id, indicator, place, period FROM observations WHERE rowid = ?", [random.randrange(1, total + 1)]
        ).fetchone()
        named = places[row[2]] if row is not None and row[0].startswith("s:") else None
        if named is None:
            continue
        form = forms[len(asked) % len(forms)]
        text = _said(random, names[row[1]], named, row[3])
        asked.append(Question(_typed(text, form, random), row[0], form))
    refused: list[Question] = []
    while len(refused) < count // 2:
        indicator, place = random.choice(list(names)), random.choice(list(places))
        name = places[place]
        if (
            name is None
            or connection.execute(
                "SELECT 1 FROM observations WHERE indicator = ? AND place = ?", [indicator, place]
            ).fetchone()
        ):
            continue
        refused.append(Question(_said(random, names[indicator], name, random.choice(YEARS)), None, "not_stored"))
    for question in asked[: count // 8]:
        year = next(year for year in YEARS if year in question.text)
        refused.append(Question(question.text.replace(year, ABSENT_YEAR), None, "other_year"))
    connection.close()
    random.shuffle(refused)
    return asked + refused[: count // 2]


def _names(connection: sqlite3.Connection) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for indicator, name in connection.execute(
        """SELECT id, name_vi FROM indicators WHERE code LIKE 'invented_%'
        UNION ALL SELECT indicator, alias FROM aliases JOIN indicators AS i ON i.id = indicator
        WHERE code LIKE 'invented_%'"""
    ):
        names.setdefault(indicator, []).append(name)
    return names


def _places(connection: sqlite3.Connection) -> dict[int, str | None]:
    """Return how each unit with figures is named with what lies above it, None where that still fits another one."""
    rows = {
        row[0]: row
        for row in connection.execute("SELECT id, type, name, parent, observations FROM places WHERE code LIKE 'o-%'")
    }
    said = {}
    for place, (_, kind, name, parent, _) in rows.items():
        above = rows.get(parent)
        said[place] = f"{_short(kind)} {name}" + (f", {_short(above[1])} {above[2]}" if above else "")
    bearers: dict[str, int] = {}
    for name in said.values():
        bearers[name] = bearers.get(name, 0) + 1
    return {place: name if bearers[name] == 1 else None for place, name in said.items() if rows[place][4]}


def _short(kind: str) -> str:
    return "thành phố" if kind.startswith("thành phố") else kind


def _said(random: Random, names: list[str], place: str, year: str) -> str:
    name = random.choice(names)
    return random.choice(
        (f"{name} {place} {year}", f"{name} của {place} năm {year} là bao nhiêu?", f"{place} {year} {name}")
    )


def _typed(text: str, form: str, random: Random) -> str:
    return text if form == "as_written" else NOISES[form](text, random)
