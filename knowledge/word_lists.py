"""The word lists of questions, as they stand in data/words.toml, by what they are for."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from itertools import product
from pathlib import Path

from knowledge.text import tokenize, words_of

WORDS = Path(__file__).parent / "data" / "words.toml"
_SYLLABLES = WORDS.parent / "syllables.txt"
_CHOICE = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class Groups:
    """The words that single rules look for, folded; words.toml says of each group which case made it necessary."""

    how_many: frozenset[str]
    before_how_many: frozenset[str]
    numbered_parts: frozenset[str]
    magnitudes: frozenset[str]
    leaving_out: frozenset[str]
    counted: frozenset[str]
    counted_as_unit: frozenset[str]
    adding: frozenset[str]
    narrowing: frozenset[str]
    whole_years: frozenset[str]
    subgroups: frozenset[str]
    singling: frozenset[str]
    possessive: frozenset[str]
    second_halves: frozenset[str]
    counts_of_places: frozenset[str]
    of_sectors: frozenset[str]
    of_sums: frozenset[str]
    weighing_verbs: frozenset[str]
    both: frozenset[str]
    and_also: frozenset[str]
    levels: frozenset[str]
    of_levels: frozenset[str]
    shown: frozenset[str]
    exceeding: frozenset[str]
    few: frozenset[str]
    one_by_one: frozenset[str]
    single: frozenset[str]
    wholes: frozenset[str]
    addressed: frozenset[str]
    roughly: frozenset[str]
    titles: frozenset[str]
    padding_heads: frozenset[str]
    round_numbers: frozenset[str]
    plan: frozenset[str]
    weighed: frozenset[str]
    portion: frozenset[str]
    base_nouns: frozenset[str]
    weighed_against: frozenset[str]
    before_period: frozenset[str]
    starts_of_years: frozenset[str]
    period_frame: frozenset[str]
    connectors: frozenset[str]
    within: frozenset[str]
    passive: frozenset[str]
    activities: frozenset[str]
    per: frozenset[str]
    each: frozenset[str]
    framing: frozenset[str]
    times: frozenset[str]
    denied: frozenset[str]
    rising: frozenset[str]
    falling: frozenset[str]
    base_heads: frozenset[str]
    base_year_before: frozenset[str]
    spending: frozenset[str]
    years_and_terms: frozenset[str]
    causing: frozenset[str]
    summing: frozenset[str]
    befalling: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sequences:
    """The phrases that single rules look for, each as a row of folded words."""

    rates: tuple[tuple[str, ...], ...]
    classifiers: tuple[tuple[str, ...], ...]
    groups_of_people: tuple[tuple[str, ...], ...]
    told_apart_bases: tuple[tuple[str, ...], ...]
    plans: tuple[tuple[str, ...], ...]
    plans_of_bases: tuple[tuple[str, ...], ...]
    data_of: tuple[tuple[str, ...], ...]
    seasons: tuple[tuple[str, ...], ...]
    of_new: tuple[tuple[str, ...], ...]
    of_output: tuple[tuple[str, ...], ...]
    peoples: tuple[tuple[str, ...], ...]
    aims: tuple[tuple[str, ...], ...]
    givers: tuple[tuple[str, ...], ...]
    own_area: tuple[tuple[str, ...], ...]
    weighed_in_full: tuple[tuple[str, ...], ...]
    rests_around: tuple[tuple[str, ...], ...]
    rests: tuple[tuple[str, ...], ...]
    wholes: tuple[tuple[str, ...], ...]
    sectors: tuple[tuple[str, ...], ...]
    of_those: tuple[tuple[str, ...], ...]
    each_of_many: tuple[tuple[str, ...], ...]
    told_by_last_word: tuple[tuple[str, ...], ...]
    below: tuple[tuple[str, ...], ...]
    one_of_many: tuple[tuple[str, ...], ...]
    done: tuple[tuple[str, ...], ...]
    addressing: tuple[tuple[str, ...], ...]
    introducing: tuple[tuple[str, ...], ...]
    speakers: tuple[tuple[str, ...], ...]
    speaking: tuple[tuple[str, ...], ...]
    people_counted: tuple[tuple[str, ...], ...]
    averages: tuple[tuple[str, ...], ...]
    set_aside_behind: tuple[tuple[str, ...], ...]
    hearsay: tuple[tuple[str, ...], ...]
    closing: tuple[tuple[str, ...], ...]
    greeting: tuple[tuple[str, ...], ...]
    asking_for: tuple[tuple[str, ...], ...]
    portions: tuple[tuple[str, ...], ...]
    indexes: tuple[tuple[str, ...], ...]
    frames: tuple[tuple[str, ...], ...]
    long_frames: tuple[tuple[str, ...], ...]
    against: tuple[tuple[str, ...], ...]
    against_plans: tuple[tuple[str, ...], ...]
    against_results: tuple[tuple[str, ...], ...]
    points: tuple[tuple[str, ...], ...]
    assigned: tuple[tuple[str, ...], ...]
    asking_before_units: tuple[tuple[str, ...], ...]
    constant_prices: tuple[tuple[str, ...], ...]
    current_prices: tuple[tuple[str, ...], ...]
    expected: tuple[tuple[str, ...], ...]
    sums: tuple[tuple[str, ...], ...]
    each_of: tuple[tuple[str, ...], ...]
    citing: tuple[tuple[str, ...], ...]
    results_only: tuple[tuple[str, ...], ...]
    telling_units: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What a list can be asked of: the indicators of some fields (covers), and those whose names hold certain phrases.

    field: the one that its words belong to where they stand beside an indicator. is_class: the words name the parts of
    something ("các khu vực kinh tế"): of what, the rest of the message says.
    """

    field: str
    covers: frozenset[str]
    holds: tuple[tuple[tuple[str, str], ...], ...]
    is_class: bool

    @property
    def is_whole(self) -> bool:
        """Whether the words name a whole, of which the figures of all parts are meant ("cơ cấu kinh tế")."""
        return bool(self.holds) and not self.covers and not self.is_class


