"""Dated commitments: what is to be done by a day, month, quarter or year, and what is done again and again."""

import re
from datetime import date, datetime, time, timedelta

from knowledge.calendar import official_calendar
from knowledge.documents.context import Context, months_of, spoken_periods
from knowledge.documents.findings import Task
from knowledge.documents.outline import Passage
from knowledge.documents.places import named_in
from knowledge.documents.words import canonical, pattern, rules
from knowledge.when import read as read_when

_CLAUSE = re.compile(r";\s*|(?<=[.!?])\s+(?=\S)")
_LONGEST_TITLE = 220
_MORNING = time(8)


def tasks_in(passage: Passage, place: str | None, issued_on: date, first: int) -> list[Task]:
    """Return the dated commitments of a passage in order.

    Only what lies ahead is one: a clause under a heading of tasks or targets, or one that says "phấn đấu", with a verb
    of doing and a date, a month, a quarter, a half-year, a year or "hằng tháng". The date is read by knowledge.when as
    on the day of the document; a bare year means its last day.
    """
    found: list[Task] = []
    raw, low = passage.text.raw, passage.text.low
    start = 0
    ends = [m for m in _CLAUSE.finditer(raw) if m.group()[0] == ";" or raw[m.end()].isupper()]
    for match in [*ends, None]:
        end = match.start() if match else len(raw)
        clause, clause_low = raw[start:end].strip(" .;"), low[start:end].strip(" .;")
        start = match.end() if match else end
        task = _task(clause, clause_low, passage, issued_on)
        if task is not None:
            due_text, due, recurrence, responsible = task
            found.append(
                Task(
                    first + len(found),
                    _title(clause),
                    due,
                    recurrence,
                    due_text,
                    responsible,
                    named_in(clause, place) or place,
                    clause[:_LONGEST_TITLE],
                    passage.locator,
                )
            )
    return found


def tasks_in_table(passage: Passage, place: str | None, issued_on: date, first: int) -> list[Task]:
    """Return the commitments of a table with a column of deadlines ("Nhiệm vụ | Chủ trì | Thời gian hoàn thành")."""
    table = passage.table
    if table is None or len(table.rows) < 2:
        return []
    heads = [canonical(cell.text) for cell in table.rows[0]]
    columns = {
        name: next((c for c, head in enumerate(heads) if pattern(rules().tasks[name]).search(head)), None)
        for name in ("column_task", "column_due", "column_who")
    }
    what, when, who = columns["column_task"], columns["column_due"], columns["column_who"]
    if what is None or when is None:
        return []
    found: list[Task] = []
    for row in table.rows[1:]:
        title, due_text = row[what].text, row[when].text
        if not title or not due_text or title == due_text:
            continue
        due, recurrence = _read(due_text, issued_on, passage.context)
        if due is None and recurrence is None:
            continue
        responsible = (row[who].text if who is not None else "") or None
        quote = " | ".join(dict.fromkeys(cell.text for cell in row if cell.text))
        locator = f"{passage.locator}, dòng “{title}”"
        found.append(
            Task(first + len(found), _title(title), due, recurrence, due_text, responsible, place, quote, locator)
        )
    return found


def _task(
    clause: str, low: str, passage: Passage, issued_on: date
) -> tuple[str, date | None, str | None, str | None] | None:
    ahead = passage.context.kind == "target" or re.search(r"phấn đấu|dự kiến", low) is not None
    verb = pattern(rf"(?<![^\W_]){rules().tasks['verbs']}(?![^\W_])").search(low)
    if not ahead or verb is None or passage.section == "footnote":
        return None
    responsible = _responsible(clause, low)
    for expression in rules().tasks["due"]:
        match = pattern(rf"(?<![^\W_]){expression}(?![^\W_])").search(low)
        if match and not rules().plan_name.search(low[: match.start()]) and not _past(low, match.start()):
            text = clause[match.start() : match.end()]
            due, recurrence = _read(text, issued_on, passage.context)
            if due is not None and recurrence is None and due < issued_on:
                return None
            return text, due, recurrence, responsible
    if verb.start() > 60 or passage.section == "headline":
        return None
    return _within_year(clause, low, passage.context, responsible)


def _within_year(
    clause: str, low: str, context: Context, responsible: str | None
) -> tuple[str, date | None, str | None, str | None] | None:
    """Return the commitment of a clause whose only date is the year of the plan ("Tổ chức đại hội … năm 2021")."""
    for period in spoken_periods(low):
        named = low[period.start : period.end]
        if period.year is None or period.end_year is not None or period.part or not named.startswith("năm"):
            continue
        if rules().not_period.search(low[: period.start]) or rules().plan_name.search(low[: period.start]):
            continue
        if context.year is not None and period.year >= context.year:
            return clause[period.start : period.end], date(period.year, 12, 31), None, responsible
    return None


def _past(low: str, at: int) -> bool:
    return re.search(r"(?:từ|ban hành|ký|thông qua|so với|số|đạt được|đã)\s?$", low[:at]) is not None


def _read(text: str, issued_on: date, context: Context) -> tuple[date | None, str | None]:
    """Return the last day and the recurrence of a due phrase; a half-year or quarter without a year is the plan's."""
    low = canonical(text)
    spoken = next((p for p in spoken_periods(low) if p.part or low.endswith(str(p.year))), None)
    code = spoken.code(context.year or issued_on.year) if spoken and not re.search(r"ngày|hằng|hàng|mỗi", low) else None
    if code is not None:
        first, last = months_of(code)
        if low.startswith("trước"):
            return date((first - 1) // 12, (first - 1) % 12 + 1, 1) - timedelta(days=1), None
        return date(last // 12, last % 12 + 1, 1) - timedelta(days=1), None
    when = read_when(text, datetime.combine(issued_on, _MORNING), official_calendar())
    return when.due, when.recurrence


def _responsible(clause: str, low: str) -> str | None:
    match = pattern(rules().tasks["responsible"]).search(low)
    if match is None:
        return None
    name = "who" if match.group("who") else "who2"
    return clause[match.start(name) : match.end(name)].strip() or None


def _title(clause: str) -> str:
    if len(clause) <= _LONGEST_TITLE:
        return clause
    cut = clause.rfind(",", 60, _LONGEST_TITLE)
    return clause[: cut if cut > 0 else clause.rfind(" ", 0, _LONGEST_TITLE)]
