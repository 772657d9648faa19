"""A born-digital PDF as blocks: lines made paragraphs, ruled tables joined over page breaks."""

import io
import logging
import re
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from knowledge.documents.blocks import Block, Cell, Document, Position, Table
from knowledge.documents.encodings import mend
from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.limits import Budget, Limits, at_most, check_pdf
from knowledge.documents.lines import Line, assemble, continued

# Fewer letters than this on an average page mean pictures of pages, not text.
_LEAST_LETTERS = 40


def read_pdf(path: Path, limits: Limits, budget: Budget) -> Document:
    """Return the blocks of a PDF; RefusalError(SCANNED) when its pages hold pictures instead of text."""
    data = path.read_bytes()
    check_pdf(data, limits, budget)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            pages = len(pdf.pages)
            at_most(limits.pages, pages, "pages")
            blocks, letters = _pages(pdf.pages, limits, budget)
    except PDFPasswordIncorrect as error:
        raise RefusalError(Reason.ENCRYPTED, name=path.name) from error
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise RefusalError(Reason.ENCRYPTED, name=path.name) from error
        raise
    if pages == 0:
        raise RefusalError(Reason.EMPTY, name=path.name)
    if letters < _LEAST_LETTERS * pages:
        raise RefusalError(Reason.SCANNED, name=path.name, pages=pages)
    return Document("pdf", tuple(blocks), pages=pages)


def _pages(pages: list[Any], limits: Limits, budget: Budget) -> tuple[list[Block], int]:
    blocks: list[Block] = []
    pending: list[Line | None] = []
    letters = cells = 0
    for number, page in enumerate(pages, start=1):
        budget.check()
        at_most(limits.text_characters, len(page.chars), "text_characters")
        letters += sum(char["text"].isalnum() for char in page.chars)
        for item in _page_items(page, number):
            if isinstance(item, Table):
                cells += sum(len(row) for row in item.rows)
                at_most(limits.cells, cells, "cells")
                if any(pending):
                    blocks.extend(assemble(pending))
                pending = []
                joined = continued(blocks[-1], item) if blocks and isinstance(blocks[-1], Table) else None
                if joined is not None:
                    blocks[-1] = joined
                else:
                    blocks.append(item)
            else:
                pending.append(item)
        page.close()
    blocks.extend(assemble(pending))
    return blocks, letters


def _page_items(page: Any, number: int) -> list[Line | Table | None]:
    """Return the lines and tables of a page from top to bottom; page numbers alone on a line are left out."""
    found = page.find_tables() if page.rects or page.lines or page.curves else []
    tables = [(table.bbox, _table(table, number)) for table in found]
    tables = [(box, table) for box, table in tables if table is not None]
    rest = page
    for box, _table_found in tables:
        rest = rest.outside_bbox(_within(box, page.bbox), strict=False)
    lines = rest.extract_text_lines(return_chars=False, strip=True)
    gaps = [b["top"] - a["bottom"] for a, b in pairwise(lines) if b["top"] > a["bottom"]]
    usual_gap = median(gaps) if gaps else 0
    right = max((line["x1"] for line in lines), default=0)
    left = min((line["x0"] for line in lines), default=0)
    items: list[tuple[float, Line | Table | None]] = [(box[1], table) for box, table in tables if table]
    bottom = None
    for line in lines:
        text = mend(line["text"])[0]
        if re.fullmatch(r"[-–\s]*\d{1,3}[-–\s]*", text) and (line["top"] < 80 or line["bottom"] > page.height - 80):
            continue
        if bottom is not None and line["top"] - bottom > max(usual_gap * 1.8, usual_gap + 4):
            items.append((line["top"] - 0.1, None))
        full = line["x1"] > left + (right - left) * 0.85
        items.append(
            (
                line["top"],
                Line(
                    text,
                    Position(number * 10_000 + int(line["top"]), page=number),
                    full,
                ),
            )
        )
        bottom = line["bottom"]
    return [item for _top, item in sorted(items, key=lambda pair: pair[0])]


def _within(box: tuple[float, ...], bounds: tuple[float, ...]) -> tuple[float, float, float, float]:
    return (
        max(box[0], bounds[0]),
        max(box[1], bounds[1]),
        min(box[2], bounds[2]),
        min(box[3], bounds[3]),
    )


def _table(found: Any, number: int) -> Table | None:
    """Return a ruled table as a grid; fields that a merged cell covers carry its text."""
    texts = found.extract()
    if len(texts) < 2 or max(len(row) for row in texts) < 2:
        return None
    rows: list[tuple[Cell, ...]] = []
    for r, (row, boxes) in enumerate(zip(texts, found.rows, strict=True)):
        cells: list[Cell] = []
        for c, text in enumerate(row):
            if text is None and boxes.cells[c] is None:
                cells.append(_covering(found, rows, cells, r, c))
            else:
                clean = " ".join(mend(text or "")[0].split())
                cells.append(Cell(clean, (r, c)))
        rows.append(tuple(cells))
    return Table(tuple(rows), Position(number * 10_000 + int(found.bbox[1]), page=number))


def _covering(found: Any, rows: list[tuple[Cell, ...]], cells: list[Cell], r: int, c: int) -> Cell:
    """Return the merged cell over a field: the nearest one to the left or above whose box reaches it."""
    columns = [row.cells[c] for row in found.rows if c < len(row.cells) and row.cells[c] is not None]
    x = (columns[0][0] + columns[0][2]) / 2 if columns else None
    tops = [box for box in found.rows[r].cells if box is not None]
    y = (min(box[1] for box in tops) + min(box[3] for box in tops)) / 2 if tops else None
    for back in range(c - 1, -1, -1):
        box = found.rows[r].cells[back]
        if box is not None:
            if x is not None and box[0] <= x <= box[2]:
                return cells[back]
            break
    for up in range(r - 1, -1, -1):
        box = found.rows[up].cells[c]
        if box is not None:
            return rows[up][c] if y is not None and box[1] <= y <= box[3] else Cell("", (r, c))
        if rows[up][c].text and rows[up][c].origin != (up, c):
            return rows[up][c] if y is None else Cell("", (r, c))
    return Cell("", (r, c))
