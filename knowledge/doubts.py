"""The words of a message that may be slips, and for each of them the known words that fit best where it stands."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from itertools import groupby

from rapidfuzz.distance import OSA

from knowledge.base import Knowledge
from knowledge.indicators import NearlySaid
from knowledge.keyboard import is_syllable
from knowledge.lexicon import is_by_ear, is_same_keys
from knowledge.meaning import units_asked
from knowledge.misgivings import rests_of_names
from knowledge.places import PlaceMention
from knowledge.question import Question
from knowledge.reading import ReadWord
from knowledge.text import PLAIN, syllable
from knowledge.vocabulary import Known, written

# So many words are tried for one that may be a slip, and so many words of a message may be one.
_MOST_GUESSES, _MOST_SPOTS = 8, 10
# What speaks for a guess on each side of it: that it stands beside its neighbour in a name or phrase. A word that only
# pads questions may stand anywhere; a short form in small letters has so many meanings that it is no surprise.
BESIDE, _PADS, _LIKE_SHORT = 1.0, 0.5, 0.5
# How much of a name and of the message must be explained with a guess before that speaks for it, and how many names are
# looked at.
_LEAST_SAID, _MOST_NAMES = 0.6, 24
_SHORTEST = 2
# A word of names that is so long was hardly meant for one that only pads.
_SHORTEST_THING = 4
_LAST_MONTH = 12
_LONGEST_NAME = 3
# What it counts that a message without a place has one with a word taken for initials of three letters or more.
_PLACE, _SHORTEST_INITIALS = 1.5, 3

# "XKLa", "GPiD": short forms are in capitals, or in small letters.
_HAS_ONE_SMALL = re.compile("[A-ZĐ]{2,}[a-z][A-ZĐ]*|[A-ZĐ][a-z][A-ZĐ]{2,}|[a-z][A-ZĐ]{3,}")
# So many letters of a short form that nobody knows are hardly by accident but one slip from a known one.
_LONG_SHORT_FORM = 4
# A longer word that is one slip away from one known word only was meant for it.
_LONG = 5

_Word = tuple[str, str | None]


class Level(IntEnum):
    """How strange a word is: nobody knows it, no name or phrase has it, or none has it beside its neighbours.

    PADDING: so it is, and it only pads the question: the "cho" of "tiêu cho nông thôn mới".
    """

    UNKNOWN = 1
    UNUSUAL = 2
    OUT_OF_PLACE = 3
    PADDING = 4


@dataclass(frozen=True, slots=True)
class Guess:
    """A word that may be meant, and how much speaks for it.

    is_weak: what stands beside it is not enough; it is meant only if it makes the whole message a name. is_heard: what
    was typed is how another region says it.
    """

    known: Known
    fit: float
    is_weak: bool
    is_heard: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that may be a slip: text[start:end] of the message, words[first:last + 1] of the question.

    guesses: the words that may be meant, best first. is_stray: it was read as part of a place without figures;
    is_of_name: so it was, or it may be the rest of another place's name ("Tam Dương Bắc") by its capital or where it
    stands.
    """

    start: int
    end: int
    first: int
    last: int
    typed: str
    level: Level
    guesses: tuple[Guess, ...]
    is_short_form: bool
    is_stray: bool
    is_of_name: bool


