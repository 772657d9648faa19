"""Several indicators in one message: "hộ nghèo và nước sạch", "thu và chi ngân sách"."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise, takewhile

from knowledge.base import Knowledge
from knowledge.cues import breaks_before, part_asked_at
from knowledge.indicators import Match
from knowledge.meaning import CONTENT, is_second_half, units_asked
from knowledge.reading import Reading, ReadWord

# From here on the whole message is one indicator, whatever words join it ("trung tâm văn hóa và thể thao").
_WHOLE_WORDS, _WHOLE_ALIAS = 0.85, 0.7
# Where two things are compared, hardly a word may be left over ("thu hay chi ngân sách nhiều hơn").
_WHOLE_WORDS_COMPARED = 0.97
_PART_SURE = 0.8
# Heads make names of what follows the last of them only where they say all of it: "diện tích lúa".
_JUST_SO, _LONGEST_TAIL = 0.93, 6
_MOST_PARTS = 4
_DASHES = ("-", "–")
_MOST_ATTEMPTS = 9
_MOST_OWED = 3
_LITTLE = 0.1
# A head that both parts may share ("tỷ lệ thấp còi cao hơn nhẹ cân") need not be in the name.
_HEAD = 0.2


def find(
    reading: Reading,
    free: Sequence[int],
    meaning: Mapping[int, float],
    matches: Sequence[Match],
    cuts: Collection[int],
    knowledge: Knowledge,
    *,
    are_compared: bool = False,
) -> list[tuple[Match, ...]]:
    """Return the matches of each part of a message that is no indicator as a whole, but in each part; else nothing.

    A part may owe words to its fellows: "sản lượng lúa, ngô", "thu và chi ngân sách". cuts: positions of words that
    stand between two things to compare ("thấp còi cao hơn nhẹ cân"). are_compared: nothing but two indicators can be
    compared: "giá trị xây dựng và công nghiệp chênh mấy tỷ" is none of "công nghiệp - xây dựng".
    """
    if not cuts and (each := asked_one_by_one(reading, free, meaning, knowledge)):
        return _of_one_by_one(each, reading, free, meaning, knowledge)
    needed = _WHOLE_WORDS_COMPARED if cuts else _WHOLE_WORDS
    is_whole = (
        not are_compared and matches and matches[0].words_share >= needed and matches[0].alias_share >= _WHOLE_ALIAS
    )
    if is_whole or _singles_out(reading, meaning, knowledge):
        return []
    # Where two things are compared, the commas of "CN-TTCN và nông, lâm, thủy sản" part nothing.
    for at_commas in (False, True) if cuts else (True,):
        parts = _parts(reading, free, meaning, cuts, knowledge, at_commas=at_commas)
        uncut = [position for position in free if position not in cuts]
        found = _of_each(parts, reading, uncut, meaning, knowledge, are_compared=are_compared)
        if found:
            return found
    return []


def _of_each(
    parts: list[list[int]],
    reading: Reading,
    free: Sequence[int],
    meaning: Mapping[int, float],
    knowledge: Knowledge,
    *,
    are_compared: bool,
) -> list[tuple[Match, ...]]:
    """Return the matches of each part, different ones; nothing where one of them names no indicator.

    Of two that are compared, "công nghiệp - xây dựng" is neither.
    """
    if not 2 <= len(parts) <= _MOST_PARTS or not all(_may_name(part, reading, meaning, knowledge) for part in parts):
        return []
    if not are_compared and (found := _with_common_tail(parts, reading, meaning, knowledge)):
        return found
    found = []
    for part in parts:
        core = _core(part, meaning)
        attempts = [part, *_with_owed_words(part, parts)][:_MOST_ATTEMPTS]
        attempts += _with_head_of_fellow(part, parts, reading) if are_compared else []
        passed = _passed_over(part, parts, free, reading, knowledge) if are_compared else []
        results = [
            tuple(
                knowledge.indicator_index.match(
                    reading.words,
                    sorted({*attempt, *passed}),
                    _weights(attempt, meaning),
                    limit=4,
                    due=_PART_SURE,
                )
            )
            for attempt in attempts
        ]
        others = [set(fellow) for fellow in parts if are_compared and fellow is not part]
        sure = [
            one
            for one in results
            if one
            and one[0].score >= _PART_SURE
            and one[0].used.issuperset(core)
            and not any(one[0].used >= other for other in others)
        ]
        if not sure:
            return []
        found.append(max(sure, key=lambda result: (_has_figures(result[0], knowledge), result[0].score)))
    distinct = {result[0].indicator for result in found}
    return found if len(distinct) == len(found) else []


def _with_common_tail(
    parts: list[list[int]], reading: Reading, meaning: Mapping[int, float], knowledge: Knowledge
) -> list[tuple[Match, ...]]:
    """Return the matches of heads that share what stands behind the last one: "diện tích, năng suất, sản lượng lúa".

    By itself "diện tích" is the area of a place. Nothing where it makes no name of one of them.
    """
    *heads, last = parts
    for length in range(1, min(_LONGEST_TAIL, len(last) - 1) + 1):
        tail = last[-length:]
        said = {reading.words[position].base for position in tail}
        if any(reading.words[position].base in said for head in heads for position in head):
            continue
        attempts = [sorted({*head, *tail}) for head in heads] + [last]
        found = [
            tuple(knowledge.indicator_index.match(reading.words, one, _weights(one, meaning), limit=4, due=_JUST_SO))
            for one in attempts
        ]
        if all(
            matches and matches[0].score >= _JUST_SO and matches[0].used.issuperset(one)
            for matches, one in zip(found, attempts, strict=True)
        ):
            return found if len({matches[0].indicator for matches in found}) == len(found) else []
    return []


def asked_one_by_one(
    reading: Reading, free: Collection[int], meaning: Mapping[int, float], knowledge: Knowledge
) -> list[list[int]]:
    """Return the positions of each thing that is counted by itself: "mấy doanh nghiệp, mấy hợp tác xã"; else nothing.

    "Bao nhiêu hộ nghèo, chiếm bao nhiêu %" counts one thing, and "mấy nhà máy" has but one "mấy".
    """
    words, groups = reading.words, knowledge.words.groups
    asked_at = [at for at, word in enumerate(words) if word.base in groups.how_many]
    if len(asked_at) < 2:
        return []
    alone = knowledge.words.sequences.asking_before_units
    asked_at = [at for at in asked_at if (words[at].base,) not in alone or not is_second_half(words, at, knowledge)]
    counted = units_asked(words, knowledge)
    found = []
    for at in asked_at:
        inner = takewhile(lambda p: not _ends_thing(reading, p, meaning, knowledge), range(at + 1, len(words)))
        said = [p for p in inner if p in free]
        unit = knowledge.units.get(" ".join(words[p].base for p in said if p in counted))
        if unit is not None and not unit.dimension.startswith("count"):
            said = [p for p in said if p not in counted]
        thing = [p for p in said if p in counted or meaning.get(p, 0.0) > _LITTLE]
        if not counted.isdisjoint(thing):
            found.append(thing)
    return found if len(found) > 1 else []


def _ends_thing(reading: Reading, position: int, meaning: Mapping[int, float], knowledge: Knowledge) -> bool:
    groups, word = knowledge.words.groups, reading.words[position]
    if word.base in groups.how_many or (word.base in groups.connectors and meaning.get(position, 0.0) <= _LITTLE):
        return True
    return breaks_before(reading, position)


def _of_one_by_one(
    parts: list[list[int]],
    reading: Reading,
    free: Sequence[int],
    meaning: Mapping[int, float],
    knowledge: Knowledge,
) -> list[tuple[Match, ...]]:
    """Return the matches of things counted one by one, with the words around them that all of them share.

    Their names must be alike besides: "bao nhiêu đơn khiếu nại, bao nhiêu đơn tố cáo được giải quyết" may have received
    ones first.
    """
    inside = {position for part in parts for position in part}
    around = [position for position in free if position not in inside]
    shared = [position for position in around if meaning.get(position, 0.0) > _LITTLE]
    found, rests = [], []
    for part in parts:
        attempt = sorted({*part, *shared})
        matches = knowledge.indicator_index.match(
            reading.words, sorted({*part, *around}), _weights(attempt, meaning), limit=4, due=_PART_SURE
        )
        if not matches or matches[0].score < _PART_SURE or not matches[0].used.issuperset(part):
            return []
        found.append(tuple(matches))
        said = {reading.words[position].base for position in part}
        rests.append(
            set(knowledge.indicator_index.name_of(matches[0].indicator)) - said - knowledge.words.groups.counted
        )
    is_alike = not any(rests) or bool(set.intersection(*rests))
    distinct = {matches[0].indicator for matches in found}
    return found if is_alike and len(distinct) == len(found) else []


def _may_name(part: list[int], reading: Reading, meaning: Mapping[int, float], knowledge: Knowledge) -> bool:
    """Return whether each word of a part may be one of a name."""
    return all(knowledge.indicator_index.may_use(reading.words[position]) for position in _core(part, meaning))


def _core(part: list[int], meaning: Mapping[int, float]) -> list[int]:
    """Return the positions of a part that its name must explain."""
    return [position for position in part if meaning.get(position, 0.0) > _HEAD] or part


def _passed_over(
    part: list[int], parts: Sequence[list[int]], free: Sequence[int], reading: Reading, knowledge: Knowledge
) -> list[int]:
    """Return the positions around a part that may belong to its name though they often only pad a question.

    The "số" and the "đã" of "số đơn tiếp nhận với số đơn đã giải quyết" do so, and the "tiếp nhận".
    """
    others = {position for fellow in parts if fellow is not part for position in fellow}
    joints = knowledge.words.groups.connectors

    def ends(position: int) -> bool:
        return position not in free or position in others or reading.words[position].base in joints

    behind = takewhile(lambda position: not ends(position), range(part[0], len(reading.words)))
    before = takewhile(lambda position: not ends(position), range(part[0] - 1, -1, -1))
    return [*before, *behind]


def _weights(positions: Collection[int], meaning: Mapping[int, float]) -> dict[int, float]:
    """Return how much each word of a part counts: all alike, but for heads such as "tỷ lệ"."""
    return {p: known if _LITTLE < (known := meaning.get(p, CONTENT)) <= _HEAD else CONTENT for p in positions}


def _has_figures(match: Match, knowledge: Knowledge) -> bool:
    """Return whether some place has figures of an indicator.

    The "nước hợp vệ sinh" of "nước hợp vệ sinh và nước sạch nông thôn" is the rural one.
    """
    return knowledge.indicators[match.indicator].observations > 0


def asks_each(words: Sequence[ReadWord], knowledge: Knowledge) -> bool:
    """Return whether the parts of something are asked for one by one ("mỗi loại bao nhiêu")."""
    pairs = {(one.base, other.base) for one, other in pairwise(words)}
    return not pairs.isdisjoint(knowledge.words.sequences.each_of_many)


def _singles_out(reading: Reading, meaning: Mapping[int, float], knowledge: Knowledge) -> bool:
    if part_asked_at(reading.words, meaning, knowledge) is not None:
        return True
    bases = [word.base for word in reading.words]
    return any(bases[0] == first and later in bases for first, later in knowledge.words.sequences.one_of_many)


def _parts(
    reading: Reading,
    free: Sequence[int],
    meaning: Mapping[int, float],
    cuts: Collection[int],
    knowledge: Knowledge,
    *,
    at_commas: bool,
) -> list[list[int]]:
    """Return the positions of meaning between connecting words and, where it is wanted, punctuation."""
    words = reading.words
    parts: list[list[int]] = [[]]
    for position in free:
        is_connector = words[position].base in knowledge.words.groups.connectors
        if position in cuts or (is_connector and meaning.get(position, 0.0) <= _LITTLE):  # "cứng" is no "cùng"
            parts.append([])
            continue
        if at_commas and position and _is_break(reading, position, knowledge, at_dashes=bool(cuts)):
            parts.append([])
        if meaning.get(position, 0.0) > _LITTLE:
            parts[-1].append(position)
    return [part for part in parts if part]


def _is_break(reading: Reading, position: int, knowledge: Knowledge, *, at_dashes: bool) -> bool:
    """Return whether a message breaks off before a word, and not only within "số phường, xã".

    at_dashes: a dash parts two things as well, where two are compared ("thu - chi ngân sách lệch bao nhiêu").
    """
    before, word = reading.words[position - 1 : position + 1]
    between = reading.text[before.end : word.start]
    if not (breaks_before(reading, position) or (at_dashes and between.strip() in _DASHES)):
        return False
    return not {before.base, word.base} <= knowledge.kinds


def _with_head_of_fellow(part: list[int], parts: Sequence[list[int]], reading: Reading) -> list[list[int]]:
    """Return a part with all of a fellow but its last word or two: "giá trị sản xuất xây dựng với công nghiệp".

    What both say, as "đường đến trung tâm xã và đến trung tâm thôn" do, is not said twice.
    """
    own = {reading.words[position].base for position in part}
    return [
        sorted({*part, *(position for position in fellow[:-length] if reading.words[position].base not in own)})
        for fellow in parts
        for length in (1, 2)
        if fellow is not part and len(fellow) > _MOST_OWED + length
    ]


def _with_owed_words(part: list[int], parts: Sequence[list[int]]) -> list[list[int]]:
    """Return a part with the first or last words of the first and of the last part, one to three of them."""
    attempts = []
    for fellow in (parts[0], parts[-1]):
        if fellow is part:
            continue
        for length in range(1, _MOST_OWED + 1):
            if length < len(fellow) or fellow is parts[-1]:
                attempts.append(sorted({*part, *fellow[:length]}))
        for length in range(1, _MOST_OWED + 1):
            if length <= len(fellow):
                attempts.append(sorted({*part, *fellow[-length:]}))
    return attempts
