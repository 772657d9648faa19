"""One figure looked up: given only where indicator, place, period, measure and kind are what was asked for."""

from collections.abc import Sequence
from dataclasses import replace

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
from knowledge.dimensions import RATIOS
from knowledge.indicators import Match
from knowledge.meaning import ADDING, CHANGES
from knowledge.misgivings import asks_rest, is_doubtful, is_of_rest
from knowledge.only_figure import in_more_words, is_only_one, is_said_in_full
from knowledge.question import Question
from knowledge.result import Result, are_apart_by_label, conflicts_among
from knowledge.scoring import (
    CLOSE,
    HINT,
    KIND_ORDER,
    SURE,
    Scored,
    dimensions_of,
    in_period,
    is_exact,
    is_other_measure,
    meant,
    of_match,
    only_pads,
    score,
    words_unsaid,
)
from knowledge.slots import Asked
from knowledge.store import Observation
from knowledge.text import key

# "nước sạch" where only the rural rate stands: all words are explained, but the figure's name says more.
_ALL_WORDS, _NARROWER = 0.95, 0.45
# By how much another indicator must score better to be what was meant, and by how much where its name was not said
# whole either: "sản xuất công nghiệp - TTCN tăng mấy %" names no "cơ sở sản xuất".
_BETTER, _BETTER_IN_PART = 0.02, 0.075
_WHOLE_NAME, _NEARLY_WHOLE = 0.97, 0.85
_TELLING_WEIGHT = 2
# A rival that explains less of the message by this much owes words to the clause that both stand in.
_FEWER_WORDS = 0.08
# One whose name says more by this much was not meant where the name of the best was said.
_SAID, _SAYS_MORE = 0.93, 0.03
# What stands beside the best figure may be of another kind, and so fit a little less.
_BESIDE = 0.12
_PLACES_LOOKED_AT = 60
# The least that a figure fits that stands alone, by how much it may fit less than its name, and what part of that
# others may fit that say less of a message.
_ALONE, _NAMED, _HARDLY, _FAR_BEHIND = 0.55, 0.5, 0.002, 0.75
# A label of fewer words may be a part of what is asked for.
_SHORTEST_LABEL = 3
_BEYOND_LEVEL = ADDING | {"base"}


def look_up(asked: Asked, knowledge: Knowledge) -> Result:
    """Return the figure asked for, or what there is instead."""
    if not asked.matches or asked.matches[0].score < HINT:
        return not_understood(asked, knowledge)
    if not asked.places:
        return _without_place(asked, knowledge)
    if len(asked.places[0]) > 1:
        return which_place(asked, knowledge)
    return _at_place(asked, asked.places[0][0], knowledge)


def the_only_one(asked: Asked, knowledge: Knowledge) -> Result | None:
    """Return the figure of what was plainly said where its place has one of that time and no more, else None."""
    if asked.measure or len(asked.places) != 1 or len(asked.places[0]) != 1 or asked.period is None:
        return None
    ((place,),), (match, *others) = asked.places, asked.matches
    stored = knowledge.store.observations(indicators=[match.indicator], place=place, period=asked.period)
    if others or len(stored) != 1 or stored[0].measure != "level":
        return None
    only = Scored(stored[0], match.score, match, match.score)
    return _answer(asked, only, [only], place, asked.period)


