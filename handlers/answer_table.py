"""The figures of an answer as rows, from which charts and Excel tables are made."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from handlers import figures
from handlers.i18n import translator
from handlers.numbers import number
from knowledge.base import Knowledge

MOST_KEPT = 500
_SIGNS = {"ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "approx": "≈ "}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of an answer; value and value_max are numbers with the digits of the source."""

    place: str
    indicator: str
    period: str
    kind: str
    measure: str
    comparator: str
    value: str
    value_max: str
    unit: str
    base: str
    qualifier: str
    source: str
    locator: str

    @property
    def length(self) -> Decimal:
        """The value that is drawn: the upper end of a range."""
        return Decimal(self.value_max or self.value)


def rows_of(facts: Iterable[Mapping[str, Any]], knowledge: Knowledge) -> list[Row]:
    """Return the facts of the contract's JSON as rows, at most MOST_KEPT; documents are named as in answers."""
    found: list[Row] = []
    for fact in facts:
        if len(found) == MOST_KEPT:
            break
        if fact.get("value") is None:
            continue
        plain = {name: _text(fact, name) for name in Row.__dataclass_fields__ if name != "source"}
        document = knowledge.store.document(_text(fact.get("document") or {}, "id"))
        found.append(Row(**plain, source=figures.document_words(document) if document is not None else ""))
    return found


def to_json(rows: Iterable[Row]) -> str:
    """Return rows as text to keep."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False)


def from_json(text: str) -> list[Row]:
    """Return rows from kept text; none for an empty text."""
    return [Row(**entry) for entry in json.loads(text)] if text else []


def shown(row: Row, lang: str) -> str:
    """Return a row's value as it is written in a picture: comparator sign and number, without the unit."""
    low = number(Decimal(row.value), lang)
    if row.comparator == "range" and row.value_max:
        return f"{low}–{number(Decimal(row.value_max), lang)}"
    return _SIGNS.get(row.comparator, "") + low


def kind_name(row: Row, lang: str) -> str:
    """Return the kind of a figure in words, "" where it has none."""
    return figures.kind_words(row.kind, lang) if row.kind else ""


def measure_name(measure: str, lang: str) -> str:
    """Return what people call a measure, "" for a plain level."""
    _ = translator(lang).gettext
    names = {
        "increase": _("mức tăng"),
        "decrease": _("mức giảm"),
        "growth": _("tốc độ tăng"),
        "share": _("tỷ lệ so với"),
    }
    return names.get(measure, "")


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return "" if value is None else str(value)
