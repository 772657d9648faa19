"""kill -9 around sends: nothing lost, nothing repeated without saying so."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

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
    command = [sys.executable, "-m", "tests.reminders.killed_process", str(tmp_path / "state.db"), str(delivered)]
    chance = random.Random(5)
    for _kill in range(KILLS):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.03))
        process.kill()
        process.wait()
        process.stdout.close()
    subprocess.run(command, check=True, timeout=60, stdout=subprocess.DEVNULL)
    lines = [line.split() for line in delivered.read_text(encoding="utf-8").splitlines()]
    unmarked = Counter(chat for chat, kind in lines if kind == "first")
    assert {chat for chat, _kind in lines} == {f"telegram:{person}" for person in range(PEOPLE)}
    assert set(unmarked.values()) <= {1}
