"""Lines of plain or extracted text made into paragraphs, tables and footnotes; shared by text files and PDF pages."""

import re
from dataclasses import dataclass

from knowledge.documents.blocks import Block, Footnote, Paragraph, Position, Table, grid
from knowledge.documents.words import canonical, pattern, rules
from knowledge.text import fold

# What can open a new paragraph: "I.", "1.", "1.2.", "1-", "a)", "(1)", "-", "+", "*", "•", "Điều 2.", "Chương I".
_OPENING = re.compile(
    r"(?:(?:[IVXLC]{1,6}|\d{1,2}(?:\.\d{1,2}){0,3})\s?[.)\-–/](?!\d)\s?|[a-zđ]{1,2}[)./]\s|\([a-zđ\d]{1,2}\)|[-–+*•●○▪]\s|"
    r"(?:Điều|Chương|Phần|Mục|Phụ lục|Phụ biểu|Biểu|Bảng)\s)",
)
_CLOSED = re.compile(r"[.;:!?…/]\W*$")
_RULE = re.compile(r"\s*(?:[-–—_=*]\s?){3,}\s*$")
_NOTE_TAG = re.compile(r"<sup>\s*(\d{1,3}|\*)\s*</sup>")
_CUBIC = re.compile(r"(?<![^\W\d_])(k?m|dm|cm)\s?<sup>\s*([23])\s*</sup>")
_TAG = re.compile(r"</?(?:b|i|u|em|strong|sub|sup|span|p|br|div|font)\b[^>]*>", re.IGNORECASE)
_MATH = re.compile(r"\$([^$]{1,60})\$")
_MATH_WORDS = (
    ("\\geq", "≥"),
    ("\\ge", "≥"),
    ("\\leq", "≤"),
    ("\\le", "≤"),
    ("\\%", "%"),
    ("\\times", "x"),
    ("\\", ""),
)
_EMPHASIS = re.compile(r"(?<!\w)(\*{1,3}|_{2})(?=\S)(.+?)(?<=\S)\1(?!\w)")


