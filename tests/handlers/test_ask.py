"""Questions asked in a conversation: the contract's object, choices that lead to figures, pages, bad input."""

import json
import math
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import conversation
from handlers.ask import Asked, ask
from handlers.explain import explain
from handlers.figures import unit_name
from handlers.options import ask_text, label, option_of
from handlers.refusals import example_question
from knowledge.base import Knowledge
from knowledge.question import Context
from knowledge.store import Observation

KEYS = ["status", "intent", "ms", "understood", "facts", "choices", "conflicts", "text"]
FACT_KEYS = (
    "id place place_code indicator indicator_code period kind measure comparator value value_max unit base qualifier "
    "document locator quote"
).split()
STATUSES = {"answered", "choose", "no_data", "not_understood", "out_of_scope"}


@pytest.fixture(scope="module")
def said(knowledge: Knowledge, now: datetime) -> Any:
    """Ask messages one after the other; return what came of the last."""

    def talk(*messages: str, context: Context | None = None, lang: str = "vi") -> Asked:
        at = context or Context()
        for message in messages:
            asked = ask(message, at, knowledge, now=now, lang=lang)
            at = asked.context
        return asked

    return talk


def test_the_answer_has_the_keys_of_the_contract(said: Any) -> None:
    data = said("tỷ lệ hộ nghèo Bình Lục 2021?").data
    assert list(data) == KEYS
    assert list(data["understood"]) == ["places", "indicators", "periods", "kind"]
    assert data["understood"] == {
        "places": [{"code": "o-352", "name": "Huyện Bình Lục"}],
        "indicators": [{"code": "poverty_rate", "name": "Tỷ lệ hộ nghèo"}],
        "periods": ["2021"],
        "kind": None,
    }
    first = data["facts"][0]
    assert list(first) == FACT_KEYS
    assert (first["value"], first["value_max"], first["unit"], first["base"]) == (2.25, None, "%", None)
    assert list(first["document"]) == ["id", "number", "title", "issuer", "issued_on", "draft"]
    assert first["document"]["draft"] is False
    assert data["conflicts"] == [["binh-luc-2021-022", "binh-luc-2021-041"]]
    assert data["ms"] > 0


def test_a_comparison_adds_its_result(said: Any) -> None:
    data = said("so sánh thu nhập bình quân đầu người Bình Lục và Lộc Bình 2021").data
    assert set(data) - set(KEYS) <= {"result"}


def test_choices_carry_label_and_question(said: Any) -> None:
    data = said("tỷ lệ hộ nghèo Bình Lục 2021?", "còn năm 2020?").data
    assert data["choices"] == [
        {"label": "Tỷ lệ hộ nghèo, huyện Bình Lục (Hà Nam), năm 2021", "ask": "Tỷ lệ hộ nghèo huyện Bình Lục năm 2021?"}
    ]


def observations(knowledge: Knowledge) -> Iterator[Observation]:
    yield from knowledge.store.all_observations()


def same_statement(one: Observation, other: Observation) -> bool:
    """Whether two observations say the same of the same thing: one document may print it twice."""
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("indicator", "place", "period", "kind", "measure", "comparator", "value", "value_max", "unit")
    )


def test_the_question_of_every_figure_leads_to_it(knowledge: Knowledge, now: datetime) -> None:
    lost = []
    for stored in observations(knowledge):
        text = ask_text(option_of(stored, knowledge), knowledge)
        result = ask(text, Context(), knowledge, now=now, lang="vi").result
        if result.status != "answered" or not any(same_statement(found, stored) for found in result.facts):
            lost.append(f"{stored.id}: {text} → {result.status} {result.reason}")
    assert not lost


def test_the_labels_of_all_figures_name_indicator_place_and_period(knowledge: Knowledge) -> None:
    for stored in observations(knowledge):
        text = label(option_of(stored, knowledge), knowledge, "vi")
        assert text[:1] == text[:1].upper()
        assert text.count(",") >= 3
        assert label(option_of(stored, knowledge), knowledge, "en")


def test_what_a_refusal_says_to_type_leads_to_data(knowledge: Knowledge, said: Any) -> None:
    for number in knowledge.store.places_with_figures():
        place = unit_name(knowledge.store.place(number), "vi")
        listed = said(f"liệt kê chỉ tiêu {place}")
        assert listed.data["status"] == "answered", place
        assert {fact["place_code"] for fact in listed.data["facts"]} == {knowledge.store.place(number).code}
    for lang in ("vi", "en"):
        (only,) = said("tỷ lệ hộ nghèo dân tộc thiểu số Bình Lục 2021", lang=lang).data["choices"]
        assert said(only["ask"]).data["status"] == "answered"


def test_the_example_is_a_question_that_has_an_answer(knowledge: Knowledge, said: Any) -> None:
    assert said(example_question(knowledge)).data["status"] == "answered"


def test_a_number_picks_a_choice_once(said: Any) -> None:
    picked = said("tỷ lệ hộ nghèo Bình Lục 2021?", "còn năm 2020?", "1")
    assert picked.data["status"] == "answered"
    assert picked.data["facts"][0]["id"] == "binh-luc-2021-022"
    assert picked.context.choices == ()


def test_of_several_choices_one_after_another_may_be_looked_at(said: Any) -> None:
    asked = said("hộ nghèo")
    places = []
    for number in "132":
        asked = said(number, context=asked.context)
        places.append(asked.data["facts"][0]["place_code"])
    assert len(set(places)) == 3
    assert said("hộ nghèo", "1", "bhyt bình lục 2021").context.choices == ()


