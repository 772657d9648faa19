"""The tick: once a minute what is due is planned and brought out; APScheduler does nothing else."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, tzinfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.outbox import Outbox
from handlers.document_tasks import DocumentTasks
from handlers.own_duties import duties_of
from handlers.reminders import Reminders
from handlers.services import Services

JOB = "tick"

log = logging.getLogger("solieu.ticker")


class Ticker:
    """Ticks from start to stop; now gives the local time, zone the one of whole minutes."""

    def __init__(
        self, services: Services, reminders: Reminders, outbox: Outbox, now: Callable[[], datetime], zone: tzinfo
    ) -> None:
        self._services = services
        self._tasks = DocumentTasks(services.knowledge, services.state)
        self._reminders = reminders
        self._outbox = outbox
        self._now = now
        self._scheduler = AsyncIOScheduler(timezone=zone)
        self._busy = asyncio.Lock()

    def start(self) -> None:
        """Take up what an earlier run left, tick at once and then at each whole minute."""
        self._outbox.recover()
        # A grace of one second, the default, would drop every tick that the loop was too busy for.
        options = {"coalesce": True, "max_instances": 2, "misfire_grace_time": None, "replace_existing": True}
        self._scheduler.add_job(self.tick, CronTrigger(second=0), id=JOB, **options)
        self._scheduler.add_job(self.tick, id=f"first {JOB}", **options)
        self._scheduler.start()

    async def stop(self) -> None:
        """Tick no more; what is just being sent is finished first, the rest stays in the outbox."""
        self._scheduler.shutdown(wait=False)
        self._outbox.stop()
        async with self._busy:
            return

    async def tick(self) -> None:
        """Plan what is due now and bring it out; an earlier tick that is still bringing out takes it along."""
        state = self._services.state
        admins = {*state.admins(), *self._services.admins}
        try:
            self._reminders.plan(
                self._now(), duties_of(state), self._services.calendar, admins, self._services.lang, self._tasks.of
            )
        except sqlite3.OperationalError as problem:
            log.warning("reminders have to wait a minute: %s", problem)
        if self._busy.locked():
            return
        async with self._busy:
            await self._outbox.drain()
