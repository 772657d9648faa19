"""What the words of a column's head name: a period and kind, an indicator, a thing that is counted, a comparison."""

import re
from dataclasses import dataclass

from knowledge.documents import units
from knowledge.documents.context import spoken_periods
from knowledge.documents.words import canonical, pattern, rules

_PART = re.compile(r"(?:6|06)\s?(?:t|tháng|th)(?![^\W\d_])(?!\s?cuối)")
_NINE = re.compile(r"(?:9|09)\s?(?:t|tháng)(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Term:
    """What a head says of its figures; cumulative: months since January where no period code has them."""

    period: str | None
    kind: str | None
    words: str
    cumulative: int | None = None


def term_of(text: str, year: int | None) -> Term:
    """Return period and kind that a head names: "KH22", "Ước TH 2021", "Năm 2021 Dự toán", "6 tháng đầu năm 2021"."""
    low = canonical(text)
    kind = None
    for name in ("estimate", "target", "actual"):
        if pattern(rf"(?<![^\W_]){rules().tables[name]}(?![^\W\d_])").search(low):
            kind = name
            break
    if kind is None and re.search(r"(?<![^\W_])ư\.?\s?th|(?<![^\W_])uth", low):
        kind = "estimate"
    short = pattern(rules().tables["short"]).search(low)
    word = short.group("word") if short else ""
    if short and word in ("th", "kh", "dt", "nq"):
        kind = "actual" if word == "th" else "target"
    elif (short and word in ("uth", "ước", "ước th")) or re.match(r"ư\.?\s?th", word):
        kind = "estimate"
    spoken = spoken_periods(low)
    code = None
    said_year = None
    if short:
        digits = short.group("year")
        said_year = int(digits) if len(digits) == 4 else 2000 + int(digits)
    bare = re.search(r"(?<![\d.,])(20[0-4]\d)(?![\d.,]*\d)", low)
    if said_year is None and bare:
        said_year = int(bare.group(1))
    if spoken:
        code = spoken[0].code(said_year or year)
    if code is None and said_year is None and year and pattern(rules().tables["whole_year"]).search(low):
        # "Dự toán năm" beside "Thực hiện quý II"
        code = str(year)
    part = "H1" if _PART.search(low) else "9M" if _NINE.search(low) else ""
    if part and (code is None or len(code) == 4):
        base_year = said_year or year
        code = f"{base_year}-{part}" if base_year else None
    if code is None and said_year is not None:
        code = str(said_year)
    return Term(code, kind, text, spoken[0].cumulative if spoken else None)


def indicator_of(parts: list[str]) -> str | None:
    """Return the indicator that a head names ("Diện tích (ha)"), None where it only says period and kind."""
    kept = []
    for part in parts:
        bare, _unit = units.in_brackets(part)
        low = canonical(bare)
        low = pattern(rules().tables["short"]).sub(" ", low)
        for period in reversed(spoken_periods(low)):
            low = low[: period.start] + " " + low[period.end :]
        low = re.sub(r"(?<![\d.,])20\d\d(?![\d.,]*\d)", " ", low)
        for name in ("estimate", "actual", "target"):
            low = pattern(rf"(?<![^\W_]){rules().tables[name]}(?![^\W_])").sub(" ", low)
        low = pattern(rules().tables["no_indicator"]).sub(" ", low)
        if (
            len(re.findall(r"[^\W\d_]{2,}", low)) >= 1 and any(canonical(bare).startswith(h) for h in rules().heads)
        ) or len(re.findall(r"[^\W\d_]{2,}", low)) >= 2:
            kept.append(bare)
    return " ".join(kept) or None


def thing_of(parts: list[str]) -> tuple[str, str | None] | None:
    """Return label and unit of a column that counts or measures the thing named above it.

    "Hộ nghèo" over "Số hộ" and "Tỷ lệ (%)" are "Số hộ nghèo" and "Tỷ lệ hộ nghèo", not a comparison.
    """
    if len(parts) < 2:
        return None
    last, unit = units.in_brackets(parts[-1])
    above = units.in_brackets(parts[-2])[0]
    rate = re.fullmatch(r"tỷ lệ(?:\s?\(?%\)?)?", canonical(last).strip())
    noun = counted_unit(last)
    if (rate is None and noun is None) or indicator_of([above]) is None:
        return None
    low = canonical(above)
    if is_compared(low) or any(pattern(rf"(?<![^\W_]){rules().tables[k]}").match(low) for k in ("actual", "target")):
        return None
    first = above[:1].lower() + above[1:]
    if rate is not None:
        return f"Tỷ lệ {first}", unit or "%"
    return (f"Số {first}" if low.startswith(noun or "") else f"{last} {first}"), noun


def counted_unit(label: str) -> str | None:
    """Return what a label counts ("Số hộ", "Tổng số trường đạt chuẩn"), None for a label that counts nothing known."""
    low = canonical(label)
    start = re.match(r"(?:tổng )?số\s(?=[^\W\d_])", low)
    match = rules().count.match(low, start.end()) if start else None
    if match is None or match.group("more") or match.group("per"):
        return None
    noun = rules().canon.get(match.group("noun"), match.group("noun"))
    return units.spelt((match.group("multiplier") or "") + (match.group("turns") or "") + noun)


def is_compared(low: str) -> bool:
    """Whether a head sets a figure against another one instead of naming an indicator ("Tỷ lệ hộ nghèo (%)" does)."""
    if pattern(rules().tables["set_against"]).search(low):
        return True
    last = low.rsplit(": ", 1)[-1]
    return pattern(rules().tables["percent_of"]).match(last) is not None or (
        pattern(rules().tables["pace"]).match(last) is not None
    )
