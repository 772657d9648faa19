"""What cannot be kept is refused with a clear sentence, and nothing that was there is lost."""

from pathlib import Path

import pytest

from bot.clock import Clock
from bot.commands.calendars import take_in
from bot.commands.own_duties import change
from bot.config import Config
from bot.errors import TroubleError
from bot.session import Session
from handlers.own_duties import duties_of
from handlers.reminders import MOST_OPEN
from handlers.services import Services
from handlers.state import State
from knowledge.errors import KnowledgeError
from tests.reminders.chatting import GROUP, LAN, NAM, in_group, reminders_of, said
from tests.reminders.world import World, at

HEAD = "code,name,level,frequency,due_rule\n"


@pytest.fixture
def session(tmp_path: Path) -> Session:
    clock = Clock.at(at("2026-11-21T08:00"))
    return Session(Config(), tmp_path / "knowledge.db", tmp_path / "state.db", clock, "vi")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("nhắc tôi hôm qua nộp hồ sơ", "đã qua"),
        ("nhắc tôi 15/10/2026 nộp hồ sơ", "đã qua"),
        ("nhắc tôi 7h hôm nay họp", "đã qua"),
        ("nhắc tôi 31/11 nộp hồ sơ", "31/11"),
        ("nhắc tôi ngày 29/2/2027 nộp hồ sơ", "29/2/2027"),
        ("nhắc tôi 25h mai họp", "25h"),
        ("nhắc tôi nộp hồ sơ", "lúc nào"),
        ("nhắc tôi 8h mai", "việc gì"),
        ("nhắc tôi 1/1/2040 nộp hồ sơ", "5 năm"),
        ("nhắc cả nhóm UBND xã Lạ 8h mai họp", "trong nhóm"),
        ("/xong 99999", "Không có việc #99999"),
        ("/giahan 99999 30/11", "Không có việc #99999"),
    ],
)
def test_a_request_that_cannot_be_kept(services: Services, text: str, answer: str) -> None:
    said("nhắc tôi 25/12 nộp hồ sơ", services)
    assert answer in said(text, services)
    assert len(reminders_of(services).open_things(LAN)) == 1


def test_a_group_that_the_person_is_not_in_gets_nothing(services: Services) -> None:
    services.state.set_chat(GROUP, kind="group", title="UBND xã Bình Mỹ")
    said("nhắc cả nhóm trước 15/12 gửi hồ sơ", services, **in_group())
    assert "trong nhóm" in said(
        "nhắc cả nhóm UBND xã Bình Mỹ 8h mai họp", services, chat=NAM, person=NAM, person_name="Nam"
    )
    assert len(reminders_of(services).open_things(GROUP)) == 1
    assert "Đã ghi" in said("nhắc cả nhóm UBND xã Bình Mỹ 8h mai họp", services)
    assert len(reminders_of(services).open_things(GROUP)) == 2


def test_nobody_sees_or_closes_the_things_of_others(services: Services) -> None:
    said("nhắc tôi 25/12 nộp hồ sơ", services)
    (thing,) = reminders_of(services).open_things(LAN)
    for command in ("xong", "huynhac", "giahan", "chuyen", "danhan", "nhaclai"):
        answer = said(f"/{command} {thing.id} 30/12", services, chat=NAM, person=NAM, person_name="Nam")
        assert f"Không có việc #{thing.id}" in answer
    assert reminders_of(services).open_things(LAN) == [thing]


def test_ten_thousand_reminders_of_one_person_stop_at_the_limit(services: Services) -> None:
    reminders = reminders_of(services)
    with services.state.transaction():
        for number in range(MOST_OPEN):
            reminders.create(
                kind="personal", chat=LAN, title=f"việc {number}", due=at("2026-12-25T08:00"), actor=LAN,
                now=at("2026-11-21T08:00"), calendar=services.calendar, exact=True,
            )  # fmt: skip
    for text in ("nhắc tôi 25/12 nộp hồ sơ", "/giao Phòng Kinh tế: nộp hồ sơ trước 25/12", "/nhac 8h mai họp"):
        assert str(MOST_OPEN) in said(text, services)
    assert len(reminders.open_things(LAN)) == MOST_OPEN
    assert "Đã xong" in said(f"/xong {reminders.open_things(LAN)[0].id}", services)
    assert "Đã ghi" in said("nhắc tôi 25/12 nộp hồ sơ", services)


@pytest.mark.parametrize(
    "wrong",
    [
        "RPT-07,Tên,xã,month,by P:17",
        "RPT-07,Tên,commune,tuần,by P:17",
        "RPT-07,Tên,commune,month,ngày 17",
        "RPT-07,,commune,month,by P:17",
        "báo cáo,Tên,commune,month,by P:17",
        "RPT-07,Tên,commune,month,by P:17,thừa",
        "RPT-07,Tên,commune,month,by P:32",
    ],
)
def test_a_csv_with_a_wrong_row_changes_nothing(session: Session, tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "tinh.csv"
    file.write_text(HEAD + "OWN-01,Báo cáo của tỉnh,commune,month,by P:17\n" + wrong + "\n", "utf-8")
    with pytest.raises(KnowledgeError) as trouble:
        change(session, {"act": "add", "code": str(file)})
    assert {problem.line for problem in trouble.value.problems} == {3}
    state = State.open(session.state_path)
    assert not any(duty.code == "OWN-01" for duty in duties_of(state))
    state.close()


def test_a_csv_that_is_no_text_is_refused(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "tinh.csv"
    file.write_bytes(HEAD.encode() + "OWN-01,Báo cáo,commune,month,by P:17\n".encode("utf-16"))
    with pytest.raises(TroubleError, match="UTF-8"):
        change(session, {"act": "add", "code": str(file)})


def ics(*events: str) -> bytes:
    body = "".join(f"BEGIN:VEVENT\r\nUID:{place}\r\n{event}END:VEVENT\r\n" for place, event in enumerate(events))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n".encode()


GOOD = "SUMMARY:họp\r\nDTSTART:20261225T080000Z\r\n"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("DTSTART:20261225T080000Z\r\n", "không có tên việc"),
        ("SUMMARY:họp\r\n", "không có ngày đọc được"),
        ("SUMMARY:họp\r\nDTSTART:20261131T080000Z\r\n", "không có ngày đọc được"),
        ("SUMMARY:họp\r\nDTSTART:20201225T080000Z\r\n", "ngày đã qua"),
        ("SUMMARY:họp\r\nDTSTART:20261225T080000Z\r\nRRULE:FREQ=SECONDLY\r\n", "chu kỳ không đọc được"),
    ],
)
def test_an_ics_with_a_wrong_entry_is_not_taken_in(
    session: Session, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: str, reason: str
) -> None:
    world = World(session.state_path, "2026-11-21T08:00")
    kept = world.personal("gửi báo cáo", "2026-11-27T14:30")
    file = tmp_path / "lich.ics"
    file.write_bytes(ics(GOOD, wrong))
    assert take_in(session, {"chat": "telegram:7", "file": str(file)}) == 1
    assert f"mục 2 “{'họp' if 'SUMMARY' in wrong else ''}”: {reason}" in capsys.readouterr().err
    assert [thing.id for thing in world.reminders.open_things("telegram:7")] == [kept]
    file.write_bytes(ics(GOOD))
    assert take_in(session, {"chat": "telegram:7", "file": str(file)}) == 0
    assert len(world.reminders.open_things("telegram:7")) == 2
    world.close()
