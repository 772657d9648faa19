"""What speaks against the figure that fits best: then it is asked about and not given."""

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise

from rapidfuzz.distance import OSA

from knowledge.base import Knowledge
from knowledge.cues import both_together, breaks_before, denies_whole, exceeding, part_asked_at, parts_of
from knowledge.dimensions import RATIOS, of_unit_asked, unit_agrees
from knowledge.indicators import Match
from knowledge.lexicon import sound
from knowledge.meaning import (
    CHANGES,
    CONTENT,
    LITTLE,
    holds,
    holds_any,
    is_phrase,
    is_second_half,
    names_plan,
    units_asked,
    weighs,
)
from knowledge.parts import asked_one_by_one, asks_each
from knowledge.period_words import covered
from knowledge.question import Question
from knowledge.scoring import SURE, Scored, bases_of, dimensions_of, is_exact, only_pads, unit_fit
from knowledge.slots import Asked
from knowledge.text import PLAIN, ROMAN, key

# By how much another name must say more, and by how much less a neighbour may that is as likely.
_BETTER, _HARDLY_LESS = 0.02, 0.05
# A name that owes words to the message must fit better: "đơn đề nghị thi hành án" are not all petitions; one that owes
# what follows its own words better still: "kim ngạch xuất khẩu gạo".
_SURE_OWING, _SURE_QUALIFIED = 0.8, 0.9
# A name that takes a known word for a slip must fit this well otherwise.
_SURE_SLIPPED = 0.9
# More names than these that the same words begin are named by none of them.
_MANY_NAMES, _WORDS_OF_HEAD = 2, 2
# The fit of a unit that measures something else: tonnes where hectares were asked for.
_MEASURED_OTHERWISE = 0.7
_WHOLE_NAME, _NEARLY_WHOLE = 0.97, 0.85
_NEARLY_WHOLE_OF_TWO = 0.93
# How near an indicator must come that may be meant as well: by a slip, or by a word that was passed over.
_AS_LIKELY, _NEARLY, _NEARLY_AS_LIKELY, _LIKELY = 0.015, 0.035, 0.2, 0.8
_TELLING_WEIGHT = 2
_SAID_IN_FULL, _MOST_SAID = 0.99, 0.8
_YEAR = re.compile(r"\b20\d\d\b")
_VOWELS = frozenset("aeiouy")
# Two capitals behind a name may be anything.
_SHORTEST_NAME = 3
# "không phải", "chứ không phải" before what is not meant.
_DENIAL = 3


def is_doubtful(asked: Asked, fitting: Sequence[Scored], knowledge: Knowledge) -> bool:
    """Return whether the first of the figures that fit is not sure to be the one that was meant."""
    best = fitting[0]
    match = best.match
    return (
        _owes_words(asked, best, knowledge)
        or (best.score < _SURE_SLIPPED and _takes_for_another(asked, match, knowledge))
        or _is_outdone(asked, best, fitting, knowledge)
        or _explains_less(asked.question, best, fitting, knowledge)
        or _is_set_and_not_reached(asked, best, fitting)
        or _is_said_of_another(asked, best, fitting, knowledge)
        or _is_half_a_name(asked, best, fitting, knowledge)
        or _is_stock(asked, best, fitting, knowledge)
        or _is_new_of_stock(asked, match, knowledge)
        or _lacks_level(asked, match, knowledge)
        or _is_of_another_level(asked, fitting, knowledge)
        or _is_not_the_rest(asked, best, knowledge)
        or _is_share_of_plan(asked, best, knowledge)
        or _is_said_not_to_be_meant(asked, best, knowledge)
        or _is_said_where_set_aside(asked.question, match, knowledge)
        or counts_other_things(asked, best, knowledge)
        or _is_rate_of_what_is_counted(asked, best, knowledge)
        or _is_in_other_terms(asked, best, knowledge)
        or _is_unclear_unit(asked, fitting, knowledge)
        or bool(rests_of_names(asked.question, knowledge) - match.used)
        or _misses_what_is_counted(asked, best, knowledge)
        or _may_mean_more(asked, best, knowledge)
        or _is_of_the_whole(asked, match, knowledge)
        or _is_of_each_of_all(asked, best, knowledge)
        or asks_each(asked.question.words, knowledge)
        or _asks_several(asked.question, knowledge)
        or _names_many(asked, match, knowledge)
        or _is_of_one_people(asked, match, knowledge)
        or _is_half_of_comparison(asked, match, knowledge)
        or _is_one_of_both(asked.question, match, knowledge)
        or _is_of_no_such_kind(asked, match, knowledge)
        or _is_of_another_cause(asked, match, knowledge)
        or _is_of_other_years(asked, match, knowledge)
        or _is_of_another_season(asked, match, knowledge)
        or _is_the_opposite(asked, match, knowledge)
        or _lacks_last_word(asked, match, knowledge)
        or _is_beside_what_is_named(asked, best, knowledge)
        or _is_of_another_measure(asked, best, knowledge)
        or _is_of_a_part_unsaid(asked, match, knowledge)
        or _says_neither_side(asked, fitting, knowledge)
        or _leaves_short_form(asked, best, fitting)
        or _has_part_without_number(asked.question, knowledge)
        or _is_of_kind_with_slip(asked.question, best, knowledge)
        or _goes_on_unknown(asked, best, fitting)
        or _leaves_capital(asked, match)
        or _is_no_average(asked, best, knowledge)
        or _may_be_cut_short(asked, best, fitting, knowledge)
        # "riêng thủy sản" is no "nông, lâm nghiệp và thủy sản"
        or (
            singles_out(asked, knowledge)
            and match.alias_share < _NEARLY_WHOLE
            and not only_pads(asked.question, match, knowledge)
        )
    )


