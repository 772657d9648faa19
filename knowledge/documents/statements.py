"""Statements in running text: each quantity of a sentence with its label, measure, base, period, kind and place."""

import re
from dataclasses import dataclass, field, replace

from knowledge.documents import beside
from knowledge.documents.context import Context, at_number, of_paragraph
from knowledge.documents.findings import Doubt
from knowledge.documents.labels import (
    base_concept,
    clean,
    counted_label,
    from_head,
    part_of,
    percent_of,
    rate_of,
    strip_fillers,
    with_object,
)
from knowledge.documents.measures import Before, Reading, read_measure
from knowledge.documents.numbers import Style
from knowledge.documents.places import named_in
from knowledge.documents.quantities import Quantity, quantities
from knowledge.documents.words import Wording, pattern, rules

_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=\S)")
_ABBREVIATED = re.compile(r"(?:\b(?:tp|tx|tt|ths|ts|đ/c|gs|pgs|st|vv|v\.v|tr)\.)$", re.IGNORECASE)
# Words that part two statements within a clause: punctuation and joints anywhere, verbs only right before the number,
# for "05 xã đạt chuẩn …; 02 xã" has a verb within what is counted.
_JOINT = re.compile(
    r"[,;:()]|(?<![^\W_])(?:và|với|trong đó|trị giá|ước|tương đương|nâng(?! cao)|đưa|lũy kế)(?![^\W_])|"
    r"(?<![^\W_])(?:bằng|đạt|chiếm|tăng|giảm|vượt|còn|gồm)(?![^\W_])(?=\s*(?:[^\W\d_]+\s*){0,3}$)"
)
_SPLIT = re.compile(r"[;()]|\.\s")


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure as the sentence states it; label as found, words untouched but for fillers at its edges."""

    quantity: Quantity
    label: str
    measure: str
    base: str | None
    context: Context
    place: str | None
    quote: str
    doubts: tuple[Doubt, ...]
    conditions: str | None


@dataclass(slots=True)
class _State(Before):
    """What a figure hands on to the next one of its sentence.

    group: the whole whose parts are listed. plan: context of what was planned, once the sentence tells what is done.
    """

    group: str | None = None
    last_unit: str | None = None
    measure: str = "level"
    plan: Context | None = None
    context: Context = field(default_factory=Context)


def statements(
    text: Wording,
    context: Context,
    style: Style,
    parents: tuple[Wording, ...],
    place: str | None,
) -> list[Statement]:
    """Return the figures of a passage in order.

    parents: wording of the items above, for lines that only name a part ("+ Lúa: 507 ha").
    """
    context = of_paragraph(text.low, context)
    found: list[Statement] = []
    all_quantities = quantities(text, style)
    for start, end in _sentences(text.raw):
        inside = [q for q in all_quantities if start <= q.number_start < end]
        if inside:
            found += _Sentence(text, start, end, context, parents, place).read(inside)
    return found


def _sentences(raw: str) -> list[tuple[int, int]]:
    spans = []
    start = 0
    for match in _SENTENCE.finditer(raw):
        following = raw[match.end()]
        if _ABBREVIATED.search(raw[: match.start()]) or not (following.isupper() or following in '-+"“('):
            continue
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(raw)))
    return spans


class _Sentence:
    def __init__(
        self,
        text: Wording,
        start: int,
        end: int,
        context: Context,
        parents: tuple[Wording, ...],
        place: str | None,
    ) -> None:
        self.text = text
        self.low = text.low
        self.start = start
        self.end = end
        self.context = context
        self.parents = parents
        self.own = place

    def read(self, inside: list[Quantity]) -> list[Statement]:
        state = _State(context=self.context, structure=self._structure_above())
        found: list[Statement] = []
        at = self.start
        for index, quantity in enumerate(inside):
            limit = inside[index + 1].start if index + 1 < len(inside) else self.end
            following = inside[index + 1] if index + 1 < len(inside) else None
            if beside.begins_change(self.low, self.start, quantity, following):
                found += self._started(quantity, at, limit, state, first=not found)
                continue
            statement, at = self._one(quantity, at, limit, state, first=not found)
            found.append(statement)
            if beside.whole_is_plan(self.low, quantity):
                found.append(_planned_whole(statement))
        return self._with_shared_base(found)

    def _started(self, quantity: Quantity, at: int, limit: int, state: _State, first: bool) -> list[Statement]:
        """Return the figure that a change began with where its year is told ("giảm từ 6,2% năm 2015 xuống còn …").

        It is taken out of the sentence, which goes on as if only the end of the change stood there.
        """
        year = pattern(rules().period_here).match(self.low[quantity.end : limit])
        stated: list[Statement] = []
        end = quantity.end
        if year is not None:
            statement, _at = self._one(quantity, at, limit, replace(state), first)
            stated = [replace(statement, measure="level", base=None)]
            end += year.end()
        self.low = self.low[: quantity.start] + " " * (end - quantity.start) + self.low[end:]
        return stated

    def _one(self, quantity: Quantity, at: int, limit: int, state: _State, first: bool) -> tuple[Statement, int]:
        lead = self.low[at : quantity.start]
        offset = at
        if not first:
            joint = _JOINT.search(lead)
            if joint is None and lead.strip() and not lead.strip().startswith("/"):
                lead, offset = "", quantity.start
            elif joint is not None:
                offset = at + joint.start()
                lead = lead[joint.start() :]
        anew = not first and ";" in lead and beside.names_anew(lead, in_group=state.group is not None)
        # "Hằng năm có từ 90% chi bộ …; kết nạp 8 đảng viên": what is counted goes on being counted every year.
        yearly = state.context.period == self.context.term and self.context.term is not None and quantity.counted
        undone = state.context.kind == "target" and self.context.kind != "target"
        done = undone and beside.is_done(lead)
        # "Kế hoạch vốn năm 2024 là 312,6 tỷ đồng, đã giải ngân 168,8 tỷ đồng": from the plan back to what is done.
        state.plan = state.context if done else state.plan
        start = self.context if (anew and not yearly) or done else state.context
        again = state.plan is not None and not done and rules().group.search(lead) is not None
        if again and beside.is_done(self.low[quantity.end : limit]):
            # "…; trong đó vốn các chương trình 201,3 tỷ đồng, giải ngân 95,2 tỷ đồng": plan and result of a part.
            start = state.plan or start
        context, spans = at_number(lead, start, first)
        if quantity.unit == "%/năm" and context.term is not None and context.period == context.term[5:]:
            context = replace(context, period=context.term)
        blank = _blanked(lead, spans)
        blank = re.sub(r"\([^()]*\)", lambda m: " " * len(m.group()), blank)
        segment_start = max((m.end() for m in _SPLIT.finditer(blank)), default=0)
        segment = blank[segment_start:]
        if quantity.unit in rules().count_kinds and state.unit is not None:
            # "272 đơn (23 khiếu nại; 2 tố cáo)": the parts are counted in the unit of the whole.
            quantity = replace(quantity, unit=state.unit)
        if quantity.unit == "":
            quantity = replace(quantity, unit=state.last_unit)
        tail = self.low[quantity.end : limit]
        raw_tail = self.text.raw[quantity.end : limit]
        reading = read_measure(segment, tail, raw_tail, quantity, state)
        if reading.measure == "level" and quantity.unit == "%" and re.fullmatch(r"\s?\(\s?\+?", lead):
            # "tăng 35 vụ (+19,8%)", "giảm 4 vụ (16%)"
            by = {"increase": "growth", "growth": "growth", "decrease": "decrease"}.get(state.measure, "level")
            reading = replace(reading, measure=by)
        if reading.base is None and reading.measure in ("increase", "decrease", "growth"):
            # "giảm 01 người chết so với cùng kỳ": what is counted stands between.
            reading = replace(reading, base=_late_base(tail, raw_tail))
        planned = (
            bool(state.label) and pattern(rf"^[\s(,/]*{rules().measures['plan_before']}").match(segment) is not None
        )
        if not planned and state.label and beside.plan_in_brackets(self.low, self.start, lead, quantity):
            reading = replace(reading, measure=state.measure if quantity.unit == state.last_unit else "level")
            planned = True
        earlier = not planned and state.label != "" and quantity.unit == state.last_unit and beside.of_year_before(lead)
        if earlier:
            context = replace(context, kind="actual", period=beside.year_before(context.period))
            reading = replace(reading, measure=state.measure)
            segment, planned = "", True
        elif planned or beside.plan_after_stroke(self.low, lead, quantity, state.unit):
            # "đạt 24,5% (kế hoạch năm 98%)", "12,45 tỷ đồng/45,6 tỷ đồng, đạt 27,3% kế hoạch": the plan itself.
            year = str(context.year) if context.year else context.period
            context = replace(context, kind="target", period=year)
            segment, planned = "", True
        if anew and not spans:
            # Only "…; ước cả năm đạt …", "…; tăng …" still speak of the same thing.
            state.label = ""
        raw_lead = _blanked(self.text.raw[offset : offset + len(lead)], spans)
        if reading.measure == "share" and reading.base is None and state.group:
            # "Tổng giá trị sản xuất …, trong đó: nông nghiệp 112,4 tỷ đồng, chiếm 21,9%"
            reading = replace(reading, base=state.group[:1].lower() + state.group[1:])
        label, group = self._label(raw_lead[segment_start:], segment, quantity, raw_tail, state, reading)
        labelled = self.text.raw[offset + segment_start : offset + segment_start + reading.label_end]
        conditions = "; ".join(re.findall(r"\(([^()]{4,100})\)", labelled)) or None
        if planned:
            label = state.label
        doubts = reading.doubts if label else (*reading.doubts, Doubt.LABEL_MISSING)
        if again:
            doubts = (*doubts, Doubt.KIND_UNSURE)
        if beside.year_is_beside(lead, context):
            doubts = (*doubts, Doubt.PERIOD_UNSURE)
        after = beside.period_after(tail, reading)
        if after is not None:
            context, _ = at_number(after + " ", context, sentence_start=False)
        stop = quantity.end + reading.base_end
        quote = self._quote(offset + segment_start, stop, quantity, tail, reading.base_end)
        if quantity.unit == "%" and label and label == percent_of(raw_tail):
            # "80% thôn, buôn, tổ dân phố, 95% cơ quan": these words are the label of the first figure alone.
            stop = max(stop, quantity.end + raw_tail.find(label[6:]) + len(label) - 6)
        state.last_unit, state.measure = quantity.unit, reading.measure
        if quantity.unit != "%":
            state.unit = quantity.unit
        if label:
            state.label = label
        state.context = context if not planned else state.context
        state.part, state.planned = quantity.whole is not None, planned and not earlier
        state.counted = quantity.counted
        state.rate = quantity.unit == "%" and reading.measure == "level"
        # A bracket or a new sentence part that names its own whole ends the group.
        state.group = group if ")" not in lead else None
        place = self._place(quantity, at)
        return (
            Statement(
                quantity,
                label,
                reading.measure,
                reading.base,
                context,
                place or self.own,
                quote,
                (*quantity.doubts, *doubts),
                conditions,
            ),
            stop,
        )

    def _place(self, quantity: Quantity, at: int) -> str | None:
        """Return the commune that the clause around a figure is about; a count of communes is never about one."""
        if quantity.unit and re.search(r"(?<![^\W_])(?:xã|phường|thị trấn)(?![^\W_])", quantity.unit):
            return None
        begin = self.low.rfind(";", self.start, quantity.start) + 1 or self.start
        end = self.low.find(";", quantity.end, self.end)
        clause = self.text.raw[begin : end if end >= 0 else self.end]
        # "xã A hoàn thành 112 nhà, xã B hoàn thành 87 nhà": the nearest name speaks.
        before = named_in(self.text.raw[max(at, begin) : quantity.start], self.own) or named_in(
            clause[: quantity.start - begin], self.own
        )
        after = re.match(
            r"[^,.]{0,60}?(?:tại|ở|của|thuộc)\s((?:địa bàn\s)?(?:xã|phường|thị trấn)\s.*)",
            clause[quantity.end - begin :],
        )
        return before or (named_in(after.group(1), self.own) if after else None)

    def _structure_above(self) -> str | None:
        for parent in self.parents[-2:]:
            match = pattern(rules().measures["structure"]).search(parent.low)
            if match and len(parent.low) < 120 and not pattern("tỷ trọng").match(match.group()):
                return clean(parent.raw).rstrip(":")
        return None

    def _label(
        self, raw: str, low: str, quantity: Quantity, following: str, state: _State, reading: Reading
    ) -> tuple[str, str | None]:
        """Return the label as found, and the group that it is a part of."""
        segment = low
        raw, low = raw[: reading.label_end], low[: reading.label_end]
        group = None
        match = rules().group.search(low)
        if match:
            group = state.label or self._parent_label()
            raw, low = raw[match.end() :], low[match.end() :]
        text, low_text = strip_fillers(re.sub(r"\([^()]*\)", " ", raw), re.sub(r"\([^()]*\)", " ", low))
        if ":" in low_text:
            before, after = text.rsplit(":", 1)
            if len(after.split()) > 1 or (after.strip() and quantity.unit in ("%", "‰")):
                group = group or clean(before)
                text = after.strip()
            else:
                text = before
        text = from_head(text)
        if quantity.counted and quantity.unit is not None:
            return self._count(text, quantity.unit, following, state, reading), group
        if not re.search(r"[^\W\d_]{2}", text):
            label = self._unnamed(quantity, following, segment, state, reading)
            return label, group or state.group
        level = reading.measure == "level"
        if quantity.unit == "%" and level and len(text.split()) <= 2 and (own := percent_of(following)):
            return own, group
        if quantity.unit != "%" and level:
            text = with_object(text, following)
        # "lúa 28.000 tấn; ngô 9.000 tấn": the second part is of the same whole.
        parent = group or (state.group if quantity.unit == state.last_unit else None) or self._parent_label()
        return part_of(parent, base_concept(clean(text), reading.measure)), group or state.group

    def _count(self, text: str, noun: str, following: str, state: _State, reading: Reading) -> str:
        """Return the label of a count; one that names nothing new ("…, còn 1.040 hộ") keeps the one before."""
        label = counted_label(text, noun, following, reading.measure)
        unnamed = label.lower() in (f"số {noun}", "tổng số", noun)
        return state.label if unnamed and state.label and state.unit == noun else label

    def _unnamed(self, quantity: Quantity, following: str, segment: str, state: _State, reading: Reading) -> str:
        """Return the label of a figure that stands without one: what it is a percentage of, or the one before it."""
        percent = quantity.unit in ("%", "‰")
        level = reading.measure == "level"
        verb = re.search(r"(?<![^\W_])(?:chiếm|bằng|đạt|tương đương)(?![^\W_])", segment)
        if percent and level and not (verb and state.label) and (own := percent_of(following)):
            return own
        label = state.label or self._parent_label()
        return rate_of(label) if percent and level else label or clean(reading.base or "")

    def _parent_label(self) -> str:
        for parent in reversed(self.parents):
            if len(parent.raw) > 160:
                return ""
            if re.search(r"trong đó|:\s*$|gồm", parent.low) or any(parent.low.startswith(h) for h in rules().heads):
                text = re.split(r"\s\d|,?\s*trong đó|:", parent.raw)[0]
                return clean(text)
            return ""
        return ""

    def _quote(self, start: int, stop: int, quantity: Quantity, tail: str, base_end: int) -> str:
        """Return the words that carry the figure, at most some 160 characters, to the end of its clause."""
        end = stop
        of_things = quantity.unit in ("%", "‰") and base_end == 0 and re.match(r"\s(?!và|so|trở)[^\W\d_]", tail)
        if quantity.counted or of_things:
            more = re.match(r"[^,;.()]{0,70}(?=[,;.()]|$)", tail[base_end:])
            end = stop + (more.end() if more else 0)
        raw = self.text.raw
        begin = start
        while begin < quantity.number_start and not (raw[begin].isalnum() or raw[begin] in "≥≤<>"):
            begin += 1
        if quantity.start - begin > 110:
            cut = raw.rfind(",", begin, quantity.start - 25)
            begin = cut + 1 if cut >= 0 else raw.find(" ", quantity.start - 110)
        return raw[begin : min(end, begin + 200)].strip()

    def _with_shared_base(self, found: list[Statement]) -> list[Statement]:
        """Give "(giảm 02 vụ, giảm 03 người so với cùng kỳ)" its base also where it is printed once, at the end."""
        base = None
        result: list[Statement] = []
        for statement in reversed(found):
            if statement.measure in ("increase", "decrease", "growth"):
                if statement.base is None and base is not None:
                    statement = replace(statement, base=base)
                base = statement.base
            else:
                base = None
            result.append(statement)
        return result[::-1]


def _blanked(lead: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        lead = lead[:start] + " " * (end - start) + lead[end:]
    return lead


def _late_base(tail: str, raw_tail: str) -> str | None:
    match = pattern(rf"[^,;.()]{{1,60}}?(?<![^\W_])(?={rules().measures['base_phrase']})").match(tail)
    if match is None:
        return None
    words = re.match(r"[^,;.()]*", raw_tail[match.end() :])
    text = words.group() if words else ""
    return re.sub(r"^(?:so với|so)\s", "", text).strip() or None


def _planned_whole(statement: Statement) -> Statement:
    """Return the plan that stands behind the stroke of "x/y"."""
    quantity = statement.quantity
    context = statement.context
    year = str(context.year) if context.year else context.period
    return replace(
        statement,
        quantity=replace(quantity, value=quantity.whole or quantity.value, whole=None),
        context=replace(context, kind="target", period=year),
        measure="level",
        base=None,
    )
