"""Answers brought out in their turn: private ones at once, a group's within its limit; each update closed after."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Any

from telegram import error

from bot import telegram_text
from bot.telegram_answer import Answer
from bot.telegram_deliver import Delivery
from bot.telegram_groups import Asker, Bundle, GroupQueue, Waiting
from bot.telegram_read import CHANNEL, chat_key
from bot.telegram_send import Undeliverable, Unsure
from bot.waiting import kept
from handlers.state import State

LONGEST_SHARED = 2000

log = logging.getLogger("solieu.telegram")


class Outlet:
    """Brings answers out; work starts a task of the channel, per_minute is the limit of one group."""

    def __init__(
        self,
        delivery: Delivery,
        state: State,
        per_minute: int,
        now: Callable[[], datetime],
        work: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._delivery = delivery
        self._state = state
        self._per_minute = per_minute
        self._now = now
        self._work = work
        self._groups: dict[int, GroupQueue] = {}
        self._serving: set[int] = set()
        self._held: dict[str, Answer] = {}

    @property
    def is_idle(self) -> bool:
        """Whether no group's answer waits."""
        return not self._held

    def group(self, chat: int) -> GroupQueue:
        """Return what waits and counts for a group."""
        return self._groups.setdefault(chat, GroupQueue(self._per_minute))

    async def bring(self, update: str, answer: Answer) -> None:
        """Bring out the answer to an update: return when a private one has arrived, a group's one is in line."""
        if answer.private:
            await self._deliver(answer, [update])
            return
        queue = self.group(answer.chat)
        alone = bool(answer.drawing or answer.file or answer.edit) or (
            telegram_text.shown_length(answer.text) > LONGEST_SHARED
        )
        asker = Asker(answer.person, answer.name, answer.reply_to)
        self._held[update] = answer
        queue.waiting.append(Waiting(update, answer.text, answer.topic, asker, alone, answer.lang))
        if answer.chat not in self._serving:
            self._serving.add(answer.chat)
            self._work(self._serve_group(answer.chat, queue))

    async def _serve_group(self, chat: int, queue: GroupQueue) -> None:
        """Bring out what waits for a group, then vanish."""
        try:
            while queue.waiting:
                if wait := queue.seconds_to_wait(monotonic()):
                    await asyncio.sleep(wait)
                    continue
                await self._bring_bundle(queue, queue.take(monotonic()))
        finally:
            self._serving.discard(chat)
        for other in [other for other, one in self._groups.items() if one.is_idle(monotonic())]:
            del self._groups[other]

    async def _bring_bundle(self, queue: GroupQueue, bundle: Bundle) -> None:
        updates = [one.update for one in bundle.answers]
        first = self._held[updates[0]]
        rows = first.rows if len(updates) == 1 else ()
        joint = replace(first, text=bundle.text, reply_to=bundle.reply_to or 0, rows=rows)
        try:
            await kept(lambda: self._state.mark(CHANNEL, updates, "sending"))
            queue.note_sent(monotonic())
            sent = await self._deliver(joint, updates)
            if sent and not bundle.answers[0].alone:
                queue.remember(monotonic(), bundle, sent)
        except asyncio.CancelledError:
            raise
        except Exception:
            # The group's other answers still have to go out.
            log.exception("an answer could not be sent")
            await self._close(updates, "failed", 0)
        finally:
            for update in updates:
                self._held.pop(update, None)

    async def _deliver(self, answer: Answer, updates: list[str]) -> int:
        """Bring an answer out and close its updates; return the id of the first message sent, 0 where none is known."""

        def held(waiting: bool) -> None:
            # Only an answer that may have arrived is marked as a repeat after a restart.
            with contextlib.suppress(sqlite3.OperationalError):
                self._state.mark(CHANNEL, updates, "answered" if waiting else "sending")

        state = "done"
        sent = 0
        try:
            sent = await self._delivery.bring(answer, held)
        except Unsure:
            state = "unsure"
            log.warning("an answer may or may not have arrived")
        except Undeliverable as problem:
            state = "failed"
            kind = "private" if answer.private else "group"
            left = self._now().isoformat()
            key = chat_key(answer.chat)
            await kept(lambda: self._state.set_chat(key, kind=kind, gone_at=left))
            log.info("a chat cannot be written to (%s)", problem)
        except error.BadRequest as problem:
            state = "failed"
            log.warning("refused: %s", problem.message)
        await self._close(updates, state, sent)
        return sent

    async def _close(self, updates: list[str], state: str, sent: int) -> None:
        # Who edits a question gets its answer edited, but never a message that answers others as well.
        answered = str(sent) if sent and len(updates) == 1 else None
        await kept(lambda: self._state.finish(CHANNEL, updates, state, answered))
