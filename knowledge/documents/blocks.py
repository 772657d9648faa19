"""What a reader hands on: paragraphs, list items, tables and footnotes in reading order, each with its position."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Position:
    """Where a block stands, counted from 1: page of a PDF, sheet of a workbook, line of a text, paragraph of a docx."""

    line: int
    page: int | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text on one line; notes: markers of the footnotes that it refers to; heading: 1–6, 0 for running text."""

    text: str
    position: Position
    notes: tuple[str, ...] = ()
    heading: int = 0


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item whose marker the format keeps apart from the text ("1.", "a)", "-"); depth from 0."""

    marker: str
    text: str
    position: Position
    depth: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a table's grid.

    A merged cell stands in every field that it covers, with the same origin (row, column of its first field).
    number: set where the format stores a number; text is then its Vietnamese spelling. indent: leading blanks.
    """

    text: str
    origin: tuple[int, int]
    number: Decimal | None = None
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A rectangular grid; rows of equal length."""

    rows: tuple[tuple[Cell, ...], ...]
    position: Position


@dataclass(frozen=True, slots=True)
class Footnote:
    """A note at the foot of a page or document; the paragraph that names its marker gives its context."""

    marker: str
    text: str
    position: Position


Block = Paragraph | ListItem | Table | Footnote


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: stamps are texts outside the body (page heads and feet, text boxes)."""

    format: str
    blocks: tuple[Block, ...]
    stamps: tuple[str, ...] = ()
    encoding: str | None = None
    pages: int | None = None


def grid(rows: list[list[str]]) -> tuple[tuple[Cell, ...], ...]:
    """Return unmerged rows of text as a rectangular grid; short rows are filled with empty cells."""
    width = max((len(row) for row in rows), default=0)
    return tuple(
        tuple(
            Cell(
                row[c].strip() if c < len(row) else "",
                (r, c),
                indent=_indent(row[c]) if c < len(row) else 0,
            )
            for c in range(width)
        )
        for r, row in enumerate(rows)
    )


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
