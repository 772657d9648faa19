"""A text or Markdown file as blocks, whatever its encoding."""

from pathlib import Path

from knowledge.documents.blocks import Document, Position
from knowledge.documents.encodings import decode
from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.limits import Budget, Limits, at_most
from knowledge.documents.lines import Line, assemble

# Lines this near to the longest usual line may be wrapped ones; shorter lines end their paragraph.
_FULL_SHARE = 0.75
_SHORTEST_WRAP = 60


def read_text(path: Path, limits: Limits, budget: Budget) -> Document:
    """Return the blocks of a text file; RefusalError for no text (UNKNOWN_FORMAT) or no words (EMPTY)."""
    text, encoding = decode(path.read_bytes())
    at_most(limits.text_characters, len(text), "text_characters")
    controls = sum(char < " " and char not in "\t\n\r\f\v" for char in text[:20_000])
    if controls * 50 > len(text[:20_000]):
        raise RefusalError(Reason.UNKNOWN_FORMAT, name=path.name)
    if not any(char.isalnum() for char in text):
        raise RefusalError(Reason.EMPTY, name=path.name)
    raw = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n").split("\n")
    lengths = sorted(len(line) for line in raw if line.strip())
    usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
    wrapped = _SHORTEST_WRAP <= usual <= 160
    lines: list[Line | None] = [
        Line(line, Position(line=number), wrapped and len(line) >= usual * _FULL_SHARE) if line.strip() else None
        for number, line in enumerate(raw, start=1)
    ]
    budget.check()
    return Document("text", tuple(assemble(lines)), encoding=encoding)
