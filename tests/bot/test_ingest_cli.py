"""Documents on the command line: into the queue, decided, answered; what is refused is told and stores nothing."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot import cli
from knowledge import intake
from knowledge.facts import COLUMNS
from tests.documents.document_builder import CORPUS, build

DOCUMENT = "34-nq-hdnd-xa-dai-lanh"


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, knowledge_path: Path, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command in a folder with a knowledge base of its own and the first document of the corpus."""
    (tmp_path / "var").mkdir()
    shutil.copy(knowledge_path, tmp_path / "var" / "knowledge.db")
    build("d01-resolution-commune", tmp_path).rename(tmp_path / "nq.txt")
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        status = cli.main(["--now", "2026-11-21T08:00", *arguments])
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return call


def lines(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


def test_a_dry_run_prints_facts_and_tasks_of_the_contract(run: Run) -> None:
    found = lines(run("ingest", "nq.txt", "--dry-run", "--json"))
    facts = [one for one in found if one["type"] == "fact"]
    wanted = [
        json.loads(line) for line in (CORPUS / "d01-resolution-commune.facts.jsonl").read_text("utf-8").splitlines()
    ]
    fields = ("value", "value_max", "unit", "place", "period", "kind", "measure", "comparator")
    assert sorted(str([one[name] for name in fields]) for one in facts) == sorted(
        str([one[name] for name in fields]) for one in wanted
    )
    for one in facts:
        assert {*COLUMNS, "type", "confidence", "doubts"} <= set(one)
        assert one["document"]["number"] == "34/NQ-HĐND"
        assert isinstance(one["value"], int | float)
        assert one["quote"] and one["locator"] and one["indicator"]
    [task] = [one for one in found if one["type"] == "task"]
    assert list(task) == ["type", "title", "due", "recurrence", "due_text", "responsible", "place", "quote", "locator"]
    assert task["due"] == "2023-11-14"
    assert run("review", "list").out == ""


def test_a_document_goes_all_the_way(run: Run) -> None:
    ran = run("ingest", "nq.txt")
    assert ran.status == 0
    assert ran.out.startswith(f"{DOCUMENT}: ")
    assert "đã có trong hàng chờ duyệt" in run("ingest", "nq.txt").err
    assert len(run("review").out.splitlines()) == 1
    assert "nghi vấn" in run("review", "show", DOCUMENT).out
    [queued] = lines(run("review", "list", "--json"))
    assert (queued["id"], queued["number"], queued["place"]) == (DOCUMENT, "34/NQ-HĐND", "Xã Đại Lãnh")
    assert run("review", "correct", DOCUMENT, "place=Xã Đại Lãnh, Huyện Vạn Ninh").status == 0
    assert run("review", "approve", DOCUMENT).status == 0
    assert "54" in run("ask", "thu nhập bình quân đầu người xã Đại Lãnh 2023").out
    assert run("review", "reject", DOCUMENT, "--all").status == 0
    assert "approve" in run("review", "log", DOCUMENT).out
    assert run("review", "undo", DOCUMENT).status == 0
    assert "54" not in run("ask", "thu nhập bình quân đầu người xã Đại Lãnh 2023").out


def test_export_gives_the_columns_of_the_contract(run: Run, tmp_path: Path) -> None:
    run("ingest", "nq.txt")
    text = run("review", "export", DOCUMENT).out
    assert text.removeprefix("\ufeff").splitlines()[0] == ",".join(COLUMNS)
    assert run("review", "export", DOCUMENT, "--format", "xlsx", "--output", "b.xlsx").status == 0
    rows = list(openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0].values)
    assert rows[0] == (*COLUMNS, "state", "doubts")
    assert len(rows) == len(text.splitlines())


