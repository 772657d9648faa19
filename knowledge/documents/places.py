"""Communes named in a sentence: where a figure of a part of the document's place belongs."""

import re

_TYPE = re.compile(r"(?<![^\W_])([Xx]ã|[Pp]hường|[Tt]hị trấn|[Đđ]ặc khu)\s")
_WORD = re.compile(r"([^\W\d_]+)(?:([\s-])(?=[^\W\d_]))?")
_ROW = re.compile(
    r"(?P<type>[Xx]ã|XÃ|[Pp]hường|PHƯỜNG|[Tt]hị trấn|THỊ TRẤN|TT\.?|[Hh]uyện|HUYỆN|[Tt]hị xã|[Tt]hành phố|TP\.?|TX\.?|"
    r"[Đđ]ặc khu)\s(?P<name>\S.*)"
)
_FULL = {"TT": "Thị trấn", "TP": "Thành phố", "TX": "Thị xã"}


def name_at(text: str, at: int, longest: int = 4) -> str:
    """Return the words with capitals that begin at a position: the name after "xã " or "huyện ", "" for none."""
    words: list[str] = []
    end = at
    while len(words) < longest and (match := _WORD.match(text, end)) and match.group(1)[0].isupper():
        words.append(match.group(1))
        if match.group(2) is None:
            end = match.end()
            break
        end = match.end()
    return text[at:end].rstrip(" -")


def named_in(sentence: str, own: str | None) -> str | None:
    """Return the one commune that a sentence is about ("UBND xã Mai Pha …", "tại xã Quảng Lạc"), None for none or many.

    Names in brackets only explain a count, a list of names is about all of them, and the document's own place is no
    part of itself.
    """
    bare = re.sub(r"\([^()]*\)", lambda m: " " * len(m.group()), sentence)
    names = set()
    for match in _TYPE.finditer(bare):
        name = name_at(bare, match.end())
        if not name:
            continue
        after = re.match(
            r"\s?(?:,|và|;)\s(?:(?:xã|phường|thị trấn)\s)?",
            bare[match.end() + len(name) :],
        )
        if after and name_at(bare, match.end() + len(name) + after.end()):
            return None
        # "thôn Bình Cầm, xã Mai Pha" names where a thing lies, a school or a road bears a commune's name.
        before = bare[max(0, match.start() - 45) : match.start()].lower()
        if re.search(
            r"(?:thôn|xóm|bản|ấp|khối|trường|đường|chợ|khu)\s[^,;.]{2,30},?\s(?:-\s)?$",
            before,
        ):
            return None
        names.add(f"{match.group(1).capitalize()} {name}")
    different = {name for name in names if own is None or name.lower() not in own.lower()}
    return different.pop() if len(different) == 1 else None


def row_place(label: str) -> str | None:
    """Return the unit that a table's row or column is about ("Xã Vũ Bản", "TT. Bình Mỹ"), None for another label."""
    match = _ROW.fullmatch(" ".join(label.split()))
    if match is None or not match.group("name")[:1].isupper():
        return None
    kind = match.group("type").rstrip(".")
    name = match.group("name")
    if len(name.split()) > 5 or re.search(r"\d|đạt|chuẩn|,", name):
        return None
    return f"{_FULL.get(kind.upper(), kind.capitalize())} {name.title() if name.isupper() else name}"
