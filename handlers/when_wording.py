"""Sentences for dates, times and recurrences as they were read, in Vietnamese or English."""

from datetime import date, time

from babel.dates import format_date, get_day_names

from handlers.i18n import translator
from knowledge.lunar import lunar_of
from knowledge.recurrence import WEEKDAYS, Rule, parse_rule
from knowledge.when import When
from knowledge.when_terms import Counted, LunarDayOf, LunarMonthOf


def describe(when: When, lang: str) -> str:
    """Return how a phrase was read, in words: the day, what it was reckoned from, the recurrence and its next day.

    A phrase without a date, or with one that does not exist, gets a sentence that says so.
    """
    _ = translator(lang).gettext
    if when.problem is not None:
        return _describe_problem(when, lang)
    if when.is_empty:
        return _("Không thấy ngày giờ nào trong câu.")
    if when.recurrence is not None and when.due is not None:
        text = _("%(rule)s; lần tới: %(day)s") % {
            "rule": describe_rule(when.recurrence, lang),
            "day": _moment(when.due, when, lang),
        }
        if when.start is not None:
            text += _("; bắt đầu từ %(day)s") % {"day": say_day(when.start, lang)}
    elif when.due is None and when.start is not None:
        text = _("từ %(day)s") % {"day": _moment(when.start, when, lang)}
    elif when.due is None:
        text = _moment(None, when, lang)
    elif when.start is not None:
        text = _("từ %(first)s đến hết %(last)s") % {
            "first": say_day(when.start, lang),
            "last": _moment(when.due, when, lang),
        }
    elif when.relation in ("before", "by"):
        text = _("chậm nhất %(day)s") % {"day": _moment(when.due, when, lang)}
    elif when.relation == "during":
        text = _("đến hết %(day)s") % {"day": _moment(when.due, when, lang)}
    else:
        text = _moment(when.due, when, lang)
    return text + _remarks(when, lang)


def say_day(day: date, lang: str) -> str:
    """Return a date with its weekday: "thứ Hai, 14/12/2026", "Monday 14 December 2026"."""
    name = _weekday(day.weekday(), lang)
    if lang == "vi":
        return f"{name}, {day:%d/%m/}{day.year}"
    return f"{name} {format_date(day, 'd MMMM y', locale=lang)}"


def say_time(moment: time) -> str:
    """Return a clock time: 14:30."""
    return moment.strftime("%H:%M")


def describe_rule(text: str, lang: str) -> str:
    """Return a recurrence rule in words: "hằng tháng, ngày 25". Raises BadRecurrence for a text that is no rule."""
    _ = translator(lang).gettext
    rule = parse_rule(text)
    how_often = _how_often(rule, lang)
    days = _which_days(rule, lang)
    said = _("%(often)s, %(days)s") % {"often": how_often, "days": days} if days else how_often
    return _("%(rule)s (âm lịch)") % {"rule": said} if rule.lunar else said


def _weekday(number: int, lang: str) -> str:
    name: str = get_day_names("wide", locale=lang)[number]
    return name[0].lower() + name[1:] if lang == "vi" and number < 6 else name


def _moment(day: date | None, when: When, lang: str) -> str:
    _ = translator(lang).gettext
    parts = [say_day(day, lang)] if day is not None else []
    if when.time is not None:
        parts.append(_("lúc %(time)s") % {"time": say_time(when.time)})
    elif when.part_of_day is not None:
        names = {
            "morning": _("buổi sáng"),
            "noon": _("buổi trưa"),
            "afternoon": _("buổi chiều"),
            "evening": _("buổi tối"),
            "night": _("ban đêm"),
        }
        parts.append(names[when.part_of_day])
    return ", ".join(parts)


def _remarks(when: When, lang: str) -> str:
    """Return what the reader should be able to check: named day, count, lunar day, move from a day off."""
    _ = translator(lang).gettext
    remarks: list[str] = []
    if when.relation == "before" and when.named is not None and when.recurrence is None and when.named != when.due:
        remarks.append(_("trước ngày %(day)s") % {"day": f"{when.named:%d/%m/}{when.named.year}"})
    if isinstance(when.term, Counted) and when.term.unit == "working_day":
        remarks.append(_("tính theo ngày làm việc, không kể ngày đầu"))
    if isinstance(when.term, LunarDayOf | LunarMonthOf) and when.named is not None:
        lunar = lunar_of(when.named)
        if lunar is not None:
            remarks.append(_("ngày %(day)d tháng %(month)d âm lịch") % {"day": lunar.day, "month": lunar.month})
    if when.weekday_differs and when.named is not None:
        remarks.append(
            _("ngày này là %(weekday)s, khác thứ đã ghi") % {"weekday": _weekday(when.named.weekday(), lang)}
        )
    if when.shift == "next_wd":
        remarks.append(_("trùng ngày nghỉ thì sang ngày làm việc tiếp theo"))
    elif when.shift == "prev_wd":
        remarks.append(_("trùng ngày nghỉ thì lùi về ngày làm việc liền trước"))
    return f" ({'; '.join(remarks)})" if remarks else ""


