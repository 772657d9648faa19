"""What can go wrong in the knowledge layer, as types that carry the facts and leave the wording to others."""

from dataclasses import dataclass


class KnowledgeError(Exception):
    """Something about the knowledge base or its input is wrong; `problems` has one entry for each place."""

    def __init__(self, problems: "list[Problem]") -> None:
        super().__init__("; ".join(str(problem) for problem in problems[:5]))
        self.problems = problems


class DatabaseUnusable(Exception):
    """A database file is missing, damaged, locked or of another version; `reason` is one of those words."""

    def __init__(self, path: str, reason: str, detail: str = "") -> None:
        super().__init__(f"{path}: {reason} {detail}".strip())
        self.path = path
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a data file: where it is, what kind it is, the value at fault and what it was compared with.

    reason is a closed list of words (unknown_place, bad_number …), each with a sentence in handlers.wording.
    """

    file: str
    line: int | None
    reason: str
    value: str = ""
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line is not None else self.file
        return (
            f"{where}: {self.reason}"
            + (f" {self.value!r}" if self.value else "")
            + (f" ({self.hint})" if self.hint else "")
        )
