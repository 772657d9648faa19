"""Commands that take figures in and out, check that everything is sound, and show what could not be answered."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.errors import TroubleError
from bot.session import Session
from handlers import problems
from handlers.document_wording import refusal
from handlers.i18n import translator
from knowledge.errors import DatabaseUnusable

# Unanswered questions that are asked again after a phrase was taught: the most frequent ones.
_TRIED_AGAIN = 1000


def take_in(session: Session, options: Mapping[str, Any]) -> int:
    """Import a facts CSV or workbook: all of its rows or none; faults are listed by line."""
    from knowledge.importing import import_facts

    if Path(options["file"]).suffix.casefold() == ".ics":
        from bot.commands import calendars

        return calendars.take_in(session, options)
    translations = translator(session.lang)
    _ = translations.gettext
    path = Path(options["file"])
    text = _table(path, session.lang)
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


def _table(path: Path, lang: str) -> str:
    """Return the text of a facts CSV, or of a workbook with the same columns."""
    if path.suffix.casefold() == ".xlsx":
        from knowledge.documents.errors import RefusalError
        from knowledge.facts_workbook import csv_of

        try:
            return csv_of(path)
        except RefusalError as error:
            raise TroubleError(refusal(error, str(path), lang)) from error
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return file.read()
    except UnicodeDecodeError as error:
        raise TroubleError(translator(lang).gettext("{name} không phải văn bản UTF-8.").format(name=path)) from error


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
    store = session.store()
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


def check(session: Session, options: Mapping[str, Any]) -> int:
    """Check data files, databases and translations; print what is wrong, 1 if anything is.

    A database that is not there yet is made on first use; only one that was named on the command line must be there.
    """
    from knowledge import build

    _ = translator(session.lang).gettext
    found = [
        problems.sentence(problem, session.lang) for problem in build.check(documents=session.config.paths.documents)
    ]
    for name, path in (("knowledge", session.knowledge_path), ("state", session.state_path)):
        found += _database(path, session.lang, must_be_there=name in options)
    if not found and session.state_path.exists():
        found += _channels(session)
    for line in found:
        print(line)
    if found:
        return 1
    print(_("Không thấy gì sai: cấu hình, danh mục, số liệu và cơ sở dữ liệu đều dùng được."))
    return 0


def _database(path: Path, lang: str, *, must_be_there: bool) -> list[str]:
    """Return what is wrong with a database file."""
    from knowledge import schema

    _ = translator(lang).gettext
    if not path.exists() and not must_be_there:
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
    """List the questions that had no answer, alike ones together, the most frequent first."""
    from handlers.misses import grouped
    from handlers.state import State

    translations = translator(session.lang)
    state = State.open(session.state_path)
    try:
        groups = grouped(state.misses())
    finally:
        state.close()
    for group in groups:
        print(f"{group.count:5d}  {group.last_on[:10]}  {group.text}")
        for form in group.forms[1:]:
            print(" " * 19 + form)
    if groups:
        session.remark(translations.gettext("Dạy một cách gọi: solieu teach “cách gọi” MÃ_CHỈ_TIÊU hoặc ĐỊA_PHƯƠNG"))
    else:
        session.remark(translations.gettext("Chưa có câu hỏi nào bị bỏ trống."))
    return 0


def teach(session: Session, options: Mapping[str, Any]) -> int:
    """Let a phrase mean an indicator or a place from now on; questions that have an answer now are no misses any more.

    An assistant that runs takes it in by itself within seconds.
    """
    from knowledge.teach import teach as teach_phrase

    translations = translator(session.lang)
    _ = translations.gettext
    session.prepare()
    taught = teach_phrase(session.knowledge_path, options["phrase"], " ".join(options["target"]))
    frame = (
        _("“{phrase}” từ nay là: {name} ({code}).") if taught.is_new else _("“{phrase}” vốn đã là: {name} ({code}).")
    )
    print(frame.format(phrase=taught.phrase, name=taught.name, code=taught.code))
    settled = _settle(session)
    if settled:
        print(
            translations.ngettext(
                "{count} câu hỏi bỏ trống nay đã trả lời được.",
                "{count} câu hỏi bỏ trống nay đã trả lời được.",
                settled,
            ).format(count=settled)
        )
    return 0


def _settle(session: Session) -> int:
    """Drop the unanswered questions that have an answer now and return how many there were."""
    from handlers.ask import ask
    from handlers.misses import grouped, settle
    from handlers.state import State
    from knowledge.question import Context

    if not session.state_path.exists():
        return 0
    knowledge = session.knowledge()
    state = State.open(session.state_path)
    try:
        settled = 0
        for group in grouped(state.misses())[:_TRIED_AGAIN]:
            asked = ask(group.text, Context(), knowledge, now=session.clock.now(), lang=session.lang)
            if asked.data["status"] == "answered":
                settle(group, state)
                settled += 1
    finally:
        state.close()
        knowledge.store.close()
    return settled
