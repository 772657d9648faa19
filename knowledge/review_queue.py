"""The review queue as it stands in the database: documents, their findings and tasks, what was decided about them."""

from contextlib import closing
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from knowledge import schema
from knowledge.documents.findings import SURE, Doubt, Finding, Particulars, Task

OPEN, APPROVED, REJECTED = "open", "approved", "rejected"
FINDING_FIELDS = (
    "place indicator period kind measure comparator value value_max unit base qualifier locator quote".split()
)
DOCUMENT_FIELDS = "number kind issuer place issued_on title draft period".split()


class ReviewError(Exception):
    """A decision that cannot be made; reason is a closed list of words, value what it is about.

    Reasons: unknown_document, unknown_item, not_open, nothing_to_do, place_needed, unknown_field, bad_value, no_change.
    """

    def __init__(self, reason: str, value: str = "", hint: str = "") -> None:
        super().__init__(f"{reason} {value}".strip())
        self.reason = reason
        self.value = value
        self.hint = hint


@dataclass(frozen=True, slots=True)
class QueuedDocument:
    """A document in the queue; previous is the id of an earlier version, "" for none.

    open, approved, rejected: findings by state; sure: the open ones without a doubt.
    """

    id: str
    file: str
    sha256: str
    received_at: str
    received_by: str
    previous: str
    particulars: Particulars
    place_code: str
    open: int
    sure: int
    approved: int
    rejected: int
    tasks_open: int

    @property
    def doubtful(self) -> int:
        """How many open findings somebody must look at."""
        return self.open - self.sure


@dataclass(frozen=True, slots=True)
class QueuedFinding:
    """A finding in the queue; observation is the id of what it became, "" where nothing new was stored."""

    number: int
    state: str
    finding: Finding
    place_code: str
    observation: str


@dataclass(frozen=True, slots=True)
class QueuedTask:
    """A task in the queue."""

    number: int
    state: str
    task: Task
    place_code: str

    @property
    def sure(self) -> bool:
        """Whether the task has a day and a place."""
        return bool((self.task.due or self.task.recurrence) and self.place_code)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who did what when; item "finding", "task" or "document", before and after are JSON or ""."""

    item: str
    number: int | None
    act: str
    person: str
    at: str
    before: str
    after: str


def documents(path: Path) -> list[QueuedDocument]:
    """Return all documents in the queue, those received last first."""
    with closing(schema.connect(path)) as db:
        ids = db.execute("SELECT id FROM queue_documents ORDER BY received_at DESC, rowid DESC").fetchall()
        return [read_document(db, row[0]) for row in ids]


def document(path: Path, document_id: str) -> QueuedDocument:
    """Return one document. Raises ReviewError (unknown_document)."""
    with closing(schema.connect(path)) as db:
        return read_document(db, document_id)


def findings(path: Path, document_id: str) -> list[QueuedFinding]:
    """Return the findings of a document: open ones with doubts first, the least certain of them before the others."""
    with closing(schema.connect(path)) as db:
        read_document(db, document_id)
        found = read_findings(db, document_id)
    return sorted(found, key=lambda one: (one.state != OPEN, one.finding.sure, one.finding.confidence, one.number))


def tasks(path: Path, document_id: str) -> list[QueuedTask]:
    """Return the tasks of a document in reading order."""
    with closing(schema.connect(path)) as db:
        return read_tasks(db, document_id)


def decisions(path: Path, document_id: str) -> list[Decision]:
    """Return what was decided about a document, in order."""
    with closing(schema.connect(path)) as db:
        rows = db.execute(
            "SELECT item, number, act, person, at, before, after FROM queue_decisions WHERE document = ? ORDER BY id",
            [document_id],
        )
        return [Decision(row[0], row[1], row[2], row[3], row[4], row[5] or "", row[6] or "") for row in rows]


def read_document(db: Database, document_id: str) -> QueuedDocument:
    """Return one document. Raises ReviewError (unknown_document)."""
    names = f"id, file, sha256, received_at, received_by, previous, place_code, {', '.join(DOCUMENT_FIELDS)}"
    row = db.execute(f"SELECT {names} FROM queue_documents WHERE id = ?", [document_id]).fetchone()  # noqa: S608
    if row is None:
        raise ReviewError("unknown_document", document_id)
    cells = dict(zip(DOCUMENT_FIELDS, row[7:], strict=True))
    cells["issued_on"] = date.fromisoformat(cells["issued_on"]) if cells["issued_on"] else None
    cells["draft"] = bool(cells["draft"])
    states = dict(
        db.execute("SELECT state, count(*) FROM queue_findings WHERE document = ? GROUP BY state", [document_id])
    )
    [sure] = db.execute(
        "SELECT count(*) FROM queue_findings WHERE document = ? AND state = ? AND doubts = '' AND confidence >= ?",
        [document_id, OPEN, SURE],
    ).fetchone()
    [waiting] = db.execute(
        "SELECT count(*) FROM queue_tasks WHERE document = ? AND state = ?", [document_id, OPEN]
    ).fetchone()
    return QueuedDocument(
        id=row[0],
        file=row[1],
        sha256=row[2],
        received_at=row[3],
        received_by=row[4],
        previous=row[5] or "",
        particulars=Particulars(**cells),
        place_code=row[6],
        open=states.get(OPEN, 0),
        sure=sure,
        approved=states.get(APPROVED, 0),
        rejected=states.get(REJECTED, 0),
        tasks_open=waiting,
    )


def read_findings(db: Database, document_id: str) -> list[QueuedFinding]:
    """Return the findings of a document in reading order."""
    names = [field.name for field in fields(Finding) if field.name != "order"]
    rows = db.execute(
        f"SELECT number, state, place_code, observation, {', '.join(names)} FROM queue_findings "  # noqa: S608
        "WHERE document = ? ORDER BY number",
        [document_id],
    )
    return [
        QueuedFinding(row[0], row[1], _finding(row[0], dict(zip(names, row[4:], strict=True))), row[2], row[3] or "")
        for row in rows
    ]


def _finding(number: int, cells: dict[str, Any]) -> Finding:
    cells["value"] = Decimal(cells["value"])
    cells["value_max"] = Decimal(cells["value_max"]) if cells["value_max"] else None
    cells["doubts"] = tuple(Doubt(doubt) for doubt in cells["doubts"].split())
    return Finding(order=number - 1, **cells)


def read_tasks(db: Database, document_id: str) -> list[QueuedTask]:
    """Return the tasks of a document in reading order."""
    names = [field.name for field in fields(Task) if field.name != "order"]
    rows = db.execute(
        f"SELECT number, state, place_code, {', '.join(names)} FROM queue_tasks WHERE document = ? ORDER BY number",  # noqa: S608
        [document_id],
    )
    found = []
    for row in rows:
        cells = dict(zip(names, row[3:], strict=True))
        cells["due"] = date.fromisoformat(cells["due"]) if cells["due"] else None
        found.append(QueuedTask(row[0], row[1], Task(order=row[0] - 1, **cells), row[2]))
    return found