def _at_place(asked: Asked, place: int, knowledge: Knowledge) -> Result:
    known = _known_at(place, asked, knowledge)
    asked = asked if known == asked.matches else replace(asked, matches=known)
    top, top_score = meant(asked, knowledge)
    result = _by_name(asked, place, top, top_score, knowledge)
    if result.status == "answered" or result.reason == "close":
        return result
    called = _called_so(asked, place, knowledge)
    # "giá trị sản xuất công nghiệp - xây dựng" is more than the label "Giá trị sản xuất công nghiệp"
    if called is not None and not (is_exact(top) and top.used > called.used):
        result_of_label = _by_name(replace(asked, matches=(called,)), place, called, called.score, knowledge)
        if result_of_label.status == "answered":
            return result_of_label
    fuller = in_more_words(asked, place, top, knowledge)
    padded = [scored for scored in fuller if only_pads(asked.question, scored.match, knowledge)]
    is_one = padded[:1] == fuller[:1] and len({scored.match.indicator for scored in padded}) == 1
    if is_one and not is_doubtful(asked, padded, knowledge):
        return _answer(asked, padded[0], padded, place, padded[0].observation.period)
    return _unless_alone(asked, fuller, place, knowledge) if fuller and result.reason == "no_figures_here" else result


def _called_so(asked: Asked, place: int, knowledge: Knowledge) -> Match | None:
    """Return the one indicator of which a paper of a place calls a figure just as a message does, None for any other.

    The "Số doanh nghiệp trên địa bàn" of a paper may be one that the catalogue calls otherwise, and nearer to others.
    """
    question = asked.question
    if question.is_plain or asked.period is None:
        return None
    named = {at for place_said in question.places for at in range(place_said.start, place_said.end)}
    named |= {at for period in question.periods for at in range(period.start, period.end)}
    row = [at for at in range(len(question.words)) if at not in named]
    bases = [question.words[at].base for at in row]
    found: dict[int, frozenset[int]] = {}
    for indicator, called in knowledge.store.labels_of(place, asked.period):
        label = key(called).split()
        for first in range(len(bases) - len(label) + 1) if len(label) >= _SHORTEST_LABEL else ():
            used = frozenset(row[first : first + len(label)])
            if bases[first : first + len(label)] == label and used.issuperset(question.leftover):
                found[indicator] = used
    if len(found) != 1:
        return None
    ((indicator, used),) = found.items()
    return Match(indicator, 1.0, used, 1.0, 1.0, False)


def _unless_alone(asked: Asked, near: Sequence[Scored], place: int, knowledge: Knowledge) -> Result:
    """Return figures to choose from, or the one that comes near if it is the place's own and all was said as it is.

    A label of a paper says more than people do: "mấy % dân trưởng thành có chữ ký số" is the "Tỷ lệ người dân trong độ
    tuổi trưởng thành có chữ ký số cá nhân" where no other figure comes near. The catalogue's names say what they mean.
    A label that only pads what was said is meant before others: for "xây dựng tăng mấy %" the "Tổng sản phẩm ngành xây
    dựng" and not that of "công nghiệp - xây dựng".
    """
    result = doubt(asked, near, place, knowledge)
    padded = [s for s in near if is_said_in_full(s.match) and only_pads(asked.question, s.match, knowledge)]
    is_name = len({s.match.indicator for s in padded}) == 1 and padded[0].score >= near[0].score * _FAR_BEHIND
    best = padded[0] if is_name else near[0]
    is_own = knowledge.indicators[best.match.indicator].origin != "data"
    is_of_that_time = asked.period in (None, best.observation.period) and not asked.any_part_of
    nothing_against = best.score >= max(_NAMED if is_name else _ALONE, best.match.score - _HARDLY)
    rivals = (s for s in near if s.score >= HINT and s.match.indicator != best.match.indicator)
    is_one = result.reason == "unsure" and (
        is_name or not any(is_said_in_full(s.match) or s.score >= best.score * _FAR_BEHIND for s in rivals)
    )
    if not (is_one and is_own and is_of_that_time and nothing_against and is_said_in_full(best.match)):
        return result
    if _is_whole_name_in_other_unit(asked, best, knowledge):
        return result
    ranked = [best, *(s for s in near if s is not best)]
    if is_doubtful(asked, ranked, knowledge) or is_other_measure(asked, best.observation, knowledge):
        return result
    return _answer(asked, best, ranked, place, best.observation.period)


