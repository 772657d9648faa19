"""Duties that the operator has added, changed or confirmed, kept in state.db and laid over the country's."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from handlers.state import State
from knowledge.duties import COLUMNS, Duty, dump_duties, national_duties, overlay, parse_duties


def own_duties(state: State) -> tuple[Duty, ...]:
    """Return the operator's own rows, by code."""
    rows = [row[0] for row in state.db.execute("SELECT row FROM own_duties ORDER BY code").fetchall()]
    if not rows:
        return ()
    return _parsed("".join(rows))


@lru_cache(maxsize=1)
def _parsed(rows: str) -> tuple[Duty, ...]:
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerow(COLUMNS)
    return parse_duties(head.getvalue() + rows, "state.db")


def duties_of(state: State) -> tuple[Duty, ...]:
    """Return the duties that hold here."""
    return overlay(national_duties(), own_duties(state))


def keep_duties(state: State, duties: Iterable[Duty], actor: str, now: datetime) -> int:
    """Keep rows in place of those of the same code, all or none; return how many. Raises KnowledgeError.

    A row that is the country's own is nobody's: an export taken in again must not make one province's rule hold here.
    """
    rows = parse_duties(dump_duties(duties), "duties")
    national = {duty.code: duty for duty in national_duties()}
    with state.transaction():
        for duty in rows:
            if national.get(duty.code) == duty:
                state.db.execute("DELETE FROM own_duties WHERE code = ?", [duty.code])
                continue
            row = dump_duties([duty]).split("\n", 1)[1]
            state.db.execute(
                "INSERT OR REPLACE INTO own_duties (code, row, changed_by, changed_at) VALUES (?, ?, ?, ?)",
                [duty.code, row, actor, now.isoformat()],
            )
            state.note_act(actor, "duty", now, subject=duty.code)
    return len(rows)
