"""At which prices a value is: constant ones ("giá so sánh 2010") or those of its year ("giá hiện hành")."""

from collections.abc import Sequence

from knowledge.base import Knowledge
from knowledge.meaning import holds_any
from knowledge.question import Question
from knowledge.store import Observation
from knowledge.text import key


def of_observation(observation: Observation, knowledge: Knowledge) -> str:
    """Return "constant" or "current", or "" where neither a value's conditions nor its name say."""
    name = knowledge.indicators[observation.indicator].name_vi
    return _said(key(observation.qualifier).split(), knowledge) or _said(key(name).split(), knowledge)


def asked(question: Question, knowledge: Knowledge) -> str:
    """Return the prices that a message asks for, "" for any: "theo giá so sánh, không phải giá hiện hành"."""
    return _said([word.base for at, word in enumerate(question.words) if at not in question.excluded], knowledge)


def _said(bases: Sequence[str], knowledge: Knowledge) -> str:
    sequences = knowledge.words.sequences
    said = [
        prices
        for prices, phrases in (("constant", sequences.constant_prices), ("current", sequences.current_prices))
        if holds_any(bases, phrases)
    ]
    return said[0] if len(said) == 1 else ""
