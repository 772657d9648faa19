"""Which of the place names found in a message are meant as places, and which only look like some."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from knowledge.base import Knowledge
from knowledge.cues import breaks_before
from knowledge.keyboard import is_syllable
from knowledge.meaning import units_asked
from knowledge.phrases import Hit
from knowledge.places import PlaceMention
from knowledge.reading import Reading, ReadWord

# A cue that fits less than this may itself be a slip, and gives way to a name.
_SURE_CUE = 0.9
# A unit without figures is only thought of where its name is typed as it is written.
_TYPED_RIGHT, _AS_WRITTEN = 0.75, 0.9
# The "tỉnh Gia" of "tỉnh Gia nai" is no Tĩnh Gia.
_HARDLY_TYPED = 0.7
_TOGETHER = 0.7
# The words between a unit and the one above it: "Bình Lục, thuộc tỉnh Hà Nam".
_FARTHEST_PARENT, _PLACES_BESIDE = 4, 4
# "con …", "the con …": at which word at the latest what ties a message to the one before ends.
_LATEST_FOLLOW = 2
# Of four letters that stand for a place one is missing.
_REST_OF_INITIALS = 3
# By how much a name is less likely whose first word makes a pair of names with the one before: "binh quan tanh ba".
_OF_PAIR = 0.1
# How much better an indicator must explain the message with a name's words than without them to keep the words.
_CLEARLY_BETTER = 0.02


def choose(
    found: Iterable[PlaceMention], reading: Reading, cues: Sequence[Hit[str]], dated: set[int], knowledge: Knowledge
) -> list[PlaceMention]:
    """Return the mentions that are meant: typed ones and those with figures first, words of indicators never."""
    message = _Message(reading, cues, frozenset(dated), knowledge)
    counted = units_asked(reading.words, knowledge)
    whole = [
        mention for mention in found if not message.is_broken(mention) and not message.is_counted(mention, counted)
    ]
    chosen: list[PlaceMention] = []
    taken = set(dated)
    together = _told_by_parents(whole, reading.words, knowledge)
    beginning: dict[int, list[PlaceMention]] = {}
    ending: dict[int, list[PlaceMention]] = {}
    for mention in whole:
        beginning.setdefault(mention.name, []).append(mention)
        ending.setdefault(mention.end, []).append(mention)
    whole = [
        mention
        for mention in whole
        if not message.is_part_of_longer(mention, beginning[mention.name])
        and not message.begins_slipped(mention, beginning[mention.name])
        and not message.ends_longer(mention, ending[mention.end])
    ]
    for mention in sorted((*whole, *together), key=message.rank, reverse=True):
        span = set(range(mention.start, mention.end))
        if span & taken:
            continue
        inside = (one for at in range(mention.name + 1, mention.end) for one in beginning.get(at, ()))
        rivals = [one for one in inside if message.is_rival(one, mention)]
        if message.begins_in_indicator(mention, rivals) or message.ends_indicator(mention):
            continue
        if message.goes_on_in_indicator(mention):
            continue
        if message.is_rest_of_initials(mention) and any(message.has_figures(one) for one in chosen):
            continue
        meant = [one for one in chosen if message.has_figures(one)]
        if meant and message.is_short_form(mention):
            continue
        if meant and message.is_stray(mention, meant, beginning.get(mention.end, ())):
            continue
        if mention.types or mention.is_within or message.stands_alone(mention, span, taken):
            chosen.append(mention)
            taken |= span
    return sorted(chosen, key=lambda mention: mention.start)


def without_parents(chosen: list[PlaceMention], words: Sequence[ReadWord], knowledge: Knowledge) -> list[PlaceMention]:
    """Return mentions with "tỉnh Hà Nam" taken as what tells which Bình Lục is meant.

    "Na Hối so với huyện Bắc Hà" speaks of both.
    """
    groups = knowledge.words.groups
    apart = groups.connectors | groups.counted
    kept: dict[int, PlaceMention] = dict(enumerate(chosen))
    for outer_at, outer in enumerate(chosen):
        beside = range(max(0, outer_at - _PLACES_BESIDE), min(len(chosen), outer_at + _PLACES_BESIDE + 1))
        for inner_at in beside:
            inner = kept.get(inner_at)
            if inner is None or inner_at == outer_at or outer_at not in kept:
                continue
            first, last = min(inner.end, outer.end), max(inner.start, outer.start)
            is_near = last - first <= _FARTHEST_PARENT and apart.isdisjoint(word.base for word in words[first:last])
            within = units_inside(inner, outer, knowledge) if is_near else ()
            if within:
                kept[inner_at] = inner._replace(places=within)
                del kept[outer_at]
    return list(kept.values())


def counts_of_places(words: Sequence[ReadWord], knowledge: Knowledge) -> list[int]:
    """Return the positions of words that only count places that are named: "của ba huyện Lộc Bình, … và Thọ Xuân"."""
    groups = knowledge.words.groups
    counted = knowledge.kinds | groups.shown
    return [
        at
        for at in range(len(words) - 1)
        if words[at].base in groups.counts_of_places and words[at + 1].base in counted
    ]


def kinds_of_own_area(words: Sequence[ReadWord], free: Sequence[int], knowledge: Knowledge) -> set[int]:
    """Return the positions of a kind without a name that only says "of this place": "thu trên địa bàn quận"."""
    bases = [word.base for word in words]
    found: set[int] = set()
    for area in knowledge.words.sequences.own_area:
        for at in free:
            if tuple(bases[max(0, at - len(area)) : at]) == area:
                ends = (end for end in (at + 2, at + 1) if " ".join(bases[at:end]) in knowledge.types_by_kind)
                found.update(range(at, next(ends, at)))
    return found.intersection(free)


@dataclass(frozen=True, slots=True)
class _Message:
    """A message in which names are judged."""

    reading: Reading
    cues: Sequence[Hit[str]]
    dated: Set[int]
    knowledge: Knowledge

    @property
    def words(self) -> tuple[ReadWord, ...]:
        return self.reading.words

    def has_figures(self, mention: PlaceMention) -> bool:
        return not self.knowledge.place_index.with_figures.isdisjoint(mention.places)

    def rank(self, mention: PlaceMention) -> tuple[float, ...]:
        has_figures = self.has_figures(mention)
        # "xã dồng Riềng" is no xã Đông, "H. Krông Pắ" no Krông Pa, "X. Tu ơ Rông" no xã Tư
        is_of_more_words = mention.end - mention.name > 1
        is_clear = mention.fit >= (_TYPED_RIGHT if has_figures or is_of_more_words else _AS_WRITTEN)
        return (
            mention.is_within,
            bool(mention.types) and not mention.corrected and is_clear,
            has_figures and not mention.corrected and mention.fit >= _HARDLY_TYPED,
            mention.end - mention.start,
            has_figures,
            # The "trung bình" of "dân số trung bình tân yên" waits until Tân Yên is found.
            bool(mention.types) or not self._is_marked_pair(mention),
            round(mention.fit, 2) - _OF_PAIR * (mention.corrected and self._ends_pair(mention.name)),
        )

    def is_broken(self, mention: PlaceMention) -> bool:
        """Return whether a name would run over punctuation ("gia cầm, thủy cầm" holds no Cẩm Thủy)."""
        words = self.words
        # the "xã" of HTX begins no commune, nor does a name end in the "nông" of NTM
        edges = ((mention.start - 1, mention.start), (mention.end - 1, mention.end))
        if any(one >= 0 and other < len(words) and words[one].start == words[other].start for one, other in edges):
            return True
        return any(breaks_before(self.reading, at) for at in range(mention.start + 1, mention.end))

    def is_counted(self, mention: PlaceMention, counted: set[int]) -> bool:
        """Return whether words before a name are no kind of it: "mấy xã" counts communes, "cấp huyện" is a level.

        So do "tiêu chí/xã Lộc Bình" and "bình quân một xã Lộc Bình". The "triệu đô" of "mấy triệu đô" is no Triệu Độ,
        "binh quan 3 nam" no Quận 3.
        """
        if mention.start < mention.name:
            ends_pair = self._ends_pair(mention.start) or self._ends_other_pair(mention.start)
            if ends_pair and self.words[mention.name].base.isdigit():
                return True
            is_divisor = self.reading.text[: self.words[mention.start].start].endswith("/")
            is_divisor = is_divisor or self._is_of_each(mention.start)
            return self._is_level(mention) or is_divisor or mention.start in counted
        is_meant = self.has_figures(mention) and not mention.corrected  # "mấy triệu con" counts in no Triệu Sơn
        return not is_meant and not counted.isdisjoint(range(mention.start, mention.end))

    def _is_of_each(self, position: int) -> bool:
        """Return whether "một" stands before a kind, and tells of what there is so much for each."""
        is_unit = self.words[position].base in self.knowledge.units
        return is_unit and position > 0 and self.words[position - 1].base in self.knowledge.words.groups.single

    def _ends_pair(self, position: int) -> bool:
        """Return whether a word without marks is the second of a pair that names have."""
        word = self.words[position]
        if position == 0 or not word.is_unmarked:
            return False
        return self.knowledge.indicator_index.has_pair(self.words[position - 1].base, word.base)

    def _ends_marked_pair(self, position: int) -> bool:
        """Return whether a word makes one with that before it, both marked right: the "quan" of "tham quan Gành"."""
        if position == 0:
            return False
        one, other = self.words[position - 1 : position + 1]
        typed = ("" if one.is_unmarked else one.marks, "" if other.is_unmarked else other.marks)
        is_marked = bool(one.marks and other.marks) and not (one.options or other.options)
        return is_marked and typed in self.knowledge.indicator_index.marks_of_pair(one.base, other.base)

    def _is_marked_pair(self, mention: PlaceMention) -> bool:
        """Return whether a name is a pair of names as it is marked: "trung bình"."""
        return mention.end - mention.name == 2 and self._ends_marked_pair(mention.name + 1)

    def _ends_other_pair(self, position: int) -> bool:
        """Return whether a word is typed as no kind is, but as the second of a pair: "bình quân 1 xã" has no Quận 1."""
        word = self.words[position]
        typed = self.reading.text[word.start : word.end].casefold()
        return typed not in self.knowledge.words.types_before and self._ends_marked_pair(position)

    def _is_level(self, mention: PlaceMention) -> bool:
        """Return whether "cấp" stands before a kind; the one of "đã cấp thành phố …", "trợ cấp huyện …" is no level."""
        at = mention.start
        if at == 0 or self.words[at - 1].base not in self.knowledge.words.groups.levels:
            return False
        before, level, kind = (self.words[p].base if p >= 0 else "" for p in (at - 2, at - 1, at))
        index = self.knowledge.indicator_index
        return not index.has_pair(before, level) or index.has_triple(before, level, kind)

    def is_part_of_longer(self, mention: PlaceMention, others: Sequence[PlaceMention]) -> bool:
        """Return whether a name goes on: "xã Tam Dương Bắc" is no Tam Dương; others: those that begin where it does."""
        return mention.end > mention.name + 1 and any(
            other.fit >= max(mention.fit, _TYPED_RIGHT)
            and not other.corrected
            and self.dated.isdisjoint(range(mention.end, other.end))  # "Quy Nhon nam 2023" is no Quy Nhơn Nam
            and not any(self.words[position].base.isdigit() for position in range(mention.end, other.end))
            for other in others
            if other.end > mention.end
        )

    def begins_slipped(self, mention: PlaceMention, others: Sequence[PlaceMention]) -> bool:
        """Return whether one word is the first of a longer name with a slip that has figures: "xã Ba chi" is Ba Tri.

        others: those that begin where it does.
        """
        is_one_word = mention.end == mention.name + 1 and not self.has_figures(mention)
        return is_one_word and any(
            other.end > mention.end
            and other.corrected
            and other.types == mention.types
            and other.fit >= _TYPED_RIGHT
            and self.has_figures(other)
            and self.dated.isdisjoint(range(mention.end, other.end))
            for other in others
        )

    def ends_longer(self, mention: PlaceMention, others: Sequence[PlaceMention]) -> bool:
        """Return whether a name is but the end of another one whose beginning is of nothing else: Đắk Lắk is no Lắk.

        others: those that end where it does.
        """
        knows = self.knowledge.indicator_index.knows
        return any(
            other.name < mention.start
            and other.fit >= _TYPED_RIGHT
            and not other.corrected
            and not any(knows(word.base) for word in self.words[other.name : mention.start])
            for other in others
        )

    def is_short_form(self, mention: PlaceMention) -> bool:
        """Return whether the letters of a place may be those of words of an indicator, and no places are compared.

        The "TSL" of "TSL thủy sản TP Móng Cái" is the "tổng sản lượng", and no Tỉnh Sơn La, nor is the "HN" of "TL HN
        Đạ Huoai" Hà Nội.
        """
        letters = self.words[mention.start].base
        is_one = mention.end - mention.start == 1
        is_initials = is_one and (self.knowledge.place_index.is_initials(letters) or not is_syllable(letters))
        are_compared = any(hit.value == "compare" for hit in self.cues)
        return is_initials and not are_compared and self.knowledge.indicator_index.has_initials(letters)

    def is_rest_of_initials(self, mention: PlaceMention) -> bool:
        """Return whether but three letters are left of a place's initials: the "thl trưởng" of a place is no "TXHL"."""
        return (
            mention.corrected
            and mention.end - mention.start == 1
            and len(self.words[mention.start].base) <= _REST_OF_INITIALS
        )

    def is_stray(self, mention: PlaceMention, meant: Sequence[PlaceMention], behind: Sequence[PlaceMention]) -> bool:
        """Return whether small letters only happen to spell a place, beside one that is meant and has figures.

        behind: what may be named right behind it.

        "gia dinh van hoa lang son" asks for families and not for Gia Định, "tu ky truoc" and "don nhan" for no place;
        nor is the "lạc xuân" of "SL lạc xuân H. Nghi Lộc" a Lạc Xuân, where the place meant has its capitals.
        A place with figures of its own is not meant where its words belong to an indicator: "năng suất trung bình".
        """
        # no Na Hối in "mấy căn nhà lã hội", no Đoan Hạ in "kinh doanh o hai an"
        is_likely = not mention.corrected or self._has_slip(range(mention.name, mention.end))
        is_figured = self.has_figures(mention) and mention.fit >= _TYPED_RIGHT and is_likely
        is_followed = any(self.has_figures(one) and not one.corrected for one in behind)
        is_apart = not (self._go_together(mention) or (self._goes_on_in_name(mention) and not is_followed))
        if mention.types or mention.is_within or (is_figured and is_apart):
            return False
        wishes = {hit.value for hit in self.cues}
        if "compare" in wishes and "base" not in wishes:
            return False
        beside = [self.words[p].base for p in (mention.start - 1, mention.end) if 0 <= p < len(self.words)]
        if not self.knowledge.words.groups.connectors.isdisjoint(beside):
            return False
        name = self.words[mention.start : mention.end]
        text = self.reading.text
        is_small = all(text[word.start].islower() for word in name)
        are_written = any(text[self.words[one.end - 1].start : self.words[one.end - 1].end].istitle() for one in meant)
        return is_small and (self.has_figures(mention) or are_written or all(word.is_unmarked for word in name))

    def _goes_on_in_name(self, mention: PlaceMention) -> bool:
        """Return whether a name ends in what begins a pair of names: the "ha nha" of "may ha nha luoi"."""
        is_last = mention.end == len(self.words) or mention.end in self.dated
        if is_last or any(cue.start == mention.end for cue in self.cues):
            return False
        last, behind = self.words[mention.end - 1 : mention.end + 1]
        return self.knowledge.indicator_index.has_pair(last.base, behind.base)

    def is_rival(self, other: PlaceMention, mention: PlaceMention) -> bool:
        """Return whether a name that begins within another one goes on behind it, and is as likely to be meant."""
        is_typed = not other.corrected and other.fit >= mention.fit
        goes_on = other.end > mention.end and self.dated.isdisjoint(range(mention.end, other.end))
        behind = self.words[other.end].base if other.end < len(self.words) else ""
        is_year = behind.isdigit() and self.words[other.end - 1].base in self.knowledge.words.groups.period_frame
        return is_typed and goes_on and not is_year and self.has_figures(other)  # "huyen Bac Ha nam 2023"

    def begins_in_indicator(self, mention: PlaceMention, others: Sequence[PlaceMention]) -> bool:
        """Return whether a type word belongs to what is before it: "hợp tác xã thành lập" speaks of no Xã Thanh.

        others: those that begin within its name and have figures: "toàn xã hội An Khê" speaks of no Hội An.
        """
        if others and mention.start == mention.name > 0:
            first = self.words[mention.start]
            return self.knowledge.indicator_index.has_pair(self.words[mention.start - 1].base, first.base)
        if not 1 < mention.start < mention.name:
            return False
        if not others and (self.has_figures(mention) or self._is_telling(mention)):
            return False
        one, other, third = (word.base for word in self.words[mention.start - 2 : mention.start + 1])
        return self.knowledge.indicator_index.has_triple(one, other, third)

    def ends_indicator(self, mention: PlaceMention) -> bool:
        """Return whether a name of a unit without figures ends what is before it: "sâm ngọc linh kon tum trồng mới"."""
        is_bare = mention.is_within and 0 < mention.start == mention.name < len(self.words) - 1
        if not is_bare or self.has_figures(mention):
            return False
        one, other, third = (word.base for word in self.words[mention.start - 1 : mention.start + 2])
        return self.knowledge.indicator_index.has_triple(one, other, third)

    def goes_on_in_indicator(self, mention: PlaceMention) -> bool:
        """Return whether a name with a slip goes on in words of names: "xã đạt nông thôn mới" has no xã Đăk Nông.

        Nor has "con dao tao nghe?" after the jobs Côn Đảo.
        """
        is_slipped = mention.corrected and not self.has_figures(mention)
        follows = mention.start == mention.name < _LATEST_FOLLOW and any(
            hit.value == "follow" and hit.start <= mention.start < hit.end for hit in self.cues
        )
        if not (is_slipped or follows) or mention.end == len(self.words):
            return False
        last, behind = (word.base for word in self.words[mention.end - 1 : mention.end + 1])
        return self.knowledge.indicator_index.has_pair(last, behind)

    def _is_telling(self, mention: PlaceMention) -> bool:
        """Return whether a name typed right is too long for words of an indicator: "hộ nghèo thành phố Hồ Chí Minh"."""
        name = self.words[mention.name : mention.end]
        is_marked = len(name) > 1 and any(not word.is_unmarked for word in name)
        is_short_form = not any(is_syllable(word.base) for word in name)
        # "trung tâm xã Lộc Bình" speaks of the district; "thu ngân sách nhà nước của tỉnh Lạng Sơn" of no city.
        before = self.words[mention.start - 1].base if mention.start else ""
        is_typed_out = mention.name - mention.start > 1 or before in self.knowledge.words.groups.possessive
        # "ngan sach thanh pho Lao Cai": no name of an indicator holds "lao cai".
        is_apart = len(name) > 1 and not self._go_together(mention._replace(start=mention.name))
        is_marked = (is_marked or is_apart) and is_typed_out
        return mention.fit == 1.0 and (len(name) > 2 or is_marked or is_short_form)

    def stands_alone(self, mention: PlaceMention, span: set[int], taken: set[int]) -> bool:
        """Return whether an untyped name is a place here and not a part of an indicator or of a turn of phrase."""
        padding = {p for hit in self.cues if hit.fit >= _SURE_CUE for p in range(hit.start, hit.end)}
        phrased = {p for hit in self.cues if hit.end - hit.start > 1 for p in range(hit.start, hit.end)}
        has_figures = self.has_figures(mention)
        is_one_unmarked = len(span) == 1 and self.words[mention.start].is_unmarked
        if (mention.fit < _TYPED_RIGHT or is_one_unmarked) and span <= padding | phrased:
            return False  # the "với" of "với ạ" is no Vôi, nor is the "voi" of "so voi" and "xo voi"
        if span <= padding and (mention.corrected or not has_figures) and not self._is_beside(mention):
            return False
        go_together = self._go_together(mention)
        is_written = len(span) > 1 and self._is_in_title_case(mention)
        if mention.corrected and (len(span) == 1 or go_together) and not (is_written or self._has_slip(span)):
            return False  # no name is made out of words that go together as they stand
        if mention.corrected and self._ends_marked_pair(mention.start):
            return False
        if not has_figures and not self._is_plainly_typed(mention, span):
            return False
        if len(span) > 1 and (not go_together or (mention.corrected and is_written)):
            return True
        return self._is_no_indicator(mention, span, taken, padding)

    def _is_beside(self, mention: PlaceMention) -> bool:
        """Return whether a name of words that questions are padded with stands where a place does: before a period."""
        phrases = (set(range(hit.start, hit.end)) for hit in self.cues if hit.end - hit.start > 1)
        span = set(range(mention.start, mention.end))
        is_alone = mention.end - mention.name > 1 and not any(phrase & span for phrase in phrases)
        is_typed = mention.fit == 1.0 or mention.corrected  # "bhyt mong la 2022" asks for Mường La
        return is_alone and is_typed and (mention.end in self.dated or mention.end == len(self.words))

    def _is_in_title_case(self, mention: PlaceMention) -> bool:
        """Return whether each word of a name begins with its only capital, and not every word does: "Tam Dơng"."""
        text = self.reading.text
        letters = (text[word.start : word.end] for word in self.words[mention.name : mention.end])
        return all(word.istitle() for word in letters) and not (text.istitle() or text.isupper())

    def _has_slip(self, span: Iterable[int]) -> bool:
        return any(self.words[position].options or self.words[position].is_unknown for position in span)

    def _go_together(self, mention: PlaceMention) -> bool:
        return any(
            self.knowledge.indicator_index.has_pair(one.base, other.base)
            for one, other in pairwise(self.words[mention.start : mention.end])
        )

    def _is_plainly_typed(self, mention: PlaceMention, span: set[int]) -> bool:
        """Return whether the name of a unit without figures can hardly be anything else here."""
        words = self.words
        if len(span) == 1 and not self._is_capitalized(mention):
            return False  # "vinh", "dùng", "hồ" alone are too often other words
        if mention.start and words[mention.start - 1].base in self.knowledge.words.streets:
            return False  # "đường Hùng Vương" is a street
        if mention.fit < _TYPED_RIGHT or any(words[p].is_unknown or words[p].how == "short" for p in span):
            return False  # the "VH" of "nhà VH" is no xã Văn Hóa
        beside = tuple(word.base for word in words[mention.start - 1 : mention.start + 2]) if mention.start else ()
        if len(span) > 1 and len(beside) == 3 and self.knowledge.indicator_index.has_triple(*beside):
            return False  # "lao động tự do" are no people of Tự Do
        last = words[mention.end - 1]
        name = " ".join(word.base for word in words[mention.name : mention.end])
        is_province = self.knowledge.place_index.is_province(name)  # "thu ngan sach ha tinh 2024"
        is_like_kind = len(span) > 1 and last.base in self.knowledge.kinds and last.is_unmarked
        # "my phuong xa" are "mấy phường, xã" with a slip, and no Mỹ Phương; "nho quan 2022" is Nho Quan
        if is_like_kind and not is_province and mention.end not in self.dated:
            return False
        phrases = [set(range(hit.start, hit.end)) for hit in self.cues if hit.end - hit.start > 1]
        return not any(phrase & span and not phrase <= span for phrase in phrases)  # "tỷ lệ xã" holds no Lệ Xá

    def _is_capitalized(self, mention: PlaceMention) -> bool:
        """Return whether a word is written as a name: a capital within a sentence, or all of it capitals ("HN")."""
        text = self.reading.text
        word = self.words[mention.start]
        if mention.fit < 1.0 or text.isupper():
            return False
        if word.end - word.start > 1 and text[word.start : word.end].isupper():
            return mention.end in self.dated or mention.end == len(self.words)  # the HN of "HN tập huấn" is a meeting
        beside = (self.words[p] for p in (mention.start - 1, mention.end) if 0 <= p < len(self.words))
        is_part = any(text[other.start].isupper() and other.start > 0 for other in beside)
        return word.start > 0 and text[word.start].isupper() and not is_part  # no Vương in "đường Hùng Vương"

    def _is_no_indicator(self, mention: PlaceMention, span: set[int], taken: set[int], padding: set[int]) -> bool:
        """Return whether the message's best indicator can do without the words of a name."""
        words = self.words
        free = [position for position in range(len(words)) if position not in taken]
        meaning = {position: 0.0 if position in padding else 1.0 for position in free}
        match_words = self.knowledge.indicator_index.match
        best = next(iter(match_words(words, free, meaning, limit=1)), None)
        has_figures = self.has_figures(mention)
        used = {words[position].base for position in best.used} if best is not None else set()
        if (
            best is None
            or not {words[p].base for p in span} <= used
            or (best.slips and has_figures and not mention.corrected)
        ):
            return True
        if not has_figures:
            return False  # "hợp đồng" is a word of an indicator before it is a commune far away
        rest = [position for position in free if position not in span]
        without = next(iter(match_words(words, rest, meaning, limit=1)), None)
        return without is not None and best.score <= without.score + _CLEARLY_BETTER