# The words of a phrase as (base, marks).
MarkedRow = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WordLists:
    """Every list of words.toml.

    cues and topics: (phrase, meaning). types_before and types_after: kinds of unit by the phrase that says so;
    type_initials: the letters that stand for a kind before the initials of a name. unit_hints: (words, dimensions);
    hints_with: by each word of them (its place, the phrase folded, dimensions). opposites: (what is said, what a name
    then does not have), folded; contrasts: words of which names have one each. The rest are phrases as written; the
    words of unit_hints, label_padding, restricting, of_parts, weighing, intentions, setting_aside, particles, measures,
    contrasts and what tells asides are (base, marks), negations and streets folded words.
    """

    cues: tuple[tuple[str, str], ...]
    topics: tuple[tuple[str, Topic], ...]
    types_before: Mapping[str, frozenset[str]]
    types_after: Mapping[str, frozenset[str]]
    type_initials: Mapping[str, str]
    unit_hints: tuple[tuple[tuple[tuple[str, str], ...], frozenset[str]], ...]
    hints_with: Mapping[str, tuple[tuple[int, tuple[str, ...], frozenset[str]], ...]]
    numbered: tuple[str, ...]
    plain: frozenset[str]
    shorthand: tuple[str, ...]
    numbers: tuple[str, ...]
    number_bases: frozenset[str]
    label_padding: frozenset[tuple[str, str]]
    restricting: frozenset[tuple[str, str]]
    of_parts: frozenset[tuple[str, str]]
    weighing: frozenset[tuple[str, str]]
    intentions: frozenset[tuple[str, str]]
    setting_aside: frozenset[tuple[str, str]]
    particles: frozenset[tuple[str, str]]
    negations: frozenset[str]
    streets: frozenset[str]
    measures: tuple[MarkedRow, ...]
    aside_heads: tuple[MarkedRow, ...]
    aside_tells: tuple[MarkedRow, ...]
    purposes: tuple[MarkedRow, ...]
    opposites: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    contrasts: tuple[frozenset[tuple[str, str]], ...]
    groups: Groups
    sequences: Sequences


@cache
def word_lists() -> WordLists:
    """Return the lists of words.toml, read once."""
    return _read(tomllib.loads(WORDS.read_text(encoding="utf-8")))


def syllables() -> Iterator[str]:
    """Yield the syllables of syllables.txt."""
    for line in _SYLLABLES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line


