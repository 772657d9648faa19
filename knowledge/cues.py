"""The cues of a message: words that say what is wanted of a figure, and not which figure it is."""

import re
from collections.abc import Mapping, Sequence, Set
from itertools import pairwise

from knowledge.base import Knowledge
from knowledge.indicators import Match
from knowledge.meaning import CHANGES, asks_how_many, begins, holds_any, is_other_word, weighs
from knowledge.phrases import Hit
from knowledge.places import PlaceMention
from knowledge.reading import Reading, ReadWord

# Where a part of a sentence ends.
_BREAK = re.compile(r"[,;:?!()\[\]\n]")
# Cues that change what is answered: a single word must be typed right to mean one of them.
_WISHES = frozenset(
    "rank_high rank_low every_place list progress source deadline help greeting compare correction exclude".split()
)
_LEAVE_OUT = frozenset({"negation", "exclude"})
# Cues that mean what they say even within an indicator's name, those first that tell one figure from another.
TELLING = frozenset("growth decrease level percent share more added".split())
_NEVER_NAME = TELLING.union("filler generic stock whole".split())
# One word alone is easily another one with a slip or without its marks; the words of a phrase bear each other out.
_FIT_OF_WORD, _FIT_OF_SLIPPED_WORD, _FIT_OF_PHRASE = 0.9, 0.68, 0.62
# "lẫn du khách quốc tế": so many words may stand on one side of what is asked for together.
_LONGEST_SIDE = 4
# The "thu bao nhiêu" of "chi nhiều hơn thu bao nhiêu" is no "thứ bao nhiêu".
_FIT_OF_CONTEXT = 0.9
# "vượt bao nhiêu so với dự toán": how far before a plan the word stands that weighs a figure against it.
_BEFORE_PLAN = 3
_SHORTEST_WEIGHING = 2
_SHORTEST_MENDING = 2
# "có bao nhiêu": so many words tell that a part of a sentence asks.
_ASKS_AT_ONCE = 3
# A word of so much weight stands in few names.
_TELLING_WEIGHT = 3.5
# "Kính đề nghị đồng chí Chủ tịch Ủy ban nhân dân và các đồng chí lãnh đạo cho biết": no more words lead to a question.
_LONGEST_ADDRESS, _LONGEST_PERSON = 18, 4
# From here on an alias is the name of what is asked for and not only near to it.
_WHOLE_NAME = 0.9
# Names of indicators said twice over are hardly longer, and are said word for word.
_LONGEST_NAME, _JUST_SO = 7, 0.99


def find(words: Sequence[ReadWord], dated: set[int], knowledge: Knowledge) -> list[Hit[str]]:
    """Return the cues of a message: at each position the longest phrase, with every meaning it has.

    dated: positions of the words that name periods; they are no cues.
    """
    hits: list[Hit[str]] = []
    at = 0
    while at < len(words):
        here = [
            hit
            for hit in (knowledge.cues.find(words, at) if at not in dated else ())
            if dated.isdisjoint(range(hit.start, hit.end))
            and _is_sure(hit, words)
            and not _is_number_of(hit, words, dated, knowledge)
            and not _is_percentage(hit, words, dated)
            and not _is_other_wish(hit, words, knowledge)
            and not _is_unmarked_name(hit, words, knowledge)
            and not _is_slipless_name(hit, words, knowledge)
            and not _ends_in_name(hit, words, knowledge)
            and not _takes_telling_word(hit, words, knowledge)
            and not _is_of_sum(hit, words, knowledge)
            and not _runs_into_another(hit, words, knowledge)
        ]
        if not here:
            at += 1
            continue
        longest = max(hit.end for hit in here)
        best = max(hit.fit for hit in here if hit.end == longest)
        hits += [hit for hit in here if hit.end == longest and (hit.fit == 1.0 or best < 1.0)]
        at = longest
    return hits


def intends(words: Sequence[ReadWord], weights: Mapping[int, float], knowledge: Knowledge) -> bool:
    """Return whether a word behind a place or a period says what is but intended: "năm 2026 định xuống giống mấy ha".

    That of "theo quy định" is none, nor that of "2023 định danh mức 2".
    """
    told = (at for at in weights if (words[at].base, words[at].marks) in knowledge.words.intentions)
    has_pair = knowledge.indicator_index.has_pair
    return any(
        at - 1 not in weights and at + 1 < len(words) and not has_pair(words[at].base, words[at + 1].base)
        for at in told
    )


