"""What extraction found, as JSON: between the process that reads a file and the one that asked for it."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.documents.findings import Doubt, Finding, Particulars, Task
from knowledge.documents.ingest import Ingested


def to_json(found: Ingested) -> str:
    """Return everything that from_json needs to give the same value back."""
    return json.dumps(asdict(found), ensure_ascii=False, default=str)


def from_json(text: str) -> Ingested:
    """Return what to_json wrote. Raises ValueError, KeyError or TypeError for anything else."""
    raw = json.loads(text)
    return Ingested(
        Particulars(**{**raw["particulars"], "issued_on": _day(raw["particulars"]["issued_on"])}),
        tuple(_finding(one) for one in raw["findings"]),
        tuple(Task(**{**one, "due": _day(one["due"])}) for one in raw["tasks"]),
        tuple(raw["doubts"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _finding(raw: dict[str, Any]) -> Finding:
    most = raw["value_max"]
    return Finding(
        **{
            **raw,
            "value": Decimal(raw["value"]),
            "value_max": Decimal(most) if most is not None else None,
            "doubts": tuple(Doubt(doubt) for doubt in raw["doubts"]),
        }
    )
