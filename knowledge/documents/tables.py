"""Figures in tables: one for each filled field of a row, named by its row and read by its column."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.documents import units
from knowledge.documents.blocks import Cell, Table
from knowledge.documents.columns import Column
from knowledge.documents.fields import is_value, read_field
from knowledge.documents.findings import Doubt
from knowledge.documents.heads import counted_unit
from knowledge.documents.labels import part_of, row_measure
from knowledge.documents.layout import Layout, is_counting, is_title, layout_of
from knowledge.documents.numbers import Style
from knowledge.documents.outline import Passage
from knowledge.documents.places import row_place
from knowledge.documents.words import canonical, pattern, rules


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a table; row: the line as printed, fields joined by " | "; column: the head's words."""

    label: str
    place: str | None
    period: str | None
    kind: str
    measure: str
    comparator: str
    value: Decimal
    value_max: Decimal | None
    unit: str | None
    base: str | None
    qualifier: str | None
    row_name: str
    column: str
    row: str
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class _Parent:
    label: str
    unit: str | None
    structure: str | None


def figures(passage: Passage, style: Style, place: str | None) -> list[Figure]:
    """Return the figures of a passage's table in reading order, [] for a table without figures or without heads."""
    table = passage.table
    if table is None:
        return []
    unit_above, table = _unit_above(passage, table)
    layout = layout_of(table, passage.context)
    if layout is None:
        return []
    rows = _Rows(_joined(table, layout), layout, unit_above, style, place, _captioned(passage))
    rows.structure = _structure_above(passage)
    return rows.read()


def _structure_above(passage: Passage) -> str | None:
    """Return the structure whose shares a table lists ("Cơ cấu kinh tế (%)" on the line above it)."""
    for line in passage.caption[-1:]:
        label = units.in_brackets(line.raw)[0].strip(" .:")
        bare = re.sub(r"^(?:\d{1,2}(?:\.\d{1,2})*|[IVX]+|[a-zđ])[.)]\s*", "", label)
        if pattern(rules().measures["structure"]).match(canonical(bare)) and len(bare) < 90:
            return bare
    return None


def _captioned(passage: Passage) -> str | None:
    """Return the indicator that a caption names for a table of places ("Kết quả thu ngân sách các xã năm 2021")."""
    for line in reversed(passage.caption):
        low = line.low
        start = re.match(
            r"(?:(?:bảng|biểu|phụ lục)[^.:]{0,12}[.:]\s*)?(?:kết quả|tình hình|số liệu|tổng hợp|thực hiện|về|\s)*", low
        )
        begin = start.end() if start else 0
        end = re.search(
            r"\s(?:của các|theo|các xã|các huyện|tại các|năm|6 tháng|9 tháng|quý|tháng|phân theo)(?![^\W_])",
            low[begin:],
        )
        text = line.raw[begin : begin + end.start() if end else len(low)].strip(" .:")
        if any(low[begin:].startswith(head + " ") for head in rules().heads) and len(text) < 90:
            return text[:1].upper() + text[1:]
    return None


def _unit_above(passage: Passage, table: Table) -> tuple[str | None, Table]:
    """Return the unit given above the table or in its first rows, and the table without that row."""
    expression = pattern(rules().tables["unit_line"])
    for line in reversed(passage.caption):
        match = expression.search(line.low)
        if match and len(line.low) < 160:
            return units.of_column(match.group("unit")), table
    for line in passage.caption[-1:]:
        # "1. Thu ngân sách (triệu đồng)", "Cơ cấu kinh tế (%)"
        unit = units.in_brackets(line.raw)[1] if len(line.low) < 120 else None
        if unit is not None:
            return unit, table
    for r, row in enumerate(table.rows[:3]):
        texts = {cell.text for cell in row if cell.text}
        if len(texts) == 1:
            match = expression.search(canonical(next(iter(texts))))
            if match:
                return units.of_column(match.group("unit")), _without_row(table, r)
    return None, table


def _without_row(table: Table, number: int) -> Table:
    rows = [
        tuple(replace(cell, origin=(cell.origin[0] - (cell.origin[0] > number), cell.origin[1])) for cell in row)
        for r, row in enumerate(table.rows)
        if r != number
    ]
    return replace(table, rows=tuple(rows))


