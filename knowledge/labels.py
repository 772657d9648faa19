"""Indicators named in rows of data: found by code or by label, the words that belong to measure and base set aside."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process
from sqlite_utils import Database

from knowledge.abbreviations import Abbreviations
from knowledge.dimensions import RATIOS
from knowledge.meaning import CHANGES, begins, holds, holds_any
from knowledge.text import Token, clean, fold, key, syllable, tokenize
from knowledge.word_lists import word_lists

WORDS = Path(__file__).parent / "data" / "label_words.toml"
LONGEST_CODE = 60
_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
# "Năng suất lúa vụ Hè Thu 2025", "… Đông Xuân 2024 - 2025".
_YEARS_BEHIND = re.compile(r" (?:năm )?20\d\d(?: ?[-–/] ?20\d\d)?$")
# "Bác sĩ bình quân 1 vạn dân" is so much for each.
_ONE, _ONE_SPELT = re.compile(r"(?<= )1(?= )"), re.compile(r"(?<= )một(?= ha\b)")
_UNIT_BEHIND = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
# Two letters that changed places in a code of four ("grpd") leave 75.
_LIKELY_SLIP = 70
_SHORTEST_NAME = 3
_AREA = ("dia", "ban")
_OF_LEVEL = frozenset({"cua", "toan"})
# One word alone ("diện tích") is no name.
_FEWEST_TELLING = 2
_MARK_OF_PART = re.compile(r"^\s*(?:[-–+*•]\s*|\(?(?:[a-zđ]|\d{1,2})\)\s*|(?:\d{1,2}|[IVX]{1,4})\.\s+)")
_FEWEST_OF_PART = 3
_ROMAN = ("I", "II", "III", "IV", "V")
_ROMAN_NUMBER = re.compile(r"(?<= )(?:III|II|IV|I|V)(?![\w.)])")
_CHANGES_OF_ANYTHING = frozenset({"%", "điểm %", "‰", "lần"})


@dataclass(frozen=True, slots=True)
class Label:
    """What a label says: the indicator's bare name, and what its change or share is measured against."""

    name: str
    base: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """An indicator, or None with a closed word for why; where name is set, a new indicator of that name is due.

    base is what the label said of the base ("so với dự toán"); said is what it calls the indicator; other_name is the
    same where these words are no name of it yet.
    """

    indicator: int | None
    reason: str = ""
    hint: str = ""
    name: str = ""
    base: str = ""
    other_name: str = ""
    said: str = ""


