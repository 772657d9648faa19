"""A typed message as words: keystrokes decoded, glued words split, short forms written out, slips read."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from knowledge.abbreviations import Abbreviations, spoken
from knowledge.glued import Splitter
from knowledge.keyboard import decode_telex, decode_vni, is_syllable
from knowledge.lexicon import Lexicon
from knowledge.text import PLAIN, TOKEN, Token, clean, syllable, tokenize

LONGEST_QUESTION = 1000
_LETTERS_DIGITS = re.compile(r"([^\W\d_]+)(\d+)")
_DIGITS_LETTERS = re.compile(r"(\d+)([^\W\d_]+)")
_PART_AND_YEAR = re.compile(r"(\d{1,2}[^\W\d_]{1,2}|[qQhHtT]\d{1,2})((?:19|20)\d\d)")
# "OCOP ≥ 3 sao"
_AT_LEAST = re.compile(r"(?:≥|>=) ?(\d[\d.,]*) ([^\W\d_]+)")
# "Trà Vinh province's GRDP"
_POSSESSIVE = re.compile(r"(?<=[^\W\d_]{2})['’]s\b")
_NUMBER = re.compile(r"\d[\d.,/-]*")
_LONGEST_SYLLABLE = 9
_SHORTEST_DOUBLED = 2
# Longer messages say more than a name, a place and a period.
_LONGEST_PLAIN = 250
# Shorter ones may be a slip for anything.
_SHORTEST_SLIPPED = 3
_RUN = re.compile(r"(\w)\1+")
_LETTER_OF_KEYS = {
    "dd": "Đ", "d9": "Đ", "uw": "Ư", "u7": "Ư", "ow": "Ơ", "o7": "Ơ", "aa": "Â", "a6": "Â", "aw": "Ă", "a8": "Ă",
    "ee": "Ê", "e6": "Ê", "oo": "Ô", "o6": "Ô",
}  # fmt: skip
_KEYS = re.compile("|".join(("D9", *_LETTER_OF_KEYS)))
# Capitals with such keys among them; those for a vowel beside two capitals at least, for "How" is no short form.
_KEYED = re.compile(
    rf"(?=.*[A-Z])(?=.*(?:[dD]9|dd))(?:[A-Z]|[dD]9|dd)+|(?=(?:.*[A-Z]){{2}})(?=.*(?:{_KEYS.pattern}))(?:[A-Z]|{_KEYS.pattern})+"
)
# A short form with its first letter small and by ear: "xL" for "SL", "nĐ" for "LĐ".
_HEARD_SHORT = re.compile("(ch|[dlnx])([A-ZĐ]{1,4}|[bcdđghklmnpqrstvx]{2,4})")
_FIRST_LETTERS = {"ch": ("TR",), "d": ("R", "GI"), "l": ("N",), "n": ("L", "NG"), "x": ("S",)}
_BARRED_D, _BARRED_VNI = re.compile("d[d9]"), re.compile("[dD]9")
_LONGEST_SHORT_FORM, _LONGEST_KEYED = 4, 6
_NEW_WORD = re.compile(r"[^\W\d_A-ZĐ]{2}[A-ZĐ]{2}")
# From here on an unknown word is likely to be a slip for a known one.
_SLIP = 0.8


class ReadWord(NamedTuple):
    """One word as it was understood; text[start:end] of the cleaned message is what stood there.

    options: other known syllables an unknown word may stand for, each with its likeness; how: typed, telex, vni, split,
    short (an abbreviation written out) or unknown; is_certain: it carries marks and is known with just these.
    """

    start: int
    end: int
    base: str
    marks: str
    options: tuple[tuple[str, float], ...] = ()
    how: str = "typed"
    near: tuple[tuple[str, float], ...] = ()
    is_certain: bool = False

    @property
    def is_unknown(self) -> bool:
        """Whether nothing known is spelt like this."""
        return self.how == "unknown"

    @property
    def is_unmarked(self) -> bool:
        """Whether it was typed without any mark."""
        return self.marks in ("", PLAIN)

    def read_as(self, base: str) -> "ReadWord":
        """Return the word as one that was typed for another, of whose marks nothing is known."""
        return self._replace(base=base, marks="", options=(), near=(), how="typed")


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as it was typed (cleaned) and as words."""

    text: str
    words: tuple[ReadWord, ...]


