"""Why a document is refused: one typed error with a machine-readable reason and the numbers behind it."""

from enum import StrEnum


class Reason(StrEnum):
    """What is wrong with a file; the wording for people belongs to the caller."""

    MISSING = "missing"
    UNKNOWN_FORMAT = "unknown_format"
    WRONG_EXTENSION = "wrong_extension"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    SCANNED = "scanned"
    EMPTY = "empty"
    CLASSIFIED = "secret"


class RefusalError(Exception):
    """A file that is not read.

    data holds what the sentence for a person needs: for TOO_LARGE `what`, `limit`, `found`; for TOO_LONG `seconds`;
    for WRONG_EXTENSION `extension`, `content`; for CLASSIFIED `level`, `words`; otherwise what is known.
    """

    def __init__(self, reason: Reason, **data: str | float) -> None:
        super().__init__(reason.value, data)
        self.reason = reason
        self.data = data
