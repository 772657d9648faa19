"""Decisions about what waits in the review queue: take in, approve, correct, reject, undo, compare versions."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from sqlite_utils import Database

from knowledge import facts, importing, schema
from knowledge.documents.compare import Compared, Comparison, thing_of
from knowledge.documents.findings import Finding, Particulars, Task
from knowledge.errors import KnowledgeError, Problem
from knowledge.review_queue import (
    APPROVED,
    DOCUMENT_FIELDS,
    FINDING_FIELDS,
    OPEN,
    REJECTED,
    QueuedDocument,
    QueuedFinding,
    QueuedTask,
    ReviewError,
    read_document,
    read_findings,
    read_tasks,
)
from knowledge.text import clean, fold

ORIGIN = "review"
_LONGEST_ID = 60
_Item = TypeVar("_Item", "QueuedFinding", "QueuedTask")
_DRAFT_YES, _DRAFT_NO = ("1", "true", "yes", "có"), ("0", "false", "no", "không", "")


@dataclass(frozen=True, slots=True)
class Approved:
    """What an approval did: findings and tasks taken over, rows stored, codes of indicators made for it."""

    findings: int
    tasks: int
    added: int
    new_indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a version of a document says otherwise than the one before it."""

    added: tuple[Finding, ...]
    removed: tuple[Finding, ...]
    changed: tuple[tuple[Finding, Finding], ...]


def seen(path: Path, sha256: str) -> tuple[str, bool] | None:
    """Return (id, whether it is in the queue) of the document with exactly this content, None for a new one."""
    with closing(schema.connect(path)) as db:
        return _seen(db, sha256)


def take_in(path: Path, compared: Compared, *, file: str, sha256: str, by: str, now: datetime) -> str:
    """Put a document into the queue and return its id; one that is there already stays as it is."""
    with closing(schema.connect(path)) as db, schema.writing(db):
        known = _seen(db, sha256)
        if known is not None:
            return known[0]
        head = compared.found.particulars
        document = _free_id(db, head, file)
        db.table("queue_documents").insert(
            {
                "id": document,
                "file": file,
                "sha256": sha256,
                "received_at": now.isoformat(),
                "received_by": by,
                "previous": _previous(db, head),
                **_head_cells(head),
                "place_code": compared.place_code,
            }
        )
        findings = zip(compared.found.findings, compared.finding_places, strict=True)
        db.table("queue_findings").insert_all(
            {"document": document, "number": number, "state": OPEN, **_cells(finding), "place_code": place}
            for number, (finding, place) in enumerate(findings, 1)
        )
        tasks = zip(compared.found.tasks, compared.task_places, strict=True)
        db.table("queue_tasks").insert_all(
            {"document": document, "number": number, "state": OPEN, **_task_cells(task), "place_code": place}
            for number, (task, place) in enumerate(tasks, 1)
        )
        _note(db, document, "document", None, "receive", by, now)
        return document


