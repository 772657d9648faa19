"""What knowledge.db says, read as values: places, indicators, observations, documents, tasks."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from sqlite_utils import Database

from knowledge import schema
from knowledge.errors import DatabaseUnusable


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative unit; valid_to is the last day on which it existed, empty while it does."""

    id: int
    code: str
    name: str
    type: str
    parent: int | None
    valid_from: str
    valid_to: str
    successors: tuple[str, ...]
    observations: int

    @property
    def full_name(self) -> str:
        """The name as in documents: "Huyện Bình Lục"."""
        kind = "thành phố" if self.type == "thành phố trực thuộc trung ương" else self.type
        return f"{kind[:1].upper()}{kind[1:]} {self.name}"


@dataclass(frozen=True, slots=True)
class Indicator:
    """An entry of the catalogue; origin "data", or what a label of a document made one."""

    id: int
    code: str
    name_vi: str
    name_en: str
    field: str
    unit: str
    direction: str
    national_code: str
    origin: str
    observations: int


@dataclass(frozen=True, slots=True)
class Document:
    """A source; citation is how people name it in one line."""

    id: str
    number: str
    title: str
    kind: str
    issuer: str
    place: int | None
    issued_on: str
    draft: bool
    citation: str


class Observation(NamedTuple):
    """One statement of one document; value keeps the digits and the unit of the source.

    label: what the document calls the thing, where a file of figures brought it.
    """

    id: str
    indicator: int
    place: int
    period: str
    kind: str
    measure: str
    comparator: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    base: str
    qualifier: str
    document: str
    locator: str
    quote: str
    disagrees_with: tuple[str, ...]
    section: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A dated commitment of a document; due is the last day on which it is in time, empty for a recurring one."""

    id: str
    title: str
    due: str
    recurrence: str
    due_text: str
    responsible: str
    place: int
    document: str
    locator: str
    quote: str


_PLACE = "SELECT id, code, name, type, parent, valid_from, valid_to, successors, observations FROM places"
_INDICATOR = (
    "SELECT id, code, name_vi, name_en, field, unit, direction, national_code, origin, observations FROM indicators"
)
_DOCUMENT = "SELECT id, number, title, kind, issuer, place, issued_on, draft, citation FROM documents"
_OBSERVATION = (
    "SELECT id, indicator, place, period, kind, measure, comparator, value, value_max, unit, base, qualifier, "
    "document, locator, quote, disagrees_with, section, label FROM observations"
)


class Store:
    """Read access to one knowledge.db; every method is a query.

    Only single places and documents, and of what a place has figures, are remembered.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.db: Database = schema.connect(path)
        self._connection = self.db.conn
        try:
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise DatabaseUnusable(str(path), schema.reason_of(error), str(error)) from error
        if version != len(schema.STEPS):
            raise DatabaseUnusable(str(path), "older" if version < len(schema.STEPS) else "newer", str(version))
        self.place = lru_cache(maxsize=4096)(self._place)
        self.place_by_code = lru_cache(maxsize=1024)(self._place_by_code)
        self.document = lru_cache(maxsize=256)(self._document)
        self.indicators_of = lru_cache(maxsize=128)(self._indicators_of)
        # One question asks for the same figures several times.
        self._stored = lru_cache(maxsize=16)(self._stored_at)

    def forget(self) -> None:
        """Read what is remembered anew from now on: another process may have changed it."""
        self.place.cache_clear()
        self.place_by_code.cache_clear()
        self.document.cache_clear()
        self.indicators_of.cache_clear()
        self._stored.cache_clear()

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    def version(self) -> int:
        """Return a number that changes whenever another connection has written to the file."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def places(self) -> Iterator[Place]:
        """Yield every place in the order of the data file."""
        yield from (_place(row) for row in self._connection.execute(f"{_PLACE} ORDER BY id"))

    def places_in_short(self) -> Iterator[tuple[int, str, str, int | None]]:
        """Yield (id, name, type, parent) of every place."""
        yield from self._connection.execute("SELECT id, name, type, parent FROM places")

    def former_parents(self) -> Iterator[tuple[int, int]]:
        """Yield (place id, id of a unit that it lay in before it came to its parent)."""
        yield from self._connection.execute("SELECT place, parent FROM former_parents")

    def _place(self, place_id: int) -> Place:
        return _place(self._connection.execute(f"{_PLACE} WHERE id = ?", (place_id,)).fetchone())

    def _place_by_code(self, code: str) -> Place | None:
        """Return the place with this code."""
        row = self._connection.execute("SELECT id FROM places WHERE code = ?", (code,)).fetchone()
        return self.place(row[0]) if row else None

    def place_keys(self, *, only_taught: bool = False) -> Iterator[tuple[str, int]]:
        """Yield (folded name or alias, place id), all of them or those that an operator taught."""
        yield from self._connection.execute(
            "SELECT key, place FROM place_keys WHERE origin = 'taught'"
            if only_taught
            else "SELECT key, place FROM place_keys"
        )

    def places_with_figures(self) -> list[int]:
        """Return the ids of the places that have observations."""
        return [row[0] for row in self._connection.execute("SELECT id FROM places WHERE observations > 0")]

    def parts_with_figures(self, place: int, limit: int) -> list[Place]:
        """Return the units directly below a place that have observations, those with most first."""
        rows = self._connection.execute(
            f"{_PLACE} WHERE observations > 0 AND parent = ? ORDER BY observations DESC, id LIMIT ?", (place, limit)
        )
        return [_place(row) for row in rows]

    def indicators(self) -> Iterator[Indicator]:
        """Yield the whole catalogue."""
        for row in self._connection.execute(f"{_INDICATOR} ORDER BY id"):
            id_, code, name_vi, name_en, field, unit, direction, national_code, origin, observations = row
            yield Indicator(
                id_,
                code,
                name_vi,
                name_en or "",
                field or "",
                unit or "",
                direction or "",
                national_code or "",
                origin,
                observations,
            )

    def names_of_catalogue(self) -> Iterator[tuple[int, str]]:
        """Yield (indicator id, name or alias) of the indicators that came with the knowledge base."""
        yield from self._connection.execute(
            """SELECT id, name_vi FROM indicators WHERE origin = 'data'
            UNION ALL SELECT id, name_en FROM indicators WHERE origin = 'data' AND name_en <> ''
            UNION ALL SELECT indicator, alias FROM aliases JOIN indicators ON indicators.id = indicator
                WHERE indicators.origin = 'data'"""
        )

    def aliases(self) -> Iterator[tuple[int, str]]:
        """Yield (indicator id, alias), names included, and those of the indicator that a new one resembles."""
        yield from self._connection.execute(
            """SELECT id, name_vi FROM indicators UNION ALL SELECT id, name_en FROM indicators WHERE name_en <> ''
            UNION ALL SELECT indicator, alias FROM aliases
            UNION ALL SELECT new.id, known.name_vi FROM indicators AS new
                JOIN indicators AS known ON known.code = new.resembles
            UNION ALL SELECT new.id, alias FROM indicators AS new
                JOIN indicators AS known ON known.code = new.resembles JOIN aliases ON aliases.indicator = known.id"""
        )

    def neighbours(self) -> Iterator[tuple[int, int]]:
        """Yield pairs of indicators that must not be taken for each other."""
        yield from self._connection.execute("SELECT a, b FROM neighbours")

    def abbreviations(self) -> Iterator[tuple[str, str, str]]:
        """Yield (short, long, context)."""
        yield from self._connection.execute("SELECT short, long, context FROM abbreviations ORDER BY rowid")

    def units(self) -> Iterator[tuple[str, str, str]]:
        """Yield (unit or its alias, dimension, factor)."""
        for unit, dimension, factor, aliases in self._connection.execute(
            "SELECT unit, dimension, factor, aliases FROM units"
        ):
            yield unit, dimension, factor
            for alias in (aliases or "").split("|"):
                if alias.strip():
                    yield alias.strip(), dimension, factor

    def _document(self, document_id: str) -> Document | None:
        row = self._connection.execute(f"{_DOCUMENT} WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            return None
        id_, number, title, kind, issuer, place, issued_on, draft, citation = row
        return Document(
            id_,
            number or "",
            title or "",
            kind or "",
            issuer or "",
            place,
            issued_on or "",
            bool(draft),
            citation or "",
        )

    def observations(
        self,
        *,
        indicators: Sequence[int] | None = None,
        place: int | None = None,
        period: str | None = None,
        limit: int = 5000,
    ) -> list[Observation]:
        """Return the observations that fit all that is given, in the order in which they stand in their documents."""
        if place is not None and indicators is not None:
            present = self.indicators_of(place)
            wanted = tuple([one for one in indicators if one in present])
            return list(self._stored(place, wanted, period, limit)) if wanted else []
        return self._select(indicators, place, period, limit)

    def _stored_at(
        self, place: int, indicators: tuple[int, ...], period: str | None, limit: int
    ) -> tuple[Observation, ...]:
        return tuple(self._select(indicators, place, period, limit))

    def _select(
        self, indicators: Sequence[int] | None, place: int | None, period: str | None, limit: int
    ) -> list[Observation]:
        conditions: list[str] = []
        values: list[object] = []
        if place is not None:
            conditions.append("place = ?")
            values.append(place)
        if indicators is not None:
            if not indicators:
                return []
            conditions.append(f"indicator IN ({','.join('?' * len(indicators))})")
            values.extend(indicators)
        if period is not None:
            conditions.append("period = ?")
            values.append(period)
        where = " AND ".join(conditions) or "1"
        rows = self._connection.execute(f"{_OBSERVATION} WHERE {where} ORDER BY rowid LIMIT ?", (*values, limit))
        return [_observation(row) for row in rows]

    def observation(self, observation_id: str) -> Observation | None:
        """Return the observation with this id."""
        row = self._connection.execute(f"{_OBSERVATION} WHERE id = ?", (observation_id,)).fetchone()
        return _observation(row) if row else None

    def told_apart_by_label(self) -> frozenset[str]:
        """Return the ids of figures beside which their document has another of the same thing, called otherwise."""
        rows = self._connection.execute("""
            SELECT DISTINCT one.id FROM observations AS one JOIN observations AS other
            ON other.place = one.place AND other.indicator = one.indicator AND other.period = one.period
                AND other.document = one.document AND other.kind = one.kind AND other.measure = one.measure
            WHERE other.label <> one.label AND other.value <> one.value""")
        return frozenset(row[0] for row in rows)

    def all_observations(self) -> Iterator[Observation]:
        """Yield every observation, in the order of the data."""
        for row in self._connection.execute(f"{_OBSERVATION} ORDER BY rowid"):
            yield _observation(row)

    def labels_of(self, place: int, period: str) -> list[tuple[int, str]]:
        """Return (indicator id, what a document calls it) of the figures of a place and period that have a label."""
        return self._connection.execute(
            "SELECT DISTINCT indicator, label FROM observations WHERE place = ? AND period = ? AND label <> ''",
            (place, period),
        ).fetchall()

    def periods_of(self, place: int) -> list[str]:
        """Return the periods for which a place has figures."""
        return [
            row[0]
            for row in self._connection.execute("SELECT DISTINCT period FROM observations WHERE place = ?", (place,))
        ]

    def _indicators_of(self, place: int) -> frozenset[int]:
        """Return the ids of the indicators of which a place has figures."""
        rows = self._connection.execute("SELECT DISTINCT indicator FROM observations WHERE place = ?", (place,))
        return frozenset([row[0] for row in rows])

    def tasks(self, place: int | None = None) -> list[Task]:
        """Return the commitments of one place or of all, by due date."""
        rows = self._connection.execute(
            "SELECT id, title, due, recurrence, due_text, responsible, place, document, locator, quote FROM tasks "
            "WHERE ?1 IS NULL OR place = ?1 ORDER BY due = '', due, id",
            (place,),
        )
        return [_task(row) for row in rows]


def _place(row: tuple[Any, ...]) -> Place:
    id_, code, name, kind, parent, valid_from, valid_to, successors, observations = row
    successor_codes = tuple((successors or "").split())
    return Place(id_, code, name, kind, parent, valid_from or "", valid_to or "", successor_codes, observations)


def _task(row: tuple[Any, ...]) -> Task:
    id_, title, due, recurrence, due_text, responsible, place, document, locator, quote = row
    return Task(
        id_,
        title or "",
        due or "",
        recurrence or "",
        due_text or "",
        responsible or "",
        place or 0,
        document or "",
        locator or "",
        quote or "",
    )


def _observation(row: tuple[Any, ...]) -> Observation:
    # The tables are strict: cells have the types of their columns.
    id_, indicator, place, period, kind, measure, comparator, value, value_max = row[:9]
    unit, base, qualifier, document, locator, quote, disagrees, section, label = row[9:]
    return Observation(
        id_,
        indicator,
        place,
        period,
        kind,
        measure,
        comparator,
        Decimal(value),
        Decimal(value_max) if value_max else None,
        unit or "",
        base or "",
        qualifier or "",
        document or "",
        locator or "",
        quote or "",
        tuple(disagrees.split()) if disagrees else (),
        section or "",
        label or "",
    )
