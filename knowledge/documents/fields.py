"""What one field of a table says: a number with comparator, range, whole, unit and direction, or no figure."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.documents import numbers, units
from knowledge.documents.blocks import Cell
from knowledge.documents.findings import Doubt
from knowledge.documents.numbers import Style
from knowledge.documents.words import pattern, rules, wording


@dataclass(frozen=True, slots=True)
class Field:
    """What a field says; change: the direction that it names itself ("giảm 0,5"); bracketed: "(10.350)", a fall."""

    value: Decimal
    value_max: Decimal | None = None
    comparator: str = "eq"
    whole: Decimal | None = None
    unit: str | None = None
    doubts: tuple[Doubt, ...] = ()
    change: str | None = None
    bracketed: bool = False


def read_field(cell: Cell, style: Style) -> Field | None:
    """Return what a table's field says, None for no figure.

    "≥ 88", "2,5-3", "trên 4", "21/41", "97,5%", "từ 80 trở lên", "giảm còn 2,6" are figures; "x", "-", "…", words and
    dates none.
    """
    if cell.number is not None:
        return Field(cell.number, unit="%" if cell.text.endswith("%") else None)
    text = wording(cell.text).low
    if pattern(rules().tables["empty"]).fullmatch(text) or len(text) > 60:
        return None
    if re.search(r"\d/\d{1,2}/\d{2,4}|\d-[a-zđ]{2}|/[a-zđ]{2,}-", text):
        return None
    bracketed = re.fullmatch(r"\(\s?[\d.,]+\s?%?\s?\)", text) is not None
    if bracketed:
        text = text.strip("() ")
    body = re.sub(r"^(?:(?:giảm|tăng|hạ)\s)?(?:xuống còn|còn|lên|đạt|xuống|là)\s", "", text)
    change = re.match(r"(tăng|giảm)\s(?=.*\d)", body)
    if change:
        body = body[change.end() :]
    body, comparator = _compared(re.sub(r"^từ\s", "", body))
    unit = None
    match = re.fullmatch(r"(?P<number>.*\d)(?P<rest>\s?[^\d\s.,-][^\d]*)", body)
    if match:
        rest = match.group("rest").strip(" .*()")
        if rest and not units.is_unit(rest):
            return None
        unit = units.of_column(rest)
        body = match.group("number")
    if re.search(r"\d\s?%\s?[-/]", body):
        body = body.replace("%", "")
    read_as = _number(body.strip(), comparator, style)
    if read_as is None:
        return None
    direction = {"tăng": "increase", "giảm": "decrease"}[change.group(1)] if change else None
    return replace(read_as, unit=unit, change=direction, bracketed=bracketed)


def _compared(body: str) -> tuple[str, str]:
    """Return a field's text without its comparator, and the comparator."""
    for name, expression in rules().before:
        match = re.match(expression.pattern.removesuffix(r"\s?$") + r"\s?(?=[\d-])", body)
        if match:
            return body[match.end() :], name
    for name, expression in rules().after:
        match = re.search(expression.pattern + r"\s?$", body)
        if match:
            return body[: match.start()], name
    return body, "eq"


def _number(body: str, comparator: str, style: Style) -> Field | None:
    spread = re.fullmatch(r"(?P<low>[\d.,]+)\s?(?:-|đến|÷)\s?(?P<high>[\d.,]+)", body)
    if spread:
        low, high = numbers.read(spread.group("low"), style), numbers.read(spread.group("high"), style)
        if low is None or high is None or high.value <= low.value:
            return None
        doubts = low.doubts + high.doubts
        if comparator != "eq":
            return Field(low.value, None, comparator, doubts=doubts)
        return Field(low.value, high.value, "range", doubts=doubts)
    part = re.fullmatch(r"(?P<part>[\d.]+)\s?/\s?(?P<whole>[\d.]+)", body)
    if part and not all(re.fullmatch(r"(?:19|20)\d\d", year) for year in part.groups()):
        some, whole = numbers.read(part.group("part"), style), numbers.read(part.group("whole"), style)
        if some is None or whole is None:
            return None
        return Field(some.value, None, comparator, whole.value, doubts=some.doubts)
    number = numbers.read(body, style)
    return Field(number.value, None, comparator, doubts=number.doubts) if number is not None else None


def is_value(cell: Cell) -> bool:
    """Return whether a field holds a figure; a year alone is a head, not a figure."""
    if re.fullmatch(r"(?:19|20)\d\d", cell.text.replace(".", "")) and (cell.number is None or cell.number < 2100):
        return False
    return cell.text != "" and read_field(cell, Style()) is not None
