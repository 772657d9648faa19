"""What the heads of a table's value columns say: period, kind, unit, and what a comparing column compares."""

import re
from dataclasses import dataclass, replace

from knowledge.documents import units
from knowledge.documents.blocks import Cell
from knowledge.documents.context import Context, kind_at, months_of, softened, spoken_periods, year_of
from knowledge.documents.fields import is_value
from knowledge.documents.findings import Doubt
from knowledge.documents.heads import counted_unit, indicator_of, is_compared, term_of, thing_of
from knowledge.documents.places import row_place
from knowledge.documents.words import canonical, pattern, rules


@dataclass(frozen=True, slots=True)
class Column:
    """A column of values: what its head says. label: the indicator, where the head names one (place × indicator)."""

    index: int
    head: str
    period: str | None
    kind: str
    measure: str | None
    base: str | None
    unit: str | None
    label: str | None
    place: str | None
    doubts: tuple[Doubt, ...] = ()


def columns_of(
    heads: list[list[str]],
    others: list[int],
    counting: tuple[Cell, ...] | None,
    context: Context,
    data: tuple[tuple[Cell, ...], ...],
) -> tuple[Column, ...]:
    """Return the columns of values among `others`: those with a figure in at least one data row.

    heads: the texts above each column from top to bottom; counting: the row that numbers the columns, if there is one.
    """
    columns: list[Column] = []
    numbered = _numbered(counting, heads)
    for c in others:
        if not any(is_value(row[c]) for row in data):
            continue
        columns.append(_column(c, heads, columns, numbered, counting, context))
    return tuple(columns)


def _numbered(counting: tuple[Cell, ...] | None, heads: list[list[str]]) -> dict[str, int]:
    result = {}
    if counting is not None:
        for c, cell in enumerate(counting):
            match = re.match(r"\(?(\d{1,2}|[A-ZĐ])\)?", cell.text.strip())
            if match:
                result[match.group(1)] = c
    for c, parts in enumerate(heads):
        match = re.search(r"\((\d{1,2})\)\s*$", " ".join(parts))
        if match and counting is None:
            result[match.group(1)] = c
    return result


def _column(
    c: int,
    heads: list[list[str]],
    before: list[Column],
    numbered: dict[str, int],
    counting: tuple[Cell, ...] | None,
    context: Context,
) -> Column:
    parts = heads[c]
    head = ": ".join(parts)
    low = canonical(head)
    formula = canonical(counting[c].text) if counting is not None and "=" in counting[c].text else low
    _, unit = units.in_brackets(parts[-1]) if parts else ("", None)
    if unit is None and len(parts) > 1:
        _, unit = units.in_brackets(parts[0])
    place = next(
        (found for part in parts if (found := row_place(units.in_brackets(part)[0]))),
        None,
    )
    ratio = _ratio(low, formula, before, numbered, context)
    if ratio is not None:
        return replace(ratio, index=c, head=head, place=place)
    thing = thing_of(parts) or _rate_beside_count(c, heads)
    if thing is None and is_compared(low):
        return replace(_compared(low, before, context, unit), index=c, head=head, place=place)
    term = term_of(" ".join(parts), context.year)
    label = thing[0] if thing is not None else indicator_of(parts)
    if unit is None:
        unit = thing[1] if thing is not None else _counted(parts)
    period = term.period or context.period
    kind = term.kind
    doubts = (Doubt.PERIOD_UNSURE,) if term.cumulative else ()
    if kind is None and period is not None:
        kind = kind_at(period, context.kind, context) if term.period else context.kind
        if term.period and term.period == context.period:
            kind = context.kind
    if (
        term.kind is None
        and period is not None
        and any(
            x.kind == "estimate" and x.measure is None and x.period and _ends_with(x.period, period) for x in before
        )
    ):
        # "Ước tháng 9" and "Cộng dồn 9 tháng": the sum holds the estimated month.
        kind, doubts = "estimate", (*doubts, Doubt.KIND_UNSURE)
    context_kind = softened(replace(context, period=period, kind=kind or context.kind)).kind if kind is None else kind
    return Column(c, head, period, context_kind, None, None, unit, label, place, doubts)


def _rate_beside_count(c: int, heads: list[list[str]]) -> tuple[str, str] | None:
    """Return the label and unit of a "Tỷ lệ (%)" beside "Số hộ" under one head: a rate of what the row names."""
    if c == 0 or not heads[c] or not heads[c - 1] or heads[c][:-1] != heads[c - 1][:-1]:
        return None
    rate = re.fullmatch(r"tỷ lệ\s?\(?%?\)?", canonical(heads[c][-1]).strip())
    return ("Tỷ lệ", "%") if rate and counted_unit(heads[c - 1][-1]) is not None else None


