"""A question asked in a conversation: understood, looked up, worded; nothing is written anywhere."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from typing import Any

from handlers.chatter import kind_of, told_by_a_part
from handlers.lists import PAGE_MARK, Said
from handlers.markup import plain
from handlers.message import Choice, Reply
from handlers.numbers import json_number
from handlers.wording import say
from knowledge.base import Knowledge
from knowledge.dimensions import RANKS, asked
from knowledge.lookup import Result, answer, context_after
from knowledge.question import Context, understand
from knowledge.second_reading import read_again
from knowledge.store import Document, Observation
from knowledge.text import key

# Asks for the next page of a list; read only after a list that has one.
_NEXT_PAGE = frozenset({"tiep", "xem tiep", "tiep theo", "tiep tuc", "xem them", "them", "nua", "more", "next"})


_LONE_NUMBER = re.compile(r"\s*\d{1,3}\s*[.)]?\s*")
# Kinds of chatter whose words may name a figure.
_MAY_BE_STORED = ("other", "small")


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a question: the result, the reply, the conversation afterwards, the contract's JSON object."""

    result: Result
    reply: Reply
    context: Context
    data: dict[str, Any]


def ask(text: str, context: Context, knowledge: Knowledge, *, now: datetime, lang: str) -> Asked:
    """Return the answer to a message in a conversation; a number picks one of the last choices."""
    began = perf_counter()
    chatter = kind_of(text)
    if chatter == "yes" and len(context.choices) == 1:
        text, chatter = context.choices[0], ""
    text = _page_asked(text, context)
    before = context
    question = understand(text, context, knowledge, now.date())
    picked = question.picked is not None and bool(context.choices[question.picked - 1])
    if picked and question.picked is not None:
        text = context.choices[question.picked - 1]
        context = replace(context, choices=())
        question = understand(text, context, knowledge, now.date())
    start = 0
    if page := PAGE_MARK.search(question.reading.text):
        start = int(page[1]) - 1
        question = understand(PAGE_MARK.sub("", question.reading.text), context, knowledge, now.date())
    result = answer(question, context, knowledge, now.date())
    if not chatter:
        question, result = read_again(question, result, context, knowledge, now.date())
    aside = _aside(text, chatter, result, knowledge)
    said = say(aside or result, knowledge, today=now.date(), lang=lang, start=start, before=before)
    took = (perf_counter() - began) * 1000
    if aside is not None:
        return Asked(aside, said.reply, before, _data(aside, said, knowledge, took))
    after = context_after(result, context, knowledge, said.asks)
    if picked and not after.choices and len(before.choices) > 1:
        # People look at the second, then at the third.
        after = replace(after, choices=before.choices)
    return Asked(result, said.reply, after, _data(result, said, knowledge, took))


def _aside(text: str, chatter: str, result: Result, knowledge: Knowledge) -> Result | None:
    """Return the result for a message that only chats; None where it asks for something.

    A figure wins over words that may name one: "giá vàng" may be stored, "co bac" is "cờ bạc" as well as "cô, bác".
    """
    kind = chatter or (told_by_a_part(text) if result.status != "answered" else "")
    if not kind and result.status == "out_of_scope" and _LONE_NUMBER.fullmatch(text):
        return replace(result, reason="no_such_choice")
    if not kind or (result.status == "answered" and (kind in _MAY_BE_STORED or result.question.leftover)):
        return None
    if kind in _MAY_BE_STORED and result.question.places and asked(result.question, knowledge) == RANKS:
        return None  # "PCI Hà Giang đứng thứ mấy cả nước" asks for no day of the week
    return Result("out_of_scope", "help" if kind == "can" else "smalltalk", result.question, reason=kind)


def _page_asked(text: str, context: Context) -> str:
    """Return the question for the next page where "tiếp" asks for it, else the text itself."""
    if context.choices and PAGE_MARK.search(context.choices[-1]) and key(text[:40]) in _NEXT_PAGE:
        return context.choices[-1]
    return text


def _data(result: Result, said: Said, knowledge: Knowledge, took: float) -> dict[str, Any]:
    store = knowledge.store
    places = [store.place(place) for place in result.places]
    indicators = [knowledge.indicators[indicator] for indicator in result.indicators]
    data: dict[str, Any] = {
        "status": result.status,
        "intent": result.intent,
        "ms": round(took, 3),
        "understood": {
            "places": [{"code": place.code, "name": place.full_name} for place in places],
            "indicators": [{"code": one.code, "name": one.name_vi} for one in indicators],
            "periods": list(result.periods),
            "kind": result.question.kind or None,
        },
        "facts": [_fact(fact, knowledge) for fact in result.facts],
        "choices": _choices(said.reply.choices),
        "conflicts": [list(pair) for pair in result.conflicts],
    }
    if result.outcome is not None:
        outcome = result.outcome
        known = {"value": json_number(outcome.value), "unit": outcome.unit, "how": outcome.how}
        data["result"] = known if outcome.value is not None else None
    data["text"] = plain(said.reply.text)
    return data


def _choices(choices: Sequence[Choice]) -> list[dict[str, str]]:
    return [{"label": choice.label, "ask": choice.ask} for choice in choices]


def _fact(fact: Observation, knowledge: Knowledge) -> dict[str, Any]:
    place = knowledge.store.place(fact.place)
    indicator = knowledge.indicators[fact.indicator]
    return {
        "id": fact.id,
        "place": place.full_name,
        "place_code": place.code,
        "indicator": indicator.name_vi,
        "indicator_code": indicator.code,
        "period": fact.period,
        "kind": fact.kind,
        "measure": fact.measure,
        "comparator": fact.comparator,
        "value": json_number(fact.value),
        "value_max": json_number(fact.value_max),
        "unit": fact.unit or None,
        "base": fact.base or None,
        "qualifier": fact.qualifier or None,
        "document": _document(knowledge.store.document(fact.document)),
        "locator": fact.locator or None,
        "quote": fact.quote or None,
    }


def _document(document: Document | None) -> dict[str, Any] | None:
    if document is None:
        return None
    return {
        "id": document.id,
        "number": document.number or None,
        "title": document.title or None,
        "issuer": document.issuer or None,
        "issued_on": document.issued_on or None,
        "draft": document.draft,
    }
