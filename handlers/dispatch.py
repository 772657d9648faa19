"""What happens with a message: who it is from, which ability it calls, what is kept of the conversation."""

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers import (
    access,
    answer_table,
    conversation,
    deadlines,
    drawings,
    misses,
    own_settings,
    people,
    review,
    welcome,
)
from handlers.commands import Call, read_command
from handlers.drawings import Drawing
from handlers.i18n import translator
from handlers.markup import bold
from handlers.message import Message, Reply
from handlers.offers import everywhere, offers
from handlers.services import Services
from handlers.state import ROLES, Buttons, Conversation, State
from handlers.talk import lang_of
from knowledge.question import Context

FORGET_AFTER = timedelta(hours=2)
_NUMBER = re.compile(r"\s*(\d{1,2})\s*[.)]?\s*")
_ASKED_AFTER_ALL = {"ask": "", "compare": "so sánh ", "source": "nguồn ", "greeting": "xin chào"}
_SMALL_TALK = {"thanks": welcome.thanks, "sorry": welcome.sorry}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reply that may still lack its picture or file, which takes longer than the rest.

    reads_document: the reply only says that a document is being read; receive_document has the one that counts.
    """

    reply: Reply
    drawing: Drawing | None = None
    reads_document: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a button does nothing: "old" (used, expired, never made) or "foreign" (another chat's or person's)."""

    reason: str
    text: str


def answer(message: Message, services: Services) -> Reply | None:
    """Return the whole reply to a message; None where nothing is to be said. May draw: never in an event loop."""
    prepared = prepare(message, services)
    if prepared is not None and prepared.reads_document:
        return receive_document(message, services)
    return finish(prepared) if prepared is not None else None


def receive_document(message: Message, services: Services) -> Reply:
    """Return what a document holds that prepare said is being read. Takes long: never in an event loop."""
    reply = review.receive(message, services, lang_of(message, services))
    keep_choices(message, reply, services)
    return reply


def keep_choices(message: Message, reply: Reply, services: Services) -> None:
    """Begin the conversation anew with the numbered choices of a reply that came by itself."""
    with services.state.transaction():
        _keep(message, Conversation(choices=tuple(choice.ask for choice in reply.choices)), services)


def finish(prepared: Prepared) -> Reply:
    """Return a reply with its picture or file drawn."""
    if prepared.drawing is None:
        return prepared.reply
    return replace(prepared.reply, attachment=drawings.draw(prepared.drawing))


def prepare(message: Message, services: Services) -> Prepared | None:
    """Return the reply to a message, pictures not yet drawn; everything that is kept of it in one transaction."""
    with services.state.transaction():
        return _prepare(message, services)


def changes_settings(text: str) -> bool:
    """Return whether a message would change a whole chat, so that it matters who is an administrator there."""
    call = read_command(text)
    return call is not None and call.command is not None and call.command.settings


def picks_a_setting(message: Message, services: Services) -> bool:
    """Return whether a number stands for a choice that would change a whole chat."""
    return changes_settings(_picked(message, _conversation(message, services), services))


def is_for_us(text: str) -> bool:
    """Return whether a slash word in a group is one of the assistant's own commands."""
    call = read_command(text)
    return call is not None and call.command is not None


def keep_buttons(message: Message, reply: Reply, services: Services) -> str:
    """Keep what the reply's choices and follow_ups stand for, in this order; return the token for press, or ""."""
    asks = tuple(choice.ask for choice in (*reply.choices, *reply.follow_ups))
    if not asks:
        return ""
    token = secrets.token_urlsafe(12)
    talk = services.state.conversation(message.chat, message.topic, message.person)
    talk = replace(talk, at=message.now.isoformat())
    services.state.keep_buttons(Buttons(token, message.chat, message.person, asks, talk))
    return token


