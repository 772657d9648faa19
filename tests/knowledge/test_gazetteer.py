"""The gazetteer as data: complete, well spelled, and consistent from the old units to the new ones."""

import csv
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

Row = dict[str, str]

DATA = Path(__file__).parents[2] / "knowledge" / "data"
LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
FIRST_DAY_OF_NEW_UNITS = "2025-07-01"

PROVINCE_TYPES = {"tỉnh", "thành phố trực thuộc trung ương"}
DISTRICT_TYPES = {"huyện", "quận", "thị xã", "thành phố"}
OLD_COMMUNE_TYPES = {"xã", "phường", "thị trấn"}
NEW_COMMUNE_TYPES = {"xã", "phường", "đặc khu"}


def read(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PLACES = read("places.csv")
ALIASES = read("place_aliases.csv")
BY_CODE = {row["code"]: row for row in PLACES}
NEW = [row for row in PLACES if row["code"].startswith("n-")]
OLD = [row for row in PLACES if row["code"].startswith("o-")]
SNAPSHOT = [row for row in OLD if re.fullmatch(r"o-\d+", row["code"])]
"""The old units as they stood on the last day: what ended before has a slug for a code."""


def level(row: Row) -> int:
    if row["type"] in PROVINCE_TYPES:
        return 1
    return 2 if row["type"] in DISTRICT_TYPES else 3


def province(row: Row) -> Row:
    return province(BY_CODE[row["parent"]]) if row["parent"] else row


def successors(row: Row) -> list[Row]:
    return [BY_CODE[code] for code in row["successors"].split()]


def only(rows: list[Row], name: str, place_type: str, province_name: str) -> Row:
    found = [
        row for row in rows if (row["name"], row["type"], province(row)["name"]) == (name, place_type, province_name)
    ]
    assert len(found) == 1, found
    return found[0]


def test_columns() -> None:
    assert list(PLACES[0]) == [
        "code",
        "name",
        "type",
        "parent",
        "valid_from",
        "valid_to",
        "successors",
        "area_km2",
    ]
    assert list(ALIASES[0]) == ["place", "alias", "reason"]
    assert all(None not in row and None not in row.values() for row in PLACES + ALIASES)


def test_counts_of_the_new_units() -> None:
    assert Counter(row["type"] for row in NEW) == {
        "tỉnh": 28,
        "thành phố trực thuộc trung ương": 6,
        "xã": 2621,
        "phường": 687,
        "đặc khu": 13,
    }


def test_counts_of_the_old_units_on_their_last_day() -> None:
    assert Counter(row["type"] for row in SNAPSHOT) == {
        "tỉnh": 57,
        "thành phố trực thuộc trung ương": 6,
        "huyện": 508,
        "quận": 49,
        "thị xã": 52,
        "thành phố": 87,
        "xã": 7692,
        "phường": 1726,
        "thị trấn": 617,
    }


def test_codes_are_unique_ascii() -> None:
    assert len(BY_CODE) == len(PLACES)
    assert len(OLD) + len(NEW) == len(PLACES)
    assert [code for code in BY_CODE if not re.fullmatch(r"[on]-[a-z0-9]+(-[a-z0-9]+)*", code)] == []


def test_names_are_well_spelled() -> None:
    wrong = [
        row["name"]
        for row in PLACES
        if row["name"] != unicodedata.normalize("NFC", " ".join(row["name"].split()))
        or not row["name"]
        or not (row["name"][0].isupper() or row["name"].split()[0].isdigit())
        or re.search(r"[^\w '\-]|_", row["name"])
    ]
    assert wrong == []


def test_names_carry_no_type_word() -> None:
    words = PROVINCE_TYPES | DISTRICT_TYPES | OLD_COMMUNE_TYPES | NEW_COMMUNE_TYPES
    starts = tuple(f"{word} " for word in words)
    # The ward of Huế is officially "phường Phường Đúc".
    assert {row["name"] for row in PLACES if row["name"].lower().startswith(starts)} == {"Phường Đúc"}


def test_names_put_the_tone_mark_where_the_decrees_do() -> None:
    """ "Hòa", "Thủy", not "Hoà", "Thuỷ"; "Quý", where u belongs to the consonant, is not concerned."""
    later_vowel = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<![qQ])u[ỳýỷỹỵ])(?!\w)")
    assert [row["name"] for row in PLACES if later_vowel.search(row["name"])] == []


def test_siblings_of_one_type_have_different_names() -> None:
    counted = Counter((row["code"][0], row["parent"], row["type"], row["name"]) for row in PLACES)
    assert [key for key, count in counted.items() if count > 1] == []