def _is_whole_name_in_other_unit(asked: Asked, best: Scored, knowledge: Knowledge) -> bool:
    """Return whether a message is the whole name of what is told in another unit: "khách du lịch" are no revenue."""
    own = knowledge.dimension(best.observation.unit)
    if asked.measure or dimensions_of(asked) or best.observation.measure != "level" or own in RATIOS:
        return False
    units = (knowledge.indicators[one.indicator].unit for one in asked.matches if is_exact(one))
    return any(knowledge.dimension(unit) not in RATIOS | {own} for unit in units)


def _known_at(place: int, asked: Asked, knowledge: Knowledge) -> tuple[Match, ...]:
    """Return what may be meant at a place: the label of another place's document is no name of anything here.

    Where such labels crowd out what the place has of its own, that is looked for by itself; so are the labels of its
    papers where a message is the name of nothing here: the "Giá trị tăng thêm ngành thủy sản" is in no list of the
    likeliest for "thủy sản tăng mấy %".
    """
    here = tuple(match for match in asked.matches if _is_known_at(place, match, knowledge))
    question = asked.question
    is_of_all_words = asked.matches is question.matches and not question.further
    own = knowledge.store.indicators_of(place)
    are_all_known = len(here) == len(asked.matches)
    is_named = are_all_known and is_exact(here[0]) and _has_figures_of(here[0].indicator, place, asked, knowledge)
    labels = frozenset(one for one in own if knowledge.indicators[one].origin != "data") if are_all_known else own
    if is_named or not is_of_all_words or not labels:
        return here or asked.matches
    found = knowledge.indicator_index.match(question.words, list(question.meaning), question.meaning, among=labels)
    known = {match.indicator for match in here}
    more = (match for match in found if match.indicator not in known)
    return tuple(sorted((*here, *more), key=lambda match: -match.score)) or asked.matches


def _has_figures_of(indicator: int, place: int, asked: Asked, knowledge: Knowledge) -> bool:
    """Return whether a place has figures of an indicator in the period asked for."""
    if indicator not in knowledge.store.indicators_of(place):
        return False
    return bool(knowledge.store.observations(indicators=[indicator], place=place, period=asked.period))


def _is_known_at(place: int, match: Match, knowledge: Knowledge) -> bool:
    is_of_catalogue = knowledge.indicators[match.indicator].origin == "data"
    return is_of_catalogue or match.indicator in knowledge.store.indicators_of(place)


def _by_name(asked: Asked, place: int, top: Match, top_score: float, knowledge: Knowledge) -> Result:
    scored = _scored(asked, place, knowledge, asked.period)
    fitting, code = in_period(scored, asked)
    if fitting and fitting[0].match.score >= top.score:
        top = fitting[0].match  # a label here goes by the name as well
    if not fitting or (fitting[0].score < SURE and not is_only_one(asked, fitting, knowledge)):
        scored = _of_all_periods(scored, asked, place, knowledge)
        fitting, code = in_period(scored, asked)
    if not fitting or (fitting[0].score < SURE and not is_only_one(asked, fitting, knowledge)):
        return _nothing_sure(asked, place, scored, fitting, top, top_score, knowledge)
    fitting = _with_level_first(fitting, asked)
    if asks_rest(asked.question, knowledge):
        fitting.sort(key=lambda s: not (s.score >= SURE and is_of_rest(s, knowledge)))
    best = fitting[0]
    if best.match.indicator != top.indicator and not _bears_the_change(asked, best, top):
        says_more = _is_label_that_says_more(best.match, top, knowledge)
        says_more &= not any(s.match.used > best.match.used for s in fitting)
        is_better = not says_more and _is_named_better(asked, fitting, top, top_score, knowledge)
        if is_better and _is_neighbour(best.match, top, knowledge):
            return no_data(asked, place, _of_all_periods(scored, asked, place, knowledge), top, knowledge)
        is_name = is_exact(top) and top_score >= SURE
        if is_better or (is_name and not says_more and not is_exact(best.match)):
            return _unless_alone(asked, fitting, place, knowledge)
    if is_doubtful(asked, fitting, knowledge):
        return doubt(asked, fitting, place, knowledge)
    if is_other_measure(asked, best.observation, knowledge):
        scored = _of_all_periods(scored, asked, place, knowledge)
        return no_data(asked, place, scored, best.match, knowledge, reason="other_measure")
    rivals = _rivals(best, fitting, asked, knowledge)
    if rivals and not _is_all_of(best, rivals, asked, knowledge):
        return close(asked, [best, *rivals], knowledge)
    return _answer(asked, best, fitting, place, code)