class IndicatorNames:
    """The catalogue by code and by folded name, growing with what an import creates."""

    def __init__(
        self,
        codes: Iterable[tuple[str, int]],
        names: Iterable[tuple[int, str]],
        units: Mapping[int, str] | None = None,
        dimensions: Mapping[str, str] | None = None,
        abbreviations: Iterable[tuple[str, str, str]] = (),
        of_labels: Iterable[int] = (),
    ) -> None:
        """units: of each indicator; dimensions: what each folded unit measures.

        abbreviations: (short, long, context). of_labels: the indicators that labels of documents made.
        """
        self._of_labels = set(of_labels)
        self._abbreviations = Abbreviations(abbreviations)
        self._units = units or {}
        self._new_units: dict[int, str] = {}
        self._dimensions = dimensions or {}
        self._by_words: dict[frozenset[tuple[str, str]], dict[int, set[str]]] = {}
        self._lengths: dict[int, set[int]] = {}
        self._by_code = dict(codes)
        self._codes = {indicator: code for code, indicator in self._by_code.items()}
        self._by_key: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for indicator, name in names:
            self.learn(indicator, name)

    def learn(self, indicator: int, name: str) -> None:
        """Take in one more name of an indicator."""
        words = tokenize(clean(name))
        self._by_key.setdefault(" ".join(word.base for word in words), []).append(
            (indicator, tuple(word.marks for word in words))
        )
        if any(word.marks for word in words):
            telling = _telling_row(words)
            self._lengths.setdefault(indicator, set()).add(len(telling))
            self._by_words.setdefault(frozenset(telling), {}).setdefault(indicator, set()).update(_bases(words))

    def add(self, code: str, indicator: int, name: str, unit: str = "") -> None:
        """Take in a new indicator; changes of it are known by its unit, other levels only by its name."""
        self._by_code[code] = indicator
        self._of_labels.add(indicator)
        self._new_units[indicator] = unit
        self._codes[indicator] = code
        self.learn(indicator, name)

    def codes(self) -> list[str]:
        """Return all codes."""
        return list(self._by_code)

    def id_of(self, code: str) -> int | None:
        """Return the indicator of a code."""
        return self._by_code.get(code)

    def code_of(self, indicator: int) -> str:
        """Return the code of an indicator."""
        return self._codes[indicator]

    def owner(self, name: str) -> int | None:
        """Return the indicator of exactly this name; where either is written without any marks, those do not count."""
        words = tokenize(clean(name))
        typed = tuple(word.marks for word in words)
        for indicator, marks in self._by_key.get(" ".join(word.base for word in words), ()):
            if typed == marks or not any(typed) or not any(marks):
                return indicator
        return None

    def _of_same_words(self, name: str, measure: str, unit: str) -> int | None:
        """Return the only indicator with a name of the same words that tell ("rừng trồng", "trồng rừng") and unit."""
        words = tokenize(clean(name))
        telling = _telling(words)
        if len(telling) < _FEWEST_TELLING or not any(word.marks for word in words):
            return None
        is_change = _is_change(measure, unit)
        new_units = self._new_units if measure != "level" else {}
        same = [
            indicator
            for indicator in self._by_words.get(telling, ())
            if (is_change and not self._is_rate_grown(indicator, measure))
            or self._is_measured_alike(unit, self._units.get(indicator) or new_units.get(indicator, ""))
        ]
        if len(same) > 1:  # "công nghiệp - tiểu thủ công nghiệp" is no "tiểu thủ công nghiệp"
            length = len(_telling_row(words))
            same = [indicator for indicator in same if length in self._lengths[indicator]]
        return same[0] if len(same) == 1 else None

    def _of_thing_measured(self, name: str, measure: str, unit: str) -> int | None:
        """Return the indicator that goes by a name without the word for what it measures, and is measured so.

        "Diện tích rừng trồng mới tập trung" in ha is the catalogue's "rừng trồng mới tập trung".
        """
        words = tokenize(name)
        bases = _bases(words)
        is_change = _is_change(measure, unit)
        for dimension, head in _words().measured:
            is_so = is_change or self._dimensions.get(key(unit)) == dimension
            if is_so and begins(bases, [head]) and len(words) > len(head):
                owner = self.owner(name[words[len(head)].start :])
                if owner is not None and self._dimensions.get(key(self._units.get(owner, ""))) == dimension:
                    return owner
        return None

    def _is_rate_grown(self, indicator: int, measure: str) -> bool:
        """Return whether an indicator is a rate, of which hardly anybody tells by how many percent it grew."""
        return measure == "growth" and self._dimensions.get(key(self._units.get(indicator, "")), "") in RATIOS

    def _is_measured_alike(self, unit: str, usual: str) -> bool:
        if key(unit) == key(usual):
            return True
        if (unit and usual.startswith(f"{unit} ")) or (usual and unit.startswith(f"{usual} ")):
            return True  # "lượt" and "lượt người"
        one, other = (self._dimensions.get(key(text), "") for text in (unit, usual))
        return bool(one) and one == other

    def written_out(self, label: str) -> str:
        """Return a label with its short forms written out, but for those that it only gives for itself: "(GRDP)"."""
        bare = _without_short_names(label)
        written = self._abbreviations.written_out(bare)
        return written if written != bare else label

    def other_names(self, name: str, unit: str = "") -> list[str]:
        """Return what else the indicator of a label goes by.

        Written out, without what tells how it is taken, numbered as people type it ("mức độ 1" for "mức độ I"), with
        its unit instead of the word for what that measures ("km đường giao thông" for its "Chiều dài").
        """
        written = self.written_out(name)
        names = [name, core(name), written, core(written)]
        names += [_in_arabic(other) for other in names]
        names += [self._by_unit(other, unit) for other in names]
        return [other for other in dict.fromkeys(names) if other and other != name]

    def _by_unit(self, name: str, unit: str) -> str:
        """Return a name with its unit in place of what that measures, or "" where it begins with no such word."""
        words = tokenize(name)
        bases = _bases(words)
        for dimension, head in _words().asked_by_unit:
            if bases[: len(head)] == head and len(words) > len(head) + 1:
                is_so = self._dimensions.get(key(unit)) == dimension
                return f"{unit.split()[-1]} {name[words[len(head)].start :]}" if is_so else ""
        return ""

    def without_plan(self, label: str) -> str:
        """Return the label of a target without the word for plans that it begins with, unless it is a name as it is.

        "Dự toán chi ngân sách địa phương" is the spending, "Kế hoạch vốn đầu tư công" the capital itself.
        """
        words = tokenize(label)
        bases = _bases(words)
        head = next((len(plan) for plan in _words().planned if begins(bases, [plan])), 0)
        is_name = self.owner(label) is not None or len(words) - head < _FEWEST_TELLING
        return label if is_name else label[words[head].start :]

    def resolve(self, label: str, code: str, measure: str, unit: str, level: str = "", qualifier: str = "") -> Resolved:
        """Return the indicator that a row means.

        The label may carry the row's unit in brackets behind it and words of its measure, or end in the kind of unit
        that its place is ("Tổng chi ngân sách thị xã", level "thị xã"). Where the qualifier tells a season, the crop of
        that season is meant, if it has a name of its own ("Năng suất lúa", "vụ Xuân"); where it tells the total of the
        economy that a sector is counted in ("trong GRDP"), that is read as part of the label. A code that the catalogue
        lacks is given to the new indicator of that label. Reasons: unknown_indicator (a code without a label),
        indicator_contradicts_code, bad_code, missing_value.
        """
        whole = _without_unit(_without_mark_of_part(label), unit)
        whole = whole if code or measure == "share" else _with_total(whole, qualifier)
        readings = _readings(whole, measure, level)
        if (spoken := _ONE.sub("một", whole)) != whole:
            readings += _readings(spoken, measure, level)
        if (written := self.written_out(whole)) != whole:
            readings += _readings(written, measure, level)
        season = _season(qualifier)
        of_season = [
            Label(f"{reading.name} {season}", reading.base)
            for reading in readings
            if season and not code and not holds(_bases(tokenize(reading.name)), _bases(tokenize(season)))
        ]
        found = self._found(of_season, measure, unit, is_coded=bool(code))
        found = found or self._found(readings, measure, unit, is_coded=bool(code))
        base = found[1].base if found else ""
        if code in self._by_code:
            if (
                found is not None
                and found[0] != self._by_code[code]
                and not any(self.owner(r.name) == self._by_code[code] for r in readings)
            ):
                return Resolved(None, "indicator_contradicts_code", self._codes[found[0]])
            return Resolved(
                self._by_code[code], base=base, said=_capital(found[1].name if found else _bare(whole, measure).name)
            )
        if found is not None:
            return Resolved(found[0], base=base, other_name=self._said_more(*found), said=_capital(found[1].name))
        if not label:
            near = process.extract(code, self._by_code.keys(), scorer=fuzz.ratio, limit=3, score_cutoff=_LIKELY_SLIP)
            return Resolved(None, "unknown_indicator", ", ".join(known for known, _, _ in near))
        if code and (_CODE.fullmatch(code) is None or len(code) > LONGEST_CODE):
            return Resolved(None, "bad_code", "a-z 0-9 _")
        if not any(char.isalpha() for char in key(label)):
            return Resolved(None, "missing_value", "indicator")
        plain = _bare(whole, measure)
        name = _without_what_is_shared(plain.name)
        return Resolved(None, name=_capital(name), base=plain.base, said=_capital(name))

    def _found(self, readings: Sequence[Label], measure: str, unit: str, *, is_coded: bool) -> tuple[int, Label] | None:
        """Return the indicator that bears the first of some names, or else one of the same words; with that name.

        "Cấp giấy chứng nhận quyền sử dụng đất 214 giấy" is no rate, though a rate goes by that name.
        """
        owned = [(owner, reading) for reading in readings if (owner := self.owner(reading.name)) is not None]
        if measure != "level":  # what another paper calls a "Mức giảm tỷ lệ hộ nghèo" takes no changes of the rate
            owned.sort(key=lambda pair: pair[0] in self._of_labels)
        if owned and (is_coded or not self._is_ratio_apart(owned[0][0], measure, unit)):
            return owned[0]
        for reading in readings if not is_coded else ():
            same = self._of_same_words(reading.name, measure, unit)
            thing = self._of_thing_measured(reading.name, measure, unit)
            owners = [owner for owner in (same, thing) if owner is not None]
            if owners:
                return min(owners, key=lambda owner: owner in self._of_labels), reading
        return owned[0] if owned else None

    def _said_more(self, indicator: int, reading: Label) -> str:
        """Return the name in a label that has words of questions which no name of an indicator has ("lúa vụ xuân")."""
        words = tokenize(clean(reading.name))
        known = self._by_words.get(_telling(words), {}).get(indicator)
        more = _words().light_in_questions.intersection(_bases(words))
        return reading.name if known is not None and not known >= more else ""

    def _is_ratio_apart(self, indicator: int, measure: str, unit: str) -> bool:
        """Return whether a level is of another kind than an indicator: a count where that is a rate, or a rate."""
        one, other = (self._dimensions.get(key(text), "") for text in (unit, self._units.get(indicator, "")))
        is_apart = bool(one and other) and (one in RATIOS) != (other in RATIOS)
        return is_apart and measure in ("level", "increase")

    def free_code(self, name: str) -> str:
        """Return a code made of a name's folded words that no indicator has yet."""
        slug = "_".join(re.findall(r"[a-z0-9]+", fold(name)))[:LONGEST_CODE].rstrip("_")
        code, number = slug, 2
        while code in self._by_code:
            code, number = f"{slug}_{number}", number + 1
        return code