def _counted(parts: list[str]) -> str | None:
    """Return what a head counts: its last line ("Số hộ"), or the one above a line of periods ("Số tiêu chí đạt")."""
    for part in reversed(parts):
        noun = counted_unit(part)
        if noun is not None or indicator_of([part]) is not None:
            return noun
    return None


def _ends_with(month: str, period: str) -> bool:
    """Whether a longer period of the same year ends with a month."""
    return (
        re.fullmatch(r"\d{4}-\d\d", month) is not None
        and month != period
        and months_of(month)[1] == months_of(period)[1]
    )


_RATIO = re.compile(r"(?P<left>[^:/()%]+?)\s?/\s?(?P<right>[^:/()%]+?)\s?(?:\(?%\)?)?$")


def _ratio(
    low: str,
    formula: str,
    before: list[Column],
    numbered: dict[str, int],
    context: Context,
) -> Column | None:
    """Return the column of a head that divides two others: "UTH21/TH20", "TH 2021/KH 2021 (%)", "5=4/3", "(4)/(2)"."""
    by_index = {column.index: column for column in before}
    match = re.search(r"\(?(\d{1,2})\)?\s?/\s?\(?(\d{1,2})\)?(?!\d)", formula) if numbered else None
    if match and match.group(1) in numbered and match.group(2) in numbered:
        left, right = (
            by_index.get(numbered[match.group(1)]),
            by_index.get(numbered[match.group(2)]),
        )
        if left is not None and right is not None:
            return Column(
                0,
                low,
                left.period,
                left.kind,
                _ratio_measure(low),
                _base_of(right),
                "%",
                left.label,
                None,
            )
    last = re.sub(r"\(\s?%\s?\)|%", "", low.rsplit(": ", 1)[-1]).strip()
    match = _RATIO.search(last)
    if match is None:
        return None
    years = [re.fullmatch(r"(?:năm )?20\d\d", side.strip()) is not None for side in match.groups()]
    if years[1] and not (years[0] and "%" in low):
        # "31/12/2020", "năm học 2020/2021"; but "2023/2022 (%)" sets one year against another.
        return None
    left_term, right_term = (
        term_of(match.group("left"), context.year),
        term_of(match.group("right"), context.year),
    )
    if (left_term.kind is None and left_term.period is None) or (right_term.kind is None and right_term.period is None):
        return None
    outer = term_of(low.rsplit(": ", 1)[0], context.year).period if ": " in low else None
    alike = {x.period for x in before if x.measure is None and x.kind == left_term.kind}
    alone = alike.pop() if len(alike) == 1 else None
    period = left_term.period or right_term.period or outer or alone or context.period
    kind = left_term.kind or (kind_at(period, context.kind, context) if period else context.kind)
    same = next(
        (x for x in before if x.period == period and (left_term.kind is None or x.kind == kind)),
        None,
    )
    if same is not None:
        kind = same.kind
    base_period = right_term.period or period
    base_kind = right_term.kind
    stored = next(
        (x for x in before if x.period == base_period and (base_kind is None or x.kind == base_kind)),
        None,
    )
    if stored is not None:
        base = _base_of(stored)
    else:
        base = _base_words(
            base_kind or (kind_at(base_period, "actual", context) if base_period else "actual"),
            base_period,
            canonical(match.group("right")),
        )
    return Column(0, low, period, kind, _ratio_measure(low), base, "%", None, None)


def _ratio_measure(low: str) -> str:
    if pattern(rules().tables["change"]).search(low):
        return "change"
    return "growth" if pattern(rules().tables["growth"]).search(low) else "share"


def _base_of(column: Column) -> str:
    return _base_words(column.kind, column.period, canonical(column.head))


def _base_words(kind: str, period: str | None, head: str) -> str:
    words = {"actual": "thực hiện", "estimate": "ước thực hiện", "target": "kế hoạch"}[kind]
    if kind == "target" and re.search(r"dự toán|(?<![^\W_])dt(?![^\W\d_])", head):
        words = "dự toán"
    elif kind == "target" and "nghị quyết" in head:
        words = "nghị quyết"
    elif kind == "target" and re.search(r"mục tiêu", head):
        words = "mục tiêu"
    if period is None:
        return words
    parts = {"H1": "6 tháng đầu năm", "H2": "6 tháng cuối năm", "9M": "9 tháng năm"}
    part = period[5:] if "-" in period else ""
    if part in parts:
        return f"{words} {parts[part]} {period[:4]}"
    return f"{words} năm {period}" if not part else f"{words} {period}"


