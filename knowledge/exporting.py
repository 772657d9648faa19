"""All observations written out for spreadsheets and for other knowledge bases, in the contract's columns."""

import csv
from collections.abc import Iterator
from io import BytesIO
from typing import TextIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from knowledge.facts import COLUMNS, number_text
from knowledge.store import Store

# Excel's own limit is 1,048,576 rows a sheet.
ROWS_PER_SHEET = 1_000_000
_NUMBERS = ("value", "value_max")


def export_rows(store: Store) -> Iterator[dict[str, str]]:
    """Yield every observation under the contract's columns, in the order of the data; numbers with a decimal dot.

    The indicator goes by its name, and by what the document calls it where that tells two figures apart.
    """
    apart = store.told_apart_by_label()
    places = {place.id: place for place in store.places()}
    indicators = {indicator.id: indicator for indicator in store.indicators()}
    for observation in store.all_observations():
        place, indicator = places[observation.place], indicators[observation.indicator]
        yield {
            "place": place.full_name,
            "place_code": place.code,
            "indicator": observation.label if observation.id in apart else indicator.name_vi,
            "indicator_code": indicator.code,
            "period": observation.period,
            "kind": observation.kind,
            "measure": observation.measure,
            "comparator": observation.comparator,
            "value": number_text(observation.value),
            "value_max": "" if observation.value_max is None else number_text(observation.value_max),
            "unit": observation.unit,
            "base": observation.base,
            "qualifier": observation.qualifier,
            "document": observation.document,
            "locator": observation.locator,
            "quote": observation.quote,
        }


def export_csv(store: Store, out: TextIO) -> int:
    """Write all observations as CSV to a file opened with newline="" and return their number.

    A byte order mark comes first, so that spreadsheet programs read the Vietnamese right.
    """
    out.write("\ufeff")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    count = 0
    for row in export_rows(store):
        writer.writerow(row)
        count += 1
    return count


def export_xlsx(store: Store) -> bytes:
    """Return all observations as a workbook: numbers as numbers, all else as text even where it begins with "="."""
    book = Workbook(write_only=True)
    sheet = None
    for number, row in enumerate(export_rows(store)):
        if sheet is None or number % ROWS_PER_SHEET == 0:
            sheet = book.create_sheet()
            sheet.append(list(COLUMNS))
        cells = []
        for name in COLUMNS:
            is_number = name in _NUMBERS and row[name]
            cell = WriteOnlyCell(sheet, float(row[name]) if is_number else row[name] or None)
            if name not in _NUMBERS and row[name]:
                cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    if sheet is None:
        book.create_sheet().append(list(COLUMNS))
    file = BytesIO()
    book.save(file)
    return file.getvalue()
