"""Words of dates and times: the groups of data/date_words.toml, and the tokens of a text that may belong to them."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import OSA

from knowledge.keyboard import decode_telex, decode_vni, is_syllable
from knowledge.text import clean, fold, syllable

_HIDDEN = "\u00ad\u200b-\u200f\u2060\ufeff"
_TOKEN = re.compile(
    rf"(?P<vni>(?>[A-Za-z]{{1,12}}[0-9][A-Za-z0-9]{{0,12}})(?![^\W_]|[\u0300-\u036f]))|(?P<word>(?:[^\W\d_][\u0300-\u036f{_HIDDEN}]*)+)|(?P<number>\d+)|(?P<sign>->|[^\s{_HIDDEN}])",
    re.UNICODE,
)
_TRAILING_DIGITS = re.compile(r"([A-Za-z]+)(\d+)")
# Slips are looked for in words long enough to stay recognisable.
_SHORTEST_SLIP = 4
_LONGEST_WORD = 24


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign of a text: text[start:end] is what was typed.

    words: the words of date_words.toml that it may be. number: its value where it is written in digits.
    glued: nothing stands between it and the token before it. capital: it begins with a capital in a text that also
    has small letters. marked: it carries marks. slashless digits keep their count in `digits` ("05" has two).
    """

    start: int
    end: int
    base: str
    words: tuple[str, ...] = ()
    number: int | None = None
    digits: int = 0
    sign: str = ""
    glued: bool = False
    capital: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day known by its name: month and day, day None for the last of the month; solar or lunar."""

    month: int
    day: int | None
    lunar: bool


@dataclass(slots=True)
class _Node:
    ends: bool
    after: dict[str, "_Node"]


class DateWords:
    """The words of date_words.toml by group, with the look-ups that reading needs."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._groups: dict[str, _Node] = {}
        self.named_days: list[tuple[str, NamedDay]] = []
        self._by_base: dict[str, list[tuple[str, str]]] = {}
        self._by_spelling: dict[tuple[str, str], str] = {}
        for group in data["group"]:
            self._add_group(group["name"], group["words"])
        for number, entry in enumerate(data["named_day"]):
            lunar = "lunar" in entry
            month, _, day = entry["lunar" if lunar else "solar"].partition("-")
            name = f"named_day {number}"
            self._add_group(name, entry["words"])
            self.named_days.append((name, NamedDay(int(month), None if day == "last" else int(day), lunar)))
        self.numbers: dict[str, int] = data["numbers"]
        self.endings: dict[str, int] = data["number_endings"]
        self.roman: dict[str, int] = data["roman"]
        for word in [*self.numbers, *self.endings, *self.roman]:
            self._add_word(word)
        for name, words in data["number_joints"].items():
            self._add_group(f"number {name}", words)
        spelling: dict[str, list[str]] = data["spelling"]
        self.lenient = frozenset(spelling["lenient"])
        self.kept_when_bare = frozenset(spelling["kept_when_bare"])
        self.bare_is_other = frozenset(spelling["bare_is_other"])
        self.name_like = frozenset(spelling["name_like"])
        self.takes_number = frozenset(spelling["takes_number"])
        self._repairs = [
            (fold(entry["word"]), str(entry["word"]), frozenset(entry["left"]), frozenset(entry["right"]))
            for entry in data["repair"]
        ]
        self._slips = sorted({fold(word) for word in spelling["slips"]})
        self._meant_cache: dict[str, tuple[str, ...]] = {}

    def _add_group(self, name: str, phrases: list[str]) -> None:
        node = self._groups.setdefault(name, _Node(False, {}))
        for phrase in phrases:
            here = node
            for word in re.findall(r"[^\W\d_]+|[^\w\s]+", phrase):
                self._add_word(word)
                here = here.after.setdefault(word, _Node(False, {}))
            here.ends = True

    def _add_word(self, word: str) -> None:
        base, marks = syllable(word)
        if (base, marks) not in self._by_spelling:
            self._by_spelling[base, marks] = word
            self._by_base.setdefault(base, []).append((marks, word))

    def match(self, group: str, tokens: list[Token], at: int) -> int | None:
        """Return the index behind the longest phrase of the group that starts at tokens[at], None if none does."""
        return _longest(self._groups[group], tokens, at)

    def words_of(self, base: str, marks: str) -> tuple[str, ...]:
        """Return the words that have these letters and can have these marks (none typed: all of them)."""
        known = self._by_base.get(base)
        if known is None:
            return ()
        if not marks:
            return tuple(word for _, word in known)
        exact = self._by_spelling.get((base, marks))
        if exact is not None:
            return (exact,)
        return tuple(word for other, word in known if word in self.lenient and _fewer_marks(marks, other))

    def meant(self, base: str) -> tuple[str, ...]:
        """Return the words that a misspelt one stands for: Telex keys left in, or one slip in what is no syllable."""
        found = self._meant_cache.get(base)
        if found is None:
            found = self._find_meant(base)
            if len(self._meant_cache) > 20000:
                self._meant_cache.clear()
            self._meant_cache[base] = found
        return found

    def _find_meant(self, base: str) -> tuple[str, ...]:
        if len(base) > _LONGEST_WORD:
            return ()
        decoded = decode_telex(base)
        if decoded is not None:
            word = self._by_spelling.get(syllable(decoded))
            if word is not None and not word.isascii():
                return (word,)
        if len(base) < _SHORTEST_SLIP or is_syllable(base):
            return ()
        near = [known for known in self._slips if OSA.distance(base, known, score_cutoff=1) <= 1]
        if len(near) > 1:  # "tuna" is "tuan" with two letters changed over rather than "tung" with one letter wrong
            near = [known for known in near if sorted(known) == sorted(base)]
        return tuple(word for _, word in self._by_base[syllable(near[0])[0]]) if len(near) == 1 else ()

    def split(self, base: str) -> tuple[str, str] | None:
        """Return the two words that were typed as one ("ngaymai"), None where that is not plain."""
        if not 5 <= len(base) <= 12 or is_syllable(base):
            return None
        cuts = [i for i in range(2, len(base) - 1) if base[:i] in self._by_base and base[i:] in self._by_base]
        return (base[: cuts[0]], base[cuts[0] :]) if len(cuts) == 1 else None

    def repaired(self, tokens: list[Token], at: int) -> Token:
        """Return the token read as a word one slip away where its neighbours leave no doubt, else as it is."""
        token = tokens[at]
        if token.words or token.number is not None or not 2 <= len(token.base) <= 6:
            return token
        for base, word, left, right in self._repairs:
            if OSA.distance(token.base, base, score_cutoff=1) > 1:
                continue
            before = _neighbour(tokens, at - 1)
            if (not left or not left.isdisjoint(before)) and not right.isdisjoint(_following(tokens, at + 1)):
                return replace(token, words=(word,), marked=True)
        return token

    def is_word(self, spelling: tuple[str, str]) -> bool:
        """Return whether letters and marks are exactly those of a word."""
        return spelling in self._by_spelling


