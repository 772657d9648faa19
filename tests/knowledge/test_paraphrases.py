"""What people say for the terms of reports: each row of the table tells something, and messages are put so."""

import csv
from datetime import date
from pathlib import Path

import pytest

from knowledge import paraphrases
from knowledge.base import Knowledge
from knowledge.question import Context, understand
from knowledge.text import key, words_of

TODAY = date(2026, 11, 21)


TABLES = (paraphrases.PARAPHRASES, *paraphrases.IN_PLACE)


def rows(table: Path = paraphrases.PARAPHRASES) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_each_row_says_something_else_and_why(table: Path) -> None:
    pairs = [(row["said"], row["meant"]) for row in rows(table)]
    assert pairs
    assert len(set(pairs)) == len(pairs)
    assert all(key(said) != key(meant) for said, meant in pairs)
    assert all(row["reason"].strip() for row in rows(table))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)
def test_what_is_meant_is_in_words_that_are_known(knowledge: Knowledge, table: Path) -> None:
    unknown = {
        base
        for row in rows(table)
        for base, marks in words_of(row["meant"])
        if not knowledge.lexicon.knows_marks(base, marks) and base not in knowledge.words.groups.subgroups  # "Khmer"
    }
    assert not unknown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mấy người thiệt mạng ở Bình Lục 2021", "mấy người chết ở Bình Lục 2021"),
        ("may nguoi thiet mang binh luc 2021", "may nguoi chết binh luc 2021"),
        ("xã về đích và sổ đỏ", "xã đạt chuẩn và giấy chứng nhận quyền sử dụng đất"),
    ],
)
def test_a_message_in_other_words(knowledge: Knowledge, text: str, said: str) -> None:
    question = understand(text, Context(), knowledge, TODAY)
    found = dict(paraphrases.of(question, None, knowledge))
    assert said in found
    assert all(said[start:end] in {row["meant"] for row in rows()} for start, end in found[said])


@pytest.mark.parametrize("text", ["GCN đã cấp", "người thiệt hại", "mấy người thiết mạng"])
def test_other_words_and_short_forms_are_none_of_these(knowledge: Knowledge, text: str) -> None:
    question = understand(text, Context(), knowledge, TODAY)
    assert not [said for said, _ in paraphrases.of(question, None, knowledge) if "tử vong" in said or "nhận" in said]


def test_other_words_that_nothing_here_goes_by_are_not_tried(knowledge: Knowledge) -> None:
    question = understand("mấy người thiệt mạng vì tai nạn giao thông bình lục 2021", Context(), knowledge, TODAY)
    assert dict(paraphrases.of(question, None, knowledge))
    assert not dict(paraphrases.of(question, frozenset(), knowledge))
