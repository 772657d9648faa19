"""Dates, times and recurrences as officials write them; the phrases are in tests/corpus/when."""

import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.when_wording import describe, describe_rule
from knowledge.calendar import official_calendar
from knowledge.recurrence import BadRecurrence, first_days, ical_rule, next_occurrence, occurrences
from knowledge.text import fold
from knowledge.when import LONGEST_TEXT, When, read, remainder

CORPUS = Path(__file__).parent.parent / "corpus" / "when"
CALENDAR = official_calendar()
NOW = datetime(2026, 11, 21, 8, 0)


def cases() -> Iterator[Any]:
    for file in sorted(CORPUS.glob("*.toml")):
        for moment in tomllib.loads(file.read_text(encoding="utf-8"))["at"]:
            for case in moment["case"]:
                for phrase in case["say"]:
                    yield pytest.param(phrase, moment["now"], case, id=f"{file.stem}:{moment['now']:%Y-%m-%d}:{phrase}")


CASES = list(cases())


def said(phrase: str, now: datetime) -> dict[str, str | None]:
    return read(phrase, now, CALENDAR).to_json()


@pytest.mark.parametrize(("phrase", "now", "case"), CASES)
def test_phrases_are_read_as_expected(phrase: str, now: datetime, case: dict[str, Any]) -> None:
    when = read(phrase, now, CALENDAR)
    assert when.to_json() == {name: case.get(name) for name in ("due", "time", "start", "recurrence")}
    assert when.problem == case.get("problem")
    for name, value in (("part", when.part_of_day), ("shift", when.shift), ("rest", remainder(phrase, when))):
        assert case.get(name, value) == value
    assert describe(when, "vi") and describe(when, "en")


@pytest.mark.parametrize(("phrase", "now", "case"), [case for case in CASES if "not_dates" not in str(case.id)])
def test_the_way_of_typing_does_not_matter(phrase: str, now: datetime, case: dict[str, Any]) -> None:
    expected = said(phrase, now)
    assert said(unicodedata.normalize("NFD", phrase), now) == expected
    assert said(phrase.upper(), now) == expected
    assert said(phrase.replace(" ", "\u00a0"), now) == expected
    assert said(f"  {phrase}\n", now) == expected
    if not case.get("marks_matter"):
        assert said(fold(phrase), now) == expected


def test_the_corpus_is_large_and_its_phrases_differ() -> None:
    phrases = [(case.values[0], case.values[1]) for case in CASES]
    assert len(phrases) >= 1000
    assert len({(unicodedata.normalize("NFC", str(phrase)), now) for phrase, now in phrases}) >= 1000


def test_spans_point_at_the_words_that_were_used() -> None:
    text = "nhắc tôi 14h30 thứ 6 gửi báo cáo tháng"
    when = read(text, NOW, CALENDAR)
    assert [text[start:end] for start, end in when.spans] == ["14h30 thứ 6"]
    decomposed = unicodedata.normalize("NFD", text)
    when = read(decomposed, NOW, CALENDAR)
    assert [unicodedata.normalize("NFC", decomposed[start:end]) for start, end in when.spans] == ["14h30 thứ 6"]


def test_a_wrong_weekday_is_noticed() -> None:
    assert read("thứ 5, ngày 27/11/2026", NOW, CALENDAR).weekday_differs
    assert not read("thứ 6, ngày 27/11/2026", NOW, CALENDAR).weekday_differs


def test_past_dates_are_known_to_be_past() -> None:
    assert read("ngày 1/11/2026", NOW, CALENDAR).is_past(NOW)
    assert read("7h hôm nay", NOW, CALENDAR).is_past(NOW)
    assert not read("hôm nay", NOW, CALENDAR).is_past(NOW)
    assert not When().is_past(NOW)


def test_a_long_text_is_read_from_its_beginning() -> None:
    assert read("x " * LONGEST_TEXT + " ngày 25/11", NOW, CALENDAR).is_empty
    assert read("ngày 25/11 " + "x " * LONGEST_TEXT, NOW, CALENDAR).due == date(2026, 11, 25)