def find(question: Question, used: Set[int], knowledge: Knowledge, *, only_unknown: bool) -> list[Doubt]:
    """Return the doubtful words for which there are guesses; used: positions that the best indicator explains."""
    words = question.words
    if only_unknown and not any(_is_unknown(word, knowledge) for word in words):
        return []
    strange = list(_strange(question, knowledge, only_unknown=only_unknown))
    if not strange:
        return []
    spelt = [position for position, word in enumerate(words) if word.how in ("typed", "unknown")]
    telling = [position for position in spelt if question.meaning.get(position, 1.0) > 0]  # "bot ơi ho can ngheo … ạ"
    plain = all(words[position].is_unmarked for position in telling or spelt)
    unknown = {position for positions, level, _ in strange if level == Level.UNKNOWN for position in positions}
    lacking = _Lacking(question, unknown, knowledge)
    left = set(question.leftover)
    rests = rests_of_names(question, knowledge)
    spots: list[tuple[Level, bool, float, _Spot]] = []
    for positions, level, is_stray in strange:
        if not rests.isdisjoint(positions):
            continue
        is_used = not used.isdisjoint(positions)
        is_left = not (only_unknown or is_used or left.isdisjoint(positions))
        spot = _Spot(question, positions[0], positions[-1], level, is_left, is_stray, plain, knowledge, lacking)
        if len(spot.text) == _SHORTEST and question.reading.text.isupper():
            continue  # the "ĐT" of "DÂN SỐ ĐT ĐƯỢC CẤP NƯỚC SẠCH" is no "NT"
        if spot.is_short_form:
            is_known = words[positions[0]].how == "short"
            is_sure = is_used and not (words[positions[0]].is_unknown and len(spot.text) > _SHORTEST_INITIALS)
            if is_sure or (spot.is_two_capitals and (is_known or not is_left)):
                continue  # the "QT" of "DA duyệt QT" and the "NK" of "Số NK nhận gạo" are in no list, but no slips
            is_odd = len(spot.text) >= _LONG_SHORT_FORM or _HAS_ONE_SMALL.fullmatch(spot.text) is not None
            is_slip = words[positions[0]].is_unknown and is_odd
            spot = spot if only_unknown or is_slip else replace(spot, level=Level.OUT_OF_PLACE)
        own = spot.own_fit()
        if not own or (own < 2 * BESIDE if level == Level.PADDING else is_left):
            spots.append((spot.level, is_used, own, spot))
    likely = sorted(spots, key=lambda row: row[:2])[:_MOST_SPOTS]
    found = (_doubt(spot, own) for *_, own, spot in sorted(likely, key=lambda row: row[-1].first))
    least = BESIDE if only_unknown else 0.0
    return [doubt for doubt in found if doubt.guesses and doubt.guesses[0].fit >= least]


def _doubt(spot: "_Spot", own: float) -> Doubt:
    """Return a word that may be a slip; own: how well it fits as it was read."""
    words, knowledge = spot.question.words, spot.knowledge
    guesses = spot.guesses(own)
    if len(spot.text) == 1 and spot.first > 0 and words[spot.first - 1].base in knowledge.words.groups.how_many:
        guesses = tuple(guess for guess in guesses if _may_be_unit(guess, knowledge))  # "bn t" is no "ở"
    if spot.is_two_capitals:  # "quế HC" may be organic: no letter of it is too many
        guesses = tuple(guess for guess in guesses if len(guess.known.base) > 1)
    word = words[spot.first]
    return Doubt(
        word.start,
        word.end,
        spot.first,
        spot.last,
        spot.text,
        spot.level,
        guesses,
        spot.is_short_form,
        spot.is_stray,
        spot.is_stray or spot.is_like_name,
    )


