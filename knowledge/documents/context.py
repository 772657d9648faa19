"""Period and kind of the figures under a heading, in a paragraph, before a number."""

import re
from dataclasses import dataclass, replace
from datetime import date

from knowledge.documents.words import pattern, rules

_ROMAN_QUARTER = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


@dataclass(frozen=True, slots=True)
class Context:
    """What a stretch of text is about.

    by_kind: the periods that the document names for its results and its targets. cumulative: months since January that
    the figures cover, where the contract's codes have no such period ("11 tháng"). estimated_year: a year whose results
    the document calls "ước" before it is over. said: the heading itself named the period. beside: the sentence did.
    term: the span of years that the document is for.
    """

    period: str | None = None
    kind: str = "actual"
    by_kind: tuple[tuple[str, str], ...] = ()
    issued_on: date | None = None
    estimated_year: int | None = None
    said: bool = False
    cumulative: int | None = None
    beside: bool = False
    term: str | None = None

    @property
    def year(self) -> int | None:
        """The calendar year of the period; of a span its last."""
        return year_of(self.period)

    @property
    def period_is_year(self) -> bool:
        """Whether the period is one whole calendar year."""
        return self.period is not None and len(self.period) == 4


def year_of(period: str | None) -> int | None:
    """Return the year of a period code, the last one of a span."""
    if period is None:
        return None
    return int(period[5:9]) if "/" in period else int(period[:4])


@dataclass(frozen=True, slots=True)
class Spoken:
    """A period named in words: part as in the contract's codes ("" for a year), year None where it is not said."""

    start: int
    end: int
    part: str
    year: int | None
    end_year: int | None = None
    cumulative: int | None = None

    def code(self, year: int | None) -> str | None:
        """Return the period's code, with the given year where the words leave it out."""
        own = self.year if self.year is not None else year
        if own is None:
            return None
        if self.end_year is not None:
            return f"{own}/{self.end_year}"
        return f"{own}-{self.part}" if self.part else str(own)


def spoken_periods(low: str) -> list[Spoken]:
    """Return the periods named in a canonical text, longest reading first where they overlap, in order."""
    found: list[Spoken] = []
    for name, expression in rules().periods:
        for match in expression.finditer(low):
            if any(match.start() < other.end and other.start < match.end() for other in found):
                continue
            groups = match.groupdict()
            years = [value for key, value in groups.items() if key.startswith("year") and value]
            year = int(years[0]) if years else None
            part, end = name, None
            if name == "Q":
                part = f"Q{_ROMAN_QUARTER[groups['quarter']]}"
            elif name == "M":
                part = f"{int(groups['month']):02d}"
            elif name == "S":
                part, end = "", int(groups["end"])
            elif name in ("Y", "C"):
                part = ""
            months = groups.get("months") or groups.get("months2")
            found.append(Spoken(match.start(), match.end(), part, year, end, int(months) if months else None))
    return sorted(found, key=lambda period: period.start)


def kinds_in(low: str) -> list[tuple[int, str]]:
    """Return (position, kind) of the words of a heading that say what kind of figures follow, in order."""
    kinds = rules().kinds
    found = [(m.start(), "estimate") for m in pattern(kinds["heading_estimate"]).finditer(low)]
    for name, kind in (("heading_result", "actual"), ("heading_target", "target")):
        found += [(m.start(), kind) for m in pattern(kinds[name]).finditer(low)]
    return sorted(found)


