"""What people hear who have not asked for a figure yet: how to ask, what there is, thanks and complaints answered."""

from handlers.figures import place_words, upper_first
from handlers.i18n import translator
from handlers.markup import escape
from handlers.message import Choice, Reply
from handlers.numbers import period_words
from handlers.options import ask_text
from handlers.services import Services
from handlers.talk import with_choices
from knowledge.question import Option
from knowledge.store import Place

MOST_PLACES = 5
MOST_PERIODS = 6
_EXAMPLES = ("tỷ lệ hộ nghèo Bình Lục 2021", "BHYT các nơi 2021", "Hồng Lĩnh 2024 có những chỉ tiêu gì")


def how_to_ask(lang: str) -> Reply:
    """Return what can be asked, with examples."""
    _ = translator(lang).gettext
    lines = [
        _("Tôi trả lời số liệu kinh tế - xã hội đã công bố, kèm nguồn. Cứ nhắn như thường, có dấu hay không dấu:"),
        *(f"• <code>{example}</code>" for example in _EXAMPLES),
        _("Hỏi tiếp được: “còn 2020?”, “nguồn?”, hoặc số thứ tự của lựa chọn."),
        _("/danhsach xem có số liệu gì, /diaphuong đặt địa phương mặc định, /caidat xem cài đặt, /huy bắt đầu lại."),
    ]
    return Reply("\n".join(lines))


def stock(services: Services, lang: str) -> Reply:
    """Return which places have figures for which periods; the choices list what there is of the places with most."""
    translations = translator(lang)
    knowledge = services.knowledge
    places = sorted(
        map(knowledge.store.place, knowledge.store.places_with_figures()),
        key=lambda place: (-place.observations, place.id),
    )
    if not places:
        return Reply(translations.gettext("Kho số liệu đang trống: nạp số liệu bằng lệnh “solieu import”."))
    count = len(places)
    text = translations.ngettext(
        "Tôi có số liệu của {count} địa phương:", "Tôi có số liệu của {count} địa phương:", count
    ).format(count=count)
    choices = tuple(_listing(place, services, lang) for place in places[:MOST_PLACES])
    reply = with_choices(text, choices)
    if count <= MOST_PLACES:
        return reply
    more = translations.gettext("… và {count} nơi nữa").format(count=count - MOST_PLACES)
    return Reply(f"{reply.text}\n{escape(more)}", reply.choices)


def _listing(place: Place, services: Services, lang: str) -> Choice:
    periods = sorted(services.knowledge.store.periods_of(place.id), reverse=True)
    newest = Option(place=place.code, period=periods[0])
    when = ", ".join(period_words(period, lang) for period in periods[:MOST_PERIODS])
    name = upper_first(place_words(place, services.knowledge, lang))
    return Choice(f"{name}: {when}", ask_text(newest, services.knowledge))


def thanks(lang: str) -> Reply:
    """Return the answer to thanks and to a mere yes or no."""
    return Reply(translator(lang).gettext("Vâng, anh/chị cần số liệu hay thời hạn nào cứ nhắn tôi."))


def sorry(lang: str) -> Reply:
    """Return the answer to somebody who says that an answer was wrong."""
    _ = translator(lang).gettext
    return Reply(
        _("Xin lỗi anh/chị. Gõ “nguồn” để đối chiếu với văn bản, hoặc hỏi lại bằng tên chỉ tiêu, địa phương và năm.")
    )
