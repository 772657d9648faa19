"""Deadlines in a conversation: which command does what, questions about duties, choices that everybody has."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import duty_answers, reminder_commands
from handlers.message import Message, Reply
from handlers.own_duties import duties_of
from handlers.reminders import Reminders
from handlers.services import Services
from handlers.state import Conversation, State
from knowledge.calendar import official_calendar

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
    "subscribe": reminder_commands.subscribe,
    "rhythm": reminder_commands.set_rhythm,
}


def run(name: str, message: Message, rest: str, services: Services, lang: str) -> Reply | None:
    """Return the reply to a command about deadlines, None for any other command."""
    if name == "my_deadlines":
        return reminder_commands.mine(message, services, lang)
    if name == "coming":
        return reminder_commands.coming(message, services, lang)
    act = _WITH_REST.get(name)
    return act(message, rest, services, lang) if act is not None else None


def asked(text: str, message: Message, services: Services, lang: str) -> Reply | None:
    """Return the answer to a question about reporting duties, None for a message that is none."""
    calendar = official_calendar()
    wanted = duty_answers.understood(text, message.now, calendar)
    if wanted is None:
        return None
    known = Reminders(services.state, message.now.tzinfo).subscription(message.chat)
    if wanted.level is None and known is not None and known.subscriber.level in ("commune", "province"):
        wanted = replace(wanted, level="commune" if known.level == "commune" else "province")
    return duty_answers.answer(wanted, duties_of(services.state), calendar, message.now, lang)


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
