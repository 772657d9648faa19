"""What people do about deadlines in a chat: ask to be reminded, list, close, extend, hand over."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers import access
from handlers.document_tasks import DocumentTasks
from handlers.i18n import translator
from handlers.markup import bold, escape
from handlers.message import Choice, Message, Reply
from handlers.people_named import named
from handlers.reminder_plan import end_of
from handlers.reminder_wording import left, split, thing_line, when_due
from handlers.reminder_words import has, reminder_words, without_first, without_last
from handlers.reminders import ENDED, Reminders, Thing, TooMany
from handlers.services import Services
from handlers.subscriptions import rhythm_words
from handlers.talk import with_choices
from handlers.when_wording import describe, describe_rule, say_day
from knowledge.calendar import Calendar
from knowledge.text import key
from knowledge.when import When, read, remainder

SOON = timedelta(days=30)
MOST_LINES = 20
_MOST_CHOICES = 5
_LONGEST_AHEAD = timedelta(days=5 * 366)
_NUMBERS = re.compile(r"\s*((?:#?\d{1,9}[\s,]+)*#?\d{1,9})(?![/\d:hg])(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Wish:
    """A request to be reminded as it was understood; problem: why it cannot be kept, when: what was read."""

    title: str
    due: datetime | None
    exact: bool
    group: bool
    when: When
    urgent: bool = False
    problem: str = ""


def understood(rest: str, now: datetime, calendar: Calendar, *, group: bool = False) -> Wish:
    """Return what "tôi 14h30 thứ 6 gửi báo cáo" asks for.

    problem: no_time, no_title, no_such_date, no_such_time, event_unknown, out_of_calendar, past or too_far.
    """
    words = reminder_words()
    text = rest
    if (stripped := without_first(text, words.group)) is not None:
        text, group = stripped, True
    elif (stripped := without_first(text, words.oneself)) is not None:
        text = stripped
    when = read(text, now, calendar)
    title = _tidy(remainder(text, when))
    wish = Wish(title, None, False, group, when, has(text, words.urgent))
    if when.problem is not None:
        return replace(wish, problem=when.problem)
    if when.due is None:
        return replace(wish, problem="no_time")
    clock = when.time
    exact = clock is not None and when.relation not in ("before", "by") and not has(text, words.deadline)
    if clock is None and when.part_of_day is not None:
        clock, exact = words.hours[when.part_of_day], True
    due = datetime.combine(when.due, clock, now.tzinfo) if clock is not None else end_of(when.due, now.tzinfo)
    wish = replace(wish, due=due, exact=exact)
    if due <= now:
        return replace(wish, problem="past")
    if due - now > _LONGEST_AHEAD:
        return replace(wish, problem="too_far")
    return wish if title else replace(wish, problem="no_title")


def remind(message: Message, rest: str, services: Services, lang: str, *, group: bool = False) -> Reply:
    """Keep a reminder, or say in one sentence why not."""
    _ = translator(lang).gettext
    chat, topic = message.chat, message.topic
    if group and message.private:
        found, rest = _group_named(message.person, rest, services)
        if found is None:
            return Reply(_("Tôi chưa thấy anh/chị trong nhóm đó. Hãy gõ câu này trong nhóm, để cả nhóm cùng thấy."))
        chat, topic = found, ""
    wish = understood(rest, message.now, services.calendar, group=group)
    if wish.group and message.private and not group:
        return remind(message, rest, services, lang, group=True)
    if wish.problem or wish.due is None:
        return Reply(refusal(wish, lang))
    if not wish.group:
        chat = message.chat if message.private else _private_chat(message, services)
        topic = ""
        if not chat:
            return Reply(
                _("Muốn nhắc riêng, anh/chị hãy nhắn cho tôi một câu trong chat riêng trước; hoặc gõ: nhắc cả nhóm …")
            )
    reminders = _reminders(services, message)
    try:
        thing = reminders.create(
            kind="task" if wish.group and not wish.exact else "personal", chat=chat, topic=topic, title=wish.title,
            due=wish.due, actor=message.person, now=message.now, calendar=services.calendar,
            owner="" if wish.group else message.person, exact=wish.exact, recurrence=wish.when.recurrence or "",
            urgency=3 if wish.urgent else 0,
        )  # fmt: skip
    except TooMany as problem:
        return Reply(
            _("Anh/chị đang có {count} việc chưa xong, nhiều nhất rồi. Xong bớt ở /hancuatoi rồi nhắc thêm.").format(
                count=problem.args[0]
            )
        )
    return kept(thing, reminders, message, lang)


def mine(message: Message, services: Services, lang: str) -> Reply:
    """List what a person has to do; in a group only what belongs to the group."""
    _ = translator(lang).gettext
    reminders = _reminders(services, message)
    things = reminders.things_of(message.person)
    if not message.private:
        things = [thing for thing in things if thing.chat == message.chat]
    return _list(
        _("Việc của anh/chị"), _current(things, message.now), message, lang, _("Anh/chị không có việc nào chờ.")
    )


def coming(message: Message, services: Services, lang: str) -> Reply:
    """List what falls due in this chat within thirty days, what is overdue, what documents say about its place."""
    _ = translator(lang).gettext
    reminders = _reminders(services, message)
    last = message.now + SOON
    things = _current(reminders.open_things(message.chat, last), message.now)
    none = _("30 ngày tới không có hạn nào.")
    if reminders.subscription(message.chat) is None:
        none += " " + _("Gõ /dangky xã (hoặc /dangky tỉnh) để được nhắc các kỳ báo cáo.")
    reply = _list(_("Hạn trong 30 ngày tới"), things, message, lang, none)
    known = {thing.key for thing in things}
    tasks = [
        task
        for task in DocumentTasks(services.knowledge, services.state).of(message.chat)
        if message.now.date() <= task.due <= last.date() and task.id not in known
    ]
    if not tasks:
        return reply
    lines = [reply.text] if things else []
    lines.append(bold(_("Trong văn bản")))
    lines += [
        f"• {escape(task.title)}: {say_day(task.due, lang)} [{escape(task.basis)}]" for task in tasks[:MOST_LINES]
    ]
    if len(tasks) > MOST_LINES:
        lines.append(_("… và {count} việc nữa").format(count=len(tasks) - MOST_LINES))
    asks = tuple(
        Choice(_("Nhắc: {title}").format(title=task.title[:40]), f"/nhac {task.due:%d/%m/%Y} {task.title[:200]}")
        for task in tasks[:_MOST_CHOICES]
    )
    return Reply("\n".join(lines), follow_ups=asks)


def acknowledge(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Keep that things have been taken note of."""
    return _act("danhan", message, rest, services, lang)