def _is_percentage(hit: Hit[str], words: Sequence[ReadWord], dated: Set[int]) -> bool:
    """Return whether a percentage is told and none asked for: "mấy chỉ tiêu đạt dưới 50%"."""
    before = hit.start - 1
    return hit.value == "percent" and before >= 0 and before not in dated and words[before].base.isdecimal()


def _is_of_sum(hit: Hit[str], words: Sequence[ReadWord], knowledge: Knowledge) -> bool:
    """Return whether all of one quantity is spoken of and no list: "toàn bộ diện tích trồng sầu riêng"."""
    if hit.value != "list" or hit.end == len(words):
        return False
    bases = tuple(word.base for word in words[hit.end :])
    hints = knowledge.words.hints_with.get(bases[0], ())
    return any(at == 0 and "percent" not in of and bases[: len(phrase)] == phrase for at, phrase, of in hints)


def _runs_into_another(hit: Hit[str], words: Sequence[ReadWord], knowledge: Knowledge) -> bool:
    """Return whether a phrase that is but nearly typed ends in the beginning of one that is typed just so.

    "Được giao chỉ tiêu thu nhập" holds no "được giao chi".
    """
    return hit.fit < 1.0 and any(
        other.fit == 1.0 and other.end > hit.end
        for at in range(hit.start + 1, hit.end)
        for other in knowledge.cues.find(words, at)
    )


def of_plans(hits: Sequence[Hit[str]], reading: Reading, measure: str, knowledge: Knowledge) -> list[Hit[str]]:
    """Return cues with a budget that nothing is weighed against read as a plan: "dự toán thu ngân sách 2025".

    Whose budget it is ("tỉnh giao") makes another one of it than the place's own. Behind a stroke a plan is what a
    figure is weighed against: "xuất khẩu 2024/KH bn %". measure: of what was shown last; after a share of the budget
    that the province set "còn huyện giao?" is another share.
    """
    words, groups = reading.words, knowledge.words.groups
    hits = [
        hit._replace(value="base") if hit.value == "target" and _is_behind_stroke(hit, reading) else hit for hit in hits
    ]
    bases = [hit for hit in hits if hit.value == "base"]
    plans = [hit for hit in bases if groups.plan.issuperset(word.base for word in words[hit.start : hit.end])]
    assigned = knowledge.words.sequences.assigned
    said = {hit: [word.base for word in words[hit.start : hit.end]] for hit in bases}
    given = [hit for hit in bases if holds_any(said[hit], assigned)]
    is_weighing = any(hit.value in ("percent", "share") or hit.value in CHANGES for hit in hits)
    in_hits = {at for hit in hits for at in range(hit.start, hit.end)}
    is_weighing |= measure == "share" and in_hits.issuperset(range(len(words)))
    if given and len(given) + len(plans) == len(bases) and not is_weighing:
        rest = [hit._replace(value="target") if hit in plans else hit for hit in hits]
        return [*rest, *(hit._replace(value="target") for hit in given)]
    if len(plans) < len(bases) or any(hit.value in ("percent", "share") for hit in hits):
        return list(hits)
    if any(weighs(word, knowledge) for hit in plans for word in words[max(0, hit.start - _BEFORE_PLAN) : hit.start]):
        return list(hits)
    return [hit._replace(value="target") if hit in plans else hit for hit in hits]


def _is_behind_stroke(hit: Hit[str], reading: Reading) -> bool:
    return reading.text[: reading.words[hit.start].start].rstrip().endswith("/")


def unbroken(hits: Sequence[Hit[str]], reading: Reading) -> list[Hit[str]]:
    """Return cues without those of progress and plans that a comma parts.

    "Mới cơ bản đạt, chưa xong" does not ask "đạt chưa", and "kế hoạch Bộ Tài chính giao, thu nội địa" is no "giao thu".
    "Nằm ở điều, mục nào" asks for the source all the same.
    """
    return [
        hit
        for hit in hits
        if hit.value not in ("progress", "target")
        or not any(breaks_before(reading, at) for at in range(hit.start + 1, hit.end))
    ]


