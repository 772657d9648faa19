"""Questions about reporting duties told from all other messages, and what they want to know."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from handlers.reminder_words import ReminderWords, covered, reminder_words
from knowledge import period_words as period_phrases
from knowledge import periods
from knowledge.calendar import Calendar
from knowledge.duties import Duty, Level
from knowledge.duty_fields import field_words, spoken_of
from knowledge.reading import ReadWord
from knowledge.text import key, tokenize
from knowledge.when import read
from knowledge.when_terms import MonthsOf

SOON = timedelta(days=30)
LONGEST_QUESTION = 200
_FAR = timedelta(days=430)
# "hạn báo cáo tháng 10?" in November means the month that is just over, "hạn báo cáo tháng 1?" the coming one.
_JUST_OVER = timedelta(days=45)
_LAST_SENDING_DAY = 25
_UNIT_WITHIN = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants: duties of a level due from first to last, or reporting on a period; cutoff: its cut-off.

    codes: only these duties, none for all; next_only: the next time of each.
    """

    first: date
    last: date
    period: str = ""
    cutoff: bool = False
    level: Level | None = None
    codes: frozenset[str] = frozenset()
    next_only: bool = False


def understood(
    text: str,
    words: Sequence[ReadWord],
    now: datetime,
    calendar: Calendar,
    duties: Sequence[Duty],
    placed: Callable[[], frozenset[int]] = frozenset,
) -> Asked | None:
    """Return what a question about duties wants, None for a message that is none.

    words: the text as it was read. placed: positions of words that name a place; asked only where others are left.
    Strict on purpose: every word must belong to such a question, so that no question about figures is taken away.
    """
    known = reminder_words()
    if len(text) > LONGEST_QUESTION or not words:
        return None
    bases = [word.base for word in words]
    listing, wish, cutoff, report = (
        covered(bases, phrases) for phrases in (known.asks_due, known.asks_one, known.asks_cutoff, known.report)
    )
    cutoff -= covered(bases, known.not_cutoff)
    if not (listing or wish or (cutoff and report)):
        return None
    today = now.date()
    mentions = [one for one in period_phrases.find(words, today) if one.part != "price"]
    dated = {position for one in mentions for position in range(one.start, one.end)}
    levels, level = _level(words, known)
    named = field_words(bases)
    taken = (listing | wish | cutoff | report | dated | levels | _little(bases, known)) - named
    left = [at for at in range(len(bases)) if at not in taken]
    codes = spoken_of((bases[at] for at in left), duties)
    if left and not codes:
        places = placed()
        left = [at for at in left if at not in places]
        codes = spoken_of((bases[at] for at in left), duties)
        if (left and not codes) or not report:
            return None
    if not listing and not report and dated and not codes:
        listing = covered(bases, known.due_day)
    if not (listing or report or (codes and named) or (cutoff and dated)):
        return None
    asks_cutoff = bool(cutoff)
    if listing and not (report and wish - listing and not _asks_what(bases, listing)):
        first, last = _stretch(text, now, calendar)
        return Asked(first, last, cutoff=asks_cutoff, level=level, codes=codes)
    part = _part_asked(text, bases, mentions, now, calendar)
    if part:
        return Asked(today - _FAR, today + _FAR, part, asks_cutoff, level, codes)
    if codes:
        return Asked(today, today + _FAR, cutoff=asks_cutoff, level=level, codes=codes, next_only=True)
    first, last = _stretch(text, now, calendar)
    return Asked(first, last, cutoff=asks_cutoff, level=level)


def _asks_what(bases: Sequence[str], listing: set[int]) -> bool:
    """Return whether a list is asked for in so many words: "báo cáo gì", "những hạn nào"."""
    return any(bases[at] in ("gi", "nao", "nhung", "cac") for at in listing)


def _little(bases: Sequence[str], known: ReminderWords) -> set[int]:
    return {at for at, base in enumerate(bases) if base in known.filler or base.isdigit()}


def _level(words: Sequence[ReadWord], known: ReminderWords) -> tuple[set[int], Level | None]:
    """Return who reports and the positions of the words that say so; the xã of "xã hội" is nobody."""
    for phrase, level in known.levels:
        for at in range(len(words) - len(phrase) + 1):
            end = at + len(phrase)
            if not all(_is(word, said) for word, said in zip(words[at:end], phrase, strict=True)):
                continue
            if end < len(words) and words[end].base == "hoi":
                continue
            before = [word.base for word in words[:at] if word.base not in ("ubnd", "ui", "uy", "ban", "nhan", "dan")]
            if before and before[-1] in known.towards:
                continue
            return set(range(at, end)), cast(Level, level)
    return set(), None


