"""The catalogue's data files hold together: each name leads to one indicator, each code and unit is of a known list."""

import csv
import re
from collections import Counter
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from knowledge.abbreviations import Abbreviations
from knowledge.text import clean, key, tokenize

DATA = Path(__file__).parents[2] / "knowledge" / "data"

FIELDS = frozenset(
    (
        "economy",
        "agriculture",
        "industry",
        "trade_tourism",
        "budget",
        "investment",
        "transport",
        "urban",
        "environment",
        "land",
        "population",
        "health",
        "education",
        "culture",
        "labour_social",
        "poverty",
        "rural",
        "science_digital",
        "security",
        "justice",
        "governance",
        "party",
    )
)
DIRECTIONS = frozenset(("up", "down", "neutral"))
DIMENSIONS = frozenset(
    (
        "percent",
        "permille",
        "money_vnd",
        "money_vnd_month",
        "money_usd",
        "mass",
        "mass_per_person",
        "area",
        "area_per_person",
        "length",
        "volume",
        "flow",
        "flow_day",
        "power",
        "apparent_power",
        "energy",
        "yield",
        "freight_turnover",
        "passenger_turnover",
        "density",
        "road_density",
        "children_per_woman",
        "sex_ratio",
        "times_per_person",
        "subscriptions_per_100",
        "rank",
        "times",
        "age",
        "year",
        "day",
        "hour",
    )
)
HEADERS = {
    "indicators.csv": ["code", "name_vi", "name_en", "field", "unit", "direction", "national_code", "note"],
    "indicator_aliases.csv": ["indicator", "alias", "reason"],
    "neighbours.csv": ["a", "b", "reason"],
    "abbreviations.csv": ["short", "long", "context", "reason"],
    "units.csv": ["unit", "dimension", "factor", "aliases", "reason"],
}
# What belongs to the other fields of an observation ("Tốc độ tăng …", "… so với kế hoạch", a year): no name carries it.
NOT_IN_A_NAME = re.compile(
    r"tốc độ tăng|so với (kế hoạch|dự toán|cùng kỳ|năm)|tăng bình quân|\b(19|20)\d\d\b", re.IGNORECASE
)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def known_units() -> set[str]:
    spellings = set()
    for row in rows("units.csv"):
        spellings.add(row["unit"])
        spellings.update(alias for alias in row["aliases"].split("|") if alias)
    return spellings


INDICATORS = rows("indicators.csv")
CODES = {row["code"] for row in INDICATORS}


@pytest.mark.parametrize("name", HEADERS)
def test_every_cell_is_filled_and_clean(name: str) -> None:
    may_be_empty = {"national_code", "note", "context", "aliases"}
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        assert table.fieldnames == HEADERS[name]
        for row in table:
            where = f"{name}:{table.line_num}"
            assert None not in row, where
            for column, cell in row.items():
                assert cell is not None, where
                assert cell == clean(cell), f"{where}: {column} is not clean: {cell!r}"
                assert cell or column in may_be_empty, f"{where}: {column} is empty"


def test_codes_are_unique_and_well_formed() -> None:
    assert [code for code, count in Counter(row["code"] for row in INDICATORS).items() if count > 1] == []
    assert [code for code in CODES if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code)] == []


def test_fields_directions_and_units_are_of_the_closed_lists() -> None:
    units = known_units()
    assert [row["code"] for row in INDICATORS if row["field"] not in FIELDS] == []
    assert [row["code"] for row in INDICATORS if row["direction"] not in DIRECTIONS] == []
    assert [(row["code"], row["unit"]) for row in INDICATORS if row["unit"] not in units] == []


def test_every_field_has_indicators() -> None:
    assert {row["field"] for row in INDICATORS} == FIELDS


def test_national_codes_have_the_shape_of_the_national_list() -> None:
    """Four digits in the national list; T, H or X before them in the lists of provinces, districts and communes."""
    assert [row["code"] for row in INDICATORS if not re.fullmatch(r"([THX]?\d{4})?", row["national_code"])] == []


def test_names_are_base_concepts() -> None:
    assert [row["name_vi"] for row in INDICATORS if NOT_IN_A_NAME.search(row["name_vi"])] == []


