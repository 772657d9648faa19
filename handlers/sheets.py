"""The figures of an answer as an Excel table."""

import io
from collections.abc import Sequence
from decimal import Decimal

from handlers.answer_table import Row, kind_name, measure_name
from handlers.i18n import translator
from handlers.message import Attachment
from handlers.numbers import period_words

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COMPARATORS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "approx": "≈", "range": "–"}
_WIDTHS = (24, 40, 16, 14, 14, 6, 14, 14, 14, 26, 30, 44, 24)


def workbook(rows: Sequence[Row], lang: str) -> Attachment:
    """Return rows as an XLSX file: one row each, values as numbers, under headings in the language."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    _ = translator(lang).gettext
    book = Workbook()
    sheet = book.active
    if sheet is None:
        sheet = book.create_sheet()
    sheet.title = _("Số liệu")
    headings = [
        _("Địa phương"),
        _("Chỉ tiêu"),
        _("Kỳ"),
        _("Loại"),
        _("Cách tính"),
        _("Dấu"),
        _("Giá trị"),
        _("Đến"),
        _("Đơn vị"),
        _("So với"),
        _("Điều kiện"),
        _("Văn bản"),
        _("Vị trí"),
    ]
    sheet.append(headings)
    for row in rows:
        sheet.append(
            [
                _cell(row.place),
                _cell(row.indicator),
                period_words(row.period, lang),
                kind_name(row, lang),
                measure_name(row.measure, lang),
                _COMPARATORS.get(row.comparator, ""),
                Decimal(row.value),
                Decimal(row.value_max) if row.value_max else None,
                _cell(row.unit),
                _cell(row.base),
                _cell(row.qualifier),
                _cell(row.source),
                _cell(row.locator),
            ]
        )
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip(sheet.columns, _WIDTHS, strict=True):
        sheet.column_dimensions[str(column[0].column_letter)].width = width
        for cell in column[1:]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return Attachment("so-lieu.xlsx", MEDIA_TYPE, content.getvalue())


def _cell(text: str) -> str:
    # A text that begins like a formula would be run by Excel when the file is opened.
    return "'" + text if text[:1] in ("=", "+", "-", "@") else text