def keep_common_buttons(chat: str, reply: Reply, now: datetime, state: State) -> str:
    """Keep the buttons of a message that nobody asked for; return the token for press, or ""."""
    asks = tuple(choice.ask for choice in (*reply.choices, *reply.follow_ups))
    if not asks:
        return ""
    token = secrets.token_urlsafe(12)
    state.keep_buttons(Buttons(token, chat, "", asks, Conversation(at=now.isoformat())))
    return token


def press(token: str, number: int, message: Message, services: Services) -> Message | Refusal:
    """Return the message that a pressed button stands for, the conversation put back to where the button belongs.

    message says who pressed where. The buttons of an answer are its asker's and used up by one press; those of a
    message that nobody asked for (a reminder) are for everybody in the chat.
    """
    _ = translator(lang_of(message, services)).gettext
    buttons = services.state.buttons(token)
    if buttons is None or not 0 <= number < len(buttons.asks):
        return Refusal("old", _("Nút này đã cũ. Hãy hỏi lại."))
    if buttons.chat != message.chat or buttons.person not in (message.person, ""):
        return Refusal("foreign", _("Nút này dành cho người đã hỏi. Hãy tự hỏi câu của mình."))
    if not buttons.person:
        return replace(message, text=buttons.asks[number])
    with services.state.transaction():
        services.state.retire_buttons(token)
        talk = replace(buttons.conversation, at=message.now.isoformat())
        services.state.keep_conversation(message.chat, message.topic, message.person, talk)
    return replace(message, text=buttons.asks[number])


def continue_privately(token: str, message: Message, services: Services) -> Message | None:
    """Return the question behind an offer made in a group, to be answered in the person's private chat."""
    buttons = services.state.buttons(token)
    if buttons is None or buttons.person != message.person:
        return None
    services.state.keep_conversation(
        message.chat, message.topic, message.person, replace(buttons.conversation, at=message.now.isoformat())
    )
    return replace(message, text=buttons.asks[0])


def offer_privately(message: Message, services: Services) -> str:
    """Keep a group's question so that its whole answer can be fetched in private; return the token."""
    token = secrets.token_urlsafe(12)
    talk = services.state.conversation(message.chat, message.topic, message.person)
    services.state.keep_buttons(
        Buttons(token, message.chat, message.person, (message.text,), replace(talk, at=message.now.isoformat()))
    )
    return token


def added(message: Message, services: Services) -> Reply:
    """Return what to say in a group that the assistant was added to; editors let the whole group in by adding it."""
    _ = translator(lang_of(message, services)).gettext
    services.state.set_chat(message.chat, kind="group", gone_at="")
    role = access.role_of(services.state, message.person, services.admins, services.mode)
    if services.mode == "open" or ROLES.index(role or "viewer") >= ROLES.index("editor"):
        if services.mode != "open":
            people.link(message, services, lang_of(message, services))
        return Reply(
            _("Xin chào. Hỏi số liệu bằng /hoi, ví dụ: /hoi hộ nghèo Bình Lục 2021.")
            + "\n"
            + _("Quản trị nhóm có thể đặt địa phương của nhóm: /diaphuong Bình Lục.")
        )
    return Reply(_("Xin chào. Tôi chỉ trả lời người được mời. Biên tập viên gõ /ketnoi để cả nhóm được hỏi."))