def before_no_name(hits: Sequence[Hit[str]], reading: Reading) -> list[Hit[str]]:
    """Return cues without a slip for "which place" that a name follows: "huyện nàu Bàng" asks for no district."""
    return [hit for hit in hits if not (hit.value == "every_place" and hit.fit < 1.0 and is_name_at(reading, hit.end))]


def is_name_at(reading: Reading, at: int) -> bool:
    """Return whether a word is written with a capital, in a message that has small letters too."""
    text, words = reading.text, reading.words
    return at < len(words) and not text.isupper() and text[words[at].start : words[at].end].istitle()


def of_corrections(hits: Sequence[Hit[str]], reading: Reading, knowledge: Knowledge) -> list[Hit[str]]:
    """Return cues with a "không" that is set apart at the beginning read as one that mends: "không, Lộc Bình"."""
    words = reading.words
    if len(words) < _SHORTEST_MENDING or words[0].base not in knowledge.words.negations:
        return list(hits)
    if not breaks_before(reading, 1) or any(hit.start == 0 for hit in hits):
        return list(hits)
    return [Hit(0, 1, "correction", 1.0), *hits]


def of_ranks(hits: Sequence[Hit[str]], words: Sequence[ReadWord], knowledge: Knowledge) -> list[Hit[str]]:
    """Return cues with a "nhất" after an "ít" turned round, the words between them being those of an indicator."""
    few = knowledge.words.groups.few
    lowest: list[Hit[str]] = []
    for hit in hits:
        first = next((at for at in range(hit.start) if words[at].base in few and not words[at].options), None)
        is_lone = hit.value == "rank_high" and hit.end - hit.start == 1
        if is_lone and first is not None:
            lowest += [hit._replace(value="rank_low"), Hit(first, first + 1, "rank_low", 1.0)]
        else:
            lowest.append(hit)
    return lowest


def set_against(
    hits: Sequence[Hit[str]], meaning: Mapping[int, float], words: Sequence[ReadWord], knowledge: Knowledge
) -> set[int]:
    """Return the positions of a "so" or "so với" that sets two things against each other.

    It stands between them ("nước hợp vệ sinh so với nước sạch", "đơn tiếp nhận so số đơn đã giải quyết") or before both
    ("so tỷ trọng công nghiệp và dịch vụ").
    """
    groups = knowledge.words.groups
    heads = {at for hit in hits if hit.value == "generic" for at in range(hit.start, hit.end)}
    named = [at for at, weight in meaning.items() if weight > 0]
    found: set[int] = set()
    for hit in hits:
        is_against = (words[hit.start].base,) in knowledge.words.sequences.against
        if hit.value != "base" or hit.end == len(words) or not is_against:
            continue
        begins = next((at for at in range(hit.end, len(words)) if at not in heads), len(words))
        joints = (at for at in range(hit.end + 1, len(words)) if words[at].base in groups.connectors)
        is_before_both = words[hit.end].base not in groups.weighed_against and any(
            any(at < joint for at in named) and any(at > joint for at in named) for joint in joints
        )
        if any(at < hit.start for at in named):
            is_between = meaning.get(begins, 0.0) > 0
            found.update(range(hit.start, hit.end) if is_between else ())
        elif hit.end - hit.start == 1 and is_before_both:
            found.add(hit.start)
    return found


def exceeding(words: Sequence[ReadWord], meaning: Mapping[int, float], knowledge: Knowledge) -> set[int]:
    """Return the positions of words that set what is before them against what is behind: "xây dựng hơn công nghiệp"."""
    groups = knowledge.words.groups
    asked_at = next((at for at, word in enumerate(words) if word.base in groups.how_many), len(words))
    of_meaning = [at for at, weight in meaning.items() if weight > 0 and at < asked_at]
    return {
        at
        for at in range(asked_at - 1)
        if words[at].base in groups.exceeding
        and not (
            at and knowledge.indicator_index.has_pair(words[at - 1].base, words[at].base)
        )  # "số thửa" is no "thua"
        and words[at + 1].base not in groups.plan | groups.base_nouns
        and any(other < at for other in of_meaning)
        and any(other > at for other in of_meaning)
    }


