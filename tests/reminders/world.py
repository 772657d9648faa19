"""A virtual clock, a platform that fails by rule, and the assistant's reminders between them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.outbox import Outbox
from handlers.markup import plain
from handlers.message import Reply
from handlers.own_duties import duties_of
from handlers.reminder_plan import Rhythm
from handlers.reminders import Reminders, Subscription
from handlers.state import Conversation, State
from knowledge.calendar import official_calendar

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = official_calendar()


class Killed(BaseException):
    """The process ended here."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@dataclass
class Clock:
    """Time that passes only when somebody waits."""

    time: datetime

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)
        await asyncio.sleep(0)


@dataclass
class Platform:
    """Takes messages; fault is asked before (False) and after (True) a message is delivered and may raise."""

    clock: Clock
    fault: Callable[[str, bool], None] = lambda _chat, _delivered: None
    got: list[tuple[datetime, str, str]] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    async def send(self, chat: str, topic: str, reply: Reply) -> None:
        self.fault(chat, False)
        self.got.append((self.clock.now(), chat, plain(reply.text)))
        self.replies.append(reply)
        self.fault(chat, True)

    def texts(self, chat: str = "") -> list[str]:
        return [text for _at, to, text in self.got if chat in ("", to)]


class World:
    """A state.db with its reminders and outbox; reopen is what a restart does."""

    def __init__(self, path: Path, start: str, platform: Platform | None = None) -> None:
        self.path = path
        self.clock = Clock(at(start))
        self.platform = platform or Platform(self.clock)
        self.platform.clock = self.clock
        self.state = State.open(path)
        self._open()

    def _open(self) -> None:
        self.reminders = Reminders(self.state, ZONE)
        self.outbox = Outbox(self.reminders, {"telegram": self.platform}, self.clock.now, sleep=self.clock.sleep)
        self.outbox.recover()

    def reopen(self) -> None:
        self.state.close()
        self.state = State.open(self.path)
        self._open()

    def close(self) -> None:
        self.state.close()

    def subscribe(self, chat: str, level: str = "commune", **values: object) -> None:
        wish = Subscription(chat, level=level, **values)  # type: ignore[arg-type]
        self.reminders.subscribe(wish, self.clock.now(), duties_of(self.state), CALENDAR)

    def plan(self, admins: tuple[str, ...] = ()) -> int:
        return self.reminders.plan(self.clock.now(), duties_of(self.state), CALENDAR, admins)

    def drain(self) -> int:
        return asyncio.run(self.outbox.drain())

    def tick(self, text: str, admins: tuple[str, ...] = ()) -> int:
        """Let it be a moment, plan and bring out; return how many messages went out."""
        self.clock.time = at(text)
        self.plan(admins)
        return self.drain()

    def run(self, until: str, step: timedelta = timedelta(minutes=30)) -> None:
        """Tick on to a moment."""
        last = at(until)
        while self.clock.time < last:
            begun = self.clock.time
            self.plan()
            self.drain()
            self.clock.time = max(self.clock.time, begun + step)

    def personal(self, title: str, due: str, chat: str = "telegram:7", *, exact: bool = False, **more: object) -> int:
        values: dict[str, object] = {"kind": "personal", "actor": "telegram:7", **more}
        thing = self.reminders.create(
            chat=chat,
            title=title,
            due=at(due),
            now=self.clock.now(),
            calendar=CALENDAR,
            exact=exact,
            **values,  # type: ignore[arg-type]
        )
        return thing.id

    def states(self) -> list[tuple[str, str]]:
        return [tuple(row) for row in self.state.db.execute("SELECT lead, state FROM reminders ORDER BY id").fetchall()]

    def talks(self, person: str) -> None:
        """Let a person have talked with the assistant in private."""
        self.state.keep_conversation(person, "", person, Conversation(at=self.clock.now().isoformat()))


__all__ = ["CALENDAR", "ZONE", "Clock", "Killed", "Platform", "Rhythm", "World", "at"]
