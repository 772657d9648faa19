"""A message understood: which indicators, places, periods and measures it speaks of, and what it wants to know."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date

from knowledge import asides, cues, meaning, parts, period_words, place_choice, wishes
from knowledge.base import Knowledge
from knowledge.indicators import Match
from knowledge.keyboard import is_syllable
from knowledge.lexicon import sound
from knowledge.meaning import CHANGES, RANKS, asks_how_many, begins, units_asked
from knowledge.period_words import PeriodMention
from knowledge.phrases import Hit
from knowledge.places import PlaceMention
from knowledge.plainly_said import PlainlySaid, take_apart
from knowledge.reading import Reading, ReadWord
from knowledge.text import PLAIN, marks_agree
from knowledge.unit_phrases import in_brackets
from knowledge.word_lists import Topic

# A word below this is padding or a head like "tỷ lệ": it does not matter if nothing explains it.
_LITTLE = 0.2
# An indicator that may be what a message with a cue in it asks for, and one that surely is.
_LIKELY, _SURE, _WHOLE_NAME = 0.6, 0.93, 0.9
# What a message wants if it says nothing but a cue.
_WISHES_ALONE = (
    ("source", "source"),
    ("rank_high", "rank"),
    ("rank_low", "rank"),
    ("deadline", "deadline"),
    ("progress", "progress"),
    ("list", "list"),
)
_WISHES = frozenset(cue for cue, _ in _WISHES_ALONE)
# Where one of them is typed right, a slip for another is none: "giao taông … giảm mấy vụ" asks for no "tăng".
_OF_CUTS = CHANGES | {"base"}
_MARKS_OF_YEAR = "2w"  # those of "năm", as the reading tells them
# "còn chi?", "chi thì sao": a follow-up whose only word may be padding as well.
_SHORT_FOLLOW_UP = 4
# So many words of what is said not to be meant name a thing.
_SHORTEST_DENIED = 3
_LONGEST_DENIAL = 2  # "không phải", "ko lấy"


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go on, in codes; wording makes a question of it. label: what tells it from its like in a document."""

    indicator: str = ""
    place: str = ""
    period: str = ""
    kind: str = ""
    measure: str = ""
    base: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversation has been about; empty at its start. home_place and home_period are the chat's settings.

    about: the words that say what the list given last was of.
    """

    indicators: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    period: str = ""
    kind: str = ""
    measure: str = ""
    intent: str = ""
    facts: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    about: str = ""
    home_place: str = ""
    home_period: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a message says by itself, without its conversation.

    bases: periods that a change is measured against. places: for each place spoken of the units that may be meant.
    matches: the indicators that the words may mean, best first; further: the same for each part of a message that asks
    for several. leftover: positions of meaningful words that neither a place nor a period explains; meaning: how much
    each free position counts (0 to 1). kind, measure: "" where none is said; topic_alone: the message names
    nothing but a field; fields: by position the field that the word belongs to. following: the positions that tie the
    message to the one before ("còn", "thì sao"). left_out: those of what a figure is asked for without ("không tính
    …"), excluded: of what it says is not meant. picked: which of the choices offered last, from one; recalled: which of
    the figures shown last. is_plain: it is nothing but a name, a place and a period, each as it is written; mended:
    what was typed for a word of that name, if one has a slip, and that word.
    """

    reading: Reading
    intent: str
    cues: frozenset[str] = frozenset()
    periods: tuple[PeriodMention, ...] = ()
    bases: tuple[PeriodMention, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    matches: tuple[Match, ...] = ()
    further: tuple[tuple[Match, ...], ...] = ()
    leftover: tuple[int, ...] = ()
    meaning: dict[int, float] = field(default_factory=dict)
    kind: str = ""
    measure: str = ""
    wants_percent: bool = False
    picked: int | None = None
    recalled: int | None = None
    topic: Topic | None = None
    topic_alone: bool = False
    fields: dict[int, str] = field(default_factory=dict)
    following: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    is_plain: bool = False
    mended: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> tuple[ReadWord, ...]:
        """The words of the message."""
        return self.reading.words

    @property
    def asks_for_class(self) -> bool:
        """Whether the topic names the parts of something ("các khu vực kinh tế")."""
        return self.topic is not None and self.topic.is_class

    @property
    def odd(self) -> tuple[int, ...]:
        """The positions of words that are none as they stand: nobody knows them, or they are what is left of capitals.

        The "X" of "GTSX X TPLS" may be the half of "XD".
        """
        words, text = self.reading.words, self.reading.text
        return tuple([at for at in sorted(self.meaning) if _is_odd(words[at], text)])

    def text_of(self, positions: Sequence[int]) -> str:
        """Return what was typed at these positions."""
        spans = sorted({(self.words[position].start, self.words[position].end) for position in positions})
        return " ".join(self.reading.text[start:end] for start, end in spans)


def _is_odd(word: ReadWord, text: str) -> bool:
    if word.is_unknown or word.options:
        return True
    is_letter = word.end - word.start == 1 and word.how == "typed" and word.base.isalpha()
    return is_letter and text[word.start].isupper() and not text.isupper()


def understand(text: str, context: Context, knowledge: Knowledge, today: date, *, plain_tells: bool = True) -> Question:
    """Return what a message says by itself; what it leaves open is filled from the context by knowledge.slots.

    plain_tells as in reading.read.
    """
    question = _understand(text, context, knowledge, today, plain_tells=plain_tells)
    number, spoken = wishes.recalled(question.words, len(context.facts), knowledge)
    if number and spoken.issuperset(question.leftover) and not (question.places or question.periods):
        return replace(question, intent="source" if "source" in question.cues else "recall", recalled=number)
    if context.about and not question.leftover and (question.places or question.periods):
        return _understand(f"{context.about} {text}", context, knowledge, today, plain_tells=plain_tells)
    return question


def _understand(text: str, context: Context, knowledge: Knowledge, today: date, *, plain_tells: bool) -> Question:
    plainly = take_apart(text, knowledge, today) if plain_tells else None
    if plainly is not None and (plain := _plain(plainly, knowledge)) is not None:
        return plain
    picked = wishes.picked(text, len(context.choices))
    reading = knowledge.read(text, plain_tells=plain_tells)
    words = reading.words
    if picked is not None or not words or _is_lone_number(words):
        return Question(reading, "pick" if picked is not None else "nothing", picked=picked)
    found = knowledge.place_index.find(words)
    names = _likely_names(found, knowledge)
    of_names = {position for name in names for position in range(name.name, name.end)}
    mentions = _without_names(period_words.find(words, today, of_names), names, reading, knowledge)
    dated = period_words.covered(mentions)
    hits = cues.before_no_name(cues.unbroken(cues.find(words, dated, knowledge), reading), reading)
    hits = cues.of_plans(hits, reading, context.measure, knowledge)
    hits = cues.of_corrections(cues.of_ranks(hits, words, knowledge), reading, knowledge)
    reading = _with_phrases_read(reading, hits)
    words = reading.words
    counted = units_asked(words, knowledge)
    is_told = any(hit.value in CHANGES and hit.fit == 1.0 for hit in hits)
    hits = [hit for hit in hits if hit.fit == 1.0 or not (hit.start in counted or (is_told and hit.value in CHANGES))]
    places = place_choice.choose(found, reading, hits, dated, knowledge)
    places = [place for place in places if not cues.is_excluded(place, hits)]
    placed = {position for place in places for position in range(place.start, place.end)}
    places = place_choice.without_parents(places, words, knowledge)
    excluded = cues.excluded(reading, hits, places, knowledge)
    placed |= excluded
    free = [position for position in range(len(words)) if position not in dated and position not in placed]
    weights = meaning.of_words(words, free, hits, dated, knowledge)
    # "T Hồng Lĩnh": one letter before a name is what is left of its kind.
    kinds = (place.start - 1 for place in places if place.start > 0 and len(words[place.start - 1].base) == 1)
    weights.update((position, 0.0) for position in kinds if words[position].base.isalpha())
    if len(places) > 1:
        _pass_over(place_choice.counts_of_places(words, knowledge), weights)
    if places:
        _pass_over(place_choice.kinds_of_own_area(words, free, knowledge), weights)
    _pass_over(in_brackets(reading, knowledge), weights)
    if any(hit.value == "source" for hit in hits):
        _pass_over(meaning.values_told(words, knowledge), weights)
    spoken_to = {
        *cues.addressed(reading, weights, knowledge),
        *cues.introduced(reading, weights, knowledge),
        *cues.closing(reading, weights, knowledge),
        *asides.particles(reading, knowledge),
    }
    _pass_over(spoken_to, weights)
    aside = asides.find(reading, hits, placed | dated, weights, knowledge)
    _pass_over(aside, weights)
    _pass_over(asides.numbers_guessed(words, placed | dated, knowledge), weights)
    # "Đề nghị Trung tâm Y tế cung cấp …" speaks of no xã Y Tế.
    with_figures = knowledge.place_index.with_figures
    places = [one for one in places if one.start not in spoken_to or not with_figures.isdisjoint(one.places)]
    if cues.part_asked_at(words, weights, knowledge) is None:
        frame = cues.frame(reading, hits, placed | dated, knowledge)
        _pass_over(frame, weights)
        are_inside = [one.start in frame for one in mentions]
        if any(are_inside) and not all(are_inside) and cues.cites(words, frame.start, knowledge):
            # "Theo Kế hoạch … năm 2021, trong 6 tháng đầu năm 2020 …": the year is the document's, and no plan is meant
            mentions = [one for one in mentions if one.start not in frame]
            hits = [hit for hit in hits if hit.start not in frame]
    without = cues.left_out(reading, hits, places, knowledge)
    if without and _leaves_out_sums(words, without, weights, knowledge):
        _pass_over(without, weights)
    polite = cues.polite(hits, weights, words, knowledge)
    weighed = cues.weighed_against(hits, reading, knowledge)
    _pass_over(weighed, weights)
    # The "tt" of "tt lạng sơn chi ngân sách" is no "tổng thu".
    short_kinds = {
        place.start - 1 for place in places if place.start and words[place.start - 1].base in knowledge.kinds
    }
    short_kinds = {position for position in short_kinds if not is_syllable(words[position].base)}
    twice = cues.said_twice(reading, knowledge)
    _pass_over(twice, weights)
    naming = [position for position in free if position not in polite | weighed | short_kinds | twice | aside]
    matches = _not_denied(_matches(words, naming, weights, without, knowledge), words, excluded, knowledge)
    named_there = _known_there(matches, places, context, knowledge)
    said = frozenset(
        hit.value
        for hit in hits
        if placed.isdisjoint(range(hit.start, hit.end)) and not cues.is_name_part(hit, words, named_there)
    )
    if cues.denies_whole(words, excluded, knowledge):
        said |= {"more"}
    if cues.intends(words, weights, knowledge):
        said |= {"target"}
    if asks_how_many(words, knowledge) and any(
        one.is_base and one.start and words[one.start - 1].base in knowledge.words.groups.exceeding for one in mentions
    ):
        said |= {"growth"}  # "hơn năm trước mấy triệu"
    meant = [one for one in mentions if one.start not in excluded]  # "6 tháng đầu năm, không phải ước cả năm"
    periods, bases, said = _periods_and_bases(meant or mentions, said)
    cuts = {position for hit in hits if hit.value == "compare" for position in range(hit.start, hit.end)}
    is_of_one = len(places) < 2 and len(periods) < 2 and not bases
    if is_of_one:
        cuts |= cues.set_against(hits, weights, words, knowledge)
    if is_of_one and asks_how_many(words, knowledge):
        cuts |= cues.exceeding(words, weights, knowledge)
    further = (
        parts.find(reading, free, weights, matches, cuts, knowledge, are_compared=bool(cuts) and is_of_one)
        if cuts or not cues.both_together(words, knowledge)
        else []
    )
    if further and cuts:
        apart = {hit.value for hit in hits if not cuts.issuperset(range(hit.start, hit.end))}
        said = (said - (_OF_CUTS - apart)) | {"compare"}  # the "vượt" of "chi vượt thu" asks for no growth
    fields = wishes.topics(words, free, knowledge)
    topic, topic_alone = wishes.topic(fields, words, free, weights, knowledge, is_list="list" in said)
    question = Question(
        reading=reading,
        intent="",
        cues=said,
        periods=tuple(_distinct(periods)),
        bases=tuple(bases),
        places=tuple(places),
        matches=tuple(matches),
        further=tuple(further),
        leftover=tuple(position for position in free if weights.get(position, 0.0) > _LITTLE),
        meaning=weights,
        kind=wishes.kind(said),
        measure=wishes.measure(said, words, named_there, knowledge),
        wants_percent="percent" in said,
        topic=topic,
        topic_alone=topic_alone,
        following=frozenset(p for hit in hits if hit.value == "follow" for p in range(hit.start, hit.end)),
        left_out=frozenset(without),
        excluded=frozenset(excluded),
        fields=_fields(fields),
    )
    return replace(question, intent=_intent(question, knowledge, context))


def _plain(said: PlainlySaid, knowledge: Knowledge) -> Question | None:
    """Return a message that consists of a name, a place and a period; None where more than these weighs in it.

    Other names are thought of where the place has no figure of what was said at that time.
    """
    words, name, place = said.reading.words, said.name, said.place
    dated, placed = set(range(said.period.start, said.period.end)), set(range(place.start, place.end))
    free = [at for at in range(len(words)) if at not in dated and at not in placed]
    weights = meaning.of_words(words, free, said.hits, dated, knowledge)
    units = knowledge.place_index.with_figures.intersection(place.places)
    if len(units) != 1 or any(weights[at] for at in free if at not in name):
        return None
    if not meaning.units_asked(words, knowledge).issubset(name):
        return None  # the "ha" of "may ha" is no "hả", and tells an area from a yield
    (unit,) = units
    stored = knowledge.store.observations(indicators=[said.indicator], place=unit, period=said.period.code())
    if said.is_short and len(stored) != 1 and (stored or said.indicator not in knowledge.store.indicators_of(unit)):
        return None  # the words of "Thu NS" tell which of two figures is meant, or name others
    matches: tuple[Match, ...]
    if stored:
        matches = (Match(said.indicator, 1.0, frozenset(name), 1.0, 1.0, False),)
    else:
        matches = tuple(knowledge.indicator_index.match(words, free, weights))
    fields = wishes.topics(words, free, knowledge)
    topic, topic_alone = wishes.topic(fields, words, free, weights, knowledge, is_list=False)
    if topic is not None and topic.is_class:
        return None
    return Question(
        reading=said.reading,
        intent="lookup",
        cues=frozenset(hit.value for hit in said.hits if cues.means_in_name(hit) and hit.start not in placed),
        periods=(said.period,),
        places=(place,),
        matches=matches,
        leftover=tuple(at for at in free if weights[at] > _LITTLE),
        meaning=weights,
        topic=topic,
        topic_alone=topic_alone,
        fields=_fields(fields),
        is_plain=True,
        mended=said.mended,
    )


def _fields(topics: Sequence[Hit[Topic]]) -> dict[int, str]:
    """Return by position the field that the word belongs to, where several do that of the longest topic."""
    return {position: hit.value.field for hit in reversed(topics) for position in range(hit.start, hit.end)}


def _leaves_out_sums(
    words: Sequence[ReadWord], without: Set[int], weights: Mapping[int, float], knowledge: Knowledge
) -> bool:
    """Return whether what is left out is no part of a thing: a sum or the whole ("không tính tổng thu")."""
    of_sums = knowledge.words.groups.of_sums.union(*knowledge.words.sequences.sums)
    left = [words[position].base for position in sorted(without) if weights.get(position)]
    if all(base in of_sums for base in left):
        return True
    said_besides = {word.base for at, word in enumerate(words) if at not in without}
    return left[0] in of_sums and said_besides.issuperset(left[1:])


def _known_there(
    matches: list[Match], places: Sequence[PlaceMention], context: Context, knowledge: Knowledge
) -> list[Match]:
    """Return matches without labels that only other places' papers have, all of them where nothing else is left.

    A "Tốc độ tăng trưởng tổng sản phẩm (GRDP)" of one paper, by how much it beat its plan, makes no name of growth
    elsewhere.
    """
    said = [one for mention in places for one in mention.places]
    before = (knowledge.store.place_by_code(code) for code in context.places)
    spoken_of = said or [place.id for place in before if place is not None]
    if not spoken_of or all(knowledge.indicators[match.indicator].origin == "data" for match in matches):
        return matches
    present = frozenset[int]().union(*(knowledge.store.indicators_of(place) for place in spoken_of))
    return [
        match
        for match in matches
        if knowledge.indicators[match.indicator].origin == "data" or match.indicator in present
    ] or matches


def _not_denied(
    matches: list[Match], words: Sequence[ReadWord], excluded: Set[int], knowledge: Knowledge
) -> list[Match]:
    """Return the indicators whose own names do not begin with what is said not to be meant: "ko lấy số gtsx"."""
    if not excluded:
        return matches
    denied = tuple(words[at].base for at in sorted(excluded))
    leading = knowledge.words.groups.of_sums
    starts = (at for at in range(1, len(denied)) if at <= _LONGEST_DENIAL or denied[at - 1] in leading)
    ends = [denied[at:] for at in starts if len(denied) - at >= _SHORTEST_DENIED]
    left = [one for one in matches if not begins(tuple(knowledge.indicator_index.name_of(one.indicator)), ends)]
    return left if len(left) < len(matches) and left else matches


def _with_phrases_read(reading: Reading, hits: Sequence[Hit[str]]) -> Reading:
    """Return a message with slips in its turns of phrase read: the "lhieu" of "bao lhieu con bò" is "nhiêu" for all.

    A word that is one as it stands stays what it is ("Trong số" is no "tổng số"), unless it is heard like the other.
    """
    words = list(reading.words)
    for position, base in (pair for hit in hits if hit.end - hit.start > 1 for pair in hit.meant):
        word = words[position]
        if word.options or (word.marks != PLAIN and sound(word.base) == sound(base)):
            words[position] = word.read_as(base)
    return replace(reading, words=tuple(words)) if words != list(reading.words) else reading


def _matches(
    words: Sequence[ReadWord], free: Sequence[int], weights: dict[int, float], without: set[int], knowledge: Knowledge
) -> list[Match]:
    """Return the indicators that the free words may mean; what a figure is asked for without names none of them.

    Only an indicator that has the whole clause in its name goes by it, in whichever words ("thu ngân sách trừ tiền sử
    dụng đất", "chưa tính tiền sử dụng đất").
    """
    match = knowledge.indicator_index.match
    matches = match(words, free, weights)
    if not without or not matches:
        return matches
    groups, own = knowledge.words.groups, knowledge.indicator_index.words_of
    without_some = knowledge.words.negations | groups.leaving_out
    inside = {position for position in without if weights.get(position, 0.0) > _LITTLE}
    thing = {position for position in inside if words[position].base not in groups.of_sums}
    whole = [
        match.indicator
        for match in matches
        if match.score > _SURE
        and (match.used >= inside or (thing and match.used >= thing and without_some & own(match.indicator)))
    ]
    if matches[0].indicator in whole and knowledge.store.observations(indicators=whole, limit=1):
        return matches
    return match(words, [position for position in free if position not in without], weights)


def _periods_and_bases(
    mentions: Sequence[PeriodMention], said: frozenset[str]
) -> tuple[list[PeriodMention], list[PeriodMention], frozenset[str]]:
    """Return the periods asked for, those a change is measured against, and the cues with what follows from both."""
    periods = [mention for mention in mentions if mention.part != "price" and not mention.is_base]
    bases = [mention for mention in mentions if mention.part != "price" and mention.is_base]
    if bases and not periods and not said & {"growth", "decrease", "share"}:
        # "so với 2020" in a follow-up names the other side of a comparison.
        return bases, [], said | {"compare"} if "base" in said else said
    if bases and ("compare" in said or not said & {"growth", "decrease", "share", "percent", "level"}):
        return sorted((*periods, *bases), key=lambda mention: mention.start), [], said | {"compare"}
    return periods, bases, said


def _likely_names(found: Iterable[PlaceMention], knowledge: Knowledge) -> list[PlaceMention]:
    """Return what may be a longer name of a place with figures, or with its kind."""
    with_figures = knowledge.place_index.with_figures
    return [
        mention
        for mention in found
        if mention.end - mention.name > 1 and (mention.types or not with_figures.isdisjoint(mention.places))
    ]


def _without_names(
    mentions: list[PeriodMention], likely: Iterable[PlaceMention], reading: Reading, knowledge: Knowledge
) -> list[PeriodMention]:
    """Return period mentions that leave the Nam of "Hà Nam 2021", "Pác Nặm 2022" to the name that it belongs to.

    So does the "Trọng năm 2020" of "Đức Trọng năm 2020".
    """
    words = reading.words
    ends = {at: name.end for name in likely if name.fit == 1.0 for at in range(name.name + 1, name.end)}
    kept = []
    for mention in mentions:
        first = mention.start
        end = ends.get(first, first)
        if first < end < mention.end and words[first].base != "nam":
            mention, first = replace(mention, start=end), end
        if words[first].base == "nam" and mention.end - first > 1 and words[first].marks != _MARKS_OF_YEAR:
            index = knowledge.place_index
            names = [" ".join(word.base for word in words[at : first + 1]) for at in range(max(0, first - 3), first)]
            written = (reading.text[words[first].start].isupper() and not reading.text.isupper()) or (
                words[first].marks != PLAIN and marks_agree(words[first].marks, _MARKS_OF_YEAR) < 1.0
            )
            figured = (name for name in names if index.types_with_figures(name))
            # what is left of "thuận nam 2022" without its Nam names nothing
            is_whole = any(not index.types_with_figures(name.rpartition(" ")[0]) for name in figured)
            if is_whole or any(index.is_key(name) and (written or index.is_province(name)) for name in names):
                mention = replace(mention, start=first + 1)
        kept.append(mention)
    return kept


def _distinct(mentions: Sequence[PeriodMention]) -> list[PeriodMention]:
    seen: list[PeriodMention] = []
    for mention in mentions:
        if not any(
            (other.year, other.part, other.until) == (mention.year, mention.part, mention.until) for other in seen
        ):
            seen.append(mention)
    return seen


def _pass_over(positions: Iterable[int], weights: dict[int, float]) -> None:
    """Let the words at these positions mean nothing where they meant something."""
    weights.update((position, 0.0) for position in positions if position in weights)


def _is_lone_number(words: Sequence[ReadWord]) -> bool:
    """Return whether a message is but a small number: it picks among choices, and says nothing elsewhere."""
    return len(words) == 1 and words[0].base.isdigit() and len(words[0].base) < 4


def _intent(question: Question, knowledge: Knowledge, context: Context) -> str:
    """Return what the message wants; the more particular wish wins over the plain look-up."""
    said = question.cues
    if "compare" in said and said & RANKS and is_of_places_before(question, context):
        return "compare"
    if not (question.leftover or question.places or question.periods):
        asks = "latest" in said or asks_how_many(question.words, knowledge)
        if context.indicators and asks and not said & _WISHES:
            return "lookup"  # "thực hiện được bao nhiêu?", "số mới nhất?"
        is_short = "follow" in said and context.indicators and len(question.words) <= _SHORT_FOLLOW_UP
        is_of_base = "base" in said and context.measure == "share"
        if is_short and (question.kind or is_of_base) and not said & _WISHES:
            return "lookup"  # "còn thực hiện?" after the plan, "còn huyện giao?" after the share of another budget
        return "follow" if is_short and not said & _WISHES else _intent_of_cues(said)
    best = question.matches[0] if question.matches and question.matches[0].score >= _LIKELY else None
    counts = asks_how_many(question.words, knowledge)
    if (
        "source" in said
        and not counts
        and not (best and best.alias_share > _WHOLE_NAME and _is_used(question, "source", best, knowledge))
    ):
        return "source"
    years = {mention.year for mention in question.periods if mention.year is not None}
    if "progress" in said and len(years) < 2:  # "thu 2025 so với mục tiêu năm 2026" weighs two years
        return "progress"
    if question.asks_for_class and _asks_for_parts(question, context, knowledge):
        return "list"
    if said & (RANKS | {"every_place"}) and not question.places:
        return "rank"
    if len(question.places) > 1 or len(question.periods) > 1 or "compare" in said:
        return "compare"
    if "base" in said and question.places and context.places and not question.leftover:
        return "compare"
    if "deadline" in said and best is None:
        return "deadline"
    if "list" in said and not counts:
        return "list"
    return "lookup"


def is_of_places_before(question: Question, context: Context) -> bool:
    """Return whether a message can only speak of the places that were compared before it: "bên nào cao hơn?"."""
    return len(context.places) > 1 and not (question.places or question.leftover)


def _asks_for_parts(question: Question, context: Context, knowledge: Knowledge) -> bool:
    """Return whether the parts of something are asked for, of one place: "giá trị sản xuất từng khu vực kinh tế".

    "Tổng giá trị sản xuất các ngành kinh tế là bao nhiêu" asks for one figure.
    """
    has_place = bool(question.places or context.places or context.home_place)
    is_each = any(word.base in knowledge.words.groups.one_by_one for word in question.words)
    is_several = is_each or not asks_how_many(question.words, knowledge)
    return has_place and is_several and len(question.places) < 2 and len(question.periods) < 2


def _intent_of_cues(said: frozenset[str]) -> str:
    """Return what a message wants that names neither an indicator nor a place nor a period."""
    for cue, intent in _WISHES_ALONE:
        if cue in said:
            return intent
    if "help" in said:
        return "help"
    if "greeting" in said or said <= {"filler", "follow", "generic", "whole"}:
        return "smalltalk"
    if "latest" in said:
        return "follow"
    return "compare" if said & {"compare", "base"} else "lookup"


def _is_used(question: Question, cue: str, match: Match, knowledge: Knowledge) -> bool:
    """Return whether a cue's words are part of an indicator's name ("nguồn vốn")."""
    spans = [
        range(hit.start, hit.end)
        for position in range(len(question.words))
        for hit in knowledge.cues.find(question.words, position)
        if hit.value == cue
    ]
    return bool(spans) and all(match.used.issuperset(span) for span in spans)
