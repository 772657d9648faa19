"""Files that people send over Telegram, fetched whole."""

import asyncio
import logging

import telegram
from telegram import error

from bot.telegram_send import Sender, Undeliverable, Unsure
from handlers.message import Attachment

MOST_BYTES = 20_000_000
LONGEST_SECONDS = 180.0
TRIES = 3

log = logging.getLogger("solieu.telegram")


async def fetch(bot: telegram.Bot, sender: Sender, document: telegram.Document) -> Attachment | None:
    """Return a document's content, None where it is too large for a bot (20 MB) or cannot be had."""
    if (document.file_size or 0) > MOST_BYTES:
        return None
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            found = await sender.call(0, lambda _chat: bot.get_file(document.file_id), repeatable=True)
            if (found.file_size or 0) > MOST_BYTES:
                return None
            data = await _download(found)
    except (error.TelegramError, Undeliverable, Unsure, TimeoutError) as problem:
        log.warning("a file could not be fetched (%s)", type(problem).__name__)
        return None
    if len(data) > MOST_BYTES:
        return None
    return Attachment(document.file_name or "van-ban", document.mime_type or "", data)


async def _download(found: telegram.File) -> bytes:
    for _ in range(TRIES - 1):
        try:
            return bytes(await found.download_as_bytearray())
        except error.BadRequest:
            raise
        except error.NetworkError:
            await asyncio.sleep(1.0)
    return bytes(await found.download_as_bytearray())
