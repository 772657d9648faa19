"""Commands that take figures in and out, check that everything is sound, and show what could not be answered."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.errors import TroubleError
from bot.session import Session
from handlers import problems
from handlers.i18n import translator
from knowledge.errors import DatabaseUnusable


def take_in(session: Session, options: Mapping[str, Any]) -> int:
    """Import a facts CSV: all of its rows or none; faults are listed by line."""
    from knowledge.importing import import_facts

    translations = translator(session.lang)
    _ = translations.gettext
    path = Path(options["file"])
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except UnicodeDecodeError as error:
        raise TroubleError(_("{name} không phải văn bản UTF-8.").format(name=path)) from error
    session.prepare()
    report = import_facts(session.knowledge_path, text, path.name, options["document"] or "")
    print(
        translations.ngettext("Đã nhập {count} số liệu.", "Đã nhập {count} số liệu.", report.added).format(
            count=report.added
        )
    )
    if report.unchanged:
        print(_("{count} dòng đã có từ trước.").format(count=report.unchanged))
    if report.new_indicators:
        print(_("Chỉ tiêu mới: {codes}.").format(codes=", ".join(report.new_indicators)))
    if report.new_documents:
        print(_("Văn bản mới: {ids}.").format(ids=", ".join(report.new_documents)))
    if report.disagreeing:
        print(
            _("{count} số khác với số của chính văn bản đó ở chỗ khác; cả hai được giữ và đánh dấu.").format(
                count=report.disagreeing
            )
        )
    return 0


def give_out(session: Session, options: Mapping[str, Any]) -> int:
    """Export every figure as CSV or as a workbook, to a file or to standard output."""
    from knowledge import exporting

    if options["format"] == "ics":
        from bot.commands import calendars

        return calendars.give_out(session, options)
    _ = translator(session.lang).gettext
    output = Path(options["output"]) if options["output"] else None
    if options["format"] == "xlsx" and output is None and sys.stdout.isatty():
        raise TroubleError(_("bảng tính không in ra màn hình được: thêm --output TỆP.xlsx"), 2)
    store = session.knowledge().store
    if options["format"] == "xlsx":
        book = exporting.export_xlsx(store)
        if output is not None:
            output.write_bytes(book)
        else:
            sys.stdout.buffer.write(book)
        return 0
    if output is None:
        exporting.export_csv(store, sys.stdout)
        return 0
    with output.open("w", encoding="utf-8", newline="") as file:
        count = exporting.export_csv(store, file)
    session.remark(_("Đã ghi {count} số liệu vào {name}.").format(count=count, name=output))
    return 0


def check(session: Session, _options: Mapping[str, Any]) -> int:
    """Check data files, databases and translations; print what is wrong, 1 if anything is."""
    from knowledge import build

    _ = translator(session.lang).gettext
    found = [
        problems.sentence(problem, session.lang) for problem in build.check(documents=session.config.paths.documents)
    ]
    for path in (session.knowledge_path, session.state_path):
        found += _database(path, session.lang)
    if not found and session.state_path.exists():
        found += _channels(session)
    for line in found:
        print(line)
    if found:
        return 1
    print(_("Không thấy gì sai: cấu hình, danh mục, số liệu và cơ sở dữ liệu đều dùng được."))
    return 0


def _database(path: Path, lang: str) -> list[str]:
    """Return what is wrong with a database file; one that is not there yet is made on first use."""
    from knowledge import schema

    _ = translator(lang).gettext
    if not path.exists():
        return []
    try:
        db = schema.connect(path)
        try:
            faults = [row[0] for row in db.execute("PRAGMA quick_check") if row[0] != "ok"]
            orphans = db.execute("PRAGMA foreign_key_check").fetchall()
        finally:
            db.close()
    except DatabaseUnusable as error:
        return [problems.unusable(error, lang)]
    found = [_("{path}: {fault}").format(path=path, fault=fault) for fault in faults[:5]]
    if orphans:
        found.append(_("{path}: {count} dòng trỏ tới dòng không có.").format(path=path, count=len(orphans)))
    return found


def _channels(session: Session) -> list[str]:
    """Return what is wrong with the channels of an assistant that is running here."""
    from bot.health import troubles
    from bot.lock import AlreadyRunning, only_instance
    from handlers.state import State

    try:
        with only_instance(session.state_path):
            running = False
    except AlreadyRunning:
        running = True
    state = State.open(session.state_path)
    try:
        return troubles(state, session.clock.now(), running=running, lang=session.lang)
    finally:
        state.close()


def misses(session: Session, _options: Mapping[str, Any]) -> int:
    """List the questions that had no answer, the most frequent first."""
    from handlers.state import State

    _ = translator(session.lang).gettext
    state = State.open(session.state_path)
    try:
        unanswered = state.misses()
    finally:
        state.close()
    for miss in unanswered:
        print(f"{miss.count:5d}  {miss.status:14s}  {miss.last_on[:10]}  {miss.text}")
    if not unanswered:
        session.remark(_("Chưa có câu hỏi nào bị bỏ trống."))
    return 0
