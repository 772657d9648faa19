"""An opened knowledge base: its database and the indexes over names and words that answer in memory."""

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from knowledge import by_ear
from knowledge.abbreviations import Abbreviations
from knowledge.frames import Frames
from knowledge.glued import Splitter
from knowledge.indicators import IndicatorIndex
from knowledge.lexicon import Lexicon
from knowledge.phrases import Phrases
from knowledge.places import PlaceIndex
from knowledge.reading import Reading, ReadWord, read
from knowledge.store import Indicator, Store
from knowledge.text import key, syllable, words_of
from knowledge.vocabulary import Vocabulary
from knowledge.word_lists import Topic, WordLists, syllables, word_lists


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit's dimension and its exact size in the dimension's base unit."""

    dimension: str
    factor: Decimal


# Cues that tell one figure of an indicator from another.
_OF_FIGURES = frozenset({"target", "estimate", "actual", "growth", "decrease", "base"})
_PAIR = 2


class Knowledge:
    """Everything that questions are answered from; grows in place when an alias or figures are added."""

    def __init__(self, store: Store, words: WordLists, names: Iterable[tuple[int, str]]) -> None:
        """names: (indicator id, name) of all that indicators go by."""
        self.store = store
        self.words = words
        self.cues: Phrases[str] = Phrases()
        self.kinds = frozenset(key(phrase) for phrase in words.types_before if " " not in key(phrase))
        self.types_by_kind = {key(phrase): types for phrase, types in words.types_before.items()}
        self.lone_cues: dict[str, set[str]] = {}
        self.topics: Phrases[Topic] = Phrases()
        self.little_words = Lexicon()
        self.lexicon = Lexicon((base for word in words.numbered for base, _ in words_of(word)[:1]), words.plain)
        self._take_in_words(words)
        self.indicator_index = IndicatorIndex(names, _light_words(words))
        self.lexicon.add(self.indicator_index.words())
        self.place_index = PlaceIndex(store, words)
        self.lexicon.add((base, "") for base in self.place_index.bases())
        self.lexicon.add(syllable(word) for name in self.place_index.names() for word in name.split())  # "Krông Pắc"
        self.lexicon.add(syllable(line) for line in syllables())
        self.abbreviations = Abbreviations(store.abbreviations())
        self.splitter = Splitter(
            self.lexicon,
            self.abbreviations.edges,
            self.kinds,
            self.place_index.is_initials,
            self.place_index.begins_name,
            lambda: self.vocabulary,
        )
        self.indicators: dict[int, Indicator] = {indicator.id: indicator for indicator in store.indicators()}
        self.units: dict[str, Unit] = {}
        self._units_spelt: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, dimension, factor in store.units():
            self.units[key(name)] = Unit(dimension, Decimal(factor))
            spelt = words_of(name)
            self.lexicon.add(spelt)  # "km2" is one word
            self._units_spelt.setdefault(key(name), []).append((tuple(marks for _, marks in spelt), dimension))
        self.ratios = self._ratios(name for name, _, _ in store.units())
        self.denominators = frozenset(noun for _, noun in self.ratios)
        self.ratios_of = frozenset((above, ratio) for (above, _), ratio in self.ratios.items())
        self.neighbours: dict[int, set[int]] = {}
        for a, b in store.neighbours():
            self.neighbours.setdefault(a, set()).add(b)
            self.neighbours.setdefault(b, set()).add(a)
        self._dimensions: dict[str, str] = {}
        self._dimensions_of_heads: dict[str, str] = {}
        self._seen = store.version()

    def _take_in_words(self, words: WordLists) -> None:
        for phrase, cue in words.cues:
            self.cues.add(phrase, cue)
            words_of_phrase = words_of(phrase)
            if len(words_of_phrase) == 1:
                base, marks = words_of_phrase[0]
                self.lone_cues.setdefault(base, set()).add(marks)
            self.little_words.add(words_of(phrase))
            self.lexicon.add(words_of(phrase))
        for phrase, topic in words.topics:
            self.topics.add(phrase, topic)
            self.lexicon.add(words_of(phrase))
        for phrase in (*words.numbers, *words.types_before, *words.types_after):
            self.lexicon.add(words_of(phrase))
        self.little_words.add((base, "") for base in words.groups.period_frame)
        self.lexicon.add((base, "") for base in (*words.shorthand, *words.negations, *words.groups.period_frame))

    def _ratios(self, names: Iterable[str]) -> dict[tuple[str, str], str]:
        """Return what units such as "tạ/ha" measure by what stands before the stroke and the words behind it."""
        found: dict[tuple[str, str], str] = {}
        for name in names:
            above, stroke, below = name.partition("/")
            unit, noun = self.units.get(key(above)), key(below.partition("/")[0])
            if not stroke or unit is None or unit.dimension.startswith("count"):
                continue  # what is counted for each "vạn dân" has both in its name
            below_alike = self.units.get(noun)
            is_measure = below_alike is not None and not below_alike.dimension.startswith("count")
            same = (known for known, other in self.units.items() if is_measure and other == below_alike)
            for known in (noun, *same):  # "héc ta" is "ha"
                found.setdefault((unit.dimension, known), self.units[key(name)].dimension)
        return found

    @classmethod
    def open(cls, path: Path) -> "Knowledge":
        """Return the knowledge base in a file built by knowledge.build. Raises DatabaseUnusable."""
        return cls._opened(path, Store.aliases)

    @classmethod
    def open_catalogue(cls, path: Path) -> "Knowledge":
        """Return the same with the names of the catalogue alone, whatever was imported. Raises DatabaseUnusable."""
        return cls._opened(path, Store.names_of_catalogue)

    @classmethod
    def _opened(cls, path: Path, names: Callable[[Store], Iterable[tuple[int, str]]]) -> "Knowledge":
        with _without_collection():
            store = Store(path)
            return cls(store, word_lists(), names(store))

    def read(self, text: str, *, plain_tells: bool = True) -> Reading:
        """Return a message as words; plain_tells as in reading.read."""
        reading = self._as_words(text, plain_tells=plain_tells)
        mended = by_ear.mend(reading, self.vocabulary, self.little_words, self.units, self.place_index)
        if mended is not reading and any(word.how == "short" for word in reading.words):
            mended = self._as_words(by_ear.written(reading, mended), plain_tells=plain_tells)  # "GRDP (dá HH)"
        return self._frames.mend(mended)

    def _as_words(self, text: str, *, plain_tells: bool) -> Reading:
        return read(text, self.lexicon, self.abbreviations, self.little_words, self.splitter, plain_tells=plain_tells)

    @cached_property
    def _frames(self) -> Frames:
        marks = {base: {spelt[0] for spelt, _ in known} for base, known in self._units_spelt.items() if " " not in base}
        return Frames(self.words, self.counted_words, marks, self.indicator_index, self.place_index)

    def warm_up(self) -> None:
        """Put together now what else the first question with a slip would wait for."""
        _ = self.vocabulary, self.cue_words, self.listed_together, self._frames
        self.indicator_index.warm_up()

    @cached_property
    def indicator_by_code(self) -> dict[str, int]:
        """Ids of indicators by code."""
        return {indicator.code: indicator.id for indicator in self.indicators.values()}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of all names and phrases; put together when a message has a word that nobody knows."""
        words = self.words
        with _without_collection():
            return Vocabulary(
                [
                    *(phrase for phrase, _ in (*words.cues, *words.topics)),
                    *words.numbers,
                    *words.types_before,
                    *words.types_after,
                    *(name for name, _, _ in self.store.units()),
                    *self.place_index.names(),
                ],
                self.indicator_index,
                fillers=[phrase for phrase, cue in words.cues if cue == "filler"],
                shorts=[*self.abbreviations.single(), *self.place_index.initials()],
                frame=words.groups.period_frame | {base for base in map(key, words.numbers) if " " not in base},
            )

    @cached_property
    def cue_words(self) -> dict[str, str]:
        """The words with marks and pairs of letters that say of what kind or change a figure is, by folded spelling."""
        phrases = {key(phrase): phrase for phrase, cue in self.words.cues if cue in _OF_FIGURES}
        words = {folded: phrase for folded, phrase in phrases.items() if folded.isalpha() and not phrase.isascii()}
        shorts = (short for short, long, _ in self.store.abbreviations() if key(long) in phrases)
        return words | {key(short): short for short in shorts if len(short) == _PAIR}

    @cached_property
    def listed_together(self) -> frozenset[tuple[str, str]]:
        """The last and the first word of things that names list: ("nghiep", "xay") of "công nghiệp - xây dựng"."""
        pairs = (_LISTED.findall(indicator.name_vi) for indicator in self.indicators.values())
        return frozenset((syllable(one)[0], syllable(other)[0]) for found in pairs for one, other in found)

    @cached_property
    def counted_words(self) -> frozenset[str]:
        """The folded words that what is counted begins with: "mấy" may stand before each."""
        sequences = self.words.sequences
        counted = (*sequences.classifiers, *sequences.groups_of_people)
        return frozenset(name.split()[0] for name in self.units) | {first for first, *_ in counted}

    def dimensions_named(self, words: Sequence[ReadWord]) -> frozenset[str]:
        """Return what a unit of these words may measure; marks typed count: "hỗ" and "hộ so" are no "hộ", "hồ sơ"."""
        return frozenset(
            dimension
            for spelt, dimension in self._units_spelt.get(" ".join([word.base for word in words]), ())
            if not any(
                word.is_certain and word.marks != marks for word, marks in zip(words, spelt, strict=False) if word.marks
            )
        )

    def dimension(self, unit: str) -> str:
        """Return what a unit measures; of "kg/người" and "thôn, tổ" the part before the sign, "" if nobody knows."""
        known = self._dimensions.get(unit)
        if known is None:
            parts = (unit, unit.split("/")[0], unit.split(",")[0], unit.lstrip()[:1])  # "% dân số"
            found = next((self.units[name] for part in parts if (name := key(part)) in self.units), None)
            known = self._dimensions[unit] = found.dimension if found else ""
        return known

    def dimension_of_head(self, unit: str) -> str:
        """Return what the first word of a unit measures by itself, numbers aside: "nghìn lượt người" are visits.

        A rate ("tạ/ha") has none, and the "hồ" of "hồ sơ" is no "hộ".
        """
        known = self._dimensions_of_heads.get(unit)
        if known is None:
            words = words_of(unit) if "/" not in unit else []
            base, marks = next((word for word in words if word[0] not in self.words.groups.magnitudes), ("", ""))
            spelt = (dimension for own, dimension in self._units_spelt.get(base, ()) if own == (marks,))
            known = self._dimensions_of_heads[unit] = next(spelt, "")
        return known

    def refresh(self) -> bool:
        """Take in what another process has written since; return whether anything had changed."""
        version = self.store.version()
        if version == self._seen:
            return False
        self._seen = version
        self.store.forget()
        for indicator in self.store.indicators():
            self.indicators[indicator.id] = indicator
        self.__dict__.pop("indicator_by_code", None)
        self.__dict__.pop("listed_together", None)
        self.__dict__.pop("vocabulary", None)
        for indicator_id, alias in self.store.aliases():
            self.learn(indicator_id, alias)
        for place_key, place_id in self.store.place_keys(only_taught=True):
            self.place_index.learn(place_key, place_id)
            self.lexicon.add((base, "") for base in place_key.split())
        for place_id in self.store.places_with_figures():
            self.place_index.note_figures(place_id)
        return True

    def learn(self, indicator: int, alias: str) -> None:
        """Let an indicator be asked for by one more name at once."""
        self.indicator_index.add(indicator, alias)
        self.lexicon.add(words_of(alias))
        self.__dict__.pop("vocabulary", None)


# What stands on both sides of a comma, a dash or an "và".
_LISTED = re.compile(r"([^\W\d_]+)(?:, và |, | - | và )(?=([^\W\d_]+))")


@contextmanager
def _without_collection() -> Iterator[None]:
    """Let no garbage be looked for while so much is made that stays: it takes a third of the time to load."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _light_words(words: WordLists) -> frozenset[str]:
    """Return the bases of words that tell little: heads that many indicators share, and single words of padding."""
    light: set[str] = set()
    for phrase, cue in words.cues:
        bases = [base for base, _ in words_of(phrase)]
        if cue == "generic" or (cue == "filler" and len(bases) == 1):
            light.update(bases)
    return frozenset(light)
