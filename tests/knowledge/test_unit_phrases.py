"""Units that do not stand right after "bao nhiêu"."""

import pytest

from knowledge.base import Knowledge
from knowledge.meaning import units_asked
from knowledge.unit_phrases import denominator, in_brackets


@pytest.mark.parametrize(
    ("text", "unit", "words", "measure"),
    [
        ("năng suất lúa mấy tạ một héc ta", "tạ", "một héc ta", "yield"),
        ("bao nhiêu m2 trên đầu người", "m2", "trên đầu người", "area_per_person"),
        ("mỗi người bao nhiêu m2 nhà ở", "m2", "mỗi người", "area_per_person"),
        ("một ngày gom mấy tấn rác", "tấn", "một ngày", "mass"),
        ("cả huyện mấy tấn rác", "tấn", "", ""),
        ("bình quân một vạn dân mấy giường bệnh", "giường bệnh", "", ""),
        ("mấy triệu", "triệu", "", ""),
    ],
)
def test_what_stands_below_the_stroke(knowledge: Knowledge, text: str, unit: str, words: str, measure: str) -> None:
    reading = knowledge.read(text)
    typed = [text[word.start : word.end] for word in reading.words]
    length = len(unit.split())
    start = next(at for at in range(len(typed)) if typed[at : at + length] == unit.split())
    found, dimensions = denominator(reading.words, start, start + length, knowledge)
    assert (" ".join(typed[position] for position in found), dimensions) == (words, frozenset({measure} - {""}))
    if words:
        assert units_asked(reading.words, knowledge) >= set(found)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Thu ngân sách Bình Lục 2021 (tỷ đồng)", 2),
        ("Thu ngân sách Bình Lục 2021 (tỷ đồng).", 2),
        ("Thu ngân sách Bình Lục 2021 (số tiền)", 0),
        ("Thu ngân sách (tỷ đồng) Bình Lục 2021", 0),
        ("(", 0),
        ("()", 0),
    ],
)
def test_a_unit_in_brackets_at_the_end(knowledge: Knowledge, text: str, words: int) -> None:
    assert len(in_brackets(knowledge.read(text), knowledge)) == words
