"""Reminders over real HTTP: asked for, brought out, answered with buttons and numbers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bot.outbox import Outbox
from bot.ticker import Ticker
from handlers.reminders import Reminders
from knowledge.calendar import official_calendar
from tests.reminders.world import ZONE
from tests.telegram.conftest import NOW
from tests.telegram.fake import Fault, on_loop

Run = Callable[..., Any]
LAN, NAM = 7, 8
GROUP = {"id": -1005, "type": "supergroup", "title": "UBND xã"}


def ticker_of(at: Any, minutes: int) -> Ticker:
    later = NOW + timedelta(minutes=minutes)
    reminders = Reminders(at.state, NOW.tzinfo)
    outbox = Outbox(reminders, {"telegram": at.channel.push}, lambda: later)
    return Ticker(at.services, reminders, outbox, lambda: later, ZONE)


def started(at: Any) -> None:
    """Keep the time of the last tick, as one who has been running does."""
    at.state.db.execute("INSERT INTO ticks (name, at) VALUES ('planned', ?)", [int(NOW.timestamp())])


@on_loop
async def test_asked_for_brought_out_and_closed_by_a_button(stage: Run) -> None:
    async with stage() as at:
        started(at)
        at.fake.says(LAN, "nhắc tôi 8h30 hôm nay gửi báo cáo")
        await at.fake.answers(1)
        ticker = ticker_of(at, 30)
        ticker.start()
        texts = await at.fake.answers(2)
        await ticker.stop()
        assert "Nhắc: gửi báo cáo" in texts[1]
        at.fake.presses(LAN, at.fake.said[1], "Đã xong")
        await at.fake.until(lambda: any("Đã xong #1" in str(call.params.get("text")) for call in at.fake.calls))
        assert at.state.db.execute("SELECT state FROM things").fetchone() == ("done",)


@on_loop
async def test_a_number_answers_a_reminder(stage: Run) -> None:
    async with stage() as at:
        started(at)
        at.fake.says(LAN, "nhắc tôi 8h30 hôm nay gửi báo cáo")
        await at.fake.answers(1)
        await ticker_of(at, 30).tick()
        await at.fake.answers(2)
        at.fake.says(LAN, "1")
        texts = await at.fake.answers(3)
        assert "Đã nhận #1 gửi báo cáo" in texts[2]


@on_loop
async def test_anybody_in_the_group_may_press(stage: Run) -> None:
    async with stage() as at:
        started(at)
        at.fake.says(LAN, "/nhacnhom 8h30 hôm nay họp giao ban", chat=GROUP)
        await at.fake.answers(1)
        await ticker_of(at, 30).tick()
        await at.fake.answers(2)
        at.fake.presses(NAM, at.fake.said[1], "Đã nhận")
        await at.fake.until(lambda: at.state.db.execute("SELECT state FROM things").fetchone() == ("acknowledged",))
        assert at.state.db.execute("SELECT actor FROM thing_steps ORDER BY id DESC").fetchone() == (f"telegram:{NAM}",)


@on_loop
async def test_errors_of_the_platform_become_states_of_the_outbox(stage: Run) -> None:
    async with stage() as at:
        started(at)
        for person in (1, 2, 3):
            at.fake.says(person, "nhắc tôi 8h30 hôm nay gửi báo cáo")
        await at.fake.answers(3)
        blocked = "Forbidden: bot was blocked by the user"
        at.fake.faults.append(
            Fault("sendMessage", code=403, description=blocked, where=lambda to: str(to["chat_id"]) == "1")
        )
        at.fake.faults.append(
            Fault("sendMessage", code=502, description="Bad Gateway", where=lambda to: str(to["chat_id"]) == "3")
        )
        await ticker_of(at, 30).tick()
        states = dict(at.state.db.execute("SELECT chat, state FROM reminders").fetchall())
        assert states["telegram:1"] == "failed"
        assert "queued" in states.values()
        await ticker_of(at, 31).tick()
        await ticker_of(at, 32).tick()
        states = dict(at.state.db.execute("SELECT chat, state FROM reminders").fetchall())
        assert states == {"telegram:1": "failed", "telegram:2": "sent", "telegram:3": "sent"}


@on_loop
async def test_stopping_leaves_what_is_not_begun_in_the_outbox(stage: Run) -> None:
    async with stage() as at:
        started(at)
        reminders = Reminders(at.state, ZONE)
        due = NOW + timedelta(minutes=30)
        for person in range(1, 101):
            chat = f"telegram:{person}"
            reminders.create(
                kind="personal", chat=chat, title="họp", due=due, actor=chat, now=NOW, calendar=official_calendar(),
                exact=True,
            )  # fmt: skip
        ticker = ticker_of(at, 30)
        ticker.start()
        await at.fake.until(lambda: len(at.fake.said) >= 10)
        await ticker.stop()
        states = dict(at.state.db.execute("SELECT state, count(*) FROM reminders GROUP BY state").fetchall())
        assert states["sent"] == len(at.fake.said)
        assert states["sent"] + states["queued"] == 100
        assert states["queued"] > 0
