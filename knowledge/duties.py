"""Recurring reporting duties: read from CSV, overlaid by a province's own rows, unrolled into dates."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple, cast, get_args

from knowledge.calendar import Calendar
from knowledge.duty_rules import BadRule, limit_of, parse_cutoff, parse_due, parse_frequency
from knowledge.errors import KnowledgeError, Problem

Shift = Literal["none", "next_wd", "prev_wd"]
Status = Literal["CONFIRMED", "PRESUMED", "UNCONFIRMED", "HISTORICAL"]
Confidence = Literal["high", "medium", "low"]
Level = Literal["province", "commune", "central", "district"]

_CODE = re.compile(r"[A-Z]{2,5}-\d{1,3}[a-z]?")
_REQUIRED = ("code", "name", "level", "frequency", "due_rule")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty as its row says it; rules are in the language of knowledge.duty_rules.

    levels: who it concerns. shift: where the due day goes when it is a day off. status and confidence: what is known
    of the rule in 2026 and how well; valid_from, valid_to bound the days on which the rule holds. province: empty for
    the whole country.
    """

    code: str
    name: str
    levels: tuple[Level, ...]
    owed_by: str
    owed_to: str
    frequency: str
    cutoff_rule: str
    due_rule: str
    shift: Shift
    rule_text: str
    legal_basis: str
    valid_from: date | None
    valid_to: date | None
    status: Status
    confidence: Confidence
    province: str
    note: str

    @property
    def day_is_known(self) -> bool:
        """Whether the row's own rule tells a day."""
        parts = parse_due(self.due_rule, len(parse_frequency(self.frequency)))
        return any(rule.kind not in ("unknown", "event", "see") for part in parts for rule in part)

    @property
    def runs_from_event(self) -> bool:
        """Whether the day depends on an event (a session, a request, a disaster)."""
        parts = parse_due(self.due_rule, len(parse_frequency(self.frequency)))
        return all(rule.kind == "event" for part in parts for rule in part)

    @property
    def drives_reminders(self) -> bool:
        """Whether the assistant may remind of it unasked: the day is known well enough and the rule still stands."""
        return self.day_is_known and self.confidence != "low" and self.status != "HISTORICAL"


