"""The Telegram channel: updates kept, answered one after another in each chat, answers brought out."""

import asyncio
import contextlib
import json
import logging
import secrets
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import telegram
from telegram import error
from telegram.constants import ChatAction, ChatMemberStatus, ParseMode

from bot import telegram_connection as connection
from bot import telegram_files, telegram_text
from bot.config import Telegram
from bot.telegram_answer import Answer, Button, answer_at, with_note
from bot.telegram_deliver import Delivery
from bot.telegram_inbox import Inbox
from bot.telegram_intake import Polling, Webhook
from bot.telegram_outlet import Outlet
from bot.telegram_push import TelegramPush
from bot.telegram_read import (
    CHANNEL,
    Gone,
    Joined,
    Moved,
    Place,
    Pressed,
    Said,
    Searched,
    chat_key,
    lane_of,
    read,
    topic_of,
)
from bot.telegram_send import Sender, Undeliverable, Unsure
from bot.waiting import kept
from handlers import access, dispatch, drawings, inline, review
from handlers.i18n import translator
from handlers.lists import is_next_page
from handlers.message import Message, Reply
from handlers.services import Services
from handlers.state import Update
from handlers.talk import lang_of

LONGEST_IN_GROUP = 1000
SHOWN_IN_GROUP = 700
TYPING_AFTER_SECONDS = 1.0
DRAIN_SECONDS = 20.0
ADMIN_FOR_SECONDS = 60.0
MOST_KNOWN_ADMINS = 1000
INLINE_CACHE_SECONDS = 5
PRESS_SECONDS = 15.0
TELL_SECONDS = 20.0
DOCUMENTS_AT_ONCE = 2
_POSITIONS = frozenset(str(number) for number in range(100))

log = logging.getLogger("solieu.telegram")