def _strange(
    question: Question, knowledge: Knowledge, *, only_unknown: bool
) -> Iterator[tuple[list[int], Level, bool]]:
    """Yield the positions of each word that may be a slip, how strange it is, and whether it is a stray place."""
    words = question.words
    stray = {
        position
        for place in question.places
        if not only_unknown and _is_stray(place, question, knowledge)
        for position in range(place.start, place.end)
    }
    spans = [(place.start, place.end) for place in question.places]
    spans += [(period.start, period.end) for period in (*question.periods, *question.bases)]
    kinds = {
        place.start for place in question.places if not only_unknown and _is_short_kind(place, question, knowledge)
    }
    named = {position for start, end in spans for position in range(start, end)} - stray - kinds
    groups = knowledge.words.groups
    kept = knowledge.words.negations | groups.rising | groups.falling | groups.befalling
    counted = {at for at in units_asked(words, knowledge) if words[at].marks != PLAIN}  # "bao nhiêu to đồng"
    in_turns = _in_turns(words, knowledge) if not only_unknown else set()
    for _, group in groupby(range(len(words)), key=lambda position: (words[position].start, words[position].end)):
        positions = list(group)
        if any(words[position].base in kept for position in positions):
            if not only_unknown and _is_letter(words, positions):
                yield positions, Level.PADDING, False  # the "k" of "k hoạch" is no "không"
            continue  # "ko kể xây dựng" leaves something out, "tang may" asks for growth
        if not question.left_out.isdisjoint(positions) and not words[positions[0]].is_unknown:
            continue  # and the "ngo" of "khong tinh ngo" is no "nao"
        word = words[positions[0]]
        if not named.isdisjoint(positions) or _is_kind_of_unknown(question, positions, knowledge):
            continue
        if not kinds.isdisjoint(positions):
            yield positions, Level.UNKNOWN, False
        elif not stray.isdisjoint(positions):
            yield positions, Level.OUT_OF_PLACE, True
        elif _is_unknown(word, knowledge):
            yield positions, Level.UNKNOWN, False
        elif not only_unknown and (
            word.how == "short"
            or (not question.places and question.reading.text[word.start : word.end].isupper())
            or _is_beside_period(words, positions, named)
            or all(question.meaning.get(position, 1.0) > 0 for position in positions)
        ):
            is_right = word.is_certain or (word.is_unmarked and word.base in knowledge.vocabulary)
            is_right = is_right and word.end - word.start > 1
            yield positions, Level.OUT_OF_PLACE if word.how == "typed" and is_right else Level.UNUSUAL, False
        elif (
            not only_unknown
            and word.base.isalpha()
            and counted.isdisjoint(positions)
            and in_turns.isdisjoint(positions)
            and word.base not in groups.how_many  # the "may" of "co tong cong may dang vien" is no "mới"
            and (word.end - word.start > 1 or _is_letter(words, positions))
        ):
            yield positions, Level.PADDING, False


def _in_turns(words: Sequence[ReadWord], knowledge: Knowledge) -> set[int]:
    """Return the positions of turns of phrase that are typed right: the "hỏi" of "cho em hỏi chi ns" is no "mới"."""
    return {
        position
        for start in range(len(words))
        for hit in knowledge.cues.find(words, start)
        if hit.fit == 1.0 and hit.end - hit.start > 1
        for position in range(hit.start, hit.end)
    }


def _is_kind_of_unknown(question: Question, positions: Sequence[int], knowledge: Knowledge) -> bool:
    """Return whether a word says the kind of a place whose name goes on before a known one, or has a slip.

    "Xã đảo Vạn Ninh", "TT. Lộx Bình".
    """
    if question.words[positions[0]].base not in knowledge.kinds:
        return False
    first, behind = positions[0], positions[-1] + 1
    mended = {place.start for place in question.places if place.is_mended(question.words)}
    return behind in mended or any(place.start == first + 2 for place in question.places)


def _is_stray(place: PlaceMention, question: Question, knowledge: Knowledge) -> bool:
    """Return whether small letters only happen to be a place of which no figure is known.

    The "tia dinh" of "phuong an tai dinh cu" with a slip is Xã Tìa Dình.
    """
    text = question.reading.text
    with_figures = knowledge.place_index.with_figures
    is_alone = all(with_figures.isdisjoint(other.places) for other in question.places)  # "khach du lich ha long"
    is_written = text[question.words[place.start].start].isupper() and not text.isupper()
    return not (is_alone or is_written or place.types) and with_figures.isdisjoint(place.places)


def _is_short_kind(place: PlaceMention, question: Question, knowledge: Knowledge) -> bool:
    """Return whether one letter before the whole name of a place with figures says a kind that it is not.

    "P Lạng Sơn" names no ward, be it one of its own or one that is called like the first half of the name.
    """
    words = question.words
    if place.start == place.name or words[place.start].end - words[place.start].start > 1:
        return False
    if not knowledge.place_index.with_figures.isdisjoint(place.places):
        return False
    return any(
        knowledge.place_index.types_with_figures(_key_of(words[place.name : end]))
        for end in range(max(place.end, place.name + 2), place.name + _LONGEST_NAME + 1)
    )


def _key_of(words: Sequence[ReadWord]) -> str:
    return " ".join(word.base for word in words)


def _is_letter(words: Sequence[ReadWord], positions: Sequence[int]) -> bool:
    """Return whether a word is one letter; the "c" of "c1/2025" is what is left of a quarter."""
    word, after = words[positions[0]], positions[-1] + 1
    return word.end - word.start == 1 and not (after < len(words) and words[after].base[0].isdigit())