def read(
    text: str,
    lexicon: Lexicon,
    abbreviations: Abbreviations,
    little_words: Lexicon,
    splitter: Splitter,
    *,
    plain_tells: bool = True,
) -> Reading:
    """Return the words of a message; only its first LONGEST_QUESTION characters are looked at.

    little_words: those that questions are built with; a syllable whose marks nobody knows may be a slip for one.
    plain_tells: a word without marks among others that carry some is taken for what it is as it stands.
    """
    cleaned = _POSSESSIVE.sub("", clean(text[: LONGEST_QUESTION * 2])[:LONGEST_QUESTION])
    cleaned = _AT_LEAST.sub(r"từ \1 \2 trở lên", cleaned)
    tokens = list(tokenize(cleaned))
    decoders = _decoders(tokens, lexicon)
    if decoders:
        cleaned = _with_letters(cleaned, decoders, lexicon)
        tokens = list(tokenize(cleaned))
    else:
        tokens = _taken_apart(cleaned, tokens, lexicon, abbreviations, little_words, splitter)
    tokens = [piece for token in tokens for piece in _apart_from_year(token)]
    tokens = [_heard(token, abbreviations) for token in tokens]
    if _KEYS.search(cleaned.lower()):
        tokens = [_with_keys_read(token, abbreviations) for token in tokens]
    tokens = [_undoubled_kind(token, cleaned, splitter) for token in tokens]
    if decode_telex not in decoders:
        tokens = [token if token.base in lexicon else _undoubled(token, lexicon, abbreviations) for token in tokens]
    around = spoken(tokens)
    around |= {word.base for token in tokens if token.base not in lexicon and (word := _keyed(token, lexicon))}
    shouted = cleaned.isupper()
    words: list[ReadWord] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end, meanings = abbreviations.at(tokens, at, around, shouted=shouted)
        if meanings and not (end == at + 1 and _is_word(token, lexicon, shouted=shouted)):
            words += [
                ReadWord(token.start, tokens[end - 1].end, base, marks, (), "short")
                for base, marks in meanings[0].words
            ]
            at = end
            continue
        words += _read_token(token, lexicon, little_words)
        at += 1
    read_words = _join_broken(words, lexicon)
    if plain_tells:
        read_words = _note_plain(read_words, cleaned, lexicon)
    return Reading(cleaned, tuple(_note_near(read_words, little_words)))


def read_plainly(text: str, lexicon: Lexicon) -> Reading | None:
    """Return the words of a message if all but one are known just as they are typed, or as keystrokes; else None.

    The one that is not has the words that it may be a slip for.
    """
    cleaned = clean(text) if len(text) <= _LONGEST_PLAIN else ""
    if not cleaned or _POSSESSIVE.search(cleaned):
        return None
    words = _words_known(cleaned, lexicon)
    is_known = words is not None and not any(word.is_unknown for word in words)
    if not is_known and (decoders := _decoders(tokenize(cleaned), lexicon)):
        cleaned = _with_letters(cleaned, decoders, lexicon)
        words = _words_known(cleaned, lexicon)
    return Reading(cleaned, tuple(_note_plain(words, cleaned, lexicon))) if words is not None else None


def _words_known(text: str, lexicon: Lexicon) -> list[ReadWord] | None:
    """Return the words of a text, None where nobody knows two, or one is to be taken apart ("6T/2020")."""
    words: list[ReadWord] = []
    has_slip = False
    for start, end, _, base, marks in tokenize(text):
        if base.isdecimal() or (base.isalpha() and base in lexicon):
            is_certain = bool(marks) and lexicon.knows_marks(base, marks)
            words.append(ReadWord(start, end, base, marks, is_certain=is_certain))
        elif has_slip or not base.isalpha() or len(base) < _SHORTEST_SLIPPED:
            return None
        else:
            has_slip = True
            words.append(ReadWord(start, end, base, marks, lexicon.suggest(base), "unknown"))
    return words


def _decoders(tokens: Iterable[Token], lexicon: Lexicon) -> list[Callable[[str], str | None]]:
    """Return the ways to read keystrokes of which a message has several."""
    plain = [token.text for token in tokens if token.text.isascii() and not token.text.isdigit()]
    return [decode for decode in (decode_telex, decode_vni) if _typed_in(plain, lexicon, decode)]


def _taken_apart(
    text: str,
    tokens: list[Token],
    lexicon: Lexicon,
    abbreviations: Abbreviations,
    little_words: Lexicon,
    splitter: Splitter,
) -> list[Token]:
    """Return tokens with those in pieces that are several words without spaces."""
    at = 0
    around = spoken(tokens)
    while at < len(tokens):
        token = tokens[at]
        if not _is_known(token, lexicon, abbreviations) and not splitter.is_initials(token.base):
            likely = (*little_words.suggest(token.base)[:1], *lexicon.suggest(token.base)[:1])
            may_be_slip = any(likeness >= _SLIP or is_syllable(token.base) for _, likeness in likely)
            apart = splitter.apart(text, tokens, at, may_be_slip=may_be_slip)
            if apart and not _is_half_read(token, apart, abbreviations, around, shouted=text.isupper()):
                tokens = [*tokens[:at], *apart]
        at += 1
    return tokens


