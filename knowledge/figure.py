"""One figure looked up: given only where indicator, place, period, measure and kind are what was asked for."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.alternatives import (
    MOST_CHOICES,
    age,
    close,
    doubt,
    newest_first,
    no_data,
    not_understood,
    options,
    without_figure,
)
from knowledge.base import Knowledge
from knowledge.cues import part_asked_at
from knowledge.dimensions import RATIOS
from knowledge.indicators import Match
from knowledge.lexicon import sound
from knowledge.meaning import CONTENT, units_asked
from knowledge.parts import asks_each
from knowledge.question import Question
from knowledge.result import Result, conflicts_among
from knowledge.scoring import (
    CLOSE,
    HINT,
    SURE,
    Scored,
    bears_its_measure,
    dimensions_of,
    in_period,
    is_exact,
    meant,
    of_match,
    score,
    unit_fit,
)
from knowledge.slots import Asked
from knowledge.store import Observation
from knowledge.text import clean, words_of

# People are counted by visits as well.
_PEOPLE = frozenset({"count:person", "count:visit"})
_CHANGES = frozenset({"growth", "decrease"})
_KIND_ORDER = {"actual": 0, "estimate": 1, "target": 2}
# "nước sạch" where only the rural rate stands: all words are explained, but the figure's name says more.
_ALL_WORDS, _NARROWER = 0.95, 0.45
# By how much another indicator must score better to be what was meant, and by how much where its name was not said
# whole either: "sản xuất công nghiệp - TTCN tăng mấy %" names no "cơ sở sản xuất".
_BETTER, _BETTER_IN_PART = 0.02, 0.1
# A name that owes words to the message must fit better: "đơn đề nghị thi hành án" are not all petitions.
_SURE_OWING = 0.725
# More names than these that the same words begin are named by none of them.
_MANY_NAMES, _WORDS_OF_HEAD = 2, 2
# The fit of a unit that measures something else: tonnes where hectares were asked for.
_MEASURED_OTHERWISE = 0.7
# A name that takes a known word for a slip must fit this well otherwise.
_SURE_SLIPPED = 0.75
# How well a label must fit that says all of a message and more.
_IN_MORE_WORDS = 0.55
# A figure that stands alone may fit less than others must.
_ALONE, _FAR_BEHIND = 0.5, 0.75
_WHOLE_NAME, _NEARLY_WHOLE = 0.97, 0.85
# How near an indicator must come that may be meant as well: by a slip, or by a word that was passed over.
_AS_LIKELY, _NEARLY_AS_LIKELY, _LIKELY = 0.015, 0.2, 0.8
_LITTLE, _TELLING_WEIGHT = 0.25, 2
# A rival that explains less of the message by this much owes words to the clause that both stand in.
_FEWER_WORDS = 0.08
# One whose name says more by this much was not meant where the name of the best was said.
_SAID, _SAYS_MORE = 0.93, 0.03
# What stands beside the best figure may be of another kind, and so fit a little less.
_BESIDE = 0.12
_PLACES_LOOKED_AT = 60


def look_up(asked: Asked, knowledge: Knowledge) -> Result:
    """Return the figure asked for, or what there is instead."""
    if not asked.matches or asked.matches[0].score < HINT:
        return not_understood(asked, knowledge)
    if not asked.places:
        return _without_place(asked, knowledge)
    if len(asked.places[0]) > 1:
        return which_place(asked, knowledge)
    return _at_place(asked, asked.places[0][0], knowledge)


def _at_place(asked: Asked, place: int, knowledge: Knowledge) -> Result:
    asked = replace(asked, matches=_known_at(place, asked.matches, knowledge))
    result = _by_name(asked, place, knowledge)
    if result.status == "answered" or result.reason == "close" or not asked.matches:
        return result
    fuller = _in_more_words(asked, place, knowledge)
    if fuller and _only_pads(fuller[0].match, asked, knowledge):
        return _answer(asked, fuller[0], fuller, place, fuller[0].observation.period)
    return doubt(asked, fuller, place, knowledge) if fuller and result.reason == "no_figures_here" else result


def _known_at(place: int, matches: Sequence[Match], knowledge: Knowledge) -> tuple[Match, ...]:
    """Return what may be meant at a place: the label of another place's document is no name of anything here."""
    here = tuple(
        match
        for match in matches
        if knowledge.indicators[match.indicator].origin == "data"
        or knowledge.store.observations(indicators=[match.indicator], place=place, limit=1)
    )
    return here or tuple(matches)