def test_a_rate_is_measured_as_a_rate() -> None:
    """A "Tỷ lệ hộ nghèo" counted in hộ, or a "Số hộ nghèo" in %, would answer a count with a rate."""
    ratios = {row["unit"] for row in rows("units.csv") if row["dimension"] in ("percent", "permille")}
    assert [
        row["code"]
        for row in INDICATORS
        if row["name_vi"].startswith(("Tỷ lệ", "Tỷ trọng")) and row["unit"] not in ratios
    ] == []
    assert [
        row["code"] for row in INDICATORS if re.match(r"Số (?!năm )", row["name_vi"]) and row["unit"] in ratios
    ] == []


def test_each_name_and_alias_leads_to_one_indicator() -> None:
    owners: dict[str, set[str]] = {}
    for row in INDICATORS:
        owners.setdefault(key(row["name_vi"]), set()).add(row["code"])
        owners.setdefault(key(row["name_en"]), set()).add(row["code"])
    for row in rows("indicator_aliases.csv"):
        assert key(row["alias"]), row
        owners.setdefault(key(row["alias"]), set()).add(row["indicator"])
    assert {name: sorted(codes) for name, codes in owners.items() if len(codes) > 1} == {}


def test_aliases_belong_to_known_indicators_and_stand_once() -> None:
    aliases = rows("indicator_aliases.csv")
    assert [row for row in aliases if row["indicator"] not in CODES] == []
    spelled = Counter((row["indicator"], key(row["alias"])) for row in aliases)
    assert [pair for pair, count in spelled.items() if count > 1] == []


def test_every_indicator_has_aliases() -> None:
    counted = Counter(row["indicator"] for row in rows("indicator_aliases.csv"))
    assert [code for code in CODES if counted[code] < 2] == []


def test_an_alias_never_repeats_the_name() -> None:
    names = {row["code"]: key(row["name_vi"]) for row in INDICATORS}
    assert [row for row in rows("indicator_aliases.csv") if key(row["alias"]) == names[row["indicator"]]] == []


def test_neighbours_exist_and_stand_once() -> None:
    pairs = rows("neighbours.csv")
    assert [row for row in pairs if row["a"] not in CODES or row["b"] not in CODES or row["a"] == row["b"]] == []
    spelled = Counter(frozenset((row["a"], row["b"])) for row in pairs)
    assert [sorted(pair) for pair, count in spelled.items() if count > 1] == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("poverty_rate", "near_poverty_rate"),
        ("health_insurance_coverage", "social_insurance_coverage"),
        ("child_underweight_rate", "child_stunting_rate"),
        ("clean_water_rate", "hygienic_water_rate"),
        ("rural_clean_water_rate", "urban_clean_water_rate"),
        ("road_hardened_commune_rate", "road_hardened_village_rate"),
        ("budget_revenue", "budget_expenditure"),
        ("gross_output", "grdp"),
        ("cultural_village_rate", "village_cultural_house_rate"),
        ("rice_output", "grain_output"),
        ("new_rural_communes", "advanced_rural_communes"),
        ("traffic_deaths", "traffic_injuries"),
    ],
)
def test_what_people_confuse_is_listed(a: str, b: str) -> None:
    assert {a, b} in [{row["a"], row["b"]} for row in rows("neighbours.csv")]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("hộ nghèo", "poverty_rate"),
        ("bảo hiểm y tế", "health_insurance_coverage"),
        ("nước sạch", "clean_water_rate"),
        ("rừng che phủ", "forest_cover_rate"),
        ("việc làm mới", "jobs_created"),
        ("thu ngân sách", "budget_revenue"),
        ("chi ngân sách", "budget_expenditure"),
        ("thu nhập bình quân", "income_per_capita"),
        ("khách du lịch", "tourist_arrivals"),
        ("trường chuẩn", "schools_national_standard"),
        ("nông thôn mới", "new_rural_communes"),
        ("xuất khẩu lao động", "labour_export"),
        ("tai nạn giao thông", "traffic_accidents"),
        ("nhẹ cân", "child_underweight_rate"),
    ],
)
def test_short_heads_mean_what_people_mean(said: str, code: str) -> None:
    assert [row["indicator"] for row in rows("indicator_aliases.csv") if key(row["alias"]) == key(said)] == [code]


