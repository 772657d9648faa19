"""What every ability needs, in one value: knowledge, state, the rules of access, how questions are answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from handlers.access import RateLimit
from handlers.message import Reply
from handlers.reminder_plan import Rhythm
from handlers.state import State
from knowledge.base import Knowledge
from knowledge.calendar import Calendar, official_calendar
from knowledge.question import Context


class Asked(Protocol):
    """What came of a question: the reply, the conversation afterwards, the contract's JSON object."""

    @property
    def reply(self) -> Reply:
        """What the person reads."""

    @property
    def context(self) -> Context:
        """The conversation after this answer."""

    @property
    def data(self) -> Mapping[str, Any]:
        """The answer as the contract's JSON object."""


class Ask(Protocol):
    """The way a question is answered, as handlers.ask.ask does it."""

    def __call__(self, text: str, context: Context, knowledge: Knowledge, *, now: datetime, lang: str) -> Asked:
        """Return the answer to a text in a conversation."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the abilities work with; admins are people who are administrators by configuration.

    calendar: the days that are worked here; rhythm: when chats are reminded that have chosen nothing.
    """

    knowledge: Knowledge
    state: State
    ask: Ask
    mode: str = "invited"
    admins: frozenset[str] = frozenset()
    lang: str = "vi"
    code_hours: int = 72
    limit: RateLimit = field(default_factory=RateLimit)
    calendar: Calendar = field(default_factory=official_calendar)
    rhythm: Rhythm = field(default_factory=Rhythm)
