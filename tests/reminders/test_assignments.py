"""Work given to people, units and groups; documents' tasks; the table of a month."""

import io
from dataclasses import replace

from openpyxl import load_workbook

from handlers.document_tasks import DocumentTasks
from handlers.month_tables import UnitRow, rows_of
from handlers.own_duties import duties_of
from handlers.reminder_plan import end_of
from handlers.services import Services
from tests.reminders.chatting import GROUP, LAN, NAM, NOW, in_group, let_in, reminders_of, replied, said
from tests.reminders.world import CALENDAR, at


def test_work_is_given_to_a_unit_with_urgency_and_note(services: Services) -> None:
    text = said(
        "/giao Phòng Kinh tế: rà soát hộ nghèo trước 20/12, gấp; ghi chú: theo công văn 15", services, **in_group()
    )
    assert "Giao cho: Phòng Kinh tế." in text and "Ghi chú: theo công văn 15" in text
    (thing,) = reminders_of(services).open_things(GROUP)
    assert (thing.kind, thing.unit, thing.note, thing.urgency) == ("task", "Phòng Kinh tế", "theo công văn 15", 3)
    assert thing.due == end_of(at("2026-12-19").date(), NOW.tzinfo)
    assert thing.title.startswith("rà soát hộ nghèo")


def test_work_is_given_to_a_person_who_hears_of_it_at_once(services: Services) -> None:
    let_in(services, NAM, "Trần Nam")
    said("giao việc cho Trần Nam: gửi hồ sơ kỳ họp chậm nhất 15/12", services, **in_group())
    (thing,) = reminders_of(services).open_things(GROUP)
    assert (thing.owner, thing.title) == (NAM, "gửi hồ sơ kỳ họp")
    queued = services.state.db.execute("SELECT chat, lead FROM reminders").fetchall()
    assert [(row[0], row[1].split()[0]) for row in queued] == [(NAM, "handed")]
    assert "gửi hồ sơ kỳ họp" in said("/hancuatoi", services, chat=NAM, person=NAM, person_name="Trần Nam")


def test_a_name_without_a_colon_must_be_known(services: Services) -> None:
    let_in(services, NAM, "Nam")
    said("/giao Nam gửi báo cáo trước 25/11", services)
    assert [thing.owner for thing in reminders_of(services).open_things(LAN)] == [NAM]
    assert "Giao cho ai" in said("/giao gửi báo cáo trước 25/11", services)
    assert "Giao cho ai" in said("/giao", services)


def test_two_of_one_name_are_told_apart(services: Services) -> None:
    let_in(services, NAM, "Lê Nam")
    let_in(services, "telegram:9", "Trần Nam")
    reply = replied("/giao Nam: gửi báo cáo trước 25/11", services)
    assert [choice.label for choice in reply.choices] == ["Lê Nam", "Trần Nam"]
    said(reply.choices[1].ask, services)
    assert [thing.owner for thing in reminders_of(services).open_things(LAN)] == ["telegram:9"]


def test_work_without_a_day_or_with_a_wrong_one_is_not_kept(services: Services) -> None:
    for text, answer in (
        ("/giao Phòng Kinh tế: rà soát hộ nghèo", "lúc nào"),
        ("/giao Phòng Kinh tế: rà soát hộ nghèo trước 31/11", "31/11"),
        ("/giao Phòng Kinh tế: rà soát hộ nghèo trước 1/10/2026", "đã qua"),
        ("/giao Phòng Kinh tế: trước 20/12", "việc gì"),
    ):
        assert answer in said(text, services), text
    assert reminders_of(services).open_things(LAN) == []


def test_a_deadline_of_a_whole_group_is_a_task(services: Services) -> None:
    said("nhắc cả nhóm trước 15/12 gửi hồ sơ", services, **in_group())
    said("nhắc cả nhóm 8h mai họp", services, **in_group())
    assert [thing.kind for thing in reminders_of(services).open_things(GROUP)] == ["personal", "task"]