def _with_level_first(fitting: list[Scored], asked: Asked) -> list[Scored]:
    """Return figures with the level of what fits best before what was added to it, where nothing asks for that.

    "Ghi nhận bao nhiêu ca" has the words of a clause that tells how many more there were than a year before. What a
    paper calls the same is the same: "Giải ngân vốn đầu tư" 59 tỷ đồng and its share of the plan.
    """
    best = fitting[0]
    is_asked = bool(asked.measure or asked.question.bases) or not asked.question.cues.isdisjoint(_BEYOND_LEVEL)
    levels = (s for s in fitting if s.observation.measure == "level" and _is_level_of(best, s, asked))
    level = None if is_asked else next(levels, None)
    return fitting if level is None else [level._replace(score=max(level.score, best.score)), *fitting]


def _is_level_of(best: Scored, level: Scored, asked: Asked) -> bool:
    """Return whether a level is that of what was added, or is called in its paper as a share is."""
    first, second = best.observation, level.observation
    if first.measure == "increase":
        return level.match is best.match
    is_called_so = (first.label, first.document, first.period) == (second.label, second.document, second.period)
    is_in_percent = asked.question.wants_percent or bool(dimensions_of(asked))
    return first.measure == "share" and bool(first.label) and is_called_so and not is_in_percent


def _is_label_that_says_more(best: Match, top: Match, knowledge: Knowledge) -> bool:
    """Return whether a paper's own label has nearly all its words in a message, and more of that than the best name."""
    is_own = knowledge.indicators[best.indicator].origin != "data"
    return is_own and best.used > top.used and is_said_in_full(best) and best.alias_share >= _NEARLY_WHOLE


def _bears_the_change(asked: Asked, best: Scored, top: Match) -> bool:
    """Return whether a figure is the change that is asked for of what is said, under a name of its own.

    "Tỷ lệ hộ nghèo giảm được mấy %" where a "Mức giảm tỷ lệ hộ nghèo" is stored.
    """
    is_change = best.observation.measure == asked.measure and asked.measure in CHANGES
    return is_change and best.match.used > top.used and is_said_in_full(best.match)


def _is_named_better(
    asked: Asked, fitting: Sequence[Scored], top: Match, top_score: float, knowledge: Knowledge
) -> bool:
    """Return whether the catalogue has a better name for what was asked than the best of the figures here has."""
    best = fitting[0]
    is_plain = best.match.slips or top.alias_share > _NEARLY_WHOLE
    if top_score <= best.score + (_BETTER if is_plain else _BETTER_IN_PART):
        return False
    if is_exact(best.match) or (is_said_in_full(best.match) and top.score <= best.match.score + _BETTER):
        return False  # words of several names of another indicator make no better name together
    # "công nghiệp làm ra bao nhiêu tỷ" asks for no "Tỷ trọng công nghiệp".
    is_near = not is_plain or (bool(asked.measure) and top.alias_share < _WHOLE_NAME)
    return not (is_near and is_only_one(asked, fitting, knowledge))