def test_a_filled_template_is_read(run: Run, tmp_path: Path) -> None:
    assert run("review", "template", "--output", "mau.xlsx").status == 0
    assert lines(run("ingest", "mau.xlsx", "--dry-run", "--json")) == []
    book = openpyxl.load_workbook(tmp_path / "mau.xlsx")
    sheet = book.worksheets[0]
    sheet["A2"] = "Địa phương: Huyện Bình Lục"
    names = {str(sheet.cell(row, 2).value): row for row in range(5, sheet.max_row + 1)}
    row = names["Tỷ lệ hộ nghèo"]
    sheet.cell(row, 4, 1.5)
    sheet.cell(row, 5, "1,25")
    sheet.cell(row, 6, 1)
    book.save(tmp_path / "mau.xlsx")
    found = lines(run("ingest", "mau.xlsx", "--dry-run", "--json", "--place", "Huyện Bình Lục"))
    assert [(one["indicator_code"], one["value"], one["unit"], one["period"], one["kind"]) for one in found] == [
        ("poverty_rate", 1.5, "%", "2026", "target"),
        ("poverty_rate", 1.25, "%", "2026", "actual"),
        ("poverty_rate", 1, "%", "2027", "target"),
    ]


REFUSED = [
    ("scan.docx", b"PK\x03\x04", "hỏng"),
    ("a.zip", b"abc", "dạng tệp"),
    ("mat.txt", "MẬT\nỦY BAN NHÂN DÂN\nBÁO CÁO\nTỷ lệ hộ nghèo 5%\n".encode(), "mật"),
    ("nothing.txt", b"", "không có nội dung"),
]


@pytest.mark.parametrize(("name", "content", "said"), REFUSED)
def test_what_is_refused_is_told_and_stores_nothing(
    name: str, content: bytes, said: str, run: Run, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    ran = run("ingest", name)
    assert (ran.status, ran.out) == (1, "")
    assert said in ran.err
    assert run("review", "list").out == ""
    assert "Traceback" not in ran.err


def test_one_refused_file_does_not_stop_the_others(run: Run) -> None:
    ran = run("ingest", "missing.pdf", "nq.txt")
    assert ran.status == 1
    assert DOCUMENT in ran.out
    assert "(2/2)" in ran.err


def test_an_interrupt_keeps_what_was_read_and_can_be_gone_on_from(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    text = Path("nq.txt").read_text("utf-8")
    Path("second.txt").write_text(f"{text}\nDân số 7.000 người.\n", "utf-8")
    read = intake.receive

    def receive(path: Path, file: Path, **how: Any) -> Any:
        if file.name == "second.txt":
            raise KeyboardInterrupt
        return read(path, file, **how)

    monkeypatch.setattr("bot.commands.documents.receive", receive)
    ran = run("ingest", "nq.txt", "second.txt")
    assert ran.status != 0
    assert "Traceback" not in ran.err
    assert len(run("review", "list").out.splitlines()) == 1
    monkeypatch.setattr("bot.commands.documents.receive", read)
    again = run("ingest", "nq.txt", "second.txt")
    assert again.status == 0
    assert "đã có" in again.err
    assert len(run("review", "list").out.splitlines()) == 2


WRONG = [
    (("review", "show", "no-such"), 1),
    (("review", "approve", "no-such"), 1),
    (("review", "approve", DOCUMENT, "x"), 2),
    (("review", "reject", DOCUMENT), 2),
    (("review", "correct", DOCUMENT, "1", "value"), 2),
    (("review", "correct", DOCUMENT, "1", "colour=red"), 1),
    (("review", "correct", DOCUMENT, "1", "value=abc"), 1),
    (("review", "undo", DOCUMENT), 1),
    (("review", "frobnicate"), 2),
]


def test_wrong_use_is_told(run: Run) -> None:
    run("ingest", "nq.txt")
    for arguments, status in WRONG:
        for lang in ("vi", "en"):
            ran = run("--lang", lang, *arguments)
            assert (ran.status, ran.out) == (status, ""), arguments
            assert ran.err.startswith("solieu: ")