def under_heading(low: str, parent: Context) -> Context:
    """Return the context that a heading opens within its parent's.

    "Tình hình 6 tháng đầu năm và ước thực hiện cả năm 2020": the first kind and period stand for what follows, the
    year may come later. A heading that turns from results to tasks without a year takes the document's target period.
    """
    kinds = kinds_in(low)
    periods = [p for p in spoken_periods(low) if not pattern(r"so với\s(?:cùng kỳ\s)?$").search(low[: p.start])]
    kind = kinds[0][1] if kinds else parent.kind
    year = next((p.year for p in periods if p.year is not None), parent.year)
    if not periods:
        if kinds and _is_target(kind) != _is_target(parent.kind):
            period = dict(parent.by_kind).get("target" if _is_target(kind) else "actual", parent.period)
            return replace(parent, kind=kind, period=period, said=False)
        if kinds and kind != parent.kind and not (parent.kind == "estimate" and kind == "actual"):
            return replace(parent, kind=kind)
        return parent
    chosen = _for_kind(periods, kinds)
    code = chosen.code(year)
    if not kinds and code is not None:
        kind = kind_at(code, parent.kind, parent)
    context = replace(parent, period=code or parent.period, kind=kind, said=True, cumulative=chosen.cumulative)
    return replace(context, kind=_softened(context))


def _for_kind(periods: list[Spoken], kinds: list[tuple[int, str]]) -> Spoken:
    """Return the period that belongs to the first kind: the first one before the next kind of another sort."""
    if not kinds:
        return periods[0]
    limit = next(
        (at for at, kind in kinds[1:] if _is_target(kind) != _is_target(kinds[0][1])),
        None,
    )
    if limit is not None:
        inside = [p for p in periods if p.start < limit]
        return inside[0] if inside else periods[0]
    return periods[0]


def pairs_of(low: str, usual: str = "target") -> tuple[tuple[str, str], ...]:
    """Return (kind, period) pairs that a title names: results first, then what is planned.

    usual: the kind of figures in documents of this sort, where the title names none.
    """
    kinds = kinds_in(low)
    periods = spoken_periods(low)
    year = next((p.year for p in periods if p.year is not None), None)
    pairs: dict[str, str] = {}
    for period in periods:
        before = [kind for at, kind in kinds if at < period.start]
        # "Tình hình thực hiện nhiệm vụ năm 2021": the first kind of its part of the title speaks.
        starts = [at for at, _kind in kinds if at < period.start]
        previous = [p.end for p in periods if p.end <= period.start]
        own = [k for at, k in zip(starts, before, strict=True) if not previous or at >= previous[-1]]
        kind = own[0] if own else (before[-1] if before else usual)
        code = period.code(year)
        if code is not None:
            pairs.setdefault("target" if _is_target(kind) else "actual", code)
    return tuple(pairs.items())


def kind_at(code: str, kind: str, context: Context) -> str:
    """Return the kind of a figure for a period that its own words do not settle.

    A period that was over when the document was issued has results, one that had not begun has targets.
    """
    issued = context.issued_on
    first, last = months_of(code)
    if issued is not None:
        month = issued.year * 12 + issued.month
        if last < month:
            whole_year = len(code) == 4 and year_of(code) == context.year
            return kind if kind == "estimate" and whole_year else "actual"
        if first > month:
            return "target"
    elif context.year is not None and (year_of(code) or 0) < context.year:
        return "actual"
    elif context.year is not None and (year_of(code) or 0) > context.year:
        return "target"
    return kind


def _softened(context: Context) -> str:
    """Return "estimate" for the results of a whole year that the document calls "ước" and that was not over."""
    if context.kind == "actual" and context.period == str(context.estimated_year or ""):
        return "estimate"
    return context.kind


def softened(context: Context) -> Context:
    """Return the context with its kind made "estimate" where the document itself calls that year's results "ước"."""
    return replace(context, kind=_softened(context))


def months_of(code: str) -> tuple[int, int]:
    """Return the first and last month of a period code, counted from January of year 0 as 1."""
    year, last_year = int(code[:4]), year_of(code) or 0
    part = code[5:] if "-" in code else ""
    first, last = {
        "": (1, 12),
        "H1": (1, 6),
        "H2": (7, 12),
        "9M": (1, 9),
        "Q1": (1, 3),
        "Q2": (4, 6),
        "Q3": (7, 9),
        "Q4": (10, 12),
    }.get(part, (int(part), int(part)) if part.isdigit() else (1, 12))
    return year * 12 + first, last_year * 12 + last