def plain(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a line without markup, and the markers of the footnotes it refers to.

    Markdown emphasis, HTML tags that converters leave, "m<sup>3</sup>" → "m³" and "$\\geq 5\\%$" → "≥ 5%" are resolved.
    """
    text = _CUBIC.sub(lambda m: m.group(1) + {"2": "²", "3": "³"}[m.group(2)], text)
    notes = tuple(_NOTE_TAG.findall(text))
    text = _NOTE_TAG.sub("", text)
    text = _MATH.sub(lambda m: _math(m.group(1)), text)
    text = _TAG.sub("", text)
    for _ in range(3):
        text, count = _EMPHASIS.subn(r"\2", text)
        if not count:
            break
    return " ".join(text.split()), notes


def _math(inner: str) -> str:
    for typed, sign in _MATH_WORDS:
        inner = inner.replace(typed, sign)
    return " ".join(inner.split())


@dataclass(frozen=True, slots=True)
class Line:
    """One line as printed; full: it reaches the right margin, so the next one may continue it."""

    text: str
    position: Position
    full: bool


def assemble(lines: list[Line | None]) -> list[Block]:
    """Return the blocks of a text; None stands for a blank line.

    A wrapped line is joined with the next one. A footnote that the foot of a page interrupts, and a paragraph that a
    footnote interrupts, go on where a later line starts in lower case: the body first, then the note.
    """
    return _Assembly().run(lines)


class _Assembly:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.body: int | None = None  # index of the last paragraph of the body
        self.note: int | None = None
        self.last: int | None = None  # what the next line would continue
        self.last_full = False

    def run(self, lines: list[Line | None]) -> list[Block]:
        at = 0
        while at < len(lines):
            line = lines[at]
            if line is None or _RULE.match(line.text):
                self.last, at = None, at + 1
                continue
            rows = _table_at(lines, at)
            if rows:
                self._table(rows, line.position)
                at += len(rows)
                continue
            for part in _columns(line):
                self._line(part)
            at += 1
        return self.blocks

    def _line(self, line: Line) -> None:
        heading = re.match(r"\s*(#{1,6})\s+", line.text)
        raw = line.text[heading.end() :] if heading else line.text
        note = _note_start(raw)
        if note is not None:
            text, _notes = plain(note[1])
            self.blocks.append(Footnote(note[0], text, line.position))
            self.note = self.last = len(self.blocks) - 1
            self.last_full = line.full
            return
        text, notes = plain(raw)
        if not text:
            self.last = None
            return
        target = None if heading else self._continued(text)
        if target is not None:
            self._extend(target, text, notes)
            self.last, self.last_full = target, line.full
            return
        self.blocks.append(Paragraph(text, line.position, notes, len(heading.group(1)) if heading else 0))
        self.body = len(self.blocks) - 1
        self.last = None if _stands_alone(text) else self.body
        self.last_full = line.full and not heading

    def _continued(self, text: str) -> int | None:
        """Return the block that this line goes on with, if any."""
        opening = _OPENING.match(text) is not None or _stands_alone(text)
        if self.last is not None:
            before = self.blocks[self.last]
            if isinstance(before, Paragraph | Footnote) and text[:1].isdigit() and _hangs(before.text):
                return self.last
            open_end = isinstance(before, Paragraph | Footnote) and self.last_full and not opening
            if open_end and (not _ends(before) or text[:1].islower()):
                return self.last
            return self.last if text[:1].islower() and not opening and not _ends(before) else None
        if opening or not text[:1].islower():
            return None
        for index in (self.body, self.note):
            if index is None:
                continue
            block = self.blocks[index]
            if not _ends(block) and len(_text(block)) > 40:
                return index
        return None

    def _extend(self, index: int, text: str, notes: tuple[str, ...]) -> None:
        block = self.blocks[index]
        if isinstance(block, Paragraph):
            self.blocks[index] = Paragraph(
                f"{block.text} {text}",
                block.position,
                block.notes + notes,
                block.heading,
            )
        elif isinstance(block, Footnote):
            self.blocks[index] = Footnote(block.marker, f"{block.text} {text}", block.position)

    def _table(self, rows: list[list[str]], position: Position) -> None:
        content = [row for row in rows if not _separator(row)]
        if content:
            cells = [[plain(field)[0] if field.strip() else field for field in row] for row in content]
            previous = self.blocks[-1] if self.blocks else None
            table = Table(grid(cells), position)
            if isinstance(previous, Table) and previous.position.sheet is None:
                joined = continued(previous, table)
                if joined is not None:
                    self.blocks[-1] = joined
                    self.last = None
                    return
            self.blocks.append(table)
        self.last = None


def _hangs(text: str) -> bool:
    """Whether a line's end broke a number ("tăng 2," and "8%") or parted it from its verb ("đạt" and "105,2")."""
    return pattern(rules().measures["hanging"]).search(canonical(text)) is not None


def _stands_alone(text: str) -> bool:
    """Whether a line is a kind of document or a mark of secrecy, in small letters where an old font showed capitals."""
    bare = canonical(text).strip(" .:*")
    return bare in rules().particulars["kinds"] or any(fold(bare) == words for _level, words in rules().secrecy)


def _text(block: Block) -> str:
    return "" if isinstance(block, Table) else block.text


def _ends(block: Block) -> bool:
    return _CLOSED.search(_text(block)) is not None


def _columns(line: Line) -> list[Line]:
    """Return the columns of a letterhead's line ("HỘI ĐỒNG NHÂN DÂN      CỘNG HÒA …") as lines of their own."""
    parts = re.split(r"\s{4,}", line.text.strip())
    if len(parts) < 2 or any(len(part) > 60 or not part[:1].isupper() for part in parts):
        return [line]
    return [Line(part, line.position, full=False) for part in parts]


_NOTE = re.compile(r"\s*(?:<sup>\s*(\d{1,3}|\*)\s*</sup>|\[\^(\w{1,8})\]:)\s*(?=\S)")


def _note_start(text: str) -> tuple[str, str] | None:
    match = _NOTE.match(text)
    return (match.group(1) or match.group(2), text[match.end() :]) if match else None


def _separator(row: list[str]) -> bool:
    return all(re.fullmatch(r"\s*:?-*:?\s*", field) for field in row) and any("-" in field for field in row)


def _fields(text: str) -> list[str] | None:
    """Return the fields of a table's line (tabs, or bars as in Markdown and box drawings), None for running text."""
    bare = text.strip()
    if bare.count("|") >= 2 or (bare.startswith("|") and bare.endswith("|") and len(bare) > 2):
        return bare.strip("|").split("|")
    if "│" in bare:
        return bare.strip("│").split("│")
    if text.rstrip("\n").count("\t") >= 2 and text.strip():
        return text.rstrip("\n").split("\t")
    return None


def _table_at(lines: list[Line | None], at: int) -> list[list[str]]:
    """Return the rows of the table that starts at a line, [] if none does: two rows of fields, or aligned columns."""
    rows: list[list[str]] = []
    for line in lines[at:]:
        fields = _fields(line.text) if line is not None else None
        if fields is None:
            break
        rows.append(fields)
    if len(rows) >= 2 and any(re.search(r"\d", field) for row in rows for field in row):
        return rows
    return _aligned_at(lines, at)


def _aligned_at(lines: list[Line | None], at: int) -> list[list[str]]:
    """Return rows whose columns are kept apart by runs of blanks: three lines and columns or more, two numbers."""
    texts = []
    for line in lines[at:]:
        if line is None or len(re.split(r"\s{2,}", line.text.strip())) < 3:
            break
        texts.append(line.text)
    if len(texts) < 3:
        return []
    rows = [re.split(r"\s{2,}", text.strip()) for text in texts]
    width = max(len(row) for row in rows)
    if sum(len(row) == width for row in rows) * 3 < len(rows) * 2:
        return []
    numeric = sum(bool(re.fullmatch(r"[-\d.,%/]+", row[-1])) for row in rows)
    if numeric < 2:
        return []
    starts = _column_starts([text for text, row in zip(texts, rows, strict=True) if len(row) == width])
    return [row if len(row) == width else _by_position(text, starts) for text, row in zip(texts, rows, strict=True)]


def _column_starts(texts: list[str]) -> list[int]:
    starts = [[m.start() for m in re.finditer(r"(?:(?<=\s\s)|^\s*)(?=\S)", text)] for text in texts]
    return [min(column) for column in zip(*starts, strict=False)]


def _by_position(text: str, starts: list[int]) -> list[str]:
    fields = [""] * len(starts)
    for match in re.finditer(r"\S+(?:\s\S+)*", text):
        index = max(
            (i for i, start in enumerate(starts) if start <= match.start() + 2),
            default=0,
        )
        fields[index] = f"{fields[index]} {match.group()}".strip()
    return fields


def continued(first: Table, second: Table) -> Table | None:
    """Return two tables as one when the second goes on with the first over a page break, else None.

    It does when the columns are as many and the head is repeated, or when its first row already is data.
    """
    if not first.rows or not second.rows or len(first.rows[0]) != len(second.rows[0]):
        return None
    head = 0
    while head < min(len(first.rows), len(second.rows)) and _texts(first, head) == _texts(second, head):
        head += 1
    if head == 0 and not re.match(r"[\W\d]*\d", " ".join(_texts(second, 0)[-1:])):
        return None
    rows = [[cell.text for cell in row] for row in (*first.rows, *second.rows[head:])]
    return Table(grid(rows), first.position)


def _texts(table: Table, row: int) -> list[str]:
    return [cell.text for cell in table.rows[row]]
