"""A chat's own place, period and language: shown, set, dropped."""

from handlers import subscriptions
from handlers.i18n import LANGUAGES, translator
from handlers.markup import bold, escape
from handlers.message import Choice, Message, Reply
from handlers.services import Services
from handlers.talk import with_choices
from knowledge import periods
from knowledge.places import described, exists_in
from knowledge.question import Context, understand
from knowledge.store import Place
from knowledge.text import key

_DROP = frozenset(["xoa", "bo", "khong", "none", "off", "clear"])
_LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
_MOST = 5


def show(message: Message, services: Services, lang: str) -> Reply:
    """Return the chat's settings, with what can be changed as choices."""
    _ = translator(lang).gettext
    chat = services.state.chat(message.chat)
    code = chat.place if chat else ""
    place = services.knowledge.store.place_by_code(code) if code else None
    period = chat.period if chat else ""
    lines = [
        bold(_("Cài đặt của cuộc trò chuyện này") if message.private else _("Cài đặt của nhóm này")),
        _("Địa phương: {name}").format(name=escape(_titled(place, services)) if place else _("chưa đặt")),
        _("Kỳ: {period}").format(period=escape(period) if period else _("chưa đặt (lấy kỳ mới nhất)")),
        _("Ngôn ngữ: {name}").format(name=_LANGUAGES[lang]),
    ]
    choices = [Choice(_LANGUAGES[other], f"/ngonngu {other}") for other in LANGUAGES if other != lang]
    if place is not None:
        choices.append(Choice(_("Bỏ địa phương"), "/diaphuong xóa"))
    if period:
        choices.append(Choice(_("Bỏ kỳ"), "/ky xóa"))
    lines.append(_("Đổi địa phương: /diaphuong Bình Lục. Đổi kỳ: /ky 2021."))
    lines += subscriptions.summary(message, services, lang)
    return with_choices("\n".join(lines), tuple(choices))


def set_place(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Keep a place as the chat's own, so that it need not be named; several of that name lead to choices."""
    _ = translator(lang).gettext
    if not rest:
        return show(message, services, lang)
    if key(rest) in _DROP:
        _keep(message, services, place="")
        return Reply(_("Đã bỏ địa phương mặc định."))
    by_code = services.knowledge.store.place_by_code(rest)
    found = [by_code] if by_code is not None else _places_named(rest, services, message)
    if not found:
        text = _("Tôi không tìm thấy địa phương “{name}”. Hãy ghi tên đầy đủ, ví dụ: /diaphuong huyện Bình Lục.")
        return Reply(text.format(name=escape(rest[:60])))
    if len(found) > 1:
        choices = tuple(Choice(_titled(place, services), f"/diaphuong {place.code}") for place in found[:_MOST])
        return with_choices(_("Có nhiều nơi tên này. Chọn một nơi:"), choices)
    _keep(message, services, place=found[0].code)
    text = _("Từ nay khi không nêu địa phương, tôi hiểu là {name}.").format(name=bold(_titled(found[0], services)))
    if found[0].id not in services.knowledge.place_index.with_figures:
        text += "\n" + _("Hiện chưa có số liệu của nơi này.")
    return Reply(text)


def is_a_place(words: str, services: Services) -> bool:
    """Return whether words are a place's name or code and nothing else, or the wish to drop the chat's own."""
    knowledge = services.knowledge
    return key(words) in _DROP or bool(knowledge.store.place_by_code(words) or knowledge.place_index.named(words))


def set_period(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Keep a period as the chat's own."""
    _ = translator(lang).gettext
    if not rest:
        return show(message, services, lang)
    if key(rest) in _DROP:
        _keep(message, services, period="")
        return Reply(_("Đã bỏ kỳ mặc định; tôi sẽ lấy kỳ mới nhất."))
    code = rest if periods.parse(rest) else None
    if code is None:
        today = message.now.date()
        mentions = understand(rest[:200], Context(), services.knowledge, today).periods
        code = mentions[0].code(today.year) if len(mentions) == 1 else None
    if code is None:
        return Reply(
            _("Tôi chưa hiểu kỳ “{text}”. Ví dụ: /ky 2021, /ky 6 tháng đầu năm 2021.").format(text=escape(rest[:60]))
        )
    _keep(message, services, period=code)
    return Reply(_("Từ nay khi không nêu kỳ, tôi hiểu là {period}.").format(period=bold(code)))


def set_language(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Keep the language of answers: a person's own in a private chat, everybody's in a group."""
    chosen = {"vi": "vi", "tieng viet": "vi", "en": "en", "english": "en", "tieng anh": "en"}.get(key(rest))
    if chosen is None:
        _ = translator(lang).gettext
        choices = tuple(Choice(_LANGUAGES[code], f"/ngonngu {code}") for code in LANGUAGES)
        return with_choices(_("Trả lời bằng ngôn ngữ nào?"), choices)
    if message.private:
        services.state.set_person_lang(message.person, chosen)
    else:
        _keep(message, services, lang=chosen)
    return Reply(translator(chosen).gettext("Từ nay tôi trả lời bằng tiếng Việt."))


def _keep(message: Message, services: Services, **values: str) -> None:
    with services.state.transaction():
        services.state.set_chat(message.chat, kind="private" if message.private else "group", **values)
        if not message.private:
            detail = ", ".join(f"{name}={value}" for name, value in values.items())
            services.state.note_act(message.person, "settings", message.now, subject=message.chat, detail=detail)


def _places_named(name: str, services: Services, message: Message) -> list[Place]:
    knowledge = services.knowledge
    mentions = understand(name[:200], Context(), knowledge, message.now.date()).places
    if len(mentions) != 1:
        return []
    units = [knowledge.store.place(unit) for unit in mentions[0].places]
    with_figures = [unit for unit in units if unit.id in knowledge.place_index.with_figures]
    if with_figures:
        return with_figures
    today = message.now.date().isoformat()
    return [unit for unit in units if exists_in(unit, today, today)] or units


def _titled(place: Place, services: Services) -> str:
    above = described(services.knowledge.store, place)[1:]
    return place.full_name + (f" ({', '.join(unit.name for unit in above)})" if above else "")
