"""Places in questions: same names told apart by type and by what lies above, slips mended, neighbours left alone."""

import tomllib
from datetime import date

import pytest

from knowledge.base import Knowledge
from knowledge.question import Context, understand
from tests.knowledge.asking import CORPUS

TODAY = date(2026, 11, 21)
CASES = [
    (phrase, case["meant"], set(case["not"]))
    for case in tomllib.loads((CORPUS / "places.toml").read_text(encoding="utf-8"))["case"]
    for phrase in case["say"]
]


def found(knowledge: Knowledge, text: str) -> list[set[str]]:
    question = understand(text, Context(), knowledge, TODAY)
    return [{knowledge.store.place(place).code for place in mention.places} for mention in question.places]


@pytest.mark.parametrize(("phrase", "meant", "others"), CASES)
@pytest.mark.parametrize("frame", ["tỷ lệ hộ nghèo {} 2021", "{} 2021 tỷ lệ hộ nghèo bao nhiêu"])
def test_names(knowledge: Knowledge, phrase: str, meant: str, others: set[str], frame: str) -> None:
    (codes,) = found(knowledge, frame.format(phrase))
    assert meant in codes
    assert not codes & others


@pytest.mark.parametrize("name", ["dak lak", "na ri", "mu cang chai"])
def test_a_unit_whose_name_is_spelt_in_two_ways_is_meant_once(knowledge: Knowledge, name: str) -> None:
    (mention,) = understand(f"ty le ho ngheo {name} 2021", Context(), knowledge, TODAY).places
    assert len(set(mention.places)) == len(mention.places)


def test_several_places(knowledge: Knowledge) -> None:
    one, other = found(knowledge, "tỷ lệ hộ nghèo huyện Thọ Xuân và huyện Bình Lục 2021")
    assert "o-395" in one
    assert "o-352" in other


@pytest.mark.parametrize(
    "text",
    [
        "tổng đàn gia cầm, thủy cầm 2021",
        "tỷ lệ xã đạt chuẩn nông thôn mới",
        "số hợp đồng đã ký",
        "diện tích trồng rừng mới",
        "sản lượng lương thực có hạt",
        "tỷ lệ hộ nghèo thôn xóm 2021",
    ],
)
def test_words_of_indicators_are_no_places(knowledge: Knowledge, text: str) -> None:
    assert found(knowledge, text) == []