@pytest.mark.parametrize(
    "phrase",
    [
        "1000000000 ngày nữa",
        "9999 năm nữa",
        "3660 năm nữa",
        "31/12/9999",
        "sau 3660 quý",
        "30/2 âm lịch",
        "15 tháng 5 nhuận",
        "tháng 12/2199",
        "1/1/1900",
    ],
)
def test_far_away_days_do_no_harm(phrase: str) -> None:
    assert isinstance(describe(read(phrase, NOW, CALENDAR), "vi"), str)
    assert isinstance(read(phrase, datetime(9999, 12, 31, 23, 59), CALENDAR), When)
    assert isinstance(read(phrase, datetime(1, 1, 1), CALENDAR), When)


WORDS = [
    word.strip()
    for word in """
ngày | tháng | năm | quý | tuần | thứ | trước | chậm nhất | đến | hết | từ | sau | trong | kể từ | hằng | mỗi
| cuối | đầu | giữa | làm việc | mai | kia | sáng | chiều | tối | h | giờ | phút | kém | rưỡi | rằm | mùng |
tết | âm lịch | CN | T | một | hai | mười | lăm | nửa | nữa | tới | này | một lần | nhuận | / | - | . | , | :
| 1 | 5 | 12 | 15 | 25 | 31 | 2026 | 0 | 99 | I | IV | trùng ngày nghỉ | ngày làm việc tiếp theo | gửi | báo
cáo
""".split("|")
]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.sampled_from([" ", "", ", "]))
def test_the_same_words_over_and_over_are_read_too(words: list[str], between: str) -> None:
    assert isinstance(read(between.join(words * 150), NOW, CALENDAR), When)


@settings(deadline=None)
@given(st.text(max_size=200), st.datetimes())
def test_any_text_is_read_without_an_error(text: str, now: datetime) -> None:
    when = read(text, now, CALENDAR)
    remainder(text, when)
    assert all(0 <= start < end <= len(text) for start, end in when.spans)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(WORDS), max_size=14),
    st.sampled_from([" ", ""]),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),
)
def test_date_words_in_any_order_are_read_soundly(words: list[str], between: str, now: datetime) -> None:
    text = between.join(words)
    when = read(text, now, CALENDAR)
    if when.due is not None and when.start is not None:
        assert when.start <= when.due
    if when.problem is not None:
        assert when.due is None and when.time is None and when.start is None and when.recurrence is None
    if when.recurrence is not None:
        assert when.due is not None
        assert next_occurrence(when.recurrence, when.due, CALENDAR) is not None
        assert describe_rule(when.recurrence, "vi")
    assert describe(when, "vi")
    assert read(unicodedata.normalize("NFD", text), now, CALENDAR).to_json() == when.to_json()


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))
def test_full_dates_are_read_in_every_spelling(day: date, now: datetime) -> None:
    for phrase in (
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"ngày {day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        day.isoformat(),
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"chậm nhất ngày {day:%d/%m/%Y}",
    ):
        assert read(phrase, now, CALENDAR).due == day
    assert read(f"trước ngày {day:%d/%m/%Y}", now, CALENDAR).due == day - timedelta(days=1)


@settings(deadline=None)
@given(st.integers(1, 31), st.integers(1, 12), st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))
def test_half_said_dates_are_the_next_ones(day: int, month: int, now: datetime) -> None:
    when = read(f"ngày {day}/{month}", now, CALENDAR)
    if when.problem is not None:
        assert when.problem == "no_such_date"
        assert (day, month) in {(30, 2), (31, 2), (31, 4), (31, 6), (31, 9), (31, 11)}
        return
    assert when.due is not None
    assert when.due >= now.date()
    assert (when.due.day, when.due.month) == (day, month)
    assert when.due < now.date() + timedelta(days=367 if (day, month) != (29, 2) else 4 * 366)


@settings(deadline=None)
@given(st.integers(0, 23), st.integers(0, 59), st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))
def test_bare_times_are_the_next_ones(hour: int, minute: int, now: datetime) -> None:
    now = now.replace(second=0, microsecond=0)
    when = read(f"{hour}h{minute:02}", now, CALENDAR)
    assert when.due is not None
    assert when.time == time(hour, minute)
    assert now <= datetime.combine(when.due, when.time) < now + timedelta(days=1)


# Recurrences