def _neighbour(tokens: list[Token], at: int) -> tuple[str, ...]:
    if at < 0:
        return ("^",)
    return ("#",) if tokens[at].number is not None else tokens[at].words


def _following(tokens: list[Token], at: int) -> list[str]:
    """Return what stands behind a doubtful word, in the terms of the repair rules."""
    if at >= len(tokens):
        return []
    token, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    week = after is not None and "tuần" in after.words
    if token.number is None:
        return [*token.words, *(f"{word} week" for word in token.words if week)]
    found = ["#"]
    if after is not None and (after.sign == "/" or "tháng" in after.words):
        found.append("#/")
    if token.digits == 4:
        found.append("#year")
    return [*found, "#week"] if week else found


def _longest(node: _Node, tokens: list[Token], at: int) -> int | None:
    best = at if node.ends else None
    if at < len(tokens):
        for word in tokens[at].words:
            after = node.after.get(word)
            if after is not None:
                end = _longest(after, tokens, at + 1)
                if end is not None and (best is None or end > best):
                    best = end
    return best


def _fewer_marks(typed: str, known: str) -> bool:
    typed_shapes, _, typed_tone = typed.partition("'")
    known_shapes, _, known_tone = known.partition("'")
    shapes = {known_shapes[i : i + 2] for i in range(0, len(known_shapes), 2)}
    return all(typed_shapes[i : i + 2] in shapes for i in range(0, len(typed_shapes), 2)) and typed_tone in (
        "",
        known_tone,
    )


