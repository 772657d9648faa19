"""The tables of state.db, step by step as versions of the program added them."""

from collections.abc import Callable

from sqlite_utils import Database

from handlers.reminder_tables import add_reminder_tables


def _first(db: Database) -> None:
    text = {"name": str, "lang": str}
    db.table("people").create(
        {"id": str, **text, "role": str, "joined_at": str, "greeted_at": str},
        pk="id",
        not_null={"name", "lang", "role", "joined_at", "greeted_at"},
        defaults={"name": "", "lang": "", "role": "", "joined_at": "", "greeted_at": ""},
    )
    chat = ["kind", "title", "place", "period", "lang", "linked_by", "greeted_at", "gone_at"]
    db.table("chats").create(
        {"id": str, **dict.fromkeys(chat, str)}, pk="id", not_null=set(chat), defaults=dict.fromkeys(chat, "")
    )
    db.table("invites").create(
        {
            "hash": str,
            "role": str,
            "created_by": str,
            "created_at": str,
            "expires_at": str,
            "used_by": str,
            "used_at": str,
        },
        pk="hash",
        not_null={"role", "created_at", "expires_at"},
    )
    db.table("conversations").create(
        {"chat": str, "topic": str, "person": str, "context": str, "choices": str, "offered": str, "at": str},
        pk=("chat", "topic", "person"),
        not_null={"context", "choices", "offered", "at"},
    )
    db.table("buttons").create(
        {
            "token": str,
            "chat": str,
            "person": str,
            "asks": str,
            "context": str,
            "choices": str,
            "offered": str,
            "at": str,
        },
        pk="token",
        not_null={"chat", "person", "asks", "context", "choices", "offered", "at"},
    )
    db.table("buttons").create_index(["at"])
    db.table("updates").create(
        {
            "channel": str,
            "id": str,
            "state": str,
            "payload": str,
            "answer": str,
            "attempts": int,
            "chat": str,
            "asked": str,
            "answered": str,
            "at": str,
        },
        pk=("channel", "id"),
        not_null={"state", "attempts", "at"},
        defaults={"attempts": 0},
    )
    db.table("updates").create_index(["at"])
    db.execute("CREATE INDEX updates_open ON updates(channel, state) WHERE state NOT IN ('done', 'unsure', 'failed')")
    db.execute("CREATE INDEX updates_asked ON updates(chat, asked) WHERE asked IS NOT NULL")
    db.table("misses").create(
        {"text": str, "status": str, "count": int, "last_on": str},
        pk=("text", "status"),
        not_null={"count", "last_on"},
    )
    db.table("audit").create(
        {"id": int, "at": str, "actor": str, "act": str, "subject": str, "detail": str},
        pk="id",
        not_null={"at", "actor", "act", "subject", "detail"},
    )
    db.table("health").create(
        {"channel": str, "good_at": str, "silent_since": str, "name": str},
        pk="channel",
        not_null={"good_at", "silent_since", "name"},
        defaults={"good_at": "", "silent_since": "", "name": ""},
    )


STEPS: list[Callable[[Database], None]] = [_first, add_reminder_tables]