def approve(
    path: Path,
    document_id: str,
    *,
    by: str,
    now: datetime,
    numbers: Iterable[int] | None = None,
    task_numbers: Iterable[int] | None = None,
) -> Approved:
    """Make open findings and tasks part of the knowledge base; without numbers, all the sure ones.

    An indicator that the catalogue lacks is made from its label. Raises ReviewError, and KnowledgeError with every
    finding that cannot be stored as it is (no period, no place); nothing is changed then.
    """
    with closing(schema.connect(path)) as db, schema.writing(db):
        queued = read_document(db, document_id)
        sure = numbers is None and task_numbers is None
        chosen = _chosen(read_findings(db, document_id), numbers or (), lambda one: sure and one.finding.sure)
        chosen_tasks = _chosen(read_tasks(db, document_id), task_numbers or (), lambda one: sure and one.sure)
        if not chosen and not chosen_tasks:
            raise ReviewError("nothing_to_do", document_id)
        codes = [*(one.place_code for one in chosen), *(task.place_code for task in chosen_tasks)]
        if not queued.place_code and not all(codes):
            name = queued.particulars.place or ""
            hint = Comparison(db).place_code(name, queued.particulars.period or str(now.year), "")[2] if name else ""
            raise ReviewError("place_needed", name, hint)
        _check(queued, chosen, chosen_tasks)
        _keep_document(db, queued)
        rows = [_row(document_id, one) for one in chosen]
        report = importing.add_rows(db, rows, document_id, origin=ORIGIN)
        for one, row in zip(chosen, rows, strict=True):
            stored = db.execute("SELECT 1 FROM observations WHERE id = ?", [row.id]).fetchone() is not None
            _set_state(db, "queue_findings", document_id, one.number, APPROVED, observation=row.id if stored else "")
            _note(db, document_id, "finding", one.number, "approve", by, now, after=_cells(one.finding))
        for task in chosen_tasks:
            _store_task(db, document_id, task)
            _set_state(db, "queue_tasks", document_id, task.number, APPROVED)
            _note(db, document_id, "task", task.number, "approve", by, now)
        return Approved(len(chosen), len(chosen_tasks), report.added, report.new_indicators)


def reject(
    path: Path,
    document_id: str,
    *,
    by: str,
    now: datetime,
    numbers: Iterable[int] | None = None,
    task_numbers: Iterable[int] | None = None,
) -> int:
    """Set open findings and tasks aside, without numbers all that are open; return how many."""
    with closing(schema.connect(path)) as db, schema.writing(db):
        read_document(db, document_id)
        everything = numbers is None and task_numbers is None
        chosen = _chosen(read_findings(db, document_id), numbers or (), lambda _one: everything)
        chosen_tasks = _chosen(read_tasks(db, document_id), task_numbers or (), lambda _one: everything)
        for table, item, group in (("queue_findings", "finding", chosen), ("queue_tasks", "task", chosen_tasks)):
            for one in group:
                _set_state(db, table, document_id, one.number, REJECTED)
                _note(db, document_id, item, one.number, "reject", by, now)
        return len(chosen) + len(chosen_tasks)


def correct(
    path: Path, document_id: str, number: int, changes: Mapping[str, str], *, by: str, now: datetime
) -> QueuedFinding:
    """Write other values into an open finding, which then raises no doubt, and return it.

    changes: values by name from FINDING_FIELDS, numbers in the Vietnamese way or with a decimal dot. Raises ReviewError
    and KnowledgeError.
    """
    _known_fields(changes, FINDING_FIELDS)
    with closing(schema.connect(path)) as db, schema.writing(db):
        queued = read_document(db, document_id)
        [one] = _chosen(read_findings(db, document_id), [number], lambda _one: False)
        before = _cells(one.finding)
        cells = {name: before[name] for name in FINDING_FIELDS} | {name: clean(text) for name, text in changes.items()}
        if "comparator" in changes and changes["comparator"] != "range" and "value_max" not in changes:
            cells["value_max"] = None
        rows, problems = facts.read_rows(facts.write_rows([{**cells, "place": cells["place"] or "-"}]), document_id)
        if problems:
            raise KnowledgeError(
                [Problem(document_id, number, problem.reason, problem.value, problem.hint) for problem in problems]
            )
        [row] = rows
        comparison = Comparison(db)
        changed: dict[str, object] = {name: _text(getattr(row, name)) for name in FINDING_FIELDS}
        changed["place"] = cells["place"]
        if "place" in changes:
            code, reason, hint = comparison.place_code(row.place, row.period, queued.place_code)
            if reason:
                raise KnowledgeError([Problem(document_id, number, reason, row.place, hint)])
            changed["place_code"] = code
        if "indicator" in changes or "unit" in changes or "measure" in changes:
            changed["indicator_code"] = comparison.resolve(row.indicator, row.unit, row.measure)[0] or None
        changed |= {"confidence": 1.0, "doubts": ""}
        db.table("queue_findings").update((document_id, number), changed)
        after = next(found for found in read_findings(db, document_id) if found.number == number)
        _note(db, document_id, "finding", number, "correct", by, now, before=before, after=_cells(after.finding))
        return after


