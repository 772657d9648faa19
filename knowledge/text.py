"""Vietnamese text as people type it: cleaned, folded, cut into tokens whose marks are kept as evidence."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_SHAPES = {"\u0302": "^", "\u0306": "w", "\u031b": "w"}  # â ê ô, ă, ơ ư

# Zero-width characters and soft hyphens come along when people paste from office documents.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")

# Numbers keep their separators ("2.501,7", "6/2020", "15-12"); letters and digits that touch stay together ("6T").
TOKEN = re.compile(r"\d+(?:[.,/\-–]\d+)+(?![^\W_])|[^\W_]+|%|‰|\+|≥|≤|>|<", re.UNICODE)

# Words that end in i or y by taste: tỷ/tỉ, kỹ/kĩ, lý/lí, mỹ/mĩ, quý/quí, sỹ/sĩ, hy/hi, vỹ/vĩ.
_FINAL_Y = re.compile(r"(?<![aeiou])y$|(?<=qu)y$")
# Papers write "02 mũi", "03 phường"; people type "2 mũi".
_LEADING_ZERO = re.compile(r"^0(?=[1-9]$)")


def clean(text: str) -> str:
    """Return text in NFC with control and invisible characters gone and runs of blanks made one space."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    text = _INVISIBLE.sub("", text)
    text = _CONTROL.sub(" ", text)
    return _SPACES.sub(" ", text).strip()


def fold(text: str) -> str:
    """Return text in lower case without marks (đ → d), compatibility forms resolved (m² → m2), single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in decomposed if unicodedata.category(c) != "Mn").split())


@lru_cache(maxsize=65536)
def syllable(word: str) -> tuple[str, str]:
    """Return (base, marks) of one word.

    base: folded, with final y written i where Vietnamese spelling allows both ("tỷ" and "tỉ" → "ti"); a number below
    ten without the zero before it.
    marks: the letters' shapes and the tone in an order that does not depend on where the tone mark was put
    ("hoà" and "hòa" → the same), empty for a word without any mark.
    """
    low = _LEADING_ZERO.sub("", word.casefold())
    shapes: list[str] = []
    tone = ""
    letters: list[str] = []
    for char in low:
        if char == "đ":
            letters.append("d")
            shapes.append(f"{len(letters)}-")
            continue
        for part in unicodedata.normalize("NFKD", char):
            if part in _TONES:
                tone = _TONES[part]
            elif part in _SHAPES:
                shapes.append(f"{len(letters)}{_SHAPES[part]}")
            elif unicodedata.category(part) != "Mn":
                letters.append(part)
    base = _FINAL_Y.sub("i", "".join(letters))
    return base, "".join(shapes) + ("'" + tone if tone else "")


class Token(NamedTuple):
    """One word of a cleaned message: text[start:end] is what was typed."""

    start: int
    end: int
    text: str
    base: str
    marks: str


@lru_cache(maxsize=64)  # a message is cut up anew wherever it is looked at
def tokenize(text: str) -> tuple[Token, ...]:
    """Return the tokens of a cleaned text in order; punctuation between words is dropped."""
    tokens = []
    for match in TOKEN.finditer(text):
        word = match.group()
        base, marks = syllable(word)
        tokens.append(Token(match.start(), match.end(), word, base, marks))
    return tuple(tokens)


def words_of(text: str) -> list[tuple[str, str]]:
    """Return (base, marks) of each word of a cleaned text in order."""
    return [syllable(word) for word in TOKEN.findall(text)]


def key(text: str) -> str:
    """Return the bases of all tokens of a text joined by spaces: the form in which names and aliases are compared."""
    return " ".join([base for base, _ in words_of(clean(text))])


# The marks of a word that was typed plain in a message whose other words carry marks.
PLAIN = "_"
# The letters of small Roman numbers.
ROMAN = frozenset("ivx")
_TONE_OF = re.compile(r"'(\w)$")


@lru_cache(maxsize=16384)
def marks_agree(typed: str, known: str) -> float:
    """Return how well typed marks fit known ones: 1 the same or none typed, down to 0.5 for a contradiction.

    Absence is no evidence; a missing tone in a word that carries other marks is a slip of the finger; another tone or
    another vowel shape is evidence for another word ("đương" is not "đường").
    """
    if not typed or typed == known:
        return 1.0
    if typed == PLAIN:
        return 0.86 if known else 1.0
    typed_tone, known_tone = _TONE_OF.search(typed), _TONE_OF.search(known)
    typed_shape, known_shape = typed.split("'")[0], known.split("'")[0]
    tone_misses = (typed_tone is None) != (known_tone is None)
    tone_differs = typed_tone is not None and known_tone is not None and typed_tone[1] != known_tone[1]
    shape_differs = typed_shape != known_shape
    if tone_differs and shape_differs:
        return 0.5
    if tone_differs or (shape_differs and tone_misses):
        return 0.62
    return 0.72
