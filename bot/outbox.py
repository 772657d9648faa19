"""The outbox: reminders claimed, worded, sent and kept, each once, within the platform's limits and by urgency."""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.waiting import kept
from handlers.deadlines import keep_for_everybody
from handlers.message import Reply
from handlers.reminder_plan import out_of_quiet
from handlers.reminder_wording import Due, word
from handlers.reminders import Reminders, Thing, seconds

PER_SECOND = 25
PER_GROUP_MINUTE = 20
AT_ONCE = 8
REPEAT_AFTER = timedelta(minutes=15)
SHORTEST_WAIT = 5.0
LONGEST_WAIT = 300.0
_LONGEST_PAUSE = 5.0
_PAGE = 200
# Between two messages: they arrive less evenly than they leave, and no second may hold more than PER_SECOND.
_A_HAIR = 0.005
_WEEK_DAYS = 7
_REPEAT = " repeat"

log = logging.getLogger("solieu.outbox")


class NotSent(Exception):
    """The message surely did not go out: no connection, 5xx, or the platform asked to wait.

    wait: seconds it asked for, 0 for none; whole: nothing else would go out either.
    """

    def __init__(self, reason: str, wait: float = 0.0, *, whole: bool = True) -> None:
        super().__init__(reason)
        self.wait = wait
        self.whole = whole


class Unsure(Exception):
    """The message may have gone out: the answer to the call never came."""


class Refused(Exception):
    """The platform will never take this message; gone: the chat cannot be written to at all."""

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        super().__init__(reason)
        self.gone = gone


class Moved(Exception):
    """The chat has another id now."""

    def __init__(self, chat: str) -> None:
        super().__init__(chat)
        self.chat = chat


class Sender(Protocol):
    """A platform that messages can be sent on without having been asked."""

    async def send(self, chat: str, topic: str, reply: Reply) -> None:
        """Send once. Raises NotSent, Unsure, Refused, Moved."""


@dataclass(slots=True)
class Limits:
    """Spaces messages: per_second over all chats, one a second in a chat, per_group_minute in a group."""

    per_second: float = PER_SECOND
    per_group_minute: int = PER_GROUP_MINUTE
    _next: float = 0.0
    _last: dict[str, float] = field(default_factory=dict)
    _group: dict[str, deque[float]] = field(default_factory=dict)

    def wait_all(self, now: float) -> float:
        """Return how long any message has to wait."""
        return max(0.0, self._next - now)

    def wait(self, chat: str, now: float, *, group: bool) -> float:
        """Return how long a message to a chat has to wait for the chat's own limits."""
        pause = max(0.0, self._last.get(chat, now - 1.0) + 1.0 - now)
        times = self._group.get(chat)
        if group and times is not None:
            while times and now - times[0] >= 60.0:
                times.popleft()
            if len(times) >= self.per_group_minute:
                pause = max(pause, times[0] + 60.0 - now)
        return pause

    def note(self, chat: str, now: float, *, group: bool) -> None:
        """Count a message that goes out now."""
        self._next = max(self._next, now) + _A_HAIR + 1.0 / self.per_second
        self._last[chat] = now
        if group:
            self._group.setdefault(chat, deque()).append(now)
        if len(self._last) > 4 * self.per_second:
            self._last = {one: at for one, at in self._last.items() if now - at < 1.0}
            self._group = {one: times for one, times in self._group.items() if now - times[-1] < 60.0}


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    due: Due


@dataclass(frozen=True, slots=True)
class _Batch:
    token: str
    chat: str
    topic: str
    rows: tuple[_Row, ...]
    attempts: int


