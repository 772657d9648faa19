"""Structured facts taken into an existing knowledge base: all rows of a file or none, the same row never twice."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlite_utils import Database

from knowledge import facts, labels, place_names, schema
from knowledge.base import Knowledge
from knowledge.build import record_of
from knowledge.errors import KnowledgeError, Problem
from knowledge.facts import Row
from knowledge.labels import IndicatorNames
from knowledge.place_names import PlaceNames
from knowledge.resemblance import resembled
from knowledge.text import key

WORDS = Path(__file__).parent / "data" / "words.toml"
LONGEST_UNIT = 60
# More values than this for one and the same thing are no disagreement: a column that tells them apart is missing.
MOST_DISAGREEING = 6

_INSERT = (
    "INSERT INTO observations (id, indicator, place, period, kind, measure, comparator, value, value_max, unit, base, "
    "qualifier, document, locator, quote, disagrees_with, section, label, origin) VALUES (:id, :indicator, :place, "
    ":period, :kind, :measure, :comparator, :value, :value_max, :unit, :base, :qualifier, :document, :locator, :quote, "
    ":disagrees_with, :section, :label, :origin)"
)
_Record = dict[str, object]
_Thing = tuple[object, ...]

_LEVEL = "level"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: rows added, rows that were there already, codes of new indicators, ids of new documents.

    disagreeing: how many of the added rows say something else of the same thing than another row of their document.
    """

    added: int
    unchanged: int
    new_indicators: tuple[str, ...] = ()
    new_documents: tuple[str, ...] = ()
    disagreeing: int = 0


def import_facts(path: Path, csv_text: str, file: str, document: str = "") -> ImportReport:
    """Add the rows of a facts CSV (contract's columns) to the database at path.

    file names the source in faults; document is the id for rows that bring none, made known when it is new. An
    indicator that the catalogue lacks is created from its label. Rows of one document that disagree are both kept and
    marked.
    Raises KnowledgeError with every fault by line, DatabaseUnusable: nothing is written then.
    """
    rows, problems = facts.read_rows(csv_text, file, document)
    db = schema.connect(path)
    try:
        with schema.writing(db):
            return add_rows(db, rows, file, origin="import", problems=problems)
    finally:
        db.close()


def add_rows(
    db: Database, rows: Sequence[Row], file: str, *, origin: str, problems: Sequence[Problem] = ()
) -> ImportReport:
    """Add rows within the caller's transaction; problems are those found already, reported with the new ones."""
    adding = _Adding(
        db,
        file,
        origin,
        place_names.stored(db, place_names.type_words(WORDS)),
        labels.stored(db),
        dict(db.execute("SELECT id, place FROM documents")),
        list(problems),
    )
    adding.note_places(rows)
    resolved = [found for row in rows if (found := adding.resolve(row)) is not None]
    adding.sort_out(resolved)
    adding.check_ids(resolved)
    if adding.problems:
        raise KnowledgeError(sorted(adding.problems, key=lambda problem: problem.line or 0))
    return adding.write()


@dataclass(slots=True)
class _Resolved:
    row: Row
    place: int
    indicator: int
    label: str

    @property
    def thing(self) -> _Thing:
        """What the row speaks of: rows of the same thing with other values disagree."""
        row = self.row
        return (
            self.place,
            self.indicator,
            row.period,
            row.kind,
            row.measure,
            row.unit,
            row.base,
            row.qualifier,
            row.document,
        )

    @property
    def said(self) -> _Thing:
        """What the row says of it."""
        row = self.row
        return (
            row.comparator,
            facts.number_text(row.value),
            facts.number_text(row.value_max) if row.value_max is not None else "",
        )


@dataclass(slots=True)
class _Known:
    """A row of one thing, stored already or about to be."""

    id: str
    said: _Thing
    stands: tuple[str, str]
    marks: list[str]
    label: str
    is_new: bool


