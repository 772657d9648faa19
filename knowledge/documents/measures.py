"""Level, change, growth or share: what the words before and after a number make of it."""

import re
from dataclasses import dataclass
from decimal import Decimal

from knowledge.documents.findings import Doubt
from knowledge.documents.labels import clean, strip_fillers
from knowledge.documents.quantities import Quantity
from knowledge.documents.words import pattern, rules

# No rate falls by ten points in a year, or rises by twenty: "giảm tỷ lệ … : 20,96%" names what it falls to.
_LARGEST_FALL = Decimal(10)
_LARGEST_RISE = Decimal(20)


@dataclass(slots=True)
class Before:
    """What earlier figures of the sentence hand on.

    label, unit: of the last figure. structure: the "cơ cấu …" whose shares are listed. adding: the verb of addition
    stood at the head of the list ("Xây dựng 05 xã …; 02 xã …"). part: the last figure was x of y. counted: it counted
    things. planned: it was the plan that stood beside a result. rate: it was a percentage that stands for itself.
    """

    label: str = ""
    unit: str | None = None
    structure: str | None = None
    adding: bool = False
    part: bool = False
    counted: bool = False
    planned: bool = False
    rate: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """How a figure is meant; base_end: how far the base's words go on after it; label_end: where its label ends."""

    measure: str
    label_end: int
    base: str | None = None
    base_end: int = 0
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Base:
    words: str | None = None
    end: int = 0
    compared: bool = False
    planned: bool = False


_BASE_STOP = re.compile(r"(?<!so với)(?<!so)\s(và|ước|trong đó|trong khi|cho thấy|nhưng|bằng|đạt|tăng|giảm)(?![^\W_])")


def read_measure(segment: str, tail: str, raw_tail: str, quantity: Quantity, before: Before) -> Reading:
    """Return how a figure is meant.

    segment: canonical words before it, its comparator and periods taken off; tail: canonical words after it up to the
    next figure, raw_tail the same as printed. The rules are the contract's ("How statements are read").
    """
    words = rules().measures
    body = re.sub(r"[\s:,=-]+$", "", segment)
    percent = (quantity.unit or "").startswith(("%", "‰"))
    base = _base_after(tail, raw_tail, percent or quantity.unit == "lần")
    turned = pattern(rf"(?<![^\W_]){words['change_against']}").search(body) if base.words is None else None
    if turned:
        # "cao hơn vụ trước 0,5 tạ/ha", "tăng so với cùng kỳ 5,2%"
        body = body[: turned.end("verb")]
        base = _Base(" ".join(turned.group("base").split()), 0, True)
    structure = pattern(rf"(?<![^\W_]){words['structure']}").search(body)
    if structure and ":" in body[structure.start() :]:
        before.structure = clean(body[structure.start() :].split(":")[0])
    exceed = _ends(body, "exceed_end")
    if exceed and (percent or not segment.rstrip().endswith(",")):
        # "15/17 chỉ tiêu vượt nghị quyết, 02 chỉ tiêu không đạt" exceeds by nothing.
        named = re.sub(r"^vượt(?: mức)?\s?", "", exceed.group()).strip()
        return Reading("growth" if percent else "increase", exceed.start(), base.words or named or None, base.end)
    changed = _change_before(body, quantity, before, base, percent)
    if changed is not None:
        return changed
    if quantity.unit == "lần" and (times := re.search(r"(?<![^\W_])(?:gấp|bằng)(?: hơn| khoảng| gần| trên)?$", body)):
        year = re.match(r"\s(năm (?:20\d\d|trước))(?![^\W_])", raw_tail, re.IGNORECASE)
        words_of = base.words or (year.group(1) if year else None)
        return Reading("share", times.start(), words_of, base.end, (Doubt.LEVEL_OR_SHARE,))
    shared = _share(body, before, base, structure) if percent else None
    if shared is not None:
        return shared
    level = _ends(body, "level_end")
    if not (level and pattern(r"(?:còn|lên|xuống|đạt|lại|tới|đến)").search(level.group())):
        direction = _directed(body)
        if direction:
            return _asked_for(direction, body, quantity, base, level)
    label_end = level.start() if level else len(body)
    return _by_noun(body, tail, quantity, before, base, label_end, percent)


def _ends(body: str, name: str) -> re.Match[str] | None:
    return pattern(rf"(?<![^\W_]){rules().measures[name]}$").search(body)


def _is_rate(body: str) -> bool:
    return pattern(rf"(?<![^\W_]){rules().measures['rate_head']}").search(body) is not None


