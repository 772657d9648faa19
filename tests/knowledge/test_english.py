"""English questions: each term says something and why, messages come out as written down, and figures are found."""

import csv
from collections import Counter
from datetime import date, datetime

import pytest

from knowledge import english
from knowledge.base import Knowledge
from knowledge.question import Context, understand
from knowledge.text import words_of
from tests.knowledge import asking

TODAY = date(2026, 11, 21)


def rows(path: str) -> list[dict[str, str]]:
    with (asking.CORPUS / path).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def terms() -> list[dict[str, str]]:
    with english.TERMS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_each_term_stands_for_something_once_and_why() -> None:
    counts = Counter(row["said"] for row in terms())
    assert counts
    assert not [said for said, count in counts.items() if count > 1 or not said.strip()]
    assert len(english.terms()) == len(terms()), "two terms of the same words"
    assert all(row["reason"].strip() for row in terms())
    assert {row["place"] for row in terms()} == {"", "before", "break"}


def test_terms_are_put_in_words_that_are_known(knowledge: Knowledge) -> None:
    unknown = {
        (row["said"], base)
        for row in terms()
        for base, marks in words_of(row["meant"])
        if marks and not knowledge.lexicon.knows_marks(base, marks)
    }
    assert not unknown


@pytest.mark.parametrize("row", rows("english.csv"), ids=lambda row: row["english"])
def test_an_english_question_in_vietnamese(knowledge: Knowledge, row: dict[str, str]) -> None:
    question = understand(row["english"], Context(), knowledge, TODAY)
    assert (english.translated(question) or "") == row["vietnamese"]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        (
            "Retail sales of goods and consumer services in Lang Son City in the first half of 2020?",
            "lang-son-2021-a-001",
        ),
        (
            "budget revenue Lang Son city first half 2020 percent of the estimate assigned by the province",
            "lang-son-2021-a-038",
        ),
    ],
)
def test_what_no_indicator_is_called_in_english_is_found(
    knowledge: Knowledge, now: datetime, text: str, figure: str
) -> None:
    asked = asking.put(knowledge, text, (), now)
    assert asked.result.facts and asked.result.facts[0].id == figure, asked.reply.text


@pytest.mark.parametrize(
    "text",
    [
        "What was the unicorn rate of Binh Luc district in 2021?",
        "How many helicopters did Tho Xuan district buy in 2021?",
        "Tell me a joke about the budget please",
        "What was the divorce rate in Loc Binh district in 2021?",
    ],
)
def test_what_has_no_figure_gets_none(knowledge: Knowledge, now: datetime, text: str) -> None:
    asked = asking.put(knowledge, text, (), now)
    assert asked.result.status != "answered" or not asked.result.facts, asked.reply.text
