"""The slots of a question, filled from what was said and from its conversation; and what a conversation keeps."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

from knowledge import dimensions, periods
from knowledge.base import Knowledge
from knowledge.followup import is_ratio, rate_of, successor
from knowledge.indicators import Match
from knowledge.meaning import ADDED, CHANGES, LITTLE
from knowledge.places import exists_in
from knowledge.question import Context, Question
from knowledge.result import Result
from knowledge.store import Place
from knowledge.text import key
from knowledge.word_lists import word_lists

# A message that names an indicator this well needs no help from what the conversation is about.
_NAMED = 0.9
_WORDS_EXPLAINED = 0.85
# The least that the name of an indicator may fit a message that was refused for what else it says.
_LIKELY = 0.5
# "đường thôn?" after roads: words shared with what the conversation is about raise an indicator by this at most.
_SHARED_WORDS = 0.45
_SAID_WHOLE = 0.95
_KEPT_SLOTS = 3
_KEPT_FACTS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what the conversation supplies.

    places: for each place the units that may be meant. periods: codes; "????-H1" is a half of a year not known.
    any_part_of: the years of which any part will do. origins as in Result. dimensions: those in which the answer is
    expected. is_in_any_unit: the unit that the question speaks of is that of what is worked out from figures, not
    theirs ("bằng mấy % ước cả năm").
    """

    question: Question
    matches: tuple[Match, ...]
    places: tuple[tuple[int, ...], ...]
    periods: tuple[str, ...]
    any_part_of: tuple[int, ...]
    measure: str
    kind: str
    origins: dict[str, str]
    dimensions: frozenset[str]
    is_in_any_unit: bool = False

    @property
    def period(self) -> str | None:
        """The first period asked for, None where there is none or its year is not known."""
        return self.periods[0] if self.periods and "?" not in self.periods[0] else None


def fill(question: Question, context: Context, knowledge: Knowledge) -> Asked:
    """Return a question with its indicators, places and periods, each as said or as the conversation has it."""
    origins: dict[str, str] = {}
    places = _places_said(question, knowledge, origins) or _places_before(question, context, knowledge, origins)
    codes, any_part_of = _periods(question, context, origins)
    matches = _matches(question, context, places, knowledge, origins)
    if question.kind == "target" and origins.get("period") == "carried":
        codes = _with_plan(codes, matches, places, knowledge)
    measure = question.measure or _measure_before(question, context, matches, places, knowledge, origins)
    expected = dimensions.asked(question, knowledge)
    names_base = origins.get("indicator") == "carried" and bool(question.leftover)
    kind = "" if names_base else question.kind  # "còn dự toán huyện giao?" asks for no plan
    return Asked(question, matches, places, codes, any_part_of, measure, kind, origins, expected)


def _measure_before(
    question: Question,
    context: Context,
    matches: Sequence[Match],
    places: Sequence[Sequence[int]],
    knowledge: Knowledge,
    origins: dict[str, str],
) -> str:
    """Return the measure of the conversation where a follow-up asks for it too: "dịch vụ thì sao?" after a growth."""
    if context.measure in ("", "level"):
        return ""
    if origins.get("indicator") == "carried":
        return context.measure
    if question.places or question.periods or not matches or len(places) != 1 or len(places[0]) != 1:
        return ""
    stored = knowledge.store.observations(indicators=[matches[0].indicator], place=places[0][0])
    if "follow" in question.cues:
        # "còn xây dựng?" after by how much industry fell: it rose
        now = {o.measure for o in stored if o.period == context.period}
        alike = [context.measure, *sorted(CHANGES if context.measure in CHANGES else ())]
        here = next((measure for measure in alike if measure in now), "")
        return here or (context.measure if any(o.measure == context.measure for o in stored) else "")
    # "công nghiệp?" after the growth of services, where nothing but its growth is told of that time
    measures = {o.measure for o in stored if o.period == context.period}
    return context.measure if measures == {context.measure} else ""


