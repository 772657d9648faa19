"""Questions asked where the figure that they ask for is not held: no other may be given in its place.

python -m tests.knowledge.held_out asks all of them and prints how many are answered all the same; with --write it
replaces the list of those, which the tests read.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from knowledge.base import Knowledge
from knowledge.build import build
from tests.knowledge import asking, elsewhere, failure_lists

LIST = asking.CORPUS / "held_out_failures.jsonl"
FOLDERS = ("questions", "elsewhere")


def known() -> dict[tuple[str, str], str]:
    """Return what is given in place of what was asked for, by folder and text; a case of two files may bear one id."""
    rows = failure_lists.read(LIST)
    return {(row["folder"], row["text"]): row["given"] for row in rows}


def cases(folder: str) -> list[asking.Case]:
    """Return the phrasings of a folder that ask for one figure, by themselves."""
    return [
        case
        for case in asking.cases(folder)
        if case.statuses == ("answered",) and case.mode == "one" and case.facts and not case.history
    ]


@contextmanager
def _without(case: asking.Case, knowledge: Knowledge) -> Iterator[None]:
    """Take away all figures of what a case asks for at its place, of any period, as long as this lasts."""
    connection, found = knowledge.store.db.conn, map(knowledge.store.observation, case.facts)
    for indicator, place in {(one.indicator, one.place) for one in found if one is not None}:
        connection.execute("DELETE FROM observations WHERE indicator = ? AND place = ?", (indicator, place))
    knowledge.store.forget()
    try:
        yield
    finally:
        connection.rollback()
        knowledge.store.forget()


def given(case: asking.Case, knowledge: Knowledge, now: datetime) -> str:
    """Return the name of what is given in place of the figure asked for, "" if that is nothing."""
    with _without(case, knowledge):
        asked = asking.put(knowledge, case.text, (), now)
        shown = asked.result.facts[:1] if asked.result.status == "answered" else ()
        return knowledge.indicators[shown[0].indicator].name_vi if shown else ""


def main() -> int:
    """Ask every case; print and, where it is wanted, write what is answered."""
    write = failure_lists.is_to_be_written(__doc__)
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        shipped, with_others = Path(temporary) / "shipped.db", Path(temporary) / "elsewhere.db"
        build(shipped)
        shutil.copy(shipped, with_others)
        elsewhere.add(with_others)
        for folder, path in zip(FOLDERS, (shipped, with_others), strict=True):
            knowledge, found = Knowledge.open(path), cases(folder)
            answers = ((case, given(case, knowledge, failure_lists.NOW)) for case in found)
            answered = [(case, answer) for case, answer in answers if answer]
            rows += [
                {"folder": folder, "case": case.id, "text": case.text, "given": answer} for case, answer in answered
            ]
            print(f"{folder:9} {len(answered)} of {len(found)} answered, {len(answered) / len(found):.2%}")
            knowledge.store.close()
    if write:
        failure_lists.write(LIST, rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
