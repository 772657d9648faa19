"""Indicators named in rows: the words of measure and base are set aside, nothing else is."""

import pytest

from knowledge.labels import IndicatorNames

NAMES = {
    "poverty_rate": ["Tỷ lệ hộ nghèo", "hộ nghèo"],
    "gross_output": ["Tổng giá trị sản xuất", "giá trị sản xuất", "GTSX"],
    "budget_revenue": ["Thu ngân sách nhà nước trên địa bàn", "thu ngân sách"],
    "natural_population_growth": ["Tỷ lệ tăng dân số tự nhiên"],
    "population": ["Dân số"],
    "rainfall": ["Lượng mưa"],
}
CODES = {code: number for number, code in enumerate(NAMES, 1)}


@pytest.fixture
def names() -> IndicatorNames:
    return IndicatorNames(CODES.items(), [(CODES[code], name) for code, own in NAMES.items() for name in own])


@pytest.mark.parametrize(
    ("label", "measure", "unit", "code", "base"),
    [
        ("Tỷ lệ hộ nghèo", "level", "%", "poverty_rate", ""),
        ("TỶ LỆ HỘ NGHÈO", "level", "%", "poverty_rate", ""),
        ("Tỉ lệ hộ nghèo (%)", "level", "%", "poverty_rate", ""),
        ("ty le ho ngheo", "level", "%", "poverty_rate", ""),
        ("Tốc độ tăng giá trị sản xuất", "growth", "%", "gross_output", ""),
        ("Tốc độ tăng giá trị sản xuất so với năm 2020", "growth", "%", "gross_output", "năm 2020"),
        ("Giá trị sản xuất tăng so với cùng kỳ", "growth", "%", "gross_output", "cùng kỳ"),
        ("Tăng GTSX", "growth", "%", "gross_output", ""),
        ("Mức giảm tỷ lệ hộ nghèo", "decrease", "%", "poverty_rate", ""),
        ("Giảm hộ nghèo", "decrease", "%", "poverty_rate", ""),
        ("Thu ngân sách so với dự toán", "share", "%", "budget_revenue", "dự toán"),
        ("Thu ngân sách đạt so với dự toán tỉnh giao", "share", "%", "budget_revenue", "dự toán tỉnh giao"),
        ("Tỷ lệ thực hiện thu ngân sách so với dự toán", "share", "%", "budget_revenue", "dự toán"),
        ("Tỷ lệ tăng dân số tự nhiên", "level", "%", "natural_population_growth", ""),
        ("Tỷ lệ tăng dân số tự nhiên", "growth", "%", "natural_population_growth", ""),
        ("Tỷ lệ tăng dân số", "growth", "%", "population", ""),
    ],
)
def test_known_labels(names: IndicatorNames, label: str, measure: str, unit: str, code: str, base: str) -> None:
    found = names.resolve(label, "", measure, unit)
    assert (found.reason, found.indicator, found.base) == ("", CODES[code], base)


@pytest.mark.parametrize(
    ("label", "measure", "name", "base"),
    [
        ("Số cây cầu", "level", "Số cây cầu", ""),
        ("tốc độ tăng số cây cầu", "growth", "Số cây cầu", ""),
        ("Số cây cầu tăng so với năm trước", "growth", "Số cây cầu", "năm trước"),
        ("Tăng cường lực lượng", "growth", "Tăng cường lực lượng", ""),
        ("Tỷ lệ hộ có ti vi", "share", "Tỷ lệ hộ có ti vi", ""),
        ("Mức giảm tỷ lệ sinh", "level", "Mức giảm tỷ lệ sinh", ""),
        ("Tốc độ tăng giá trị sản xuất", "level", "Tốc độ tăng giá trị sản xuất", ""),
        ("Lượng mua", "level", "Lượng mua", ""),
        ("Số hộ (nông thôn)", "level", "Số hộ (nông thôn)", ""),
    ],
)
def test_labels_that_the_catalogue_lacks(names: IndicatorNames, label: str, measure: str, name: str, base: str) -> None:
    found = names.resolve(label, "", measure, "")
    assert (found.indicator, found.reason, found.name, found.base) == (None, "", name, base)


@pytest.mark.parametrize(
    ("label", "code", "reason", "hint"),
    [
        ("", "poverty_rates", "unknown_indicator", "poverty_rate"),
        ("", "xyz", "unknown_indicator", ""),
        ("Thu ngân sách", "poverty_rate", "indicator_contradicts_code", "budget_revenue"),
        ("Số cây cầu", "số cầu", "bad_code", "a-z 0-9 _"),
        ("123", "", "missing_value", "indicator"),
    ],
)
def test_faults(names: IndicatorNames, label: str, code: str, reason: str, hint: str) -> None:
    found = names.resolve(label, code, "level", "")
    assert (found.indicator, found.name, found.reason, found.hint) == (None, "", reason, hint)


def test_a_code_is_right_whatever_new_words_the_label_has(names: IndicatorNames) -> None:
    assert names.resolve("Nghèo theo chuẩn mới", "poverty_rate", "level", "%").indicator == CODES["poverty_rate"]


def test_free_codes_are_plain_and_new(names: IndicatorNames) -> None:
    assert names.free_code("Số cây cầu (cái)") == "so_cay_cau_cai"
    names.add("so_cay_cau", 99, "Số cây cầu")
    assert names.free_code("Số cây cầu") == "so_cay_cau_2"
    assert len(names.free_code("số " * 100)) <= 60
