"""Commands that add, change and confirm the duties of a province's own decisions, one by one or as CSV."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.errors import TroubleError
from bot.session import Session
from handlers.i18n import translator

OPERATOR = "terminal:operator"


def change(session: Session, options: Mapping[str, Any]) -> int:
    """Carry out "duties add FILE.csv", "duties edit CODE column=value …", "duties confirm CODE", "duties export".

    Reminders that are planned already follow the changed rules.
    """
    from handlers.own_duties import duties_of, keep_duties
    from handlers.reminders import Reminders
    from handlers.state import State
    from knowledge.calendar import official_calendar
    from knowledge.duties import Duty, confirmed, dump_duties, parse_duties

    _ = translator(session.lang).gettext
    now = session.clock.now()
    state = State.open(session.state_path)
    try:
        act = options["act"]
        if act == "export":
            sys.stdout.write(dump_duties(duties_of(state)))
            return 0
        rows: tuple[Duty, ...]
        if act == "add":
            path = Path(options["code"])
            rows = parse_duties(path.read_text(encoding="utf-8-sig"), path.name)
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
        Reminders(state, session.clock.zone).resow(now, duties_of(state), official_calendar())
    finally:
        state.close()
    session.remark(_("Đã ghi {count} nhiệm vụ báo cáo.").format(count=count))
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
