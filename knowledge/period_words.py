"""The periods that a message speaks of, from months to spans of years, in digits, in words and with slips."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz.distance import OSA

from knowledge import periods
from knowledge.lexicon import sound
from knowledge.reading import ReadWord
from knowledge.text import PLAIN, syllable
from knowledge.word_lists import word_lists

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_OF_YEAR = rf"(?: (?:cua |of |in )?(?:nam |year )?{_YEAR})?"
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
}
_ENDS = ("dau", "cuoi")
_MONTHS, _HALF, _YEAR_WORDS = "thang", "nua", ("nam", "na")
_LATTER = "sau"  # "nửa sau năm 2025" is no slip for "nửa đầu"
_BEGIN_HALVES = (syllable("nửa"), syllable("sáu"))
_BEFORE_MONTH_END = {3: "Q1", 6: "H1", 9: "9M", 12: ""}

# "Giữa năm 2023 và năm 2024" is no middle of a year.
_BETWEEN_YEARS = r"\bgiua (?:nam )?20\d\d (?:va|voi|den|toi|so voi)(?: nam)? 20\d\d\b"
# Patterns over the words' bases, longest meaning first. A slip in "tháng" or "năm" leaves the frame around it readable:
# "6 thnag dau nam 2020" is still the first half. With each pattern stand letters without some of which it fits nothing:
# to look for them first takes a third of the time.
_PATTERNS: list[tuple[str, tuple[str, ...], re.Pattern[str]]] = [
    (
        "span",
        ("giai doan", "gd ", "thoi k", "nhiem k", "nk ", "period", "tu "),
        re.compile(
            r"\b(?:giai doan|gd|thoi ky|thoi ki|nhiem ky|nhiem ki|nk|period|tu|tu nam) (?:nam )?"
            rf"{_YEAR}(?: (?:den|toi|to|nam))* (?P<z>20\d\d)\b"
        ),
    ),
    (
        "span",
        ("binh quan",),
        re.compile(r"\b(?P<y>20\d\d) (?:den|toi)(?: nam)? (?P<z>20\d\d)\b(?=.*\bbinh quan\b)"),
    ),
    (
        "short_span",
        ("nk ", "gd ", "nhiem k", "giai doan"),
        re.compile(r"\b(?:giai doan|gd|nhiem ky|nhiem ki|nk) (?P<y>[12]\d)(?:[-–/]| )(?P<z>[1-3]\d)\b"),
    ),
    (
        "span",
        ("-", "–", "/"),
        re.compile(
            r"\b(?:(?:giai doan|gd|thoi ky|thoi ki|nhiem ky|nhiem ki|nk) )?(?:(?:5|nam) nam )?"
            r"(?P<y>20\d\d)[-–/](?P<z>20\d\d)\b"
        ),
    ),
    (
        "span",
        ("nam ",),
        re.compile(
            r"(?:(?<=nam hoc )|\b(?:3|ba|4|bon|5|nam|10|muoi) nam )(?P<y>20\d\d)(?: (?:den|toi))? (?P<z>20\d\d)\b"
        ),
    ),
    (
        "until",
        ("/", ".", "-"),
        re.compile(rf"\b(?:tinh )?(?:den|toi|het)(?: het)?(?: ngay)? \d\d?[/.-](?P<m>\d\d?)[/.-]{_YEAR}\b"),
    ),
    ("until", ("giua thang",), re.compile(rf"\b(?:tinh )?(?:den |toi )?giua thang (?P<m>\d\d?){_OF_YEAR}\b")),
    (
        "until",
        ("den", "toi", "het"),
        re.compile(
            rf"\b(?:(?:den|toi|tinh den) (?:het |cuoi )?(?:thang |t ?)?|het (?:thang |t ?))(?P<m>\d\d?)/{_YEAR}\b"
        ),
    ),
    (
        "until",
        ("den", "toi", "het"),
        re.compile(rf"\b(?:(?:den|toi|tinh den) (?:het |cuoi )?|het )(?:thang |t ?)(?P<m>\d\d?){_OF_YEAR}\b"),
    ),
    ("H1", ("dau",), re.compile(rf"\b(?:6|sau|06) ?(?:thang|t|\w{{2,7}}) dau(?: nam)?{_OF_YEAR}\b")),
    ("H2", ("cuoi",), re.compile(rf"\b(?:6|sau|06) ?(?:thang|t|\w{{2,7}}) cuoi(?: nam)?{_OF_YEAR}\b")),
    ("H1", ("6t",), re.compile(rf"\b0?6t(?:hang)?d?(?: dau)?(?: nam)?{_OF_YEAR}\b")),
    ("H1", ("6 t", "6t"), re.compile(rf"\b0?6 (?:thang|t)(?! \d\d?/)(?: nam)?{_OF_YEAR}\b")),
    ("H2", ("6tc",), re.compile(rf"\b0?6tc(?: nam)?{_OF_YEAR}\b")),
    (
        "H1",
        ("nua", "h1", "half", "months"),
        re.compile(
            r"\b(?:nua dau(?: nam)?|h1|first half|first 6 months|first six months|1st half|"
            rf"6 months){_OF_YEAR}\b"
        ),
    ),
    (
        "H2",
        ("nua", "h2", "half", "months"),
        re.compile(
            r"\b(?:nua cuoi(?: nam)?|nua sau(?: nam)?|h2|second half|last 6 months|last six months|2nd half)"
            rf"{_OF_YEAR}\b"
        ),
    ),
    ("Q1", ("dau",), re.compile(rf"\b(?:3|03|ba) ?(?:thang|t) dau(?: nam)?{_OF_YEAR}\b")),
    ("Q1", ("3 t", "3t"), re.compile(rf"\b(?:3|03) ?(?:thang|t)(?! \d\d?/)(?: nam)?{_OF_YEAR}\b")),
    ("H1", ("giua",), re.compile(rf"(?!{_BETWEEN_YEARS})(?:\bgiua nam{_OF_YEAR}\b|\bgiua (?P<yy>20\d\d)\b)")),
    (
        "9M",
        ("9 t", "9t", "9 m", "9m", "chin"),
        re.compile(rf"\b(?:first )?(?:9|09|chin) ?(?:thang|t|months)(?: dau)?(?: nam)?{_OF_YEAR}\b"),
    ),
    ("9M", ("9t", "9m", "nine"), re.compile(rf"\b(?:9t|9m|(?:first )?nine months){_OF_YEAR}\b")),
    (
        "quarter",
        ("q",),
        re.compile(
            rf"\b(?:qui|quy|quarter|q(?! ?[hbmt])) ?(?P<q>[1-4]|iv|iii|ii|i|mot|hai|ba|bon|tu)"
            rf"(?:/(?P<yy>20\d\d))?{_OF_YEAR}\b"  # "Q. Hai Bà Trưng" is a place
        ),
    ),
    ("quarter", ("quarter",), re.compile(rf"\b(?P<q>first|second|third|fourth) quarter{_OF_YEAR}\b")),
    ("month", ("t",), re.compile(rf"\b(?:thang|t) ?(?P<m>1[0-2]|0?[1-9])(?:/(?P<yy>20\d\d))?{_OF_YEAR}\b")),
    ("month", ("/",), re.compile(r"(?<!dot )(?<!lan )(?<!so )\b(?P<m>1[0-2]|0?[1-9])/(?P<y>20\d\d)\b")),
    ("year", ("dot", "lan"), re.compile(rf"\b(?:dot|lan) (?:\d\d?|i|ii|iii)[/ -]{_YEAR}\b")),
    ("date", ("/", ".", "-"), re.compile(r"\b\d\d?[/.-]\d\d?[/.-](?P<y>20\d\d)\b")),
    ("year", ("nam ",), re.compile(rf"\b(?:ca |cuoi |het |trong |(?<!buoc )sang |den cuoi |den het )*nam {_YEAR}\b")),
    ("year", ("cuoi", "het"), re.compile(rf"\b(?:cuoi|het|den cuoi|den het) {_YEAR}\b")),
    (
        "year",
        ("ca nam", "toan nam", "year"),
        re.compile(rf"\b(?:ca nam|full year|whole year|(?<!du )toan nam)(?: {_YEAR})?\b"),
    ),
    (
        "short_year",
        ("nam 1", "nam 2"),
        re.compile(r"\bnam (?P<s>[12]\d)\b(?! (?:phan|tram|trieu|ti|ha|tan|nguoi|ho|xa)\b)"),
    ),
    ("year", ("20", "19"), re.compile(rf"\b{_YEAR}\b")),
    ("this_year", ("nam nay", "year"), re.compile(r"\b(?:nam nay|this year)\b")),
    ("year_before", ("truoc",), re.compile(r"\bnam (?:lien |ke |lien ke )truoc(?: do)?\b|\bnam truoc do\b")),
    (
        "last_year",
        ("nam ngoai", "nam qua", "nam truoc", "nam vua", "year"),
        re.compile(r"\b(?:nam ngoai|nam qua|nam truoc|nam vua roi|last year)\b"),
    ),
    (
        "next_year",
        ("nam toi", "nam sau", "sang nam", "year"),
        re.compile(r"\b(?:nam toi|nam sau|sang nam|next year)\b"),
    ),
]
_LETTERS_NEEDED = tuple(dict.fromkeys(letters for _, needed, _ in _PATTERNS for letters in needed))
_TO_DATE = re.compile(rf"\b(?:tu )?dau nam(?: {_YEAR})? (?:den|toi) (?:nay|gio)\b|\byear to date\b|\bytd\b")
# "cuộc thanh tra từ năm 2019 chuyển sang" speaks of the year before as a part of the name.
_CARRIED = re.compile(rf"\b(?:tu |tu nam |nam )?{_YEAR}(?= chuyen (?:sang|qua|tiep)\b)")
_CARRIED_FROM = re.compile(r"\bchuyen(?: tiep| sang| qua)? tu$")
# A doubled letter is read as one: "giá SS 2010" comes as "gia s 2010".
_PRICE = re.compile(
    r"\bgia (?:so sanh|ss?|co dinh)(?: nam)?(?: (?:1994|2010|2020))?\b|\b(?:so sanh|ss?|gia) (?:nam )?(?:1994|2010)\b"
)
# "Tỷ lệ hộ nghèo năm 2022 theo tiêu chí giai đoạn 2021-2025": the years of a standard, beside the one asked for.
_STANDARD = re.compile(
    r"\b(?:theo )?(?:tieu chi|chuan(?: ngheo)?)(?: da chieu| moi| quoc gia)*(?: giai doan| gd)?"
    r" 20\d\d(?:[-–/]| den | )20\d\d\b"
)
_BASE_WORD = "so"
_BASE_BEFORE = re.compile(
    r"(?:so voi|so|cung ki|cung ky|compared with|compared to|against|over|tu)"
    r"(?: cung ki| cung ky| ket qua| thuc hien| ca| nam| uoc|(?: vu)? (?:dong xuan|chiem xuan|he thu|thu dong)|"
    r" vu (?:xuan|mua|chiem|dong|he))*$"
)
# "Thu nhập hơn năm trước mấy triệu"
_MORE_THAN = re.compile(r"\bhon$")
# What the years of a harvest stand behind.
_SEASON = re.compile(
    r"\b(?:dong xuan|dx|he thu|thu dong|chiem xuan|xuan he|vu mua|vu xuan|vu dong|vu he|vu chiem)(?: nam)?$"
)
_SCHOOL_YEAR = re.compile(r"\bnam hoc$")
_PARTS_OF_YEAR, _LONGEST_SLIPPED_T = frozenset({"6", "06", "9", "09", "3", "03"}), 2
_YEAR_ALONE = re.compile(r"20\d\d")
_A_YEAR = re.compile(r"\b20\d\d\b")
# A slip like "thnag" is as near to "tháng" as this.
_SLIP = 0.7
_RELATIVE = frozenset({"last_year"})
_WHOLE = "ca"
_DIGIT = {
    "khong": 0,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "lam": 5,
    "nham": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_TENS = (
    r"(?:(?:hai|ba) (?:muoi )?(?:mot|hai|ba|bon|tu|nam|lam|nham|sau|bay|tam|chin)|(?:hai|ba) muoi|"
    r"muoi (?:mot|hai|ba|bon|nam|lam|sau|bay|tam|chin)|muoi)"
)
_SPOKEN_YEAR = re.compile(rf"\b(?:hai (?:nghin|ngan) (?:khong tram |le |linh )?({_TENS}))\b")
# "hai không hai tư": digit by digit.
_SPOKEN_DIGITS = re.compile(r"\bhai khong ((?:mot|hai) (?:khong|mot|hai|ba|bon|tu|nam|lam|nham|sau|bay|tam|chin))\b")
_SPOKEN_SHORT = re.compile(rf"(?:^|\b)nam ({_TENS})$|\b(hai (?:muoi )?(?:mot|hai|ba|bon|tu|nam|lam))$")


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period found at words[start:end].

    year is None where only a part of some year was named; part is as in Period.part, None where any part of the year
    will do, "price" for words that name no period of their own, such as the year of constant prices; until is set for a
    span's last year, without a part for the second of two years of which any part will do; is_base marks what a change
    is measured against. is_before: the year before the one that was spoken of ("năm liền trước").
    """

    start: int
    end: int
    year: int | None
    part: str | None
    until: int | None = None
    is_base: bool = False
    is_before: bool = False

    def code(self, year: int | None = None) -> str | None:
        """Return the period's code, with another year where it has none; None where that is missing too."""
        chosen = self.year if self.year is not None else year
        if chosen is None:
            return None
        return f"{chosen}/{self.until}" if self.until is not None else periods.in_year(self.part or "", chosen)


