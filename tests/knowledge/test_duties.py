"""Reporting duties: rows, rules, and the days they fall on against tests/corpus/duties."""

import csv
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.calendar import official_calendar
from knowledge.duties import COLUMNS, Duty, confirmed, dump_duties, national_duties, occurrences, overlay, parse_duties
from knowledge.duty_rules import BadRule, parse_cutoff, parse_due, parse_frequency
from knowledge.errors import KnowledgeError

CORPUS = Path(__file__).parent.parent / "corpus" / "duties"
EXPECTED = list(csv.DictReader((CORPUS / "occurrences.csv").read_text(encoding="utf-8").splitlines()))
CALENDAR = official_calendar()
FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
BY_CODE = {duty.code: duty for duty in national_duties()}
HEADER = "code,name,level,frequency,cutoff_rule,due_rule,shift,valid_from,valid_to,confidence,status\n"


def dues(code: str, province: str | None = None) -> list[tuple[str, str]]:
    found = occurrences([BY_CODE[code]], FIRST, LAST, CALENDAR, province=province)
    return [
        (item.limit.isoformat(), item.due.isoformat())
        for item in found
        if item.limit is not None and item.due is not None
    ]


@pytest.mark.parametrize("code", sorted({row["code"] for row in EXPECTED if not row["province"]}))
def test_four_years_of_days_are_as_reckoned_by_hand(code: str) -> None:
    expected = [(row["limit"], row["due"]) for row in EXPECTED if row["code"] == code]
    assert sorted(dues(code)) == sorted(expected)


@pytest.mark.parametrize(
    "row", [row for row in EXPECTED if row["province"]], ids=lambda row: f"{row['code']}:{row['limit']}"
)
def test_a_provinces_rows_hold_in_that_province_only(row: dict[str, str]) -> None:
    assert (row["limit"], row["due"]) in dues(row["code"], row["province"])
    assert dues(row["code"]) == []
    assert dues(row["code"], "Hà Giang") == []


def test_cut_off_and_sending_day_are_two_dates() -> None:
    december = occurrences([BY_CODE["RPT-06"]], date(2026, 12, 1), date(2026, 12, 31), CALENDAR)
    assert len(december) == 1
    assert december[0].cutoff == date(2026, 12, 14)
    assert december[0].due == date(2026, 12, 25)
    assert december[0].periods == ("2026-12", "2026-Q4", "2026")
    november = occurrences([BY_CODE["RPT-06"]], date(2026, 11, 1), date(2026, 11, 30), CALENDAR)[0]
    assert (november.data_from, november.cutoff, november.periods) == (
        date(2026, 10, 15),
        date(2026, 11, 14),
        ("2026-11",),
    )


