"""10,000 reminders due in the same minute: python -m tests.bench.minute [--count 10000] [--live].

Without --live with a virtual clock and a platform that answers 429 above 30 messages a second; with --live as
`solieu run` in a process of its own against the fake Telegram server, which takes a second for 25 of them. Prints
whether they came in order of urgency, the most in any second, the 429s and the memory. Status 1 where the order was
wrong, one was lost or a limit was passed.
"""

import argparse
import asyncio
import logging
import resource
import signal
import sys
import tempfile
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from bot.outbox import AT_ONCE, PER_SECOND, NotSent
from handlers.markup import plain
from handlers.message import Reply
from knowledge import build
from tests.bench.kill import start
from tests.reminders.world import ZONE, Clock, Platform, World, at
from tests.telegram.fake import FakeTelegram

HARD_LIMIT = 30
URGENCIES = 4
TENTHS = 10
START = "2026-11-21T08:00"


class Strict(Platform):
    """A platform that answers 429 to the 31st message within a second."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.refused = 0
        self.most = 0
        self._lately: deque[float] = deque()

    async def send(self, chat: str, topic: str, reply: Reply) -> None:
        now = self.clock.now().timestamp()
        while self._lately and now - self._lately[0] >= 1.0:
            self._lately.popleft()
        if len(self._lately) >= HARD_LIMIT:
            self.refused += 1
            raise NotSent("429", 1.0)
        self._lately.append(now)
        self.most = max(self.most, len(self._lately))
        self.got.append((self.clock.now(), chat, plain(reply.text)))


def main() -> int:
    """Run the minute and print the sums."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--live", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        if options.live:
            return asyncio.run(_live(Path(folder), options.count))
        return _virtual(Path(folder), options.count)


def ask(world: World, count: int, due: str) -> None:
    """Let so many people ask to be reminded at the same minute, each with one of four urgencies."""
    with world.state.transaction():
        for person in range(1, count + 1):
            chat = f"telegram:{person}"
            world.personal("việc", due, chat, exact=True, urgency=person % URGENCIES, actor=chat)


def _virtual(folder: Path, count: int) -> int:
    clock = Clock(at(START))
    platform = Strict(clock)
    world = World(folder / "state.db", START, platform)
    ask(world, count, "2026-11-21T08:30:00")
    began, before = monotonic(), _memory()
    sent = world.tick("2026-11-21T08:30")
    took = (platform.got[-1][0] - platform.got[0][0]).total_seconds()
    grown = _memory() - before
    print(f"{sent} of {count} sent in {took:.0f} s of virtual time, {monotonic() - began:.0f} s of real time")
    good = _told(platform.most, [int(chat.partition(":")[2]) for _at, chat, _text in platform.got], platform.refused)
    print(f"memory {before:.0f} MB before, {grown:+.0f} MB at most while sending")
    world.close()
    return int(not good or sent < count)


async def _live(folder: Path, count: int) -> int:
    build.build(folder / "knowledge.db")
    now = datetime.now(ZONE)
    world = World(folder / "state.db", (now - timedelta(minutes=2)).isoformat()[:19])
    world.plan()
    ask(world, count, (now - timedelta(minutes=1)).isoformat()[:19])
    world.close()
    fake = FakeTelegram()
    fake.start()
    process = await start(folder, fake)
    memory = []
    for tenth in range(1, TENTHS + 1):
        wanted = count * tenth // TENTHS
        await fake.until(lambda wanted=wanted: len(fake.said) >= wanted, 60 + count / 10)  # type: ignore[misc]
        memory.append(_memory_of(process.pid))
    calls = fake.said
    process.send_signal(signal.SIGTERM)
    status = await process.wait()
    await fake.stop()
    times = [call.at for call in calls]
    most = max(sum(one < begin + 1.0 for one in times[place : place + 100]) for place, begin in enumerate(times))
    print(f"{len(calls)} of {count} sent in {times[-1] - times[0]:.0f} s, status {status}")
    good = _told(most, [int(call.params["chat_id"]) for call in calls], 0)
    print("memory after each tenth: " + ", ".join(f"{one:.1f}" for one in memory) + " MB")
    return int(not good or len(calls) < count or status != 0)


def _told(most: int, people: Sequence[int], refused: int) -> bool:
    urgencies = [person % URGENCIES for person in people]
    # Several calls are under way at once, so that neighbours may overtake each other.
    ordered = all(earlier >= later for earlier, later in zip(urgencies, urgencies[AT_ONCE:], strict=False))
    print(f"in order of urgency: {ordered}; at most {most} in a second ({PER_SECOND} wanted); 429s {refused}")
    return ordered and most <= HARD_LIMIT and not refused


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _memory_of(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
