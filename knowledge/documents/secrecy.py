"""Marks of secrecy: a document marked MẬT, TỐI MẬT or TUYỆT MẬT is refused before anything of it is kept."""

import re

from knowledge.documents.blocks import Block, Document, ListItem, Paragraph, Table
from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.words import rules
from knowledge.text import fold

# A stamp stands in the head; "Độ mật:" lines also on later pages' heads, which readers put among the stamps.
_HEAD_BLOCKS = 30
_LEVEL = r"(?:t\s*u\s*y\s*e\s*t\s*m\s*a\s*t|t\s*o\s*i\s*m\s*a\s*t|m\s*a\s*t)"
# What may stand on the line of a mark: its label or the kind of paper before it, urgency and copy numbers after it.
_BEFORE = (
    r"(?:do|muc do|dau do|cap do|dau chi muc do|dau|loai|tai lieu|van ban|ho so|cong van|bao cao|quyet dinh|ke hoach|"
    r"bi mat nha nuoc|ban so\W*\d*)\s*(?:mat)?\W*"
)
_AFTER = r"(?:\W*(?:hoa toc(?: hen gio)?|thuong khan|khan|trang\W*\d+(?:\W+\d+)?|(?:ban )?so\W*\d+|\d{1,3}))*"
_LINE = re.compile(rf"\W*(?P<before>{_BEFORE})?(?P<level>{_LEVEL})(?P<after>{_AFTER})\W*")
_SPACED_OUT = re.compile(r"(?<=(?<!\w)\w)[.\-·_](?=\w(?!\w))")
# A mark stands in these first lines; there a lone "Mật" is one, too.
_TOP_BLOCKS = 12


def refuse_secret(document: Document) -> None:
    """Raise RefusalError(CLASSIFIED) for a document that bears a mark of secrecy.

    A mark is a line, a table's field or a stamp that says nothing else: "MẬT", "M Ậ T", "TỐI MẬT", "TOI MAT",
    "Độ mật: Mật", "MẬT - HỎA TỐC". Words in a sentence ("bảo mật", "mật độ", "bí mật nhà nước") are none, nor is "mật"
    in small letters without its label, which may be honey; but fonts of TCVN3 show small letters as capitals. Source of
    the marks: Law on the protection of state secrets, 2018, article 8.
    """
    for text in document.stamps:
        _check(text, in_stamp=True)
    for index, block in enumerate(document.blocks[:_HEAD_BLOCKS]):
        at_top = index < _TOP_BLOCKS and isinstance(block, Paragraph)
        for text in _texts(block):
            _check(text, in_stamp=at_top and (document.encoding == "tcvn3" or text[:1].isupper()))


def _texts(block: Block) -> list[str]:
    if isinstance(block, Table):
        return [cell.text for row in block.rows[:8] for cell in row]
    if isinstance(block, ListItem | Paragraph):
        # Columns of a text file's letterhead: the mark stands beside the motto.
        return [block.text, *re.split(r"\s{3,}", block.text)]
    return [block.text]


def _check(text: str, in_stamp: bool) -> None:
    for part in text.split("\n"):
        folded = _SPACED_OUT.sub(" ", fold(part))
        if len(folded) > 60:
            continue
        match = _LINE.fullmatch(folded)
        labelled = re.search(r"do mat|muc do|cap do", folded) is not None
        if match is None:
            continue
        capital = "mat" in fold("".join(char for char in part if char.isupper()))
        level = _level(match.group("level"))
        alone = not match.group("before") and not match.group("after")
        if capital or labelled or (in_stamp and alone) or (level != "mat" and alone):
            raise RefusalError(Reason.CLASSIFIED, level=level, words=part.strip())


def _level(found: str) -> str:
    compact = found.replace(" ", "")
    for level, words in rules().secrecy:
        if compact == words.replace(" ", ""):
            return level
    return "mat"
