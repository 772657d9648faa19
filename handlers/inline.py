"""Suggestions while somebody types after the assistant's name in any chat: only figures that are sure."""

from collections.abc import Iterator
from dataclasses import dataclass

from handlers import access
from handlers.markup import plain
from handlers.message import Message
from handlers.options import ask_text, option_of
from handlers.services import Asked, Services
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
    found = []
    for asked in _asked(text, message, services, lang):
        if asked.data.get("status") == "answered" and asked.data.get("facts"):
            found.append(asked.reply.text)
    return [_suggestion(text) for text in dict.fromkeys(found)]


def _asked(text: str, message: Message, services: Services, lang: str) -> Iterator[Asked]:
    """Yield what to offer: the answer itself; in place of a doubt its choices, in place of a list its figures."""
    knowledge = services.knowledge
    asked = services.ask(text, Context(), knowledge, now=message.now, lang=lang)
    instead = [choice.ask for choice in asked.reply.choices] if asked.data.get("status") == "choose" else []
    if asked.data.get("intent") == "list":
        figures = (knowledge.store.observation(str(fact["id"])) for fact in asked.data.get("facts", ())[:MOST])
        instead = [ask_text(option_of(figure, knowledge), knowledge) for figure in figures if figure is not None]
    if not instead:
        yield asked
    for question in instead[:MOST]:
        yield services.ask(question, Context(), knowledge, now=message.now, lang=lang)


def _suggestion(markup: str) -> Suggestion:
    lines = [line for line in plain(markup).splitlines() if line.strip()]
    return Suggestion(lines[0][:120], " ".join(lines[1:2])[:200], markup)
