"""Messages to the assistant about deadlines, without any platform."""

from dataclasses import replace
from datetime import datetime

from handlers import dispatch
from handlers.markup import plain
from handlers.message import Message, Reply
from handlers.reminders import Reminders
from handlers.services import Services
from handlers.state import Conversation
from tests.reminders.world import at

NOW = at("2026-11-21T08:00")
LAN, NAM, GROUP = "telegram:7", "telegram:8", "telegram:-5"


def replied(text: str, services: Services, **more: object) -> Reply:
    """Return the reply to a message of Lan's, in private unless the keywords say otherwise."""
    message = Message(chat=LAN, person=LAN, text=text, now=NOW, person_name="Lan")
    reply = dispatch.answer(replace(message, **more), services)  # type: ignore[arg-type]
    assert reply is not None
    return reply


def said(text: str, services: Services, **more: object) -> str:
    """Return the text of the reply."""
    return plain(replied(text, services, **more).text)


def in_group(now: datetime = NOW) -> dict[str, object]:
    """Return what makes a message one in the group, from an administrator of it."""
    return {"chat": GROUP, "private": False, "is_chat_admin": True, "now": now}


def reminders_of(services: Services) -> Reminders:
    """Return the things that the messages have made."""
    return Reminders(services.state, NOW.tzinfo, services.rhythm)


def let_in(services: Services, person: str, name: str) -> None:
    """Let somebody in who has talked with the assistant in private."""
    services.state.set_role(person, "viewer", NOW)
    services.state.note_name(person, name)
    services.state.keep_conversation(person, "", person, Conversation(at=NOW.isoformat()))
