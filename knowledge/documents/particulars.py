"""What the head of a document says of it: number, kind, issuer, place, date, title, draft, period."""

import re
from datetime import date

from knowledge.documents.blocks import Document, ListItem, Paragraph, Table
from knowledge.documents.context import pairs_of
from knowledge.documents.findings import Particulars
from knowledge.documents.outline import is_letterhead
from knowledge.documents.places import name_at
from knowledge.documents.words import canonical, pattern, rules

# The head is over long before this many lines.
_HEAD_LINES = 45
_NUMBER = re.compile(
    r"số\s*:?\s*(?P<number>\d{0,5}\s?/?\s?(?:\d{4}/)?\s?[a-zđ][a-zđ\d]*(?:-[a-zđ\d&]+)+|\d{1,5}-[a-zđ]+/[a-zđ]+)"
)
_DATE = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")
_ADOPTED = re.compile(r"thông qua[^.]{0,20}ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")


def particulars(document: Document, place: str | None) -> Particulars:
    """Return what the head says; place: the one given by whoever brings the document, which wins."""
    lines = head_lines(document)
    lows = [canonical(line) for line in lines]
    number = _number(lines, lows)
    kind, title = _title(lines, lows)
    issuer, own_place = _issuer(lines, lows)
    own_place = place or own_place or _from_title(title) or _from_head(lines, lows) or _from_body(document)
    if issuer is not None and own_place is not None and not issuer.endswith(own_place):
        of_unit = next((t for t in rules().particulars["places"] if own_place.lower().startswith(t + " ")), "")
        own_body = any(issuer == row[0] and len(row) > 2 for row in rules().particulars["issuers"])
        name = own_place[len(of_unit) :].strip() if own_body else own_place[:1].lower() + own_place[1:]
        issuer = f"{issuer} {name}"
    issued = _date(lows)
    if issued is None:
        issued = _adopted(document)
    pairs = pairs_of(canonical(title)) if title else ()
    period = next((code for _kind, code in pairs), None)
    draft = any(pattern(rules().particulars["draft"]).match(low.strip(" -*")) for low in lows[:12])
    return Particulars(number, kind, issuer, own_place, issued, title, draft, period)


def head_lines(document: Document) -> list[str]:
    """Return the lines of the head: first paragraphs and the cells of a letterhead, columns of a text file parted."""
    lines: list[str] = []
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            if index > 3 or not is_letterhead(block):
                break
            seen = set()
            for row in block.rows[:6]:
                for cell in row:
                    if cell.origin not in seen and cell.text and cell.number is None:
                        seen.add(cell.origin)
                        lines.append(cell.text)
        elif isinstance(block, Paragraph | ListItem):
            lines.append(block.text)
        if len(lines) >= _HEAD_LINES:
            break
    return lines


def _number(lines: list[str], lows: list[str]) -> str | None:
    for line, low in zip(lines, lows, strict=True):
        if re.match(r"\W*(?:căn cứ|xét|thực hiện)", low):
            break
        match = re.match(r"\W*" + _NUMBER.pattern, low)
        if match:
            text = re.sub(r"\s+", "", line[match.start("number") : match.end("number")])
            return text if re.match(r"\d", text) else None
    return None


def _title(lines: list[str], lows: list[str]) -> tuple[str | None, str | None]:
    """Return the kind of document and its title: the lines after the kind's own line, up to the body."""
    kinds = rules().particulars["kinds"]
    for index, low in enumerate(lows):
        kind = next(
            (k for k in kinds if re.fullmatch(rf"\W*{k}(?:\s(?:của|về)\s.*)?\W*", low) or low.strip(" *") == k),
            None,
        )
        if kind is None:
            kind = next(
                (k for k in kinds if low.startswith(k + " ") and lines[index].isupper()),
                None,
            )
        if kind is None or (re.match(r"\W*(?:căn cứ|xét)", low)):
            continue
        rest = lines[index][len(kind) :].strip(" *:") if not re.fullmatch(rf"\W*{kind}\W*", low) else ""
        parts = [rest] if rest else []
        for line, line_low in list(zip(lines, lows, strict=True))[index + 1 : index + 4]:
            bare = line.strip(" *")
            if not bare or _ends_title(line_low.strip(" *"), bare, is_first=not parts):
                break
            parts.append(bare)
        title = " ".join(parts) or None
        return kind[:1].upper() + kind[1:], title
    return None, None


def _ends_title(low: str, raw: str, *, is_first: bool) -> bool:
    # "KẾ HOẠCH / Thực hiện Chương trình …": what would end a title may begin it.
    if pattern(rules().particulars["title_end"]).match(low) and not (is_first and low.startswith("thực hiện ")):
        return True
    return len(raw) > 250 or (raw.endswith(".") and len(raw) > 120) or re.match(r"năm \d{4},", low) is not None