def stored(db: Database) -> IndicatorNames:
    """Return the names of the indicators in a database; what an import shortened a label to names no other label's row.

    "Giá trị sản xuất bình quân hằng năm giai đoạn 2021 - 2025" of one place is no row of another's 2026-2030.
    """
    dimensions = {
        key(name): dimension
        for unit, dimension, aliases in db.execute("SELECT unit, dimension, aliases FROM units")
        for name in (unit, *(aliases or "").split("|"))
    }
    return IndicatorNames(
        db.execute("SELECT code, id FROM indicators"),
        db.execute("""
            SELECT id, name_vi FROM indicators UNION ALL SELECT id, name_en FROM indicators WHERE name_en <> ''
            UNION ALL SELECT indicator, alias FROM aliases WHERE origin IS NOT 'import'"""),
        dict(db.execute("SELECT id, coalesce(unit, '') FROM indicators")),
        dimensions,
        db.execute("SELECT short, long, context FROM abbreviations ORDER BY rowid"),
        (indicator for (indicator,) in db.execute("SELECT id FROM indicators WHERE origin <> 'data'")),
    )


def _readings(label: str, measure: str, level: str) -> list[Label]:
    """Return what may be the name in a label, the whole of it first."""
    readings = [Label(label, ""), *_peeled(label, measure)]
    if level and (shorter := _without_level(label, level)) != label:
        readings += [Label(shorter, ""), *_peeled(shorter, measure)]
    readings += [
        Label(bare, reading.base)
        for reading in readings
        if (bare := _without_short_names(reading.name)) != reading.name
    ]
    # Growth of the "GRDP (giá so sánh 2010)" is growth of the GRDP, "Số xã … tăng thêm trong năm" an increase.
    if measure in CHANGES or measure == "increase":
        cores = [Label(bare, reading.base) for reading in readings if (bare := core(reading.name))]
        peeled = (_peeled(reading.name, measure) for reading in cores if not reading.base)
        readings += [*cores, *chain.from_iterable(peeled)]
    readings += [
        Label(bare, reading.base)
        for reading in readings
        if (bare := _without_part_of_year(reading.name)) != reading.name
    ]
    readings += [
        Label(bare, reading.base)
        for reading in readings
        if (bare := _without_what_is_shared(reading.name)) != reading.name
    ]
    return readings


