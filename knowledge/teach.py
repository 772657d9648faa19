"""A new name for an indicator or a place, kept as data: in force at once, also in a process that runs already."""

from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process
from sqlite_utils import Database

from knowledge import labels, place_names, schema
from knowledge.base import Knowledge
from knowledge.errors import KnowledgeError, Problem
from knowledge.place_names import PlaceNames
from knowledge.text import clean, key
from knowledge.word_lists import WORDS, word_lists

LONGEST_ALIAS = 120
# Below this a code is no likely slip of another one.
_LIKELY_SLIP = 70


@dataclass(frozen=True, slots=True)
class Taught:
    """What a phrase means now: the code and name of an indicator or of a place; is_new: it did not mean that before."""

    phrase: str
    code: str
    name: str
    is_place: bool
    is_new: bool


def teach(path: Path, phrase: str, target: str) -> Taught:
    """Let a phrase mean an indicator or a place from now on, in the database at path.

    target: a code, an indicator's exact name, or a place's name as documents write it. Raises KnowledgeError: bad_alias
    (nothing in it, too long, a number, a word that questions are built with), unknown_target, ambiguous_place,
    alias_of_another (the hint says whose), and DatabaseUnusable.
    """
    alias = clean(phrase).replace("\n", " ")
    knowledge = Knowledge.open(path)
    try:
        _check_shape(alias)
        names = _names(alias, knowledge)
    finally:
        knowledge.store.close()
    db = schema.connect(path)
    try:
        with schema.writing(db):
            indicators = labels.stored(db)
            places = place_names.stored(db, place_names.type_words(WORDS))
            indicator = indicators.id_of(target) or indicators.owner(target)
            if indicator is not None:
                return _name_indicator(db, alias, names, indicator)
            return _name_places(db, alias, names, _places(places, target, indicators.codes()), places)
    finally:
        db.close()


def _refusal(reason: str, value: str, hint: str = "") -> KnowledgeError:
    return KnowledgeError([Problem("", None, reason, value, hint)])


def _check_shape(alias: str) -> None:
    folded = key(alias)
    if not any(char.isalpha() for char in folded) or len(folded.replace(" ", "")) < 2 or len(alias) > LONGEST_ALIAS:
        raise _refusal("bad_alias", alias)
    words = word_lists()
    own = {key(word) for word, _ in (*words.cues, *words.topics)}
    own.update(key(word) for word in (*words.types_before, *words.types_after, *words.numbers))
    if folded in own:
        raise _refusal("bad_alias", alias)


def _names(alias: str, knowledge: Knowledge) -> list[str]:
    """Return what is to be stored: the phrase, and as it is read where short forms in it are written out."""
    words = knowledge.read(alias).words
    if any(word.how == "short" for word in words):
        return [alias, " ".join(word.base for word in words)]
    return [alias]


def _places(places: PlaceNames, target: str, codes: list[str]) -> tuple[int, ...]:
    by_code = places.id_of(target)
    if by_code is not None:
        return (by_code,)
    found = places.meant(target)
    if isinstance(found, tuple):
        return found
    if found.reason == "ambiguous_place":
        raise _refusal(found.reason, target, found.hint)
    near = process.extract(target, codes, scorer=fuzz.ratio, limit=3, score_cutoff=_LIKELY_SLIP)
    raise _refusal("unknown_target", target, ", ".join(code for code, _, _ in near) or found.hint)


def _name_indicator(db: Database, alias: str, names: list[str], indicator: int) -> Taught:
    code, name = db.execute("SELECT code, name_vi FROM indicators WHERE id = ?", [indicator]).fetchone()
    owners = {key(known): owner for owner, known in _known_names(db)}
    for one in names:
        owner = owners.get(key(one), indicator)
        if owner != indicator:
            other = db.execute("SELECT code FROM indicators WHERE id = ?", [owner]).fetchone()[0]
            raise _refusal("alias_of_another", alias, other)
    place = db.execute(
        "SELECT code FROM place_keys JOIN places ON places.id = place WHERE key = ?", [key(alias)]
    ).fetchone()
    if place is not None:
        raise _refusal("alias_of_another", alias, place[0])
    new = [one for one in names if key(one) not in owners]
    db.conn.executemany(
        "INSERT INTO aliases (indicator, alias, reason, origin) VALUES (?, ?, '', 'taught')",
        [(indicator, one) for one in new],
    )
    return Taught(alias, code, name, is_place=False, is_new=bool(new))


def _known_names(db: Database) -> list[tuple[int, str]]:
    names = db.execute("""
        SELECT id, name_vi FROM indicators UNION ALL SELECT id, name_en FROM indicators WHERE name_en <> ''
        UNION ALL SELECT indicator, alias FROM aliases""")
    return list(names)


def _name_places(db: Database, alias: str, names: list[str], meant: tuple[int, ...], places: PlaceNames) -> Taught:
    folded = sorted({key(one) for one in names})
    owner = next((owner for owner, known in _known_names(db) if key(known) in folded), None)
    if owner is not None:
        other = db.execute("SELECT code FROM indicators WHERE id = ?", [owner]).fetchone()[0]
        raise _refusal("alias_of_another", alias, other)
    new = []
    for one in folded:
        if one != key(alias) and places.meant(one) == meant:
            continue  # a short form written out in full: "tp lạng sơn"
        bearers = {row[0] for row in db.execute("SELECT place FROM place_keys WHERE key = ?", [one])}
        if set(meant) <= bearers:
            continue
        if bearers - set(meant):
            raise _refusal("alias_of_another", alias, places.full_name(min(bearers - set(meant))))
        new += [(one, place) for place in meant if place not in bearers]
    db.conn.executemany("INSERT INTO place_keys (key, place, origin) VALUES (?, ?, 'taught')", new)
    code, full_name = places.code_of(meant[-1]), places.full_name(meant[-1])
    return Taught(alias, code, full_name, is_place=True, is_new=bool(new))
