"""Damaged and hostile files, made at test time: what each is and the reasons for which it may be refused."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from knowledge.documents.errors import Reason
from tests.documents.document_builder import build

_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ANY_DAMAGE = {Reason.DAMAGED, Reason.WRONG_EXTENSION, Reason.EMPTY, Reason.UNKNOWN_FORMAT, Reason.SCANNED}


def files(folder: Path) -> Iterator[tuple[Path, set[Reason]]]:
    """Yield hostile files and the reasons that are right for each."""
    yield from _truncated(folder)
    yield from _flipped(folder)
    yield from _wrong_extensions(folder)
    yield from _packages(folder)
    yield from _pdfs(folder)
    yield from _texts(folder)


def _write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


_GOOD = ("d03-plan-table-docx", "d04-workbook-plan", "d07-pdf-table", "d12-docx-lists", "d06-workbook-sheets")


def _truncated(folder: Path) -> Iterator[tuple[Path, set[Reason]]]:
    for name in _GOOD:
        path = build(name, folder)
        data = path.read_bytes()
        for part in (
            0,
            1,
            10,
            60,
            100,
            200,
            400,
            800,
            1600,
            len(data) // 8,
            len(data) // 3,
            len(data) // 4,
            len(data) // 2,
            len(data) * 7 // 10,
        ):
            broken = _write(folder, f"cut-{part}-{path.name}", data[:part])
            yield broken, _ANY_DAMAGE | {Reason.EMPTY}


def _flipped(folder: Path) -> Iterator[tuple[Path, set[Reason]]]:
    """Yield packages whose directory survives while their parts are overwritten with noise."""
    noise = random.Random(20260105)
    for name in _GOOD:
        path = build(name, folder)
        if path.suffix == ".pdf":
            continue
        data = bytearray(path.read_bytes())
        for number in range(16):
            changed = bytearray(data)
            start = noise.randrange(40, len(data) // 2)
            changed[start : start + 600] = noise.randbytes(600)
            yield _write(folder, f"noise-{number}-{path.name}", bytes(changed)), _ANY_DAMAGE


def _wrong_extensions(folder: Path) -> Iterator[tuple[Path, set[Reason]]]:
    for name in _GOOD:
        path = build(name, folder)
        for suffix in (".txt", ".md", ".docx", ".xlsx", ".pdf"):
            if suffix != path.suffix:
                wrong = _write(folder, f"wrong-{path.stem}{suffix}", path.read_bytes())
                yield wrong, {Reason.WRONG_EXTENSION}
    for head, kind in (
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"MZ\x90\x00", "exe"),
        (b"Rar!\x1a\x07", "rar"),
    ):
        for suffix in (".docx", ".pdf", ".txt"):
            yield _write(folder, f"{kind}{suffix}", head + bytes(200)), {Reason.WRONG_EXTENSION}
    for suffix in (".exe", ".zip", ".html", "", ".doc", ".xls", ".docm"):
        yield _write(folder, f"other{suffix}", b"abc"), {Reason.UNKNOWN_FORMAT}
    yield _write(folder, "missing.txt", b"").with_name("not-there.txt"), {Reason.MISSING}


def _package(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, body in parts.items():
            package.writestr(name, body)
    return out.getvalue()


def _docx(document: str | bytes, **more: str | bytes) -> bytes:
    types = (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        f'{_XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_REL}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    return _package({"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": document, **more})


def _xlsx(sheets: int, sheet: str) -> bytes:
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, sheets + 1))
    book = f'{_XML}<workbook xmlns="{_SHEET}" xmlns:r="{_REL}"><sheets>{names}</sheets></workbook>'
    return _package(
        {"xl/workbook.xml": book, "xl/worksheets/sheet1.xml": sheet, "[Content_Types].xml": f"{_XML}<Types/>"}
    )


def _packages(folder: Path) -> Iterator[tuple[Path, set[Reason]]]:
    large = {Reason.TOO_LARGE}
    paragraph = f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>'
    closing = "</w:t></w:r></w:p></w:body></w:document>"
    yield _write(folder, "bomb.docx", _docx(_XML + paragraph + "a" * 210_000_000 + closing)), large
    yield (
        _write(folder, "claim.docx", _claim(_docx(_XML + paragraph + "x" + closing), 1 << 30)),
        large | {Reason.DAMAGED},
    )
    yield (
        _write(folder, "parts.docx", _package({"word/document.xml": "x", **{f"p{n}.xml": "" for n in range(4000)}})),
        large,
    )
    deep = "<w:tbl><w:tr><w:tc>" * 400
    yield _write(folder, "deep.docx", _docx(f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{deep}')), large
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    yield _write(folder, "entities.docx", _docx(f"{_XML}{entities}{paragraph}&b;{closing}")), {Reason.DAMAGED}
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    yield _write(folder, "outside.docx", _docx(f"{_XML}{outside}{paragraph}&a;{closing}")), {Reason.DAMAGED}
    wide = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
    yield (
        _write(folder, "span.docx", _docx(f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{wide}</w:body></w:document>')),
        large,
    )
    cells = "<w:tc><w:p/></w:tc>" * 210_000
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    yield (
        _write(
            folder, "cells.docx", _docx(f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{table}</w:body></w:document>')
        ),
        large,
    )
    yield _write(folder, "not-xml.docx", _docx(b"\x00\x01\x02 no xml")), {Reason.DAMAGED}
    yield _write(folder, "locked.docx", _encrypted(_docx(_XML + paragraph + "x" + closing))), {Reason.ENCRYPTED}
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    yield _write(folder, "password.docx", ole), {Reason.ENCRYPTED}
    yield _write(folder, "password.xlsx", ole), {Reason.ENCRYPTED}
    yield (
        _write(folder, "old-doc.docx", ole.replace("EncryptedPackage".encode("utf-16-le"), b"")),
        {Reason.WRONG_EXTENSION},
    )
    empty = f'{_XML}<worksheet xmlns="{_SHEET}"><sheetData/></worksheet>'
    yield _write(folder, "sheets.xlsx", _xlsx(10_000, empty)), large
    area = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    merged = f'{_XML}<worksheet xmlns="{_SHEET}"><sheetData/>{area}</worksheet>'
    yield _write(folder, "merged.xlsx", _xlsx(1, merged)), large
    many = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 210_000))
    yield (
        _write(
            folder,
            "many.xlsx",
            _xlsx(1, f'{_XML}<worksheet xmlns="{_SHEET}"><sheetData>{many}</sheetData></worksheet>'),
        ),
        large,
    )
    yield _write(folder, "empty.xlsx", _xlsx(1, empty)), {Reason.EMPTY, Reason.DAMAGED}
    yield _write(folder, "plain.xlsx", _package({"a.txt": "x"})), {Reason.WRONG_EXTENSION}
    inner = _package({"word/document.xml": b"a" * 1_000_000})
    yield _write(folder, "nested.docx", _package({f"{n}.zip": inner for n in range(50)})), {Reason.WRONG_EXTENSION}
    yield _write(folder, "climbing.docx", _package({"../../word/document.xml": "x"})), {Reason.WRONG_EXTENSION}
    for encoding in ("utf-8", "utf-16"):
        billion = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
        text = f"{paragraph}&e9;{closing}".replace("<w:document", f"<!DOCTYPE x [{billion}]><w:document", 1)
        body = text.encode(encoding)
        yield _write(folder, f"laughs-{encoding}.docx", _docx(body)), {Reason.DAMAGED}
    wide_row = "".join(f'<c r="{c}{n}"><v>1</v></c>' for n, c in enumerate("ABCDEFGH", 1))
    far = f'<sheetData><row r="1048576">{wide_row}</row></sheetData>'
    yield (
        _write(folder, "far.xlsx", _xlsx(1, f'{_XML}<worksheet xmlns="{_SHEET}">{far}</worksheet>')),
        {
            Reason.DAMAGED,
            Reason.EMPTY,
            Reason.TOO_LARGE,
        },
    )


def _claim(package: bytes, size: int) -> bytes:
    """Return a package whose directory claims that its first part inflates to `size` bytes."""
    data = bytearray(package)
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(data)


def _encrypted(package: bytes) -> bytes:
    data = bytearray(package)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def _pdfs(folder: Path) -> Iterator[tuple[Path, set[Reason]]]:
    bomb = zlib.compress(bytes(210_000_000), 1)
    body = b"%%PDF-1.5\n1 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n%%%%EOF" % (
        len(bomb),
        bomb,
    )
    yield _write(folder, "bomb.pdf", body), {Reason.TOO_LARGE}
    scanned = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Count 1 /Kids [3 0 R] >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 4 0 R >> endobj
4 0 obj << /Length 25 >> stream
0 0 595 842 re f
endstream endobj
trailer << /Size 5 /Root 1 0 R >>
%%EOF
"""
    yield _write(folder, "scanned.pdf", scanned), {Reason.SCANNED}
    locked = scanned.replace(
        b"trailer <<",
        b"5 0 obj << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <"
        + b"41" * 32
        + b"> /U <"
        + b"42" * 32
        + b"> >> endobj\n"
        b"trailer << /Encrypt 5 0 R /ID [<" + b"43" * 16 + b"> <" + b"43" * 16 + b">]",
    )
    yield _write(folder, "locked.pdf", locked), {Reason.ENCRYPTED}
    loop = scanned.replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")
    yield _write(folder, "loop.pdf", loop), _ANY_DAMAGE
    pages = scanned.replace(b"/Count 1 /Kids [3 0 R]", b"/Count 500 /Kids [" + b"3 0 R " * 500 + b"]")
    yield _write(folder, "pages.pdf", pages), {Reason.TOO_LARGE} | _ANY_DAMAGE
    yield _write(folder, "no-objects.pdf", b"%PDF-1.7\n" + b"garbage " * 50), _ANY_DAMAGE


def _texts(folder: Path) -> Iterator[tuple[Path, set[Reason]]]:
    yield _write(folder, "nothing.txt", b""), {Reason.EMPTY}
    yield _write(folder, "blank.md", b" \n\t\n"), {Reason.EMPTY}
    yield (
        _write(folder, "binary.txt", _noise(5000)),
        {Reason.UNKNOWN_FORMAT, Reason.WRONG_EXTENSION},
    )
    yield _write(folder, "huge.txt", b"a" * 26_000_000), {Reason.TOO_LARGE}
    yield _write(folder, "long.txt", b"so lieu " * 600_000), {Reason.TOO_LARGE}


def _noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)