def test_tasks_of_documents_are_listed_and_reminded_of_where_the_chat_has_a_place(services: Services) -> None:
    now = at("2021-12-10T08:00")
    assert "Trong văn bản" not in said("/sapdenhan", services, now=now)
    said("/diaphuong huyện Bình Lục", services, now=now)
    reply = replied("/sapdenhan", services, now=now)
    assert "Trong văn bản" in reply.text and "31/12/2021" in reply.text
    said(reply.follow_ups[0].ask, services, now=now)
    reminders = reminders_of(services)
    assert reminders.open_things(LAN)[0].due.date().isoformat() == "2021-12-31"
    said("/dangky xã", services, now=now)
    tasks = DocumentTasks(services.knowledge, services.state)
    for day in ("2021-12-11T08:00", "2021-12-12T08:00"):
        reminders.plan(at(day), duties_of(services.state), CALENDAR, tasks_of=tasks.of)
    sown = [thing for thing in reminders.open_things(LAN) if thing.kind == "task"]
    assert len(sown) == len({thing.key for thing in sown}) >= 3
    assert all(thing.basis and thing.due == at("2021-12-31T23:59:59") for thing in sown)


def test_the_month_by_unit(services: Services) -> None:
    reminders = reminders_of(services)

    def given(unit: str, due: str, done: str = "") -> None:
        thing = reminders.create(
            kind="task", chat=GROUP, title="việc", due=at(due), actor=LAN, now=at("2026-09-01T08:00"),
            calendar=CALENDAR, unit=unit,
        )  # fmt: skip
        if done:
            reminders.finish(thing.id, LAN, at(done), CALENDAR)

    given("Phòng Kinh tế", "2026-11-10T23:59:59", "2026-11-09T10:00")
    given("Phòng Kinh tế", "2026-11-10T23:59:59", "2026-11-12T10:00")
    given("Phòng Kinh tế", "2026-11-15T23:59:59")
    given("Phòng Kinh tế", "2026-11-30T23:59:59")
    given("Phòng Kinh tế", "2026-10-15T23:59:59", "2026-11-02T10:00")
    given("Phòng Kinh tế", "2026-10-15T23:59:59", "2026-10-14T10:00")
    given("Phòng Kinh tế", "2026-12-15T23:59:59")
    given("Văn phòng", "2026-12-20T23:59:59", "2026-11-20T10:00")
    rows = rows_of(reminders, 2026, 11, NOW, None)
    assert rows == [
        UnitRow("Phòng Kinh tế", carried=1, fresh=4, in_time=1, late=2, open_in_time=1, overdue=1),
        UnitRow("Văn phòng", fresh=1, in_time=1),
    ]
    assert all(row.total == row.finished + row.open for row in rows)
    assert rows[0].share_in_time == 25.0
    (before,) = rows_of(reminders, 2026, 10, NOW, [GROUP])
    assert before == UnitRow("Phòng Kinh tế", fresh=2, in_time=1, overdue=1)
    assert rows_of(reminders, 2026, 11, NOW, ["telegram:1"]) == []
    reply = replied("/bangthang 11/2026", services, **in_group())
    assert "Phòng Kinh tế: 5 việc; đã xong 3 (đúng hạn 1, quá hạn 2)" in reply.text
    assert "chưa xong 2 (trong hạn 1, quá hạn 1); đúng hạn 25%" in reply.text
    assert reply.attachment is not None
    sheet = load_workbook(io.BytesIO(reply.attachment.data)).active
    assert sheet is not None
    lines = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert lines[1][:2] == ["STT", "Đơn vị"] and lines[2][6:8] == ["Đúng hạn", "Quá hạn"]
    assert lines[3] == [1, "Phòng Kinh tế", 5, 1, 4, 3, 1, 2, 2, 1, 1, 25.0]
    assert lines[-1][1:6] == ["Tổng cộng", 6, 1, 5, 4]


def test_the_month_can_be_said_in_many_ways(services: Services) -> None:
    for text in ("/bangthang", "/bangthang tháng này", "bảng nhiệm vụ tháng 11", "/bangthang tháng trước"):
        assert "Nhiệm vụ tháng 1" in said(text, services)
    assert "Tháng nào" in said("/bangthang hôm nào", services)


def test_a_person_sees_the_table_of_their_own_chat_only(services: Services) -> None:
    said("nhắc cả nhóm trước 25/11 gửi hồ sơ", services, **in_group())
    assert "Không có nhiệm vụ nào" in said("/bangthang", services)
    editor = replace(services, admins=frozenset({LAN}))
    assert "1 việc" in said("/bangthang", editor)


def test_the_calendar_file_comes_in_the_chat(services: Services) -> None:
    assert "Không có hạn nào" in said("/lich", services)
    said("nhắc tôi 14h30 thứ 6 gửi báo cáo tháng", services)
    reply = replied("/lich", services)
    assert reply.attachment is not None and reply.attachment.name == "han.ics"
    assert "gửi báo cáo tháng".encode() in reply.attachment.data and b"BEGIN:VALARM" in reply.attachment.data
