"""Word rules from knowledge/data/extraction.toml, and text in the form that they are matched against."""

import csv
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from re import Pattern
from typing import Any

# Old spelling puts the tone mark of oa, oe, uy on the last letter: "hoà", "khoẻ", "thuỷ". "quý" keeps it there.
_OLD_TONE = re.compile(r"(?<!q)(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?![^\W\d_])")
_MOVED = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_LIGATURES = str.maketrans(
    {
        "–": "-",
        "−": "-",
        "—": "-",
        "‒": "-",
        "“": '"',
        "”": '"',
        "\u00a0": " ",
        "\t": " ",
    }
)


def canonical(text: str) -> str:
    """Return text for matching, of the same length: lower case, new spelling, plain dashes and quotes."""
    low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(_LIGATURES))
    low = low.replace("tỉ lệ", "tỷ lệ").replace("tỉ đồng", "tỷ đồng").replace("tỉ trọng", "tỷ trọng")
    return _OLD_TONE.sub(lambda m: _MOVED[m.group()], low)


@dataclass(frozen=True, slots=True)
class Wording:
    """A stretch of text as printed and, letter by letter, in canonical form with scanning errors mended."""

    raw: str
    low: str
    repaired: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules compiled; one attribute per block of the file."""

    repairs: tuple[tuple[Pattern[str], str], ...]
    not_value: tuple[Pattern[str], ...]
    unit: Pattern[str]
    count: Pattern[str]
    canon: dict[str, str]
    together: frozenset[str]
    count_kinds: frozenset[str]
    nouns: frozenset[str]
    amount_end: Pattern[str]
    before: tuple[tuple[str, Pattern[str]], ...]
    after: tuple[tuple[str, Pattern[str]], ...]
    measures: dict[str, str]
    kinds: dict[str, str]
    periods: tuple[tuple[str, Pattern[str]], ...]
    period_after: str
    period_here: str
    yearly: str
    not_period: Pattern[str]
    plan_name: Pattern[str]
    heads: tuple[str, ...]
    group: Pattern[str]
    filler: Pattern[str]
    generic: Pattern[str]
    outline: dict[str, str]
    tables: dict[str, str]
    tasks: dict[str, Any]
    second_look: tuple[dict[str, Any], ...]
    secrecy: tuple[tuple[str, str], ...]
    particulars: dict[str, Any]


def wording(text: str) -> Wording:
    """Return a text with its canonical form; blanks are made single first."""
    raw = " ".join(unicodedata.normalize("NFC", text).split())
    low = canonical(raw)
    repaired = []
    for pattern, right in rules().repairs:
        for match in pattern.finditer(low):
            if len(match.group()) == len(right) and match.group() != right:
                low = low[: match.start()] + right + low[match.end() :]
                repaired.append(match.span())
    return Wording(raw, low, tuple(repaired))


@lru_cache(maxsize=1)
def rules() -> Rules:
    """Return the compiled rules; read once."""
    data = tomllib.loads(files("knowledge.data").joinpath("extraction.toml").read_text("utf-8"))
    counts = data["counts"]
    measures = data["units"]["measures"] + _shared_units()
    canon = {**data["units"]["canon"], **counts["canon"]}
    per = _any(data["per"]["nouns"])
    multiplier = _any(counts["multipliers"])
    nouns = _any(counts["nouns"] + counts["kinds"])
    return Rules(
        repairs=tuple((re.compile(entry["wrong"]), entry["right"]) for entry in data["repair"]),
        not_value=tuple(re.compile(entry["pattern"]) for entry in data["not_value"]),
        unit=re.compile(
            rf"\s?(?P<unit>{_any(measures)})(?![^\W\d_²³])(?P<per>(?:\s?/\s?(?:(?:0?1|một)\s)?(?:{per})(?![^\W_]))*)"
        ),
        count=re.compile(
            rf"\s?(?P<multiplier>(?:{multiplier})\s)?(?P<turns>{counts['turns']}\s)?(?P<noun>{nouns})(?![^\W\d_])"
            rf"(?P<more>(?:\s?(?:,|-)\s?(?:{nouns})(?![^\W\d_]))*)(?P<per>(?:\s?/\s?(?:(?:0?1|một)\s)?(?:{per})(?![^\W_]))*)"
        ),
        canon=canon,
        together=frozenset(counts["together"]),
        count_kinds=frozenset(counts["kinds"]),
        nouns=frozenset(word for noun in counts["nouns"] for word in canonical(noun).split()[:1]),
        amount_end=re.compile(data["units"]["amount_end"] + r"(?![^\W_])"),
        before=tuple((name, re.compile(pattern + r"\s?$")) for name, pattern in data["comparators"]["before"]),
        after=tuple((name, re.compile(r"\s?" + pattern)) for name, pattern in data["comparators"]["after"]),
        measures=data["measures"],
        kinds=data["kinds"],
        periods=tuple(
            (name, re.compile(rf"(?<![^\W_])(?:{pattern})")) for name, pattern in data["periods"]["patterns"]
        ),
        period_after=data["periods"]["after"],
        period_here=data["periods"]["here"],
        yearly=data["periods"]["yearly"],
        not_period=re.compile(data["periods"]["not_period"]),
        plan_name=re.compile(data["periods"]["plan_name"]),
        heads=tuple(sorted(data["labels"]["heads"], key=len, reverse=True)),
        group=re.compile(data["labels"]["group"]),
        filler=re.compile(data["labels"]["filler"]),
        generic=re.compile(data["labels"]["generic"]),
        outline=data["outline"],
        tables=data["tables"],
        tasks=data["tasks"],
        second_look=tuple(data["second_look"]),
        secrecy=tuple((level, words) for level, words in data["secrecy"]["levels"]),
        particulars=data["particulars"],
    )


@lru_cache(maxsize=512)
def pattern(expression: str) -> Pattern[str]:
    """Return an expression of the rules compiled."""
    return re.compile(expression)


def _any(words: list[str]) -> str:
    return "|".join(re.escape(canonical(word)) for word in sorted(set(words), key=len, reverse=True))


def _shared_units() -> list[str]:
    """Return the names of measures in the unit table that answers use too, [] where it is not shipped.

    Counted nouns have their own list; years, days, hours and ranks after a number are no figures of an indicator.
    A unit is kept as printed ("MWh" stays so), so only names are taken.
    """
    table = files("knowledge.data").joinpath("units.csv")
    if not table.is_file():
        return []
    names: list[str] = []
    for row in csv.DictReader(table.read_text("utf-8").splitlines()):
        if not row["dimension"].startswith("count") and row["dimension"] not in ("year", "day", "hour", "rank"):
            names += [row["unit"], *(row.get("aliases") or "").split("|")]
    return [canonical(name.strip()) for name in names if len(name.strip()) > 1 and "/" not in name]
