"""A knowledge base made anew when the data files change: what was imported, approved or taught lives on."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest

from knowledge import build, schema
from knowledge.errors import Problem
from knowledge.importing import import_facts
from knowledge.store import Indicator, Observation, Store
from tests.knowledge import small_data

T = TypeVar("T")

CSV = """\
id,place,indicator,period,kind,measure,comparator,value,unit,document,quote,disagrees_with
own-1,Huyện Bình Lục,Tỷ lệ hộ nghèo,2021,target,level,eq,3,%,plan-2021,hộ nghèo còn 3%,plan-2021-001
own-2,Xã An Nội,Số cây cầu,2021,actual,level,eq,7,cầu,report,7 cây cầu,
own-3,Thành phố Lạng Sơn,Hộ nghèo,2021,actual,level,eq,1,%,report,1%,
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return small_data.write(tmp_path / "data")


@pytest.fixture
def path(tmp_path: Path, data: Path) -> Path:
    target = tmp_path / "knowledge.db"
    build.build(target, data)
    import_facts(target, CSV, "own.csv")
    return target


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with closing(Store(path)) as opened:
        yield opened


def read(path: Path, what: Callable[[Store], T]) -> T:
    """Return what is read from a knowledge base opened for it alone."""
    with closing(Store(path)) as opened:
        return what(opened)


def facts(path: Path) -> dict[str, tuple[str, str, str, str]]:
    """Return (place code, indicator code, value, document) by id."""
    codes = {indicator.id: code for code, indicator in indicators(path).items()}
    return read(
        path,
        lambda store: {
            o.id: (store.place(o.place).code, codes[o.indicator], str(o.value), o.document)
            for o in store.all_observations()
        },
    )


def indicators(path: Path) -> dict[str, Indicator]:
    return read(path, lambda store: {indicator.code: indicator for indicator in store.indicators()})


def places(path: Path) -> dict[str, int]:
    return read(path, lambda store: {place.code: place.id for place in store.places()})


def aliases(path: Path) -> list[tuple[int, str]]:
    return read(path, lambda store: list(store.aliases()))


def observation(path: Path, row_id: str) -> Observation:
    found = read(path, lambda store: store.observation(row_id))
    assert found is not None
    return found


def sound(path: Path) -> bool:
    db = sqlite3.connect(path)
    broken = db.execute("PRAGMA foreign_key_check").fetchall()
    counted = (
        db.execute("SELECT sum(observations) FROM places").fetchone()
        == db.execute("SELECT count(*) FROM observations").fetchone()
        == db.execute("SELECT sum(observations) FROM indicators").fetchone()
    )
    whole = db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    return not broken and counted and whole


def test_a_build_without_changes_changes_nothing(path: Path, data: Path) -> None:
    before = facts(path)
    assert build.build(path, data) == []
    assert facts(path) == before
    assert sound(path)


def test_imported_rows_live_on_when_the_data_change(path: Path, data: Path) -> None:
    before = facts(path)
    small_data.change(data, "observations/plan-2021.csv", "eq,2.25,", "eq,2.5,")
    small_data.change(data, "places.csv", "n-20,Lạng Sơn", "n-01,Hà Nội,tỉnh,,2025-07-01,,,\nn-20,Lạng Sơn")
    small_data.change(data, "indicators.csv", "near_poverty_rate", "grdp,GRDP,GRDP,,tỷ đồng,up,,\nnear_poverty_rate")
    assert build.build(path, data) == []
    after = facts(path)
    assert after == {**before, "plan-2021-001": ("o-352", "poverty_rate", "2.5", "plan-2021")}
    assert sound(path)
    assert observation(path, "own-1").disagrees_with == ("plan-2021-001", "plan-2021-002")
    assert "own-1" in observation(path, "plan-2021-001").disagrees_with
    assert "own-1" in observation(path, "plan-2021-002").disagrees_with


def test_ids_of_places_and_indicators_stay(path: Path, data: Path) -> None:
    places_before = places(path)
    before = {code: indicator.id for code, indicator in indicators(path).items()}
    small_data.change(data, "places.csv", "n-37,Ninh", "n-01,Hà Nội,tỉnh,,2025-07-01,,,\nn-37,Ninh")
    small_data.change(
        data, "indicators.csv", "poverty_rate,Tỷ lệ hộ nghèo", "grdp,GRDP,,,,up,,\npoverty_rate,Tỷ lệ hộ nghèo"
    )
    build.build(path, data)
    assert places(path).items() >= places_before.items()
    assert {code: indicator.id for code, indicator in indicators(path).items()}.items() >= before.items()
    keys = read(path, lambda store: list(store.place_keys()))
    assert len(set(keys)) == len(keys)


