"""The blocks of a document as passages: each with its place in the outline, its period and its kind."""

import re
from dataclasses import dataclass, replace

from knowledge.documents.blocks import Block, Footnote, ListItem, Paragraph, Table
from knowledge.documents.context import Context, under_heading
from knowledge.documents.numbers import Style
from knowledge.documents.quantities import quantities
from knowledge.documents.words import Wording, canonical, pattern, rules, wording

_MARKERS = (
    ("article", re.compile(r"(Điều\s+\d{1,3})\s?[.:]\s*")),
    (
        "part",
        re.compile(
            r"((?:Phần|Chương|Mục)\s+(?:[IVX]+|\d{1,2}|thứ\s\S+))\s?[.:\-–]?\s+",
            re.IGNORECASE,
        ),
    ),
    ("roman", re.compile(r"([IVX]{1,6})\s?[.)/\-–]\s*(?=[^\W\d_])")),
    ("capital", re.compile(r"([A-HĐ])\s?[.)/]\s+")),
    ("decimal", re.compile(r"(\d{1,2}(?:\.\s?\d{1,2}){1,3})\.?\)?\s+(?=[^\W\d_(\"“])")),
    ("number", re.compile(r"(\d{1,2})\s?[.)/\-–]\s*(?=[^\W\d_(\"“%])")),
    ("letter", re.compile(r"([a-zđ]{1,2})\s?[).]\s*(?=[^\W\d_(\"“])")),
    ("bracket", re.compile(r"(\((?:\d{1,2}|[a-zđ])\))\s*")),
    ("plus", re.compile(r"(?:[-–]\s*)?(\+)\s*")),
    ("dash", re.compile(r"([-–])\s*(?=[^\W\d_(\"“]|\d)")),
    ("bullet", re.compile(r"([*•●○▪·►])\s*")),
)
# Longer paragraphs carry text, not the name of what follows.
_LONGEST_HEADING = 230


