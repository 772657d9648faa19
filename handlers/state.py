"""What the assistant remembers about people and chats: state.db, the file to back up."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from handlers.reminder_tables import forget_person
from handlers.reminder_tables import move_chat as move_reminders
from handlers.state_tables import STEPS
from knowledge import schema
from knowledge.errors import DatabaseUnusable

KEEP_UPDATES = timedelta(hours=48)
KEEP_BUTTONS = timedelta(hours=48)
ROLES = ("viewer", "editor", "admin")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who wrote; role is "" for one who was never let in, lang "" where none was chosen."""

    id: str
    name: str
    role: str
    lang: str
    joined_at: str
    greeted_at: str


@dataclass(frozen=True, slots=True)
class Chat:
    """A private chat or a group with its own settings; linked_by is who let a group in, gone_at when it was left."""

    id: str
    kind: str
    title: str
    place: str
    period: str
    lang: str
    linked_by: str
    greeted_at: str
    gone_at: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where one person is in one chat: context of understanding, numbered choices, figures that can be drawn."""

    context: str = ""
    choices: tuple[str, ...] = ()
    table: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Buttons:
    """What the buttons under one message stand for, and the conversation that they belong to."""

    token: str
    chat: str
    person: str
    asks: tuple[str, ...]
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class Update:
    """Something a platform delivered that is not finished.

    state: "received" (nothing done yet), "answered" (answer holds what to send), "sending" (it may have been sent).
    """

    channel: str
    id: str
    state: str
    payload: str
    answer: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Miss:
    """A question without an answer: its text, why, how often and when last."""

    text: str
    status: str
    count: int
    last_on: str


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to whom."""

    at: str
    actor: str
    act: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Health:
    """How a channel is: when it last answered, since when it is silent ("" while it is not), who has it open."""

    channel: str
    good_at: str
    silent_since: str
    name: str


# The statements put together below hold names of this file only, never anything from outside.
_PERSON = "id, name, role, lang, joined_at, greeted_at"
_CHAT = "id, kind, title, place, period, lang, linked_by, greeted_at, gone_at"
_OPEN = "state NOT IN ('done', 'unsure', 'failed')"