@lru_cache(maxsize=1)
def date_words() -> DateWords:
    """Return the words of data/date_words.toml, read once."""
    return DateWords(tomllib.loads(files("knowledge").joinpath("data/date_words.toml").read_text(encoding="utf-8")))


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text with places in the text as given: any normal form, any spaces.

    Spaces, no-break spaces and invisible characters only separate. Linear in the length of the text.
    """
    words = date_words()
    raw: list[tuple[str, int, int, str]] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        raw.append((kind, match.start(), match.end(), match.group()))
    # Capitals tell a name only in a text that does not begin every word with one.
    typed_words = [typed for kind, _, _, typed in raw if kind == "word" and len(typed) > 1]
    mixed_case = any(typed[0].islower() for typed in typed_words) or (len(typed_words) <= 2 and text != text.upper())
    tokens: list[Token] = []
    last_end = -1
    marked_words = plain_words = 0
    for place, (kind, start, end, typed) in enumerate(raw):
        glued = start == last_end
        last_end = end
        if kind == "vni":
            following_is_number = place + 1 < len(raw) and raw[place + 1][0] == "number"
            for token in _letters_and_digits(words, typed, start, glued, mixed_case, following_is_number):
                tokens.append(token)
                plain_words += token.number is None
        elif kind == "word":
            base, marks = syllable(typed if typed.isascii() else clean(typed))
            marked_words += bool(marks)
            plain_words += not marks
            tokens.extend(_word_tokens(words, typed, start, end, base, marks, glued, mixed_case))
        elif kind == "number":
            value = int(typed) if len(typed) <= 12 else None
            tokens.append(
                Token(start, end, typed, number=value if value is not None else 10**12, digits=len(typed), glued=glued)
            )
        else:
            found = words.words_of(typed, "")
            tokens.append(Token(start, end, "", words=found, sign=typed, glued=glued))
    if marked_words > 0 and marked_words * 3 >= plain_words:
        tokens = [_settled(words, token) for token in tokens]
    return [words.repaired(tokens, at) for at in range(len(tokens))]


def _word_tokens(
    words: DateWords, typed: str, start: int, end: int, base: str, marks: str, glued: bool, mixed_case: bool
) -> list[Token]:
    capital = mixed_case and typed[:1].isupper()
    found = words.words_of(base, marks)
    if not found:
        base = fold(typed)  # the letters as typed: syllable() writes a final y as i, which would hide a slip
    if not found and not marks:
        found = words.meant(base)
        parts = words.split(base) if not found else None
        if parts is not None and typed.isascii():
            cut = start + len(parts[0])
            return [
                Token(start, cut, parts[0], words.words_of(parts[0], ""), glued=glued, capital=capital),
                Token(cut, end, parts[1], words.words_of(parts[1], ""), glued=True),
            ]
    elif not found and base not in ("", typed):
        found = words.meant(base) if not is_syllable(base) else ()
    return [Token(start, end, base, found, glued=glued, capital=capital, marked=bool(marks))]


def _letters_and_digits(
    words: DateWords, typed: str, start: int, glued: bool, mixed_case: bool, number_follows: bool
) -> list[Token]:
    """Return one token for a word in VNI keys ("tha1ng"), else letters and digits apart ("T6", "14h30")."""
    decoded = decode_vni(typed)
    if decoded is not None:
        spelling = syllable(decoded)
        if words.is_word(spelling) and not (_is_counted(words, typed) and not number_follows):
            return [Token(start, start + len(typed), spelling[0], words.words_of(*spelling), glued=glued, marked=True)]
    tokens = []
    for match in re.finditer(r"[A-Za-z]+|\d+", typed):
        here, there = start + match.start(), start + match.end()
        part = match.group()
        if part.isdigit():
            tokens.append(
                Token(
                    here,
                    there,
                    part,
                    number=int(part) if len(part) <= 12 else 10**12,
                    digits=len(part),
                    glued=glued or match.start() > 0,
                )
            )
        else:
            base, marks = syllable(part)
            tokens.extend(_word_tokens(words, part, here, there, base, marks, glued or match.start() > 0, mixed_case))
    return tokens


def _is_counted(words: DateWords, typed: str) -> bool:
    match = _TRAILING_DIGITS.fullmatch(typed)
    return (
        match is not None
        and len(match[2]) == 1
        and any(word in words.takes_number for word in words.words_of(syllable(match[1])[0], ""))
    )


def _settled(words: DateWords, token: Token) -> Token:
    """Return a token of a text written with marks: a bare word that is a word as it stands is no other."""
    if token.marked or len(token.words) == 0 or token.sign:
        return token
    bare = tuple(word for word in token.words if word.isascii() and syllable(word)[1] == "")
    kept = (
        (*bare, *(word for word in token.words if word in words.kept_when_bare))
        if bare
        else tuple(word for word in token.words if word not in words.bare_is_other)
    )
    return replace(token, words=kept)
