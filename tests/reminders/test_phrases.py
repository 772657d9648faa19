"""Requests, refusals, questions about duties and messages that are none of these, as data."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from handlers.commands import read_command
from handlers.duty_questions import Asked, words_of
from handlers.duty_questions import understood as duty_question
from handlers.reminder_commands import Wish, understood
from knowledge.duties import national_duties
from tests.reminders.world import CALENDAR, at

CORPUS = Path(__file__).parents[1] / "corpus" / "reminders"
NOW = at("2026-11-21T08:00")
_REQUESTS = ("remind", "remind_group")


def rows(name: str) -> list[dict[str, str]]:
    with (CORPUS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def duty_asked(text: str) -> Asked | None:
    return duty_question(text, words_of(text), NOW, CALENDAR, national_duties())


def wish_of(text: str) -> Wish:
    call = read_command(text)
    assert call is not None and call.command is not None and call.command.name in _REQUESTS
    return understood(call.rest, NOW, CALENDAR, group=call.command.name == "remind_group")


@pytest.mark.parametrize("row", rows("requests.csv"), ids=lambda row: row["text"])
def test_requests(row: dict[str, str]) -> None:
    wish = wish_of(row["text"])
    assert wish.problem == ""
    assert wish.due == datetime.fromisoformat(row["due"]).replace(tzinfo=NOW.tzinfo)
    assert (wish.title, wish.when.recurrence or "") == (row["title"], row["recurrence"])
    assert (wish.exact, wish.group) == (row["exact"] == "yes", row["who"] == "group")


@pytest.mark.parametrize("row", rows("refused.csv"), ids=lambda row: row["text"])
def test_refused(row: dict[str, str]) -> None:
    assert read_command(row["text"]) is None or wish_of(row["text"]).problem == row["problem"]


@pytest.mark.parametrize("row", rows("not_requests.csv"), ids=lambda row: row["text"])
def test_other_messages_are_left_alone(row: dict[str, str]) -> None:
    assert read_command(row["text"]) is None
    assert duty_asked(row["text"]) is None


@pytest.mark.parametrize("row", rows("duty_questions.csv"), ids=lambda row: row["text"])
def test_duty_questions(row: dict[str, str]) -> None:
    asked = duty_asked(row["text"])
    assert asked is not None
    assert {code.partition("-")[0] for code in asked.codes} == set(row["fields"].split())
    assert (asked.period, asked.level or "", asked.cutoff) == (row["period"], row["level"], row["cutoff"] == "yes")
    if row["first"]:
        assert (asked.first.isoformat(), asked.last.isoformat()) == (row["first"], row["last"])
