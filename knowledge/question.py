"""A message understood: which indicators, places, periods, kinds and measures it speaks of, and what it wants to know."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from knowledge import period_words
from knowledge.base import Knowledge
from knowledge.indicators import Match
from knowledge.period_words import PeriodMention
from knowledge.phrases import Hit
from knowledge.places import PlaceMention
from knowledge.reading import Reading, ReadWord, read

# What a word counts for when it is left over, relative to its own weight.
_DUTY = {"content": 1.0, "generic": 0.15, "added": 0.2, "number": 0.3, "unknown": 0.75, "padding": 0.0}
_PADDING_CUES = frozenset(
    "filler target estimate actual growth decrease level base share percent compare rank_high rank_low every_place list progress source "
    "deadline help greeting follow correction more stock".split()
)
_PICK = re.compile(
    r"\s*(?:(?:cái|số|câu|mục|lựa chọn|chọn|phương án|ý)\s*)?(?:thứ\s*)?(\d{1,2}|nhất|hai|ba|tư|bốn|năm)\s*[.)]?\s*",
    re.IGNORECASE,
)
_PICK_WORDS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5}


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go on, in codes; wording makes a label and a question of it."""

    indicator: str = ""
    place: str = ""
    period: str = ""
    kind: str = ""
    measure: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversation has been about; empty at its start. home_place and home_period are the chat's own settings."""

    indicators: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    period: str = ""
    kind: str = ""
    measure: str = ""
    intent: str = ""
    facts: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    home_place: str = ""
    home_period: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A message with its parts; see the fields' comments for what is said and what is carried over.

    origins says for "indicator", "place" and "period" where each came from: said, carried, setting, corrected.
    places holds for each place spoken of the units that may be meant. leftover are the positions of meaningful words
    that neither a place nor a period explains.
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
    duty: dict[int, float] = field(default_factory=dict)
    kind: str = ""
    measure: str = ""
    wants_percent: bool = False
    origins: dict[str, str] = field(default_factory=dict)
    picked: int | None = None
    topic: str = ""
    topic_alone: bool = False

    @property
    def words(self) -> tuple[ReadWord, ...]:
        """The words of the message."""
        return self.reading.words

    def text_of(self, positions: Sequence[int]) -> str:
        """Return what was typed at these positions."""
        spans = sorted({(self.words[position].start, self.words[position].end) for position in positions})
        return " ".join(self.reading.text[start:end] for start, end in spans)


def understand(text: str, context: Context, knowledge: Knowledge, today: date) -> Question:
    """Return what a message says by itself; what it leaves open is filled from the context by knowledge.resolve."""
    picked = _pick(text, context)
    reading = read(text, knowledge.lexicon, knowledge.abbreviations, knowledge.little_words)
    words = reading.words
    if picked is not None or not words:
        return Question(reading, "pick" if picked is not None else "nothing", picked=picked)
    mentions = _without_names(period_words.find(words, today), reading, knowledge)
    dated = period_words.covered(mentions)
    cue_hits = _segment(knowledge, words, dated)
    found = [mention for mention in knowledge.place_index.find(words) if not _crosses(mention, reading)]
    places = _choose_places(found, reading, knowledge, dated, cue_hits, context)
    placed = {position for place in places for position in range(place.name, place.end)}
    places = _without_parents(places, knowledge)
    placed |= _excluded(reading, cue_hits, places)
    free = [position for position in range(len(words)) if position not in dated and position not in placed]
    duty = _duties(words, free, cue_hits, knowledge)
    duty.update((position, 0.0) for place in places for position in range(place.start, place.name))
    matches = knowledge.indicator_index.match(words, free, duty)
    cues = frozenset(
        hit.value
        for hit in cue_hits
        if not placed & set(range(hit.start, hit.end)) and not _is_name_part(hit, words, matches)
    )
    further = _further(knowledge, reading, free, duty, matches)
    mentions = [mention for mention in mentions if mention.part != "price"]
    periods = [mention for mention in mentions if not mention.is_base]
    bases = [mention for mention in mentions if mention.is_base]
    if bases and not periods and not cues & {"growth", "decrease", "share"}:
        periods, bases = bases, []  # "so với 2020" in a follow-up names the other side of a comparison
        cues |= {"compare"} if "base" in cues else set()
    elif bases and ("compare" in cues or not cues & {"growth", "decrease", "share", "percent", "level"}):
        cues |= {"compare"}
        periods, bases = sorted((*periods, *bases), key=lambda mention: mention.start), []
    topic, topic_alone = _topic(knowledge, words, free, duty)
    question = Question(
        reading=reading,
        intent="",
        cues=cues,
        periods=tuple(_distinct(periods)),
        bases=tuple(bases),
        places=tuple(places),
        matches=tuple(matches),
        further=tuple(further),
        leftover=tuple(position for position in free if duty.get(position, 0.0) > 0.2),
        duty=duty,
        kind=_kind(cues),
        measure=_measure(cues, words, matches, knowledge),
        wants_percent="percent" in cues,
        topic=topic,
        topic_alone=topic_alone,
    )
    return replace(question, intent=_intent(question, knowledge, context))


