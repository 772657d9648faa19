"""How much each word of a message means: what an indicator has to explain, and what only makes a question of it."""

from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import groupby
from typing import TypeVar

from knowledge.base import Knowledge
from knowledge.keyboard import is_syllable
from knowledge.lexicon import likeness
from knowledge.phrases import Hit
from knowledge.reading import ReadWord
from knowledge.text import PLAIN, marks_agree
from knowledge.unit_phrases import denominator

# A word folded, or with its marks.
_Word = TypeVar("_Word", str, tuple[str, str])
# The cues that ask how something changed, and the measures that answer them.
CHANGES = frozenset({"growth", "decrease"})
# The cues that ask for what comes on top.
ADDING = frozenset({"more", "added"})
# The cues that ask who is first or last.
RANKS = frozenset({"rank_high", "rank_low"})
# What a word that is left over counts for, relative to its own weight.
CONTENT = 1.0
# What weighs no more than this in a message does not tell its figure from another.
LITTLE = 0.25
_UNKNOWN = 0.75
_NUMBER = 0.3
_CUMULATIVE = 0.4
ADDED = 0.2
_GENERIC = 0.15
_PADDING = 0.0
_PADDING_CUES = frozenset(
    "filler target estimate actual growth decrease level base share percent compare rank_high rank_low every_place "
    "list progress source deadline help greeting follow correction more stock whole latest".split()
)
_SLIP = 0.7
_SLIPPED_UNIT = 0.8
_LONGEST_UNIT = 4
_COUNT = "count"
_OF_PLANS = frozenset({"target", "progress", "base"})
_ONE, _ONE_SPELT = "1", "mot"


def of_words(
    words: Sequence[ReadWord], free: Iterable[int], cues: Iterable[Hit[str]], dated: set[int], knowledge: Knowledge
) -> dict[int, float]:
    """Return the meaning of each free position, from 0 (padding) to 1 (a word that tells indicators apart)."""
    roles: dict[int, set[str]] = {}
    in_phrase: set[int] = set()
    free, cues = list(free), list(cues)
    in_names = {
        position
        for hit in cues
        # The "đề ra" of "xã Thạnh Phú đề ra" is none of "Chính phủ đề ra", nor is that of "KH đề ra thì sao?".
        if hit.start - 1 in free
        and not any(cue.end == hit.start and cue.value in _OF_PLANS for cue in cues)
        and not _is_owner(hit, words, free, cues, knowledge)
        for position in _in_name(hit, words, knowledge)
    }
    for hit in cues:
        if in_names.issuperset(range(hit.start, hit.end)):
            continue
        for position in range(hit.start, hit.end):
            roles.setdefault(position, set()).add(hit.value)
        if hit.end - hit.start > 1:
            in_phrase.update(range(hit.start, hit.end))
    counted = units_asked(words, knowledge) | _slips_before_periods(words, dated, knowledge)
    # "diện tích gieo trồng … bằng mấy phần trăm cùng kỳ" counts nothing that is sown
    counts_things = any("percent" not in roles.get(position, ()) for position in counted)
    for position in counted:
        roles.setdefault(position, set()).add("percent")
    measured = _of_measures(words, counted, knowledge)
    groups = knowledge.words.groups
    weighed = any(weighs(word, knowledge) for word in words)
    is_planned = any("target" in role for role in roles.values())
    people = _people_counted(words, knowledge)
    meaning: dict[int, float] = {}
    for position in free:
        role = roles.get(position, set())
        base = words[position].base
        is_half = base in groups.second_halves and is_second_half(words, position, knowledge)
        is_half &= not in_phrase.issuperset((position - 1, position))  # "kiểm tra giúp"
        is_of_plan = not role and (base, words[position].marks) in knowledge.words.intentions
        is_of_plan |= (
            is_planned and base in groups.starts_of_years and position + 1 in dated
        )  # "đầu năm 2020 đặt chỉ tiêu"
        if is_half or position in people or (base in groups.plan and "base" in role and not weighed):
            meaning[position] = CONTENT
        elif is_of_plan:
            meaning[position] = _PADDING
        elif role & _PADDING_CUES:
            # "giao thong trong 6 thang" without marks holds no "thông trọng".
            is_before_period = base in groups.before_period and position + 1 in dated
            begins_comparison = position == 0 and "base" in role  # "So TNBQ 2023 với 2022" holds no "số thu"
            goes_on = position == 0 and "follow" in role  # the "con" of "con nong nghiep" is no child
            is_plain = position in in_phrase or position in measured or is_before_period or begins_comparison or goes_on
            apart = in_phrase
            if "follow" in role:  # the "con" of "con binh luc" stands before a place, and makes no "còn bình quân"
                apart = in_phrase.union(set(range(len(words))).difference(free))
            is_other = not is_plain and is_other_word(words, position, knowledge, apart)
            meaning[position] = CONTENT if is_other else _PADDING
        elif base in knowledge.words.negations:
            meaning[position] = CONTENT if _denies(words, position, roles, knowledge) else _PADDING
        elif "cumulative" in role:
            meaning[position] = _CUMULATIVE
        elif role & {"added", "context"} or (counts_things and base in groups.activities and words[position].marks):
            meaning[position] = ADDED
        elif base == _ONE_SPELT and position + 1 < len(words) and words[position + 1].base in knowledge.denominators:
            meaning[position] = _GENERIC  # "giá trị sản phẩm bình quân trên một ha"
        elif "generic" in role:
            # The "so" of "trung hoc co so" is no "số".
            is_other = position not in in_phrase and is_other_word(words, position, knowledge)
            meaning[position] = CONTENT if is_other else _GENERIC
        else:
            meaning[position] = _PADDING if _is_article(words, position, knowledge) else _of_form(words[position])
    return meaning


