"""kill -9 around sends: nothing lost, nothing repeated without saying so."""

import random
import time
from collections import Counter
from pathlib import Path

from tests.forks import FORKS
from tests.reminders import killed_process
from tests.reminders.world import World, at

PEOPLE = 60
KILLS = 8


def test_kill_9_loses_nothing_and_repeats_nothing_unmarked(tmp_path: Path) -> None:
    world = World(tmp_path / "state.db", "2026-11-21T08:00")
    for person in range(PEOPLE):
        world.personal("việc", "2026-11-21T08:30", f"telegram:{person}", exact=True, actor=f"telegram:{person}")
    world.clock.time = at("2026-11-21T08:30")
    world.plan()
    world.close()
    delivered = tmp_path / "delivered.txt"
    ready, begun = FORKS.Pipe(duplex=False)
    chance = random.Random(5)
    for kill in range(KILLS + 1):
        process = FORKS.Process(target=killed_process.main, args=(tmp_path / "state.db", delivered, begun))
        process.start()
        assert ready.poll(60)
        ready.recv()
        if kill < KILLS:
            time.sleep(chance.uniform(0.0, 0.03))
            process.kill()
        process.join(60)
    assert process.exitcode == 0
    lines = [line.split() for line in delivered.read_text(encoding="utf-8").splitlines()]
    unmarked = Counter(chat for chat, kind in lines if kind == "first")
    assert {chat for chat, _kind in lines} == {f"telegram:{person}" for person in range(PEOPLE)}
    assert set(unmarked.values()) <= {1}
