"""What speaks against a figure that was found by mending slips: then it is offered and not given."""

from collections.abc import Iterator, Set
from itertools import pairwise

from rapidfuzz.distance import OSA

from knowledge.base import Knowledge
from knowledge.indicators import Match
from knowledge.keyboard import is_syllable
from knowledge.places import PlaceMention
from knowledge.question import Question
from knowledge.reading import ReadWord
from knowledge.result import Result
from knowledge.store import Observation
from knowledge.text import syllable

# Of fewer letters nearly everything is one slip from some kind.
_SHORTEST_KIND = 3
_DOT = "."
_VOWELS = "aeiou"


def is_doubtful(question: Question, meant: Question, result: Result, match: Match | None, knowledge: Knowledge) -> bool:
    """Return whether the figure that a message comes to is not sure to be the one that was asked for.

    question: the message as it was typed, and what its words say for the indicator; meant: with its slips mended.
    """
    shown = result.facts[0]
    if _denies_kind(question, knowledge):
        return True
    if _leaves_side_open(meant, result, knowledge):
        return True
    return result.intent == "lookup" and _names_another_kind(question, shown, match, knowledge)


def _denies_kind(question: Question, knowledge: Knowledge) -> bool:
    """Return whether what is said not to be meant may be a kind of figure, with a slip: "không phải ch tiêu"."""
    denied = (question.words[at] for at in question.excluded)
    unknown = [word.base for word in denied if word.is_unknown or not is_syllable(word.base)]
    kinds = knowledge.words.groups.base_nouns if unknown else frozenset[str]()
    return any(OSA.distance(base, one, score_cutoff=1) <= 1 for base in unknown for one in kinds)


def _leaves_side_open(question: Question, result: Result, knowledge: Knowledge) -> bool:
    """Return whether a word may be another side than a figure is of: "cho ngân sách" may ask for what was spent.

    "Tu ngân sách" is income, and no figure of a part of it.
    """
    words, text = question.words, question.reading.text
    index = knowledge.indicator_index
    plain = all(word.is_unmarked for word in words if word.how == "typed")
    names = [index.marked_name_of(indicator) for indicator in {fact.indicator for fact in result.facts}]
    for sides in knowledge.words.contrasts:
        told = {(one, base) for name in names for one, (base, _) in pairwise(name) if one in sides}
        if not told or any(word.base == base for word in words for base, _ in sides):
            continue
        for at, word in enumerate(words[:-1]):
            own = {one for one, base in told if base == words[at + 1].base}
            if not own or at in question.following or word.how not in ("typed", "unknown"):
                continue
            base, marks = syllable(text[word.start : word.end])
            near = {side for side in sides if is_one_slip((base, None if plain else marks), side)}
            near = {side for side in near if index.has_pair(side[0], words[at + 1].base)}
            if near and not (near <= own and result.intent != "list"):
                return True
    return False


def is_one_slip(typed: tuple[str, str | None], meant: tuple[str, str]) -> bool:
    """Return whether one slip makes a typed word of another; a letter that is lost takes its marks along.

    The marks that were typed are right: "chuẩu" is no "chưa". None: nothing is known of them.
    """
    (base, marks), (other, others) = typed, meant
    loses_vowel = sum(base.count(vowel) for vowel in _VOWELS) < sum(other.count(vowel) for vowel in _VOWELS)
    is_marked_so = marks is None or marks == others or (not marks and loses_vowel)
    return is_marked_so and OSA.distance(base, other, score_cutoff=1) == 1


def _names_another_kind(question: Question, shown: Observation, match: Match | None, knowledge: Knowledge) -> bool:
    """Return whether what stands before the name of a figure's unit may be a kind that it is not, with a slip.

    "Tnnh Lạng Sơn" is not the city, "htị trhn Lộc Bình" not the district, and no district is a "T."
    """
    named = (one for one in question.places if shown.place in one.places)
    mentions = [one for one in named if not one.types or one.is_mended(question.words)]
    if not mentions:
        return False
    own = knowledge.store.place(shown.place).type
    of_name = knowledge.indicator_index.words_of(shown.indicator)
    used = {at for at in (match.used if match is not None else ()) if question.words[at].base in of_name}
    return any(_is_of_another_kind(one, question, own, used, knowledge) for one in mentions)


