"""Pictures and tables that were asked for: as a plan that can be kept, and drawn from it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from handlers import answer_table, charts, sheets
from handlers.answer_table import Row
from handlers.message import Attachment


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is to be drawn ("chart" or "sheet") from which rows, in which language."""

    form: str
    rows: tuple[Row, ...]
    lang: str


def plan(form: str, of: Sequence[Row], lang: str) -> Drawing | None:
    """Return the plan of a chart or sheet; None where these rows do not give one."""
    if form == "chart":
        return Drawing(form, tuple(of), lang) if charts.chart_of(of, lang) is not None else None
    return Drawing(form, tuple(of), lang) if of else None


def draw(drawing: Drawing) -> Attachment | None:
    """Return the picture or file of a plan. Slow: never in an event loop."""
    if drawing.form == "sheet":
        return sheets.workbook(drawing.rows, drawing.lang)
    chart = charts.chart_of(drawing.rows, drawing.lang)
    return charts.draw(chart) if chart is not None else None


def to_json(drawing: Drawing | None) -> str:
    """Return a plan as text to keep."""
    if drawing is None:
        return ""
    return json.dumps({"form": drawing.form, "rows": answer_table.to_json(drawing.rows), "lang": drawing.lang})


def from_json(text: str) -> Drawing | None:
    """Return a plan from kept text."""
    if not text:
        return None
    raw = json.loads(text)
    return Drawing(raw["form"], tuple(answer_table.from_json(raw["rows"])), raw["lang"])
