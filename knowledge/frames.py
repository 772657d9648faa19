"""Slips in the words that frame a question, read by the words beside them: "bo nhiêu", "pha tram", "amy đơn"."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.indicators import IndicatorIndex
from knowledge.keyboard import is_syllable
from knowledge.lexicon import is_by_ear
from knowledge.places import PlaceIndex
from knowledge.reading import Reading, ReadWord
from knowledge.text import fold
from knowledge.word_lists import WordLists

# "bn" with a slip in it: "bt ha", "n %".
_LONGEST_SHORT = 2
_SHORTEST_UNIT = 3


@dataclass(frozen=True)
class Frames:
    """What tells that a word is a slip for one that frames questions.

    units: the folded words that "mấy" may stand before; marks_of_units: with which marks those of one word are written.
    """

    lists: WordLists
    units: Set[str]
    marks_of_units: Mapping[str, Set[str]]
    indicators: IndicatorIndex
    places: PlaceIndex

    @cached_property
    def _edges(self) -> tuple[frozenset[str], frozenset[str]]:
        """The words that frames begin with, and those that they end in."""
        frames = self.lists.sequences.frames
        return frozenset(first for first, _ in frames), frozenset(last for _, last in frames)

    @cached_property
    def _denying(self) -> frozenset[str]:
        return self.lists.negations.union(base for base, _ in self.lists.setting_aside)

    @cached_property
    def _middles(self) -> Mapping[str, list[tuple[str, ...]]]:
        """The longer frames by each word that they have."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for frame in self.lists.sequences.long_frames:
            for base in frame:
                found.setdefault(base, []).append(frame)
        return found

    def mend(self, reading: Reading) -> Reading:
        """Return a message with such words as they were meant; one that stands in a name beside its neighbour stays."""
        words = list(reading.words)
        how_many = self.lists.groups.how_many
        frames = self.lists.sequences.frames
        firsts, lasts = self._edges
        for at in range(len(words) - 1):
            if words[at + 1].start > words[at].end + 1:
                continue  # "Thọ Xuân thì sao? với ạ" weighs nothing
            for (against,) in self.lists.sequences.against if self._is_weighed_against(words[at + 1]) else ():
                if self._is_heard(against, words[at]):
                    words[at] = words[at].read_as(against)
            is_part = words[at].base in firsts or words[at + 1].base in lasts
            for first, last in frames if is_part else ():
                if words[at].base == first and self._may_be(last, words, at + 1, reading.text):
                    words[at + 1] = words[at + 1].read_as(last)
                elif words[at + 1].base == last and self._may_be(first, words, at, reading.text):
                    words[at] = words[at].read_as(first)
        self._mend_long_frames(words, reading.text)
        if how_many.isdisjoint([word.base for word in words]):
            self._mend_how_many(words, reading.text)
        for at in range(1, len(words)):
            is_next = words[at].start <= words[at - 1].end + 1  # "bao nhieu, khong phai …" counts no "phòng"
            if is_next and words[at - 1].base in how_many and words[at].base not in self.units:
                unit = self._unit_meant(words, at)
                if unit:
                    words[at] = words[at].read_as(unit)
        return replace(reading, words=tuple(words)) if words != list(reading.words) else reading

    def _mend_long_frames(self, words: list[ReadWord], text: str) -> None:
        """Read the one word of a longer frame that has a slip by the others, even if it is a word: "tăng hay giả"."""
        for frame in {frame for word in words for frame in self._middles.get(word.base, ())}:
            for start in range(len(words) - len(frame) + 1):
                others = [at for at, base in enumerate(frame, start) if words[at].base != base]
                if len(others) != 1:
                    continue
                word, meant = words[others[0]], frame[others[0] - start]
                typed = fold(text[word.start : word.end])
                if OSA.distance(typed, meant, score_cutoff=1) == 1 or is_by_ear(typed, meant):
                    words[others[0]] = word.read_as(meant)

    def _is_heard(self, base: str, word: ReadWord) -> bool:
        return word.is_unmarked and is_by_ear(word.base, base)

    def _is_weighed_against(self, word: ReadWord) -> bool:
        return word.base in self.lists.groups.weighed_against or word.base.isdigit()

    def _mend_how_many(self, words: list[ReadWord], text: str) -> None:
        """Read what stands before a unit as "mấy" or "bn" if it is but a letter from it, and nothing else asks."""
        for at in range(len(words) - 1):
            unit = words[at + 1].base
            is_little = len(unit) == 1 and is_syllable(unit)  # the "o" of "lay o bao cao nao" is "ở", and no "ổ"
            if unit not in self.units or is_little or words[at].base in self.units:
                continue
            if words[at].base in self.lists.groups.connectors:
                continue  # "huyện Nam Đàn hay huyện Vĩnh Lộc cao hơn"
            if at and words[at - 1].base in self._denying:
                continue  # "ko lay gia dinh", "dung lay gia tri" leave something out
            for (base,) in self.lists.sequences.asking_before_units:
                is_like = len(words[at].base) <= len(base) and not is_syllable(words[at].base)
                typed = text[words[at].start : words[at].end]
                # "Vn Yên" is no "bn yên"; of two capitals one letter is left: "BP BHXH" is no "bn".
                is_like = is_like and (typed.islower() or (text.isupper() and len(typed) > len(base)))
                if (is_like or len(base) > _LONGEST_SHORT) and self._may_be(base, words, at, text):
                    words[at] = words[at].read_as(base)
                    return

    def _unit_meant(self, words: list[ReadWord], at: int) -> str:
        """Return the one unit that a word behind "mấy" is but a letter from, "" for none or several."""
        if not self._is_loose(words, at):
            return ""
        typed, marks = words[at].base, words[at].marks
        if not words[at].is_unmarked:
            # the "chường" of "bao nhiêu chường hợp" is a "trường", and no "phường"
            heard = [unit for unit, spelt in self.marks_of_units.items() if marks in spelt and is_by_ear(typed, unit)]
            if len(heard) == 1:
                return heard[0]
        found = process.extract(typed, self.units, scorer=OSA.distance, score_cutoff=1, limit=None)
        near = [unit for unit, _, _ in found]
        doubled = [unit for unit in near if len(unit) == len(typed) - 1 and set(unit) == set(typed)]
        long = [unit for unit in near if len(unit) >= _SHORTEST_UNIT and len(typed) >= _SHORTEST_UNIT]
        meant = doubled or long
        return meant[0] if len(meant) == 1 else ""

    def _may_be(self, base: str, words: list[ReadWord], at: int, text: str) -> bool:
        typed = fold(text[words[at].start : words[at].end])  # "my" and "amy" are letters of "mấy", "mi" is none
        if is_by_ear(typed, base) and not self._goes_on(words, at):
            return True  # the "chăm" of "phần chăm" is no word of its own
        return typed != base and OSA.distance(typed, base, score_cutoff=1) == 1 and self._is_loose(words, at)

    def _goes_on(self, words: list[ReadWord], at: int) -> bool:
        """Return whether a word and the one behind it stand in a name, as "chăm sóc" does."""
        return at + 1 < len(words) and self.indicators.has_pair(words[at].base, words[at + 1].base)

    def _is_loose(self, words: list[ReadWord], at: int) -> bool:
        """Return whether a word is not known to be right: neither by its marks nor by its neighbours."""
        word = words[at]
        # The "niêu" of "bao niêu" is known from names of places alone.
        is_right = word.is_certain and self.indicators.knows(word.base)
        if is_right or word.how == "short" or not word.base.isalpha():
            return False
        pairs = [(words[first].base, words[first + 1].base) for first in (at - 1, at) if 0 <= first < len(words) - 1]
        return not any(self.indicators.has_pair(*pair) or self.places.is_key(" ".join(pair)) for pair in pairs)
