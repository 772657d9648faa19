"""A file read in a process of its own gives what reading it here gives, and refuses in the same words."""

import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.documents import apart
from knowledge.documents.apart import ingest_apart
from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.exchange import from_json, to_json
from knowledge.documents.ingest import ingest
from tests.documents.document_builder import build, names

TODAY = date(2026, 1, 5)


@pytest.mark.parametrize("name", names()[::6])
def test_what_is_found_survives_the_way_between_processes(name: str, tmp_path: Path) -> None:
    found = ingest(build(name, tmp_path), today=TODAY)
    assert from_json(to_json(found)) == found


def test_a_file_read_apart(tmp_path: Path) -> None:
    path = build("d01-resolution-commune", tmp_path)
    assert ingest_apart(path, place=None, today=TODAY) == ingest(path, today=TODAY)


def test_a_refusal_keeps_its_reason_and_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"%PDF-1.4")
    with pytest.raises(RefusalError) as raised:
        ingest_apart(path, place=None, today=TODAY)
    assert raised.value.reason is Reason.WRONG_EXTENSION
    assert raised.value.data["content"] == "pdf"


def test_a_process_that_ends_or_hangs_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def ends(*_call: object) -> tuple[bytes, int]:
        return b"", -9

    def hangs(*_call: object) -> tuple[bytes, int]:
        raise subprocess.TimeoutExpired("worker", 80)

    for process, reason in ((ends, Reason.DAMAGED), (hangs, Reason.TOO_LONG)):
        monkeypatch.setattr(apart, "_answer", process)
        with pytest.raises(RefusalError) as raised:
            ingest_apart(tmp_path / "a.txt", place=None, today=TODAY)
        assert raised.value.reason is reason


def test_whoever_waits_hears_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_STEP_SECONDS", 0.02)
    heard: list[float] = []
    ingest_apart(build("d01-resolution-commune", tmp_path), place=None, today=TODAY, waiting=heard.append)
    assert heard
    assert heard == sorted(heard)


def test_an_interrupt_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_STEP_SECONDS", 0.02)
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def start(*call: Any, **how: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*call, **how))
        return started[-1]

    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", start)
    with pytest.raises(KeyboardInterrupt):
        ingest_apart(build("d01-resolution-commune", tmp_path), place=None, today=TODAY, waiting=interrupt)
    assert [process.poll() is not None for process in started] == [True]