def _answer(asked: Asked, best: Scored, fitting: Sequence[Scored], place: int, code: str) -> Result:
    facts = _together(_by_label(best, fitting, asked.question), fitting)
    if not asked.kind and facts[0].kind == "target" and facts[0].measure in CHANGES:
        # "GRDP 2024 tăng bao nhiêu": a growth that was planned names no base, and fits a little better than the result
        facts = tuple(sorted(facts, key=lambda fact: KIND_ORDER[fact.kind]))
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


def _by_label(best: Scored, fitting: Sequence[Scored], question: Question) -> Scored:
    """Return what of the same thing has the label that a message says most of, and least beyond it.

    A paper may have a "Tổng thu ngân sách" and a "Thu ngân sách trên địa bàn" where the catalogue has one revenue.
    """
    alike = [s for s in fitting if s.score >= best.score and are_apart_by_label(s.observation, best.observation)]
    said = {word.base for word in question.words}

    def fit(scored: Scored) -> tuple[int, int]:
        words = set(key(scored.observation.label).split())
        return len(words & said), -len(words - said)

    return max((best, *alike), key=fit)


def _scored(asked: Asked, place: int, knowledge: Knowledge, period: str | None = None) -> list[Scored]:
    """Return the figures of a place that may be meant, those of one period or of all."""
    indicators = [match.indicator for match in asked.matches]
    return score(asked, knowledge.store.observations(indicators=indicators, place=place, period=period), knowledge)


def _of_all_periods(scored: list[Scored], asked: Asked, place: int, knowledge: Knowledge) -> list[Scored]:
    """Return what may be meant of other periods than the one asked for as well: the answer is not among those."""
    indicators = [match.indicator for match in asked.matches]
    if asked.period is None or knowledge.store.indicators_of(place).isdisjoint(indicators):
        return scored
    return _scored(asked, place, knowledge)


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
            return _unless_alone(asked, narrower, place, knowledge)
        if not fitting or fitting[0].match.indicator != top.indicator or fitting[0].score < HINT:
            return no_data(asked, place, scored, top, knowledge)
        if is_other_measure(asked, fitting[0].observation, knowledge):
            return no_data(asked, place, scored, top, knowledge, reason="other_measure")
    if scored:
        return _unless_alone(asked, fitting or scored, place, knowledge)
    return not_understood(asked, knowledge)


def _is_neighbour(best: Match, top: Match, knowledge: Knowledge) -> bool:
    """Return whether the best figure is one that must not be taken for what was plainly asked."""
    is_plain = top.alias_share > _WHOLE_NAME and top.words_share > _WHOLE_NAME
    near = best.indicator in knowledge.neighbours.get(top.indicator, ())
    name_of = knowledge.indicator_index.name_of
    is_narrower = set(name_of(best.indicator)).issuperset(name_of(top.indicator))  # a kind of what was asked for
    return is_plain and near and (best.words_share < _ALL_WORDS or not is_narrower)


def _adds_telling_word(wide: Match, narrow: Match, asked: Asked, knowledge: Knowledge) -> bool:
    words, weigh = asked.question.words, knowledge.indicator_index.weight
    return any(weigh(words[position].base) > _TELLING_WEIGHT for position in wide.used - narrow.used)