def _matches(
    question: Question,
    context: Context,
    places: Sequence[Sequence[int]],
    knowledge: Knowledge,
    origins: dict[str, str],
) -> tuple[Match, ...]:
    carried = [knowledge.indicator_by_code[code] for code in context.indicators if code in knowledge.indicator_by_code]
    if carried and len(places) == 1 and len(places[0]) == 1:
        period = question.periods[0].code() if question.periods else context.period
        following = _following(question, carried[0], places[0][0], period, knowledge)
        if following is not None:
            return (Match(following, 1.0, frozenset(question.leftover), 1.0, 1.0, False),)
    if _names_another(question):
        return question.matches
    if carried and not question.places and (counted := _counted_instead(question, carried[0], places, knowledge)):
        return counted
    is_same = not question.leftover or _says_only_the_same(question, carried, knowledge)
    if context.indicators and is_same and any(_is_in_unit(question, indicator, knowledge) for indicator in carried):
        origins["indicator"] = "carried"
        return tuple(Match(indicator, 1.0, frozenset(), 1.0, 1.0, False) for indicator in carried)
    if carried and _says_only_a_base(question, carried[0], places, knowledge):
        origins["indicator"] = "carried"
        return (Match(carried[0], 1.0, frozenset(question.leftover), 1.0, 1.0, False),)
    if question.matches and carried and question.matches[0].score < _NAMED:
        return _nearer_to(carried, question.matches, knowledge)
    return question.matches


def _counted_instead(
    question: Question, before: int, places: Sequence[Sequence[int]], knowledge: Knowledge
) -> tuple[Match, ...]:
    """Return what a place has of other things of the same field: "mấy lớp?" after the pupils; none for the same ones.

    "Mấy người?" after the poor households asks how many people they are.
    """
    wanted = dimensions.of_unit_asked(question, knowledge)
    carried = knowledge.indicators[before]
    unit = knowledge.dimension(carried.unit)
    is_other = all(map(_is_of_one_thing, (*wanted, unit))) and wanted.isdisjoint({unit, *dimensions.OF_PEOPLE})
    if question.leftover or not wanted or not is_other or len(places) != 1:
        return ()
    present = sorted(knowledge.store.indicators_of(places[0][0]))
    alike = (one for one in present if knowledge.indicators[one].field == carried.field)
    counted = [one for one in alike if knowledge.dimension(knowledge.indicators[one].unit) in wanted]
    return tuple(Match(one, 1.0, frozenset(), 1.0, 1.0, False) for one in counted)


def _is_of_one_thing(dimension: str) -> bool:
    return dimension.startswith("count:")


def _names_another(question: Question) -> bool:
    """Return whether what looks like padding names an indicator ("việc làm mới nữa") or none ("xây dựng?").

    Words for making something new mean little beside others; alone they are what is asked for.
    """
    if question.leftover:
        return False
    best = question.matches[0] if question.matches and question.matches[0].alias_share >= _SAID_WHOLE else None
    if question.places or question.periods:
        # "việc làm Long Điền 6 tháng đầu 2021" after an export
        telling = {position for position, weight in question.meaning.items() if weight >= ADDED}
        return best is not None and not best.slips and len(best.used) > 1 and telling <= best.used
    rest = set(_padding_after_follow(question))
    return (best is not None and bool(rest) and rest <= best.used) or "added" in question.cues


def _says_only_the_same(question: Question, carried: Sequence[int], knowledge: Knowledge) -> bool:
    """Return whether a follow-up repeats words of what the conversation is about: "6 tháng đã chi bao nhiêu"."""
    # "lũy kế quý I thì sao?"
    sums = knowledge.words.groups.of_sums if "cumulative" in question.cues and question.periods else frozenset()
    left = [at for at in question.leftover if question.words[at].base not in sums]
    if not carried or len(left) > 1 or question.places:
        return False
    own = {*knowledge.indicator_index.name_of(carried[0]), *sums}
    is_named = bool(question.matches) and question.matches[0].alias_share >= _NAMED
    heads = (at for at, weight in question.meaning.items() if weight > 0 and not question.words[at].is_unknown)
    return not is_named and all(question.words[at].base in own for at in (*left, *heads))


def _says_only_a_base(question: Question, before: int, places: Sequence[Sequence[int]], knowledge: Knowledge) -> bool:
    """Return whether all that a follow-up says is what a stored share or change of the indicator before is set against.

    "So với dự toán thành phố thì sao?" after a share of what the province assigned; "giảm bao nhiêu so với đầu nhiệm
    kỳ?" after the rate of poor households.
    """
    is_of_one = len(places) == 1 and len(places[0]) == 1 and not question.places
    if not (question.leftover and is_of_one and question.cues & {"base", "follow"}):
        return False
    said = {question.words[at].base for at in question.leftover}
    stored = knowledge.store.observations(indicators=[before], place=places[0][0])
    return any(o.measure != "level" and said.issubset(key(o.base).split()) for o in stored)


