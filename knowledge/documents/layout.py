"""The layout of a table: where its heads end, and which column numbers, names, measures or counts."""

import re
from dataclasses import dataclass
from itertools import pairwise

from knowledge.documents import numbers, units
from knowledge.documents.blocks import Cell, Table
from knowledge.documents.columns import Column, columns_of
from knowledge.documents.context import Context
from knowledge.documents.fields import is_value
from knowledge.documents.numbers import Style
from knowledge.documents.places import row_place
from knowledge.documents.words import canonical, pattern, rules


@dataclass(frozen=True, slots=True)
class Layout:
    """first: the first row of data; number, label, unit: columns of numbers, names, units; places: names of units."""

    first: int
    number: int | None
    label: int
    unit: int | None
    columns: tuple[Column, ...]
    places: bool


def layout_of(table: Table, context: Context) -> Layout | None:
    """Return the layout of a table, None where it has no heads, no names or no figures."""
    first = _first_data_row(table)
    if first is None or first == 0:
        return None
    head_rows = [r for r in range(first) if not is_title(table.rows[r]) and not is_counting(table.rows[r])]
    counting = next((table.rows[r] for r in range(first) if is_counting(table.rows[r])), None)
    if not head_rows:
        return None
    width = len(table.rows[0])
    heads = [_head(table, head_rows, c) for c in range(width)]
    data = table.rows[first:]
    number = unit = label = None
    places = False
    others: list[int] = []
    for c in range(width):
        low = canonical(" ".join(heads[c])).strip(" .:")
        filled = [row[c].text for row in data if (row[c].text and row[c].text != row[max(0, c - 1)].text) or c == 0]
        texts = [text for text in filled if text and numbers.read(text, Style()) is None]
        named = sum(row_place(text) is not None for text in texts) * 2 > max(1, len(texts))
        if (
            number is None
            and label is None
            and (pattern(rules().tables["number"]).fullmatch(low) or _counts(filled, low))
        ):
            number = c
        elif label is None and (named or pattern(rules().tables["place"]).fullmatch(low)) and not _mostly_units(texts):
            label, places = c, named or _names(texts)
        elif (
            unit is None
            and texts
            and (pattern(rules().tables["unit"]).fullmatch(low) or low.startswith("đơn vị tính"))
            and not named
        ):
            unit = c
        elif (
            label is None
            and texts
            and (pattern(rules().tables["label"]).fullmatch(low) or len(texts) * 2 > len(filled))
        ):
            label = c
        elif (
            unit is None
            and not any(char.isdigit() for char in low)
            and _mostly_units(texts)
            and len(texts) * 2 > len(data)
        ):
            unit = c
        elif pattern(rules().tables["note"]).match(low) and len(texts) * 2 >= len(filled):
            continue
        else:
            others.append(c)
    if label is None:
        return None
    columns = columns_of(heads, others, counting, context, data)
    return Layout(first, number, label, unit, columns, places) if columns else None


def _names(texts: list[str]) -> bool:
    """Whether fields read as names: every word with a capital, no figures."""
    named = [t for t in texts if all(w[:1].isupper() for w in t.split()) and len(t.split()) <= 5]
    return len(named) * 3 >= len(texts) * 2 and bool(texts)


def _counts(filled: list[str], low: str) -> bool:
    return not low and bool(filled) and all(re.fullmatch(r"[\dIVXa-zA-Z+.\-*()]{1,5}", text) for text in filled)


def _mostly_units(texts: list[str]) -> bool:
    return bool(texts) and sum(units.is_unit(text) for text in texts) * 3 >= len(texts) * 2


def _first_data_row(table: Table) -> int | None:
    for r, row in enumerate(table.rows):
        if is_counting(row) or is_title(row):
            continue
        if r and (_is_section(row) or _is_blank_item(row)):
            return r
        values = [cell for c, cell in enumerate(row) if c > 0 and cell.origin == (r, c) and is_value(cell)]
        texts = [cell for cell in row if cell.text and not is_value(cell)]
        if values and texts:
            return r
    return None


def is_title(row: tuple[Cell, ...]) -> bool:
    """Return whether a row holds a single text over the table's width."""
    filled = {cell.origin for cell in row if cell.text}
    return len(row) > 2 and len(filled) <= 1


def _is_section(row: tuple[Cell, ...]) -> bool:
    """Whether a row only names a part of the table: "A | KINH TẾ", "I | Lĩnh vực kinh tế"."""
    filled = [cell for c, cell in enumerate(row) if cell.text and cell.origin not in {x.origin for x in row[:c]}]
    return (
        len(row) > 3 and len(filled) == 2 and re.fullmatch(r"[A-HIVX]{1,4}\.?|\d{1,2}\.?", filled[0].text) is not None
    )


def _is_blank_item(row: tuple[Cell, ...]) -> bool:
    """Whether a row has its number, name and unit but no figure yet: "1 | Thu ngân sách | tỷ đồng | | "."""
    texts = [cell.text for cell in row if cell.text]
    return len(texts) >= 3 and re.fullmatch(r"\d{1,3}", texts[0]) is not None and units.is_unit(texts[2])


def is_counting(row: tuple[Cell, ...]) -> bool:
    """Return whether a row numbers the columns: "(1) (2) (3)", "A B 1 2 3", "1 2 3=2/1"."""
    texts = [cell.text.strip() for cell in row if cell.text.strip()]
    if len(texts) < 3 or not all(
        re.fullmatch(r"\(?(?:\d{1,2}|[A-ZĐ])\)?(?:\s?=\s?[\d()/*x+\-\s:%]+)?", t) for t in texts
    ):
        return False
    counted = [int(m.group(1)) for t in texts if (m := re.match(r"\(?(\d{1,2})\)?", t))]
    return len(counted) >= 2 and all(b == a + 1 for a, b in pairwise(counted))


def _head(table: Table, head_rows: list[int], c: int) -> list[str]:
    parts: list[str] = []
    origins = set()
    for r in head_rows:
        cell = table.rows[r][c]
        if cell.text and cell.origin not in origins:
            origins.add(cell.origin)
            if not parts or parts[-1] != cell.text:
                parts.append(cell.text)
    return parts
