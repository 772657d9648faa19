"""The outbox: each state, each way in which a send goes wrong, each point at which the process can end."""

import asyncio
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from bot.outbox import Limits, Moved, NotSent, Refused, Unsure
from tests.reminders.world import Killed, World, at

Begin = Callable[[str], World]
DUE = "2026-11-21T08:30"


def fails(times: int, problem: BaseException, *, delivered: bool = False) -> Callable[[str, bool], None]:
    """Return a fault that happens so many times, before or after the message is delivered."""
    left = [times]

    def fault(_chat: str, after: bool) -> None:
        if after == delivered and left[0]:
            left[0] -= 1
            raise problem

    return fault


def reminded(world: World) -> None:
    world.personal("gửi báo cáo", DUE, exact=True)


def test_a_reminder_goes_out_once_and_is_kept(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    reminded(here)
    assert here.tick("2026-11-21T08:29") == 0
    assert here.tick(DUE) == 1
    assert here.tick("2026-11-21T08:31") == 0
    assert here.states() == [("0", "sent")]
    assert "muộn" not in here.platform.texts()[0]


@pytest.mark.parametrize("problem", [NotSent("ConnectError"), NotSent("502"), NotSent("429", 30.0)])
def test_what_surely_did_not_go_out_is_tried_again(world: Begin, problem: NotSent) -> None:
    here = world("2026-11-21T08:00")
    reminded(here)
    here.platform.fault = fails(1, problem)
    assert here.tick(DUE) == 0
    assert here.tick("2026-11-21T08:30:04") == 0
    assert here.tick("2026-11-21T08:30:31") == 1
    assert len(here.platform.got) == 1
    assert "có thể đã gửi" not in here.platform.texts()[0]


def test_a_long_outage_ends_with_the_reminder_marked_late(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    reminded(here)
    here.platform.fault = fails(6, NotSent("ConnectError"))
    here.tick(DUE)
    for minute in range(31, 59):
        here.tick(f"2026-11-21T08:{minute}")
    assert len(here.platform.got) == 1
    assert here.states() == [("0", "sent")]
    late = world("2026-11-21T08:00")
    reminded(late)
    late.tick("2026-11-21T09:30")
    assert "(nhắc muộn, hạn 08:30 thứ Bảy, 21/11/2026)" in late.platform.texts()[0]


def test_a_read_timeout_is_repeated_once_and_marked(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    reminded(here)
    here.platform.fault = fails(2, Unsure("ReadTimeout"), delivered=True)
    assert here.tick(DUE) == 0
    assert here.states()[0] == ("0", "unsure")
    here.tick("2026-11-21T08:31")
    assert len(here.platform.got) == 1
    here.tick("2026-11-21T08:46")
    here.tick("2026-11-21T10:00")
    assert len(here.platform.got) == 2
    assert "có thể đã gửi" in here.platform.texts()[1]
    assert [state for _lead, state in here.states()] == ["unsure", "unsure"]


def test_no_repeat_where_somebody_has_answered(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    number = here.personal("gửi báo cáo", DUE, exact=True)
    here.platform.fault = fails(1, Unsure("ReadTimeout"), delivered=True)
    here.tick(DUE)
    here.reminders.acknowledge(number, "telegram:7", here.clock.now())
    here.tick("2026-11-21T08:46")
    assert len(here.platform.got) == 1
    assert here.states()[1][1] == "withdrawn"


def test_an_early_reminder_of_unknown_fate_is_not_repeated(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    here.personal("gửi hồ sơ", "2026-12-14T23:59:59")
    here.platform.fault = fails(1, Unsure("ReadTimeout"), delivered=True)
    here.tick("2026-12-07T07:30")
    here.tick("2026-12-07T12:00")
    assert here.states() == [("7", "unsure")]


def test_a_blocked_chat_keeps_nobody_else_back(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    reminded(here)
    here.personal("họp", DUE, "telegram:8", exact=True)

    def blocked(chat: str, delivered: bool) -> None:
        if chat == "telegram:7" and not delivered:
            raise Refused("Forbidden", gone=True)

    here.platform.fault = blocked
    assert here.tick(DUE) == 1
    assert sorted(state for _lead, state in here.states()) == ["failed", "sent"]
    chat = here.state.chat("telegram:7")
    assert chat is not None and chat.gone_at


def test_a_moved_chat_gets_its_reminder_at_its_new_id(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    here.state.set_chat("telegram:-5", kind="group")
    here.subscribe("telegram:-5")
    here.personal("họp", DUE, "telegram:-5", exact=True)

    def moved(chat: str, delivered: bool) -> None:
        if chat == "telegram:-5" and not delivered:
            raise Moved("telegram:-1005")

    here.platform.fault = moved
    here.tick(DUE)
    assert [chat for _at, chat, _text in here.platform.got] == ["telegram:-1005"]
    assert here.reminders.subscription("telegram:-1005") is not None
    assert here.reminders.subscription("telegram:-5") is None


@pytest.mark.parametrize("point", ["claimed", "before", "after"])
def test_nothing_is_lost_wherever_the_process_ends(world: Begin, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = world("2026-11-21T08:00")
    reminded(here)
    here.clock.time = at(DUE)
    here.plan()

    def killed(_chat: str, after: bool) -> None:
        if after == (point == "after"):
            raise Killed

    if point == "claimed":
        monkeypatch.setattr(here.outbox, "_begin", lambda _batch: killed("", False))
    here.platform.fault = killed
    with pytest.raises(Killed):
        asyncio.run(here.outbox.drain())
    here.platform.fault = lambda _chat, _after: None
    here.reopen()
    assert here.tick("2026-11-21T08:31") == 1
    repeats = [("có thể đã gửi" in text) for text in here.platform.texts()]
    assert repeats == {"claimed": [False], "before": [True], "after": [False, True]}[point]
    assert here.states() == [("0", "sent")]


def test_planning_again_after_a_crash_makes_no_second_row(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    reminded(here)
    here.clock.time = at(DUE)
    here.plan()
    here.state.db.execute("UPDATE things SET planned_to = 0, next_at = ?", [int(at(DUE).timestamp())])
    here.reopen()
    here.plan()
    assert here.states() == [("0", "queued")]
    assert here.drain() == 1


def test_the_most_urgent_go_first_and_within_the_limits(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    for person in range(300):
        here.personal("việc", DUE, f"telegram:{person}", exact=True, urgency=person % 4, actor=f"telegram:{person}")
    assert here.tick(DUE) == 300
    urgencies = [int(chat.partition(":")[2]) % 4 for _at, chat, _text in here.platform.got]
    assert urgencies == sorted(urgencies, reverse=True)
    times = [moment.timestamp() for moment, _chat, _text in here.platform.got]
    assert max(len([one for one in times if begin <= one < begin + 1]) for begin in times) <= 26
    assert 11.5 < times[-1] - times[0] < 15


def test_a_chat_gets_one_message_a_second_and_a_group_twenty_a_minute() -> None:
    limits = Limits()
    now, sent = 1000.0, []
    while now < 1120:
        if not limits.wait_all(now) and not limits.wait("telegram:-5", now, group=True):
            limits.note("telegram:-5", now, group=True)
            sent.append(now)
        now += 0.1
    assert all(later - earlier >= 0.99 for earlier, later in pairwise(sent))
    assert all(len([one for one in sent if begin <= one < begin + 60]) <= 20 for begin in sent)
    assert 38 <= len(sent) <= 42


def test_limits_forget_chats_that_are_quiet() -> None:
    limits = Limits()
    for number in range(5000):
        limits.note(f"telegram:{number}", 1000.0 + number / 25, group=True)
    assert len(limits._last) <= 101 and len(limits._group) <= 1600


def test_a_file_of_another_process_that_is_busy_only_delays(world: Begin, tmp_path: Path) -> None:
    import sqlite3

    here = world("2026-11-21T08:00")
    reminded(here)
    here.state.db.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(here.path, isolation_level=None)

    def busy(_chat: str, after: bool) -> None:
        if not after:
            other.execute("BEGIN IMMEDIATE")
            asyncio.get_running_loop().call_later(0.1, other.execute, "ROLLBACK")

    here.platform.fault = busy
    assert here.tick(DUE) == 1
    assert here.states() == [("0", "sent")]
    other.close()


def test_a_week_ahead_that_may_have_come_says_so(world: Begin) -> None:
    here = world("2026-11-22T08:00")
    here.subscribe("telegram:-5")
    here.personal("gửi hồ sơ", "2026-11-27T09:00", "telegram:-5", exact=True)
    here.clock.time = at("2026-11-23T07:30")
    here.plan()
    here.platform.fault = fails(1, Killed(), delivered=True)
    with pytest.raises(Killed):
        asyncio.run(here.outbox.drain())
    here.reopen()
    here.tick("2026-11-23T07:31")
    first, second = here.platform.texts()
    assert "Tuần này" in first and "có thể đã gửi" not in first
    assert "Tuần này" in second and "có thể đã gửi" in second