def _by_name(asked: Asked, place: int, knowledge: Knowledge) -> Result:
    scored = _scored(asked, place, knowledge, asked.period)
    fitting, code = in_period(scored, asked)
    top, top_score = meant(asked, knowledge)
    if fitting and fitting[0].match.score >= top.score:
        top = fitting[0].match  # a label here goes by the name as well
    if not fitting or (fitting[0].score < SURE and not _is_only_one(asked, fitting, knowledge)):
        scored = _of_all_periods(scored, asked, place, knowledge)
        fitting, code = in_period(scored, asked)
    if not fitting or (fitting[0].score < SURE and not _is_only_one(asked, fitting, knowledge)):
        return _nothing_sure(asked, place, scored, fitting, top, top_score, knowledge)
    best = fitting[0]
    if best.match.indicator != top.indicator:
        # The catalogue knows a better name for what was asked, and there is no such figure here.
        is_plain = best.match.slips or top.alias_share > _NEARLY_WHOLE
        is_better = top_score > best.score + (_BETTER if is_plain else _BETTER_IN_PART)
        if _is_said_in_full(best.match) and top.score <= best.match.score + _BETTER:
            is_better = False  # words of several names of another indicator make no better name together
        if is_better and not is_plain and _is_only_one(asked, fitting, knowledge):
            is_better = False  # "công nghiệp làm ra bao nhiêu tỷ" asks for no "Tỷ trọng công nghiệp"
        if is_better and _is_neighbour(best.match, top, knowledge):
            return no_data(asked, place, _of_all_periods(scored, asked, place, knowledge), top, knowledge)
        if is_better or (is_exact(top) and not is_exact(best.match)):
            return doubt(asked, fitting, place, knowledge)
    if best.score < _SURE_OWING and _owes_words(asked, best):
        return doubt(asked, fitting, place, knowledge)
    if best.score < _SURE_SLIPPED and _takes_for_another(asked, best.match, knowledge):
        return doubt(asked, fitting, place, knowledge)
    if (
        _is_outdone(best, fitting)
        or _lacks_level(asked, best.match, knowledge)
        or _counts_other_things(asked, best, knowledge)
    ):
        return doubt(asked, fitting, place, knowledge)
    if _may_mean_more(asked, best, knowledge) or _is_of_the_whole(asked, best.match, knowledge):
        return doubt(asked, fitting, place, knowledge)
    if asks_each(asked.question.words, knowledge) or _names_many(asked, best.match, knowledge):
        return doubt(asked, fitting, place, knowledge)
    if _singles_out(asked, knowledge) and best.match.alias_share < _NEARLY_WHOLE:
        return doubt(asked, fitting, place, knowledge)  # "riêng thủy sản" is no "nông, lâm nghiệp và thủy sản"
    if _is_other_measure(asked, best.observation, knowledge):
        scored = _of_all_periods(scored, asked, place, knowledge)
        return no_data(asked, place, scored, best.match, knowledge, reason="other_measure")
    rivals = _rivals(best, fitting, asked, knowledge)
    if rivals:
        return close(asked, [best, *rivals], knowledge)
    return _answer(asked, best, fitting, place, code)


def _answer(asked: Asked, best: Scored, fitting: Sequence[Scored], place: int, code: str) -> Result:
    facts = _together(best, fitting)
    return Result(
        "answered",
        "lookup",
        asked.question,
        facts=facts,
        conflicts=conflicts_among(facts),
        indicators=tuple(dict.fromkeys(fact.indicator for fact in facts)),
        places=(place,),
        periods=(code,),
        origins=asked.origins,
        measure=asked.measure,
        kind=asked.kind,
    )


def _scored(asked: Asked, place: int, knowledge: Knowledge, period: str | None = None) -> list[Scored]:
    """Return the figures of a place that may be meant, those of one period or of all."""
    indicators = [match.indicator for match in asked.matches]
    return score(asked, knowledge.store.observations(indicators=indicators, place=place, period=period), knowledge)


def _of_all_periods(scored: list[Scored], asked: Asked, place: int, knowledge: Knowledge) -> list[Scored]:
    """Return what may be meant of other periods than the one asked for as well: the answer is not among those."""
    return scored if asked.period is None else _scored(asked, place, knowledge)


