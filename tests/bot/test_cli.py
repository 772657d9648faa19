"""The command line: every command's results, remarks and exit status; trouble is told, never thrown."""

import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot import cli
from bot.commands import asking
from handlers.ask import ask as answer_to
from knowledge import build

ROOT = Path(__file__).parents[2]
NOW = "2026-11-21T08:00"


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    def json_lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, knowledge_path: Path) -> Path:
    """An empty folder to work in, with a knowledge base of its own under var/."""
    (tmp_path / "var").mkdir()
    shutil.copy(knowledge_path, tmp_path / "var" / "knowledge.db")
    monkeypatch.chdir(tmp_path)
    for name in ("SOLIEU_TELEGRAM_TOKEN", "SOLIEU_ZALO_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run a command in this process."""

    def call(*arguments: str, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status = cli.main(arguments)
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return call


def start(folder: Path, *arguments: str, **options: Any) -> "subprocess.Popen[str]":
    """Start a command as a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C"}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment,
        encoding="utf-8",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


# ---------------------------------------------------------------- ask
def test_ask_prints_the_answer_and_nothing_else(run: Callable[..., Ran]) -> None:
    ran = run("ask", "tỷ lệ hộ nghèo Bình Lục 2021?")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("2,25%: tỷ lệ hộ nghèo huyện Bình Lục")
    assert "<b>" not in ran.out


def test_the_words_of_a_question_need_no_quotes(run: Callable[..., Ran]) -> None:
    assert run("ask", "hộ", "nghèo", "Bình", "Lục", "2021").out.startswith("2,25%")


def test_ask_json_is_one_object_of_the_contract(run: Callable[..., Ran]) -> None:
    ran = run("ask", "--json", "tỷ lệ hộ nghèo Bình Lục 2021?")
    (answer,) = ran.json_lines()
    assert (ran.status, answer["status"], answer["facts"][0]["value"]) == (0, "answered", 2.25)


def test_global_options_stand_anywhere(run: Callable[..., Ran], folder: Path) -> None:
    (folder / "var" / "knowledge.db").rename(folder / "other.db")
    before = run("--knowledge", "other.db", "--lang=en", "--now", NOW, "ask", "hộ nghèo Bình Lục 2021")
    after = run("ask", "hộ nghèo Bình Lục 2021", "--now", NOW, "--lang", "en", "--knowledge=other.db")
    assert before == after
    assert before.out.startswith("2.25%: poverty rate")


def test_explain_goes_before_the_answer_and_beside_json(run: Callable[..., Ran]) -> None:
    ran = run("ask", "--explain", "hộ nghèo Bình Lục 2021")
    assert "poverty_rate" in ran.out
    assert "2,25%" in ran.out
    ran = run("ask", "--explain", "--json", "hộ nghèo Bình Lục 2021")
    assert "poverty_rate" in ran.err
    assert len(ran.json_lines()) == 1


BATCH = """\
{"id": "a", "text": "tỷ lệ hộ nghèo Bình Lục 2021?"}
not json
{"id": "c", "history": []}

{"id": "e", "text": "còn Thọ Xuân?", "history": ["BHYT Bình Lục 2021"]}
[1, 2]
{"id": "g", "text": "BHYT 2021", "place": "Bình Lục"}
{"id": "h", "text": "BHYT 2021", "place": "Không Đâu Cả"}
{"id": "i", "text": "BHYT 2021", "history": "BHYT"}
{"id": 10, "text": "\\ud800"}
{"id": "k", "text": "còn năm 2021?"}
"""


def test_a_batch_answers_each_line_in_order_and_reports_broken_ones(run: Callable[..., Ran]) -> None:
    ran = run("ask", "--batch", "-", "--now", NOW, stdin=BATCH)
    answers = ran.json_lines()
    assert ran.status == 1
    assert [answer["id"] for answer in answers] == ["a", None, "c", "e", None, "g", "h", "i", 10, "k"]
    broken = {answer["id"] or answer["line"] for answer in answers if answer["status"] == "error"}
    assert broken == {2, "c", 6, "h", "i"}
    facts = {answer["id"]: [fact["place"] for fact in answer.get("facts", ())] for answer in answers}
    assert facts["e"][:1] == ["Huyện Thọ Xuân"]
    assert facts["g"][:1] == ["Huyện Bình Lục"]
    assert facts["k"] == []  # nothing leaks from the lines before
    assert list(answers[0])[:5] == ["id", "status", "intent", "ms", "understood"]


def test_a_batch_from_a_file_without_faults_ends_with_0(run: Callable[..., Ran], folder: Path) -> None:
    (folder / "questions.jsonl").write_text('\ufeff{"id": 1, "text": "xin chào"}\r\n', encoding="utf-8")
    ran = run("ask", "--batch", "questions.jsonl")
    assert (ran.status, ran.json_lines()[0]["status"]) == (0, "out_of_scope")


def test_a_line_that_the_program_fails_at_is_told_in_its_place(
    run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = answer_to

    def fails(text: str, *arguments: Any, **options: Any) -> Any:
        if text == "boom":
            raise KeyError("o-1")
        if text == "locked":
            raise sqlite3.OperationalError("database is locked")
        return real(text, *arguments, **options)

    monkeypatch.setattr(asking, "answer_to", fails)
    lines = "".join(json.dumps({"id": text, "text": text}) + "\n" for text in ("boom", "locked", "xin chào"))
    ran = run("ask", "--batch", "-", stdin=lines)
    first, second, third = ran.json_lines()
    assert (ran.status, ran.err) == (1, "")
    assert (first["id"], first["status"], first["line"]) == ("boom", "error", 1)
    assert "KeyError: 'o-1' (test_cli.py:" in first["error"]
    assert "đang bị chương trình khác giữ" in second["error"]
    assert third["status"] == "out_of_scope"


@pytest.mark.parametrize(("lang", "said"), [("vi", "thiếu “text”"), ("en", "“text” is missing")])
def test_a_broken_line_is_told_in_the_language_asked_for(run: Callable[..., Ran], lang: str, said: str) -> None:
    lines = '{"id": 1}\n{"id": 2, "text": NaN}\n{"id": 3, "text": "a", "history": "b"}\n'
    errors = [answer["error"] for answer in run("ask", "--batch", "-", "--lang", lang, stdin=lines).json_lines()]
    assert len(errors) == 3
    assert said in errors[0]
    assert "NaN" in errors[1]
    assert "“history”" in errors[2]


# ---------------------------------------------------------------- wrong usage
@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["aks", "x"], "Có phải là “ask”?"),
        (["xyzzy"], "Các lệnh: chat, ask"),
        (["ask"], "thiếu câu hỏi"),
        (["ask", "x", "--batch", "-"], "--batch"),
        (["ask", "x", "--nosuch"], "--nosuch"),
        (["ask", "x", "--now", "mai"], "2026-11-21T08:00"),
        (["ask", "x", "--now", "0001-01-01T00:00"], "--now"),
        (["ask", "x", "--now", "9999-12-31T23:59+00:00"], "--now"),
        (["ask", "x", "--lang", "fr"], "fr"),
        (["ask", "x", "--config", "nosuch.toml"], "nosuch.toml"),
        (["when"], "thiếu"),
        (["duties", "--from", "2026-12-01"], "--to"),
        (["duties"], "--from"),
        (["duties", "confirm"], "RPT-07"),
        (["duties", "table", "--month", "13/2026"], "không phải tháng"),
        (["duties", "--from", "2026-12-01", "--to", "x"], "“x” không phải ngày"),
        (["duties", "--from", "2026-12-02", "--to", "2026-12-01"], "--from"),
        (["import"], "FACTS.csv"),
        (["export", "--format", "pdf"], "pdf"),
        (["invite", "--role", "king"], "king"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(run: Callable[..., Ran], arguments: list[str], part: str) -> None:
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("solieu: ")
    assert part in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("lang", "arguments", "said"),
    [
        ("vi", ["ask", "--nosuch"], "không có tùy chọn hay đối số này: --nosuch"),
        ("vi", ["ask", "--batch"], "--batch: thiếu giá trị"),
        ("vi", ["import"], "thiếu: FACTS.csv"),
        ("vi", ["invite", "--role", "king"], "--role: không nhận “king”; chọn một trong: viewer, editor, admin"),
        ("vi", ["ask", "--json=1", "x"], "--json không đi với giá trị “1”"),
        ("vi", ["review", "burn"], "không nhận “burn”"),
        ("en", ["ask", "--nosuch"], "no such option or argument: --nosuch"),
        ("en", ["import"], "missing: FACTS.csv"),
    ],
)
def test_wrong_usage_is_told_in_the_language(
    run: Callable[..., Ran], lang: str, arguments: list[str], said: str
) -> None:
    ran = run("--lang", lang, *arguments)
    assert ran.status == 2
    assert said in ran.err
    assert f"solieu {arguments[0]}" in ran.err or "solieu --help" in ran.err


@pytest.mark.parametrize(("lang", "usage"), [("vi", "cách dùng: "), ("en", "usage: ")])
def test_help_is_in_the_language(run: Callable[..., Ran], capsys: Any, lang: str, usage: str) -> None:
    with pytest.raises(SystemExit) as ended:
        run("--lang", lang, "teach", "--help")
    shown = capsys.readouterr().out
    assert ended.value.code == 0
    assert shown.startswith(usage)
    assert ("show this help message" in shown) is False


def test_no_command_shows_the_commands(run: Callable[..., Ran]) -> None:
    ran = run()
    assert (ran.status, ran.out) == (2, "")
    assert all(command in ran.err for command in cli.COMMANDS)


def test_a_wrong_setting_names_the_nearest_one(run: Callable[..., Ran], folder: Path) -> None:
    (folder / "config.toml").write_text("[path]\nknowledge = 'x.db'\n", encoding="utf-8")
    ran = run("ask", "xin chào")
    assert (ran.status, ran.out) == (2, "")
    assert "[paths]" in ran.err


def test_settings_beside_the_call_are_used(run: Callable[..., Ran], folder: Path) -> None:
    (folder / "var" / "knowledge.db").rename(folder / "other.db")
    (folder / "config.toml").write_text('[paths]\nknowledge = "other.db"\n[general]\nlang = "en"\n', encoding="utf-8")
    assert run("ask", "hộ nghèo Bình Lục 2021").out.startswith("2.25%")
    assert not (folder / "var" / "knowledge.db").exists()


# ---------------------------------------------------------------- databases
def test_the_knowledge_base_is_built_on_first_use(run: Callable[..., Ran], folder: Path) -> None:
    shutil.rmtree(folder / "var")
    ran = run("ask", "hộ nghèo Bình Lục 2021")
    assert (ran.status, ran.out[:5]) == (0, "2,25%")
    assert "var/knowledge.db" in ran.err
    assert run("ask", "hộ nghèo Bình Lục 2021").err == ""
    assert sorted(path.name for path in (folder / "var").iterdir() if path.suffix == ".db") == ["knowledge.db"]


FACTS = """\
place,indicator,period,kind,measure,value,unit
Huyện Bình Lục,Số cây xanh bóng mát,2023,actual,level,"1.250,5",cây
"""


def test_imported_figures_stay_when_the_data_files_change(run: Callable[..., Ran], folder: Path) -> None:
    (folder / "own.csv").write_text(FACTS, encoding="utf-8")
    assert run("import", "own.csv").status == 0
    with closing(sqlite3.connect(folder / "var" / "knowledge.db")) as db, db:
        db.execute("UPDATE meta SET value = 'before' WHERE key = 'fingerprint'")
    ran = run("ask", "số cây xanh bóng mát Bình Lục 2023")
    assert ran.out.startswith("1.250,5 cây")
    assert "cập nhật" in ran.err
    assert run("ask", "hộ nghèo Bình Lục 2021").err == ""
    assert [path.name for path in (folder / "var").iterdir() if "fresh" in path.name] == []


def test_a_damaged_database_is_told_and_left_alone(run: Callable[..., Ran], folder: Path) -> None:
    path = folder / "var" / "knowledge.db"
    path.write_bytes(b"not a database" * 1000)
    ran = run("ask", "hộ nghèo Bình Lục 2021")
    assert (ran.status, ran.out) == (1, "")
    assert "bị hỏng" in ran.err
    assert path.read_bytes().startswith(b"not a database")
    assert run("check").status == 1


def test_a_database_cut_short_is_told(run: Callable[..., Ran], folder: Path) -> None:
    path = folder / "var" / "knowledge.db"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    ran = run("ask", "hộ nghèo Bình Lục 2021")
    assert (ran.status, ran.out) == (1, "")
    assert "bị hỏng" in ran.err


def test_a_database_of_a_later_program_is_told(run: Callable[..., Ran], folder: Path) -> None:
    with closing(sqlite3.connect(folder / "var" / "knowledge.db")) as db:
        db.execute("PRAGMA user_version = 999")
    ran = run("ask", "hộ nghèo Bình Lục 2021")
    assert ran.status == 1
    assert "mới hơn" in ran.err


def test_a_state_of_a_later_program_is_told_with_its_file(run: Callable[..., Ran], folder: Path) -> None:
    with closing(sqlite3.connect(folder / "var" / "other.db")) as db:
        db.execute("PRAGMA user_version = 999")
    ran = run("misses", "--state", "var/other.db")
    assert ran.status == 1
    assert "other.db" in ran.err
    assert "mới hơn" in ran.err


@pytest.mark.parametrize("command", [["ask", "x"], ["check"]])
def test_an_empty_file_is_a_damaged_database_and_left_alone(
    run: Callable[..., Ran], folder: Path, command: list[str]
) -> None:
    (folder / "empty.db").touch()
    ran = run(*command, "--knowledge", "empty.db")
    assert ran.status == 1
    assert "empty.db bị hỏng" in ran.out + ran.err
    assert (folder / "empty.db").stat().st_size == 0


def test_a_database_of_something_else_is_told_and_left_alone(run: Callable[..., Ran], folder: Path) -> None:
    run("invite")
    before = (folder / "var" / "state.db").read_bytes()
    ran = run("ask", "x", "--knowledge", "var/state.db")
    assert ran.status == 1
    assert "không phải kho số liệu" in ran.err
    assert (folder / "var" / "state.db").read_bytes() == before


def test_check_misses_a_database_that_was_named(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("check", "--knowledge", "nosuch.db")
    assert (ran.status, ran.out) == (1, "không có cơ sở dữ liệu nosuch.db.\n")
    assert not (folder / "nosuch.db").exists()
    (folder / "var" / "knowledge.db").unlink()
    assert run("check").status == 0  # made on first use


@pytest.mark.parametrize("where", ["/proc/nowhere/x.db", "taken/x.db"])
def test_a_folder_that_cannot_be_written_to_is_told(run: Callable[..., Ran], folder: Path, where: str) -> None:
    (folder / "taken").write_text("a file, not a folder", encoding="utf-8")
    for option, command in (("--knowledge", ["ask", "x"]), ("--state", ["invite"])):
        ran = run(*command, option, where)
        assert (ran.status, ran.out) == (1, "")
        assert where in ran.err
        assert "Traceback" not in ran.err


def test_a_folder_in_the_place_of_the_database_is_told(run: Callable[..., Ran], folder: Path) -> None:
    (folder / "dir.db").mkdir()
    ran = run("ask", "x", "--knowledge", "dir.db")
    assert (ran.status, ran.out) == (1, "")


# ---------------------------------------------------------------- figures in and out
def test_what_is_exported_can_be_imported_and_changes_nothing(run: Callable[..., Ran], folder: Path) -> None:
    exported = run("export")
    assert exported.out.startswith("\ufeffplace,place_code,indicator,")
    (folder / "all.csv").write_bytes(exported.out.encode())
    ran = run("import", "all.csv")
    assert ran.status == 0
    assert "0 số liệu" in ran.out
    assert run("export").out == exported.out


def test_a_workbook_comes_back_as_it_went_out(run: Callable[..., Ran], folder: Path) -> None:
    before = run("export").out
    assert run("export", "--format", "xlsx", "--output", "all.xlsx").status == 0
    ran = run("import", "all.xlsx")
    assert (ran.status, run("export").out) == (0, before)
    assert "0 số liệu" in ran.out
    (folder / "own.xlsx").write_bytes(b"no workbook")
    assert run("import", "own.xlsx").status == 1


def test_values_typed_as_text_in_a_workbook_are_vietnamese(run: Callable[..., Ran], folder: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["place", "indicator", "period", "kind", "measure", "comparator", "value", "unit", "document"])
    sheet.append(["Huyện Bình Lục", "Số cây xanh", 2023, "actual", "level", "eq", "1.250", "cây", "bao-cao-2023"])
    sheet.append(["Huyện Bình Lục", "Số cây hoa", 2023, "actual", "level", "eq", 12.5, "nghìn cây", "bao-cao-2023"])
    book.save(folder / "own.xlsx")
    assert run("import", "own.xlsx").status == 0
    rows = [line.split(",") for line in run("export").out.splitlines() if "bao-cao-2023" in line]
    assert [row[8:11:2] for row in rows] == [["1250", "cây"], ["12.5", "nghìn cây"]]


def test_export_to_files(run: Callable[..., Ran], folder: Path) -> None:
    assert run("export", "--output", "all.csv").out == ""
    assert (folder / "all.csv").read_bytes().startswith(b"\xef\xbb\xbfplace,")
    assert run("export", "--format", "xlsx", "--output", "all.xlsx").status == 0
    assert (folder / "all.xlsx").read_bytes().startswith(b"PK")
    assert run("export", "--output", "no/such/folder.csv").status == 1


def test_an_imported_indicator_can_be_asked_for_at_once(run: Callable[..., Ran], folder: Path) -> None:
    (folder / "own.csv").write_text(FACTS, encoding="utf-8-sig")
    ran = run("import", "own.csv", "--document", "bao-cao-2023")
    assert ran.status == 0
    assert "bao-cao-2023" in ran.out
    assert run("ask", "số cây xanh bóng mát Bình Lục 2023").out.startswith("1.250,5 cây: số cây xanh bóng mát huyện")
    assert "1 dòng đã có" in run("import", "own.csv", "--document", "bao-cao-2023").out


def test_a_file_with_wrong_rows_is_refused_whole(run: Callable[..., Ran], folder: Path) -> None:
    rows = "Huyện Bình Lụcc,Số cây,2023,actual,level,1,cây\nHuyện Bình Lục,Số cây,20233,actual,level,x,cây\n"
    (folder / "own.csv").write_text(FACTS + rows, encoding="utf-8")
    before = run("export").out
    ran = run("import", "own.csv")
    assert (ran.status, ran.out) == (1, "")
    assert "own.csv, dòng 3: không có địa phương “Huyện Bình Lụcc”" in ran.err
    assert "own.csv, dòng 4: “20233” không phải kỳ" in ran.err
    assert "own.csv, dòng 4: “x” không phải số." in ran.err
    assert run("export").out == before


@pytest.mark.parametrize("content", [b"\xff\xfe\x00place", b"", b"a,b\n1,2\n", b"\x00\x00\x00", b'place,"x\n'])
def test_a_file_that_holds_no_facts_is_refused(run: Callable[..., Ran], folder: Path, content: bytes) -> None:
    (folder / "own.csv").write_bytes(content)
    ran = run("import", "own.csv")
    assert (ran.status, ran.out) == (1, "")
    assert "Traceback" not in ran.err
    assert run("import", "nosuch.csv").status == 1


# ---------------------------------------------------------------- the others
def test_check_finds_nothing_wrong_with_what_is_shipped(run: Callable[..., Ran]) -> None:
    ran = run("check")
    assert (ran.status, ran.err) == (0, "")


def test_when_reads_phrases(run: Callable[..., Ran]) -> None:
    (read,) = run("when", "--json", "trước ngày 15/12", "--now", NOW).json_lines()
    assert (read["due"], read["time"], read["start"], read["recurrence"]) == ("2026-12-14", None, None, None)
    assert "14/12/2026" in run("when", "trước ngày 15/12", "--now", NOW).out
    batch = '{"id": 1, "text": "mai", "now": "2027-01-01T08:00"}\n{"id": 2, "text": "mai", "now": "x"}\n{"id": 3}\n'
    ran = run("when", "--batch", "-", "--now", NOW, stdin=batch)
    assert ran.status == 1
    assert [line.get("due") for line in ran.json_lines()] == ["2027-01-02", None, None]


def test_duties_have_the_fields_of_the_contract_by_due_date(run: Callable[..., Ran]) -> None:
    ran = run("duties", "--from", "2026-12-01", "--to", "2026-12-31", "--level", "commune", "--json")
    found = ran.json_lines()
    keys = ["code", "name", "level", "cutoff", "due", "rule", "legal_basis", "status", "confidence"]
    assert found
    assert all(list(duty) == keys for duty in found)
    dated = [duty["due"] for duty in found if duty["due"]]
    assert dated == sorted(dated)
    assert run("duties", "--from", "2026-12-01", "--to", "2026-12-31").out.count("\n") > len(found)


TEXT = """\
HỘI ĐỒNG NHÂN DÂN
HUYỆN BÌNH LỤC
NGHỊ QUYẾT
Về nhiệm vụ phát triển kinh tế - xã hội năm 2023
1. Tỷ lệ hộ nghèo giảm còn 1,5%.
"""


def test_ingest_shows_what_a_document_states_and_stores_nothing(run: Callable[..., Ran], folder: Path) -> None:
    (folder / "nq.txt").write_text(TEXT, encoding="utf-8")
    before = run("export").out
    ran = run("ingest", "--dry-run", "--json", "nq.txt")
    (found,) = ran.json_lines()
    assert ran.status == 0
    assert (found["type"], found["indicator_code"], found["value"], found["period"]) == (
        "fact",
        "poverty_rate",
        1.5,
        "2023",
    )
    assert "1,5%" in run("ingest", "--dry-run", "nq.txt").out
    assert run("export").out == before


def test_ingest_refuses_what_it_cannot_read_and_goes_on(run: Callable[..., Ran], folder: Path) -> None:
    (folder / "nq.txt").write_text(TEXT, encoding="utf-8")
    (folder / "a.docx").write_bytes(b"PK\x03\x04 broken")
    ran = run("ingest", "--dry-run", "--json", "a.docx", "nosuch.pdf", "nq.txt")
    assert (ran.status, len(ran.json_lines())) == (1, 1)
    assert "a.docx: " in ran.err
    assert "nosuch.pdf: không có tệp này." in ran.err


def test_invite_prints_a_code_alone(run: Callable[..., Ran]) -> None:
    ran = run("invite", "--role", "editor", "--now", NOW)
    assert ran.status == 0
    assert len(ran.out.strip().replace("-", "")) == 12
    assert "editor" in ran.err


def test_run_without_a_channel_says_what_is_missing(run: Callable[..., Ran]) -> None:
    ran = run("run")
    assert (ran.status, ran.out) == (2, "")
    assert "SOLIEU_TELEGRAM_TOKEN" in ran.err


# ---------------------------------------------------------------- chat
def test_chat_answers_piped_lines_and_ends(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("chat", "--now", NOW, stdin="tỷ lệ hộ nghèo Bình Lục 2021?\n\nnguồn đâu?\n")
    assert (ran.status, ran.err) == (0, "")
    first, second = ran.out.strip().split("\n\n")
    assert first.startswith("2,25%: tỷ lệ hộ nghèo")
    assert "“Tỷ lệ hộ nghèo giảm còn 2,25%”" in second


def test_chat_ends_when_the_person_leaves(run: Callable[..., Ran]) -> None:
    assert run("chat", "--now", NOW, stdin="thoát\nxin chào\n").out == ""


def test_a_new_chat_starts_afresh_but_keeps_its_settings(run: Callable[..., Ran]) -> None:
    run("chat", "--now", NOW, stdin="/diaphuong huyện Thọ Xuân\nBHYT Bình Lục 2021\n")
    assert "91,5%" in run("chat", "--now", NOW, stdin="BHYT 2021\n").out


def test_questions_without_an_answer_are_kept_for_misses(run: Callable[..., Ran]) -> None:
    assert run("misses").out == ""
    run("chat", "--now", NOW, stdin="tỷ lệ hộ nghèo Bình Lục 1999\n")
    assert "tỷ lệ hộ nghèo Bình Lục 1999" in run("misses").out


def test_a_single_question_without_an_answer_is_kept_too(run: Callable[..., Ran], folder: Path) -> None:
    run("ask", "tỷ lệ hộ nghèo Bình Lục 1999", "--now", NOW)
    run("ask", "ty le ho ngheo binh luc 1999", "--now", NOW)
    run("ask", "tỷ lệ hộ nghèo Bình Lục 2021", "--now", NOW)
    kept = run("misses").out.splitlines()
    assert kept[0].split() == ["2", "2026-11-21", *kept[0].split()[2:]]
    assert len(kept) == 2  # alike questions come together
    (folder / "taken").write_text("a file", encoding="utf-8")
    ran = run("ask", "tỷ lệ hộ nghèo Bình Lục 1999", "--state", "taken/state.db")
    assert ran.status == 0
    assert "Không có số liệu" in ran.out
    assert "taken/state.db" in ran.err


def test_a_taught_name_answers_at_once_and_settles_its_misses(run: Callable[..., Ran]) -> None:
    run("ask", "nhà khốn khó Bình Lục 2021", "--now", NOW)
    ran = run("teach", "nhà khốn khó", "poverty_rate")
    assert ran.status == 0
    assert "Tỷ lệ hộ nghèo (poverty_rate)" in ran.out
    assert "1 câu hỏi bỏ trống nay đã trả lời được." in ran.out
    assert run("misses").out == ""
    assert run("ask", "nha khon kho binh luc 2021", "--now", NOW).out.startswith("2,25%")
    assert "vốn đã là" in run("teach", "nhà khốn khó", "Tỷ lệ", "hộ", "nghèo").out


@pytest.mark.parametrize(
    ("phrase", "target", "said"),
    [
        ("nhà khốn khó", "povrty_rate", "Gần nhất: poverty_rate"),
        ("2021", "poverty_rate", "không dạy được"),
        ("hộ cận nghèo", "poverty_rate", "đã là của near_poverty_rate"),
        ("quê em", "Lạng Sơn", "có nhiều nơi tên “Lạng Sơn”"),
    ],
)
def test_what_cannot_be_taught_is_told(run: Callable[..., Ran], phrase: str, target: str, said: str) -> None:
    ran = run("teach", phrase, target)
    assert (ran.status, ran.out) == (1, "")
    assert said in ran.err


def test_what_is_taught_is_in_force_in_a_chat_that_runs(run: Callable[..., Ran], folder: Path) -> None:
    chat = start(folder, "chat", "--now", NOW)
    assert chat.stdin is not None
    assert chat.stdout is not None
    chat.stdin.write("nhà khốn khó Bình Lục 2021\n")
    chat.stdin.flush()
    assert "nhà khốn khó" in chat.stdout.readline()
    assert run("teach", "nhà khốn khó", "poverty_rate").status == 0
    chat.stdin.write("nhà khốn khó Bình Lục 2021\n")
    out, err = chat.communicate(timeout=60)
    assert "2,25%" in out
    assert (chat.returncode, err) == (0, "")


def test_a_chart_is_written_beside_the_databases(run: Callable[..., Ran], folder: Path) -> None:
    ran = run("chat", "--now", NOW, stdin="nơi nào BHYT cao nhất 2021?\nbiểu đồ\nbiểu đồ\n")
    pictures = sorted((folder / "var").glob("*.png"))
    assert len(pictures) == 2, ran.out
    assert pictures[0].read_bytes().startswith(b"\x89PNG")


# ---------------------------------------------------------------- as a process
def test_a_cold_process_answers_in_any_locale(folder: Path) -> None:
    process = start(folder, "ask", "--json", "tỷ lệ hộ nghèo Bình Lục 2021?")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert json.loads(out)["facts"][0]["place"] == "Huyện Bình Lục"


def test_bytes_that_are_no_text_do_no_harm(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--batch", "-"],
        cwd=folder,
        env=environment,
        input=b'\xff\xfe{"id": 1}\n{"id": 2, "text": "h\xe1"}\n',
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 1
    assert [json.loads(line)["id"] for line in ran.stdout.splitlines()] == [None, 2]
    ran = subprocess.run(
        [sys.executable.encode(), b"-m", b"bot", b"ask", b"\xff\xfe"],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_reader_that_goes_away_ends_the_command_quietly(folder: Path) -> None:
    process = start(folder, "ask", "--batch", "-")
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write('{"id": 1, "text": "xin chào"}\n')
    process.stdin.flush()
    assert process.stdout.readline()
    process.stdout.close()
    process.stdin.write('{"id": 2, "text": "xin chào"}\n')
    process.stdin.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr.read() == ""
    process.stderr.close()


def test_an_interrupt_ends_the_command_without_a_traceback(folder: Path) -> None:
    # The children of a shell that runs the tests in the background ignore interrupts, and so would theirs.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = start(folder, "ask", "--batch", "-")
    signal.signal(signal.SIGINT, before)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write('{"id": 1, "text": "xin chào"}\n')
    process.stdin.flush()
    assert process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err


def test_the_data_files_of_the_tests_are_those_that_are_shipped(knowledge_path: Path) -> None:
    with closing(sqlite3.connect(knowledge_path)) as db:
        (stored,) = db.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
    assert stored == build.fingerprint()


@pytest.mark.parametrize(
    ("text", "periods", "codes"),
    [
        ("báo cáo quý IV chốt số liệu ngày nào?", ["2026-Q4"], {"RPT-02", "RPT-06", "RPT-07"}),
        ("sắp tới có báo cáo gì?", [], {"HRM-01", "POV-01", "RPT-06"}),
        ("hạn báo cáo tháng 11?", ["2026-11"], {"RPT-01", "RPT-06", "RPT-07"}),
        ("BC tháng 12 chot so lieu ngay nao", ["2026-12"], {"RPT-01", "RPT-06", "RPT-07"}),
        ("tháng 12 có những hạn gì?", [], {"HRM-01", "COR-01", "RPT-06"}),
        ("hạn kê khai tài sản thu nhập là ngày nào?", [], {"COR-01", "COR-02"}),
    ],
)
def test_questions_about_duties_are_answered_with_their_days(
    run: Callable[..., Ran], text: str, periods: list[str], codes: set[str]
) -> None:
    (answer,) = run("ask", text, "--json", "--now", NOW).json_lines()
    assert (answer["status"], answer["intent"], answer["facts"]) == ("answered", "deadline", [])
    assert answer["understood"]["periods"] == periods
    assert codes <= {duty["code"] for duty in answer["duties"]}
    assert "/2026" in run("ask", text, "--now", NOW).out
    batch = json.dumps({"id": "x", "text": text, "history": ["hộ nghèo Bình Lục 2021"]}, ensure_ascii=False)
    (same,) = run("ask", "--batch", "-", "--now", NOW, stdin=batch).json_lines()
    assert (same["id"], same["text"]) == ("x", answer["text"])


@pytest.mark.parametrize(
    "text",
    [
        "Hồng Lĩnh phải xong gì trong 6 tháng đầu năm 2024?",
        "hộ nghèo Bình Lục trong báo cáo năm 2021",
        "số hộ nghèo chốt số liệu đến ngày nào",
        "báo cáo nào nói về hộ nghèo",
    ],
)
def test_questions_about_figures_are_not_taken_for_questions_about_duties(run: Callable[..., Ran], text: str) -> None:
    (answer,) = run("ask", text, "--json", "--now", NOW).json_lines()
    assert "duties" not in answer


def test_own_duties_from_the_command_line(run: Callable[..., Ran], folder: Path) -> None:
    december = ("duties", "--from", "2026-12-01", "--to", "2026-12-31", "--json", "--now", NOW)
    assert run("duties", "edit", "RPT-07", "due_rule=by P:17", "--now", NOW).status == 0
    assert run("duties", "confirm", "RPT-07", "legal_basis=QĐ của tỉnh", "--now", NOW).status == 0
    (found,) = [duty for duty in run(*december).json_lines() if duty["code"] == "RPT-07" and duty["due"]][:1]
    assert (found["due"], found["status"], found["legal_basis"]) == ("2026-12-17", "CONFIRMED", "QĐ của tỉnh")
    assert run("duties", "export", "--output", "own.csv").status == 0
    before = run("duties", "export").out
    assert (folder / "own.csv").read_text("utf-8") == before
    assert run("duties", "add", "own.csv", "--now", NOW).status == 0
    assert run("duties", "export").out == before
    (folder / "own.csv").write_text("code,name,level,frequency,due_rule\nX,,xa,tuan,khi\n", "utf-8")
    wrong = run("duties", "add", "own.csv", "--now", NOW)
    assert wrong.status == 1 and "own.csv" in wrong.err
    assert run("duties", "export").out == before
    assert run("duties", "add", "missing.csv").status == 1
    assert run("duties", "edit", "NO-1", "due_rule=unknown").status == 2


def test_the_month_by_unit_from_the_command_line(run: Callable[..., Ran], folder: Path) -> None:
    run("chat", "--now", NOW, stdin="/giao Phòng Kinh tế: rà soát hộ nghèo trước 25/11\n")
    assert "Phòng Kinh tế: 1 việc" in run("duties", "table", "--month", "2026-11", "--now", NOW).out
    (row,) = run("duties", "table", "--json", "--now", NOW).json_lines()
    assert (row["unit"], row["open_in_time"]) == ("Phòng Kinh tế", 1)
    assert run("duties", "table", "--output", "bang.xlsx", "--now", NOW).status == 0
    assert (folder / "bang.xlsx").read_bytes()[:2] == b"PK"


def test_calendar_files_from_the_command_line(run: Callable[..., Ran], folder: Path) -> None:
    run("chat", "--now", NOW, stdin="nhắc tôi 14h30 thứ 6 gửi báo cáo tháng\n")
    out = run("export", "--format", "ics", "--now", NOW).out
    assert out.startswith("BEGIN:VCALENDAR") and "BEGIN:VALARM" in out
    assert "gửi báo cáo tháng" in out and "Xếp loại chất lượng công chức" in out
    own = run("export", "--format", "ics", "--chat", "terminal:local", "--output", "viec.ics", "--now", NOW)
    assert own.status == 0 and (folder / "viec.ics").read_text("utf-8").count("BEGIN:VEVENT") == 1
    assert run("import", "viec.ics", "--chat", "telegram:8", "--now", NOW).status == 0
    again = run("export", "--format", "ics", "--chat", "telegram:8", "--now", NOW)
    assert again.out.count("BEGIN:VEVENT") == 1
    (folder / "viec.ics").write_text("x", "utf-8")
    assert run("import", "viec.ics").status == 1


def test_reminders_come_in_the_terminal_too(run: Callable[..., Ran]) -> None:
    asked = run("chat", "--now", NOW, stdin="nhắc tôi 14h30 thứ 6 gửi báo cáo tháng\nnhắc tôi trước 2/12 nộp hồ sơ\n")
    assert "Nhắc: " not in asked.out
    friday = run("chat", "--now", "2026-11-27T14:30", stdin="1\nhộ nghèo Bình Lục 2021\n").out
    assert friday.startswith("2 việc cần nhớ") and "gửi báo cáo tháng" in friday and "nộp hồ sơ" in friday
    assert "Đã nhận #1" in friday and "2,25%" in friday
    assert run("chat", "--now", "2026-11-27T14:40", stdin="").out == ""
    assert "Nhắc: nộp hồ sơ" in run("chat", "--now", "2026-12-01T07:30", stdin="").out
