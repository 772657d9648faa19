"""An answer on its way to Telegram, as a value that can be kept in the inbox until it has arrived."""

import base64
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram_read import Place
from handlers.message import Attachment, Reply

LONGEST_LABEL = 64
BUTTONS_IN_A_ROW = 3
WIDTH_OF_A_ROW = 36


@dataclass(frozen=True, slots=True)
class Button:
    """A button: data for a press that comes back, or the address that it opens."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be sent where, as a value that can be kept.

    edit is the message to replace (0: a new one), drawing a plan of handlers.drawings, file an attachment as text.
    """

    chat: int
    topic: int | None
    reply_to: int
    private: bool
    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    drawing: str = ""
    file: str = ""
    edit: int = 0
    person: int = 0
    name: str = ""
    lang: str = "vi"

    def to_json(self) -> str:
        """Return the answer as text to keep."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "Answer":
        """Return the answer that to_json wrote."""
        raw = json.loads(text)
        raw["rows"] = tuple(tuple(Button(**button) for button in row) for row in raw["rows"])
        return cls(**raw)

    def attachment(self) -> Attachment:
        """Return the attachment that file holds."""
        raw = json.loads(self.file)
        return Attachment(raw["name"], raw["media_type"], base64.b64decode(raw["data"]), is_picture=raw["is_picture"])

    def keyboard(self) -> InlineKeyboardMarkup | None:
        """Return the buttons as the library takes them."""
        if not self.rows:
            return None
        rows = [
            [InlineKeyboardButton(one.label, callback_data=one.data or None, url=one.url or None) for one in row]
            for row in self.rows
        ]
        return InlineKeyboardMarkup(rows)


def answer_at(place: Place, reply: Reply, token: str, *, drawing: str, lang: str) -> Answer:
    """Return a reply as an answer at a place; token is what its buttons were kept under."""
    choices = [Button(choice.label[:LONGEST_LABEL], f"{token}:{number}") for number, choice in enumerate(reply.choices)]
    first = len(choices)
    offers = [
        Button(choice.label[:LONGEST_LABEL], f"{token}:{number}")
        for number, choice in enumerate(reply.follow_ups, first)
    ]
    rows: list[tuple[Button, ...]] = [(button,) for button in choices]
    rows += _in_rows(offers)
    file = _kept_file(reply.attachment) if reply.attachment is not None else ""
    return Answer(
        place.chat, place.topic, place.message, place.private, reply.text, tuple(rows), drawing, file, lang=lang
    )


def _in_rows(buttons: Sequence[Button]) -> list[tuple[Button, ...]]:
    """Return buttons beside one another as far as a phone shows their labels whole: all of a row are equally wide."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        row = (*rows[-1], button) if rows else ()
        if row and len(row) <= BUTTONS_IN_A_ROW and len(row) * max(len(one.label) for one in row) <= WIDTH_OF_A_ROW:
            rows[-1] = row
        else:
            rows.append((button,))
    return rows


def _kept_file(attachment: Attachment) -> str:
    data = base64.b64encode(attachment.data).decode()
    return json.dumps({**asdict(replace(attachment, data=b"")), "data": data}, ensure_ascii=False)


def with_note(answer: Answer, note: str) -> Answer:
    """Return an answer with a line in italics above it."""
    return replace(answer, text=f"<i>{note}</i>\n{answer.text}")
