"""A Word document as blocks: paragraphs, numbered lists, merged cells, footnotes, stamps in heads and boxes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from lxml import etree

from knowledge.documents.blocks import (
    Block,
    Cell,
    Document,
    Footnote,
    ListItem,
    Paragraph,
    Position,
    Table,
)
from knowledge.documents.encodings import mend
from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.limits import Budget, Limits, at_most, check_package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOTES_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_RAISED = {"2": "²", "3": "³"}


def read_docx(path: Path, limits: Limits, budget: Budget) -> Document:
    """Return the blocks of a .docx; macros, links and embedded objects are never opened."""
    check_package(path, limits, budget)
    document = docx.Document(str(path))
    reader = _Reader(document, limits, budget)
    blocks = tuple(reader.blocks())
    stamps = tuple(reader.stamps())
    if not any(_has_words(block) for block in blocks):
        raise RefusalError(Reason.EMPTY, name=path.name)
    return Document("docx", blocks, stamps)


def _has_words(block: Block) -> bool:
    if isinstance(block, Table):
        return any(cell.text for row in block.rows for cell in row)
    return any(char.isalnum() for char in block.text)


class _Reader:
    def __init__(self, document: Any, limits: Limits, budget: Budget) -> None:
        self.document = document
        self.limits = limits
        self.budget = budget
        self.numbers = _Numbers(document)
        self.line = 0

    def blocks(self) -> Iterator[Block]:
        yield from self._body(self.document.element.body)
        yield from self._footnotes()

    def _body(self, parent: Any) -> Iterator[Block]:
        for element in parent.iterchildren():
            tag = element.tag
            if tag == f"{_W}p":
                yield from self._paragraph(element)
            elif tag == f"{_W}tbl":
                self.line += 1
                self.budget.check()
                table = self._table(element)
                if table is not None:
                    yield table
            elif tag == f"{_W}sdt":
                content = element.find(f"{_W}sdtContent")
                if content is not None:
                    yield from self._body(content)
            elif tag in (f"{_W}ins", f"{_W}smartTag"):
                yield from self._body(element)

    def _paragraph(self, element: Any) -> Iterator[Block]:
        for text, notes in _paragraph_texts(element):
            self.line += 1
            if not text:
                continue
            position = Position(self.line)
            marker, depth = self.numbers.marker(element)
            if marker:
                yield ListItem(marker, text, position, depth, notes)
            else:
                yield Paragraph(text, position, notes, self.numbers.heading(element))

    def _table(self, element: Any) -> Table | None:
        """Return the grid of a table; horizontally and vertically merged cells stand in every field that they cover."""
        rows: list[list[Cell]] = []
        for r, row in enumerate(element.iterchildren(f"{_W}tr")):
            cells: list[Cell] = []
            for cell in _row_cells(row):
                properties = cell.find(f"{_W}tcPr")
                span, merged = _spans(properties)
                at_most(self.limits.cells, len(cells) + span, "columns")
                column = len(cells)
                text, indent = self._cell_text(cell)
                origin, number = (r, column), None
                above = rows[r - 1][column] if r and column < len(rows[r - 1]) else None
                if merged and above is not None:
                    text, origin, indent = above.text, above.origin, above.indent
                cells.extend(Cell(text, origin, number, indent) for _ in range(span))
            rows.append(cells)
        width = max((len(row) for row in rows), default=0)
        if width == 0:
            return None
        filled = tuple(
            tuple(row) + tuple(Cell("", (r, c)) for c in range(len(row), width)) for r, row in enumerate(rows)
        )
        return Table(filled, Position(self.line))

    def _cell_text(self, cell: Any) -> tuple[str, int]:
        parts: list[str] = []
        indent = 0
        for element in cell.iter(f"{_W}p"):
            for text, _notes in _paragraph_texts(element, strip=False):
                marker, _ = self.numbers.marker(element)
                if text.strip():
                    if not parts:
                        indent = len(text) - len(text.lstrip())
                    parts.append(f"{marker} {text.strip()}".strip())
        return " ".join(parts), indent

    def _footnotes(self) -> Iterator[Footnote]:
        for relation in self.document.part.rels.values():
            if relation.reltype == _NOTES_TYPE and not relation.is_external:
                root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
                for note in root.iterchildren(f"{_W}footnote"):
                    if note.get(f"{_W}type") is None:
                        text = " ".join(t for p in note.iter(f"{_W}p") for t, _ in _paragraph_texts(p) if t)
                        if text:
                            self.line += 1
                            yield Footnote(note.get(f"{_W}id") or "", text, Position(self.line))

    def stamps(self) -> Iterator[str]:
        """Yield the texts where a stamp stands: page heads and feet, text boxes, watermarks, lines within fields."""
        for section in self.document.sections:
            for part in (
                section.header,
                section.footer,
                section.first_page_header,
                section.first_page_footer,
                section.even_page_header,
                section.even_page_footer,
            ):
                yield from _lines_within(part.part.element)
        yield from _watermarks(self.document.element.body)
        for cell in self.document.element.body.iter(f"{_W}tc"):
            # "UBND HUYỆN … / MẬT" in one field of the letterhead.
            lines = [" ".join(text.split()) for p in cell.iterchildren(f"{_W}p") for text, _ in _paragraph_texts(p)]
            if len(lines) > 1:
                yield from (line for line in lines if line.isupper())
        for box in self.document.element.body.iter(f"{_W}txbxContent"):
            for element in box.iter(f"{_W}p"):
                for text, _notes in _paragraph_texts(element, boxes=True):
                    if text:
                        yield text


def _lines_within(element: Any) -> Iterator[str]:
    """Yield the lines of a page's head or foot, of the boxes in it as well, and the words of its watermark."""
    for paragraph in element.iter(f"{_W}p"):
        for text, _notes in _paragraph_texts(paragraph, boxes=True):
            if text:
                yield text
    yield from _watermarks(element)


