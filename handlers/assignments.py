"""Work given to a person, a unit or everybody in a chat, with a due date, urgency and a note."""

import re
from dataclasses import replace

from handlers.i18n import translator
from handlers.markup import escape
from handlers.message import Choice, Message, Reply
from handlers.people_named import named
from handlers.reminder_commands import kept, refusal, understood
from handlers.reminder_words import has, reminder_words, without_first
from handlers.reminders import Reminders, TooMany
from handlers.services import Services
from handlers.state import Person
from handlers.talk import with_choices
from knowledge.text import key

LONGEST_UNIT = 80
_MOST_CHOICES = 5
_MOST_NAME_WORDS = 6
_NOTE = re.compile(r"[;,.]?\s*\(?\b(?:ghi chú|ghi chu|lưu ý|luu y)\s*:\s*(.+?)\)?\s*$", re.IGNORECASE | re.DOTALL)
_WHO = re.compile(r"\s*(?:cho\s+)?((?:[^:\n]|:(?=\S)){1,120}?)\s*:\s+(.+)", re.DOTALL | re.IGNORECASE)


def assign(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Keep a task: "/giao Phòng Kinh tế: rà soát hộ nghèo trước 20/12, gấp; ghi chú: theo công văn 15"."""
    _ = translator(lang).gettext
    example = _("Giao cho ai, việc gì, hạn nào? Ví dụ: /giao Phòng Kinh tế: rà soát hộ nghèo trước 20/12")
    note = ""
    if found := _NOTE.search(rest):
        note, rest = found[1].strip(), rest[: found.start()]
    people, unit, what = _addressee(rest, services)
    if not what or (not people and not unit and not _is_everybody(rest)):
        return Reply(example)
    if len(people) > 1:
        choices = tuple(Choice(person.name, f"/giao {person.id}: {what}") for person in people[:_MOST_CHOICES])
        return with_choices(_("Có nhiều người tên này. Giao cho ai?"), choices)
    wish = understood(what, message.now, services.calendar)
    if wish.problem or wish.due is None:
        return Reply(refusal(wish, lang) if what else example)
    reminders = Reminders(services.state, message.now.tzinfo, services.rhythm)
    owner = people[0].id if people else ""
    try:
        thing = reminders.create(
            kind="task", chat=message.chat, topic=message.topic, title=wish.title, due=wish.due, actor=message.person,
            now=message.now, calendar=services.calendar, owner=owner, unit=unit, recurrence=wish.when.recurrence or "",
            urgency=3 if wish.urgent or has(note, reminder_words().urgent) else 0, note=note,
        )  # fmt: skip
    except TooMany as problem:
        return Reply(
            _("Anh/chị đang có {count} việc chưa xong, nhiều nhất rồi. Xong bớt ở /hancuatoi rồi nhắc thêm.").format(
                count=problem.args[0]
            )
        )
    reminders.tell_owner(thing, message.now)
    reply = kept(thing, reminders, message, lang)
    lines = [reply.text]
    if owner or unit:
        lines.append(_("Giao cho: {name}.").format(name=escape(people[0].name if people else unit)))
    if note:
        lines.append(_("Ghi chú: {note}").format(note=escape(note)))
    return replace(reply, text="\n".join(lines))


def _addressee(rest: str, services: Services) -> tuple[list[Person], str, str]:
    """Return who a task is for (people, or a unit's name) and what it is; "cả nhóm" is nobody in particular."""
    everybody = without_first(rest, reminder_words().group)
    if everybody is not None:
        return [], "", everybody.lstrip(": ")
    if found := _WHO.fullmatch(rest):
        name, what = found[1].strip(), found[2].strip()
        people = named(name, services)
        return people, "" if people else name[:LONGEST_UNIT], what
    words = rest.split()
    for count in range(min(_MOST_NAME_WORDS, len(words) - 1), 0, -1):
        name = " ".join(words[:count])
        exact = [person for person in named(name, services) if key(person.name) == key(name) or person.id == name]
        if exact:
            return exact, "", " ".join(words[count:])
    return [], "", ""


def _is_everybody(rest: str) -> bool:
    return without_first(rest, reminder_words().group) is not None
