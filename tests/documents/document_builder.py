"""Test documents in every format from the descriptions in tests/corpus/documents/*.toml.

A description is a list of blocks: `text` (each line a paragraph), `rows` (a table: fields parted by "|", "<" merges
with the field on the left, "^" with the one above, "¶" starts a line, "#12.5" is a number and "#0.125%" one shown as
a percentage in a workbook), `numbered` (paragraphs with automatic numbers), `footnotes` (marker → text), `sheet`,
`page`.
"""

import io
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from knowledge.documents.encodings import _TCVN3, _VNI
from tests.documents.pdf_writer import Item, write_pdf

CORPUS = Path(__file__).parent.parent / "corpus" / "documents"


def names() -> list[str]:
    """Return the names of all descriptions."""
    return sorted(path.stem for path in CORPUS.glob("*.toml"))


def description(name: str) -> dict[str, Any]:
    """Return one description."""
    return tomllib.loads((CORPUS / f"{name}.toml").read_text("utf-8"))


def build(name: str, folder: Path) -> Path:
    """Write the document of a description into a folder and return its path."""
    spec = description(name)
    path = folder / f"{name}.{spec['format']}"
    if spec["format"] in ("txt", "md"):
        path.write_bytes(encoded(_plain(spec["block"], spec["format"]), spec.get("encoding", "utf-8")))
    else:
        {"docx": _docx, "xlsx": _xlsx, "pdf": _pdf}[spec["format"]](spec["block"], path)
    return path


def encoded(text: str, encoding: str) -> bytes:
    """Return text in one of the encodings that old files come in."""
    if encoding == "tcvn3":
        back = {letter: code for code, letter in _TCVN3.items()}
        return "".join(back.get(c, back.get(c.lower(), c)) for c in text).encode("cp1252", errors="strict")
    if encoding == "vni":
        back = {letter: typed for typed, letter in _VNI.items()}
        return "".join(back.get(c, c) for c in text).encode("cp1252", errors="strict")
    if encoding == "cp1258":
        out = bytearray()
        for char in text:
            try:
                out += char.encode("cp1258")
            except UnicodeEncodeError:
                base, tone = unicodedata.normalize("NFD", char)[:-1], unicodedata.normalize("NFD", char)[-1]
                if unicodedata.combining(tone) == 230 and len(base) == 2 and base[1] not in "\u0302\u0306\u031b":
                    base, tone = base[0] + tone, base[1]
                if base[-1] == "\u0323":
                    base, tone = base[0] + tone, base[-1]
                out += unicodedata.normalize("NFC", base).encode("cp1258") + tone.encode("cp1258")
        return bytes(out)
    return text.encode(encoding)


def _rows(text: str) -> list[list[str]]:
    return [[field.strip() for field in line.split("|")] for line in text.strip("\n").split("\n")]


def _plain(blocks: list[dict[str, Any]], kind: str) -> str:
    parts: list[str] = []
    for block in blocks:
        if "text" in block:
            parts.append(block["text"].strip("\n"))
        elif "rows" in block:
            rows = [["" if f in ("<", "^") else f for f in row] for row in _rows(block["rows"])]
            if kind == "md":
                rule = "|" + "---|" * len(rows[0])
                lines = ["| " + " | ".join(row) + " |" for row in rows]
                parts.append("\n" + "\n".join([lines[0], rule, *lines[1:]]) + "\n")
            else:
                parts.append("\n" + "\n".join("\t".join(row) for row in rows) + "\n")
    return "\n".join(parts) + "\n"


def _docx(blocks: list[dict[str, Any]], path: Path) -> None:
    document = docx.Document()
    for block in blocks:
        if "text" in block:
            for line in block["text"].strip("\n").split("\n"):
                _docx_paragraph(document.add_paragraph(), line)
        elif "numbered" in block:
            for line in block["numbered"]:
                document.add_paragraph(line, style="List Number")
        elif "rows" in block:
            _docx_table(document, _rows(block["rows"]))
        elif "footnotes" in block:
            _docx_footnotes(document, block["footnotes"])
        elif "header" in block:
            document.sections[0].header.paragraphs[0].text = block["header"]
    document.save(str(path))


def _docx_paragraph(paragraph: Any, line: str) -> None:
    for index, part in enumerate(line.split("[^")):
        if index == 0:
            paragraph.add_run(part)
            continue
        marker, rest = part.split("]", 1)
        run = paragraph.add_run("")
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), marker)
        run._r.append(reference)
        paragraph.add_run(rest)


def _docx_table(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, made in zip(rows, table.rows, strict=True):
        for field, cell in zip(row, made.cells, strict=True):
            if field not in ("<", "^"):
                cell.text = field.lstrip("#").replace("¶", "\n")
    for first, last in _merges(rows):
        table.cell(*first).merge(table.cell(*last))


def _merges(rows: list[list[str]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the merged areas as (first field, last field)."""
    areas = []
    for r, row in enumerate(rows):
        for c, field in enumerate(row):
            if field in ("<", "^"):
                continue
            right, down = c, r
            while right + 1 < len(row) and row[right + 1] == "<":
                right += 1
            while down + 1 < len(rows) and rows[down + 1][c] == "^":
                down += 1
            if (right, down) != (c, r):
                areas.append(((r, c), (down, right)))
    return areas


def _docx_footnotes(document: Any, notes: dict[str, str]) -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(
        f'<w:footnote w:id="{k}"><w:p><w:r><w:t>{v}</w:t></w:r></w:p></w:footnote>' for k, v in notes.items()
    )
    blob = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {space}>{body}</w:footnotes>'.encode()
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _xlsx(blocks: list[dict[str, Any]], path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheet = None
    for block in blocks:
        if "sheet" in block or sheet is None:
            sheet = book.create_sheet(block.get("sheet", "Biểu 1"))
            top = 1
        if "text" in block:
            for line in block["text"].strip("\n").split("\n"):
                sheet.cell(top, 1, line)
                top += 1
        elif "rows" in block:
            rows = _rows(block["rows"])
            for r, row in enumerate(rows):
                for c, field in enumerate(row):
                    if field not in ("<", "^", ""):
                        _xlsx_cell(sheet.cell(top + r, c + 1), field)
            for (r0, c0), (r1, c1) in _merges(rows):
                sheet.merge_cells(start_row=top + r0, start_column=c0 + 1, end_row=top + r1, end_column=c1 + 1)
            top += len(rows) + 1
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(buffer.getvalue())


def _xlsx_cell(cell: Any, field: str) -> None:
    if field.startswith("#"):
        number = field[1:].rstrip("%")
        cell.value = float(number) if "." in number else int(number)
        if field.endswith("%"):
            cell.number_format = "0.0%"
    else:
        cell.value = field


def _pdf(blocks: list[dict[str, Any]], path: Path) -> None:
    pages: list[list[Item]] = [[]]
    for block in blocks:
        if "page" in block:
            pages.append([])
        if "text" in block:
            pages[-1] += block["text"].strip("\n").split("\n")
        elif "rows" in block:
            pages[-1].append([["" if f == "^" else f for f in row] for row in _rows(block["rows"])])
    write_pdf(path, pages)