def _told_by_parents(
    found: Sequence[PlaceMention], words: Sequence[ReadWord], knowledge: Knowledge
) -> list[PlaceMention]:
    """Return a mention for each name that is followed by the name of a unit above it, both together."""
    starts: dict[int, list[PlaceMention]] = {}
    for mention in found:
        starts.setdefault(mention.start, []).append(mention)
    within_words = knowledge.words.groups.within
    ends = [one.end + (one.end < len(words) and words[one.end].base in within_words) for one in found]
    together: list[PlaceMention] = []
    for outers in (starts, {}):  # xã, huyện, tỉnh: two joints at most
        for inner, at in zip(found, ends, strict=True):
            for outer in (*outers.get(at, ()), *[one for one in together if one.start == at]):
                if (inner.corrected and outer.corrected) or min(inner.fit, outer.fit) < _TOGETHER:
                    continue
                if inner.corrected and words[inner.end - 1].base in knowledge.kinds:
                    continue  # the "hóa tỉnh" of "hàng hóa tỉnh Hòa Bình" is no Hòa Bình within Hòa Bình
                within = units_inside(inner, outer, knowledge)
                if within:
                    joined = inner._replace(end=outer.end, places=within, fit=inner.fit * outer.fit, is_within=True)
                    if joined not in together:
                        together.append(joined)
    return together


def units_inside(inner: PlaceMention, outer: PlaceMention, knowledge: Knowledge) -> tuple[int, ...]:
    """Return the units of one mention that lie in a unit of the other, else those that once did or now would."""
    index, outside = knowledge.place_index, set(outer.places)
    within = tuple([place for place in inner.places if not outside.isdisjoint(index.above(place))])
    return within or tuple([place for place in inner.places if not outside.isdisjoint(index.around(place))])
