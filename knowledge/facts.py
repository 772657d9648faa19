"""Observations as values, and their CSV form: read with every fault named by line, written without loss."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from knowledge import periods
from knowledge.errors import Problem
from knowledge.text import clean

COLUMNS = (
    "place,place_code,indicator,indicator_code,period,kind,measure,comparator,value,value_max,unit,base,qualifier,document,locator,quote"
).split(",")
KINDS = ("target", "estimate", "actual")
MEASURES = ("level", "increase", "decrease", "growth", "share")
COMPARATORS = ("eq", "ge", "gt", "le", "lt", "approx", "range")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a facts file after its own checks; place, indicator and document are still the words of the file."""

    line: int
    id: str
    place: str
    place_code: str
    indicator: str
    indicator_code: str
    period: str
    kind: str
    measure: str
    comparator: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    base: str
    qualifier: str
    document: str
    locator: str
    quote: str
    disagrees_with: tuple[str, ...]
    section: str


_PLAIN = re.compile(r"[-−]?\d+(?:\.\d+)?")
_VIETNAMESE = re.compile(r"[-−]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")


def parse_number(cell: str) -> Decimal | None:
    """Return the number of a cell: with a decimal dot, or in the Vietnamese way ("2.501,7"); None for neither.

    "12.500" is read as written by machines (12.5) only where it cannot be a thousand's mark; "1.234" alone is ambiguous
    in text cells and is taken with its dot as a decimal mark, as the contract's CSV writes numbers.
    """
    text = clean(cell).replace(" ", "")
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace("−", "-"))
    if _VIETNAMESE.fullmatch(text):
        return Decimal(text.replace("−", "-").replace(".", "").replace(",", "."))
    return None


def number_text(value: Decimal) -> str:
    """Return a decimal as plain digits without exponent or trailing zeros after the point."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_rows(text: str, file: str, document: str = "") -> tuple[list[Row], list[Problem]]:
    """Return the rows of a facts CSV and its faults, each with its line; rows with a fault are left out.

    document fills the column where a row leaves it empty. An unknown column is a fault; the columns id, disagrees_with
    and section may stand beside those of the contract.
    """
    problems: list[Problem] = []
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    rows: list[Row] = []
    try:
        header = [clean(name) for name in reader.fieldnames or ()]
        reader.fieldnames = header
        problems += _check_header(header, file)
        if problems:
            return [], problems
        for record in reader:
            line = reader.line_num
            if None in record:
                problems.append(Problem(file, line, "too_many_cells"))
                continue
            cells = {name: clean(cell or "") for name, cell in record.items()}
            if not any(cells.values()):
                continue
            row, faults = _read_row(cells, file, line, document)
            problems += faults
            if row is not None:
                rows.append(row)
    except csv.Error as error:
        problems.append(Problem(file, reader.line_num, "bad_csv", str(error)))
    return rows, problems


def _check_header(header: Sequence[str], file: str) -> list[Problem]:
    known = {*COLUMNS, "id", "disagrees_with", "section"}
    problems = [Problem(file, 1, "unknown_column", name) for name in header if name not in known]
    needed = ("period", "value", "kind", "measure")
    problems += [Problem(file, 1, "missing_column", name) for name in needed if name not in header]
    for either in (("place", "place_code"), ("indicator", "indicator_code")):
        if not any(name in header for name in either):
            problems.append(Problem(file, 1, "missing_column", either[0]))
    return problems


def _read_row(cells: dict[str, str], file: str, line: int, document: str) -> tuple[Row | None, list[Problem]]:
    problems: list[Problem] = []

    def fault(reason: str, value: str = "", hint: str = "") -> None:
        problems.append(Problem(file, line, reason, value, hint))

    if not (cells.get("place") or cells.get("place_code")):
        fault("missing_value", "place")
    if not (cells.get("indicator") or cells.get("indicator_code")):
        fault("missing_value", "indicator")
    period = (
        cells["period"].replace("-20", "/20", 1) if re.fullmatch(r"\d{4}-\d{4}", cells["period"]) else cells["period"]
    )
    if periods.parse(period) is None:
        fault("bad_period", cells["period"])
    comparator = cells.get("comparator") or "eq"
    for name, said, allowed in (
        ("kind", cells["kind"], KINDS),
        ("measure", cells["measure"], MEASURES),
        ("comparator", comparator, COMPARATORS),
    ):
        if said not in allowed:
            fault(f"bad_{name}", said, ", ".join(allowed))
    value = parse_number(cells["value"])
    if value is None:
        fault("bad_number", cells["value"])
    value_max = parse_number(cells["value_max"]) if cells.get("value_max") else None
    if cells.get("value_max") and value_max is None:
        fault("bad_number", cells["value_max"])
    if (comparator == "range") != bool(cells.get("value_max")):
        fault("bad_range", comparator)
    elif value is not None and value_max is not None and value_max <= value:
        fault("bad_range", cells["value_max"])
    if problems or value is None:
        return None, problems
    return (
        Row(
            line=line,
            id=cells.get("id", ""),
            place=cells.get("place", ""),
            place_code=cells.get("place_code", ""),
            indicator=cells.get("indicator", ""),
            indicator_code=cells.get("indicator_code", ""),
            period=period,
            kind=cells["kind"],
            measure=cells["measure"],
            comparator=comparator,
            value=value,
            value_max=value_max,
            unit=cells.get("unit", ""),
            base=cells.get("base", ""),
            qualifier=cells.get("qualifier", ""),
            document=cells.get("document", "") or document,
            locator=cells.get("locator", ""),
            quote=cells.get("quote", ""),
            disagrees_with=tuple(cells.get("disagrees_with", "").split()),
            section=cells.get("section", ""),
        ),
        [],
    )


def stable_id(row: Row, place: str, indicator: str) -> str:
    """Return the id of a row that brings none: the same statement of the same document always gets the same one."""
    parts = (
        place,
        indicator,
        row.period,
        row.kind,
        row.measure,
        row.comparator,
        number_text(row.value),
        row.unit,
        row.base,
        row.locator,
        row.quote,
    )
    return f"{row.document or 'import'}:{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:12]}"


def write_rows(records: Iterable[dict[str, object]], columns: Sequence[str] = COLUMNS) -> str:
    """Return CSV text with a byte order mark, so that spreadsheet programs read the Vietnamese right."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    for record in records:
        writer.writerow({name: "" if record.get(name) is None else record[name] for name in columns})
    return out.getvalue()