def _without_names(mentions: list[PeriodMention], reading: Reading, knowledge: Knowledge) -> list[PeriodMention]:
    """Return period mentions that leave the Nam of "Hà Nam 2021" to the name that it belongs to."""
    words = reading.words
    kept = []
    for mention in mentions:
        first = mention.start
        if words[first].base == "nam" and mention.end - first > 1 and first > 0:
            name = " ".join(word.base for word in words[first - 1 : first + 1])
            written = reading.text[words[first].start].isupper() and not reading.text.isupper()
            is_year_word = "w" in words[first].marks
            index = knowledge.place_index
            if not is_year_word and index.is_key(name) and (written or index.is_province(name)):
                mention = replace(mention, start=first + 1)
        kept.append(mention)
    return kept


def _is_name_part(hit: Hit[str], words: Sequence[ReadWord], matches: Sequence[Match]) -> bool:
    """Return whether a cue's words belong to the indicator's name: "số chỉ tiêu chưa đạt kế hoạch" asks for no plan.

    A slip that the name explains is no cue either: "giao taông" is "giao thông" and not "tăng".
    """
    if not matches or not set(range(hit.start, hit.end)) <= matches[0].used:
        return False
    if any(words[position].options for position in range(hit.start, hit.end)):
        return True
    return matches[0].alias_share > 0.9 and hit.value not in _NEVER_NAME


_NEVER_NAME = frozenset(
    {"growth", "decrease", "level", "percent", "filler", "generic", "share", "more", "added", "stock"}
)


def _excluded(reading: Reading, cue_hits: Sequence[Hit[str]], places: Sequence[PlaceMention]) -> set[int]:
    """Return the positions of what a question says that it does not mean ("…, không phải nước hợp vệ sinh, …")."""
    words = reading.words
    excluded: set[int] = set()
    named = {position for place in places for position in range(place.start, place.end)}
    for hit in cue_hits:
        if hit.value != "exclude" or hit.start == 0:
            continue
        position = hit.end
        excluded.update(range(hit.start, hit.end))
        while position < len(words) and position not in named:
            excluded.add(position)
            following = words[position + 1].start if position + 1 < len(words) else words[position].end
            if _BREAK.search(reading.text[words[position].end : following]):
                break
            position += 1
    return excluded


def _pick(text: str, context: Context) -> int | None:
    if not context.choices:
        return None
    match = _PICK.fullmatch(text[:60])
    if match is None:
        return None
    number = int(match[1]) if match[1].isdigit() else _PICK_WORDS[match[1].lower()]
    return number if 1 <= number <= len(context.choices) else None


def _segment(knowledge: Knowledge, words: Sequence[ReadWord], dated: set[int]) -> list[Hit[str]]:
    """Return the cues of a message: at each position the longest phrase, with every meaning it has."""
    hits: list[Hit[str]] = []
    at = 0
    while at < len(words):
        if at in dated:
            at += 1
            continue
        here = [
            hit
            for hit in knowledge.cues.find(words, at)
            if not dated.intersection(range(hit.start, hit.end)) and _good(hit, words)
        ]
        if not here:
            at += 1
            continue
        longest = max(hit.end for hit in here)
        hits += [hit for hit in here if hit.end == longest]
        at = longest
    return hits