COLUMNS = (
    "code", "name", "level", "owed_by", "owed_to", "frequency", "cutoff_rule", "due_rule", "shift",
    "rule_text", "legal_basis", "valid_from", "valid_to", "status", "confidence", "province", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a duty falls due.

    limit: the last day in time by the rule's words; due: that day moved off days off as the duty's shift says, None
    where the day is not known. data_from, cutoff: first and last day of the data. start: first day of a stretch of
    work. periods: codes of the periods reported on, several where their reports fall together. needs_confirmation:
    shown as "cần xác nhận ngày", never reminded of unasked. runs_from_event: there is no day before a session, a
    request or a disaster.
    """

    code: str
    name: str
    level: str
    periods: tuple[str, ...]
    data_from: date | None
    cutoff: date | None
    start: date | None
    limit: date | None
    due: date | None
    rule: str
    owed_by: str
    owed_to: str
    legal_basis: str
    status: Status
    confidence: Confidence
    province: str
    needs_confirmation: bool
    drives_reminders: bool
    runs_from_event: bool


# Rows


@lru_cache(maxsize=1)
def national_duties() -> tuple[Duty, ...]:
    """Return the duties of data/duties.csv in the file's order."""
    text = files("knowledge").joinpath("data/duties.csv").read_text(encoding="utf-8")
    return parse_duties(text, "knowledge/data/duties.csv")


def parse_duties(text: str, name: str) -> tuple[Duty, ...]:
    """Return the duties of a CSV text in the columns of COLUMNS.

    Only code, name, level, frequency and due_rule must be there. name is what messages call the file; a byte order
    mark and empty lines are passed over. Raises KnowledgeError with every wrong row, by line: missing_column,
    unknown_column, missing_value, bad_code, repeated_code, bad_level, bad_rule, bad_date, bad_choice, dates_reversed,
    too_many_cells, bad_csv.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), restkey="")
    try:
        names = [column.strip() for column in reader.fieldnames or ()]
        missing = [column for column in _REQUIRED if column not in names]
        if missing:
            raise KnowledgeError([Problem(name, 1, "missing_column", ", ".join(missing))])
        unknown = [column for column in names if column not in COLUMNS]
        if unknown:
            raise KnowledgeError([Problem(name, 1, "unknown_column", ", ".join(unknown), ", ".join(COLUMNS))])
        reader.fieldnames = names
        found: list[Duty] = []
        problems: list[Problem] = []
        seen: dict[tuple[str, str], int] = {}
        for row in reader:
            line = reader.line_num
            if row.get("") is not None:
                problems.append(Problem(name, line, "too_many_cells", row["code"] or ""))
                continue
            cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
            if not any(cells.values()):
                continue
            duty = _duty(cells, name, line, problems)
            if duty is None:
                continue
            key = duty.code, duty.province
            if key in seen:
                problems.append(Problem(name, line, "repeated_code", duty.code, f"line {seen[key]}"))
            seen[key] = line
            found.append(duty)
    except csv.Error as error:
        raise KnowledgeError([Problem(name, reader.line_num, "bad_csv", str(error))]) from error
    if problems:
        raise KnowledgeError(problems)
    return tuple(found)


def _duty(cells: dict[str, str], name: str, line: int, problems: list[Problem]) -> Duty | None:
    before = len(problems)
    for column in _REQUIRED:
        if not cells[column]:
            problems.append(Problem(name, line, "missing_value", column))
    if cells["code"] and not _CODE.fullmatch(cells["code"]):
        problems.append(Problem(name, line, "bad_code", cells["code"], "RPT-07"))
    levels = tuple(level.strip() for level in cells["level"].split(";"))
    if cells["level"] and any(level not in get_args(Level) for level in levels):
        problems.append(Problem(name, line, "bad_level", cells["level"], "; ".join(get_args(Level))))
    for column, choices, default in (
        ("shift", get_args(Shift), "none"),
        ("status", get_args(Status), "CONFIRMED"),
        ("confidence", get_args(Confidence), "high"),
    ):
        cells[column] = cells[column] or default
        if cells[column] not in choices:
            problems.append(Problem(name, line, "bad_choice", f"{column}: {cells[column]}", ", ".join(choices)))
    dates: dict[str, date | None] = {}
    for column in ("valid_from", "valid_to"):
        try:
            dates[column] = date.fromisoformat(cells[column]) if cells[column] else None
        except ValueError:
            problems.append(Problem(name, line, "bad_date", f"{column}: {cells[column]}", "2026-01-31"))
    first, last = dates.get("valid_from"), dates.get("valid_to")
    if first is not None and last is not None and last < first:
        problems.append(Problem(name, line, "dates_reversed", f"{first} > {last}"))
    if cells["frequency"] and cells["due_rule"]:
        try:
            count = len(parse_frequency(cells["frequency"]))
            parse_cutoff(cells["cutoff_rule"], count)
            parse_due(cells["due_rule"], count)
        except BadRule as error:
            problems.append(Problem(name, line, "bad_rule", f"{error.part}: {error.rule}"))
    if len(problems) > before:
        return None
    return Duty(
        code=cells["code"],
        name=cells["name"],
        levels=cast(tuple[Level, ...], levels),
        owed_by=cells["owed_by"],
        owed_to=cells["owed_to"],
        frequency=cells["frequency"],
        cutoff_rule=cells["cutoff_rule"],
        due_rule=cells["due_rule"],
        shift=cast(Shift, cells["shift"]),
        rule_text=cells["rule_text"],
        legal_basis=cells["legal_basis"],
        valid_from=first,
        valid_to=last,
        status=cast(Status, cells["status"]),
        confidence=cast(Confidence, cells["confidence"]),
        province=cells["province"],
        note=cells["note"],
    )


def dump_duties(duties: Iterable[Duty]) -> str:
    """Return the duties as CSV text that parse_duties reads back unchanged."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for duty in duties:
        row = {column: getattr(duty, column) for column in COLUMNS if column not in ("level", "valid_from", "valid_to")}
        row["level"] = "; ".join(duty.levels)
        row["valid_from"] = duty.valid_from.isoformat() if duty.valid_from else ""
        row["valid_to"] = duty.valid_to.isoformat() if duty.valid_to else ""
        writer.writerow(row)
    return out.getvalue()


def overlay(duties: Sequence[Duty], own: Iterable[Duty]) -> tuple[Duty, ...]:
    """Return the duties with the operator's own rows in place of those of the same code; new codes come last.

    Own rows hold where the assistant serves, so a province named in them does not restrict them.
    """
    replacing = {duty.code: replace(duty, province="") for duty in own}
    known = {duty.code for duty in duties}
    kept = [replacing.get(duty.code, duty) for duty in duties]
    return (*kept, *(duty for code, duty in replacing.items() if code not in known))


def confirmed(duty: Duty, legal_basis: str | None = None) -> Duty:
    """Return the duty as an operator has confirmed it: it drives reminders if its day is known."""
    return replace(
        duty,
        status="CONFIRMED",
        confidence="high",
        legal_basis=legal_basis if legal_basis is not None else duty.legal_basis,
    )


# Occurrences


def occurrences(
    duties: Iterable[Duty],
    first: date,
    last: date,
    calendar: Calendar,
    level: Level | None = None,
    province: str | None = None,
) -> list[Occurrence]:
    """Return what falls due from first to last, both included, by due date; then what has no known day.

    A duty with a known cut-off but no known day is there once for each cut-off in the stretch; one with neither, or
    one that runs from an event, once. Rows of the abolished district level and rows of provinces other than
    `province` are left out.
    """
    found: list[Occurrence] = []
    for duty in duties:
        if not _concerns(duty, level, province):
            continue
        found.extend(_of_duty(duty, first, last, calendar))
    return sorted(found, key=lambda item: (item.due is None, item.due or item.cutoff or date.max, item.code))


def _concerns(duty: Duty, level: Level | None, province: str | None) -> bool:
    if duty.levels == ("district",) or (level is not None and level not in duty.levels):
        return False
    return not duty.province or (province is not None and duty.province.casefold() == province.casefold())


def _of_duty(duty: Duty, first: date, last: date, calendar: Calendar) -> list[Occurrence]:
    # A report of one year may be due in the next or after that (quyết toán: 31/12 of the year after); one of this
    # year covers windows of the last.
    windows = _windows(duty, max(first.year - 2, _FIRST_YEAR), min(last.year + 1, _LAST_YEAR), calendar)
    merged: dict[tuple[date | None, date | None], Occurrence] = {}
    for period, begin, cutoff, start, limit, due in windows:
        marker = limit or cutoff
        if marker is None or not first <= (due or marker) <= last or not _holds(duty, marker):
            continue
        known = merged.get((limit, cutoff))
        if known is None:
            merged[limit, cutoff] = _occurrence(duty, (period,), begin, cutoff, start, limit, due)
        elif period not in known.periods:
            same = known.data_from if known.data_from == begin else None
            merged[limit, cutoff] = replace(known, periods=(*known.periods, period), data_from=same)
    if windows:
        return list(merged.values())
    current = (duty.valid_from is None or duty.valid_from <= last) and (duty.valid_to is None or duty.valid_to >= first)
    return [_occurrence(duty, (), None, None, None, None, None)] if current else []


class _Window(NamedTuple):
    """What a duty's rules make of one period; the fields are those of Occurrence."""

    period: str
    data_from: date | None
    cutoff: date | None
    start: date | None
    limit: date | None
    due: date | None


@lru_cache(maxsize=1024)
def _windows(duty: Duty, first_year: int, last_year: int, calendar: Calendar) -> tuple[_Window, ...]:
    """Return the periods of these years for which a duty has a last day or a cut-off.

    Reminders are planned day by day: to reckon all of them each time took most of that.
    """
    frequencies = parse_frequency(duty.frequency)
    cutoffs = parse_cutoff(duty.cutoff_rule, len(frequencies))
    rules = parse_due(duty.due_rule, len(frequencies))
    found = []
    for frequency, (data_from, data_to), parts in zip(frequencies, cutoffs, rules, strict=True):
        for span in frequency.spans(first_year, last_year):
            begin = data_from.on(span) if data_from is not None else None
            cutoff = data_to.on(span) if data_to is not None else None
            for rule in parts:
                limit = limit_of(rule, span, cutoff, calendar)
                if limit is None and cutoff is None:
                    continue
                start = rule.first.on(span) if rule.first is not None else limit if rule.kind == "start" else None
                due = _shifted(limit, duty.shift, calendar)
                found.append(_Window(span.code, begin, cutoff, start, limit, due))
    return tuple(found)


def _holds(duty: Duty, day: date) -> bool:
    return (duty.valid_from is None or duty.valid_from <= day) and (duty.valid_to is None or day <= duty.valid_to)


def _shifted(limit: date | None, shift: Shift, calendar: Calendar) -> date | None:
    if limit is None or shift == "none":
        return limit
    return calendar.next_working_day(limit) if shift == "next_wd" else calendar.previous_working_day(limit)


def _occurrence(
    duty: Duty,
    periods: tuple[str, ...],
    data_from: date | None,
    cutoff: date | None,
    start: date | None,
    limit: date | None,
    due: date | None,
) -> Occurrence:
    drives = due is not None and duty.drives_reminders
    return Occurrence(
        code=duty.code,
        name=duty.name,
        level="; ".join(duty.levels),
        periods=periods,
        data_from=data_from,
        cutoff=cutoff,
        start=start,
        limit=limit,
        due=due,
        rule=duty.rule_text or duty.due_rule,
        owed_by=duty.owed_by,
        owed_to=duty.owed_to,
        legal_basis=duty.legal_basis,
        status=duty.status,
        confidence=duty.confidence,
        province=duty.province,
        needs_confirmation=not drives,
        drives_reminders=drives,
        runs_from_event=duty.runs_from_event,
    )
