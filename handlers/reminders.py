"""Dated things of chats, kept in state.db: how they come about, what becomes of them, which reminders are due."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo

from handlers.i18n import translator
from handlers.markup import escape
from handlers.reminder_plan import (
    DEFAULT_LEADS,
    LATE_AFTER,
    Moment,
    Rhythm,
    Subscriber,
    end_of,
    moments,
    occurrence_key,
    out_of_quiet,
    wanted,
)
from handlers.state import State
from knowledge.calendar import Calendar
from knowledge.duties import Duty, Occurrence
from knowledge.recurrence import next_occurrence

KINDS = ("duty", "task", "personal")
ENDED = ("done", "done_late", "cancelled")
MOST_OPEN = 200
SOWN_DAYS = 31
CLOCK = "clock"
_CHUNK = 500
_TITLE = 300
_MOST_NAMED = 10
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Thing:
    """One dated thing of one chat; see handlers.reminder_tables.

    state: open, acknowledged, done, done_late, overdue or cancelled; owner, created_by: ids of people, "" for nobody.
    """

    id: int
    kind: str
    key: str
    occurrence: str
    chat: str
    topic: str
    owner: str
    unit: str
    title: str
    basis: str
    note: str
    due: datetime
    exact: bool
    recurrence: str
    urgency: int
    state: str
    created_by: str
    created_at: int
    planned_to: int
    next_at: int | None

    @property
    def is_whole_day(self) -> bool:
        """Whether the deadline is a day and not an hour."""
        return self.due.time() == time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class DatedTask:
    """A dated commitment of a document; basis: where it stands."""

    id: str
    title: str
    due: date
    responsible: str
    basis: str


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a thing: created, acknowledged, extended, handed_over, asked, overdue or how it ended."""

    at: datetime
    actor: str
    step: str
    detail: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a chat wants to be told; duties is false where only its rhythm was set.

    superior: a chat that hears of things which are overdue and which nobody has acknowledged.
    """

    chat: str
    topic: str = ""
    level: str = "commune"
    words: tuple[str, ...] = ()
    rhythm: Rhythm = field(default_factory=Rhythm)
    superior: str = ""
    duties: bool = True
    since: int = 0
    sown_to: str = ""
    week: str = ""

    @property
    def subscriber(self) -> Subscriber:
        """The subscription as the planning functions take it."""
        return Subscriber(self.chat, self.level, self.words, self.rhythm)


class TooMany(Exception):
    """A person has as many open reminders as one may have; the number is the limit."""


_THING = (
    "id, kind, key, occurrence, chat, topic, owner, unit, title, basis, note, due, exact, recurrence, urgency, state, "
    "created_by, created_at, planned_to, next_at"
)
_SUBSCRIPTION = "chat, topic, level, words, leads, hour, quiet_from, quiet_to, superior, duties, since, sown_to, week"
_INSERT_THING = (
    "INSERT OR IGNORE INTO things (kind, key, occurrence, chat, topic, owner, unit, title, basis, note, due, due_at, "
    "exact, recurrence, urgency, state, created_by, created_at, planned_to, next_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?)"
)
_INSERT_REMINDER = (
    "INSERT OR IGNORE INTO reminders (thing, occurrence, chat, topic, lead, at, urgency, text, try_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def seconds(moment: datetime) -> int:
    """Return an instant as it stands in the tables."""
    return int(moment.timestamp())


class Reminders:
    """The dated things in a state.db; zone is the one in which days begin, rhythm that of chats that chose none."""

    def __init__(self, state: State, zone: tzinfo | None, rhythm: Rhythm | None = None) -> None:
        self.rhythm = rhythm or Rhythm()
        self.state = state
        self.db = state.db
        self.zone = zone

    # Things

    def thing(self, number: int) -> Thing | None:
        """Return a thing by its number."""
        row = self.db.execute(f"SELECT {_THING} FROM things WHERE id = ?", [number]).fetchone()  # noqa: S608
        return _thing(row) if row else None

    def open_things(self, chat: str, until: datetime | None = None) -> list[Thing]:
        """Return what a chat has not finished, by due date; until bounds the due date."""
        last = seconds(until) if until is not None else 2**62
        rows = self.db.execute(
            f"SELECT {_THING} FROM things WHERE chat = ? AND state IN ('open', 'acknowledged', 'overdue') "  # noqa: S608
            "AND due_at <= ? ORDER BY due_at, id",
            [chat, last],
        )
        return [_thing(row) for row in rows.fetchall()]

    def things_of(self, person: str) -> list[Thing]:
        """Return what a person has not finished: in the private chat, assigned to them, or asked for by them."""
        rows = self.db.execute(
            f"SELECT {_THING} FROM things WHERE (chat = ?1 OR owner = ?1 OR (created_by = ?1 AND owner = '')) "  # noqa: S608
            "AND state IN ('open', 'acknowledged', 'overdue') ORDER BY due_at, id",
            [person],
        )
        return [_thing(row) for row in rows.fetchall()]

    def tasks_until(self, last: datetime) -> list[tuple[Thing, datetime | None]]:
        """Return duties and tasks that were not dropped, with when they were finished (None: not yet).

        Left out is what is due after last and not finished by then.
        """
        columns = ", ".join(f"things.{name}" for name in _THING.split(", "))
        rows = self.db.execute(
            f"SELECT {columns}, min(thing_steps.at) FROM things LEFT JOIN thing_steps "  # noqa: S608
            "ON thing = things.id AND step IN ('done', 'done_late') "
            "WHERE kind IN ('duty', 'task') AND state <> 'cancelled' GROUP BY things.id "
            "HAVING due_at <= ?1 OR min(thing_steps.at) <= ?1 ORDER BY due_at, things.id",
            [seconds(last)],
        ).fetchall()
        return [
            (_thing(row[:-1]), datetime.fromtimestamp(row[-1], self.zone) if row[-1] is not None else None)
            for row in rows
        ]

    def steps(self, number: int) -> list[Step]:
        """Return what happened to a thing, oldest first."""
        rows = self.db.execute("SELECT at, actor, step, detail FROM thing_steps WHERE thing = ? ORDER BY id", [number])
        return [Step(datetime.fromtimestamp(row[0], self.zone), *row[1:]) for row in rows.fetchall()]

    def create(
        self,
        *,
        kind: str,
        chat: str,
        title: str,
        due: datetime,
        actor: str,
        now: datetime,
        calendar: Calendar,
        topic: str = "",
        owner: str = "",
        unit: str = "",
        exact: bool = False,
        recurrence: str = "",
        urgency: int = 0,
        key: str = "",
        note: str = "",
        basis: str = "",
    ) -> Thing:
        """Return a new dated thing; reminders before now are not made up for. Raises TooMany."""
        with self.state.transaction():
            open_now = self.db.execute(
                "SELECT count(*) FROM things WHERE created_by = ? AND state IN ('open', 'acknowledged')", [actor]
            ).fetchone()[0]
            if open_now >= MOST_OPEN:
                raise TooMany(MOST_OPEN)
            thing = Thing(
                0, kind, key or secrets.token_hex(8), due.isoformat(), chat, topic, owner, unit, title[:_TITLE], basis,
                note, due, exact, recurrence, urgency, "open", actor, seconds(now), seconds(now), None,
            )  # fmt: skip
            number = self._insert(thing, calendar)
            self._note(number, actor, "created", now, due.isoformat())
            made = self.thing(number)
        if made is None:
            raise LookupError(number)
        return made

    def acknowledge(self, number: int, actor: str, now: datetime) -> None:
        """Keep that somebody has taken note of a thing."""
        with self.state.transaction():
            changed = self.db.execute(
                "UPDATE things SET state = 'acknowledged' WHERE id = ? AND state = 'open'", [number]
            )
            if changed.rowcount:
                self._note(number, actor, "acknowledged", now)

    def finish(self, number: int, actor: str, now: datetime, calendar: Calendar) -> str:
        """Close a thing; return "done", or "done_late" after its due date. One that recurs goes on."""
        thing = self.thing(number)
        if thing is None:
            return ""
        step = "done" if now <= thing.due else "done_late"
        with self.state.transaction():
            self._end(number, step, actor, now)
            if thing.recurrence:
                self._insert_next(
                    replace(thing, next_at=None, planned_to=seconds(now)), calendar, self.rhythm_of(thing.chat)
                )
        return step

    def cancel(self, number: int, actor: str, now: datetime) -> None:
        """Close a thing that is not needed any more, and its recurrence."""
        thing = self.thing(number)
        if thing is None:
            return
        with self.state.transaction():
            numbers = [number]
            if thing.recurrence:
                same = self.db.execute(
                    "SELECT id FROM things WHERE chat = ? AND kind = ? AND key = ? "
                    "AND state IN ('open', 'acknowledged')",
                    [thing.chat, thing.kind, thing.key],
                )
                numbers = sorted({number, *(row[0] for row in same.fetchall())})
            for one in numbers:
                self._end(one, "cancelled", actor, now)
            self.db.execute("UPDATE things SET recurrence = '' WHERE chat = ? AND key = ?", [thing.chat, thing.key])

    def extend(self, number: int, due: datetime, actor: str, now: datetime, calendar: Calendar) -> None:
        """Give a thing a later due date; its reminders begin anew."""
        with self.state.transaction():
            thing = self.thing(number)
            if thing is None:
                return
            self._withdraw(number)
            moved = replace(thing, due=due, planned_to=seconds(now))
            self.db.execute(
                "UPDATE things SET due = ?, due_at = ?, planned_to = ?, next_at = ?, "
                "state = CASE state WHEN 'overdue' THEN 'open' ELSE state END WHERE id = ?",
                [due.isoformat(), seconds(due), seconds(now), self._next(moved, calendar), number],
            )
            self._note(number, actor, "extended", now, f"{thing.due.isoformat()} > {due.isoformat()}")

    def hand_over(self, number: int, person: str, actor: str, now: datetime) -> None:
        """Give a thing to another person, who is told at once where they have talked with the assistant in private."""
        with self.state.transaction():
            thing = self.thing(number)
            if thing is None:
                return
            self.db.execute("UPDATE things SET owner = ?, state = 'open' WHERE id = ?", [person, number])
            self._note(number, actor, "handed_over", now, person)
            self._tell(thing, person, now)

    def tell_owner(self, thing: Thing, now: datetime) -> None:
        """Let the owner of a new thing hear of it at once, where they have talked with the assistant in private."""
        if thing.owner and thing.owner != thing.chat:
            self._tell(thing, thing.owner, now)

    def ask_extension(self, number: int, actor: str, now: datetime, detail: str) -> None:
        """Keep that somebody asked for a later date that they may not set themselves."""
        self._note(number, actor, "asked", now, detail)

    def remind_again(self, number: int, at: datetime) -> None:
        """Let a thing be reminded of once more at an instant."""
        thing = self.thing(number)
        if thing is not None:
            self._queue(thing, thing.chat, thing.topic, f"again at {seconds(at)}", at, at)

    # Subscriptions

    def subscription(self, chat: str) -> Subscription | None:
        """Return what a chat has subscribed to."""
        row = self.db.execute(f"SELECT {_SUBSCRIPTION} FROM subscriptions WHERE chat = ?", [chat]).fetchone()  # noqa: S608
        return _subscription(row) if row else None

    def rhythm_of(self, chat: str) -> Rhythm:
        """Return when a chat wants to be reminded."""
        wish = self.subscription(chat)
        return wish.rhythm if wish is not None else self.rhythm

    def subscriptions(self) -> list[Subscription]:
        """Return all subscriptions."""
        rows = self.db.execute(f"SELECT {_SUBSCRIPTION} FROM subscriptions ORDER BY chat").fetchall()  # noqa: S608
        return [_subscription(row) for row in rows]

    def subscribe(self, wish: Subscription, now: datetime, duties: Sequence[Duty], calendar: Calendar) -> None:
        """Keep a chat's subscription; what it has been told stays told, what no longer concerns it is withdrawn."""
        rhythm = wish.rhythm
        with self.state.transaction():
            known = self.subscription(wish.chat)
            self.db.execute(
                f"INSERT OR REPLACE INTO subscriptions ({_SUBSCRIPTION}) VALUES (" + ", ".join("?" * 13) + ")",  # noqa: S608
                [
                    wish.chat,
                    wish.topic,
                    wish.level,
                    "\n".join(wish.words),
                    ",".join(str(lead) for lead in rhythm.leads),
                    rhythm.hour.isoformat("minutes"),
                    rhythm.quiet_from.isoformat("minutes"),
                    rhythm.quiet_to.isoformat("minutes"),
                    wish.superior,
                    int(wish.duties),
                    seconds(now),
                    "",
                    known.week if known is not None else _week_of(now.date()),
                ],
            )
            self._settle(wish, now, duties, calendar)

    def resow(self, now: datetime, duties: Sequence[Duty], calendar: Calendar) -> None:
        """Bring what is planned in line with rules that have changed."""
        with self.state.transaction():
            for subscription in self.subscriptions():
                self._settle(subscription, now, duties, calendar)

    # Planning

    def plan(
        self,
        now: datetime,
        duties: Sequence[Duty],
        calendar: Calendar,
        admins: Iterable[str] = (),
        lang: str = "vi",
        tasks_of: Callable[[str], Sequence[DatedTask]] = lambda _chat: (),
        only: str = "",
    ) -> int:
        """Make rows of all reminders that have fallen due since the last call; return how many.

        Nothing is planned twice and nothing left out, however long ago the last call was and wherever it broke off.
        admins are told when the assistant was away and something comes late because of it. tasks_of: the documents'
        tasks for a chat, which are taken up with its duties. only: just this chat, beside whoever plans for all.
        """
        row = self.db.execute("SELECT at FROM ticks WHERE name = 'planned'").fetchone()
        # A clock that was set back (or a rehearsed day) must not hold everything up until it has caught up.
        last = min(int(row[0]), seconds(now)) if row else seconds(now)
        self._sow(now, last if not only else 0, duties, calendar, tasks_of, only)
        made = 0
        rhythms: dict[str, Subscription | None] = {}
        while True:
            with self.state.transaction():
                rows = self.db.execute(
                    f"SELECT {_THING} FROM things WHERE next_at <= ?1 AND ?2 IN ('', chat) "  # noqa: S608
                    f"ORDER BY next_at LIMIT {_CHUNK}",
                    [seconds(now), only],
                ).fetchall()
                for found in rows:
                    made += self._plan_thing(_thing(found), now, calendar, rhythms)
            if not rows:
                break
        if only:
            return made
        made += self._plan_weeks(now, calendar)
        with self.state.transaction():
            if seconds(now) - last > LATE_AFTER.total_seconds():
                self._tell_admins(last, now, admins, lang)
            self.db.execute(
                "INSERT INTO ticks (name, at) VALUES ('planned', ?) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
                [seconds(now)],
            )
        return made

    def _sow(
        self,
        now: datetime,
        last: int,
        duties: Sequence[Duty],
        calendar: Calendar,
        tasks_of: Callable[[str], Sequence[DatedTask]],
        only: str,
    ) -> None:
        today = now.date()
        least = (today + SOWN_DAYS * _DAY).isoformat()
        rows = self.db.execute(
            f"SELECT {_SUBSCRIPTION} FROM subscriptions WHERE duties = 1 AND sown_to < ?1 AND ?2 IN ('', chat)",  # noqa: S608
            [least, only],
        ).fetchall()
        known: dict[tuple[object, ...], list[Occurrence]] = {}
        for one in [_subscription(row) for row in rows]:
            with self.state.transaction():
                after = max(last, one.since)
                self._sow_one(one, now, after, duties, calendar, known)
                self._sow_tasks(one, now, after, tasks_of(one.chat), calendar)

    def _sow_one(
        self,
        one: Subscription,
        now: datetime,
        after: int,
        duties: Sequence[Duty],
        calendar: Calendar,
        known: dict[tuple[object, ...], list[Occurrence]],
    ) -> None:
        begin = date.fromisoformat(one.sown_to) + _DAY if one.sown_to else now.date()
        end = now.date() + max(SOWN_DAYS, *one.rhythm.leads) * _DAY
        if begin <= end:
            sort = (one.level, one.words, begin, end)
            if sort not in known:
                known[sort] = wanted(duties, one.subscriber, begin, end, calendar)
            for found in known[sort]:
                self._insert(self._duty_thing(found, one, now, after), calendar, one.rhythm)
        self.db.execute(
            "UPDATE subscriptions SET sown_to = ? WHERE chat = ?", [max(begin - _DAY, end).isoformat(), one.chat]
        )

    def _sow_tasks(
        self, one: Subscription, now: datetime, after: int, tasks: Sequence[DatedTask], calendar: Calendar
    ) -> None:
        last = now.date() + max(SOWN_DAYS, *one.rhythm.leads) * _DAY
        for task in tasks:
            if now.date() <= task.due <= last:
                thing = Thing(
                    0, "task", task.id, task.due.isoformat(), one.chat, one.topic, "", task.responsible,
                    task.title[:_TITLE], task.basis, "", end_of(task.due, self.zone), False, "", 0, "open", CLOCK,
                    seconds(now), after, None,
                )  # fmt: skip
                self._insert(thing, calendar, one.rhythm)

    def _duty_thing(self, found: Occurrence, one: Subscription, now: datetime, after: int) -> Thing:
        return Thing(
            0, "duty", found.code, occurrence_key(found), one.chat, one.topic, "", "", found.name, found.legal_basis,
            found.cutoff.isoformat() if found.cutoff else "", end_of(found.due or now.date(), self.zone), False, "", 1,
            "open", CLOCK, seconds(now), after, None,
        )  # fmt: skip

    def _settle(self, one: Subscription, now: datetime, duties: Sequence[Duty], calendar: Calendar) -> None:
        end = now.date() + max(SOWN_DAYS, *one.rhythm.leads) * _DAY
        current = wanted(duties, one.subscriber, now.date(), end, calendar) if one.duties else []
        keys = {(found.code, occurrence_key(found)) for found in current}
        rows = self.db.execute(
            f"SELECT {_THING} FROM things WHERE chat = ? AND kind = 'duty' AND state = 'open' AND due_at >= ?",  # noqa: S608
            [one.chat, seconds(now)],
        ).fetchall()
        for thing in map(_thing, rows):
            if (thing.key, thing.occurrence) not in keys:
                self._end(thing.id, "cancelled", CLOCK, now)
        # A rule that was changed and changed back finds its own things again.
        self.db.conn.executemany(
            "UPDATE things SET state = 'open' WHERE chat = ? AND kind = 'duty' AND key = ? AND occurrence = ? "
            "AND state = 'cancelled' "
            "AND NOT EXISTS (SELECT 1 FROM thing_steps WHERE thing = things.id AND step = 'cancelled' AND actor <> ?)",
            [(one.chat, code, occurrence, CLOCK) for code, occurrence in sorted(keys)],
        )
        for thing in self._planned_anew(one, now, calendar):
            self.db.execute(
                "UPDATE things SET planned_to = ?, next_at = ? WHERE id = ?", [seconds(now), thing.next_at, thing.id]
            )
        for found in current:
            fresh = self._duty_thing(found, one, now, seconds(now))
            self._insert(fresh, calendar, one.rhythm)
            self.db.execute(
                "UPDATE things SET title = ?, basis = ?, note = ? WHERE chat = ? AND kind = 'duty' AND key = ? "
                "AND occurrence = ? AND state IN ('open', 'acknowledged')",
                [fresh.title, fresh.basis, fresh.note, one.chat, fresh.key, fresh.occurrence],
            )
        if one.duties:
            self.db.execute("UPDATE subscriptions SET sown_to = ? WHERE chat = ?", [end.isoformat(), one.chat])

    def _planned_anew(self, one: Subscription, now: datetime, calendar: Calendar) -> list[Thing]:
        rows = self.db.execute(
            f"SELECT {_THING} FROM things WHERE chat = ? AND state IN ('open', 'acknowledged')",  # noqa: S608
            [one.chat],
        ).fetchall()
        fresh = [replace(_thing(row), planned_to=max(row[18], seconds(now))) for row in rows]
        return [replace(thing, next_at=self._next(thing, calendar, one.rhythm)) for thing in fresh]

    def _plan_thing(
        self, thing: Thing, now: datetime, calendar: Calendar, rhythms: dict[str, Subscription | None]
    ) -> int:
        """Make the rows of one thing that are due; return how many."""
        if thing.chat not in rhythms:
            rhythms[thing.chat] = self.subscription(thing.chat)
        wish = rhythms[thing.chat]
        rhythm = wish.rhythm if wish is not None else self.rhythm
        made = 0
        state = thing.state
        upcoming: int | None = None
        for moment in self._moments(thing, rhythm, calendar):
            at = seconds(moment.at)
            if at <= thing.planned_to:
                continue
            if at > seconds(now):
                upcoming = at
                break
            superior = wish.superior if wish is not None and state == "open" else ""
            if (moment.lead == "again" and state != "open") or (moment.lead == "superior" and not superior):
                continue
            if moment.lead == "overdue":
                state = "overdue"
                self._note(thing.id, CLOCK, "overdue", moment.at)
            held = moment.at if thing.exact else out_of_quiet(max(now, moment.at), rhythm)
            for chat, topic in self._recipients(thing, moment.lead, superior):
                made += self._queue(thing, chat, topic, moment.lead, moment.at, held)
        self.db.execute(
            "UPDATE things SET state = ?, planned_to = ?, next_at = ? WHERE id = ?",
            [state, seconds(now), upcoming, thing.id],
        )
        if thing.recurrence:
            self._insert_next(thing, calendar, rhythm)
        return made

    def _insert_next(self, thing: Thing, calendar: Calendar, rhythm: Rhythm) -> None:
        day = next_occurrence(thing.recurrence, thing.due.date() + _DAY, calendar, thing.due.date())
        if day is None:
            return
        due = datetime.combine(day, thing.due.timetz())
        # The next one takes up where this one began, so that a long stop leaves none out.
        begun = thing.next_at if thing.next_at is not None else thing.planned_to
        self._insert(replace(thing, occurrence=due.isoformat(), due=due, planned_to=begun), calendar, rhythm)

    def _plan_weeks(self, now: datetime, calendar: Calendar) -> int:
        """Queue the week ahead for subscribed chats, on the first working day of a week."""
        week = _week_of(now.date())
        monday = now.date() - now.weekday() * _DAY
        begin = calendar.next_working_day(monday)
        if now.date() < begin or _week_of(begin) != week:
            return 0
        made = 0
        rows = self.db.execute(
            f"SELECT {_SUBSCRIPTION} FROM subscriptions WHERE duties = 1 AND week <> ?",  # noqa: S608
            [week],
        ).fetchall()
        for one in map(_subscription, rows):
            at = datetime.combine(begin, one.rhythm.hour, now.tzinfo)
            if at > now:
                continue
            with self.state.transaction():
                if self.open_things(one.chat, end_of(monday + 6 * _DAY, now.tzinfo)):
                    held = seconds(out_of_quiet(now, one.rhythm))
                    values = [0, week, one.chat, one.topic, "week", seconds(at), 0, "", held]
                    made += self.db.execute(_INSERT_REMINDER, values).rowcount
                self.db.execute("UPDATE subscriptions SET week = ? WHERE chat = ?", [week, one.chat])
        return made

    def _tell_admins(self, last: int, now: datetime, admins: Iterable[str], lang: str) -> None:
        """Queue what came late because nobody planned since last; what people asked for themselves is not named."""
        _ = translator(lang).gettext
        late = self.db.execute(
            "SELECT title, kind, count(*) FROM reminders JOIN things ON things.id = thing WHERE at > ? AND at <= ? "
            "GROUP BY title, kind ORDER BY min(at), title",
            [last, seconds(now - LATE_AFTER)],
        ).fetchall()
        if not late:
            return
        away = datetime.fromtimestamp(last, self.zone)
        lines = [
            _("Trợ lý đã dừng từ {start} đến {end}; {count} lời nhắc gửi muộn vì vậy.").format(
                start=f"{away:%H:%M %d/%m/%Y}", end=f"{now:%H:%M %d/%m/%Y}", count=sum(row[2] for row in late)
            )
        ]
        named = [row[0] for row in late if row[1] != "personal"]
        lines += [f"• {escape(title)}" for title in named[:_MOST_NAMED]]
        if len(late) > len(named[:_MOST_NAMED]):
            rest = sum(row[2] for row in late if row[0] not in named[:_MOST_NAMED])
            lines.append(_("… và {count} việc nữa").format(count=rest))
        text = "\n".join(lines)
        for person in sorted(set(admins)):
            values = [0, f"away {last}", person, "", "notice", seconds(now), 2, text, seconds(now)]
            self.db.execute(_INSERT_REMINDER, values)

    # Rows

    def _moments(self, thing: Thing, rhythm: Rhythm, calendar: Calendar) -> tuple[Moment, ...]:
        nags = not thing.exact and thing.kind in ("duty", "task")
        return moments(thing.due, rhythm, calendar, exact=thing.exact, nags=nags)

    def _next(self, thing: Thing, calendar: Calendar, rhythm: Rhythm | None = None) -> int | None:
        chosen = rhythm if rhythm is not None else self.rhythm_of(thing.chat)
        instants = (seconds(moment.at) for moment in self._moments(thing, chosen, calendar))
        return next((at for at in instants if at > thing.planned_to), None)

    def _insert(self, thing: Thing, calendar: Calendar, rhythm: Rhythm | None = None) -> int:
        done = self.db.execute(
            _INSERT_THING,
            [
                thing.kind,
                thing.key,
                thing.occurrence,
                thing.chat,
                thing.topic,
                thing.owner,
                thing.unit,
                thing.title,
                thing.basis,
                thing.note,
                thing.due.isoformat(),
                seconds(thing.due),
                int(thing.exact),
                thing.recurrence,
                thing.urgency,
                thing.created_by,
                thing.created_at,
                thing.planned_to,
                self._next(thing, calendar, rhythm),
            ],
        )
        return int(done.lastrowid or 0)

    def _queue(self, thing: Thing, chat: str, topic: str, lead: str, at: datetime, held: datetime) -> int:
        nearness = {"0": 2, "overdue": 2, "again": 2, "superior": 2, "1": 1}.get(lead, 0)
        values = [
            thing.id,
            thing.due.isoformat(),
            chat,
            topic,
            lead,
            seconds(at),
            thing.urgency + (3 if thing.exact else nearness),
            "",
            seconds(held),
        ]
        return int(self.db.execute(_INSERT_REMINDER, values).rowcount)

    def _recipients(self, thing: Thing, lead: str, superior: str) -> list[tuple[str, str]]:
        """Return where one reminder goes: the chat, the owner, and, of what nobody has acknowledged, the superior."""
        above = [(superior, "")] if superior and superior != thing.chat else []
        if lead == "superior":
            return above
        found = [(thing.chat, thing.topic)]
        if thing.owner and thing.owner != thing.chat and self._can_be_told(thing.owner):
            found.append((thing.owner, ""))
        return found + (above if lead == "overdue" else [])

    def _tell(self, thing: Thing, person: str, now: datetime) -> None:
        if self._can_be_told(person):
            self._queue(thing, person, "", f"handed {seconds(now)}", now, now)

    def _can_be_told(self, person: str) -> bool:
        row = self.db.execute(
            "SELECT 1 FROM conversations WHERE chat = ?1 AND person = ?1 LIMIT 1", [person]
        ).fetchone()
        return row is not None

    def _end(self, number: int, step: str, actor: str, now: datetime) -> None:
        changed = self.db.execute(
            "UPDATE things SET state = ?, next_at = NULL WHERE id = ? "
            "AND state NOT IN ('done', 'done_late', 'cancelled')",
            [step, number],
        )
        if changed.rowcount:
            self._withdraw(number)
            self._note(number, actor, step, now)

    def _withdraw(self, number: int) -> None:
        self.db.execute("UPDATE reminders SET state = 'withdrawn' WHERE thing = ? AND state = 'queued'", [number])

    def _note(self, number: int, actor: str, step: str, now: datetime, detail: str = "") -> None:
        self.db.execute(
            "INSERT INTO thing_steps (thing, at, actor, step, detail) VALUES (?, ?, ?, ?, ?)",
            [number, seconds(now), actor, step, detail],
        )


def _thing(row: tuple[object, ...]) -> Thing:
    values = list(row)
    values[11] = datetime.fromisoformat(str(row[11]))
    values[12] = bool(row[12])
    return Thing(*values)  # type: ignore[arg-type]


def _subscription(row: tuple[str, ...]) -> Subscription:
    rhythm = Rhythm(
        tuple(int(lead) for lead in row[4].split(",")) if row[4] else DEFAULT_LEADS,
        time.fromisoformat(row[5]),
        time.fromisoformat(row[6]),
        time.fromisoformat(row[7]),
    )
    words = tuple(row[3].split("\n")) if row[3] else ()
    return Subscription(row[0], row[1], row[2], words, rhythm, row[8], bool(row[9]), int(row[10]), row[11], row[12])


def _week_of(day: date) -> str:
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"
