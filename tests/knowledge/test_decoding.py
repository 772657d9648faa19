"""Rows of words that a message with slips may have been: what they change, and what they leave alone."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import decoding
from knowledge.base import Knowledge
from knowledge.question import Context, Question, understand
from tests.noise import typed

CLEAN = (
    "tỷ lệ hộ nghèo huyện Bình Lục năm 2021 là bao nhiêu",
    "ty le ho ngheo binh luc 2021",
    "Thu ngân sách nhà nước trên địa bàn thành phố Lạng Sơn 6 tháng đầu năm 2020 đạt bao nhiêu triệu đồng?",
    "lộc bình 2021 trồng mới mấy ha rừng",
)


def _understood(text: str, knowledge: Knowledge, now: datetime) -> Question:
    return understand(text, Context(), knowledge, now.date())


@pytest.mark.parametrize("text", CLEAN)
def test_a_message_without_slips_is_best_as_it_is(knowledge: Knowledge, now: datetime, text: str) -> None:
    question = _understood(text, knowledge, now)
    assert decoding.decode(question, knowledge) == []
    assert not decoding.has_slip(question, knowledge)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Thu nhập bình quâ đầu người là bao nhiêu?", {"quâ": "quân"}),
        ("Chỉ tiêu bao phủ bảo hiểm y tế củ huyện Thọ Xuân trong năm 2021", {"củ": "của"}),
        ("tp lạng sơn 6t 2020 nhận mấy hồ sơ chgyển mục đích đấe", {"chgyển": "chuyển", "đấe": "đất"}),
        ("Số xã đo đạc đất Nm sau dồn đổi, H. Bình Lục 6T cuối 2021", {"Nm": "nn"}),
    ],
)
def test_the_likeliest_row_is_the_first(knowledge: Knowledge, now: datetime, text: str, meant: dict[str, str]) -> None:
    question = _understood(text, knowledge, now)
    first = decoding.decode(question, knowledge)[0]
    read = question.reading.text
    assert {read[change.start : change.end]: change.known.written for change in first.changes} == meant
    assert decoding.has_slip(question, knowledge) == any(not change.is_known for change in first.changes)


@settings(max_examples=40, deadline=None)
@given(text=st.sampled_from(CLEAN), channel=st.sampled_from(("one_slip", "two_slips", "no_marks_one_slip")))
def test_rows_come_best_first_and_change_no_digit(text: str, channel: str, knowledge: Knowledge, now: datetime) -> None:
    question = _understood(typed(text, channel), knowledge, now)
    rows = decoding.decode(question, knowledge)
    assert [row.cost for row in rows] == sorted(row.cost for row in rows)
    for row in rows:
        assert row.gain > 0
        for change in row.changes:
            letters = question.reading.text[change.start : change.end]
            assert letters.isalpha()
            assert change.known.written.isalpha() or " " in change.known.written
