"""What extraction found or refused, in words for an operator."""

from handlers.i18n import translator
from handlers.numbers import day_words, number, with_unit
from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.findings import Doubt, Finding, Task
from knowledge.documents.ingest import Ingested


def refusal(error: RefusalError, name: str, lang: str) -> str:
    """Return why a file is not read, and what helps."""
    _ = translator(lang).gettext
    frame = {
        Reason.MISSING: _("không có tệp này."),
        Reason.UNKNOWN_FORMAT: _("dạng tệp không đọc được; dùng .txt, .md, .docx, .xlsx hoặc .pdf."),
        Reason.WRONG_EXTENSION: _("nội dung tệp là {content}, không khớp đuôi {extension}; hãy đổi lại đuôi tệp."),
        Reason.ENCRYPTED: _("tệp có mật khẩu; hãy bỏ mật khẩu rồi nạp lại."),
        Reason.DAMAGED: _("tệp bị hỏng, không mở được; hãy mở bằng chương trình gốc rồi lưu lại."),
        Reason.TOO_LARGE: _("tệp quá lớn ({what}: {found}, giới hạn {limit}); hãy chia nhỏ."),
        Reason.TOO_LONG: _("đọc quá {seconds} giây chưa xong; hãy chia nhỏ tệp."),
        Reason.SCANNED: _("tệp là ảnh quét, không có chữ; cần bản gốc hoặc bản đã nhận dạng chữ."),
        Reason.EMPTY: _("tệp không có nội dung."),
        Reason.CLASSIFIED: _("văn bản mang dấu mật ({level}); trợ lý không nhận văn bản mật."),
    }[error.reason]
    blanks = {"content": "?", "extension": "?", "what": "?", "found": "?", "limit": "?", "seconds": "?", "level": "?"}
    return f"{name}: {frame.format(**{**blanks, **error.data})}"


def doubt_words(doubt: Doubt, lang: str) -> str:
    """Return a doubt in words."""
    _ = translator(lang).gettext
    return {
        Doubt.UNIT_MISSING: _("thiếu đơn vị"),
        Doubt.UNIT_UNKNOWN: _("đơn vị lạ"),
        Doubt.DECIMAL_MARK: _("chưa rõ dấu thập phân"),
        Doubt.NUMBER_BROKEN: _("số bị ngắt quãng"),
        Doubt.LEVEL_OR_CHANGE: _("mức hay mức thay đổi"),
        Doubt.LEVEL_OR_SHARE: _("mức hay tỷ lệ so với gốc"),
        Doubt.LABEL_MISSING: _("thiếu tên chỉ tiêu"),
        Doubt.LABEL_UNKNOWN: _("chỉ tiêu chưa có trong danh mục"),
        Doubt.PERIOD_UNSURE: _("chưa rõ kỳ"),
        Doubt.KIND_UNSURE: _("chưa rõ chỉ tiêu hay thực hiện"),
        Doubt.PLACE_UNSURE: _("chưa rõ địa phương"),
        Doubt.COLUMN_UNSURE: _("chưa rõ nghĩa của cột"),
        Doubt.SCANNING_ERROR: _("có lỗi quét chữ"),
        Doubt.LABEL_UNSURE: _("chưa rõ chỉ tiêu"),
        Doubt.DIFFERS_FROM_STORED: _("khác số đã có trong kho"),
        Doubt.DIFFERS_WITHIN: _("khác số ở chỗ khác của văn bản"),
        Doubt.OUT_OF_RANGE: _("lớn hoặc nhỏ bất thường"),
    }.get(doubt, doubt.value)


def summary(found: Ingested, name: str, lang: str) -> list[str]:
    """Return what a document holds: a head line, the findings with those in doubt first, the tasks."""
    _ = translator(lang).gettext
    sure = sum(finding.sure for finding in found.findings)
    head = _("{name}: {count} số liệu ({sure} chắc chắn, {unsure} cần xem), {tasks} việc có thời hạn")
    lines = [
        head.format(
            name=name,
            count=len(found.findings),
            sure=sure,
            unsure=len(found.findings) - sure,
            tasks=len(found.tasks),
        )
    ]
    ordered = sorted(found.findings, key=lambda finding: (finding.sure, finding.order))
    lines += [_finding(finding, lang) for finding in ordered]
    lines += [_task(task, lang) for task in found.tasks]
    return lines


def _finding(finding: Finding, lang: str) -> str:
    figure = number(finding.value, lang)
    if finding.value_max is not None:
        figure += f"–{number(finding.value_max, lang)}"
    said = with_unit(figure, finding.unit or "", lang)
    parts = [finding.place or "?", finding.period or "?", finding.kind, finding.measure, finding.comparator, said]
    doubts = ", ".join(doubt_words(doubt, lang) for doubt in finding.doubts)
    marked = f" [{doubts}]" if doubts else ""
    return f"{'?' if not finding.sure else '+'} {finding.indicator} | {' | '.join(parts)} | {finding.locator}{marked}"


def _task(task: Task, lang: str) -> str:
    due = day_words(task.due, lang) if task.due else task.recurrence or task.due_text
    return f"• {due}: {task.title}"