def _prepare(message: Message, services: Services) -> Prepared | None:
    state = services.state
    lang = lang_of(message, services)
    _ = translator(lang).gettext
    call = read_command(message.text) if message.kind == "text" else None
    role = access.role_of(state, message.person, services.admins, services.mode)
    code = _code_in(message, call)
    if code and (role == "" or code != message.text.strip() or "-" in code):
        return Prepared(_enter(message, code, role, services, lang))
    linked = _group_is_linked(message, services)
    if not role and not linked:
        return _turn_away(message, services, lang)
    verdict = services.limit.check(message.person, message.now)
    if verdict == "drop":
        return None
    if verdict == "warn":
        return Prepared(Reply(_("Anh/chị hỏi nhanh quá. Xin đợi một phút rồi hỏi tiếp.")))
    _note(message, role, services)
    if message.kind == "file":
        refused = review.turned_away(message, role, lang)
        return Prepared(refused) if refused else Prepared(Reply(_("Đang đọc văn bản …")), reads_document=True)
    if message.kind != "text":
        return Prepared(Reply(_unreadable(message.kind, lang)))
    talk = _conversation(message, services)
    if picked := _picked(message, talk, services):
        message = replace(message, text=picked)
        call = read_command(picked)
    if call is None or _is_a_question_after_all(call, message, talk, services):
        return _ask(message, message.text, talk, services, lang)
    if call.command is None:
        text = _("Tôi không có lệnh này. Gõ /help để xem cách hỏi.")
        return Prepared(Reply(text)) if message.private else None
    return _run(message, call, role or "viewer", talk, services, lang)


def _is_a_question_after_all(call: Call, message: Message, talk: Conversation, services: Services) -> bool:
    """Return whether words without a slash only begin like a command, or go on with what was talked about."""
    if call.command is None or message.text.lstrip().startswith("/"):
        return False
    if call.command.name == "place":  # "địa phương nào hộ nghèo cao nhất?"
        return bool(call.rest) and not own_settings.is_a_place(call.rest, services)
    if call.command.name == "stock":  # "danh sách chỉ tiêu" after a place was named
        chat = services.state.chat(message.chat)
        return bool(conversation.from_json(talk.context).places or (chat is not None and chat.place))
    return False


def _run(message: Message, call: Call, role: str, talk: Conversation, services: Services, lang: str) -> Prepared | None:
    _ = translator(lang).gettext
    command = call.command
    if command is None:
        return None
    if command.role and ROLES.index(role) < ROLES.index(command.role):
        return Prepared(Reply(_("Lệnh này cần quyền {role}.").format(role=people.role_name(command.role, lang))))
    if command.settings and call.rest and not message.private and not message.is_chat_admin:
        return Prepared(Reply(_("Cài đặt của nhóm chỉ quản trị nhóm đổi được.")))
    name = command.name
    if name in _SMALL_TALK:
        return Prepared(_SMALL_TALK[name](lang))
    if name == "compare" and not call.rest:
        return _compare(message, talk, services, lang)
    if name in _ASKED_AFTER_ALL:
        text = (_ASKED_AFTER_ALL[name] + call.rest).strip()
        return _ask(message, text, talk, services, lang) if text else Prepared(welcome.how_to_ask(lang))
    if name in ("chart", "sheet"):
        return _draw(message, name, call.rest, talk, services, lang)
    if name == "erase":
        reply = people.erase(message, call.rest, services, lang)
        if not reply.choices:
            return Prepared(reply)
    elif name == "cancel":
        _keep(message, Conversation(), services)
        return Prepared(Reply(_("Đã bỏ. Anh/chị hỏi câu khác nhé.")))
    elif name == "stock":
        reply = welcome.stock(services, lang)
    elif name == "invite":
        reply = people.invite(message, call.rest, services, lang)
    elif name == "revoke":
        reply = people.revoke(message, call.rest, services, lang)
    elif name == "review":
        reply = review.act(message, call.rest, services, lang)
    elif name == "people":
        reply = people.everybody(message, services, lang)
    elif name == "link":
        reply = people.link(message, services, lang)
    elif name == "unlink":
        reply = people.unlink(message, services, lang)
    elif name == "my_data":
        reply = people.stored_about(message, role, services, lang)
    elif name == "place":
        reply = own_settings.set_place(message, call.rest, services, lang)
    elif name == "period":
        reply = own_settings.set_period(message, call.rest, services, lang)
    elif name == "language":
        reply = own_settings.set_language(message, call.rest, services, lang)
    elif name == "settings":
        reply = own_settings.show(message, services, lang)
    else:
        reply = deadlines.run(name, message, call.rest, services, lang) or welcome.how_to_ask(lang)
    _keep(message, replace(talk, choices=tuple(choice.ask for choice in reply.choices)), services)
    return Prepared(reply)