def weighed_against(hits: Sequence[Hit[str]], reading: Reading, knowledge: Knowledge) -> set[int]:
    """Return the positions of what a figure is weighed against: "so với kế hoạch vốn", "giải ngân/KH vốn".

    The "tổng chi" of "so với cùng kỳ, tổng chi ngân sách tăng bao nhiêu" is what is weighed.
    """
    words, groups = reading.words, knowledge.words.groups
    found: set[int] = set()
    for hit in hits:
        if hit.value not in ("base", "share") or hit.end - hit.start < _SHORTEST_WEIGHING:
            continue
        says_so = any(word.base in groups.counted for word in words[hit.start : hit.end])
        if hit.value == "base" and not (says_so or _is_behind_stroke(hit, reading)):
            continue  # "tỉnh giao" weighs nothing, "so với" does
        if hit.end - hit.start > 1 and words[hit.end - 1].base in groups.base_year_before:
            continue
        end = hit.end
        while end < len(words) and words[end].base in groups.base_nouns:
            end += 1
        if end > hit.end:
            found.update(range(hit.start + 1 if hit.value == "share" else hit.start, end))
    return found


def _is_sure(hit: Hit[str], words: Sequence[ReadWord]) -> bool:
    if hit.end - hit.start > 1:
        return hit.fit >= (_FIT_OF_CONTEXT if hit.value == "context" else _FIT_OF_PHRASE)
    slipped = words[hit.start].options and (hit.value not in _WISHES or len(words) == 1)
    return hit.fit >= (_FIT_OF_SLIPPED_WORD if slipped else _FIT_OF_WORD)


def _is_number_of(hit: Hit[str], words: Sequence[ReadWord], dated: set[int], knowledge: Knowledge) -> bool:
    """Return whether an unmarked "so" is a "số": "so phuong xa duoc kiem tra" weighs nothing against communes.

    One that begins a message does so where two periods are joined: "So TNBQ 2023 với 2022".
    """
    if hit.value != "base":
        return False
    groups = knowledge.words.groups
    joins = (at for at in range(1, len(words) - 1) if words[at].base in groups.connectors)
    if hit.start == 0 and any({at - 1, at + 1} <= dated for at in joins):
        return False
    if hit.end - hit.start > 1 or words[hit.start].marks or words[hit.start].base not in groups.counted:
        return False
    behind = tuple(word.base for word in words[hit.end :])
    if behind and begins(behind, knowledge.words.sequences.weighed_in_full):
        return False
    return not behind or not (behind[0] in groups.weighed_against or behind[0].isdigit())


def _is_other_wish(hit: Hit[str], words: Sequence[ReadWord], knowledge: Knowledge) -> bool:
    """Return whether a word without marks is another one beside its neighbour: the "dau" of "lan dau" is no "đâu"."""
    is_lone = hit.end - hit.start == 1 and hit.value in _WISHES
    return is_lone and is_other_word(words, hit.start, knowledge)


def _is_unmarked_name(hit: Hit[str], words: Sequence[ReadWord], knowledge: Knowledge) -> bool:
    """Return whether what would leave something out is a name without its marks: "dieu tri ngoai tru"."""
    if hit.value not in _LEAVE_OUT or hit.end - hit.start != 2 or hit.start == 0:
        return False
    before, first, second = words[hit.start - 1 : hit.start + 2]
    return not (first.marks or second.marks) and knowledge.indicator_index.has_triple(
        before.base, first.base, second.base
    )


def _is_slipless_name(hit: Hit[str], words: Sequence[ReadWord], knowledge: Knowledge) -> bool:
    """Return whether a phrase taken for a slip holds words that are right in a name.

    "dong gop bao nhieu" asks no "gấp bao nhiêu", the "dac dat" of "do dac dat nong nghiep" is no "đã đạt".
    """
    if hit.fit == 1.0 or hit.value == "filler" or hit.end - hit.start < 2:
        return False
    has_pair = knowledge.indicator_index.has_pair
    first = max(hit.start - 1, 0) if hit.value in _WISHES else hit.start
    how_many = knowledge.words.groups.how_many
    return any(
        not (one.marks or other.marks or one.options or other.options)
        and how_many.isdisjoint((other.base, third.base))  # "pham phap dam bao nhieu" holds no "đảm bảo"
        and has_pair(one.base, other.base)
        for one, other, third in zip(
            words[first:], words[first + 1 : hit.end], [*words[first + 2 :], words[-1]], strict=False
        )
    )


