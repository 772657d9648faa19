"""What was not said outright, admitted in one line: carried over, set, corrected, assumed."""

from handlers.figures import indicator_words, place_words
from handlers.i18n import translator
from handlers.markup import escape
from handlers.numbers import period_words
from knowledge import periods
from knowledge.base import Knowledge
from knowledge.lookup import Result
from knowledge.places import exists_in
from knowledge.store import Place


def understood_as(result: Result, knowledge: Knowledge, lang: str) -> str:
    """Return the line that admits what was carried over, set, corrected or assumed; empty where all was said."""
    _ = translator(lang).gettext
    parts = []
    first = result.facts[0] if result.facts else None
    parts += [_("“{typed}” là {what}").format(typed=typed, what=f"“{meant}”") for typed, meant in result.read_as]
    origin = result.origins.get("indicator", "")
    if first is not None:
        name = indicator_words(knowledge.indicators[first.indicator], lang)
        slip = _slipped(result)
        if origin == "carried":
            parts.append(_("{what} (theo câu trước)").format(what=name))
        elif slip:
            parts.append(_("“{typed}” là {what}").format(typed=slip, what=name))
    parts += _place_understood(result, knowledge, lang)
    period = result.periods[0] if result.periods else ""
    origin = result.origins.get("period", "")
    if period:
        when = period_words(period, lang)
        if origin == "carried":
            parts.append(_("{what} (theo câu trước)").format(what=when))
        elif origin == "setting":
            parts.append(_("{what} (đã cài cho cuộc trò chuyện này)").format(what=when))
        elif not origin and first is not None:
            parts.append(_("{what} (kỳ mới nhất có số liệu)").format(what=when))
    return escape(_("Tôi hiểu là: {parts}.").format(parts="; ".join(parts))) if parts else ""


# The levels of units from the top: a namesake of the same level or a higher one may have been meant as well, one that
# lies below seldom is ("Lộc Bình" is the district, not its town).
_LEVELS = {
    "tỉnh": 0, "thành phố trực thuộc trung ương": 0, "thành phố": 1, "thị xã": 1, "huyện": 1, "quận": 1
}  # fmt: skip
_LOWEST = 2


def _place_understood(result: Result, knowledge: Knowledge, lang: str) -> list[str]:
    _ = translator(lang).gettext
    origin = result.origins.get("place", "")
    if not result.places or origin in ("", "said"):
        return []
    place = place_words(knowledge.store.place(result.places[0]), knowledge, lang)
    if origin == "corrected":
        mention = next((one for one in result.question.places if one.corrected), None)
        if mention is not None:
            typed = result.question.text_of(range(mention.start, mention.end))
            return [_("“{typed}” là {what}").format(typed=typed, what=place)]
    if origin == "assumed" and not _rivals(result, knowledge):
        return []
    frame = {
        "carried": _("{what} (theo câu trước)"),
        "setting": _("{what} (đã cài cho cuộc trò chuyện này)"),
        "assumed": _("{what} (nơi cùng tên có số liệu)"),
        "only": _("{what} (nơi duy nhất có số liệu này)"),
    }.get(origin)
    return [frame.format(what=place)] if frame else []


def _rivals(result: Result, knowledge: Knowledge) -> bool:
    """Return whether another unit of the same name and of no lower level existed in the period of the answer."""
    period = periods.parse(result.facts[0].period if result.facts else result.periods[0] if result.periods else "")
    if period is None:
        return True
    span = (f"{(period.first_month - 1) // 12}-01-01", f"{period.year}-12-31")
    others = (
        knowledge.store.place(unit)
        for mention in result.question.places
        for unit in mention.places
        if unit not in result.places
    )
    level = min(_level(knowledge.store.place(unit)) for unit in result.places)
    return any(exists_in(unit, *span) and _level(unit) <= level for unit in others)


def _level(place: Place) -> int:
    return _LEVELS.get(place.type, _LOWEST)


def _slipped(result: Result) -> str:
    """Return what was typed for an indicator whose name was recognised in spite of slips; empty for a clean match."""
    match = next((one for one in result.question.matches if one.indicator == result.facts[0].indicator), None)
    if match is None or not match.slips:
        return ""
    return result.question.text_of(sorted(match.used))
