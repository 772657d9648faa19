"""Labels of indicators: cut out of a sentence, freed of what the measure says, joined with their whole."""

import re

from knowledge.documents.words import canonical, pattern, rules


def part_of(parent: str, child: str) -> str:
    """Return the label of a part: "Tổng diện tích gieo trồng" and "Lúa" make "Diện tích gieo trồng lúa".

    A part that has a head of its own ("Tỷ lệ …", "Sản lượng …") stands alone.
    """
    low = child.lower()
    if not parent or any(low.startswith(head) for head in rules().heads):
        return child
    bare = re.sub(r"^tổng(?: số)?\s", "", parent.lower())
    head = next(
        (h for h in rules().heads if bare.startswith(h) and h not in ("số", "tổng")),
        None,
    )
    if head is None:
        return child
    first = child[:1].lower() + child[1:] if not child[:2].isupper() else child
    return f"{head[:1].upper()}{head[1:]} {first}"


_EDGE = re.compile(r"^[\s,;:.()/+\-*\"“”]+|[\s,;:.(+\-*\"“]+$")


def clean(text: str) -> str:
    """Return a label without punctuation at its edges, single-spaced, with a capital."""
    previous = None
    while previous != text:
        previous = text
        text = _EDGE.sub("", text)
    text = " ".join(text.split())
    return text[:1].upper() + text[1:]


def strip_fillers(raw: str, low: str) -> tuple[str, str]:
    """Return a label without the words at its edges that belong to the sentence, not to the indicator."""
    filler = pattern(rf"^(?:[\s,;:]|{rules().filler.pattern}(?![^\W_]))+")
    match = filler.match(low)
    if match and match.end() >= len(low.rstrip()):
        return "", ""
    if match:
        raw, low = raw[match.end() :], low[match.end() :]
    end = pattern(rf"(?:[\s,]|(?<![^\W_])(?:{rules().filler.pattern}|giảm|tăng))+$").search(low)
    if end and end.start() > 0:
        raw, low = raw[: end.start()], low[: end.start()]
    return raw.strip(), low.strip()


def from_head(text: str) -> str:
    """Return a label from its head on: what a long sentence says before "tỷ lệ …", "tổng …" is not part of it."""
    low = text.lower()
    if len(text) <= 60 and "," not in text:
        return text
    clauses = [m.end() for m in re.finditer(r"[,;:]\s", text)]
    for start in [0, *clauses]:
        rest = low[start:].lstrip()
        if any(rest.startswith(head + " ") for head in rules().heads):
            return text[start:].strip()
    heads = [
        m.start()
        for m in re.finditer(
            r"(?<![^\W_])(?:tỷ lệ|tổng|giá trị|sản lượng|diện tích|thu ngân sách|thu nhập|số|đàn)(?![^\W_])",
            low,
        )
    ]
    if heads and len(text) > 60:
        return text[heads[0] :]
    return text[clauses[-1] :].strip() if clauses and len(text) - clauses[-1] > 8 and len(text) > 60 else text


def percent_of(following: str) -> str | None:
    """Return the label of "100% xã đạt chuẩn …": the share of the things that the words after the number name."""
    match = re.match(r"\s(?P<what>(?:[^\W\d_]+(?:\s[^\W\d_]+)?,\s){0,3}[^,;.()]{3,120})", following)
    if match is None or re.match(
        r"(?:so|kế hoạch|dự toán|và|trở|chỉ tiêu|vào|trong|năm)(?![^\W_])", match.group("what").lower()
    ):
        return None
    return f"Tỷ lệ {_one_kind(match.group('what')).strip()}"


def _one_kind(what: str) -> str:
    """Return the things counted, without a further indicator after a comma ("hộ dân, tỷ lệ hộ nghèo")."""
    for comma in re.finditer(r",\s", what):
        rest = canonical(what[comma.end() :])
        if any(rest.startswith(head + " ") for head in rules().heads):
            return what[: comma.start()]
    return what


def rate_of(label: str) -> str:
    """Return the label of the percentage that follows a count: after "Số xã đạt chuẩn" stands "Tỷ lệ xã đạt chuẩn"."""
    bare = re.sub(r"^(?:Tổng s|S)ố\s", "", label)
    return f"Tỷ lệ {bare}" if bare != label else label


