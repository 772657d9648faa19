"""The command line around reminders: the outbox shown, duties added, changed, confirmed."""

from pathlib import Path

import pytest

from bot.clock import Clock
from bot.commands.calendars import give_out, take_in
from bot.commands.outbox import outbox
from bot.commands.own_duties import change
from bot.config import Config
from bot.errors import TroubleError
from bot.session import Session
from handlers.own_duties import duties_of
from handlers.state import State
from knowledge.duties import parse_duties
from knowledge.errors import KnowledgeError
from tests.reminders.world import World, at


@pytest.fixture
def session(tmp_path: Path) -> Session:
    clock = Clock.at(at("2026-11-21T08:00"))
    return Session(Config(), tmp_path / "knowledge.db", tmp_path / "state.db", clock, "vi")


def test_a_province_day_is_added_confirmed_and_reminded_of(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(session.state_path, "2026-11-21T08:00")
    world.subscribe("telegram:-5")
    assert not any(thing.key == "RPT-07" for thing in world.reminders.open_things("telegram:-5"))
    with pytest.raises(TroubleError):
        change(session, {"act": "confirm", "code": "RPT-07", "values": []})
    change(session, {"act": "edit", "code": "RPT-07", "values": ["due_rule=by P:17"]})
    change(session, {"act": "confirm", "code": "RPT-07", "values": ["legal_basis=QĐ của tỉnh"]})
    (thing,) = [thing for thing in world.reminders.open_things("telegram:-5") if thing.key == "RPT-07"]
    assert (thing.due.date().isoformat(), thing.basis) == ("2026-12-17", "QĐ của tỉnh")
    world.close()
    capsys.readouterr()
    change(session, {"act": "export", "code": None})
    exported = parse_duties(capsys.readouterr().out, "stdout")
    state = State.open(session.state_path)
    assert exported == duties_of(state)
    state.close()


def test_wrong_rows_change_nothing(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text(
        "code,name,level,frequency,due_rule\nRPT-07,Tên,commune,month,by P:17\nX,Sai,xa,tuan,khi\n", "utf-8"
    )
    with pytest.raises(KnowledgeError) as wrong:
        change(session, {"act": "add", "code": str(file)})
    assert len(wrong.value.problems) >= 3
    for given in (["due_rule=khi nào"], ["color=red"], ["code=X"], ["abc"]):
        with pytest.raises((KnowledgeError, TroubleError)):
            change(session, {"act": "edit", "code": "RPT-07", "values": given})
    with pytest.raises(TroubleError):
        change(session, {"act": "edit", "code": "NO-1", "values": []})
    state = State.open(session.state_path)
    assert state.db.execute("SELECT count(*) FROM own_duties").fetchone()[0] == 0
    state.close()


def test_the_outbox_shows_what_waits_and_what_failed(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    from bot.outbox import Refused

    world = World(session.state_path, "2026-11-21T08:00")
    world.personal("gửi báo cáo", "2026-11-21T08:30", exact=True)

    def refused(_chat: str, _after: bool) -> None:
        raise Refused("Forbidden", gone=True)

    world.platform.fault = refused
    world.tick("2026-11-21T08:30")
    world.close()
    assert outbox(session, {}) == 0
    assert "failed: 1" in capsys.readouterr().out
    assert outbox(session, {"failed": True}) == 1
    shown = capsys.readouterr().out
    assert "gửi báo cáo [Forbidden]" in shown
    assert outbox(session, {"failed": True, "json": True}) == 1
    assert '"state": "failed"' in capsys.readouterr().out


def test_a_calendar_file_goes_out_and_comes_in_once(session: Session, tmp_path: Path) -> None:
    world = World(session.state_path, "2026-11-21T08:00")
    world.personal("gửi báo cáo", "2026-11-27T14:30", exact=True)
    file = tmp_path / "viec.ics"
    assert give_out(session, {"chat": "telegram:7", "output": str(file)}) == 0
    for _time in range(2):
        assert take_in(session, {"chat": "telegram:8", "file": str(file)}) == 0
    (thing,) = world.reminders.open_things("telegram:8")
    assert (thing.title, thing.due) == ("gửi báo cáo", at("2026-11-27T14:30"))
    file.write_bytes(file.read_bytes().replace(b"20261127", b"20201127"))
    assert take_in(session, {"chat": "telegram:9", "file": str(file)}) == 1
    assert world.reminders.open_things("telegram:9") == []
    file.write_text("không phải lịch", "utf-8")
    with pytest.raises(TroubleError):
        take_in(session, {"chat": "telegram:9", "file": str(file)})
    world.close()
