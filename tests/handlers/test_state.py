"""state.db: what is kept, what is erased, what happens when two want it at once."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.state import Buttons, Conversation, State
from knowledge.errors import DatabaseUnusable

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State.open(tmp_path / "state.db", busy_milliseconds=10)
    yield opened
    opened.close()


def test_a_second_opening_finds_everything(state: State, tmp_path: Path) -> None:
    state.set_role("telegram:1", "editor", NOW)
    again = State.open(tmp_path / "state.db")
    assert [person.id for person in again.people()] == ["telegram:1"]
    again.close()


def test_unusable_files_are_named(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"no database" * 100)
    with pytest.raises(DatabaseUnusable) as caught:
        State.open(damaged)
    assert caught.value.reason == "damaged"
    newer = State.open(tmp_path / "newer.db")
    newer.db.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(DatabaseUnusable):
        State.open(tmp_path / "newer.db")


def test_a_transaction_is_whole_or_nothing(state: State) -> None:
    def broken() -> None:
        with state.transaction():
            state.set_role("telegram:1", "viewer", NOW)
            state.note_name("telegram:1", "Lan")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert state.people() == []
    with state.transaction():
        state.set_role("telegram:1", "viewer", NOW)
        with pytest.raises(RuntimeError):
            broken()
    assert state.person("telegram:1").name == ""  # type: ignore[union-attr]


def test_another_writer_is_waited_for_only_so_long(state: State, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        state.note_name("telegram:1", "Lan")
    other.execute("ROLLBACK")
    other.close()
    state.note_name("telegram:1", "Lan")


def test_updates_are_kept_once_and_forgotten_when_finished(state: State) -> None:
    assert state.take_in("telegram", [("5", "năm"), ("4", "bốn")], NOW) == ["5", "4"]
    assert state.take_in("telegram", [("4", "bốn"), ("6", "sáu")], NOW) == ["6"]
    assert [update.id for update in state.open_updates("telegram")] == ["5", "4", "6"]
    state.keep_answer("telegram", "5", "{}", sending=False, chat="telegram:1", asked="77")
    assert state.answer_to("telegram", "telegram:1", "77") == ""
    assert state.answer_to("telegram", "telegram:1", "78") is None
    state.finish("telegram", ["5"], answered="88")
    assert state.answer_to("telegram", "telegram:1", "77") == "88"
    row = state.db.execute("SELECT payload, answer FROM updates WHERE id = '5'").fetchone()
    assert row == (None, None)
    assert state.take_in("telegram", [("5", "năm")], NOW) == []
    assert [update.id for update in state.open_updates("telegram")] == ["4", "6"]


def test_tidying_drops_the_old_and_keeps_the_unfinished(state: State) -> None:
    state.take_in("telegram", [("1", "a"), ("2", "b")], NOW - timedelta(days=3))
    state.finish("telegram", ["1"])
    talk = Conversation(at=(NOW - timedelta(days=3)).isoformat())
    state.keep_buttons(Buttons("t", "telegram:1", "telegram:1", ("x",), talk))
    state.add_invite("h", "viewer", "x", NOW - timedelta(days=9), NOW - timedelta(days=6))
    state.tidy(NOW)
    assert [update.id for update in state.open_updates("telegram")] == ["2"]
    assert state.buttons("t") is None
    assert state.take_in("telegram", [("1", "a")], NOW) == ["1"]


def test_a_moved_chat_takes_everything_along(state: State) -> None:
    state.set_chat("telegram:-1", kind="group", place="X", period="2021")
    state.set_chat("telegram:-2", kind="group")
    talk = Conversation("{}", ("a",), "", NOW.isoformat())
    state.keep_conversation("telegram:-1", "", "telegram:7", talk)
    state.keep_buttons(Buttons("t", "telegram:-1", "telegram:7", ("x",), talk))
    state.move_chat("telegram:-1", "telegram:-2")
    assert state.chat("telegram:-1") is None
    assert state.chat("telegram:-2").place == "X"  # type: ignore[union-attr]
    assert state.conversation("telegram:-2", "", "telegram:7").choices == ("a",)
    assert state.buttons("t").chat == "telegram:-2"  # type: ignore[union-attr]


def test_an_erased_person_leaves_no_trace(state: State) -> None:
    me = "telegram:7"
    state.note_name(me, "Nguyễn Thị Lan")
    state.set_role(me, "admin", NOW)
    state.set_chat(me, kind="private", place="X")
    state.set_chat("telegram:-1", kind="group", linked_by=me)
    talk = Conversation("{}", ("a",), "", NOW.isoformat())
    state.keep_conversation(me, "", me, talk)
    state.keep_conversation("telegram:-1", "", me, talk)
    state.keep_buttons(Buttons("t", "telegram:-1", me, ("x",), talk))
    state.add_invite("h", "viewer", me, NOW, NOW)
    state.note_act(me, "invite", NOW, subject=me)
    state.take_in("telegram", [("1", "{}")], NOW)
    state.keep_answer("telegram", "1", "{}", sending=True, chat=me, asked="5")
    state.finish("telegram", ["1"])
    state.erase_person(me)
    dump = "\n".join(state.db.conn.iterdump())
    assert me not in dump
    assert "Lan" not in dump
    assert state.chat("telegram:-1").linked_by == "erased"  # type: ignore[union-attr]


def test_misses_hold_text_and_day_only(state: State) -> None:
    for text in ("abc", "xyz", "abc"):
        state.note_miss(text, "not_understood", NOW)
    assert [(miss.text, miss.count, miss.last_on) for miss in state.misses()] == [
        ("abc", 2, "2026-11-21"),
        ("xyz", 1, "2026-11-21"),
    ]
    state.forget_miss("abc")
    assert [miss.text for miss in state.misses()] == ["xyz"]
