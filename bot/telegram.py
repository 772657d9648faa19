"""The Telegram channel: updates kept, answered one after another in each chat, answers brought out."""

import asyncio
import contextlib
import json
import logging
import re
import secrets
import sqlite3
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Any, TypeVar
from urllib.parse import urlsplit

import telegram
from telegram import error
from telegram.constants import ChatAction, ChatMemberStatus, ParseMode
from telegram.request import HTTPXRequest

from bot import telegram_text
from bot.config import Telegram
from bot.telegram_answer import Answer, Button, answer_at, with_note
from bot.telegram_deliver import Delivery
from bot.telegram_groups import Asker, Bundle, GroupQueue, Waiting
from bot.telegram_inbox import Inbox, kept
from bot.telegram_intake import Polling, Webhook
from bot.telegram_push import TelegramPush
from bot.telegram_read import (
    ALLOWED_UPDATES,
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
)
from bot.telegram_send import Sender, Undeliverable, Unsure, is_foreign, seconds_of
from handlers import commands, dispatch, drawings, inline
from handlers.i18n import translator
from handlers.message import Message
from handlers.services import Services
from handlers.state import Update
from handlers.talk import lang_of

CHANNEL = "telegram"
LONGEST_IN_GROUP = 1000
SHOWN_IN_GROUP = 700
TYPING_AFTER_SECONDS = 1.0
DRAIN_SECONDS = 20.0
ADMIN_FOR_SECONDS = 60.0
INLINE_CACHE_SECONDS = 5
_POSITION = re.compile(r"0|[1-9][0-9]?")

log = logging.getLogger("solieu.telegram")
T = TypeVar("T")


