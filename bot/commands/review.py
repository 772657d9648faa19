"""The commands of the review queue: what waits, decisions about it, figures and an empty form to take away."""

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.commands.documents import fact_fields, person, task_fields
from bot.errors import TroubleError
from bot.session import Session
from handlers import review_wording as wording
from handlers.i18n import translator
from knowledge import review as decide
from knowledge import review_files
from knowledge import review_queue as queue
from knowledge.review_queue import QueuedDocument, ReviewError

_ITEM = re.compile(r"(?P<task>[vt]?)(?P<first>\d{1,5})(?:-(?P<last>\d{1,5}))?", re.IGNORECASE)


def review(session: Session, options: Mapping[str, Any]) -> int:
    """Do one of the actions list (where none is named), show, approve, reject, correct, undo, log, export, template."""
    session.prepare()
    try:
        return _ACTIONS[options["action"] or "list"](session, options)
    except ReviewError as error:
        raise TroubleError(wording.review_trouble(error, session.lang)) from error


@dataclass(frozen=True, slots=True)
class _Items:
    """Numbers of findings and of tasks; both None where none was given."""

    findings: list[int] | None
    tasks: list[int] | None


def _list(session: Session, options: Mapping[str, Any]) -> int:
    found = queue.documents(session.knowledge_path)
    for one in found:
        if options.get("json"):
            print(json.dumps(_document_fields(one), ensure_ascii=False))
        else:
            print(wording.document_line(one, session.lang))
    if not found:
        session.remark(translator(session.lang).gettext("Hàng chờ duyệt đang trống."))
    return 0


def _document_fields(one: QueuedDocument) -> dict[str, Any]:
    head = one.particulars
    return {
        "id": one.id,
        "file": one.file,
        "sha256": one.sha256,
        "received_at": one.received_at,
        "received_by": one.received_by,
        "previous": one.previous or None,
        "number": head.number,
        "kind": head.kind,
        "issuer": head.issuer,
        "place": head.place,
        "place_code": one.place_code or None,
        "issued_on": head.issued_on.isoformat() if head.issued_on else None,
        "title": head.title,
        "draft": head.draft,
        "period": head.period,
        "missing": list(head.missing),
        "open": one.open,
        "sure": one.sure,
        "approved": one.approved,
        "rejected": one.rejected,
        "tasks_open": one.tasks_open,
    }


def _show(session: Session, options: Mapping[str, Any]) -> int:
    path, document_id, lang = session.knowledge_path, options["document"], session.lang
    queued = queue.document(path, document_id)
    found, tasks = queue.findings(path, document_id), queue.tasks(path, document_id)
    if options["json"]:
        for one in found:
            fields = fact_fields(one.finding, one.place_code, queued.particulars, queued.id)
            print(json.dumps({"number": one.number, "state": one.state, **fields}, ensure_ascii=False))
        for task in tasks:
            print(
                json.dumps({"number": task.number, "state": task.state, **task_fields(task.task)}, ensure_ascii=False)
            )
        return 0
    print(wording.document_line(queued, lang))
    print("\n".join(wording.particulars(queued, lang)))
    changes = decide.changes(path, document_id)
    if changes is not None:
        print("\n".join(wording.change_lines(changes, queued.previous, lang)))
    for one in found:
        doubtful = one.state == queue.OPEN and not one.finding.sure
        print("\n".join(wording.finding_lines(one, lang)) if doubtful else wording.finding_line(one, lang))
    for task in tasks:
        print(wording.task_line(task, lang))
    return 0


def _approve(session: Session, options: Mapping[str, Any]) -> int:
    path, document_id = session.knowledge_path, options["document"]
    items = _items(options["items"], session.lang)
    if options["all"]:
        items = _Items(
            [one.number for one in queue.findings(path, document_id) if one.state == queue.OPEN],
            [one.number for one in queue.tasks(path, document_id) if one.state == queue.OPEN and one.sure],
        )
    done = decide.approve(
        path,
        document_id,
        by=person(),
        now=session.clock.now(),
        numbers=items.findings,
        task_numbers=items.tasks,
    )
    print(wording.approved_line(done, session.lang))
    return 0