def test_an_id_that_the_data_take_is_given_up(path: Path, data: Path) -> None:
    small_data.change(data, "observations/plan-2021.csv", "plan-2021-004", "own-2")
    build.build(path, data)
    after = facts(path)
    assert after["own-2"] == ("o-13540", "budget_revenue", "1.5", "plan-2021")
    assert after["own-2-2"] == ("o-13540", "so_cay_cau", "7", "report")
    assert sound(path)


def test_marks_follow_an_id_that_was_given_up(path: Path, data: Path) -> None:
    import_facts(
        path,
        CSV.splitlines()[0] + "\nown-4,Huyện Bình Lục,Tỷ lệ hộ nghèo,2021,target,level,eq,4,%,plan-2021,4%,own-1\n",
        "x.csv",
    )
    small_data.change(data, "observations/plan-2021.csv", "plan-2021-004", "own-1")
    build.build(path, data)
    assert set(observation(path, "own-4").disagrees_with) == {"plan-2021-001", "plan-2021-002", "own-1-2"}
    assert set(observation(path, "own-1-2").disagrees_with) == {"plan-2021-001", "plan-2021-002", "own-4"}
    assert observation(path, "own-1").disagrees_with == ()


def test_what_the_data_have_taken_up_is_not_doubled(path: Path, data: Path) -> None:
    row = (
        "plan-2021-005,Huyện Bình Lục,,Tỷ lệ hộ nghèo,poverty_rate,2021,target,level,eq,3,,%,,,,hộ nghèo còn 3%,"
        "plan-2021-001 plan-2021-002,"
    )
    file = "observations/plan-2021.csv"
    small_data.change(data, file, 'đến 2 tỷ đồng",,narrative\n', f'đến 2 tỷ đồng",,narrative\n{row}\n')
    small_data.change(data, file, ",plan-2021-002,headline", ",plan-2021-002 plan-2021-005,headline")
    small_data.change(data, file, ",plan-2021-001,narrative", ",plan-2021-001 plan-2021-005,narrative")
    build.build(path, data)
    after = facts(path)
    assert "own-1" not in after
    assert after["plan-2021-005"] == ("o-352", "poverty_rate", "3", "plan-2021")
    assert len(after) == 7
    assert sound(path)


def test_an_indicator_that_the_catalogue_takes_up_by_name_keeps_its_figures(path: Path, data: Path) -> None:
    small_data.change(
        data, "indicators.csv", "near_poverty_rate", "bridge_count,Số cầu,Bridges,,xã,up,,\nnear_poverty_rate"
    )
    small_data.change(
        data, "indicator_aliases.csv", "gross_output,GTSX", "bridge_count,số cây cầu,as imported\ngross_output,GTSX"
    )
    assert build.build(path, data) == []
    assert facts(path)["own-2"] == ("o-13540", "bridge_count", "7", "report")
    assert "so_cay_cau" not in indicators(path)
    assert sound(path)


def test_an_indicator_that_the_catalogue_takes_up_by_code_becomes_its_own(path: Path, data: Path) -> None:
    small_data.change(
        data, "indicators.csv", "near_poverty_rate", "so_cay_cau,Số cầu,Bridges,,xã,up,,\nnear_poverty_rate"
    )
    build.build(path, data)
    assert facts(path)["own-2"] == ("o-13540", "so_cay_cau", "7", "report")
    assert indicators(path)["so_cay_cau"].name_vi == "Số cầu"


def test_what_the_data_no_longer_have_stays_with_the_rows_that_need_it(path: Path, data: Path) -> None:
    small_data.change(data, "places.csv", "o-178,Lạng Sơn,thành phố,o-20,,2025-06-30,n-20,\n", "")
    small_data.change(data, "place_aliases.csv", "o-178,tpls,short form\n", "")
    small_data.change(data, "places.csv", "o-06548,Tân Tiến,xã,o-188,,2025-06-30,n-06541,\n", "")
    small_data.change(data, "former_parents.csv", "o-06548,o-178,lay in the town before\n", "")
    assert build.build(path, data) == []
    assert "o-178" in places(path)
    assert "o-06548" not in places(path)
    assert facts(path)["own-3"] == ("o-178", "poverty_rate", "1", "report")
    assert sound(path)


