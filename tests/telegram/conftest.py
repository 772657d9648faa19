"""A fake Telegram, a knowledge base from the shipped data, and the real channel between them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.config import Telegram
from bot.telegram import TelegramChannel
from handlers.access import RateLimit
from handlers.ask import ask
from handlers.services import Services
from handlers.state import State
from knowledge.base import Knowledge
from tests.telegram.fake import TOKEN, FakeTelegram

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


@dataclass
class Stage:
    """A running channel and the fake server before it."""

    fake: FakeTelegram
    services: Services
    channel: TelegramChannel
    state: State


@pytest.fixture
def stage(knowledge: Knowledge, tmp_path: Path) -> Callable[..., Any]:
    """Return a context manager that runs the channel; settings of Telegram and Services by keyword."""

    @asynccontextmanager
    async def run(
        *,
        telegram: dict[str, Any] | None = None,
        before: Callable[[FakeTelegram, State], None] = lambda _fake, _state: None,
        fake: FakeTelegram | None = None,
        **settings: Any,
    ) -> AsyncIterator[Stage]:
        server = fake or FakeTelegram()
        if not server.port:
            server.start()
        state = State.open(tmp_path / "state.db", busy_milliseconds=50)
        services = Services(knowledge, state, **{"ask": ask, "mode": "open", "limit": RateLimit(1000), **settings})
        config = replace(Telegram(token=TOKEN, api_url=server.url, poll_seconds=5), **(telegram or {}))
        channel = TelegramChannel(config, services, lambda: NOW)
        before(server, state)
        try:
            await asyncio.wait_for(channel.start(), 10)
            yield Stage(server, services, channel, state)
        finally:
            await channel.stop()
            if fake is None:
                await server.stop()
            state.close()

    return run
