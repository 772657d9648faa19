"""Facts in and out: all rows or none, never twice, found at once, and the same again in another knowledge base."""

import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from knowledge import build, schema
from knowledge.base import Knowledge
from knowledge.errors import DatabaseUnusable, KnowledgeError
from knowledge.exporting import export_csv, export_rows, export_xlsx
from knowledge.facts import COLUMNS
from knowledge.importing import ImportReport, import_facts
from knowledge.lookup import answer
from knowledge.question import Context, understand
from knowledge.store import Document, Indicator, Observation, Store
from tests.knowledge import small_data

TODAY = date(2026, 11, 21)
HEADER = ",".join(COLUMNS)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    target = tmp_path / "knowledge.db"
    build.build(target, small_data.write(tmp_path / "data"))
    return target


def rows(*lines: str) -> str:
    """Return a CSV of lines under the columns that most imports need."""
    columns = "place,indicator,period,kind,measure,comparator,value,unit,base,document"
    return "\n".join((columns, *lines)) + "\n"


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    with closing(Store(path)) as store:
        yield store


def observations(path: Path) -> list[Observation]:
    with opened(path) as store:
        return list(store.all_observations())


def first_fact(path: Path, text: str) -> Observation:
    knowledge = Knowledge.open(path)
    with closing(knowledge.store):
        result = answer(understand(text, Context(), knowledge, TODAY), Context(), knowledge, TODAY)
    assert result.status == "answered", result.reason
    return result.facts[0]


def exported(path: Path) -> str:
    out = io.StringIO(newline="")
    with opened(path) as store:
        export_csv(store, out)
    return out.getvalue()


def workbook(path: Path) -> Worksheet:
    with opened(path) as store:
        return openpyxl.load_workbook(io.BytesIO(export_xlsx(store))).worksheets[0]


def indicators(path: Path) -> dict[str, Indicator]:
    with opened(path) as store:
        return {indicator.code: indicator for indicator in store.indicators()}


def document(path: Path, document_id: str) -> Document | None:
    with opened(path) as store:
        return store.document(document_id)


def test_rows_are_added_once(path: Path) -> None:
    text = rows(
        "Huyện Bình Lục,Tỷ lệ hộ nghèo,2022,actual,level,eq,1.9,%,,",
        'Huyện Bình Lục,Tốc độ tăng giá trị sản xuất so với năm 2021,2022,actual,growth,ge,"9,5",%,,',
        "Huyện Bình Lục,Tỷ lệ hộ nghèo,2022,actual,level,eq,1.90,%,,",
    )
    assert import_facts(path, text, "facts.csv", "bc-2022") == ImportReport(2, 1, (), ("bc-2022",))
    assert import_facts(path, text, "again.csv", "bc-2022") == ImportReport(0, 3)
    *_, rate, growth = observations(path)
    assert (rate.value, rate.document, rate.measure) == (Decimal("1.9"), "bc-2022", "level")
    assert (growth.value, growth.base, growth.comparator) == (Decimal("9.5"), "năm 2021", "ge")
    made = document(path, "bc-2022")
    assert made is not None
    assert (made.title, made.citation, made.draft) == ("bc-2022", "bc-2022", False)


def test_what_was_imported_can_be_asked_for_at_once(path: Path) -> None:
    running = Knowledge.open(path)
    report = import_facts(
        path, rows('"Xã Bình Mỹ, Ninh Bình",Số cây cầu treo,2025,actual,level,eq,"1.234,5",cây cầu,,'), "facts.csv"
    )
    assert report == ImportReport(1, 0, ("so_cay_cau_treo",))
    assert first_fact(path, "số cây cầu treo xã Bình Mỹ 2025").value == Decimal("1234.5")
    assert running.refresh()
    question = understand("so cay cau treo binh my 2025", Context(), running, TODAY)
    result = answer(question, Context(), running, TODAY)
    assert (result.status, [str(fact.value) for fact in result.facts]) == ("answered", ["1234.5"])
    running.store.close()