def _owes_words(asked: Asked, best: Scored) -> bool:
    """Return whether neither a figure's name nor its clause says all of what was asked for."""
    left = [p for p in asked.question.leftover if p not in best.match.used]
    is_helped = best.score > best.match.score
    words = asked.question.words
    owed = any(asked.question.meaning[p] >= CONTENT and len(words[p].base) > 1 for p in left)
    return owed and not is_helped and not asked.question.left_out


def _in_more_words(asked: Asked, place: int, knowledge: Knowledge) -> list[Scored]:
    """Return the figures of the one indicator here whose name says all of a message and more, if it is one.

    Reports word their labels fully: "vốn đầu tư toàn xã hội" is the "Tổng vốn đầu tư toàn xã hội thực hiện trên địa
    bàn" where no other figure is of all these words.
    """
    question = asked.question
    top, _ = meant(asked, knowledge)
    is_there = bool(knowledge.store.observations(indicators=[top.indicator], place=place, period=asked.period))
    if is_there or question.further or _singles_out(asked, knowledge):
        return []
    match = knowledge.indicator_index.match
    present = knowledge.store.indicators_of(place)
    found = match(question.words, list(question.meaning), question.meaning, among=present)
    whole = tuple(
        one
        for one in found
        if _is_said_in_full(one) and one.score >= _IN_MORE_WORDS and _is_by_own_name(question, one, knowledge)
    )
    if not whole:
        return []
    here = replace(asked, matches=whole)
    fitting, _ = in_period(_scored(here, place, knowledge, asked.period), here)
    unit = knowledge.dimension(knowledge.indicators[top.indicator].unit)
    fitting = [s for s in fitting if s.score >= _IN_MORE_WORDS and knowledge.dimension(s.observation.unit) == unit]
    if len({s.match.indicator for s in fitting}) != 1 or _is_other_measure(here, fitting[0].observation, knowledge):
        return []
    return fitting


def _is_by_own_name(question: Question, match: Match, knowledge: Knowledge) -> bool:
    """Return whether an indicator's own name has what was said: one that "hộ nghèo" lends its names to has no "cận"."""
    own = knowledge.indicator_index.name_of(match.indicator)
    return all(
        question.words[position].base in own for position in match.used if question.meaning.get(position, 0.0) > _LITTLE
    )


def _only_pads(match: Match, asked: Asked, knowledge: Knowledge) -> bool:
    """Return whether what an indicator's name says besides the words of a message tells no part of a whole."""
    said = {word.base for word in asked.question.words}
    name = words_of(clean(knowledge.indicators[match.indicator].name_vi))
    return {word for word in name if word[0] not in said and not word[0].isdigit()} <= knowledge.words.label_padding


def _leaves_passive(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a word of little weight is left over that tells what befell a thing ("cơ quan bị kỷ luật")."""
    return any(
        word.base in knowledge.words.groups.passive and position not in match.used
        for position, word in enumerate(asked.question.words)
    )


def _names_many(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether the words are but the head of many names: "tổng đàn" is no herd of cows where that is alone.

    Those measured otherwise than was asked for do not count: "mấy ha sắn" may have many names of yield beside it.
    """
    said = [position for position in match.used if asked.question.meaning.get(position, 0.0) > _LITTLE]
    if match.alias_share >= _NEARLY_WHOLE or len(said) > _WORDS_OF_HEAD:
        return False
    wanted = dimensions_of(asked, knowledge)
    alike = [
        other
        for other in asked.matches
        if other.used >= match.used
        and other.score >= match.score - _AS_LIKELY
        and unit_fit(wanted, other, knowledge) > _MEASURED_OTHERWISE
    ]
    return len(alike) > _MANY_NAMES


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
        if one in levels
    ]
    return bool(pairs) and not any(other in said for _, other in pairs)


def _is_outdone(best: Scored, fitting: Sequence[Scored]) -> bool:
    """Return whether another figure's name says more of a message, and all that the best one's name says.

    What the clause of the best says besides may be of the other: "4 cuộc, trong đó 2 cuộc chuyển tiếp".
    """
    return any(
        other.match.used > best.match.used and other.match.score > best.match.score + _BETTER and other.score >= SURE
        for other in fitting
    )


