"""A file as blocks: the reader is chosen by what the file contains, and the name must agree with it."""

import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from knowledge.documents.blocks import Document
from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.limits import Budget, Limits, check_size

_EXTENSIONS = {
    ".txt": "text",
    ".md": "text",
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".pdf": "pdf",
}

# Beginnings of other formats that people drop by mistake.
_FOREIGN = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"MZ",
    b"\x7fELF",
    b"\x1f\x8b",
    b"{\\rtf",
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(path: Path, limits: Limits | None = None) -> Document:
    """Return the blocks of a .txt, .md, .docx, .xlsx or .pdf file.

    Raises RefusalError for a file that is missing, empty, too large, protected, damaged, scanned, of another format, or
    not what its extension says. Nothing in the file is ever run.
    """
    limits = limits or Limits()
    check_size(path, limits)
    expected = _EXTENSIONS.get(path.suffix.lower())
    if expected is None:
        raise RefusalError(Reason.UNKNOWN_FORMAT, name=path.name, extension=path.suffix)
    content = _content(path)
    if content != expected:
        raise RefusalError(
            Reason.WRONG_EXTENSION,
            name=path.name,
            extension=path.suffix.lower(),
            content=content,
        )
    reader = _reader(content)
    try:
        return reader(path, limits, Budget(limits.seconds))
    except RefusalError:
        raise
    except Exception as error:
        # A damaged file makes the format libraries raise whatever their code stumbles over, KeyError to struct.error;
        # no list of classes would be complete, and one file must not stop the assistant.
        raise RefusalError(Reason.DAMAGED, name=path.name, detail=f"{type(error).__name__}: {error}") from error


def _reader(content: str) -> Callable[[Path, Limits, Budget], Document]:
    """Return what reads a format; its library takes time to load, and who only keeps the queue needs none of them."""
    name = f"read_{content}"
    reader: Callable[[Path, Limits, Budget], Document] = getattr(import_module(f"knowledge.documents.{name}"), name)
    return reader


def _content(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(2048)
    if head.startswith(_OLE):
        # A protected docx or xlsx is an OLE container with an EncryptedPackage; an old .doc or .xls is one too.
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise RefusalError(Reason.ENCRYPTED, name=path.name)
        return "ole"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _package(path)
    if head.startswith(_FOREIGN):
        return "other"
    return "text"


def _package(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise RefusalError(Reason.DAMAGED, name=path.name, detail=str(error)) from error
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "zip"