def _is_of_another_kind(
    place: PlaceMention, question: Question, own: str, used: Set[int], knowledge: Knowledge
) -> bool:
    typed = _typed_before(place, question)
    if not typed:
        return False
    (*_, (at, last)) = typed
    is_sure = all(question.words[one].is_certain for one, _ in typed) and not place.is_mended(question.words)
    if at in used or (is_sure and not _is_dotted(at, question)):
        return False
    types, said = knowledge.types_by_kind, " ".join(letters for _, letters in typed)
    exactly = types.get(said) or (types.get(last) if len(last) >= _SHORTEST_KIND or _is_dotted(at, question) else None)
    if exactly is not None and len(last) == 1:
        return not any(own in kinds and last in kind for kind, kinds in types.items() if " " not in kind)
    if exactly is not None:
        return place.is_mended(question.words) and own not in exactly
    if any(own in kinds and OSA.distance(kind, last, score_cutoff=1) <= 1 for kind, kinds in types.items()):
        return False
    near = frozenset(one for kinds in _near(typed, question, knowledge) for one in kinds)
    if not near or own in near:
        return False
    if any(question.words[at].is_unknown for at, _ in typed):
        return True
    return not near.isdisjoint(knowledge.store.place(one).type for one in place.places)


def _typed_before(place: PlaceMention, question: Question) -> list[tuple[int, str]]:
    """Return the last position and the letters of each of the two words before a name, fewer where there are none."""
    words, text = question.words, question.reading.text
    found: list[tuple[int, str]] = []
    spans: set[tuple[int, int]] = set()
    for at in range(place.name - 1, -1, -1):
        word = words[at]
        letters = syllable(text[word.start : word.end])[0]
        if (word.start, word.end) in spans:
            continue  # the two words of one short form
        if not letters.isalpha() or text[word.start - 1 : word.start].isdigit():
            break  # "người ≥ 18T"
        spans.add((word.start, word.end))
        found.insert(0, (at, letters))
        if len(found) == 2:
            break
    return found


def _near(typed: list[tuple[int, str]], question: Question, knowledge: Knowledge) -> Iterator[frozenset[str]]:
    """Yield the types of each kind that letters before a name are, but for a slip in each word."""
    words = question.words
    said = " ".join(letters for _, letters in typed)
    for kind, types in knowledge.types_by_kind.items():
        parts = kind.split()
        if len(parts) == len(typed) == 2:
            slips = [OSA.distance(one, letters, score_cutoff=1) for one, (_, letters) in zip(parts, typed, strict=True)]
            is_odd = any(words[at].is_unknown for at, _ in typed) and min(map(len, parts)) > 1
            if OSA.distance(kind, said, score_cutoff=1) <= 1 or (is_odd and max(slips) <= 1):
                yield types
        elif len(parts) == 1:
            at, letters = typed[-1]
            is_short = len(letters) < _SHORTEST_KIND and _is_dotted(at, question)
            is_short &= len(kind) >= len(letters) and (kind.startswith(letters) or len(letters) > 1)
            is_long = min(len(kind), len(letters)) >= _SHORTEST_KIND and _may_be_slip(words[at])
            if (is_short or is_long) and OSA.distance(kind, letters, score_cutoff=1) <= 1:
                yield types


def _is_dotted(at: int, question: Question) -> bool:
    end = question.words[at].end
    return question.reading.text[end : end + 1] == _DOT


def _may_be_slip(word: ReadWord) -> bool:
    return word.how in ("typed", "unknown") and not word.is_certain