class Outbox:
    """Brings queued reminders out; senders by platform ("telegram"), lang_of tells a chat's language.

    Times come from now and waiting goes through sleep, so that both can be a test's.
    """

    def __init__(
        self,
        reminders: Reminders,
        senders: Mapping[str, Sender],
        now: Callable[[], datetime],
        lang_of: Callable[[str], str] = lambda _chat: "vi",
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._reminders = reminders
        self._state = reminders.state
        self._db = reminders.db
        self._senders = senders
        self._now = now
        self._lang_of = lang_of
        self._sleep = sleep
        self._limits = {name: Limits() for name in senders}
        self._rest: dict[str, float] = {}
        self._stopping = False

    def recover(self) -> None:
        """Take back what an earlier run left: claimed rows surely did not go out, rows being sent may have."""
        with self._state.transaction():
            self._db.execute("UPDATE reminders SET state = 'queued', batch = '' WHERE state = 'claimed'")
            self._db.execute("UPDATE reminders SET state = 'queued', batch = '', doubt = 1 WHERE state = 'sending'")

    def stop(self) -> None:
        """Let drain begin no further message."""
        self._stopping = True

    async def drain(self) -> int:
        """Send what is due, the most urgent first; return how many messages went out. What has to wait long is left."""
        running: set[asyncio.Task[bool]] = set()
        sent = 0
        try:
            while True:
                page = [] if self._stopping else self._page()
                pauses: list[float] = []
                begun = 0
                for chat, topic in page:
                    if self._stopping:
                        break
                    if len(running) >= AT_ONCE:
                        done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                        sent += sum(task.result() for task in done)
                    platform = chat.partition(":")[0]
                    limits = self._limits[platform]
                    if pause := limits.wait_all(self._clock()):
                        await self._sleep(pause)
                    pause = max(
                        self._resting(platform, chat), limits.wait(chat, self._clock(), group=self._is_group(chat))
                    )
                    if pause:
                        pauses.append(pause)
                        continue
                    batch = await kept(partial(self._claim, chat, topic))
                    if batch is None:
                        continue
                    limits.note(chat, self._clock(), group=self._is_group(chat))
                    begun += 1
                    running.add(asyncio.create_task(self._bring(batch, self._senders[platform])))
                if running:
                    done, running = await asyncio.wait(running)
                    sent += sum(task.result() for task in done)
                if not begun:
                    if not pauses or min(pauses) > _LONGEST_PAUSE:
                        return sent
                    await self._sleep(min(pauses))
        finally:
            # What is under way is closed with what came of it, also when the assistant is told to stop.
            if running:
                await asyncio.wait(running)

    # Claiming

    def _page(self) -> list[tuple[str, str]]:
        rows = self._db.execute(
            "SELECT chat, topic FROM reminders WHERE state = 'queued' AND try_at <= ? GROUP BY chat, topic "
            "ORDER BY max(urgency) DESC, min(try_at), chat, topic",
            [seconds(self._now())],
        )
        found: list[tuple[str, str]] = []
        for chat, topic in rows:
            platform = chat.partition(":")[0]
            if platform in self._senders and not self._resting(platform, chat):
                found.append((chat, topic))
                if len(found) == _PAGE:
                    break
        return found

    def _claim(self, chat: str, topic: str) -> _Batch | None:
        """Return what is due for a chat, now claimed; None where nothing of it is to go out now."""
        now = self._now()
        with self._state.transaction():
            held = out_of_quiet(now, self._reminders.rhythm_of(chat))
            if held > now and not self._is_pressing(chat, topic, now):
                self._db.execute(
                    "UPDATE reminders SET try_at = ? WHERE chat = ? AND topic = ? AND state = 'queued' AND try_at <= ?",
                    [seconds(held), chat, topic, seconds(now)],
                )
                return None
            self._drop_answered(chat)
            token = secrets.token_hex(8)
            claimed = self._db.execute(
                "UPDATE reminders SET state = 'claimed', batch = ?, claimed_at = ?, attempts = attempts + 1 "
                "WHERE chat = ? AND topic = ? AND state = 'queued' AND try_at <= ?",
                [token, seconds(now), chat, topic, seconds(now)],
            )
            if not claimed.rowcount:
                return None
            rows = self._db.execute(
                "SELECT id, thing, lead, at, doubt, text, attempts FROM reminders WHERE batch = ? AND batch <> '' "
                "ORDER BY at, id",
                [token],
            ).fetchall()
            found = [
                _Row(
                    row[0],
                    Due(self._thing(row[1]), row[2], datetime.fromtimestamp(row[3], now.tzinfo), bool(row[4]), row[5]),
                )
                for row in rows
            ]
            return _Batch(token, chat, topic, tuple(found), max(row[6] for row in rows))

    def _is_pressing(self, chat: str, topic: str, now: datetime) -> bool:
        """Return whether somebody asked for this very minute, or an administrator has to know."""
        row = self._db.execute(
            "SELECT 1 FROM reminders LEFT JOIN things ON things.id = thing "
            "WHERE reminders.chat = ? AND reminders.topic = ? AND reminders.state = 'queued' AND try_at <= ? "
            "AND (exact = 1 OR lead = 'notice' OR lead LIKE 'again at%') LIMIT 1",
            [chat, topic, seconds(now)],
        ).fetchone()
        return row is not None

    def _drop_answered(self, chat: str) -> None:
        """Withdraw repeats of reminders whose thing somebody has answered meanwhile: the first one did arrive."""
        self._db.execute(
            "UPDATE reminders SET state = 'withdrawn' WHERE chat = ? AND state = 'queued' AND lead LIKE '%' || ? "
            "AND EXISTS (SELECT 1 FROM things WHERE id = thing AND state NOT IN ('open', 'overdue'))",
            [chat, _REPEAT],
        )

    def _thing(self, number: int) -> Thing | None:
        return self._reminders.thing(number) if number else None

    # Sending

    async def _bring(self, batch: _Batch, sender: Sender) -> bool:
        """Send a batch and keep what came of it; return whether it went out."""
        try:
            reply = await kept(lambda: self._begin(batch))
            await sender.send(batch.chat, batch.topic, reply)
        except NotSent as problem:
            await kept(partial(self._put_back, batch, problem))
        except Unsure as problem:
            await kept(partial(self._leave_unsure, batch, str(problem)))
        except Moved as problem:
            await kept(partial(self._move, batch, problem.chat))
        except Refused as problem:
            await kept(partial(self._give_up, batch, str(problem), gone=problem.gone))
        except Exception as problem:
            # Whatever is wrong with one reminder must not keep the others back.
            log.exception("a reminder could not be worded or sent")
            await kept(partial(self._give_up, batch, type(problem).__name__, gone=False))
        else:
            await kept(lambda: self._mark(batch, "sent"))
            return True
        return False

    def _begin(self, batch: _Batch) -> Reply:
        now = self._now()
        with self._state.transaction():
            reply = self._worded(batch, now)
            if reply.choices:
                keep_for_everybody(batch.chat, batch.topic, reply, self._state, now)
            self._mark(batch, "sending")
        return reply

    def _put_back(self, batch: _Batch, problem: NotSent) -> None:
        wait = problem.wait or min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** min(batch.attempts - 1, 10))
        platform = batch.chat.partition(":")[0]
        self._db.execute(
            "UPDATE reminders SET state = 'queued', batch = '', try_at = ?, problem = ? "
            "WHERE batch = ? AND batch <> ''",
            [seconds(self._now() + timedelta(seconds=wait)), str(problem), batch.token],
        )
        self._rest[platform if problem.whole else batch.chat] = self._clock() + wait
        log.warning("a reminder could not be sent (%s), again in %.0f s", problem, wait)

    def _leave_unsure(self, batch: _Batch, problem: str) -> None:
        with self._state.transaction():
            self._mark(batch, "unsure", problem)
            self._repeat(batch)
        log.warning("a reminder may or may not have arrived")

    def _move(self, batch: _Batch, chat: str) -> None:
        with self._state.transaction():
            self._state.move_chat(batch.chat, chat)
            self._db.execute(
                "UPDATE reminders SET state = 'queued', batch = '' WHERE batch = ? AND batch <> ''", [batch.token]
            )

    def _give_up(self, batch: _Batch, problem: str, *, gone: bool) -> None:
        with self._state.transaction():
            self._mark(batch, "failed", problem)
            if gone:
                self._state.set_chat(batch.chat, gone_at=self._now().isoformat())
        log.warning("a reminder was refused (%s)", problem)

    def _worded(self, batch: _Batch, now: datetime) -> Reply:
        week = None
        if any(row.due.lead == "week" for row in batch.rows):
            monday = now.date() - timedelta(days=now.weekday())
            last = datetime.combine(monday + timedelta(days=_WEEK_DAYS), datetime.min.time(), now.tzinfo)
            week = self._reminders.open_things(batch.chat, last - timedelta(seconds=1))
        return word([row.due for row in batch.rows], week, now, self._lang_of(batch.chat))

    def _mark(self, batch: _Batch, state: str, problem: str = "") -> None:
        sent = seconds(self._now()) if state in ("sent", "unsure") else None
        self._db.execute(
            "UPDATE reminders SET state = ?, sent_at = ?, problem = ? WHERE batch = ? AND batch <> ''",
            [state, sent, problem, batch.token],
        )

    def _repeat(self, batch: _Batch) -> None:
        """Queue once more, marked, what nothing else would remind of: the last reminder before a due date."""
        later = seconds(self._now() + REPEAT_AFTER)
        last = [
            row.id
            for row in batch.rows
            if row.due.lead in ("0", "overdue") or row.due.lead.startswith(("again at", "handed"))
        ]
        self._db.conn.executemany(
            "INSERT OR IGNORE INTO reminders (thing, occurrence, chat, topic, lead, at, urgency, text, try_at, doubt) "
            "SELECT thing, occurrence, chat, topic, lead || ?, at, urgency, text, ?, 1 FROM reminders "
            "WHERE id = ? AND lead NOT LIKE '%' || ?",
            [(_REPEAT, later, row, _REPEAT) for row in last],
        )

    def _clock(self) -> float:
        return self._now().timestamp()

    def _resting(self, platform: str, chat: str) -> float:
        now = self._clock()
        until = max(self._rest.get(platform, 0.0), self._rest.get(chat, 0.0))
        if until <= now:
            self._rest.pop(chat, None)
        return max(0.0, until - now)

    def _is_group(self, chat: str) -> bool:
        known = self._state.chat(chat)
        return known is not None and known.kind == "group"
