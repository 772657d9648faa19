"""Messages of nothing but a name, a place and a period: which they are, and that reading them in full says the same."""

import csv
from datetime import datetime

import pytest

from knowledge import question
from knowledge.base import Knowledge
from knowledge.plainly_said import take_apart
from knowledge.question import Context, understand
from tests.knowledge import asking
from tests.noise import typed

# Every third of them, through each of these: a minute would go by with all.
SHARE = 3
CHANNELS = ("clean", "no_marks", "telex")


def rows() -> list[dict[str, str]]:
    with (asking.CORPUS / "plainly_said.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"])
def test_which_messages_are_plain(knowledge: Knowledge, now: datetime, row: dict[str, str]) -> None:
    assert understand(row["text"], Context(), knowledge, now.date()).is_plain == (row["is_plain"] == "yes")


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_plain_message_is_answered_as_if_it_were_read_in_full(
    knowledge: Knowledge, now: datetime, monkeypatch: pytest.MonkeyPatch, channel: str
) -> None:
    said = [(case, typed(case.text, channel)) for folder in asking.FOLDERS for case in asking.cases(folder)]
    plain = [(case, text) for case, text in said if take_apart(text, knowledge, now.date()) is not None][::SHARE]
    assert len(plain) > 100
    at_once = [asking.put(knowledge, text, case.history, now).result for case, text in plain]
    monkeypatch.setattr(question, "take_apart", lambda *_: None)
    in_full = [asking.put(knowledge, text, case.history, now).result for case, text in plain]
    differing = [
        text
        for (_, text), one, other in zip(plain, at_once, in_full, strict=True)
        if one.facts[:1] != other.facts[:1] or (one.status == "answered") != (other.status == "answered")
    ]
    assert not differing
