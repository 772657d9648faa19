"""The review queue in words: documents, findings with their doubts first, decisions, what cannot be done."""

from handlers.document_wording import doubt_words
from handlers.i18n import translator
from handlers.numbers import day_words, number, period_words, with_unit
from knowledge.documents.findings import Finding
from knowledge.review import Approved, Changes
from knowledge.review_queue import APPROVED, REJECTED, QueuedDocument, QueuedFinding, QueuedTask, ReviewError

LONGEST_QUOTE = 300


def document_line(queued: QueuedDocument, lang: str) -> str:
    """Return a document with what waits in it: "34-nq-hdnd-dai-lanh: 47 số liệu, 41 chắc chắn, 6 nghi vấn"."""
    _ = translator(lang).gettext
    total = queued.open + queued.approved + queued.rejected
    parts = [_("{count} số liệu").format(count=total)]
    if queued.open:
        parts.append(_("{count} chắc chắn").format(count=queued.sure))
        parts.append(_("{count} nghi vấn").format(count=queued.doubtful))
    if queued.approved:
        parts.append(_("đã duyệt {count}").format(count=queued.approved))
    if queued.rejected:
        parts.append(_("đã bỏ {count}").format(count=queued.rejected))
    if queued.tasks_open:
        parts.append(_("{count} việc có thời hạn").format(count=queued.tasks_open))
    return f"{queued.id}: {', '.join(parts)}"


def particulars(queued: QueuedDocument, lang: str) -> list[str]:
    """Return what is known of a document, and what has to be added."""
    _ = translator(lang).gettext
    head = queued.particulars
    name = " ".join(part for part in (head.kind, head.number, head.issuer) if part)
    lines = [", ".join(part for part in (name, head.title) if part) or queued.file]
    known = [head.place, day_words(head.issued_on, lang) if head.issued_on else None]
    known += [period_words(head.period, lang) if head.period else None, _("dự thảo") if head.draft else None]
    lines.append(" · ".join(part for part in known if part))
    names = {
        "issuer": _("cơ quan ban hành"),
        "place": _("địa phương"),
        "issued_on": _("ngày ban hành"),
        "title": _("trích yếu"),
        "period": _("kỳ số liệu"),
    }
    if head.missing:
        lines.append(_("Chưa thấy trong văn bản: {names}.").format(names=", ".join(names[one] for one in head.missing)))
    if head.place and not queued.place_code:
        lines.append(_("Chưa rõ “{place}” là đơn vị nào.").format(place=head.place))
    return [line for line in lines if line]


def finding_line(one: QueuedFinding, lang: str) -> str:
    """Return a finding on one line, its number first."""
    _ = translator(lang).gettext
    state = {APPROVED: _(" (đã duyệt)"), REJECTED: _(" (đã bỏ)")}.get(one.state, "")
    doubts = ", ".join(doubt_words(doubt, lang) for doubt in one.finding.doubts)
    return f"{one.number}. {said(one.finding, lang)}{state}" + (f" [{doubts}]" if doubts else "")


