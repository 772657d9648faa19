"""Units as tables and headers print them, brought to the spelling that findings carry."""

import re

from knowledge.documents.words import canonical, rules

_SPELT = {
    "usd": "USD",
    "kwh": "kWh",
    "mw": "MW",
    "mwh": "MWh",
    "gwh": "GWh",
    "kw": "kW",
    "mva": "MVA",
    "kva": "kVA",
    "cbcs": "CBCS",
    "f0": "F0",
}
_POWERS = {"2": "²", "3": "³"}
_THOUSANDS = re.compile(r"^(?:1\.?000|10\^?3)\s?")


def spelt(unit: str) -> str:
    """Return a unit with the capitals that its symbols have ("triệu usd" → "triệu USD")."""
    return re.sub(r"[^\W_]+", lambda m: _SPELT.get(m.group(), m.group()), unit)


def of_column(text: str) -> str | None:
    """Return the unit that a unit column's field, a header's bracket or a line above the table names, None for none.

    "Tr.đồng" → "triệu đồng", "1000 tấn" → "nghìn tấn", "Ha" → "ha"; words no list knows are kept as printed.
    """
    low = " ".join(canonical(text).split()).strip(" .:;()")
    if not low or low in ("-", '"', "nt", "''"):
        return None
    low = _THOUSANDS.sub("nghìn ", low)
    low = re.sub(r"\s?/\s?", "/", low)
    low = re.sub(r"(?<![^\W\d_])(k?m|cm|dm)([23])(?![^\W_])", lambda m: m.group(1) + _POWERS[m.group(2)], low)
    low = re.sub(r"^tr(?:iệu|\.)?\s?\.?\s?(?:đồng|đ)\b\.?", "triệu đồng", low)
    low = re.sub(r"^tỷ\s?(?:đồng|đ)\b\.?", "tỷ đồng", low)
    low = rules().canon.get(low, low)
    match = re.fullmatch(r"(.+?đồng)/(?:người|đầu người)(?:/năm)?", low)
    if match:
        low = match.group(1)
    low = re.sub(
        r"^((?:nghìn |triệu )?(?:tấn|ha|m³|con|người|lượt người|cây|kg))/năm$",
        r"\1",
        low,
    )
    return spelt(low)


def is_unit(text: str) -> bool:
    """Return whether a field names a unit that the rules know."""
    low = " ".join(canonical(text).split()).strip(" .:;()")
    if not low:
        return False
    low = re.sub(r"\s?/\s?", "/", _THOUSANDS.sub("nghìn ", low))
    for expression in (rules().unit, rules().count):
        match = expression.match(low)
        if match and match.end() >= len(low) - 1:
            return True
    return bool(re.fullmatch(r"tr\.?\s?(?:đồng|đ)\.?|%/năm|% năm|kwh.*|[a-zđ²³%‰]{1,3}(?:/.*)?", low))


def in_brackets(text: str) -> tuple[str, str | None]:
    """Return a label without the unit in its last brackets, and that unit ("Diện tích (ha)" → "Diện tích", "ha").

    A unit after a comma ("Sản lượng, tấn") counts too; brackets that hold no unit stay.
    """
    for expression in (
        r"\s*\((?:đvt|đơn vị(?: tính)?)?\s*:?\s*([^()]{1,40})\)\s*\*?\s*$",
        r"\s*,\s(?:đvt:?\s)?([^,()]{1,25})$",
    ):
        match = re.search(expression, text, re.IGNORECASE)
        if match and is_unit(match.group(1)):
            return text[: match.start()].strip(), of_column(match.group(1))
    return text, None
