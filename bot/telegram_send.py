"""Calls to Telegram that bring an answer out: at its pace, again when it was surely not delivered, else not."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

import httpx
from telegram import error

MOST_PER_SECOND = 28
SHORTEST_WAIT = 1.0
LONGEST_WAIT = 30.0
MOST_FAILURES = 10
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)

# The library warns of every 429 unless its waiting times are asked for as timedelta.
os.environ.setdefault("PTB_TIMEDELTA", "1")

log = logging.getLogger("solieu.telegram")
T = TypeVar("T")


class Undeliverable(Exception):
    """The chat cannot be written to: blocked, removed, closed, deleted."""


class Unsure(Exception):
    """The call may have been carried out: the answer to it never came."""


def surely_not_sent(problem: error.NetworkError) -> bool:
    """Return whether a failed call had no effect: no connection came about, or the server said that it failed."""
    cause = problem.__cause__
    if isinstance(cause, httpx.HTTPError):
        return isinstance(cause, _NEVER_SENT)
    return not isinstance(problem, error.TimedOut)


def is_foreign(problem: BaseException) -> bool:
    """Return whether an error page came from something else than Telegram, which always answers in JSON."""
    return isinstance(problem.__cause__, error.TelegramError)


def seconds_of(problem: error.RetryAfter) -> float:
    """Return how long Telegram asked to wait."""
    wait = problem.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


@dataclass(slots=True)
class Pace:
    """Spaces calls evenly below the platform's limit over all chats."""

    per_second: int = MOST_PER_SECOND
    _next: float = 0.0

    async def wait(self) -> None:
        """Return when the next call may go out; up to a third of a second's worth may go at once."""
        now = monotonic()
        self._next = max(self._next, now - 1 / 3)
        self._next += 1 / self.per_second
        if self._next > now:
            await asyncio.sleep(self._next - now)


class Sender:
    """Carries out calls with Telegram's own rules about failures; moved is told of a group's new id."""

    def __init__(self, moved: Callable[[int, int], None]) -> None:
        self._pace = Pace()
        self._moved = moved

    async def call(
        self,
        chat: int,
        make: Callable[[int], Awaitable[T]],
        *,
        repeatable: bool = False,
        held: Callable[[bool], None] = lambda _waiting: None,
    ) -> T:
        """Return the result of make(chat), made again after 429, 5xx (MOST_FAILURES times) and failed connections.

        repeatable calls (an edit, "typing") are made again whatever happened. held is told True when a wait begins in
        which the call has surely had no effect, False before the next try. Raises Undeliverable, Unsure, BadRequest.
        """
        wait = SHORTEST_WAIT
        has_moved = False
        failures = 0
        while True:
            await self._pace.wait()
            try:
                return await make(chat)
            except error.RetryAfter as problem:
                pause = seconds_of(problem) + 0.2
                log.warning("asked to wait %.0f s", pause)
            except error.ChatMigrated as problem:
                if has_moved:
                    raise Undeliverable("moved twice") from problem
                has_moved = True
                self._moved(chat, problem.new_chat_id)
                chat = problem.new_chat_id
                continue
            except (error.Forbidden, error.InvalidToken) as problem:
                if not is_foreign(problem):
                    raise Undeliverable(type(problem).__name__) from problem
                pause, wait = wait, min(LONGEST_WAIT, wait * 2)
                log.warning("something on the way refused a call, again in %.0f s", pause)
            except error.BadRequest:
                raise
            except error.NetworkError as problem:
                if not repeatable and not surely_not_sent(problem):
                    raise Unsure(type(problem).__name__) from problem
                failures += not isinstance(problem.__cause__, httpx.HTTPError)
                if failures > MOST_FAILURES:
                    raise Unsure("the server keeps failing") from problem
                pause, wait = wait, min(LONGEST_WAIT, wait * 2)
                log.warning("call failed (%s), again in %.0f s", type(problem.__cause__ or problem).__name__, pause)
            held(True)
            await asyncio.sleep(pause)
            held(False)
