"""A workbook as tables: values only, merged cells resolved, numbers spelt the Vietnamese way as well."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
from lxml import etree
from openpyxl.utils.cell import range_boundaries

from knowledge.documents.blocks import Block, Cell, Document, Paragraph, Position, Table
from knowledge.documents.encodings import mend
from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.limits import Budget, Limits, at_most, check_package

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PAGE_HEADS = frozenset(f"{which}{part}" for which in ("odd", "even", "first") for part in ("Header", "Footer"))


def read_xlsx(path: Path, limits: Limits, budget: Budget) -> Document:
    """Return one or more tables for each visible sheet, rows of title above them as paragraphs.

    Formulas are never run: the value stored with them is taken; a formula without one reads as an empty cell.
    """
    check_package(path, limits, budget)
    blocks: list[Block] = []
    stamps: list[str] = []
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        with zipfile.ZipFile(path) as package:
            for sheet in book.worksheets:
                merged, heads = _merged(package, sheet)
                stamps += [str(sheet.title), *heads]
                read = list(_sheet(sheet, merged, limits, budget))
                if sheet.sheet_state == "visible":
                    blocks.extend(read)
                else:
                    stamps += _capitals(read)
    finally:
        book.close()
    if not blocks:
        raise RefusalError(Reason.EMPTY, name=path.name)
    return Document("xlsx", tuple(blocks), tuple(stamps))


def _capitals(blocks: list[Block]) -> list[str]:
    """Return what a hidden sheet says in capitals: a mark of secrecy counts there, too."""
    texts: list[str] = []
    for block in blocks:
        texts += [cell.text for row in block.rows for cell in row] if isinstance(block, Table) else [block.text]
    return [text for text in texts if text.isupper()]


# Codes in the page head of a sheet: "&C&14&"Times New Roman,Bold"MẬT".
_HEAD_CODE = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z])")


def _merged(package: zipfile.ZipFile, sheet: object) -> tuple[list[tuple[int, int, int, int]], list[str]]:
    """Return what the streaming reader leaves out of a sheet: merged areas (left, top, right, bottom), page heads."""
    name = str(getattr(sheet, "_worksheet_path", ""))
    if name not in package.namelist():
        return [], []
    areas = []
    heads: list[str] = []
    with package.open(name) as part:
        for _event, element in etree.iterparse(part, resolve_entities=False, no_network=True):
            if element.tag == f"{_MAIN}mergeCell":
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
                if None not in (left, top, right, bottom):
                    areas.append(
                        (
                            int(left or 1),
                            int(top or 1),
                            int(right or 1),
                            int(bottom or 1),
                        )
                    )
            elif element.tag.removeprefix(_MAIN) in _PAGE_HEADS:
                heads += [part.strip() for part in _HEAD_CODE.split(element.text or "") if part.strip()]
            elif element.tag != f"{_MAIN}mergeCells":
                element.clear()
    return areas, heads


def _sheet(
    sheet: object,
    merged: list[tuple[int, int, int, int]],
    limits: Limits,
    budget: Budget,
) -> Iterator[Block]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    fields: dict[tuple[int, int], Cell] = {}
    count = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]
        if number % 500 == 0:
            budget.check()
        for column, cell in enumerate(row, start=1):
            value = cell.value
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            count += 1
            at_most(limits.cells, count, "cells")
            fields[number, column] = _cell(value, str(getattr(cell, "number_format", "") or ""), number, column)
    for left, top, right, bottom in merged:
        first = fields.get((top, left))
        if first is None:
            continue
        for r in range(top, bottom + 1):
            for c in range(left, right + 1):
                fields[r, c] = first
    yield from _blocks(fields, str(getattr(sheet, "title", "")))


def _blocks(fields: dict[tuple[int, int], Cell], title: str) -> Iterator[Block]:
    """Yield runs of rows as tables; a row with a single text (a title, a unit line, a note) is a paragraph."""
    rows: list[tuple[int, dict[int, Cell]]] = []
    by_row: dict[int, dict[int, Cell]] = {}
    for (r, c), cell in fields.items():
        by_row.setdefault(r, {})[c] = cell
    previous = 0
    for number in sorted(by_row):
        row = by_row[number]
        single = len({cell.origin for cell in row.values()}) == 1 and next(iter(row.values())).number is None
        in_table = bool(rows) and len(row) == 1 and _inside(rows, number, row)
        if single and not in_table:
            if rows and len(row) > 1 and _next_is_data(by_row, number):
                rows.append((number, row))
            else:
                yield from _table(rows, title)
                rows = []
                yield Paragraph(next(iter(row.values())).text, Position(number, sheet=title))
        else:
            if rows and number > previous + 2:
                yield from _table(rows, title)
                rows = []
            rows.append((number, row))
        previous = number
    yield from _table(rows, title)


def _inside(rows: list[tuple[int, dict[int, Cell]]], number: int, row: dict[int, Cell]) -> bool:
    columns = {c for _n, earlier in rows for c in earlier}
    return number <= rows[-1][0] + 1 and len(rows) >= 2 and next(iter(row)) in columns and len(columns) >= 3


def _next_is_data(by_row: dict[int, dict[int, Cell]], number: int) -> bool:
    following = by_row.get(number + 1, {})
    return sum(cell.number is not None for cell in following.values()) >= 1


def _table(rows: list[tuple[int, dict[int, Cell]]], title: str) -> Iterator[Table]:
    if not rows:
        return
    columns = sorted({c for _number, row in rows for c in row})
    position = {c: index for index, c in enumerate(columns)}
    index_of = {number: index for index, (number, _row) in enumerate(rows)}
    grid = []
    for r, (_number, row) in enumerate(rows):
        line = []
        for c in columns:
            cell = row.get(c)
            if cell is None:
                line.append(Cell("", (r, position[c])))
            else:
                top, left = cell.origin
                origin = (index_of.get(top, r), position.get(left, position[c]))
                line.append(Cell(cell.text, origin, cell.number, cell.indent))
        grid.append(tuple(line))
    yield Table(tuple(grid), Position(rows[0][0], sheet=title))


def _cell(value: object, number_format: str, row: int, column: int) -> Cell:
    if isinstance(value, bool):
        return Cell("x" if value else "", (row, column))
    if isinstance(value, int | float):
        number = round(Decimal(repr(value)), 10)
        percent = "%" in number_format
        if percent:
            number *= 100
        number = number.normalize()
        return Cell(spelt(number) + ("%" if percent else ""), (row, column), number)
    if isinstance(value, datetime | date):
        return Cell(value.strftime("%d/%m/%Y"), (row, column))
    text = mend(str(value))[0]
    return Cell(" ".join(text.split()), (row, column), None, len(text) - len(text.lstrip()))


def spelt(number: Decimal) -> str:
    """Return a number as Vietnamese print it: dots between thousands, comma before decimals."""
    return f"{number:,f}".translate(str.maketrans(",.", ".,"))