def _describe_problem(when: When, lang: str) -> str:
    _ = translator(lang).gettext
    words = {"words": when.problem_text}
    if when.problem == "no_such_time":
        return _("Không có giờ này: “%(words)s”.") % words
    if when.problem == "event_unknown":
        return _("“%(words)s” tính từ một việc chưa biết ngày. Hãy ghi rõ ngày bắt đầu tính.") % words
    if when.problem == "out_of_calendar":
        return _("“%(words)s” nằm ngoài khoảng lịch tính được.") % words
    return _("Không có ngày này: “%(words)s”.") % words


def _how_often(rule: Rule, lang: str) -> str:
    translations = translator(lang)
    _, count = translations.gettext, translations.ngettext
    number = {"count": rule.interval}
    if rule.freq == "DAILY":
        return (
            _("hằng ngày")
            if rule.interval == 1
            else count("%(count)d ngày một lần", "%(count)d ngày một lần", rule.interval) % number
        )
    if rule.freq == "WEEKLY":
        return (
            _("hằng tuần")
            if rule.interval == 1
            else count("%(count)d tuần một lần", "%(count)d tuần một lần", rule.interval) % number
        )
    if rule.freq == "YEARLY":
        return (
            _("hằng năm")
            if rule.interval == 1
            else count("%(count)d năm một lần", "%(count)d năm một lần", rule.interval) % number
        )
    if rule.months in ((3, 6, 9, 12), (2, 5, 8, 11), (1, 4, 7, 10)):
        return _("hằng quý")
    if len(rule.months) == 2 and rule.months[1] - rule.months[0] == 6:
        return _("6 tháng một lần")
    return (
        _("hằng tháng")
        if rule.interval == 1
        else count("%(count)d tháng một lần", "%(count)d tháng một lần", rule.interval) % number
    )


def _which_days(rule: Rule, lang: str) -> str:
    _ = translator(lang).gettext
    if rule.counts_working_days:
        if rule.position is None:
            return _("các ngày làm việc")
        if rule.position == -1:
            day = _("ngày làm việc cuối cùng")
        elif rule.position == 1:
            day = _("ngày làm việc đầu tiên")
        elif rule.position > 0:
            day = _("ngày làm việc thứ %(number)d") % {"number": rule.position}
        else:
            day = _("ngày làm việc thứ %(number)d từ cuối lên") % {"number": -rule.position}
        return _with_months(day, rule, lang)
    if rule.weekdays:
        return _with_months(", ".join(_named_weekday(name, lang) for name in rule.weekdays), rule, lang)
    if not rule.month_days:
        return ""
    if rule.freq == "YEARLY" and len(rule.months) == 1 and rule.month_days[0] > 0:
        return _("ngày %(day)d/%(month)d") % {"day": rule.month_days[0], "month": rule.months[0]}
    if rule.month_days == (-1,):
        return _with_months(_("ngày cuối"), rule, lang) if rule.months else _("ngày cuối tháng")
    if rule.month_days[0] < 0 and len(rule.month_days) == 1:
        return _with_months(_("ngày thứ %(number)d từ cuối tháng lên") % {"number": -rule.month_days[0]}, rule, lang)
    days = [
        str(day) if day > 0 else _("cuối tháng")
        for day in sorted(rule.month_days, key=lambda day: day if day > 0 else 40 + day)
    ]
    return _with_months(_("ngày %(days)s") % {"days": ", ".join(days)}, rule, lang)


def _named_weekday(name: str, lang: str) -> str:
    _ = translator(lang).gettext
    weekday = _weekday(WEEKDAYS.index(name[-2:]), lang)
    place = name[:-2]
    if place == "-1":
        return _("%(weekday)s cuối cùng") % {"weekday": weekday}
    if place == "1":
        return _("%(weekday)s đầu tiên") % {"weekday": weekday}
    return _("%(weekday)s lần thứ %(number)s") % {"weekday": weekday, "number": place} if place else weekday


def _with_months(days: str, rule: Rule, lang: str) -> str:
    _ = translator(lang).gettext
    if not rule.months:
        return days
    return _("%(days)s của tháng %(months)s") % {"days": days, "months": ", ".join(str(month) for month in rule.months)}
