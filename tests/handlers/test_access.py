"""Codes, roles and limits."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import access
from handlers.access import RateLimit
from handlers.state import State

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    opened = State.open(tmp_path / "state.db")
    yield opened
    opened.close()


def test_a_code_works_once_and_only_its_hash_is_kept(state: State) -> None:
    made = access.invite(state, "viewer", "op", NOW, 72)
    assert access.looks_like_code(made.code)
    dump = "\n".join(state.db.conn.iterdump())
    assert made.code not in dump
    assert made.code.replace("-", "") not in dump
    typed = " " + made.code.replace("-", "").lower() + "\n"
    assert access.redeem(state, typed, "telegram:1", NOW) == "viewer"
    assert access.redeem(state, made.code, "telegram:2", NOW) is None
    assert access.role_of(state, "telegram:1", frozenset(), "invited") == "viewer"
    assert access.role_of(state, "telegram:2", frozenset(), "invited") == ""


def test_a_code_ends(state: State) -> None:
    made = access.invite(state, "viewer", "op", NOW, 1)
    assert access.redeem(state, made.code, "telegram:1", NOW + timedelta(hours=1, seconds=1)) is None
    assert access.redeem(state, made.code, "telegram:1", NOW + timedelta(minutes=59)) == "viewer"


def test_a_lower_code_does_not_lower_a_role(state: State) -> None:
    access.redeem(state, access.invite(state, "admin", "op", NOW, 72).code, "telegram:1", NOW)
    assert access.redeem(state, access.invite(state, "viewer", "op", NOW, 72).code, "telegram:1", NOW) == "admin"
    access.redeem(state, access.invite(state, "viewer", "op", NOW, 72).code, "telegram:2", NOW)
    assert access.redeem(state, access.invite(state, "editor", "op", NOW, 72).code, "telegram:2", NOW) == "editor"


def test_revoking(state: State) -> None:
    access.redeem(state, access.invite(state, "editor", "op", NOW, 72).code, "telegram:1", NOW)
    assert access.revoke(state, "telegram:1", "op", NOW)
    assert not access.revoke(state, "telegram:1", "op", NOW)
    assert not access.revoke(state, "telegram:9", "op", NOW)
    assert access.role_of(state, "telegram:1", frozenset(), "invited") == ""
    assert access.role_of(state, "telegram:1", frozenset(), "open") == "viewer"
    assert access.role_of(state, "telegram:1", frozenset({"telegram:1"}), "invited") == "admin"


def test_unknown_roles_are_refused(state: State) -> None:
    with pytest.raises(ValueError, match="owner"):
        access.invite(state, "owner", "op", NOW, 72)


@pytest.mark.parametrize(
    "text", ["hộ nghèo", "ABCDEFGHJKLM", "thu ngân sách", "1234-5678-9012", "0912345678", "", "NGHIEMTHUONG"]
)
def test_ordinary_words_are_no_codes(text: str) -> None:
    assert not access.looks_like_code(text)


def test_limits() -> None:
    limit = RateLimit(3)
    verdicts = [limit.check("p", NOW) for _ in range(6)]
    assert verdicts == ["ok", "ok", "ok", "warn", "drop", "drop"]
    assert limit.check("q", NOW) == "ok"
    assert limit.check("p", NOW + timedelta(seconds=61)) == "ok"
    tries = [limit.may_try_code("p", NOW) for _ in range(6)]
    assert tries == [True] * 5 + [False]
    assert limit.may_try_code("p", NOW + timedelta(hours=2))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 90)), max_size=200))
def test_nobody_gets_more_than_the_limit(messages: list[tuple[str, int]]) -> None:
    limit = RateLimit(5)
    now, seen = NOW, []
    for person, pause in messages:
        now += timedelta(seconds=pause)
        seen.append((person, now, limit.check(person, now)))
    for person, at, verdict in seen:
        before = [
            one
            for one in seen
            if one[0] == person and one[2] == "ok" and timedelta() <= at - one[1] < timedelta(minutes=1)
        ]
        assert len([one for one in before if one[1] <= at]) <= 5 or verdict != "ok"


def test_memory_of_the_limit_is_swept() -> None:
    limit = RateLimit(5)
    for number in range(1000):
        limit.check(f"p{number}", NOW)
    limit.check("p", NOW + timedelta(hours=3))
    assert len(limit._sent) == 1