def _rivals(best: Scored, fitting: Sequence[Scored], asked: Asked, knowledge: Knowledge) -> list[Scored]:
    """Return other indicators' figures that fit about as well and say something else."""
    rivals: dict[int, Scored] = {}
    for other in fitting:
        is_behind = round(best.rank - other.rank, 6) >= CLOSE
        if is_behind or other.score < SURE or other.match.indicator == best.match.indicator:
            continue
        if is_exact(best.match) and not is_exact(other.match):
            continue
        own, more = (len(words_unsaid(asked.question, m.indicator, knowledge)) for m in (best.match, other.match))
        if other.match.used < best.match.used and own < more:
            continue  # "theo Nghị quyết của HĐND huyện": what the province set was not meant
        says_more = best.match.alias_share > _SAID and other.match.alias_share < best.match.alias_share - _SAYS_MORE
        says_more = says_more and not _are_told_apart(best.match, other.match, asked.question, knowledge)
        if says_more and not _adds_telling_word(other.match, best.match, asked, knowledge):
            continue  # "tỷ lệ thôn đạt tiu chuẩn văn hóa": the rates of culture houses say more than was said
        if other.match.used < best.match.used and _adds_telling_word(best.match, other.match, asked, knowledge):
            continue  # "đơn đề nghị đã giải quyết" is not any "đơn đã giải quyết"
        if _says_less(other.match, best.match) or _is_part_unsaid(other.match, best.match, asked, knowledge):
            continue
        is_weighed = other.observation.measure == "share" and bool(other.observation.base)
        if is_weighed and best.observation.measure == "level" and not (asked.measure or asked.question.wants_percent):
            continue  # "GTSX CN-TTCN 2024" asks for no percentage of its plan, whatever label that has
        owes_words = best.match.words_share > other.match.words_share + _FEWER_WORDS
        if owes_words and best.match.score > other.match.score:
            continue
        same = (other.observation.value, other.observation.unit) == (best.observation.value, best.observation.unit)
        if not same:
            rivals.setdefault(other.match.indicator, other)
    return list(rivals.values())[: MOST_CHOICES - 1]


def _are_told_apart(best: Match, other: Match, question: Question, knowledge: Knowledge) -> bool:
    """Return whether each of two labels has words that a message would need to mean it, and the message has neither.

    "Số chỉ tiêu tỉnh giao đạt" and "… theo Nghị quyết HĐND huyện đạt" are both "chỉ tiêu đạt".
    """
    if best.used != other.used:
        return False
    padding = {base for base, _ in knowledge.words.label_padding}
    own, more = (words_unsaid(question, one.indicator, knowledge) - padding for one in (best, other))
    return bool(own - more) and bool(more - own)


def _is_all_of(best: Scored, rivals: Sequence[Scored], asked: Asked, knowledge: Knowledge) -> bool:
    """Return whether all of something is asked for, and the rivals are its parts: "tất cả bao nhiêu đơn"."""
    if "stock" not in asked.question.cues:
        return False
    whole, parts = best.observation, [rival.observation for rival in rivals]
    if not all(key(part.unit) == key(whole.unit) and part.value <= whole.value for part in parts):
        return False
    index, summing = knowledge.indicator_index, knowledge.words.groups.summing
    names = [name.keys() - summing for name in index.words_of_names(best.match.indicator)]
    return all(any(name < set(index.name_of(rival.match.indicator)) for name in names) for rival in rivals)


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


def _is_part_unsaid(rival: Match, best: Match, asked: Asked, knowledge: Knowledge) -> bool:
    """Return whether a label of which a message says as much is the label of the best with more words to it."""
    own, more = (words_unsaid(asked.question, one.indicator, knowledge) for one in (best, rival))
    name_of = knowledge.indicator_index.name_of
    is_longer = set(name_of(best.indicator)) < set(name_of(rival.indicator))
    return rival.used == best.used and own < more and is_longer


def _together(best: Scored, fitting: Sequence[Scored]) -> tuple[Observation, ...]:
    """Return the best figure with all that must stand beside it: other kinds, other values of the same thing."""
    first = best.observation
    chosen: dict[tuple[object, ...], Observation] = {}
    for other in fitting:
        o = other.observation
        if (o.indicator, o.measure) == (first.indicator, first.measure) and other.score >= best.score - _BESIDE:
            chosen.setdefault((o.value, o.value_max, o.comparator, key(o.unit), o.kind, o.base), o)
    rest = sorted(
        (o for o in chosen.values() if o is not first),
        key=lambda o: (o.id not in first.disagrees_with, KIND_ORDER[o.kind]),
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
    if len(here) == 1 and not top.slips and top.used.issuperset((*asked.question.leftover, *asked.question.odd)):
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