def test_a_new_indicator_is_one_however_its_rows_are_measured(path: Path) -> None:
    text = rows(
        "Huyện Bình Lục,Tốc độ tăng số cây cầu,2022,actual,growth,eq,5,%,,",
        "Huyện Bình Lục,Số cây cầu (cái),2022,actual,level,eq,21,cái,,",
        "Huyện Bình Lục,SỐ CÂY CẦU,2021,actual,level,eq,20,cái,,",
    )
    assert import_facts(path, text, "facts.csv").new_indicators == ("so_cay_cau",)
    made = indicators(path)["so_cay_cau"]
    assert (made.name_vi, made.observations) == ("Số cây cầu", 3)


def test_each_place_has_its_own_short_name_of_a_label(path: Path) -> None:
    text = rows(
        "Huyện Bình Lục,Số cầu treo dân sinh (giá so sánh),2022,actual,level,eq,21,cái,,",
        "Huyện Lộc Bình,Số cầu treo dân sinh (giá hiện hành),2022,actual,level,eq,34,cái,,",
    )
    import_facts(path, text, "facts.csv")
    assert first_fact(path, "số cầu treo dân sinh huyện Bình Lục 2022").value == Decimal(21)
    assert first_fact(path, "số cầu treo dân sinh huyện Lộc Bình 2022").value == Decimal(34)


def test_a_term_of_office_is_of_the_unit_that_its_document_speaks_of(path: Path) -> None:
    before = "Bình Lục,Số cây cầu,2021,actual,level,eq,20,cái,,"
    after = "Bình Lục,Số cây cầu,2026,actual,level,eq,5,cái,,"
    term = "Bình Lục,Số cây cầu,2020/2025,target,level,eq,30,cái,,"
    for number, (row, place) in enumerate([(before, "o-352"), (after, "n-13504")]):
        import_facts(path, rows(row, term), "facts.csv", f"bc-{number}")
        with closing(sqlite3.connect(path)) as db:
            stored = db.execute(
                "SELECT p.code FROM observations AS o JOIN places AS p ON p.id = o.place WHERE o.document = ?",
                [f"bc-{number}"],
            )
            assert [code for (code,) in stored] == [place, place]


def test_rows_that_disagree_are_both_kept_and_marked(path: Path) -> None:
    text = rows(
        "Xã An Nội,Hộ nghèo,2022,actual,level,eq,1.9,%,,bc",
        "Xã An Nội,Hộ nghèo,2022,actual,level,eq,2,%,,bc",
    )
    assert import_facts(path, text, "facts.csv").disagreeing == 1
    one, other = observations(path)[-2:]
    assert one.disagrees_with == (other.id,)
    assert other.disagrees_with == (one.id,)
    late = rows("Xã An Nội,Hộ nghèo,2022,actual,level,eq,2.1,%,,bc")
    assert import_facts(path, late, "late.csv") == ImportReport(1, 0, disagreeing=1)
    *_, one, other, third = observations(path)
    assert set(one.disagrees_with) == {other.id, third.id}
    assert set(third.disagrees_with) == {one.id, other.id}


def test_labels_of_one_document_tell_apart_what_the_catalogue_has_as_one(path: Path) -> None:
    text = rows(
        "Xã An Nội,Hộ nghèo trên địa bàn,2022,actual,level,eq,1.9,%,,bc",
        "Xã An Nội,Hộ nghèo,2022,actual,level,eq,2,%,,bc",
    )
    assert import_facts(path, text, "facts.csv").disagreeing == 0
    one, other = observations(path)[-2:]
    assert one.indicator == other.indicator
    assert (one.label, other.label) == ("Hộ nghèo trên địa bàn", "Hộ nghèo")
    assert not (one.disagrees_with or other.disagrees_with)
    assert first_fact(path, "hộ nghèo xã An Nội 2022").value == 2
    assert first_fact(path, "hộ nghèo trên địa bàn xã An Nội 2022").value == Decimal("1.9")
    with opened(path) as store:
        named = [row["indicator"] for row in export_rows(store)]
    assert named[-2:] == [one.label, other.label]