def correct_document(
    path: Path, document_id: str, changes: Mapping[str, str], *, by: str, now: datetime
) -> QueuedDocument:
    """Write other particulars into a document of which nothing is approved yet, and return it.

    A place goes to all findings and tasks of the document's own place as well. Raises ReviewError, KnowledgeError.
    """
    _known_fields(changes, DOCUMENT_FIELDS)
    with closing(schema.connect(path)) as db, schema.writing(db):
        queued = read_document(db, document_id)
        if queued.approved:
            raise ReviewError("not_open", document_id)
        before = _head_cells(queued.particulars)
        cells: dict[str, object] = {name: clean(text) or None for name, text in changes.items()}
        if "issued_on" in changes:
            _check_day(document_id, changes["issued_on"])
        if "draft" in changes:
            cells["draft"] = _yes_or_no(changes["draft"])
        if changes.get("place"):
            period = queued.particulars.period or str(now.year)
            code, reason, hint = Comparison(db).place_code(changes["place"], period, "")
            if reason:
                raise KnowledgeError([Problem(document_id, None, reason, changes["place"], hint)])
            cells["place_code"] = code
            for table in ("queue_findings", "queue_tasks"):
                db.execute(
                    f"UPDATE {table} SET place = ?, place_code = ? WHERE document = ? AND place IS ?",  # noqa: S608
                    [cells["place"], code, document_id, queued.particulars.place],
                )
        db.table("queue_documents").update(document_id, cells)
        after = read_document(db, document_id)
        _note(
            db, document_id, "document", None, "correct", by, now, before=before, after=_head_cells(after.particulars)
        )
        return after


def undo(path: Path, document_id: str, *, by: str, now: datetime) -> int:
    """Take everything that was approved of a document out of the knowledge base again; return how many rows went.

    All its findings and tasks are open again, corrections stay. Indicators made for them stay in the catalogue, without
    figures. Raises ReviewError (unknown_document, nothing_to_do).
    """
    with closing(schema.connect(path)) as db, schema.writing(db):
        read_document(db, document_id)
        states = [one.state for one in read_findings(db, document_id)] + [
            one.state for one in read_tasks(db, document_id)
        ]
        if all(state == OPEN for state in states):
            raise ReviewError("nothing_to_do", document_id)
        gone = [
            str(row[0])
            for row in db.execute(
                "SELECT observation FROM queue_findings WHERE document = ? AND observation <> ''", [document_id]
            )
        ]
        removed = 0
        for row_id in gone:
            removed += db.execute("DELETE FROM observations WHERE id = ? AND origin = ?", [row_id, ORIGIN]).rowcount
        _unmark(db, set(gone))
        removed += db.execute("DELETE FROM tasks WHERE document = ? AND origin = ?", [document_id, ORIGIN]).rowcount
        db.execute(
            """DELETE FROM documents WHERE id = ?1 AND origin = ?2 AND id NOT IN (
            SELECT document FROM observations WHERE document = ?1 UNION SELECT document FROM tasks WHERE document = ?1
            )""",
            [document_id, ORIGIN],
        )
        db.execute("UPDATE queue_findings SET state = ?, observation = '' WHERE document = ?", [OPEN, document_id])
        db.execute("UPDATE queue_tasks SET state = ? WHERE document = ?", [OPEN, document_id])
        schema.count_figures(db)
        _note(db, document_id, "document", None, "undo", by, now)
        return removed


def changes(path: Path, document_id: str) -> Changes | None:
    """Return what a document says otherwise than its earlier version in the queue, None where there is none."""
    with closing(schema.connect(path)) as db:
        earlier = read_document(db, document_id).previous
        if not earlier:
            return None
        return _changes(
            [one.finding for one in read_findings(db, earlier)], [one.finding for one in read_findings(db, document_id)]
        )