def find(words: Sequence[ReadWord], today: date, of_names: Set[int] = frozenset()) -> list[PeriodMention]:
    """Return the periods of a message in the order in which they stand; a lone year and a lone part are made one.

    of_names: positions of words that may be a slip in a name, and are none in a period: the "nập 2022" of "Yên nập
    2022" is no "năm 2022".
    """
    line, starts = _line(words, of_names)
    mentions: list[PeriodMention] = []
    taken = [False] * len(words)
    for pattern in (_PRICE, _CARRIED):
        mentions += [_claim(match, starts, taken, None, "price") for match in pattern.finditer(line)]
    for match in _STANDARD.finditer(line):
        if _A_YEAR.search(line[: match.start()] + line[match.end() :]):
            mentions.append(_claim(match, starts, taken, None, "price"))
    found = list(_matches(line))
    named = any(name not in _RELATIVE for name, _ in found)
    for match in _TO_DATE.finditer(line):
        mentions.append(_claim(match, starts, taken, int(match["y"] or today.year), None))
    for name, match in found:
        first, last = _span(match, starts)
        if any(taken[first:last]):
            continue
        before = line[: match.start()].rstrip()
        is_base = _BASE_BEFORE.search(before) is not None and _CARRIED_FROM.search(before) is None
        is_base = is_base or (name in _RELATIVE and _MORE_THAN.search(before) is not None)
        if is_base and first and words[first - 1].base == _BASE_WORD and words[first - 1].marks not in ("", PLAIN):
            is_base = False  # the "số" of "hộ nghèo dân tộc thiểu số 2022"
        if named and name in _RELATIVE and not is_base:
            continue  # "chuyển tiếp từ năm trước" beside a year of its own
        mention = _read(name, match, first, last, today)
        if mention is None:
            continue
        if is_base:
            mention = replace(mention, is_base=True)
        if is_base and (season := _SEASON.search(before)):  # the second crop of "vụ xuân 2022 so với vụ xuân 2021"
            mention = replace(mention, start=first - len(season[0].split()))
        if mention.is_base and name == "last_year":
            mention = replace(mention, year=None, part="price")  # the year before the one asked for, whichever that is
        mentions.append(mention)
        taken[first:last] = [True] * (last - first)
    mentions.sort(key=lambda mention: mention.start)
    return _married(_of_seasons(mentions, line, starts), words)


