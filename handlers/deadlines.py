"""Deadlines in a conversation: which command does what, questions about duties, choices that everybody has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast, get_args

from handlers import (
    assignments,
    calendar_sending,
    duty_answers,
    month_tables,
    reminder_commands,
    subscriptions,
)
from handlers.duty_questions import Asked, understood
from handlers.message import Message, Reply
from handlers.own_duties import duties_of
from handlers.reminders import Reminders
from handlers.services import Services
from handlers.state import Conversation, State
from knowledge.base import Knowledge
from knowledge.calendar import Calendar
from knowledge.duties import Duty, Level, Occurrence
from knowledge.question import Context, understand

EVERYBODY = ""
_KEPT = timedelta(hours=48)

_WITH_REST: Mapping[str, Callable[[Message, str, Services, str], Reply]] = {
    "remind": reminder_commands.remind,
    "remind_group": lambda message, rest, services, lang: reminder_commands.remind(
        message, rest, services, lang, group=True
    ),
    "acknowledge": reminder_commands.acknowledge,
    "done": reminder_commands.finish,
    "drop": reminder_commands.cancel,
    "again": reminder_commands.remind_again,
    "extend": reminder_commands.extend,
    "hand_over": reminder_commands.hand_over,
    "subscribe": subscriptions.subscribe,
    "rhythm": subscriptions.set_rhythm,
    "quiet": subscriptions.set_quiet,
    "superior": subscriptions.set_superior,
    "assign": assignments.assign,
    "month_table": month_tables.show,
}


def run(name: str, message: Message, rest: str, services: Services, lang: str) -> Reply | None:
    """Return the reply to a command about deadlines, None for any other command."""
    if name == "my_deadlines":
        return reminder_commands.mine(message, services, lang)
    if name == "coming":
        return reminder_commands.coming(message, services, lang)
    if name == "calendar_file":
        return calendar_sending.send(message, services, lang)
    act = _WITH_REST.get(name)
    return act(message, rest, services, lang) if act is not None else None


def asked(text: str, message: Message, services: Services, lang: str) -> Reply | None:
    """Return the answer to a question about reporting duties, None for a message that is none."""
    known = Reminders(services.state, message.now.tzinfo).subscription(message.chat)
    level = known.level if known is not None and known.level in get_args(Level) else None
    about = duties_asked(
        text, services.knowledge, duties_of(services.state), services.calendar, message.now, cast(Level | None, level)
    )
    return duty_answers.answer(*about, lang) if about is not None else None


def duties_asked(
    text: str,
    knowledge: Knowledge,
    duties: Sequence[Duty],
    calendar: Calendar,
    now: datetime,
    level: Level | None = None,
) -> tuple[Asked, list[Occurrence]] | None:
    """Return what a question about duties wants and what was found for it, None for any other message.

    level: whose duties a question means that names no level.
    """
    words = knowledge.read(text).words

    def placed() -> frozenset[int]:
        mentions = understand(text, Context(), knowledge, now.date()).places
        return frozenset(position for one in mentions for position in range(one.start, one.end))

    wanted = understood(text, words, now, calendar, duties, placed)
    if wanted is None:
        return None
    if wanted.level is None and level is not None:
        wanted = replace(wanted, level=level)
    return wanted, duty_answers.found_for(wanted, duties, calendar)


def keep_for_everybody(chat: str, topic: str, reply: Reply, state: State, now: datetime) -> None:
    """Keep the choices of a reminder, so that anybody in the chat can answer with a number."""
    talk = Conversation(choices=tuple(choice.ask for choice in reply.choices), at=now.isoformat())
    state.keep_conversation(chat, topic, EVERYBODY, talk)


def newest_choices(message: Message, talk: Conversation, services: Services) -> tuple[str, ...]:
    """Return what a number stands for: the person's own last choices, or those of a reminder that came after them."""
    common = services.state.conversation(message.chat, message.topic, EVERYBODY)
    if not common.choices or message.now - datetime.fromisoformat(common.at) > _KEPT:
        return talk.choices
    newer = not talk.choices or datetime.fromisoformat(common.at) > datetime.fromisoformat(talk.at)
    return common.choices if newer else talk.choices