def _changes(before: Sequence[Finding], after: Sequence[Finding]) -> Changes:
    def said(finding: Finding) -> tuple[object, ...]:
        return (*thing_of(finding), finding.comparator, finding.value, finding.value_max)

    old_says, new_says = {said(one) for one in before}, {said(one) for one in after}
    old = [one for one in before if said(one) not in new_says]
    new = [one for one in after if said(one) not in old_says]
    pairs = []
    for later in list(new):
        earlier = next((one for one in old if thing_of(one) == thing_of(later)), None)
        if earlier is not None:
            old.remove(earlier)
            new.remove(later)
            pairs.append((earlier, later))
    return Changes(tuple(new), tuple(old), tuple(pairs))


def _seen(db: Database, sha256: str) -> tuple[str, bool] | None:
    row = db.execute("SELECT id FROM queue_documents WHERE sha256 = ?", [sha256]).fetchone()
    if row is not None:
        return str(row[0]), True
    row = db.execute("SELECT id FROM documents WHERE sha256 = ?", [sha256]).fetchone()
    return (str(row[0]), False) if row is not None else None


def _free_id(db: Database, head: Particulars, file: str) -> str:
    """Return an id that people can type: "34-nq-hdnd-xa-dai-lanh", else made of the file's name."""
    words = f"{head.number} {head.place or ''}" if head.number else Path(file).stem
    made = "-".join(re.findall(r"[a-z0-9]+", fold(words)))[:_LONGEST_ID].strip("-") or "van-ban"
    document, number = made, 2
    taken = "SELECT 1 FROM queue_documents WHERE id = ?1 UNION SELECT 1 FROM documents WHERE id = ?1"
    while db.execute(taken, [document]).fetchone():
        document, number = f"{made}-{number}", number + 1
    return document


def _previous(db: Database, head: Particulars) -> str | None:
    """Return the id of the version received last before: same number and issuer, or same title and issuer."""
    if not head.issuer or not (head.number or head.title):
        return None
    column, value = ("number", head.number) if head.number else ("title", head.title)
    row = db.execute(
        f"SELECT id FROM queue_documents WHERE {column} = ? AND issuer = ? ORDER BY received_at DESC, rowid DESC",  # noqa: S608
        [value, head.issuer],
    ).fetchone()
    return str(row[0]) if row else None


def _text(value: object) -> object:
    if isinstance(value, Decimal):
        return facts.number_text(value)
    return value.isoformat() if isinstance(value, date) else value or None


def _cells(finding: Finding) -> dict[str, object]:
    cells = {name: _text(value) for name, value in asdict(finding).items() if name != "order"}
    return {**cells, "label": finding.label, "indicator": finding.indicator, "doubts": " ".join(finding.doubts)}


def _task_cells(task: Task) -> dict[str, object]:
    return {name: _text(value) for name, value in asdict(task).items() if name != "order"}


def _head_cells(head: Particulars) -> dict[str, object]:
    return {**{name: _text(value) for name, value in asdict(head).items()}, "draft": int(head.draft)}


