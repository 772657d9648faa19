"""Numbers, units, periods and days in the words and the format of a language."""

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from handlers.i18n import LANGUAGES, translator
from knowledge import periods
from knowledge.store import Observation

_LOCALES = {lang: Locale.parse(lang) for lang in LANGUAGES}
_ROMAN = {"Q1": "I", "Q2": "II", "Q3": "III", "Q4": "IV"}
_LISTED = re.compile(r"(, | và )")
_PLAIN_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def number(value: Decimal, lang: str) -> str:
    """Return a number with all the decimals that it has: "2.501,7" in Vietnamese, "2,501.7" in English."""
    return format_decimal(value, locale=_LOCALES.get(lang, _LOCALES["vi"]), decimal_quantization=False)


def json_number(value: Decimal | None) -> int | float | None:
    """Return a number as JSON writes it: whole ones without a decimal mark."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def numbers_in(text: str, lang: str) -> str:
    """Return a sum as worked out ("97.2 − 91.5") with its numbers in the format of the language."""
    return _PLAIN_NUMBER.sub(lambda match: number(Decimal(match.group()), lang), text)


def unit_words(unit: str, lang: str) -> str:
    """Return a unit in the language, part by part ("triệu đồng/người" → "million VND/person"); unknown parts stay."""
    if lang == "vi":
        return unit
    head, *pers = unit.split("/")
    named = "".join(_unit_part(part, lang) for part in _LISTED.split(head))
    return "/".join([named, *(_per(part, lang) for part in pers)])


def _unit_part(part: str, lang: str) -> str:
    return translator(lang).pgettext("unit", part) if part and part != ", " else part


def _per(part: str, lang: str) -> str:
    """Return what a unit is reckoned by, which English puts in the singular."""
    said = translator(lang).pgettext("per unit", part)
    return said if said != part else _unit_part(part, lang)


def with_unit(figure: str, unit: str, lang: str) -> str:
    """Return a formatted number with its unit; the percent sign stands at the number, as the sources print it."""
    if not unit:
        return figure
    words = unit_words(unit, lang)
    return f"{figure}{words}" if words[0] in "%‰" else f"{figure} {words}"


def compared(observation: Observation, unit: str, lang: str) -> str:
    """Return value, unit and comparator in words: "từ 6.000 con trở lên", "dưới 0,8%", "từ 2 đến 3 chỉ tiêu"."""
    _ = translator(lang).gettext
    figure = number(observation.value, lang)
    if observation.comparator == "range" and observation.value_max is not None:
        upper = with_unit(number(observation.value_max, lang), unit, lang)
        return _("từ {low} đến {high}").format(low=figure, high=upper)
    said = with_unit(figure, unit, lang)
    frame = {
        "ge": _("từ {amount} trở lên"),
        "gt": _("trên {amount}"),
        "le": _("không quá {amount}"),
        "lt": _("dưới {amount}"),
        "approx": _("khoảng {amount}"),
    }.get(observation.comparator)
    return frame.format(amount=said) if frame else said


@lru_cache(maxsize=1024)
def period_words(code: str, lang: str) -> str:
    """Return a period in words: "năm 2021", "6 tháng đầu năm 2020", "quý III/2021", "giai đoạn 2016-2020".

    A code without a year ("????-H1": some first half) is said with an ellipsis.
    """
    _ = translator(lang).gettext
    period = periods.parse(code.replace("????", "2000"))
    if period is None:
        return code
    year = "…" if code.startswith("????") else str(period.year)
    if period.is_span:
        first, last = code.split("/")
        return _("giai đoạn {first}-{last}").format(first=first, last=last)
    if not period.part:
        return _("năm {year}").format(year=year)
    if period.part in _ROMAN:
        return _("quý {quarter}/{year}").format(quarter=_ROMAN[period.part], year=year)
    if period.part == "H1":
        return _("6 tháng đầu năm {year}").format(year=year)
    if period.part == "H2":
        return _("6 tháng cuối năm {year}").format(year=year)
    if period.part == "9M":
        return _("9 tháng năm {year}").format(year=year)
    return _("tháng {month}/{year}").format(month=int(period.part), year=year)


def day_words(day: date, lang: str) -> str:
    """Return a day in figures: "31/12/2021" in Vietnamese, "31 Dec 2021" in English."""
    return format_date(day, "dd/MM/yyyy" if lang == "vi" else "d MMM y", locale=_LOCALES.get(lang, _LOCALES["vi"]))
