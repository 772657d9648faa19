"""New names taught by an operator: in force at once, kept, and never at another's expense."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from knowledge.base import Knowledge
from knowledge.build import build
from knowledge.errors import KnowledgeError
from knowledge.store import Store
from knowledge.teach import Taught, teach
from tests.knowledge import asking, small_data


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    build(folder / "knowledge.db", small_data.write(folder / "data"))
    return folder


@pytest.fixture
def path(small: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(small / "knowledge.db", tmp_path / "knowledge.db"))


@pytest.fixture
def running(path: Path) -> Iterator[Knowledge]:
    knowledge = Knowledge.open(path)
    yield knowledge
    knowledge.store.close()


def first_value(knowledge: Knowledge, text: str, now: datetime) -> str | None:
    result = asking.put(knowledge, text, (), now).result
    return str(result.facts[0].value) if result.status == "answered" else None


def test_an_indicators_new_name_is_in_force_at_once(path: Path, running: Knowledge, now: datetime) -> None:
    assert first_value(running, "nhà khốn khó bình lục 2021", now) is None
    assert teach(path, "nhà khốn khó", "poverty_rate") == Taught(
        "nhà khốn khó", "poverty_rate", "Tỷ lệ hộ nghèo", is_place=False, is_new=True
    )
    assert running.refresh()
    assert first_value(running, "nhà khốn khó bình lục 2021", now) == "2.25"
    assert first_value(running, "nha khon kho binh luc 2021", now) == "2.25"


def test_a_places_new_name_is_in_force_at_once(path: Path, running: Knowledge, now: datetime) -> None:
    assert first_value(running, "tỷ lệ hộ nghèo đất chiêm trũng 2021", now) is None
    taught = teach(path, "đất chiêm trũng", "Huyện Bình Lục")
    assert (taught.code, taught.is_place, taught.is_new) == ("o-352", True, True)
    assert running.refresh()
    assert first_value(running, "tỷ lệ hộ nghèo đất chiêm trũng 2021", now) == "2.25"


@pytest.mark.parametrize("target", ["poverty_rate", "Tỷ lệ hộ nghèo", "ty le ho ngheo", "hộ nghèo"])
def test_an_indicator_may_be_given_by_code_or_name(path: Path, target: str) -> None:
    assert teach(path, "nhà khốn khó", target).code == "poverty_rate"


@pytest.mark.parametrize(
    ("target", "codes"),
    [
        ("o-352", {"o-352"}),
        ("huyện Bình Lục", {"o-352"}),
        ("Xã Bình Lục, Ninh Bình", {"n-13504"}),
        ("Tỉnh Lạng Sơn", {"o-20", "n-20"}),
    ],
)
def test_a_place_may_be_given_by_code_or_name(path: Path, target: str, codes: set[str]) -> None:
    teach(path, "quê của em", target)
    store = Store(path)
    assert {store.place(place).code for name, place in store.place_keys() if name == "que cua em"} == codes
    store.close()


def test_what_is_known_already_is_left_as_it_is(path: Path) -> None:
    assert not teach(path, "HỘ NGHÈO", "poverty_rate").is_new
    assert teach(path, "nhà khốn khó", "poverty_rate").is_new
    assert not teach(path, "Nhà  khốn khó?", "poverty_rate").is_new
    assert not teach(path, "Xuân Dương", "Xã Xuân Dương, Huyện Lộc Bình").is_new


@pytest.mark.parametrize(
    ("phrase", "target", "reason", "hint"),
    [
        ("tỉ lệ hộ cận nghèo", "poverty_rate", "alias_of_another", "near_poverty_rate"),
        ("Bình Lục", "poverty_rate", "alias_of_another", "n-13504"),
        ("hộ nghèo", "o-352", "alias_of_another", "poverty_rate"),
        ("Lộc Bình", "o-352", "alias_of_another", "Huyện Lộc Bình, Tỉnh Lạng Sơn"),
        ("cao nhất", "poverty_rate", "bad_alias", ""),
        ("huyện", "o-352", "bad_alias", ""),
        ("", "poverty_rate", "bad_alias", ""),
        ("2021", "poverty_rate", "bad_alias", ""),
        ("x", "poverty_rate", "bad_alias", ""),
        ("từ " * 60, "poverty_rate", "bad_alias", ""),
        ("nhà khốn khó", "gros_output", "unknown_target", "gross_output"),
        ("nhà khốn khó", "Huyện Bình Lụcc", "unknown_target", "Huyện Bình Lục, Tỉnh Hà Nam (o-352)"),
    ],
)
def test_what_means_something_else_is_refused(path: Path, phrase: str, target: str, reason: str, hint: str) -> None:
    before = path.read_bytes()
    with pytest.raises(KnowledgeError) as caught:
        teach(path, phrase, target)
    (problem,) = caught.value.problems
    assert (problem.reason, problem.hint) == (reason, hint)
    assert path.read_bytes() == before


def test_a_name_that_fits_several_places_lists_them(path: Path) -> None:
    with pytest.raises(KnowledgeError) as caught:
        teach(path, "quê của em", "Lạng Sơn")
    assert caught.value.problems[0].reason == "ambiguous_place"
    assert "Thành phố Lạng Sơn, Tỉnh Lạng Sơn (o-178)" in caught.value.problems[0].hint


def test_short_forms_in_a_name_are_understood_written_out(path: Path, running: Knowledge, now: datetime) -> None:
    teach(path, "nhà chưa có BHYT", "poverty_rate")
    assert running.refresh()
    for said in ("nhà chưa có bảo hiểm y tế", "nha chua co bhyt"):
        assert first_value(running, f"{said} bình lục 2021", now) == "2.25"


def test_what_was_taught_outlives_a_build(path: Path, small: Path, now: datetime) -> None:
    teach(path, "nhà khốn khó", "poverty_rate")
    teach(path, "đất chiêm trũng", "o-352")
    assert build(path, small / "data") == []
    knowledge = Knowledge.open(path)
    assert first_value(knowledge, "nhà khốn khó đất chiêm trũng 2021", now) == "2.25"
    knowledge.store.close()
