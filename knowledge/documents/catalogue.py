"""The catalogue as a resolver of labels: exact names first, the same words in another order next, else nothing."""

from collections.abc import Iterable
from functools import cached_property

from sqlite_utils import Database

from knowledge import labels
from knowledge.documents.findings import Resolution
from knowledge.indicators import IndicatorIndex, Match
from knowledge.reading import ReadWord
from knowledge.text import clean, key, tokenize

# Every word of the label and of the name found its partner; only their order is another, or a word that tells little.
_HIGH_BAR = 0.93
_NEXT_BEST = 0.06
_NO_LABEL_IS_LONGER = 30
_PLAIN_WORDS = 4
_NAMES = "SELECT id, name_vi FROM indicators UNION ALL SELECT indicator, alias FROM aliases"
_COUNT = "so"
_CHANGES_OF_ANYTHING = frozenset({"%", "điểm %", "‰", "lần"})


class Catalogue:
    """Names, units and neighbours of the indicators in a database, as they are when it is made."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._names = labels.stored(db)
        self._by_id: dict[int, tuple[str, str, str]] = {
            row[0]: (row[1], row[2], row[3] or "")
            for row in db.execute("SELECT id, code, name_vi, unit FROM indicators")
        }
        self._dimensions: dict[str, str] = {}
        for unit, dimension, aliases in db.execute("SELECT unit, dimension, aliases FROM units"):
            for name in (unit, *(aliases or "").split("|")):
                if name.strip():
                    self._dimensions[key(name)] = dimension
        self._neighbours: set[frozenset[int]] = {frozenset(pair) for pair in db.execute("SELECT a, b FROM neighbours")}

    @cached_property
    def _index(self) -> IndicatorIndex:
        return IndicatorIndex(self._db.execute(_NAMES), frozenset())

    @cached_property
    def _beginnings(self) -> dict[tuple[str, ...], set[int]]:
        """Which indicators have a name that begins with these words and goes on."""
        beginnings: dict[tuple[str, ...], set[int]] = {}
        for indicator, name in self._db.execute(_NAMES):
            words = tuple(key(name).split())
            for length in range(1, len(words)):
                beginnings.setdefault(words[:length], set()).add(indicator)
        return beginnings

    def resolve(self, label: str, unit: str | None, measure: str = "level") -> Resolution:
        """Return the indicator that a label means, none where that is not plain.

        The unit must be of the kind in which the indicator is counted: "hộ nghèo … 512 hộ" is not the rate.
        """
        label = self._names.written_out(label)
        exact = self._names.resolve(label, "", measure, unit or "").indicator
        if exact is not None:
            return self._resolution(exact, 1.0, unit, measure)
        near = self._near(label)
        return self._resolution(near.indicator, near.score, unit, measure) if near is not None else Resolution()

    def is_wide(self, label: str) -> bool:
        """Return whether running text may mean something narrower by a label.

        "354 hộ" after "phê duyệt phương án bồi thường" are not the households of the town, "thành lập mới 4 hợp tác xã"
        is not their number: short labels, and counts with which the names of several indicators begin.
        """
        words = tuple(key(label).split())
        if len(words) < _PLAIN_WORDS:
            return True
        return words[0] == _COUNT and len(self._beginnings.get(words, set()) - {self._names.owner(label)}) > 0

    def dimension(self, unit: str) -> tuple[str, ...] | None:
        """Return the kinds of a unit's parts ("triệu đồng/người": money, people), None where one is not known."""
        parts = [self._dimensions.get(key(part)) for part in unit.split("/") if part.strip()]
        known = tuple(part for part in parts if part is not None)
        return known if parts and len(known) == len(parts) else None

    def _resolution(self, indicator: int, score: float, unit: str | None, measure: str) -> Resolution:
        code, name, usual = self._by_id[indicator]
        any_unit = measure != "level" and unit in _CHANGES_OF_ANYTHING
        if not any_unit and not self._same_kind(unit or "", usual):
            return Resolution()
        return Resolution(code, name, round(score, 2))

    def _same_kind(self, unit: str, usual: str) -> bool:
        found, wanted = self.dimension(unit), self.dimension(usual)
        return not unit or not usual or key(unit) == key(usual) or (found is not None and found == wanted)

    def _near(self, label: str) -> Match | None:
        words = [ReadWord(token.start, token.end, token.base, token.marks) for token in tokenize(clean(label))]
        if not words or len(words) > _NO_LABEL_IS_LONGER:
            return None
        free = range(len(words))
        found = self._index.match(words, free, dict.fromkeys(free, 1.0))
        best = found[0] if found else None
        if best is None or best.slips or best.score < _HIGH_BAR:
            return None
        others = [match for match in found if match.indicator != best.indicator]
        return None if self._contested(best, others) else best

    def _contested(self, best: Match, others: Iterable[Match]) -> bool:
        for other in others:
            bar = best.score - _NEXT_BEST
            if frozenset((best.indicator, other.indicator)) in self._neighbours:
                bar -= _NEXT_BEST
            if other.score >= bar:
                return True
        return False