def _is_beside_period(words: Sequence[ReadWord], positions: Sequence[int], named: Set[int]) -> bool:
    """Return whether a word may belong to a period: the "tháng" of "6 tang 2020", the "đầu" of "6t da 2020"."""
    before, after = positions[0] - 1, positions[-1] + 1
    number = words[before].base if before >= 0 else ""
    return after in named or before in named or (number.isdecimal() and int(number) <= _LAST_MONTH)


class _Lacking:
    """The words that names lack whose other words are said; worked out when first asked for."""

    def __init__(self, question: Question, unknown: Set[int], knowledge: Knowledge) -> None:
        self._question = question
        self._unknown = unknown
        self._index = knowledge.indicator_index

    @cached_property
    def _said(self) -> set[str]:
        question = self._question
        return {
            question.words[position].base
            for position, weight in question.meaning.items()
            if weight > 0 and position not in self._unknown
        }

    @cached_property
    def _due(self) -> float:
        question = self._question
        left = {question.words[position].base for position in question.leftover if position not in self._unknown}
        return sum(self._index.weight(base) for base in left)

    @cached_property
    def _names(self) -> list[NearlySaid]:
        return self._index.nearly_said(self._said, self._due, _MOST_NAMES)

    @cached_property
    def _by_word(self) -> dict[_Word, list[NearlySaid]]:
        found: dict[_Word, list[NearlySaid]] = {}
        for name in self._names:
            for base, marks in dict.fromkeys(name.words):
                if base not in self._said:
                    found.setdefault((base, marks), []).append(name)
                    found.setdefault((base, None), []).append(name)
        return found

    def words(self) -> Iterator[_Word]:
        """Yield the words that names lack."""
        return iter(self._by_word)

    def share(self, word: _Word, instead_of: str) -> float:
        """Return how much of some name and of the message is explained where a word is said for another one."""
        best = 0.0
        own = self._index.weight(instead_of) if instead_of in self._said else 0.0
        gained = self._index.weight(word[0])
        due = max(self._due - own, 0.0) + gained
        for name in self._by_word.get(word, ()):
            met = name.met + gained - own * any(base == instead_of for base, _ in name.words)
            best = max(best, min(1.0, met / name.total) * min(1.0, met / due))
        return best

    def standing_for(self, letters: str) -> Iterator[Known]:
        """Yield words that make a name of what is said, and whose first letters are but a slip from some others.

        The "CRTĐ" of "TL CRTĐ được TG, XL" is the "chất thải rắn đô thị" of a name whose other words are said.
        """
        for name in self._names:
            for count in range(max(len(letters) - 1, _SHORTEST_INITIALS), len(letters) + 2):
                for first in range(len(name.words) - count + 1):
                    run = name.words[first : first + count]
                    initials = "".join(base[0] for base, _ in run)
                    if OSA.distance(initials, letters, score_cutoff=1) > 1 or any(
                        base in self._said for base, _ in run
                    ):
                        continue
                    gained = sum(self._index.weight(base) for base, _ in run)
                    if name.met + gained >= _LEAST_SAID * name.total:
                        yield Known(run[0][0], None, " ".join(written(base, marks) for base, marks in run))


def _may_be_unit(guess: Guess, knowledge: Knowledge) -> bool:
    return guess.known.base in knowledge.counted_words and not knowledge.vocabulary.is_filler(guess.known)


def _is_unknown(word: ReadWord, knowledge: Knowledge) -> bool:
    is_marked = word.how in ("typed", "telex", "vni") and not word.is_unmarked
    return word.is_unknown or (is_marked and not knowledge.lexicon.knows_marks(word.base, word.marks))


