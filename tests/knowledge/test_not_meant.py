"""Questions that say what they do not mean: the figure that was denied is never the answer."""

import tomllib
from datetime import datetime

import pytest

from knowledge.base import Knowledge
from tests.knowledge import asking
from tests.noise import typed

CORPUS = tomllib.loads((asking.CORPUS / "not_meant.toml").read_text(encoding="utf-8"))
FORMS = ("{asked}, {head} {denied}", "{asked} ({head} {denied})")


def first(knowledge: Knowledge, text: str, now: datetime) -> str:
    result = asking.put(knowledge, text, (), now).result
    return result.facts[0].id if result.status == "answered" and result.facts else ""


def said(head: str, channel: str) -> list[tuple[str, str]]:
    """Return what is asked with the figure that is due, for each pair and form."""
    pairs = CORPUS["pair"]
    return [
        (typed(form.format(asked=pair["asked"], head=head, denied=pair["denied"]), channel), pair["fact"])
        for form in FORMS
        for pair in pairs
    ]


@pytest.mark.parametrize("channel", ["clean", "no_marks"])
@pytest.mark.parametrize("head", CORPUS["heads"])
def test_what_is_asked_is_given_whatever_is_denied(
    knowledge: Knowledge, now: datetime, head: str, channel: str
) -> None:
    asked = said(head, channel)
    assert [(text, first(knowledge, text, now)) for text, _ in asked] == asked


@pytest.mark.parametrize("head", CORPUS["open"])
def test_what_is_denied_is_not_given(knowledge: Knowledge, now: datetime, head: str) -> None:
    wrong = [
        (text, shown) for text, fact in said(head, "clean") if (shown := first(knowledge, text, now)) not in ("", fact)
    ]
    assert wrong == []