def _base_after(tail: str, raw_tail: str, percent: bool) -> _Base:
    """Return what the figure is measured against: "so với năm 2020", "dự toán tỉnh giao"."""
    words = rules().measures
    match = pattern(rf"\s*,?\s*{words['base_direct']}[^,;.()]*").match(tail)
    cut = re.search(_BASE_STOP, match.group()) if match else None
    if match is None or (match.group().lstrip().startswith(",") and cut and cut.group(1) in ("đạt", "bằng")):
        # "404 tỷ đồng, so dự toán giao đạt 42%": the base is the next figure's.
        return _Base()
    end = cut.start() if cut else match.end()
    low = match.group().strip(" ,")
    compared = low.startswith(("so với ", "so ", "cùng kỳ")) or pattern(words["base_phrase"]).match(low) is not None
    if not percent and not compared:
        return _Base()
    text = re.sub(r"^[\s,]*(?:so với|so|trong)?\s+", " ", " " + raw_tail[:end]).strip(" ,.;")
    return _Base(text, end, compared, pattern(words["base_plan"]).match(low) is not None)


def _change_before(body: str, quantity: Quantity, before: Before, base: _Base, percent: bool) -> Reading | None:
    """Return the reading of "… tăng 9,2%", "… giảm 12 hộ": the change stands right before the number."""
    level, down, up = _ends(body, "level_end"), _ends(body, "decrease_end"), _ends(body, "increase_end")
    match = down or up
    if match is None or (level and level.group().startswith(("tăng lên", "nâng lên", "giảm xuống", "giảm còn"))):
        return None
    if up and (flow := _ends(body, "flow")) and "thêm" in flow.group():
        return Reading("level", len(body), base.words, base.end)
    if down:
        return Reading("decrease", match.start(), base.words, base.end)
    own = body[: match.start()]
    # "gia đình văn hóa đạt 93,5%, tăng 0,8%": what follows a percentage that stands for itself changes by points.
    rate = _is_rate(own or before.label.lower()) or (not strip_fillers(own, own)[1].strip(" ,;") and before.rate)
    added = match.group().startswith("thêm") and not percent
    points = (quantity.unit or "").startswith("điểm ")
    growth = percent and not points and not rate and not added
    before.adding = before.adding or added
    return Reading("growth" if growth else "increase", match.start(), base.words, base.end)


def _share(body: str, before: Before, base: _Base, structure: re.Match[str] | None) -> Reading | None:
    """Return the reading of a percentage of a plan, a total, a structure, the same period; None for a rate."""
    words = rules().measures
    share = _ends(body, "share_end")
    end = share.start() if share else len(body)
    rate = _is_rate(body or before.label.lower())
    turned = re.search(rf"(?:so với|so) ({words['base_plan']}[^,;]*?)\s(?:đạt|bằng)$", body)
    if turned:
        # "so dự toán giao đạt 42%"
        return Reading("share", turned.start(), turned.group(1), base.end)
    unsure = () if base.words else (Doubt.LEVEL_OR_SHARE,)
    if share and before.part and not base.words:
        # "123/196 xã đạt chuẩn (bằng 62,8%)", but "1.852/2.596 tỷ đồng, đạt 71,3%" is of the plan.
        return Reading("level", end) if before.counted else Reading("share", end, "kế hoạch", 0, unsure)
    if share and pattern(words["share_certain_end"]).fullmatch(share.group()):
        return Reading("share", end, base.words, base.end, unsure)
    if base.planned or (base.compared and not rate and not _directed(body)):
        return Reading("share", end, base.words, base.end)
    if share and share.group().startswith("chiếm"):
        if before.structure:
            return Reading("share", end, _lower_first(before.structure))
        # "31 hộ nghèo, chiếm 1,62% tổng số hộ": the part of all of its kind is a standing rate.
        of_its_kind = base.words and before.unit and base.words.lower().startswith(f"tổng số {before.unit}")
        if of_its_kind or before.part or (rate and not base.words):
            return Reading("level", end, base.words, base.end)
        if before.counted and not base.words:
            # "2.744 hộ cận nghèo, chiếm 11,25%"
            return Reading("level", end, None, 0, unsure)
        return Reading("share", end, base.words, base.end, unsure)
    if share and before.planned and not rate:
        # "Kết nạp 21 đảng viên (chỉ tiêu 18), đạt 116,7%"
        return Reading("share", end, base.words or "kế hoạch", base.end)
    own = re.split(r"[,;:]\s", body[:end])[-1]
    own = strip_fillers(own, own)[1].strip()
    if not own:
        # "Giải ngân vốn sự nghiệp thấp, mới đạt 31,5%"
        own = body[:end].strip(" ,") or (before.label.lower() if before.unit != "%" else "")
    if share and not rate and pattern(words["amount_head"]).match(own):
        # "Doanh thu … đạt 91,73%": an amount in percent can only be of its plan.
        return Reading("share", end, base.words or "kế hoạch", base.end, (Doubt.LEVEL_OR_SHARE,))
    if before.structure or (structure and structure.group().startswith("tỷ trọng")):
        level = _ends(body, "level_end")
        return Reading("share", level.start() if level else len(body), _lower_first(before.structure) or base.words)
    return None


