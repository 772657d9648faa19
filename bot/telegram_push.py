"""Messages that nobody asked for (reminders): each sent once over Telegram, with failures as the outbox names them."""

from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from datetime import datetime
from time import monotonic
from typing import TypeVar

import telegram
from telegram import error

from bot.outbox import Moved, NotSent, Refused, Unsure
from bot.telegram_answer import answer_at
from bot.telegram_deliver import Delivery
from bot.telegram_groups import GroupQueue
from bot.telegram_read import Place, chat_key
from bot.telegram_send import is_foreign, seconds_of, surely_not_sent
from bot.waiting import kept
from handlers import dispatch
from handlers.message import Reply
from handlers.state import State

T = TypeVar("T")


class Once:
    """Carries out a call a single time."""

    async def call(
        self,
        chat: int,
        make: Callable[[int], Awaitable[T]],
        *,
        repeatable: bool = False,
        held: Callable[[bool], None] = lambda _waiting: None,
    ) -> T:
        """Return the result of make(chat). Raises NotSent, Unsure, Refused, Moved, telegram.error.BadRequest."""
        try:
            return await make(chat)
        except error.RetryAfter as problem:
            raise NotSent("429", seconds_of(problem)) from problem
        except error.ChatMigrated as problem:
            raise Moved(chat_key(problem.new_chat_id)) from problem
        except (error.Forbidden, error.InvalidToken) as problem:
            if is_foreign(problem):
                raise NotSent(type(problem).__name__) from problem
            raise Refused(type(problem).__name__, gone=True) from problem
        except error.BadRequest:
            raise
        except error.NetworkError as problem:
            kind = type(problem.__cause__ or problem).__name__
            if repeatable or surely_not_sent(problem):
                raise NotSent(kind) from problem
            raise Unsure(kind) from problem


class TelegramPush:
    """Sends replies to chats by their id; group finds a group's queue, so that its limit counts these messages too."""

    def __init__(
        self,
        bot: telegram.Bot,
        state: State,
        pool: Executor,
        group: Callable[[int], GroupQueue],
        now: Callable[[], datetime],
    ) -> None:
        self._delivery = Delivery(bot, Once(), pool)
        self._state = state
        self._group = group
        self._now = now

    async def send(self, chat: str, topic: str, reply: Reply) -> None:
        """Send once. Raises NotSent, Unsure, Refused, Moved."""
        number = int(chat.partition(":")[2])
        if number < 0 and (wait := self._group(number).seconds_full(monotonic())):
            raise NotSent("the group's minute is full", wait, whole=False)
        token = await kept(lambda: dispatch.keep_common_buttons(chat, reply, self._now(), self._state))
        place = Place(number, int(topic) if topic else None, 0, number > 0)
        answer = answer_at(place, reply, token, drawing="", lang="")
        if number < 0:
            self._group(number).note_sent(monotonic())
        try:
            await self._delivery.bring(answer, lambda _waiting: None)
        except error.BadRequest as problem:
            raise Refused(problem.message, gone="chat not found" in problem.message.lower()) from problem