RULES = [
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO",
    "FREQ=MONTHLY;BYMONTHDAY=25",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=MONTHLY;BYMONTHDAY=30",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15",
    "RSCALE=CHINESE;FREQ=MONTHLY;BYMONTHDAY=15",
    "RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=10",
]


@settings(deadline=None)
@given(st.sampled_from(RULES), st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 400))
def test_occurrences_rise_and_stay_within_their_stretch(rule: str, first: date, days: int) -> None:
    last = first + timedelta(days=days)
    found = list(occurrences(rule, first, last, CALENDAR, first))
    assert all(first <= day <= last for day in found)
    assert all(one < other for one, other in pairwise(found))


@settings(deadline=None)
@given(
    st.sampled_from([rule for rule in RULES if "INTERVAL" not in rule]),
    st.dates(date(2000, 1, 1), date(2050, 1, 1)),
    st.integers(0, 300),
)
def test_a_year_of_occurrences_does_not_depend_on_where_it_is_begun(rule: str, first: date, days: int) -> None:
    middle = first + timedelta(days=days)
    last = first + timedelta(days=400)
    whole = list(occurrences(rule, first, last, CALENDAR))
    halves = [
        *occurrences(rule, first, middle, CALENDAR),
        *occurrences(rule, middle + timedelta(days=1), last, CALENDAR),
    ]
    assert whole == halves


def test_short_months_and_days_off_are_minded() -> None:
    assert first_days("FREQ=MONTHLY;BYMONTHDAY=30", date(2026, 1, 31), 3, CALENDAR) == [
        date(2026, 2, 28),
        date(2026, 3, 30),
        date(2026, 4, 30),
    ]
    working = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
    assert first_days(working, date(2026, 4, 1), 5, CALENDAR) == [
        date(2026, 4, 29),
        date(2026, 5, 29),
        date(2026, 6, 30),
        date(2026, 7, 31),
        date(2026, 8, 28),
    ]
    week = first_days("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", date(2026, 11, 20), 4, CALENDAR)
    assert week == [date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 25), date(2026, 11, 26)]
    assert first_days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1", date(2027, 1, 1), 2, CALENDAR) == [
        date(2027, 2, 28),
        date(2028, 2, 29),
    ]
    assert first_days("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", date(2026, 11, 23), 2, CALENDAR, date(2026, 11, 23)) == [
        date(2026, 11, 23),
        date(2026, 12, 7),
    ]
    lunar = first_days("RSCALE=CHINESE;FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=10", date(2024, 1, 1), 4, CALENDAR)
    assert lunar == [date(2024, 4, 18), date(2025, 4, 7), date(2026, 4, 26), date(2027, 4, 16)]


def test_rules_for_calendar_programs_spell_out_short_months() -> None:
    assert ical_rule("FREQ=MONTHLY;BYMONTHDAY=30") == "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1"
    assert ical_rule("FREQ=MONTHLY;BYMONTHDAY=25") == "FREQ=MONTHLY;BYMONTHDAY=25"


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ",
        "FREQ=SECONDLY",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;COUNT=3",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=MONTHLY;BYMONTHDAY=a",
    ],
)
def test_other_rules_are_refused(rule: str) -> None:
    with pytest.raises(BadRecurrence):
        next_occurrence(rule, date(2026, 1, 1), CALENDAR)
    with pytest.raises(BadRecurrence):
        describe_rule(rule, "vi")


def test_wording_says_what_was_reckoned() -> None:
    assert (
        describe(read("trước ngày 15/12", NOW, CALENDAR), "vi")
        == "chậm nhất thứ Hai, 14/12/2026 (trước ngày 15/12/2026)"
    )
    assert (
        describe(read("ngày 25 hằng tháng lúc 8h", NOW, CALENDAR), "vi")
        == "hằng tháng, ngày 25; lần tới: thứ Tư, 25/11/2026, lúc 08:00"
    )
    assert (
        describe(read("từ 1/12 đến 15/12", NOW, CALENDAR), "vi") == "từ thứ Ba, 01/12/2026 đến hết thứ Ba, 15/12/2026"
    )
    assert describe(read("31/11", NOW, CALENDAR), "vi") == "Không có ngày này: “31/11”."
    assert describe(read("5/7 đồng chí", NOW, CALENDAR), "vi") == "Không thấy ngày giờ nào trong câu."
