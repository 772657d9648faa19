"""Indicators named in rows: the words of measure and base are set aside, nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.labels import IndicatorNames, core, short_names

NAMES = {
    "poverty_rate": ["Tỷ lệ hộ nghèo", "hộ nghèo"],
    "gross_output": ["Tổng giá trị sản xuất", "giá trị sản xuất", "GTSX"],
    "budget_revenue": ["Thu ngân sách nhà nước trên địa bàn", "thu ngân sách"],
    "natural_population_growth": ["Tỷ lệ tăng dân số tự nhiên"],
    "population": ["Dân số"],
    "rainfall": ["Lượng mưa"],
    "enterprises": ["Số doanh nghiệp đang hoạt động"],
    "rice_yield": ["Năng suất lúa"],
    "winter_spring_rice_yield": ["Năng suất lúa đông xuân", "năng suất lúa xuân"],
}
ABBREVIATIONS = [
    ("DN", "doanh nghiệp", ""),
    ("NSNN", "ngân sách nhà nước", ""),
    ("NS", "năng suất", "lúa"),
    ("GRDP", "tổng sản phẩm trên địa bàn", ""),
]
CODES = {code: number for number, code in enumerate(NAMES, 1)}


@pytest.fixture
def names() -> IndicatorNames:
    own = [(CODES[code], name) for code, own in NAMES.items() for name in own]
    return IndicatorNames(CODES.items(), own, abbreviations=ABBREVIATIONS)


def test_a_count_is_no_rate_that_goes_by_its_name() -> None:
    own = [(1, "Cấp giấy chứng nhận quyền sử dụng đất"), (2, "Số giấy chứng nhận quyền sử dụng đất đã cấp")]
    units = {1: "%", 2: "giấy"}
    names = IndicatorNames([("rate", 1), ("count", 2)], own, units, {"%": "percent", "giay": "count:certificate"})
    counted = names.resolve("Cấp giấy chứng nhận quyền sử dụng đất", "", "level", "giấy")
    assert names.resolve("Cấp giấy chứng nhận quyền sử dụng đất", "", "level", "%").indicator == 1
    assert counted.indicator == 2


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
        ("Thu ngân sách 6 tháng đầu năm", "level", "tỷ đồng", "budget_revenue", ""),
        ("Thu ngân sách 9 tháng so với dự toán tỉnh giao", "share", "%", "budget_revenue", "dự toán tỉnh giao"),
        ("Tốc độ tăng giá trị sản xuất (GTSX theo giá so sánh 2010)", "growth", "%", "gross_output", ""),
        ("Tốc độ tăng trưởng giá trị sản xuất bình quân", "growth", "%", "gross_output", ""),
        ("Tốc độ tăng bình quân giá trị sản xuất", "growth", "%/năm", "gross_output", ""),
        ("Thu ngân sách tăng bình quân hằng năm", "growth", "%", "budget_revenue", ""),
        ("Tỷ lệ hộ nghèo giảm bình quân mỗi năm", "decrease", "%", "poverty_rate", ""),
        ("Thu ngân sách tăng thêm trong năm", "increase", "tỷ đồng", "budget_revenue", ""),
    ],
)
def test_known_labels(names: IndicatorNames, label: str, measure: str, unit: str, code: str, base: str) -> None:
    found = names.resolve(label, "", measure, unit)
    assert (found.reason, found.indicator, found.base) == ("", CODES[code], base)


@pytest.mark.parametrize(
    ("label", "level", "code"),
    [
        ("Thu ngân sách nhà nước trên địa bàn tỉnh", "tỉnh", "budget_revenue"),
        ("Thu ngân sách nhà nước trên địa bàn tỉnh (NSNN)", "tỉnh", "budget_revenue"),
        ("Thu ngân sách nhà nước trên địa bàn (NSNN)", "", "budget_revenue"),
        ("Tổng giá trị sản xuất khu vực", "", "gross_output"),
    ],
)
def test_the_kind_of_the_place_and_short_forms_are_set_aside(
    names: IndicatorNames, label: str, level: str, code: str
) -> None:
    assert names.resolve(label, "", "level", "", level).indicator == CODES[code]


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Thu NSNN trên địa bàn", "budget_revenue"),
        ("Tổng số DN đang hoạt động trên địa bàn", "enterprises"),
        ("NS lúa", "rice_yield"),
        ("Trong đó: - Thu NSNN trên địa bàn", "budget_revenue"),
        ("+ Thu NSNN trên địa bàn", "budget_revenue"),
        ("a) Thu NSNN trên địa bàn", "budget_revenue"),
        ("II. Thu NSNN trên địa bàn", "budget_revenue"),
    ],
)
def test_labels_of_tables_are_written_out(names: IndicatorNames, label: str, code: str) -> None:
    assert names.resolve(label, "", "level", "").indicator == CODES[code]


def test_a_part_of_one_word_keeps_what_it_is_a_part_of(names: IndicatorNames) -> None:
    assert names.resolve("Trong đó: nữ", "", "level", "").name == "Trong đó: nữ"


@pytest.mark.parametrize(
    ("qualifier", "code"),
    [
        ("vụ Xuân", "winter_spring_rice_yield"),
        ("số liệu vụ Đông Xuân 2021 - 2022", "winter_spring_rice_yield"),
        ("vụ Hè Thu", "rice_yield"),
        ("bình quân cả năm", "rice_yield"),
    ],
)
def test_a_season_tells_which_crop_is_meant(names: IndicatorNames, qualifier: str, code: str) -> None:
    found = names.resolve("Năng suất lúa", "", "level", "", qualifier=qualifier)
    assert found.indicator == CODES[code]


@pytest.mark.parametrize(
    ("label", "others"),
    [
        ("Số DN (giá SS 2010)", ["Số doanh nghiệp (giá SS 2010)", "Số doanh nghiệp"]),
        ("Số DN", ["Số doanh nghiệp"]),
        ("Quy mô kinh tế (GRDP)", ["Quy mô kinh tế"]),
        ("Tỷ lệ hộ nghèo (chuẩn đa chiều 2022 - 2025)", ["Tỷ lệ hộ nghèo"]),
        ("Số cây cầu", []),
    ],
)
def test_what_else_a_label_may_be_called(names: IndicatorNames, label: str, others: list[str]) -> None:
    assert names.other_names(label) == others


@pytest.mark.parametrize(
    ("label", "unit", "others"),
    [
        ("Chiều dài kênh mương cứng nâng cấp", "km", ["km kênh mương cứng nâng cấp"]),
        ("Chiều dài kênh mương cứng nâng cấp", "%", []),
        ("Số trường đạt chuẩn mức độ II", "trường", ["Số trường đạt chuẩn mức độ 2"]),
    ],
)
def test_a_label_goes_by_its_unit_and_by_numbers_as_they_are_typed(label: str, unit: str, others: list[str]) -> None:
    assert IndicatorNames([], [], dimensions={"km": "length"}).other_names(label, unit) == others


@pytest.mark.parametrize(
    ("label", "measure", "qualifier", "name"),
    [
        ("Tốc độ tăng khu vực dịch vụ", "growth", "trong GRDP", "GRDP khu vực dịch vụ"),
        ("Khu vực dịch vụ và thuế sản phẩm", "growth", "trong GRDP", "GRDP khu vực dịch vụ và thuế sản phẩm"),
        ("Tốc độ tăng GRDP khu vực dịch vụ", "growth", "trong GRDP", "GRDP khu vực dịch vụ"),
        ("Tỷ trọng khu vực dịch vụ", "share", "trong GRDP", "Tỷ trọng khu vực dịch vụ"),
        ("Tốc độ tăng số cây cầu", "growth", "trong GRDP", "Số cây cầu"),
        ("Tốc độ tăng khu vực dịch vụ", "growth", "ước tính", "Khu vực dịch vụ"),
    ],
)
def test_a_sector_is_of_the_total_that_its_row_tells(
    names: IndicatorNames, label: str, measure: str, qualifier: str, name: str
) -> None:
    assert names.resolve(label, "", measure, "%", qualifier=qualifier).name == name


def test_a_share_of_output_is_the_share() -> None:
    names = IndicatorNames([("share", 1)], [(1, "Tỷ trọng nông nghiệp")])
    assert names.resolve("Tỷ trọng giá trị sản xuất nông nghiệp", "", "share", "%").indicator == 1


def test_a_word_that_counts_tells_nothing_before_what_it_counts_and_much_behind_it() -> None:
    own = [(1, "Kinh tế số trong GRDP"), (2, "Tai nạn giao thông: người chết")]
    names = IndicatorNames([("digital", 1), ("deaths", 2)], own)
    assert names.resolve("Tốc độ tăng GRDP kinh tế", "", "growth", "%").indicator is None
    assert names.resolve("Tai nạn giao thông: Số người chết", "", "level", "").indicator == 2


def test_of_names_of_the_same_words_the_one_as_long_is_meant() -> None:
    own = [(1, "Giá trị sản xuất công nghiệp - tiểu thủ công nghiệp"), (2, "Giá trị sản xuất tiểu thủ công nghiệp")]
    names = IndicatorNames([("both", 1), ("crafts", 2)], own)
    assert names.resolve("Tổng giá trị sản xuất công nghiệp - tiểu thủ công nghiệp", "", "level", "").indicator == 1
    assert names.resolve("Tổng giá trị sản xuất tiểu thủ công nghiệp", "", "level", "").indicator == 2


@pytest.mark.parametrize(
    ("measure", "unit", "indicator"),
    [("level", "ha", 1), ("growth", "%", 1), ("share", "%", 1), ("level", "tấn", None), ("level", "%", None)],
)
def test_a_thing_measured_goes_by_its_own_name(measure: str, unit: str, indicator: int | None) -> None:
    own = [(1, "Trồng rừng mới"), (1, "rừng trồng mới tập trung")]
    dimensions = {"ha": "area", "tan": "mass", "%": "percent"}
    names = IndicatorNames([("new_forest", 1)], own, {1: "ha"}, dimensions)
    assert names.resolve("Diện tích rừng trồng mới tập trung", "", measure, unit).indicator == indicator


def test_things_measured_are_of_the_catalogue_before_what_labels_made() -> None:
    own = [(1, "rừng trồng mới tập trung"), (2, "Tổng diện tích rừng trồng mới tập trung")]
    names = IndicatorNames([("new_forest", 1), ("label", 2)], own, {1: "ha", 2: "%"}, {"ha": "area"}, of_labels=[2])
    assert names.resolve("Diện tích rừng trồng mới tập trung", "", "growth", "%").indicator == 1


def test_so_much_for_one_is_so_much_for_each() -> None:
    names = IndicatorNames([("doctors", 1)], [(1, "Bác sĩ bình quân một vạn dân")])
    assert names.resolve("Bác sĩ bình quân 1 vạn dân", "", "level", "").indicator == 1


def test_a_label_that_says_more_than_the_names_is_a_name_too(names: IndicatorNames) -> None:
    of_season = names.resolve("Năng suất lúa vụ xuân", "", "level", "")
    assert (of_season.indicator, of_season.other_name) == (CODES["winter_spring_rice_yield"], "Năng suất lúa vụ xuân")
    assert names.resolve("Tổng số doanh nghiệp đang hoạt động", "", "level", "").other_name == ""


def test_changes_are_of_the_catalogue_before_what_labels_made() -> None:
    own = [(1, "Tỷ lệ hộ nghèo"), (2, "Mức giảm tỷ lệ hộ nghèo")]
    names = IndicatorNames([("rate", 1), ("label", 2)], own, of_labels=[2])
    assert names.resolve("Mức giảm tỷ lệ hộ nghèo", "", "decrease", "%").indicator == 1
    assert names.resolve("Mức giảm tỷ lệ hộ nghèo", "", "level", "%").indicator == 2


def test_changes_go_with_a_new_indicator_of_the_same_words() -> None:
    names = IndicatorNames([], [], dimensions={"tan": "mass"})
    names.add("grain", 9, "Tổng sản lượng lương thực vụ Xuân", "tấn")
    assert names.resolve("Mức tăng sản lượng lương thực vụ Xuân", "", "increase", "tấn").indicator == 9
    assert names.resolve("Sản lượng lương thực vụ Xuân", "", "level", "tấn").indicator is None


@pytest.mark.parametrize(
    ("label", "measure", "name", "base"),
    [
        ("Số cây cầu", "level", "Số cây cầu", ""),
        ("tốc độ tăng số cây cầu", "growth", "Số cây cầu", ""),
        ("Số cây cầu tăng so với năm trước", "growth", "Số cây cầu", "năm trước"),
        ("Tăng cường lực lượng", "growth", "Tăng cường lực lượng", ""),
        ("Tốc độ tăng trưởng", "growth", "Tốc độ tăng trưởng", ""),
        ("Tỷ lệ hộ có ti vi", "share", "Tỷ lệ hộ có ti vi", ""),
        ("Mức giảm tỷ lệ sinh", "level", "Mức giảm tỷ lệ sinh", ""),
        ("Tốc độ tăng giá trị sản xuất", "level", "Tốc độ tăng giá trị sản xuất", ""),
        ("Lượng mua", "level", "Lượng mua", ""),
        ("Số hộ (nông thôn)", "level", "Số hộ (nông thôn)", ""),
        (
            "Tốc độ tăng số cây cầu (giá so sánh 2010) so với năm trước",
            "growth",
            "Số cây cầu (giá so sánh 2010)",
            "năm trước",
        ),
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


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Tỷ lệ hộ nghèo theo chuẩn nghèo đa chiều giai đoạn 2022 - 2025", "Tỷ lệ hộ nghèo"),
        ("Tổng đàn gia súc chính (trâu, bò, lợn)", "Tổng đàn gia súc chính"),
        ("Lượng khách du lịch đến tham quan tại các điểm du lịch", "Lượng khách du lịch"),
        ("Số vụ vi phạm Luật Lâm nghiệp bị phát hiện, xử lý", "Số vụ vi phạm Luật Lâm nghiệp"),
        ("Số xã đạt chuẩn nông thôn mới (lũy kế đến cuối năm)", "Số xã đạt chuẩn nông thôn mới"),
        ("Số vật nuôi được tiêm phòng (ngoài gia súc, gia cầm)", ""),
        ("Tỷ lệ người biết chữ (từ 15 tuổi)", ""),
        ("Số hộ nghèo (nữ)", ""),
        ("Tỷ lệ bò lai trong tổng đàn bò", "Tỷ lệ bò lai"),
        ("Năng suất lúa vụ Hè Thu 2025", "Năng suất lúa vụ Hè Thu"),
        ("Năng suất lúa vụ Đông Xuân 2024 - 2025", "Năng suất lúa vụ Đông Xuân"),
        ("Tổng số học sinh năm học 2025 - 2026", "Tổng số học sinh"),
        ("Tỷ lệ hộ nghèo", ""),
        ("Số (giá so sánh)", ""),
    ],
)
def test_the_core_of_a_label_names_what_is_counted(label: str, name: str) -> None:
    assert core(label) == name


@given(st.text(max_size=80))
def test_a_core_is_shorter_than_its_label(label: str) -> None:
    assert len(core(label)) <= len(label)


def test_a_label_may_give_its_own_short_form() -> None:
    assert short_names("Chỉ số cải cách hành chính (PAR INDEX), xếp hạng (thứ)") == ["PAR INDEX"]
