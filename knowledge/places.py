"""Names of administrative units in a message, found among all of Vietnam's before and after 1 July 2025."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from sys import intern
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.lexicon import letter_off, sound, spelt_by_ear
from knowledge.phrases import Hit, Phrases, Word
from knowledge.place_names import ever_above
from knowledge.store import Place, Store
from knowledge.text import PLAIN, key, marks_agree, tokenize
from knowledge.vocabulary import written
from knowledge.word_lists import WordLists

LONGEST_NAME = 6
_STOPS = ("c", "ch", "k", "p", "t")
# Below five letters nearly every syllable is one slip away from some other word.
_SHORTEST_SLIPPED = 5
_SHORTEST_SLIPPED_TWICE = 6
# By the number of letters how many of them one slip leaves as they are at the beginning of a name or at its end.
_LONGEST_SLIPPED = 60
_EDGES = [min(max((length - 1) // 2, 2), 8) for length in range(_LONGEST_SLIPPED + 2)]
# What a name is worth that was spaced otherwise, has one wrong letter (long or short name), or two wrong ones.
_SPACED, _SLIPPED, _SLIPPED_SHORT, _SLIPPED_TWICE = 0.95, 0.86, 0.74, 0.7
_SLIPPED_INITIALS = 0.8
# What each letter more costs that is another one where marks count, and of how many.
_EACH_LETTER, _MOST_LETTERS = 0.02, 4
# Two marks that contradict each other and more: "bính lức" is no Bình Lục.
_LEAST_FIT = 0.45
# "Khuất Xá Lạng Sơn" names no "xã Lạng Sơn": a type word must fit like this.
_TYPE_FIT = 0.7
# What fits a name like this, with a tone left out at most, is that name and no slip for another.
_NAME_FIT = 0.75
_WHOLE_NAME_FIT = 0.9
_SHORTEST_INITIALS = 2
_DEEPEST = 4
# So many ways to spell a name by ear are looked at.
_MOST_SPELLINGS = 64
_MOST_REMEMBERED = 8192
# Bình Lục and Bình Lực fold alike: typed marks keep only the names that fit them best.
_AS_GOOD = 0.05
_NO_TYPES: frozenset[str] = frozenset()


def _sounds_alike(one: str, other: str) -> bool:
    """Return whether two folded names differ at most in how regions say them."""
    return [sound(base) for base in one.split()] == [sound(base) for base in other.split()]


class PlaceMention(NamedTuple):
    """A name found at words[start:end]: the units that bear it, and how well what was typed fits it.

    types is not empty where the message said what kind of unit is meant ("huyện", "tp"); the name itself then begins at
    words[name]. is_within: the unit above it was named behind it ("xã Bình Lục, Ninh Bình").
    """

    start: int
    name: int
    end: int
    places: tuple[int, ...]
    fit: float
    types: frozenset[str]
    corrected: bool
    is_within: bool = False

    def is_mended(self, words: Sequence[Word]) -> bool:
        """Return whether the name has a slip in it, be it the index or the reading that mended it."""
        return self.corrected or (self.fit < 1.0 and any(word.is_unknown for word in words[self.name : self.end]))


class _Unit(NamedTuple):
    """What names are judged by: a unit's own name, what kind of unit it is, and the unit that it lies in."""

    name: str
    type: str
    parent: int | None


class _SlipEdges(NamedTuple):
    """Names of which letters of one number may be a slip, by the first and by the last of these letters."""

    length: int
    beginnings: dict[str, list[str]]
    ends: dict[str, list[str]]