def _takes_telling_word(hit: Hit[str], words: Sequence[ReadWord], knowledge: Knowledge) -> bool:
    """Return whether padding with a slip takes a word of few names: "chet bao nhieu nguoi" is no "hết bao nhiêu".

    Nor is "con lac" a "còn lại".
    """
    index = knowledge.indicator_index
    return hit.value in ("filler", "level") and any(
        not words[position].options
        and index.knows(words[position].base)
        and index.weight(words[position].base) >= _TELLING_WEIGHT
        for position, _ in hit.meant
    )


def _ends_in_name(hit: Hit[str], words: Sequence[ReadWord], knowledge: Knowledge) -> bool:
    """Return whether a turn of phrase takes the first word of a name for its last: the "anh Chỉ" of "anh Chỉ tiêu".

    Nor is the "Tổng công" of "Tổng công suất" a "tổng cộng".
    """
    is_likely = hit.value == "filler" or (hit.value == "stock" and not hit.meant)
    if not is_likely or hit.fit == 1.0 or not hit.start < hit.end - 1 < len(words) - 1:
        return False
    last, after = words[hit.end - 1], words[hit.end]
    return last.is_certain and (last.marks, after.marks) in knowledge.indicator_index.marks_of_pair(
        last.base, after.base
    )


def is_name_part(hit: Hit[str], words: Sequence[ReadWord], matches: Sequence[Match]) -> bool:
    """Return whether a cue's words belong to the indicator's name: "số chỉ tiêu chưa đạt kế hoạch" asks for no plan.

    A slip that the name explains is no cue either: "giao taông" is "giao thông" and not "tăng".
    """
    span = range(hit.start, hit.end)
    if not matches or not matches[0].used.issuperset(span):
        return False
    if any(words[position].options for position in span):
        return True
    return matches[0].alias_share > _WHOLE_NAME and hit.value not in _NEVER_NAME


def means_in_name(hit: Hit[str]) -> bool:
    """Return whether a cue means what it says even within an indicator's name."""
    return hit.value in _NEVER_NAME


def part_asked_at(words: Sequence[ReadWord], meaning: Mapping[int, float], knowledge: Knowledge) -> int | None:
    """Return where a message that begins with a whole asks for its part ("trong số …, bao nhiêu …"), else None.

    meaning: what each word means; one may be polite before it begins ("cho em hỏi trong số …").
    """
    bases = tuple(word.base for word in words)
    first = next((at for at in range(len(bases)) if meaning.get(at, 1.0) > 0), len(bases))
    phrases = knowledge.words.sequences.of_those
    if not any(begins(bases[at:], phrases) for at in range(first + 1)):
        return None
    return max((at for at, base in enumerate(bases) if base in knowledge.words.groups.how_many), default=None)


def breaks_before(reading: Reading, position: int) -> bool:
    """Return whether punctuation parts a word from the one before it."""
    words = reading.words
    between = reading.text[words[position - 1].end : words[position].start]
    return between != " " and _BREAK.search(between) is not None


def parts_of(reading: Reading) -> list[range]:
    """Return the positions of the parts of a message that punctuation sets apart, in order."""
    starts = [0, *(at for at in range(1, len(reading.words)) if breaks_before(reading, at))]
    return [range(first, last) for first, last in pairwise((*starts, len(reading.words)))]


