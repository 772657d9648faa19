"""A process that brings reminders out, each delivery a line in a file; test_kill ends it with kill -9."""

import asyncio
import os
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.outbox import Outbox
from handlers.markup import plain
from handlers.message import Reply
from handlers.reminders import Reminders
from handlers.state import State

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class File:
    """A platform that writes to a file; waits are around the delivery, so that a kill hits them."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    async def send(self, chat: str, topic: str, reply: Reply) -> None:
        await asyncio.sleep(0.001)
        doubt = "có thể đã gửi" in plain(reply.text)
        self._file.write(f"{chat} {'again' if doubt else 'first'}\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        await asyncio.sleep(0.001)


def main(state_path: Path, delivered: Path, ready: Connection) -> None:
    """Say that it begins and bring out what is due."""
    asyncio.run(_bring_out(state_path, delivered, ready))


async def _bring_out(state_path: Path, delivered: Path, ready: Connection) -> None:
    """The clock runs a thousand times as fast."""
    state = State.open(state_path)
    began = datetime.now(ZONE)
    start = datetime(2026, 11, 21, 8, 30, tzinfo=ZONE)

    def now() -> datetime:
        return start + 1000 * (datetime.now(ZONE) - began)

    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / 1000)

    outbox = Outbox(Reminders(state, ZONE), {"telegram": File(delivered)}, now, sleep=sleep)
    outbox.recover()
    ready.send("ready")
    while state.db.execute("SELECT 1 FROM reminders WHERE state IN ('queued', 'claimed', 'sending')").fetchone():
        await outbox.drain()
        await sleep(timedelta(seconds=1).total_seconds())
    state.close()