def _apart_from_year(token: Token) -> tuple[Token, ...]:
    """Return a part of a year and the year glued to it as two tokens: "6t2018", "q32024"."""
    found = _PART_AND_YEAR.fullmatch(token.text)
    if found is None:
        return (token,)
    middle = token.start + len(found[1])
    return (
        Token(token.start, middle, found[1], *syllable(found[1])),
        Token(middle, token.end, found[2], *syllable(found[2])),
    )


def _is_half_read(
    token: Token, apart: Sequence[Token], abbreviations: Abbreviations, around: frozenset[str], *, shouted: bool
) -> bool:
    """Return whether one of the short forms that four capitals are made of means nothing here ("GTKL thực hiện")."""
    pieces = [piece for piece in apart if piece.end <= token.end]
    return len(token.text) <= _LONGEST_SHORT_FORM and any(
        piece.text.isupper() and not abbreviations.at(apart, at, around, shouted=shouted)[1]
        for at, piece in enumerate(pieces)
    )


def _is_known(token: Token, lexicon: Lexicon, abbreviations: Abbreviations) -> bool:
    """Return whether a token is one word as it stands, as keystrokes or without the letter that was struck twice."""
    if token.base in lexicon or abbreviations.has(token.base) or _NUMBER.fullmatch(token.base):
        return True
    if _KEYED.fullmatch(token.text):
        return True
    if _NEW_WORD.search(token.text):
        return False  # "ChiNS" are no keys for "chín"
    for decode, how in ((decode_vni, "vni"), (decode_telex, "telex")):
        word = _decoded(token, decode, how, lexicon)
        if word is not None and (how == "telex" or lexicon.knows_marks(word.base, word.marks)):
            return True
    return _undoubled(token, lexicon, abbreviations) is not token


def _is_word(token: Token, lexicon: Lexicon, *, shouted: bool) -> bool:
    """Return whether a short form is a syllable as well and not written as a short form: "tự nhiên" holds no TU."""
    capitals = token.text.isupper() and not shouted
    return lexicon.has_marked(token.base) and is_syllable(token.base) and not capitals


def _note_near(words: Sequence[ReadWord], little_words: Lexicon) -> list[ReadWord]:
    """Return words that no phrase is built with along with those that are and look alike ("cung ấp": "cung cấp")."""
    return [
        _changed(word, word.marks, near)
        if word.how == "typed"
        and not word.options
        and word.base.isalpha()
        and not is_little(word, little_words)
        and (near := _near(word, little_words))
        else word
        for word in words
    ]


def _near(word: ReadWord, little_words: Lexicon) -> tuple[tuple[str, float], ...]:
    """Return the little words that a word may be a slip for; one typed right may at most be misheard for another."""
    if word.is_certain:
        return tuple(little_words.heard_alike(word.base)[:4])
    return little_words.suggest(word.base)[:4]


def is_little(word: ReadWord, little_words: Lexicon) -> bool:
    """Return whether a word is, with its marks, one of those that questions are built with."""
    if word.marks == PLAIN:
        return little_words.knows_marks(word.base, "")  # the "cao" of "nâng cao thành phố" is no "cả"
    return little_words.knows_marks(word.base, word.marks) if word.marks else word.base in little_words


def _note_plain(words: list[ReadWord], text: str, lexicon: Lexicon) -> list[ReadWord]:
    """Return words where those without marks say so, if most others carry some: then their absence is evidence too.

    It is none where one of them cannot be meant as it stands: "tỷ le ho ngheo Bình Luc 2021".
    """
    letters = [word for word in words if word.base.isalpha() and word.how == "typed"]
    marked = sum(bool(word.marks) for word in letters)
    if marked < 2 or marked * 2 < len(letters):
        return words
    if any(not word.marks and text[word.start].islower() and lexicon.lacks_marks(word.base) for word in letters):
        return words
    return [
        _changed(word, PLAIN, word.near) if word.how == "typed" and not word.marks and word.base.isalpha() else word
        for word in words
    ]


def _changed(word: ReadWord, marks: str, near: tuple[tuple[str, float], ...]) -> ReadWord:
    """Return a word with other marks and neighbours; dataclasses.replace takes seven times as long."""
    return ReadWord(word.start, word.end, word.base, marks, word.options, word.how, near, word.is_certain)


