"""What goes wrong on the way: each fault has an outcome in which nobody is answered twice or forgotten."""

import asyncio
import json
import logging
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handlers.state import State
from tests.telegram.conftest import NOW
from tests.telegram.fake import TOKEN, FakeTelegram, Fault, on_loop

Run = Callable[..., Any]
QUESTION = "tỷ lệ hộ nghèo Bình Lục 2021?"


def states(state: State) -> list[str]:
    return [str(row[0]) for row in state.db.execute("SELECT state FROM updates ORDER BY rowid").fetchall()]


@on_loop
async def test_429_is_waited_for(stage: Run) -> None:
    async with stage() as at:
        at.fake.faults.append(
            Fault("sendMessage", code=429, description="Too Many Requests", parameters={"retry_after": 1})
        )
        at.fake.says(7, QUESTION)
        at.fake.says(7, "/help")
        texts = await at.fake.answers(2)
        assert "2,25%" in texts[0]


@on_loop
async def test_a_5xx_and_a_dropped_connection_before_delivery_are_tried_again(stage: Run) -> None:
    async with stage() as at:
        at.fake.faults.append(Fault("sendMessage", code=502, description="Bad Gateway"))
        at.fake.says(7, QUESTION)
        texts = await at.fake.answers(1)
        assert "2,25%" in texts[0]
        await at.fake.until(lambda: states(at.state) == ["done"])


@on_loop
async def test_an_answer_that_may_have_arrived_is_not_repeated(stage: Run) -> None:
    async with stage() as at:
        at.fake.faults.append(Fault("sendMessage", carried_out=True, drop=True))
        at.fake.says(7, QUESTION)
        await at.fake.until(lambda: states(at.state) == ["unsure"])
        at.fake.says(7, "/help")
        await at.fake.answers(2)
        assert len(at.fake.said) == 2


@on_loop
async def test_a_blocked_chat_is_left_alone(stage: Run) -> None:
    async with stage() as at:
        at.fake.faults.append(Fault("sendMessage", code=403, description="Forbidden: bot was blocked by the user"))
        at.fake.says(7, QUESTION)
        await at.fake.until(lambda: states(at.state) == ["failed"])
        assert at.state.chat("telegram:7").gone_at
        at.fake.says(7, QUESTION)
        await at.fake.answers(1)
        assert at.state.chat("telegram:7").gone_at == ""


@on_loop
async def test_an_edit_that_changes_nothing_and_one_without_its_message(stage: Run) -> None:
    async with stage() as at:
        at.fake.says(7, QUESTION)
        await at.fake.answers(1)
        at.fake.faults.append(Fault("editMessageText", code=400, description="Bad Request: message is not modified: x"))
        at.fake.presses(7, at.fake.said[0], "Nguồn")
        await at.fake.until(lambda: states(at.state) == ["done", "done"])
        assert len(at.fake.said) == 1
        at.fake.says(7, QUESTION)
        await at.fake.answers(2)
        at.fake.faults.append(Fault("editMessageText", code=400, description="Bad Request: message to edit not found"))
        at.fake.presses(7, at.fake.said[1], "Nguồn")
        await at.fake.answers(3)
        assert at.fake.said[2].method == "sendMessage"


@on_loop
async def test_a_press_is_answered_whatever_happens(stage: Run) -> None:
    async with stage() as at:
        at.fake.says(7, QUESTION)
        await at.fake.answers(1)
        at.fake.faults.append(
            Fault("answerCallbackQuery", code=429, description="Too Many Requests", parameters={"retry_after": 1})
        )
        at.fake.presses(7, at.fake.said[0], "Nguồn")
        await at.fake.answers(2)
        await at.fake.until(lambda: len(at.fake.of("answerCallbackQuery")) == 1)
        press = at.fake.presses(7, at.fake.said[1], "", data="x:0")["callback_query"]
        at.fake.add("callback_query", {**press, "id": "without-message", "message": None})
        at.fake.add("callback_query", {**press, "id": "strange", "message": {"message_id": 1, "date": "broken"}})
        await at.fake.until(lambda: len(at.fake.of("answerCallbackQuery")) == 4)


@on_loop
async def test_a_press_whose_answer_fails_is_released(stage: Run) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise ValueError

    async with stage() as at:
        at.fake.says(7, QUESTION)
        await at.fake.answers(1)
        object.__setattr__(at.services, "ask", broken)
        at.fake.presses(7, at.fake.said[0], "So sánh")
        await at.fake.until(lambda: at.fake.of("answerCallbackQuery"))
        await at.fake.until(lambda: states(at.state) == ["done", "failed"])