def _without_what_is_shared(label: str) -> str:
    """Return a label of a share without what it is a share of: "Tỷ trọng giá trị sản xuất nông nghiệp"."""
    words = tokenize(label)
    bases = _bases(words)
    for phrase, kept in _words().of_shares:
        if begins(bases, [phrase]) and len(bases) > len(phrase):
            return f"{label[: words[kept - 1].end]} {label[words[len(phrase)].start :]}"
    return label


def _is_change(measure: str, unit: str) -> bool:
    """Return whether a row tells how much something changed, or what share it is, whatever that is measured in."""
    return measure in ("growth", "decrease", "share") and unit.split("/")[0] in _CHANGES_OF_ANYTHING


def _without_part_of_year(label: str) -> str:
    """Return a label that ends in the part of the year that its row is of without that: "Thu … 6 tháng đầu năm"."""
    words = tokenize(label)
    bases = _bases(words)
    for part in _words().parts_of_year:
        if len(bases) > len(part) and bases[-len(part) :] == part:
            return label[: words[-len(part) - 1].end]
    return label


def _without_mark_of_part(label: str) -> str:
    """Return a label without what marks a row as a part of the one before: "Trong đó: + Thu nội địa", "- Thu phí".

    A word or two behind it ("Trong đó: nữ") are no name by themselves.
    """
    bare, shorter = "", label
    while shorter != bare:
        bare = shorter
        shorter = _MARK_OF_PART.sub("", bare)
        words = tokenize(shorter)
        bases = _bases(words)
        head = next((len(part) for part in _words().parts if bases[: len(part)] == part and len(part) < len(bases)), 0)
        shorter = shorter[words[head].start :] if head else shorter
    return bare if len(tokenize(bare)) >= _FEWEST_OF_PART else label