def _typed_in(plain: Iterable[str], lexicon: Lexicon, decode: Callable[[str], str | None]) -> bool:
    """Return whether several words without marks are keystrokes of an input method and no plain words."""
    # the "of" and "six" of an English question are plain words, and no "ò" and "sĩ"
    decoded = [word for typed in plain if typed.lower() not in lexicon and (word := decode(typed)) is not None]
    return sum([lexicon.knows_marks(*syllable(word)) for word in decoded]) >= 2


def _with_letters(text: str, decoders: Sequence[Callable[[str], str | None]], lexicon: Lexicon) -> str:
    """Return a message that was typed as keystrokes with the letters that they stand for: "sown" is "sơn"."""

    def meant(token: re.Match[str]) -> str:
        typed = token.group()
        is_known = typed.lower() in lexicon
        if is_known and text[: token.start()].endswith("'"):
            return typed  # the "gar" of "Cuw M'gar" is no "gả"
        for decode in decoders:
            word = decode(typed)
            if word is not None and is_known and not lexicon.knows_marks(*syllable(word)):
                continue  # nor is the "Kar" of "Ea Kar" a "kả", or an English "of" an "ò"
            if word is not None and syllable(word)[0] in lexicon:
                return word.upper() if typed.isupper() else word.capitalize() if typed[:1].isupper() else word
        if decode_vni in decoders and _BARRED_VNI.search(typed):  # "sdd9", "BQd9N": no syllables, but short forms
            return _BARRED_VNI.sub("Đ" if _BARRED_VNI.sub("", typed).isupper() else "đ", typed)
        return typed

    return TOKEN.sub(meant, text)


def _read_token(token: Token, lexicon: Lexicon, little_words: Lexicon) -> list[ReadWord]:
    """Return the words of one token."""
    base = token.base
    if base in lexicon:
        is_certain = bool(token.marks) and lexicon.knows_marks(base, token.marks)
        options = little_words.suggest(base) if token.marks and not is_certain else ()
        return [ReadWord(token.start, token.end, base, token.marks, options, is_certain=is_certain)]
    if _NUMBER.fullmatch(base):
        return [ReadWord(token.start, token.end, base, token.marks)]
    if (word := _keyed(token, lexicon)) is not None:
        return [word]
    return _read_glued(token, lexicon, little_words) or _read_unknown(token, lexicon, little_words)


def _with_keys_read(token: Token, abbreviations: Abbreviations) -> Token:
    """Return a short form with the keys for its letters read: "Ld9" and "TTddT" are LĐ and TTĐT, "gdd" is gđ."""
    text = token.text
    if _KEYED.fullmatch(text) is not None:
        text = _KEYS.sub(lambda keys: _LETTER_OF_KEYS[keys.group().lower()], text)
    elif len(text) <= _LONGEST_KEYED and not abbreviations.has(token.base):
        keyed = _BARRED_D.finditer(text) if text.islower() else _KEYS.finditer(text.lower())  # "UWTH" in capitals
        meant = (text[: keys.start()] + _LETTER_OF_KEYS[keys.group().lower()] + text[keys.end() :] for keys in keyed)
        text = next((short for short in meant if abbreviations.has(syllable(short)[0])), text)
    return token if text == token.text else _typed_as(token, text)


def _heard(token: Token, abbreviations: Abbreviations) -> Token:
    """Return a short form that begins as another region says it as what it was meant for, if that is one alone."""
    found = _HEARD_SHORT.fullmatch(token.text)
    if found is None or (found[2].islower() and abbreviations.has(token.base)):
        return token
    meant = (first + found[2].upper() for first in _FIRST_LETTERS[found[1]])
    known = [short for short in meant if abbreviations.has(syllable(short)[0])]
    return _typed_as(token, known[0]) if len(known) == 1 else token


def _typed_as(token: Token, text: str) -> Token:
    """Return a token as if other letters had been typed in its place."""
    base, marks = syllable(text)
    return token._replace(text=text, base=base, marks=marks)


