"""Keystrokes of a Vietnamese input method that was switched off: Telex ("hooj ngheof") and VNI ("ho65 ngheo2")."""

import re
import unicodedata
from functools import lru_cache

_ONSET = "b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x|"
_RIME = (
    "a|ac|ach|ai|am|an|ang|anh|ao|ap|at|au|ay|e|ec|ech|em|en|eng|enh|eo|ep|et|eu|i|ia|ich|iec|iem|ien|ieng|iep|iet|ieu|im|in|inh|"
    "ip|it|iu|o|oa|oac|oach|oai|oam|oan|oang|oanh|oao|oap|oat|oay|oc|oe|oen|oeo|oet|oi|om|on|ong|oong|op|ot|u|ua|uan|uang|"
    "uat|uay|uc|ue|uech|uenh|ui|um|un|ung|uo|uoc|uoi|uom|uon|uong|uop|uot|uou|up|ut|uu|uy|uya|uych|uyen|uyet|uynh|uyt|uyu|y|"
    "yem|yen|yet|yeu"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})(?:{_RIME})")
# Names of other languages of Vietnam are typed with the same keys: "Kro6ng Pa8c1", "DDaswk Rlaaps".
_WORD = re.compile("[b-df-hj-np-tv-z]{0,3}[aeiouy]{1,3}[b-df-hj-np-tv-z]{0,2}")

_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TELEX_SHAPES = [
    ("uow", "ươ"),
    ("uwow", "ươ"),
    ("dd", "đ"),
    ("aa", "â"),
    ("ee", "ê"),
    ("oo", "ô"),
    ("aw", "ă"),
    ("ow", "ơ"),
    ("uw", "ư"),
]
_VNI_SHAPES = {"6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}, "9": {"d": "đ"}}
_VOWELS = "aeiouyâêôăơư"


@lru_cache(maxsize=16384)
def is_syllable(base: str) -> bool:
    """Return whether unmarked letters can be one Vietnamese syllable."""
    return _SYLLABLE.fullmatch(base) is not None


@lru_cache(maxsize=16384)
def decode_telex(word: str) -> str | None:
    """Return the Vietnamese syllable that Telex keystrokes stand for, or None where they stand for none.

    The tone key may stand anywhere after the first vowel; a word without any Telex key gives None.
    """
    letters = word.lower()
    if len(letters) < 2 or not letters.isascii() or not letters.isalpha():
        return None
    shaped = letters
    for keys, letter in _TELEX_SHAPES:
        shaped = shaped.replace(keys, letter)
    tone = ""
    first_vowel = next((i for i, char in enumerate(shaped) if char in _VOWELS), len(shaped))
    for position in range(len(shaped) - 1, first_vowel, -1):
        if shaped[position] in _TELEX_TONES:
            tone = _TELEX_TONES[shaped[position]]
            shaped = shaped[:position] + shaped[position + 1 :]
            break
    if shaped == letters or any(char in "wfjz" for char in shaped):
        return None
    return spell(shaped, tone)


@lru_cache(maxsize=16384)
def decode_vni(word: str) -> str | None:
    """Return the Vietnamese syllable that VNI keystrokes stand for, or None where they stand for none."""
    letters = word.lower()
    if not letters.isascii() or not letters[:1].isalpha() or not any(char.isdigit() for char in letters):
        return None
    out: list[str] = []
    tone = ""
    for char in letters:
        if char in _VNI_TONES:
            if tone:
                return None
            tone = _VNI_TONES[char]
        elif char in _VNI_SHAPES:
            shapes = _VNI_SHAPES[char]
            spot = next((i for i in range(len(out) - 1, -1, -1) if out[i] in shapes), None)
            if spot is None:
                return None
            out[spot] = shapes[out[spot]]
            if char == "7" and out[spot] == "ơ" and spot and out[spot - 1] == "u":
                out[spot - 1] = "ư"
        elif char.isalpha():
            out.append(char)
        else:
            return None
    return spell("".join(out), tone)


def spell(letters: str, tone: str) -> str | None:
    """Return shaped letters with a combining tone mark where it belongs, or None where they are no syllable."""
    base = "".join(
        c for c in unicodedata.normalize("NFD", letters.replace("đ", "d")) if unicodedata.category(c) != "Mn"
    )
    if _WORD.fullmatch(base) is None:
        return None
    if not tone:
        return letters
    start = 2 if base.startswith("qu") or (base.startswith("gi") and len(base) > 2 and base[2] in _VOWELS) else 0
    vowels = [i for i, char in enumerate(letters) if char in _VOWELS and i >= start]
    if not vowels:
        return None  # the "quf" that is left of "quý" with a slip bears no tone
    shaped = [i for i in vowels if letters[i] in "âêôăơư"]
    if shaped:
        spot = shaped[-1]
    elif len(vowels) > 1 and vowels[-1] == len(letters) - 1:
        spot = vowels[-2]
    else:
        spot = vowels[-1]
    return unicodedata.normalize("NFC", letters[: spot + 1] + tone + letters[spot + 1 :])
