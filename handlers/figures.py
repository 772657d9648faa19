"""One stored figure in words: its amount, its place, its kind and period, its conditions, its source."""

from collections.abc import Iterable
from functools import cache

from handlers.i18n import translator
from handlers.numbers import compared, period_words
from handlers.source_words import base_in, condition_in, locator_in
from knowledge.base import Knowledge
from knowledge.result import are_apart_by_label
from knowledge.store import Document, Indicator, Observation, Place
from knowledge.text import key

# Longer names want a word between them and the place: "tỷ lệ … được kiểm tra của thành phố Lạng Sơn"; so do those that
# end in a kind of place: "số sản phẩm OCOP cấp huyện của huyện Thọ Xuân".
_SHORT_NAME = 5
_UNITS_OF_PLACES = ("tỉnh", "huyện", "xã", "phường", "thôn", "phố")
LONGEST_CONDITION = 140
LONGEST_QUOTE = 220

# A rate falls by points, everything else by percent of itself ("tỷ lệ hộ nghèo giảm 0,1 điểm %", "số vụ giảm 5%").
_RATE_HEADS = ("ti le", "ti suat", "ti trong")
# Bases that a result is held against ("bằng 45,5% dự toán"); of the others it is a part ("63% tổng số xã").
_HELD_AGAINST = ("du toan", "ke hoach", "tong ke hoach", "cung ki", "chi tieu", "gia tri")


def lower_first(text: str) -> str:
    """Return a name for the inside of a sentence; abbreviations keep their capitals."""
    return text[:1].lower() + text[1:] if len(text) < 2 or not text[1].isupper() else text


def upper_first(text: str) -> str:
    """Return a text for the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many characters, cut between words."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:(") + "…"


def indicator_words(indicator: Indicator, lang: str) -> str:
    """Return an indicator's name for the inside of a sentence."""
    name = indicator.name_en if lang == "en" and indicator.name_en else indicator.name_vi
    return lower_first(name)


def label_apart(observation: Observation, among: Iterable[Observation]) -> str:
    """Return what a document calls a figure where it calls another of the same thing otherwise, else nothing."""
    return observation.label if any(are_apart_by_label(observation, other) for other in among) else ""


def thing_words(observation: Observation, knowledge: Knowledge, lang: str, among: Iterable[Observation] = ()) -> str:
    """Return what a figure is of, for the inside of a sentence: as its document has it where that sets it apart."""
    label = label_apart(observation, among)
    return lower_first(label) if label else indicator_words(knowledge.indicators[observation.indicator], lang)


def unit_name(place: Place, lang: str) -> str:
    """Return a place with its type: "huyện Bình Lục", "Bình Lục district"."""
    return _frames_of_units(lang).get(place.type, "{name}").format(name=place.name)


@cache
def _frames_of_units(lang: str) -> dict[str, str]:
    _ = translator(lang).gettext
    return {
        "tỉnh": _("tỉnh {name}"),
        "thành phố trực thuộc trung ương": _("thành phố {name}"),
        "thành phố": _("thành phố {name}"),
        "thị xã": _("thị xã {name}"),
        "huyện": _("huyện {name}"),
        "quận": _("quận {name}"),
        "xã": _("xã {name}"),
        "phường": _("phường {name}"),
        "thị trấn": _("thị trấn {name}"),
        "đặc khu": _("đặc khu {name}"),
    }


def place_words(place: Place, knowledge: Knowledge, lang: str) -> str:
    """Return a place with what it lies in: "huyện Bình Lục (Hà Nam)", "xã Mai Pha (thành phố Lạng Sơn)"."""
    above: list[str] = []
    names = {place.name}
    at = place
    while at.parent is not None:
        at = knowledge.store.place(at.parent)
        if at.name not in names:
            above.append(unit_name(at, lang) if at.parent is not None else at.name)
        names.add(at.name)
    name = unit_name(place, lang)
    return f"{name} ({', '.join(above)})" if above else name


