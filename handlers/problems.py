"""Sentences for what is wrong with data files, databases and other files."""

import sqlite3
import traceback
from pathlib import Path

from handlers.i18n import translator
from knowledge.errors import DatabaseUnusable, Problem
from knowledge.schema import reason_of


def sentence(problem: Problem, lang: str) -> str:
    """Return one fault with its file and line: "facts.csv, dòng 17: không có địa phương “Bình Lụcc”."."""
    _ = translator(lang).gettext
    where = (
        _("{file}, dòng {line}").format(file=problem.file, line=problem.line)
        if problem.line is not None
        else problem.file
    )
    frame = _reasons(lang).get(problem.reason, "{reason} “{value}”.")
    said = frame.format(value=problem.value, hint=problem.hint, reason=problem.reason)
    if problem.hint and "{hint}" not in frame:
        said += " " + _("Gần nhất: {hint}.").format(hint=problem.hint)
    return f"{where}: {said}" if where else said


def _reasons(lang: str) -> dict[str, str]:
    _ = translator(lang).gettext
    return {
        "unknown_column": _("không có cột “{value}”."),
        "missing_column": _("thiếu cột “{value}”."),
        "too_many_cells": _("nhiều ô hơn số cột."),
        "too_few_cells": _("ít ô hơn số cột."),
        "missing_file": _("không có tệp này."),
        "not_utf8": _("không phải văn bản UTF-8."),
        "bad_toml": _("không đọc được TOML: {value}."),
        "bad_csv": _("không đọc được CSV: {value}."),
        "missing_value": _("thiếu giá trị ở cột “{value}”."),
        "bad_period": _("“{value}” không phải kỳ; ví dụ: 2021, 2021-H1, 2021-Q3, 2021-9M, 2021-06, 2021/2025."),
        "bad_kind": _("loại số “{value}” không có; dùng một trong: {hint}."),
        "bad_measure": _("cách đo “{value}” không có; dùng một trong: {hint}."),
        "bad_comparator": _("phép so “{value}” không có; dùng một trong: {hint}."),
        "bad_number": _("“{value}” không phải số."),
        "bad_range": _(
            "khoảng giá trị không khớp (“{value}”): range cần value nhỏ hơn value_max, phép so khác để trống value_max."
        ),
        "bad_date": _("“{value}” không phải ngày; ví dụ: 2026-01-31."),
        "bad_kind_of_day": _("loại ngày “{value}” không có; dùng một trong: {hint}."),
        "bad_level": _("cấp “{value}” không có; dùng một trong: {hint}."),
        "bad_choice": _("giá trị không có ({value}); dùng một trong: {hint}."),
        "bad_code": _("mã “{value}” sai dạng; dạng đúng: {hint}."),
        "bad_rule": _("quy tắc ngày không đọc được: {value}."),
        "bad_unit": _("“{value}” không phải đơn vị tính."),
        "dates_reversed": _("ngày đầu ở sau ngày cuối: {value}."),
        "repeated_code": _("mã “{value}” đã có ở dòng khác ({hint})."),
        "id_taken": _("mã số liệu “{value}” đã có trong kho với nội dung khác."),
        "place_contradicts_code": _("tên địa phương “{value}” không khớp place_code, là {hint}."),
        "indicator_contradicts_code": _("tên và mã chỉ tiêu không khớp: “{value}”; tên này là của {hint}."),
        "unknown_place": _("không có địa phương “{value}”."),
        "ambiguous_place": _(
            "có nhiều nơi tên “{value}”; ghi thêm cấp trên (“Xã A, Huyện B”) hoặc place_code: {hint}."
        ),
        "unknown_indicator": _("không có chỉ tiêu mã “{value}”."),
        "unknown_unit": _("không có đơn vị tính “{value}”."),
        "unknown_document": _("không có văn bản “{value}”."),
        "unknown_id": _("disagrees_with trỏ tới mã không có: “{value}”."),
        "duplicate_code": _("mã “{value}” bị trùng."),
        "duplicate_id": _("mã số liệu “{value}” bị trùng."),
        "duplicate_row": _("dòng này lặp lại {hint}."),
        "unmarked_disagreement": _("trái với {hint} mà không đánh dấu disagrees_with."),
        "alias_of_another": _("tên “{value}” đã là của {hint}."),
        "bad_alias": _(
            "“{value}” không dạy được: cần một cách gọi có chữ, không quá dài, không phải con số hay từ để hỏi."
        ),
        "unknown_target": _("không có chỉ tiêu hay địa phương “{value}”."),
        "quote_not_found": _("không thấy câu trích trong văn bản: “{value}”."),
    }


def unusable(error: DatabaseUnusable, lang: str) -> str:
    """Return what is wrong with a database and what can be done."""
    _ = translator(lang).gettext
    frame = {
        "missing": _("không có cơ sở dữ liệu {path}."),
        "damaged": _(
            "cơ sở dữ liệu {path} bị hỏng. Hãy chuyển tệp đi chỗ khác (hoặc lấy lại bản sao lưu) rồi chạy lại; "
            "kho số liệu sẽ được dựng lại."
        ),
        "locked": _("cơ sở dữ liệu {path} đang bị chương trình khác giữ; hãy thử lại sau."),
        "unwritable": _("không mở được cơ sở dữ liệu {path}: kiểm tra thư mục và quyền ghi."),
        "older": _("cơ sở dữ liệu {path} do bản cũ tạo ra. Hãy chuyển tệp đi chỗ khác rồi chạy lại để dựng bản mới."),
        "foreign": _("{path} không phải kho số liệu của chương trình này."),
        "newer": _("cơ sở dữ liệu {path} do bản mới hơn tạo ra; hãy cập nhật chương trình."),
    }.get(error.reason, _("không dùng được cơ sở dữ liệu {path}."))
    return frame.format(path=error.path)


def database(error: sqlite3.Error, lang: str) -> str:
    """Return what an error of the database in the midst of work means."""
    _ = translator(lang).gettext
    return {
        "damaged": _("cơ sở dữ liệu bị hỏng: {detail}."),
        "locked": _("cơ sở dữ liệu đang bị chương trình khác giữ; hãy thử lại sau."),
    }.get(reason_of(error), _("cơ sở dữ liệu báo lỗi: {detail}.")).format(detail=error)


def file_trouble(error: Exception, lang: str) -> str:
    """Return what is wrong with a file or folder."""
    _ = translator(lang).gettext
    name = getattr(error, "filename", None)
    if isinstance(error, FileNotFoundError):
        return _("không có tệp {name}.").format(name=name)
    if isinstance(error, PermissionError):
        return _("không có quyền đọc hoặc ghi {name}.").format(name=name)
    if isinstance(error, IsADirectoryError):
        return _("{name} là thư mục, không phải tệp.").format(name=name)
    return _("không đọc hoặc ghi được {name}: {detail}.").format(
        name=name or "", detail=getattr(error, "strerror", None) or error
    )


def failure(error: Exception, lang: str) -> str:
    """Return what the program failed at in work that goes on: a database, or a fault of its own and where it is."""
    if isinstance(error, sqlite3.Error):
        return database(error, lang)
    _ = translator(lang).gettext
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return _("chương trình gặp lỗi: {detail}").format(detail=f"{type(error).__name__}: {error} ({where})")