def _ask(message: Message, text: str, talk: Conversation, services: Services, lang: str) -> Prepared:
    duty = deadlines.asked(text, message, services, lang)
    if duty is not None:
        return Prepared(duty)
    asked = services.ask(text, _context(message, talk, services), services.knowledge, now=message.now, lang=lang)
    reply = asked.reply
    status = str(asked.data.get("status", ""))
    if misses.is_miss(status) and message.kind == "text":
        misses.keep(text, status, services.state, message.now)
    found = answer_table.rows_of(asked.data.get("facts") or (), services.knowledge) if status == "answered" else []
    more = offers(asked.data, found, services, now=message.now, lang=lang)
    known = {choice.ask for choice in reply.follow_ups}
    reply = replace(reply, follow_ups=(*reply.follow_ups, *(choice for choice in more if choice.ask not in known)))
    table = answer_table.to_json(found) if len(found) > 1 else ""
    context = replace(asked.context, home_place="", home_period="")
    _keep(message, Conversation(conversation.to_json(context), (), table), services)
    return Prepared(reply)


def _compare(message: Message, talk: Conversation, services: Services, lang: str) -> Prepared:
    """Return the figure of the last answer in all places; itself again where no other place has it."""
    facts = conversation.from_json(talk.context).facts
    last = services.knowledge.store.observation(facts[0]) if facts else None
    if last is None:
        return Prepared(welcome.how_to_ask(lang))
    if question := everywhere(last, services, message.now):
        return _ask(message, question, talk, services, lang)
    again = _ask(message, message.text, talk, services, lang)
    alone = translator(lang).gettext("Chưa nơi nào khác có số này để so sánh.")
    return replace(again, reply=replace(again.reply, text=f"{alone}\n{again.reply.text}"))


def _draw(message: Message, form: str, rest: str, talk: Conversation, services: Services, lang: str) -> Prepared:
    _ = translator(lang).gettext
    text = ""
    if rest:
        asked = _ask(message, rest, talk, services, lang)
        talk = _conversation(message, services)
        text = asked.reply.text
        if asked.reply.choices or not talk.table:
            return asked
    of = answer_table.from_json(talk.table)
    drawing = drawings.plan(form, of, lang)
    if drawing is None:
        if text:
            return Prepared(Reply(text))
        example = "/bieudo hộ nghèo các nơi 2021"
        need = _("Chưa có gì để vẽ: cần từ hai số liệu cùng chỉ tiêu, cùng đơn vị. Ví dụ: {example}")
        if form == "sheet":
            example = "/excel Hồng Lĩnh 2024 có những chỉ tiêu gì"
            need = _("Chưa có bảng nào để tải: hãy hỏi một danh sách trước. Ví dụ: {example}")
        return Prepared(Reply(need.format(example=example)))
    caption = bold(of[0].indicator) if form == "chart" else _("Bảng {count} số liệu").format(count=len(of))
    return Prepared(Reply(caption), drawing)


def _code_in(message: Message, call: Call | None) -> str:
    if call is not None and call.command is not None and call.command.name == "start":
        return call.rest if access.looks_like_code(call.rest) else ""
    return message.text.strip() if message.kind == "text" and access.looks_like_code(message.text) else ""