def _directed(body: str) -> str | None:
    """Return "increase" or "decrease" when the clause starts with the change asked for ("Giảm tỷ lệ hộ nghèo …")."""
    words = rules().measures
    clause = re.split(r"[,;:](?=\s)", body.rstrip(" :"))[-1]
    opening = r"^(?:[\s,;:(]|(?:phấn đấu|tiếp tục|góp phần|mục tiêu|và|ước|dự kiến|quyết tâm|để|đã)(?![^\W_]))+"
    for candidate in (clause, body):
        bare = re.sub(opening, "", candidate)
        for name in ("decrease", "increase"):
            if pattern(rf"{words[name + '_start']}(?![^\W_])").match(bare):
                return name
    late = rf"(?:phấn đấu|mục tiêu) ({words['increase_start']}|{words['decrease_start']})(?![^\W_])"
    match = re.search(late, body)
    if match is None:
        return None
    return "decrease" if pattern(words["decrease_start"]).match(match.group(1)) else "increase"


def _asked_for(direction: str, body: str, quantity: Quantity, base: _Base, level: re.Match[str] | None) -> Reading:
    percent = (quantity.unit or "").startswith("%")
    rate = _is_rate(body) and percent
    end = level.start() if level else len(body)
    largest = _LARGEST_FALL if direction == "decrease" else _LARGEST_RISE
    if rate and quantity.value >= largest and quantity.comparator == "eq":
        return Reading("level", end, base.words, base.end, (Doubt.LEVEL_OR_CHANGE,))
    measure = "growth" if direction == "increase" and percent and not rate else direction
    return Reading(measure, end, base.words, base.end)


def _by_noun(
    body: str, tail: str, quantity: Quantity, before: Before, base: _Base, label_end: int, percent: bool
) -> Reading:
    """Return the reading of a label that names a change itself ("Tốc độ tăng …", "mức giảm …"), else of a level."""
    words = rules().measures
    growth = pattern(rf"(?<![^\W_])(?:{words['growth_noun']})(?![^\W_])").search(body)
    if growth and percent and not pattern(words["standing_growth"]).search(body):
        return Reading("growth", label_end, base.words, base.end)
    if pattern(rf"(?<![^\W_]){words['decrease_noun']}(?![^\W_])").search(body) and "giảm nghèo" not in body:
        return Reading("decrease", label_end, base.words, base.end)
    if pattern(rf"(?<![^\W_]){words['increase_noun']}(?![^\W_])").search(body) and not growth:
        return Reading("increase", label_end, base.words, base.end)
    if not percent and _adds(body, tail, quantity, before):
        return Reading("increase", label_end, base.words, base.end)
    return Reading("level", label_end, base.words, base.end if base.compared or percent else 0)


def _adds(body: str, tail: str, quantity: Quantity, before: Before) -> bool:
    """Whether a count adds to a stock: "xây dựng 02 trường đạt chuẩn", "có thêm 02 sản phẩm OCOP"."""
    words = rules().measures
    if not quantity.counted or (quantity.whole is not None and re.search(r"(?<![^\W_])có\s?$", body)):
        return False
    counted = re.split(r"[,;.]", tail)[0] if not tail.startswith(",") else tail.split(";")[0]
    clause = body.split(";")[-1]
    if pattern(rf"(?<![^\W_]){words['flow']}").search(clause):
        return False
    stock = pattern(words["stock"]).search(counted) or pattern(words["stock"]).search(clause)
    reached = re.search(r"(?<![^\W_])(?:lên|đạt|có)\s?$", body) and "thêm" not in clause
    if reached and not clause.strip(" ,:").startswith("xây dựng"):
        before.adding = False
        return False
    always = pattern(rf"(?<![^\W_]){words['addition_always']}$").search(body)
    if always and (stock or "thêm" in always.group()):
        before.adding = True
        return True
    if stock and pattern(rf"(?<![^\W_]){words['addition']}(?![^\W_])").search(clause):
        before.adding = True
        return True
    before.adding = before.adding and not re.sub(r"[\s,;:]|(?<![^\W_])và(?![^\W_])", "", body)
    return before.adding and bool(stock)


def _lower_first(text: str | None) -> str | None:
    return text[:1].lower() + text[1:] if text else None