@pytest.mark.parametrize(("messages", "part"), [(["7"], "không có lựa chọn nào"), (["hộ nghèo", "9"], "Chỉ có ")])
def test_a_number_that_picks_nothing_is_told(said: Any, messages: list[str], part: str) -> None:
    asked = said(*messages)
    assert asked.data["status"] == "out_of_scope"
    assert asked.data["facts"] == []
    assert part in asked.data["text"]
    assert said(*messages[:-1], "9", "1").data["status"] == ("answered" if messages[:-1] else "out_of_scope")


def test_pages_of_a_list_do_not_overlap_and_show_all(said: Any) -> None:
    first = said("Hồng Lĩnh 2024 có những chỉ tiêu gì?")
    told = [(f["indicator_code"], f["measure"], f["value"], f["unit"], f["period"]) for f in first.data["facts"]]
    total = len(set(told))  # what a document says twice is one entry
    shown = [line for line in first.data["text"].splitlines() if line[:1].isdigit()]
    context = first.context
    while "tiếp" in (page := said("tiếp", context=context)).data["text"]:
        shown += [line for line in page.data["text"].splitlines() if line[:1].isdigit()]
        context = page.context
    shown += [line for line in page.data["text"].splitlines() if line[:1].isdigit()]
    assert [int(line.split(".")[0]) for line in shown] == list(range(1, total + 1))
    assert len(first.reply.follow_ups) == 1
    assert said(first.reply.follow_ups[0].ask).data["text"].splitlines()[1].startswith("11. ")


@pytest.mark.parametrize(
    "context",
    [
        Context(),
        Context(
            ("poverty_rate",),
            ("o-352",),
            "2021",
            "target",
            "level",
            "lookup",
            ("a", "b"),
            ("x?", "y?"),
            "o-352",
            "2021",
        ),
    ],
)
def test_a_context_survives_as_json(context: Context) -> None:
    assert conversation.from_json(conversation.to_json(context)) == context


@pytest.mark.parametrize("text", ["", "null", "[]", "{", '{"places": "o-352", "period": 7, "unknown": []}'])
def test_a_context_that_cannot_be_read_is_an_empty_one(text: str) -> None:
    assert conversation.from_json(text) == Context()


BAD = [
    "",
    " \t\n",
    "😀",
    "👨‍👩‍👧‍👦🇻🇳",
    "\x00\x01\x02\x1b[31m",
    "a" * 65536,
    "hộ nghèo " * 8000,
    "?" * 70000,
    "2021 " * 13107,
    "hai nghìn không trăm hai mốt " * 2260,
    "tyr leej hooj ngheof binhf lucj " * 2048,
    "ooddaaeejfsxrw" * 4681,
    "ty3 le65 ho65 ngheo2 " * 3120,
    "a" + "\u0301" * 65535,
    "a\u0302\u0301\u0323" * 16384,
    unicodedata.normalize("NFD", "tỷ lệ hộ nghèo " * 4369),
    "\u200b" * 65536,
    "\x00" * 65536,
    "hoà hòa quí quý " * 4096,
    "Bình Lục Lộc Bình Thọ Xuân " * 2427,
    "BHYT BHXH NTM " * 4681,
    "漢字" * 32768,
    "'; DROP TABLE observations; --",
    "<b>hộ nghèo</b> <script>alert(1)</script>",
    "%s %d %n {0} {__class__} ${HOME} %(x)s {",
    "\ud800 hộ nghèo",
    "\u202eoèhgn ộh",
    "0" * 5000,
    "9999999999999999999/99999999999",
    ", từ mục 0",
    ", từ mục 9999",
    "hộ nghèo, từ mục 3",
    "-1",
    "99",
]


@pytest.mark.parametrize("text", BAD, ids=lambda text: ascii(text[:24]))
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_bad_input_gets_a_sentence(said: Any, text: str, lang: str) -> None:
    data = said(text, lang=lang).data
    assert data["status"] in STATUSES
    assert data["text"].strip()
    assert len(data["text"]) <= 4000
    json.dumps(data)


def test_markup_in_a_question_is_only_text(said: Any) -> None:
    reply = said("<b>xyzzy</b> <script>alert(1)</script> Bình Lục 2021").reply
    assert "<script" not in reply.text


def test_composed_and_decomposed_text_are_one(said: Any) -> None:
    text = "tỷ lệ hộ nghèo Bình Lục 2021?"
    assert said(unicodedata.normalize("NFD", text)).data["text"] == said(text).data["text"]


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=60), st.sampled_from(["hộ nghèo", "Bình Lục", "2021", "tiếp", "1", "nguồn", "so sánh"])
        ),
        max_size=6,
    )
)
def test_anything_said_gets_an_answer_that_can_be_written_down(
    knowledge: Knowledge, now: datetime, words: list[str]
) -> None:
    context = Context()
    for text in (" ".join(words), *words[:2]):
        asked = ask(text, context, knowledge, now=now, lang="vi")
        context = conversation.from_json(conversation.to_json(asked.context))
        assert asked.data["status"] in STATUSES
        assert asked.data["text"].strip()
        assert all(math.isfinite(found["value"]) for found in asked.data["facts"])
        json.dumps(asked.data)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_an_explanation_names_every_stage(said: Any, knowledge: Knowledge, lang: str) -> None:
    lines = explain(said("hộ nghèo thọ xuân 2021 giảm bao nhiêu").result, knowledge, lang)
    text = "\n".join(lines)
    for part in ("thọ xuân", "2021", "poverty_rate", "tho-xuan-2021-030", "decrease"):
        assert part in text