def _is_target(kind: str) -> bool:
    return kind == "target"


def _yearly(low: str) -> bool:
    """Return whether words speak of every year of a span ("hằng năm", "bình quân mỗi năm")."""
    return pattern(rules().yearly).search(low) is not None


_OPENS = re.compile(r"(?:trong|tính đến|đến|kết thúc|bước vào|bước sang|nhìn lại)?\s?$")


def of_paragraph(low: str, context: Context) -> Context:
    """Return the context of a paragraph that opens with a period of its own ("Năm 2020, trong điều kiện …")."""
    for period in spoken_periods(low[:60]):
        if _OPENS.fullmatch(low[: period.start]) and (period.year is not None or period.part):
            code = period.code(context.year)
            if code is None or code == context.period:
                return context
            if period.part == "" and period.end_year is None and code == str(context.year) and context.period != code:
                # "Năm 2020" in a half-year report speaks of the year only in passing.
                return context
            kind = kind_at(code, context.kind, context)
            return softened(replace(context, period=code, kind=kind, beside=True))
    return context


def at_number(lead: str, context: Context, sentence_start: bool) -> tuple[Context, list[tuple[int, int]]]:
    """Return the context that the words before a number set, and the spans of the periods and kind words among them."""
    kinds = rules().kinds
    said_before = lead.rfind(";") + 1
    periods = [
        p for p in spoken_periods(lead) if p.start >= said_before and not rules().not_period.search(lead[: p.start])
    ]
    spans = [(p.start, p.end) for p in spoken_periods(lead)]
    target = pattern(rf"(?<![^\W_]){kinds['target']}(?![^\W_])").search(lead)
    estimate = pattern(rf"(?<![^\W_]){kinds['estimate']}(?![^\W_])").search(lead)
    usable = [p for p in periods if _speaks(p, lead, context, sentence_start)]
    chosen = usable[-1] if usable else None
    result = context
    if chosen is not None:
        code = chosen.code(context.year)
        if code is not None and (code != context.period or chosen.cumulative):
            kind = kind_at(code, context.kind, context)
            result = softened(replace(context, period=code, kind=kind, cumulative=chosen.cumulative))
        result = replace(result, beside=True)
    elif context.term is not None and context.period == context.term[5:] and _yearly(lead):
        # "Thu ngân sách tăng bình quân hằng năm 8%" among the targets for the end of a term holds for all of it.
        result = replace(result, period=context.term)
    if target is not None:
        result = replace(result, kind="target")
        if chosen is None and context.kind != "target" and context.period is not None and not context.period_is_year:
            # What a half-year report still plans, it plans for the year.
            result = replace(result, period=str(context.year))
    elif estimate is not None:
        result = replace(result, kind="estimate")
        if chosen is None and not result.period_is_year and re.search(r"ước (?:thực hiện |đạt )?cả năm", lead):
            result = replace(result, period=str(result.year) if result.year else result.period)
    return result, spans


def _speaks(period: Spoken, lead: str, context: Context, sentence_start: bool) -> bool:
    """Whether a period before a number says when the figure holds, rather than belonging to the name of something."""
    if rules().plan_name.search(lead[: period.start]) and not (sentence_start and period.start < 12):
        return False
    if period.end_year is not None:
        return bool(re.search(r"bình quân|trong|cả giai đoạn|mỗi năm|hằng năm", lead)) or period.start < 4
    bare_year = period.part == "" and lead[period.start :].startswith("năm ")
    same_year = period.year is not None and period.year == context.year
    if bare_year and same_year and context.period is not None and "-" in context.period:
        return bool(
            re.search(
                r"(?:kế hoạch|cả|ước|phấn đấu|dự kiến|trong|chỉ tiêu|mục tiêu)\s$|^\s?$",
                lead[: period.start],
            )
        )
    return True
