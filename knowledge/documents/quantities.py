"""Quantities in running text: a number with its unit, comparator, range, and the whole it is a part of."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.documents.findings import Doubt
from knowledge.documents.numbers import Number, Style, find
from knowledge.documents.words import Wording, rules


@dataclass(frozen=True, slots=True)
class Quantity:
    """start–end: comparator, number, unit and what closes them ("trở lên"); number_start: the first digit.

    whole: y of "x/y". qualifier: what the unit adds ("mỗi năm"). counted: the unit is a counted noun.
    """

    start: int
    end: int
    number_start: int
    value: Decimal
    value_max: Decimal | None
    unit: str | None
    comparator: str
    whole: Decimal | None
    counted: bool
    qualifier: str | None
    doubts: tuple[Doubt, ...]


# What a rule may look at on either side of a number; no comparator or verb with its words is longer.
_WINDOW = 120


def quantities(text: Wording, style: Style) -> list[Quantity]:
    """Return the quantities of a text in order; numbers that name documents, dates, grades are left out."""
    masked = _masked(text.low)
    numbers = [number for number in find(text.low, style) if not masked[number.start]]
    found: list[Quantity] = []
    skip = 0
    for index, number in enumerate(numbers):
        if index < skip:
            continue
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        quantity, used = _quantity(text.low, number, following)
        if quantity is not None:
            if found and quantity.start < found[-1].end:
                quantity = replace(quantity, start=found[-1].end)
            found.append(quantity)
            skip = index + used
    return found


def _masked(low: str) -> bytearray:
    masked = bytearray(len(low))
    for expression in rules().not_value:
        for match in expression.finditer(low):
            masked[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    return masked


_TO = re.compile(r"(?P<unit>\s?[%‰])?\s?(?:-|đến|tới)\s?$")
_OF = re.compile(r"\s?/\s?$")


def _quantity(low: str, number: Number, following: Number | None) -> tuple[Quantity | None, int]:
    value, value_max, whole = number.value, None, None
    end, used = number.end, 1
    doubts = list(number.doubts)
    between = low[number.end : following.start] if following is not None else ""
    comparator = "eq"
    if following is not None and _TO.match(between) and following.value > value >= 0:
        value_max, end, used, comparator = following.value, following.end, 2, "range"
        doubts += following.doubts
    elif following is not None and _OF.match(between) and value >= 0 and _unit(low, following.end)[0] is not None:
        whole, end, used = following.value, following.end, 2
        doubts += following.doubts
    unit, unit_end, counted, qualifier = _unit(low, end)
    if counted and unit and unit.split()[0] in ("triệu", "tỷ", "nghìn") and unit.split()[1] not in rules().nouns:
        doubts.append(Doubt.UNIT_UNKNOWN)
    if following is not None and unit == "tỷ đồng" and (smaller := _millions_after(low, unit_end, following)):
        # "119 tỷ 214 triệu đồng" is one figure.
        value, unit_end, used = value + following.value / 1000, smaller, 2
    start, before = _comparator_before(low, number.start)
    after, tail_end = _comparator_after(low, unit_end)
    if after is None and re.match(r"từ(?![^\W_])", low[start:]):
        # "đạt từ 100% chỉ tiêu huyện giao trở lên": what the percentage is of stands in between.
        late = re.match(r"[^,;.()\d]{1,60}?(?<![^\W_])(trở lên|trở xuống)", low[unit_end:])
        after = {"trở lên": "ge", "trở xuống": "le"}[late.group(1)] if late else None
    if comparator == "eq":
        # "trên 8/8 phường, xã": beside a whole, "trên" says where.
        comparator = after or (before if whole is None or before != "gt" else None) or "eq"
    elif after:
        # "từ 9 - 10% trở lên" asks for at least the lower bound.
        comparator, value_max = after, None
    bare = Quantity(
        start=start,
        end=end,
        number_start=number.start,
        value=value,
        value_max=value_max,
        unit=None,
        comparator=comparator,
        whole=whole,
        counted=False,
        qualifier=None,
        doubts=tuple(doubts),
    )
    if unit is None:
        return _without_unit(low, bare), used
    return replace(bare, end=tail_end, unit=unit, counted=counted, qualifier=qualifier), used


def _millions_after(low: str, end: int, following: Number) -> int | None:
    """Return the end of "… 214 triệu đồng" right after "119 tỷ", None where it does not follow."""
    if low[end : following.start].strip() or not low[:end].endswith("tỷ") or following.value >= 1000:
        return None
    match = re.match(r"\s?triệu(?:\sđồng)?(?![^\W_])", low[following.end :])
    return following.end + match.end() if match else None


def _comparator_before(low: str, start: int) -> tuple[int, str | None]:
    """Return where the comparator before a number begins, and which it is."""
    near = max(0, start - _WINDOW)
    lead = low[near:start]
    from_word = re.search(r"(?<![^\W_])từ\s?$", lead)
    if from_word:
        nested = _match_before(lead[: from_word.start()])
        return (near + nested[0], nested[1]) if nested else (near + from_word.start(), None)
    matched = _match_before(lead)
    if matched is None:
        return start, None
    at, name = matched
    from_word = re.search(r"(?<![^\W_])từ\s?$", lead[:at])
    return near + (from_word.start() if from_word else at), name


def _match_before(lead: str) -> tuple[int, str] | None:
    for name, pattern in rules().before:
        match = pattern.search(lead)
        if match and (match.start() == 0 or not lead[match.start() - 1].isalnum()):
            return match.start(), name
    return None


def _comparator_after(low: str, end: int) -> tuple[str | None, int]:
    for name, pattern in rules().after:
        match = pattern.match(low, end)
        if match:
            return name, match.end()
    return None, end


def _unit(low: str, end: int) -> tuple[str | None, int, bool, str | None]:
    """Return the unit printed after a number, where it ends, whether it is a counted noun, and what it adds."""
    match = rules().unit.match(low, end)
    count = rules().count.match(low, end)
    if match and (count is None or _longer(match, count)):
        if match.group("unit") in ("triệu", "tỷ", "nghìn") and not match.group("per"):
            things = re.match(r"\s([^\W\d_]{2,})", low[match.end() :])
            if things and not rules().amount_end.match(things.group(1)):
                # "2,5 triệu cổ phiếu" is no money; what is counted is the next word, which no list knows.
                return f"{match.group('unit')} {things.group(1)}", match.end() + things.end(), True, None
        unit = rules().canon.get(match.group("unit"), match.group("unit"))
        unit, at, qualifier = _with_per(low, unit, match.group("per"), match.end())
        return unit, at, False, qualifier
    if count:
        noun = count.group("noun")
        more = re.split(r"\s?[,/-]\s?", count.group("more").strip())[1:]
        end_of_unit = count.end()
        # "02 phường, xã" is one unit; "144 hộ gia đình, cá nhân", "10 đơn vị, Bằng khen" only begin with theirs.
        if more and not rules().together.issuperset([noun, *more]):
            more, end_of_unit = [], count.end("noun")
        names = [rules().canon.get(name, name) for name in [noun, *more]]
        prefix = (count.group("multiplier") or "").replace("ngàn", "nghìn") + (count.group("turns") or "")
        per = count.group("per") if end_of_unit == count.end() else ""
        unit, at, qualifier = _with_per(low, prefix + ", ".join(dict.fromkeys(names)), per, end_of_unit)
        return unit, at, True, qualifier
    return None, end, False, None


def _longer(unit: re.Match[str], count: re.Match[str]) -> bool:
    # "30 triệu con": "triệu" alone would stand for "triệu đồng"; the longer reading is meant. "75 khối, thôn" counts.
    return unit.end("unit") > count.end("noun") or (unit.end("unit") == count.end("noun") and not count.group("more"))


def _with_per(low: str, unit: str, per: str, end: int) -> tuple[str, int, str | None]:
    """Return the unit with its denominator: a flow's "/năm" and income's "/người/năm" go to the qualifier."""
    if unit == "%" and re.match(r"\s?/?\s?năm(?![^\W_])(?!\s\d)", low[end:]) and not per:
        return "%/năm", end + re.match(r"\s?/?\s?năm", low[end:]).end(), None  # type: ignore[union-attr]
    parts = [re.sub(r"^(?:0?1|một)\s", "", part.strip()) for part in per.split("/") if part.strip()]
    parts = [rules().canon.get(part, part) for part in parts]
    if not parts:
        return unit, end, None
    if parts == ["năm"] and unit not in ("%", "‰"):
        return unit, end, "mỗi năm"
    if parts[0] in ("người", "đầu người") and unit.endswith(("đồng", "usd")):
        return unit, end, "một người" + (f", mỗi {parts[1]}" if len(parts) > 1 else "")
    return "/".join([unit, *parts]), end, None


def _without_unit(low: str, bare: Quantity) -> Quantity | None:
    """Return a quantity whose unit is missing or unknown, None where nothing says that the number is a value.

    "bằng 83,5 dự toán" lost its percent sign; "80/100 dân" is a rate per hundred; a large or decimal number after
    "đạt", "là" or a colon is a value whose unit is the next word.
    """
    before, after = low[max(0, bare.start - _WINDOW) : bare.start], low[bare.end : bare.end + _WINDOW]
    rate = re.match(r"\s?/\s?(100|1\.?000|10\.?000|100\.?000)\s(dân|người)", after)
    if rate:
        things = r"(?<![^\W_])(thuê bao|điện thoại|máy|giường|bác sĩ|người)(?![^\W_])[^,;]*$"
        noun = re.search(things, before)
        unit = f"{noun.group(1) if noun else ''}/{rate.group(1)} {rate.group(2)}"
        return replace(bare, end=bare.end + rate.end(), unit=unit, value_max=None)
    if re.search(r"(?<![^\W_])bằng\s?$", before) and re.match(rf"\s{rules().measures['base_plan']}", after):
        return replace(bare, unit="%", doubts=(*bare.doubts, Doubt.UNIT_MISSING))
    if after.startswith(")") and re.search(rf"\([\s]*{rules().measures['plan_before']}", before):
        # "(chỉ tiêu 18)": in the unit of the result before it.
        return replace(bare, unit="", counted=True)
    word = re.match(r"\s([^\W\d_]{2,})(?![^\W_])", after)
    if word and re.match(r"0\d(?!\d)", low[bare.number_start :]):
        # Officials write counts below ten with a zero: "04 Thủ trưởng", whatever is counted.
        doubts = (*bare.doubts, Doubt.UNIT_UNKNOWN)
        return replace(bare, end=bare.end + word.end(), unit=word.group(1), counted=True, doubts=doubts)
    told = re.search(r"(?:(?<![^\W_])(?:đạt|là|được|còn|gồm|có)|:)\s?$", before)
    marked = bare.value != bare.value.to_integral_value() or "." in low[bare.number_start : bare.end]
    if told and marked and word:
        doubts = (*bare.doubts, Doubt.UNIT_UNKNOWN)
        return replace(bare, end=bare.end + word.end(), unit=word.group(1), counted=True, doubts=doubts)
    if told and (marked or (not re.match(r"\s[^\W\d_]", after) and bare.value >= 1)):
        return replace(bare, counted=True, doubts=(*bare.doubts, Doubt.UNIT_MISSING))
    return None
