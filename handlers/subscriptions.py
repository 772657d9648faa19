"""What a chat wants to be told of deadlines: whose duties, how long before, when not at all, who hears of silence."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from handlers.i18n import translator
from handlers.markup import escape
from handlers.message import Choice, Message, Reply
from handlers.own_duties import duties_of
from handlers.people_named import named
from handlers.reminder_plan import DEFAULT_LEADS, LONGEST_LEAD, Rhythm, concerns_words
from handlers.reminder_wording import thing_line
from handlers.reminders import Reminders, Subscription
from handlers.services import Services
from handlers.talk import with_choices
from handlers.when_wording import say_time
from knowledge.duties import Duty
from knowledge.duty_fields import duty_fields
from knowledge.text import key

MOST_LINES = 20
_MOST_CHOICES = 5
_CLOCK = re.compile(r"\b(\d{1,2})\s*[:hg]\s*(\d{2})?")
_DROP = frozenset(["thoi", "bo", "xoa", "khong", "tat", "off"])
_LEVELS = {"xa": "commune", "phuong": "commune", "tinh": "province", "thanh": "province", "tat": ""}


def subscribe(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Subscribe a chat to the duties of a level, perhaps only of some fields or units; "thôi" ends it."""
    _ = translator(lang).gettext
    reminders = _reminders(services, message)
    known = reminders.subscription(message.chat)
    duties = duties_of(services.state)
    words = key(rest).split()
    if not words:
        choices = (
            Choice(_("Cấp xã"), "/dangky xã"),
            Choice(_("Cấp tỉnh"), "/dangky tỉnh"),
            Choice(_("Thôi nhắc"), "/dangky thôi"),
        )
        return with_choices(subscription_words(known, lang) + "\n" + _("Nhắc các kỳ báo cáo của cấp nào?"), choices)
    wish = known or Subscription(message.chat, rhythm=services.rhythm)
    if words[0] in _DROP and words[0] != "tat":
        reminders.subscribe(replace(wish, duties=False), message.now, duties, services.calendar)
        return Reply(_("Từ nay tôi không nhắc các kỳ báo cáo ở đây nữa."))
    skip = 2 if words[0] == "cap" and len(words) > 1 else 1
    level = _LEVELS.get(words[skip - 1])
    if level is None:
        return Reply(_("Ghi cấp xã hoặc cấp tỉnh. Ví dụ: /dangky xã, /dangky tỉnh đầu tư công."))
    rest_words = " ".join(rest.split()[skip + (words[skip - 1] in ("tat", "thanh")) :])
    topics = tuple(word.strip() for word in rest_words.split(",") if word.strip())
    unknown = [topic for topic in topics if not _is_known(topic, duties)]
    if unknown:
        return Reply(
            _("Không có kỳ báo cáo nào về “{words}”. Các lĩnh vực: {fields}.").format(
                words=escape(", ".join(unknown)[:60]), fields=", ".join(field.name for field in duty_fields())
            )
        )
    wish = replace(wish, level=level, words=topics, topic=message.topic, duties=True)
    reminders.subscribe(wish, message.now, duties, services.calendar)
    things = [thing for thing in reminders.open_things(message.chat) if thing.kind == "duty"]
    lines = [subscription_words(reminders.subscription(message.chat), lang)]
    lines += [f"• {thing_line(thing, message.now, lang)}" for thing in things[:MOST_LINES]]
    if not things:
        lines.append(
            _("Trong 31 ngày tới chưa có hạn nào chắc chắn. Hạn cần xác nhận ngày: hỏi “sắp tới có báo cáo gì?”.")
        )
    lines.append(_("Đổi ngày, giờ nhắc: /nhactruoc 7 3 1 0 lúc 07:30"))
    return Reply("\n".join(lines))


