"""A file on its way into the review queue: recognised by its content, read apart, held against what is stored."""

import hashlib
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from knowledge import review, schema
from knowledge.documents.apart import Waiting, ingest_apart
from knowledge.documents.compare import Comparison
from knowledge.documents.limits import Limits, check_size


@dataclass(frozen=True, slots=True)
class Received:
    """A document that was received; is_new: not seen before; in_queue: else its figures came with the data files."""

    document: str
    is_new: bool
    in_queue: bool


def receive(
    path: Path,
    file: Path,
    *,
    place: str | None,
    by: str,
    now: datetime,
    name: str = "",
    waiting: Waiting | None = None,
) -> Received:
    """Read a file into the review queue of the database at path; name: what it was called where it came from.

    waiting: called every few seconds while the file is read.
    The same content is not read twice. Raises RefusalError and DatabaseUnusable; nothing is stored then.
    """
    check_size(file, Limits())
    with file.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    known = review.seen(path, sha256)
    if known is not None:
        return Received(known[0], is_new=False, in_queue=known[1])
    found = ingest_apart(file, place=place, today=now.date(), waiting=waiting)
    with closing(schema.connect(path)) as db:
        compared = Comparison(db).compare(found, now.date())
    document = review.take_in(path, compared, file=name or file.name, sha256=sha256, by=by, now=now)
    return Received(document, is_new=True, in_queue=True)