def _of_seasons(mentions: list[PeriodMention], line: str, starts: Sequence[int]) -> list[PeriodMention]:
    """Return mentions with the years of a crop read as what reports of any part of a year may tell of.

    "vụ Đông Xuân 2025 - 2026" is brought in in 2026, and stands in the report on its first half as well. A school year
    begins in one year and ends in the next.
    """
    of_crops: list[PeriodMention] = []
    for mention in mentions:
        before = line[: starts[mention.start]].rstrip()
        last = of_crops[-1] if of_crops else None
        is_whole = mention.year is not None and not mention.part and not mention.is_base
        is_next = last is not None and last.part is None and last.end == mention.start and last.until is None
        if is_whole and is_next and last is not None and mention.year == (last.year or 0) + 1:
            of_crops[-1] = replace(mention, start=last.start, part=None)
        elif is_whole and mention.until in (None, (mention.year or 0) + 1) and _SEASON.search(before):
            of_crops.append(replace(mention, year=mention.until or mention.year, part=None, until=None))
        elif is_whole and mention.until == (mention.year or 0) + 1 and _SCHOOL_YEAR.search(before):
            of_crops.append(replace(mention, part=None))
        else:
            of_crops.append(mention)
    return of_crops


def _as_heard(word: ReadWord, following: Sequence[str]) -> str:
    """Return what begins half a year and was spelt by ear ("lửa đầu năm 2020", "xáu tháng cuối năm"), "" for none."""
    after, last = following
    if after in _ENDS:
        begins_part = last == "nam" or _YEAR_ALONE.fullmatch(last) is not None
    else:
        begins_part = after == _MONTHS and last in _ENDS
    if not begins_part or word.base.isdigit():
        return ""
    for known, marks in _BEGIN_HALVES:
        if sound(known) == sound(word.base) and word.marks in ("", PLAIN, marks):
            return known
    return ""