def asks_how_many(words: Iterable[ReadWord], knowledge: Knowledge) -> bool:
    """Return whether words ask "bao nhiêu" or the like."""
    return not knowledge.words.groups.how_many.isdisjoint([word.base for word in words])


def weighs(word: ReadWord, knowledge: Knowledge) -> bool:
    """Return whether a word weighs a figure against something ("so", "đạt"): "đất" does not."""
    if word.base not in knowledge.words.groups.weighed:
        return False
    return word.is_unmarked or (word.base, word.marks) in knowledge.words.weighing


def names_plan(bases: Sequence[str], knowledge: Knowledge) -> bool:
    """Return whether words name a plan or a budget: "kế hoạch", "dự toán"; the "toàn" of "toàn huyện" names none."""
    return knowledge.words.groups.plan.issubset(bases) or holds_any(bases, knowledge.words.sequences.plans)


def _is_article(words: Sequence[ReadWord], position: int, knowledge: Knowledge) -> bool:
    """Return whether a "1" is but a "một": "bình quân mấy tiêu chí 1 xã"; the one of "lớp 1 cả xã" is a number."""
    if words[position].base != _ONE or position + 1 == len(words):
        return False
    after, has_pair = words[position + 1].base, knowledge.indicator_index.has_pair
    is_ordinal = position > 0 and has_pair(words[position - 1].base, _ONE)
    return after in knowledge.counted_words and not is_ordinal


def _in_name(hit: Hit[str], words: Sequence[ReadWord], knowledge: Knowledge) -> range:
    """Return the positions of a phrase that is none after the word before it, with that word where both make a pair.

    An "đơn đề nghị" is a kind of petition, "hồ sơ quá hạn" are no deadline.
    """
    if hit.start == 0 or words[hit.start].start - words[hit.start - 1].end > 1:
        return range(0)
    before, first = words[hit.start - 1 : hit.start + 1]
    count, index = hit.end - hit.start, knowledge.indicator_index
    is_pair = before.base in knowledge.lone_cues and index.has_pair(before.base, first.base)
    if hit.value == "deadline" and count == 1 and first.is_certain and is_pair:
        return range(hit.start - 1, hit.end)
    if hit.value != "filler" or count != 2 or asks_how_many(words[hit.start : hit.end], knowledge):
        return range(0)
    second = words[hit.start + 1]
    return range(hit.start, hit.end) if index.has_triple(before.base, first.base, second.base) else range(0)