class TelegramChannel:
    """One bot on Telegram; now gives the local time. start, then stop."""

    def __init__(self, config: Telegram, services: Services, now: Callable[[], datetime]) -> None:
        self._config = config
        self._services = services
        self._state = services.state
        self._now = now
        base = config.api_url.rstrip("/")
        request = HTTPXRequest(
            connection_pool_size=64,
            proxy=config.proxy or None,
            connect_timeout=10.0,
            read_timeout=20.0,
            write_timeout=20.0,
            media_write_timeout=60.0,
            pool_timeout=10.0,
        )
        spare = HTTPXRequest(connection_pool_size=1, proxy=config.proxy or None)
        self.bot = telegram.Bot(
            config.token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=request,
            get_updates_request=spare,
        )
        self._sender = Sender(self._moved)
        self._webhook: Webhook | None = None
        self._webhook_good = monotonic()
        self._me: telegram.User | None = None
        self._inbox = Inbox(CHANNEL, services.state, self._handle, now)
        self._polling = Polling(config, self._inbox.take_in)
        self._groups: dict[int, GroupQueue] = {}
        self._serving: set[int] = set()
        self._held: dict[str, Answer] = {}
        self._admins: dict[tuple[int, int], tuple[float, bool]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._services_tasks: set[asyncio.Task[None]] = set()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="draw")
        self._delivery = Delivery(self.bot, self._sender, self._pool)
        self.push = TelegramPush(self.bot, services.state, self._pool, self._group, now)

    @property
    def last_good(self) -> float:
        """When updates were last known to come through, by the steady clock."""
        return self._polling.last_good if self._webhook is None else self._webhook_good

    async def start(self) -> None:
        """Connect, for as long as it takes; take up what was left; begin to receive. Raises error.InvalidToken."""
        await self._connect()
        me = self.bot.bot
        self._me = me
        await kept(lambda: self._state.note_health(CHANNEL, name=me.username or "", good_at=self._now().isoformat()))
        log.info("connected as @%s", me.username)
        await self._inbox.take_up()
        if self._config.webhook_url:
            await self._start_webhook()
        else:
            self._polling.last_good = monotonic()
            self._serve(self._drop_webhook())
            self._serve(self._polling.run())
        self._serve(self._publish_commands())

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
                while self._held or not self._inbox.is_idle:
                    await asyncio.sleep(0.02)
        await self._inbox.stop()
        for work in list(self._tasks):
            work.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._pool.shutdown(wait=False, cancel_futures=True)
        with contextlib.suppress(error.TelegramError, RuntimeError):
            await self.bot.shutdown()

    async def tell_admins(self, text: Callable[[str], str]) -> None:
        """Try once to send every administrator a sentence; text makes it in a language."""
        people = {*self._state.admins(), *self._services.admins}
        for person in sorted(people):
            platform, _colon, number = person.partition(":")
            if platform != CHANNEL or not number.lstrip("-").isdigit():
                continue
            known = self._state.person(person)
            lang = known.lang if known is not None and known.lang else self._services.lang
            with contextlib.suppress(error.TelegramError):
                await self.bot.send_message(int(number), text(lang))

    async def check_webhook(self) -> None:
        """Ask Telegram whether the webhook works, and note it; nothing to do while polling."""
        if self._webhook is None:
            return
        try:
            info = await self.bot.get_webhook_info()
        except error.TelegramError as problem:
            log.warning("webhook: %s", type(problem.__cause__ or problem).__name__)
            return
        recent = info.last_error_date is not None and (self._now() - info.last_error_date).total_seconds() < 120
        if info.url != self._config.webhook_url:
            log.error("webhook: another address is set")
        elif info.pending_update_count and recent:
            log.error("webhook: %d updates are waiting, Telegram cannot reach it", info.pending_update_count)
        else:
            self._webhook_good = monotonic()

    # ------------------------------------------------------------ connecting

    async def _connect(self) -> None:
        wait = 1.0
        while True:
            try:
                await self.bot.initialize()
                return
            except error.InvalidToken as problem:
                if not is_foreign(problem.__cause__ or problem):
                    raise
                log.warning("something between here and Telegram answers in its place, again in %.0f s", wait)
            except error.RetryAfter as problem:
                wait = seconds_of(problem)
            except error.NetworkError as problem:
                log.warning("no connection (%s), again in %.0f s", type(problem.__cause__ or problem).__name__, wait)
            await asyncio.sleep(wait)
            wait = min(30.0, wait * 1.5)

    async def _insist(self, call: Callable[[], Coroutine[Any, Any, T]]) -> T:
        return await self._sender.call(0, lambda _chat: call(), repeatable=True)

    async def _start_webhook(self) -> None:
        config = self._config
        secret = config.webhook_secret or secrets.token_urlsafe(32)
        self._webhook = Webhook(config, secret, urlsplit(config.webhook_url).path or "/", self._inbox.take_in)
        self._webhook.start()
        certificate = config.webhook_certificate.read_bytes() if config.webhook_certificate is not None else None
        await self._insist(
            lambda: self.bot.set_webhook(
                config.webhook_url, certificate=certificate, secret_token=secret, allowed_updates=ALLOWED_UPDATES
            )
        )
        self._webhook_good = monotonic()

    async def _drop_webhook(self) -> None:
        """Make polling possible where a webhook was set before; until then polling is answered with 409."""
        try:
            await self._insist(lambda: self.bot.delete_webhook(drop_pending_updates=False))
        except (error.TelegramError, Undeliverable, Unsure) as problem:
            log.warning("an earlier webhook could not be removed: %s", type(problem).__name__)

    async def _publish_commands(self) -> None:
        scopes: dict[str, telegram.BotCommandScope] = {
            "private": telegram.BotCommandScopeAllPrivateChats(),
            "group": telegram.BotCommandScopeAllGroupChats(),
            "admins": telegram.BotCommandScopeAllChatAdministrators(),
        }
        for name, scope in scopes.items():
            for code, lang in ((None, self._services.lang), ("vi", "vi"), ("en", "en")):
                shown = [telegram.BotCommand(one.slash[0], one.description(lang)[:256]) for one in commands.menu(name)]
                try:
                    await self._insist(
                        lambda shown=shown, scope=scope, code=code: self.bot.set_my_commands(  # type: ignore[misc]
                            shown, scope=scope, language_code=code
                        )
                    )
                except (error.TelegramError, Undeliverable, Unsure) as problem:
                    log.warning("the menu of commands was not taken: %s", type(problem).__name__)
                    return

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
            if update.state == "received":
                await self._answer(update)
            else:
                answer = Answer.from_json(update.answer)
                if update.state == "sending":
                    _ = translator(answer.lang).gettext
                    note = _("Gửi lại vì tôi vừa khởi động lại; có thể anh/chị đã nhận câu này.")
                    answer = with_note(answer, note) if not answer.edit else answer
                await self._bring(update.id, answer)
        except asyncio.CancelledError:
            raise
        except Exception:
            # Whatever went wrong with one update must not keep the chat's others waiting for ever.
            log.exception("an update could not be handled")
            await self._apologise(update)
        finally:
            typing.cancel()

    async def _apologise(self, update: Update) -> None:
        await kept(lambda: self._state.finish(CHANNEL, [update.id], "failed"))
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

    def _show_typing(self, payload: str) -> None:
        lane = lane_of(json.loads(payload)) if payload else ""
        if lane.lstrip("-").isdigit():
            self._work(self._type(int(lane)))

    async def _type(self, chat: int) -> None:
        with contextlib.suppress(error.TelegramError):
            await self.bot.send_chat_action(chat, ChatAction.TYPING)

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
        if isinstance(event, Said):
            await self._said(update, event)
        elif isinstance(event, Pressed):
            await self._pressed(update, event)
        elif isinstance(event, Joined):
            answer = await kept(lambda: self._join(update, event))
            if answer is not None:
                await self._bring(update.id, answer)
        else:
            if isinstance(event, Searched):
                await self._suggest(event)
            elif isinstance(event, Gone):
                kind = "private" if event.private else "group"
                left = self._now().isoformat()
                await kept(lambda: self._state.set_chat(event.chat, kind=kind, gone_at=left))
            elif isinstance(event, Moved):
                await kept(lambda: self._state.move_chat(event.old, event.new))
            await self._done(update.id)

    async def _said(self, update: Update, event: Said) -> None:
        message, place = event.message, event.place
        earlier = await kept(lambda: self._state.answer_to(CHANNEL, message.chat, str(place.message)))
        if earlier is not None and not event.edited:
            await self._done(update.id)  # its edited form came first
            return
        if not message.private and not message.is_chat_admin and dispatch.changes_settings(message.text):
            message = replace(message, is_chat_admin=await self._is_admin(place.chat, message.person))
        start, _space, payload = message.text.partition(" ")
        if message.private and start == "/start" and payload.startswith("q_"):
            continued = await kept(lambda: dispatch.continue_privately(payload[2:], message, self._services))
            message = continued or replace(message, text="/start")
        edit = int(earlier) if earlier and event.edited else 0
        answer = await kept(lambda: self._keep(update, message, place, dispatch.prepare(message, self._services), edit))
        if answer is not None:
            await self._bring(update.id, answer)

    async def _pressed(self, update: Update, event: Pressed) -> None:
        token, _colon, number = event.data.partition(":")
        position = int(number) if _POSITION.fullmatch(number) else -1
        message, place = event.message, event.place
        known = await kept(lambda: self._state.buttons(token))
        if not message.private and known is not None and any(dispatch.changes_settings(ask) for ask in known.asks):
            message = replace(message, is_chat_admin=await self._is_admin(place.chat, message.person))
        edit = place.message if event.has_text else 0
        answer = await kept(lambda: self._press(update, message, place, token, position, edit))
        self._work(self._answer_press(event.query, answer.text if isinstance(answer, dispatch.Refusal) else ""))
        if answer is not None and not isinstance(answer, dispatch.Refusal):
            await self._bring(update.id, answer)

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
        with contextlib.suppress(error.TelegramError):
            await self.bot.answer_callback_query(query, text[: telegram_text.MOST_CALLBACK_TEXT] or None)

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
        if len(self._admins) > 1000:
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
        if not place.private and not prepared.drawing and telegram_text.shown_length(reply.text) > LONGEST_IN_GROUP:
            offer = dispatch.offer_privately(message, self._services)
            reply = replace(reply, text=telegram_text.shorten_lines(reply.text, SHOWN_IN_GROUP))
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

    async def _bring(self, update: str, answer: Answer) -> None:
        if answer.private:
            await self._deliver(answer, [update])
            return
        queue = self._group(answer.chat)
        alone = bool(answer.drawing or answer.edit or telegram_text.shown_length(answer.text) > LONGEST_IN_GROUP * 2)
        asker = Asker(answer.person, answer.name, answer.reply_to)
        self._held[update] = answer
        queue.waiting.append(Waiting(update, answer.text, answer.topic, asker, alone, answer.lang))
        if answer.chat not in self._serving:
            self._serving.add(answer.chat)
            self._work(self._serve_group(answer.chat, queue))

    def _group(self, chat: int) -> GroupQueue:
        return self._groups.setdefault(chat, GroupQueue(self._config.group_messages_per_minute))

    async def _serve_group(self, chat: int, queue: GroupQueue) -> None:
        """Bring out what waits for a group, then vanish."""
        try:
            while queue.waiting:
                if wait := queue.seconds_to_wait(monotonic()):
                    await asyncio.sleep(wait)
                    continue
                await self._bring_bundle(queue, queue.take(monotonic()))
        finally:
            self._serving.discard(chat)
        for other in [other for other, one in self._groups.items() if one.is_idle(monotonic())]:
            del self._groups[other]

    async def _bring_bundle(self, queue: GroupQueue, bundle: Bundle) -> None:
        updates = [one.update for one in bundle.answers]
        first = self._held[updates[0]]
        rows = first.rows if len(updates) == 1 else ()
        joint = replace(first, text=bundle.text, reply_to=bundle.reply_to or 0, rows=rows)
        try:
            await kept(lambda: self._state.mark(CHANNEL, updates, "sending"))
            queue.note_sent(monotonic())
            sent = await self._deliver(joint, updates)
            if sent and not bundle.answers[0].alone:
                queue.remember(monotonic(), bundle, sent)
        except asyncio.CancelledError:
            raise
        except Exception:
            # The group's other answers still have to go out.
            log.exception("an answer could not be sent")
            await self._done_with(updates, "failed", 0)
        finally:
            for update in updates:
                self._held.pop(update, None)

    async def _deliver(self, answer: Answer, updates: list[str]) -> int:
        """Bring an answer out and close its updates; return the id of the first message sent, 0 where none is known."""

        def held(waiting: bool) -> None:
            # Only an answer that may have arrived is marked as a repeat after a restart.
            with contextlib.suppress(sqlite3.OperationalError):
                self._state.mark(CHANNEL, updates, "answered" if waiting else "sending")

        state = "done"
        sent = 0
        try:
            sent = await self._delivery.bring(answer, held)
        except Unsure:
            state = "unsure"
            log.warning("an answer may or may not have arrived")
        except Undeliverable as problem:
            state = "failed"
            kind = "private" if answer.private else "group"
            left = self._now().isoformat()
            key = chat_key(answer.chat)
            await kept(lambda: self._state.set_chat(key, kind=kind, gone_at=left))
            log.info("a chat cannot be written to (%s)", problem)
        except error.BadRequest as problem:
            state = "failed"
            log.warning("refused: %s", problem.message)
        await self._done_with(updates, state, sent)
        return sent

    async def _done(self, update: str) -> None:
        await self._done_with([update], "done", 0)

    async def _done_with(self, updates: list[str], state: str, sent: int) -> None:
        await kept(lambda: self._state.finish(CHANNEL, updates, state, str(sent) if sent else None))

    def _moved(self, old: int, new: int) -> None:
        with contextlib.suppress(sqlite3.OperationalError):
            self._state.move_chat(chat_key(old), chat_key(new))
