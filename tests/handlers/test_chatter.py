"""Chatter gets one kind sentence, and nothing that may be a question is taken for it."""

import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from handlers import chatter
from handlers.ask import ask
from knowledge.base import Knowledge
from knowledge.question import Context

CASES = tomllib.loads((Path(__file__).parents[1] / "corpus" / "chatter.toml").read_text(encoding="utf-8"))["case"]
SAID = [(text, case["kind"]) for case in CASES for text in case["say"]]


@pytest.mark.parametrize(("text", "kind"), SAID)
def test_messages_are_sorted(text: str, kind: str) -> None:
    assert chatter.kind_of(text) == kind


@pytest.mark.parametrize(("text", "kind"), [pair for pair in SAID if pair[1]])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_chatter_is_answered_shortly_and_changes_nothing(
    knowledge: Knowledge, now: datetime, text: str, kind: str, lang: str
) -> None:
    before = Context(indicators=("poverty_rate",), places=("o-352",), period="2021", choices=("a?", "b?"))
    asked = ask(text, before, knowledge, now=now, lang=lang)
    assert asked.data["status"] == "out_of_scope"
    assert asked.data["intent"] == ("help" if kind == "can" else "smalltalk")
    assert asked.data["facts"] == asked.data["choices"] == []
    assert 0 < len(asked.data["text"]) < 300
    assert asked.context == before


@pytest.mark.parametrize(
    "text", ["số điện thoại ubnd Bình Lục", "thời tiết Bình Lục ngày mai thế nào", "lịch thi đấu bóng đá tỉnh Hà Nam"]
)
def test_matters_of_the_day_are_out_of_scope_wherever_they_stand(
    knowledge: Knowledge, now: datetime, text: str
) -> None:
    assert ask(text, Context(), knowledge, now=now, lang="vi").data["status"] == "out_of_scope"


def test_no_name_of_an_indicator_or_of_a_place_with_figures_is_chatter(knowledge: Knowledge) -> None:
    names = [name for _, name in knowledge.store.aliases()]
    names += [knowledge.store.place(place).name for place in knowledge.place_index.with_figures]
    assert len(names) > 1000
    # An indicator too: where it is stored its figure wins over the matter of the day.
    assert {name for name in names if chatter.kind_of(name)} <= {"Chỉ số giá vàng", "giá vàng"}
