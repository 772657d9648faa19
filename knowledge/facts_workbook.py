"""A workbook of facts as the text of the CSV that the import reads: what Excel saves comes back without loss."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import openpyxl

from knowledge.documents import numbers
from knowledge.documents.limits import Budget, Limits, at_most, check_package, check_size
from knowledge.documents.numbers import Style
from knowledge.facts import number_text

_NUMBERS = ("value", "value_max")
# An operator's own export: a million figures in sixteen columns.
_LIMITS = Limits(file_bytes=250_000_000, inflated_bytes=4_000_000_000, cells=17_000_000, seconds=900.0)


def csv_of(path: Path, limits: Limits = _LIMITS) -> str:
    """Return the row of names and all rows below it, of every visible sheet, as CSV; line n is row n of the first.

    A number in a cell is kept digit for digit; a value that is text ("1.234,5") is read the Vietnamese way. A further
    sheet has the same head as the first. Raises RefusalError for a file that is no workbook or beyond the limits.
    """
    budget = Budget(limits.seconds)
    check_size(path, limits)
    check_package(path, limits, budget)
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    head: list[str] = []
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            for number, row in enumerate(sheet.iter_rows(values_only=True)):
                at_most(limits.cells, number * max(1, len(head)), "cells")
                budget.check()
                if number == 0:
                    first = not head
                    head = [_text(value) for value in row]
                    if first:
                        writer.writerow(head)
                    continue
                writer.writerow(_field(name, value) for name, value in zip(head, row, strict=False))
    finally:
        book.close()
    return out.getvalue()


def _field(name: str, value: object) -> str:
    if name in _NUMBERS and isinstance(value, str):
        number = numbers.read(value, Style(sure=True))
        return value if number is None else number_text(number.value)
    return _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_text(Decimal(str(value)))
    return str(value)