@pytest.mark.parametrize(
    ("code", "period", "data_from", "cutoff"),
    [
        ("RPT-01", "2026-01", date(2025, 12, 15), date(2026, 1, 14)),
        ("RPT-02", "2026-Q4", date(2026, 9, 15), date(2026, 12, 14)),
        ("RPT-02", "2026-Q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("RPT-03", "2026-H1", date(2025, 12, 15), date(2026, 6, 14)),
        ("RPT-04", "2026-9M", date(2025, 12, 15), date(2026, 9, 14)),
        ("RPT-05", "2026", date(2025, 12, 15), date(2026, 12, 14)),
        ("INS-01", "2026-Q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("INS-02", "2026-Q2", date(2026, 3, 15), date(2026, 6, 14)),
        ("INS-03", "2026-9M", date(2025, 12, 15), date(2026, 9, 14)),
        ("REF-01", "2026-Q3", date(2026, 6, 15), date(2026, 9, 14)),
        ("REF-01", "2026", date(2025, 12, 15), date(2026, 12, 14)),
        ("BUD-09", "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("LND-01", "2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_periods_have_their_data_windows(code: str, period: str, data_from: date, cutoff: date) -> None:
    found = [
        item
        for item in occurrences([BY_CODE[code]], date(2026, 1, 1), date(2027, 12, 31), CALENDAR)
        if period in item.periods
    ]
    assert [(item.data_from, item.cutoff) for item in found] == [(data_from, cutoff)]


def test_only_well_known_days_drive_reminders() -> None:
    for item in occurrences(national_duties(), FIRST, LAST, CALENDAR):
        assert item.drives_reminders is not item.needs_confirmation
        if item.drives_reminders:
            assert item.due is not None and item.confidence != "low" and item.status != "HISTORICAL"
    driving = {duty.code for duty in national_duties() if duty.drives_reminders}
    assert {"RPT-06", "REF-01", "COR-01", "HRM-01", "LND-01", "STA-01", "MIL-01"} <= driving
    assert not driving & {
        "RPT-01",
        "RPT-07",
        "BUD-03",
        "BUD-11",
        "BUD-12",
        "INS-01",
        "INV-02",
        "HDN-05",
        "MIL-04",
        "RPT-09",
        "CIT-01",
    }


def test_unknown_days_are_shown_without_a_date() -> None:
    december = occurrences(national_duties(), date(2026, 12, 1), date(2026, 12, 31), CALENDAR)
    unknown = {item.code: item for item in december if item.due is None}
    assert unknown["RPT-07"].cutoff == date(2026, 12, 14)
    assert unknown["STA-08"].cutoff is None
    assert all(item.needs_confirmation for item in unknown.values())
    assert unknown["RPT-09"].runs_from_event
    dated = [item.due for item in december if item.due is not None]
    assert dated == sorted(dated)
    assert [item.due is None for item in december] == sorted(item.due is None for item in december)


def test_levels_choose_rows_and_the_district_level_is_gone() -> None:
    month = date(2026, 12, 1), date(2026, 12, 31)
    province = {item.code for item in occurrences(national_duties(), *month, CALENDAR, "province")}
    commune = {item.code for item in occurrences(national_duties(), *month, CALENDAR, "commune")}
    assert "RPT-06" in province - commune
    assert "INV-03" in commune - province
    assert "COR-01" in province & commune
    everything = {item.code for item in occurrences(national_duties(), FIRST, LAST, CALENDAR, province="An Giang")}
    assert not everything & {"HDN-04", "CIT-03"}


def test_a_rule_holds_within_its_validity() -> None:
    codes = {item.code for item in occurrences(national_duties(), date(2026, 11, 1), date(2026, 12, 31), CALENDAR)}
    assert not codes & {"STA-06", "STA-07", "HRM-03", "POV-04", "EMU-01", "LND-02", "INS-04"}
    assert "HRM-01" in codes


def test_the_shipped_rows_name_law_and_rule() -> None:
    assert len(BY_CODE) == len(national_duties()) >= 85
    for duty in national_duties():
        assert duty.name and duty.rule_text and duty.legal_basis and duty.owed_by


def test_rows_survive_writing_and_reading() -> None:
    assert parse_duties(dump_duties(national_duties()), "out.csv") == national_duties()
    assert parse_duties("\ufeff" + dump_duties(national_duties()).replace("\n", "\r\n"), "out.csv") == national_duties()


def test_a_province_sets_its_own_day() -> None:
    own = parse_duties(
        HEADER + "RPT-07,Gửi báo cáo tháng,commune,month,P-1:15..P:14,by P:18,prev_wd,,,high,CONFIRMED\n"
        "XHC-01,Họp giao ban,commune,week,,unknown,none,,,,\n",
        "own.csv",
    )
    duties = overlay(national_duties(), own)
    assert len(duties) == len(national_duties()) + 1
    found = [
        item
        for item in occurrences(duties, date(2026, 7, 1), date(2026, 7, 31), CALENDAR, "commune")
        if item.code == "RPT-07"
    ]
    assert [(item.cutoff, item.limit, item.due, item.drives_reminders) for item in found] == [
        (date(2026, 7, 14), date(2026, 7, 18), date(2026, 7, 17), True)
    ]


def test_an_operator_confirms_a_row() -> None:
    sure = confirmed(BY_CODE["BUD-03"], "Luật 89/2025/QH15")
    assert sure.drives_reminders and sure.legal_basis == "Luật 89/2025/QH15"
    assert not confirmed(BY_CODE["RPT-07"]).drives_reminders


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Tên,province,month,,by P:25,none,,,,", "missing_value"),
        ("rpt 6,Tên,province,month,,by P:25,none,,,,", "bad_code"),
        ("RPT-99,Tên,huyện,month,,by P:25,none,,,,", "bad_level"),
        ("RPT-99,Tên,province,fortnight,,by P:25,none,,,,", "bad_rule"),
        ("RPT-99,Tên,province,month,P:32,by P:25,none,,,,", "bad_rule"),
        ("RPT-99,Tên,province,month,,around P:25,none,,,,", "bad_rule"),
        ("RPT-99,Tên,province,month; year,,by P:25; by P:25; by P:25,none,,,,", "bad_rule"),
        ("RPT-99,Tên,province,month,,by P:25,later,,,,", "bad_choice"),
        ("RPT-99,Tên,province,month,,by P:25,none,,,sure,", "bad_choice"),
        ("RPT-99,Tên,province,month,,by P:25,none,1/1/2026,,,", "bad_date"),
        ("RPT-99,Tên,province,month,,by P:25,none,2026-02-01,2026-01-01,,", "dates_reversed"),
        ("RPT-99,Tên,province,month,,by P:25,none,,,,,,x", "too_many_cells"),
        ("RPT-98,Tên,province,month,,by P:25,none,,,,", "repeated_code"),
    ],
)
def test_wrong_rows_are_named_by_line_and_reason(row: str, reason: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse_duties(HEADER + "RPT-98,Tên,province,month,,by P:25,none,,,,\n\n" + row + "\n", "own.csv")
    assert [(problem.line, problem.reason) for problem in caught.value.problems] == [(4, reason)]


def test_every_wrong_row_is_reported_at_once() -> None:
    with pytest.raises(KnowledgeError) as caught:
        parse_duties(HEADER + "a,b,c,d,,e,none,,,,\nRPT-99,Tên,province,month,,sometime,none,,,,\n", "own.csv")
    assert [problem.line for problem in caught.value.problems] == [2, 2, 2, 3]


def test_missing_and_unknown_columns_are_named() -> None:
    for text, reason in (
        ("code,name\n", "missing_column"),
        ("code,name,level,frequency,due_rule,colour\n", "unknown_column"),
        ("", "missing_column"),
    ):
        with pytest.raises(KnowledgeError) as caught:
            parse_duties(text, "own.csv")
        assert caught.value.problems[0].reason == reason


@pytest.mark.parametrize(
    "rule",
    [
        "by",
        "by 25",
        "by P:0",
        "by Y:13-01",
        "by Y:02-30",
        "from P:01",
        "within 3 x after P:14",
        "see",
        "see RPT",
        "by P:25 |",
        "",
        "BY P:25",
    ],
)
def test_rules_outside_the_language_are_refused(rule: str) -> None:
    with pytest.raises(BadRule):
        parse_due(rule, 1)


@pytest.mark.parametrize("rule", ["P", "P:14..", "..P:14", "P:14; P:15; P:16"])
def test_cut_offs_outside_the_language_are_refused(rule: str) -> None:
    with pytest.raises(BadRule):
        parse_cutoff(rule, 2)


@pytest.mark.parametrize("text", ["", "monthly", "month 13", "quarter 0", "half 3", "week 2", "month 2-"])
def test_frequencies_outside_the_language_are_refused(text: str) -> None:
    with pytest.raises(BadRule):
        parse_frequency(text)


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_a_rule_or_refused(frequency: str, cutoff: str, due: str) -> None:
    for parse in (lambda: parse_frequency(frequency), lambda: parse_cutoff(cutoff, 1), lambda: parse_due(due, 1)):
        with suppress(BadRule):
            parse()


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_a_table_or_refused(text: str) -> None:
    for table in (text, ",".join(COLUMNS) + "\n" + text):
        with suppress(KnowledgeError):
            parse_duties(table, "own.csv")


DRIVING = [duty for duty in national_duties() if duty.day_is_known and not duty.province]


@settings(deadline=None)
@given(st.sampled_from(DRIVING), st.dates(date(2023, 1, 1), date(2029, 1, 1)), st.integers(0, 364))
def test_a_year_of_occurrences_is_the_sum_of_its_parts(duty: Duty, first: date, days: int) -> None:
    last, middle = first + timedelta(days=365), first + timedelta(days=days)
    whole = occurrences([duty], first, last, CALENDAR)
    parts = occurrences([duty], first, middle, CALENDAR) + occurrences(
        [duty], middle + timedelta(days=1), last, CALENDAR
    )
    dated = [item for item in whole if item.due is not None]
    assert dated == [item for item in parts if item.due is not None]
    for item in dated:
        assert item.due is not None and first <= item.due <= last
        assert item.limit is not None and abs((item.limit - item.due).days) <= 10
        assert item.data_from is None or item.cutoff is None or item.data_from <= item.cutoff
        assert item.start is None or item.start <= item.limit


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_moved_days_are_worked(first: date) -> None:
    for item in occurrences(DRIVING, first, first + timedelta(days=60), CALENDAR):
        if item.due is not None and BY_CODE[item.code].shift != "none":
            assert CALENDAR.is_working_day(item.due)
