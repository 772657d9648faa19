"""What is planned: compared with the rules themselves over a year with a virtual clock, stops and restarts."""

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.own_duties import duties_of
from handlers.reminder_plan import Rhythm, Subscriber, due_reminders, end_of, moments, out_of_quiet
from knowledge.duties import national_duties
from tests.reminders.world import CALENDAR, ZONE, World, at

Begin = Callable[[str], World]
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
LEADS = st.lists(st.integers(0, 30), min_size=1, max_size=6).map(tuple)


@given(DAYS, LEADS)
def test_every_lead_is_kept_or_merged_and_none_after_the_due_day(day: date, leads: tuple[int, ...]) -> None:
    due = end_of(day, ZONE)
    found = moments(due, Rhythm(leads), CALENDAR, exact=False, nags=False)
    assert found
    assert [one.at for one in found] == sorted({one.at for one in found})
    assert all(one.at <= due for one in found)
    assert found[-1].lead == str(min(leads))
    for one in found:
        asked = day - timedelta(days=int(one.lead))
        assert asked <= one.at.date() <= day
        assert CALENDAR.is_working_day(one.at.date()) or one.at.date() == asked


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)), st.times(), st.times())
def test_quiet_hours_delay_and_never_drop(moment: datetime, begin: time, end: time) -> None:
    rhythm = Rhythm(quiet_from=begin.replace(microsecond=0), quiet_to=end.replace(microsecond=0))
    moment = moment.replace(tzinfo=ZONE)
    later = out_of_quiet(moment, rhythm)
    assert moment <= later <= moment + timedelta(days=1)
    assert out_of_quiet(later, rhythm) == later


@given(DAYS, st.integers(1, 40))
def test_stretches_joined_give_what_the_whole_gives(day: date, length: int) -> None:
    begin = end_of(day, ZONE)
    middle, end = begin + timedelta(days=length), begin + timedelta(days=length + 17, hours=8)
    who = [Subscriber("telegram:1"), Subscriber("telegram:2", "province", ("ngân sách",))]
    whole = due_reminders(national_duties(), who, CALENDAR, begin, end)
    parts = due_reminders(national_duties(), who, CALENDAR, begin, middle)
    parts += due_reminders(national_duties(), who, CALENDAR, middle, end)
    assert whole == parts


@pytest.mark.parametrize("seed", [1, 2])
def test_a_year_with_stops_and_restarts_leaves_out_nothing(world: Begin, seed: int) -> None:
    chance = random.Random(seed)
    here = world("2026-01-01T06:00")
    start = here.clock.now()
    levels = {"telegram:-1": "commune", "telegram:-2": "province", "telegram:7": ""}
    for chat, level in levels.items():
        here.subscribe(chat, level)
    while here.clock.now() < at("2027-01-01T06:00"):
        here.plan()
        here.drain()
        if chance.random() < 0.02:
            here.reopen()
        hours = chance.choice([24 * 4, 24 * 12]) if chance.random() < 0.01 else 6
        here.clock.time += timedelta(hours=hours)
    who = [Subscriber(chat, level) for chat, level in levels.items()]
    last = here.state.db.execute("SELECT at FROM ticks").fetchone()[0]
    until = datetime.fromtimestamp(last, ZONE)
    wanted = due_reminders(duties_of(here.state), who, CALENDAR, start, until)
    rows = here.state.db.execute(
        "SELECT reminders.chat, key, things.occurrence, lead, at, reminders.state FROM reminders "
        "JOIN things ON things.id = thing WHERE lead NOT IN ('again', 'overdue')"
    ).fetchall()
    assert sorted((row[0], row[1], row[2], row[3], row[4]) for row in rows) == sorted(
        (one.chat, one.code, one.occurrence, one.lead, int(one.at.timestamp())) for one in wanted
    )
    assert {row[5] for row in rows} <= {"sent", "queued"}
    assert len(wanted) > 200


def test_one_digest_for_a_chat_and_morning_and_the_week_on_monday(world: Begin) -> None:
    here = world("2026-12-05T08:00")
    here.subscribe("telegram:-5")
    here.personal("gửi hồ sơ", "2026-12-11T23:59:59", "telegram:-5")
    here.tick("2026-12-07T07:30")
    (text,) = here.platform.texts("telegram:-5")
    assert "2 việc cần nhớ" in text
    assert text.index("Tuần này") < text.index("gửi hồ sơ")
    here.tick("2026-12-07T09:00")
    assert len(here.platform.got) == 1


def test_after_a_long_stop_one_digest_says_that_it_is_late_and_the_administrators_hear_why(world: Begin) -> None:
    here = world("2026-12-06T08:00")
    here.subscribe("telegram:-5")
    here.plan()
    here.tick("2026-12-15T09:00", admins=("telegram:1",))
    assert len(here.platform.texts("telegram:-5")) == 1
    assert "nhắc muộn, hạn" in here.platform.texts("telegram:-5")[0]
    told = here.platform.texts("telegram:1")
    assert len(told) == 1
    assert "08:00 06/12/2026" in told[0] and "09:00 15/12/2026" in told[0]
    assert "Xếp loại chất lượng công chức" in told[0]


def test_administrators_hear_that_private_reminders_came_late_but_not_which(world: Begin) -> None:
    here = world("2026-12-06T08:00")
    here.personal("chuyện riêng", "2026-12-06T09:00", exact=True)
    here.plan()
    here.reopen()
    here.tick("2026-12-06T10:00", admins=("telegram:1",))
    (told,) = here.platform.texts("telegram:1")
    assert "1 lời nhắc gửi muộn" in told and "riêng" not in told


def test_late_reminders_wait_for_the_end_of_the_quiet_hours(world: Begin) -> None:
    here = world("2026-12-06T08:00")
    here.subscribe("telegram:-5")
    here.plan()
    assert here.tick("2026-12-07T23:30") == 0
    assert here.tick("2026-12-08T05:59") == 0
    assert here.tick("2026-12-08T06:00") == 1


def test_a_minute_somebody_asked_for_is_kept_at_night(world: Begin) -> None:
    here = world("2026-12-06T08:00")
    here.personal("trực", "2026-12-06T23:30", exact=True)
    assert here.tick("2026-12-06T23:30") == 1


def test_uncertain_days_remind_nobody(world: Begin) -> None:
    here = world("2026-01-01T06:00")
    here.subscribe("telegram:-5", "")
    here.run("2026-12-31T00:00", timedelta(hours=12))
    told = {row[0] for row in here.state.db.execute("SELECT DISTINCT key FROM things").fetchall()}
    sure = {duty.code for duty in national_duties() if duty.drives_reminders}
    assert told <= sure


def test_a_recurring_reminder_comes_each_time_also_after_a_stop(world: Begin) -> None:
    here = world("2026-11-20T08:00")
    here.personal("giao ban", "2026-11-23T08:00", exact=True, recurrence="FREQ=WEEKLY;BYDAY=MO")
    here.tick("2026-11-23T08:00")
    here.tick("2026-12-08T08:00")
    rows = here.state.db.execute("SELECT count(*) FROM reminders WHERE state = 'sent'").fetchone()
    assert rows[0] == 3
    assert len(here.platform.got) == 2