def _undoubled(token: Token, lexicon: Lexicon, abbreviations: Abbreviations) -> Token:
    """Return what nobody knows without the one key that was struck twice ("cônng", "TTTra"), if that is known."""
    text = token.text
    is_short = len(text) <= _SHORTEST_DOUBLED  # "BHXH BB" is no "b"
    if is_short or not text.isalpha() or len(text) > _LONGEST_SYLLABLE or abbreviations.has(token.base):
        return token
    if decode_telex(text) is not None:
        return token
    single = _RUN.sub(r"\1", text)
    if len(single) < len(text) - 1 and lexicon.knows_marks(*syllable(single)):
        return _typed_as(token, single)
    for at in range(1, len(text)):
        if text[at].casefold() == text[at - 1].casefold() or _bare(text[at]) == _bare(text[at - 1]):
            for shorter in (text[:at] + text[at + 1 :], text[: at - 1] + text[at:]):
                base, marks = syllable(shorter)
                if lexicon.knows_marks(base, marks) or abbreviations.has(base):
                    return _typed_as(token, shorter)
    return token


def _undoubled_kind(token: Token, text: str, splitter: Splitter) -> Token:
    """Return the letter before a point that was struck twice and says what kind of place comes: "HH. Lộc Bình"."""
    one = token.text[:1]
    is_doubled = token.text == one * 2 and text[token.end : token.end + 1] == "."
    if is_doubled and token.base[:1] in splitter.kinds and token.base not in splitter.kinds:
        return _typed_as(token, one)
    return token


def _bare(letter: str) -> str:
    return syllable(letter)[0]


def _keyed(token: Token, lexicon: Lexicon) -> ReadWord | None:
    """Return the word that a token is the keystrokes of, None where it is none."""
    word = _decoded(token, decode_vni, "vni", lexicon)
    if word is not None and lexicon.knows_marks(word.base, word.marks) and not _is_numbered(token.text, lexicon):
        return word
    word = _decoded(token, decode_telex, "telex", lexicon)
    if word is not None and _is_only_doubled(token.text, word.marks):
        return word._replace(marks="")  # the "giaam" of "giaam ho ngheo" may be "giảm" with a key struck twice
    return word


def _is_only_doubled(text: str, marks: str) -> bool:
    """Return whether all that makes a word one of Telex keys is a letter that stands there twice."""
    return "'" not in marks and "w" not in text.casefold()


def _decoded(token: Token, decode: Callable[[str], str | None], how: str, lexicon: Lexicon) -> ReadWord | None:
    decoded = decode(token.text)
    if decoded is None:
        return None
    base, marks = syllable(decoded)
    return ReadWord(token.start, token.end, base, marks, (), how) if base in lexicon else None


def _read_glued(token: Token, lexicon: Lexicon, little_words: Lexicon) -> list[ReadWord]:
    """Return the letters and the digits of "quý1" or "6tháng" as words, nothing if no part is known."""
    glued = _LETTERS_DIGITS.fullmatch(token.text) or _DIGITS_LETTERS.fullmatch(token.text)
    if glued is None:
        return []
    middle = token.start + len(glued[1])
    parts = (
        Token(token.start, middle, glued[1], *syllable(glued[1])),
        Token(middle, token.end, glued[2], *syllable(glued[2])),
    )
    if not any(part.base in lexicon or part.base.isdigit() for part in parts):
        return []
    return [word for part in parts for word in _read_token(part, lexicon, little_words)]


def _read_unknown(token: Token, lexicon: Lexicon, little_words: Lexicon) -> list[ReadWord]:
    """Return what nobody knows as one word with what it may stand for."""
    base = token.base
    if not base.isalpha():
        return [ReadWord(token.start, token.end, base, token.marks, (), "unknown")]
    options = (*little_words.suggest(base)[:3], *lexicon.suggest(base))
    decoded = decode_telex(token.text) if not options else None
    if decoded is not None:
        base, marks = syllable(decoded)
        return [ReadWord(token.start, token.end, base, marks, lexicon.suggest(base), "unknown")]
    return [ReadWord(token.start, token.end, base, token.marks, options, "unknown")]


def _is_numbered(text: str, lexicon: Lexicon) -> bool:
    match = _LETTERS_DIGITS.fullmatch(text)
    return match is not None and syllable(match[1])[0] in lexicon.numbered


def _join_broken(words: Sequence[ReadWord], lexicon: Lexicon) -> list[ReadWord]:
    """Return words with pieces joined that only together are a known syllable ("ngh eo")."""
    joined: list[ReadWord] = []
    for word in words:
        before = joined[-1] if joined else None
        if (
            before is not None
            and "unknown" in (before.how, word.how)
            and before.base.isalpha()
            and word.base.isalpha()
            and before.base + word.base in lexicon
            and is_syllable(before.base + word.base)
        ):
            joined[-1] = ReadWord(
                before.start, word.end, before.base + word.base, before.marks or word.marks, (), "split"
            )
        else:
            joined.append(word)
    return joined