def _counts_other_things(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether something else was to be counted, of which the name says nothing: "mấy chỉ tiêu", not communes."""
    if asked.measure or best.observation.measure not in ("level", "increase"):
        return False
    wanted = dimensions_of(asked, knowledge)
    unit = knowledge.dimension(best.observation.unit)
    if unit in wanted or not (unit.startswith("count:") and all(one.startswith("count:") for one in wanted)):
        return False
    words = asked.question.words
    counted = {words[position].base for position in units_asked(words, knowledge)}
    is_of_name = not counted.isdisjoint(knowledge.indicator_index.words_of(best.match.indicator))
    return bool(counted) and not is_of_name and _PEOPLE.isdisjoint({unit, *wanted})


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
        for other in asked.matches
        if other.score >= match.score - _AS_LIKELY
    )


def _is_of_the_whole(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a part is asked for of which a name does not speak.

    "Trong số doanh nghiệp mới thành lập, mấy doanh nghiệp làm du lịch" is not answered by all the new ones.
    """
    asked_at = part_asked_at(asked.question.words, asked.question.meaning, knowledge)
    return asked_at is not None and any(p > asked_at and p not in match.used for p in asked.question.leftover)


def _is_only_one(asked: Asked, fitting: Sequence[Scored], knowledge: Knowledge) -> bool:
    """Return whether one figure alone has all words of the message in its name, and the unit that was asked for.

    "rau vietgap mấy ha" is the "Diện tích rau an toàn theo tiêu chuẩn VietGAP" where no other figure comes near.
    """
    best = fitting[0]
    wanted = dimensions_of(asked, knowledge)
    if best.score < _ALONE or best.match.words_share < _ALL_WORDS or best.match.slips:
        return False
    is_change = asked.measure in _CHANGES and best.observation.measure == asked.measure and not asked.question.bases
    if not (is_change or knowledge.dimension(best.observation.unit) in wanted) or _leaves_passive(
        asked, best.match, knowledge
    ):
        return False
    others = (s.score for s in fitting if s.match.indicator != best.match.indicator)
    return (
        _says_all_that_restricts(asked, best.match, knowledge) and max(others, default=0.0) < best.score * _FAR_BEHIND
    )


def _says_all_that_restricts(asked: Asked, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a message has all words of some name of an indicator that tell a part of a thing."""
    words = asked.question.words
    said = {word.base for word in words}
    used = {words[position].base for position in match.used}
    return any(
        used <= name.keys()
        and not any(word in knowledge.words.restricting for word in name.items() if word[0] not in said)
        for name in knowledge.indicator_index.words_of_names(match.indicator)
    )


def _singles_out(asked: Asked, knowledge: Knowledge) -> bool:
    """Return whether a part is asked for by itself ("riêng", also as it is heard; but "diện tích" is no "riêng")."""
    singling = knowledge.words.groups.singling
    sounds = {sound(base) for base in singling}
    knows = knowledge.indicator_index.knows
    of_period = {period.start - 1 for period in asked.question.periods}  # "riêng quý III"
    return any(
        position not in of_period and (word.base in singling or (sound(word.base) in sounds and not knows(word.base)))
        for position, word in enumerate(asked.question.words)
    )


def _nothing_sure(
    asked: Asked,
    place: int,
    scored: Sequence[Scored],
    fitting: Sequence[Scored],
    top: Match,
    top_score: float,
    knowledge: Knowledge,
) -> Result:
    """Return what is said where no figure fits well: there is none, or it is not sure what was meant."""
    if top_score >= SURE:
        narrower = [s for s in fitting if s.match.words_share >= _ALL_WORDS and s.score >= _NARROWER]
        if narrower and all(s.match.indicator != top.indicator for s in fitting):
            return doubt(asked, narrower, place, knowledge)
        if not fitting or fitting[0].match.indicator != top.indicator or fitting[0].score < HINT:
            return no_data(asked, place, scored, top, knowledge)
        if _is_other_measure(asked, fitting[0].observation, knowledge):
            return no_data(asked, place, scored, top, knowledge, reason="other_measure")
    if scored:
        return doubt(asked, fitting or scored, place, knowledge)
    return not_understood(asked, knowledge)


def _is_said_in_full(match: Match) -> bool:
    """Return whether one name explains all words of a message as they stand."""
    return match.words_share >= _ALL_WORDS and not match.slips


def _is_neighbour(best: Match, top: Match, knowledge: Knowledge) -> bool:
    """Return whether the best figure is one that must not be taken for what was plainly asked."""
    is_plain = top.alias_share > _WHOLE_NAME and top.words_share > _WHOLE_NAME
    near = best.indicator in knowledge.neighbours.get(top.indicator, ())
    return is_plain and near and best.words_share < _ALL_WORDS


def _may_mean_more(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether a word that was passed over or taken for a slip makes another indicator just as likely.

    "đàn bò ữa" may be dairy cows, "đàn lợ" is no cow, "don khieu nai ve dat" may be about land.
    """
    wanted = dimensions_of(asked, knowledge)
    used = best.match.used
    for other in asked.matches:
        if best.match.slips and _is_as_likely_neighbour(best.match, other, knowledge):
            return True
        extra = other.used - used
        if asked.measure and best.observation.measure == asked.measure:
            extra = frozenset(p for p in extra if asked.question.meaning.get(p, 0.0) > 0)  # "giảm mấy vụ" is answered
        if other.indicator == best.match.indicator or not extra:
            continue
        worth = other.score * unit_fit(wanted, other, knowledge)
        if best.match.slips and worth >= best.match.score - _AS_LIKELY:
            return True
        enough = max(_LIKELY, best.match.score - _NEARLY_AS_LIKELY)
        if any(asked.question.words[position].is_unknown for position in extra):
            enough = min(enough, best.match.score)  # the best does without the "dutet" of "duoc dutet", a "duyệt"
        says_more = used < other.used and worth >= enough
        if says_more and _tells_apart(asked, other, extra, knowledge):
            return True
    return False


def _is_as_likely_neighbour(best: Match, other: Match, knowledge: Knowledge) -> bool:
    """Return whether a slip may stand for a neighbour as well: "Thi ngân sách" is as near to "thu" as to "chi"."""
    near = other.indicator in knowledge.neighbours.get(best.indicator, ())
    return near and other.slips and other.used == best.used and other.score >= best.score - _BETTER_IN_PART


def _tells_apart(asked: Asked, other: Match, extra: frozenset[int], knowledge: Knowledge) -> bool:
    """Return whether the further words of another indicator are of weight in the message."""
    question = asked.question
    of_places = {position for place in question.places for position in range(place.start, place.name)}
    extra -= of_places  # the "xã" of "thu ngân sách xã Tam Dương" says what Tam Dương is
    words = [question.words[position] for position in extra]
    if any(question.words[p].options and question.meaning.get(p, 0.0) > 0 for p in extra):
        return True
    if any(question.meaning.get(p, 0.0) > _LITTLE for p in extra):
        return True
    weigh = knowledge.indicator_index.weight
    groups = knowledge.words.groups
    directions = groups.rising | groups.falling if question.measure else frozenset()  # "giam bao nhieu vu" is no name
    return other.alias_share > _WHOLE_NAME and any(
        not word.marks and weigh(word.base) > _TELLING_WEIGHT and word.base not in directions for word in words
    )


def _is_other_measure(asked: Asked, observation: Observation, knowledge: Knowledge) -> bool:
    """Return whether a level was asked for and only a change is there, or the other way round."""
    measure = observation.measure
    if bears_its_measure(asked, observation.indicator, knowledge):
        return False
    if asked.measure in ("growth", "decrease"):
        return measure not in ("growth", "increase", "decrease")
    if measure == "decrease":
        return asked.measure in ("", "level")
    if measure == "growth" and asked.measure in ("", "level"):
        is_ratio = knowledge.dimension(knowledge.indicators[observation.indicator].unit) in RATIOS
        return is_ratio or not asked.question.wants_percent
    return measure == "increase" and "stock" in asked.question.cues


def _adds_telling_word(wide: Match, narrow: Match, asked: Asked, knowledge: Knowledge) -> bool:
    words, weigh = asked.question.words, knowledge.indicator_index.weight
    return any(weigh(words[position].base) > _TELLING_WEIGHT for position in wide.used - narrow.used)


def _rivals(best: Scored, fitting: Sequence[Scored], asked: Asked, knowledge: Knowledge) -> list[Scored]:
    """Return other indicators' figures that fit about as well and say something else."""
    rivals: dict[int, Scored] = {}
    for other in fitting:
        if other.rank < best.rank - CLOSE or other.score < SURE or other.match.indicator == best.match.indicator:
            continue
        if is_exact(best.match) and not is_exact(other.match):
            continue
        says_more = best.match.alias_share > _SAID and other.match.alias_share < best.match.alias_share - _SAYS_MORE
        if says_more and not _adds_telling_word(other.match, best.match, asked, knowledge):
            continue  # "tỷ lệ thôn đạt tiu chuẩn văn hóa": the rates of culture houses say more than was said
        if other.match.used < best.match.used and _adds_telling_word(best.match, other.match, asked, knowledge):
            continue  # "đơn đề nghị đã giải quyết" is not any "đơn đã giải quyết"
        if _says_less(other.match, best.match):
            continue
        owes_words = best.match.words_share > other.match.words_share + _FEWER_WORDS
        if owes_words and best.match.score > other.match.score:
            continue
        same = (other.observation.value, other.observation.unit) == (best.observation.value, best.observation.unit)
        if not same:
            rivals.setdefault(other.match.indicator, other)
    return list(rivals.values())[: MOST_CHOICES - 1]


def _says_less(rival: Match, best: Match) -> bool:
    """Return whether a rival explains nothing that the best does not, and is no better in any other way.

    "Kinh phí đã chi hỗ trợ Covid-19 …" is what was paid and not the sum granted, whose name has no "chi"; "chuyên gia
    hết cách ly" are not all that were in quarantine.
    """
    if rival.slips and not best.slips and rival.words_share < best.words_share and rival.score < best.score:
        return True
    if rival.alias_share > best.alias_share or rival.score >= best.score:
        return False
    return rival.used < best.used or (rival.used == best.used and rival.slips and not best.slips)


def _together(best: Scored, fitting: Sequence[Scored]) -> tuple[Observation, ...]:
    """Return the best figure with all that must stand beside it: other kinds, other values of the same thing."""
    first = best.observation
    chosen: dict[tuple[object, ...], Observation] = {}
    for other in fitting:
        o = other.observation
        if (o.indicator, o.measure) == (first.indicator, first.measure) and other.score >= best.score - _BESIDE:
            chosen.setdefault((o.value, o.value_max, o.comparator, o.unit, o.kind, o.base), o)
    rest = sorted(
        (o for o in chosen.values() if o is not first),
        key=lambda o: (o.id not in first.disagrees_with, _KIND_ORDER[o.kind]),
    )
    return (first, *rest)


def _without_place(asked: Asked, knowledge: Knowledge) -> Result:
    """Return the figure of the only place that has it, or the places that have it; the message names none."""
    top = asked.matches[0]
    good = [match.indicator for match in asked.matches if match.score >= max(SURE, top.score - CLOSE)]
    if not good:
        return not_understood(asked, knowledge)
    stored = knowledge.store.observations(indicators=good, limit=4000)
    scored = [s for s in score(asked, stored, knowledge) if s.score >= SURE]
    if asked.periods:
        scored, _ = in_period(scored, asked)
    here = list(dict.fromkeys(s.observation.place for s in scored))
    if len(here) == 1 and not top.slips:
        result = _at_place(asked, here[0], knowledge)
        return replace(result, origins={**result.origins, "place": "only"})
    if not here:
        if stored and of_match(asked.question, top, knowledge) < SURE:
            return not_understood(asked, knowledge)
        others = knowledge.store.observations(indicators=[top.indicator], limit=400)
        return without_figure(
            asked,
            "no_data",
            reason="no_period" if others else "no_figures",
            indicators=(top.indicator,),
            choices=options(others, knowledge),
            existing=newest_first(o.period for o in others),
        )
    newest: dict[int, Observation] = {}
    for one in sorted(scored, key=lambda s: (-age(s.observation), -s.score)):
        newest.setdefault(one.observation.place, one.observation)
    return without_figure(
        asked,
        "choose",
        reason="no_place",
        indicators=(top.indicator,),
        places=newest,
        choices=options(newest.values(), knowledge),
    )


def which_place(asked: Asked, knowledge: Knowledge) -> Result:
    """Return the units of one name that have the figure as choices; where it is one alone, its answer."""
    candidates = asked.places[0]
    sure = [match.indicator for match in asked.matches if match.score >= SURE]
    having: dict[int, Observation] = {}
    for place in candidates[:_PLACES_LOOKED_AT] if sure else ():
        stored = knowledge.store.observations(indicators=sure, place=place)
        first = next((o for o in stored if not asked.periods or o.period == asked.periods[0]), None)
        if first is not None:
            having[place] = first
    if len(having) > 1:
        return without_figure(
            asked,
            "choose",
            reason="which_place",
            indicators=sure[:1],
            places=having,
            choices=options(having.values(), knowledge),
        )
    return _at_place(asked, next(iter(having), candidates[0]), knowledge)
