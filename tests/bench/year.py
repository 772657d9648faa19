"""A simulated year of reminders with outages, kills and 429s: python -m tests.bench.year --communes 100.

Prints what was planned, delivered, missed, repeated, the time and the memory it took. Status 1 where one was missed or
came twice without saying so.
"""

import argparse
import asyncio
import logging
import random
import resource
import sys
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from bot.outbox import NotSent, Unsure
from handlers.own_duties import duties_of
from handlers.reminder_plan import Subscriber, due_reminders
from tests.reminders.world import CALENDAR, ZONE, Killed, World, at

START, END = "2026-01-01T06:00", "2027-01-02T12:00"
DOUBT = "có thể đã gửi"


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
        world = World(Path(folder) / "state.db", START)
        communes = [f"telegram:-{number}" for number in range(1, options.communes + 1)]
        for chat in communes:
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
        status = _sums(world, communes, start, asked)
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


def _sums(world: World, communes: list[str], start: datetime, asked: int) -> int:
    db = world.state.db
    until = datetime.fromtimestamp(db.execute("SELECT at FROM ticks").fetchone()[0], ZONE)
    who = [Subscriber(chat) for chat in communes]
    wanted = due_reminders(duties_of(world.state), who, CALENDAR, start, until)
    rows = Counter(
        db.execute(
            "SELECT reminders.chat, key, things.occurrence, lead FROM reminders JOIN things ON things.id = thing "
            "WHERE kind = 'duty' AND (reminders.state = 'sent' OR reminders.state = 'unsure')"
        ).fetchall()
    )
    missed = sum((one.chat, one.code, one.occurrence, one.lead) not in rows for one in wanted)
    states = dict(db.execute("SELECT state, count(*) FROM reminders GROUP BY state").fetchall())
    told = Counter(
        text.split(";")[0].split("việc ")[1]
        for _at, chat, text in world.platform.got
        if text.startswith("Nhắc: việc") and DOUBT not in text and "(" in text
    )
    digests = Counter((chat, text) for _at, chat, text in world.platform.got if DOUBT not in text)
    twice = sum(count - 1 for count in digests.values()) + sum(count - 1 for count in told.values())
    heard = {
        name.split(";")[0]
        for _at, _chat, text in world.platform.got
        for name in text.split("việc ")[1:]
        if "-" in name.split(";")[0]
    }
    print(
        f"duties: {len(wanted)} wanted, {missed} missed; personal: {asked} asked, {asked - len(heard)} never delivered"
    )
    print(f"messages delivered {len(world.platform.got)}, twice without a mark {twice}, rows {states}")
    return int(missed > 0 or twice > 0 or len(heard) < asked)


if __name__ == "__main__":
    sys.exit(main())