def _watermarks(element: Any) -> Iterator[str]:
    for drawn in element.iter("{urn:schemas-microsoft-com:vml}textpath"):
        if drawn.get("string"):
            yield " ".join(drawn.get("string").split())


def _row_cells(row: Any) -> Iterator[Any]:
    for child in row.iterchildren():
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag == f"{_W}sdt":
            yield from child.iter(f"{_W}tc")


def _spans(properties: Any) -> tuple[int, bool]:
    if properties is None:
        return 1, False
    span = properties.find(f"{_W}gridSpan")
    merge = properties.find(f"{_W}vMerge")
    width = int(span.get(f"{_W}val") or 1) if span is not None else 1
    return max(1, width), merge is not None and merge.get(f"{_W}val") != "restart"


def _paragraph_texts(element: Any, strip: bool = True, boxes: bool = False) -> list[tuple[str, tuple[str, ...]]]:
    """Return the lines of a paragraph (a line break parts them) with the footnotes that each refers to.

    Deleted text and field codes stay out; a raised 2 or 3 after m becomes ² or ³.
    """
    lines: list[tuple[list[str], list[str]]] = [([], [])]
    for node in element.iter():
        if node.tag not in _TEXT_TAGS or (not boxes and _in_box(node, element)):
            continue
        parts, notes = lines[-1]
        if node.tag == f"{_W}t":
            text = node.text or ""
            if text.strip() in _RAISED and _is_raised(node) and re.search(r"\b(?:k|c|d)?m$", "".join(parts)):
                text = _RAISED[text.strip()]
            parts.append(text)
        elif node.tag == f"{_W}footnoteReference":
            notes.append(node.get(f"{_W}id") or "")
        elif node.tag == f"{_W}tab":
            if node.getparent().tag == f"{_W}r":
                parts.append("\t")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        else:
            lines.append(([], []))
    result = []
    for parts, notes in lines:
        text = mend("".join(parts))[0].replace("\u00a0", " ")
        result.append((" ".join(text.split()) if strip else text.rstrip(), tuple(notes)))
    return result


_TEXT_TAGS = {f"{_W}{name}" for name in ("t", "tab", "br", "cr", "footnoteReference", "noBreakHyphen")}


def _in_box(node: Any, top: Any) -> bool:
    parent = node.getparent()
    while parent is not None and parent is not top:
        if parent.tag in (f"{_W}txbxContent", f"{_W}del"):
            return True
        parent = parent.getparent()
    return False