def frame(reading: Reading, hits: Sequence[Hit[str]], named: Set[int], knowledge: Knowledge) -> range:
    """Return the positions of the whole that a question begins with: "Trong tổng chi ngân sách năm 2023, …".

    named: positions of the words that name places and periods. A comma behind one of them ends it sooner than others
    ("Qua kiểm tra các cơ sở y, dược, mỹ phẩm năm 2020, …"). One people is no whole: "Trong đồng bào Khmer, …".
    """
    words = reading.words
    starts = [0]  # "dạ thưa anh Trong tổng sản lượng lương thực …" is polite twice
    for hit in hits:
        if hit.value == "filler" and hit.start == starts[-1]:
            starts.append(hit.end)
    for at in starts:
        if at == len(words) or words[at].options or at in named:  # "Sáu tháng đầu năm …" is no "Sau …"
            continue
        if words[at].base not in knowledge.words.groups.framing and not cites(words, at, knowledge):
            continue
        breaks = [later for later in range(at + 2, len(words)) if breaks_before(reading, later)]
        end = next((later for later in breaks if later - 1 in named), next(iter(breaks), at))
        # "Trong kết quả thi đua, khen thưởng năm 2020, có bao nhiêu cá nhân …": what asks at once ends the frame
        end = next((later for later in breaks if asks_how_many(words[later : later + _ASKS_AT_ONCE], knowledge)), end)
        asks = asks_how_many(words[end:], knowledge)
        tells = asks_how_many(words[at:end], knowledge)
        names_share = any(hit.value == "share" and hit.start < end for hit in hits)  # "Trong cơ cấu kinh tế, …"
        is_of_people = holds_any([word.base for word in words[at:end]], knowledge.words.sequences.peoples)
        if end > at and asks and not (tells or names_share or is_of_people):
            return range(at, end)
    return range(0)


def cites(words: Sequence[ReadWord], at: int, knowledge: Knowledge) -> bool:
    """Return whether a document is named from a word on: "Theo Kế hoạch phát triển kinh tế - xã hội năm 2021, …"."""
    return begins(tuple(word.base for word in words[at:]), knowledge.words.sequences.citing)


def polite(
    hits: Sequence[Hit[str]], meaning: Mapping[int, float], words: Sequence[ReadWord], knowledge: Knowledge
) -> set[int]:
    """Return the positions of the turns of phrase that lead to a question: the "cho" of "xin cho biết" is no name."""
    begins = next((at for at in range(len(words)) if meaning.get(at, 1.0) > 0), len(words))
    how_many = knowledge.words.groups.how_many
    return {
        position
        for hit in hits
        if hit.value == "filler"
        and hit.fit == 1.0
        and hit.end - hit.start > 1
        and hit.end <= begins
        and not _leads_on(hit, words, knowledge)
        for position in range(hit.start, hit.end)
        if how_many.isdisjoint(word.base for word in words[hit.start : hit.end])
    }


def said_twice(reading: Reading, knowledge: Knowledge) -> set[int]:
    """Return the positions of a short form in brackets behind another name of the same: "tăng trưởng kinh tế (GRDP)".

    It may be what the short form stands for ("tổng sản phẩm … (GRDP)").
    """
    words = reading.words
    found: set[int] = set()
    for start, word in enumerate(words):
        if word.how != "short" or reading.text[word.start - 1 : word.start] != "(":
            continue
        end = next((at for at in range(start, len(words)) if words[at].start != word.start), len(words))
        before = words[max(0, 2 * start - end) : start]
        is_same = [other.base for other in before] == [other.base for other in words[start:end]]
        if is_same or _go_by_one_name(words, start, end, knowledge):
            found.update(range(start, end))
    return found


def _go_by_one_name(words: Sequence[ReadWord], start: int, end: int, knowledge: Knowledge) -> bool:
    """Return whether words[start:end] name an indicator which the words right before them name as well."""
    named = _named_by(words, range(start, end), knowledge)
    rows = (range(start - length, start) for length in range(2, min(start, _LONGEST_NAME) + 1))
    return any(not named.isdisjoint(_named_by(words, row, knowledge)) for row in rows if named)


def _named_by(words: Sequence[ReadWord], positions: range, knowledge: Knowledge) -> set[int]:
    """Return the indicators that have just these words for a name."""
    found = knowledge.indicator_index.match(words, positions, dict.fromkeys(positions, 1.0))
    return {match.indicator for match in found if min(match.alias_share, match.words_share) >= _JUST_SO}