def _reject(session: Session, options: Mapping[str, Any]) -> int:
    items = _items(options["items"], session.lang)
    _ = translator(session.lang).gettext
    if items.findings is None and items.tasks is None and not options["all"]:
        raise TroubleError(_("ghi số thứ tự cần bỏ, hoặc --all để bỏ tất cả những mục còn chờ."), 2)
    count = decide.reject(
        session.knowledge_path,
        options["document"],
        by=person(),
        now=session.clock.now(),
        numbers=items.findings,
        task_numbers=items.tasks,
    )
    print(_("Đã bỏ {count} mục.").format(count=count))
    return 0


def _correct(session: Session, options: Mapping[str, Any]) -> int:
    _ = translator(session.lang).gettext
    words = list(options["items"])
    number = int(words.pop(0)) if words and words[0].isdecimal() else None
    changes = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals:
            raise TroubleError(_("“{word}”: cần dạng TÊN=GIÁ TRỊ, ví dụ value=3,5.").format(word=word), 2)
        changes[name.strip()] = value
    path, document_id, now = session.knowledge_path, options["document"], session.clock.now()
    if number is None:
        queued = decide.correct_document(path, document_id, changes, by=person(), now=now)
        print("\n".join(wording.particulars(queued, session.lang)))
    else:
        print(
            wording.finding_line(decide.correct(path, document_id, number, changes, by=person(), now=now), session.lang)
        )
    return 0


def _undo(session: Session, options: Mapping[str, Any]) -> int:
    _ = translator(session.lang).gettext
    removed = decide.undo(session.knowledge_path, options["document"], by=person(), now=session.clock.now())
    print(_("Đã rút {count} mục khỏi kho; cả văn bản chờ duyệt lại.").format(count=removed))
    return 0


def _log(session: Session, options: Mapping[str, Any]) -> int:
    queue.document(session.knowledge_path, options["document"])
    for one in queue.decisions(session.knowledge_path, options["document"]):
        about = f"{one.item} {one.number}" if one.number is not None else one.item
        print(f"{one.at[:16]}  {one.person:24s} {one.act:8s} {about}")
    return 0


def _export(session: Session, options: Mapping[str, Any]) -> int:
    output = _output(options, session.lang, needed=options["format"] == "xlsx")
    path, document_id = session.knowledge_path, options["document"]
    queued = queue.document(path, document_id)
    found = sorted(queue.findings(path, document_id), key=lambda one: one.number)
    kept = [one for one in found if one.state != queue.REJECTED]
    if options["format"] == "xlsx":
        _write(output, review_files.workbook(queued, kept))
    else:
        _write(output, review_files.csv_text(queued, kept).encode())
    return 0


def _template(session: Session, options: Mapping[str, Any]) -> int:
    output = _output(options, session.lang, needed=True)
    _write(output, review_files.template(session.knowledge_path, session.clock.now().year))
    return 0


def _output(options: Mapping[str, Any], lang: str, *, needed: bool) -> Path | None:
    output = Path(options["output"]) if options["output"] else None
    if needed and output is None and sys.stdout.isatty():
        _ = translator(lang).gettext
        raise TroubleError(_("bảng tính không in ra màn hình được: thêm --output TỆP.xlsx"), 2)
    return output


def _write(output: Path | None, content: bytes) -> None:
    if output is not None:
        output.write_bytes(content)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _items(words: Sequence[str], lang: str) -> _Items:
    """Return the numbers of "3", "5-9" and, for tasks, "v1"."""
    if not words:
        return _Items(None, None)
    findings: list[int] = []
    tasks: list[int] = []
    for word in words:
        match = _ITEM.fullmatch(word)
        if match is None:
            _ = translator(lang).gettext
            raise TroubleError(_("“{word}” không phải số thứ tự; ví dụ: 3 5-9 v1.").format(word=word), 2)
        first = int(match["first"])
        (tasks if match["task"] else findings).extend(range(first, int(match["last"] or first) + 1))
    return _Items(findings, tasks)


_ACTIONS: Mapping[str, Callable[[Session, Mapping[str, Any]], int]] = {
    "list": _list,
    "show": _show,
    "approve": _approve,
    "reject": _reject,
    "correct": _correct,
    "undo": _undo,
    "log": _log,
    "export": _export,
    "template": _template,
}