def _season(qualifier: str) -> str:
    """Return the season that a qualifier tells, as it is written there: "vụ Xuân", "vụ Hè Thu", or ""."""
    return _phrase_in(qualifier, _words().seasons)


def _phrase_in(text: str, phrases: Iterable[tuple[str, ...]]) -> str:
    """Return the first of some folded phrases that stands in a text, as it is written there, or ""."""
    words = tokenize(text)
    bases = _bases(words)
    for at in range(len(words)):
        for phrase in phrases:
            if bases[at : at + len(phrase)] == phrase:
                return text[words[at].start : words[at + len(phrase) - 1].end]
    return ""


def _with_total(label: str, qualifier: str) -> str:
    """Return the label of a sector with the total of the economy in which its row counts it, if the qualifier says so.

    "Tốc độ tăng khu vực nông, lâm nghiệp và thủy sản", "trong GRDP": no growth of its gross output.
    """
    sectors, totals = _words().sectors, _words().totals
    words = tokenize(label)
    begun = next((at for at in range(len(words)) if begins(_bases(words[at:]), sectors)), None)
    total = _phrase_in(qualifier, totals)
    if begun is None or not total or holds_any(_bases(words), totals):
        return label
    start = words[begun].start
    return f"{label[:start]}{total} {label[start].lower()}{label[start + 1 :]}"


def _bases(words: Sequence[Token]) -> tuple[str, ...]:
    return tuple(word.base for word in words)


def _in_arabic(name: str) -> str:
    """Return a name with the numbers in it as people type them on a phone: "mức độ 2", "trên 1 ha"."""
    return _ONE_SPELT.sub("1", _ROMAN_NUMBER.sub(lambda number: str(_ROMAN.index(number[0]) + 1), name))


