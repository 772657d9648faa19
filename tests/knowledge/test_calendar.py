"""The working calendar and the lunar calendar against published days."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.calendar import Calendar, SpecialDay, official_calendar, parse_days_off
from knowledge.errors import KnowledgeError
from knowledge.lunar import LunarDay, lunar_of, solar_of

CORPUS = Path(__file__).parent.parent / "corpus" / "calendar"
PUBLISHED = {
    row["date"]: row for row in csv.DictReader((CORPUS / "days_off.csv").read_text(encoding="utf-8").splitlines())
}
LUNAR = list(csv.DictReader((CORPUS / "lunar_days.csv").read_text(encoding="utf-8").splitlines()))
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_every_day_is_worked_as_published(year: int) -> None:
    calendar = official_calendar()
    day = date(year, 1, 1)
    while day.year == year:
        row = PUBLISHED.get(day.isoformat())
        expected = row["kind"] == "working" if row else day.weekday() < 5
        assert calendar.is_working_day(day) is expected, day
        day += timedelta(days=1)


def test_days_off_and_make_up_days_have_names() -> None:
    calendar = official_calendar()
    assert calendar.name_of(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert calendar.name_of(date(2026, 1, 2)) == "Nghỉ hoán đổi dịp Tết Dương lịch"
    assert calendar.name_of(date(2026, 1, 10)) == "Làm bù cho thứ Sáu 02/01/2026"
    assert calendar.name_of(date(2026, 8, 22)) == "Làm bù"
    assert calendar.name_of(date(2026, 11, 21)) is None
    assert calendar.name_of(date(2025, 11, 24)) is None


def test_counting_leaves_out_the_first_day_and_days_off() -> None:
    calendar = official_calendar()
    assert calendar.add_working_days(date(2025, 12, 30), 3) == date(2026, 1, 6)
    assert calendar.add_working_days(date(2026, 11, 20), 5) == date(2026, 11, 30)
    assert calendar.add_working_days(date(2026, 12, 15), -3) == date(2026, 12, 10)
    assert calendar.add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 23)
    assert calendar.last_working_day(2026, 4) == date(2026, 4, 29)
    assert calendar.last_working_day(2025, 1) == date(2025, 1, 24)
    assert calendar.next_working_day(date(2026, 2, 14)) == date(2026, 2, 23)
    assert calendar.previous_working_day(date(2026, 12, 20)) == date(2026, 12, 18)


def test_an_operators_rows_go_first() -> None:
    rows = parse_days_off(
        "date,kind,name,reason\n2026-11-24,working,Trực,Thông báo\n"
        "2026-11-25,day_off,Nghỉ,Thông báo\n2026-11-28,working,Làm bù,Thông báo\n",
        "own.csv",
    )
    calendar = official_calendar().with_special(rows)
    assert [day.day for day in calendar.working_days(date(2026, 11, 23), date(2026, 11, 29))] == [23, 24, 26, 27, 28]
    assert official_calendar().is_working_day(date(2026, 11, 25))


def test_a_later_row_takes_an_earlier_one_back() -> None:
    day = date(2026, 12, 5)
    calendar = Calendar((SpecialDay(day, "working", "Làm bù", ""), SpecialDay(day, "day_off", "Thôi làm bù", "")))
    assert not calendar.is_working_day(day)
    assert calendar.name_of(day) == "Thôi làm bù"


def test_wrong_rows_are_all_named_by_line() -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse_days_off(
            "date,kind,name,reason\n31/11,day_off,a,b\n2026-12-01,holiday,a,b\n2026-12-02,day_off,a,b\n", "own.csv"
        )
    assert [(problem.line, problem.reason) for problem in caught.value.problems] == [
        (2, "bad_date"),
        (3, "bad_kind_of_day"),
    ]
    with pytest.raises(KnowledgeError) as caught:
        parse_days_off("date,name\n", "own.csv")
    assert caught.value.problems[0].reason == "missing_column"


def test_the_ends_of_time_are_not_passed() -> None:
    calendar = official_calendar()
    assert calendar.add_working_days(date.max, 3) == date.max
    assert calendar.add_working_days(date.min, -3) == date.min


@settings(deadline=None)
@given(DAYS, st.integers(1, 60))
def test_counting_there_and_back_ends_on_a_working_day(start: date, count: int) -> None:
    calendar = official_calendar()
    there = calendar.add_working_days(start, count)
    assert calendar.is_working_day(there)
    assert len(list(calendar.working_days(start + timedelta(days=1), there))) == count
    back = calendar.add_working_days(there, -count)
    assert back <= start or not calendar.is_working_day(start)


@settings(deadline=None)
@given(DAYS)
def test_neighbouring_working_days_enclose_the_day(day: date) -> None:
    calendar = official_calendar()
    before, after = calendar.previous_working_day(day), calendar.next_working_day(day)
    assert before <= day <= after
    assert (before == after) is calendar.is_working_day(day)


@pytest.mark.parametrize("row", LUNAR, ids=lambda row: f"{row['lunar_year']}-{row['lunar_month']}-{row['lunar_day']}")
def test_lunar_days_fall_as_published(row: dict[str, str]) -> None:
    day, lunar = (
        date.fromisoformat(row["date"]),
        LunarDay(int(row["lunar_year"]), int(row["lunar_month"]), int(row["lunar_day"]), row["leap"] == "1"),
    )
    assert solar_of(lunar.year, lunar.month, lunar.day, lunar.leap) == day
    assert lunar_of(day) == lunar


def test_lunar_days_that_do_not_exist() -> None:
    assert solar_of(2026, 12, 30) is None
    assert solar_of(2026, 12, None) == date(2027, 2, 5)
    assert solar_of(2026, 6, 1, leap=True) is None
    assert solar_of(1500, 1, 1) is None
    assert solar_of(2026, 13, 1) is None
    assert solar_of(2026, 1, 31) is None
    assert lunar_of(date(2150, 1, 1)) is None


@settings(deadline=None)
@given(st.dates(date(1902, 1, 1), date(2099, 1, 1)))
def test_lunar_days_convert_there_and_back(day: date) -> None:
    lunar = lunar_of(day)
    assert lunar is not None
    assert solar_of(lunar.year, lunar.month, lunar.day, lunar.leap) == day
