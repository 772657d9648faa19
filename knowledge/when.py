"""The date, time and recurrence that a phrase or a sentence names, as officials write them, with or without marks."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from knowledge.calendar import Calendar
from knowledge.date_words import date_words, tokens_of
from knowledge.recurrence import next_occurrence
from knowledge.when_choice import choose, companion_of, impossible, nearest, shift_clause, spans_of
from knowledge.when_grammar import Grammar
from knowledge.when_resolve import OutOfCalendar, meant
from knowledge.when_rules import rule_of
from knowledge.when_terms import Counted, EdgeOf, Every, PartOfDay, Piece, RangeOf, Relation, Term, WeekdayOf

LONGEST_TEXT = 65536
TimeOfDay = time
_DAY = timedelta(days=1)

Trouble = Literal["no_such_date", "no_such_time", "event_unknown", "out_of_calendar"]
Shift = Literal["none", "next_wd", "prev_wd"]


@dataclass(frozen=True, slots=True)
class When:
    """What was read; all of due, time, start and recurrence are None where nothing was said.

    due: the last day that is still in time.
    start: first day of a range, or the day from which something holds (then due may be None).
    recurrence: a rule as in knowledge.recurrence.
    spans: the places in the text whose words were used, in order.
    problem, problem_text: why there is no date although one was written, and the words of it.
    term, relation, named: what was named before reckoning (15/12 in "trước ngày 15/12"), and its day.
    part_of_day: said without an hour ("sáng mai").
    shift: where a due date on a day off moves, if the text says so.
    weekday_differs: a weekday was written beside the date and is not its weekday.
    """

    due: date | None = None
    time: TimeOfDay | None = None
    start: date | None = None
    recurrence: str | None = None
    spans: tuple[tuple[int, int], ...] = ()
    problem: Trouble | None = None
    problem_text: str = ""
    term: Term | None = None
    relation: Relation = "on"
    named: date | None = None
    part_of_day: PartOfDay | None = None
    shift: Shift = "none"
    weekday_differs: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether the text names no time at all."""
        return (
            self.due is None
            and self.time is None
            and self.start is None
            and self.recurrence is None
            and self.problem is None
        )

    def is_past(self, now: datetime) -> bool:
        """Return whether the due date, at its time or at the day's end, is over."""
        if self.due is None:
            return False
        return datetime.combine(self.due, self.time or TimeOfDay(23, 59, 59)) < now.replace(tzinfo=None)

    def to_json(self) -> dict[str, str | None]:
        """Return the contract's fields without `text`."""
        return {
            "due": self.due.isoformat() if self.due else None,
            "time": self.time.strftime("%H:%M") if self.time else None,
            "start": self.start.isoformat() if self.start else None,
            "recurrence": self.recurrence,
        }


def read(text: str, now: datetime, calendar: Calendar) -> When:
    """Return the date, time and recurrence named in a phrase or in a longer sentence.

    now is local time. Half-said dates are the next ones that are not over ("ngày 25", "15/12"); a period is due on
    its last day; "trước ngày 15/12" is the 14th. Never raises; reads the first 65,536 characters, in time linear in
    their number.
    """
    moment = now.replace(tzinfo=None, second=0, microsecond=0)
    words = date_words()
    tokens = tokens_of(text[:LONGEST_TEXT])
    grammar = Grammar(words, tokens)
    pieces = grammar.pieces()
    try:
        found, used = _assemble(grammar, pieces, moment, calendar)
    except OutOfCalendar:
        found, used = When(problem="out_of_calendar"), [piece for piece in pieces if piece.term is not None][:1]
    if not used:
        return found
    spans = spans_of(grammar, used)
    if found.problem is not None:
        found = replace(found, problem_text=" ".join(text[spans[0][0] : spans[0][1]].split()))
    return replace(found, spans=spans)


def remainder(text: str, when: When) -> str:
    """Return the text without the words that were read as time, tidied: the title of a task."""
    kept, place = [], 0
    for start, end in when.spans:
        kept.append(text[place:start])
        place = end
    kept.append(text[place:])
    joined = " ".join(" ".join(kept).split())
    joined = re.sub(r"\s+([,.;:!?)])", r"\1", joined)
    joined = re.sub(r"([,;:(])(?:\s*[,;:)])+", r"\1", joined)
    return joined.strip(" ,;:-–()")