def _following(question: Question, before: int, place: int, period: str | None, knowledge: Knowledge) -> int | None:
    """Return the indicator that a follow-up's few words make of the one before, of those that the place has.

    One with figures of the period that is spoken of is meant sooner than others.
    """
    positions = _with_generic_half(question, knowledge) or _padding_after_follow(question)
    if not positions and "added" in question.cues:
        positions = tuple(position for position, weight in question.meaning.items() if weight >= ADDED)
    in_percent = question.wants_percent or bool(dimensions.RATIOS & dimensions.asked(question, knowledge))
    asks_rate = in_percent and not positions and not is_ratio(before, knowledge)
    if not positions and not asks_rate:
        return None
    observations = knowledge.store.observations(place=place)
    present = {o.indicator for o in observations}
    if asks_rate:
        return rate_of(before, present, knowledge)
    best = next(iter(question.matches), None)
    if best is not None and best.score >= _SAID_WHOLE and question.leftover:
        # the "xây dựng" of "công nghiệp - xây dựng?" looks like padding
        # the "khu vực" of "thế khu vực II?" was said before
        own = knowledge.indicator_index.words_of(before)
        more = (at for at in best.used.intersection(question.meaning) if question.words[at].base not in own)
        positions = tuple(sorted({*more, *positions}))
    of_period = {o.indicator for o in observations if o.period == period}
    if best is not None and best.score >= _SAID_WHOLE and best.indicator in (of_period or present):
        units = {knowledge.dimension(knowledge.indicators[indicator].unit) for indicator in (best.indicator, before)}
        if len(units) == 1:
            return None  # "ngô?" after lúa: its own name, in the same unit
    found = successor(question, positions, before, of_period, knowledge)
    if found is None:
        found = successor(question, positions, before, present, knowledge)
    return found if found is not None and _is_in_unit(question, found, knowledge) else None


def _with_generic_half(question: Question, knowledge: Knowledge) -> tuple[int, ...]:
    """Return the positions left over, a lone one with the word that says little beside it: the "lượng" of "sản lượng".

    "Sản" alone would be that of "thủy sản" as well.
    """
    if len(question.leftover) != 1:
        return question.leftover
    at, words = question.leftover[0], question.words
    is_pair = at + 1 < len(words) and knowledge.indicator_index.has_pair(words[at].base, words[at + 1].base)
    is_half = is_pair and 0 < question.meaning.get(at + 1, 0.0) <= LITTLE
    return (at, at + 1) if is_half else (at,)


def _is_in_unit(question: Question, indicator: int, knowledge: Knowledge) -> bool:
    """Return whether a follow-up may ask for an indicator: "giải quyết được mấy đơn" for no rate of those settled."""
    expected = dimensions.asked(question, knowledge)
    if question.measure or expected & dimensions.RATIOS or expected == dimensions.ANY_COUNT:
        return True  # "đạt mấy % kế hoạch?" asks for its share, "số 2022?" for its figure
    return dimensions.fit(expected, knowledge.indicators[indicator].unit, knowledge) >= dimensions.OTHER_COUNT


def _padding_after_follow(question: Question) -> tuple[int, ...]:
    """Return the positions of the words of "còn chi?" that look like padding and may be all that is asked for."""
    if "follow" not in question.cues or question.places or question.periods:
        return ()
    rest = tuple(position for position in question.meaning if position not in question.following)
    return tuple(position for position in rest if question.meaning[position] > 0) or rest


def _nearer_to(indicators: Sequence[int], matches: Sequence[Match], knowledge: Knowledge) -> tuple[Match, ...]:
    """Return matches with those raised that share words with what the conversation is about."""
    index = knowledge.indicator_index
    before = {base for indicator in indicators for base in index.words_of(indicator)}
    raised = []
    for match in matches:
        if match.words_share >= _WORDS_EXPLAINED:
            own = index.words_of(match.indicator)
            weight = max(sum(index.weight(base) for base in own), 1.0)
            shared = sum(index.weight(base) for base in own & before) / weight
            raised.append(match._replace(score=min(1.0, match.score + _SHARED_WORDS * shared)))
        else:
            raised.append(match)
    return tuple(sorted(raised, key=lambda match: -match.score))


