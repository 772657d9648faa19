"""Period codes: which there are, where they begin and end, how they are ordered."""

import pytest

from knowledge import periods


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2021", (2021, 1), (2021, 12)),
        ("2021-H1", (2021, 1), (2021, 6)),
        ("2021-H2", (2021, 7), (2021, 12)),
        ("2021-Q3", (2021, 7), (2021, 9)),
        ("2021-9M", (2021, 1), (2021, 9)),
        ("2021-06", (2021, 6), (2021, 6)),
        ("2021/2025", (2021, 1), (2025, 12)),
    ],
)
def test_codes(code: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    period = periods.parse(code)
    assert period is not None
    assert (period.first_month, period.last_month) == (first[0] * 12 + first[1], last[0] * 12 + last[1])
    assert (period.code, period.year) == (code, last[0])


@pytest.mark.parametrize("code", ["", "21", "2021-H3", "2021-Q5", "2021-13", "2021-00", "2025/2021", "2021-6", "2021 "])
def test_what_is_no_code(code: str) -> None:
    assert periods.parse(code) is None


def test_later_periods_are_greater() -> None:
    codes = ["2020", "2021-Q1", "2021-06", "2021-9M", "2021-12", "2021/2025"]
    parsed = [periods.parse(code) for code in codes]
    assert [p.code for p in sorted(p for p in parsed if p is not None)] == codes