@dataclass(frozen=True, slots=True)
class _Spot:
    """One typed word where it stands; plain: the message is typed without marks; is_left: no name explains it."""

    question: Question
    first: int
    last: int
    level: Level
    is_left: bool
    is_stray: bool
    plain: bool
    knowledge: Knowledge
    lacking: _Lacking

    @property
    def text(self) -> str:
        word = self.question.words[self.first]
        return self.question.reading.text[word.start : word.end]

    @property
    def is_short_form(self) -> bool:
        """Return whether a word is written as a short form ("KKTT", "nĐ")."""
        is_shouted = self.question.reading.text.isupper()
        is_word = is_shouted and is_syllable(syllable(self.text)[0])
        return any(char.isupper() for char in self.text[1:]) and not is_word

    @property
    def is_two_capitals(self) -> bool:
        """Return whether a word is two capitals in a message that is not all capitals."""
        return len(self.text) == _SHORTEST and self.text.isupper() and not self.question.reading.text.isupper()

    @property
    def _is_capital(self) -> bool:
        """Return whether a word is one capital where nothing begins: what is left of a short form.

        The "C" of "NTM C" is no "cơ", the "D" of "tỷ trọng KV D" no "I".
        """
        text = self.question.reading.text
        return self.first > 0 and len(self.text) == 1 and self.text.isupper() and not text.isupper()

    @property
    def _may_be_short_form(self) -> bool:
        """Return whether a word of two letters has a capital where nothing begins: the "Nu" of "Thu Nu TPLS"."""
        return self.first > 0 and len(self.text) == _SHORTEST and self.text.istitle()

    @property
    def is_like_name(self) -> bool:
        """Return whether a word may be a part of a place's name: behind a known one, or with a capital amid others."""
        text, words = self.question.reading.text, self.question.words
        before = next((place for place in self.question.places if place.end == self.first), None)
        if before is not None:
            # "tam dương bắc"; but the "dao" of "thành phố Lạng Sơn dao" and the "my" of "hạc thành my vụ" are no more.
            name = _key_of(words[before.name : before.end])
            is_longer = self.knowledge.place_index.goes_on(name, words[self.first].base)
            return self.text.istitle() or is_longer
        return self.first > 0 and self.text.istitle() and len(self.text) > 1 and not text.istitle()

    @property
    def _left(self) -> _Word | None:
        return _neighbour(self.question.words[self.first - 1]) if self.first else None

    @property
    def _right(self) -> _Word | None:
        after = self.last + 1
        return _neighbour(self.question.words[after]) if after < len(self.question.words) else None

    def own_fit(self) -> float:
        """Return how well a word as it was read stands beside what it belongs to; nobody knows how a slip would."""
        if self.level == Level.UNKNOWN or self.is_stray:
            return 0.0
        return self._support(self._own(self.first), self._own(self.last))

    def _own(self, position: int) -> _Word:
        word = self.question.words[position]
        return word.base, None if self.plain or not word.marks else "" if word.marks == PLAIN else word.marks

    def _support(self, first: _Word, last: _Word) -> float:
        left, right = self._left, self._right
        return BESIDE * bool(left and self._beside(left, first)) + BESIDE * bool(right and self._beside(last, right))

    def _beside(self, one: _Word, other: _Word) -> bool:
        """Return whether two words stand side by side: in a name or phrase, or as "mấy" and a unit."""
        if self.knowledge.vocabulary.beside(one, other):
            return True
        return one[0] in self.knowledge.words.groups.how_many and other[0] in self.knowledge.counted_words

    def guesses(self, own: float) -> tuple[Guess, ...]:
        """Return the words that may be meant and fit here better than what was typed (own), best first.

        A word that is known as it stands gives way only to one that fits on both sides. Where no name explains it,
        others are weak guesses. Where one slip makes it nothing but padding, two may make it a word that belongs there
        ("thường xêyn").
        """
        base, marks = syllable(self.text)
        if not base.isalpha():
            return ()
        sides = sum(side is not None and side[0].isalpha() for side in (self._left, self._right))
        is_letter = len(base) < 2 and not marks
        is_loose = self.is_left or self.is_stray
        sure = BESIDE * (is_letter or self.level == Level.UNUSUAL)
        if self.level == Level.OUT_OF_PLACE or (self.level == Level.PADDING and not is_letter):
            sure = BESIDE * (2 if self.level == Level.PADDING else max(sides, 1))
        sure = max(sure, own + _PADS if own else 0.0)
        least = max(own + _PADS, _PADS) if is_loose and Level.UNKNOWN < self.level < Level.PADDING else sure
        is_plain = self.plain or self.is_short_form
        is_word = is_syllable(base) or bool(marks)
        vocabulary = self.knowledge.vocabulary
        out = {self.question.words[at].base for at in self.question.left_out}  # "rieng trau co may con, khong tinh bo"
        near = vocabulary.near(self.text, base, 1, plain=is_plain)
        likely = vocabulary.likely(self.text, base, near, self.knowledge.kinds)
        near = [one for one in likely if one.base not in out]
        if self.level == Level.PADDING:
            near = [one for one in near if self._belongs(one, sure)]
        elif self.level > Level.UNKNOWN and self._is_thing:
            near = [one for one in near if not vocabulary.is_filler(one)]
        guesses = self._fitting(near, is_word=is_word)
        if self.is_short_form and self.question.words[self.first].is_unknown and len(base) >= _SHORTEST_INITIALS:
            longs = dict.fromkeys(self.lacking.standing_for(base))
            guesses += [(2 * BESIDE, long) for long in longs]
        if self._may_be_place:
            guesses += [(_PLACE, Known(one, None, one)) for one in self._initials(base)]
        guesses.sort(key=lambda row: -row[0])
        best = guesses[0][0] if guesses else 0.0
        likelier = [one for fit, one in guesses if fit == best and is_same_keys(base, one.base)]
        if likelier and self.level == Level.UNKNOWN and not is_letter:  # "GTXS" is sooner GTSX than GTXK
            guesses = [(fit, one) for fit, one in guesses if fit < best or one in likelier]
        if self.level == Level.UNKNOWN and best < BESIDE and not self.is_short_form:
            farther = self._fitting(vocabulary.near(self.text, base, 2, plain=is_plain), is_word=is_word)
            due = BESIDE if all(vocabulary.is_filler(one) for _, one in guesses) else 2 * BESIDE
            if farther and farther[0][0] >= due:
                guesses = farther
            elif len(guesses) == 1 and len(base) >= _LONG:
                guesses = [(BESIDE, guesses[0][1])]
        found = []
        for fit, one in guesses:
            is_heard = self._is_heard(one)
            due = min(sure, BESIDE) if is_heard and not own else sure  # "gieo chồng": nobody sows husbands
            if fit >= min(least, due):
                found.append(Guess(one, fit, self.is_stray or fit < due, is_heard))
        return tuple(found[:_MOST_GUESSES])

    @property
    def _is_thing(self) -> bool:
        """Return whether a word is what a name has: the "dê" of "mấy con dê" is no "dạ", a plain "chet" no "hết"."""
        base, _ = syllable(self.text)
        is_meant = self.question.words[self.first].is_certain and not self.is_left
        is_long = self.plain and len(base) >= _SHORTEST_THING
        is_part = self.plain and base in self.knowledge.words.groups.subgroups  # "dang vien nu moi ket nap"
        return (is_meant or is_long or is_part) and self.knowledge.indicator_index.knows(base)

    def _belongs(self, one: Known, due: float) -> bool:
        """Return whether a word fits beside its neighbours, and does not ask "how many" once more."""
        how_many = self.knowledge.words.groups.how_many
        is_asked_again = one.base in how_many and not how_many.isdisjoint(word.base for word in self.question.words)
        return not is_asked_again and self._support((one.base, one.marks), (one.base, one.marks)) >= due

    @property
    def _may_be_place(self) -> bool:
        """Return whether a word may be the initials of the place, of which the message has none ("PLS", "TLPg")."""
        is_capital = any(char.isupper() for char in self.text)
        return (
            not self.question.places
            and len(self.text) >= _SHORTEST_INITIALS
            and (is_capital or self.question.words[self.first].is_unknown)
        )

    def _initials(self, base: str) -> list[str]:
        """Return the initials of places with figures that are two slips away at most, if they are the only ones.

        Three letters with two slips may be anything.
        """
        initials = self.knowledge.place_index.initials()
        slips = 1 if len(base) <= _SHORTEST_INITIALS else 2
        near = [one for one in initials if OSA.distance(one, base, score_cutoff=slips) <= slips and one != base]
        return near if len(near) == 1 else []

    def _fitting(self, near: Sequence[Known], *, is_word: bool) -> list[tuple[float, Known]]:
        vocabulary = self.knowledge.vocabulary
        fits: list[tuple[float, Known]] = []
        for one in near:
            is_short = vocabulary.is_short(one)
            kind = self._kind_fit(one)
            is_other = (self.is_short_form and not is_short and is_syllable(one.base)) or (
                is_short and is_word and not (self.is_short_form or self._may_be_short_form)
            )
            # One slip in two capitals leaves one letter: another word must have both ("SN" for "NS").
            is_other = is_other or (self.is_two_capitals and not set(self.text.casefold()) <= set(one.written))
            is_other = is_other or (self._is_capital and (len(one.base) == 1 or vocabulary.is_filler(one)))
            if kind or not is_other:
                fits.append((kind + self._fit(one, is_short=is_short), one))
        return sorted(fits, key=lambda row: -row[0])

    def _fit(self, one: Known, *, is_short: bool) -> float:
        """Return how much speaks for a word at this spot."""
        word = one.base, one.marks
        fit = self._support(word, word)
        said = self._said(word)
        for first, last in self.knowledge.abbreviations.edges(one.base):
            fit = max(fit, self._support((first, None), (last, None)))
            said = max(said, min(self._said((first, None)), self._said((last, None))))
        if is_short and not self.is_short_form:
            fit = max(0.0, fit - _LIKE_SHORT)
        if self.knowledge.vocabulary.is_filler(one):
            fit = max(fit, _PADS)
        fit += said
        if self.level == Level.UNKNOWN and self._is_heard(one):
            fit = max(fit, BESIDE)
        after = self.last + 1
        is_kind = one.base in self.knowledge.kinds and len(one.base) > 1
        if is_kind and any(place.start == after for place in self.question.places):
            fit = max(fit, BESIDE)
        words, how_many = self.question.words, self.knowledge.words.groups.how_many
        counted = self.knowledge.counted_words
        if after < len(words) and one.base in how_many:
            fit += _PADS * (words[after].base in counted)
        if self.first and words[self.first - 1].base in how_many:
            fit += _PADS * (one.base in counted)  # "bao nhieu chieu" asks for "triệu", though "nhiều chiều" is known
        is_before_period = one.base in self.knowledge.words.groups.before_period
        if is_before_period and any(period.start == after for period in self.question.periods):
            fit += BESIDE
        return fit

    def _is_heard(self, one: Known) -> bool:
        """Return whether a word is spelt as another region says one: "dảm" for "giảm", "nệch" for "lệch"."""
        base, marks = syllable(self.text)
        return is_by_ear(base, one.base) and (one.marks is None or one.marks == marks)

    def _kind_fit(self, one: Known) -> float:
        """Return what it counts that a word says of what kind the place with figures is that is named next."""
        words, types_by_kind = self.question.words, self.knowledge.types_by_kind
        before = words[self.first - 1].base if self.first else ""
        after = self.last + 1
        kinds = [(one.base, after), (f"{before} {one.base}", after)]
        if after < len(words):
            kinds.append((f"{one.base} {words[after].base}", after + 1))
        for kind, start in kinds:
            types = types_by_kind.get(kind)
            if types and not types.isdisjoint(self._types_from(start)):
                return 2 * BESIDE
        return 0.0

    def _types_from(self, start: int) -> frozenset[str]:
        """Return the types of the places with figures whose name begins at words[start]."""
        index, words = self.knowledge.place_index, self.question.words
        return frozenset[str]().union(
            *(
                index.types_with_figures(_key_of(words[start:end]))
                for end in range(start + 1, start + _LONGEST_NAME + 1)
            )
        )

    def _said(self, word: _Word) -> float:
        """Return what it counts, in steps, that the message is nearly a name with a word."""
        share = self.lacking.share(word, self.question.words[self.first].base)
        return round(share * 4) / 4 if share >= _LEAST_SAID else 0.0


def _neighbour(word: ReadWord) -> _Word:
    """Return a neighbour; one without marks may stand for any."""
    return word.base, None if word.is_unmarked else word.marks