def counted_label(text: str, noun: str, following: str, measure: str) -> str:
    """Return the label of a count: its own ("Số trường đạt chuẩn: 25 trường"), or what the words after it name.

    "còn 31 hộ nghèo" counts "Số hộ nghèo"; "Kết nạp mới 220 đảng viên" is named by its verb.
    """
    phrase = re.split(r"[,;.():]|(?<![^\W_])(?:với|và|bằng|chiếm|tăng|giảm|trong năm|so với)(?![^\W_])", following)[
        0
    ].strip()
    head = base_concept(clean(text), measure)
    low = head.lower()
    if re.match(r"(?:tổng )?(?:số|đàn)(?![^\W_])", low) and len(head.split()) > 1:
        return head
    if any(low.startswith(name + " ") for name in rules().heads) and len(head.split()) > 2:
        return head
    if phrase:
        return f"Số {noun} {phrase}"
    if not head:
        return f"Số {noun}"
    if len(head.split()) > 2:
        return head
    if low.startswith(noun + " "):
        return f"Số {low}"
    verb = pattern(rules().measures["flow"]).match(low)
    return f"{head} {noun}" if verb else f"Số {noun} {low}"


def with_object(text: str, following: str) -> str:
    """Return a label finished by the words after the number: "Bê tông hóa 2,35 km đường giao thông nông thôn"."""
    if len(text.split()) > 4 or any(text.lower().startswith(head) for head in rules().heads if head != "trồng rừng"):
        return text
    match = re.match(
        r"\s(?P<what>[^\W\d_][^,;.()\d]{2,60}?)(?=[,;.()]|$|\s(?:với|và|cho|để|tại|trong|so|năm|theo|trở|vượt|đạt|bằng|tăng|giảm|chiếm)(?![^\W_]))",
        following,
    )
    if match is None or re.match(
        r"(?:với|và|cho|để|tại|trong|so|năm|theo|trở|vào|của|đạt|bằng)(?![^\W_])", match.group("what")
    ):
        return text
    return f"{text} {match.group('what').strip()}"


def base_concept(label: str, measure: str) -> str:
    """Return a label without what the measure already says: "Giảm tỷ lệ hộ nghèo" as a decrease is "Tỷ lệ hộ nghèo"."""
    words = rules().measures
    low = canonical(label)
    starts = {
        "decrease": rf"(?:{words['decrease_noun']}|{words['decrease_start']})(?![^\W_])\s?",
        "increase": rf"(?:{words['increase_noun']}|{words['increase_start']})(?![^\W_])\s?",
        "growth": rf"(?:{words['growth_noun']}(?: bình quân)?(?: của)?|{words['increase_start']})(?![^\W_])\s?",
    }
    match = pattern(starts[measure]).match(low) if measure in starts else None
    if match and match.end() < len(label):
        return capital(label[match.end() :])
    return label


def row_measure(label: str, unit: str | None, structure: str | None) -> tuple[str, str, str | None]:
    """Return measure, label without what the measure says, and base of a row: "Giảm tỷ lệ hộ nghèo" is a decrease."""
    words = rules().measures
    low = canonical(label)
    percent = unit is not None and unit.startswith(("%", "‰"))
    match = pattern(rf"(?:{words['decrease_noun']}|{words['decrease_start']})(?![^\W_])\s?").match(low)
    if match and not re.search(r"(?<![^\W_])(?:còn|xuống)(?![^\W_])", low):
        return "decrease", capital(label[match.end() :]) or label, None
    if structure is not None and percent:
        return "share", label, structure[:1].lower() + structure[1:]
    if low.startswith("tỷ trọng"):
        return "share", label, None
    if pattern(words["standing_growth"]).search(low):
        return "level", label, None
    match = pattern(rf"{words['growth_noun']}(?: bình quân)?(?: của)?\s").match(low)
    if match and percent:
        return "growth", capital(label[match.end() :]), None
    ended = pattern(rf",?\s{words['increase_end']}(?: trong (?:năm|kỳ)| so với [^,;]*)?(?: \(%\))?$").search(low)
    if ended and percent:
        rate = pattern(rf"^{words['rate_head']}").search(low)
        return "increase" if rate else "growth", label[: ended.start()].strip(), None
    if ended and not pattern(rf"^(?:tổng )?số\s.*(?:{words['flow']}|có việc làm)").search(low):
        # "Số lao động được tạo việc làm tăng thêm" is the flow of the year itself.
        return "increase", label[: ended.start()].strip(), None
    ended = pattern(rf",?\s{words['decrease_end']}(?: trong (?:năm|kỳ)| so với [^,;]*)?$").search(low)
    if ended:
        return "decrease", label[: ended.start()].strip(), None
    match = pattern(rf"{words['increase_start']}(?![^\W_])\s?").match(low)
    if match:
        rest = low[match.end() :]
        rate = pattern(rf"^{words['rate_head']}").search(rest)
        return (
            ("growth" if percent and not rate else "increase"),
            capital(label[match.end() :]),
            None,
        )
    if not percent and re.match(r"(?:xây dựng|có thêm|công nhận mới)\s", low) and pattern(words["stock"]).search(low):
        return "increase", label, None
    return "level", label, None


def capital(text: str) -> str:
    """Return a text with a capital first letter, the others as they are."""
    return text[:1].upper() + text[1:]