def _assemble(grammar: Grammar, pieces: list[Piece], now: datetime, calendar: Calendar) -> tuple[When, list[Piece]]:
    """Return what the pieces say together and the pieces that were used for it."""
    terms = [piece for piece in pieces if piece.term is not None]
    clocks = [piece for piece in pieces if piece.clock is not None]
    everys = [piece for piece in pieces if piece.term is None and piece.every is not None]
    chosen = choose(grammar, terms, now)
    wrong = impossible(terms, clocks, chosen)
    if wrong is not None:
        return When(problem="no_such_time" if wrong.clock is not None else "no_such_date"), [wrong]

    used: list[Piece] = []
    weekday: WeekdayOf | None = None
    if chosen is not None:
        chosen, beside = companion_of(grammar, terms, chosen)
        used = [piece for piece in (chosen, beside) if piece is not None]
        weekday = beside.term if beside is not None and isinstance(beside.term, WeekdayOf) else None
    anchor = chosen or (everys[0] if everys else None)
    clock_piece = nearest(clocks, anchor)
    part_piece = nearest([piece for piece in pieces if piece.part is not None], clock_piece or anchor)
    if chosen is not None and isinstance(chosen.term, RangeOf) and chosen.term.clock is not None:
        clock_piece, part_piece = replace(chosen, clock=chosen.term.clock), None
    clock, part, next_day = _clock_time(clock_piece, part_piece)
    used += [piece for piece in (clock_piece, part_piece) if piece is not None]
    shift, clause = shift_clause(grammar)

    opening = next((piece for piece in terms if piece.relation == "from" and piece is not chosen), None)
    # Of several ("định kỳ … hằng tháng") the one that the day fits; a recurrence inside the day's own words goes first.
    for every_piece in ([chosen] if chosen is not None and chosen.every is not None else []) + everys:
        recurring = _recurring(every_piece, chosen, opening, now, calendar, clock)
        if recurring is not None:
            used += [*everys, *([opening] if opening is not None else [])]
            found = replace(recurring, due=_shifted(recurring.due, shift, calendar), part_of_day=part, shift=shift)
            return found, used + clause
    if chosen is not None and chosen.term is not None:
        found = _single(chosen.term, chosen.relation, now, calendar, clock, next_day)
        if found.problem is not None:
            return found, [chosen]
        if weekday is not None and found.named is not None and len(weekday.days) == 1:
            found = replace(found, weekday_differs=found.named.weekday() != weekday.days[0])
        return replace(found, due=_shifted(found.due, shift, calendar), part_of_day=part, shift=shift), used + clause
    if clock is not None and clock_piece is not None:
        over = next_day or datetime.combine(now.date(), clock) < now
        return When(
            now.date() + _DAY if over else now.date(), clock, part_of_day=part, relation=clock_piece.relation
        ), used
    return When(), []


def _clock_time(clock: Piece | None, part: Piece | None) -> tuple[time | None, PartOfDay | None, bool]:
    """Return (time, part of the day said without an hour, whether midnight ends the day)."""
    said = part.part if part is not None else None
    if clock is None or clock.clock is None:
        return None, said, False
    value = clock.clock
    said = value.part or said
    hour, next_day = value.hour, value.next_day
    if hour == 24:
        return time(23, 59), None, False
    if (
        (said == "noon" and 1 <= hour <= 2)
        or (said in ("afternoon", "evening") and 1 <= hour <= 11)
        or (said == "night" and 6 <= hour <= 11)
    ):
        hour += 12
    elif said in ("night", "evening") and hour == 12:
        hour, next_day = 0, True
    elif said == "morning" and hour == 12:
        hour = 0
    return time(hour, value.minute), None, next_day


def _single(
    term: Term, relation: Relation, now: datetime, calendar: Calendar, clock: time | None, next_day: bool
) -> When:
    """Return the reading of one term that does not recur."""
    if isinstance(term, Counted) and term.unknown:
        return When(problem="event_unknown", term=term)
    if relation in ("from", "after") and not isinstance(term, RangeOf | Counted):
        stretch = meant(term, now, calendar, clock)
        if stretch is None:
            return When(problem="no_such_date", term=term)
        start, named = (stretch.first, stretch.first) if relation == "from" else (stretch.last + _DAY, stretch.last)
        return When(None, clock, start, term=term, relation=relation, named=named)
    # "trước cuối tháng" is said of the last day itself; "trước" before a length belongs to the length.
    fixed = (isinstance(term, EdgeOf) and term.vague) or isinstance(term, Counted)
    moved = -1 if relation == "before" and not fixed else 0
    stretch = meant(term, now, calendar, clock, moved)
    if stretch is None:
        return When(problem="no_such_date", term=term)
    if stretch.moment is not None:
        return When(stretch.last, stretch.moment.time(), term=term, named=stretch.last)
    due = stretch.first - _DAY if moved else stretch.last
    first = stretch.first if isinstance(term, RangeOf) else None
    if first is not None and due < first:
        return When(problem="no_such_date", term=term)
    named = stretch.first if moved else stretch.last
    return When(due + _DAY if next_day else due, clock, first, term=term, relation=relation, named=named)


def _recurring(
    every_piece: Piece,
    chosen: Piece | None,
    opening: Piece | None,
    now: datetime,
    calendar: Calendar,
    clock: time | None,
) -> When | None:
    """Return the reading of a recurrence, None where the term is one fixed day or does not fit it."""
    if chosen is not None and chosen.relation == "from" and not isinstance(chosen.term, WeekdayOf | RangeOf):
        opening, chosen = chosen, None
    term: Term | None = chosen.term if chosen is not None else None
    relation: Relation = chosen.relation if chosen is not None else "on"
    every: Every | None = every_piece.every
    rule = rule_of(every, term, relation) if every is not None else None
    if rule is None:
        return None
    start: date | None = None
    if opening is not None and opening.term is not None:
        stretch = meant(opening.term, now, calendar)
        start = stretch.first if stretch is not None else None
    after = now.date()
    if clock is not None and datetime.combine(after, clock) < now:
        after += _DAY
    if start is not None and start > after:
        after = start
    # The first one is the next that fits, whatever the interval: "2 tuần một lần vào thứ 2" begins on the coming
    # Monday.
    due = next_occurrence(re.sub(r";INTERVAL=\d+", "", rule), after, calendar)
    return When(due, clock, start, rule, term=term, relation=relation) if due is not None else None


def _shifted(due: date | None, shift: Shift, calendar: Calendar) -> date | None:
    if due is None or shift == "none":
        return due
    return calendar.next_working_day(due) if shift == "next_wd" else calendar.previous_working_day(due)