def _is_owner(
    hit: Hit[str], words: Sequence[ReadWord], free: Sequence[int], cues: Sequence[Hit[str]], knowledge: Knowledge
) -> bool:
    """Return whether a list is asked of whose the figures are: "các chỉ tiêu của Đảng bộ xã …" are all of the place."""
    is_before_place = hit.end < len(words) and hit.end not in free
    is_of_one = hit.start > 0 and words[hit.start - 1].base in knowledge.words.groups.possessive
    return is_before_place and is_of_one and any(cue.value == "list" for cue in cues)


def is_other_word(
    words: Sequence[ReadWord], position: int, knowledge: Knowledge, in_phrase: Set[int] = frozenset()
) -> bool:
    """Return whether a word without marks is another one beside its neighbour: the nang of "nang suat" is no "nâng".

    Nor is the chi of "chi ngân sách" a "chị". in_phrase: positions of turns of phrase, which are no such neighbours:
    the tu of "tu bao nhieu" is a "từ", though names have "tự bảo".
    """
    word = words[position]
    if word.marks or word.how == "short" or _asks_or_gives(words, position, knowledge):
        return False
    beside = set()
    if position > 0 and position - 1 not in in_phrase:
        beside |= {marks for _, marks in _pairs_before(words, position, knowledge)}
    if position + 1 < len(words) and position + 1 not in in_phrase:
        beside |= {marks for marks, _ in _pairs_after(words, position, knowledge)}
    return bool(beside - knowledge.lone_cues.get(word.base, set()))


def _asks_or_gives(words: Sequence[ReadWord], position: int, knowledge: Knowledge) -> bool:
    """Return whether a word alone asks "how many" here, and a unit follows: the "may" of "may san pham" is no "máy".

    Nor is the "cho" right before such a word a "chó": "tiem phong cho bao nhieu con".
    """
    how_many = knowledge.words.groups.how_many
    if words[position].base in knowledge.words.groups.before_how_many:
        return asks_how_many(words[position + 1 : position + 3], knowledge)
    if words[position].base not in how_many:
        return False
    if any(word.base in how_many for at, word in enumerate(words) if at != position):
        return False
    unit = words[position + 1 : position + 3]
    is_bound = len(unit) > 1 and knowledge.indicator_index.has_pair(unit[0].base, unit[1].base)
    return _is_unit(unit if is_bound else unit[:1], knowledge)


def _pairs_before(words: Sequence[ReadWord], position: int, knowledge: Knowledge) -> Set[tuple[str, str]]:
    """Return the marks that names have on the word before one and on itself, where both stand side by side.

    The "dong" of "lao dong cua huyen" belongs to "lao động" and makes no "đóng cửa".
    """
    pair_of, one = knowledge.indicator_index.marks_of_pair, words[position - 1]
    before = words[position - 2].base if position > 1 else ""
    bound = {marks for _, marks in pair_of(before, one.base)} if before not in knowledge.little_words else set()
    pairs = pair_of(one.base, words[position].base)
    return {pair for pair in pairs if pair[0] in bound} if bound and not one.marks else pairs


def _pairs_after(words: Sequence[ReadWord], position: int, knowledge: Knowledge) -> Set[tuple[str, str]]:
    """Return the same of a word and the one behind it: the "co" of "bao co quan" is no "cáo"."""
    pair_of, one = knowledge.indicator_index.marks_of_pair, words[position + 1]
    after = words[position + 2].base if position + 2 < len(words) else ""
    bound = {marks for marks, _ in pair_of(one.base, after)} if after not in knowledge.little_words else set()
    pairs = pair_of(words[position].base, one.base)
    return {pair for pair in pairs if pair[1] in bound} if bound and not one.marks else pairs


