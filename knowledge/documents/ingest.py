"""A file in, findings and tasks out: the whole of what a document states, nothing stored."""

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from knowledge.documents import tables
from knowledge.documents.blocks import Document, Table
from knowledge.documents.context import Context, pairs_of, softened
from knowledge.documents.findings import (
    Doubt,
    Finding,
    Particulars,
    Resolve,
    Task,
    unresolved,
)
from knowledge.documents.limits import Budget, Limits
from knowledge.documents.numbers import style_of
from knowledge.documents.outline import Passage, passages
from knowledge.documents.particulars import particulars as read_particulars
from knowledge.documents.read import read
from knowledge.documents.second_look import looked_at_again
from knowledge.documents.secrecy import refuse_secret
from knowledge.documents.statements import Statement, statements
from knowledge.documents.tables import Figure
from knowledge.documents.tasks import tasks_in, tasks_in_table
from knowledge.documents.units import spelt
from knowledge.documents.words import canonical


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a document holds; doubts: names of particulars that somebody must be asked for."""

    particulars: Particulars
    findings: tuple[Finding, ...]
    tasks: tuple[Task, ...]
    doubts: tuple[str, ...]


def ingest(
    path: Path,
    *,
    place: str | None = None,
    resolve: Resolve = unresolved,
    today: date,
    limits: Limits | None = None,
) -> Ingested:
    """Return what a file states: particulars, findings in reading order, tasks.

    place: the unit that the figures are of, when whoever brings the file says so. resolve: the catalogue. today: for
    dates without a year, where the document has no date of its own. Raises RefusalError for a file that is not read.
    """
    document = read(path, limits)
    refuse_secret(document)
    return extract(document, place=place, resolve=resolve, today=today, limits=limits)


def extract(
    document: Document, *, place: str | None, resolve: Resolve, today: date, limits: Limits | None = None
) -> Ingested:
    """Return what a document that has been read states; RefusalError(TOO_LONG) when that takes more than the limit."""
    budget = Budget((limits or Limits()).seconds)
    head = read_particulars(document, place)
    context = _context(document, head)
    style = style_of(_all_text(document))
    said_on = head.issued_on or (date(context.year, 1, 1) if context.year else today)
    found: list[Finding] = []
    duties: list[Task] = []
    for passage in passages(document.blocks, context):
        budget.check()
        if passage.table is not None:
            figures = tables.figures(passage, style, head.place)
            found += [_from_figure(figure, passage, resolve, len(found) + i) for i, figure in enumerate(figures)]
            duties += tasks_in_table(passage, head.place, said_on, len(duties))
            continue
        stated = statements(passage.text, passage.context, style, passage.parents, head.place)
        found += [_from_statement(s, passage, resolve, len(found) + i, head.place) for i, s in enumerate(stated)]
        duties += tasks_in(passage, head.place, said_on, len(duties))
    if head.period is None:
        periods = [finding.period for finding in found if finding.period]
        if periods:
            head = replace(head, period=max(set(periods), key=periods.count))
    return Ingested(head, tuple(map(looked_at_again, found)), tuple(duties), head.missing)


def _all_text(document: Document) -> str:
    parts = []
    for block in document.blocks:
        if isinstance(block, Table):
            parts += [cell.text for row in block.rows for cell in row if cell.number is None]
        else:
            parts.append(block.text)
    return canonical("\n".join(parts))


_PLANS = ("Nghị quyết", "Kế hoạch", "Chương trình")
_RESULTS = ("Báo cáo", "Thông báo", "Niên giám", "Công bố")


def _context(document: Document, head: Particulars) -> Context:
    title = canonical(head.title or "")
    usual = "actual" if head.kind in _RESULTS else "target"
    pairs = pairs_of(title, usual)
    first = pairs[0] if pairs else ("target" if head.kind in _PLANS else "actual", None)
    context = Context(
        period=first[1] or (str(head.issued_on.year) if head.issued_on else None),
        kind=first[0],
        by_kind=pairs,
        issued_on=head.issued_on,
        estimated_year=_estimated_year(document, head),
        term=head.period if head.period and "/" in head.period else None,
    )
    return softened(context)


def _estimated_year(document: Document, head: Particulars) -> int | None:
    """Return the year whose results the document's heads call "ước" although it was not over when it was issued.

    A report of December with a column "Ước TH 2021" means estimates also where its text says "năm 2021, huyện có …".
    """
    if head.issued_on is None:
        return None
    year = head.issued_on.year
    expression = re.compile(rf"(?:ước|ư\.?\s?th|uth)[^,;.]{{0,20}}(?:{year}|(?<!\d){year % 100:02d}(?!\d))")
    for block in document.blocks:
        if isinstance(block, Table):
            for row in block.rows[:3]:
                if any(expression.search(canonical(cell.text)) for cell in row):
                    return year
    return None


def _from_statement(
    statement: Statement,
    passage: Passage,
    resolve: Resolve,
    order: int,
    own: str | None,
) -> Finding:
    quantity = statement.quantity
    context = statement.context
    unit = spelt(quantity.unit) if quantity.unit else None
    doubts: list[Doubt] = list(statement.doubts)
    period = _period(statement, passage)
    if period is None:
        doubts.append(Doubt.PERIOD_UNSURE)
    if period != context.period and passage.section != "headline":
        # "Gieo trồng 19.500 ha" among the tasks of half a year may be the half-year's or the year's.
        doubts.append(Doubt.PERIOD_UNSURE)
    if (statement.place or own) is None:
        doubts.append(Doubt.PLACE_UNSURE)
    months = f"lũy kế {context.cumulative} tháng" if context.cumulative else None
    if months:
        doubts.append(Doubt.PERIOD_UNSURE)
    qualifier = "; ".join(part for part in (quantity.qualifier, months, statement.conditions) if part) or None
    if quantity.whole is not None:
        raw = f"{quantity.value:f}/{quantity.whole:f}".replace(".", ",")
        qualifier = f"{raw} {unit or ''}".strip()
    value = quantity.value
    measure = statement.measure
    if value < 0 and measure in ("growth", "increase"):
        value, measure, qualifier = -value, "decrease", f"in là -{-value}"
    doubts = list(dict.fromkeys(doubts))
    resolution = resolve(statement.label, unit)
    confidence = 0.95 - 0.1 * len(doubts)
    if passage.section in ("narrative", "footnote") and quantity.counted:
        confidence -= 0.03
    return Finding(
        order=order,
        passage=passage.section,
        place=statement.place or own,
        indicator=resolution.name or statement.label,
        indicator_code=resolution.code,
        label=statement.label,
        period=period,
        kind=context.kind,
        measure=measure,
        comparator=quantity.comparator,
        value=value,
        value_max=quantity.value_max,
        unit=unit,
        base=statement.base,
        qualifier=qualifier,
        locator=passage.locator,
        quote=statement.quote,
        confidence=max(0.1, round(confidence, 2)),
        doubts=tuple(doubts),
    )


def _period(statement: Statement, passage: Passage) -> str | None:
    """Return the period of a statement; a main list for "6 tháng cuối năm" sets the year's targets.

    A council that meets in July decides what the year shall reach (the growth stands against the year before); only
    counted tasks in the text below belong to the half-year itself.
    """
    context = statement.context
    period = context.period
    if period is None or not period.endswith("-H2") or context.kind != "target" or context.beside:
        return period
    if passage.section == "headline" or not statement.quantity.counted or statement.measure in ("growth", "share"):
        return period[:4]
    return period


def _from_figure(figure: Figure, passage: Passage, resolve: Resolve, order: int) -> Finding:
    resolution = resolve(figure.label, figure.unit)
    unplaced = () if figure.place is not None else (Doubt.PLACE_UNSURE,)
    doubts = tuple(dict.fromkeys((*figure.doubts, *unplaced)))
    return Finding(
        order=order,
        passage="table",
        place=figure.place,
        indicator=resolution.name or figure.label,
        indicator_code=resolution.code,
        label=figure.label,
        period=figure.period,
        kind=figure.kind,
        measure=figure.measure,
        comparator=figure.comparator,
        value=figure.value,
        value_max=figure.value_max,
        unit=figure.unit,
        base=figure.base,
        qualifier=figure.qualifier,
        locator=f"{passage.locator}, dòng “{figure.row_name}”, cột “{figure.column}”",
        quote=figure.row,
        confidence=max(0.1, round(0.98 - 0.1 * len(doubts), 2)),
        doubts=doubts,
    )
