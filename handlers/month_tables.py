"""The tasks of a month by unit: finished in time or late, open in time or overdue; as text and as an Excel table.

The columns are those of the report on assigned tasks of the Government Office (Thông tư 01/2020/TT-VPCP): tasks carried
over and new ones, finished ones in time and late, those under way in time and overdue.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from handlers import access
from handlers.duty_questions import words_of
from handlers.i18n import translator
from handlers.markup import bold, escape
from handlers.message import Attachment, Message, Reply
from handlers.numbers import number
from handlers.reminders import Reminders, Thing
from handlers.services import Services
from handlers.state import State
from knowledge import period_words, periods
from knowledge.calendar import month_end

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_UNITS = 12
_WIDTHS = (6, 40, 12, 14, 12, 12, 12, 12, 12, 12, 12, 14)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """The tasks of one unit in a month: how many came from before, how many are new, and what became of them."""

    unit: str
    carried: int = 0
    fresh: int = 0
    in_time: int = 0
    late: int = 0
    open_in_time: int = 0
    overdue: int = 0

    @property
    def total(self) -> int:
        """All tasks."""
        return self.carried + self.fresh

    @property
    def finished(self) -> int:
        """The finished ones."""
        return self.in_time + self.late

    @property
    def open(self) -> int:
        """Those under way."""
        return self.open_in_time + self.overdue

    @property
    def share_in_time(self) -> float | None:
        """Percent of what had to be finished by now that was finished in time, None where nothing had to be."""
        due = self.finished + self.overdue
        return round(100 * self.in_time / due, 1) if due else None


def rows_of(reminders: Reminders, year: int, month: int, now: datetime, chats: Iterable[str] | None) -> list[UnitRow]:
    """Return a row for each unit that had tasks in a month, by name; chats: only theirs, None for all.

    Counted are duties and tasks that are due in the month, finished in it, or were still open when it began; a month
    that is not over is counted as it stands now, one that is over as it stood at its end.
    """
    first = datetime.combine(date(year, month, 1), time(), now.tzinfo)
    end = datetime.combine(month_end(year, month), time(23, 59, 59), now.tzinfo)
    at = min(now, end)
    wanted = set(chats) if chats is not None else None
    found: dict[str, UnitRow] = {}
    for thing, finished in reminders.tasks_until(end):
        if wanted is not None and thing.chat not in wanted:
            continue
        if finished is not None and finished < first:
            continue
        unit = unit_of(thing, reminders.state)
        row = found.get(unit, UnitRow(unit))
        is_old = thing.due < first
        row = replace(row, carried=row.carried + is_old, fresh=row.fresh + (not is_old))
        if finished is not None and finished <= at:
            late = finished > thing.due
            row = replace(row, late=row.late + late, in_time=row.in_time + (not late))
        else:
            over = thing.due < at
            row = replace(row, overdue=row.overdue + over, open_in_time=row.open_in_time + (not over))
        found[unit] = row
    return [found[unit] for unit in sorted(found, key=str.casefold)]


def unit_of(thing: Thing, state: State) -> str:
    """Return whose task it is: the unit it was given to, its owner, or the chat it belongs to."""
    if thing.unit:
        return thing.unit
    owner = state.person(thing.owner) if thing.owner else None
    if owner is not None and owner.name:
        return owner.name
    chat = state.chat(thing.chat)
    person = state.person(thing.chat)
    return (chat.title if chat is not None else "") or (person.name if person is not None else "") or thing.chat


def text_of(rows: list[UnitRow], year: int, month: int, lang: str) -> str:
    """Return the table as lines for a phone: the sum, then each unit."""
    _ = translator(lang).gettext
    head = bold(_("Nhiệm vụ tháng {month}/{year}").format(month=month, year=year))
    if not rows:
        return head + "\n" + _("Không có nhiệm vụ nào trong tháng này.")
    lines = [head, _line(total_of(rows, _("Tổng cộng")), lang)]
    lines += [f"• {_line(row, lang)}" for row in rows[:MOST_UNITS]]
    if len(rows) > MOST_UNITS:
        lines.append(_("… và {count} đơn vị nữa trong tệp Excel").format(count=len(rows) - MOST_UNITS))
    return "\n".join(lines)


def total_of(rows: Iterable[UnitRow], name: str) -> UnitRow:
    """Return the sum of all rows."""
    total = UnitRow(name)
    for row in rows:
        total = UnitRow(
            name,
            total.carried + row.carried,
            total.fresh + row.fresh,
            total.in_time + row.in_time,
            total.late + row.late,
            total.open_in_time + row.open_in_time,
            total.overdue + row.overdue,
        )
    return total


def workbook(rows: list[UnitRow], year: int, month: int, lang: str) -> Attachment:
    """Return the table as an XLSX file, with a sum in its last row."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    _ = translator(lang).gettext
    book = Workbook()
    sheet = book.active
    if sheet is None:
        sheet = book.create_sheet()
    sheet.title = f"{month:02}-{year}"
    sheet.append([_("Tình hình thực hiện nhiệm vụ được giao, tháng {month}/{year}").format(month=month, year=year)])
    groups = [
        (_("STT"), ()),
        (_("Đơn vị"), ()),
        (_("Tổng số nhiệm vụ"), (_("Tổng số"), _("Kỳ trước chuyển sang"), _("Trong kỳ"))),
        (_("Đã hoàn thành"), (_("Tổng số"), _("Đúng hạn"), _("Quá hạn"))),
        (_("Chưa hoàn thành"), (_("Tổng số"), _("Trong hạn"), _("Quá hạn"))),
        (_("Tỷ lệ đúng hạn (%)"), ()),
    ]
    column = 1
    for name, parts in groups:
        sheet.cell(2, column, name)
        width = max(1, len(parts))
        if parts:
            sheet.merge_cells(start_row=2, end_row=2, start_column=column, end_column=column + width - 1)
        else:
            sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
        for offset, part in enumerate(parts):
            sheet.cell(3, column + offset, part)
        column += width
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=column - 1)
    numbered: list[tuple[int | None, UnitRow]] = [*enumerate(rows, 1), (None, total_of(rows, _("Tổng cộng")))]
    for place, row in numbered:
        sheet.append(
            [
                place, _cell(row.unit), row.total, row.carried, row.fresh, row.finished, row.in_time, row.late,
                row.open, row.open_in_time, row.overdue, row.share_in_time,
            ]
        )  # fmt: skip
    for line in (*sheet.iter_rows(min_row=1, max_row=3), *sheet.iter_rows(min_row=sheet.max_row)):
        for cell in line:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    for letter, wide in zip("ABCDEFGHIJKL", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = wide
    sheet.freeze_panes = "C4"
    content = io.BytesIO()
    book.save(content)
    return Attachment(f"nhiem-vu-{year}-{month:02}.xlsx", MEDIA_TYPE, content.getvalue())


def show(message: Message, rest: str, services: Services, lang: str) -> Reply:
    """Return the table of a month, this one where none is named: of the chat, for editors in private of all chats."""
    _ = translator(lang).gettext
    found = month_named(rest, message.now.date())
    if found is None:
        return Reply(_("Tháng nào? Ví dụ: /bangthang 11/2026"))
    role = access.role_of(services.state, message.person, services.admins, services.mode)
    everything = message.private and role in ("editor", "admin")
    reminders = Reminders(services.state, message.now.tzinfo, services.rhythm)
    rows = rows_of(reminders, *found, message.now, None if everything else [message.chat])
    text = text_of(rows, *found, lang)
    return Reply(text, attachment=workbook(rows, *found, lang)) if rows else Reply(text)


def month_named(text: str, today: date) -> tuple[int, int] | None:
    """Return the year and month that a text names, this month for an empty text, None for anything else."""
    if not text.strip():
        return today.year, today.month
    folded = " ".join(text.casefold().split())
    if folded in ("tháng này", "thang nay"):
        return today.year, today.month
    if folded in ("tháng trước", "thang truoc"):
        last = today.replace(day=1) - timedelta(days=1)
        return last.year, last.month
    mentions = period_words.find(words_of(text), today)
    period = periods.parse(mentions[0].code(today.year) or "") if len(mentions) == 1 else None
    if period is None or period.first_month != period.last_month:
        return None
    year, month = divmod(period.last_month - 1, 12)
    return year, month + 1


def _line(row: UnitRow, lang: str) -> str:
    _ = translator(lang).gettext
    text = _(
        "{unit}: {total} việc; đã xong {finished} (đúng hạn {in_time}, quá hạn {late}); "
        "chưa xong {open} (trong hạn {open_in_time}, quá hạn {overdue})"
    ).format(
        unit=escape(row.unit),
        total=row.total,
        finished=row.finished,
        in_time=row.in_time,
        late=row.late,
        open=row.open,
        open_in_time=row.open_in_time,
        overdue=row.overdue,
    )
    if row.share_in_time is not None:
        text += _("; đúng hạn {share}%").format(share=number(Decimal(str(row.share_in_time)), lang))
    return text


def _cell(text: str) -> str:
    # A text that begins like a formula would be run by Excel when the file is opened.
    return "'" + text if text[:1] in ("=", "+", "-", "@") else text
