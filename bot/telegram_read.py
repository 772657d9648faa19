"""Telegram's updates read: who says what where, and whether it is meant for the assistant."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import telegram
from telegram.constants import ChatMemberStatus, ChatType, MessageEntityType

from handlers import dispatch
from handlers.message import Message

CHANNEL = "telegram"
ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "inline_query", "my_chat_member"]
_POSTED_BY_TELEGRAM = 777000
_KINDS = (
    ("sticker", "sticker"),
    ("photo", "photo"),
    ("animation", "photo"),
    ("video", "photo"),
    ("video_note", "photo"),
    ("voice", "voice"),
    ("audio", "voice"),
    ("document", "file"),
    ("venue", "location"),
    ("location", "location"),
    ("contact", "contact"),
    ("poll", "other"),
    ("dice", "sticker"),
    ("story", "photo"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes: chat, topic (None outside topics), and the message that it answers."""

    chat: int
    topic: int | None
    message: int
    private: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A message meant for the assistant; edited for one that replaces an earlier one.

    document is the file of a new message in a private chat, not fetched yet; the text is then what stands beside it.
    """

    message: Message
    place: Place
    edited: bool
    document: telegram.Document | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button pressed; has_text is false under a picture or file, and under a message too old to be shown."""

    message: Message
    place: Place
    query: str
    data: str
    has_text: bool


@dataclass(frozen=True, slots=True)
class Searched:
    """An inline query."""

    message: Message
    query: str


@dataclass(frozen=True, slots=True)
class Joined:
    """The assistant was added to a group by a person."""

    message: Message
    place: Place
    title: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The assistant was removed from a group, or blocked by a person."""

    chat: str
    private: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """A group became a supergroup with another id."""

    old: str
    new: str


Event = Said | Pressed | Searched | Joined | Gone | Moved


def chat_key(chat: int) -> str:
    """Return the id under which a chat or person is known to the handlers."""
    return f"{CHANNEL}:{chat}"


def lane_of(update: Mapping[str, Any]) -> str:
    """Return what a raw update has to wait in line with: its chat, or its person for an inline query."""
    for name, value in update.items():
        if not isinstance(value, dict):
            continue
        holder = value.get("message") if name == "callback_query" else value
        chat = holder.get("chat") if isinstance(holder, dict) else None
        if isinstance(chat, dict) and "id" in chat:
            return str(chat["id"])
        person = value.get("from")
        if isinstance(person, dict):
            return str(person.get("id"))
    return ""


def topic_of(update: Mapping[str, Any]) -> int | None:
    """Return the topic of a raw update's message, None outside topics."""
    message = update.get("message")
    if not isinstance(message, dict) or not message.get("is_topic_message"):
        return None
    topic = message.get("message_thread_id")
    return topic if isinstance(topic, int) else None