def is_second_half(words: Sequence[ReadWord], position: int, knowledge: Knowledge) -> bool:
    """Return whether a word makes a pair of a name with the one before it, which is none of a turn of phrase.

    The "riêng" of "sầu riêng" and the "tra" of "cá tra"; "diện tích riêng" has no such pair.
    """
    if position == 0:
        return False
    one, other = words[position - 1], words[position]
    known = knowledge.indicator_index.marks_of_pair(one.base, other.base)
    return any(marks_agree(one.marks, first) * marks_agree(other.marks, second) == 1.0 for first, second in known)


def _of_form(word: ReadWord) -> float:
    """Return what a word means by its look alone."""
    if not word.base[0].isalnum():
        return _PADDING
    if word.base[0].isdigit():
        return _NUMBER
    if word.is_unknown:
        return _UNKNOWN if len(word.base) > 1 else ADDED
    return CONTENT


def _denies(words: Sequence[ReadWord], position: int, roles: Mapping[int, set[str]], knowledge: Knowledge) -> bool:
    """Return whether a negation denies something here; at the end, or before "ạ", it only makes a question of it."""
    return any(
        not roles.get(later, set()) & {"filler", "follow"} or words[later].base in knowledge.words.groups.denied
        for later in range(position + 1, len(words))
    )


def _slips_before_periods(words: Sequence[ReadWord], dated: set[int], knowledge: Knowledge) -> set[int]:
    """Return the positions of slips for "trong" or "năm" right before a period ("rong năm 2021", "na 2021").

    The "cao" of "nông thôn mới nâng cao năm 2021" is no "vào": names have it after that word.
    """
    expected = knowledge.words.groups.before_period
    has_pair = knowledge.indicator_index.has_pair
    return {
        position - 1
        for position in dated
        if position > 0
        and position - 1 not in dated
        and not (position > 1 and has_pair(words[position - 2].base, words[position - 1].base))
        and any(likeness(words[position - 1].base, known) >= _SLIP for known in expected)
    }


def units_asked(words: Sequence[ReadWord], knowledge: Knowledge) -> set[int]:
    """Return the positions of a unit after "bao nhiêu": "mấy khối", "bn tỷ đồng"; they may be left over."""
    positions: set[int] = set()
    how_many = knowledge.words.groups.how_many
    for position, word in enumerate(words[:-1]):
        if word.base not in how_many:
            continue
        if words[position + 1].start > word.end + 1:
            continue  # "Cầu Mây, thị xã Sa Pa" counts no towns
        first = position + 1 + (words[position + 1].base in knowledge.words.groups.round_numbers)
        for end in range(min(first + _LONGEST_UNIT, len(words)), first, -1):
            noun = words[first:end]
            is_clipped = end == len(words) and bool(clipped_units(noun[0], knowledge))
            if _is_unit(noun, knowledge) or is_clipped:
                spelt = tuple(word.base for word in noun)
                if spelt in knowledge.words.sequences.telling_units:
                    positions.update(range(position + 1, first + 1))  # "mấy ca tử vong" asks for deaths
                    break
                is_group = spelt in knowledge.words.sequences.groups_of_people
                if not is_group and not is_rate(words, end, knowledge):
                    positions.update(range(position + 1, end))
                    positions.update(denominator(words, first, end, knowledge)[0])
                break
    return positions


def holds(row: Sequence[_Word], phrase: tuple[_Word, ...]) -> bool:
    """Return whether words stand somewhere in a row of words, all of them folded or all with their marks."""
    return any(tuple(row[at : at + len(phrase)]) == phrase for at, word in enumerate(row) if word == phrase[0])


def holds_any(row: Sequence[_Word], phrases: Iterable[tuple[_Word, ...]]) -> bool:
    """Return whether one of some phrases stands in a row of words."""
    return any(holds(row, phrase) for phrase in phrases if phrase[0] in row)


