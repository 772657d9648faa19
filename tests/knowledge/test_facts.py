"""Numbers and rows as people write them in spreadsheets."""

from decimal import Decimal

import pytest

from knowledge.facts import COLUMNS, number_text, parse_number, read_rows, stable_id, write_rows

HEADER = "place,indicator,period,kind,measure,value"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("2.25", "2.25"),
        ("2,25", "2.25"),
        ("1.234,5", "1234.5"),
        ("10.535,8", "10535.8"),
        ("1.234.567", "1234567"),
        ("1.234", "1.234"),
        ("12 500", "12500"),
        ("12\u00a0500,5", "12500.5"),
        ("-0,15", "-0.15"),
        ("−3", "-3"),
        ("0", "0"),
        ("007", "7"),
    ],
)
def test_numbers(cell: str, number: str) -> None:
    assert parse_number(cell) == Decimal(number)


@pytest.mark.parametrize("cell", ["", "một", "1,2,3", "1.23.456", "2%", "1e5", "nan", "Infinity", "1.5.2", "--1"])
def test_what_is_no_number(cell: str) -> None:
    assert parse_number(cell) is None


@pytest.mark.parametrize(("number", "text"), [("1E+3", "1000"), ("2.50", "2.5"), ("100", "100"), ("0.00", "0")])
def test_numbers_are_written_plainly(number: str, text: str) -> None:
    assert number_text(Decimal(number)) == text


def test_rows_are_read_with_what_they_leave_out() -> None:
    rows, problems = read_rows(
        f'{HEADER},comparator\n Huyện A , Dân số,2021-2025,target,level,"1.000,5",\n', "a.csv", "doc"
    )
    assert problems == []
    (row,) = rows
    assert (row.line, row.place, row.indicator, row.period) == (2, "Huyện A", "Dân số", "2021/2025")
    assert (row.comparator, row.value, row.unit, row.document) == ("eq", Decimal("1000.5"), "", "doc")


def test_empty_lines_are_passed_over_and_lines_are_counted_as_they_stand() -> None:
    rows, problems = read_rows(f'{HEADER}\n,,,,,\n"Huyện\nA",B,2021,actual,level,1\nC,D,x,actual,level,2\n', "a.csv")
    assert [row.line for row in rows] == [4]
    assert [(problem.line, problem.reason) for problem in problems] == [(5, "bad_period")]


def test_one_statement_has_one_id() -> None:
    lines = (",1.50,một", ',"1,5",một', ",1.5,hai")
    text = f"{HEADER},quote\n" + "".join(f"A,B,2021,actual,level{line}\n" for line in lines)
    one, same, other = (stable_id(row, "o-1", "b") for row in read_rows(text, "a.csv", "doc")[0])
    assert one == same != other
    assert one.startswith("doc:")


def test_what_is_written_can_be_read_again() -> None:
    record = dict.fromkeys(COLUMNS, "") | {
        "place": 'Huyện "A", tỉnh B',
        "indicator": "Dân số",
        "period": "2021",
        "kind": "actual",
        "measure": "level",
        "comparator": "range",
        "value": "1.5",
        "value_max": "2",
        "quote": "dòng 1\ndòng 2; =1+1",
    }
    rows, problems = read_rows(write_rows([dict(record)]), "a.csv")
    assert problems == []
    assert {name: getattr(rows[0], name) for name in ("place", "indicator", "period", "quote", "comparator")} == {
        name: record[name] for name in ("place", "indicator", "period", "quote", "comparator")
    }
    assert (rows[0].value, rows[0].value_max) == (Decimal("1.5"), Decimal(2))