def addressed(reading: Reading, meaning: Mapping[int, float], knowledge: Knowledge) -> range:
    """Return the positions of the words that say to whom a message is put, before it asks.

    "Kính thưa chủ tọa kỳ họp, …", "Đề nghị Ban Thường vụ Huyện ủy cho biết …".
    """
    words, sequences = reading.words, knowledge.words.sequences
    bases = tuple(word.base for word in words[:_LONGEST_ADDRESS])
    if not begins(bases, sequences.addressing):
        return range(0)
    ends = [
        at + len(phrase)
        for phrase in sequences.asking_for
        for at in range(1, len(bases) - len(phrase) + 1)
        if bases[at : at + len(phrase)] == phrase
    ]
    how_many = knowledge.words.groups.how_many
    greeted = next((len(phrase) for phrase in sequences.greeting if bases[: len(phrase)] == phrase), 0)
    if greeted:
        ends = [at for at in ends if at < len(words) and words[at].base not in how_many]  # "thưa anh làm rõ mấy vụ"
    breaks = (at for at in range(2, len(bases)) if greeted and breaks_before(reading, at))
    comma = next(breaks, 0)
    end = max(min(ends, default=0), comma if _names_person(reading, range(greeted, comma), knowledge) else 0)
    asked_at = next((at for at, base in enumerate(bases) if base in how_many), len(words))
    is_rest = any(weight > 0 for at, weight in meaning.items() if at >= end)
    return range(end) if end and end <= asked_at and is_rest else range(0)


def introduced(reading: Reading, meaning: Mapping[int, float], knowledge: Knowledge) -> range:
    """Return the positions of the words that say who asks: "Ban Văn hóa hỏi: …", "cử tri tổ 5 hỏi năm 2021 …"."""
    words, sequences = reading.words[:_LONGEST_ADDRESS], knowledge.words.sequences
    bases = tuple(word.base for word in words)
    inner = range(1, len(words)) if ":" in reading.text else ()
    colon = next((at for at in inner if ":" in reading.text[words[at - 1].end : words[at].start]), 0)
    end = colon if holds_any(bases[:colon], sequences.introducing) else 0
    if begins(bases, sequences.speakers):
        spoken = (
            at + len(phrase)
            for phrase in sequences.speaking
            for at in range(1, len(bases) - len(phrase) + 1)
            if bases[at : at + len(phrase)] == phrase
            and not knowledge.indicator_index.has_pair(bases[at - 1], bases[at])  # "toàn xã hội" is no "hỏi"
        )
        end = max(end, min(spoken, default=0))
    if not end:
        return range(0)
    is_rest = any(weight > 0 for at, weight in meaning.items() if at >= end)
    asks = not knowledge.words.groups.how_many.isdisjoint(bases[:end])
    return range(end) if is_rest and not asks else range(0)


def closing(reading: Reading, meaning: Mapping[int, float], knowledge: Knowledge) -> range:
    """Return the positions of the words behind a message that say to whom it is put: "…, xin phòng Tài chính"."""
    words, groups = reading.words, knowledge.words.groups
    bases = tuple(word.base for word in words)
    behind = bases[1:]
    if not any(phrase[0] in behind for phrase in knowledge.words.sequences.closing):
        return range(0)
    last = max((at for at in range(1, len(words)) if breaks_before(reading, at)), default=0)
    head = next((len(p) for p in knowledge.words.sequences.closing if bases[last : last + len(p)] == p), 0)
    if not last or not head or bases[min(last + head, len(bases) - 1)] not in groups.titles:
        return range(0)
    asks = any(base.isdigit() or base in groups.how_many for base in bases[last:])
    is_rest = any(weight > 0 for at, weight in meaning.items() if at < last)
    return range(last, len(words)) if is_rest and not asks else range(0)


def _names_person(reading: Reading, positions: Sequence[int], knowledge: Knowledge) -> bool:
    """Return whether words are titles and a name; "thưa anh Tiền phạt của các phường, xã" speaks of no such person."""
    words = (reading.words[position] for position in positions)
    names = [word for word in words if word.base not in knowledge.words.groups.titles]
    small = [word for word in names if reading.text[word.start].islower()]
    return len(names) <= _LONGEST_PERSON and len(small) <= 1


def _leads_on(hit: Hit[str], words: Sequence[ReadWord], knowledge: Knowledge) -> bool:
    """Return whether a turn of phrase ends in the first word of a name: the "chi" of "thua anh chi ngan sach"."""
    last = words[hit.end - 1]
    return (
        hit.end < len(words) and last.is_unmarked and knowledge.indicator_index.has_pair(last.base, words[hit.end].base)
    )


def is_excluded(place: PlaceMention, hits: Sequence[Hit[str]]) -> bool:
    """Return whether a place is named only to say that it is not meant ("…, không phải thành phố Lạng Sơn")."""
    return any(hit.value == "exclude" and 0 < hit.start < hit.end == place.start for hit in hits)


