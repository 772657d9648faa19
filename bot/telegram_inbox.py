"""The inbox of a channel: updates kept before anything else, then handled one after another in each chat."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from bot.telegram_read import lane_of
from bot.waiting import kept
from handlers.state import State, Update

MOST_WAITING = 2000
MOST_STARTS = 3

log = logging.getLogger("solieu.telegram")


class Inbox:
    """Lines of updates, one for each chat; handle deals with one update and finishes it."""

    def __init__(
        self, channel: str, state: State, handle: Callable[[Update], Awaitable[None]], now: Callable[[], datetime]
    ) -> None:
        self._channel = channel
        self._state = state
        self._handle = handle
        self._now = now
        self._lanes: dict[str, deque[Update]] = {}
        self._walks: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being handled or waits."""
        return not self._lanes

    async def take_in(self, updates: list[dict[str, Any]]) -> None:
        """Keep raw updates and put those that are new in line; return once all of them are kept."""
        await self._room.wait()
        payloads = [(str(update["update_id"]), json.dumps(update, ensure_ascii=False)) for update in updates]
        fresh = set(await kept(lambda: self._state.take_in(self._channel, payloads, self._now())))
        for (number, payload), update in zip(payloads, updates, strict=True):
            if number in fresh:
                fresh.discard(number)
                self._line_up(lane_of(update), Update(self._channel, number, "received", payload, "", 0))

    async def take_up(self) -> None:
        """Put what an earlier run left unfinished in line; what stopped it several times is given up."""
        for update in await kept(lambda: self._state.open_updates(self._channel)):
            if await kept(lambda number=update.id: self._begun(number)) <= MOST_STARTS:  # type: ignore[misc]
                self._line_up(lane_of(json.loads(update.payload) if update.payload else {}), update)

    async def stop(self) -> None:
        """Drop what is in line; it stays in the database."""
        for walk in list(self._walks):
            walk.cancel()
        await asyncio.gather(*self._walks, return_exceptions=True)

    def _begun(self, number: str) -> int:
        with self._state.transaction():
            attempts = self._state.note_attempt(self._channel, number)
            if attempts > MOST_STARTS:
                log.error("an update that ended the program %d times was given up", MOST_STARTS)
                self._state.finish(self._channel, [number], "failed")
        return attempts

    def _line_up(self, lane: str, update: Update) -> None:
        self._waiting += 1
        if self._waiting >= MOST_WAITING:
            self._room.clear()
        waiting = self._lanes.get(lane)
        if waiting is not None:
            waiting.append(update)
            return
        self._lanes[lane] = deque([update])
        walk = asyncio.create_task(self._walk(lane))
        self._walks.add(walk)
        walk.add_done_callback(self._walks.discard)

    async def _walk(self, lane: str) -> None:
        """Handle one chat's updates in their order, then vanish."""
        waiting = self._lanes[lane]
        try:
            while waiting:
                await self._handle(waiting.popleft())
                self._left(1)
        finally:
            self._left(len(waiting))
            del self._lanes[lane]

    def _left(self, count: int) -> None:
        self._waiting -= count
        if self._waiting < MOST_WAITING:
            self._room.set()
