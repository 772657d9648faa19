"""Documents that no rule was made for: invented figures of other places, imported and asked for."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from knowledge.base import Knowledge
from knowledge.importing import import_facts
from tests.conftest import copy_database
from tests.knowledge import asking
from tests.knowledge.elsewhere import add
from tests.noise import typed

CASES = asking.cases("elsewhere")
# A label of the document of Mường La, "Số bệnh nhân mắc sốt rét".
MALARIA = "so_benh_nhan_mac_sot_ret"
# The least share of good answers in each way of typing, and how many phrasings there are for each that is asked.
LEAST = {"clean": (0.91, 5), "no_marks": (0.9, 11), "upper": (0.9, 11)}


@pytest.fixture(scope="module")
def elsewhere(knowledge_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    path = tmp_path_factory.mktemp("elsewhere") / "knowledge.db"
    copy_database(knowledge_path, path)
    add(path)
    opened = Knowledge.open(path)
    yield opened
    opened.store.close()


@pytest.mark.parametrize("channel", LEAST)
def test_figures_of_other_documents_are_found(elsewhere: Knowledge, now: datetime, channel: str) -> None:
    verdicts: Counter[str] = Counter()
    false = []
    least, every = LEAST[channel]
    for case in CASES[::every]:
        text = typed(case.text, channel)
        verdict = asking.verdict(case, asking.put(elsewhere, text, case.history, now), elsewhere)
        verdicts[verdict] += 1
        if verdict == "FALSE":
            false.append((case.id, text))
    assert false == [], "figures that were not asked for"
    assert verdicts["right"] + verdicts["refused"] >= least * verdicts.total()


def test_what_a_label_resembles_does_not_hang_on_earlier_imports(knowledge_path: Path, tmp_path: Path) -> None:
    resembled = []
    for number, files in enumerate((("muong-la-2022",), ("ba-tri-2025", "gia-lai-2026", "muong-la-2022"))):
        path = tmp_path / f"{number}.db"
        copy_database(knowledge_path, path)
        for name in files:
            import_facts(path, (asking.CORPUS / "elsewhere" / f"{name}.csv").read_text(encoding="utf-8"), name)
        with closing(sqlite3.connect(path)) as db:
            resembled.append(db.execute("SELECT resembles FROM indicators WHERE code = ?", [MALARIA]).fetchone())
    assert resembled == [("malaria_cases",)] * 2
