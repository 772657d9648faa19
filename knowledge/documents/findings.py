"""What extraction hands on: findings with their doubts, tasks, particulars, and what a catalogue says of a label."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Doubt(StrEnum):
    """A reason to look at a finding before it is approved; each takes it out of the sure ones."""

    UNIT_MISSING = "unit_missing"
    UNIT_UNKNOWN = "unit_unknown"
    DECIMAL_MARK = "decimal_mark"
    NUMBER_BROKEN = "number_broken"
    LEVEL_OR_CHANGE = "level_or_change"
    LEVEL_OR_SHARE = "level_or_share"
    LABEL_MISSING = "label_missing"
    LABEL_UNKNOWN = "label_unknown"
    LABEL_UNSURE = "label_unsure"
    PERIOD_UNSURE = "period_unsure"
    KIND_UNSURE = "kind_unsure"
    PLACE_UNSURE = "place_unsure"
    COLUMN_UNSURE = "column_unsure"
    SCANNING_ERROR = "scanning_error"
    DIFFERS_FROM_STORED = "differs_from_stored"
    DIFFERS_WITHIN = "differs_within"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a catalogue makes of a label: code and name of the indicator, None where it knows none; score 0–1."""

    code: str | None = None
    name: str | None = None
    score: float = 0.0


Resolve = Callable[[str, str | None], Resolution]


def unresolved(_label: str, _unit: str | None) -> Resolution:
    """Return no indicator for any label: the resolver of a catalogue that is empty."""
    return Resolution()


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement of a document in the contract's fields.

    value and value_max as printed, in the printed unit. indicator: the catalogue's name, else the label as found.
    quote: words of the document; in a table its row, fields joined by " | ". passage: headline (a list of figures),
    table, narrative, footnote. order: place in reading order. confidence: 0–1; a sure finding has at least SURE and no
    doubt.
    """

    order: int
    passage: str
    place: str | None
    indicator: str
    indicator_code: str | None
    label: str
    period: str | None
    kind: str
    measure: str
    comparator: str
    value: Decimal
    value_max: Decimal | None
    unit: str | None
    base: str | None
    qualifier: str | None
    locator: str
    quote: str
    confidence: float
    doubts: tuple[Doubt, ...]

    @property
    def sure(self) -> bool:
        """Whether the finding may be approved with the others that raise no question."""
        return not self.doubts and self.confidence >= SURE


SURE = 0.9


@dataclass(frozen=True, slots=True)
class Task:
    """A dated commitment: due is the last day, recurrence an RRULE; both None where due_text could not be dated."""

    order: int
    title: str
    due: date | None
    recurrence: str | None
    due_text: str
    responsible: str | None
    place: str | None
    quote: str
    locator: str


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the head of a document says of it, None where it says nothing; period: what its figures are about."""

    number: str | None = None
    kind: str | None = None
    issuer: str | None = None
    place: str | None = None
    issued_on: date | None = None
    title: str | None = None
    draft: bool = False
    period: str | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the fields that somebody must be asked for."""
        return tuple(
            name for name in ("issuer", "place", "issued_on", "title", "period") if getattr(self, name) is None
        )