def _places_said(question: Question, knowledge: Knowledge, origins: dict[str, str]) -> tuple[tuple[int, ...], ...]:
    """Return the units that the names in a message may mean: those with figures, and of these those of that time."""
    spans = [(mention.year, mention.until or mention.year) for mention in question.periods if mention.year is not None]
    years = [year for span in spans for year in span]
    is_of_one_time = len(question.periods) == 1  # "quý I và 9 tháng năm 2025" may be those of a unit and its successor
    codes = {code for mention in question.periods if is_of_one_time and (code := mention.code()) is not None}
    chosen = []
    for mention in question.places:
        units = [knowledge.store.place(place) for place in mention.places]
        with_figures = [unit for unit in units if unit.id in knowledge.place_index.with_figures]
        provinces = [unit for unit in units if unit.parent is None]
        if provinces and not mention.types and all(_is_smallest(unit) for unit in with_figures):
            units, with_figures = provinces, []  # "thu ngân sách quảng ninh 2025" is that of no commune
        if len(with_figures) > 1:
            with_figures = _of_that_time(_with_figures_of(codes, with_figures, knowledge), years)
        elif not with_figures:
            units = _of_that_time(units, years)
        chosen.append(tuple(unit.id for unit in with_figures or units))
        if mention.corrected:
            origins["place"] = "corrected"
        elif with_figures and len(units) > len(with_figures) and not mention.types:
            origins["place"] = "assumed"
    return tuple(chosen)


def _is_smallest(unit: Place) -> bool:
    """Return whether a unit is a commune or a ward: those have no initials in messages."""
    return unit.type not in word_lists().type_initials


def _with_figures_of(codes: Set[str], units: list[Place], knowledge: Knowledge) -> list[Place]:
    """Return those of a unit and its successor, of one name, that have figures of the periods asked for.

    The commune that ended in June 2025 has targets of "nhiệm kỳ 2020-2025", and not the one of its name that followed.
    """
    successors = {code for unit in units for code in unit.successors}
    is_one_line = sum(unit.code not in successors for unit in units) == 1
    if not codes or not is_one_line:
        return units
    return [unit for unit in units if not codes.isdisjoint(knowledge.store.periods_of(unit.id))] or units


def _of_that_time(units: list[Place], years: Sequence[int]) -> list[Place]:
    """Return the units that existed in the years asked for; all of them where none did."""
    if not years:
        return units
    return [unit for unit in units if exists_in(unit, f"{min(years)}-01-01", f"{max(years)}-12-31")] or units


def _places_before(
    question: Question, context: Context, knowledge: Knowledge, origins: dict[str, str]
) -> tuple[tuple[int, ...], ...]:
    """Return the place of the conversation, or else the chat's own; none where every place is asked for."""
    home = (context.home_place,) if context.home_place else ()
    for codes, origin in ((context.places, "carried"), (home, "setting")):
        known = [place.id for code in codes if (place := knowledge.store.place_by_code(code)) is not None]
        if known and "every_place" not in question.cues:
            origins["place"] = origin
            before = periods.parse(context.period) if context.period else None
            units = _in_its_time(known[0], question, before.year if before is not None else None, knowledge)
            return (tuple(dict.fromkeys(_whole_of(unit, question, knowledge) for unit in units)),)
    return ()


def _in_its_time(place: int, question: Question, year: int | None, knowledge: Knowledge) -> tuple[int, ...]:
    """Return those of a place and the units of its name and line that have figures of the periods asked for.

    After the first half of 2025 of a province "cả năm 2025?" asks about the one of its name that it was merged into.
    The place itself comes first, and alone where none has any. year: the one spoken of before.
    """
    codes = {code for mention in question.periods if (code := mention.code(year)) is not None}
    unit = knowledge.store.place(place)
    in_line = [
        other.id
        for other in (knowledge.place_index.named(unit.full_name) if codes else ())
        if other.code in unit.successors or unit.code in other.successors
    ]
    with_figures = [one for one in (place, *in_line) if not codes.isdisjoint(knowledge.store.periods_of(one))]
    return tuple(with_figures) or (place,)


def _whole_of(place: int, question: Question, knowledge: Knowledge) -> int:
    """Return a place, or the unit above it that a message asks for as a whole: "toàn tỉnh thì mấy %"."""
    bases = tuple(word.base for word in question.words) if "whole" in question.cues else ()
    for kind in {base for whole, base in pairwise(bases) if whole in knowledge.words.groups.wholes}:
        types = knowledge.types_by_kind.get(kind, frozenset())
        chain = (place, *knowledge.place_index.above(place))
        above = next((unit for unit in chain if knowledge.store.place(unit).type in types), None)
        if above is not None:
            return above
    return place


