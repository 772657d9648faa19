"""The connection to Telegram: made for as long as it takes, told where updates go, given the menu of commands."""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar

import httpx
import telegram
from telegram import error
from telegram.request import HTTPXRequest

from bot.config import Telegram
from bot.telegram_read import ALLOWED_UPDATES
from bot.telegram_send import Sender, Undeliverable, Unsure, is_foreign, seconds_of
from handlers import commands

FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
RECENT = timedelta(minutes=2)
LONGEST_DESCRIPTION = 256

log = logging.getLogger("solieu.telegram")
T = TypeVar("T")


@cache
def authorities() -> ssl.SSLContext:
    """Return whom to believe about a server's name; each HTTP client would read all of them anew."""
    return httpx.create_ssl_context()


def make_bot(config: Telegram) -> telegram.Bot:
    """Return the library's bot for the settings, not yet connected; both of its HTTP clients go through the proxy."""
    base = config.api_url.rstrip("/")
    request = HTTPXRequest(
        connection_pool_size=64,
        proxy=config.proxy or None,
        connect_timeout=10.0,
        read_timeout=20.0,
        write_timeout=20.0,
        media_write_timeout=60.0,
        pool_timeout=10.0,
        httpx_kwargs={"verify": authorities()},
    )
    spare = HTTPXRequest(connection_pool_size=1, proxy=config.proxy or None, httpx_kwargs={"verify": authorities()})
    return telegram.Bot(
        config.token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=spare,
    )


async def connect(bot: telegram.Bot) -> telegram.User:
    """Return who the bot is, asked until Telegram answers. Raises error.InvalidToken."""
    wait = FIRST_WAIT
    while True:
        try:
            await bot.initialize()
            return bot.bot
        except error.InvalidToken as problem:
            if not is_foreign(problem.__cause__ or problem):
                raise
            log.warning("something between here and Telegram answers in its place, again in %.0f s", wait)
        except error.RetryAfter as problem:
            wait = seconds_of(problem)
        except error.NetworkError as problem:
            log.warning("no connection (%s), again in %.0f s", type(problem.__cause__ or problem).__name__, wait)
        await asyncio.sleep(wait)
        wait = min(LONGEST_WAIT, wait * 1.5)


async def _insist(sender: Sender, call: Callable[[], Awaitable[T]]) -> T:
    return await sender.call(0, lambda _chat: call(), repeatable=True)


async def set_webhook(bot: telegram.Bot, sender: Sender, config: Telegram, secret: str) -> None:
    """Tell Telegram to deliver updates to the webhook. Raises what sender.call raises, BadRequest for a bad address."""
    certificate = config.webhook_certificate.read_bytes() if config.webhook_certificate is not None else None
    await _insist(
        sender,
        lambda: bot.set_webhook(
            config.webhook_url, certificate=certificate, secret_token=secret, allowed_updates=ALLOWED_UPDATES
        ),
    )


async def drop_webhook(bot: telegram.Bot, sender: Sender) -> None:
    """Make polling possible where a webhook was set before; until then polling is answered with 409."""
    try:
        await _insist(sender, lambda: bot.delete_webhook(drop_pending_updates=False))
    except (error.TelegramError, Undeliverable, Unsure) as problem:
        log.warning("an earlier webhook could not be removed: %s", type(problem).__name__)


async def webhook_works(bot: telegram.Bot, url: str, now: datetime) -> bool:
    """Return whether Telegram says that it reaches the webhook; what is wrong is logged."""
    try:
        info = await bot.get_webhook_info()
    except error.TelegramError as problem:
        log.warning("webhook: %s", type(problem.__cause__ or problem).__name__)
        return False
    if info.url != url:
        log.error("webhook: another address is set")
        return False
    if info.pending_update_count and info.last_error_date is not None and now - info.last_error_date < RECENT:
        log.error("webhook: %d updates are waiting, Telegram cannot reach it", info.pending_update_count)
        return False
    return True


async def publish_commands(bot: telegram.Bot, sender: Sender, lang: str) -> None:
    """Give Telegram the menu for each scope in each language; lang is for people with any other."""
    scopes: dict[str, telegram.BotCommandScope] = {
        "private": telegram.BotCommandScopeAllPrivateChats(),
        "group": telegram.BotCommandScopeAllGroupChats(),
        "admins": telegram.BotCommandScopeAllChatAdministrators(),
    }
    for name, scope in scopes.items():
        for code, words in ((None, lang), ("vi", "vi"), ("en", "en")):
            shown = [
                telegram.BotCommand(one.slash[0], one.description(words)[:LONGEST_DESCRIPTION])
                for one in commands.menu(name)
            ]
            try:
                await _insist(
                    sender,
                    lambda shown=shown, scope=scope, code=code: bot.set_my_commands(  # type: ignore[misc]
                        shown, scope=scope, language_code=code
                    ),
                )
            except (error.TelegramError, Undeliverable, Unsure) as problem:
                log.warning("the menu of commands was not taken: %s", type(problem).__name__)
                return