class PlaceIndex:
    """Every name of every unit, ready to be found in a row of words."""

    def __init__(self, store: Store, words: WordLists) -> None:
        self._store = store
        self._type_initials = words.type_initials
        self._units = {
            place_id: _Unit(name, intern(kind), parent) for place_id, name, kind, parent in store.places_in_short()
        }
        self._by_key: dict[str, list[int]] = {}
        self._typed: Phrases[frozenset[str]] = Phrases()
        for phrase, types in words.types_before.items():
            self._typed.add(phrase, types)
        self._typed_after: Phrases[frozenset[str]] = Phrases()
        for phrase, types in words.types_after.items():
            self._typed_after.add(phrase, types)
        self._first_words = {key(phrase).split()[0] for phrase in (*words.types_before, *words.types_after)}
        self._first_after = {key(phrase).split()[0] for phrase in words.types_after}
        self._near_names: dict[str, list[tuple[str, float]]] = {}
        self._named: dict[str, tuple[int, ...]] = {}
        self._borne: dict[tuple[str, tuple[str, ...], float, bool, frozenset[str]], tuple[tuple[int, ...], float]] = {}
        self._with_figures: set[int] = set()
        self._slip_keys: dict[str, str] = {}
        self._by_sound: dict[str, list[str]] = {}  # names that regional speech confuses: "Kiên Dang" is Kiên Giang
        self._heard_beginnings: set[str] = set()
        self._slip_edges: dict[int, _SlipEdges] = {}
        self._longest_slip = 0
        self._initials: dict[str, list[int]] = {}
        self._first_of_names: set[str] = set()
        self._above: dict[int, tuple[int, ...]] = {}
        self._around: dict[int, frozenset[int]] = {}
        self._former_parents: dict[int, list[int]] = {}
        for place_id, parent in store.former_parents():
            self._former_parents.setdefault(place_id, []).append(parent)
        for place_key, place_id in store.place_keys():
            self._by_key.setdefault(place_key, []).append(place_id)
        self._beginnings = {beginning for place_key in self._by_key for beginning in _beginnings(place_key)}
        for place_id in store.places_with_figures():
            self.note_figures(place_id)

    def _unit(self, place_id: int) -> _Unit:
        """Return a unit, read now where it came with a renewal of the data after the others."""
        known = self._units.get(place_id)
        if known is None:
            place = self._store.place(place_id)
            known = self._units[place_id] = _Unit(place.name, place.type, place.parent)
        return known

    def learn(self, place_key: str, place_id: int) -> None:
        """Let a unit be named by one more folded name at once."""
        self._unit(place_id)
        known = self._by_key.setdefault(place_key, [])
        if place_id not in known:
            known.append(place_id)
            self._named.clear()
            self._borne.clear()
            self._beginnings.update(_beginnings(place_key))

    @property
    def with_figures(self) -> set[int]:
        """The ids of the places that have at least one observation."""
        return self._with_figures

    def note_figures(self, place_id: int) -> None:
        """Take note that a place has figures now: its name may then be typed with a slip or by its initials."""
        if place_id in self._with_figures:
            return
        self._with_figures.add(place_id)
        place = self._unit(place_id)
        self._allow_slips(key(place.name))
        self._first_of_names.add(key(place.name).split()[0])
        initials = "".join(word[0] for word in key(place.name).split())
        if len(initials) >= _SHORTEST_INITIALS and place.type in self._type_initials:
            self._initials.setdefault(self._type_initials[place.type] + initials, []).append(place_id)

    def _allow_slips(self, place_key: str) -> None:
        joined = _joined(place_key)
        if joined in self._slip_keys or not _SHORTEST_SLIPPED <= len(joined) < _LONGEST_SLIPPED:
            return
        self._slip_keys[joined] = place_key
        heard = " ".join([sound(base) for base in place_key.split()])
        self._by_sound.setdefault(heard, []).append(place_key)
        self._heard_beginnings.update(_beginnings(heard))
        self._near_names.clear()
        for length in (len(joined) - 1, len(joined), len(joined) + 1):
            edges = self._slip_edges.setdefault(length, _SlipEdges(_EDGES[length], {}, {}))
            edges.beginnings.setdefault(joined[: edges.length], []).append(joined)
            edges.ends.setdefault(joined[-edges.length :], []).append(joined)
        self._longest_slip = max(self._longest_slip, len(joined))

    def above(self, place_id: int) -> tuple[int, ...]:
        """Return the units that a place lies in, nearest first."""
        known = self._above.get(place_id)
        if known is None:
            chain: list[int] = []
            parent = self._unit(place_id).parent
            while parent is not None and len(chain) < _DEEPEST:
                chain.append(parent)
                parent = self._unit(parent).parent
            known = self._above[place_id] = tuple(chain)
        return known

    def around(self, place_id: int) -> frozenset[int]:
        """Return the units above a place, those that it lay in before, and those above what took it over.

        "Huyện Bình Lục, tỉnh Ninh Bình" is how the district of Hà Nam is named since July 2025.
        """
        known = self._around.get(place_id)
        if known is None:
            successors = (self._store.place_by_code(code) for code in self._store.place(place_id).successors)
            later = [above for successor in successors if successor is not None for above in self.above(successor.id)]
            known = frozenset(ever_above(place_id, self.above, self._former_parents)).union(later)
            self._around[place_id] = known
        return known

    def names(self) -> Iterator[str]:
        """Yield the names of the places that have figures."""
        yield from (self._units[place_id].name for place_id in self._with_figures)

    def initials(self) -> Iterator[str]:
        """Yield the letters that stand for places with figures ("tpls")."""
        yield from self._initials

    def is_initials(self, letters: str) -> bool:
        """Return whether letters stand for a place with figures."""
        return letters in self._initials

    def begins_name(self, base: str) -> bool:
        """Return whether the name of some place with figures begins with a word."""
        return base in self._first_of_names

    def is_key(self, place_key: str) -> bool:
        """Return whether some unit's folded name is this."""
        return place_key in self._by_key

    def goes_on(self, place_key: str, base: str) -> bool:
        """Return whether some longer name begins with a name and a word that is at most a letter from another."""
        return any(one and f"{place_key} {one}" in self._beginnings for one in letter_off(base))

    def types_with_figures(self, place_key: str) -> frozenset[str]:
        """Return the types of the units with figures whose folded name is this."""
        ids = self._by_key.get(place_key, ())
        return frozenset(self._units[place].type for place in ids if place in self._with_figures)

    def is_province(self, place_key: str) -> bool:
        """Return whether a province's folded name is this."""
        return any(self._units[place].parent is None for place in self._by_key.get(place_key, ()))

    def bases(self) -> Iterator[str]:
        """Yield the syllables of all names."""
        yield from {base for place_key in self._by_key for base in place_key.split() if base.isalpha()}

    def named(self, name: str) -> list[Place]:
        """Return the units that bear a name, with or without its type word, given whole ("Huyện Bình Lục")."""
        known = self._named.get(name)
        if known is None:
            if len(self._named) >= _MOST_REMEMBERED:
                self._named.clear()
            known = self._named[name] = tuple(place.id for place in self._look_up(name))
        return [self._store.place(place_id) for place_id in known]

    def _look_up(self, name: str) -> list[Place]:
        words = [_Plain(token.base, token.marks) for token in tokenize(name)]
        types, start = self._type_before_all(words)
        found = [
            self._store.place(place_id)
            for place_id in self._by_key.get(" ".join(word.base for word in words[start:]), ())
        ]
        typed = tuple(word.marks for word in words[start:])
        found = [place for place in found if _name_fit(place.name, typed) >= _WHOLE_NAME_FIT]
        return [place for place in found if not types or place.type in types]

    def _type_before_all(self, words: Sequence[Word]) -> tuple[frozenset[str], int]:
        hits = [hit for hit in self._typed.find(words, 0) if hit.end < len(words)]
        best = max(hits, key=lambda hit: hit.end, default=None)
        return (best.value, best.end) if best else (frozenset(), 0)

    def find(self, words: Sequence[Word]) -> list[PlaceMention]:
        """Return every mention, exact names of all units first, then slips in the names of units that have figures.

        Mentions may overlap; which of them are meant is for the question to decide.
        """
        typed_at = self._type_words(words)
        exact = list(self._exact(words, typed_at))
        mentions = [*exact, *self._with_slips(words, typed_at), *self._slipped_parents(words, typed_at, exact)]
        if not any(place in self._with_figures for mention in mentions for place in mention.places):
            named = {(mention.name, mention.end) for mention in mentions if mention.fit >= _NAME_FIT}
            mentions += self._far_slips(words, typed_at, named)
        return mentions

    def named_at(self, words: Sequence[Word], start: int) -> PlaceMention | None:
        """Return the longest name that begins at words[start] just as it is written, behind its kind if any."""
        kinds = self._typed.find(words, start) if words[start].base in self._first_words else []
        longest = max((hit for hit in kinds if hit.fit == 1.0), key=lambda hit: hit.end, default=None)
        name, types = (longest.end, longest.value) if longest is not None else (start, _NO_TYPES)
        found: PlaceMention | None = None
        for place_key, end, likeness in self._windows(words, name):
            if likeness == 1.0 and place_key in self._by_key and (types or not place_key.isdigit()):
                typed = tuple([word.marks for word in words[name:end]])
                ids, fit = self._bearing(place_key, typed, 1.0, False, types)
                if ids and fit == 1.0:
                    found = PlaceMention(start, name, end, ids, fit, types, False)
        return found

    def begins_kind(self, base: str) -> bool:
        """Return whether what says of which kind a unit is begins with a folded word ("thi" in "thị trấn")."""
        return base in self._first_words

    def begins(self, base: str) -> bool:
        """Return whether the name of some place, or what says of which kind one is, begins with a folded word."""
        return base in self._first_words or base in self._beginnings

    def _slipped_parents(
        self, words: Sequence[Word], typed_at: dict[int, Hit[frozenset[str]]], mentions: Sequence[PlaceMention]
    ) -> Iterator[PlaceMention]:
        """Yield names with a slip that stand behind the name of a unit in theirs: "xã Nam Tiến, huyện Quan Hó".

        They need no figures of their own.
        """
        kinds = {hit.start: hit for hit in typed_at.values()}
        named = {at for mention in mentions if mention.fit >= _NAME_FIT for at in (mention.start, mention.name)}
        named.add(len(words))
        for inner in mentions:
            if inner.end in named or not (inner.types or inner.end - inner.name > 1):
                continue
            kind = kinds.get(inner.end)
            start = kind.end if kind is not None else inner.end
            if kind is None and not any(word.is_unknown for word in words[start : start + LONGEST_NAME]):
                continue
            units = self._with_figures.intersection(inner.places) or inner.places
            parents = {above for place in units for above in self.around(place)}
            if kind is not None:
                parents = {above for above in parents if self._unit(above).type in kind.value}
            for place_key in {key(self._units[above].name) for above in parents}:
                end = start + place_key.count(" ") + 1
                window = words[start:end]
                typed = " ".join(word.base for word in window)
                is_likely = kind is not None or (
                    len(typed) > _SHORTEST_SLIPPED and any(word.is_unknown for word in window)
                )
                if is_likely and OSA.distance(typed, place_key, score_cutoff=1) == 1 and not self._types_named(window):
                    mention = self._mention(words, start, end, place_key, _SLIPPED, typed_at, corrected=True)
                    if mention is not None:
                        yield mention

    def _far_slips(
        self, words: Sequence[Word], typed_at: dict[int, Hit[frozenset[str]]], named: Set[tuple[int, int]]
    ) -> Iterator[PlaceMention]:
        """Yield long names with two slips in them, where an unknown word is among them and only one name fits.

        named: where names are that need less: "huyện nục Bình" is Lục Bình, and not Lộc Bình.
        """
        for start in range(len(words)):
            for end in (start + 2, start + 3):
                window = words[start:end]
                if (
                    (start, end) in named
                    or len(window) < end - start
                    or not any(word.is_unknown for word in window)
                    or any(word.base.isdigit() for word in window)
                ):
                    continue
                joined = "".join(_joined(word.base) for word in window)
                if len(joined) < _SHORTEST_SLIPPED_TWICE:
                    continue
                near = process.extract(joined, self._slip_keys.keys(), scorer=OSA.distance, score_cutoff=2, limit=2)
                # "Bìhn Lộc" is no Bình Lục: what is known as it stands was meant.
                said = {word.base for word in window if not word.is_unknown}
                is_likely = len(near) == 1 and said <= set(self._slip_keys[near[0][0]].split())
                if is_likely and not self.is_nearer_another(" ".join(word.base for word in window)):
                    mention = self._mention(
                        words,
                        start,
                        end,
                        self._slip_keys[near[0][0]],
                        _SLIPPED_TWICE,
                        typed_at,
                        corrected=True,
                    )
                    if mention is not None:
                        yield mention

    def is_nearer_another(self, spaced: str) -> bool:
        """Return whether letters are one slip away from the name of some place: "lộc nin" is Lộc Ninh."""
        return process.extractOne(spaced, self._by_key.keys(), scorer=OSA.distance, score_cutoff=1) is not None

    def _type_words(self, words: Sequence[Word]) -> dict[int, Hit[frozenset[str]]]:
        typed: dict[int, Hit[frozenset[str]]] = {}
        for start, word in enumerate(words):
            if word.base in self._first_words or word.is_unknown or word.options:
                for hit in self._typed.find(words, start):
                    known = typed.get(hit.end)
                    if hit.fit >= _TYPE_FIT and (known is None or hit.start < known.start):
                        typed[hit.end] = hit
        return typed

    def _exact(self, words: Sequence[Word], typed_at: dict[int, Hit[frozenset[str]]]) -> Iterator[PlaceMention]:
        for start, word in enumerate(words):
            initials = self._initials.get(word.base)
            if initials and not word.marks:
                yield PlaceMention(start, start, start + 1, tuple(initials), 1.0, _NO_TYPES, False)
            if start in typed_at:
                yield from self._initials_after_type(word, start, typed_at[start])
            if not (word.base in self._beginnings or word.is_unknown):
                continue
            for place_key, end, likeness in self._windows(words, start):
                if place_key not in self._by_key or (place_key.isdigit() and start not in typed_at):
                    continue  # "Phường 1" is a name only after its type word
                if likeness < 1.0 and " " not in place_key:
                    continue  # "số xã đạg" asks for no Xã Dang
                mention = self._mention(words, start, end, place_key, likeness, typed_at)
                if mention is not None:
                    yield mention
                    if mention.start < mention.name:
                        # "đường đến trung tâm xã Lộc Bình 2021" speaks of the district: "xã" belongs to what is before.
                        bare = self._mention(words, start, end, place_key, likeness, {})
                        if bare is not None:
                            yield bare

    def _initials_after_type(self, word: Word, start: int, kind: Hit[frozenset[str]]) -> Iterator[PlaceMention]:
        """Yield what "TP LS" means where "TPLS" is a place with figures."""
        if kind.fit < 1.0 or not word.is_unknown or word.marks:
            return
        for unit_type in kind.value:
            ids = self._initials.get(self._type_initials.get(unit_type, " ") + word.base)
            if ids:
                yield PlaceMention(kind.start, start, start + 1, tuple(ids), 1.0, kind.value, False)

    def _windows(self, words: Sequence[Word], start: int) -> Iterator[tuple[str, int, float]]:
        """Yield (key, end, likeness) of what begins a name at start, an unknown word also as what it may stand for."""
        rows: list[tuple[str, float]] = [("", 1.0)]
        beginnings = self._beginnings
        for end, word in enumerate(words[start : start + LONGEST_NAME], start + 1):
            alternatives: tuple[tuple[str, float], ...] = ((word.base, 1.0),)
            if word.options and word.is_unknown:
                alternatives += word.options[:6]
            rows = [
                (place_key, fit * likeness)
                for head, fit in rows
                for base, likeness in alternatives
                if (place_key := f"{head} {base}" if head else base) in beginnings
            ]
            if not rows:
                return
            for place_key, likeness in rows:
                yield place_key, end, likeness

    def _with_slips(self, words: Sequence[Word], typed_at: dict[int, Hit[frozenset[str]]]) -> Iterator[PlaceMention]:
        bases = [(word.base, _joined(word.base)) for word in words]
        edges_of = self._slip_edges.get
        for start, word in enumerate(words):
            if word.is_unknown and len(word.base) > 2:
                yield from self._slipped_initials(word, start)
            joined = heard = ""
            may_be_heard = True
            for end, (base, letters) in enumerate(bases[start : start + LONGEST_NAME], start + 1):
                joined += letters
                if base.isdigit() or len(joined) > self._longest_slip + 1:
                    break
                edges = edges_of(len(joined))
                near: Sequence[tuple[str, float]] = ()
                by_ear: Sequence[tuple[str, float]] = ()
                if edges is not None:
                    length, beginnings, ends = edges  # one slip leaves a name's beginning or its end as it is
                    if joined[:length] in beginnings or joined[-length:] in ends:
                        near = self._near(joined, edges)
                if may_be_heard:
                    heard = f"{heard} {sound(base)}" if heard else sound(base)
                    may_be_heard = heard in self._heard_beginnings
                    if end - start > 1 and (alike := self._by_sound.get(heard)):
                        slipped = {place_key for place_key, _ in near}
                        by_ear = [(place_key, _SLIPPED) for place_key in alike if place_key not in slipped]
                if not (near or by_ear):
                    continue
                kind = typed_at.get(end)
                is_kind = kind is not None and kind.start == start and kind.fit == 1.0
                types = self._types_named(words[start:end])
                before = typed_at.get(start)
                may_be_of_kind = before is None or before.fit < 1.0 or not types.isdisjoint(before.value)
                if is_kind or (types and may_be_of_kind):
                    continue  # what is a name as it stands is no slip for another: Bình Lộc is not Bình Lục
                if types:
                    near = ()  # but no district is a "Lâm Giang": "huyện lam giang" is Nam Giang as it is heard
                spaced = " ".join(word.base for word in words[start:end])
                if near and end - start > 1 and self._is_heard_as_another(words[start:end], before):
                    near = [one for one in near if one[1] == _SPACED or _sounds_alike(one[0], spaced)]
                for place_key, worth in (*near, *by_ear):
                    if place_key == spaced:
                        continue
                    if worth == _SPACED and place_key.replace(" ", "") != spaced.replace(" ", ""):
                        worth = _SLIPPED  # the "Sơn Tai" for Sơn Tây
                    mention = self._mention(words, start, end, place_key, worth, typed_at, corrected=worth != _SPACED)
                    if mention is not None:
                        yield mention

    def _is_heard_as_another(self, words: Sequence[Word], kind: Hit[frozenset[str]] | None) -> bool:
        """Return whether a unit bears the name as regions say it: "huyện Lộc Linh" is Lộc Ninh, and not Lộc Bình.

        It must be of the kind that was typed; where none was, only what is no commune was hardly meant otherwise.
        """
        typed = tuple(word.marks for word in words)
        for spelt in islice(product(*(spelt_by_ear(word.base) for word in words)), 1, _MOST_SPELLINGS):
            for one in self._by_key.get(" ".join(spelt), ()):
                unit = self._units[one]
                is_meant = unit.type in (self._type_initials if kind is None else kind.value)
                if is_meant and _name_fit(unit.name, typed) >= _NAME_FIT:
                    return True
        return False

    def _slipped_initials(self, word: Word, start: int) -> Iterator[PlaceMention]:
        for initials, ids in self._initials.items():
            if len(initials) > 3 and OSA.distance(word.base, initials, score_cutoff=1) == 1:
                yield PlaceMention(start, start, start + 1, tuple(ids), _SLIPPED_INITIALS, _NO_TYPES, True)

    def _near(self, joined: str, edges: "_SlipEdges") -> list[tuple[str, float]]:
        """Return (key, worth) of the names that letters may stand for which were spaced otherwise or have a slip."""
        known = self._near_names.get(joined)
        if known is None:
            if len(self._near_names) >= _MOST_REMEMBERED:
                self._near_names.clear()
            length, beginnings, ends = edges
            near = {*beginnings.get(joined[:length], ()), *ends.get(joined[-length:], ())}
            known = self._near_names[joined] = self._one_slip_away(joined, near)
        return known

    def _one_slip_away(self, joined: str, names: Iterable[str]) -> list[tuple[str, float]]:
        found = []
        for plain in names:
            distance = OSA.distance(joined, plain, score_cutoff=1)
            if distance <= 1:
                slipped = _SLIPPED if len(plain) >= _SHORTEST_SLIPPED_TWICE else _SLIPPED_SHORT
                found.append((self._slip_keys[plain], slipped if distance else _SPACED))
        return sorted(found)

    def _types_named(self, words: Sequence[Word]) -> set[str]:
        """Return the types of the units whose name words are as they stand, none where they are no name."""
        typed = tuple(word.marks for word in words)
        ids = self._by_key.get(" ".join(word.base for word in words), ())
        units = (self._units[place_id] for place_id in ids)
        return {unit.type for unit in units if _name_fit(unit.name, typed) >= _NAME_FIT}

    def _mention(
        self,
        words: Sequence[Word],
        start: int,
        end: int,
        place_key: str,
        likeness: float,
        typed_at: dict[int, Hit[frozenset[str]]],
        *,
        corrected: bool = False,
    ) -> PlaceMention | None:
        typed = tuple([word.marks for word in words[start:end]])
        apart = self._letters_apart(place_key, words[start:end]) if corrected else {}
        least_apart = min(apart.values(), default=1)
        is_marked = all(word.marks and word.marks != PLAIN and not word.is_unknown for word in words[start:end])
        if (
            least_apart > 1
            and is_marked
            and sorted("".join(word.base for word in words[start:end])) != sorted(place_key.replace(" ", ""))
        ):
            return None  # no slip makes "còn bảo" or "cơn bão" of Côn Đảo, but one "Biên Haò" of Biên Hòa
        # A slip leaves the other marks right: "Tam Dơng" is Tam Dương, neither Tam Đường nor Lâm Đồng.
        likeness *= 1.0 - _EACH_LETTER * min(max(least_apart - 1, 0), _MOST_LETTERS)
        kept, best = self._bearing(place_key, typed, likeness, corrected, _NO_TYPES)
        if best < _LEAST_FIT:
            return None
        kept = tuple([one for one in kept if apart.get(one, least_apart) == least_apart]) or kept
        least = min(best - _AS_GOOD, _NAME_FIT)  # "tp Lang Sơn" is no commune Lang Sơn
        before = typed_at.get(start)
        if before is not None and before.start < start:
            chosen, fit = self._bearing(place_key, typed, likeness, corrected, before.value)
            # The "LT" of "Lượt khách LT Hội An" makes no thị trấn of the town that has figures.
            is_likely = not before.meant or not self._with_figures.isdisjoint(chosen)
            if fit >= least and (is_likely or self._with_figures.isdisjoint(kept)):
                return PlaceMention(before.start, start, end, chosen, fit, before.value, corrected)
        is_typed_after = end < len(words) and (words[end].base in self._first_after or words[end].options)
        hits_after = self._typed_after.find(words, end) if is_typed_after else ()
        after = max(hits_after, key=lambda hit: hit.end, default=None)
        if after is not None:
            chosen, fit = self._bearing(place_key, typed, likeness, corrected, after.value)
            if fit >= least:
                return PlaceMention(start, start, after.end, chosen, fit, after.value, corrected)
        return PlaceMention(start, start, end, kept, best, _NO_TYPES, corrected)

    def _letters_apart(self, place_key: str, words: Sequence[Word]) -> dict[int, int]:
        """Return how many letters are between what was typed and the name of each unit of a key, as it was spaced.

        Marks are letters where there are any.
        """
        if not any(word.marks for word in words):
            apart = OSA.distance(" ".join([word.base for word in words]), place_key)
            return dict.fromkeys(self._by_key[place_key], apart)
        spelt = " ".join([written(word.base, "" if word.marks == PLAIN else word.marks) for word in words])
        return {one: OSA.distance(spelt, self._units[one].name.lower()) for one in self._by_key[place_key]}

    def _bearing(
        self, place_key: str, typed: tuple[str, ...], likeness: float, corrected: bool, types: frozenset[str]
    ) -> tuple[tuple[int, ...], float]:
        """Return the units of a folded name that typed marks leave, of some types if any are given, and their fit."""
        asked = (place_key, typed, likeness, corrected, types)
        known = self._borne.get(asked)
        if known is None:
            if len(self._borne) >= _MOST_REMEMBERED:
                self._borne.clear()
            known = self._borne[asked] = self._best_fitting(*asked)
        return known

    def _best_fitting(
        self, place_key: str, typed: tuple[str, ...], likeness: float, corrected: bool, types: frozenset[str]
    ) -> tuple[tuple[int, ...], float]:
        units = self._units
        ids = [one for one in self._by_key[place_key] if not types or units[one].type in types]
        if not any(typed):
            return tuple(ids), likeness if ids else 0.0
        if corrected:
            fits = {one: likeness for one in ids if _slip_is_possible(units[one].name, typed)}
        else:
            fits = {one: likeness * _name_fit(units[one].name, typed) for one in ids}
        best = max(fits.values(), default=0.0)
        fitting = {one for one, fit in fits.items() if fit >= best - _AS_GOOD}
        if len(fitting) < len(fits):
            # The district Mù Căng Chải is spelt as its successor is: "huyện Mù Cang Chải".
            spelt = {self._store.place(one).code for one in fitting}
            others = (one for one in fits if one not in fitting and key(units[one].name) == place_key)
            fitting.update(one for one in others if not spelt.isdisjoint(self._store.place(one).successors))
        return tuple([one for one in fits if one in fitting]), best