def _issuer(lines: list[str], lows: list[str]) -> tuple[str | None, str | None]:
    """Return the issuing body and its place ("UBND huyện Đắk Song", "Huyện Đắk Song")."""
    names = rules().particulars["issuers"]
    for index, low in enumerate(lows[:25]):
        if re.match(r"\W*(?:căn cứ|xét|kính gửi|điều|nơi nhận)", low):
            break
        for short, name, *own_type in names:
            # "TỔNG CỤC THỐNG KÊ / CỤC THỐNG KÊ TỈNH …": the last of several in a line is the body itself.
            at = low.rfind(name) if low.find(name) <= 12 else -1
            if at < 0:
                continue
            after = lines[index][at + len(name) :]
            if own_type:
                # "HUYỆN ỦY NGÂN SƠN": the body's name holds the unit's kind.
                after = f" {own_type[0]} {after.strip()}"
            found = _place_after(after) or (_place_after(lines[index + 1]) if index + 1 < len(lines) else None)
            if found is None and index + 2 < len(lines):
                found = _place_after(lines[index + 2])
            if found is not None:
                return short, found
            level = re.match(r"\s+(thị xã|huyện|xã|tỉnh|thành phố|phường)\b", canonical(after))
            if level:
                return short, None
    return None, None


# "ĐẢNG BỘ HUYỆN / VỀ PHƯƠNG HƯỚNG": capitals that go on with the title, not with a name.
_TITLE_WORD = re.compile(r"(?:ủy|uỷ|về|khóa|kỳ|số|năm|độc lập|cộng hòa|ban|của)(?![^\W_])")


def _place_after(text: str) -> str | None:
    """Return the unit named at the beginning of a text."""
    low = canonical(text)
    types = "|".join(re.escape(t) for t in sorted(rules().particulars["places"], key=len, reverse=True))
    match = re.match(rf"[\s*]*(?P<type>{types})\s+(?P<name>[^\W\d_][^,;.:\d*]*)", low)
    if match is None:
        return None
    raw = text[match.start("name") : match.end("name")]
    raw = pattern(rules().particulars["after_place"]).split(raw.strip())[0].strip()
    raw = re.split(r"\s(?:NĂM|THÁNG|QUÝ|VỀ|THEO)(?=\s|$)", raw)[0].strip()
    words = raw.split()
    if low.startswith("xã hội"):
        return None
    if _TITLE_WORD.match(canonical(raw)):
        return None
    if not words or len(words) > 5 or not all(word[:1].isupper() for word in words if word != "-"):
        return None
    kind = {"tp.": "thành phố", "tx.": "thị xã"}.get(match.group("type"), match.group("type"))
    name = " ".join(_title_case(word) for word in words)
    return f"{kind[:1].upper()}{kind[1:]} {name}"


def _title_case(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:].lower() if part.isupper() else part for part in word.split("-"))


def _from_title(title: str | None) -> str | None:
    if title is None:
        return None
    types = "|".join(re.escape(t) for t in sorted(rules().particulars["places"], key=len, reverse=True))
    for match in re.finditer(rf"(?<![^\W_])(?:{types})\s", canonical(title)):
        found = _place_after(title[match.start() :])
        if found:
            return found
    return None


def _from_head(lines: list[str], lows: list[str]) -> str | None:
    """Return the unit that the first lines name within another body's name ("PHÒNG GIÁO DỤC … HUYỆN THUẬN BẮC")."""
    for line, low in list(zip(lines, lows, strict=True))[:8]:
        if pattern(rules().outline["preamble"]).match(low) or low.startswith(("kính gửi", "nơi nhận")):
            return None
        found = _from_title(line) if len(line) <= 120 else None
        if found is not None:
            return found
    return None


def _from_body(document: Document) -> str | None:
    """Return the unit that the body names most often as its own kind ("thị xã Hồng Lĩnh"), communes left out."""
    text = " ".join(b.text for b in document.blocks if isinstance(b, Paragraph | ListItem))
    names: dict[str, int] = {}
    for match in re.finditer(r"(?<![^\W_])([Tt]hị xã|[Hh]uyện|[Tt]hành phố|[Tt]ỉnh)\s", text):
        found = name_at(text, match.end())
        if found and not _TITLE_WORD.match(canonical(found)):
            name = f"{match.group(1).capitalize()} {found}"
            names[name] = names.get(name, 0) + 1
    lower = {name: count for name, count in names.items() if not name.startswith("Tỉnh")}
    ranked = lower or names
    return max(ranked, key=lambda name: ranked[name]) if ranked else None


def _date(lows: list[str]) -> date | None:
    for low in lows:
        if re.match(r"\W*(?:căn cứ|xét|thực hiện|theo)", low):
            continue
        match = _DATE.search(low)
        if match:
            return _day(match)
    return None


def _adopted(document: Document) -> date | None:
    for block in reversed(document.blocks):
        if isinstance(block, Paragraph | ListItem):
            match = _ADOPTED.search(canonical(block.text))
            if match:
                return _day(match)
    return None


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match.group(3)), int(match.group(2)), int(match.group(1)))
    except ValueError:
        return None