# Cues that change what is answered: a single word must be typed right to mean one of them.
_WISHES = frozenset(
    "rank_high rank_low every_place list progress source deadline help greeting compare correction exclude".split()
)


def _good(hit: Hit[str], words: Sequence[ReadWord]) -> bool:
    if hit.end - hit.start == 1:
        return hit.fit >= (0.68 if words[hit.start].options and hit.value not in _WISHES else 0.9)
    return hit.fit >= 0.62


def _choose_places(
    found: Sequence[PlaceMention],
    reading: Reading,
    knowledge: Knowledge,
    dated: set[int],
    cue_hits: Sequence[Hit[str]],
    context: Context,
) -> list[PlaceMention]:
    """Return the mentions that are meant: typed ones and those with figures first, words of indicators never."""
    index = knowledge.place_index
    padding = {position for hit in cue_hits if hit.fit >= 0.9 for position in range(hit.start, hit.end)}

    words = reading.words

    def rank(mention: PlaceMention) -> tuple[float, ...]:
        has_figures = any(place in index.with_figures for place in mention.places)
        return (
            mention.is_within,
            bool(mention.types) and not mention.corrected,
            has_figures and not mention.corrected,
            mention.end - mention.start,
            has_figures,
            mention.fit,
        )

    chosen: list[PlaceMention] = []
    taken: set[int] = set(dated)
    for mention in sorted((*found, *_told_by_parents(found, words, knowledge)), key=rank, reverse=True):
        span = set(range(mention.start, mention.end))
        if span & taken or _begins_in_indicator(mention, words, knowledge):
            continue
        if not mention.types and not mention.is_within and not _stands_alone(mention, reading, knowledge, padding, taken, cue_hits):
            continue
        chosen.append(mention)
        taken |= span
    return sorted(chosen, key=lambda mention: mention.start)


_BETWEEN = frozenset({"cua", "thuoc"})


def _told_by_parents(
    found: Sequence[PlaceMention], words: Sequence[ReadWord], knowledge: Knowledge
) -> list[PlaceMention]:
    """Return a mention for each name that is followed by the name of a unit above it, both together."""
    starts: dict[int, list[PlaceMention]] = {}
    for mention in found:
        starts.setdefault(mention.start, []).append(mention)
    together: list[PlaceMention] = []
    for _ in range(2):  # xã, huyện, tỉnh: two joints at most
        for inner in found:
            at = inner.end
            if at < len(words) and words[at].base in _BETWEEN:
                at += 1
            for outer in (*starts.get(at, ()), *(one for one in together if one.start == at)):
                if inner.corrected and outer.corrected:
                    continue
                above = set(outer.places)
                within = tuple(place for place in inner.places if above.intersection(knowledge.place_index.above(place)))
                if within and min(inner.fit, outer.fit) >= 0.7:
                    joined = replace(inner, end=outer.end, places=within, fit=inner.fit * outer.fit, is_within=True)
                    if joined not in together:
                        together.append(joined)
    return together


def _begins_in_indicator(mention: PlaceMention, words: Sequence[ReadWord], knowledge: Knowledge) -> bool:
    """Return whether a type word belongs to what stands before it: "hợp tác xã thành lập" speaks of no Xã Thanh."""
    if not 1 < mention.start < mention.name or any(
        place in knowledge.place_index.with_figures for place in mention.places
    ):
        return False
    return knowledge.indicator_index.has_triple(*(word.base for word in words[mention.start - 2 : mention.start + 1]))


_BREAK = re.compile(r"[,;:?!()\[\]\n]")


def _crosses(mention: PlaceMention, reading: Reading) -> bool:
    """Return whether a name would run over punctuation ("gia cầm, thủy cầm" holds no Cẩm Thủy)."""
    words = reading.words[mention.start : mention.end]
    if mention.start and (reading.words[mention.start - 1].start, reading.words[mention.start - 1].end) == (
        words[0].start,
        words[0].end,
    ):
        return True  # the "xã" of HTX begins no commune
    return any(_BREAK.search(reading.text[one.end : next_.start]) for one, next_ in zip(words, words[1:], strict=False))