def subject_words(observation: Observation, knowledge: Knowledge, lang: str, among: Iterable[Observation] = ()) -> str:
    """Return indicator and place as one phrase, put together so that the two do not run into one another.

    among: what else is shown.
    """
    _ = translator(lang).gettext
    indicator = thing_words(observation, knowledge, lang, among)
    place = place_words(knowledge.store.place(observation.place), knowledge, lang)
    if indicator.endswith(")"):
        return _("{indicator}, {place}").format(indicator=indicator, place=place)
    words = indicator.split()
    if len(words) > _SHORT_NAME or words[-1] in _UNITS_OF_PLACES:
        return _("{indicator} của {place}").format(indicator=indicator, place=place)
    return _("{indicator} {place}").format(indicator=indicator, place=place)


def amount(observation: Observation, knowledge: Knowledge, lang: str) -> str:
    """Return what the figure says, measure, comparator, unit and base in words: "tăng 9,2% so với năm 2020"."""
    _ = translator(lang).gettext
    indicator = knowledge.indicators[observation.indicator]
    said = compared(observation, _unit_of_measure(observation, indicator), lang)
    base = base_in(observation.base, lang)
    measure = observation.measure
    if measure == "growth":
        return (
            _("tăng {amount} so với {base}").format(amount=said, base=base)
            if base
            else _("tăng {amount}").format(amount=said)
        )
    if measure == "increase":
        return (
            _("tăng {amount} so với {base}").format(amount=said, base=base)
            if base
            else _("thêm {amount}").format(amount=said)
        )
    if measure == "decrease":
        return (
            _("giảm {amount} so với {base}").format(amount=said, base=base)
            if base
            else _("giảm {amount}").format(amount=said)
        )
    if measure == "share" and base and key(observation.base) not in key(indicator.name_vi):
        if key(observation.base).startswith(_HELD_AGAINST):
            return _("bằng {amount} {base}").format(amount=said, base=base)
        return _("{amount} {base}").format(amount=said, base=base)
    return said


def _unit_of_measure(observation: Observation, indicator: Indicator) -> str:
    unit = observation.unit
    if (
        unit[:1] in ("%", "‰")
        and observation.measure in ("increase", "decrease")
        and key(indicator.name_vi).startswith(_RATE_HEADS)
    ):
        return f"điểm {unit}"
    if observation.qualifier.startswith("/"):
        return unit + observation.qualifier.split(";")[0].rstrip()
    return unit


def kind_words(kind: str, lang: str) -> str:
    """Return the kind of a figure in words."""
    _ = translator(lang).gettext
    return {"target": _("chỉ tiêu"), "estimate": _("ước thực hiện"), "actual": _("thực hiện")}[kind]


def condition(observation: Observation, lang: str) -> str:
    """Return the conditions that the source sets, shortened; what is already said with the unit left out.

    They stand in the words of the source; the common ones are translated.
    """
    text = observation.qualifier
    if text.startswith("/"):
        text = text.partition(";")[2].strip()
    return shortened(condition_in(text, lang), LONGEST_CONDITION)


def document_words(document: Document) -> str:
    """Return how a document is named in one line."""
    if document.citation:
        return document.citation
    parts = (document.number, document.title, document.issuer)
    return ", ".join(part for part in parts if part) or document.id


def locator_words(locator: str, lang: str) -> str:
    """Return the place in a document; a bare number of a section gets its word."""
    _ = translator(lang).gettext
    head = locator.split(".")[0].split(",")[0]
    said = (
        _("mục {number}").format(number=locator) if head and all(char in "IVX0123456789" for char in head) else locator
    )
    return locator_in(said, lang)


def source_words(observation: Observation, knowledge: Knowledge, lang: str) -> str:
    """Return document and place in it: "Nghị quyết HĐND huyện …, Điều 2, mục I.12"; empty for a figure without one."""
    document = knowledge.store.document(observation.document)
    parts = [document_words(document)] if document is not None else []
    if observation.locator:
        parts.append(locator_words(observation.locator, lang))
    return ", ".join(parts)


def when_and_what(observation: Observation, lang: str) -> str:
    """Return kind and period: "chỉ tiêu năm 2021"."""
    _ = translator(lang).gettext
    return _("{kind} {period}").format(
        kind=kind_words(observation.kind, lang), period=period_words(observation.period, lang)
    )


def in_brackets(text: str) -> str:
    """Return a remark to be put behind something; empty for none."""
    return f" ({text})" if text else ""