def test_many_values_of_one_thing_are_a_missing_column(path: Path) -> None:
    text = rows(*(f"Xã An Nội,Hộ nghèo,2022,actual,level,eq,{value},%,,bc" for value in range(1, 12)))
    with pytest.raises(KnowledgeError) as caught:
        import_facts(path, text, "facts.csv")
    assert {problem.reason for problem in caught.value.problems} == {"unmarked_disagreement"}
    assert caught.value.problems[0].line == 8


WRONG = [
    ("Xã Tân Tiến,Hộ nghèo,2021,actual,level,eq,1,%,,", "ambiguous_place"),
    ("Huyện Bình Lụcc,Hộ nghèo,2021,actual,level,eq,1,%,,", "unknown_place"),
    (",Hộ nghèo,2021,actual,level,eq,1,%,,", "missing_value"),
    ("Huyện Bình Lục,,2021,actual,level,eq,1,%,,", "missing_value"),
    ("Huyện Bình Lục,***,2021,actual,level,eq,1,%,,", "missing_value"),
    ("Huyện Bình Lục,Hộ nghèo,năm 2021,actual,level,eq,1,%,,", "bad_period"),
    ("Huyện Bình Lục,Hộ nghèo,2021,thực hiện,level,eq,1,%,,", "bad_kind"),
    ("Huyện Bình Lục,Hộ nghèo,2021,actual,số,eq,1,%,,", "bad_measure"),
    ("Huyện Bình Lục,Hộ nghèo,2021,actual,level,>=,1,%,,", "bad_comparator"),
    ("Huyện Bình Lục,Hộ nghèo,2021,actual,level,eq,một,%,,", "bad_number"),
    ("Huyện Bình Lục,Hộ nghèo,2021,actual,level,eq,1,25,,", "bad_unit"),
]