def _joined(table: Table, layout: Layout) -> list[tuple[Cell, ...]]:
    """Return the data rows; a row that only goes on with the unit or the label of the row above is joined with it.

    "Triệu" and, after a page break, "đồng" are one unit.
    """
    rows: list[tuple[Cell, ...]] = []
    for row in table.rows[layout.first :]:
        if rows and _goes_on(row, rows[-1], layout):
            above = rows[-1]
            rows[-1] = tuple(
                replace(cell, text=f"{cell.text} {row[c].text}".strip()) if c in (layout.label, layout.unit) else cell
                for c, cell in enumerate(above)
            )
            continue
        rows.append(row)
    return rows


def _goes_on(row: tuple[Cell, ...], above: tuple[Cell, ...], layout: Layout) -> bool:
    if any(row[column.index].text for column in layout.columns):
        return False
    if layout.number is not None and row[layout.number].text:
        return False
    label = row[layout.label].text
    unit = row[layout.unit].text if layout.unit is not None else ""
    if any(cell.origin[0] != row[layout.label].origin[0] for cell in row if cell.text):
        return False
    if not label and unit:
        return bool(above[layout.unit].text) if layout.unit is not None else False
    return bool(label) and label[:1].islower() and not unit


class _Rows:
    def __init__(
        self,
        rows: list[tuple[Cell, ...]],
        layout: Layout,
        unit_above: str | None,
        style: Style,
        place: str | None,
        caption: str | None,
    ) -> None:
        self.caption = caption
        self.rows = rows
        self.layout = layout
        self.unit_above = unit_above
        self.style = style
        self.place = place
        self.parents: dict[int, _Parent] = {}
        self.group: _Parent | None = None
        self.last_numbered: _Parent | None = None
        self.last_unit: str | None = None
        self.structure: str | None = None

    def read(self) -> list[Figure]:
        found: list[Figure] = []
        for row in self.rows:
            found += self._row(row)
        return found

    def _row(self, row: tuple[Cell, ...]) -> list[Figure]:
        layout = self.layout
        number = row[layout.number].text.strip() if layout.number is not None else ""
        cell = row[layout.label]
        name = cell.text
        if not name or (is_title(row) and not any(is_value(row[c.index]) for c in layout.columns)):
            self._section(number, name)
            return []
        if is_counting(row):
            return []
        place = self.place
        if layout.places:
            place = row_place(name) or (self.place if _is_total(name) else name.title() if name.isupper() else name)
        label, unit = units.in_brackets(_bare(name))
        own_unit = row[layout.unit].text if layout.unit is not None else ""
        unit = unit or units.of_column(own_unit)
        label, member = self._member(label)
        level = _level(number, name)
        parent = self._parent(level, number, member)
        if unit is None and own_unit.strip() in ('"', "nt", "''", "-") and self.last_unit:
            unit = self.last_unit
        if unit is None and (parent is not None) and (member or level >= 3 or not number):
            unit = parent.unit
        unit = unit or self.unit_above or counted_unit(label)
        full = label
        if parent is not None and (unit == parent.unit or unit is None or parent.structure):
            full = part_of(parent.label, label)
        structure = (parent.structure if parent is not None else None) or self.structure
        if pattern(rules().measures["structure"]).match(canonical(label)) and not pattern("tỷ trọng").match(
            canonical(label)
        ):
            structure = label
        me = _Parent(full, unit, structure)
        self._remember(level, number, me, member)
        self.last_unit = unit or self.last_unit
        row_text = _row_text(row)
        found = []
        for column in layout.columns:
            figure = self._figure(row[column.index], column, full, name, unit, place, row_text, structure)
            if figure is not None:
                found.append(figure)
        return found

    def _section(self, number: str, name: str) -> None:
        label = _bare(name)
        structure = label if pattern(rules().measures["structure"]).match(canonical(label)) else None
        section = _Parent(units.in_brackets(label)[0], units.in_brackets(label)[1], structure)
        self._remember(_level(number, name), number, section, member=False)

    def _member(self, label: str) -> tuple[str, bool]:
        match = pattern(rf"\s*[-+*]?\s*{rules().tables['members']}\s*[-+*]?\s*").match(canonical(label))
        if match and match.end() < len(label):
            rest = label[match.end() :]
            return rest[:1].upper() + rest[1:], True
        return label, False

    def _parent(self, level: int, number: str, member: bool) -> _Parent | None:
        if member:
            return self.last_numbered
        if not number and level == 9:
            return self.group or self.last_numbered
        above = [lv for lv in self.parents if lv < level]
        return (
            self.parents[max(above)]
            if above and level >= 2
            else (self.parents[max(above)] if above and self.parents[max(above)].structure else None)
        )

    def _remember(self, level: int, number: str, me: _Parent, member: bool) -> None:
        if member:
            self.group = self.last_numbered
            return
        if level == 9:
            return
        self.group = None
        self.parents = {lv: parent for lv, parent in self.parents.items() if lv < level}
        self.parents[level] = me
        if level <= 2 or number not in ("-", "+", ""):
            self.last_numbered = me

    def _figure(
        self,
        cell: Cell,
        column: Column,
        label: str,
        name: str,
        unit: str | None,
        place: str | None,
        row_text: str,
        structure: str | None,
    ) -> Figure | None:
        field = read_field(cell, self.style)
        if field is None:
            return None
        value, own_unit, doubts = field.value, field.unit, (*field.doubts, *column.doubts)
        if self.layout.places:
            label = column.label or self.caption or column.head
        elif column.label is not None:
            label = (
                part_of(column.label, label)
                if not any(canonical(label).startswith(h) for h in rules().heads)
                else f"{column.label}: {label}"
            )
        qualifier = None
        base = column.base
        if column.measure is not None:
            used_unit = column.unit or unit
            measure = column.measure
            if measure == "change" and field.bracketed:
                value = -value
            if measure == "change":
                growing = column.unit == "%" and value >= 0
                measure = "decrease" if value < 0 else "growth" if growing else "increase"
            if value < 0 and measure in ("growth", "increase", "decrease"):
                qualifier = f"in là {cell.text}"
                value, measure = -value, "decrease"
            elif measure == "share" and value < 0:
                doubts = (*doubts, Doubt.COLUMN_UNSURE)
        else:
            used_unit = own_unit or column.unit or unit
            measure, label, row_base = row_measure(label, used_unit, structure)
            base = base or row_base
            if field.change is not None and measure == "level":
                rate = pattern(rf"^{rules().measures['rate_head']}").search(canonical(label))
                growing = field.change == "increase" and used_unit == "%" and not rate
                measure = "growth" if growing else field.change
        if used_unit is None:
            doubts = (*doubts, Doubt.UNIT_MISSING)
        if own_unit == "%" and unit not in (None, "%") and column.measure is None and column.unit is None:
            used_unit = "%"
        if field.whole is not None:
            qualifier = f"{cell.text} {used_unit or ''}".strip()
        return Figure(
            label=label,
            place=column.place or place,
            period=column.period,
            kind=column.kind,
            measure=measure,
            comparator=field.comparator,
            value=value,
            value_max=field.value_max,
            unit=used_unit,
            base=base,
            qualifier=qualifier,
            row_name=name,
            column=column.head,
            row=row_text,
            doubts=doubts if column.period is not None else (*doubts, Doubt.PERIOD_UNSURE),
        )