def finding_lines(one: QueuedFinding, lang: str) -> list[str]:
    """Return a finding with its doubts, its words and where they stand."""
    quote = one.finding.quote
    shown = quote if len(quote) <= LONGEST_QUOTE else quote[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
    return [finding_line(one, lang), f"   “{shown}”", f"   {one.finding.locator}"]


def said(finding: Finding, lang: str) -> str:
    """Return what a finding says: "Tỷ lệ hộ nghèo, Huyện A, năm 2021, chỉ tiêu, giảm: ≥ 3%"."""
    _ = translator(lang).gettext
    kinds = {"target": _("chỉ tiêu"), "estimate": _("ước thực hiện"), "actual": _("thực hiện")}
    measures = {
        "level": "",
        "increase": _("tăng thêm"),
        "decrease": _("giảm"),
        "growth": _("tăng trưởng"),
        "share": _("tỷ lệ so với"),
    }
    signs = {"eq": "", "ge": "≥ ", "gt": "> ", "le": "≤ ", "lt": "< ", "approx": "≈ ", "range": ""}
    figure = signs[finding.comparator] + number(finding.value, lang)
    if finding.value_max is not None:
        figure += f"–{number(finding.value_max, lang)}"
    amount = with_unit(figure, finding.unit or "", lang)
    parts = [
        finding.indicator or _("(thiếu tên chỉ tiêu)"),
        finding.place or _("(thiếu địa phương)"),
        period_words(finding.period, lang) if finding.period else _("(thiếu kỳ)"),
        kinds[finding.kind],
        " ".join(part for part in (measures[finding.measure], finding.base or "") if part),
    ]
    condition = f" ({finding.qualifier})" if finding.qualifier else ""
    return f"{', '.join(part for part in parts if part)}: {amount}{condition}"


def task_line(one: QueuedTask, lang: str) -> str:
    """Return a task on one line, its number with a v before it."""
    _ = translator(lang).gettext
    state = {APPROVED: _(" (đã duyệt)"), REJECTED: _(" (đã bỏ)")}.get(one.state, "")
    due = day_words(one.task.due, lang) if one.task.due else one.task.recurrence or one.task.due_text
    return f"v{one.number}. {due}: {one.task.title}{state}"


def change_lines(changes: Changes, earlier: str, lang: str) -> list[str]:
    """Return what a version says otherwise than the one before it."""
    _ = translator(lang).gettext
    head = _("So với bản trước ({earlier}): {changed} số đổi, {added} số mới, {removed} số không còn.")
    lines = [
        head.format(
            earlier=earlier, changed=len(changes.changed), added=len(changes.added), removed=len(changes.removed)
        )
    ]
    lines += [f"  {said(before, lang)} → {said(after, lang)}" for before, after in changes.changed]
    lines += [f"  + {said(one, lang)}" for one in changes.added]
    lines += [f"  − {said(one, lang)}" for one in changes.removed]
    return lines


def approved_line(done: Approved, lang: str) -> str:
    """Return what an approval did."""
    _ = translator(lang).gettext
    lines = [_("Đã duyệt {count} số liệu; hỏi được ngay.").format(count=done.findings)]
    if done.findings > done.added:
        lines.append(_("{count} số đã có từ trước.").format(count=done.findings - done.added))
    if done.tasks:
        lines.append(_("Đã nhận {count} việc có thời hạn.").format(count=done.tasks))
    if done.new_indicators:
        lines.append(_("Thêm {count} chỉ tiêu mới vào danh mục.").format(count=len(done.new_indicators)))
    return " ".join(lines)


def review_trouble(error: ReviewError, lang: str) -> str:
    """Return why a decision cannot be made, and what helps."""
    _ = translator(lang).gettext
    if error.reason == "place_needed" and not error.value:
        return _("Chưa biết số liệu của nơi nào; hãy ghi địa phương của văn bản (place=…) rồi duyệt.")
    said = {
        "unknown_document": _("không có văn bản “{value}” trong hàng chờ."),
        "unknown_item": _("không có mục số {value}."),
        "not_open": _("“{value}” đã được quyết định; hãy hoàn tác (undo) văn bản trước khi đổi."),
        "nothing_to_do": _("“{value}” không có gì để làm ở bước này."),
        "place_needed": _("“{value}” chưa đủ rõ là nơi nào; hãy ghi cả cấp trên (place=“Xã A, Huyện B”). {hint}"),
        "unknown_field": _("không có mục “{value}”; dùng một trong: {hint}."),
        "bad_value": _("giá trị “{value}” không dùng được; dùng một trong: {hint}."),
        "no_change": _("chưa ghi cần sửa gì; ví dụ: value=3,5 unit=%."),
    }[error.reason].format(value=error.value, hint=error.hint)
    return said.strip()
