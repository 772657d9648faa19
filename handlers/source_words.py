"""Common words of the sources (places in a document, bases, conditions), marked for translation; others are kept."""

import re
from collections.abc import Sequence

from handlers.i18n import translator


def pgettext(_context: str, message: str) -> str:
    """Return the message itself: it only marks it for the catalogue."""
    return message


LOCATOR_WORDS = (
    pgettext("locator", "Điều"),
    pgettext("locator", "mục"),
    pgettext("locator", "khoản"),
    pgettext("locator", "điểm"),
    pgettext("locator", "đoạn mở đầu"),
    pgettext("locator", "đoạn"),
    pgettext("locator", "chỉ tiêu"),
    pgettext("locator", "chú thích cuối văn bản"),
    pgettext("locator", "chú thích"),
    pgettext("locator", "bảng"),
    pgettext("locator", "dòng con"),
    pgettext("locator", "gạch đầu dòng"),
    pgettext("locator", "dấu + thứ"),
    pgettext("locator", "dòng"),
    pgettext("locator", "trang"),
    pgettext("locator", "Phần mở đầu"),
)

BASE_WORDS = (
    pgettext("base", "cùng kỳ"),
    pgettext("base", "6 tháng đầu năm"),
    pgettext("base", "cơ cấu kinh tế"),
    pgettext("base", "dự toán tỉnh giao"),
    pgettext("base", "dự toán thành phố giao"),
    pgettext("base", "dự toán thành phố phấn đấu"),
    pgettext("base", "dự toán"),
    pgettext("base", "tổng kế hoạch vốn"),
    pgettext("base", "kế hoạch vốn"),
    pgettext("base", "kế hoạch"),
    pgettext("base", "tổng số xã"),
    pgettext("base", "tổng số lao động"),
    pgettext("base", "xã"),
    pgettext("base", "năm"),
)

CONDITIONS = (
    pgettext("condition", "giảm còn"),
    pgettext("condition", "phấn đấu giảm còn"),
    pgettext("condition", "phấn đấu"),
    pgettext("condition", "duy trì"),
    pgettext("condition", "ổn định"),
    pgettext("condition", "giữ"),
    pgettext("condition", "mỗi năm"),
    pgettext("condition", "hằng năm"),
    pgettext("condition", "việc làm mới"),
    pgettext("condition", "cả năm"),
    pgettext("condition", "tăng bình quân"),
    pgettext("condition", "lũy kế"),
    pgettext("condition", "lũy kế đến nay"),
    pgettext("condition", "từ đầu năm đến nay"),
    pgettext("condition", "giá so sánh"),
    pgettext("condition", "theo giá so sánh"),
    pgettext("condition", "giá so sánh 2010"),
    pgettext("condition", "giá so sánh năm 2010"),
    pgettext("condition", "giá hiện hành"),
    pgettext("condition", "đến cuối năm 2021"),
    pgettext("condition", "cả 3 tiêu chí"),
    pgettext("condition", "nhà văn hóa đạt chuẩn"),
    pgettext("condition", "số xã xây dựng trong năm"),
    pgettext("condition", "số trường xây dựng đạt chuẩn trong năm"),
    pgettext("condition", "số thêm trong năm"),
    pgettext("condition", "không tính tiền cấp quyền sử dụng đất"),
    pgettext("condition", "không tính quốc lộ và tỉnh lộ"),
    pgettext("condition", "nhiệm vụ 6 tháng cuối năm 2021"),
)


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b{re.escape(word)}(?!\w)" for word in sorted(words, key=len, reverse=True)))


_LOCATOR, _BASE = _any_of(LOCATOR_WORDS), _any_of(BASE_WORDS)


def locator_in(text: str, lang: str) -> str:
    """Return a place in a document with its words translated: "Điều 2, mục I.12" → "Article 2, section I.12"."""
    return text if lang == "vi" else _LOCATOR.sub(lambda word: translator(lang).pgettext("locator", word.group()), text)


def base_in(text: str, lang: str) -> str:
    """Return what a figure is held against with its words translated: "dự toán tỉnh giao" → "the province's budget"."""
    return text if lang == "vi" else _BASE.sub(lambda word: translator(lang).pgettext("base", word.group()), text)


def condition_in(text: str, lang: str) -> str:
    """Return conditions divided by semicolons, each translated where it is a common one."""
    if lang == "vi":
        return text
    return "; ".join(translator(lang).pgettext("condition", part) for part in text.split("; ") if part)