def finish(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Close things."""
    return _act("xong", message, rest, services, lang)


def cancel(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Drop things that are not needed any more."""
    return _act("huynhac", message, rest, services, lang)


def remind_again(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Remind of things once more, "sau 1 giờ" where no time was said."""
    return _act("nhaclai", message, rest, services, lang)


def extend(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Give a thing a later due date; a duty's date is only moved by editors and administrators, others ask for it."""
    return _act("giahan", message, rest, services, lang)


def hand_over(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Give a thing to somebody else."""
    return _act("chuyen", message, rest, services, lang)


# Things by number


def _act(what: str, message: Message, rest: str, services: Services, lang: str) -> Reply:
    _ = translator(lang).gettext
    reminders = _reminders(services, message)
    picked = _NUMBERS.fullmatch(rest)
    numbers = [int(number) for number in re.findall(r"\d+", picked[1])] if picked else []
    tail = (picked[2] or "") if picked else rest
    if not numbers:
        return _which(what, rest, message, reminders, lang)
    things = []
    for number in dict.fromkeys(numbers):
        thing = reminders.thing(number)
        if thing is None or not _may_see(thing, message):
            return Reply(_("Không có việc #{number} ở đây.").format(number=number))
        things.append(thing)
    open_things = [thing for thing in things if thing.state not in ENDED]
    if not open_things:
        return Reply(_("Việc này đã đóng rồi."))
    if what in ("danhan", "xong", "huynhac"):
        return _close(what, open_things, message, reminders, services, lang)
    if what == "nhaclai":
        return _again(open_things, tail, message, reminders, services, lang)
    if what == "giahan":
        return _extend(open_things[0], tail, message, reminders, services, lang)
    return _hand_over(open_things[0], tail, message, reminders, services, lang)


def _close(
    what: str, things: list[Thing], message: Message, reminders: Reminders, services: Services, lang: str
) -> Reply:
    _ = translator(lang).gettext
    lines = []
    for thing in things:
        title = f"#{thing.id} {escape(thing.title)}"
        if what == "danhan":
            reminders.acknowledge(thing.id, message.person, message.now)
            lines.append(_("Đã nhận {title}, hạn {due}.").format(title=title, due=when_due(thing, lang)))
        elif what == "huynhac":
            if not _may_change(thing, message, services):
                lines.append(_("{title}: chỉ người tạo, biên tập viên hoặc quản trị nhóm bỏ được.").format(title=title))
                continue
            reminders.cancel(thing.id, message.person, message.now)
            lines.append(_("Đã bỏ {title}.").format(title=title))
        else:
            step = reminders.finish(thing.id, message.person, message.now, services.calendar)
            late = thing.kind != "personal" or not thing.exact
            done = _("Đã xong {title}, đúng hạn.") if step == "done" else _("Đã xong {title}, quá hạn.")
            lines.append((done if late else _("Đã xong {title}.")).format(title=title))
    return Reply("\n".join(lines))


def _again(
    things: list[Thing], tail: str, message: Message, reminders: Reminders, services: Services, lang: str
) -> Reply:
    _ = translator(lang).gettext
    when = read(tail or "sau 1 giờ", message.now, services.calendar)
    clock = when.time
    if clock is None and when.part_of_day is not None:
        clock = reminder_words().hours[when.part_of_day]
    if when.due is None:
        return Reply(describe(when, lang))
    hour = clock or reminders.rhythm_of(message.chat).hour
    at = datetime.combine(when.due, hour, message.now.tzinfo)
    if at <= message.now:
        return Reply(_("Giờ đó đã qua. Ví dụ: /nhaclai 12 sáng mai"))
    for thing in things:
        reminders.acknowledge(thing.id, message.person, message.now)
        reminders.remind_again(thing.id, at)
    return Reply(_("Tôi sẽ nhắc lại lúc {time}.").format(time=f"{at:%H:%M %d/%m/%Y}"))


def _extend(thing: Thing, tail: str, message: Message, reminders: Reminders, services: Services, lang: str) -> Reply:
    _ = translator(lang).gettext
    title = f"#{thing.id} {escape(thing.title)}"
    when = read(tail, message.now, services.calendar)
    if when.problem is not None:
        return Reply(describe(when, lang))
    if when.due is None:
        days = [message.now + timedelta(days=count) for count in (1, 3, 7)]
        later = [max(day, thing.due + (day - message.now)) for day in days]
        choices = tuple(Choice(f"{day:%d/%m/%Y}", f"/giahan {thing.id} {day:%d/%m/%Y}") for day in later)
        return with_choices(
            _("Gia hạn {title} đến ngày nào?").format(title=bold(f"#{thing.id} {thing.title}")), choices
        )
    due = datetime.combine(when.due, when.time or thing.due.timetz().replace(tzinfo=None), message.now.tzinfo)
    if due <= max(message.now, thing.due):
        return Reply(_("Hạn mới phải sau hạn cũ ({due}) và chưa qua.").format(due=when_due(thing, lang)))
    if not _may_change(thing, message, services):
        reminders.ask_extension(thing.id, message.person, message.now, due.isoformat())
        return Reply(
            _("Đã ghi xin gia hạn {title}. Biên tập viên hoặc quản trị nhóm duyệt bằng: /giahan {number} {day}").format(
                title=title, number=thing.id, day=f"{due:%d/%m/%Y}"
            )
        )
    reminders.extend(thing.id, due, message.person, message.now, services.calendar)
    return Reply(_("Đã gia hạn {title} đến {due}.").format(title=title, due=when_due(replace(thing, due=due), lang)))


def _hand_over(thing: Thing, tail: str, message: Message, reminders: Reminders, services: Services, lang: str) -> Reply:
    _ = translator(lang).gettext
    if not _may_change(thing, message, services) and thing.owner:
        return Reply(_("Việc này của người khác; chỉ người đó, biên tập viên hoặc quản trị nhóm chuyển được."))
    if not key(tail):
        people = [person for person in services.state.people() if person.name and person.id != message.person]
        choices = tuple(Choice(person.name, f"/chuyen {thing.id} {person.id}") for person in people[:_MOST_CHOICES])
        return with_choices(_("Chuyển cho ai? Ghi tên, ví dụ: /chuyen {number} Lan").format(number=thing.id), choices)
    found = named(tail, services, besides=message.person)
    if not found:
        return Reply(
            _("Tôi không biết ai tên “{name}”; người đó cần nhắn cho tôi trước.").format(name=escape(tail[:60]))
        )
    if len(found) > 1:
        choices = tuple(Choice(person.name, f"/chuyen {thing.id} {person.id}") for person in found[:_MOST_CHOICES])
        return with_choices(_("Có nhiều người tên này. Chuyển cho ai?"), choices)
    reminders.hand_over(thing.id, found[0].id, message.person, message.now)
    return Reply(
        _("Đã chuyển #{number} {title} cho {name}.").format(
            number=thing.id, title=escape(thing.title), name=escape(found[0].name)
        )
    )


def _which(what: str, rest: str, message: Message, reminders: Reminders, lang: str) -> Reply:
    _ = translator(lang).gettext
    things = reminders.things_of(message.person) if message.private else reminders.open_things(message.chat)
    things = _current(things, message.now)
    if not things:
        return Reply(_("Không có việc nào đang mở ở đây."))
    tail = f" {rest}" if rest else ""
    if len(things) == 1 and what in ("danhan", "xong"):
        return Reply(
            _("Ý anh/chị là việc này?"), (Choice(f"#{things[0].id} {things[0].title[:40]}", f"/{what} {things[0].id}"),)
        )
    choices = tuple(
        Choice(f"#{thing.id} {thing.title[:40]}", f"/{what} {thing.id}{tail}") for thing in things[:_MOST_CHOICES]
    )
    return with_choices(_("Việc nào?"), choices)


# Parts


def _reminders(services: Services, message: Message) -> Reminders:
    return Reminders(services.state, message.now.tzinfo, services.rhythm)


def kept(thing: Thing, reminders: Reminders, message: Message, lang: str) -> Reply:
    """Return what is said of a new thing: its number, title, due date and when it is reminded of."""
    _ = translator(lang).gettext
    lines = [bold(_("Đã ghi #{number}: {title}").format(number=thing.id, title=thing.title))]
    if thing.recurrence:
        lines.append(describe_rule(thing.recurrence, lang))
    if thing.exact:
        lines.append(_("Nhắc lúc {due}.").format(due=when_due(thing, lang)))
    else:
        lines.append(_("Hạn: {due} ({left}).").format(due=when_due(thing, lang), left=left(thing, message.now, lang)))
        if thing.next_at is None or thing.next_at > thing.due.timestamp():
            at = min(message.now + timedelta(hours=2), message.now + (thing.due - message.now) / 2)
            reminders.remind_again(thing.id, at)
            lines.append(_("Nhắc lúc {due}.").format(due=f"{at:%H:%M}"))
        else:
            lines.append(_("Nhắc {rhythm}.").format(rhythm=rhythm_words(reminders.rhythm_of(thing.chat), lang)))
    return Reply("\n".join(lines), follow_ups=(Choice(_("Bỏ nhắc"), f"/huynhac {thing.id}"),))


def _list(head: str, things: list[Thing], message: Message, lang: str, none: str) -> Reply:
    _ = translator(lang).gettext
    if not things:
        return Reply(none)
    ahead, over = split(things, message.now)
    lines = [bold(head), *(f"• {thing_line(thing, message.now, lang)}" for thing in ahead[:MOST_LINES])]
    if len(ahead) > MOST_LINES:
        lines.append(_("… và {count} việc nữa").format(count=len(ahead) - MOST_LINES))
    if over:
        lines.append(bold(_("Quá hạn: {count} việc").format(count=len(over))))
        lines += [f"• {thing_line(thing, message.now, lang)}" for thing in over[:MOST_LINES]]
        if len(over) > MOST_LINES:
            lines.append(_("… và {count} việc nữa").format(count=len(over) - MOST_LINES))
    lines.append(_("Xong: /xong số. Gia hạn: /giahan số ngày. Chuyển: /chuyen số tên."))
    return Reply("\n".join(lines))


def _current(things: Iterable[Thing], now: datetime) -> list[Thing]:
    """Return the things that still matter: one reminded of at its minute is over a day later."""
    return [thing for thing in things if not thing.exact or thing.due > now - timedelta(days=1)]


def refusal(wish: Wish, lang: str) -> str:
    """Return the sentence for a request that cannot be kept."""
    _ = translator(lang).gettext
    if wish.problem == "past" and wish.due is not None:
        return _("Lúc đó đã qua rồi ({due}). Anh/chị chọn ngày giờ khác giúp tôi.").format(
            due=f"{wish.due:%H:%M %d/%m/%Y}"
        )
    sentences = {
        "no_time": _("Nhắc lúc nào? Ví dụ: nhắc tôi 14h30 thứ 6 gửi báo cáo tháng"),
        "no_title": _("Nhắc việc gì? Ví dụ: nhắc tôi 14h30 thứ 6 gửi báo cáo tháng"),
        "too_far": _("Ngày đó xa quá; tôi nhắc trong vòng 5 năm."),
    }
    return sentences.get(wish.problem) or describe(wish.when, lang)


def _tidy(title: str) -> str:
    words = reminder_words()
    while (shorter := without_first(title, words.leading)) is not None and shorter:
        title = shorter
    while (shorter := without_last(title, words.trailing)) is not None:
        title = shorter
    return title.strip(" ,;:.-–")


def _may_see(thing: Thing, message: Message) -> bool:
    return thing.chat == message.chat or message.person in (thing.chat, thing.owner, thing.created_by)


def _may_change(thing: Thing, message: Message, services: Services) -> bool:
    if message.person in (thing.owner, thing.created_by):
        return True
    role = access.role_of(services.state, message.person, services.admins, services.mode)
    return role in ("editor", "admin") or (not message.private and message.is_chat_admin)


def _private_chat(message: Message, services: Services) -> str:
    """Return a person's private chat, "" where they have never talked there: a bot cannot begin."""
    talk = services.state.conversation(message.person, "", message.person)
    return message.person if talk.at else ""


def _group_named(person: str, rest: str, services: Services) -> tuple[str | None, str]:
    """Return the group, one the person has talked in, that a text begins with the name of, and the rest of the text."""
    rows = services.state.db.execute(
        "SELECT DISTINCT chats.id, title FROM chats JOIN conversations ON conversations.chat = chats.id "
        "WHERE kind = 'group' AND gone_at = '' AND person = ? AND title <> ''",
        [person],
    ).fetchall()
    for chat, title in sorted(rows, key=lambda row: -len(row[1])):
        if (tail := without_first(rest, (key(title),))) is not None:
            return chat, tail
    return None, rest
