"""Units named in rows: by code, by name with those above, by the units of the time; a doubt lists what there is."""

from pathlib import Path

import pytest

from knowledge import build, place_names, schema
from knowledge.place_names import PlaceNames
from tests.knowledge import small_data

FOUND = [
    # name, code, period, near, code of the unit
    ("Huyện Bình Lục", "", "2021", None, "o-352"),
    ("huyện bình lục", "", "2021", None, "o-352"),
    ("HUYEN BINH LUC", "", "2021", None, "o-352"),
    ("H. Bình Lục", "", "2021", None, "o-352"),
    ("Binh Luc district", "", "2021", None, "o-352"),
    ("Bình Lục", "", "2021", None, "o-352"),
    ("Bình Lục", "", "2026", None, "n-13504"),
    ("Bình Lục", "", "2025", None, "n-13504"),
    ("Bình Lục", "", "2025-H1", None, "o-352"),
    ("Xã Bình Lục", "", "2021", None, "n-13504"),
    ("Xã Bình Lục, Ninh Bình", "", "2025", None, "n-13504"),
    ("Xã Bình Lục, tỉnh Ninh Bình", "", "2025", None, "n-13504"),
    ("Huyện Bình Lục (Hà Nam)", "", "2021", None, "o-352"),
    ("Huyện Bình Lục, Ninh Bình", "", "2021", None, "o-352"),
    ("Xã Tân Tiến, Huyện Lộc Bình, Tỉnh Lạng Sơn", "", "2021", None, "o-06548"),
    ("Xã Tân Tiến, Hà Nam", "", "2021", None, "o-13541"),
    ("Xã Tân Tiến, Thành phố Lạng Sơn", "", "2021", None, "o-06548"),
    ("Xã Tân Tiến", "", "2021", "o-352", "o-13541"),
    ("Thành phố Lạng Sơn", "", "2021", None, "o-178"),
    ("TP Lạng Sơn", "", "2021", None, "o-178"),
    ("TPLS", "", "2021", None, "o-178"),
    ("Tỉnh Lạng Sơn", "", "2021", None, "o-20"),
    ("Tỉnh Lạng Sơn", "", "2026", None, "n-20"),
    ("Xã Xuân Dương", "", "2026", None, "n-06541"),
    ("Xã Xuân Đường", "", "2026", None, "n-06542"),
    ("", "352", "2021", None, "o-352"),
    ("", "o-352", "2026", None, "o-352"),
    ("", "20", "2021", None, "o-20"),
    ("", "20", "2026", None, "n-20"),
    ("Huyện Bình Lục", "352", "2021", None, "o-352"),
    ("Thị trấn Bình Mỹ", "13501", "2026", None, "o-13501"),
]
NOT_FOUND = [
    ("Huyện Bình Lúc", "", "2021", "unknown_place", "Huyện Bình Lục, Tỉnh Hà Nam (o-352)"),
    ("Xã Bình Mỹ, Lạng Sơn", "", "2026", "unknown_place", "Xã Bình Mỹ, Tỉnh Ninh Bình (n-13501)"),
    ("Thủ Dầu Một", "", "2021", "unknown_place", ""),
    ("", "", "2021", "unknown_place", ""),
    ("", "999", "2021", "unknown_place", ""),
    ("Huyện Lộc Bình", "o-352", "2021", "place_contradicts_code", "Huyện Bình Lục, Tỉnh Hà Nam (o-352)"),
    (
        "Xã Tân Tiến",
        "",
        "2021",
        "ambiguous_place",
        "Xã Tân Tiến, Huyện Lộc Bình, Tỉnh Lạng Sơn (o-06548); Xã Tân Tiến, Huyện Bình Lục, Tỉnh Hà Nam (o-13541)",
    ),
    (
        "Lạng Sơn",
        "",
        "2021",
        "ambiguous_place",
        "Tỉnh Lạng Sơn (o-20); Thành phố Lạng Sơn, Tỉnh Lạng Sơn (o-178)",
    ),
    (
        "Xa Xuan Duong",
        "",
        "2026",
        "ambiguous_place",
        "Xã Xuân Dương, Tỉnh Lạng Sơn (n-06541); Xã Xuân Đường, Tỉnh Lạng Sơn (n-06542)",
    ),
]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> PlaceNames:
    folder = tmp_path_factory.mktemp("places")
    data = small_data.write(folder / "data")
    target = Path(folder / "knowledge.db")
    build.build(target, data)
    return place_names.stored(schema.connect(target), place_names.type_words(data / "words.toml"))


@pytest.mark.parametrize(("name", "code", "period", "near", "expected"), FOUND)
def test_units_are_found(names: PlaceNames, name: str, code: str, period: str, near: str | None, expected: str) -> None:
    found = names.resolve(name, code, period, names.id_of(near) if near else None)
    assert (found.reason, found.place) == ("", names.id_of(expected))


@pytest.mark.parametrize(("name", "code", "period", "reason", "hint"), NOT_FOUND)
def test_doubts_are_named(names: PlaceNames, name: str, code: str, period: str, reason: str, hint: str) -> None:
    found = names.resolve(name, code, period, None)
    assert (found.place, found.reason, found.hint) == (None, reason, hint)


def test_a_unit_goes_by_the_spelling_of_what_took_it_over(knowledge_path: Path) -> None:
    units = place_names.stored(schema.connect(knowledge_path), place_names.type_words(build.DATA / "words.toml"))
    for name in ("Huyện Mù Cang Chải, tỉnh Yên Bái", "Huyện Mù Căng Chải, tỉnh Yên Bái"):
        assert units.resolve(name, "", "2021", None).place == units.id_of("o-137")
    assert units.resolve("Huyện Mù Càng Chải, tỉnh Yên Bái", "", "2021", None).reason == "unknown_place"
