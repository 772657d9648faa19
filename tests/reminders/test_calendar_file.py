"""iCalendar: what is written is read back; wrong entries are named and the others taken."""

from collections.abc import Callable

import pytest
from icalendar import Calendar

from handlers.calendar_file import NotACalendar, from_ics, to_ics
from tests.reminders.world import World, at

Begin = Callable[[str], World]
HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"


def test_written_and_read_back(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    here.personal("gửi báo cáo", "2026-11-27T14:30", exact=True)
    here.personal("gửi hồ sơ", "2026-12-14T23:59:59")
    here.personal("giao ban", "2026-11-23T08:00", exact=True, recurrence="FREQ=WEEKLY;BYDAY=MO")
    things = here.reminders.things_of("telegram:7")
    data = to_ics(things, (7, 3, 1, 0), here.clock.now())
    entries, wrong = from_ics(data, here.clock.now())
    assert wrong == []
    assert [(one.title, one.due, one.exact, one.recurrence) for one in entries] == [
        (thing.title, thing.due, thing.exact, thing.recurrence) for thing in things
    ]
    events = Calendar.from_ical(data).walk("VEVENT")
    assert [len(event.walk("VALARM")) for event in events] == [1, 1, 4]


def test_wrong_entries_are_named() -> None:
    rows = [
        "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:tốt\r\nDTSTART:20261214T020000Z\r\nEND:VEVENT\r\n",
        "BEGIN:VEVENT\r\nUID:2\r\nDTSTART:20261214\r\nEND:VEVENT\r\n",
        "BEGIN:VEVENT\r\nUID:3\r\nSUMMARY:không ngày\r\nEND:VEVENT\r\n",
        "BEGIN:VEVENT\r\nUID:4\r\nSUMMARY:đã qua\r\nDTSTART:20200101T000000Z\r\nEND:VEVENT\r\n",
        "BEGIN:VTODO\r\nUID:5\r\nSUMMARY:việc\r\nDUE;VALUE=DATE:20261231\r\nEND:VTODO\r\n",
        "BEGIN:VEVENT\r\nUID:6\r\nSUMMARY:sai ngày\r\nDTSTART:20261341\r\nEND:VEVENT\r\n",
        "BEGIN:VEVENT\r\nUID:7\r\nSUMMARY:chu kỳ\r\nDTSTART:20261214T020000Z\r\nRRULE:FREQ=SECONDLY\r\nEND:VEVENT\r\n",
    ]
    entries, wrong = from_ics((HEAD + "".join(rows) + "END:VCALENDAR\r\n").encode(), at("2026-11-21T08:00"))
    assert [(one.title, one.due, one.exact) for one in entries] == [
        ("tốt", at("2026-12-14T09:00"), True),
        ("việc", at("2026-12-31T23:59:59"), False),
    ]
    assert [(one.place, one.reason) for one in wrong] == [
        (2, "no_title"), (3, "no_date"), (4, "past"), (6, "no_date"), (7, "bad_rule"),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"", b"code,name\n1,2\n", b"\x00\xff\x00", b"BEGIN:VEVENT\r\nEND:VEVENT\r\n"])
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(NotACalendar):
        from_ics(data, at("2026-11-21T08:00"))
