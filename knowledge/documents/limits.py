"""Bounds on what a file may cost, checked before a library opens it: sizes, counts, inflation, time."""

import re
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from knowledge.documents.errors import Reason, RefusalError

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file; the defaults are some ten times a province's thickest yearly report with annexes."""

    file_bytes: int = 25_000_000
    inflated_bytes: int = 200_000_000
    parts: int = 3_000
    pages: int = 400
    sheets: int = 60
    cells: int = 200_000
    text_characters: int = 4_000_000
    nesting: int = 200
    seconds: float = 60.0


class Budget:
    """Time left for one file; `now` is a monotonic clock, replaced in tests."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._seconds = seconds
        self._end = now() + seconds

    def check(self) -> None:
        """Raise RefusalError(TOO_LONG) when the time is used up."""
        if self._now() > self._end:
            raise RefusalError(Reason.TOO_LONG, seconds=self._seconds)


def check_size(path: Path, limits: Limits) -> None:
    """Raise RefusalError for a file that is missing, empty or larger than allowed."""
    try:
        size = path.stat().st_size if path.is_file() else None
    except OSError:
        size = None
    if size is None:
        raise RefusalError(Reason.MISSING, name=path.name)
    if size == 0:
        raise RefusalError(Reason.EMPTY, name=path.name)
    at_most(limits.file_bytes, size, "file_bytes")


def at_most(limit: int, found: int, what: str) -> None:
    """Raise RefusalError(TOO_LARGE) when found is over the limit."""
    if found > limit:
        raise RefusalError(Reason.TOO_LARGE, what=what, limit=limit, found=found)


def check_package(path: Path, limits: Limits, budget: Budget) -> None:
    """Raise RefusalError for an Office package that would inflate, nest or count beyond the limits.

    The directory's claims are summed first, then every XML part is inflated in chunks through a parser that builds
    nothing: a document type declaration (entity bombs), depth, table cells, sheets and merged areas are seen there.
    """
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            at_most(limits.parts, len(entries), "parts")
            at_most(
                limits.inflated_bytes,
                sum(entry.file_size for entry in entries),
                "inflated_bytes",
            )
            if any(entry.flag_bits & 1 for entry in entries):
                raise RefusalError(Reason.ENCRYPTED, name=path.name)
            counts = _Counts(limits)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    with package.open(entry) as part:
                        _scan(part.read, counts, budget)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        expat.ExpatError,
    ) as error:
        raise RefusalError(Reason.DAMAGED, name=path.name, detail=str(error)) from error


class _Counts:
    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.cells = self.sheets = self.merged = self.inflated = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rsplit(":", 1)[-1]
        if tag in ("c", "tc"):
            self.cells += 1
            at_most(self.limits.cells, self.cells, "cells")
        elif tag == "sheet":
            self.sheets += 1
            at_most(self.limits.sheets, self.sheets, "sheets")
        elif tag == "mergeCell":
            self.merged += _area(attributes.get("ref", ""))
            at_most(self.limits.cells, self.merged, "merged_cells")
        elif tag == "gridSpan":
            value = next((v for k, v in attributes.items() if k.endswith("val")), "1")
            at_most(1_000, int(value) if value.isdigit() else 1, "columns")


def _scan(read: Callable[[int], bytes], counts: _Counts, budget: Budget) -> None:
    parser = expat.ParserCreate()
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        at_most(counts.limits.nesting, depth, "nesting")
        counts.start(name, attributes)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        raise RefusalError(Reason.DAMAGED, detail="document type declaration")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    while chunk := read(_CHUNK):
        counts.inflated += len(chunk)
        at_most(counts.limits.inflated_bytes, counts.inflated, "inflated_bytes")
        parser.Parse(chunk)
        budget.check()
    parser.Parse(b"", True)


_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\Z")


def _area(reference: str) -> int:
    match = _REFERENCE.match(reference)
    if match is None:
        return 1
    left, top, right, bottom = match.groups()
    return max(1, _column(right) - _column(left) + 1) * max(1, int(bottom) - int(top) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


_STREAM = re.compile(rb"stream\r?\n")


def check_pdf(data: bytes, limits: Limits, budget: Budget) -> None:
    """Raise RefusalError(TOO_LARGE) when the deflated streams of a PDF would inflate beyond the limits.

    Every stream that looks deflated is inflated in bounded steps and thrown away; others are left to the library,
    which expands no other filter by more than a small factor.
    """
    total = 0
    for match in _STREAM.finditer(data):
        if data[match.end() : match.end() + 1] not in (
            b"\x78",
            b"\x48",
            b"\x68",
            b"\x58",
        ):
            continue
        inflater = zlib.decompressobj()
        feed = data[match.end() : match.end() + limits.file_bytes]
        try:
            while feed and not inflater.eof:
                total += len(inflater.decompress(feed, _CHUNK * 16))
                at_most(limits.inflated_bytes, total, "inflated_bytes")
                budget.check()
                feed = inflater.unconsumed_tail
        except zlib.error:
            continue
