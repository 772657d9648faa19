"""kill -9 of `solieu run` at random instants around sends: python -m tests.bench.kill --kills 200.

The assistant runs in a process of its own against the fake Telegram server and is ended and started again while
reminders go out. Prints how many were lost and how many came again; status 1 where one was lost, came again without
saying so, or came again although the platform had confirmed it.
"""

import argparse
import asyncio
import logging
import os
import random
import signal
import sys
import tempfile
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from knowledge import build
from tests.reminders.world import ZONE, World
from tests.telegram.fake import TOKEN, FakeTelegram

DOUBT = "có thể đã gửi"
_FEWEST, _MOST = 1, 8
_AROUND_SECONDS = 0.12


def main() -> int:
    """Run the kills and print the sums."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_run(Path(folder), options.kills, random.Random(options.seed)))


async def _run(folder: Path, kills: int, chance: random.Random) -> int:
    build.build(folder / "knowledge.db")
    people = kills * (_MOST + 6)
    _ask(folder / "state.db", people)
    fake = FakeTelegram()
    fake.start()
    began = monotonic()
    for _kill in range(kills):
        process = await start(folder, fake)
        wanted = len(fake.said) + chance.randint(_FEWEST, _MOST)
        await fake.until(lambda wanted=wanted: len(fake.said) >= wanted, 60)  # type: ignore[misc]
        await asyncio.sleep(chance.uniform(0.0, _AROUND_SECONDS))
        process.send_signal(signal.SIGKILL)
        await process.wait()
    process = await start(folder, fake)
    await fake.until(lambda: len({call.params["chat_id"] for call in fake.said}) >= people, 60 + people / 10)
    await asyncio.sleep(5.0)
    process.send_signal(signal.SIGTERM)
    status = await process.wait()
    calls = fake.said
    await fake.stop()
    unmarked = Counter(int(call.params["chat_id"]) for call in calls if DOUBT not in str(call.params["text"]))
    heard = {int(call.params["chat_id"]) for call in calls}
    repeats = len(calls) - len(heard)
    twice = sum(count - 1 for count in unmarked.values() if count > 1)
    marked_first = len(heard - set(unmarked))
    print(
        f"{people} reminders, {kills} kills: {people - len(heard)} lost, {repeats} came again, all but {twice} marked"
    )
    print(f"{marked_first} were marked although the first attempt never arrived; end of the last run: status {status}")
    print(f"{monotonic() - began:.0f} s")
    return int(len(heard) < people or twice > 0 or status != 0)


def _ask(path: Path, people: int) -> None:
    start = datetime.now(ZONE) - timedelta(minutes=2)
    world = World(path, start.isoformat()[:19])
    world.plan()
    due = (start + timedelta(minutes=1)).isoformat()[:19]
    with world.state.transaction():
        for person in range(1, people + 1):
            world.personal("gửi báo cáo", due, f"telegram:{person}", exact=True, actor=f"telegram:{person}")
    world.close()


async def start(folder: Path, fake: FakeTelegram) -> asyncio.subprocess.Process:
    """Return the assistant in a process of its own, with knowledge.db and state.db of a folder."""
    config = folder / "config.toml"
    config.write_text(f'[access]\nmode = "open"\n[telegram]\napi_url = "{fake.url}"\n[log]\nlevel = "ERROR"\n')
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--config", str(config)),
        *("--knowledge", str(folder / "knowledge.db"), "--state", str(folder / "state.db"), "run"),
        env={"PATH": os.environ["PATH"], "SOLIEU_TELEGRAM_TOKEN": TOKEN},
        stderr=asyncio.subprocess.DEVNULL,
    )


if __name__ == "__main__":
    sys.exit(main())