def _own_period(low: str, context: Context) -> str | None:
    """Return the period that a comparing head names before its "so với"."""
    at = re.search(r"(?<![^\W_])(?:so(?: sánh)?(?: với)?)(?![^\W_])", low)
    spoken = spoken_periods(low[: at.start()]) if at else []
    if not spoken and ": " in low and pattern(rules().tables["base"]).search(low.rsplit(": ", 1)[0]):
        # "So với cùng kỳ năm trước (%)" over "Quý I"
        last = low.rsplit(": ", 1)[1].strip()
        spoken = [p for p in spoken_periods(last) if p.start == 0 and p.end == len(last)]
    code = spoken[0].code(context.year) if spoken else None
    part = term_of(low.rsplit(": ", 1)[1], context.year).period if code is None and ": 6 tháng" in low else None
    return code or part


def _compared(low: str, before: list[Column], context: Context, unit: str | None) -> Column:
    """Return the column of a head that compares without naming both sides: "So với KH (%)", "Tăng, giảm so cùng kỳ"."""
    values = [column for column in before if column.measure is None]
    current = next(
        (x for x in reversed(values) if x.kind in ("estimate", "actual")),
        values[-1] if values else None,
    )
    own = _own_period(low, context)
    last = low.rsplit(": ", 1)[-1]
    left = term_of(last[: last.find("so với")], context.year) if "so với" in last else None
    if left is not None and left.period and left.kind:
        # "KH 2024 so với ước TH 2023 (%)"
        own = left.period
        current = next((x for x in values if (x.period, x.kind) == (own, left.kind)), None)
    elif own is not None:
        # "Tháng 9 so với (%)" over "Cùng kỳ" speaks of September, wherever its figure stands.
        current = next((x for x in values if x.period == own and x.kind != "target"), None)
    match = pattern(rules().tables["base"]).search(low)
    words = (match.group("base") or match.group("plan") or "") if match else ""
    words = re.sub(r"\(\s?%?\s?\)|%|: .*$", "", words).strip(" :()")
    base = None
    doubts: tuple[Doubt, ...] = ()
    results = {x.period for x in values if x.kind != "target"}
    if own is not None:
        pass
    elif words.startswith("tháng"):
        # "So với tháng trước" beside a month and the months so far speaks of the month.
        current = next((x for x in reversed(values) if x.period and re.fullmatch(r"\d{4}-\d\d", x.period)), current)
    elif words.startswith("cùng kỳ") and len(results - {None}) > 1 and current and "-" in (current.period or "-"):
        doubts = () if len({(p or "")[:4] for p in results}) > 1 else (Doubt.COLUMN_UNSURE,)
    if words:
        term = term_of(words, (current and year_of(current.period)) or context.year)
        if words.startswith(("kh", "kế hoạch", "dự toán", "dt", "chỉ tiêu", "nghị quyết", "mục tiêu")):
            year = term.period or (current.period if current else context.period)
            stored = next(
                (x for x in reversed(values) if x.kind == "target" and x.period == year),
                None,
            )
            stored = stored or next(
                (x for x in reversed(values) if x.kind == "target" and year_of(x.period) == year_of(year)),
                None,
            )
            base = _base_of(stored) if stored else _base_words("target", year, words)
        elif words.startswith(("cùng kỳ", "ck")):
            base = words
        else:
            stored = next(
                (x for x in values if x.period == term.period and x.kind != "target"),
                None,
            )
            base = words if stored is None else _base_of(stored)
    else:
        # "Tỷ lệ %", "% thực hiện" beside a plan and a result: the result in percent of the plan.
        plan = next(
            (x for x in reversed(values) if x.kind == "target" and current and x is not current),
            None,
        )
        other = values[0] if len(values) == 2 and values[0] is not current else None
        chosen = plan or other
        base = _base_of(chosen) if chosen else None
        doubts = () if chosen and len(values) == 2 else (Doubt.COLUMN_UNSURE,)
    doubts = (*doubts, *(current.doubts if current else ()))
    change = pattern(rules().tables["change"]).search(low) is not None
    growth = (
        pattern(rules().tables["growth"]).search(low) is not None
        or re.search(r"(?<![^\W_])tăng(?![^\W_])", low) is not None
    )
    measure = "change" if change else "growth" if growth else "share"
    percent = "%" in low or not change
    period = current.period if current else own or context.period
    kind = current.kind if current else kind_at(own, context.kind, context) if own else context.kind
    label = current.label if current else None
    return Column(
        0,
        low,
        period,
        kind,
        measure,
        base,
        "%" if percent else unit,
        label,
        None,
        doubts,
    )
