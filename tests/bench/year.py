"""A simulated year of reminders with outages, kills and 429s: python -m tests.bench.year --communes 100.

Each commune and each person has all duties of the year: those that hold in the whole country and those of
own_duties.csv, together 138. Prints what was planned, delivered, missed, repeated, the time and the memory it took.
Status 1 where one was missed or came twice without saying so.
"""

import argparse
import asyncio
import logging
import random
import re
import resource
import sys
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic

from bot.outbox import NotSent, Unsure
from handlers.markup import plain
from handlers.message import Reply
from handlers.own_duties import duties_of, keep_duties
from handlers.reminder_plan import Subscriber, due_reminders, wanted
from knowledge.duties import parse_duties
from tests.reminders.world import CALENDAR, ZONE, Clock, Killed, Platform, World, at

START, END = "2026-01-01T06:00", "2027-01-02T12:00"
MARKS = ("có thể đã gửi", "nhắc muộn", "nhắc lại, chưa ai nhận", "quá hạn", "Quá hạn")
_THING = re.compile(r"^(?:• )?#(\d+) .*$", re.MULTILINE)
_ASKED = re.compile(r"việc (\d+)-(\d+);")


class Ear(Platform):
    """A platform that keeps of each message only what the sums need, so that a year fits into memory."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.messages = self.twice = 0
        self.longest = 0
        self.heard: set[tuple[int, int]] = set()
        self._told: set[tuple[str, str, int]] = set()

    async def send(self, chat: str, topic: str, reply: Reply) -> None:
        self.fault(chat, False)
        text = plain(reply.text)
        self.messages += 1
        self.longest = max(self.longest, len(text))
        self.heard.update((int(one[1]), int(one[2])) for one in _ASKED.finditer(text))
        told, _week, _rest = text.partition("Tuần này")
        day = self.clock.now().toordinal()
        lines = [told] if told.startswith("Nhắc: ") else [one[0] for one in _THING.finditer(told)]
        for line in lines:
            if any(mark in line for mark in MARKS):
                continue
            name = line.split(":")[1] if line is told else line.split(" ")[1]
            key = chat, name.split("\n")[0], day
            self.twice += key in self._told
            self._told.add(key)
        self._told = {one for one in self._told if one[2] == day} if len(self._told) > 200_000 else self._told
        self.fault(chat, True)


def main() -> int:
    """Run the year and print the sums."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--communes", type=int, default=100)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--each", type=int, default=12, help="personal reminders of each person in the year")
    parser.add_argument("--minutes", type=int, default=30, help="length of a step between ticks")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    chance = random.Random(options.seed)
    began = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock(at(START))
        ear = Ear(clock)
        world = World(Path(folder) / "state.db", START, ear)
        own = parse_duties(Path(__file__).with_name("own_duties.csv").read_text(encoding="utf-8"), "own_duties.csv")
        keep_duties(world.state, own, "terminal:operator", world.clock.now())
        chats = [f"telegram:-{number}" for number in range(1, options.communes + 1)]
        chats += [f"telegram:{number}" for number in range(1, options.people + 1)]
        with world.state.transaction():
            for chat in chats:
                world.subscribe(chat)
        asked = _ask(world, options.people, options.each, chance)
        start = world.clock.now()
        faults = _Faults(world, chance)
        kills = stops = 0
        while world.clock.time < at(END):
            begun = world.clock.time
            world.plan()
            try:
                world.drain()
            except Killed:
                kills += 1
                world.reopen()
            following = begun + timedelta(minutes=options.minutes)
            if chance.random() < 0.002:
                stops += 1
                following += timedelta(hours=chance.choice([3, 30, 100]))
                world.reopen()
            world.clock.time = max(world.clock.time + timedelta(seconds=1), following)
        _finish(world)
        status = _sums(world, ear, chats, start, asked)
        print(f"kills {kills}, stops {stops}, outages {faults.outages}, 429s {faults.refusals}, read {faults.timeouts}")
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = world.path.stat().st_size / 2**20
        print(f"{monotonic() - began:.0f} s, {memory:.0f} MB of memory at most, state.db {size:.0f} MB")
        world.close()
    return status


class _Faults:
    """Outages of the platform, 429s, read timeouts before and after delivery, kills around sends."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self._world = world
        self._chance = chance
        self._dark_until = world.clock.time
        self.outages = self.refusals = self.timeouts = 0
        world.platform.fault = self.happen

    def happen(self, _chat: str, delivered: bool) -> None:
        now = self._world.clock.now()
        if not delivered and now < self._dark_until:
            raise NotSent("ConnectError")
        drawn = self._chance.random()
        if drawn < 0.0005 and not delivered:
            self.outages += 1
            self._dark_until = now + timedelta(minutes=self._chance.choice([1, 20, 200]))
            raise NotSent("ConnectError")
        if drawn < 0.002 and not delivered:
            self.refusals += 1
            raise NotSent("429", self._chance.choice([1.0, 5.0, 40.0]))
        if drawn < 0.004:
            self.timeouts += 1
            raise Unsure("ReadTimeout")
        if drawn < 0.005:
            raise Killed


def _ask(world: World, people: int, each: int, chance: random.Random) -> int:
    with world.state.transaction():
        for person in range(1, people + 1):
            for number in range(each):
                minutes = chance.randrange(60, 365 * 24 * 60)
                due = at(START) + timedelta(minutes=minutes)
                chat = f"telegram:{person}"
                world.personal(f"việc {person}-{number};", due.isoformat()[:19], chat, exact=True, actor=chat)
    return people * each


def _finish(world: World) -> None:
    """Bring out what was still waiting for quiet hours and pauses."""
    world.platform.fault = lambda _chat, _delivered: None
    world.reopen()
    for _hour in range(24):
        asyncio.run(world.outbox.drain())
        world.clock.time += timedelta(hours=1)


def _sums(world: World, ear: Ear, chats: list[str], start: datetime, asked: int) -> int:
    db = world.state.db
    until = datetime.fromtimestamp(db.execute("SELECT at FROM ticks").fetchone()[0], ZONE)
    duties, who = duties_of(world.state), Subscriber("")
    year = wanted(duties, who, date(start.year, 1, 1), date(start.year, 12, 31), CALENDAR)
    due = [(one.code, one.occurrence, one.lead) for one in due_reminders(duties, [who], CALENDAR, start, until)]
    missed = 0
    for chat in chats:
        rows = db.execute(
            "SELECT key, things.occurrence, lead FROM reminders JOIN things ON things.id = thing "
            "WHERE things.chat = ? AND kind = 'duty' AND reminders.state IN ('sent', 'unsure')",
            [chat],
        )
        missed += len(set(due) - set(rows.fetchall()))
    states = dict(db.execute("SELECT state, count(*) FROM reminders GROUP BY state").fetchall())
    silent = asked - len(ear.heard)
    print(f"{len(chats)} chats with {len(year)} duties each: {len(due) * len(chats)} reminders wanted, {missed} missed")
    print(f"personal: {asked} asked, {silent} never delivered")
    print(f"messages {ear.messages}, longest {ear.longest}, twice without a mark {ear.twice}, rows {states}")
    return int(missed > 0 or ear.twice > 0 or silent > 0)


if __name__ == "__main__":
    sys.exit(main())
