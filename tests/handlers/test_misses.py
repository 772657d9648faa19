"""Unanswered questions put together for whoever can teach the words they lack."""

from datetime import datetime
from pathlib import Path

from handlers.misses import Group, grouped, settle
from handlers.state import Miss, State

NOW = datetime.fromisoformat("2026-11-21T08:00:00+07:00")


def test_alike_questions_come_together_the_most_frequent_first() -> None:
    misses = [
        Miss("Nhà khốn khó Bình Lục?", "not_understood", 2, "2026-11-20"),
        Miss("nha khon kho binh luc", "not_understood", 3, "2026-11-18"),
        Miss("nhà khốn khó bình lục", "choose", 1, "2026-11-21"),
        Miss("giá vàng", "out_of_scope", 4, "2026-11-01"),
        Miss("giá xăng", "out_of_scope", 4, "2026-11-02"),
        Miss("🙏", "out_of_scope", 1, "2026-11-03"),
    ]
    assert grouped(misses) == [
        Group(
            "nha khon kho binh luc",
            6,
            "2026-11-21",
            ("nha khon kho binh luc", "Nhà khốn khó Bình Lục?", "nhà khốn khó bình lục"),
            ("choose", "not_understood"),
        ),
        Group("giá xăng", 4, "2026-11-02", ("giá xăng",), ("out_of_scope",)),
        Group("giá vàng", 4, "2026-11-01", ("giá vàng",), ("out_of_scope",)),
        Group("🙏", 1, "2026-11-03", ("🙏",), ("out_of_scope",)),
    ]
    assert grouped([]) == []


def test_a_settled_question_is_gone_in_all_its_forms(tmp_path: Path) -> None:
    state = State.open(tmp_path / "state.db")
    for text in ("nhà khốn khó", "nha khon kho", "giá vàng"):
        state.note_miss(text, "not_understood", NOW)
    groups = grouped(state.misses())
    settle(next(group for group in groups if len(group.forms) == 2), state)
    assert [miss.text for miss in state.misses()] == ["giá vàng"]
    state.close()