def test_abbreviations_are_well_formed() -> None:
    seen = Counter((key(row["short"]), row["long"], row["context"]) for row in rows("abbreviations.csv"))
    assert [entry for entry, count in seen.items() if count > 1] == []
    for row in rows("abbreviations.csv"):
        assert key(row["short"]), row
        assert key(row["short"]) != key(row["long"]), row
        for word in row["context"].split():
            assert len(key(word.removeprefix("!")).split()) == 1, row


def test_a_short_form_has_one_meaning_without_context() -> None:
    """Two plain meanings of one spelling would make the order of the file decide."""
    plain: dict[str, set[str]] = {}
    for row in rows("abbreviations.csv"):
        if all(word.startswith("!") for word in row["context"].split()):
            plain.setdefault(key(row["short"]), set()).add(key(row["long"]))
    assert {short: sorted(longs) for short, longs in plain.items() if len(longs) > 1} == {}


def test_an_alias_written_out_stays_with_its_indicator() -> None:
    """A short form ("GTSX NLTS") and what it stands for must not lead to two indicators."""
    written = {key(row["short"]): row["long"] for row in rows("abbreviations.csv") if not row["context"]}
    ambiguous = {
        short for short, count in Counter(key(row["short"]) for row in rows("abbreviations.csv")).items() if count > 1
    }
    owners = {key(row["alias"]): row["indicator"] for row in rows("indicator_aliases.csv")} | {
        key(row["name_vi"]): row["code"] for row in INDICATORS
    }
    strayed = []
    for row in rows("indicator_aliases.csv"):
        words = [
            key(written[word]) if word in written and word not in ambiguous else word
            for word in key(row["alias"]).split()
        ]
        owner = owners.get(" ".join(words), row["indicator"])
        if owner != row["indicator"]:
            strayed.append((row["alias"], row["indicator"], owner))
    assert strayed == []


def test_a_name_with_a_short_form_is_there_written_out_too() -> None:
    """Questions are read written out: "tỷ trọng dịch vụ trong GRDP" was found by no name that has but the letters."""
    short_forms = [(row["short"], row["long"], row["context"]) for row in rows("abbreviations.csv")]
    meanings = Counter(key(short) for short, _, _ in short_forms)
    abbreviations = Abbreviations(short_forms)
    names = [(row[column], row["code"]) for row in INDICATORS for column in ("name_vi", "name_en")]
    names += [(row["alias"], row["indicator"]) for row in rows("indicator_aliases.csv")]
    known = {key(name) for name, _ in names}
    missing = []
    for name, code in names:
        shorts = [word for token in tokenize(name) if (word := name[token.start : token.end]).isupper()]
        is_plain = "(" not in name and all(meanings[key(word)] < 2 for word in shorts)
        if is_plain and key(written := abbreviations.written_out(name)) not in known:
            missing.append((code, written))
    assert missing == []


def test_units_are_of_known_dimensions_with_exact_factors() -> None:
    for row in rows("units.csv"):
        assert row["dimension"] in DIMENSIONS or re.fullmatch(r"count:[a-z_]+", row["dimension"]), row
        assert Decimal(row["factor"]) > 0, row


def test_a_spelling_of_a_unit_stands_once_unless_people_use_it_for_two() -> None:
    spellings = Counter(
        key(text) for row in rows("units.csv") for text in (row["unit"], *filter(None, row["aliases"].split("|")))
    )
    assert [text for text, count in spellings.items() if count > 1] == ["diem", "can", "khoi"]


def test_each_dimension_has_a_base_unit() -> None:
    """Some unit of every dimension that is counted in several ways has the factor 1."""
    factors: dict[str, set[Decimal]] = {}
    for row in rows("units.csv"):
        factors.setdefault(row["dimension"], set()).add(Decimal(row["factor"]))
    assert [name for name, known in factors.items() if len(known) > 1 and Decimal(1) not in known] == []


def test_units_of_one_dimension_differ_by_their_factor_or_their_noun() -> None:
    """Two spellings of the same unit belong into one row as aliases."""
    measures = [row for row in rows("units.csv") if not row["dimension"].startswith("count:")]
    same = [
        (one["unit"], other["unit"])
        for one, other in combinations(measures, 2)
        if (one["dimension"], one["factor"]) == (other["dimension"], other["factor"])
        and "/" not in one["unit"] + other["unit"]
    ]
    # A difference of percentages is said in points; a thousand litres are a cubic metre.
    assert same == [("%", "điểm %"), ("nghìn lít", "m³"), ("triệu lít", "nghìn m³")]