@dataclass(frozen=True, slots=True)
class Node:
    """One level of the outline: its marker's sort and text, its count among its like, its words."""

    sort: str
    marker: str
    count: int
    text: Wording
    context: Context


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text or a table, with what its place in the document says about it.

    parents: the wording of the items and headings above, outermost first. caption: the last lines before a table.
    """

    order: int
    text: Wording
    table: Table | None
    context: Context
    locator: str
    section: str
    parents: tuple[Wording, ...]
    caption: tuple[Wording, ...] = ()


def passages(blocks: tuple[Block, ...], context: Context) -> list[Passage]:
    """Return the passages of a document in reading order, without its grounds and what follows the signature."""
    return _Outline(context).walk(blocks)


class _Outline:
    def __init__(self, context: Context) -> None:
        self.root = context
        self.stack: list[Node] = []
        self.counts: dict[tuple[tuple[str, ...], str], int] = {}
        self.paragraphs = 0
        self.notes: dict[str, tuple[Context, str]] = {}
        self.caption: list[Wording] = []
        self.ended = False
        self.tables = 0
        self.result: list[Passage] = []

    def walk(self, blocks: tuple[Block, ...]) -> list[Passage]:
        starts = _body_start(blocks)
        for order, block in enumerate(blocks):
            if isinstance(block, Footnote):
                continue
            if isinstance(block, Table):
                self._table(order, block, order < starts)
                continue
            if order < starts and not isinstance(block, Table):
                continue
            self._text(order, block)
        for order, block in enumerate(blocks):
            if isinstance(block, Footnote):
                context, _locator = self.notes.get(block.marker, (self._context(), ""))
                self.result.append(
                    Passage(
                        order,
                        wording(block.text),
                        None,
                        context,
                        f"chú thích {block.marker}",
                        "footnote",
                        (),
                    )
                )
        return self.result

    def _context(self) -> Context:
        return self.stack[-1].context if self.stack else self.root

    def _table(self, order: int, table: Table, in_head: bool) -> None:
        if in_head:
            return
        self.tables += 1
        name = next(
            (m.group() for c in reversed(self.caption) if (m := _TABLE_NAME.match(c.raw))),
            None,
        )
        locator = ", ".join(part for part in (self._locator(), name or f"bảng {self.tables}") if part)
        if name:
            locator = name
        context = self._context()
        named = next(
            (i for i, line in enumerate(self.caption) if _TABLE_NAME.match(line.raw)),
            len(self.caption),
        )
        for line in self.caption[named:]:
            if len(line.raw) <= _LONGEST_HEADING:
                context = under_heading(_neutral(line.low), context)
        self.result.append(
            Passage(
                order,
                wording(""),
                table,
                context,
                locator,
                "table",
                tuple(n.text for n in self.stack),
                tuple(self.caption),
            )
        )
        # An annex after the signature may go on with tables, never with running text.
        self.caption = []

    def _text(self, order: int, block: Paragraph | ListItem) -> None:
        if len(block.text) > _LONGEST_PARAGRAPH:
            for piece in _pieces(block.text):
                self._text(order, Paragraph(piece, block.position))
            return
        raw = f"{block.marker} {block.text}" if isinstance(block, ListItem) else block.text
        whole = wording(raw)
        self.caption = [*self.caption[-3:], whole]
        if pattern(rules().outline["end_matter"]).match(whole.low):
            self.ended = True
        elif _TABLE_NAME.match(whole.raw) or re.match(r"phụ (?:lục|biểu)", whole.low):
            self.ended = False
        if self.ended:
            return
        sort, marker, rest = _marker(whole.raw)
        if not sort and ((isinstance(block, Paragraph) and block.heading) or _is_caps(whole.raw)):
            sort, rest = ("heading", whole.raw)
        text = wording(rest)
        if sort == "heading" and not self.result and not self.stack and order < 8:
            # Lines of the title, in capitals.
            self.root = under_heading(_neutral(text.low), self.root)
            return
        if not sort:
            if pattern(rules().outline["preamble"]).match(text.low) and not self.stack:
                return
            self.paragraphs += 1
            context = self._context()
            # An unmarked short line without an end ("Kết quả thực hiện năm 2021:") speaks for what follows it.
            if (
                len(text.raw) <= 120
                and text.raw.endswith(":")
                and not re.search(r"\d[\d.,]*\s?(?:%|tỷ|triệu)", text.low)
            ):
                context = under_heading(text.low, context)
                if self.stack:
                    self.stack[-1] = replace(self.stack[-1], context=context)
                else:
                    self.root = context
            self._note(block, context, self._locator(paragraph=True))
            section = "narrative"
            self.result.append(
                Passage(
                    order,
                    text,
                    None,
                    context,
                    self._locator(paragraph=True),
                    section,
                    tuple(n.text for n in self.stack),
                )
            )
            return
        self._push(sort, marker, text)
        context = self._context()
        self._note(block, context, self._locator())
        parents = tuple(node.text for node in self.stack[:-1])
        headline = _is_listed(parents) and len(text.raw) <= 400 and sort not in ("article", "part", "heading")
        self.result.append(
            Passage(
                order,
                text,
                None,
                context,
                self._locator(),
                "headline" if headline else "narrative",
                parents,
            )
        )

    def _note(self, block: Paragraph | ListItem, context: Context, locator: str) -> None:
        for marker in block.notes:
            self.notes[marker] = (context, locator)

    def _push(self, sort: str, marker: str, text: Wording) -> None:
        """Open a node: back to the level where this sort of marker stands, or one deeper."""
        if sort == "decimal":
            sort = f"decimal{marker.count('.')}"
        self.stack = self.stack[: self._depth(sort, marker)]
        path = tuple(node.marker + str(node.count) for node in self.stack)
        self.counts[path, sort] = self.counts.get((path, sort), 0) + 1
        parent = self._context()
        context = parent
        # An item that itself states figures names no heading for what follows.
        named = sort in _HEADS or not quantities(text, Style())
        if named and len(text.raw) <= _LONGEST_HEADING and not re.match(r"giao\s", text.low):
            context = under_heading(text.low, parent)
        self.stack.append(Node(sort, marker, self.counts[path, sort], text, context))
        self.paragraphs = 0

    def _depth(self, sort: str, marker: str) -> int:
        """Return how many levels stay open above a node of this sort."""
        sorts = [node.sort for node in self.stack]
        if sort in ("part", "heading"):
            return 0
        if sort == "article":
            return next((i for i, s in enumerate(sorts) if s in ("article", "heading")), len(sorts))
        if sort == "roman":
            return max(
                (i + 1 for i, s in enumerate(sorts) if s in ("article", "part", "heading", "capital")), default=0
            )
        if sort in sorts:
            return sorts.index(sort)
        if sort.startswith("decimal"):
            prefix = marker.replace(" ", "").rsplit(".", 1)[0]
            above = [i for i, node in enumerate(self.stack) if node.marker.replace(" ", "") == prefix]
            outer = [i for i, s in enumerate(sorts) if s in _HEADS]
            return (above or outer or [-1])[-1] + 1
        if sort == "number" and "dash" in sorts:
            return sorts.index("dash")
        return len(sorts)

    def _locator(self, paragraph: bool = False) -> str:
        article = ""
        marks: list[str] = []
        items: list[str] = []
        for node in self.stack:
            if node.sort == "article":
                article = node.marker
            elif node.sort == "dash":
                items.append(f"gạch đầu dòng {node.count}")
            elif node.sort in ("plus", "bullet"):
                items.append(f"dấu {node.marker} thứ {node.count}")
            elif node.sort == "heading":
                marks = [node.text.raw[:60]]
            elif node.sort.startswith("decimal"):
                kept = [m for m in marks if not node.marker.startswith(m)]
                marks = [*kept, node.marker]
            else:
                marks.append(node.marker)
        parts = [article] if article else []
        if marks:
            parts.append(("mục " if article else "") + ".".join(marks))
        parts += items
        if paragraph and self.paragraphs:
            parts.append(f"đoạn {self.paragraphs}")
        return ", ".join(parts) or "phần mở đầu"


# No paragraph of a document is longer; the time for one grows with the square of its length.
_LONGEST_PARAGRAPH = 20_000


def _pieces(text: str) -> list[str]:
    """Return an endless text in pieces, cut after sentences where it has any."""
    pieces = []
    while len(text) > _LONGEST_PARAGRAPH:
        cut = text.rfind(". ", 0, _LONGEST_PARAGRAPH) + 1 or _LONGEST_PARAGRAPH
        pieces.append(text[:cut])
        text = text[cut:].lstrip()
    return [*pieces, text]


_HEADS = ("article", "part", "heading", "roman", "capital")
_TABLE_NAME = re.compile(r"(?:Bảng|Biểu|Phụ lục|Phụ biểu)(?:\s(?:số\s?)?[\dIVX]+)", re.IGNORECASE)


def _neutral(caption: str) -> str:
    """Return a title or caption without "chỉ tiêu" where that means what is counted ("Một số chỉ tiêu nông nghiệp")."""
    if pattern(r"giao|kế hoạch|mục tiêu|phấn đấu|nhiệm vụ").search(caption):
        return caption
    return pattern(r"(?:một số|các|tổng hợp|hệ thống) chỉ tiêu").sub(lambda m: " " * len(m.group()), caption)


def _is_listed(parents: tuple[Wording, ...]) -> bool:
    """Whether the nearest heading above that says so opens a list of main figures, not of tasks."""
    for parent in reversed(parents):
        if pattern(r"chỉ tiêu|mục tiêu|ước thực hiện").search(parent.low):
            return True
        if pattern(r"nhiệm vụ|giải pháp").search(parent.low):
            return False
    return False


def _marker(raw: str) -> tuple[str, str, str]:
    for sort, expression in _MARKERS:
        match = expression.match(raw)
        if match and match.end() < len(raw):
            return sort, match.group(1), raw[match.end() :]
    return "", "", raw


def _is_caps(raw: str) -> bool:
    letters = [char for char in raw if char.isalpha()]
    return 8 <= len(letters) <= 200 and sum(char.isupper() for char in letters) >= 0.9 * len(letters)


_HEAD_LINE = re.compile(r"số\s?:|[^,]{2,40}, ngày|độc lập - tự do|cộng hòa xã hội|kính gửi|đảng cộng sản")


def _body_start(blocks: tuple[Block, ...]) -> int:
    """Return the index of the first block after the head and its grounds ("QUYẾT NGHỊ:", "như sau:")."""
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph | ListItem):
            low = canonical(block.text).strip(" .*")
            if re.fullmatch(r"quyết (?:nghị|định)\s?:?", low):
                return index + 1
    last = 0
    for index, block in enumerate(blocks[:25]):
        if isinstance(block, Paragraph | ListItem):
            low = canonical(block.text)
            if _HEAD_LINE.match(low) or pattern(rules().outline["preamble"]).match(low):
                last = index + 1
        elif isinstance(block, Table) and index < 3 and is_letterhead(block):
            last = index + 1
    return last


def is_letterhead(table: Table) -> bool:
    """Return whether a table only lays out the head of a document: bodies, motto, number, date."""
    text = canonical(" ".join(cell.text for row in table.rows for cell in row))
    return (
        len(table.rows) <= 4
        and re.search(r"độc lập|cộng hòa xã hội|đảng cộng sản|ủy ban nhân dân|hội đồng nhân dân|số\s?:", text)
        is not None
    )
