"""Small parts of replies that several abilities share: numbered choices, a person's own language."""

from handlers.markup import escape
from handlers.message import Choice, Message, Reply
from handlers.services import Services


def lang_of(message: Message, services: Services) -> str:
    """Return the language to answer in: the person's own choice, the group's, the configured one."""
    person = services.state.person(message.person)
    if person is not None and person.lang:
        return person.lang
    chat = services.state.chat(message.chat)
    return chat.lang if chat is not None and chat.lang else services.lang


def chat_lang(chat: str, services: Services) -> str:
    """Return the language of a chat in which nobody has just written: its person's, the group's, the configured one."""
    person = services.state.person(chat)
    if person is not None and person.lang:
        return person.lang
    known = services.state.chat(chat)
    return known.lang if known is not None and known.lang else services.lang


def with_choices(text: str, choices: tuple[Choice, ...]) -> Reply:
    """Return a reply whose choices stand in the text as numbers too, for platforms without buttons."""
    lines = [f"{number}. {escape(choice.label)}" for number, choice in enumerate(choices, 1)]
    return Reply("\n".join([text, *lines]), choices)
