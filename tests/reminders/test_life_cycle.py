"""From open to closed: each step kept with who and when, reminders following."""

from collections.abc import Callable

import pytest

from handlers.own_duties import duties_of, keep_duties, own_duties
from handlers.reminders import MOST_OPEN, TooMany
from knowledge.duties import confirmed, national_duties
from tests.reminders.world import CALENDAR, World, at

Begin = Callable[[str], World]
LAN, NAM = "telegram:7", "telegram:8"


def steps(world: World, number: int) -> list[tuple[str, str]]:
    return [(step.step, step.actor) for step in world.reminders.steps(number)]


def state_of(world: World, number: int) -> str:
    thing = world.reminders.thing(number)
    assert thing is not None
    return thing.state


def test_done_in_time_and_done_late(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    first, second = (here.personal(title, "2026-11-25T23:59:59") for title in ("một", "hai"))
    here.reminders.acknowledge(first, LAN, here.clock.now())
    assert state_of(here, first) == "acknowledged"
    assert here.reminders.finish(first, LAN, at("2026-11-25T23:59:59"), CALENDAR) == "done"
    assert here.reminders.finish(second, NAM, at("2026-11-26T00:00:00"), CALENDAR) == "done_late"
    assert steps(here, first) == [("created", LAN), ("acknowledged", LAN), ("done", LAN)]
    assert steps(here, second) == [("created", LAN), ("done_late", NAM)]
    assert here.tick("2026-11-25T08:00") == 0


def test_not_acknowledged_is_said_again_then_overdue_then_the_superior_hears(world: Begin) -> None:
    here = world("2026-12-12T08:00")
    here.subscribe("telegram:-5", superior="telegram:9")
    number = here.reminders.open_things("telegram:-5")[0].id
    here.run("2026-12-16T00:00")
    assert state_of(here, number) == "overdue"
    assert ("overdue", "clock") in steps(here, number)
    assert any("Quá hạn" in text or "quá hạn" in text for text in here.platform.texts("telegram:9"))
    leads = [row[0] for row in here.state.db.execute("SELECT lead FROM reminders WHERE thing = ?", [number]).fetchall()]
    assert leads == ["1", "0", "again", "overdue", "overdue"] or "again" in leads


def test_the_superior_hears_in_time_that_nobody_has_taken_note(world: Begin) -> None:
    here = world("2026-12-12T08:00")
    here.subscribe("telegram:-5", words=("xếp loại công chức",), superior="telegram:9")
    here.run("2026-12-14T15:59")
    assert here.platform.texts("telegram:9") == []
    here.tick("2026-12-14T16:00")
    (told,) = here.platform.texts("telegram:9")
    assert "chưa ai nhận" in told and "Xếp loại" in told
    assert here.platform.texts("telegram:-5") and "cấp trên" not in " ".join(here.platform.texts("telegram:-5"))


def test_an_acknowledged_duty_is_not_said_again_and_the_superior_hears_nothing(world: Begin) -> None:
    here = world("2026-12-12T08:00")
    here.subscribe("telegram:-5", superior="telegram:9")
    for thing in here.reminders.open_things("telegram:-5"):
        here.reminders.acknowledge(thing.id, LAN, here.clock.now())
    here.run("2026-12-16T12:00")
    leads = {row[0] for row in here.state.db.execute("SELECT lead FROM reminders").fetchall()}
    assert "again" not in leads and "overdue" in leads
    assert here.platform.texts("telegram:9") == []


def test_extending_begins_the_reminders_anew(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    number = here.personal("gửi hồ sơ", "2026-11-24T23:59:59")
    here.tick("2026-11-23T07:30")
    here.reminders.extend(number, at("2026-11-30T23:59:59"), LAN, here.clock.now(), CALENDAR)
    assert steps(here, number)[-1] == ("extended", LAN)
    here.run("2026-12-01T00:00")
    assert sum("30/11/2026" in text for text in here.platform.texts()) == 2
    assert not any("nhắc muộn" in text for text in here.platform.texts())


def test_handing_over_tells_the_new_one(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    here.talks(NAM)
    number = here.personal("gửi hồ sơ", "2026-11-30T23:59:59")
    here.reminders.hand_over(number, NAM, LAN, here.clock.now())
    here.tick("2026-11-21T08:01")
    assert "Việc chuyển đến anh/chị: gửi hồ sơ" in here.platform.texts(NAM)[0]
    assert [thing.id for thing in here.reminders.things_of(NAM)] == [number]
    assert steps(here, number)[-1] == ("handed_over", LAN)


def test_a_closed_thing_takes_its_queued_reminders_along(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    number = here.personal("gửi hồ sơ", "2026-11-24T09:00", exact=True)
    here.clock.time = at("2026-11-24T09:00")
    here.plan()
    here.reminders.cancel(number, LAN, here.clock.now())
    assert here.drain() == 0
    assert here.states() == [("0", "withdrawn")]


def test_a_recurring_thing_goes_on_when_done_and_ends_when_dropped(world: Begin) -> None:
    here = world("2026-11-20T08:00")
    number = here.personal("giao ban", "2026-11-23T08:00", exact=True, recurrence="FREQ=WEEKLY;BYDAY=MO")
    here.reminders.finish(number, LAN, here.clock.now(), CALENDAR)
    (following,) = here.reminders.things_of(LAN)
    assert following.due == at("2026-11-30T08:00")
    here.reminders.cancel(following.id, LAN, here.clock.now())
    here.run("2026-12-20T00:00")
    assert here.platform.got == []


def test_one_person_cannot_keep_ten_thousand(world: Begin) -> None:
    here = world("2026-11-20T08:00")
    for number in range(MOST_OPEN):
        here.personal(f"việc {number}", "2026-11-30T08:00", exact=True)
    with pytest.raises(TooMany):
        here.personal("một việc nữa", "2026-11-30T08:00", exact=True)
    assert len(here.reminders.things_of(LAN)) == MOST_OPEN


def test_an_operators_own_rule_replaces_the_plan_and_going_back_restores_it(world: Begin) -> None:
    here = world("2026-12-12T08:00")
    here.subscribe("telegram:-5")
    before = {(thing.key, thing.occurrence) for thing in here.reminders.open_things("telegram:-5")}
    report = next(duty for duty in national_duties() if duty.code == "RPT-07")
    from dataclasses import replace

    own = confirmed(replace(report, due_rule="by P:20"), "QĐ của tỉnh")
    keep_duties(here.state, [own], "terminal:operator", here.clock.now())
    assert own_duties(here.state) == (own,)
    here.reminders.resow(here.clock.now(), duties_of(here.state), CALENDAR)
    after = {(thing.key, thing.occurrence) for thing in here.reminders.open_things("telegram:-5")}
    assert {key for key, _occurrence in after - before} == {"RPT-07"}
    here.state.db.execute("DELETE FROM own_duties")
    here.reminders.resow(here.clock.now(), duties_of(here.state), CALENDAR)
    assert {(thing.key, thing.occurrence) for thing in here.reminders.open_things("telegram:-5")} == before


def test_a_person_who_asks_to_be_forgotten_leaves_no_reminder(world: Begin) -> None:
    here = world("2026-11-21T08:00")
    here.personal("gửi hồ sơ", "2026-11-24T09:00", exact=True)
    in_group = here.personal("họp", "2026-11-24T09:00", "telegram:-5", exact=True)
    here.reminders.hand_over(in_group, NAM, LAN, here.clock.now())
    for person in (LAN, NAM):
        here.state.erase_person(person)
    for table in ("things", "thing_steps", "reminders", "subscriptions"):
        rows = here.state.db.execute(f"SELECT * FROM {table}").fetchall()
        assert LAN not in str(rows) and NAM not in str(rows)
