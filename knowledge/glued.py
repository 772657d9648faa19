"""Words typed without the space between them ("rungtpls", "SốGCN", "sơn6t"), taken apart at the likeliest places."""

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from knowledge.keyboard import is_syllable
from knowledge.lexicon import Lexicon
from knowledge.text import Token, syllable, tokenize

_SHORTEST, _LONGEST, _LONGEST_PIECE = 4, 40, 12
# What speaks for a piece: that names or phrases have it, that it is a syllable at all, that it is a short form, in
# capitals or in small letters; two letters say less, and two small ones may stand for nearly anything.
_IN_PHRASES, _SYLLABLE, _CAPITALS, _SMALL, _TWO_SMALL, _UNKNOWN, _TWO_LETTERS = 1.0, 0.4, 1.2, 0.9, 0.2, 0.5, 0.75
# What speaks for a seam: that both sides stand side by side in a name or phrase, or that the letters' case changes
# there ("kháchDL"); a place or a number may follow anything. And what every further piece costs.
_BESIDE, _CASE, _ANYWHERE, _PIECE = 1.0, 1.0, 0.5, 2.2
# "hongheo" with two pieces is no slip for one word; "toanx" with a piece of one or two letters may be one.
_SHORTEST_SURE, _LONGEST_SHORT_FORM = 3, 5
# How many joints must be known ones where the letters may as well be a slip.
_SURE = 2
# "6t", "H1", "m3"
_NUMBER = re.compile(r"\d+[^\W\d_]*|[A-Za-z]\d")
_LETTERS_THEN_NUMBER = re.compile(r"[^\W\d_]{2,}(?:\d+[^\W\d_]*|\d)")

_Edge = tuple[str, str | None]


class Neighbours(Protocol):
    """What knowledge.vocabulary.Vocabulary knows of the words of names and phrases."""

    def __contains__(self, base: str) -> bool:
        """Return whether some name or phrase has a word."""

    def beside(self, one: _Edge, other: _Edge) -> bool:
        """Return whether two words stand side by side in some name or phrase; marks of None may be any."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Letters that may be a word of their own: how much speaks for it, and the words it begins and ends with."""

    text: str
    worth: float
    firsts: tuple[_Edge, ...]
    lasts: tuple[_Edge, ...]
    is_loose: bool = False
    is_vague: bool = False
    is_short: bool = False
    has_marks: bool = False
    is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """Pieces side by side and what speaks for them; is_plain: no change of the letters' case tells them apart."""

    pieces: tuple[_Piece, ...]
    score: float
    is_plain: bool


class Splitter:
    """Takes tokens apart that nobody knows as they stand."""

    def __init__(
        self,
        lexicon: Lexicon,
        edges: Callable[[str], Iterable[tuple[str, str]]],
        kinds: Container[str],
        is_initials: Callable[[str], bool],
        begins_place: Callable[[str], bool],
        vocabulary: Callable[[], Neighbours],
    ) -> None:
        """edges: first and last word of what a short form stands for; kinds: words for kinds of places.

        is_initials: whether letters stand for a place; begins_place: whether a word is the first of a place's name.
        """
        self.kinds = kinds
        self._begins_place = begins_place
        self._lexicon = lexicon
        self._edges = edges
        self.is_initials = is_initials
        self._vocabulary = vocabulary

    def apart(self, text: str, tokens: Sequence[Token], at: int, *, may_be_slip: bool) -> list[Token]:
        """Return the tokens from tokens[at] on with that one taken apart, none where it is one word.

        may_be_slip: the letters are one slip away from a word. What follows a number is cut anew: "luc6/2020" holds
        the "6/2020" of June.
        """
        token = tokens[at]
        if not _SHORTEST <= len(token.text) <= _LONGEST or len(token.base) < _SHORTEST:
            return []
        shouted = text.isupper()
        before = self._piece(tokens[at - 1].text, shouted=shouted) if at else None
        after = self._piece(tokens[at + 1].text, shouted=shouted) if at + 1 < len(tokens) else None
        row = self._best(token.text, before, after, shouted=shouted)
        if row is None:
            return []
        side_by_side = [piece for piece in (before, *row.pieces, after) if piece is not None]
        support = sum(self._is_beside(one, other) for one, other in pairwise(side_by_side))
        if not _is_convincing(row, support, len(side_by_side) - 1, token, may_be_slip=may_be_slip):
            return []
        pieces: list[Token] = []
        start = token.start
        for piece in row.pieces:
            if piece.text[0].isdigit():
                return [*pieces, *_from(text, start)]
            pieces.append(Token(start, start + len(piece.text), piece.text, *syllable(piece.text)))
            start += len(piece.text)
        return [*pieces, *tokens[at + 1 :]]

    def _best(self, text: str, before: _Piece | None, after: _Piece | None, *, shouted: bool) -> _Row | None:
        """Return the pieces for which most speaks, None where letters are left that are no piece."""
        rows: list[list[_Row]] = [[] for _ in range(len(text) + 1)]
        for end in range(2, len(text) + 1):
            best: dict[int, _Row] = {}
            for start in (0, *range(max(2, end - _LONGEST_PIECE), end - 1)):
                heads = rows[start]
                if (start and not heads) or end - start > _LONGEST_PIECE or end - start == len(text):
                    continue
                piece = self._piece(text[start:end], shouted=shouted)
                if piece is None:
                    continue
                beside = self._beside(piece, after) if end == len(text) and after is not None else 0.0
                if not start:
                    beside += self._beside(before, piece) if before is not None else 0.0
                    best[start] = _Row((piece,), piece.worth + beside, True)
                    continue
                grown = []
                for head in heads:
                    seam = self._beside(head.pieces[-1], piece)
                    case = 0.0 if shouted else _CASE * _changes_case(head.pieces[-1], piece)
                    grown.append(
                        _Row(
                            (*head.pieces, piece),
                            head.score + piece.worth + beside + seam + case - _PIECE,
                            head.is_plain and not case,
                        )
                    )
                best[start] = max(grown, key=lambda row: row.score)
            rows[end] = list(best.values())
        return max(rows[-1], key=lambda row: row.score, default=None)

    def _piece(self, text: str, *, shouted: bool) -> _Piece | None:
        """Return letters as a piece, None where they are none."""
        base, marks = syllable(text)
        if _NUMBER.fullmatch(text):
            return _Piece(text, _IN_PHRASES, ((base, None),), ((base, None),), True)
        is_written = text[1:].islower() or text.isupper()
        is_two = len(text) < _SHORTEST_SURE
        edges = tuple(self._edges(base))
        if edges and (is_written or not is_two) and ((text.isupper() and not shouted) or not is_syllable(base)):
            is_capitals = text.isupper() and not shouted
            is_vague = is_two and not is_capitals and base not in self.kinds
            worth = _CAPITALS if is_capitals else _TWO_SMALL if is_vague else _SMALL
            firsts = tuple((first, None) for first, _ in edges)
            lasts = tuple((last, None) for _, last in edges)
            return _Piece(text, worth * (_TWO_LETTERS if is_two else 1.0), firsts, lasts, False, is_vague, True)
        if self.is_initials(base) and not marks:
            return _Piece(text, _CAPITALS, (), (), True)
        is_capitals = text.isupper() and not shouted
        if is_capitals and (is_two or not is_syllable(base)):
            return _Piece(text, _UNKNOWN, (), (), is_unknown=True)
        if not is_written or base not in self._lexicon or (marks and not self._lexicon.knows_marks(base, marks)):
            return None
        worth = _IN_PHRASES if base in self._vocabulary() and not is_capitals else _SYLLABLE
        edge = ((base, marks or None),)
        is_vague = is_two and not is_syllable(base)
        return _Piece(text, worth * (_TWO_LETTERS if is_two else 1.0), edge, edge, False, is_vague, False, bool(marks))

    def _beside(self, one: _Piece, other: _Piece) -> float:
        """Return what speaks for two pieces side by side."""
        if self._is_beside(one, other):
            is_weak = any(piece.is_short and len(piece.text) < _SHORTEST_SURE for piece in (one, other))
            return _BESIDE * (_TWO_LETTERS if is_weak else 1.0)
        return _ANYWHERE if one.is_loose or other.is_loose else 0.0

    def _is_beside(self, one: _Piece, other: _Piece) -> bool:
        """Return whether two pieces stand side by side in a name or phrase; a kind may stand before any place."""
        if syllable(one.text)[0] in self.kinds and any(self._begins_place(first) for first, _ in other.firsts):
            return True
        beside = self._vocabulary().beside
        return any(beside(last, first) for last in one.lasts for first in other.firsts)


