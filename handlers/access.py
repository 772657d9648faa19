"""Who may ask: one-time codes, roles, strangers, and how often."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.state import ROLES, State

# Letters and digits that are not taken for one another when read aloud or copied by hand; 60 bits in twelve of them.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_CODE = re.compile(rf"[{_ALPHABET}]{{4}}-?[{_ALPHABET}]{{4}}-?[{_ALPHABET}]{{4}}", re.IGNORECASE)
TRIES = 5
TRIES_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Invite:
    """A one-time code as it is handed over; only its hash is kept."""

    code: str
    role: str
    expires: datetime


@dataclass(slots=True)
class RateLimit:
    """Counts of what people sent lately, in memory only; per_minute questions, and TRIES wrong codes an hour."""

    per_minute: int = 20
    _sent: dict[str, list[datetime]] = field(default_factory=dict)
    _tried: dict[str, list[datetime]] = field(default_factory=dict)
    _swept: datetime | None = None

    def check(self, person: str, now: datetime) -> str:
        """Return "ok", or "warn" for the first message too many, or "drop" for those after it within the minute."""
        self._sweep(now)
        times = self._recent(self._sent, person, now, timedelta(minutes=1))
        if len(times) > self.per_minute:
            return "drop"
        times.append(now)
        return "ok" if len(times) <= self.per_minute else "warn"

    def may_try_code(self, person: str, now: datetime) -> bool:
        """Return whether a person may try another code; each call counts as a try."""
        times = self._recent(self._tried, person, now, TRIES_WITHIN)
        times.append(now)
        return len(times) <= TRIES

    def _recent(
        self, times: dict[str, list[datetime]], person: str, now: datetime, within: timedelta
    ) -> list[datetime]:
        kept = [at for at in times.get(person, ()) if now - at < within]
        times[person] = kept
        return kept

    def _sweep(self, now: datetime) -> None:
        if self._swept is not None and now - self._swept < TRIES_WITHIN:
            return
        self._swept = now
        for times, within in ((self._sent, timedelta(minutes=1)), (self._tried, TRIES_WITHIN)):
            for person in [person for person, at in times.items() if not at or now - at[-1] >= within]:
                del times[person]


def invite(state: State, role: str, by: str, now: datetime, hours: int) -> Invite:
    """Return a new one-time code that gives a role and is good for some hours. Raises ValueError: unknown role."""
    if role not in ROLES:
        raise ValueError(role)
    raw = ""
    while not any(char.isdigit() for char in raw):  # looks_like_code tells codes from words by a digit
        raw = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    code = "-".join((raw[:4], raw[4:8], raw[8:]))
    expires = now + timedelta(hours=hours)
    with state.transaction():
        state.add_invite(_hashed(code), role, by, now, expires)
        state.note_act(by, "invite", now, detail=role)
    return Invite(code, role, expires)


def looks_like_code(text: str) -> bool:
    """Return whether a text can only be meant as a code: twelve of its letters, with or without the dashes."""
    stripped = text.strip()
    return _CODE.fullmatch(stripped) is not None and (stripped.count("-") == 2 or any(c.isdigit() for c in stripped))


def redeem(state: State, code: str, person: str, now: datetime) -> str | None:
    """Return the role that a person has by a code, now used up; a higher one is kept. None: no good code."""
    with state.transaction():
        role = state.use_invite(_hashed(code), person, now)
        if role is None:
            return None
        known = state.person(person)
        if known is not None and known.role and ROLES.index(known.role) >= ROLES.index(role):
            role = known.role
        state.set_role(person, role, now)
        state.note_act(person, "join", now, subject=person, detail=role)
    return role


def revoke(state: State, person: str, by: str, now: datetime) -> bool:
    """Take a person's role and buttons away; return whether there was a role."""
    with state.transaction():
        known = state.person(person)
        if known is None or not known.role:
            return False
        state.set_role(person, "", now)
        state.note_person_greeted(person, now)
        state.note_act(by, "revoke", now, subject=person, detail=known.role)
    return True


def role_of(state: State, person: str, admins: frozenset[str], mode: str) -> str:
    """Return a person's role: "admin" by configuration, else the given one, else "viewer" in open mode, else ""."""
    if person in admins:
        return "admin"
    known = state.person(person)
    if known is not None and known.role in ROLES:
        return known.role
    return "viewer" if mode == "open" else ""


def _hashed(code: str) -> str:
    plain = code.replace("-", "").strip().upper()
    return hashlib.sha256(plain.encode()).hexdigest()