def _enter(message: Message, code: str, role: str, services: Services, lang: str) -> Reply:
    _ = translator(lang).gettext
    state = services.state
    if not services.limit.may_try_code(message.person, message.now):
        return Reply(_("Thử mã quá nhiều lần. Xin đợi một giờ."))
    given = access.redeem(state, code, message.person, message.now)
    if given is None:
        return (
            welcome.how_to_ask(lang)
            if role
            else Reply(_("Mã này không đúng, đã dùng hoặc hết hạn. Xin mã mới từ người quản trị."))
        )
    state.note_name(message.person, message.person_name)
    text = _("Chào mừng. Quyền của anh/chị: {role}.").format(role=people.role_name(given, lang))
    if not message.private:
        state.set_chat(message.chat, kind="group", linked_by=message.person, gone_at="")
        state.note_act(message.person, "link", message.now, subject=message.chat)
        return Reply(text + "\n" + _("Từ nay mọi người trong nhóm đều hỏi được."))
    return Reply(text + "\n" + welcome.how_to_ask(lang).text)


def _turn_away(message: Message, services: Services, lang: str) -> Prepared | None:
    """One polite sentence for a stranger, or for a group of strangers; nothing after it."""
    _ = translator(lang).gettext
    state = services.state
    if message.private:
        person = state.person(message.person)
        if person is not None and person.greeted_at:
            return None
        state.note_person_greeted(message.person, message.now)
    else:
        chat = state.chat(message.chat)
        if chat is not None and chat.greeted_at:
            return None
        state.set_chat(message.chat, kind="group", greeted_at=message.now.isoformat())
    return Prepared(Reply(_("Xin chào, tôi chỉ trả lời người được mời; xin gửi cho tôi mã mời do người quản trị cấp.")))


def _group_is_linked(message: Message, services: Services) -> bool:
    if message.private:
        return False
    chat = services.state.chat(message.chat)
    return chat is not None and chat.linked_by != ""


def _note(message: Message, role: str, services: Services) -> None:
    known = services.state.person(message.person)
    if role and message.person_name and (known is None or known.name != message.person_name):
        services.state.note_name(message.person, message.person_name)


def _conversation(message: Message, services: Services) -> Conversation:
    talk = services.state.conversation(message.chat, message.topic, message.person)
    if not talk.at or message.now - datetime.fromisoformat(talk.at) > FORGET_AFTER:
        return Conversation()
    return talk


def _picked(message: Message, talk: Conversation, services: Services) -> str:
    """Return the choice that a message of a mere number stands for, "" for any other message."""
    number = _NUMBER.fullmatch(message.text) if message.kind == "text" else None
    choices = deadlines.newest_choices(message, talk, services) if number is not None else ()
    return choices[int(number[1]) - 1] if number is not None and 1 <= int(number[1]) <= len(choices) else ""


def _context(message: Message, talk: Conversation, services: Services) -> Context:
    chat = services.state.chat(message.chat)
    context = conversation.from_json(talk.context)
    return replace(context, home_place=chat.place if chat else "", home_period=chat.period if chat else "")


def _keep(message: Message, talk: Conversation, services: Services) -> None:
    talk = replace(talk, at=message.now.isoformat())
    services.state.keep_conversation(message.chat, message.topic, message.person, talk)


def _unreadable(kind: str, lang: str) -> str:
    _ = translator(lang).gettext
    sentences = {
        "sticker": _("Cảm ơn anh/chị. Cần số liệu gì, xin nhắn bằng chữ, ví dụ: tỷ lệ hộ nghèo Bình Lục 2021."),
        "photo": _("Tôi chưa đọc được ảnh. Xin gõ câu hỏi bằng chữ, ví dụ: tỷ lệ hộ nghèo Bình Lục 2021."),
        "voice": _("Tôi chưa nghe được tin thoại. Xin gõ câu hỏi, hoặc dùng phím micro của bàn phím để đọc thành chữ."),
        "location": _("Tôi không dùng vị trí. Xin gõ tên địa phương, ví dụ: hộ nghèo Bình Lục 2021."),
        "contact": _("Tôi không lưu danh bạ. Xin gõ câu hỏi bằng chữ."),
    }
    return sentences.get(kind, _("Tôi chỉ đọc được chữ. Xin gõ câu hỏi, ví dụ: tỷ lệ hộ nghèo Bình Lục 2021."))
