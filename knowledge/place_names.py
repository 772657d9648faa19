"""Units named in rows of data: found by code or by their name as documents write it, or why they are not."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlite_utils import Database

from knowledge import periods
from knowledge.text import Token, clean, key, tokenize

MOST_CANDIDATES = 5
_LAST_MONTH_OF_OLD_UNITS = 2025 * 12 + 6
# Below this a name is no likely slip of another: "Bình Lụcc" scores 94, names of two syllables that share one some 60.
_LIKELY_SLIP = 80


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit as far as telling it from others goes; the days are ISO dates, empty for open ends."""

    id: int
    code: str
    name: str
    type: str
    parent: int | None
    valid_from: str
    valid_to: str
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """A unit, or None with the closed word for why and what there is to choose from, each with its code."""

    place: int | None
    reason: str = ""
    hint: str = ""


class PlaceNames:
    """All units by code and by folded name."""

    def __init__(
        self,
        units: Iterable[Unit],
        keys: Iterable[tuple[str, int]],
        types: Mapping[str, frozenset[str]],
        former_parents: Iterable[tuple[int, int]] = (),
    ) -> None:
        """Take what is known of the units.

        keys: (folded name or alias, id); types: kinds of unit by folded type word, as type_words gives them;
        former_parents: (id, id of a unit that it lay in before it came to its parent).
        """
        self._units = {unit.id: unit for unit in units}
        self._by_code = {unit.code: unit for unit in self._units.values()}
        self._by_key: dict[str, list[Unit]] = {}
        for place_key, place in keys:
            self._by_key.setdefault(place_key, []).append(self._units[place])
        self._former_parents: dict[int, list[int]] = {}
        for place, parent in former_parents:
            self._former_parents.setdefault(place, []).append(parent)
        self._types = types
        self._longest_type = max((word.count(" ") + 1 for word in types), default=0)
        self._known: dict[tuple[str, str, tuple[int, int], int | None, frozenset[int]], Resolved] = {}
        self._known_parts: dict[tuple[str, bool], list[Unit]] = {}

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def id_of(self, code: str) -> int | None:
        """Return the id of a unit's code."""
        unit = self._by_code.get(code)
        return unit.id if unit is not None else None

    def code_of(self, place: int) -> str:
        """Return the code of a unit."""
        return self._units[place].code

    def type_of(self, place: int) -> str:
        """Return what kind of unit a unit is ("huyện")."""
        return self._units[place].type

    def full_name(self, place: int) -> str:
        """Return a unit's name with those above it: "Xã Tân Tiến, Huyện Văn Giang, Tỉnh Hưng Yên"."""
        return ", ".join(_titled(unit) for unit in (self._units[place], *self._above(place)))

    def resolve(
        self, name: str, code: str, period: str, near: int | None, beside: frozenset[int] = frozenset()
    ) -> Resolved:
        """Return the unit that a row means, else unknown_place, ambiguous_place or place_contradicts_code.

        code: ours ("o-352") or the official number ("352"); name: "Huyện Bình Lục", "Xã Tân Tiến, Huyện X, Tỉnh Y" or,
        where there is only one, the bare name. Units that existed in the period come first, so that "Bình Lục" of 2021
        is the district. near: the document's place, preferred with all that lies in it. beside: the units that the name
        means in other rows of the document, which tell of whom a term of office speaks: "2020/2025" saw two communes.
        """
        parsed = periods.parse(period)
        months = (parsed.first_month, parsed.last_month) if parsed is not None else (0, 0)
        asked = (name, code, months, near, beside)
        found = self._known.get(asked)
        if found is None:
            found = self._known[asked] = (
                self._by_official_code(name, code, months) if code else self._by_name(name, months, near, beside)
            )
        return found

    def at_one_time(self, period: str) -> bool:
        """Return whether a period lies before July 2025 or after, and does not see the units of both."""
        parsed = periods.parse(period)
        return parsed is not None and not parsed.first_month <= _LAST_MONTH_OF_OLD_UNITS < parsed.last_month

    def _by_official_code(self, name: str, code: str, months: tuple[int, int]) -> Resolved:
        prefixes = ("o-", "n-") if months[1] <= _LAST_MONTH_OF_OLD_UNITS else ("n-", "o-")
        coded = [
            unit
            for full in (code, *(prefix + code for prefix in prefixes))
            if (unit := self._by_code.get(full)) is not None
        ]
        if not coded:
            return Resolved(None, "unknown_place")
        if not name:
            return Resolved(coded[0].id)
        named = {unit.id for unit in self._named(_parts(name)[0], with_marks=False)}
        agreeing = [unit for unit in coded if unit.id in named]
        if agreeing:
            return Resolved(agreeing[0].id)
        return Resolved(None, "place_contradicts_code", self._described(coded))

    def meant(self, name: str) -> tuple[int, ...] | Resolved:
        """Return the units that a name means at any time: one, or the same kind before and after July 2025."""
        named, found = self._candidates(name)
        if not found:
            return Resolved(None, "unknown_place", self._described(named or self._alike(_parts(name)[0])))
        if len({unit.code[0] for unit in found}) < len(found) or len({unit.type for unit in found}) > 1:
            return Resolved(None, "ambiguous_place", self._described(found))
        return tuple(unit.id for unit in found)

    def _candidates(self, name: str) -> tuple[list[Unit], list[Unit]]:
        """Return the units of a name's first part, and those of them that lie in all that follows, else once did."""
        first, *outer = _parts(name)
        with_marks = any(word.marks for word in tokenize(name))
        named = self._named(first, with_marks=with_marks)
        outers = [{unit.id for unit in self._named(part, with_marks=with_marks)} for part in outer]
        for around in (self._around, self._ever_around):
            within = [(unit, around(unit)) for unit in named]
            found = [unit for unit, ids in within if not any(ids.isdisjoint(above) for above in outers)]
            if found:
                return named, found
        return named, []

    def _by_name(self, name: str, months: tuple[int, int], near: int | None, beside: frozenset[int]) -> Resolved:
        named, found = self._candidates(name)
        if not found:
            return Resolved(None, "unknown_place", self._described(named or self._alike(_parts(name)[0])))
        if near is not None and len(found) > 1:
            found = (
                [unit for unit in found if unit.id == near]
                or [unit for unit in found if near in self._around(unit)]
                or found
            )
        if len(found) > 1:
            found = [unit for unit in found if _existed(unit, *months)] or found
        if len(found) > 1 and len(beside) == 1:
            found = [unit for unit in found if unit.id in beside] or found
        if len(found) > 1:
            found = [unit for unit in found if _existed(unit, months[1], months[1])] or found
        if len(found) > 1:
            return Resolved(None, "ambiguous_place", self._described(found))
        return Resolved(found[0].id)

    def _named(self, name: str, *, with_marks: bool) -> list[Unit]:
        """Return the units of a name with its type word before or after it, or bare; typed marks must be right."""
        found = self._known_parts.get((name, with_marks))
        if found is None:
            found = self._known_parts[name, with_marks] = self._look_for(tokenize(name), with_marks=with_marks)
        return found

    def _look_for(self, words: Sequence[Token], *, with_marks: bool) -> list[Unit]:
        for length in range(min(self._longest_type, len(words) - 1), 0, -1):
            for type_part, rest in ((words[:length], words[length:]), (words[-length:], words[:-length])):
                types = self._types.get(" ".join(word.base for word in type_part))
                typed = [
                    unit
                    for unit in self._bearing([(word.base, word.marks) for word in rest], with_marks=with_marks)
                    if types and unit.type in types
                ]
                if typed:
                    return typed
        return self._bearing([(word.base, word.marks) for word in words], with_marks=with_marks)

    def _bearing(self, words: Sequence[tuple[str, str]], *, with_marks: bool) -> list[Unit]:
        """Return the units of a bare name; where the row is written with marks, "Thanh An" is not "Thạnh An"."""
        name_key = " ".join(base for base, _ in words)
        marks = [marks for _, marks in words]
        spelt = {unit.id: (unit, self._spellings(unit, name_key)) for unit in self._by_key.get(name_key, ())}
        found = [unit for unit, names in spelt.values() if any(_marks_fit(name, name_key, words) for name in names)]
        exact = [
            unit
            for unit, names in spelt.values()
            if any([word.marks for word in tokenize(name)] == marks for name in names)
        ]
        return exact if with_marks and exact else found

    def _spellings(self, unit: Unit, name_key: str) -> list[str]:
        """Return a unit's name, and how a unit spells it that took it over: "Mù Cang Chải", once "Mù Căng Chải"."""
        successors = (self._by_code.get(code) for code in unit.successors)
        return [unit.name, *(one.name for one in successors if one is not None and key(one.name) == name_key)]

    def _above(self, place: int) -> list[Unit]:
        chain: list[Unit] = []
        parent = self._units[place].parent
        while parent is not None and len(chain) < 4:
            chain.append(self._units[parent])
            parent = chain[-1].parent
        return chain

    def _around(self, unit: Unit) -> set[int]:
        """Return the ids of the units above one and above those that took it over ("Huyện Bình Lục, Ninh Bình")."""
        around = {above.id for above in self._above(unit.id)}
        for code in unit.successors:
            successor = self._by_code.get(code)
            if successor is not None:
                around.update(above.id for above in self._above(successor.id))
        return around

    def _ever_around(self, unit: Unit) -> set[int]:
        """Return also the ids of the units that it lay in before: papers of 2017 have Xã Mỹ An in Huyện Lục Ngạn."""
        return self._around(unit) | ever_above(
            unit.id, lambda place: [above.id for above in self._above(place)], self._former_parents
        )

    def _alike(self, name: str) -> list[Unit]:
        words = key(name).split()
        types: frozenset[str] = frozenset()
        for length in range(min(self._longest_type, len(words) - 1), 0, -1):
            types = self._types.get(" ".join(words[:length]), frozenset())
            if types:
                words = words[length:]
                break
        near = process.extract(
            " ".join(words), self._by_key.keys(), scorer=fuzz.ratio, limit=3, score_cutoff=_LIKELY_SLIP
        )
        alike = [unit for place_key, _, _ in near for unit in self._by_key[place_key]]
        return [unit for unit in alike if unit.type in types] or alike

    def _described(self, units: Sequence[Unit]) -> str:
        return "; ".join(f"{self.full_name(unit.id)} ({unit.code})" for unit in units[:MOST_CANDIDATES])


