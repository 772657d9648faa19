"""The command that shows the outbox: what waits, what went out, what did not."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.session import Session
from handlers.i18n import translator

_STATES = ("queued", "claimed", "sending", "sent", "unsure", "failed", "withdrawn")
_MOST = 200


def outbox(session: Session, options: Mapping[str, Any]) -> int:
    """Print how many reminders are in each state, then those that wait; with --failed those that failed or are unsure.

    The status is 1 where --failed shows something.
    """
    from handlers.state import State

    _ = translator(session.lang).gettext
    state = State.open(session.state_path)
    try:
        wanted = ("failed", "unsure") if options.get("failed") else ("queued", "claimed", "sending")
        rows = state.db.execute(
            "SELECT reminders.id, reminders.chat, lead, at, try_at, reminders.state, problem, coalesce(title, '') "
            "FROM reminders LEFT JOIN things ON things.id = thing "
            "WHERE reminders.state IN (SELECT value FROM json_each(?)) "
            "ORDER BY at, reminders.id LIMIT ?",
            [json.dumps(wanted), _MOST],
        ).fetchall()
        counts = dict(state.db.execute("SELECT state, count(*) FROM reminders GROUP BY state").fetchall())
    finally:
        state.close()
    if not options.get("json"):
        print(", ".join(f"{name}: {counts.get(name, 0)}" for name in _STATES))
    for number, chat, lead, at, try_at, kind, problem, title in rows:
        due, again = (datetime.fromtimestamp(moment, session.clock.zone) for moment in (at, try_at))
        if options.get("json"):
            fields = {
                "id": number,
                "chat": chat,
                "lead": lead,
                "at": due.isoformat(),
                "state": kind,
                "problem": problem,
            }
            print(json.dumps(fields, ensure_ascii=False))
        else:
            tail = f" [{problem}]" if problem else ""
            print(f"{number} {kind} {due:%H:%M %d/%m/%Y} → {again:%H:%M %d/%m/%Y} {chat} ({lead}) {title}{tail}")
    if not rows and not options.get("json"):
        session.remark(_("Không có dòng nào."))
    return 1 if options.get("failed") and rows else 0
