"""The command that reads documents: into the review queue, or only to show what they state."""

import getpass
import json
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.session import Session
from handlers.document_wording import refusal, summary
from handlers.i18n import translator
from handlers.numbers import json_number
from handlers.review_wording import change_lines, document_line, finding_lines, particulars
from knowledge import schema
from knowledge.documents.apart import ingest_apart
from knowledge.documents.compare import Comparison
from knowledge.documents.errors import RefusalError
from knowledge.documents.findings import Finding, Particulars, Task
from knowledge.intake import receive
from knowledge.review import changes
from knowledge.review_queue import OPEN, document, findings, tasks


def ingest(session: Session, options: Mapping[str, Any]) -> int:
    """Take documents into the review queue, or only show what they state; 1 where a file was refused."""
    session.prepare()
    files = [Path(name) for name in options["files"]]
    if not options["dry_run"]:
        results = [_receive(file, at, len(files), session, options) for at, file in enumerate(files, 1)]
        return 0 if all(results) else 1
    with closing(schema.connect(session.knowledge_path)) as db:
        comparison = Comparison(db)
        results = [_show(file, at, len(files), comparison, session, options) for at, file in enumerate(files, 1)]
    return 0 if all(results) else 1


def _receive(file: Path, at: int, of: int, session: Session, options: Mapping[str, Any]) -> bool:
    """Put a file into the queue and return whether that was done; done before counts as done."""
    _ = translator(session.lang).gettext
    _progress(file, at, of, session)
    try:
        received = receive(
            session.knowledge_path,
            file,
            place=options["place"],
            by=person(),
            now=session.clock.now(),
            waiting=lambda seconds: _still_reading(file, seconds, session),
        )
    except RefusalError as error:
        session.remark(refusal(error, str(file), session.lang))
        return False
    if not received.is_new:
        where = _("trong hàng chờ duyệt") if received.in_queue else _("trong kho số liệu")
        session.remark(
            _("{file}: văn bản này đã có {where}, mã {id}.").format(file=file, where=where, id=received.document)
        )
        if not received.in_queue:
            return True
    queued = document(session.knowledge_path, received.document)
    found = findings(session.knowledge_path, received.document)
    if options["json"]:
        for one in found:
            fields = fact_fields(one.finding, one.place_code, queued.particulars, queued.id)
            print(json.dumps(fields, ensure_ascii=False))
        for task in tasks(session.knowledge_path, received.document):
            print(json.dumps(task_fields(task.task), ensure_ascii=False))
        return True
    print(document_line(queued, session.lang))
    print("\n".join(particulars(queued, session.lang)))
    changed = changes(session.knowledge_path, received.document)
    if changed is not None:
        print("\n".join(change_lines(changed, queued.previous, session.lang)))
    for one in found:
        if one.state == OPEN and not one.finding.sure:
            print("\n".join(finding_lines(one, session.lang)))
    if queued.open:
        session.remark(_("Xem: solieu review show {id}. Duyệt: solieu review approve {id}").format(id=queued.id))
    return True


def _progress(file: Path, at: int, of: int, session: Session) -> None:
    if of > 1 or sys.stderr.isatty():
        _ = translator(session.lang).gettext
        session.remark(_("Đang đọc {file} ({at}/{of}) …").format(file=file, at=at, of=of))


def _still_reading(file: Path, seconds: float, session: Session) -> None:
    _ = translator(session.lang).gettext
    session.remark(_("Vẫn đang đọc {file}: {seconds} giây …").format(file=file, seconds=round(seconds)))


def _show(path: Path, at: int, of: int, comparison: Comparison, session: Session, options: Mapping[str, Any]) -> bool:
    """Print what a file states and return whether it was read."""
    today = session.clock.now().date()
    _progress(path, at, of, session)
    try:
        found = ingest_apart(
            path,
            place=options["place"],
            today=today,
            waiting=lambda seconds: _still_reading(path, seconds, session),
        )
    except RefusalError as error:
        session.remark(refusal(error, str(path), session.lang))
        return False
    compared = comparison.compare(found, today)
    if not options["json"]:
        print("\n".join(summary(compared.found, path.name, session.lang)))
        return True
    for finding, place_code in zip(compared.found.findings, compared.finding_places, strict=True):
        fields = fact_fields(finding, place_code, compared.found.particulars, path.stem)
        print(json.dumps(fields, ensure_ascii=False))
    for task in compared.found.tasks:
        print(json.dumps(task_fields(task), ensure_ascii=False))
    return True


def person() -> str:
    """Return who sits at the terminal, as decisions record it."""
    try:
        return f"terminal:{getpass.getuser()}"
    except (OSError, KeyError):
        return "terminal:operator"


def fact_fields(finding: Finding, place_code: str, head: Particulars, document_id: str) -> dict[str, Any]:
    """Return a finding as the contract's JSON object."""
    return {
        "type": "fact",
        "place": _placed(finding.place, head.place),
        "place_code": place_code or None,
        "indicator": finding.indicator,
        "indicator_code": finding.indicator_code,
        "period": finding.period,
        "kind": finding.kind,
        "measure": finding.measure,
        "comparator": finding.comparator,
        "value": json_number(finding.value),
        "value_max": json_number(finding.value_max),
        "unit": finding.unit,
        "base": finding.base,
        "qualifier": finding.qualifier,
        "document": {
            "id": document_id,
            "number": head.number,
            "title": head.title,
            "issuer": head.issuer,
            "issued_on": head.issued_on.isoformat() if head.issued_on else None,
            "draft": head.draft,
        },
        "locator": finding.locator,
        "quote": finding.quote,
        "confidence": finding.confidence,
        "doubts": [doubt.value for doubt in finding.doubts],
    }


def _placed(place: str | None, whole: str | None) -> str | None:
    """Return a unit's name, with the document's own after it for a part of it ("Xã Phù Long, Huyện Cát Hải")."""
    if place is None or whole is None or place == whole or "," in place:
        return place
    return f"{place}, {whole}"


def task_fields(task: Task) -> dict[str, Any]:
    """Return a task as the contract's JSON object."""
    return {
        "type": "task",
        "title": task.title,
        "due": task.due.isoformat() if task.due else None,
        "recurrence": task.recurrence,
        "due_text": task.due_text,
        "responsible": task.responsible,
        "place": task.place,
        "quote": task.quote,
        "locator": task.locator,
    }
