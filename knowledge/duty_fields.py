"""The fields that reporting duties belong to, and which duties some words speak of."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from knowledge.duties import Duty
from knowledge.text import key


@dataclass(frozen=True, slots=True)
class DutyField:
    """A field: its name as officials call it, and phrases for it as words without marks; its codes begin with codes."""

    codes: str
    name: str
    phrases: tuple[tuple[str, ...], ...]


@cache
def duty_fields() -> tuple[DutyField, ...]:
    """Return the fields of data/duty_fields.csv in the file's order."""
    text = files("knowledge").joinpath("data/duty_fields.csv").read_text(encoding="utf-8")
    return tuple(
        DutyField(row["codes"], row["name"], tuple(bases_in(phrase) for phrase in row["words"].split(";")))
        for row in csv.DictReader(text.splitlines())
    )


def field_of(code: str) -> DutyField | None:
    """Return the field of a duty's code; a province's own codes may have none."""
    return next((field for field in duty_fields() if code.startswith(field.codes)), None)


def bases_in(text: str) -> tuple[str, ...]:
    """Return the words of a text as they are compared: without marks, in one spelling."""
    return tuple(key(text).split())


@lru_cache(maxsize=4096)
def words_about(code: str, name: str, owed_by: str, owed_to: str) -> frozenset[str]:
    """Return the words that a duty can be named by: those of its code, name, field, who owes it to whom."""
    field = field_of(code)
    said = [*bases_in(f"{code} {name} {owed_by} {owed_to}")]
    if field is not None:
        said += [*bases_in(field.name), *(word for phrase in field.phrases for word in phrase)]
    return frozenset(said)


def field_words(words: Sequence[str]) -> frozenset[int]:
    """Return the positions of words that together are a phrase for a field; a single word is too little for that."""
    found: set[int] = set()
    for field in duty_fields():
        for phrase in field.phrases:
            for at in range(len(words) - len(phrase) + 1):
                if len(phrase) > 1 and tuple(words[at : at + len(phrase)]) == phrase:
                    found.update(range(at, at + len(phrase)))
    return frozenset(found)


def spoken_of(words: Iterable[str], duties: Sequence[Duty]) -> frozenset[str]:
    """Return the codes of the duties that have all these words; none where there are no words."""
    wanted = frozenset(words)
    if not wanted:
        return frozenset()
    return frozenset(
        duty.code for duty in duties if wanted <= words_about(duty.code, duty.name, duty.owed_by, duty.owed_to)
    )