def _line(words: Sequence[ReadWord], of_names: Set[int]) -> tuple[str, list[int]]:
    """Return the words' bases as one line, spoken years in digits, and where in it each word starts."""
    frame = word_lists().groups.period_frame
    bases = []
    for position, word in enumerate(words):
        base = word.base
        if word.options and position not in of_names:
            base = next((option for option, likeness in word.options if likeness >= _SLIP and option in frame), base)
        bases.append(base)
    for at in range(len(words) - 2):
        if bases[at + 1] in _ENDS or bases[at + 1] == _MONTHS:
            bases[at] = _as_heard(words[at], bases[at + 1 : at + 3]) or bases[at]
        # "6T/2020" with a slip in its letter: "6tt/2020", "6e/2020".
        if (
            bases[at] in _PARTS_OF_YEAR
            and words[at].end == words[at + 1].start
            and len(bases[at + 1]) <= _LONGEST_SLIPPED_T
            and bases[at + 1].isalpha()
            and _YEAR_ALONE.fullmatch(bases[at + 2])
        ):
            bases[at + 1] = "t"
    _mend_parts(bases, of_names)
    spoken = ((_SPOKEN_YEAR, "hai ", _tens), (_SPOKEN_DIGITS, "hai khong", _digits), (_SPOKEN_SHORT, "", _tens))
    for pattern, needed, number_of in spoken:
        line = " ".join(bases)
        if needed not in line:
            continue
        for match in pattern.finditer(line):
            number = number_of(next(group for group in match.groups() if group).split())
            first = line[: match.start()].count(" ")
            length = match.group().count(" ") + 1
            replacement = (["nam"] if match.group().startswith("nam ") else []) + [str(2000 + number)]
            bases[first : first + length] = replacement + [""] * (length - len(replacement))
    starts, position = [], 0
    for base in bases:
        starts.append(position)
        position += len(base) + 1
    return " ".join(bases), starts