def _is_name(reading: Reading, mention: PlaceMention) -> bool:
    """Return whether a word is written as a name within a sentence: a capital where the others have none."""
    start = reading.words[mention.start].start
    return start > 0 and mention.fit == 1.0 and reading.text[start].isupper() and not reading.text.isupper()


def _stands_alone(
    mention: PlaceMention,
    reading: Reading,
    knowledge: Knowledge,
    padding: set[int],
    taken: set[int],
    cue_hits: Sequence[Hit[str]],
) -> bool:
    """Return whether an untyped name is a place here and not a part of an indicator or of a turn of phrase."""
    words = reading.words
    span = set(range(mention.start, mention.end))
    index = knowledge.place_index
    has_figures = any(place in index.with_figures for place in mention.places)
    if span <= padding and (mention.corrected or not has_figures):
        return False
    if mention.corrected and not any(words[position].options or words[position].is_unknown for position in span):
        known = knowledge.indicator_index.knows
        if all(known(words[position].base) or position in padding for position in span):
            return False  # no name is made out of words that are all known as they stand
    if not has_figures and mention.end - mention.start == 1 and not _is_name(reading, mention):
        return False  # "vinh", "dùng", "hồ" alone are too often other words
    if not has_figures:
        if mention.start and words[mention.start - 1].base in knowledge.not_before_place:
            return False  # "đường Hùng Vương" is a street
        if any(words[position].how == "unknown" for position in span) or mention.fit < 0.9:
            return False
        phrases = [set(range(hit.start, hit.end)) for hit in cue_hits if hit.end - hit.start > 1]
        if any(phrase & span and not phrase <= span for phrase in phrases):
            return False  # "tỷ lệ xã" holds no Lệ Xá
    pairs = zip(words[mention.start : mention.end], words[mention.start + 1 : mention.end], strict=False)
    if mention.end - mention.start > 1 and not any(
        knowledge.indicator_index.has_pair(one.base, other.base) for one, other in pairs
    ):
        return True
    free = [position for position in range(len(words)) if position not in taken]
    duty = {position: 0.0 if position in padding else 1.0 for position in free}
    matches = knowledge.indicator_index.match(words, free, duty, limit=1)
    if matches and span <= matches[0].used and not (matches[0].slips and has_figures and not mention.corrected):
        if not has_figures:
            return False  # "hợp đồng" is a word of an indicator before it is a commune far away
        without = knowledge.indicator_index.match(
            words, [position for position in free if position not in span], duty, limit=1
        )
        if not without or matches[0].score > without[0].score + 0.02:
            return False
    return True


def _without_parents(chosen: list[PlaceMention], knowledge: Knowledge) -> list[PlaceMention]:
    """Return mentions with "tỉnh Hà Nam" taken as what tells which Bình Lục is meant."""
    above = knowledge.place_index.above
    kept = list(chosen)
    for outer in chosen:
        for inner in chosen:
            if inner is outer or inner not in kept or outer not in kept:
                continue
            within = tuple(place for place in inner.places if set(above(place)).intersection(outer.places))
            if within and abs(inner.start - outer.end) <= 4 or within and abs(outer.start - inner.end) <= 4:
                kept[kept.index(inner)] = replace(inner, places=within)
                kept.remove(outer)
    return kept


def _duties(
    words: Sequence[ReadWord], free: Sequence[int], cue_hits: Sequence[Hit[str]], knowledge: Knowledge
) -> dict[int, float]:
    roles: dict[int, set[str]] = {}
    for hit in cue_hits:
        for position in range(hit.start, hit.end):
            roles.setdefault(position, set()).add(hit.value)
    duty: dict[int, float] = {}
    units = _units_asked(words, knowledge)
    weighed = bool(_WEIGHED & {word.base for word in words})
    for position in free:
        role = roles.get(position, set())
        if position in units:
            role = role | {"percent"}
        if words[position].base in _PLAN_WORDS and role & {"base"} and not weighed:
            duty[position] = _DUTY["content"]
        elif role & _PADDING_CUES:
            duty[position] = _DUTY["padding"]
        elif words[position].base in knowledge.negations:
            duty[position] = _DUTY["content"] if _denies(words, position, roles) else _DUTY["padding"]
        elif "added" in role:
            duty[position] = _DUTY["added"]
        elif "generic" in role:
            duty[position] = _DUTY["generic"]
        elif not words[position].base[0].isalnum():
            duty[position] = _DUTY["padding"]
        elif words[position].base[0].isdigit():
            duty[position] = _DUTY["number"]
        elif words[position].how == "unknown":
            duty[position] = _DUTY["unknown"] if len(words[position].base) > 1 else _DUTY["added"]
        else:
            duty[position] = _DUTY["content"]
    return duty


