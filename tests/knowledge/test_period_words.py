"""The periods that people name, in figures and words, with slips and without marks."""

import tomllib
from datetime import date

import pytest

from knowledge import period_words
from knowledge.base import Knowledge
from knowledge.question import Context, understand
from tests.knowledge.asking import CORPUS

TODAY = date(2026, 11, 21)
CASES = [
    (phrase, tuple(case["periods"]), tuple(case.get("base", ())))
    for case in tomllib.loads((CORPUS / "period_words.toml").read_text(encoding="utf-8"))["case"]
    for phrase in case["say"]
]


@pytest.mark.parametrize(("phrase", "codes", "bases"), CASES)
@pytest.mark.parametrize("frame", ["{}", "tỷ lệ hộ nghèo {} là bao nhiêu", "ty le ho ngheo binh luc {}"])
def test_phrases(knowledge: Knowledge, phrase: str, codes: tuple[str, ...], bases: tuple[str, ...], frame: str) -> None:
    words = understand(frame.format(phrase), Context(), knowledge, TODAY).words
    mentions = [m for m in period_words.find(words, TODAY) if m.part != "price"]
    assert tuple(m.code() for m in mentions if not m.is_base) == codes
    assert tuple(m.code() for m in mentions if m.is_base) == bases


def test_a_part_without_a_year_waits_for_one(knowledge: Knowledge) -> None:
    words = understand("6 tháng đầu năm", Context(), knowledge, TODAY).words
    (mention,) = period_words.find(words, TODAY)
    assert (mention.code(), mention.code(2024)) == (None, "2024-H1")
    assert period_words.covered([mention]) == {0, 1, 2, 3}