def _note(
    db: Database,
    document_id: str,
    item: str,
    number: int | None,
    act: str,
    by: str,
    now: datetime,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    db.table("queue_decisions").insert(
        {
            "document": document_id,
            "item": item,
            "number": number,
            "act": act,
            "person": by,
            "at": now.isoformat(),
            "before": json.dumps(before, ensure_ascii=False) if before else None,
            "after": json.dumps(after, ensure_ascii=False) if after else None,
        }
    )


def _chosen(items: Sequence[_Item], numbers: Iterable[int], also: Callable[[_Item], bool]) -> list[_Item]:
    """Return the open items of these numbers, and the open ones that fit."""
    by_number = {one.number: one for one in items}
    wanted = list(dict.fromkeys(numbers))
    for number in wanted:
        if number not in by_number:
            raise ReviewError("unknown_item", str(number))
        if by_number[number].state != OPEN:
            raise ReviewError("not_open", str(number))
    return [one for one in items if one.number in wanted or (one.state == OPEN and also(one))]


def _check(queued: QueuedDocument, chosen: Sequence[QueuedFinding], chosen_tasks: Sequence[QueuedTask]) -> None:
    problems = []
    for one in chosen:
        if not one.finding.period:
            problems.append(Problem(queued.id, one.number, "missing_value", "period"))
        if not one.finding.indicator:
            problems.append(Problem(queued.id, one.number, "missing_value", "indicator"))
        if not one.place_code:
            problems.append(Problem(queued.id, one.number, "unknown_place", one.finding.place or ""))
    problems += [
        Problem(queued.id, task.number, "unknown_place", task.task.place or "")
        for task in chosen_tasks
        if not task.place_code
    ]
    if problems:
        raise KnowledgeError(problems)


def _row(document_id: str, one: QueuedFinding) -> facts.Row:
    finding = one.finding
    return facts.Row(
        line=one.number,
        id=f"{document_id}-{one.number:03d}",
        place="",
        place_code=one.place_code,
        indicator="" if finding.indicator_code else finding.indicator,
        indicator_code=finding.indicator_code or "",
        period=finding.period or "",
        kind=finding.kind,
        measure=finding.measure,
        comparator=finding.comparator,
        value=finding.value,
        value_max=finding.value_max,
        unit=finding.unit or "",
        base=finding.base or "",
        qualifier=finding.qualifier or "",
        document=document_id,
        locator=finding.locator,
        quote=finding.quote,
        disagrees_with=(),
        section=finding.passage,
    )


def _keep_document(db: Database, queued: QueuedDocument) -> None:
    head = queued.particulars
    place = db.execute("SELECT id FROM places WHERE code = ?", [queued.place_code]).fetchone()
    name = " ".join(part for part in (head.kind, head.number, head.issuer) if part) or head.title or queued.file
    citation = f"{name} ({head.issued_on.month}/{head.issued_on.year})" if head.issued_on else name
    db.execute(
        """INSERT INTO documents (id, number, title, kind, issuer, place, issued_on, draft, citation, sha256, origin)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING""",
        [
            queued.id,
            head.number,
            head.title or queued.file,
            head.kind.lower() if head.kind else None,
            head.issuer,
            place[0] if place else None,
            head.issued_on.isoformat() if head.issued_on else None,
            int(head.draft),
            citation,
            queued.sha256,
            ORIGIN,
        ],
    )


def _store_task(db: Database, document_id: str, one: QueuedTask) -> None:
    [place] = db.execute("SELECT id FROM places WHERE code = ?", [one.place_code]).fetchone()
    cells = _task_cells(one.task)
    db.table("tasks").insert(
        {
            **cells,
            "id": f"{document_id}-t{one.number:02d}",
            "place": place,
            "document": document_id,
            "origin": ORIGIN,
        }
    )


def _set_state(db: Database, table: str, document_id: str, number: int, state: str, **more: str) -> None:
    db.table(table).update((document_id, number), {"state": state, **more})


def _unmark(db: Database, gone: set[str]) -> None:
    """Take the ids of rows that went out of the marks of those that disagreed with them."""
    marked = db.execute("SELECT id, disagrees_with FROM observations WHERE disagrees_with <> ''").fetchall()
    for row_id, others in marked:
        kept = [other for other in others.split() if other not in gone]
        if len(kept) < len(others.split()):
            db.execute("UPDATE observations SET disagrees_with = ? WHERE id = ?", [" ".join(kept) or None, row_id])


def _known_fields(changes: Mapping[str, str], known: Sequence[str]) -> None:
    if not changes:
        raise ReviewError("no_change")
    for name in changes:
        if name not in known:
            raise ReviewError("unknown_field", name, ", ".join(known))


def _check_day(document_id: str, text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise KnowledgeError([Problem(document_id, None, "bad_date", text)]) from error


def _yes_or_no(text: str) -> int:
    word = text.strip().lower()
    if word not in (*_DRAFT_YES, *_DRAFT_NO):
        raise ReviewError("bad_value", text, "0, 1")
    return int(word in _DRAFT_YES)