def _read(words: Mapping[str, object]) -> WordLists:
    groups = {str(block["name"]): _folded(_strings(block["words"])) for block in _blocks(words, "group")}
    sequences = {
        str(block["name"]): tuple(_row(phrase) for phrase in _strings(block["words"]))
        for block in _blocks(words, "phrases")
    }
    unit_hints = tuple(
        (tuple(words_of(phrase)), frozenset(_strings(block["dimensions"])))
        for block in _blocks(words, "unit_hint")
        for phrase in _strings(block["words"])
    )
    hints_with: dict[str, tuple[tuple[int, tuple[str, ...], frozenset[str]], ...]] = {}
    for hint, dimensions in unit_hints:
        folded = tuple(base for base, _ in hint)
        for at, base in enumerate(folded):
            hints_with[base] = (*hints_with.get(base, ()), (at, folded, dimensions))
    return WordLists(
        cues=_labelled(words, "cue", "cue"),
        topics=tuple(
            (phrase, topic)
            for block in _blocks(words, "topic")
            for topic in (_topic(block),)
            for written in _strings(block["words"])
            for phrase in _spelled_out(written)
        ),
        types_before=_types(words, "before"),
        types_after=_types(words, "after"),
        type_initials={
            kind: str(block["initials"])
            for block in _blocks(words, "place_type")
            if "initials" in block
            for kind in _strings(block["types"])
        },
        unit_hints=unit_hints,
        hints_with=hints_with,
        numbered=_strings(words["numbered"]),
        plain=frozenset(_strings(words["plain"])),
        shorthand=_strings(words["shorthand"]),
        numbers=_strings(words["numbers"]),
        number_bases=_folded(_strings(words["numbers"])),
        label_padding=_marked(phrase for phrase, _ in _labelled(words, "label_padding", "reason")),
        of_parts=_marked(phrase for phrase, _ in _labelled(words, "of_part", "reason")),
        restricting=_marked(
            phrase
            for block in _blocks(words, "group")
            if block["name"] in ("narrowing", "subgroups")
            for phrase in _strings(block["words"])
        ),
        weighing=_marked(
            phrase
            for block in _blocks(words, "group")
            if block["name"] == "weighed"
            for phrase in _strings(block["words"])
        ),
        intentions=_marked(phrase for phrase, _ in _labelled(words, "intention", "reason")),
        setting_aside=_marked(phrase for phrase, _ in _labelled(words, "setting_aside", "reason")),
        particles=_marked(phrase for phrase, _ in _labelled(words, "particle", "reason")),
        negations=_folded(phrase for phrase, _ in _labelled(words, "negation", "reason")),
        streets=_folded(phrase for phrase, _ in _labelled(words, "street", "reason")),
        measures=_rows(words, "phrases", "measures"),
        aside_heads=_rows(words, "aside", "aside_heads"),
        aside_tells=_rows(words, "aside", "aside_tells"),
        purposes=_rows(words, "aside", "purposes"),
        opposites=tuple(
            (_row(said), _row(named))
            for block in _blocks(words, "opposite")
            for said in _strings(block["said"])
            for named in _strings(block["named"])
        ),
        contrasts=tuple(_marked(_strings(block["words"])) for block in _blocks(words, "contrast")),
        groups=Groups(**{field.name: groups[field.name] for field in fields(Groups)}),
        sequences=Sequences(**{field.name: sequences[field.name] for field in fields(Sequences)}),
    )


def _topic(block: Mapping[str, object]) -> Topic:
    field = str(block["field"])
    holds = tuple(tuple(words_of(phrase)) for phrase in _strings(block.get("holds")))
    covers = _strings(block["covers"]) if "covers" in block else (field,)
    return Topic(field, frozenset(covers), holds, is_class=bool(block.get("class")))


def _blocks(words: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    found = words[name]
    if isinstance(found, list):
        yield from (block for block in found if isinstance(block, dict))


def _labelled(words: Mapping[str, object], name: str, label: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (phrase, value)
        for block in _blocks(words, name)
        for value in _strings(block[label]) or (str(block[label]),)
        for written in _strings(block["words"])
        for phrase in _spelled_out(written)
    )


def _spelled_out(phrase: str) -> Iterator[str]:
    """Yield all that a phrase with choices stands for: "{|có} đạt {không|hay không}" is four."""
    for choice in product(*(part.split("|") for part in _CHOICE.split(phrase))):
        yield " ".join("".join(choice).split())


def _rows(words: Mapping[str, object], table: str, name: str) -> tuple[MarkedRow, ...]:
    """Return the phrases of a named block with their marks."""
    blocks = (block for block in _blocks(words, table) if block["name"] == name)
    return tuple(tuple(words_of(phrase)) for block in blocks for phrase in _strings(block["words"]))


def _marked(phrases: Iterable[str]) -> frozenset[tuple[str, str]]:
    return frozenset(word for phrase in phrases for word in words_of(phrase))


def _types(words: Mapping[str, object], side: str) -> dict[str, frozenset[str]]:
    """Return the kinds of unit that each phrase names: a "district" is a huyện or a quận."""
    types: dict[str, frozenset[str]] = {}
    for block in _blocks(words, "place_type"):
        for phrase in _strings(block.get(side, [])):
            types[phrase] = types.get(phrase, frozenset()).union(_strings(block["types"]))
    return types


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _row(phrase: str) -> tuple[str, ...]:
    return tuple(token.base for token in tokenize(phrase))


def _folded(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(base for phrase in phrases for base in _row(phrase))
