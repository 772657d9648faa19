"""The words of handlers/reminders.toml, folded for comparison, and what they find at the ends of a text."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path

from knowledge.duty_fields import bases_in
from knowledge.text import key, tokenize


@dataclass(frozen=True, slots=True)
class ReminderWords:
    """Phrases without marks, the longest first; hours by part of the day; levels with the marks of their words."""

    oneself: tuple[str, ...]
    group: tuple[str, ...]
    leading: tuple[str, ...]
    trailing: tuple[str, ...]
    deadline: tuple[str, ...]
    urgent: tuple[str, ...]
    hours: dict[str, time]
    asks_due: tuple[str, ...]
    asks_one: tuple[str, ...]
    asks_cutoff: tuple[str, ...]
    not_cutoff: tuple[str, ...]
    due_day: tuple[str, ...]
    report: tuple[str, ...]
    levels: tuple[tuple[tuple[tuple[str, str], ...], str], ...]
    towards: frozenset[str]
    filler: frozenset[str]


@cache
def reminder_words() -> ReminderWords:
    """Return the words."""
    raw = tomllib.loads(Path(__file__).with_name("reminders.toml").read_text(encoding="utf-8"))
    who, title, asked = raw["who"], raw["title"], raw["asked"]
    levels = [(_syllables(word), level) for level in ("commune", "province") for word in asked[level]]
    return ReminderWords(
        oneself=_folded(who["self"]),
        group=_folded(who["group"]),
        leading=_folded(title["leading"]),
        trailing=_folded(title["trailing"]),
        deadline=_folded(raw["deadline"]["words"]),
        urgent=_folded(raw["urgent"]["words"]),
        hours={part: time.fromisoformat(hour) for part, hour in raw["hours"].items()},
        asks_due=_bases(asked["due"]),
        asks_one=_bases(asked["one"]),
        asks_cutoff=_bases(asked["cutoff"]),
        not_cutoff=_bases(asked["not_cutoff"]),
        due_day=_bases(asked["due_day"]),
        report=_bases(asked["report"]),
        levels=tuple(sorted(levels, key=lambda pair: -len(pair[0]))),
        towards=frozenset(_bases(asked["towards"])),
        filler=frozenset(_bases(asked["filler"].split())),
    )


def has(text: str, phrases: tuple[str, ...]) -> bool:
    """Return whether a text holds one of the phrases as whole words."""
    line = f" {' '.join(key(text).split())} "
    return any(f" {phrase} " in line for phrase in phrases)


def without_first(text: str, phrases: tuple[str, ...]) -> str | None:
    """Return the text without the phrase that it begins with; None where it begins with none of them."""
    words = text.split()
    for phrase in phrases:
        count = phrase.count(" ") + 1
        if len(words) >= count and key(" ".join(words[:count])).strip(" ,:") == phrase:
            return " ".join(words[count:])
    return None


def without_last(text: str, phrases: tuple[str, ...]) -> str | None:
    """Return the text without the phrase that it ends with; None where it ends with none of them."""
    words = text.split()
    for phrase in phrases:
        count = phrase.count(" ") + 1
        if len(words) > count and key(" ".join(words[-count:])).strip(" ,:.") == phrase:
            return " ".join(words[:-count])
    return None


def _bases(phrases: list[str]) -> tuple[str, ...]:
    return tuple(sorted((" ".join(bases_in(phrase)) for phrase in phrases), key=len, reverse=True))


def _syllables(phrase: str) -> tuple[tuple[str, str], ...]:
    return tuple((token.base, token.marks) for token in tokenize(phrase))


def _folded(phrases: list[str]) -> tuple[str, ...]:
    return tuple(sorted((key(phrase) for phrase in phrases), key=len, reverse=True))


def may_ask_of_duties(bases: Sequence[str]) -> bool:
    """Return whether some word of a message belongs to questions about reporting duties; without one it is none."""
    known = reminder_words()
    return any(covered(bases, phrases) for phrases in (known.asks_due, known.asks_one, known.asks_cutoff))


def covered(bases: Sequence[str], phrases: Sequence[str]) -> set[int]:
    """Return the positions of all words that belong to one of the phrases."""
    found: set[int] = set()
    for phrase in phrases:
        parts = phrase.split()
        for at in range(len(bases) - len(parts) + 1):
            if list(bases[at : at + len(parts)]) == parts:
                found.update(range(at, at + len(parts)))
    return found