def _joined(letters: str) -> str:
    """Return a folded name without spaces and with every y as i: the "uy" of "uy Nhơn" is but a letter from "qui"."""
    return letters.replace(" ", "").replace("y", "i")


def _beginnings(place_key: str) -> Iterator[str]:
    """Yield the first word of a name, the first two, and so on."""
    return (place_key[:end] for end in range(1, len(place_key) + 1) if end == len(place_key) or place_key[end] == " ")


@dataclass(frozen=True, slots=True)
class _Plain:
    base: str
    marks: str
    options: tuple[tuple[str, float], ...] = ()
    is_unknown: bool = False
    near: tuple[tuple[str, float], ...] = ()


@lru_cache(maxsize=16384)
def _marks_of(name: str) -> tuple[str, ...]:
    return tuple(token.marks for token in tokenize(name))


@lru_cache(maxsize=16384)
def _name_fit(name: str, typed_marks: tuple[str, ...]) -> float:
    fit = 1.0
    known = _marks_of(name)
    is_plain = len(known) > 1 and all(typed == PLAIN for typed in typed_marks)
    if len(known) != len(typed_marks) or is_plain:
        return 1.0  # "tỷ lệ hộ nghèo lang son": a name typed wholly without marks says nothing by their absence
    for typed, marks, is_stopped in zip(typed_marks, known, _ends_of(name), strict=True):
        # A syllable that ends in a stop has a sharp or a heavy tone anyway: "Đăk Lăk" is Đắk Lắk.
        fit *= 1.0 if is_stopped and typed == marks.partition("'")[0] else marks_agree(typed, marks)
    return fit


@lru_cache(maxsize=16384)
def _ends_of(name: str) -> tuple[bool, ...]:
    """Return for each word of a name whether it ends in a stop."""
    return tuple(token.base.endswith(_STOPS) for token in tokenize(name))


def _slip_is_possible(name: str, typed_marks: Sequence[str]) -> bool:
    """Return whether a slip can turn a name into what was typed: slips lose marks, they do not put hats on letters.

    "Bình Lộc" was meant as it stands: its ô is no slip for the u of "Bình Lục".
    """
    known = _marks_of(name)
    if len(known) != len(typed_marks):
        return True
    return all("^" not in typed.split("'")[0] or "^" in marks for typed, marks in zip(typed_marks, known, strict=True))


def described(store: Store, place: Place) -> list[Place]:
    """Return a place followed by the units above it."""
    chain = [place]
    while chain[-1].parent is not None and len(chain) <= _DEEPEST:
        chain.append(store.place(chain[-1].parent))
    return chain


def exists_in(place: Place, first_day: str, last_day: str) -> bool:
    """Return whether a place existed on some day between two ISO dates."""
    return (not place.valid_to or place.valid_to >= first_day) and (
        not place.valid_from or place.valid_from <= last_day
    )