# "dự toán thu ngân sách" by itself is a figure of its own; only a figure weighed against it has it as base.
_PLAN_WORDS = frozenset({"du", "toan"})
_WEIGHED = frozenset({"so", "bang", "vuot", "dat", "tang", "giam", "%", "tram", "hut"})


def _denies(words: Sequence[ReadWord], position: int, roles: dict[int, set[str]]) -> bool:
    """Return whether a negation denies something here; at the end, or before "ạ", it only makes a question of it."""
    rest = range(position + 1, len(words))
    return any(
        not roles.get(later, set()) & {"filler", "follow"} or words[later].base in ("dat", "duoc", "co")
        for later in rest
    )


_HOW_MANY = frozenset({"nhieu", "may", "bn", "nhiu", "bnhiu"})


def _units_asked(words: Sequence[ReadWord], knowledge: Knowledge) -> set[int]:
    """Return the positions of a unit after "bao nhiêu": "mấy khối", "bn tỷ đồng"; they may be left over."""
    positions: set[int] = set()
    for position, word in enumerate(words[:-1]):
        if word.base in _HOW_MANY:
            for end in range(min(position + 4, len(words)), position + 1, -1):
                noun = words[position + 1 : end]
                slip = len(noun) == 1 and any(
                    base in knowledge.units for base, likeness in noun[0].options if likeness >= 0.8
                )
                if slip or " ".join(w.base for w in noun) in knowledge.units:
                    following = words[end].base if end < len(words) else ""
                    if not (words[end - 1].base == "ti" and following in ("le", "trong", "suat")):
                        positions.update(range(position + 1, end))
                    break
    return positions


_CONNECTORS = frozenset({"va", "lan", "cung", "and", "voi", "hay"})
_PART_SURE = 0.8


def _further(
    knowledge: Knowledge, reading: Reading, free: Sequence[int], duty: dict[int, float], matches: Sequence[Match]
) -> list[tuple[Match, ...]]:
    """Return the matches of each part of "hộ nghèo và nước sạch" where the whole is no indicator but each part is one.

    A part may owe words to its fellows: "sản lượng lúa, ngô", "thu và chi ngân sách".
    """
    words = reading.words
    if (
        matches
        and matches[0].words_share >= 0.85
        and matches[0].alias_share >= 0.7
        or (words[0].base == "trong" and "rieng" in {w.base for w in words})
    ):
        return []
    joined = any(words[position].base in _CONNECTORS for position in free)
    parts: list[list[int]] = [[]]
    for position in free:
        if words[position].base in _CONNECTORS:
            parts.append([])
            continue
        before = words[position - 1] if position else None
        if before is not None and _BREAK.search(reading.text[before.end : words[position].start]):
            parts.append([])
        parts[-1].append(position)
    parts = [[position for position in part if duty.get(position, 0) > 0.1] for part in parts]
    parts = [part for part in parts if part]
    if not 2 <= len(parts) <= 4:
        return []
    found = []
    for part in parts:
        attempts = [part]
        for fellow in (parts[0], parts[-1]):
            if joined and fellow is not part:
                attempts += [
                    sorted({*part, *fellow[:length]})
                    for length in (1, 2, 3)
                    if length < len(fellow) or fellow is parts[-1]
                ]
                attempts += [sorted({*part, *fellow[-length:]}) for length in (1, 2, 3) if length <= len(fellow)]
        results = [
            tuple(knowledge.indicator_index.match(words, attempt, dict.fromkeys(attempt, 1.0), limit=4))
            for attempt in attempts[:9]
        ]
        sure = [
            result for result in results if result and result[0].score >= _PART_SURE and set(part) <= result[0].used
        ]
        if not sure:
            return []
        found.append(max(sure, key=lambda result: result[0].score))
    distinct = {result[0].indicator for result in found}
    return found if len(distinct) == len(found) else []


