"""Which of the dates and times in a sentence is the one that counts, and which words it takes up."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from knowledge.when_grammar import Grammar
from knowledge.when_terms import (
    Counted,
    DayFromToday,
    DayOf,
    EdgeOf,
    FirstDays,
    LunarMonthOf,
    MonthsOf,
    NoSuchDay,
    Piece,
    RangeOf,
    Running,
    WeekdayOf,
    WeekOf,
)

_PERIODS = (MonthsOf, Running, LunarMonthOf, FirstDays, WeekOf)
_BESIDE = ({WeekdayOf, DayOf}, {DayFromToday, DayOf}, {WeekdayOf, DayFromToday})
# How far behind "nếu trùng ngày nghỉ" the direction of the move is looked for, in words.
_CLAUSE = 14


def choose(grammar: Grammar, terms: list[Piece], now: datetime) -> Piece | None:
    """Return the piece that tells the day: a marked one before a plain one, a day before a period, then the first.

    A period that names a report ("báo cáo tháng 11") is its title and no date; a past period is none either, unless
    it is all there is.
    """
    best: Piece | None = None
    best_weight = 0
    for piece in terms:
        weight = _weight(grammar, piece, now)
        if weight > best_weight:
            best, best_weight = piece, weight
    return best


def _weight(grammar: Grammar, piece: Piece, now: datetime) -> int:
    term = piece.term
    if isinstance(term, NoSuchDay) or (isinstance(term, Counted) and term.unknown):
        return 1
    if isinstance(term, RangeOf) or (piece.strong and piece.relation in ("before", "by", "after")):
        return 5
    if piece.strong and piece.relation == "from":
        return 4
    of_report = piece.relation == "on" and grammar.ends_before("report_head", piece.first)
    if isinstance(term, EdgeOf) and of_report:
        return 2
    if not isinstance(term, _PERIODS):
        return 4 if piece.strong else 3
    if of_report:
        return 0
    if piece.relation != "on":
        return 3
    alone = piece.first == 0 and piece.last == len(grammar.tokens)
    past = isinstance(term, MonthsOf) and term.year is not None and (term.year, term.last) < (now.year, now.month)
    return 0 if past and not alone else 2


def impossible(terms: list[Piece], clocks: list[Piece], chosen: Piece | None) -> Piece | None:
    """Return the piece that names a day or an hour that does not exist, if it must have been meant as one."""
    for piece in terms:
        if isinstance(piece.term, NoSuchDay) and (piece.term.explicit or chosen is None or chosen is piece):
            return piece
    return next((piece for piece in clocks if piece.clock is not None and not piece.clock.valid), None)


def companion_of(grammar: Grammar, terms: list[Piece], chosen: Piece) -> tuple[Piece, Piece | None]:
    """Return (the date, what stands beside it): in "thứ Sáu, ngày 27/11" the weekday confirms the date."""
    for piece in terms:
        if piece is chosen or piece.relation not in ("on", chosen.relation):
            continue
        if {type(piece.term), type(chosen.term)} not in _BESIDE:
            continue
        first, last = sorted((piece, chosen), key=lambda item: item.first)
        gap = range(first.last, last.first)
        if len(gap) > 2 or not all(grammar.sign(place, ",(;-–") or grammar.group("at", place) for place in gap):
            continue
        if isinstance(chosen.term, WeekdayOf) and isinstance(piece.term, DayOf):
            return replace(piece, relation=chosen.relation if piece.relation == "on" else piece.relation), chosen
        return chosen, piece
    return chosen, None


def nearest(pieces: list[Piece], anchor: Piece | None) -> Piece | None:
    """Return the piece with the fewest words between it and the anchor; the first of all without an anchor."""
    if anchor is None or not pieces:
        return pieces[0] if pieces else None
    return min(pieces, key=lambda piece: min(abs(piece.first - anchor.last), abs(anchor.first - piece.last)))


def shift_clause(grammar: Grammar) -> tuple[Literal["none", "next_wd", "prev_wd"], list[Piece]]:
    """Return where a due date on a day off moves, with the clause that says so."""
    size = len(grammar.tokens)
    for at in range(size):
        behind = grammar.group("if_day_off", at) if grammar.tokens[at].words else None
        if behind is None:
            continue
        first = next((place for place in range(max(0, at - 3), at) if grammar.group("if", place) == at), at)
        for place in range(behind, min(behind + _CLAUSE, size)):
            previous = grammar.group("to_previous_working_day", place)
            following = grammar.group("to_next_working_day", place)
            if previous is not None and (following is None or previous >= following):
                return "prev_wd", [Piece(first, previous)]
            if following is not None:
                return "next_wd", [Piece(first, following)]
    return "none", []


def spans_of(grammar: Grammar, used: Iterable[Piece]) -> tuple[tuple[int, int], ...]:
    """Return the places of the used words with the small words before them ("vào", "lúc"), neighbours joined."""
    tokens = grammar.tokens
    joined: list[tuple[int, int]] = []
    for first, last in sorted((piece.first, piece.last) for piece in used):
        taken = joined[-1][1] if joined else 0
        while first > taken and (grammar.ends_before("at", first) or grammar.ends_before("of", first)):
            first -= 1
        if joined and all(tokens[place].sign in (",", "(") for place in range(taken, first)):
            joined[-1] = (joined[-1][0], max(last, taken))
        else:
            joined.append((first, last))
    return tuple((tokens[first].start, tokens[last - 1].end) for first, last in joined if last > first)