def of_output(name: Sequence[str], message: Sequence[str], knowledge: Knowledge) -> frozenset[str]:
    """Return the words of an indicator's name that only look like a change, where a message does not say all of them.

    "Tốc độ tăng khu vực dịch vụ" has no word of the "tăng thêm" of "Giá trị tăng thêm dịch vụ"; "giá trị gia tăng dịch
    vụ" has.
    """
    phrases = knowledge.words.sequences.of_output
    if holds_any(message, phrases):
        return frozenset()
    return frozenset(base for phrase in phrases if holds(name, phrase) for base in phrase)


def begins(row: tuple[_Word, ...], phrases: Iterable[tuple[_Word, ...]]) -> bool:
    """Return whether a row of words begins with one of some phrases."""
    return bool(row) and any(row[: len(phrase)] == phrase for phrase in phrases if phrase[0] == row[0])


def is_phrase(words: Sequence[ReadWord], phrase: Sequence[tuple[str, str]]) -> bool:
    """Return whether words are those of a phrase; the marks that were typed count: "thu bao nhiêu" asks for no rank."""
    return all(
        word.base == base and word.marks in ("", marks or PLAIN)
        for word, (base, marks) in zip(words, phrase, strict=True)
    )


def values_told(words: Sequence[ReadWord], knowledge: Knowledge) -> set[int]:
    """Return the positions of numbers with their units: "con số 62 triệu đồng … lấy ở văn bản nào" tells the value."""
    told: set[int] = set()
    for position, word in enumerate(words):
        if not word.base[:1].isdigit():
            continue
        for end in range(min(position + 1 + _LONGEST_UNIT, len(words)), position + 1, -1):
            if _is_unit(words[position + 1 : end], knowledge):
                told.update(range(position, end))
                break
    return told


def _people_counted(words: Sequence[ReadWord], knowledge: Knowledge) -> set[int]:
    """Return the positions of people who are counted and not spoken to: the "chị em" of "cho mấy chị em"."""
    bases = tuple(word.base for word in words)
    how_many = knowledge.words.groups.how_many
    asked_at = [at + 1 for at, base in enumerate(bases) if base in how_many]
    return {
        position
        for phrase in knowledge.words.sequences.people_counted
        for at in asked_at
        if bases[at : at + len(phrase)] == phrase
        for position in range(at, at + len(phrase))
    }


def _of_measures(words: Sequence[ReadWord], counted: Set[int], knowledge: Knowledge) -> set[int]:
    """Return those positions of counted units that name nothing themselves: "nghin ty", "nguoi", but not "du an"."""
    found: set[int] = set()
    for _, group in groupby(enumerate(sorted(counted)), key=lambda pair: pair[1] - pair[0]):
        positions = [position for _, position in group]
        unit = knowledge.units.get(" ".join(words[position].base for position in positions))
        if len(positions) == 1 or (unit is not None and not unit.dimension.startswith(_COUNT)):
            found.update(positions)
    return found


def _is_unit(noun: Sequence[ReadWord], knowledge: Knowledge) -> bool:
    if knowledge.dimensions_named(noun):
        return True
    return len(noun) == 1 and any(base in knowledge.units for base, fit in noun[0].options if fit >= _SLIPPED_UNIT)


def clipped_units(word: ReadWord, knowledge: Knowledge) -> list[str]:
    """Return the units of two letters of which a lone one may be what is left: the "t" of "bn t" of "tỷ" or "tạ"."""
    if len(word.base) > 1 or not word.base.isalpha() or is_syllable(word.base):
        return []  # the "a" of "bao nhieu a" is an "ạ"
    return [unit for unit in knowledge.units if len(unit) == 2 and word.base in unit]


def is_rate(words: Sequence[ReadWord], end: int, knowledge: Knowledge) -> bool:
    """Return whether the "tỷ" before words[end] is the first half of "tỷ lệ" and no milliard."""
    return end < len(words) and (words[end - 1].base, words[end].base) in knowledge.words.sequences.rates