def _periods(question: Question, context: Context, origins: dict[str, str]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the codes of the periods asked for, and the years of which any part will do."""
    is_newest = "latest" in question.cues  # "số mới nhất?" after a figure of 2020
    carried = periods.parse(context.period) if context.period and not is_newest else None
    home = periods.parse(context.home_period) if context.home_period and not is_newest else None
    before = carried or home
    codes: list[str] = []
    years = {mention.year for mention in question.periods if mention.year is not None}
    said = years.pop() if len(years) == 1 else None  # that of both of "quý I và 9 tháng năm 2025"
    for mention in question.periods:
        if mention.part is None and mention.year is not None:
            return (), (mention.year, mention.until) if mention.until else (mention.year,)
        year = mention.year
        if mention.is_before and carried is not None:
            year, mention = carried.year - 1, replace(mention, year=carried.year - 1)
        if year is None and said is not None:
            year = said
        elif year is None and before is not None:
            year = before.year
            origins["period"] = "carried"
        codes.append(mention.code(year) or f"????-{mention.part}")
    if codes:
        origins.setdefault("period", "said")
        return tuple(codes), ()
    if before is not None:
        origins["period"] = "carried" if carried is not None else "setting"
        return (before.code,), ()
    return (), ()


def _with_plan(
    codes: tuple[str, ...], matches: Sequence[Match], places: Sequence[Sequence[int]], knowledge: Knowledge
) -> tuple[str, ...]:
    """Return the year of which a part was spoken of where the plan is of the whole: "kế hoạch mấy %" after 9 months."""
    period = periods.parse(codes[0]) if codes else None
    if period is None or not period.part or not matches or len(places) != 1 or len(places[0]) != 1:
        return codes
    stored = knowledge.store.observations(indicators=[matches[0].indicator], place=places[0][0])
    planned = {o.period for o in stored if o.kind == "target"}
    year = str(period.year)
    return (year,) if year in planned and period.code not in planned else codes


def context_after(result: Result, context: Context, knowledge: Knowledge, choices: Sequence[str] = ()) -> Context:
    """Return what the conversation is about after a result; a refusal keeps what could be understood of it."""
    first = result.facts[0] if result.facts else None
    place_of = knowledge.store.place
    question = result.question
    named: tuple[int, ...] = ()
    if result.intent == "list":
        indicators: tuple[str, ...] = ()
    else:
        named = result.indicators or tuple(match.indicator for match in question.matches[:1] if _is_named(match))
        alike = _named_alike(named[0], question) if len(named) == 1 and result.intent == "lookup" else ()
        codes = tuple(knowledge.indicators[indicator].code for indicator in (*named, *alike)[:_KEPT_SLOTS])
        indicators = codes or context.indicators
    if first is not None and result.intent not in ("rank", "compare"):
        places: tuple[str, ...] = (place_of(first.place).code,)
    else:
        places = tuple(place_of(place).code for place in result.places[:_KEPT_SLOTS]) or context.places
    period = ""
    if first is not None and len(result.periods) <= 1:
        period = first.period
    elif result.periods and "?" not in result.periods[0]:
        period = result.periods[0]
    return replace(
        context,
        indicators=indicators,
        places=places,
        period=period or context.period,
        kind=first.kind if first is not None else context.kind,
        measure=first.measure if first is not None else question.measure or ("" if named else context.measure),
        intent=result.intent,
        facts=tuple(fact.id for fact in result.facts[:_KEPT_FACTS]) or context.facts,
        choices=tuple(choices),
        about=question.text_of(question.leftover) if result.intent == "list" and first is not None else "",
    )


def _named_alike(indicator: int, question: Question) -> tuple[int, ...]:
    """Return the other indicators that the same words name in full.

    Papers write of "doanh nghiệp thành lập mới" in one year and of "đăng ký thành lập mới" in the next.
    """
    best = next((match for match in question.matches if match.indicator == indicator), None)
    if best is None or best.alias_share < _NAMED:
        return ()
    return tuple(
        match.indicator
        for match in question.matches
        if match.indicator != indicator
        and match.used == best.used
        and match.score >= best.score
        and match.alias_share >= best.alias_share
    )


def _is_named(match: Match) -> bool:
    """Return whether a refused message names an indicator all the same: "thu nhập bình quân huyện Thọ Lộc"."""
    return match.score >= _LIKELY and match.alias_share >= _NAMED
