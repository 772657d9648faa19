"""Ways in which people really type: each takes a sentence and returns it as it might arrive, digits untouched."""

import re
import unicodedata
from collections.abc import Callable
from random import Random

_TONES = {
    "telex": {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"},
    "vni": {"\u0300": "2", "\u0301": "1", "\u0309": "3", "\u0303": "4", "\u0323": "5"},
}
_SHAPES = {
    "telex": {"â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw", "đ": "dd"},
    "vni": {"â": "a6", "ê": "e6", "ô": "o6", "ă": "a8", "ơ": "o7", "ư": "u7", "đ": "d9"},
}
_NEXT_KEYS = {
    "a": "sqz", "b": "vnh", "c": "xvd", "d": "sfe", "e": "wrd", "g": "fht", "h": "gjn", "i": "uok", "k": "jli",
    "l": "kop", "m": "nk", "n": "bmh", "o": "ipl", "p": "ol", "q": "wa", "r": "etf", "s": "adw", "t": "ryg",
    "u": "yij", "v": "cbg", "x": "zcs", "y": "tuh",
}  # fmt: skip
_BY_EAR = (
    ("tr", "ch"),
    ("ch", "tr"),
    ("s", "x"),
    ("x", "s"),
    ("gi", "d"),
    ("d", "gi"),
    ("r", "d"),
    ("l", "n"),
    ("n", "l"),
)
_SHORT = {
    "không": "ko", "được": "dc", "bao nhiêu": "bn", "nhiêu": "nhiu", "vậy": "v", "với": "vs", "gì": "j",
    "tháng": "thg", "biết": "bít", "thế": "z", "người": "ng",
}  # fmt: skip
_BEFORE = (
    "cho em hỏi ",
    "anh ơi cho em hỏi chút ",
    "dạ thưa đồng chí, ",
    "bot ơi ",
    "sếp hỏi gấp: ",
    "xin cho biết ",
    "alo ",
)
_AFTER = (" ạ", " vậy ạ?", " nhỉ", " với ạ, em cảm ơn", " giúp em nhé", "", " đi ạ")
_DUST = ("🙏", " 😊", "...", " ???", "!!", " :)")


def no_marks(text: str, _: Random) -> str:
    """Typed without an input method."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in plain if unicodedata.category(char) != "Mn")


def some_marks(text: str, random: Random) -> str:
    """With the marks of some words forgotten."""
    return re.sub(r"\w+", lambda word: no_marks(word[0], random) if random.random() < 0.3 else word[0], text)


def decomposed(text: str, _: Random) -> str:
    """As some phones and office programs store it."""
    return unicodedata.normalize("NFD", text)


def upper(text: str, _: Random) -> str:
    """With the capitals key on."""
    return text.upper()


def telex(text: str, _: Random) -> str:
    """Typed for Telex while it was switched off."""
    return re.sub(r"[^\W\d_]+", lambda match: _keys(match.group(), "telex"), unicodedata.normalize("NFC", text))


def vni(text: str, _: Random) -> str:
    """Typed for VNI while it was switched off."""
    return re.sub(r"[^\W\d_]+", lambda match: _keys(match.group(), "vni"), unicodedata.normalize("NFC", text))


def half_telex(text: str, random: Random) -> str:
    """Switched off only for some of the words."""
    return re.sub(
        r"[^\W\d_]+",
        lambda match: _keys(match.group(), "telex") if random.random() < 0.4 else match.group(),
        unicodedata.normalize("NFC", text),
    )


def _keys(word: str, method: str) -> str:
    tone, typed = "", ""
    for char in word:
        parts = unicodedata.normalize("NFD", char)
        tone = next((_TONES[method][part] for part in parts if part in _TONES[method]), tone)
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES[method]))
        typed += _SHAPES[method].get(bare.lower(), bare)
    return typed + tone


def one_slip(text: str, random: Random) -> str:
    """One wrong, missing, doubled or swapped letter, never the first of a word and never in a word of two letters."""
    words = list(re.finditer(r"[^\W\d_]{3,}", text))
    if not words:
        return text
    word = random.choice(words)
    at = random.randrange(word.start() + 1, word.end())
    letter = text[at]
    near = random.choice(_NEXT_KEYS.get(no_marks(letter, random).lower(), "n"))
    ways = [letter + letter + text[at + 1 :], text[at + 1 :], near + text[at + 1 :]]
    if at + 1 < word.end():
        ways.append(text[at + 1] + letter + text[at + 2 :])
    return text[:at] + random.choice(ways)


def two_slips(text: str, random: Random) -> str:
    """Two of them."""
    return one_slip(one_slip(text, random), random)


def no_marks_one_slip(text: str, random: Random) -> str:
    """In haste, with one thumb."""
    return one_slip(no_marks(text, random), random)


def regional(text: str, random: Random) -> str:
    """One word spelt by ear."""
    spots = [
        (match.start(), heard, written)
        for heard, written in _BY_EAR
        for match in re.finditer(rf"\b{heard}(?![gh])(?=[^\W\d_]{{2}})", text, flags=re.IGNORECASE)
    ]
    if not spots:
        return text
    at, heard, written = random.choice(spots)
    return text[:at] + written + text[at + len(heard) :]


def chatty(text: str, random: Random) -> str:
    """Politely."""
    return random.choice(_BEFORE) + text + random.choice(_AFTER)


def glued(text: str, random: Random) -> str:
    """One space missing, between two words or before a number."""
    gaps = [match.start() for match in re.finditer(r"(?<=[^\W\d_]{2}) (?=[^\W_]{2})", text)]
    if not gaps:
        return text
    at = random.choice(gaps)
    return text[:at] + text[at + 1 :]


def teencode(text: str, _: Random) -> str:
    """With the short forms of chats."""
    for word, short in _SHORT.items():
        text = re.sub(rf"\b{word}\b", short, text, flags=re.IGNORECASE)
    return text


def untidy(text: str, random: Random) -> str:
    """With emoji, dots and too many spaces."""
    spaced = re.sub(" ", lambda _: random.choice((" ", " ", "  ", "   ")), text)
    return random.choice(("", " ", "\n")) + spaced + random.choice(_DUST)


NOISES: dict[str, Callable[[str, Random], str]] = {
    noise.__name__: noise
    for noise in (
        no_marks,
        some_marks,
        decomposed,
        upper,
        telex,
        vni,
        half_telex,
        one_slip,
        two_slips,
        no_marks_one_slip,
        regional,
        chatty,
        glued,
        teencode,
        untidy,
    )
}


def typed(text: str, channel: str) -> str:
    """Return a sentence through one channel ("clean" leaves it alone); the same sentence always comes out the same."""
    return text if channel == "clean" else NOISES[channel](text, Random(f"{channel}:{text}"))
