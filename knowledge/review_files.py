"""Files around the review queue: a document's findings as a table, and an empty table to be filled and read in."""

from collections.abc import Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from knowledge import facts, schema
from knowledge.review_queue import QueuedDocument, QueuedFinding

_ROWS_IN_TEMPLATE = 40
_TITLE = "SỐ LIỆU PHÁT TRIỂN KINH TẾ - XÃ HỘI NĂM {year}"
_PLACE_LINE = "Địa phương:"


def csv_text(queued: QueuedDocument, findings: Sequence[QueuedFinding]) -> str:
    """Return findings as CSV in the contract's columns, with a byte order mark."""
    return facts.write_rows([_record(queued, one) for one in findings])


def workbook(queued: QueuedDocument, findings: Sequence[QueuedFinding]) -> bytes:
    """Return findings as a workbook in the contract's columns, numbers as numbers, with state and doubts behind."""
    book = Workbook()
    sheet = book.worksheets[0]
    columns = [*facts.COLUMNS, "state", "doubts"]
    for at, name in enumerate(columns, 1):
        sheet.cell(1, at, name).font = Font(bold=True)
    for line, one in enumerate(findings, 2):
        record = {**_record(queued, one), "state": one.state, "doubts": " ".join(one.finding.doubts)}
        for at, name in enumerate(columns, 1):
            value = record[name]
            if value in ("", None):
                continue
            if name in ("value", "value_max"):
                sheet.cell(line, at).value = float(str(value))
            else:
                cell = sheet.cell(line, at)
                cell.value = str(value)
                # Words of a document may begin with "="; they are no formula.
                cell.data_type = "s"
    return _saved(book)


def template(path: Path, year: int) -> bytes:
    """Return a workbook with the indicators that have most figures, to be filled in for a year and its plan.

    It has the form that reading documents understands: title, unit column, one column a year and kind.
    """
    with closing(schema.connect(path)) as db:
        rows = db.execute(
            "SELECT name_vi, unit FROM indicators WHERE unit <> '' ORDER BY observations DESC, id LIMIT ?",
            [_ROWS_IN_TEMPLATE],
        ).fetchall()
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Biểu số liệu"
    sheet.cell(1, 1, _TITLE.format(year=year)).font = Font(bold=True)
    sheet.cell(2, 1, _PLACE_LINE)
    heads = [
        "STT",
        "Chỉ tiêu",
        "Đơn vị tính",
        f"Kế hoạch năm {year}",
        f"Thực hiện năm {year}",
        f"Kế hoạch năm {year + 1}",
    ]
    for at, head in enumerate(heads, 1):
        cell = sheet.cell(4, at, head)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    for number, (name, unit) in enumerate(rows, 1):
        for at, value in enumerate((number, name, unit), 1):
            sheet.cell(4 + number, at, value)
    for at, width in enumerate((6, 60, 18, 16, 16, 16), 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "D5"
    return _saved(book)


def _record(queued: QueuedDocument, one: QueuedFinding) -> dict[str, object]:
    finding = one.finding
    return {
        **{name: getattr(finding, name) for name in facts.COLUMNS if hasattr(finding, name)},
        "place_code": one.place_code,
        "value": facts.number_text(finding.value),
        "value_max": facts.number_text(finding.value_max) if finding.value_max is not None else "",
        "document": queued.id,
    }


def _saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()