def core(label: str) -> str:
    """Return a label without what only tells where and by which norm a figure was taken, or "" where that is all of it.

    What stands in brackets goes as well, unless it leaves something out or tells a part ("(ngoài gia súc, gia cầm)").
    """
    bare = _IN_BRACKETS.sub(lambda bracket: bracket[0] if _narrows(bracket[1]) else " ", label)
    words = tokenize(bare)
    bases = [word.base for word in words]
    ends = (at for at in range(1, len(words)) for tail in _words().tails if tuple(bases[at : at + len(tail)]) == tail)
    end = next(ends, 0)
    shorter = _YEARS_BEHIND.sub("", " ".join((bare[: words[end - 1].end] if end else bare).split()))
    return shorter if shorter != label and len(_telling(tokenize(shorter))) >= _FEWEST_TELLING else ""


def short_names(label: str) -> list[str]:
    """Return the short forms that a label gives for itself in brackets: "(SIPAS)", "(PAR INDEX)"."""
    return [name for name in _IN_BRACKETS.findall(label) if _is_short_name(name)]


def _narrows(text: str) -> bool:
    """Return whether words in brackets tell a part of a thing: "(ngoài gia súc)", "(từ 15 tuổi)".

    Neither "(giá so sánh)" does so nor a row of all the parts, "(trâu, bò, lợn)".
    """
    words = tokenize(text)
    bases = _bases(words)
    # "(GRDP theo giá so sánh 2010)" gives a short form before the norm.
    if any(bases[at : at + len(norm)] == norm for norm in (*_words().tails, *_words().norms) for at in (0, 1)):
        return False
    lists = word_lists()
    parting = lists.negations | lists.groups.leaving_out | lists.groups.singling
    if any(word.base in parting or word.base.isdigit() for word in words):
        return True
    is_row = "," in text or not lists.groups.connectors.isdisjoint(bases)
    return not is_row and any((word.base, word.marks) in lists.restricting for word in words)


@dataclass(frozen=True, slots=True)
class _Words:
    """Rows of folded words by measure: before a name, before it where a base follows, behind it, before a base.

    averaged: behind the name of what changes, that it is one of each year; tails: folded words that begin the end of a
    label, parts: that begin the label of a part, planned: that of a plan, norms: that in brackets say by what a figure
    is taken; seasons: of crops, longest first; light: words that tell little, light_heads: that do so before what they
    count, light_in_questions: those of light that weigh in a question, light_pairs: folded pairs of such;
    parts_of_year: that labels end in, longest first; sectors: that begin the name of a sector, totals: of the economy
    that it is a part of; measured: dimensions with the words that names of such measures begin with, asked_by_unit:
    those that people ask for by unit; of_shares: the beginnings of names of shares, each with what it may say no more
    than its first words.
    """

    before: Mapping[str, list[list[str]]]
    before_with_base: Mapping[str, list[list[str]]]
    after: Mapping[str, list[list[str]]]
    averaged: Mapping[str, list[list[str]]]
    base: Mapping[str, list[list[str]]]
    tails: tuple[tuple[str, ...], ...]
    parts_of_year: tuple[tuple[str, ...], ...]
    sectors: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, ...], ...]
    measured: tuple[tuple[str, tuple[str, ...]], ...]
    asked_by_unit: tuple[tuple[str, tuple[str, ...]], ...]
    of_shares: tuple[tuple[tuple[str, ...], int], ...]
    parts: tuple[tuple[str, ...], ...]
    planned: tuple[tuple[str, ...], ...]
    norms: tuple[tuple[str, ...], ...]
    seasons: tuple[tuple[str, ...], ...]
    light: frozenset[tuple[str, str]]
    light_heads: frozenset[tuple[str, str]]
    light_in_questions: frozenset[str]
    light_pairs: frozenset[tuple[str, str]]


