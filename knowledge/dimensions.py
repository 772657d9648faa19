"""In what the answer to a question is expected: households, dong, percent …; and how well a unit agrees with that."""

from knowledge.base import Knowledge
from knowledge.meaning import CHANGES, clipped_units, is_phrase, is_rate
from knowledge.question import Question
from knowledge.reading import Reading
from knowledge.text import PLAIN
from knowledge.unit_phrases import denominator, in_brackets
from knowledge.vocabulary import Known

OF_PEOPLE = frozenset({"count:person", "count:household"})
# People are counted by visits as well.
OF_VISITORS = frozenset({"count:person", "count:visit"})
# And where each stands for one of them, by cases and titles: "mấy ca tử vong", "bao nhiêu người được khen".
_ONE_BY_ONE = OF_VISITORS | {"count:instance", "count:title"}
RATIOS = frozenset({"percent", "permille"})
RANKS = frozenset({"rank"})
ANY_COUNT = frozenset({"count"})
NONE: frozenset[str] = frozenset()
_LONGEST_UNIT = 4
_PER = "/"
_SLIP = 0.8
# How far "bao nhiêu" may stand behind what it asks for: "… là bao nhiêu".
_TO_HOW_MANY = 2
# What a figure is worth in a unit that was not expected: other things counted ("mấy hộ", people found); visits or
# cases for people; a rate of what was to be counted; a rate where a percentage was asked ("%", so many for each
# 10.000); a level for a percentage; a measure for a count; anything else.
OTHER_COUNT, _VISITS, _RATE_FOR_COUNT, _RATE_FOR_RATIO, _LEVEL_FOR_RATIO = 0.76, 0.9, 0.9, 0.95, 0.65
_MEASURE_FOR_COUNT, _OTHER = 0.85, 0.62


def asked(question: Question, knowledge: Knowledge) -> frozenset[str]:
    """Return the dimensions in which the answer is expected: from "mấy hộ", "bao nhiêu tỷ", "%", "tỷ lệ", "số tiền"."""
    if question.wants_percent:
        return RATIOS
    if bracketed := in_brackets(question.reading, knowledge):
        return knowledge.dimensions_named([question.words[position] for position in bracketed])
    return of_unit_asked(question, knowledge) or _of_hints(question, knowledge) or _of_count(question, knowledge)


def of_unit_asked(question: Question, knowledge: Knowledge) -> frozenset[str]:
    """Return the dimensions of the unit that a message names behind "bao nhiêu" or the like."""
    words = question.words
    bases = [word.base for word in words]
    dated = {
        position for mention in (*question.periods, *question.bases) for position in range(mention.start, mention.end)
    }
    named = {position for mention in question.places for position in range(mention.name, mention.end)}
    named |= question.excluded
    how_many = knowledge.words.groups.how_many
    for position, base in enumerate(bases[:-1]):
        if base not in how_many or position + 1 in dated or position in named:
            continue  # "bao nhiêu năm 2021" asks for no years, "phường Cầu Mây, thị xã Sa Pa" for no towns
        is_possessed = bases[max(0, position - 1)] in knowledge.words.groups.possessive
        if is_possessed and not how_many.isdisjoint(bases[position + 1 :]):
            continue  # "vốn của mấy doanh nghiệp mới … cộng lại mấy tỷ" counts no enterprises
        if not knowledge.words.groups.times.isdisjoint(bases[max(0, position - 2) : position]):
            continue  # "lúa gấp mấy lần ngô" counts no occasions
        first = position + 1 + (bases[position + 1] in knowledge.words.groups.round_numbers)
        if words[position + 1].marks == PLAIN and knowledge.vocabulary.is_filler(Known(bases[position + 1], "", "")):
            continue  # "chi bao nhiêu cho giáo dục" counts no "chợ"
        # "bao nhieu the nhi" counts no "thẻ", "bao nhiêu đồng chí" no money; "bao nhieu so do" does count "sổ đỏ"
        padding = (hit.end for hit in knowledge.cues.find(words, position + 1) if hit.value == "filler")
        shortest = max((first + 1, *padding))
        for end in range(min(first + _LONGEST_UNIT, len(bases)), shortest - 1, -1):
            unit = bases[first:end]
            if tuple(unit) in knowledge.words.sequences.classifiers:
                return frozenset({"count"})
            dimensions = knowledge.dimensions_named(words[first:end])
            as_typed = question.reading.text[words[first].start : words[end - 1].end]
            if _PER in as_typed and all(dimension.startswith("count") for dimension in dimensions):
                continue  # "mấy triệu/người" is money, and no "triệu người"
            if dimensions and not is_rate(words, end, knowledge):
                ratio = denominator(words, first, end, knowledge)[1]
                return _of_things_counted(question.reading, first, end, knowledge) or ratio or dimensions
        after = words[position + 1]
        spelt = (*(base for base, fit in after.options if fit >= _SLIP), *clipped_units(after, knowledge))
        slipped = (after.read_as(base) for base in spelt)
        if likely := frozenset[str]().union(*(knowledge.dimensions_named([word]) for word in slipped)):
            return likely
    return NONE