def read(update: telegram.Update, me: telegram.User, now: datetime) -> Event | None:
    """Return what an update means for the assistant, None for one that it has nothing to do with."""
    if update.callback_query is not None:
        return _pressed(update.callback_query, now)
    if update.inline_query is not None:
        query = update.inline_query
        person = chat_key(query.from_user.id)
        return Searched(_message(person, query.from_user, query.query, now), query.id)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, now)
    message = update.edited_message or update.message
    if message is None:
        return None
    if message.migrate_to_chat_id is not None:
        return Moved(chat_key(message.chat.id), chat_key(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return Moved(chat_key(message.migrate_from_chat_id), chat_key(message.chat.id))
    return _said(message, me, now, edited=update.edited_message is not None)


def _said(message: telegram.Message, me: telegram.User, now: datetime, *, edited: bool) -> Said | None:
    private = message.chat.type == ChatType.PRIVATE
    if message.via_bot is not None or message.from_user is None:
        return None  # an inline answer that somebody chose is no question
    anonymous = message.sender_chat is not None and message.sender_chat.id == message.chat.id
    if (message.from_user.is_bot and not anonymous) or message.from_user.id == _POSTED_BY_TELEGRAM:
        return None
    text = message.text or message.caption
    kind = "text" if text else next((kind for name, kind in _KINDS if getattr(message, name)), "")
    if not kind:
        return None  # service messages
    text = text or ""
    if not private:
        addressed = _addressed(message, text, me)
        if addressed is None or kind != "text":
            return None
        text = addressed
    person = chat_key(message.chat.id if anonymous else message.from_user.id)
    topic = message.message_thread_id if message.is_topic_message else None
    said = _message(person, message.from_user, text, now)
    said = replace(
        said,
        chat=chat_key(message.chat.id),
        kind=kind,
        topic="" if topic is None else str(topic),
        private=private,
        is_chat_admin=private or anonymous,
    )
    document = message.document if private and not edited and message.animation is None else None
    return Said(said, Place(message.chat.id, topic, message.message_id, private), edited, document)


def _addressed(message: telegram.Message, text: str, me: telegram.User) -> str | None:
    """Return what a group's message says to the assistant, the mention taken out; None when it is not meant."""
    entities = message.parse_entities() if message.text else message.parse_caption_entities()
    name = f"@{me.username}".lower()
    for entity, words in entities.items():
        if entity.type == MessageEntityType.BOT_COMMAND and entity.offset == 0:
            _command, _at, bot = words.partition("@")
            if bot:
                return text if f"@{bot}".lower() == name else None
            replied = message.reply_to_message
            ours = replied is not None and replied.from_user is not None and replied.from_user.id == me.id
            return text if ours or dispatch.is_for_us(text) else None
    for entity, words in entities.items():
        mentioned = entity.type == MessageEntityType.MENTION and words.lower() == name
        if mentioned or (
            entity.type == MessageEntityType.TEXT_MENTION and entity.user is not None and entity.user.id == me.id
        ):
            return " ".join(text.replace(words, " ", 1).split())
    replied = message.reply_to_message
    # In a topic every message replies to the one that opened it, which the assistant may have written.
    opened = replied is not None and message.is_topic_message and replied.message_id == message.message_thread_id
    if replied is not None and replied.from_user is not None and replied.from_user.id == me.id and not opened:
        return text
    return None


def _pressed(query: telegram.CallbackQuery, now: datetime) -> Pressed | None:
    under = query.message
    if under is None:
        return None
    private = under.chat.type == ChatType.PRIVATE
    topic = under.message_thread_id if isinstance(under, telegram.Message) and under.is_topic_message else None
    message = replace(
        _message(chat_key(query.from_user.id), query.from_user, "", now),
        chat=chat_key(under.chat.id),
        topic="" if topic is None else str(topic),
        private=private,
        is_chat_admin=private,
    )
    has_text = isinstance(under, telegram.Message) and bool(under.text)
    return Pressed(
        message, Place(under.chat.id, topic, under.message_id, private), query.id, query.data or "", has_text
    )


def _membership(change: telegram.ChatMemberUpdated, now: datetime) -> Joined | Gone | None:
    status = change.new_chat_member.status
    private = change.chat.type == ChatType.PRIVATE
    if status in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED):
        return Gone(chat_key(change.chat.id), private)
    was_out = change.old_chat_member.status in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)
    if private or not was_out or change.chat.type == ChatType.CHANNEL:
        return None
    message = replace(
        _message(chat_key(change.from_user.id), change.from_user, "", now), chat=chat_key(change.chat.id), private=False
    )
    return Joined(message, Place(change.chat.id, None, 0, False), change.chat.title or "")


def _message(person: str, user: telegram.User, text: str, now: datetime) -> Message:
    lang = "en" if (user.language_code or "").startswith("en") else "vi"
    return Message(chat=person, person=person, text=text, now=now, person_name=user.full_name[:100], lang=lang)
