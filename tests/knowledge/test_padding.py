"""What people say around a question, before or behind it: the answer stays what it is without."""

import csv
from datetime import datetime

import pytest

from knowledge.base import Knowledge
from tests.knowledge import asking

ASKED = (
    ("tỷ lệ hộ nghèo Bình Lục 2021", "binh-luc-2021-022"),
    ("độ che phủ rừng Lộc Bình năm 2021 bao nhiêu", "loc-binh-2021-032"),
    ("số bác sĩ trên vạn dân thành phố Lạng Sơn 2021 là mấy", "lang-son-2021-b-160"),
)


def rows() -> list[dict[str, str]]:
    with (asking.CORPUS / "padding.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['side']}: {row['words']}")
def test_what_is_said_around_a_question_changes_nothing(
    knowledge: Knowledge, now: datetime, row: dict[str, str]
) -> None:
    for text, fact in ASKED:
        between = "" if row["words"].startswith(",") else " "
        padded = f"{row['words']} {text}" if row["side"] == "before" else f"{text}{between}{row['words']}"
        result = asking.put(knowledge, padded, (), now).result
        assert (padded, result.status, [shown.id for shown in result.facts][:1]) == (padded, "answered", [fact])