def _of_things_counted(reading: Reading, start: int, end: int, knowledge: Knowledge) -> frozenset[str]:
    """Return the dimensions of what follows a number word: "mấy triệu khách" asks for visitors and no money.

    "Mấy triệu/người" is money.
    """
    words = reading.words
    if end - start > 1 or words[start].base not in knowledge.words.groups.magnitudes:
        return NONE
    if end < len(words) and reading.text[words[start].end : words[end].start].strip() == _PER:
        return NONE
    for last in range(min(end + _LONGEST_UNIT, len(words)), end, -1):
        dimensions = knowledge.dimensions_named(words[end:last])
        if any(dimension.startswith("count") for dimension in dimensions):
            return dimensions
    return NONE


def _of_hints(question: Question, knowledge: Knowledge) -> frozenset[str]:
    """Return what "tỷ lệ" says anywhere, and what "diện tích" or "số tiền" say at the head of what is asked for.

    What is said not to be meant says nothing: "số hộ nghèo, không phải tỷ lệ".
    """
    bases = tuple(word.base for word in question.words)
    first = next((p for p, base in enumerate(bases) if question.meaning.get(p, 0.0) > 0 and not base.isdigit()), None)
    asked_at = [p for p, base in enumerate(bases) if base in knowledge.words.groups.how_many]
    heads = {p + 1 for p in asked_at}
    if first is not None:
        heads |= {first - 1, first}
    present = set(bases)
    for phrase, dimensions in knowledge.words.unit_hints:
        if phrase[0][0] not in present:
            continue
        for start in range(len(bases) - len(phrase) + 1):
            end = start + len(phrase)
            if bases[start] != phrase[0][0] or not question.excluded.isdisjoint(range(start, end)):
                continue
            if is_phrase(question.words[start:end], phrase):
                # "trị giá bao nhiêu", "với tổng số tiền là bao nhiêu"
                is_asked = any(
                    end <= p <= end + _TO_HOW_MANY and not any(question.meaning.get(at, 1.0) for at in range(end, p))
                    for p in asked_at
                )
                if dimensions in (RATIOS, RANKS) or start in heads or is_asked:
                    return dimensions
    return NONE


def _of_count(question: Question, knowledge: Knowledge) -> frozenset[str]:
    """Return what "số hộ …", "lượt khách …" count at the beginning of a message."""
    bases = [word.base for word in question.words]
    groups = knowledge.words.groups
    # "cho em hỏi số …" begins with "số", "mức giảm số …" does not; the "số" of "xin số liệu" counts nothing.
    begins = next((p for p in range(len(bases)) if question.meaning.get(p, 1.0) > 0), 0)
    if question.cues & CHANGES:
        begins = 0
    counted = (p for p in range(begins, min(begins + 2, len(bases))) if bases[p] in groups.counted)
    position = next((p for p in counted if question.meaning.get(p, 1.0) > 0), None)
    if position is None or question.words[position].marks == PLAIN or question.cues & {"compare", "base"}:
        return NONE  # the "so" of "so sánh" counts nothing
    first = position if bases[position] in groups.counted_as_unit else position + 1
    for end in (first + 2, first + 1):
        dimensions = knowledge.dimensions_named(question.words[first:end])
        if counts := frozenset(dimension for dimension in dimensions if dimension.startswith("count")):
            return counts
    return frozenset({"count"})


def fit(wanted: frozenset[str], unit: str, knowledge: Knowledge) -> float:
    """Return how well a unit agrees with the dimensions wanted, 1 where either is unknown."""
    dimension = knowledge.dimension(unit) if wanted and unit else ""
    if not dimension or dimension in wanted or knowledge.dimension_of_head(unit) in wanted:
        return 1.0
    if dimension.startswith("count") and any(one.startswith("count") for one in wanted):
        if dimension in _ONE_BY_ONE and wanted & _ONE_BY_ONE:
            return _VISITS  # "mấy lượt khách" of a table that says "lượt"
        return 1.0 if "count" in wanted else OTHER_COUNT
    is_ratio = any((above, dimension) in knowledge.ratios_of for above in wanted)
    if is_ratio or knowledge.dimension(unit.partition("/")[0]) in wanted:
        return _RATE_FOR_COUNT  # "bao nhiêu thuê bao" may mean those for each 100 people
    if wanted == RATIOS:
        return _RATE_FOR_RATIO if "/" in unit else _LEVEL_FOR_RATIO
    return _MEASURE_FOR_COUNT if "count" in wanted else _OTHER


def unit_agrees(wanted: frozenset[str], unit: str, knowledge: Knowledge) -> bool:
    """Return whether a figure in a unit may be meant where some dimensions are asked for: visits for people, a rate."""
    return fit(wanted, unit, knowledge) >= min(_VISITS, _RATE_FOR_COUNT)
