"""Damaged and hostile files are refused with a reason, within limits, by a typed error and nothing else."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.ingest import ingest
from knowledge.documents.limits import Budget, Limits
from knowledge.documents.read import read
from tests.documents import hostile_files as hostile
from tests.documents.document_builder import build


def refused(path: Path) -> Reason | None:
    try:
        read(path)
    except RefusalError as refusal:
        return refusal.reason
    return None


def test_hostile_files_are_refused(tmp_path: Path) -> None:
    count = 0
    survivors = 0
    for path, reasons in hostile.files(tmp_path):
        count += 1
        reason = refused(path)
        if reason is None:
            # Noise that hits padding or a part that is not read leaves a good document; nothing else may be read.
            assert path.name.startswith(("noise-", "cut-")), path.name
            survivors += 1
        else:
            assert reason in reasons, path.name
        path.unlink(missing_ok=True)
    assert count >= 200
    assert survivors <= count // 10


def test_time_is_bounded(tmp_path: Path) -> None:
    path = build("d07-pdf-table", tmp_path)
    with pytest.raises(RefusalError) as refusal:
        read(path, Limits(seconds=-1.0))
    assert refusal.value.reason is Reason.TOO_LONG


def test_a_budget_ends_by_its_own_clock() -> None:
    clock = iter([0.0, 1.0, 3.0])
    budget = Budget(2.0, lambda: next(clock))
    budget.check()
    with pytest.raises(RefusalError):
        budget.check()


def test_limits_can_be_narrowed(tmp_path: Path) -> None:
    table = build("d03-plan-table-docx", tmp_path)
    for limits in (Limits(cells=20), Limits(file_bytes=1000), Limits(parts=2), Limits(inflated_bytes=5000)):
        with pytest.raises(RefusalError) as refusal:
            ingest(table, today=date(2026, 1, 5), limits=limits)
        assert refusal.value.reason is Reason.TOO_LARGE
        assert {"what", "limit", "found"} <= set(refusal.value.data)
    with pytest.raises(RefusalError):
        read(build("d07-pdf-table", tmp_path), Limits(pages=1))
