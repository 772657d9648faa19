"""Commands that add, change and confirm the duties of a province's own decisions, one by one or as CSV."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import TroubleError
from bot.session import Session
from handlers.i18n import translator

if TYPE_CHECKING:
    from handlers.state import State

OPERATOR = "terminal:operator"
_EXAMPLES = {
    "add": "solieu duties add tinh.csv",
    "edit": 'solieu duties edit RPT-07 due_rule="by P:17"',
    "confirm": "solieu duties confirm RPT-07",
}


def change(session: Session, options: Mapping[str, Any]) -> int:
    """Carry out "duties add FILE.csv", "edit CODE column=value …", "confirm CODE", "export", "table".

    Reminders that are planned already follow the changed rules.
    """
    from handlers.own_duties import duties_of, keep_duties
    from handlers.reminders import Reminders
    from handlers.state import State
    from knowledge.duties import Duty, confirmed, dump_duties, parse_duties

    _ = translator(session.lang).gettext
    now = session.clock.now()
    act = options["act"]
    if act in ("add", "edit", "confirm") and not options.get("code"):
        raise TroubleError(_("thiếu mã hoặc tệp; ví dụ: {example}").format(example=_EXAMPLES[act]), 2)
    state = State.open(session.state_path)
    try:
        if act == "table":
            return _table(state, session, options)
        if act == "export":
            text = dump_duties(duties_of(state))
            if options.get("output"):
                Path(options["output"]).write_text(text, encoding="utf-8")
            else:
                sys.stdout.write(text)
            return 0
        rows: tuple[Duty, ...]
        if act == "add":
            path = Path(options["code"])
            try:
                rows = parse_duties(path.read_text(encoding="utf-8-sig"), path.name)
            except UnicodeDecodeError as error:
                raise TroubleError(_("{name} không phải văn bản UTF-8.").format(name=path)) from error
        else:
            known = {duty.code: duty for duty in duties_of(state)}
            duty = known.get(options["code"])
            if duty is None:
                raise TroubleError(_("không có nhiệm vụ báo cáo mã “{code}”.").format(code=options["code"]), 2)
            given = _values(options.get("values") or [], session)
            if act == "confirm":
                rows = (confirmed(duty, given.get("legal_basis")),)
                if not rows[0].day_is_known:
                    raise TroubleError(
                        _("{code} chưa có ngày; trước hết: solieu duties edit {code} due_rule=…").format(
                            code=duty.code
                        ),
                        1,
                    )
            else:
                rows = parse_duties(_with(dump_duties([duty]), given), duty.code)
        count = keep_duties(state, rows, OPERATOR, now)
        Reminders(state, session.clock.zone).resow(now, duties_of(state), session.calendar())
    finally:
        state.close()
    session.remark(_("Đã ghi {count} nhiệm vụ báo cáo.").format(count=count))
    return 0


def _table(state: "State", session: Session, options: Mapping[str, Any]) -> int:
    """Print the tasks of a month by unit, or write them as an Excel table."""
    from dataclasses import asdict

    from handlers.markup import plain
    from handlers.month_tables import month_named, rows_of, text_of, workbook
    from handlers.reminders import Reminders

    _ = translator(session.lang).gettext
    now = session.clock.now()
    text = options.get("month") or options.get("code") or ""
    parts = text.split("-")
    found = month_named("/".join(reversed(parts)) if len(parts) == 2 else text, now.date())
    if found is None:
        raise TroubleError(_("“{text}” không phải tháng; ví dụ: 2026-11").format(text=text), 2)
    chats = [options["chat"]] if options.get("chat") else None
    rows = rows_of(Reminders(state, session.clock.zone), *found, now, chats)
    if options.get("output"):
        Path(options["output"]).write_bytes(workbook(rows, *found, session.lang).data)
    elif options.get("json"):
        for row in rows:
            print(json.dumps(asdict(row), ensure_ascii=False))
    else:
        print(plain(text_of(rows, *found, session.lang)))
    return 0


def _values(given: list[str], session: Session) -> dict[str, str]:
    from knowledge.duties import COLUMNS

    _ = translator(session.lang).gettext
    values = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or name not in COLUMNS or name == "code":
            raise TroubleError(
                _("“{pair}”: cần cột=giá trị; các cột: {columns}").format(pair=pair, columns=", ".join(COLUMNS)), 2
            )
        values[name] = value
    return values


def _with(text: str, values: Mapping[str, str]) -> str:
    """Return a CSV text of one row with other values in some columns."""
    import csv
    import io

    (row,) = csv.DictReader(io.StringIO(text))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row), lineterminator="\n")
    writer.writeheader()
    writer.writerow({**row, **values})
    return out.getvalue()