def _owes_words(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether neither a figure's name nor its clause says all of what was asked for.

    What a name says once may be said twice: "số lượt cơ quan được kiểm tra … bao nhiêu lượt cơ quan". The kind before a
    name is none of it ("chuyen doi so phuong 1"). A known word right behind those of a name weighs more than others:
    "kim ngạch xuất khẩu gạo" is no "kim ngạch xuất khẩu".
    """
    question, match, index = asked.question, best.match, knowledge.indicator_index
    is_helped = best.score > match.score
    if best.score >= _SURE_QUALIFIED or is_helped or question.left_out:
        return False
    words, own = question.words, index.words_of(match.indicator)
    before = (place.start - 1 for place in question.places if place.start)
    explained = match.used | {at for at in before if words[at].base in knowledge.kinds}
    owed = [
        p
        for p in question.leftover
        if p not in explained and words[p].base not in own and question.meaning[p] >= CONTENT and len(words[p].base) > 1
    ]
    if best.score < _SURE_OWING:
        return bool(owed)
    return any(
        p - 1 in match.used and (words[p].is_certain or not words[p].marks) and index.knows(words[p].base) for p in owed
    )


def _is_one_of_both(question: Question, match: Match, knowledge: Knowledge) -> bool:
    """Return whether two things together are asked for, and a figure is of one: "cả khách trong nước lẫn quốc tế"."""
    words = question.words
    telling = {at for at in question.leftover if question.meaning[at] >= CONTENT}
    sides = [telling.intersection(side) for side in both_together(words, knowledge)]
    if not sides or not all(sides):
        return False
    said = {words[at].base for at in match.used}
    shared = {words[at].base for at in sides[0]} & {words[at].base for at in sides[1]}
    owed = [any(words[at].base not in said | shared for at in side) for side in sides]
    return owed[0] != owed[1]


def _is_of_one_people(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a people is named of which a name says nothing: "hộ nghèo là người dân tộc Mông" are not all."""
    bases = [word.base for word in asked.question.words]
    own = knowledge.indicator_index.words_of(match.indicator)
    return any(
        tuple(bases[at - len(phrase) : at]) == phrase and asked.question.meaning.get(at, 0.0) >= CONTENT
        for phrase in knowledge.words.sequences.peoples
        for at in range(len(phrase), len(bases))
        if bases[at] not in own
    )


def _is_of_no_such_kind(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a place is named with a kind that it is not: "phường Bình Lục 2021" is no district.

    The "xã" of "đường đến trung tâm xã Lộc Bình" belongs to what is before it.
    """
    words, index = asked.question.words, knowledge.indicator_index
    groups = knowledge.words.groups
    kinds = (place.start - 1 for place in asked.question.places if place.start and not place.types)
    return any(
        words[at].base in knowledge.kinds
        and at not in match.used
        and not words[at].options
        and (at == 0 or not index.has_pair(words[at - 1].base, words[at].base))
        and (at == 0 or words[at - 1].base not in groups.how_many | groups.connectors | knowledge.kinds)
        for at in kinds
    )


def _is_of_another_cause(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a cause is told, and a name has another: "tử vong do tai nạn giao thông", "… do đuối nước"."""
    words, causing = asked.question.words, knowledge.words.groups.causing
    name = knowledge.indicator_index.marked_name_of(match.indicator)
    causes = (at for at, (base, marks) in enumerate(name) if base in causing and marks in ("", PLAIN))
    named = {base for base, _ in name[next(causes, len(name)) + 1 :]}  # no cause follows the "độ" of "mức độ I"
    if not named:
        return False
    said = {base for word in words for base in (word.base, *(option for option, _ in word.options))}
    told = next((at for at, word in enumerate(words) if word.base in causing), len(words))
    return named.isdisjoint(said) and any(p > told and p not in match.used for p in asked.question.leftover)


def _is_of_other_years(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether two years are told and a name has others: "năm học 2023 - 2024", "… năm học 2024 - 2025"."""
    said = set(_YEAR.findall(asked.question.reading.text))
    named = {base for base in knowledge.indicator_index.name_of(match.indicator) if _YEAR.fullmatch(base)}
    return len(said) > 1 and len(named) > 1 and not named <= said


def _is_of_another_season(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a season is told that none of a name's other names has, and the name has another one."""
    said = [word.base for word in asked.question.words]
    told = [season for season in knowledge.words.sequences.seasons if holds(said, season)]
    if not told or not holds_any(knowledge.indicator_index.name_of(match.indicator), knowledge.words.sequences.seasons):
        return False
    return not any(holds_any(name, told) for name in knowledge.indicator_index.aliases_of(match.indicator))


def _is_the_opposite(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a name has the opposite of what is said: "thưởng thấp nhất" is no "Mức thưởng cao nhất"."""
    said = [word.base for word in asked.question.words]
    likely = [(one, other) for one, other in knowledge.words.opposites if one[0] in said]
    name = knowledge.indicator_index.name_of(match.indicator) if likely else ()
    return any(holds(said, one) and holds(name, other) and not holds(name, one) for one, other in likely)


def _lacks_last_word(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a name is told by its last word, which a message does not say: "kinh tế" is no "kinh tế số"."""
    said, name = [word.base for word in asked.question.words], knowledge.indicator_index.name_of(match.indicator)
    named = (phrase for phrase in knowledge.words.sequences.told_by_last_word if holds(name, phrase))
    return any(holds(said, phrase[:-1]) and not holds(said, phrase) for phrase in named)


def _is_in_other_terms(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether a figure is told in other terms than were asked for: an amount, or growth where points are due."""
    return _is_amount_for_percent(asked, best, knowledge) or _is_growth_for_points(asked, best, knowledge)


def _is_growth_for_points(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether points are asked for, and a figure is the growth of an amount: "đóng góp mấy điểm phần trăm".

    Two growths lie so many points apart.
    """
    words, observation = asked.question.words, best.observation
    is_amount = knowledge.dimension(knowledge.indicators[observation.indicator].unit) not in RATIOS
    return (
        observation.measure == "growth"
        and is_amount
        and "compare" not in asked.question.cues
        and holds_any([word.base for word in words], knowledge.words.sequences.points)
    )


def _is_of_another_measure(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether a message says what is measured, in full, and neither a figure's names nor its label do.

    "Sản lượng ngô" is no area of it, "tổng công suất điện gió" no number of farms, "tỷ trọng giảm mấy %" no growth.
    """
    question = asked.question
    if question.further or question.intent == "compare":
        return False
    out = question.left_out | question.excluded
    words = question.words
    said = {at for at, word in enumerate(words) if at not in out and word.how != "short"}
    told = [
        phrase
        for phrase in knowledge.words.measures
        for at in said
        if words[at].base == phrase[0][0]
        and said.issuperset(range(at, at + len(phrase)))
        and is_phrase(words[at : at + len(phrase)], phrase)
    ]
    own = knowledge.indicator_index.words_of(best.match.indicator) | bases_of(best.observation.label)
    return not all(own.issuperset(base for base, _ in phrase) for phrase in told)


def _is_of_a_part_unsaid(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether all names that have what is said of a message tell a part of it by a word that is not said.

    "Thu tiền sử dụng đất" is no "Thu ngân sách … không tính tiền sử dụng đất", "lượt lao động" are not those of women.
    """
    words, text = asked.question.words, asked.question.reading.text
    is_short = any(word.how == "short" or word.is_unknown or text[word.start : word.end].isupper() for word in words)
    if (is_short and not text.isupper()) or "carried" in asked.origins.values():
        return False  # a short form may have the word in it, the message before may have said it
    said = {base for word in words for base in (word.base, *(option for option, _ in word.options))}
    of_parts, index = knowledge.words.of_parts, knowledge.indicator_index
    own = index.words_of(match.indicator)
    if all(base in said or base not in own for base, _ in of_parts):
        return False
    used = {words[position].base for position in match.used}
    names = (name for name in index.words_of_names(match.indicator) if used <= name.keys())
    return all(any(base not in said for base, _ in name.items() & of_parts) for name in names)


def _is_beside_what_is_named(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether a message is the whole name of something else that is told in the same unit.

    "Nhận mấy đơn tố cáo" is not answered by those settled, "giá trị sản xuất công nghiệp - xây dựng tăng mấy %" not by
    industry alone, "sản xuất nông nghiệp đạt mấy % kế hoạch" not by "công nghiệp" with a slip.
    """
    match, observation, question = best.match, best.observation, asked.question
    if is_exact(match):
        return False
    indicators, near = knowledge.indicators, knowledge.neighbours.get(match.indicator, ())
    own = knowledge.dimension(indicators[match.indicator].unit)
    named = (one for one in asked.matches if one.indicator != match.indicator and is_exact(one))
    alike = [one for one in named if knowledge.dimension(indicators[one.indicator].unit) == own]
    if not alike:
        return False
    if match.slips or (indicators[match.indicator].origin == "data" and not only_pads(question, match, knowledge)):
        return True
    # "Thu ngân sách xã Hoằng Tiến": the kind of the place is a word of the name
    is_said = {word.base for word in question.words}.issuperset(knowledge.indicator_index.name_of(match.indicator))
    if not is_said and any(one.indicator in near for one in alike):
        return True
    told = bases_of(observation.label) | bases_of(observation.qualifier)
    more = {at for one in alike if one.used > match.used for at in one.used - match.used}
    return any(question.words[at].base not in told for at in more)


def _says_neither_side(asked: Asked, fitting: Sequence[Scored], knowledge: Knowledge) -> bool:
    """Return whether a figure here is told from another one by a word alone of which nothing is said ("thu", "chi")."""
    match, name_of = fitting[0].match, knowledge.indicator_index.marked_name_of
    name = frozenset(name_of(match.indicator))
    for sides in knowledge.words.contrasts:
        own = name & sides
        if len(own) != 1 or any(word.base == base for word in asked.question.words for base, _ in sides):
            continue
        if any(
            s.match.used == match.used and len(sides.intersection(name_of(s.match.indicator)) - own) for s in fitting
        ):
            return True
    return False


def _leaves_short_form(asked: Asked, best: Scored, fitting: Sequence[Scored]) -> bool:
    """Return whether a short form that nobody knows is of another name that fits here.

    The "KS" of "Số KS làm cơ sở cách ly" are hotels, and no experts.
    """
    words = asked.question.words
    unknown = {
        p
        for p in asked.question.leftover
        if words[p].is_unknown
        and p not in best.match.used
        and (not words[p].options or _VOWELS.isdisjoint(words[p].base))  # "covi" is a slip
    }
    return bool(unknown) and any(unknown & other.match.used for other in fitting)


def _has_part_without_number(question: Question, knowledge: Knowledge) -> bool:
    """Return whether a period began with a part that was not understood: "Chí tháng năm 2026", "quý o năm 2025".

    What follows some months tells which half it is: "sáu tháng đu năm 2025".
    """
    words, groups = question.words, knowledge.words.groups
    parts, between = groups.numbered_parts, groups.connectors | groups.whole_years
    has_pair = knowledge.indicator_index.has_pair  # "hằng tháng năm 2025"
    named = {at for place in question.places for at in range(place.start, place.end)}  # "trước bạ Quy Nhơn 2024"
    taken = covered(question.periods) | named
    for period in question.periods:
        for at in {period.start - 1, period.start - 2} - taken:
            if at < 0 or words[at].base not in parts:
                continue
            before = words[at - 1].base if at else ""
            if at == period.start - 1:
                is_told = has_pair(before, words[at].base)
            else:
                is_counted = before in knowledge.words.number_bases or before.isdigit()
                is_told = words[at + 1].base in between or not (is_counted or len(words[at + 1].base) == 1)
            if not is_told:
                return True
    return False


def _goes_on_unknown(asked: Asked, best: Scored, fitting: Sequence[Scored]) -> bool:
    """Return whether a word that nobody knows stands right behind those of a name: the "spe" of "DT dừa spe".

    A short form counts where longer names begin as well with the words before it: the "NTS" of "GTSX NTS".
    """
    words, used = asked.question.words, best.match.used
    behind = [
        words[at]
        for at in {*asked.question.leftover, *asked.question.odd}
        if words[at].is_unknown and at - 1 in used and at not in used
    ]
    if any(not _VOWELS.isdisjoint(word.base) for word in behind):
        return True
    goes_on = any(s.match.used >= used and s.match.indicator != best.match.indicator for s in fitting)
    return goes_on and any(len(word.base) >= _SHORTEST_NAME for word in behind)


def _may_be_cut_short(asked: Asked, best: Scored, fitting: Sequence[Scored], knowledge: Knowledge) -> bool:
    """Return whether a letter that nothing explains begins a word that another figure's name has and this one has not.

    The "N" of "số xã đạt chuẩn NTM N" may be what is left of "NTM NC", the "D" of "GTSX D TPLS" of "DV".
    """
    question, name_of = asked.question, knowledge.indicator_index.name_of
    letters = {question.words[at].base for at in question.odd if at not in best.match.used}
    left = {letter for letter in letters if len(letter) == 1 and letter not in ROMAN}
    if not left:
        return False
    own = set(name_of(best.match.indicator))
    others = (s for s in fitting if s.match.indicator != best.match.indicator and s.match.used >= best.match.used)
    return any(base[0] in left for other in others for base in name_of(other.match.indicator) if base not in own)


def _is_half_of_comparison(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether two things are set against each other, and only one is understood.

    "Chi thường xuyên hơn chi xây dựng cơ bản mấy tỷ" is no question about the first.
    """
    question, index = asked.question, knowledge.indicator_index
    if question.further:
        return False
    own = index.words_of(match.indicator)
    first = min(exceeding(question.words, question.meaning, knowledge), default=len(question.words))
    behind = (position for position in question.meaning if position > first and position not in match.used)
    bases = (question.words[position].base for position in behind if question.meaning[position] > 0)
    return any(index.knows(base) and base not in own for base in bases)


def _is_rate_of_what_is_counted(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether it is asked how many there are of a thing, and a figure tells what part: "mấy đại biểu", 41 %."""
    question = asked.question
    if question.wants_percent or asked.measure or knowledge.dimension(best.observation.unit) not in RATIOS:
        return False
    words, how_many = question.words, knowledge.words.groups.how_many
    return any(
        words[at - 1].base in how_many
        and at - 1 not in best.match.used  # the "máy" of "nhà máy xử lý" asks for nothing
        and at in best.match.used
        and question.meaning.get(at, 0.0) >= CONTENT
        for at in range(1, len(words))
    )


def _is_amount_for_percent(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether a percentage is asked for, and a figure is an amount: "dat bao nhieu phan tram so tieu chi"."""
    if not asked.question.wants_percent or asked.is_in_any_unit or asked.measure:
        return False
    dimension = knowledge.dimension(best.observation.unit)
    return best.observation.measure == "level" and bool(dimension) and dimension not in RATIOS


def _is_unclear_unit(asked: Asked, fitting: Sequence[Scored], knowledge: Knowledge) -> bool:
    """Return whether it is not told in what the answer is expected, and figures in other units are as near ("bn t")."""
    best, words = fitting[0], asked.question.words
    how_many = knowledge.words.groups.how_many
    unclear = (
        position
        for position in range(1, len(words))
        if words[position - 1].base in how_many
        and position not in best.match.used
        and words[position].base.isalpha()
        and (words[position].is_unknown or len(words[position].base) == 1)
        and words[position].base not in knowledge.units
    )
    if next(unclear, None) is None:
        return False
    unit = knowledge.dimension(best.observation.unit)
    return any(
        other.score >= best.score - _NEARLY_AS_LIKELY and knowledge.dimension(other.observation.unit) != unit
        for other in fitting
    )


def rests_of_names(question: Question, knowledge: Knowledge) -> frozenset[int]:
    """Return the positions of words behind a place's name that may be the rest of a longer one, with a slip.

    "Tam Dương ắc" may be Tam Dương Bắc, and is not sure to be Tam Dương.
    """
    words = question.words
    odd = question.odd
    return frozenset(
        at
        for name, at in ((place.name, place.end) for place in question.places)
        if (at in odd or question.meaning.get(at, 0.0) > LITTLE)
        and not breaks_before(question.reading, at)
        and knowledge.place_index.goes_on(" ".join(word.base for word in words[name:at]), words[at].base)
    )


def _misses_what_is_counted(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether cases of something are asked for of which a name says nothing: "mấy trường hợp vi phạm"."""
    words, how_many = asked.question.words, knowledge.words.groups.how_many
    for at in (at for at in range(1, len(words)) if words[at - 1].base in how_many):
        for classifier in knowledge.words.sequences.classifiers:
            end = at + len(classifier)
            if end < len(words) and tuple([word.base for word in words[at:end]]) == classifier:
                counted = words[end]
                is_told = asked.question.meaning.get(end, 0.0) >= CONTENT and not counted.options
                own = knowledge.indicator_index.words_of(best.match.indicator)
                return is_told and counted.base not in own and end not in best.match.used
    return False


def _takes_for_another(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a match owes a word to a slip for one that a likely other has as it stands.

    "xuất khẩu gạo" is no "xuất khẩu lao động" where some name has both "khẩu" and "gạo".
    """
    if not match.slips:
        return False
    words, own_words = asked.question.words, knowledge.indicator_index.words_of
    own = own_words(match.indicator)
    slipped = [position for position in match.used if words[position].base not in own and not words[position].options]
    return any(
        position in other.used and words[position].base in own_words(other.indicator)
        for position in slipped
        for other in asked.question.matches
        if other.score >= match.score - _NEARLY
    )


def _is_outdone(asked: Asked, best: Scored, fitting: Sequence[Scored], knowledge: Knowledge) -> bool:
    """Return whether another figure's name says more of a message, and all that the best one's name says.

    What the clause of the best says besides may be of the other: "4 cuộc, trong đó 2 cuộc chuyển tiếp". "Tổng số học
    sinh năm học 2025 - 2026" are not those of primary schools, though both clauses tell the school year. What asks for
    a change is no word of a name: the "tăng" of "xây dựng tăng mấy %" is none of "Giá trị tăng thêm".
    """
    changing = knowledge.words.groups.rising | knowledge.words.groups.falling if asked.measure in CHANGES else ()
    asking = {at for at, word in enumerate(asked.question.words) if word.base in changing}
    return any(
        other.match.used - asking > best.match.used
        and (other.match.score > best.match.score + _BETTER or _is_only_said_by(other.match, best.match))
        and other.score >= SURE
        for other in fitting
    )


def _is_set_and_not_reached(asked: Asked, best: Scored, fitting: Sequence[Scored]) -> bool:
    """Return whether a figure was only set, and another one of more words of the message was reached.

    "Chi tieu hdnd huyen giao dat may cai" asks how many of them were met.
    """
    if best.observation.kind != "target" or asked.kind == "target":
        return False
    return any(
        other.match.used > best.match.used
        and other.score >= SURE
        and other.observation.kind != "target"
        and other.observation.measure == best.observation.measure
        and other.observation.unit == best.observation.unit
        for other in fitting
    )


def _is_only_said_by(other: Match, best: Match) -> bool:
    """Return whether a name has all that was said, and the best one's name hardly most of it."""
    is_better = other.score > best.score
    return is_better and other.words_share >= _SAID_IN_FULL and best.words_share < _MOST_SAID


def _is_said_of_another(asked: Asked, best: Scored, fitting: Sequence[Scored], knowledge: Knowledge) -> bool:
    """Return whether words that the best owes to its clause are of another's name, which says as much with its own.

    "Số cơ sở y, dược, kinh doanh mỹ phẩm … đã được kiểm tra" are not those that were fined, whose clause begins so.
    """
    if best.score <= best.match.score:
        return False
    owed = {p for p in asked.question.leftover if p not in best.match.used and asked.question.meaning[p] >= CONTENT}
    own = knowledge.indicator_index.words_of(best.match.indicator)
    owed = {p for p in owed if asked.question.words[p].base not in own}
    return any(
        other.match.indicator != best.match.indicator
        and other.score >= best.score
        and owed & other.match.used
        and knowledge.dimension(other.observation.unit) == knowledge.dimension(best.observation.unit)
        for other in fitting
    )


def _is_half_a_name(asked: Asked, best: Scored, fitting: Sequence[Scored], knowledge: Knowledge) -> bool:
    """Return whether the words that a name lacks are what tells it from a neighbour that the same words may begin.

    "Tỷ lệ bao phủ bảo hiểm" may be of bảo hiểm y tế and of bảo hiểm xã hội.
    """
    match = best.match
    near = knowledge.neighbours.get(match.indicator, ()) if match.alias_share < _NEARLY_WHOLE_OF_TWO else ()
    if not near:
        return False
    said = {asked.question.words[position].base for position in match.used}
    name_of = knowledge.indicator_index.name_of
    own = said.intersection(name_of(match.indicator))
    return any(
        other.match.indicator in near
        and other.match.used == match.used
        and other.match.alias_share < _NEARLY_WHOLE_OF_TWO
        and other.score >= best.score - _NEARLY_AS_LIKELY / 2
        and other.observation.measure == best.observation.measure
        and own == said.intersection(name_of(other.match.indicator))
        for other in fitting
    )


def _is_stock(asked: Asked, best: Scored, fitting: Sequence[Scored], knowledge: Knowledge) -> bool:
    """Return whether what was added is asked for, and a figure is a sum, or another than the best is of what was added.

    "Có thêm bao nhiêu sản phẩm OCOP" is not answered by how many there are "lũy kế".
    """
    if "more" not in asked.question.cues or best.observation.measure != "level":
        return False
    if tuple(key(best.observation.qualifier).split()) in knowledge.words.sequences.wholes:
        return True
    return any(other.observation.measure == "increase" and other.score >= SURE for other in fitting)


def _is_new_of_stock(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether all of something is asked for, and the name that fits here is of new ones."""
    if "stock" not in asked.question.cues or match.indicator == asked.question.matches[0].indicator:
        return False
    said = [word.base for word in asked.question.words]
    name = knowledge.indicator_index.name_of(match.indicator)
    return any(holds(name, phrase) and not holds(said, phrase) for phrase in knowledge.words.sequences.of_new)


def _lacks_level(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a message speaks of a level, and all names of an indicator of one that it does not say.

    "OCOP cấp hyện Thọ Xuân" is no "Sản phẩm OCOP cấp tỉnh".
    """
    levels = knowledge.words.groups.levels
    words = asked.question.words
    if not any(words[position].base in levels for position in match.used):
        return False
    said = {word.base for word in words}
    pairs = [
        (one, other)
        for name in knowledge.indicator_index.aliases_of(match.indicator)
        for one, other in pairwise(name)
        if one in levels and (other in knowledge.kinds or other in knowledge.words.groups.of_levels)
    ]
    return bool(pairs) and not any(other in said for _, other in pairs)


def _is_of_another_level(asked: Asked, fitting: Sequence[Scored], knowledge: Knowledge) -> bool:
    """Return whether a name tells of a level that is not said, and the one that is said is in another's name.

    "Thu ngân sách do huyện Đức Trọng quản lý" is no "Thu ngân sách tỉnh quản lý".
    """
    best, said = fitting[0], {word.base for word in asked.question.words}
    name_of = knowledge.indicator_index.name_of
    own = knowledge.kinds.intersection(name_of(best.match.indicator))
    if own <= said:
        return False
    return any(
        other.match.used >= best.match.used
        and not (said - own).isdisjoint(knowledge.kinds.intersection(name_of(other.match.indicator)))
        for other in fitting[1:]
    )


def _is_not_the_rest(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether the rest of some units is asked for, and no condition names it."""
    return asks_rest(asked.question, knowledge) and not is_of_rest(best, knowledge)


def asks_rest(question: Question, knowledge: Knowledge) -> bool:
    """Return whether the rest of some units is asked for: "các phường còn lại", "còn mấy phường nữa phải đạt"."""
    bases = [word.base for word in question.words]
    sequences, how_many = knowledge.words.sequences, knowledge.words.groups.how_many
    named = {at for place in question.places for at in range(place.name, place.end)}  # the "Hà" of "Vinh Hà còn lại"
    for at, base in enumerate(bases[:-1]):
        if (
            at
            and at - 1 not in named
            and bases[at - 1] in knowledge.units
            and any(tuple(bases[at : at + 2]) == rest for rest in sequences.rests)
        ):
            return True
        for first, last in sequences.rests_around:
            if base == first and last in bases[at + 2 :] and not how_many.isdisjoint(bases[at + 1 : at + 3]):
                return True
    return False


def is_of_rest(scored: Scored, knowledge: Knowledge) -> bool:
    """Return whether a condition says that a figure is of the rest of some units ("02 phường còn lại")."""
    said = key(scored.observation.qualifier).split()
    return any(holds(said, rest) for rest in knowledge.words.sequences.rests)


def _is_share_of_plan(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether a plan itself is asked for ("dự toán thu ngân sách thành phố giao"), and a figure is its share.

    Where a rate is planned the plan is a percentage as well: "bhyt tỉnh giao mấy %".
    """
    question, groups = asked.question, knowledge.words.groups
    said = [word.base for word in question.words]
    is_rate = knowledge.dimension(knowledge.indicators[best.observation.indicator].unit) in RATIOS
    if is_rate and question.wants_percent and best.observation.measure == "share" and "base" in question.cues:
        is_weighed = names_plan(said, knowledge) or bool(question.bases)
        return not is_weighed and groups.weighing_verbs.isdisjoint(said)
    if question.wants_percent or asked.measure or best.observation.measure not in ("share", "growth"):
        return False
    return groups.plan.issubset(said) and not any(weighs(word, knowledge) for word in question.words)


def _is_said_not_to_be_meant(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether what a figure is was said not to be meant: "số người, không lấy tỷ lệ", "không phải chỉ tiêu".

    "Không phải tỷ lệ thu gom" sets one rate apart from another.
    """
    excluded = asked.question.excluded
    if not excluded:
        return False
    if best.observation.measure != "level" and denies_whole(asked.question.words, excluded, knowledge):
        return False
    if _is_against_what_is_denied(asked.question, best, knowledge):
        return True
    denied = (hit for at in excluded for hit in knowledge.cues.find(asked.question.words, at) if hit.fit == 1.0)
    words, frame = asked.question.words, knowledge.words.groups.period_frame
    if any(
        hit.value == best.observation.kind
        and hit.end - hit.start >= len(excluded) - _DENIAL
        and not (hit.end < len(words) and words[hit.end].base in frame)  # "không phải ước cả năm" denies the year
        for hit in denied
    ):
        return True
    if knowledge.dimension(best.observation.unit) not in RATIOS:
        return False
    index = knowledge.indicator_index
    said = tuple(words[position].base for position in sorted(excluded))
    if best.observation.measure in CHANGES and holds_any(said, knowledge.words.sequences.rests):
        return False  # "giảm mấy %, không hỏi tỷ lệ còn lại" denies the level
    return any(
        first == 0
        and dimensions == RATIOS
        and said[at : at + len(phrase)] == phrase
        and not any(index.knows(base) and index.weight(base) > _TELLING_WEIGHT for base in said[at + len(phrase) :])
        for at, base in enumerate(said)
        for first, phrase, dimensions in knowledge.words.hints_with.get(base, ())
    )


def _is_against_what_is_denied(question: Question, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether a share is of what was said not to be meant: "…, chứ không phải so với kế hoạch vốn"."""
    out = question.excluded
    denied = {question.words[at].base for at in out}
    said = {word.base for at, word in enumerate(question.words) if at not in out}
    own = bases_of(best.observation.base) - knowledge.words.groups.base_heads - said
    telling = {base for base in own if base not in knowledge.little_words and not base.isdigit()}
    return bool(telling) and telling <= denied


def _is_said_where_set_aside(question: Question, match: Match, knowledge: Knowledge) -> bool:
    """Return whether words of a name stand in a part of the message that may set them aside: "…, chớ lấy xã nâng cao".

    The "bỏ" of "…, bỏ học mấy em" is a word of the name itself.
    """
    heard = match.used | question.excluded | question.left_out
    for part in parts_of(question.reading)[1:]:
        first = question.words[part.start]
        if part.start in heard or (first.base, first.marks) not in knowledge.words.setting_aside:
            continue
        if any(question.meaning.get(at, 0.0) > LITTLE for at in match.used.intersection(part)):
            return True
    return False


def _explains_less(question: Question, best: Scored, fitting: Sequence[Scored], knowledge: Knowledge) -> bool:
    """Return whether a label here in the same unit has all that a figure's name has of a message, and a word more.

    "Ngân hàng cho vay mấy tỷ" is the "Doanh số cho vay của các ngân hàng" before their "Tổng dư nợ".
    """
    dimension, first = knowledge.dimension(best.observation.unit), best.observation
    telling = {at for at in question.leftover if question.meaning[at] >= CONTENT}
    own = best.match.used & telling
    return not is_exact(best.match) and any(
        s.match.used & telling > own
        and s.observation.measure == first.measure
        and s.observation.period == first.period
        and knowledge.dimension(s.observation.unit) == dimension
        for s in fitting
        if knowledge.indicators[s.match.indicator].origin != "data" and s.match.indicator != best.match.indicator
    )


def _leaves_capital(asked: Asked, match: Match) -> bool:
    """Return whether one capital is left of a short form before a name: "S hộ nghèo" are their number or their share.

    Where a unit is asked for it says which: "S hộ nghèo mấy %".
    """
    question, text = asked.question, asked.question.reading.text
    if text.isupper() or dimensions_of(asked):
        return False
    letters = (at for at in question.leftover if at not in match.used and at + 1 in match.used)
    words = (question.words[at] for at in letters)
    return any(word.end - word.start == 1 and text[word.start].isupper() for word in words)


def _is_no_average(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether an average is asked for and a figure is none: "BQ Tu NTM/xã"; growth is one over some years."""
    question = asked.question
    if best.observation.measure != "level" or dimensions_of(asked):
        return False
    # "huyện Lộc Bình quản lý" holds no "bình quân"
    said = [word.base if at in question.meaning else "" for at, word in enumerate(question.words)]
    if not any(holds(said, one) for one in knowledge.words.sequences.averages):
        return False
    own = tuple(base for name in knowledge.indicator_index.aliases_of(best.match.indicator) for base in name)
    told = (own, tuple(key(best.observation.label).split()))
    is_told = any(holds(one, average) for one in told for average in knowledge.words.sequences.averages)
    return not is_told and "/" not in best.observation.unit


def counts_other_things(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether a unit is asked for and a figure has another: "mấy hộ dân" asks for no people, "mấy vụ" no ha.

    Where the name says what was to be counted it may be in another unit: "mấy thuê bao" for each 100 people.
    """
    question, observation = asked.question, best.observation
    if asked.measure or observation.measure not in ("level", "increase") or question.wants_percent:
        return False
    wanted = of_unit_asked(question, knowledge)
    if unit_agrees(wanted, observation.unit, knowledge):
        return False
    return not _counts_so(question, best.match.indicator, knowledge)


def _counts_so(question: Question, indicator: int, knowledge: Knowledge) -> bool:
    """Return whether a name of an indicator begins with what is counted behind "bao nhiêu": "Số hộ kinh doanh"."""
    asked = sorted(units_asked(question.words, knowledge))
    noun = tuple(question.words[at].base for at in asked if at == asked[0] or at - 1 in asked)
    groups, index = knowledge.words.groups, knowledge.indicator_index
    names = (index.name_of(indicator), *index.aliases_of(indicator))
    counting = groups.counted | groups.summing
    return bool(noun) and any(tuple(dropwhile(counting.__contains__, name))[: len(noun)] == noun for name in names)


def _may_mean_more(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether a word that was passed over or taken for a slip makes another indicator just as likely.

    "đàn bò ữa" may be dairy cows, "đàn lợ" is no cow, "don khieu nai ve dat" may be about land.
    """
    wanted = dimensions_of(asked)
    used = best.match.used
    for other in asked.matches:
        extra = other.used - used
        if other.indicator == best.match.indicator or not (extra or best.match.slips):
            continue
        worth = other.score * unit_fit(wanted, other, knowledge)
        if best.match.slips and _is_as_likely_neighbour(best.match, other, worth, knowledge):
            return True
        if asked.measure and best.observation.measure == asked.measure:
            extra = frozenset(p for p in extra if asked.question.meaning.get(p, 0.0) > 0)  # "giảm mấy vụ" is answered
        if not extra:
            continue
        if best.match.slips and worth >= best.match.score - _AS_LIKELY:
            return True
        enough = max(_LIKELY, best.match.score - _NEARLY_AS_LIKELY)
        if any(asked.question.words[position].is_unknown for position in extra):
            enough = min(enough, best.match.score)  # the best does without the "dutet" of "duoc dutet", a "duyệt"
        says_more = used < other.used and worth >= enough
        if says_more and (
            _tells_apart(asked, other, extra, knowledge) or _goes_on(asked, best.match, other, knowledge)
        ):
            return True
    return False


def _goes_on(asked: Asked, best: Match, other: Match, knowledge: Knowledge) -> bool:
    """Return whether the words right behind those of a name begin what makes another of it, with a slip in the next.

    "Xã nông thôn mới nâng ca" may be the "Số xã đạt chuẩn nông thôn mới nâng cao".
    """
    words, name = asked.question.words, knowledge.indicator_index.name_of(other.indicator)
    own = knowledge.indicator_index.words_of(best.indicator)
    first = max(best.used, default=0) + 1
    return (
        other.slips
        and {first, first + 1} <= other.used
        and words[first].base in name
        and words[first].base not in own
        and words[first + 1].base not in name
    )


def _is_as_likely_neighbour(best: Match, other: Match, worth: float, knowledge: Knowledge) -> bool:
    """Return whether a slip may stand for a neighbour as well: "Thi ngân sách" is as near to "thu" as to "chi"."""
    near = other.indicator in knowledge.neighbours.get(best.indicator, ())
    return near and other.slips and other.used == best.used and worth >= best.score - _HARDLY_LESS


def _tells_apart(asked: Asked, other: Match, extra: frozenset[int], knowledge: Knowledge) -> bool:
    """Return whether the further words of another indicator are of weight in the message."""
    question = asked.question
    of_places = {position for place in question.places for position in range(place.start, place.name)}
    extra -= of_places  # the "xã" of "thu ngân sách xã Tam Dương" says what Tam Dương is
    words = [question.words[position] for position in extra]
    if any(question.words[p].options and question.meaning.get(p, 0.0) > 0 for p in extra):
        return True
    if any(question.meaning.get(p, 0.0) > LITTLE for p in extra):
        return True
    weigh = knowledge.indicator_index.weight
    groups = knowledge.words.groups
    directions = groups.rising | groups.falling if question.measure else frozenset()  # "giam bao nhieu vu" is no name
    return other.alias_share > _WHOLE_NAME and any(
        not word.marks and weigh(word.base) > _TELLING_WEIGHT and word.base not in directions for word in words
    )


def _is_of_each_of_all(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether the sum of something is asked for and a figure is of each unit of it.

    "tổng giá trị sản phẩm mấy tỷ" is no "Giá trị sản phẩm trên một ha đất canh tác".
    """
    words, sequences = asked.question.words, knowledge.words.sequences
    summed = {base for phrase in sequences.sums for base in phrase}
    if not any(word.base in summed and word.how == "typed" and not word.options for word in words):
        return False
    name = knowledge.indicator_index.name_of(best.match.indicator)
    return holds_any(name, sequences.each_of) and not holds_any([word.base for word in words], sequences.each_of)


def _is_of_kind_with_slip(question: Question, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether two words before a place are a slip from a kind that it is not: "Thi tra Loc Binh" of a district.

    Words of the name are none of a kind.
    """
    words = question.words
    own = knowledge.store.place(best.observation.place).type
    for place in question.places:
        start = place.start - 2
        said = " ".join(word.base for word in words[start : place.start])
        if place.types or start < 0 or {start, start + 1} <= best.match.used or said in knowledge.types_by_kind:
            continue
        near = [
            types
            for kind, types in knowledge.types_by_kind.items()
            if " " in kind and OSA.distance(kind, said, score_cutoff=1) <= 1
        ]
        if near and all(own not in types for types in near):
            return True
    return False


def _is_of_the_whole(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a part is asked for of which a name does not speak.

    "Trong số doanh nghiệp mới thành lập, mấy doanh nghiệp làm du lịch" is not answered by all the new ones.
    """
    asked_at = part_asked_at(asked.question.words, asked.question.meaning, knowledge)
    if asked_at is None:
        return False
    words = asked.question.words
    used = {words[position].base for position in match.used}  # "chuyên gia cách ly … đã hết cách ly" says it twice
    return any(p > asked_at and words[p].base not in used for p in asked.question.leftover)


def _asks_several(question: Question, knowledge: Knowledge) -> bool:
    """Return whether several things are counted one by one, and not each of them has a figure of its own.

    "Bao nhiêu đơn khiếu nại, bao nhiêu đơn tố cáo" is no sum of both.
    """
    if question.further:
        return False
    return bool(asked_one_by_one(question.reading, question.meaning, question.meaning, knowledge))


def _names_many(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether the words are but the head of many names: "tổng đàn" is no herd of cows where that is alone.

    Those measured otherwise than was asked for do not count: "mấy ha sắn" may have many names of yield beside it.
    """
    said = [position for position in match.used if asked.question.meaning.get(position, 0.0) > LITTLE]
    if match.alias_share >= _NEARLY_WHOLE or len(said) > _WORDS_OF_HEAD or only_pads(asked.question, match, knowledge):
        return False
    wanted = dimensions_of(asked)
    alike = [
        other
        for other in asked.matches
        if other.used >= match.used
        and other.score >= match.score - _AS_LIKELY
        and unit_fit(wanted, other, knowledge) > _MEASURED_OTHERWISE
    ]
    return len(alike) > _MANY_NAMES


def singles_out(asked: Asked, knowledge: Knowledge) -> bool:
    """Return whether a part is asked for by itself ("riêng", also as it is heard; but "diện tích" is no "riêng")."""
    singling = knowledge.words.groups.singling
    sounds = {sound(base) for base in singling}
    knows = knowledge.indicator_index.knows
    question = asked.question
    of_others = {period.start - 1 for period in question.periods}  # "riêng quý III"
    of_others |= {position for place in question.places for position in range(place.start, place.end)}  # "Giồng Riềng"
    return any(
        position not in of_others
        and (word.base in singling or (sound(word.base) in sounds and not knows(word.base)))
        and not is_second_half(question.words, position, knowledge)  # "sầu riêng"
        for position, word in enumerate(question.words)
    )