def stored(db: Database, types: Mapping[str, frozenset[str]]) -> PlaceNames:
    """Return the names of the units in a database."""
    units = (
        Unit(row[0], row[1], row[2], row[3], row[4], row[5] or "", row[6] or "", tuple((row[7] or "").split()))
        for row in db.execute("SELECT id, code, name, type, parent, valid_from, valid_to, successors FROM places")
    )
    former_parents = db.execute("SELECT place, parent FROM former_parents")
    return PlaceNames(units, db.execute("SELECT key, place FROM place_keys"), types, former_parents)


def ever_above(
    place: int, above: Callable[[int], Iterable[int]], former_parents: Mapping[int, Sequence[int]]
) -> set[int]:
    """Return the ids of the units that a unit lies in, or lay in before; above: those that a unit lies in now."""
    found = set(above(place))
    waiting = [place, *found]
    while waiting:
        for parent in former_parents.get(waiting.pop(), ()):
            reached = {parent, *above(parent)} - found
            found |= reached
            waiting += reached
    return found


def type_words(words: Path) -> dict[str, frozenset[str]]:
    """Return the kinds of unit by the folded word that says so, from words.toml: "huyen", "h", "district"."""
    types: dict[str, set[str]] = {}
    for block in tomllib.loads(words.read_text(encoding="utf-8"))["place_type"]:
        for phrase in (*block["before"], *block.get("after", ())):
            types.setdefault(key(phrase), set()).update(block["types"])
        for kind in block["types"]:
            types.setdefault(key(kind), set()).add(kind)
    return {phrase: frozenset(kinds) for phrase, kinds in types.items()}


def _parts(name: str) -> list[str]:
    parts = [
        part for part in clean(name).replace("(", ",").replace(")", ",").replace(";", ",").split(",") if part.strip()
    ]
    return parts or [""]


def _titled(unit: Unit) -> str:
    kind = "thành phố" if unit.type.startswith("thành phố") else unit.type
    return f"{kind[:1].upper()}{kind[1:]} {unit.name}"


def _marks_fit(name: str, name_key: str, words: Sequence[tuple[str, str]]) -> bool:
    known = tokenize(name)
    if " ".join(word.base for word in known) != name_key:
        return True  # an alias: only its folded form is known
    return all(not marks or marks == word.marks for (_, marks), word in zip(words, known, strict=True))


def _existed(unit: Unit, first_month: int, last_month: int) -> bool:
    begun = _month(unit.valid_from) if unit.valid_from else first_month
    ended = _month(unit.valid_to) if unit.valid_to else last_month
    return begun <= last_month and ended >= first_month


def _month(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7])
