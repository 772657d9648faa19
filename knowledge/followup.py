"""What the few words of a follow-up make of the indicator before: "còn chi?" after thu ngân sách is chi ngân sách."""

from collections.abc import Collection, Iterable, Sequence

from knowledge import dimensions
from knowledge.base import Knowledge
from knowledge.dimensions import RATIOS
from knowledge.question import Question

# So much of a name must be said now or have been said before, and so much of what was said before must be kept.
_SAID, _KEPT = 0.85, 0.25
# By how much the best name must keep more than the next, if one is to be meant.
_CLEARLY = 0.1
_WHOLE = 0.5
_SAME_THING = 0.6
_MOST_WORDS = 6
_SLIP = 0.8


def successor(
    question: Question, positions: Sequence[int], before: int, present: Iterable[int], knowledge: Knowledge
) -> int | None:
    """Return the one indicator whose name holds the words at these positions beside words of the indicator before.

    present: the indicators that there are figures of. None where no name does or several do.
    """
    said = [_readings(question, position) for position in positions]
    if not said or len(said) > _MOST_WORDS:
        return None
    weigh = knowledge.indicator_index.weight
    padding = {question.words[at].base for at in question.meaning if at not in positions}
    own = knowledge.indicator_index.words_of(before)
    own_name = frozenset(knowledge.indicator_index.name_of(before))
    # the "GRDP" of "GRDP bình quân đầu người" is all of a name of the "Tổng sản phẩm trên địa bàn (GRDP)"
    short = [frozenset(name) for name in knowledge.indicator_index.aliases_of(before) if own_name.issuperset(name)]
    wholes = [(own, sum(weigh(base) for base in knowledge.indicator_index.name_of(before)) or 1.0)]
    wholes += [(name, sum(weigh(base) for base in name) or 1.0) for name in short if name < own_name]
    kept: dict[int, float] = {}
    for indicator in present:
        if indicator != before:
            kept[indicator] = max(
                (
                    _kept(alias, said, padding, own, own_name, one, knowledge) / whole
                    for alias in knowledge.indicator_index.aliases_of(indicator)
                    for one, whole in wholes
                ),
                default=0.0,
            )
    names = {
        indicator: set(knowledge.indicator_index.name_of(indicator))
        for indicator, worth in kept.items()
        if worth >= _KEPT
    }
    if all(not readings.isdisjoint(own_name) for readings in said):
        # "còn vụ HT?" after "năng suất lúa vụ đông xuân" names no "sản lượng".
        names = {indicator: name for indicator, name in names.items() if name <= own_name}
    # "phần của xã phạt" after an amount of fines asks for an amount, "… mấy %" after a count for a rate
    unit = "" if dimensions.asked(question, knowledge) else knowledge.indicators[before].unit
    names = {one: name for one, name in names.items() if knowledge.indicators[one].unit == unit} or names
    # "xây dựng?" after công nghiệp asks for it alone, not for "công nghiệp - xây dựng".
    alone = [(one, kept[one]) for one, name in names.items() if not any(other < name for other in names.values())]
    alike = [(one, worth + _CLEARLY * (knowledge.indicators[one].unit == unit)) for one, worth in alone]
    ranked = sorted(alike, key=lambda pair: -pair[1])
    if not ranked:
        return None
    is_clear = len(ranked) == 1 or ranked[0][1] >= ranked[1][1] + _CLEARLY
    return ranked[0][0] if is_clear else None


def is_ratio(indicator: int, knowledge: Knowledge) -> bool:
    """Return whether an indicator is measured in percent or per thousand."""
    return knowledge.dimension(knowledge.indicators[indicator].unit) in RATIOS


def rate_of(before: int, present: Iterable[int], knowledge: Knowledge) -> int | None:
    """Return the rate of what was counted before ("chiếm mấy %?" after the number of poor households), or None."""
    weigh = knowledge.indicator_index.weight
    name = frozenset(knowledge.indicator_index.name_of(before))
    whole = sum(weigh(base) for base in name) or 1.0
    alike = {}
    for indicator in present:
        if is_ratio(indicator, knowledge):
            own = frozenset(knowledge.indicator_index.name_of(indicator))
            alike[indicator] = sum(weigh(base) for base in own & name) / max(whole, sum(weigh(base) for base in own))
    best = max(alike, key=lambda indicator: alike[indicator], default=None)
    return best if best is not None and alike[best] >= _SAME_THING else None


def _readings(question: Question, position: int) -> frozenset[str]:
    word = question.words[position]
    return frozenset((word.base, *(base for base, likeness in word.options if likeness >= _SLIP)))


def _kept(
    alias: Sequence[str],
    said: Sequence[frozenset[str]],
    padding: Collection[str],
    own: Collection[str],
    own_name: frozenset[str],
    name: Collection[str],
    knowledge: Knowledge,
) -> float:
    """Return the weight of the words that an alias shares with a name of what was before, 0 where it says other things.

    own: the words of all its names; own_name: those of its own. padding: words of the follow-up that say little by
    themselves: the "bình quân" of "bình quân đầu người thì sao?".
    """
    left = list(alias)
    for readings in said:
        found = next((base for base in left if base in readings), None)
        if found is None:
            return 0.0
        left.remove(found)
    weigh = knowledge.indicator_index.weight
    shared = sum(weigh(base) for base in left if base in name)
    if own_name.issubset(alias):
        shared *= _WHOLE  # "sản lượng lúa, ngô" adds to "sản lượng lúa": "còn ngô?" asks for the maize alone
    missing = sum(weigh(base) for base in left if base not in own and base not in padding)
    total = sum(weigh(base) for base in alias)
    return shared if missing <= (1 - _SAID) * total else 0.0
