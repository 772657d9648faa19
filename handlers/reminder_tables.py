"""Tables of state.db for dated things, subscriptions and reminders; instants are whole seconds since 1970."""

from sqlite_utils import Database


def add_reminder_tables(db: Database) -> None:
    """Make the tables; a step of handlers.state.

    things: kind is duty, task or personal; key is unique in a chat; due is local ISO time, due_at the same instant;
    exact is 1 for "nhắc lúc 14h30", 0 for a deadline; next_at is when something has to be planned, null for never.
    reminders: unique by (thing, occurrence, chat, lead); thing 0 for the week ahead and notices (text).
    """
    things = {
        "id": int,
        "kind": str,
        "key": str,
        "occurrence": str,
        "chat": str,
        "topic": str,
        "owner": str,
        "unit": str,
        "title": str,
        "basis": str,
        "note": str,
        "due": str,
        "due_at": int,
        "exact": int,
        "recurrence": str,
        "urgency": int,
        "state": str,
        "created_by": str,
        "created_at": int,
        "planned_to": int,
        "next_at": int,
    }
    db.table("things").create(things, pk="id", not_null=set(things) - {"id", "next_at"})
    db.table("things").create_index(["chat", "kind", "key", "occurrence"], unique=True)
    db.execute("CREATE INDEX things_next ON things(next_at) WHERE next_at IS NOT NULL")
    db.table("things").create_index(["chat", "due_at"])
    db.table("things").create_index(["owner"])
    db.table("things").create_index(["created_by"])
    db.table("thing_steps").create(
        {"id": int, "thing": int, "at": int, "actor": str, "step": str, "detail": str},
        pk="id",
        not_null={"thing", "at", "actor", "step", "detail"},
        foreign_keys=[("thing", "things", "id")],
    )
    db.table("thing_steps").create_index(["thing"])
    subscriptions = {
        "chat": str,
        "topic": str,
        "level": str,
        "words": str,
        "leads": str,
        "hour": str,
        "quiet_from": str,
        "quiet_to": str,
        "superior": str,
        "duties": int,
        "since": int,
        "sown_to": str,
        "week": str,
    }
    db.table("subscriptions").create(subscriptions, pk="chat", not_null=set(subscriptions))
    reminders = {
        "id": int,
        "thing": int,
        "occurrence": str,
        "chat": str,
        "topic": str,
        "lead": str,
        "at": int,
        "urgency": int,
        "text": str,
        "state": str,
        "doubt": int,
        "batch": str,
        "attempts": int,
        "try_at": int,
        "claimed_at": int,
        "sent_at": int,
        "problem": str,
    }
    db.table("reminders").create(
        reminders,
        pk="id",
        not_null=set(reminders) - {"id", "claimed_at", "sent_at"},
        defaults={"state": "queued", "doubt": 0, "batch": "", "attempts": 0, "problem": "", "text": ""},
    )
    db.table("reminders").create_index(["thing", "occurrence", "chat", "lead"], unique=True)
    db.execute("CREATE INDEX reminders_queued ON reminders(chat, topic, try_at) WHERE state = 'queued'")
    db.execute("CREATE INDEX reminders_begun ON reminders(state) WHERE state IN ('claimed', 'sending')")
    db.execute("CREATE INDEX reminders_unclear ON reminders(state, chat) WHERE state IN ('unsure', 'failed')")
    # Used only by queries that say themselves that the batch is not empty.
    db.execute("CREATE INDEX reminders_batch ON reminders(batch) WHERE batch <> ''")
    db.table("own_duties").create({"code": str, "row": str, "changed_by": str, "changed_at": str}, pk="code")
    db.table("ticks").create({"name": str, "at": int}, pk="name", not_null={"at"})


def forget_person(db: Database, person: str) -> None:
    """Erase what a person asked to be reminded of; in things of other chats only "erased" stays."""
    db.execute("DELETE FROM reminders WHERE chat = ?", [person])
    db.execute("DELETE FROM thing_steps WHERE thing IN (SELECT id FROM things WHERE chat = ?)", [person])
    db.execute("DELETE FROM things WHERE chat = ?", [person])
    db.execute("DELETE FROM subscriptions WHERE chat = ?", [person])
    db.execute("UPDATE subscriptions SET superior = '' WHERE superior = ?", [person])
    db.execute("UPDATE things SET owner = '' WHERE owner = ?", [person])
    db.execute("UPDATE things SET created_by = 'erased' WHERE created_by = ?", [person])
    db.execute("UPDATE thing_steps SET actor = 'erased' WHERE actor = ?", [person])
    db.execute("UPDATE thing_steps SET detail = 'erased' WHERE detail = ?", [person])


def move_chat(db: Database, old: str, new: str) -> None:
    """Give a group's things, subscription and reminders to its new id."""
    for table in ("things", "subscriptions", "reminders"):
        db.execute(f"UPDATE OR IGNORE {table} SET chat = ? WHERE chat = ?", [new, old])  # noqa: S608
    db.execute("UPDATE subscriptions SET superior = ? WHERE superior = ?", [new, old])