@on_loop
async def test_a_message_that_is_gone_is_answered_without_a_quote(stage: Run) -> None:
    async with stage() as at:
        group = {"id": -1001, "type": "supergroup", "title": "x"}
        words = "Bad Request: message to be replied not found"
        at.fake.faults.append(Fault("sendMessage", code=400, description=words))
        at.fake.says(7, "/hoi hộ nghèo bình lục 2021", chat=group)
        at.fake.faults.append(Fault("sendPhoto", code=400, description="Bad Request: message thread not found"))
        at.fake.says(
            8, "/bieudo tỷ lệ hộ nghèo các nơi năm 2021", chat=group, message_thread_id=5, is_topic_message=True
        )
        await at.fake.answers(2)
        assert "reply_parameters" not in at.fake.of("sendMessage")[0].params
        assert "message_thread_id" not in at.fake.of("sendPhoto")[0].params


@on_loop
async def test_a_picture_that_may_not_be_sent_becomes_a_sentence(stage: Run) -> None:
    async with stage() as at:
        words = "Bad Request: not enough rights to send photos to the chat"
        at.fake.faults.append(Fault("sendPhoto", code=400, description=words))
        at.fake.says(7, "/bieudo tỷ lệ hộ nghèo các nơi năm 2021")
        texts = await at.fake.answers(1)
        assert "chat riêng" in texts[0]


@on_loop
async def test_a_closed_topic_is_answered_beside_it(stage: Run) -> None:
    async with stage() as at:
        group = {"id": -1001, "type": "supergroup", "title": "x"}
        at.fake.faults.append(Fault("sendMessage", code=400, description="Bad Request: message thread not found"))
        at.fake.says(7, "/hoi hộ nghèo bình lục 2021", chat=group, message_thread_id=5, is_topic_message=True)
        texts = await at.fake.answers(1)
        assert "2,25%" in texts[0]
        assert "message_thread_id" not in at.fake.said[0].params


@on_loop
async def test_an_update_delivered_twice_is_answered_once(stage: Run) -> None:
    async with stage() as at:
        update = at.fake.says(7, QUESTION)
        await at.fake.answers(1)
        at.fake.updates.append(update)
        await asyncio.sleep(0.05)
        at.fake.says(7, "/help")
        await at.fake.answers(2)
        assert len(at.fake.said) == 2


@pytest.mark.parametrize(
    ("code", "words"),
    [(409, "another program"), (401, "does not take the token"), (429, "error 429"), (502, "error 502")],
)
def test_polling_goes_on_after_refusals(stage: Run, caplog: pytest.LogCaptureFixture, code: int, words: str) -> None:
    async def play() -> None:
        async with stage() as at:
            at.fake.faults.append(Fault("getUpdates", code=code, description="x", parameters={"retry_after": 1}))
            at.fake.says(6, "/help")
            await at.fake.until(lambda: at.fake.faults[0].times == 0)
            at.fake.says(7, QUESTION)
            await at.fake.until(lambda: at.fake.texts(7))

    on_loop(play)()
    assert words in caplog.text


@on_loop
async def test_a_server_that_does_not_hold_polls_back_is_not_flooded(stage: Run) -> None:
    async with stage() as at:
        asked = 0
        wait_for_updates = at.fake.get_updates

        async def at_once(params: dict[str, Any], gone: Callable[[], bool]) -> Any:
            nonlocal asked
            asked += 1
            return await wait_for_updates({**params, "timeout": 0}, gone)

        at.fake.get_updates = at_once
        at.fake.says(7, QUESTION)
        await at.fake.answers(1)
        await asyncio.sleep(1.0)
        assert 2 <= asked <= 10


@on_loop
async def test_updates_out_of_order_are_all_answered(stage: Run) -> None:
    async with stage() as at:
        late = at.fake.add("message", at.fake.message(7, "/help"), update_id=500)
        at.fake.updates.remove(late)
        at.fake.add("message", at.fake.message(7, QUESTION), update_id=501)
        await at.fake.answers(1)
        await at.channel._inbox.take_in([late])
        await at.fake.answers(2)


@on_loop
async def test_a_busy_database_delays_and_loses_nothing(stage: Run, tmp_path: Path) -> None:
    async with stage() as at:
        at.fake.says(7, "/help")
        await at.fake.answers(1)
        other = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        at.fake.says(7, QUESTION)
        await asyncio.sleep(0.6)
        assert len(at.fake.said) == 1
        other.execute("COMMIT")
        other.close()
        texts = await at.fake.answers(2)
        assert "2,25%" in texts[1]


