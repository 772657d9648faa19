"""Text of a file in Unicode: UTF-8, UTF-16 and older Vietnamese encodings, told apart by how they read."""

import re
import unicodedata
from itertools import product

# TCVN3 (ABC) has no toned capitals: a capital font (.VnTimeH) drew the same codes as capitals.
_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)

# VNI for Windows writes a vowel and then its mark: the marks after each base, and the letters that stand alone.
_VNI_MARKS = {
    "a": ("ùøûõïêéèúüëâáàåãä", "áàảãạăắằẳẵặâấầẩẫậ"),
    "e": ("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ"),
    "o": ("ùøûõïâáàåãä", "óòỏõọôốồổỗộ"),
    "ô": ("ùøûõï", "ớờởỡợ"),
    "u": ("ùøûõï", "úùủũụ"),
    "ö": ("ùøûõï", "ứừửữự"),
    "y": ("ùøûõ", "ýỳỷỹ"),
}
_VNI_ALONE = dict(zip("íìæóòôöîñ", "íìỉĩịơưỵđ", strict=True))


def _vni_table() -> dict[str, str]:
    table = {}
    for base, (marks, letters) in _VNI_MARKS.items():
        for mark, letter in zip(marks, letters, strict=True):
            for upper_base, upper_mark in product((False, True), repeat=2):
                typed = (base.upper() if upper_base else base) + (mark.upper() if upper_mark else mark)
                table[typed] = letter.upper() if upper_base else letter
    for typed, letter in _VNI_ALONE.items():
        table[typed] = letter
        table[typed.upper()] = letter.upper()
    return table


_VNI = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# The commonest words of official Vietnamese that a wrong decoding cannot produce: each has a mark.
_MARKED = frozenset(
    word
    for line in (
        "và của các được năm tỷ đồng không phát triển huyện xã nghị quyết kế hoạch chỉ tiêu thực hiện lệ",
        "đạt dân số hộ nghèo trên giá trị sản xuất tổng diện tích nhân ủy hội là với để từ đến phải",
        "những có về này tại ngày tháng công tác việc lượng nông nghiệp điều người tăng giảm báo cáo",
        "tỉnh thành phố triệu tấn vốn đầu tư ngân sách bằng cùng kỳ ước cả địa bàn bảo hiểm rừng trường",
        "chuẩn quốc",
    )
    for word in line.split()
    if not word.isascii()
)
_WORD = re.compile(r"[^\W\d_]+")


def vietnameseness(text: str) -> float:
    """Return the share of words that are common marked Vietnamese words (0–1); about 0.2–0.4 for official prose."""
    words = _WORD.findall(text[:200_000].lower())
    return sum(word in _MARKED for word in words) / len(words) if words else 0.0


def from_tcvn3(text: str) -> str:
    """Return text whose letters are TCVN3 codes read as Windows-1252, in Unicode."""
    return text.translate({ord(code): letter for code, letter in _TCVN3.items()})


def from_vni(text: str) -> str:
    """Return text whose letters are VNI codes read as Windows-1252, in Unicode."""
    return _VNI_PATTERN.sub(lambda match: _VNI[match.group()], text)


def mend(text: str) -> tuple[str, str | None]:
    """Return Unicode text and the older encoding that it was in although the file called it Unicode (else None)."""
    best, name = text, None
    score = vietnameseness(text) + 0.03
    for candidate, mended in (("tcvn3", from_tcvn3(text)), ("vni", from_vni(text))):
        if vietnameseness(mended) > score:
            best, name, score = mended, candidate, vietnameseness(mended)
    return best, name


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file's bytes in NFC and the name of its encoding.

    UTF-8 and UTF-16 are recognised by their own marks; otherwise every older encoding is tried and the reading with the
    most common Vietnamese words wins, Windows-1252 being the reading when none is Vietnamese.
    """
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return _finished(data.decode(name, errors="replace"), name)
    zeros = data[:4000].count(0)
    if zeros > len(data[:4000]) // 8:
        name = "utf-16-le" if data[1:4000:2].count(0) >= data[0:4000:2].count(0) else "utf-16-be"
        return _finished(data.decode(name, errors="replace"), name)
    try:
        return _finished(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    western = "".join(_western(byte) for byte in data)
    readings = {
        "cp1252": western,
        "tcvn3": from_tcvn3(western),
        "vni": from_vni(western),
        "cp1258": unicodedata.normalize("NFC", data.decode("cp1258", errors="replace")),
        "utf-8": data.decode("utf-8", errors="replace"),
    }
    name = max(readings, key=lambda candidate: vietnameseness(readings[candidate]))
    return unicodedata.normalize("NFC", readings[name]), name


def _finished(text: str, name: str) -> tuple[str, str]:
    mended, older = mend(unicodedata.normalize("NFC", text.lstrip("\ufeff")))
    return unicodedata.normalize("NFC", mended), older or name


def _western(byte: int) -> str:
    # Windows-1252 leaves five codes undefined; Latin-1 keeps them apart instead of losing them.
    raw = bytes([byte])
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
