"""Answers to questions about reporting duties: what falls due when, and the cut-off and sending day of one report."""

from collections.abc import Sequence
from datetime import date

from handlers.duty_questions import Asked
from handlers.i18n import translator
from handlers.markup import bold, escape
from handlers.message import Choice, Reply
from handlers.numbers import period_words
from handlers.when_wording import say_day
from knowledge import periods
from knowledge.calendar import Calendar
from knowledge.duties import Duty, Occurrence, occurrences

MOST_LINES = 12
MOST_REPORTS = 5


def found_for(asked: Asked, duties: Sequence[Duty], calendar: Calendar) -> list[Occurrence]:
    """Return the occurrences that a question wants, the most general duties first where it is about one period."""
    named = [duty for duty in duties if not asked.codes or duty.code in asked.codes]
    found = occurrences(named, asked.first, asked.last, calendar, asked.level)
    if asked.period:
        same = [one for one in found if asked.period in one.periods]
        if asked.codes:
            found = same or [one for one in found if _ends_alike(asked.period, one)]
        else:
            # What the national statistics office publishes is no report that anybody here owes.
            found = [one for one in same if one.level != "central"]
    elif not asked.codes:
        found = [one for one in found if one.due is not None or (asked.cutoff and one.cutoff is not None)]
    if asked.next_only:
        found = list({one.code: one for one in reversed(found)}.values())[::-1]
    return sorted(
        found, key=lambda one: (_generality(one) if asked.period else 0, one.due is None, one.due or date.max)
    )


def answer(asked: Asked, found: Sequence[Occurrence], lang: str) -> Reply:
    """Return the duties found for a question, each with its days, its law and what is sure about it."""
    _ = translator(lang).gettext
    head = _("Hạn từ {first} đến {last}").format(first=say_day(asked.first, lang), last=say_day(asked.last, lang))
    if asked.period:
        head = _("Báo cáo {period}").format(period=period_words(asked.period, lang))
    elif asked.next_only:
        head = _("Kỳ tới")
    if not found:
        return Reply(
            bold(head) + "\n" + _("Không có hạn nào trong danh mục báo cáo định kỳ."),
            follow_ups=(Choice(_("30 ngày tới"), "sắp tới có báo cáo gì?"),),
        )
    most = MOST_REPORTS if asked.period else MOST_LINES
    lines = [bold(head), *(f"• {line(one, lang)}" for one in found[:most])]
    if len(found) > most:
        lines.append(
            _("… và {count} hạn nữa; thêm “cấp xã” hoặc “cấp tỉnh” để gọn hơn.").format(count=len(found) - most)
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


def _ends_alike(period: str, found: Occurrence) -> bool:
    """Return whether a duty reports on another period that ends in the same month: "quý IV" is its year."""
    wanted = periods.parse(period)
    known = [periods.parse(code) for code in found.periods]
    return wanted is not None and any(one is not None and one.last_month == wanted.last_month for one in known)


def _generality(found: Occurrence) -> int:
    """Return 0 for the administrative reports that everybody owes, 1 for a field's own."""
    return 0 if found.code.startswith("RPT-") else 1