def set_rhythm(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Set how many days before and at which hour a chat is reminded: "/nhactruoc 7 3 1 0 lúc 07:30"."""
    _ = translator(lang).gettext
    known = _subscription(message, services)
    clock = _CLOCK.search(rest)
    hour = known.rhythm.hour
    if clock is not None:
        read = _time(clock)
        if read is None:
            return Reply(_("Không có giờ này: “{text}”.").format(text=escape(clock[0])))
        hour = read
        rest = rest[: clock.start()] + rest[clock.end() :]
    leads = [int(number) for number in re.findall(r"\d{1,4}", rest)]
    if any(lead > LONGEST_LEAD for lead in leads):
        return Reply(_("Nhắc trước nhiều nhất {days} ngày.").format(days=LONGEST_LEAD))
    if not leads and clock is None:
        return Reply(_("Ví dụ: /nhactruoc 7 3 1 0 lúc 07:30"))
    chosen = tuple(sorted(set(leads), reverse=True)) or known.rhythm.leads or DEFAULT_LEADS
    rhythm = replace(known.rhythm, leads=chosen, hour=hour)
    if rhythm.is_quiet(hour):
        return _kept_quiet(rhythm, lang)
    _keep(replace(known, rhythm=rhythm), message, services)
    return Reply(_("Từ nay tôi nhắc {rhythm}.").format(rhythm=rhythm_words(rhythm, lang)))


def set_quiet(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Set the hours in which nothing goes out: "/yenlang 21:00 06:00"; "thôi" drops them."""
    _ = translator(lang).gettext
    known = _subscription(message, services)
    if key(rest) in _DROP:
        rhythm = replace(known.rhythm, quiet_from=time(0), quiet_to=time(0))
        _keep(replace(known, rhythm=rhythm), message, services)
        return Reply(_("Từ nay tôi nhắc vào bất cứ giờ nào."))
    clocks = [_time(found) for found in _CLOCK.finditer(rest)]
    first, last = clocks if len(clocks) == 2 else (None, None)
    if first is None or last is None:
        return Reply(_("Ví dụ: /yenlang 21:00 06:00, hoặc /yenlang thôi."))
    rhythm = replace(known.rhythm, quiet_from=first, quiet_to=last)
    if rhythm.is_quiet(rhythm.hour):
        return Reply(
            _("Giờ nhắc {hour} nằm trong khoảng đó. Đổi giờ nhắc trước: /nhactruoc lúc 07:30").format(
                hour=say_time(rhythm.hour)
            )
        )
    _keep(replace(known, rhythm=rhythm), message, services)
    return _kept_quiet(rhythm, lang)


def set_superior(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Name who hears of duties that nobody here acknowledges: "/captren Lan"; "thôi" drops the name."""
    _ = translator(lang).gettext
    known = _subscription(message, services)
    if key(rest) in _DROP:
        _keep(replace(known, superior=""), message, services)
        return Reply(_("Từ nay không báo cấp trên."))
    people = named(rest, services) if rest else []
    if len(people) > 1:
        choices = tuple(Choice(person.name, f"/captren {person.id}") for person in people[:_MOST_CHOICES])
        return with_choices(_("Có nhiều người tên này. Báo cho ai?"), choices)
    if not people:
        text = _("Tôi không biết ai tên “{name}”; người đó cần nhắn cho tôi trước.").format(name=escape(rest[:60]))
        return Reply(text if rest else _("Báo cho ai khi không ai nhận việc? Ví dụ: /captren Lan, hoặc /captren thôi."))
    _keep(replace(known, superior=people[0].id), message, services)
    return Reply(
        _("Từ nay khi không ai ở đây nhận việc, tôi báo cho {name}.").format(name=escape(people[0].name or rest))
    )


def rhythm_words(rhythm: Rhythm, lang: str) -> str:
    """Return when reminders come: "trước 7, 3, 1 ngày và trong ngày, lúc 07:30"."""
    _ = translator(lang).gettext
    before = ", ".join(str(lead) for lead in rhythm.leads if lead)
    hour = say_time(rhythm.hour)
    if before and 0 in rhythm.leads:
        return _("trước {days} ngày và trong ngày, lúc {hour}").format(days=before, hour=hour)
    return (
        _("trước {days} ngày, lúc {hour}").format(days=before, hour=hour)
        if before
        else _("trong ngày, lúc {hour}").format(hour=hour)
    )


def subscription_words(known: Subscription | None, lang: str) -> str:
    """Return what a chat has subscribed to."""
    _ = translator(lang).gettext
    if known is None or not known.duties:
        return _("Ở đây chưa đăng ký nhắc kỳ báo cáo.")
    levels = {"commune": _("cấp xã"), "province": _("cấp tỉnh"), "": _("các cấp")}
    text = _("Đang nhắc kỳ báo cáo {level}, {rhythm}.").format(
        level=levels.get(known.level, known.level), rhythm=rhythm_words(known.rhythm, lang)
    )
    if known.words:
        text += " " + _("Chỉ những kỳ có: {words}.").format(words=escape(", ".join(known.words)))
    return text


def summary(message: Message, services: Services, lang: str) -> list[str]:
    """Return the lines about reminders in a chat's settings."""
    _ = translator(lang).gettext
    known = _reminders(services, message).subscription(message.chat)
    lines = [subscription_words(known, lang)]
    rhythm = known.rhythm if known is not None else services.rhythm
    if known is None or not known.duties:
        lines.append(_("Nhắc {rhythm}.").format(rhythm=rhythm_words(rhythm, lang)))
    if rhythm.quiet_from != rhythm.quiet_to:
        lines.append(
            _("Yên lặng từ {begin} đến {end}.").format(begin=say_time(rhythm.quiet_from), end=say_time(rhythm.quiet_to))
        )
    if known is not None and known.superior:
        person = services.state.person(known.superior)
        name = person.name if person is not None and person.name else known.superior
        lines.append(_("Khi không ai nhận việc, báo cho {name}.").format(name=escape(name)))
    lines.append(_("Đổi: /dangky xã, /nhactruoc 7 3 1 0 lúc 07:30, /yenlang 21:00 06:00, /captren Lan."))
    return lines


def _is_known(topic: str, duties: Sequence[Duty]) -> bool:
    return any(concerns_words(duty.code, duty.name, duty.owed_by, duty.owed_to, (topic,)) for duty in duties)


def _kept_quiet(rhythm: Rhythm, lang: str) -> Reply:
    _ = translator(lang).gettext
    begin, end = say_time(rhythm.quiet_from), say_time(rhythm.quiet_to)
    if rhythm.is_quiet(rhythm.hour):
        return Reply(_("Từ {begin} đến {end} tôi giữ yên lặng. Chọn giờ khác giúp tôi.").format(begin=begin, end=end))
    return Reply(
        _("Từ {begin} đến {end} tôi giữ yên lặng; lời nhắc rơi vào lúc đó sẽ đến ngay sau đó.").format(
            begin=begin, end=end
        )
    )


def _time(found: re.Match[str]) -> time | None:
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour <= 23 and minute <= 59 else None


def _subscription(message: Message, services: Services) -> Subscription:
    known = _reminders(services, message).subscription(message.chat)
    return known or Subscription(message.chat, rhythm=services.rhythm, duties=False)


def _keep(wish: Subscription, message: Message, services: Services) -> None:
    _reminders(services, message).subscribe(wish, message.now, duties_of(services.state), services.calendar)


def _reminders(services: Services, message: Message) -> Reminders:
    return Reminders(services.state, message.now.tzinfo, services.rhythm)