@on_loop
async def test_an_update_that_cannot_be_kept_comes_again(stage: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async with stage() as at:
        keep = at.state.take_in

        def full(*_args: object) -> list[str]:
            monkeypatch.setattr(at.state, "take_in", keep)
            raise sqlite3.OperationalError("database or disk is full")

        monkeypatch.setattr(at.state, "take_in", full)
        at.fake.says(7, QUESTION)
        texts = await at.fake.answers(1)
        assert "2,25%" in texts[0]


@on_loop
async def test_what_was_left_is_taken_up_after_a_restart(stage: Run) -> None:
    fake = FakeTelegram()
    fake.start()
    question = fake.says(7, QUESTION)
    fake.updates.clear()

    def left_over(_fake: FakeTelegram, state: State) -> None:
        state.take_in("telegram", [(str(question["update_id"]), json.dumps(question))], NOW)

    async with stage(fake=fake, before=left_over) as at:
        texts = await at.fake.answers(1)
        assert texts[0].startswith("<b>2,25%")
        await fake.until(lambda: states(at.state) == ["done"])
        at.state.db.execute("UPDATE updates SET state = 'sending', answer = ?", [_answer_json()])
    async with stage(fake=fake) as at:
        texts = await at.fake.answers(2)
        assert "Gửi lại" in texts[1]
        assert "đã trả lời" in texts[1]
        await fake.until(lambda: states(at.state) == ["done"])
        at.state.db.execute("UPDATE updates SET state = 'received', payload = '{}', attempts = 3")
    async with stage(fake=fake) as at:
        await fake.until(lambda: states(at.state) == ["failed"])
    await fake.stop()


def _answer_json() -> str:
    from bot.telegram_answer import Answer

    return Answer(7, None, 1, True, "đã trả lời").to_json()


@on_loop
async def test_a_handler_that_fails_says_sorry_and_the_log_quotes_nobody(
    stage: Run, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    from bot import logs

    def broken(text: str, *_args: object, **_more: object) -> None:
        raise ValueError(f"cannot read {text} {TOKEN}")

    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    try:
        logs.start("DEBUG", (TOKEN,))
        async with stage(ask=broken) as at:
            at.fake.says(7, "chuyện riêng của tôi")
            at.fake.says(8, "/help")
            await at.fake.answers(2)
            assert any("Xin lỗi" in text for text in at.fake.texts(7))
            await at.fake.until(lambda: sorted(states(at.state)) == ["done", "failed"])
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])
    written = capsys.readouterr().err
    assert "ValueError at" in written
    assert "chuyện riêng" not in written
    assert TOKEN not in written


@on_loop
async def test_both_clients_go_through_the_proxy(stage: Run) -> None:
    seen: list[bytes] = []

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n")
        seen.append(head)
        address = head.split()[1].split(b"//")[1].split(b"/")[0].decode()
        host, _colon, port = address.partition(":")
        near, far = await asyncio.open_connection(host, int(port))
        far.write(head)

        async def pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            while data := await source.read(65536):
                target.write(data)
            target.close()

        try:
            await asyncio.gather(pump(reader, far), pump(near, writer))
        finally:
            far.close()
            writer.close()

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with stage(telegram={"proxy": f"http://127.0.0.1:{port}"}) as at:
        at.fake.says(7, QUESTION)
        await at.fake.answers(1)
    server.close()
    await server.wait_closed()
    assert any(b"getUpdates" in head for head in seen)
    assert any(b"sendMessage" in head or b"getMe" in head for head in seen)


def broken_copies(update: dict[str, Any], count: int, seed: int) -> list[dict[str, Any]]:
    """Return copies of an update, each with one value inside taken out or put wrong."""
    chance = random.Random(seed)
    copies = []
    for _ in range(count):
        copy = json.loads(json.dumps(update))
        inside = next(value for name, value in copy.items() if name != "update_id")
        while True:
            name = chance.choice(list(inside))
            if isinstance(inside[name], dict) and chance.random() < 0.7:
                inside = inside[name]
                continue
            if chance.random() < 0.5:
                del inside[name]
            else:
                inside[name] = chance.choice([None, 0, -1, "x", [], {}, True, 2**70])
            break
        copies.append(copy)
    return copies


@on_loop
async def test_broken_updates_stop_nothing(stage: Run) -> None:
    async with stage() as at:
        fake: FakeTelegram = at.fake
        fake.says(7, QUESTION)
        await fake.answers(1)
        group = {"id": -1001, "type": "supergroup", "title": "x"}
        whole = [
            fake.says(7, QUESTION),
            fake.says(7, "/hoi hộ nghèo", chat=group, message_thread_id=3, is_topic_message=True),
            fake.presses(7, fake.said[0], "Nguồn"),
            fake.searches(7, "hộ nghèo bình lục 2021"),
            fake.membership(7, group, "left", "member"),
        ]
        await fake.until(lambda: at.state.open_updates("telegram") == [] and len(states(at.state)) == 6)
        number = 10_000_000_000
        for seed, update in enumerate(whole):
            for copy in broken_copies(update, 40, seed):
                number += 1
                fake.updates.append({**copy, "update_id": number})
        await fake.until(lambda: len(states(at.state)) == 206 and at.state.open_updates("telegram") == [], 30)
        fake.updates.append({"update_id": number + 1, "message": fake.message(9, "/help")})
        await fake.until(lambda: fake.texts(9))
