"""What the words beside a figure make of it: a plan, the figure of the year before, the beginning of a change."""

import re

from knowledge.documents.context import Context
from knowledge.documents.measures import Reading
from knowledge.documents.quantities import Quantity
from knowledge.documents.words import pattern, rules


def is_done(low: str) -> bool:
    """Return whether words tell what has been done, after what was planned ("đã giải ngân")."""
    return pattern(rf"(?<![^\W_]){rules().kinds['done']}(?![^\W_])").search(low) is not None


def whole_is_plan(low: str, quantity: Quantity) -> bool:
    """Return whether y of "x/y" is what was planned: "2.134/3.000 lao động, đạt 71,13% kế hoạch"."""
    words = rules().measures
    after = pattern(rf"(?:\s[^\W\d_]+){{0,5}}{words['share_of']}{words['base_plan']}")
    return quantity.whole is not None and after.match(low[quantity.end : quantity.end + 80]) is not None


def plan_after_stroke(low: str, lead: str, quantity: Quantity, unit: str | None) -> bool:
    """Return whether a figure is the plan behind a stroke: "1.142 ha/1.130 ha kế hoạch", "…, đạt 27% kế hoạch"."""
    words = rules().measures
    after = pattern(rf"(?:{words['share_of']}|\s){words['base_plan']}")
    behind = lead.strip() == "/" and quantity.unit == unit
    return behind and after.match(low[quantity.end : quantity.end + 60]) is not None


def plan_in_brackets(low: str, start: int, lead: str, quantity: Quantity) -> bool:
    """Return whether a figure alone in brackets is the plan named before: "vượt mục tiêu kế hoạch đề ra (7,5%)"."""
    if not re.fullmatch(r"[^()]*\(\s?", lead) or not low[quantity.end :].startswith(")"):
        return False
    words = rules().measures
    named = pattern(rf"(?<![^\W_]){words['against_plan']}{words['base_plan']}[^,;()%]{{0,40}}\(\s?$")
    return named.search(low[start : quantity.start]) is not None


def of_year_before(lead: str) -> bool:
    """Return whether a figure in brackets is that of a year before: "ước đạt 14,35% (cùng kỳ 13,2%)"."""
    return "(" in lead and pattern(rules().measures["beside"]).match(lead[lead.rfind("(") :]) is not None


def year_before(period: str | None) -> str | None:
    """Return the same period of the year before, None for a span of years."""
    return f"{int(period[:4]) - 1}{period[4:]}" if period and "/" not in period else None


def begins_change(low: str, start: int, quantity: Quantity, following: Quantity | None) -> bool:
    """Return whether a number only says where a change began: "giảm từ 9,8% xuống còn 7,6%"."""
    words = rules().measures
    if following is None or not pattern(words["change_lead"]).search(low[start : quantity.start]):
        return False
    began = re.match(r"từ(?![^\W_])", low[quantity.start :]) is not None
    return began and pattern(words["change_end"]).fullmatch(low[quantity.end : following.start]) is not None


def period_after(tail: str, reading: Reading) -> str | None:
    """Return the period that follows a figure: "02 trường trong năm 2021", "giảm còn 2,1% năm 2020"."""
    match = pattern(rules().period_after).match(tail)
    if match is None and reading.base is None and reading.measure != "share":
        match = pattern(rules().period_here).match(tail)
    return match.group(1) if match else None


def year_is_beside(lead: str, context: Context) -> bool:
    """Return whether a figure of a part of a year stands beside the year: "Lễ giao nhận quân 2020 …, giao đủ 107"."""
    if context.period is None or "-" not in context.period or context.beside or context.year is None:
        return False
    return re.search(rf"(?<![\d/.\-]){context.year}(?![\d/])", lead.split(";")[-1]) is not None


def names_anew(lead: str, in_group: bool) -> bool:
    """Return whether the words after a semicolon name something new, of the period and kind of the section.

    "…; tăng 3,2% so với tháng 12", "…; ước cả năm", "…; trong đó" and the further parts of a group go on with the old.
    """
    words = rules().measures
    after = lead.split(";")[-1]
    if "ước" in after or rules().group.search(after):
        return False
    change = "|".join(words[name] for name in ("increase_end", "decrease_end", "exceed_end", "share_end", "level_end"))
    compared = rf"{words['base_phrase']}[^,;]*?(?=(?:{change}|$))"
    own = pattern(compared).sub(" ", after)
    own = pattern(rf"(?<![^\W_])(?:{change}|{rules().filler.pattern})(?![^\W_])").sub(" ", own)
    if not re.search(r"[^\W\d_]{2}", own):
        return False
    return not in_group or any(own.strip().startswith(head + " ") for head in rules().heads)