class TelegramChannel:
    """One bot on Telegram; now gives the local time. start, then stop."""

    def __init__(self, config: Telegram, services: Services, now: Callable[[], datetime]) -> None:
        self._config = config
        self._services = services
        self._state = services.state
        self._now = now
        self.bot = connection.make_bot(config)
        self._sender = Sender(self._moved)
        self._webhook: Webhook | None = None
        self._webhook_good = monotonic()
        self._me: telegram.User | None = None
        self._inbox = Inbox(CHANNEL, services.state, self._handle, now)
        self._polling = Polling(config, self._inbox.take_in)
        self._admins: dict[tuple[int, int], tuple[float, bool]] = {}
        self._documents = asyncio.Semaphore(DOCUMENTS_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._services_tasks: set[asyncio.Task[None]] = set()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="draw")
        delivery = Delivery(self.bot, self._sender, self._pool)
        self._outlet = Outlet(delivery, services.state, config.group_messages_per_minute, now, self._work)
        self.push = TelegramPush(self.bot, services.state, self._pool, self._outlet.group, now)

    @property
    def last_good(self) -> float:
        """When updates were last known to come through, by the steady clock."""
        return self._polling.last_good if self._webhook is None else self._webhook_good

    async def start(self) -> None:
        """Connect, for as long as it takes; take up what was left; begin to receive. Raises error.InvalidToken."""
        me = self._me = await connection.connect(self.bot)
        await kept(lambda: self._state.note_health(CHANNEL, name=me.username or "", good_at=self._now().isoformat()))
        log.info("connected as @%s", me.username)
        await self._inbox.take_up()
        if self._config.webhook_url:
            await self._start_webhook()
        else:
            self._polling.last_good = monotonic()
            self._serve(connection.drop_webhook(self.bot, self._sender))
            self._serve(self._polling.run())
        self._serve(connection.publish_commands(self.bot, self._sender, self._services.lang))

    async def stop(self) -> None:
        """Receive no more, finish what is begun for some seconds, disconnect; the rest stays in the inbox."""
        for task in self._services_tasks:
            task.cancel()
        await asyncio.gather(*self._services_tasks, return_exceptions=True)
        if self._webhook is not None:
            await self._webhook.stop()
        else:
            await self._polling.acknowledge()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while not (self._outlet.is_idle and self._inbox.is_idle):
                    await asyncio.sleep(0.02)
        await self._inbox.stop()
        for work in list(self._tasks):
            work.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._pool.shutdown(wait=False, cancel_futures=True)
        with contextlib.suppress(error.TelegramError, RuntimeError):
            await self.bot.shutdown()

    async def tell_admins(self, text: Callable[[str], str]) -> None:
        """Try once to send every administrator a sentence, for some seconds; text makes it in a language."""
        people = {*self._state.admins(), *self._services.admins}
        tellings = [self._tell(person, text) for person in sorted(people)]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TELL_SECONDS):
                await asyncio.gather(*tellings)

    async def _tell(self, person: str, text: Callable[[str], str]) -> None:
        platform, _colon, number = person.partition(":")
        if platform != CHANNEL or not number.lstrip("-").isdigit():
            return
        known = self._state.person(person)
        lang = known.lang if known is not None and known.lang else self._services.lang
        with contextlib.suppress(error.TelegramError):
            await self.bot.send_message(int(number), text(lang))

    async def check_webhook(self) -> None:
        """Ask Telegram whether the webhook works, and note it; nothing to do while polling."""
        if self._webhook is not None and await connection.webhook_works(
            self.bot, self._config.webhook_url, self._now()
        ):
            self._webhook_good = monotonic()

    async def _start_webhook(self) -> None:
        config = self._config
        secret = config.webhook_secret or secrets.token_urlsafe(32)
        self._webhook = Webhook(config, secret, urlsplit(config.webhook_url).path or "/", self._inbox.take_in)
        self._webhook.start()
        await connection.set_webhook(self.bot, self._sender, config, secret)
        self._webhook_good = monotonic()

    # ------------------------------------------------------------ tasks

    def _work(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _serve(self, doing: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(doing)
        self._services_tasks.add(task)
        task.add_done_callback(self._services_tasks.discard)

    # ------------------------------------------------------------ one update

    async def _handle(self, update: Update) -> None:
        typing = asyncio.get_running_loop().call_later(TYPING_AFTER_SECONDS, self._show_typing, update.payload)
        try:
            await self._guarded(update, self._answer if update.state in ("received", "reading") else self._resume)
        finally:
            typing.cancel()

    async def _guarded(self, update: Update, deal: Callable[[Update], Coroutine[Any, Any, None]]) -> None:
        try:
            await deal(update)
        except asyncio.CancelledError:
            raise
        except Exception:
            # Whatever went wrong with one update must not keep the chat's others waiting for ever.
            log.exception("an update could not be handled")
            await self._apologise(update)

    async def _resume(self, update: Update) -> None:
        """Bring out the answer that an earlier run had ready, marked as a repeat where it may have arrived."""
        answer = Answer.from_json(update.answer)
        if update.state == "sending" and not answer.edit:
            _ = translator(answer.lang).gettext
            answer = with_note(answer, _("Gửi lại vì tôi vừa khởi động lại; có thể anh/chị đã nhận câu này."))
        self._release_button(update)
        await self._outlet.bring(update.id, answer)

    async def _apologise(self, update: Update) -> None:
        await kept(lambda: self._state.finish(CHANNEL, [update.id], "failed"))
        self._release_button(update)
        raw = json.loads(update.payload) if update.payload else {}
        message = raw.get("message")
        if not isinstance(message, dict) or not isinstance(message.get("chat"), dict):
            return
        if message["chat"].get("type") != "private":
            return
        _ = translator(self._services.lang).gettext
        text = _("Xin lỗi, tôi gặp lỗi với tin nhắn này. Anh/chị thử hỏi cách khác giúp tôi.")
        with contextlib.suppress(error.TelegramError, Undeliverable, Unsure):
            await self._sender.call(int(message["chat"]["id"]), lambda chat: self.bot.send_message(chat, text))

    def _release_button(self, update: Update) -> None:
        """Let the clock on a pressed button stop turning, whatever becomes of the press."""
        raw = json.loads(update.payload) if update.payload else {}
        press = raw.get("callback_query")
        if isinstance(press, dict) and isinstance(press.get("id"), str):
            self._work(self._answer_press(press["id"], ""))

    def _show_typing(self, payload: str) -> None:
        raw = json.loads(payload) if payload else {}
        lane = lane_of(raw)
        if lane.lstrip("-").isdigit():
            self._work(self._type(int(lane), topic_of(raw)))

    async def _type(self, chat: int, topic: int | None) -> None:
        with contextlib.suppress(error.TelegramError):
            await self.bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=topic)

    async def _answer(self, update: Update) -> None:
        event = None
        me = self._me
        if me is None:
            return
        try:
            parsed = telegram.Update.de_json(json.loads(update.payload), self.bot)
            event = read(parsed, me, self._now())
        except (TypeError, ValueError, KeyError, AttributeError):
            log.warning("an update that cannot be read was left out")
        await kept(self._services.knowledge.refresh)
        if isinstance(event, Said):
            await self._said(update, event)
        elif isinstance(event, Pressed):
            await self._pressed(update, event)
        elif isinstance(event, Joined):
            answer = await kept(lambda: self._join(update, event))
            if answer is not None:
                await self._outlet.bring(update.id, answer)
        else:
            if isinstance(event, Searched):
                await self._suggest(event)
            elif isinstance(event, Gone):
                kind = "private" if event.private else "group"
                left = self._now().isoformat()
                await kept(lambda: self._state.set_chat(event.chat, kind=kind, gone_at=left))
            elif isinstance(event, Moved):
                await kept(lambda: self._state.move_chat(event.old, event.new))
            else:
                self._release_button(update)
            await self._done(update.id)

    async def _said(self, update: Update, event: Said) -> None:
        message, place = event.message, event.place
        if event.document is not None and self._may_send_documents(message.person):
            self._work(self._guarded(update, lambda update: self._document(update, event)))
            return
        await kept(lambda: self._note_heard(message.chat))
        earlier = await kept(lambda: self._state.answer_to(CHANNEL, message.chat, str(place.message)))
        if earlier is not None and not event.edited:
            await self._done(update.id)  # its edited form came first
            return
        if (
            not message.private
            and not message.is_chat_admin
            and (dispatch.changes_settings(message.text) or dispatch.picks_a_setting(message, self._services))
        ):
            message = replace(message, is_chat_admin=await self._is_admin(place.chat, message.person))
        start, _space, payload = message.text.partition(" ")
        if message.private and start == "/start" and payload.startswith("q_"):
            continued = await kept(lambda: dispatch.continue_privately(payload[2:], message, self._services))
            message = continued or replace(message, text="/start")
        edit = int(earlier) if earlier and event.edited else 0
        answer = await kept(lambda: self._keep(update, message, place, dispatch.prepare(message, self._services), edit))
        if answer is not None:
            await self._outlet.bring(update.id, answer)

    def _note_heard(self, chat: str) -> None:
        """Keep that a chat that seemed lost (blocked, muted) is there again."""
        known = self._state.chat(chat)
        if known is not None and known.gone_at:
            self._state.set_chat(chat, gone_at="")

    def _may_send_documents(self, person: str) -> bool:
        services = self._services
        role = access.role_of(services.state, person, services.admins, services.mode)
        return role in ("editor", "admin")

    async def _document(self, update: Update, event: Said) -> None:
        """Answer a document twice: at once that it is being read, later with what it holds.

        Outside the line of the chat, so that questions do not wait. The update stays open until the second answer, so
        that a document is read again after a crash; its content is recognised where it was kept already.
        """
        services, place = self._services, event.place
        if event.document is None:
            return
        async with self._documents:
            fetched = await telegram_files.fetch(self.bot, self._sender, event.document)
            message = replace(event.message, kind="file", attachment=fetched)
            prepared = await kept(lambda: dispatch.prepare(message, services))
            if prepared is not None and prepared.reads_document:
                lang = lang_of(message, services)
                if update.state == "received":
                    await self._say_at_once(place, prepared.reply.text)
                    await kept(lambda: self._state.mark(CHANNEL, [update.id], "reading"))
                reply = await asyncio.to_thread(review.receive, message, services, lang)
                await kept(lambda: dispatch.keep_choices(message, reply, services))
                prepared = dispatch.Prepared(reply)
            answer = await kept(lambda: self._keep(update, message, place, prepared, 0))
        if answer is not None:
            await self._outlet.bring(update.id, answer)

    async def _say_at_once(self, place: Place, text: str) -> None:
        """Send a sentence of which nothing hangs: where it does not arrive, what follows it still does."""
        with contextlib.suppress(error.TelegramError, Undeliverable, Unsure):
            await self._sender.call(place.chat, lambda chat: self.bot.send_message(chat, text, ParseMode.HTML))

    async def _pressed(self, update: Update, event: Pressed) -> None:
        token, _colon, number = event.data.partition(":")
        position = int(number) if number in _POSITIONS else -1
        message, place = event.message, event.place
        known = await kept(lambda: self._state.buttons(token))
        if not message.private and known is not None and any(dispatch.changes_settings(ask) for ask in known.asks):
            message = replace(message, is_chat_admin=await self._is_admin(place.chat, message.person))
        edit = place.message if event.has_text else 0
        answer = await kept(lambda: self._press(update, message, place, token, position, edit))
        self._work(self._answer_press(event.query, answer.text if isinstance(answer, dispatch.Refusal) else ""))
        if answer is not None and not isinstance(answer, dispatch.Refusal):
            await self._outlet.bring(update.id, answer)

    def _press(
        self, update: Update, message: Message, place: Place, token: str, position: int, edit: int
    ) -> Answer | dispatch.Refusal | None:
        with self._state.transaction():
            pressed = dispatch.press(token, position, message, self._services)
            if isinstance(pressed, dispatch.Refusal):
                self._state.finish(CHANNEL, [update.id])
                return pressed
            return self._keep(update, pressed, place, dispatch.prepare(pressed, self._services), edit)

    async def _answer_press(self, query: str, text: str) -> None:
        """Answer a press, for as long as Telegram takes an answer to it."""
        words = text[: telegram_text.MOST_CALLBACK_TEXT] or None
        with contextlib.suppress(error.TelegramError, Undeliverable, Unsure, TimeoutError):
            async with asyncio.timeout(PRESS_SECONDS):
                await self._sender.call(0, lambda _chat: self.bot.answer_callback_query(query, words), repeatable=True)

    async def _suggest(self, event: Searched) -> None:
        found = await kept(lambda: inline.suggestions(event.message, self._services))
        results = [
            telegram.InlineQueryResultArticle(
                id=str(number),
                title=one.title,
                description=one.description or None,
                input_message_content=telegram.InputTextMessageContent(
                    telegram_text.split(one.text)[0], parse_mode=ParseMode.HTML
                ),
            )
            for number, one in enumerate(found or ())
        ]
        button = None
        if found is None:
            _ = translator(lang_of(event.message, self._services)).gettext
            button = telegram.InlineQueryResultsButton(_("Cần mã mời để dùng"), start_parameter="invite")
        with contextlib.suppress(error.TelegramError):
            await self.bot.answer_inline_query(
                event.query, results, cache_time=INLINE_CACHE_SECONDS, is_personal=True, button=button
            )

    async def _is_admin(self, chat: int, person: str) -> bool:
        """Return whether a person is an administrator of a group, asked of Telegram at most once a minute."""
        number = int(person.partition(":")[2])
        known = self._admins.get((chat, number))
        if known is not None and monotonic() - known[0] < ADMIN_FOR_SECONDS:
            return known[1]
        try:
            member = await self._sender.call(chat, lambda to: self.bot.get_chat_member(to, number), repeatable=True)
        except (error.TelegramError, Undeliverable, Unsure):
            return False
        answer = member.status in (ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)
        if len(self._admins) >= MOST_KNOWN_ADMINS:
            self._admins.clear()
        self._admins[(chat, number)] = (monotonic(), answer)
        return answer

    # ------------------------------------------------------------ answers

    def _join(self, update: Update, event: Joined) -> Answer | None:
        with self._state.transaction():
            reply = dispatch.added(event.message, self._services)
            self._state.set_chat(event.message.chat, title=event.title)
            return self._keep(update, event.message, event.place, dispatch.Prepared(reply), 0)

    def _keep(
        self, update: Update, message: Message, place: Place, prepared: dispatch.Prepared | None, edit: int
    ) -> Answer | None:
        """Return an answer as it is to be sent, kept in the inbox; None closes the update without one."""
        if prepared is None:
            self._state.finish(CHANNEL, [update.id])
            return None
        lang = lang_of(message, self._services)
        reply = prepared.reply
        offer = ""
        if not place.private and not prepared.drawing and _is_long(reply):
            offer = dispatch.offer_privately(message, self._services)
            follow_ups = tuple(choice for choice in reply.follow_ups if not is_next_page(choice))
            text = telegram_text.shorten_lines(reply.text, SHOWN_IN_GROUP)
            reply = replace(reply, text=text, follow_ups=follow_ups)
        token = dispatch.keep_buttons(message, reply, self._services)
        answer = answer_at(place, reply, token, drawing=drawings.to_json(prepared.drawing), lang=lang)
        if offer and self._me is not None:
            _ = translator(lang).gettext
            link = Button(_("Xem đủ trong chat riêng"), url=f"https://t.me/{self._me.username}?start=q_{offer}")
            answer = replace(answer, rows=(*answer.rows, (link,)))
        person = int(message.person.partition(":")[2])
        answer = replace(
            answer,
            edit=0 if prepared.drawing else edit,
            person=person,
            name=message.person_name or str(person),
        )
        asked = str(place.message) if message.kind == "text" and place.message != edit else ""
        self._state.keep_answer(
            CHANNEL, update.id, answer.to_json(), sending=place.private, chat=message.chat, asked=asked
        )
        return answer

    async def _done(self, update: str) -> None:
        await kept(lambda: self._state.finish(CHANNEL, [update]))

    def _moved(self, old: int, new: int) -> None:
        with contextlib.suppress(sqlite3.OperationalError):
            self._state.move_chat(chat_key(old), chat_key(new))


def _is_long(reply: Reply) -> bool:
    """Return whether a reply is too long for a group, or goes on after a page."""
    return telegram_text.shown_length(reply.text) > LONGEST_IN_GROUP or any(map(is_next_page, reply.follow_ups))
