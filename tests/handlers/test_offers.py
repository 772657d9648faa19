"""The buttons under answers: each of them leads to figures, whichever figure was asked for."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from handlers import dispatch
from handlers.access import RateLimit
from handlers.ask import ask
from handlers.markup import plain
from handlers.message import Message
from handlers.options import ask_text, option_of
from handlers.services import Services
from handlers.state import State
from knowledge.base import Knowledge

EVERY = 3
SLICES = 6


@pytest.fixture
def services(knowledge: Knowledge, tmp_path: Path) -> Iterator[Services]:
    state = State.open(tmp_path / "state.db")
    yield Services(knowledge, state, ask, mode="open", limit=RateLimit(10_000))
    state.close()


def questions(knowledge: Knowledge) -> list[str]:
    """The question of every third figure that is shipped."""
    figures = (
        figure
        for place in sorted(knowledge.store.places_with_figures())
        for figure in knowledge.store.observations(place=place, limit=1000)
    )
    return [ask_text(option_of(figure, knowledge), knowledge) for figure in list(figures)[::EVERY]]


@pytest.mark.parametrize("part", range(SLICES))
def test_every_button_leads_to_figures(services: Services, now: datetime, part: int) -> None:
    lost, labels = [], set()
    for number, question in enumerate(questions(services.knowledge)[part::SLICES]):
        person = f"telegram:{number + 1}"
        message = Message(person, person, question, now)
        first = dispatch.prepare(message, services)
        assert first is not None
        buttons = first.reply.follow_ups if not first.reply.choices else ()
        for position, button in enumerate(buttons):
            dispatch.prepare(message, services)
            token = dispatch.keep_buttons(message, first.reply, services)
            pressed = dispatch.press(token, position, message, services)
            assert isinstance(pressed, Message)
            after = dispatch.prepare(pressed, services)
            labels.add(button.label.partition(":")[0])
            if after is None or (after.drawing is None and not ("<b>" in after.reply.text and ":" in after.reply.text)):
                lost.append((question, button.label, plain(after.reply.text) if after else None))
    assert not lost
    assert "Nguồn" in labels
    assert labels <= {"Nguồn", "So sánh", "Năm khác", "Kỳ khác", "Biểu đồ", "Tải Excel", "Xem tiếp"}


def test_the_labels(services: Services, now: datetime) -> None:
    message = Message("telegram:7", "telegram:7", "thu ngân sách thành phố Lạng Sơn 6 tháng đầu năm 2020", now)
    prepared = dispatch.prepare(message, services)
    assert prepared is not None
    assert {"Nguồn", "Năm khác: 2020"} <= {choice.label for choice in prepared.reply.follow_ups}