def _is_raised(node: Any) -> bool:
    properties = node.getparent().find(f"{_W}rPr")
    align = properties.find(f"{_W}vertAlign") if properties is not None else None
    return align is not None and align.get(f"{_W}val") == "superscript"


class _Numbers:
    """The markers that Word draws before list paragraphs, counted as Word counts them."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.styles: dict[str, tuple[str, int]] = {}
        self.outline: dict[str, int] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self._load(document)

    def _load(self, document: Any) -> None:
        abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            root = None
        if root is not None:
            for definition in root.iterchildren(f"{_W}abstractNum"):
                levels = {int(lvl.get(f"{_W}ilvl") or 0): _level(lvl) for lvl in definition.iterchildren(f"{_W}lvl")}
                abstract[definition.get(f"{_W}abstractNumId") or ""] = levels
            for number in root.iterchildren(f"{_W}num"):
                link = number.find(f"{_W}abstractNumId")
                if link is not None:
                    levels = abstract.get(link.get(f"{_W}val") or "", {})
                    self.levels[number.get(f"{_W}numId") or ""] = levels
        for style in document.styles.element.iterchildren(f"{_W}style"):
            properties = style.find(f"{_W}pPr")
            if properties is None:
                continue
            name = style.get(f"{_W}styleId") or ""
            number = _numbering(properties)
            if number is not None:
                self.styles[name] = number
            level = properties.find(f"{_W}outlineLvl")
            if level is not None and (level.get(f"{_W}val") or "9").isdigit():
                self.outline[name] = int(level.get(f"{_W}val")) + 1

    def heading(self, element: Any) -> int:
        level = self.outline.get(_style(element), 0)
        return level if level <= 6 else 0

    def marker(self, element: Any) -> tuple[str, int]:
        properties = element.find(f"{_W}pPr")
        number = _numbering(properties) if properties is not None else None
        number = number or self.styles.get(_style(element))
        if number is None or number[0] not in self.levels or number[1] not in self.levels[number[0]]:
            return "", 0
        identity, depth = number
        levels = self.levels[identity]
        counts = self.counts.setdefault(identity, {})
        counts[depth] = counts.get(depth, levels[depth][2] - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        style, pattern, _start = levels[depth]
        if style == "bullet":
            return "-" if depth == 0 else "+", depth
        if style == "none":
            return "", 0
        text = re.sub(
            r"%(\d)",
            lambda m: _counted(
                counts.get(int(m.group(1)) - 1, 1),
                levels.get(int(m.group(1)) - 1, ("decimal", "", 1))[0],
            ),
            pattern,
        )
        return text.strip(), depth


def _level(element: Any) -> tuple[str, str, int]:
    def value(name: str, default: str) -> str:
        child = element.find(f"{_W}{name}")
        return default if child is None else child.get(f"{_W}val") or default

    start = value("start", "1")
    return (
        value("numFmt", "decimal"),
        value("lvlText", "%1."),
        int(start) if start.isdigit() else 1,
    )


def _numbering(properties: Any) -> tuple[str, int] | None:
    number = properties.find(f"{_W}numPr")
    if number is None:
        return None
    identity = number.find(f"{_W}numId")
    level = number.find(f"{_W}ilvl")
    depth = (level.get(f"{_W}val") or "0") if level is not None else "0"
    if identity is None or identity.get(f"{_W}val") in (None, "0"):
        return None
    return identity.get(f"{_W}val"), int(depth) if depth.isdigit() else 0


def _style(element: Any) -> str:
    properties = element.find(f"{_W}pPr")
    style = properties.find(f"{_W}pStyle") if properties is not None else None
    return (style.get(f"{_W}val") or "") if style is not None else ""


_ROMAN = (
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def _counted(count: int, style: str) -> str:
    if style in ("upperRoman", "lowerRoman"):
        text = ""
        for value, letters in _ROMAN:
            text += letters * (count // value)
            count %= value
        return text if style == "upperRoman" else text.lower()
    if style in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26)
        return letter if style == "lowerLetter" else letter.upper()
    return f"{count:02d}" if style == "decimalZero" else str(count)
