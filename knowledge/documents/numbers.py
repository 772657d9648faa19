"""Numbers as Vietnamese documents print them: dots between thousands, decimal comma, and what breaks them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from knowledge.documents.findings import Doubt
from knowledge.documents.words import pattern, rules

# A number may be broken after its mark by a blank ("87.010, 7") or have blanks between its thousands ("190 676").
_NUMBER = re.compile(r"(?<![\d.,])(?<![^\W\d_])[-+]?\d+(?:(?:[.,]|\s[.,]\s?(?=\d{3}\b))\d+)*")
_BROKEN = re.compile(
    r"(?<=\d),\s(?=\d{1,2}\s?(?:%|‰|tỷ|triệu|nghìn|ha|tấn|m[²³]|đồng))|(?<=\d)\.\s(?=\d{3}(?:[.,]\d|\s))"
)
_SPACED = re.compile(
    r"(?<![\d.,/])\d{1,3}(?: \d{3})+(?![\d.,])(?=\s?(?:%|tỷ|triệu|nghìn|ha\b|tấn|đồng|người|hộ|m[²³]))"
)
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_COMMAED = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?:,\d{3})+\.\d+")
_DECIMAL_COMMA = re.compile(r"\d+,\d+")
_DECIMAL_DOT = re.compile(r"\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Style:
    """How a document writes decimals: western when dots are its decimal mark, sure when it shows this elsewhere."""

    western: bool = False
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its span, value, and the doubts about its reading."""

    start: int
    end: int
    value: Decimal
    doubts: tuple[Doubt, ...]


def style_of(text: str) -> Style:
    """Return the decimal style that the unambiguous numbers of a document show.

    Vietnamese: "2.501,7", "12,5", "0,07", "1.234.567"; western: "2,501.7", "12.5", "1,234,567". Both or none: not sure.
    """
    vietnamese = len(
        re.findall(
            r"(?<![\d.,])(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,\d{1,2})(?![\d.,]*\d)",
            text,
        )
    )
    western = len(
        re.findall(
            r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+\.\d{1,2}(?=\s?%))(?![\d.,]*\d)",
            text,
        )
    )
    if vietnamese >= max(1, 4 * western):
        return Style(western=False, sure=True)
    return Style(western=western > 2 * vietnamese, sure=western >= max(2, 4 * vietnamese))


def find(low: str, style: Style) -> list[Number]:
    """Return the numbers of a canonical text in order; broken ones joined and marked."""
    joined = []
    taken = bytearray(len(low))
    for match in _SPACED.finditer(low):
        digits = match.group().replace(" ", "")
        _take(taken, *match.span())
        joined.append(Number(match.start(), match.end(), Decimal(digits), (Doubt.NUMBER_BROKEN,)))
    for match in _BROKEN.finditer(low):
        near = max(0, match.start() - 24)
        before = re.search(r"(?<![\d.,])\d[\d.]*$", low[near : match.start()])
        after = re.match(r"\d+(?:,\d+)?", low[match.end() :])
        # "mức độ 3, 4": without a thousand's dot or a long tail the comma parts two numbers.
        if before is None or after is None:
            continue
        if match.group()[0] == "," and "." not in before.group() and not _led(low[: near + before.start()]):
            continue
        if match.group()[0] == "." and len(before.group().split(".")[-1]) > 3:
            continue
        text = before.group() + match.group()[0] + after.group()
        value, _ = _value(text, style)
        start, end = near + before.start(), match.end() + after.end()
        if value is not None and not any(taken[start:end]):
            _take(taken, start, end)
            joined.append(Number(start, end, value, (Doubt.NUMBER_BROKEN,)))
    for match in _NUMBER.finditer(low):
        if any(taken[match.start() : match.end()]):
            continue
        text = match.group()
        signed = text[0] in "+-"
        # A sign counts after a blank or an opening mark; else it is a dash: "9-10", "2020-2021".
        start = match.start() + (1 if signed else 0)
        negative = (
            text[0] == "-" and (match.start() == 0 or low[match.start() - 1] in " (") and not _dash(low, match.start())
        )
        value, doubts = _value(text.lstrip("+-").replace(" ", ""), style)
        if value is not None:
            joined.append(
                Number(
                    match.start() if negative else start,
                    match.end(),
                    -value if negative else value,
                    doubts,
                )
            )
    return sorted(joined, key=lambda number: number.start)