def _is_convincing(row: _Row, support: int, joints: int, token: Token, *, may_be_slip: bool) -> bool:
    """Return whether pieces are what was typed rather than one word with a slip in it.

    support: how many of the joints, those with both neighbours among them, are known.
    """
    pieces = row.pieces
    if not row.is_plain or _LETTERS_THEN_NUMBER.fullmatch(token.text):
        return True
    if any(piece.is_unknown for piece in pieces) and not any(piece.is_loose for piece in pieces):
        return False
    is_marked = any(piece.has_marks for piece in pieces)
    is_one = may_be_slip or is_syllable(token.base)
    if sum(piece.has_marks for piece in pieces) > 1 and not (is_one and _tones(pieces) < 2):
        return True  # "cảnăm": no word carries two tones; the "cươn" of "kỷ cươn" and "tưhơng" have none
    if len(token.text) <= _LONGEST_SHORT_FORM and not is_marked and any(piece.is_short for piece in pieces):
        is_slip = may_be_slip and any(piece.is_short and piece.is_vague for piece in pieces)
        return support == joints and not is_slip  # "TPSL" is a short form with a slip, "ngho" a "nghèo"
    if all(piece.is_short or piece.is_loose for piece in pieces) and not support:
        return len(token.text) > _LONGEST_SHORT_FORM
    vague = [piece for piece in pieces if piece.is_vague]
    if vague and not all(piece.has_marks for piece in pieces if piece not in vague):
        return support > 0 and not may_be_slip
    if may_be_slip and is_syllable(token.base):
        return support == joints
    shortest = min(len(piece.text) for piece in pieces)
    return not may_be_slip or shortest >= _SHORTEST_SURE or support >= _SURE


def _tones(pieces: Sequence[_Piece]) -> int:
    return sum("'" in syllable(piece.text)[1] for piece in pieces)


def _changes_case(one: _Piece, other: _Piece) -> bool:
    """Return whether small letters end where capitals begin or the other way round ("XPVPHCđất", but not "TPLa")."""
    if one.text[-1].islower():
        return other.text[0].isupper() and ((one.text.islower() and other.text.isupper()) or _is_sure(one))
    return one.text.isupper() and other.text[-1].islower() and not other.text[0].isdigit() and _is_sure(other)


def _is_sure(piece: _Piece) -> bool:
    return len(piece.text) >= _SHORTEST_SURE or piece.has_marks


def _from(text: str, start: int) -> list[Token]:
    return [Token(start + one.start, start + one.end, one.text, one.base, one.marks) for one in tokenize(text[start:])]
