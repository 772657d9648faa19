"""Suggestions while somebody types after the assistant's name in any chat: only figures that are sure."""

from dataclasses import dataclass

from handlers import access
from handlers.markup import plain
from handlers.message import Message
from handlers.services import Services
from handlers.talk import lang_of
from knowledge.question import Context

MOST = 10
LONGEST_QUERY = 200
SHORTEST_QUERY = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One answer to offer: its first line as title, the next as description, the whole as markup to send."""

    title: str
    description: str
    text: str


def suggestions(message: Message, services: Services) -> list[Suggestion] | None:
    """Return the sure answers to what was typed so far, at most MOST; None for a person who may not ask."""
    if not access.role_of(services.state, message.person, services.admins, services.mode):
        return None
    text = message.text.strip()
    if not SHORTEST_QUERY <= len(text) <= LONGEST_QUERY:
        return []
    lang = lang_of(message, services)
    asked = services.ask(text, Context(), services.knowledge, now=message.now, lang=lang)
    found = []
    if asked.data.get("status") == "answered" and asked.data.get("facts"):
        found.append(asked.reply.text)
    elif asked.data.get("status") == "choose":
        for choice in asked.reply.choices[:MOST]:
            one = services.ask(choice.ask, Context(), services.knowledge, now=message.now, lang=lang)
            if one.data.get("status") == "answered" and one.data.get("facts"):
                found.append(one.reply.text)
    return [_suggestion(text) for text in dict.fromkeys(found)]


def _suggestion(markup: str) -> Suggestion:
    lines = [line for line in plain(markup).splitlines() if line.strip()]
    return Suggestion(lines[0][:120], " ".join(lines[1:2])[:200], markup)