def _mend_parts(bases: list[str], of_names: Set[int]) -> None:
    """Read a slip between what else is a part of a year: "6 táng 2020", "nua nau nam 2020" are no whole years.

    The "nuc cuoi 2021" of "binh nuc cuoi 2021" is no "nửa cuối".
    """
    for at in range(1, len(bases) - 1):
        before, base, after = bases[at - 1 : at + 2]
        if not (before in _PARTS_OF_YEAR or before == _HALF or base in _ENDS):
            continue
        is_before_year = bool(_YEAR_ALONE.fullmatch(after)) or (
            after in _YEAR_WORDS and at + 2 < len(bases) and bool(_YEAR_ALONE.fullmatch(bases[at + 2]))
        )
        if before in _PARTS_OF_YEAR and (is_before_year or after in _ENDS) and _is_slip(base, _MONTHS):
            bases[at] = _MONTHS
        elif before == _HALF and is_before_year and base != _LATTER:
            bases[at] = next((end for end in _ENDS if _is_slip(base, end)), base)
        elif base in _ENDS and is_before_year and at - 1 not in of_names and _is_slip(before, _HALF):
            bases[at - 1] = _HALF


def _is_slip(base: str, known: str) -> bool:
    return base != known and base.isalpha() and OSA.distance(base, known, score_cutoff=1) == 1


def _tens(words: Sequence[str]) -> int:
    if words[0] == "muoi":
        return 10 + (_DIGIT[words[1]] if len(words) > 1 else 0)
    rest = [word for word in words[1:] if word != "muoi"]
    return _DIGIT[words[0]] * 10 + (_DIGIT[rest[0]] if rest else 0)