@dataclass(slots=True)
class _Adding:
    """An import under way: names as they are and as they grow, what is to be written, what is wrong."""

    db: Database
    file: str
    origin: str
    places: PlaceNames
    indicators: IndicatorNames
    documents: dict[str, int | None]
    problems: list[Problem]
    new_indicators: dict[int, _Record] = field(default_factory=dict)
    new_documents: dict[str, set[int]] = field(default_factory=dict)
    other_names: dict[int, list[str]] = field(default_factory=dict)
    known: dict[_Thing, list[_Known]] = field(default_factory=dict)
    looked_up: set[tuple[int, int, str]] = field(default_factory=set)
    records: dict[str, _Record] = field(default_factory=dict)
    marked: dict[str, list[str]] = field(default_factory=dict)
    places_of: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    unchanged: int = 0
    disagreeing: int = 0
    _cache: dict[tuple[str, ...], labels.Resolved] = field(default_factory=dict)
    _newest_id: int = 0

    def note_places(self, rows: Iterable[Row]) -> None:
        """Take note which units the names of places mean in each document, by the rows whose period leaves no doubt."""
        for row in rows:
            if self.places.at_one_time(row.period):
                place = self._place(row).place
                if place is not None:
                    told = (row.document, row.place)
                    self.places_of[told] = self.places_of.get(told, frozenset()) | {place}

    def _place(self, row: Row) -> place_names.Resolved:
        beside = frozenset[int]()
        if not self.places.at_one_time(row.period):
            beside = self.places_of.get((row.document, row.place), beside)
        near = self.documents.get(row.document)
        return self.places.resolve(row.place, row.place_code, row.period, near, beside)

    def resolve(self, row: Row) -> _Resolved | None:
        """Return the row with its place and indicator, or None after taking note of what is wrong with it."""
        faults = len(self.problems)
        place = self._place(row)
        if place.place is None:
            self._fault(
                row,
                place.reason,
                row.place_code if place.reason != "place_contradicts_code" and row.place_code else row.place,
                place.hint,
            )
        indicator = self._indicator(row, self.places.type_of(place.place) if place.place is not None else "")
        if indicator.indicator is None:
            self._fault(row, indicator.reason, row.indicator_code or row.indicator, indicator.hint)
        if len(row.unit) > LONGEST_UNIT or facts.parse_number(row.unit) is not None:
            self._fault(row, "bad_unit", row.unit)
        if len(self.problems) > faults or place.place is None or indicator.indicator is None:
            return None
        if row.document and row.document not in self.documents:
            self.new_documents.setdefault(row.document, set()).add(place.place)
        if indicator.base and not row.base:
            row = replace(row, base=indicator.base)
        return _Resolved(row, place.place, indicator.indicator, indicator.said)

    def _fault(self, row: Row, reason: str, value: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, row.line, reason, value, hint))

    def _indicator(self, row: Row, level: str) -> labels.Resolved:
        label = self.indicators.without_plan(row.indicator) if row.kind == "target" else row.indicator
        asked = (label, row.indicator_code, row.measure, row.unit, level, row.qualifier)
        found = self._cache.get(asked)
        if found is None:
            found = self.indicators.resolve(*asked)
            if found.name:
                found = replace(found, indicator=self._create(found.name, row))
            elif found.indicator is not None and found.other_name:
                self.other_names.setdefault(found.indicator, []).append(found.other_name)
            self._cache[asked] = found
        return found

    def _create(self, name: str, row: Row) -> int:
        if not self._newest_id:
            self._newest_id = int(self.db.execute("SELECT coalesce(max(id), 0) FROM indicators").fetchone()[0])
        self._newest_id += 1
        code = row.indicator_code or self.indicators.free_code(name)
        self.indicators.add(code, self._newest_id, name, row.unit)
        self.new_indicators[self._newest_id] = {
            "id": self._newest_id,
            "code": code,
            "name_vi": name,
            "unit": row.unit or None,
            "field": None,
            "direction": "neutral",
            "resembles": None,
            "origin": self.origin,
        }
        return self._newest_id

    def sort_out(self, resolved: Iterable[_Resolved]) -> None:
        """Tell new rows from known ones, give them ids and mark those that disagree."""
        for found in resolved:
            self._look_up(found)
            row = found.row
            others = self.known.setdefault(found.thing, [])
            stands = (row.locator, row.quote)
            if any(other.said == found.said and other.stands == stands for other in others):
                self.unchanged += 1
                continue
            marks = list(row.disagrees_with)
            new = _Known(self._free_id(found), found.said, stands, marks, found.label, is_new=True)
            differing = [
                other for other in others if other.said != found.said and not labels.are_apart(other.label, found.label)
            ]
            if len(differing) >= MOST_DISAGREEING and len({other.said for other in differing}) >= MOST_DISAGREEING:
                self._fault(
                    row,
                    "unmarked_disagreement",
                    facts.number_text(row.value),
                    ", ".join(str(other.said[1]) for other in differing[:MOST_DISAGREEING]),
                )
            for other in differing:
                self._mark(other, new.id)
                self._mark(new, other.id)
            self.disagreeing += bool(differing)
            others.append(new)
            self.records[new.id] = self._record(found, new)

    def _look_up(self, found: _Resolved) -> None:
        asked = (found.place, found.indicator, found.row.period)
        if asked in self.looked_up or found.indicator in self.new_indicators:
            return
        self.looked_up.add(asked)
        stored = self.db.execute(
            """SELECT kind, measure, unit, base, qualifier, document, comparator, value, value_max, locator, quote, id,
            disagrees_with, label FROM observations WHERE place = ? AND indicator = ? AND period = ?""",
            asked,
        )
        for row in stored.fetchall():
            cells = [cell or "" for cell in row]
            stands, marks = (cells[9], cells[10]), cells[12].split()
            known = _Known(cells[11], tuple(cells[6:9]), stands, marks, cells[13], is_new=False)
            self.known.setdefault((*asked[:2], found.row.period, *cells[:6]), []).append(known)

    def _mark(self, row: _Known, other: str) -> None:
        if other not in row.marks:
            row.marks.append(other)
            if row.is_new and row.id in self.records:
                self.records[row.id]["disagrees_with"] = " ".join(row.marks)
            elif not row.is_new:
                self.marked[row.id] = row.marks

    def _free_id(self, found: _Resolved) -> str:
        """Return the row's id: its own, or one made of what it says, so that it is the same in every knowledge base."""
        row = found.row
        if row.id:
            if row.id in self.records:
                self._fault(row, "duplicate_id", row.id)
            elif self._stored_id(row.id):
                self._fault(row, "id_taken", row.id)
            return row.id
        made = facts.stable_id(row, self.places.code_of(found.place), self.indicators.code_of(found.indicator))
        row_id, number = made, 2
        while row_id in self.records or self._stored_id(row_id):
            row_id, number = f"{made}-{number}", number + 1
        return row_id

    def _stored_id(self, row_id: str) -> bool:
        return self.db.execute("SELECT 1 FROM observations WHERE id = ?", [row_id]).fetchone() is not None

    def _record(self, found: _Resolved, new: _Known) -> _Record:
        return {
            **record_of(found.row, found.place, found.indicator, new.id),
            "disagrees_with": " ".join(new.marks) or None,
            "label": found.label or None,
            "origin": self.origin,
        }

    def check_ids(self, resolved: Iterable[_Resolved]) -> None:
        """Take note of marks that point to no row."""
        for found in resolved:
            for other in found.row.disagrees_with:
                if other not in self.records and not self._stored_id(other):
                    self._fault(found.row, "unknown_id", other)

    def write(self) -> ImportReport:
        """Store everything and return what was done."""
        self.db.table("documents").insert_all(
            self._document(document, places) for document, places in self.new_documents.items()
        )
        others = self._other_names()
        self._note_resemblances(others)
        self.db.table("indicators").insert_all(self.new_indicators.values())
        self.db.table("aliases").insert_all(
            {"indicator": indicator, "alias": name, "reason": "", "origin": self.origin}
            for indicator, names in others.items()
            for name in names
            if (owner := self.indicators.owner(name)) is None or owner in self.new_indicators
        )
        self.db.conn.executemany(_INSERT, self.records.values())
        self.db.conn.executemany(
            "UPDATE observations SET disagrees_with = ? WHERE id = ?",
            [(" ".join(marks), row_id) for row_id, marks in self.marked.items()],
        )
        self.db.conn.executemany(
            "UPDATE places SET observations = observations + ? WHERE id = ?", self._counted("place")
        )
        self.db.conn.executemany(
            "UPDATE indicators SET observations = observations + ? WHERE id = ?", self._counted("indicator")
        )
        return ImportReport(
            added=len(self.records),
            unchanged=self.unchanged,
            new_indicators=tuple(str(record["code"]) for record in self.new_indicators.values()),
            new_documents=tuple(self.new_documents),
            disagreeing=self.disagreeing,
        )

    def _other_names(self) -> dict[int, list[str]]:
        """Return what else indicators go by, where that is one's own: the new, and the known by the labels of rows.

        A new one's is its own where no other new one with figures of the same place goes by it: each place has its
        "Tổng giá trị sản xuất (giá so sánh)".
        """
        labels_of = {indicator: str(record["name_vi"]) for indicator, record in self.new_indicators.items()}
        others = {
            indicator: self.indicators.other_names(label, str(self.new_indicators[indicator]["unit"] or ""))
            for indicator, label in labels_of.items()
        }
        places: dict[int, set[object]] = {}
        for record in self.records.values():
            places.setdefault(int(str(record["indicator"])), set()).add(record["place"])
        bearers: dict[str, list[int]] = {}
        for indicator, names in others.items():
            for name in dict.fromkeys(key(name) for name in (labels_of[indicator], *names)):
                bearers.setdefault(name, []).append(indicator)

        def is_own(name: str, indicator: int) -> bool:
            here = places.get(indicator, set())
            return all(one == indicator or here.isdisjoint(places.get(one, ())) for one in bearers[key(name)])

        own = {indicator: [name for name in names if is_own(name, indicator)] for indicator, names in others.items()}
        of_known = {
            indicator: [name for name in dict.fromkeys(named) if key(name) not in bearers]
            for indicator, named in self.other_names.items()
        }
        return own | of_known

    def _note_resemblances(self, others: Mapping[int, Sequence[str]]) -> None:
        if not self.new_indicators:
            return
        path = Path(self.db.execute("PRAGMA database_list").fetchone()[2])
        # What a label resembles must not hang on what else was imported before it.
        knowledge = Knowledge.open_catalogue(path)
        try:
            namesakes: dict[str, list[int]] = {}
            alike: dict[int, str] = {}
            for indicator, record in self.new_indicators.items():
                label = str(record["name_vi"])
                names = (label, *others[indicator], *labels.short_names(label))
                unit = str(record["unit"] or "")
                if own := next((owner for name in names if (owner := self._namesake(name, unit, knowledge))), ""):
                    namesakes.setdefault(own, []).append(indicator)
                elif code := next((code for name in names if (code := resembled(name, unit, knowledge))), ""):
                    alike[indicator] = code
            alike = {
                indicator: code
                for indicator, code in alike.items()
                # "Giá trị sản xuất công nghiệp địa phương" beside the "Giá trị sản xuất công nghiệp (giá so sánh 2010)"
                if not any(self._stand_together(indicator, other) for other in namesakes.get(code, ()))
            }
            alike |= {indicator: code for code, indicators in namesakes.items() for indicator in indicators}
            for indicator, code in alike.items():
                known = knowledge.indicators[knowledge.indicator_by_code[code]]
                if not self._stand_together(indicator, known.id):
                    resembling = {"resembles": code, "field": known.field, "direction": known.direction}
                    self.new_indicators[indicator] |= resembling
        finally:
            knowledge.store.close()

    def _stand_together(self, new: int, known: int) -> bool:
        """Return whether some place has levels of both in one period, or of what is known where the new has none.

        Then they are two things, however alike their names: "Số trường công nhận lại đạt chuẩn" beside the "Số trường
        đạt chuẩn", the "Mức giảm tỷ lệ hộ nghèo" in percent of its plan beside the "Tỷ lệ hộ nghèo".
        """
        levels = self._levels_of(known)
        own = {
            (r["place"], r["period"]) for r in self.records.values() if (r["indicator"], r["measure"]) == (new, _LEVEL)
        }
        if own:
            return not own.isdisjoint(levels)
        places = {record["place"] for record in self.records.values() if record["indicator"] == new}
        return not places.isdisjoint(place for place, _ in levels)

    def _levels_of(self, indicator: int) -> set[tuple[object, object]]:
        """Return (place, period) of the levels of an indicator, stored or about to be."""
        stored = self.db.execute(
            "SELECT DISTINCT place, period FROM observations WHERE indicator = ? AND measure = ?", [indicator, _LEVEL]
        )
        records = self.records.values()
        return {(place, period) for place, period in stored.fetchall()} | {
            (r["place"], r["period"]) for r in records if (r["indicator"], r["measure"]) == (indicator, _LEVEL)
        }

    def _namesake(self, name: str, unit: str, knowledge: Knowledge) -> str:
        """Return the code of the indicator of the catalogue that has a name, in the same kind of unit, or ""."""
        owner = self.indicators.owner(name)
        if owner is None or owner in self.new_indicators:
            return ""
        known = knowledge.indicators[owner]
        is_alike = knowledge.dimension(unit) == knowledge.dimension(known.unit) != ""
        return known.code if is_alike and known.origin == "data" else ""

    def _counted(self, column: str) -> list[tuple[int, object]]:
        return [
            (count, row_id) for row_id, count in Counter(record[column] for record in self.records.values()).items()
        ]

    def _document(self, document: str, places: set[int]) -> _Record:
        """Return what is known of a document that only rows speak of: its id, and its place where they have but one."""
        only = next(iter(places)) if len(places) == 1 else None
        return {
            "id": document,
            "title": document,
            "place": only,
            "draft": 0,
            "citation": document,
            "origin": self.origin,
        }