def _is(word: ReadWord, said: tuple[str, str]) -> bool:
    """Return whether a word may be this syllable: the same letters, and no marks that contradict ("tính", "tỉnh")."""
    return word.base == said[0] and word.marks in ("", said[1])


def _stretch(text: str, now: datetime, calendar: Calendar) -> tuple[date, date]:
    """Return the days that a question speaks of; the next thirty where it names none."""
    today = now.date()
    when = read(text, now, calendar)
    if when.due is None:
        months = [one for one in period_phrases.find(words_of(text), today) if one.part is not None]
        span = periods.parse(_upcoming(months[0], today)) if months and months[0].part != "price" else None
        if span is None:
            return today, today + SOON
        first, last = _days_of(span)
    else:
        last = when.due
        first = when.start or _begin_of(text, last, today)
    return (max(first, today) if last >= today else first), last


def words_of(text: str) -> list[ReadWord]:
    """Return the words of a text as they were typed."""
    return [ReadWord(token.start, token.end, token.base, token.marks) for token in tokenize(text)]


def _days_of(period: periods.Period) -> tuple[date, date]:
    first, last = period.first_month - 1, period.last_month
    return date(first // 12, first % 12 + 1, 1), date(last // 12, last % 12 + 1, 1) - timedelta(days=1)


def _begin_of(text: str, due: date, today: date) -> date:
    """Return the first day of the week, month or quarter whose last day was read; today for anything else."""
    mentions = period_phrases.find(words_of(text), today)
    folded = f" {' '.join(key(text).split())} "
    if mentions and mentions[0].part != "price":
        months = {"H1": 6, "H2": 6, "9M": 9, "": 12}.get(
            mentions[0].part or "", 3 if "Q" in str(mentions[0].part) else 1
        )
        month = due.year * 12 + due.month - months
        return date(month // 12, month % 12 + 1, 1)
    for unit, months in ((" thang ", 1), (" quy ", 3), (" nam ", 12)):
        if unit in folded and due == _month_end(due):
            month = due.year * 12 + due.month - months
            return date(month // 12, month % 12 + 1, 1)
    if due.weekday() == 6 and " tuan " in folded:
        return due - timedelta(days=6)
    return today if due != today + timedelta(days=1) else due


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _part_asked(
    text: str,
    bases: Sequence[str],
    mentions: Sequence[period_phrases.PeriodMention],
    now: datetime,
    calendar: Calendar,
) -> str:
    """Return the code of the period that a report is about; "báo cáo tháng" is about the one that is due next."""
    today = now.date()
    if mentions and (mentions[0].part is not None or mentions[0].year is not None):
        return _upcoming(mentions[0], today)
    when = read(text, now, calendar)
    named = isinstance(when.term, MonthsOf) and when.term.first == when.term.last
    if named and when.due is not None:
        return f"{when.due.year}-{when.due.month:02}"  # "tháng mười hai"
    for at, base in enumerate(bases):
        following = bases[at + 1 : at + 1 + _UNIT_WITHIN] if base == "cao" else ()
        if unit := next((word for word in following if word in ("thang", "qui", "nam")), ""):
            return _current(unit, today)  # "báo cáo tháng", "báo cáo tổng kết năm"
    return ""


def _upcoming(mention: period_phrases.PeriodMention, today: date) -> str:
    """Return a period's code; one without a year is this year's, or the next one's where this year's is long over."""
    if mention.year is not None:
        return mention.code() or ""
    code = mention.code(today.year) or ""
    period = periods.parse(code)
    if period is not None and _days_of(period)[1] + _JUST_OVER < today:
        return mention.code(today.year + 1) or code
    return code


def _current(unit: str, today: date) -> str:
    sent = today.day <= _LAST_SENDING_DAY
    if unit == "thang":
        day = today if sent else _month_end(today) + timedelta(days=1)
        return f"{day.year}-{day.month:02}"
    if unit == "qui":
        day = today if sent or today.month % 3 else _month_end(today) + timedelta(days=1)
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return str(today.year if sent or today.month < 12 else today.year + 1)