@lru_cache(maxsize=1)
def _words() -> _Words:
    tables = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    kinds_of_row = ("before", "before_with_base", "after", "averaged", "base")
    rows: dict[str, dict[str, list[list[str]]]] = {where: {} for where in kinds_of_row}
    for where, by_measure in rows.items():
        for block in tables[where]:
            for measure in block["measures"]:
                by_measure.setdefault(measure, []).extend(key(phrase).split() for phrase in block["words"])
        for phrases in by_measure.values():
            phrases.sort(key=len, reverse=True)
    light_phrases = [key(phrase).split() for block in tables["light_pair"] for phrase in block["words"]]
    light_pairs = frozenset((first, last) for first, last in light_phrases)
    light, light_heads = (
        frozenset(
            syllable(word)
            for block in tables["light"]
            if block.get("as_head", False) == is_head
            for word in block["words"]
        )
        for is_head in (False, True)
    )
    tails, parts, planned, norms, seasons, parts_of_year, sectors, totals = (
        tuple(tuple(key(phrase).split()) for block in tables[where] for phrase in block["words"])
        for where in ("tail", "part", "planned", "norm", "season", "part_of_year", "sector", "total")
    )
    return _Words(
        **rows,
        tails=tails,
        parts=parts,
        planned=planned,
        norms=norms,
        seasons=seasons,
        parts_of_year=parts_of_year,
        sectors=sectors,
        totals=totals,
        measured=_measured(tables["measured"]),
        asked_by_unit=_measured(block for block in tables["measured"] if block.get("asked_by_unit")),
        of_shares=tuple(
            (tuple(key(phrase).split()), len(key(block["kept"]).split()))
            for block in tables["of_share"]
            for phrase in block["words"]
        ),
        light=light,
        light_heads=light_heads,
        light_in_questions=frozenset(
            key(word) for block in tables["light"] if block.get("weighs_in_questions") for word in block["words"]
        ),
        light_pairs=light_pairs,
    )