def test_parents_are_one_level_up_and_of_the_same_generation() -> None:
    for row in PLACES:
        if level(row) == 1:
            assert row["parent"] == "", row
            continue
        parent = BY_CODE[row["parent"]]
        assert parent["code"][0] == row["code"][0], row
        # After 1 July 2025 communes answer to the province directly.
        assert level(parent) == (1 if row["code"].startswith("n-") else level(row) - 1), row


def test_validity() -> None:
    for row in NEW:
        assert (row["valid_from"], row["valid_to"], row["successors"]) == (FIRST_DAY_OF_NEW_UNITS, "", ""), row
    for row in OLD:
        ended = date.fromisoformat(row["valid_to"])
        assert ended <= LAST_DAY_OF_DISTRICTS, row
        assert not row["valid_from"] or date.fromisoformat(row["valid_from"]) <= ended, row
    assert all(row["valid_to"] == "2025-06-30" for row in SNAPSHOT)


def test_every_old_unit_has_successors_of_the_new_generation() -> None:
    for row in OLD:
        codes = row["successors"].split()
        assert codes, row
        assert len(codes) == len(set(codes)), row
        for successor in successors(row):
            assert successor["code"].startswith("n-"), row
            assert level(successor) == (1 if level(row) == 1 else 3), row


def test_every_new_unit_succeeds_an_old_one() -> None:
    reached = {code for row in SNAPSHOT for code in row["successors"].split()}
    assert [row for row in NEW if row["code"] not in reached] == []


def test_successors_lie_in_the_province_that_succeeded() -> None:
    for row in OLD:
        (home,) = successors(province(row))
        for successor in successors(row):
            assert province(successor) == home, row


def test_a_district_is_succeeded_by_what_succeeded_its_communes() -> None:
    taken: dict[str, set[str]] = {}
    for row in SNAPSHOT:
        if level(row) == 3:
            taken.setdefault(row["parent"], set()).update(row["successors"].split())
    # Island districts had no communes: the special zone of the same name followed them.
    without_communes = {row["name"] for row in SNAPSHOT if level(row) == 2 and row["code"] not in taken}
    assert without_communes == {"Bạch Long Vĩ", "Cồn Cỏ", "Hoàng Sa", "Lý Sơn", "Côn Đảo"}
    for code, expected in taken.items():
        assert set(BY_CODE[code]["successors"].split()) == expected, code


def test_the_successor_of_the_same_name_comes_first() -> None:
    for row in OLD:
        names = [successor["name"] for successor in successors(row)]
        assert row["name"] not in names[1:] or names[0] == row["name"], row


def test_areas_belong_to_new_communes() -> None:
    with_area = [row for row in PLACES if row["area_km2"]]
    assert {level(row) for row in with_area} == {3}
    assert all(row["code"].startswith("n-") and float(row["area_km2"]) > 0 for row in with_area)
    missing = {row["name"] for row in NEW if level(row) == 3 and not row["area_km2"]}
    assert missing == {"Đông Trạch", "Thượng Trạch", "Kỳ Lừa", "Mỹ Phước Tây"}


@pytest.mark.parametrize(
    ("name", "place_type", "province_name", "first_successor", "new_province"),
    [
        ("Bình Lục", "huyện", "Hà Nam", "Bình Lục", "Ninh Bình"),
        ("Lạng Sơn", "thành phố", "Lạng Sơn", None, "Lạng Sơn"),
        ("Hồng Lĩnh", "thị xã", "Hà Tĩnh", None, "Hà Tĩnh"),
        ("Thọ Xuân", "huyện", "Thanh Hóa", "Thọ Xuân", "Thanh Hóa"),
        ("Lộc Bình", "huyện", "Lạng Sơn", "Lộc Bình", "Lạng Sơn"),
        ("Thủ Đức", "thành phố", "Hồ Chí Minh", "Thủ Đức", "Hồ Chí Minh"),
        ("Thủ Đức", "quận", "Hồ Chí Minh", "Thủ Đức", "Hồ Chí Minh"),
        ("9", "quận", "Hồ Chí Minh", None, "Hồ Chí Minh"),
        ("Huế", "thành phố", "Thừa Thiên Huế", None, "Huế"),
        ("Phú Quốc", "thành phố", "Kiên Giang", "Phú Quốc", "An Giang"),
        ("Hoàng Sa", "huyện", "Đà Nẵng", "Hoàng Sa", "Đà Nẵng"),
        ("Cửa Lò", "thị xã", "Nghệ An", "Cửa Lò", "Nghệ An"),
        ("An Nội", "xã", "Hà Nam", "Bình An", "Ninh Bình"),
        ("Khánh Xuân", "xã", "Lạng Sơn", "Lộc Bình", "Lạng Sơn"),
    ],
)
def test_well_known_old_units(
    name: str, place_type: str, province_name: str, first_successor: str | None, new_province: str
) -> None:
    row = only(OLD, name, place_type, province_name)
    following = successors(row)
    assert {province(successor)["name"] for successor in following} == {new_province}
    if first_successor is None:
        assert name not in {successor["name"] for successor in following}
    else:
        assert following[0]["name"] == first_successor


