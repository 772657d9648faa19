"""What the build refuses: each fault of a data file is named by file and line, and nothing is replaced."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from knowledge import build, schema
from knowledge.errors import DatabaseUnusable, KnowledgeError, Problem
from knowledge.store import Store
from tests.knowledge import small_data

# file, what is changed, into what, line of the fault, its reason, the value at fault
FAULTS = [
    ("places.csv", "n-13501,Bình Mỹ,xã", "n-13504,Bình Mỹ,xã", 4, "duplicate_code", "n-13504"),
    ("places.csv", "n-13504,Bình Lục,xã,n-37", "n-13504,Bình Lục,xã,n-38", 3, "unknown_place", "n-38"),
    ("places.csv", "n-13504 n-13501,", "n-13504 n-1,", 10, "unknown_place", "n-1"),
    ("places.csv", "code,name,type", "kode,name,type", 1, "missing_column", "code"),
    ("places.csv", "n-37,Ninh Bình,tỉnh,,2025-07-01,,,\n", "n-37,Ninh Bình\n", 2, "too_few_cells", ""),
    ("place_aliases.csv", "o-178,tpls", "o-179,tpls", 2, "unknown_place", "o-179"),
    ("place_aliases.csv", "o-178,tpls", "o-178,...", 2, "missing_value", "alias"),
    ("former_parents.csv", "o-06548,o-178", "o-06548,o-179", 2, "unknown_place", "o-179"),
    ("units.csv", "xã,count:commune,1", "người,count:commune,1", 7, "duplicate_code", "người"),
    ("units.csv", "xã,count:commune,1", "xã,count:commune,một", 7, "bad_number", "một"),
    ("indicators.csv", "near_poverty_rate,Tỷ", "poverty_rate,Tỷ", 3, "duplicate_code", "poverty_rate"),
    ("indicators.csv", "Poverty rate,poverty,%", "Poverty rate,poverty,phần", 2, "unknown_unit", "phần"),
    ("indicators.csv", "Tỷ lệ hộ cận nghèo", "tỉ lệ hộ nghèo", 3, "alias_of_another", "ti le ho ngheo"),
    ("indicators.csv", "gross_output,Tổng giá trị sản xuất", "gross_output,-", 4, "missing_value", "name_vi"),
    ("indicator_aliases.csv", "poverty_rate,hộ", "poverty,hộ", 2, "unknown_indicator", "poverty"),
    ("indicator_aliases.csv", "gross_output,GTSX", "gross_output,hộ nghèo", 4, "alias_of_another", "ho ngheo"),
    ("neighbours.csv", ",near_poverty_rate", ",far_poverty_rate", 2, "unknown_indicator", "far_poverty_rate"),
    ("documents.csv", ",o-352,", ",o-3520,", 2, "unknown_place", "o-3520"),
    ("documents.csv", "2020-12-20", "2020-13-20", 2, "bad_date", "2020-13-20"),
    ("tasks.csv", "T01,plan-2021", "T01,plan-2022", 2, "unknown_document", "plan-2022"),
    ("tasks.csv", "2021-12-31", "31/12/2021", 2, "bad_date", "31/12/2021"),
    ("tasks.csv", "Xã An Nội,Điều", "Xã An Ngoại,Điều", 2, "unknown_place", "Xã An Ngoại"),
    ("plan-2021.csv", "004,Xã An Nội", "004,Xã An Ngoại", 5, "unknown_place", "Xã An Ngoại"),
    ("plan-2021.csv", ",budget_revenue,", ",budget_revenues,", 5, "unknown_indicator", "budget_revenues"),
    ("plan-2021.csv", "1.5,2,tỷ đồng", "1.5,2,tỷ đông", 5, "unknown_unit", "tỷ đông"),
    ("plan-2021.csv", ",range,1.5,2,", ",between,1.5,2,", 5, "bad_comparator", "between"),
    ("plan-2021.csv", ",range,1.5,2,", ",range,2,1.5,", 5, "bad_range", "1.5"),
    ("plan-2021.csv", ",range,1.5,2,", ",eq,1.5,2,", 5, "bad_range", "eq"),
    ("plan-2021.csv", ",range,1.5,2,", ",eq,1.5.2,,", 5, "bad_number", "1.5.2"),
    ("plan-2021.csv", "2021,actual", "2021-H3,actual", 5, "bad_period", "2021-H3"),
    ("plan-2021.csv", "2021,actual", "2021,fact", 5, "bad_kind", "fact"),
    ("plan-2021.csv", "actual,level", "actual,stock", 5, "bad_measure", "stock"),
    ("plan-2021.csv", "plan-2021-003", "plan-2021-001", 4, "duplicate_id", "plan-2021-001"),
    ("plan-2021.csv", "2%,plan-2021-001", "2%,", 3, "unmarked_disagreement", "plan-2021-002"),
    ("plan-2021.csv", "2%,plan-2021-001", "2%,plan-2021-001 plan-2021-009", 3, "unknown_id", "plan-2021-009"),
    ("plan-2021.csv", "eq,2,,%,,,II.7", "eq,2.25,,%,,,I.1", 3, "duplicate_row", "plan-2021-002"),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return small_data.write(tmp_path / "data")


def reasons(problems: list[Problem]) -> list[tuple[str, int | None, str, str]]:
    return [(problem.file, problem.line, problem.reason, problem.value) for problem in problems]


def test_the_small_folder_is_sound(data: Path) -> None:
    assert build.check(data) == []


def test_the_shipped_data_are_sound() -> None:
    assert build.check() == []


@pytest.mark.parametrize(("file", "old", "new", "line", "reason", "value"), FAULTS)
def test_faults_are_named_by_file_and_line(
    data: Path, file: str, old: str, new: str, line: int, reason: str, value: str
) -> None:
    small_data.change(data, f"observations/{file}" if file == "plan-2021.csv" else file, old, new)
    assert (file, line, reason, value) in reasons(build.check(data))


def test_every_reason_is_found_at_its_place_at_once(data: Path) -> None:
    small_data.change(data, "documents.csv", "2020-12-20", "20/12/2020")
    small_data.change(data, "observations/plan-2021.csv", "I.1", "I.1,,")
    small_data.change(data, "observations/plan-2021.csv", "1.5,2,tỷ đồng", "1.5,2,tỷ đông")
    assert [problem[:3] for problem in reasons(build.check(data))] == [
        ("documents.csv", 2, "bad_date"),
        ("plan-2021.csv", 2, "too_many_cells"),
        ("plan-2021.csv", 5, "unknown_unit"),
        ("plan-2021.csv", 3, "unknown_id"),
    ]


@pytest.mark.parametrize("name", [*small_data.OWN, "words.toml", "teencode.csv"])
def test_a_missing_or_foreign_file_is_named(data: Path, name: str) -> None:
    path = data / name
    path.write_bytes(b"\xff\xfe\x00a,b\r\n")
    assert path.name in {problem.file for problem in build.check(data)}
    path.unlink()
    # observations are whatever files there are; all others are needed
    assert (path.name in {problem.file for problem in build.check(data)}) == (not name.startswith("observations"))


def test_quotes_are_looked_up_where_the_document_is_there(data: Path, tmp_path: Path) -> None:
    text = "Giảm tỷ lệ hộ nghèo còn 2,25%; tăng từ 9,5% trở lên; từ 1,5 đến\n2 tỷ đồng."
    (tmp_path / "plan-2021.txt").write_text(text, encoding="utf-8")
    assert reasons(build.check(data, tmp_path)) == [("plan-2021.csv", 3, "quote_not_found", "hộ nghèo còn 2%")]


def test_a_build_with_faults_leaves_the_old_database_alone(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "var" / "knowledge.db"
    build.build(target, data)
    before = target.read_bytes()
    small_data.change(data, "documents.csv", ",o-352,", ",o-1,")
    with pytest.raises(KnowledgeError) as caught:
        build.build(target, data)
    assert reasons(caught.value.problems)[0] == ("documents.csv", 2, "unknown_place", "o-1")
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["knowledge.db"]


def test_a_damaged_or_unwritable_database_is_not_overwritten(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "knowledge.db"
    target.write_bytes(b"no database at all" * 100)
    with pytest.raises(DatabaseUnusable) as caught:
        build.build(target, data)
    assert caught.value.reason == "damaged"
    assert target.read_bytes().startswith(b"no database")
    folder = tmp_path / "a file"
    folder.write_text("", encoding="utf-8")
    with pytest.raises(DatabaseUnusable) as caught:
        build.build(folder / "knowledge.db", data)
    assert caught.value.reason == "unwritable"


def test_the_fingerprint_follows_the_data(data: Path, tmp_path: Path) -> None:
    before = build.fingerprint(data)
    target = tmp_path / "knowledge.db"
    build.build(target, data)
    db = schema.connect(target)
    assert db.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone() == (before,)
    db.close()
    small_data.change(data, "units.csv", "tr.đ", "trđ")
    assert build.fingerprint(data) != before


def test_figures_are_counted_with_their_places_and_indicators(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "knowledge.db"
    build.build(target, data)
    with closing(Store(target)) as store:
        counts = {place.full_name: place.observations for place in store.places() if place.observations}
        by_indicator = {i.code: i.observations for i in store.indicators() if i.observations}
    assert counts == {"Huyện Bình Lục": 3, "Xã An Nội": 1}
    assert by_indicator == {
        "poverty_rate": 2,
        "gross_output": 1,
        "budget_revenue": 1,
    }
    assert re.fullmatch(r"[0-9a-f]{64}", build.fingerprint(data))
