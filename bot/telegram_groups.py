"""A group's answers within its limit of messages a minute: they wait, equal ones become one, several share one."""

import html
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.telegram_text import MOST_TEXT, units
from handlers.i18n import translator

WINDOW_SECONDS = 60.0
SAME_FOR_SECONDS = 120.0
MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is answered, by which message of theirs."""

    person: int
    name: str
    message: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer for a group: update is its id in the inbox; alone where it cannot share a message (picture, edit)."""

    update: str
    text: str
    topic: int | None
    asker: Asker
    alone: bool
    lang: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """What goes out as one message: its text, the answers in it, the message replied to (None: askers named)."""

    text: str
    answers: tuple[Waiting, ...]
    reply_to: int | None


@dataclass(slots=True)
class GroupQueue:
    """What waits for one group; times are seconds of a steady clock."""

    per_minute: int
    waiting: deque[Waiting] = field(default_factory=deque)
    _sent: deque[float] = field(default_factory=deque)
    _said: dict[tuple[int | None, str], tuple[float, int]] = field(default_factory=dict)

    def seconds_to_wait(self, now: float) -> float:
        """Return how long until the next message may go out.

        The first half of the minute's messages go at once; the rest are spread: a burst is gathered, not cut off.
        """
        if full := self.seconds_full(now):
            return full
        if len(self._sent) < self._free():
            return 0.0
        gap = WINDOW_SECONDS / self.per_minute
        return max(0.0, gap - (now - self._sent[-1]))

    def seconds_full(self, now: float) -> float:
        """Return how long until the minute has room for any message at all."""
        while self._sent and now - self._sent[0] >= WINDOW_SECONDS:
            self._sent.popleft()
        return WINDOW_SECONDS - (now - self._sent[0]) if len(self._sent) >= self.per_minute else 0.0

    def note_sent(self, now: float) -> None:
        """Count a message that goes out."""
        self._sent.append(now)

    def remember(self, now: float, bundle: Bundle, message: int) -> None:
        """Remember the answers of a message, so that the same question need not be answered again under pressure."""
        for key in [key for key, (at, _message) in self._said.items() if now - at > SAME_FOR_SECONDS]:
            del self._said[key]
        for answer in bundle.answers:
            self._said[(answer.topic, answer.text)] = (now, message)

    def is_idle(self, now: float) -> bool:
        """Return whether nothing waits and nothing counts any more."""
        return not self.waiting and (not self._sent or now - self._sent[-1] > SAME_FOR_SECONDS)

    def take(self, now: float) -> Bundle:
        """Return the next message: one answer while there is room, else as many of one topic as a message holds."""
        first = self.waiting.popleft()
        if first.alone:
            return Bundle(first.text, (first,), first.asker.message)
        same = [
            answer
            for answer in self.waiting
            if not answer.alone and answer.topic == first.topic and answer.text == first.text
        ]
        roomy = len(self._sent) < self._free()
        groups = [[first, *same]]
        if not roomy:
            groups = self._fitting(first)
        taken = [answer for group in groups for answer in group]
        chosen = {answer.update for answer in taken}
        self.waiting = deque(answer for answer in self.waiting if answer.update not in chosen)
        if len(taken) == 1 and (roomy or self._earlier(first, now) is None):
            return Bundle(first.text, (first,), first.asker.message)
        return self._bundle(groups, now, roomy)

    def _free(self) -> int:
        return max(1, self.per_minute // 2)

    def _fitting(self, first: Waiting) -> list[list[Waiting]]:
        by_text: dict[str, list[Waiting]] = {}
        room = MOST_TEXT
        for answer in (first, *self.waiting):
            if answer.alone or answer.topic != first.topic:
                continue
            # The tags count as well, or the message would go out in two parts and count twice.
            needed = units(_names([answer])) + 3 + (0 if answer.text in by_text else units(answer.text) + 2)
            if needed > room:
                continue
            room -= needed
            by_text.setdefault(answer.text, []).append(answer)
        return list(by_text.values()) or [[first]]

    def _earlier(self, answer: Waiting, now: float) -> int | None:
        at, message = self._said.get((answer.topic, answer.text), (-SAME_FOR_SECONDS, 0))
        return message if now - at < SAME_FOR_SECONDS and message else None

    def _bundle(self, groups: Sequence[Sequence[Waiting]], now: float, roomy: bool) -> Bundle:
        sections, again, earlier = [], list[Waiting](), None
        for group in groups:
            found = None if roomy else self._earlier(group[0], now)
            if found is not None:
                again += group
                earlier = found
            else:
                sections.append(f"{_names(group)}:\n{group[0].text}")
        if again:
            _ = translator(again[0].lang).gettext
            sections.append(_("{names}: câu này tôi vừa trả lời ở trên.").format(names=_names(again)))
        answers = tuple(answer for group in groups for answer in group)
        return Bundle("\n\n".join(sections), answers, earlier if len(sections) == 1 and earlier else None)


def _names(answers: Sequence[Waiting]) -> str:
    askers = {answer.asker.person: answer.asker for answer in answers}
    linked = [
        f'<a href="tg://user?id={asker.person}">{html.escape(asker.name[:64], quote=False)}</a>'
        if asker.person > 0
        else html.escape(asker.name[:64], quote=False)
        for asker in list(askers.values())[:MOST_NAMES]
    ]
    more = len(askers) - MOST_NAMES
    return ", ".join(linked) + (f" +{more}" if more > 0 else "")
