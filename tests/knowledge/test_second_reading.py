"""Slips that only the whole message tells: each with what must come of it, and what a second reading never does."""

from datetime import datetime

import pytest

from knowledge.base import Knowledge
from knowledge.keyboard import spell
from knowledge.text import syllable
from tests.knowledge import asking
from tests.knowledge.known_failures import GOOD


@pytest.mark.parametrize("case", asking.cases("slips"), ids=lambda case: case.id)
def test_slips_are_read_from_what_stands_beside_them(knowledge: Knowledge, now: datetime, case: asking.Case) -> None:
    asked = asking.put(knowledge, case.text, case.history, now)
    assert asking.verdict(case, asked, knowledge) in GOOD, asked.reply.text


def test_the_answer_admits_how_a_word_was_read(knowledge: Knowledge, now: datetime) -> None:
    asked = asking.put(knowledge, "bác sĩ trên vạn dn lạng sơn 2021", (), now)
    assert asked.result.read_as == (("dn", "dân"),)
    assert "“dn” là “dân”" in asked.data["text"]


def test_a_clean_question_is_read_once(knowledge: Knowledge, now: datetime) -> None:
    asked = asking.put(knowledge, "tỷ lệ hộ nghèo huyện Bình Lục năm 2021 là bao nhiêu?", (), now)
    assert asked.result.read_as == ()
    assert "Tôi hiểu là" not in asked.data["text"]


def test_known_words_are_written_as_they_were_taken_in(knowledge: Knowledge) -> None:
    for base, marks in set(knowledge.indicator_index.words()):
        for one in knowledge.vocabulary.near(base + "x", base + "x", 1, plain=False):
            if (one.base, one.marks) == (base, marks):
                assert syllable(one.written) == (base, marks)


def test_a_tone_stands_where_it_belongs() -> None:
    assert spell("hoa", "\u0301") == "hóa"
    assert spell("nghiêp", "\u0323") == "nghiệp"
