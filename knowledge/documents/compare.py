"""Findings held against the knowledge base: indicators and places looked up, doubts that only it can raise."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from sqlite_utils import Database

from knowledge import facts, place_names
from knowledge.documents.catalogue import Catalogue
from knowledge.documents.findings import Doubt, Finding, Particulars, Task
from knowledge.documents.ingest import Ingested
from knowledge.documents.second_look import doubting
from knowledge.text import key

WORDS = Path(__file__).parents[1] / "data" / "words.toml"
# A place's figure seldom moves by more than this from one year to the next; where it did, somebody should look.
_USUAL_FACTOR = Decimal(5)
_Thing = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A document's findings and tasks with codes and all doubts; a code is "" where the words mean no one unit.

    document_place_fault: "" or why the document's own place is not known (unknown_place, ambiguous_place), with the
    units that it may be in document_place_hint.
    """

    found: Ingested
    place_code: str
    finding_places: tuple[str, ...]
    task_places: tuple[str, ...]
    document_place_fault: str = ""
    document_place_hint: str = ""


class Comparison:
    """What a database knows, ready to be held against documents."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._indicators: dict[str, int] = dict(db.execute("SELECT code, id FROM indicators"))
        self._units: dict[str, Decimal] = {}
        for unit, factor, aliases in db.execute("SELECT unit, factor, aliases FROM units"):
            for name in (unit, *(aliases or "").split("|")):
                if name.strip():
                    self._units[key(name)] = Decimal(factor)

    @cached_property
    def _catalogue(self) -> Catalogue:
        return Catalogue(self._db)

    @cached_property
    def _places(self) -> place_names.PlaceNames:
        return place_names.stored(self._db, place_names.type_words(WORDS))

    def compare(self, found: Ingested, today: date) -> Compared:
        """Return findings and tasks with their codes and doubts; today stands in for a document without a date."""
        head = found.particulars
        period = head.period or str((head.issued_on or today).year)
        own = self._places.resolve(head.place, "", period, None) if head.place else None
        near = own.place if own else None
        name = self._titled(near) if near is not None else head.place
        findings: list[Finding] = []
        codes: list[str] = []
        for finding in found.findings:
            place = self._place(finding.place, head, finding.period or period, near)
            codes.append(self._places.code_of(place) if place is not None else "")
            findings.append(self._looked_up(finding, place, name if finding.place == head.place else finding.place))
            if place is None and near is not None:
                findings[-1] = doubting(findings[-1], Doubt.PLACE_UNSURE)
        tasks = [replace(task, place=name) if task.place == head.place else task for task in found.tasks]
        return Compared(
            replace(
                found,
                particulars=replace(head, place=name),
                findings=tuple(_doubt_each_other(findings)),
                tasks=tuple(tasks),
            ),
            self._places.code_of(near) if near is not None else "",
            tuple(codes),
            tuple(self._task_place(task, head, period, near) for task in found.tasks),
            own.reason if own else "missing_value",
            own.hint if own else "",
        )

    def place_code(self, name: str, period: str, near_code: str) -> tuple[str, str, str]:
        """Return (code, reason, hint) of a place named by a person; the code is "" where a reason is given."""
        found = self._places.resolve(name, "", period, self._places.id_of(near_code) if near_code else None)
        return (self._places.code_of(found.place) if found.place is not None else "", found.reason, found.hint)

    def resolve(self, label: str, unit: str | None, measure: str) -> tuple[str, str]:
        """Return (code, name) of the indicator that a label means, both "" for none."""
        resolution = self._catalogue.resolve(label, unit, measure)
        return resolution.code or "", resolution.name or ""

    def _titled(self, place: int) -> str:
        return self._places.full_name(place).split(",")[0]

    def _place(self, name: str | None, head: Particulars, period: str, near: int | None) -> int | None:
        if not name:
            return None
        if name == head.place:
            return near
        return self._places.resolve(name, "", period, near).place

    def _task_place(self, task: Task, head: Particulars, period: str, near: int | None) -> str:
        place = self._place(task.place or head.place, head, period, near)
        return self._places.code_of(place) if place is not None else ""

    def _looked_up(self, finding: Finding, place: int | None, name: str | None) -> Finding:
        resolution = self._catalogue.resolve(finding.label, finding.unit, finding.measure)
        finding = replace(
            finding,
            place=name,
            indicator=resolution.name or finding.label,
            indicator_code=resolution.code,
        )
        if resolution.code is None:
            return doubting(finding, Doubt.LABEL_UNKNOWN)
        if finding.passage in ("narrative", "footnote") and self._catalogue.is_wide(finding.label):
            finding = doubting(finding, Doubt.LABEL_UNSURE)
        if place is not None:
            finding = self._against_stored(finding, place, self._indicators[resolution.code])
        if finding.unit == "%" and finding.measure == "level" and finding.value > 100:
            finding = doubting(finding, Doubt.OUT_OF_RANGE)
        return finding

    def _against_stored(self, finding: Finding, place: int, indicator: int) -> Finding:
        rows = self._db.execute(
            """SELECT period, kind, comparator, value, unit, base, qualifier FROM observations
            WHERE place = ? AND indicator = ? AND measure = ?""",
            [place, indicator, finding.measure],
        ).fetchall()
        said = (finding.comparator, facts.number_text(finding.value))
        for period, kind, comparator, value, unit, base, qualifier in rows:
            same = (period, kind, key(unit or "")) == (finding.period, finding.kind, key(finding.unit or ""))
            same = same and (base or None, qualifier or None) == (finding.base, finding.qualifier)
            if same and (comparator, facts.number_text(Decimal(value))) != said:
                return doubting(finding, Doubt.DIFFERS_FROM_STORED)
        if finding.measure == "level" and self._is_unusual(finding, [(Decimal(row[3]), row[4] or "") for row in rows]):
            return doubting(finding, Doubt.OUT_OF_RANGE)
        return finding

    def _is_unusual(self, finding: Finding, stored: list[tuple[Decimal, str]]) -> bool:
        """Return whether a level is far from all that is stored of the same thing, in the same kind of unit."""
        unit = finding.unit or ""
        size = self._units.get(key(unit), Decimal(1))
        value = finding.value * size
        comparable = [
            number * self._units.get(key(other), Decimal(1))
            for number, other in stored
            if number > 0 and self._catalogue.dimension(other) == self._catalogue.dimension(unit)
        ]
        if not comparable or value <= 0:
            return False
        return value > max(comparable) * _USUAL_FACTOR or value * _USUAL_FACTOR < min(comparable)


def _doubt_each_other(findings: list[Finding]) -> list[Finding]:
    """Return findings where those that say different things of the same thing doubt each other."""
    said: defaultdict[_Thing, set[_Thing]] = defaultdict(set)
    for finding in findings:
        said[thing_of(finding)].add((finding.comparator, finding.value, finding.value_max))
    return [
        doubting(finding, Doubt.DIFFERS_WITHIN) if len(said[thing_of(finding)]) > 1 else finding for finding in findings
    ]


def thing_of(finding: Finding) -> _Thing:
    """Return what a finding speaks of: two documents or clauses that say something else of it differ."""
    return (
        finding.indicator_code or key(finding.label),
        key(finding.place or ""),
        finding.period,
        finding.kind,
        finding.measure,
        key(finding.unit or ""),
        key(finding.base or ""),
        key(finding.qualifier or ""),
    )
