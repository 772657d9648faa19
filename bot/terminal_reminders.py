"""Reminders of the person at the terminal, shown between two questions."""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime

from bot.outbox import Outbox
from handlers.document_tasks import DocumentTasks
from handlers.message import Reply
from handlers.own_duties import duties_of
from handlers.reminders import Reminders
from handlers.services import Services


class TerminalReminders:
    """Shows what has fallen due for one chat; show gets each message, now is the terminal's clock."""

    def __init__(
        self, services: Services, chat: str, now: Callable[[], datetime], show: Callable[[Reply], None]
    ) -> None:
        self._services = services
        self._chat = chat
        self._now = now
        self._show = show
        self._reminders = Reminders(services.state, now().tzinfo, services.rhythm)
        platform = chat.partition(":")[0]
        self._outbox = Outbox(self._reminders, {platform: self}, now, lambda _chat: services.lang)

    async def send(self, _chat: str, _topic: str, reply: Reply) -> None:
        """Show one message."""
        self._show(reply)

    def bring(self) -> None:
        """Plan what is due and show it; other chats of the same state.db are left to whoever runs them."""
        state, calendar = self._services.state, self._services.calendar
        tasks = DocumentTasks(self._services.knowledge, state)
        try:
            self._reminders.plan(self._now(), duties_of(state), calendar, tasks_of=tasks.of, only=self._chat)
        except sqlite3.OperationalError:
            return  # another process holds state.db: the next line brings them
        asyncio.run(self._outbox.drain())