@pytest.mark.parametrize(
    ("name", "place_type", "province_name"),
    [
        ("Bình Lục", "xã", "Ninh Bình"),
        ("Thọ Xuân", "xã", "Thanh Hóa"),
        ("Lộc Bình", "xã", "Lạng Sơn"),
        ("Nam Hồng Lĩnh", "phường", "Hà Tĩnh"),
        ("Bắc Hồng Lĩnh", "phường", "Hà Tĩnh"),
        ("Sài Gòn", "phường", "Hồ Chí Minh"),
        ("Côn Đảo", "đặc khu", "Hồ Chí Minh"),
        ("Trường Sa", "đặc khu", "Khánh Hòa"),
        ("Văn Miếu - Quốc Tử Giám", "phường", "Hà Nội"),
    ],
)
def test_well_known_new_units(name: str, place_type: str, province_name: str) -> None:
    only(NEW, name, place_type, province_name)


def test_a_province_of_the_same_name_has_two_rows() -> None:
    assert [(row["code"], row["successors"]) for row in PLACES if row["name"] == "Lạng Sơn" and level(row) == 1] == [
        ("n-20", ""),
        ("o-20", "n-20"),
    ]
    assert [row["code"] for row in PLACES if row["name"] == "Hà Nam" and level(row) == 1] == ["o-35"]


@pytest.mark.parametrize(
    ("district", "communes"),
    [
        (
            "o-352",
            "Bình Mỹ, Bình Nghĩa, Tràng An, Đồng Du, An Ninh, Vũ Bản, Trung Lương, Tiêu Động, An Lão, An Nội",
        ),
        ("o-178", "Hoàng Văn Thụ, Tam Thanh, Vĩnh Trại, Đông Kinh, Chi Lăng, Hoàng Đồng, Quảng Lạc, Mai Pha"),
        ("o-437", "Bắc Hồng, Nam Hồng, Trung Lương, Đức Thuận, Đậu Liêu, Thuận Lộc"),
        ("o-188", "Yên Khoái, Hữu Khánh, Đồng Bục, Tú Đoạn, Khuất Xá, Tú Mịch, Khánh Xuân, Na Dương, Lộc Bình"),
        ("o-395", "Thọ Xuân, Lam Sơn, Sao Vàng, Xuân Lai, Thọ Nguyên, Xuân Hưng, Xuân Phú"),
    ],
)
def test_communes_named_in_the_documents_are_there(district: str, communes: str) -> None:
    present = {row["name"] for row in OLD if row["parent"] == district}
    assert set(communes.split(", ")) <= present


def test_aliases_name_known_places_once() -> None:
    assert [row for row in ALIASES if row["place"] not in BY_CODE] == []
    counted = Counter((row["place"], row["alias"]) for row in ALIASES)
    assert [key for key, count in counted.items() if count > 1] == []


def test_aliases_are_normalised_and_reasoned() -> None:
    for row in ALIASES:
        alias = row["alias"]
        assert alias == unicodedata.normalize("NFC", " ".join(alias.split())).lower() != "", row
        assert row["reason"].strip(), row
        assert alias != BY_CODE[row["place"]]["name"].lower(), row


@pytest.mark.parametrize(
    ("alias", "names"),
    [
        ("hcm", {"Hồ Chí Minh"}),
        ("sài gòn", {"Hồ Chí Minh"}),
        ("brvt", {"Bà Rịa - Vũng Tàu"}),
        ("tt huế", {"Thừa Thiên Huế", "Huế"}),
        ("đắc lắc", {"Đắk Lắk"}),
        ("bắc cạn", {"Bắc Kạn"}),
        ("đn", {"Đà Nẵng", "Đồng Nai", "Đắk Nông"}),
        ("bmt", {"Buôn Ma Thuột"}),
    ],
)
def test_well_known_aliases(alias: str, names: set[str]) -> None:
    assert {BY_CODE[row["place"]]["name"] for row in ALIASES if row["alias"] == alias} == names


def test_what_lay_elsewhere_before_lay_in_the_same_province() -> None:
    rows = read("former_parents.csv")
    assert len({(row["place"], row["parent"]) for row in rows}) == len(rows)
    renamed = {"o-thua-thien-hue": "o-46"}
    for row in rows:
        place, parent = BY_CODE[row["place"]], BY_CODE[row["parent"]]
        assert row["reason"], row
        assert place["parent"] != row["parent"], row
        assert level(parent) == level(place) - 1, row
        above = province(parent)["code"]
        assert renamed.get(above, above) == renamed.get(province(place)["code"], province(place)["code"]), row
