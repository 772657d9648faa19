"""A small writer of born-digital PDFs for tests: lines of text and ruled tables, letters mapped back to Unicode."""

import zlib
from pathlib import Path

_PAGE_WIDTH, _PAGE_HEIGHT, _MARGIN, _SIZE, _LEADING = 595, 842, 50, 10, 15
_ADVANCE = 0.5  # every letter is half an em wide

Item = str | list[list[str]]


def write_pdf(path: Path, pages: list[list[Item]], compress: bool = True) -> None:
    """Write pages of lines and tables (rows of fields; "<" merges with the field on the left)."""
    objects: list[bytes] = [b"", b""]
    used = sorted({ord(c) for page in pages for item in page for c in _letters(item)})
    objects.append(_font_descriptor())
    cmap = _to_unicode(used)
    objects.append(_stream(cmap, compress))
    objects.append(
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Test /CIDSystemInfo << /Registry (Adobe)"
        b" /Ordering (Identity) /Supplement 0 >> /FontDescriptor 3 0 R /DW %d >>" % int(_ADVANCE * 1000)
    )
    objects.append(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Test /Encoding /Identity-H /DescendantFonts [5 0 R]"
        b" /ToUnicode 4 0 R >>"
    )
    kids = []
    for page in pages:
        objects.append(_stream(_content(page), compress))
        content = len(objects)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F1 6 0 R >> >>"
            b" /Contents %d 0 R >>" % (_PAGE_WIDTH, _PAGE_HEIGHT, content)
        )
        kids.append(len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    path.write_bytes(_file(objects))


def _letters(item: Item) -> str:
    return item if isinstance(item, str) else "".join(field for row in item for field in row)


def _file(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.5\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _stream(data: bytes, compress: bool) -> bytes:
    body = zlib.compress(data) if compress else data
    extra = b" /Filter /FlateDecode" if compress else b""
    return b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(body), extra, body)


def _font_descriptor() -> bytes:
    return (
        b"<< /Type /FontDescriptor /FontName /Test /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800"
        b" /Descent -200 /CapHeight 700 /StemV 80 >>"
    )


def _to_unicode(used: list[int]) -> bytes:
    lines = [b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Test def /CMapType 2 def"]
    lines.append(b"1 begincodespacerange <0000> <FFFF> endcodespacerange")
    for start in range(0, len(used), 100):
        part = used[start : start + 100]
        lines.append(b"%d beginbfchar" % len(part))
        lines += [b"<%04X> <%04X>" % (code, code) for code in part]
        lines.append(b"endbfchar")
    lines.append(b"endcmap end end")
    return b"\n".join(lines)


def _content(page: list[Item]) -> bytes:
    out: list[bytes] = []
    y = float(_PAGE_HEIGHT - _MARGIN)
    for item in page:
        if isinstance(item, str):
            for line in _wrapped(item, int((_PAGE_WIDTH - 2 * _MARGIN) / (_SIZE * _ADVANCE))):
                out.append(_text(_MARGIN, y, line))
                y -= _LEADING
            y -= 6
        else:
            y = _table(out, item, y) - 10
    return b"\n".join(out)


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines or [""]


def _text(x: float, y: float, line: str) -> bytes:
    codes = "".join(f"{ord(c):04X}" for c in line).encode()
    return b"BT /F1 %d Tf %.1f %.1f Td <%s> Tj ET" % (_SIZE, x, y, codes)


def _table(out: list[bytes], rows: list[list[str]], top: float) -> float:
    columns = max(len(row) for row in rows)
    weights = [max(len(row[c]) if c < len(row) and row[c] != "<" else 1 for row in rows) for c in range(columns)]
    weights = [min(max(weight, 6), 40) for weight in weights]
    total = _PAGE_WIDTH - 2 * _MARGIN
    edges = [float(_MARGIN)]
    for weight in weights:
        edges.append(edges[-1] + total * weight / sum(weights))
    y = top
    for row in rows:
        height = 0.0
        texts = []
        c = 0
        while c < columns:
            last = c
            while last + 1 < len(row) and row[last + 1] == "<":
                last += 1
            width = int((edges[last + 1] - edges[c] - 6) / (_SIZE * _ADVANCE))
            lines = _wrapped(row[c] if c < len(row) else "", max(width, 4))
            texts.append((c, last, lines))
            height = max(height, len(lines) * 12 + 8.0)
            c = last + 1
        for first, last, lines in texts:
            out.append(b"%.1f %.1f %.1f %.1f re S" % (edges[first], y - height, edges[last + 1] - edges[first], height))
            for number, line in enumerate(lines):
                out.append(_text(edges[first] + 3, y - 13 - number * 12, line))
        y -= height
    return y
