"""What a question came to: figures, choices, or the reason why there are none."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.compare import Outcome
from knowledge.labels import are_apart
from knowledge.question import Option, Question
from knowledge.store import Observation, Task


@dataclass(frozen=True, slots=True)
class Result:
    """What a question came to.

    status: answered, choose, no_data, not_understood or out_of_scope; intent: what was wanted. reason is the closed
    word for why there is no figure (no_place, no_period, other_measure, unknown_words …); existing are the periods that
    do have figures. conflicts: pairs of ids of facts that say different things of the same thing. origins says for
    indicator, place and period where each came from if it was not said: carried, setting, corrected, assumed, only.
    read_as: what was typed and what it was read as, where only a second reading made sense of the message.
    """

    status: str
    intent: str
    question: Question
    facts: tuple[Observation, ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()
    choices: tuple[Option, ...] = ()
    outcome: Outcome | None = None
    reason: str = ""
    indicators: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    periods: tuple[str, ...] = ()
    existing: tuple[str, ...] = ()
    tasks: tuple[Task, ...] = ()
    origins: dict[str, str] = field(default_factory=dict)
    measure: str = ""
    kind: str = ""
    read_as: tuple[tuple[str, str], ...] = ()


def conflicts_among(facts: Sequence[Observation]) -> tuple[tuple[str, str], ...]:
    """Return the pairs of facts whose documents say different things of the same thing."""
    return tuple(
        (one.id, other.id)
        for index, one in enumerate(facts)
        for other in facts[index + 1 :]
        if other.id in one.disagrees_with or one.id in other.disagrees_with or _contradict(one, other)
    )


def are_apart_by_label(one: Observation, other: Observation) -> bool:
    """Return whether a document says two values of what the catalogue has as one thing, and calls them differently."""
    is_same = _thing(one) == _thing(other) and one.document == other.document
    return is_same and one.value != other.value and are_apart(one.label, other.label)


def _contradict(one: Observation, other: Observation) -> bool:
    is_same = _thing(one) == _thing(other) and one.qualifier == other.qualifier
    return is_same and one.value != other.value and one.document != other.document


def _thing(fact: Observation) -> tuple[object, ...]:
    """Return what a figure is of, but for its conditions."""
    return fact.indicator, fact.place, fact.period, fact.kind, fact.measure, fact.unit, fact.base
