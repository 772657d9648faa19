"""Exact arithmetic on stored figures: differences, progress, rankings; refused where price basis or scope differ."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from knowledge import prices
from knowledge.base import Knowledge
from knowledge.dimensions import OF_VISITORS
from knowledge.store import Observation
from knowledge.text import key

_DIVIDED = " : "
_VISITORS = "visitors"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A number worked out from two figures, or why none can be given.

    value is None where refusal says why: other_unit, other_measure, other_price, other_scope, range, no_target,
    no_result.
    unit is "điểm %" for the difference of two percentages. how shows the sum with the figures as stored.
    """

    value: Decimal | None
    unit: str
    how: str
    refusal: str = ""

    @property
    def is_quotient(self) -> bool:
        """Whether one figure was divided by the other."""
        return _DIVIDED in self.how


def in_base(value: Decimal, unit: str, knowledge: Knowledge) -> tuple[Decimal, str] | None:
    """Return (value in the dimension's base unit, dimension), None for a unit that the list lacks.

    Visitors and visits are one dimension: one paper writes "393.770 lượt" and "323 nghìn lượt khách" of two years.
    """
    head, _, per = unit.partition("/")
    known = knowledge.units.get(key(unit)) or knowledge.units.get(key(head))
    if known is None:
        return None
    dimension = _VISITORS if known.dimension in OF_VISITORS else known.dimension
    return value * known.factor, dimension + (f"/{key(per)}" if per and key(unit) not in knowledge.units else "")


def difference(one: Observation, other: Observation, knowledge: Knowledge) -> Outcome:
    """Return one − other in the unit of the first; percentages differ by percentage points."""
    refusal = _not_comparable(one, other, knowledge)
    if refusal:
        return Outcome(None, "", "", refusal)
    if one.unit == other.unit:
        left, right, unit = one.value, other.value, one.unit
    else:
        a, b = in_base(one.value, one.unit, knowledge), in_base(other.value, other.unit, knowledge)
        if a is None or b is None or a[1] != b[1]:
            return Outcome(None, "", "", "other_unit")
        factor = knowledge.units.get(key(one.unit)) or knowledge.units[key(one.unit.split("/")[0])]
        left, right, unit = one.value, b[0] / factor.factor, one.unit
    high, low = max(left, right), min(left, right)
    shown = {"%": "điểm %", "‰": "điểm ‰"}.get(unit, unit)
    return Outcome(high - low, shown, f"{high} − {low}")


def _not_comparable(one: Observation, other: Observation, knowledge: Knowledge) -> str:
    measures = {one.measure, other.measure}
    if len(measures) > 1 and measures != {"level", "increase"}:
        return "other_measure"
    if "range" in (one.comparator, other.comparator):
        return "range"
    if prices.of_observation(one, knowledge) != prices.of_observation(other, knowledge):
        return "other_price"
    if (
        one.indicator == other.indicator
        and key(one.base) != key(other.base)
        and one.measure in ("growth", "share")
        and one.base
        and other.base
        and not _against_year_before(one, other, knowledge)
    ):
        return "other_scope"
    return ""


def _against_year_before(one: Observation, other: Observation, knowledge: Knowledge) -> bool:
    said = knowledge.words.groups.years_and_terms
    return all(not said.isdisjoint(key(side.base).split()) for side in (one, other))


def progress(reached: Observation | None, target: Observation | None, knowledge: Knowledge) -> Outcome:
    """Return the percent of a target that was reached, to two decimals."""
    if target is None:
        return Outcome(None, "", "", "no_target")
    if reached is None:
        return Outcome(None, "", "", "no_result")
    refusal = _not_comparable(reached, target, knowledge)
    a, b = in_base(reached.value, reached.unit, knowledge), in_base(target.value, target.unit, knowledge)
    if refusal or a is None or b is None or a[1] != b[1] or not b[0]:
        return Outcome(None, "", "", refusal or "other_unit")
    return Outcome((a[0] / b[0] * 100).quantize(Decimal("0.01")), "%", f"{reached.value}{_DIVIDED}{target.value} × 100")


def ratio(one: Observation, other: Observation, knowledge: Knowledge) -> Outcome:
    """Return how many times the larger of two figures is the smaller, to two decimals."""
    refusal = _not_comparable(one, other, knowledge)
    a, b = in_base(one.value, one.unit, knowledge), in_base(other.value, other.unit, knowledge)
    if refusal or a is None or b is None or a[1] != b[1] or not min(a[0], b[0]):
        return Outcome(None, "", "", refusal or "other_unit")
    (high, large), (low, small) = sorted(((a[0], one.value), (b[0], other.value)), reverse=True)
    return Outcome((high / low).quantize(Decimal("0.01")).normalize(), "lần", f"{large}{_DIVIDED}{small}")


def ranking(
    facts: Sequence[Observation],
    knowledge: Knowledge,
    *,
    lowest: bool,
    of: Callable[[Observation], int] = attrgetter("place"),
) -> list[Observation]:
    """Return one figure of each place (or whatever of gives), best first; those in another dimension are left out."""
    sized = [(in_base(fact.value, fact.unit, knowledge) or (fact.value, fact.unit), fact) for fact in facts]
    if not sized:
        return []
    [(main, _)] = Counter(dimension for (_, dimension), _ in sized).most_common(1)
    kept: dict[int, tuple[Decimal, Observation]] = {}
    for (size, dimension), fact in sized:
        if dimension == main:
            kept.setdefault(of(fact), (size, fact))
    ordered = sorted(kept.values(), key=lambda pair: pair[0], reverse=not lowest)
    return [fact for _, fact in ordered]