def _led(lead: str) -> bool:
    """Whether a single figure is due: "tăng 2, 8%" was broken by a line, "các mức 3, 4%" was not."""
    return pattern(rules().measures["broken_after"]).search(lead[-12:]) is not None


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\x01" * (end - start)


def _dash(low: str, at: int) -> bool:
    return (at < 2 and not low[:at].strip()) or re.search(r"[\d%‰)]\s?$", low[max(0, at - 2) : at]) is not None


def read(text: str, style: Style) -> Number | None:
    """Return the number that a whole text is, None for any other text."""
    bare = text.strip().replace("−", "-").replace("\u00a0", " ")
    sign = -1 if bare.startswith("-") or re.fullmatch(r"\([\d.,\s]+\)", bare) else 1
    bare = bare.strip("-+() ")
    if not re.fullmatch(r"\d[\d.,]*(?:\s\d{3})*(?:,\d+)?", bare):
        return None
    broken = " " in bare
    value, doubts = _value(bare.replace(" ", ""), style)
    if value is None:
        return None
    return Number(
        0,
        len(text),
        sign * value,
        ((*doubts, Doubt.NUMBER_BROKEN) if broken else doubts),
    )


def _value(text: str, style: Style) -> tuple[Decimal | None, tuple[Doubt, ...]]:
    text = text.rstrip(".,")
    if text.isdigit():
        return Decimal(text), ()
    if _DOTTED.fullmatch(text):
        value = Decimal(text.replace(".", "").replace(",", "."))
        single = text.count(".") == 1 and "," not in text
        if single and text.startswith("0"):
            return Decimal(text), (Doubt.DECIMAL_MARK,)
        if single and style.western:
            return Decimal(text), (Doubt.DECIMAL_MARK,)
        return value, () if style.sure or not single else _unsure(style)
    if _COMMAED.fullmatch(text):
        return Decimal(text.replace(",", "")), () if style.western and style.sure else (Doubt.DECIMAL_MARK,)
    if _DECIMAL_COMMA.fullmatch(text):
        whole, decimals = text.split(",")
        if len(decimals) == 3 and not whole.startswith("0") and len(whole) <= 3:
            if style.western:
                return Decimal(whole + decimals), (Doubt.DECIMAL_MARK,)
            return Decimal(f"{whole}.{decimals}"), () if style.sure else (Doubt.DECIMAL_MARK,)
        return Decimal(f"{whole}.{decimals}"), ()
    if _DECIMAL_DOT.fullmatch(text):
        return Decimal(text), () if style.western and style.sure else (Doubt.DECIMAL_MARK,)
    # "3.335,250" matches above; anything else ("12.5,3", "1.23.456") is no number that a reader would vouch for.
    match = re.fullmatch(r"(\d+(?:\.\d+)*),(\d+)", text)
    if match:
        return Decimal(match.group(1).replace(".", "") + "." + match.group(2)), (Doubt.DECIMAL_MARK,)
    if re.fullmatch(r"\d+(?:\.\d+)+", text):
        return Decimal(text.replace(".", "")), (Doubt.DECIMAL_MARK,)
    return None, ()


def _unsure(style: Style) -> tuple[Doubt, ...]:
    # One dot before three digits is a thousand's mark in Vietnamese; only a document that writes decimals with dots
    # elsewhere makes it doubtful.
    return (Doubt.DECIMAL_MARK,) if style.western else ()
