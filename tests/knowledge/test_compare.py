"""Sums with stored figures: exact, in the right terms, refused where they would mean nothing."""

from decimal import Decimal

import pytest

from knowledge import compare
from knowledge.base import Knowledge
from knowledge.store import Observation


def fact(value: str, unit: str = "%", **fields: object) -> Observation:
    given: dict[str, object] = {
        "id": f"{value}{unit}",
        "indicator": 1,
        "place": 1,
        "period": "2021",
        "kind": "actual",
        "measure": "level",
        "comparator": "eq",
        "value": Decimal(value),
        "value_max": None,
        "unit": unit,
        "base": "",
        "qualifier": "",
        "document": "d",
        "locator": "",
        "quote": "",
        "disagrees_with": (),
        "section": "",
    }
    return Observation(**(given | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "value", "unit"),
    [
        (fact("97.2"), fact("91.5"), "5.7", "điểm %"),
        (fact("91.5"), fact("97.2"), "5.7", "điểm %"),
        (fact("0.1"), fact("0.3"), "0.2", "điểm %"),
        (fact("12", "‰"), fact("11.5", "‰"), "0.5", "điểm ‰"),
        (fact("350", "tỷ đồng"), fact("190676", "triệu đồng"), "159.324", "tỷ đồng"),
        (fact("1.5", "nghìn tấn"), fact("500", "tấn"), "1", "nghìn tấn"),
        (fact("2", "xã", measure="increase"), fact("1", "xã"), "1", "xã"),
    ],
)
def test_differences_are_exact(
    knowledge: Knowledge, one: Observation, other: Observation, value: str, unit: str
) -> None:
    outcome = compare.difference(one, other, knowledge)
    assert (outcome.value, outcome.unit, outcome.refusal) == (Decimal(value), unit, "")
    assert outcome.how


@pytest.mark.parametrize(
    ("one", "other", "refusal"),
    [
        (fact("5", "%"), fact("5", "tỷ đồng"), "other_unit"),
        (fact("5", "tấn"), fact("5", "ha"), "other_unit"),
        (fact("5"), fact("5", measure="decrease"), "other_measure"),
        (fact("5", "tỷ đồng", qualifier="theo giá so sánh 2010"), fact("6", "tỷ đồng"), "other_price"),
        (
            fact("5", "tỷ đồng", qualifier="giá so sánh 2010"),
            fact("6", "tỷ đồng", qualifier="giá hiện hành"),
            "other_price",
        ),
        (fact("50", measure="share", base="dự toán"), fact("6", measure="share", base="kế hoạch"), "other_scope"),
        (fact("5", comparator="range", value_max=Decimal(6)), fact("5"), "range"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    knowledge: Knowledge, one: Observation, other: Observation, refusal: str
) -> None:
    assert compare.difference(one, other, knowledge) == compare.Outcome(None, "", "", refusal)


def test_progress_is_the_share_of_the_target(knowledge: Knowledge) -> None:
    outcome = compare.progress(fact("190676", "triệu đồng"), fact("350", "tỷ đồng", kind="target"), knowledge)
    assert (outcome.value, outcome.unit) == (Decimal("54.48"), "%")
    assert compare.progress(fact("5"), fact("0", kind="target"), knowledge).value is None


def test_rankings_bring_units_together_and_leave_other_kinds_out(knowledge: Knowledge) -> None:
    facts = [
        fact("900", "triệu đồng", place=1),
        fact("2", "tỷ đồng", place=2),
        fact("95", "%", place=3),
        fact("1.5", "tỷ đồng", place=4),
        fact("1", "tỷ đồng", place=2),
    ]
    assert [f.place for f in compare.ranking(facts, knowledge, lowest=False)] == [2, 4, 1]
    assert [f.place for f in compare.ranking(facts, knowledge, lowest=True)] == [1, 4, 2]
    assert compare.ranking([], knowledge, lowest=True) == []