def _measured(blocks: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((block["dimension"], tuple(key(head).split())) for block in blocks for head in block["words"])


def are_apart(one: str, other: str) -> bool:
    """Return whether two labels say different things: "Tổng thu ngân sách" and "Thu ngân sách trên địa bàn".

    That one of them has a "tổng" makes no difference.
    """
    sums = {word for phrase in word_lists().sequences.sums for word in phrase}
    words, others = (set(_bases(tokenize(clean(label)))) - sums for label in (one, other))
    return bool(words and others) and words != others


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _telling(words: Sequence[Token]) -> frozenset[tuple[str, str]]:
    """Return the words that tell one indicator from another, in no order."""
    return frozenset(_telling_row(words))


def _telling_row(words: Sequence[Token]) -> list[tuple[str, str]]:
    """Return the words that tell one indicator from another as they stand; "khu vực dịch vụ" is "dịch vụ".

    A word like "số" tells nothing before what it counts ("TNGT: Số vụ"), and much behind it: "kinh tế số".
    """
    in_pairs = {
        at + offset
        for pair in _words().light_pairs
        for at in range(len(words) - 1)
        if (words[at].base, words[at + 1].base) == pair
        for offset in (0, 1)
    }
    light, heads = _words().light, _words().light_heads
    telling: list[tuple[str, str]] = []
    for at, word in enumerate(words):
        said = word.base, word.marks
        before = words[at - 1] if telling else None  # only light words may stand before the first that tells
        begins_part = before is None or word.start > before.end + 1 or (before.base, before.marks) in light
        is_head = said in heads and begins_part
        if at not in in_pairs and said not in light and not is_head:
            telling.append(said)
    return telling


def _without_level(label: str, level: str) -> str:
    """Return a label without the kind of its place at its end or behind "địa bàn": "… trên địa bàn tỉnh (GRDP)"."""
    words, own = tokenize(label), key(level).split()
    bases = [word.base for word in words]
    for at in range(2, len(words) - len(own) + 1):
        end = at + len(own)
        if bases[at:end] == own and (end == len(words) or tuple(bases[at - 2 : at]) == _AREA):
            last = at - 1 if bases[at - 1] in _OF_LEVEL else at  # "Chỉ số cải cách hành chính của huyện"
            return label[: words[last - 1].end] + label[words[end - 1].end :]
    return label


def _without_short_names(label: str) -> str:
    """Return a label without the short forms that it gives for itself in brackets."""
    return _IN_BRACKETS.sub(lambda bracket: "" if _is_short_name(bracket[1]) else bracket[0], label)


def _is_short_name(text: str) -> bool:
    return text.isupper() and len(text) >= _SHORTEST_NAME


def _without_unit(label: str, unit: str) -> str:
    behind = _UNIT_BEHIND.search(label)
    return label[: behind.start()] if behind and unit and key(behind[1]) == key(unit) else label


def _peeled(label: str, measure: str) -> list[Label]:
    """Return a label without its base, without the measure's words before it or behind it, and without all of them."""
    words = tokenize(label)
    end, base = _base(label, words, measure)
    return [
        Label(_cut(label, words[first].start, words[last - 1].end), base)
        for first in _starts(words, end, measure, base)
        for last in _ends(words, first, end, measure)
        if (first, last) != (0, len(words))
    ]


def _bare(label: str, measure: str) -> Label:
    """Return a label that no reading of is known, without its base and the measure's words around it.

    A single word before it may be part of a name ("Tăng cường …") and stays; one behind it goes only where a base
    followed.
    """
    words = tokenize(label)
    end, base = _base(label, words, measure)
    first = next((start for start in _starts(words, end, measure, base) if start > 1), 0)
    last = min(_ends(words, first, end, measure) if base else _averaged(words, first, end, measure))
    if (first, last) == (0, len(words)):
        return Label(label, "")
    return Label(_cut(label, words[first].start, words[last - 1].end), base)


def _cut(label: str, start: int, end: int) -> str:
    """Return a part of a label with the bracket that it opens: "… (GRDP, giá so sánh 2010)"."""
    is_open = label.count("(", start, end) > label.count(")", start, end)
    return label[start : end + 1] if is_open and label[end : end + 1] == ")" else label[start:end]


def _base(label: str, words: Sequence[Token], measure: str) -> tuple[int, str]:
    """Return where the name ends and the words of the base that follow."""
    bases = [word.base for word in words]
    for phrase in _words().base.get(measure, ()):
        for at in range(len(words) - len(phrase) - 1, 0, -1):
            if bases[at : at + len(phrase)] == phrase:
                return at, label[words[at + len(phrase)].start :].strip(" ()[].,;:")
    return len(words), ""


def _starts(words: Sequence[Token], end: int, measure: str, base: str) -> list[int]:
    bases = [word.base for word in words[:end]]
    if bases in _words().before.get(measure, ()):
        return [0]  # no "trưởng" is left of a "Tốc độ tăng trưởng"
    phrases = [*_words().before.get(measure, ()), *(_words().before_with_base.get(measure, ()) if base else ())]
    return [0, *(len(phrase) for phrase in phrases if len(phrase) < end and bases[: len(phrase)] == phrase)]


def _ends(words: Sequence[Token], first: int, end: int, measure: str) -> list[int]:
    ends = _averaged(words, first, end, measure)  # "Tỷ lệ hộ nghèo giảm bình quân hằng năm" is "Tỷ lệ hộ nghèo"
    return [*ends, *(cut for last in ends for cut in _before_any(_words().after, words, first, last, measure))]


def _averaged(words: Sequence[Token], first: int, end: int, measure: str) -> list[int]:
    """Return where a name may end before "bình quân hằng năm": the whole of it first."""
    return [end, *_before_any(_words().averaged, words, first, end, measure)]


def _before_any(
    phrases: Mapping[str, list[list[str]]], words: Sequence[Token], first: int, end: int, measure: str
) -> list[int]:
    bases = [word.base for word in words[:end]]
    return [
        end - len(phrase)
        for phrase in phrases.get(measure, ())
        if end - len(phrase) > first and bases[end - len(phrase) :] == phrase
    ]
