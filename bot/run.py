"""The running assistant: every channel that is configured, one instance, until it is told to stop."""

import asyncio
import gc
import logging
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic

from telegram import error

from bot import logs
from bot.clock import Clock
from bot.config import Config
from bot.lock import AlreadyRunning, only_instance
from bot.outbox import Outbox
from bot.reminder_settings import calendar_of, rhythm_of
from bot.telegram import TelegramChannel
from bot.telegram_read import CHANNEL
from bot.telegram_send import Undeliverable, Unsure
from bot.ticker import Ticker
from handlers.access import RateLimit
from handlers.ask import ask
from handlers.i18n import translator
from handlers.reminders import Reminders
from handlers.services import Services
from handlers.state import State
from handlers.talk import chat_lang
from knowledge.base import Knowledge
from knowledge.errors import DatabaseUnusable
from knowledge.second_reading import warm_up

BUSY_MILLISECONDS = 50
TIDY_SECONDS = 600.0
REFRESH_SECONDS = 2.0

log = logging.getLogger("solieu")


def run(config: Config, knowledge_path: Path, state_path: Path, clock: Clock) -> int:
    """Run every configured channel until SIGTERM or SIGINT; return the exit status.

    0 stopped, 1 silent for too long or broken, 2 nothing to run, already running, unusable settings or databases.
    """
    _ = translator(config.general.lang).gettext
    logs.start(config.log.level, (config.telegram.token, config.zalo.token, config.telegram.webhook_secret))
    if not (config.telegram.enabled and config.telegram.token):
        _say(_("Chưa có kênh nào để chạy: đặt SOLIEU_TELEGRAM_TOKEN, hoặc [telegram] token trong cấu hình."))
        return 2
    try:
        with only_instance(state_path):
            return asyncio.run(_run(config, knowledge_path, state_path, clock.now))
    except AlreadyRunning as problem:
        _say(
            _("Trợ lý đang chạy rồi (tiến trình {pid}); chỉ một bản được chạy với {path}.").format(
                pid=problem.pid or "?", path=state_path
            )
        )
    except DatabaseUnusable as problem:
        _say(_("Không dùng được cơ sở dữ liệu {path}: {reason}.").format(path=problem.path, reason=problem.reason))
    except error.InvalidToken:
        _say(_("Telegram không nhận mã bot (token). Kiểm tra SOLIEU_TELEGRAM_TOKEN."))
    except (error.TelegramError, Undeliverable, Unsure) as problem:
        _say(_("Telegram từ chối: {reason}.").format(reason=str(problem).rstrip(".")))
    except OSError as problem:
        named = (problem.filename, problem.strerror or type(problem).__name__)
        _say(_("Không chạy được: {reason}.").format(reason=": ".join(str(part) for part in named if part)))
    return 2


def services_of(config: Config, knowledge: Knowledge, state: State) -> Services:
    """Return what the abilities need, by the settings."""
    return Services(
        knowledge=knowledge,
        state=state,
        ask=ask,
        mode=config.access.mode,
        admins=frozenset(config.access.admins),
        lang=config.general.lang,
        code_hours=config.access.code_hours,
        limit=RateLimit(config.access.messages_per_minute),
        calendar=calendar_of(config),
        rhythm=rhythm_of(config),
    )


async def _run(config: Config, knowledge_path: Path, state_path: Path, now: Callable[[], datetime]) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    os.umask(0o077)  # state.db and its side files are nobody else's business
    state = State.open(state_path, busy_milliseconds=BUSY_MILLISECONDS)
    try:
        knowledge = Knowledge.open(knowledge_path)
        warm_up(knowledge)
        services = services_of(config, knowledge, state)
        channel = TelegramChannel(config.telegram, services, now)
        starting = asyncio.create_task(channel.start())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((starting, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            await channel.stop()
            return 0
        try:
            starting.result()
            # What is loaded by now stays to the end: left out of the searches for garbage, which stay short.
            gc.collect()
            gc.freeze()
            watch = Watch(config.telegram.silent_seconds, config.telegram.exit_seconds, channel, state, now)
            chores = [asyncio.create_task(watch.run(stop)), asyncio.create_task(_housekeeping(services, now))]
            ticker = _ticker(config, services, channel, now)
            ticker.start()
            await stopping
            await ticker.stop()
            for chore in chores:
                chore.cancel()
            await asyncio.gather(*chores, return_exceptions=True)
            log.info("stopping")
        finally:
            stopping.cancel()
            await channel.stop()
        return watch.status
    finally:
        state.close()


def _ticker(config: Config, services: Services, channel: TelegramChannel, now: Callable[[], datetime]) -> Ticker:
    reminders = Reminders(services.state, config.general.zone, services.rhythm)
    outbox = Outbox(reminders, {CHANNEL: channel.push}, now, lambda chat: chat_lang(chat, services))
    return Ticker(services, reminders, outbox, now, config.general.zone)


class Watch:
    """Notices when nothing comes through any more: no error is raised when packets are swallowed on the way."""

    def __init__(
        self,
        silent_seconds: int,
        exit_seconds: int,
        channel: TelegramChannel,
        state: State,
        now: Callable[[], datetime],
    ) -> None:
        self._silent_seconds = silent_seconds
        self._exit_seconds = exit_seconds
        self._channel = channel
        self._state = state
        self._now = now
        self._silent = False
        self.status = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Look every few seconds; after exit_seconds of silence set stop and the status 1."""
        pause = min(15.0, self._silent_seconds / 4)
        while True:
            await asyncio.sleep(pause)
            await self._channel.check_webhook()
            quiet = monotonic() - self._channel.last_good
            self._note(quiet < self._silent_seconds)
            if quiet >= self._silent_seconds and not self._silent:
                self._silent = True
                log.error("nothing has come from Telegram for %.0f s: the way there may be blocked", quiet)
                await self._channel.tell_admins(_silent_sentence)
            elif quiet < self._silent_seconds and self._silent:
                self._silent = False
                log.warning("Telegram answers again")
                await self._channel.tell_admins(_back_sentence)
            if self._exit_seconds and quiet >= max(self._exit_seconds, self._silent_seconds):
                log.error("still silent: ending, so that the supervisor starts anew")
                self.status = 1
                stop.set()

    def _note(self, good: bool) -> None:
        stamp = self._now().isoformat(timespec="seconds")
        values = {"good_at": stamp, "silent_since": ""} if good else {}
        if not good and not self._silent:
            values = {"silent_since": stamp}
        if values:
            try:
                self._state.note_health(CHANNEL, **values)
            except sqlite3.OperationalError:
                log.info("the state of the channel could not be kept: state.db is busy")


def _silent_sentence(lang: str) -> str:
    return translator(lang).gettext("Cảnh báo: trợ lý không nhận được tin từ Telegram, đường truyền có thể bị chặn.")


def _back_sentence(lang: str) -> str:
    return translator(lang).gettext("Trợ lý đã nhận lại được tin từ Telegram.")


async def _housekeeping(services: Services, now: Callable[[], datetime]) -> None:
    """Take in what other processes write to the knowledge base; drop what state.db no longer needs."""
    tidied = 0.0
    while True:
        await asyncio.sleep(REFRESH_SECONDS)
        try:
            if services.knowledge.refresh():
                log.info("the knowledge base has changed")
            warm_up(services.knowledge)
            if monotonic() - tidied > TIDY_SECONDS:
                tidied = monotonic()
                services.state.tidy(now())
        except sqlite3.OperationalError:
            log.info("a database is busy")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
