"""Questions about reporting duties: what falls due when, and the cut-off and sending day of one report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from handlers.i18n import translator
from handlers.markup import bold, escape
from handlers.message import Choice, Reply
from handlers.numbers import period_words
from handlers.reminder_words import has, reminder_words
from handlers.when_wording import say_day
from knowledge import period_words as period_phrases
from knowledge.calendar import Calendar
from knowledge.duties import Duty, Level, Occurrence, occurrences
from knowledge.reading import ReadWord
from knowledge.text import key, tokenize
from knowledge.when import read

SOON = timedelta(days=30)
MOST_LINES = 10
_LONGEST_QUESTION = 200
_FAR = timedelta(days=430)
_WORDS_BEFORE = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants: duties of a level due from first to last, or for a period; cutoff: its cut-off."""

    first: date
    last: date
    period: str = ""
    cutoff: bool = False
    level: Level | None = None


def understood(text: str, now: datetime, calendar: Calendar) -> Asked | None:
    """Return what a question about deadlines wants, None for a message that is no such question."""
    words = reminder_words()
    if len(text) > _LONGEST_QUESTION:
        return None
    asks_one = has(text, words.asks_one)
    if not (asks_one or has(text, words.asks_due)):
        return None
    level = next((level for word, level in words.levels if has(text, (word,))), None)
    chosen = cast(Level, level) if level is not None else None
    today = now.date()
    if period := _period_reported(text, today):
        return Asked(today - _FAR, today + _FAR, period, has(text, (key("chốt số liệu"),)), chosen)
    if asks_one and not has(text, words.asks_due):
        return Asked(today, today + SOON, cutoff=has(text, (key("chốt số liệu"),)), level=chosen)
    when = read(text, now, calendar)
    if when.due is None:
        return Asked(today, today + SOON, level=chosen)
    first = when.start or _begin_of(text, when.due, today)
    return Asked(max(first, today) if when.due >= today else first, when.due, level=chosen)


def answer(asked: Asked, duties: Sequence[Duty], calendar: Calendar, now: datetime, lang: str) -> Reply:
    """Return the duties asked for, each with its days, its law and what is sure about it."""
    _ = translator(lang).gettext
    found = occurrences(duties, asked.first, asked.last, calendar, asked.level)
    if asked.period:
        found = [one for one in found if asked.period in one.periods]
        head = _("Báo cáo {period}").format(period=period_words(asked.period, lang))
    else:
        found = [one for one in found if one.due is not None or (asked.cutoff and one.cutoff is not None)]
        head = _("Hạn từ {first} đến {last}").format(first=say_day(asked.first, lang), last=say_day(asked.last, lang))
    if not found:
        return Reply(
            bold(head) + "\n" + _("Không có hạn nào trong danh mục báo cáo định kỳ."),
            follow_ups=(Choice(_("30 ngày tới"), "sắp tới có báo cáo gì?"),),
        )
    ordered = sorted(
        found, key=lambda one: (_generality(one) if asked.period else 0, one.due is None, one.due or date.max)
    )
    lines = [bold(head)]
    lines += [f"• {line(one, lang)}" for one in ordered[:MOST_LINES]]
    if len(ordered) > MOST_LINES:
        lines.append(
            _("… và {count} hạn nữa; thêm “cấp xã” hoặc “cấp tỉnh” để gọn hơn.").format(count=len(ordered) - MOST_LINES)
        )
    return Reply("\n".join(lines))


def line(found: Occurrence, lang: str) -> str:
    """Return one occurrence: name, cut-off, due day or "cần xác nhận ngày", law."""
    _ = translator(lang).gettext
    parts = []
    if found.cutoff is not None:
        parts.append(_("chốt số liệu đến hết {day}").format(day=say_day(found.cutoff, lang)))
    if found.due is not None:
        parts.append(_("hạn {day}").format(day=say_day(found.due, lang)))
    if found.needs_confirmation:
        parts.append(bold(_("cần xác nhận ngày")))
    text = f"{escape(found.name)}: {'; '.join(parts)}"
    if found.due is None and found.rule:
        text += f" ({escape(found.rule)})"
    return f"{text} [{escape(found.legal_basis)}; {status_words(found, lang)}]"


def status_words(found: Occurrence, lang: str) -> str:
    """Return how sure a duty's rule is."""
    _ = translator(lang).gettext
    return {
        "CONFIRMED": _("đang hiệu lực"),
        "PRESUMED": _("được coi là còn hiệu lực"),
        "UNCONFIRMED": _("chưa kiểm chứng"),
        "HISTORICAL": _("quy định cũ"),
    }[found.status]


def _generality(found: Occurrence) -> int:
    """Return 0 for the administrative reports that everybody owes, 1 for a field's own."""
    return 0 if found.code.startswith("RPT-") else 1


def _period_reported(text: str, today: date) -> str:
    """Return the code of the period that stands right behind "báo cáo", of this year where none is said."""
    tokens = tokenize(text)
    words = [ReadWord(token.start, token.end, token.base, token.marks) for token in tokens]
    bases = [token.base for token in tokens]
    for mention in period_phrases.find(words, today):
        before = " ".join(bases[max(0, mention.start - _WORDS_BEFORE) : mention.start])
        if not any(before == phrase or before.endswith(" " + phrase) for phrase in reminder_words().report):
            continue
        if mention.part is None and mention.year is None:
            continue
        return mention.code(today.year) or ""
    return ""


def _begin_of(text: str, due: date, today: date) -> date:
    """Return the first day of the week, month or quarter whose last day was read; today for anything else."""
    mentions = period_phrases.find(
        [ReadWord(token.start, token.end, token.base, token.marks) for token in tokenize(text)], today
    )
    if mentions:
        part = mentions[0].part or ""
        months = {"H1": 6, "H2": 6, "9M": 9, "": 12}.get(part, 3 if part.startswith("Q") else 1)
        month = due.year * 12 + due.month - months
        return date(month // 12, month % 12 + 1, 1)
    if due.weekday() == 6 and has(text, ("tuan",)):
        return due - timedelta(days=6)
    return today if due != today + timedelta(days=1) else due
