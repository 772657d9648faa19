"""Options as buttons and as questions: each question, asked, leads to the figure in one step."""

import re
from collections.abc import Sequence

from handlers.figures import indicator_words, kind_words, label_apart, lower_first, place_words, unit_name, upper_first
from handlers.i18n import translator
from handlers.message import Choice
from handlers.numbers import period_words
from handlers.source_words import base_in
from knowledge.base import Knowledge
from knowledge.question import Option
from knowledge.store import Observation, Place
from knowledge.text import key

# Questions are asked in Vietnamese whatever language the labels have: that is what the corpora prove to be understood.
_ASKED_IN = "vi"

# "dự toán tỉnh giao năm 2020": in a question about that year the second year would read as another period.
_YEAR_OF_BASE = re.compile(r" (?:6 tháng đầu )?năm \d{4}$")


def option_of(observation: Observation, knowledge: Knowledge, among: Sequence[Observation] = ()) -> Option:
    """Return the option that stands for exactly this figure; among: what else is shown."""
    return Option(
        indicator=knowledge.indicators[observation.indicator].code,
        place=knowledge.store.place(observation.place).code,
        period=observation.period,
        kind=observation.kind,
        measure=observation.measure if observation.measure != "level" else "",
        base=observation.base,
        label=label_apart(observation, among),
    )


def label(option: Option, knowledge: Knowledge, lang: str) -> str:
    """Return an option as people read it on a button: "Tỷ lệ hộ nghèo, huyện Bình Lục (Hà Nam), năm 2021"."""
    return _label(option, _parts(option, knowledge, lang), knowledge, lang)


def _label(option: Option, parts: Sequence[str], knowledge: Knowledge, lang: str) -> str:
    place = knowledge.store.place_by_code(option.place) if option.place and not option.indicator else None
    if place is not None:
        _ = translator(lang).gettext
        return _("Các số liệu của {place}").format(place=place_words(place, knowledge, lang))
    return upper_first(", ".join(part for part in parts if part))


def choices_of(
    options: Sequence[Option], knowledge: Knowledge, lang: str, *, whole: bool = False
) -> tuple[Choice, ...]:
    """Return options as choices; labels leave out what is the same in all, unless they are to be whole."""
    rows = [_parts(option, knowledge, lang) for option in options]
    kept: list[int] = []
    if len(rows) > 1 and not whole:
        kept = [index for index in range(len(rows[0])) if len({row[index] for row in rows}) > 1]
    choices = []
    for option, row in zip(options, rows, strict=True):
        short = ", ".join(row[index] for index in kept if row[index])
        choices.append(
            Choice(upper_first(short) if short else _label(option, row, knowledge, lang), ask_text(option, knowledge))
        )
    return tuple(choices)


def _parts(option: Option, knowledge: Knowledge, lang: str) -> tuple[str, ...]:
    place = knowledge.store.place_by_code(option.place) if option.place else None
    return (
        _subject(option, knowledge, lang),
        place_words(place, knowledge, lang) if place is not None else "",
        period_words(option.period, lang) if option.period else "",
        kind_words(option.kind, lang) if option.kind else "",
    )


def _subject(option: Option, knowledge: Knowledge, lang: str) -> str:
    _ = translator(lang).gettext
    number = knowledge.indicator_by_code.get(option.indicator)
    if number is None:
        return ""
    name = indicator_words(knowledge.indicators[number], lang)
    if option.measure == "growth":
        name = _("tốc độ tăng {indicator}").format(indicator=name)
    elif option.measure == "decrease":
        name = _("mức giảm {indicator}").format(indicator=name)
    elif option.measure == "increase":
        name = _("mức tăng {indicator}").format(indicator=name)
    if option.base and option.measure in ("growth", "decrease", "increase"):
        return _("{indicator} so với {base}").format(indicator=name, base=base_in(option.base, lang))
    if option.base and option.measure == "share" and key(option.base) not in key(knowledge.indicators[number].name_vi):
        return _("{indicator} (% {base})").format(indicator=name, base=base_in(option.base, lang))
    return name


def ask_text(option: Option, knowledge: Knowledge) -> str:
    """Return the question that leads to an option's figure: "Tỷ lệ hộ nghèo huyện Bình Lục năm 2021?".

    A unit is named where it sets the figure apart from a rate of a like name ("bao nhiêu tỷ đồng").
    """
    number = knowledge.indicator_by_code.get(option.indicator)
    place = knowledge.store.place_by_code(option.place) if option.place else None
    where = _place_asked(place, knowledge) if place is not None else ""
    when = period_words(option.period, _ASKED_IN) if option.period else ""
    if number is None:
        return " ".join(part for part in ("Liệt kê các chỉ tiêu", where, when) if part)
    name = lower_first(option.label or knowledge.indicators[number].name_vi)
    heads = {"growth": "tốc độ tăng ", "decrease": "mức giảm ", "increase": "mức tăng "}
    said = heads.get(option.measure, "") + name
    base = _YEAR_OF_BASE.sub("", option.base)
    tail = ""
    if base and option.measure == "share":
        tail = f"bằng bao nhiêu % {base}"
    elif option.base and option.measure:
        tail = f"so với {option.base}"
    unit = knowledge.indicators[number].unit
    if not option.measure and unit and unit[0] not in "%‰":
        tail = f"bao nhiêu {unit}"
    kind = {"target": "theo kế hoạch", "estimate": "ước thực hiện", "actual": "thực hiện"}.get(option.kind, "")
    return upper_first(" ".join(part for part in (said, where, when, kind, tail) if part)) + "?"


def _place_asked(place: Place, knowledge: Knowledge) -> str:
    """Return a place so that nothing else is meant: where units share type and name, with what it lies in."""
    name = unit_name(place, _ASKED_IN)
    if place.parent is None:
        return name
    namesakes = [unit for unit in knowledge.place_index.named(place.full_name) if unit.id != place.id]
    if not namesakes:
        return name
    above = knowledge.store.place(place.parent)
    name = f"{name}, {unit_name(above, _ASKED_IN)}"
    around = {knowledge.store.place(unit.parent).full_name for unit in namesakes if unit.parent is not None}
    if above.parent is None or above.full_name not in around:
        return name
    return f"{name}, {unit_name(knowledge.store.place(above.parent), _ASKED_IN)}"