class State:
    """An open state.db. Times are ISO text of aware local times; every change is durable when the call returns."""

    def __init__(self, db: Database) -> None:
        self.db = db

    @classmethod
    def open(cls, path: Path, *, busy_milliseconds: int = schema.BUSY_MILLISECONDS) -> "State":
        """Return the state in a file, made or brought to the newest version first. Raises DatabaseUnusable."""
        db = schema.connect(path, create=True)
        try:
            schema.migrate(db, STEPS)
        except sqlite3.Error as error:
            raise DatabaseUnusable(str(path), schema.reason_of(error), str(error)) from error
        db.execute(f"PRAGMA busy_timeout = {busy_milliseconds}")
        return cls(db)

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all changes within durable together, or none. Begun for writing, so that it cannot fail halfway."""
        if self.db.conn.in_transaction:
            with self.db.atomic():
                yield
            return
        self.db.conn.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.conn.rollback()
            raise
        self.db.conn.commit()

    def _one(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self.db.execute(sql, values).fetchone()
        return row

    def _all(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return list(self.db.execute(sql, values).fetchall())

    def _do(self, sql: str, *values: object) -> int:
        return int(self.db.execute(sql, values).rowcount)

    # People and roles

    def person(self, person: str) -> Person | None:
        """Return what is known of a person."""
        row = self._one(f"SELECT {_PERSON} FROM people WHERE id = ?", person)  # noqa: S608
        return Person(*row) if row else None

    def people(self) -> list[Person]:
        """Return everybody who was let in, administrators first, then by name."""
        order = "CASE role WHEN 'admin' THEN 0 WHEN 'editor' THEN 1 ELSE 2 END, name, id"
        return [Person(*row) for row in self._all(f"SELECT {_PERSON} FROM people WHERE role <> '' ORDER BY {order}")]  # noqa: S608

    def admins(self) -> list[str]:
        """Return the ids of the people with the role of administrator."""
        return [str(row[0]) for row in self._all("SELECT id FROM people WHERE role = 'admin' ORDER BY id")]

    def note_name(self, person: str, name: str) -> None:
        """Keep the name under which a person writes."""
        self._do(
            "INSERT INTO people (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
            person,
            name,
        )

    def set_role(self, person: str, role: str, now: datetime) -> None:
        """Let a person in with a role, or out with ""."""
        joined = now.isoformat() if role else ""
        self._do(
            "INSERT INTO people (id, role, joined_at) VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET role = excluded.role, joined_at = excluded.joined_at",
            person,
            role,
            joined,
        )

    def set_person_lang(self, person: str, lang: str) -> None:
        """Keep the language that a person chose."""
        self._do(
            "INSERT INTO people (id, lang) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET lang = excluded.lang",
            person,
            lang,
        )

    def note_person_greeted(self, person: str, now: datetime) -> None:
        """Keep that a stranger has had the one sentence."""
        self._do(
            "INSERT INTO people (id, greeted_at) VALUES (?, ?) "
            "ON CONFLICT (id) DO UPDATE SET greeted_at = excluded.greeted_at",
            person,
            now.isoformat(),
        )

    def erase_person(self, person: str) -> None:
        """Forget a person: role, name, conversations, buttons; in the audit and in invitations only "erased" stays.

        A person's private chat, which has the same id, goes too.
        """
        with self.transaction():
            forget_person(self.db, person)
            self._do("DELETE FROM people WHERE id = ?", person)
            self._do("DELETE FROM conversations WHERE person = ?", person)
            self._do("DELETE FROM buttons WHERE person = ?", person)
            self._do("DELETE FROM chats WHERE id = ? AND kind = 'private'", person)
            self._do("UPDATE updates SET chat = NULL, asked = NULL, answered = NULL WHERE chat = ?", person)
            self._do("UPDATE chats SET linked_by = 'erased' WHERE linked_by = ?", person)
            self._do("UPDATE invites SET used_by = 'erased' WHERE used_by = ?", person)
            self._do("UPDATE invites SET created_by = 'erased' WHERE created_by = ?", person)
            self._do("UPDATE audit SET actor = 'erased' WHERE actor = ?", person)
            self._do("UPDATE audit SET subject = 'erased' WHERE subject = ?", person)

    def counts_of(self, person: str) -> dict[str, int]:
        """Return how many rows of each kind speak of a person."""
        kinds = {
            "conversations": "person = ?",
            "buttons": "person = ?",
            "audit": "actor = ?1 OR subject = ?1",
            "things": "chat = ?1 OR owner = ?1 OR created_by = ?1",
        }
        found = {}
        for table, where in kinds.items():
            row = self._one(f"SELECT count(*) FROM {table} WHERE {where}", person)  # noqa: S608
            found[table] = int(row[0]) if row else 0
        return found

    # Invitations

    def add_invite(self, code_hash: str, role: str, by: str, now: datetime, expires: datetime) -> None:
        """Keep the hash of a one-time code."""
        self._do(
            "INSERT INTO invites (hash, role, created_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?)",
            code_hash,
            role,
            by,
            now.isoformat(),
            expires.isoformat(),
        )

    def use_invite(self, code_hash: str, person: str, now: datetime) -> str | None:
        """Return the role that a code gives, and use it up; None for one that is unknown, used or too old."""
        with self.transaction():
            row = self._one("SELECT role, expires_at FROM invites WHERE hash = ? AND used_at IS NULL", code_hash)
            if row is None or datetime.fromisoformat(row[1]) < now:
                return None
            self._do("UPDATE invites SET used_by = ?, used_at = ? WHERE hash = ?", person, now.isoformat(), code_hash)
            return str(row[0])

    # Chats

    def chat(self, chat: str) -> Chat | None:
        """Return a chat's settings."""
        row = self._one(f"SELECT {_CHAT} FROM chats WHERE id = ?", chat)  # noqa: S608
        return Chat(*row) if row else None

    def set_chat(self, chat: str, **values: str) -> None:
        """Keep settings of a chat; values are fields of Chat."""
        names = [name for name in values if name in Chat.__dataclass_fields__ and name != "id"]
        slots = ", ".join("?" for _ in names)
        changes = ", ".join(f"{name} = excluded.{name}" for name in names)
        self._do(
            f"INSERT INTO chats (id, {', '.join(names)}) VALUES (?, {slots}) ON CONFLICT (id) DO UPDATE SET {changes}",  # noqa: S608
            chat,
            *(values[name] for name in names),
        )

    def move_chat(self, old: str, new: str) -> None:
        """Give a chat's settings, conversations and buttons to its new id (a group that became a supergroup)."""
        with self.transaction():
            if self.chat(old) is not None:
                self._do("DELETE FROM chats WHERE id = ?", new)
                self._do("UPDATE chats SET id = ? WHERE id = ?", new, old)
            for table in ("conversations", "buttons", "updates"):
                self._do(f"UPDATE OR REPLACE {table} SET chat = ? WHERE chat = ?", new, old)  # noqa: S608
            move_reminders(self.db, old, new)

    # Conversations and buttons

    def conversation(self, chat: str, topic: str, person: str) -> Conversation:
        """Return where a person is in a chat; an empty one for a new or forgotten one."""
        row = self._one(
            "SELECT context, choices, offered, at FROM conversations WHERE chat = ? AND topic = ? AND person = ?",
            chat,
            topic,
            person,
        )
        return Conversation(row[0], tuple(json.loads(row[1])), row[2], row[3]) if row else Conversation()

    def keep_conversation(self, chat: str, topic: str, person: str, talk: Conversation) -> None:
        """Keep where a person is in a chat."""
        self._do(
            "INSERT INTO conversations (chat, topic, person, context, choices, offered, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (chat, topic, person) DO UPDATE SET "
            "context = excluded.context, choices = excluded.choices, offered = excluded.offered, at = excluded.at",
            chat,
            topic,
            person,
            talk.context,
            json.dumps(talk.choices, ensure_ascii=False),
            talk.table,
            talk.at,
        )

    def keep_buttons(self, buttons: Buttons) -> None:
        """Keep what the buttons under a message stand for."""
        talk = buttons.conversation
        self._do(
            "INSERT INTO buttons (token, chat, person, asks, context, choices, offered, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            buttons.token,
            buttons.chat,
            buttons.person,
            json.dumps(buttons.asks, ensure_ascii=False),
            talk.context,
            json.dumps(talk.choices, ensure_ascii=False),
            talk.table,
            talk.at,
        )

    def buttons(self, token: str) -> Buttons | None:
        """Return what the buttons with this token stand for; None when they were used, are too old or never were."""
        row = self._one(
            "SELECT token, chat, person, asks, context, choices, offered, at FROM buttons WHERE token = ?", token
        )
        if row is None:
            return None
        talk = Conversation(row[4], tuple(json.loads(row[5])), row[6], row[7])
        return Buttons(row[0], row[1], row[2], tuple(json.loads(row[3])), talk)

    def retire_buttons(self, token: str) -> None:
        """Let buttons not work any more."""
        self._do("DELETE FROM buttons WHERE token = ?", token)

    # Updates of platforms

    def take_in(self, channel: str, updates: list[tuple[str, str]], now: datetime) -> list[str]:
        """Keep delivered updates, (id, payload) each, in one transaction; return the ids that are new."""
        fresh = []
        with self.transaction():
            for update, payload in updates:
                sql = (
                    "INSERT INTO updates (channel, id, state, payload, at) VALUES (?, ?, 'received', ?, ?) "
                    "ON CONFLICT DO NOTHING"
                )
                if self._do(sql, channel, update, payload, now.isoformat()) == 1:
                    fresh.append(update)
        return fresh

    def open_updates(self, channel: str) -> list[Update]:
        """Return the updates that are not finished, in the order of their arrival."""
        rows = self._all(
            "SELECT channel, id, state, coalesce(payload, ''), coalesce(answer, ''), attempts FROM updates "  # noqa: S608
            f"WHERE channel = ? AND {_OPEN} ORDER BY rowid",
            channel,
        )
        return [Update(*row) for row in rows]

    def note_attempt(self, channel: str, update: str) -> int:
        """Return how often an update has been begun, this time included."""
        self._do("UPDATE updates SET attempts = attempts + 1 WHERE channel = ? AND id = ?", channel, update)
        row = self._one("SELECT attempts FROM updates WHERE channel = ? AND id = ?", channel, update)
        return int(row[0]) if row else 0

    def keep_answer(self, channel: str, update: str, answer: str, *, sending: bool, chat: str, asked: str) -> None:
        """Keep what is to be sent for an update, and whether sending starts at once; asked is the message's own id."""
        self._do(
            "UPDATE updates SET state = ?, answer = ?, chat = ?, asked = ? WHERE channel = ? AND id = ?",
            "sending" if sending else "answered",
            answer,
            chat,
            asked or None,
            channel,
            update,
        )

    def mark(self, channel: str, updates: list[str], state: str) -> None:
        """Keep whether the answers to these updates may arrive from now on ("sending") or surely not ("answered")."""
        with self.transaction():
            for update in updates:
                self._do("UPDATE updates SET state = ? WHERE channel = ? AND id = ?", state, channel, update)

    def finish(self, channel: str, updates: list[str], state: str = "done", answered: str | None = None) -> None:
        """Keep that updates are "done", "unsure" or "failed" and forget what they said; answered: the sent message."""
        with self.transaction():
            for update in updates:
                self._do(
                    "UPDATE updates SET state = ?, payload = NULL, answer = NULL, answered = coalesce(?, answered) "
                    "WHERE channel = ? AND id = ?",
                    state,
                    answered,
                    channel,
                    update,
                )

    def answer_to(self, channel: str, chat: str, asked: str) -> str | None:
        """Return the id of the message that answered a message; "" when seen but not answered, None when not seen."""
        row = self._one(
            "SELECT coalesce(answered, '') FROM updates WHERE channel = ? AND chat = ? AND asked = ? "
            "ORDER BY rowid DESC",
            channel,
            chat,
            asked,
        )
        return str(row[0]) if row else None

    # Misses, audit, health

    def note_miss(self, text: str, status: str, now: datetime) -> None:
        """Keep a question that found no answer: its words and the day, never who asked."""
        self._do(
            "INSERT INTO misses (text, status, count, last_on) VALUES (?, ?, 1, ?) "
            "ON CONFLICT (text, status) DO UPDATE SET count = count + 1, last_on = excluded.last_on",
            text,
            status,
            now.date().isoformat(),
        )

    def misses(self) -> list[Miss]:
        """Return the questions without an answer, the most frequent first."""
        rows = self._all("SELECT text, status, count, last_on FROM misses ORDER BY count DESC, last_on DESC, text")
        return [Miss(*row) for row in rows]

    def forget_miss(self, text: str) -> None:
        """Drop a question that has an answer now."""
        self._do("DELETE FROM misses WHERE text = ?", text)

    def note_act(self, actor: str, act: str, now: datetime, subject: str = "", detail: str = "") -> None:
        """Keep an administrative act in the audit."""
        self._do(
            "INSERT INTO audit (at, actor, act, subject, detail) VALUES (?, ?, ?, ?, ?)",
            now.isoformat(),
            actor,
            act,
            subject,
            detail,
        )

    def audit(self) -> list[AuditEntry]:
        """Return the administrative acts, oldest first."""
        return [AuditEntry(*row) for row in self._all("SELECT at, actor, act, subject, detail FROM audit ORDER BY id")]

    def note_health(self, channel: str, **values: str) -> None:
        """Keep how a channel is; values are fields of Health."""
        names = [name for name in values if name in Health.__dataclass_fields__ and name != "channel"]
        slots = ", ".join("?" for _ in names)
        changes = ", ".join(f"{name} = excluded.{name}" for name in names)
        self._do(
            f"INSERT INTO health (channel, {', '.join(names)}) VALUES (?, {slots}) "  # noqa: S608
            f"ON CONFLICT (channel) DO UPDATE SET {changes}",
            channel,
            *(values[name] for name in names),
        )

    def health(self) -> list[Health]:
        """Return how every channel is that ever ran."""
        return [
            Health(*row)
            for row in self._all("SELECT channel, good_at, silent_since, name FROM health ORDER BY channel")
        ]

    def tidy(self, now: datetime) -> None:
        """Drop finished updates and buttons older than two days; write the log into the file."""
        with self.transaction():
            before = (now - KEEP_UPDATES).isoformat()
            self._do(f"DELETE FROM updates WHERE at < ? AND NOT ({_OPEN})", before)  # noqa: S608
            self._do("DELETE FROM buttons WHERE at < ?", (now - KEEP_BUTTONS).isoformat())
            self._do("DELETE FROM invites WHERE used_at IS NULL AND expires_at < ?", before)
        self.db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
