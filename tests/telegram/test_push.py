"""Messages that nobody asked for: sent once, failures named for the outbox, buttons for everybody in the chat."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.outbox import Moved, NotSent, Refused, Unsure
from handlers.message import Attachment, Choice, Reply
from tests.telegram.fake import Fault, on_loop

Run = Callable[..., Any]
REMINDER = Reply("<b>Đến hạn</b>: báo cáo tháng", follow_ups=(Choice("Trợ giúp", "/help"),))


@on_loop
async def test_a_reminder_arrives_and_anybody_may_press(stage: Run) -> None:
    async with stage() as at:
        await at.channel.push.send("telegram:-1001", "15", REMINDER)
        call = at.fake.said[0]
        assert call.params["message_thread_id"] == "15"
        assert "reply_parameters" not in call.params
        for person in (7, 8):
            at.fake.presses(person, call, "Trợ giúp")
        await at.fake.until(lambda: len(at.fake.of("answerCallbackQuery")) == 2)
        assert not any(press.params.get("text") for press in at.fake.of("answerCallbackQuery"))


@on_loop
async def test_a_file_goes_along(stage: Run) -> None:
    async with stage() as at:
        reply = Reply("Bảng tháng", attachment=Attachment("bang.xlsx", "application/octet-stream", b"\x00\x01bang"))
        await at.channel.push.send("telegram:7", "", reply)
        assert at.fake.said[0].method == "sendDocument"
        assert at.fake.files["bang.xlsx"] == b"\x00\x01bang"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("sendMessage", code=429, description="Too Many", parameters={"retry_after": 7}), NotSent),
        (Fault("sendMessage", code=502, description="Bad Gateway"), NotSent),
        (Fault("sendMessage", carried_out=True, drop=True), Unsure),
        (Fault("sendMessage", code=403, description="Forbidden: bot was blocked by the user"), Refused),
        (Fault("sendMessage", code=400, description="Bad Request: chat not found"), Refused),
        (Fault("sendMessage", code=400, description="x", parameters={"migrate_to_chat_id": -1009}), Moved),
    ],
    ids=lambda value: value.description or "drop" if isinstance(value, Fault) else value.__name__,
)
def test_failures_have_their_names(stage: Run, fault: Fault, expected: type[Exception]) -> None:
    async def play() -> None:
        async with stage() as at:
            at.fake.faults.append(fault)
            with pytest.raises(expected) as caught:
                await at.channel.push.send("telegram:-1001", "", REMINDER)
            if isinstance(caught.value, NotSent) and fault.code == 429:
                assert caught.value.wait == 7
            if isinstance(caught.value, Moved):
                assert caught.value.chat == "telegram:-1009"

    on_loop(play)()


@on_loop
async def test_a_reminder_waits_for_room_in_the_groups_minute(stage: Run) -> None:
    async with stage(telegram={"group_messages_per_minute": 2}) as at:
        for _ in range(2):
            await at.channel.push.send("telegram:-1001", "", REMINDER)
        with pytest.raises(NotSent) as raised:
            await at.channel.push.send("telegram:-1001", "", REMINDER)
        assert 0 < raised.value.wait <= 60
        assert not raised.value.whole
        await at.channel.push.send("telegram:-1002", "", REMINDER)
        assert len(at.fake.said) == 3
