"""Answers brought out to Telegram: texts in parts, edits in place, pictures, files; the refused ones sent plainer."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, Protocol, TypeVar

import telegram
from telegram import error
from telegram.constants import ChatAction, ParseMode

from bot import telegram_text
from bot.telegram_answer import Answer
from handlers import drawings
from handlers.i18n import translator
from handlers.markup import plain
from handlers.message import Attachment

_UNCHANGED = "message is not modified"
_NO_TOPIC = "thread not found"
_NOTHING_TO_REPLY_TO = "to be replied not found"
_NO_PREVIEW = telegram.LinkPreviewOptions(is_disabled=True)

log = logging.getLogger("solieu.telegram")
T = TypeVar("T")


class Caller(Protocol):
    """Carries out calls, once or again, as bot.telegram_send.Sender does."""

    async def call(
        self,
        chat: int,
        make: Callable[[int], Awaitable[T]],
        *,
        repeatable: bool = False,
        held: Callable[[bool], None] = lambda _waiting: None,
    ) -> T:
        """Return the result of make(chat)."""


class Delivery:
    """Brings answers out through a caller; pool is where pictures are drawn."""

    def __init__(self, bot: telegram.Bot, caller: Caller, pool: Executor) -> None:
        self._bot = bot
        self._caller = caller
        self._pool = pool

    async def bring(self, answer: Answer, held: Callable[[bool], None]) -> int:
        """Send an answer; return the id of its first message. Raises what the caller raises, and BadRequest."""
        if answer.drawing or answer.file:
            return await self._send_file(answer, held)
        first = 0
        parts = telegram_text.split(answer.text)
        for position, part in enumerate(parts):
            keyboard = answer.keyboard() if position == len(parts) - 1 else None
            if position == 0 and answer.edit and await self._edit(answer, part, keyboard):
                first = answer.edit
                continue
            message = await self._send_text(answer, part, keyboard, held, quote=position == 0)
            first = first or message.message_id
            held = _nothing_held  # from the second part on, part of the answer has arrived
        return first

    async def _edit(self, answer: Answer, text: str, keyboard: telegram.InlineKeyboardMarkup | None) -> bool:
        """Replace a message's text; return False where that cannot be done and a new message is needed."""
        try:
            await self._caller.call(
                answer.chat,
                lambda chat: self._bot.edit_message_text(
                    text,
                    chat,
                    answer.edit,
                    parse_mode=ParseMode.HTML,
                    reply_markup=keyboard,
                    link_preview_options=_NO_PREVIEW,
                ),
                repeatable=True,
            )
        except error.BadRequest as problem:
            return _UNCHANGED in problem.message.lower()
        return True

    async def _send_text(
        self,
        answer: Answer,
        text: str,
        keyboard: telegram.InlineKeyboardMarkup | None,
        held: Callable[[bool], None],
        *,
        quote: bool,
    ) -> telegram.Message:
        reply = _quoted(answer) if quote else None
        topic = answer.topic
        mode: str | None = ParseMode.HTML
        while True:
            try:
                return await self._caller.call(
                    answer.chat,
                    lambda chat, text=text, topic=topic, mode=mode, reply=reply: self._bot.send_message(  # type: ignore[misc]
                        chat,
                        text,
                        parse_mode=mode,
                        message_thread_id=topic,
                        reply_parameters=reply,
                        reply_markup=keyboard,
                        link_preview_options=_NO_PREVIEW,
                    ),
                    held=held,
                )
            except error.BadRequest as problem:
                words = problem.message.lower()
                if mode is not None and "parse entities" in words:
                    text, mode = plain(text), None
                elif topic is not None and _NO_TOPIC in words:
                    topic = None
                elif reply is not None and _NOTHING_TO_REPLY_TO in words:
                    reply = None
                else:
                    raise

    async def _send_file(self, answer: Answer, held: Callable[[bool], None]) -> int:
        attachment = await self._attachment(answer)
        if attachment is None:
            return (await self._send_text(answer, answer.text, None, held, quote=True)).message_id
        caption, *rest = telegram_text.split(answer.text, telegram_text.MOST_CAPTION) or [""]
        reply, topic = _quoted(answer), answer.topic
        while True:
            try:
                first = await self._caller.call(
                    answer.chat,
                    lambda chat, topic=topic, reply=reply: self._upload(  # type: ignore[misc]
                        chat, attachment, caption, answer.keyboard(), topic, reply
                    ),
                    held=held,
                )
                break
            except error.BadRequest as problem:
                words = problem.message.lower()
                if topic is not None and _NO_TOPIC in words:
                    topic = None
                elif reply is not None and _NOTHING_TO_REPLY_TO in words:
                    reply = None
                else:
                    log.warning("a file was refused: %s", problem.message)
                    _ = translator(answer.lang).gettext
                    text = answer.text + "\n" + _("Tôi không gửi được tệp vào đây; hãy hỏi trong chat riêng.")
                    return (await self._send_text(answer, text, None, held, quote=True)).message_id
        for part in rest:
            await self._send_text(answer, part, None, _nothing_held, quote=False)
        return first.message_id

    def _upload(
        self,
        chat: int,
        attachment: Attachment,
        caption: str,
        keyboard: telegram.InlineKeyboardMarkup | None,
        topic: int | None,
        reply: telegram.ReplyParameters | None,
    ) -> Coroutine[Any, Any, telegram.Message]:
        send: Callable[..., Coroutine[Any, Any, telegram.Message]] = (
            self._bot.send_photo if attachment.is_picture else self._bot.send_document
        )
        return send(
            chat,
            attachment.data,
            caption=caption,
            parse_mode=ParseMode.HTML,
            filename=attachment.name,
            message_thread_id=topic,
            reply_parameters=reply,
            reply_markup=keyboard,
        )

    async def _attachment(self, answer: Answer) -> Attachment | None:
        if answer.file:
            return answer.attachment()
        with contextlib.suppress(error.TelegramError):
            action = ChatAction.UPLOAD_PHOTO
            await self._bot.send_chat_action(answer.chat, action, message_thread_id=answer.topic)
        drawing = drawings.from_json(answer.drawing)
        if drawing is None:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._pool, drawings.draw, drawing)


def _quoted(answer: Answer) -> telegram.ReplyParameters | None:
    if answer.private or not answer.reply_to:
        return None
    return telegram.ReplyParameters(answer.reply_to, allow_sending_without_reply=True)


def _nothing_held(_waiting: bool) -> None:
    """Keep the state of an answer whose first part has arrived."""
