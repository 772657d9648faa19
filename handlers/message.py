"""What platforms and abilities exchange: a message in, a reply out; the only types that both sides share."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or file that goes with a reply, or a file that a person sent; data is its whole content."""

    name: str
    media_type: str
    data: bytes
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One thing a person sent.

    chat and person are ids with their platform before them ("telegram:-1001", "zalo:9f", "terminal:local"); topic is
    the thread within a group, empty for none. kind is "text" for anything to be read, else what came instead
    ("sticker", "photo", "voice", "file", "location"). now is local time with its zone. attachment is what came as a
    file, where the platform fetched it; text is then what was written beside it.
    """

    chat: str
    person: str
    text: str
    now: datetime
    kind: str = "text"
    topic: str = ""
    private: bool = True
    person_name: str = ""
    is_chat_admin: bool = False
    lang: str = "vi"
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the numbered ways to go on: what the person reads, and the question that it stands for."""

    label: str
    ask: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: text in the markup of handlers.markup, what can be chosen next, at most one attachment.

    choices answer a doubt and are part of the text as numbers too; follow_ups are offers beside a finished answer.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    follow_ups: tuple[Choice, ...] = ()
    attachment: Attachment | None = None