def _is_total(name: str) -> bool:
    return (
        re.match(
            r"(?:tổng cộng|tổng số|tổng|cộng|toàn (?:huyện|xã|tỉnh|thành phố|thị xã)|chung)(?![^\W_])",
            canonical(name),
        )
        is not None
    )


def _bare(name: str) -> str:
    text = re.sub(r"^\s*(?:[-+*•]|\(?[a-zđ]\)|\d{1,2}[.)])\s+", "", name)
    return re.sub(r"\s*(?:\((?:\d{1,2}|\*+)\)|\*+)\s*$", "", text).strip()


def _level(number: str, name: str) -> int:
    """Return how deep a row stands by its number: A 0, I 1, 1 2, 1.1 3, a 4, - 5, + 6; 9 for a row without any."""
    mark = number.rstrip(".)").lstrip("(")
    if not mark:
        match = re.match(r"\s*([-+*•])\s", name + " ")
        mark = match.group(1) if match and name[:1] in "-+*•" else ""
    if not mark:
        return 9
    if re.fullmatch(r"[IVX]+", mark):
        return 1
    if re.fullmatch(r"[A-HĐ]", mark):
        return 0
    if re.fullmatch(r"\d{1,3}", mark):
        return 2
    if re.fullmatch(r"\d{1,3}(?:\.\d{1,2})+", mark):
        return 2 + mark.count(".")
    if re.fullmatch(r"[a-zđ]", mark):
        return 5
    return 7 if mark in "+*" else 6


def _row_text(row: tuple[Cell, ...]) -> str:
    parts = []
    origins = set()
    for cell in row:
        if cell.text and cell.origin not in origins:
            origins.add(cell.origin)
            parts.append(cell.text)
    return " | ".join(parts)