def excluded(
    reading: Reading, hits: Sequence[Hit[str]], places: Sequence[PlaceMention], knowledge: Knowledge
) -> set[int]:
    """Return the positions of what a question says that it does not mean ("…, không phải nước hợp vệ sinh, …").

    At the beginning only what is set apart from the rest is one: "không phải số tỷ, tăng mấy phần trăm kia". What a
    message closes with is none of it: "ko lấy kế hoạch vậy ạ".
    """
    inner = range(1, len(reading.words))
    heads = (hit for hit in hits if hit.value == "exclude")
    apart = [hit for hit in heads if hit.start or any(breaks_before(reading, at) for at in inner)]
    found = _clauses(reading, apart, places, knowledge) | _set_aside_behind(reading, places, knowledge)
    last = len(reading.words)
    for hit in reversed(hits):
        if hit.value == "filler" and hit.end == last:
            last = hit.start
    return {at for at in found if at < last}


def _set_aside_behind(reading: Reading, places: Sequence[PlaceMention], knowledge: Knowledge) -> set[int]:
    """Return the positions of parts that end in what sets them aside ("…, xã kiểu mẫu để sau"), places apart."""
    parts = parts_of(reading)
    named = {position for place in places for position in range(place.start, place.end)}
    found: set[int] = set()
    for part in parts if len(parts) > 1 else ():
        bases = tuple(reading.words[at].base for at in part)
        if any(bases[-len(phrase) :] == phrase for phrase in knowledge.words.sequences.set_aside_behind):
            found.update(set(part) - named)
    return found


def both_together(words: Sequence[ReadWord], knowledge: Knowledge) -> list[range]:
    """Return where the two things stand of which all is asked for: "cả khách trong nước lẫn quốc tế"; [] where not."""
    groups = knowledge.words.groups
    first = next((at for at, word in enumerate(words) if word.base in groups.both), None)
    if first is None:
        return []
    is_sum = first > 0 and (words[first - 1].base,) in knowledge.words.sequences.wholes
    links = groups.connectors if is_sum else groups.and_also
    inner = range(first + 2, min(first + 1 + 2 * _LONGEST_SIDE, len(words)))
    middle = next((at for at in inner if words[at].base in links), None)
    return [] if middle is None else [range(first + 1, middle), range(middle + 1, middle + 1 + _LONGEST_SIDE)]


def denies_whole(words: Sequence[ReadWord], excluded: Set[int], knowledge: Knowledge) -> bool:
    """Return whether what is said not to be meant is all there is of a thing: "ko lấy tổng số" asks for new ones."""
    said = tuple(words[at].base for at in sorted(excluded))
    return any(said[-len(phrase) :] == phrase for phrase in knowledge.words.sequences.wholes)


def left_out(
    reading: Reading, hits: Sequence[Hit[str]], places: Sequence[PlaceMention], knowledge: Knowledge
) -> set[int]:
    """Return the positions of what a figure is asked for without ("thu ngân sách, không tính tiền sử dụng đất")."""
    return _clauses(reading, [hit for hit in hits if hit.value == "negation"], places, knowledge)


def _clauses(
    reading: Reading, heads: Sequence[Hit[str]], places: Sequence[PlaceMention], knowledge: Knowledge
) -> set[int]:
    """Return the positions from each head to the end of its part of the sentence, or to the name of a place.

    The comma of a name is no end behind what is asked for: "…, không lấy nông, lâm, thủy sản".
    """
    has_pair = knowledge.indicator_index.has_pair
    words = reading.words
    found: set[int] = set()
    named = {position for place in places for position in range(place.start, place.end)}
    for hit in heads:
        position = hit.end
        found.update(range(hit.start, hit.end))
        if hit.end < len(words) and breaks_before(reading, hit.end):
            continue  # "không phải, tôi hỏi …"
        while position < len(words) and position not in named:
            found.add(position)
            position += 1
            if position == len(words) or not breaks_before(reading, position):
                continue
            between = reading.text[words[position - 1].end : words[position].start]
            is_listed = between.strip() == "," and has_pair(words[position - 1].base, words[position].base)
            if not (hit.start and is_listed):
                break
    return found
