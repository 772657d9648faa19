"""Dated commitments of the documents about a chat's own place: listed, and reminded of where the chat subscribed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.reminders import DatedTask
from handlers.state import State
from knowledge.base import Knowledge
from knowledge.store import Store, Task

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class DocumentTasks:
    """The tasks of a knowledge base by chat."""

    knowledge: Knowledge
    state: State

    def of(self, chat: str) -> list[DatedTask]:
        """Return the dated tasks of the place that a chat has chosen as its own, by due date; none without a place."""
        known = self.state.chat(chat)
        place = self.knowledge.store.place_by_code(known.place) if known is not None and known.place else None
        if place is None:
            return []
        return list(dated_tasks(self.knowledge.store, self.knowledge.store.tasks(place.id)))


def dated_tasks(store: Store, tasks: Sequence[Task]) -> Iterator[DatedTask]:
    """Yield the tasks that are due on a day, with where they stand."""
    for task in tasks:
        if not _DAY.fullmatch(task.due):
            continue
        document = store.document(task.document)
        name = (document.number or document.title) if document is not None else ""
        basis = ", ".join(part for part in (name, task.locator) if part)
        yield DatedTask(task.id, task.title, date.fromisoformat(task.due), task.responsible, basis)