def _digits(words: Sequence[str]) -> int:
    return _DIGIT[words[0]] * 10 + _DIGIT[words[1]]


def _matches(line: str) -> Iterator[tuple[str, re.Match[str]]]:
    missing = {letters for letters in _LETTERS_NEEDED if letters not in line}
    for name, needed, pattern in _PATTERNS:
        if not missing.issuperset(needed):
            for match in pattern.finditer(line):
                yield name, match


def _span(match: re.Match[str], starts: Sequence[int]) -> tuple[int, int]:
    """Return the positions of the words matched, with those behind them that a spoken year was made of."""
    last = bisect_right(starts, match.end() - 1)
    ends = [*starts[1:], len(match.string) + 1]
    while last < len(starts) and ends[last] - starts[last] == 1:
        last += 1
    return bisect_right(starts, match.start()) - 1, last


def _claim(
    match: re.Match[str], starts: Sequence[int], taken: list[bool], year: int | None, part: str | None
) -> PeriodMention:
    first, last = _span(match, starts)
    taken[first:last] = [True] * (last - first)
    return PeriodMention(first, last, year, part)


def _read(name: str, match: re.Match[str], first: int, last: int, today: date) -> PeriodMention | None:
    groups = match.groupdict()
    year_text = groups.get("y") or groups.get("yy")
    year = int(year_text) if year_text else None
    if name == "span":
        until = int(groups["z"])
        return PeriodMention(first, last, year, "", until) if year is not None and until > year else None
    if name == "short_span":
        first_year, last_year = (2000 + int(groups[end]) for end in "yz")
        return PeriodMention(first, last, first_year, "", last_year) if last_year > first_year else None
    if name == "until":
        part = _BEFORE_MONTH_END.get(int(groups["m"]))
        return PeriodMention(first, last, year, part) if part is not None else None
    if name in ("Q1", "H1", "H2", "9M"):
        return PeriodMention(first, last, year, name)
    if name == "quarter":
        digit = groups["q"]
        return PeriodMention(first, last, year, f"Q{int(digit) if digit.isdigit() else _ROMAN[digit]}")
    if name == "month":
        return PeriodMention(first, last, year, f"{int(groups['m']):02d}")
    if name == "short_year":
        return PeriodMention(first, last, 2000 + int(groups["s"]), "")
    if name == "year_before":
        return PeriodMention(first, last, today.year - 1, "", is_before=True)
    shift = {"this_year": 0, "last_year": -1, "next_year": 1}.get(name)
    if shift is not None:
        return PeriodMention(first, last, today.year + shift, "")
    return PeriodMention(first, last, year, "")


def _married(mentions: list[PeriodMention], words: Sequence[ReadWord]) -> list[PeriodMention]:
    """Return mentions where a part without a year has taken the only year that is alone ("2020, 6 tháng đầu năm")."""
    parts = [m for m in mentions if m.year is None and m.part and m.part != "price"]
    whole = [m for m in mentions if m.year is not None and m.part == "" and m.until is None]
    lone = [m for m in mentions if m.year is None and m.part == ""]
    if lone and whole:
        mentions = [replace(m, part="price") if m in lone else m for m in mentions]  # "năm 2020, cả năm"
    elif lone:
        year = next((m.year for m in mentions if m.year is not None), None)
        mentions = [replace(m, year=year) if m in lone else m for m in mentions]
    alone = [m for m in mentions if m.year is not None and m.part == "" and m.until is None and not m.is_base]
    if len(alone) == 1 and parts:
        # The year's own word stays taken: the 2020 of "2020 6 tháng mấy hộ" is no number left over.
        # "6 tháng và cả năm 2020" speaks of two periods; the slip of "6 tháng cui 2020" may be any half.
        is_asked = words[alone[0].start].base == _WHOLE
        is_broken = any(m.end + 1 == alone[0].start for m in parts)
        given = alone[0] if is_asked else replace(alone[0], year=None, part="price")
        if is_broken and not is_asked:
            return [replace(m, year=alone[0].year) if m in parts else m for m in mentions if m is not alone[0]]
        return [replace(m, year=alone[0].year) if m in parts else given if m is alone[0] else m for m in mentions]
    return mentions


def covered(mentions: Sequence[PeriodMention]) -> set[int]:
    """Return the positions of the words that name periods."""
    return {position for mention in mentions for position in range(mention.start, mention.end)}