def test_every_wrong_row_is_named_and_nothing_is_written(path: Path) -> None:
    before = exported(path)
    good = "Huyện Bình Lục,Số cây cầu,2022,actual,level,eq,1,cái,,bc-new"
    text = rows(good, *(line for line, _ in WRONG), good.replace("2022", "2023"))
    with pytest.raises(KnowledgeError) as caught:
        import_facts(path, text, "facts.csv")
    assert [(problem.line, problem.reason) for problem in caught.value.problems] == [
        (line, reason) for line, (_, reason) in enumerate(WRONG, 3)
    ]
    assert exported(path) == before
    assert document(path, "bc-new") is None
    assert "so_cay_cau" not in indicators(path)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('place,indicator,period,kind,measure,value\n"Huyện', 1, "bad_csv"),
        ("place,indicator,period,kind,measure,value,colour\n", 1, "unknown_column"),
        ("place,indicator,period,kind,measure\n", 1, "missing_column"),
        ("", 1, "missing_column"),
        (rows("Huyện Bình Lục,Hộ nghèo,2021,actual,level,eq,1,%,,,,,"), 2, "too_many_cells"),
    ],
)
def test_a_broken_file_is_named(path: Path, text: str, line: int, reason: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        import_facts(path, text, "facts.csv")
    assert (caught.value.problems[0].line, caught.value.problems[0].reason) == (line, reason)


def test_ids_of_their_own(path: Path) -> None:
    columns = "id,place,indicator,period,kind,measure,value,unit,disagrees_with,section\n"
    text = columns + "a-1,Huyện Bình Lục,Hộ nghèo,2022,actual,level,2,%,plan-2021-001,footnote\n"
    assert import_facts(path, text, "facts.csv").added == 1
    last = observations(path)[-1]
    assert (last.id, last.disagrees_with, last.section) == ("a-1", ("plan-2021-001",), "footnote")
    assert import_facts(path, text, "facts.csv").unchanged == 1
    for row, reason in (
        ("a-1,Huyện Bình Lục,Hộ nghèo,2023,actual,level,2,%,,", "id_taken"),
        ("a-2,Huyện Bình Lục,Hộ nghèo,2023,actual,level,2,%,a-9,", "unknown_id"),
        (
            "a-2,Huyện Bình Lục,Hộ nghèo,2023,actual,level,2,%,,\na-2,Huyện Bình Lục,Hộ nghèo,2024,actual,level,2,%,,",
            "duplicate_id",
        ),
    ):
        with pytest.raises(KnowledgeError) as caught:
            import_facts(path, columns + row + "\n", "facts.csv")
        assert [problem.reason for problem in caught.value.problems] == [reason]


def test_a_byte_order_mark_and_line_ends_of_windows_do_no_harm(path: Path) -> None:
    text = "\ufeff" + rows("Huyện Bình Lục,Hộ nghèo,2022,actual,level,eq,2,%,,").replace("\n", "\r\n")
    assert import_facts(path, text, "facts.csv").added == 1


def test_an_import_waits_for_others_and_says_so_when_it_is_in_vain(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = rows("Huyện Bình Lục,Hộ nghèo,2022,actual,level,eq,2,%,,")
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM observations").fetchone()
    assert import_facts(path, text, "facts.csv").added == 1
    reader.close()
    monkeypatch.setattr(schema, "BUSY_MILLISECONDS", 50)
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnusable) as caught:
        import_facts(path, text.replace("2022", "2023"), "facts.csv")
    assert caught.value.reason == "locked"
    writer.close()


def test_no_database_is_no_place_to_import_to(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable) as caught:
        import_facts(tmp_path / "none.db", rows(), "facts.csv")
    assert caught.value.reason == "missing"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    data = small_data.write(tmp_path / "without figures")
    (data / "observations" / "plan-2021.csv").unlink()
    target = tmp_path / "empty.db"
    build.build(target, data)
    return target


def difficult_rows() -> Iterator[str]:
    yield '"Huyện Bình Lục",,"=1+1; ""cầu"", đường",,2021,actual,level,eq,1.10,,cái,,"dòng 1\ndòng 2",bc,"I, 1","a | b"'
    yield "Thành phố Lạng Sơn,o-178,Hộ nghèo,poverty_rate,2021-H1,estimate,decrease,range,0.5,0.75,%,đầu năm,,bc,,"
    yield "Huyện Bình Lục,,Hộ nghèo,,2021/2025,target,share,lt,-3,,%,dự toán,,bc,,+1"


def test_what_goes_out_comes_in_again_without_loss(path: Path, empty: Path) -> None:
    import_facts(path, HEADER + "\n" + "\n".join(difficult_rows()) + "\n", "facts.csv")
    text = exported(path)
    assert import_facts(path, text, "back.csv") == ImportReport(0, 7)
    assert import_facts(empty, text, "export.csv").added == 7
    assert exported(empty) == text
    marks = {o.quote: len(o.disagrees_with) for o in observations(empty) if o.disagrees_with}
    assert marks == {"hộ nghèo còn 2,25%": 1, "hộ nghèo còn 2%": 1}


def test_workbooks_hold_numbers_as_numbers_and_formulas_as_text(path: Path) -> None:
    import_facts(path, HEADER + "\n" + "\n".join(difficult_rows()) + "\n", "facts.csv")
    sheet = workbook(path)
    header, *lines = sheet.iter_rows(values_only=True)
    assert list(header) == COLUMNS
    with opened(path) as store:
        expected = [tuple(row.values()) for row in export_rows(store)]
    for got, want in zip(lines, expected, strict=True):
        for name, cell, text in zip(COLUMNS, got, want, strict=True):
            if name in ("value", "value_max"):
                assert cell == (float(text) if text else None)
            else:
                assert (cell or "") == text
    assert sheet["C6"].data_type == "s"


def test_an_empty_knowledge_base_can_be_written_out(empty: Path) -> None:
    assert exported(empty) == "\ufeff" + HEADER + "\r\n"
    assert [list(row) for row in workbook(empty).iter_rows(values_only=True)] == [COLUMNS]
