"""An opened knowledge base: its database and the indexes over names and words that answer in memory."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from knowledge.indicators import IndicatorIndex
from knowledge.lexicon import Lexicon
from knowledge.period_words import FRAME
from knowledge.phrases import Phrases
from knowledge.places import PlaceIndex
from knowledge.reading import Abbreviations
from knowledge.store import Indicator, Store
from knowledge.text import key, tokenize

WORDS = Path(__file__).parent / "data" / "words.toml"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's dimension and its exact size in the dimension's base unit."""

    dimension: str
    factor: Decimal


class Knowledge:
    """Everything that questions are answered from; grows in place when an alias or figures are added."""

    def __init__(self, store: Store, words: Mapping[str, object]) -> None:
        self.store = store
        self.cues: Phrases[str] = Phrases()
        self.little_words = Lexicon()
        self.topics: Phrases[str] = Phrases()
        self.lexicon = Lexicon(tokenize(word)[0].base for word in _strings(words["numbered"]))
        self.lexicon.add((code, "") for code in _strings(words["shorthand"]))
        self.lexicon.add((token.base, token.marks) for word in _strings(words["numbers"]) for token in tokenize(word))
        light: set[str] = set()
        for block in _tables(words["cue"]):
            name = str(block["cue"])
            for phrase in _strings(block["words"]):
                self.cues.add(phrase, name)
                self.little_words.add((token.base, token.marks) for token in tokenize(phrase))
                self.lexicon.add((token.base, token.marks) for token in tokenize(phrase))
                phrase_words = tokenize(phrase)
                if name == "generic" or (name == "filler" and len(phrase_words) == 1):
                    light.update(token.base for token in phrase_words)
        self.little_words.add((base, "") for base in FRAME)
        for block in _tables(words["topic"]):
            for phrase in _strings(block["words"]):
                self.topics.add(phrase, str(block["field"]))
                self.lexicon.add((token.base, token.marks) for token in tokenize(phrase))
        self.indicator_index = IndicatorIndex(store.aliases(), frozenset(light))
        self.lexicon.add(self.indicator_index.words())
        type_words, english = _place_types(words)
        self.place_index = PlaceIndex(store, type_words, english)
        for phrase in (*type_words, *english):
            self.lexicon.add((token.base, token.marks) for token in tokenize(phrase))
        self.lexicon.add((base, "") for base in self.place_index.bases())
        self.abbreviations = Abbreviations(store.abbreviations())
        self.indicators: dict[int, Indicator] = {indicator.id: indicator for indicator in store.indicators()}
        self.units = {key(name): Unit(dimension, Decimal(factor)) for name, dimension, factor in store.units()}
        self.neighbours: dict[int, set[int]] = {}
        for a, b in store.neighbours():
            self.neighbours.setdefault(a, set()).add(b)
            self.neighbours.setdefault(b, set()).add(a)
        self.negations = frozenset(
            token.base
            for block in _tables(words["negation"])
            for phrase in _strings(block["words"])
            for token in tokenize(phrase)
        )
        for base in self.negations:
            self.lexicon.add([(base, "")])
        self.not_before_place = frozenset(
            token.base
            for block in _tables(words["street"])
            for phrase in _strings(block["words"])
            for token in tokenize(phrase)
        )
        self.unit_hints: list[tuple[tuple[str, ...], frozenset[str]]] = [
            (tuple(token.base for token in tokenize(phrase)), frozenset(_strings(block["dimensions"])))
            for block in _tables(words["unit_hint"])
            for phrase in _strings(block["words"])
        ]
        self._seen = store.version()

    @classmethod
    def open(cls, path: Path, words: Path = WORDS) -> "Knowledge":
        """Return the knowledge base in a file built by knowledge.build. Raises DatabaseUnusable."""
        return cls(Store(path), tomllib.loads(words.read_text(encoding="utf-8")))

    @cached_property
    def indicator_by_code(self) -> dict[str, int]:
        """Ids of indicators by code."""
        return {indicator.code: indicator.id for indicator in self.indicators.values()}

    def refresh(self) -> bool:
        """Take in what another process has written since; return whether anything had changed."""
        version = self.store.version()
        if version == self._seen:
            return False
        self._seen = version
        for indicator in self.store.indicators():
            self.indicators[indicator.id] = indicator
        self.__dict__.pop("indicator_by_code", None)
        for indicator_id, alias in self.store.aliases():
            self.learn(indicator_id, alias)
        for place_id in self.store.places_with_figures():
            self.place_index.note_figures(place_id)
        return True

    def learn(self, indicator: int, alias: str) -> None:
        """Let an indicator be asked for by one more name at once."""
        self.indicator_index.add(indicator, alias)
        self.lexicon.add((token.base, token.marks) for token in tokenize(alias))


def _tables(value: object) -> list[dict[str, object]]:
    return [block for block in value if isinstance(block, dict)] if isinstance(value, list) else []


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []


def _place_types(words: Mapping[str, object]) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    before: dict[str, frozenset[str]] = {}
    after: dict[str, frozenset[str]] = {}
    for block in _tables(words["place_type"]):
        for phrase in _strings(block["before"]):
            before[phrase] = frozenset(_strings(block["types"]))
        for phrase in _strings(block.get("after", [])):
            after[phrase] = frozenset(_strings(block["types"]))
    return before, after
