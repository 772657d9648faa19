"""Marks of secrecy: a document marked MẬT, TỐI MẬT or TUYỆT MẬT is refused before anything of it is kept."""

import re

from knowledge.documents.blocks import Block, Document, ListItem, Paragraph, Table
from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.words import rules
from knowledge.text import fold

# A stamp stands in the head; "Độ mật:" lines also on later pages' heads, which readers put among the stamps.
_HEAD_BLOCKS = 30
_LEVEL = r"(?:t\s*u\s*y\s*e\s*t\s*m\s*a\s*t|t\s*o\s*i\s*m\s*a\s*t|m\s*a\s*t)"
_LINE = re.compile(
    rf"\W*(?:(?:do|muc do|dau do|cap do|dau chi muc do|dau)\s*(?:mat)?\s*:?\s*)?(?P<level>{_LEVEL})\W*(?:\d{{0,3}}\W*)"
)


def refuse_secret(document: Document) -> None:
    """Raise RefusalError(CLASSIFIED) for a document that bears a mark of secrecy.

    A mark is a line, a table's field or a stamp that says nothing else: "MẬT", "M Ậ T", "TỐI MẬT", "TOI MAT",
    "Độ mật: Mật". Words in a sentence ("bảo mật", "mật độ", "bí mật nhà nước") are none, nor is "mật" in small letters
    without its label, which may be honey. Source of the marks: Law on the protection of state secrets, 2018, article 8.
    """
    for text in document.stamps:
        _check(text, in_stamp=True)
    for block in document.blocks[:_HEAD_BLOCKS]:
        for text in _texts(block):
            _check(text, in_stamp=False)


def _texts(block: Block) -> list[str]:
    if isinstance(block, Table):
        return [cell.text for row in block.rows[:8] for cell in row]
    if isinstance(block, ListItem | Paragraph):
        # Columns of a text file's letterhead: the mark stands beside the motto.
        return [block.text, *re.split(r"\s{3,}", block.text)]
    return [block.text]


def _check(text: str, in_stamp: bool) -> None:
    for part in text.split("\n"):
        folded = fold(part)
        if len(folded) > 60:
            continue
        match = _LINE.fullmatch(folded)
        labelled = re.search(r"do mat|muc do|cap do", folded) is not None
        if match is None:
            continue
        letters = [char for char in part if char.isalpha()]
        capital = sum(char.isupper() for char in letters) * 2 > len(letters)
        if capital or labelled or in_stamp:
            raise RefusalError(Reason.CLASSIFIED, level=_level(match.group("level")), words=part.strip())


def _level(found: str) -> str:
    compact = found.replace(" ", "")
    for level, words in rules().secrecy:
        if compact == words.replace(" ", ""):
            return level
    return "mat"