def _kind(cues: frozenset[str]) -> str:
    if "estimate" in cues:
        return "estimate"
    if "target" in cues and "actual" not in cues:
        return "target"
    return "actual" if "actual" in cues and "target" not in cues else ""


def _measure(cues: frozenset[str], words: Sequence[ReadWord], matches: Sequence[Match], knowledge: Knowledge) -> str:
    """Return the measure asked for; words that belong to the indicator's own name ("tỷ lệ tăng dân số") ask for nothing."""
    if "level" in cues:
        return "level"
    own: set[str] = set()
    if matches and matches[0].alias_share > 0.85:
        own = {words[position].base for position in matches[0].used}
    if "growth" in cues and "tang" not in own and "vuot" not in own and "growth" not in own:
        return "growth"
    if "decrease" in cues and "giam" not in own:
        return "decrease"
    if "share" in cues:
        return "share"
    return ""


def _topic(
    knowledge: Knowledge, words: Sequence[ReadWord], free: Sequence[int], duty: dict[int, float]
) -> tuple[str, bool]:
    """Return the field that a message names and whether it names nothing else."""
    best: Hit[str] | None = None
    asks_one = any(word.base in _HOW_MANY for word in words)
    for position in free:
        for hit in knowledge.topics.find(words, position):
            if (
                hit.fit >= 0.73
                and set(range(hit.start, hit.end)) <= set(free)
                and (best is None or hit.end - hit.start > best.end - best.start)
            ):
                best = hit
    if best is None:
        return "", False
    inside = range(best.start, best.end)
    typed = all(not words[position].options for position in free)
    return best.value, typed and not asks_one and all(
        duty.get(position, 0.0) <= 0.2 or position in inside for position in free
    )


def _distinct(mentions: Sequence[PeriodMention]) -> list[PeriodMention]:
    seen: list[PeriodMention] = []
    for mention in mentions:
        if not any(
            (other.year, other.part, other.until) == (mention.year, mention.part, mention.until) for other in seen
        ):
            seen.append(mention)
    return seen


def _intent(question: Question, knowledge: Knowledge, context: Context) -> str:
    """Return what the message wants; the more particular wish wins over the plain look-up."""
    cues = question.cues
    says_something = bool(question.leftover or question.places or question.periods)
    strong = bool(question.matches) and question.matches[0].score >= 0.6
    if not says_something:
        for cue, intent in (
            ("source", "source"),
            ("rank_high", "rank"),
            ("rank_low", "rank"),
            ("deadline", "deadline"),
            ("progress", "progress"),
            ("list", "list"),
        ):
            if cue in cues:
                return intent
        if "help" in cues:
            return "help"
        if "greeting" in cues or cues <= {"filler", "follow", "generic"}:
            return "smalltalk"
        if cues & {"compare", "base"}:
            return "compare"
        return "lookup"
    if "source" in cues and not (
        strong and question.matches[0].alias_share > 0.9 and _uses(question, "source", knowledge)
    ):
        return "source"
    if "progress" in cues:
        return "progress"
    if cues & {"rank_high", "rank_low"} and not question.places:
        return "rank"
    if "every_place" in cues and not question.places:
        return "rank"
    if len(question.places) > 1 or len(question.periods) > 1 or "compare" in cues:
        return "compare"
    if "base" in cues and question.places and context.places and not question.leftover:
        return "compare"
    if "deadline" in cues and not strong:
        return "deadline"
    if "list" in cues and not (strong and question.matches[0].score > 0.93 and not question.topic):
        return "list"
    return "lookup"


def _uses(question: Question, cue: str, knowledge: Knowledge) -> bool:
    """Return whether a cue's words are part of the best indicator's name ("nguồn vốn")."""
    spans = [
        set(range(hit.start, hit.end))
        for position in range(len(question.words))
        for hit in knowledge.cues.find(question.words, position)
        if hit.value == cue
    ]
    return bool(spans) and all(span <= question.matches[0].used for span in spans)