def test_a_catalogue_without_a_used_indicator_leaves_it_to_its_rows(path: Path, data: Path) -> None:
    import_facts(
        path, "place,indicator,period,kind,measure,value,unit\nXã An Nội,GTSX,2021,actual,level,5,tỷ đồng\n", "x.csv"
    )
    small_data.change(
        data, "indicators.csv", "gross_output,Tổng giá trị sản xuất,Gross output,economy,tỷ đồng,up,,\n", ""
    )
    for line in ("gross_output,giá trị sản xuất,short form\n", "gross_output,GTSX,abbreviation\n"):
        small_data.change(data, "indicator_aliases.csv", line, "")
    small_data.change(
        data,
        "observations/plan-2021.csv",
        "Tổng giá trị sản xuất,gross_output,2021,target,growth",
        "Thu ngân sách,budget_revenue,2021,target,growth",
    )
    assert build.build(path, data) == []
    kept = indicators(path)["gross_output"]
    assert kept.observations == 1
    assert (kept.id, "GTSX") in aliases(path)
    assert build.build(path, data) == []
    assert (kept.id, "GTSX") in aliases(path)
    assert sound(path)


def test_a_document_that_the_data_describe_is_described_by_them(path: Path, data: Path) -> None:
    small_data.change(
        data,
        "documents.csv",
        "plan-2021,01",
        "report,5/BC,Báo cáo,báo cáo,UBND,o-352,2021-06-01,0,Báo cáo 5,,\nplan-2021,01",
    )
    build.build(path, data)
    document = read(path, lambda store: store.document("report"))
    assert document is not None
    assert (document.number, document.citation) == ("5/BC", "Báo cáo 5")
    text = (data / "documents.csv").read_text(encoding="utf-8")
    (data / "documents.csv").write_text(
        "".join(line for line in text.splitlines(keepends=True) if not line.startswith("report")), encoding="utf-8"
    )
    build.build(path, data)
    assert read(path, lambda store: store.document("report")) is not None
    assert sound(path)


def teach(path: Path, code: str, alias: str, origin: str = "taught") -> None:
    db = schema.connect(path)
    with db.atomic():
        db.execute(
            "INSERT INTO aliases (indicator, alias, reason, origin) SELECT id, ?, '', ? FROM indicators WHERE code = ?",
            [alias, origin, code],
        )
        db.execute(
            "INSERT INTO place_keys (key, place, origin) SELECT 'bl que em', id, ? FROM places WHERE code = 'o-352'",
            [origin],
        )
    db.close()


def test_aliases_that_were_taught_live_on(path: Path, data: Path) -> None:
    teach(path, "poverty_rate", "nhà khó khăn")
    small_data.change(data, "indicator_aliases.csv", "gross_output,GTSX,abbreviation\n", "")
    assert build.build(path, data) == []
    names = {alias for _, alias in aliases(path)}
    assert "nhà khó khăn" in names
    assert "GTSX" not in names
    assert "bl que em" in {key for key, _ in read(path, lambda store: list(store.place_keys()))}
    assert build.build(path, data) == []
    assert [alias for _, alias in aliases(path)].count("nhà khó khăn") == 1


def test_an_alias_that_the_data_give_to_another_indicator_is_theirs_and_named(path: Path, data: Path) -> None:
    teach(path, "poverty_rate", "nhà khó khăn")
    small_data.change(
        data, "indicator_aliases.csv", "gross_output,GTSX", "near_poverty_rate,nhà khó khăn,now\ngross_output,GTSX"
    )
    assert build.build(path, data) == [
        Problem("knowledge.db", None, "alias_of_another", "nhà khó khăn", "near_poverty_rate")
    ]
    assert [alias for _, alias in aliases(path)].count("nhà khó khăn") == 1


def test_a_running_reader_goes_on_through_a_build(path: Path, data: Path, store: Store) -> None:
    before = store.version()
    small_data.change(data, "observations/plan-2021.csv", "eq,2.25,", "eq,2.5,")
    build.build(path, data)
    found = store.observation("plan-2021-001")
    assert store.version() != before
    assert found is not None
    assert str(found.value) == "2.5"
    assert (
        import_facts(
            path, CSV.replace("own-", "late-").replace(",2021,", ",2023,").replace("plan-2021-001", ""), "late.csv"
        ).added
        == 3
    )
    assert store.observation("late-2") is not None
