"""What people read: conversations from the corpus, and each part of a sentence by itself."""

import ast
import tomllib
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from handlers import document_wording, problems, refusals
from handlers.ask import ask
from handlers.figures import amount, lower_first, shortened
from handlers.numbers import compared, number, numbers_in, period_words, unit_words, with_unit
from knowledge import compare, lookup
from knowledge.base import Knowledge
from knowledge.documents.errors import Reason, RefusalError
from knowledge.documents.findings import Doubt
from knowledge.errors import Problem
from knowledge.question import Context
from knowledge.store import Observation

CORPUS = tomllib.loads((Path(__file__).parents[1] / "corpus" / "answers.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CORPUS["case"], ids=lambda case: " / ".join(case["say"]) + " " + case.get("lang", ""))
def test_the_last_answer_of_a_conversation_reads_as_it_should(
    case: dict[str, Any], knowledge: Knowledge, now: datetime
) -> None:
    context = Context()
    if name := case.get("place"):
        place = max(knowledge.place_index.named(name), key=lambda unit: unit.observations)
        context = Context(home_place=place.code)
    for text in case["say"]:
        asked = ask(text, context, knowledge, now=now, lang=case.get("lang", "vi"))
        context = asked.context
    said = asked.data["text"]
    assert asked.data["status"] == case.get("status", asked.data["status"]), said
    for part in case.get("has", ()):
        assert part in said
    for part in case.get("lacks", ()):
        assert part not in said
    assert len(said) <= case.get("longest", 4000)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        ("2.25", "2,25", "2.25"),
        ("2501.7", "2.501,7", "2,501.7"),
        ("42131943.08", "42.131.943,08", "42,131,943.08"),
        ("0.0005", "0,0005", "0.0005"),
        ("1250", "1.250", "1,250"),
        ("12345678901234567890.5", "12.345.678.901.234.567.890,5", "12,345,678,901,234,567,890.5"),
    ],
)
def test_numbers_keep_all_their_decimals(value: str, vi: str, en: str) -> None:
    assert number(Decimal(value), "vi") == vi
    assert number(Decimal(value), "en") == en
    assert numbers_in(f"{value} − {value}", "vi") == f"{vi} − {vi}"


@pytest.mark.parametrize(
    ("code", "vi", "en"),
    [
        ("2021", "năm 2021", "2021"),
        ("2020-H1", "6 tháng đầu năm 2020", "the first half of 2020"),
        ("2021-H2", "6 tháng cuối năm 2021", "the second half of 2021"),
        ("2021-Q3", "quý III/2021", "quarter III of 2021"),
        ("2021-9M", "9 tháng năm 2021", "the first nine months of 2021"),
        ("2021-06", "tháng 6/2021", "6/2021"),
        ("2016/2020", "giai đoạn 2016-2020", "2016-2020"),
        ("????-H1", "6 tháng đầu năm …", "the first half of …"),
    ],
)
def test_periods_in_words(code: str, vi: str, en: str) -> None:
    assert period_words(code, "vi") == vi
    assert period_words(code, "en") == en


def fact(knowledge: Knowledge, **values: Any) -> Observation:
    """A figure of the poverty rate, changed as the test needs it."""
    first = knowledge.store.observation("binh-luc-2021-022")
    assert first is not None
    return first._replace(qualifier="", **values)


@pytest.mark.parametrize(
    ("comparator", "highest", "vi", "en"),
    [
        ("eq", None, "6.000 con", "6,000 head"),
        ("ge", None, "từ 6.000 con trở lên", "at least 6,000 head"),
        ("gt", None, "trên 6.000 con", "over 6,000 head"),
        ("le", None, "không quá 6.000 con", "at most 6,000 head"),
        ("lt", None, "dưới 6.000 con", "under 6,000 head"),
        ("approx", None, "khoảng 6.000 con", "about 6,000 head"),
        ("range", "7000", "từ 6.000 đến 7.000 con", "6,000 to 7,000 head"),
    ],
)
def test_comparators_in_words(knowledge: Knowledge, comparator: str, highest: str | None, vi: str, en: str) -> None:
    stated = fact(
        knowledge, comparator=comparator, value=Decimal(6000), value_max=Decimal(highest) if highest else None
    )
    assert compared(stated, "con", "vi") == vi
    assert compared(stated, "con", "en") == en


@pytest.mark.parametrize(
    ("indicator", "measure", "unit", "base", "said"),
    [
        ("poverty_rate", "level", "%", "", "9%"),
        ("poverty_rate", "decrease", "%", "", "giảm 9 điểm %"),
        ("poverty_rate", "decrease", "%/năm", "", "giảm 9 điểm %/năm"),
        ("poverty_rate", "increase", "%", "năm 2020", "tăng 9 điểm % so với năm 2020"),
        ("criminal_cases", "decrease", "%", "", "giảm 9%"),
        ("criminal_cases", "decrease", "vụ", "cùng kỳ", "giảm 9 vụ so với cùng kỳ"),
        ("schools_national_standard", "increase", "trường", "", "thêm 9 trường"),
        ("budget_revenue", "growth", "%", "dự toán tỉnh giao", "tăng 9% so với dự toán tỉnh giao"),
        ("budget_revenue", "growth", "%", "", "tăng 9%"),
        ("budget_revenue", "share", "%", "dự toán tỉnh giao", "bằng 9% dự toán tỉnh giao"),
        ("share_services", "share", "%", "cơ cấu kinh tế", "9%"),
        ("new_rural_communes", "share", "%", "tổng số xã (19 xã)", "9% tổng số xã (19 xã)"),
    ],
)
def test_measures_in_words(knowledge: Knowledge, indicator: str, measure: str, unit: str, base: str, said: str) -> None:
    stated = fact(
        knowledge,
        indicator=knowledge.indicator_by_code[indicator],
        measure=measure,
        value=Decimal(9),
        unit=unit,
        base=base,
    )
    assert amount(stated, knowledge, "vi") == said


def test_units_are_put_together_from_their_parts() -> None:
    assert unit_words("triệu đồng/người/năm", "en") == "million VND/person/year"
    assert unit_words("thôn, tổ dân phố", "en") == "villages, residential groups"
    assert unit_words("đơn vị chưa ai biết", "en") == "đơn vị chưa ai biết"
    assert with_unit("5", "", "vi") == "5"
    assert with_unit("5", "‰", "vi") == "5‰"


def test_names_inside_a_sentence_keep_the_capitals_of_abbreviations() -> None:
    assert lower_first("Tỷ lệ hộ nghèo") == "tỷ lệ hộ nghèo"
    assert lower_first("GRDP bình quân đầu người") == "GRDP bình quân đầu người"


def test_long_texts_are_cut_between_words() -> None:
    assert shortened("một hai ba", 20) == "một hai ba"
    assert shortened("một hai ba bốn năm", 12) == "một hai ba…"


def strings_in(node: ast.AST) -> set[str]:
    """The strings that an expression may come to: constants, and both sides of a choice."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) and node.value else set()
    sides = (
        [node.body, node.orelse] if isinstance(node, ast.IfExp) else node.values if isinstance(node, ast.BoolOp) else []
    )
    return {word for side in sides for word in strings_in(side)}


def calls_in(module: object) -> list[ast.Call]:
    """Every call in a module's source."""
    tree = ast.parse(Path(str(vars(module)["__file__"])).read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_every_reason_has_its_sentence(knowledge: Knowledge, now: datetime) -> None:
    blank = ask("hộ nghèo bình lục 2021", Context(), knowledge, now=now, lang="vi").result
    given = [keyword.value for call in calls_in(lookup) for keyword in call.keywords if keyword.arg == "reason"]
    for reason in {word for node in given for word in strings_in(node)} - {"nothing_known"}:
        refused = replace(blank, status="no_data", facts=(), conflicts=(), choices=(), reason=reason, intent="lookup")
        assert refusals.sentences(refused, knowledge, "vi")[0] != "Tôi chưa hiểu câu hỏi.", reason


def test_every_refused_sum_has_its_sentence() -> None:
    outcomes = [
        call for module in (lookup, compare) for call in calls_in(module) if ast.unparse(call.func).endswith("Outcome")
    ]
    refusal_words = {word for call in outcomes for node in call.args[3:] for word in strings_in(node)}
    assert {"no_target", "no_result", "other_unit"} <= refusal_words
    for refusal in refusal_words | {"other_price", "other_scope", "other_measure", "range"}:
        assert "không so sánh được với nhau" not in refusals.no_outcome(refusal, "vi"), refusal


KNOWLEDGE = Path(lookup.__file__).parent
# Which argument of a call is the reason of a fault in a data file.
_REASON_AT = {"Problem": 2, "fault": 0, "_fault": 1, "Resolved": 1}


def test_every_fault_of_a_data_file_has_its_sentence() -> None:
    reasons = set()
    for path in KNOWLEDGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                place = _REASON_AT.get(ast.unparse(node.func).split(".")[-1])
                if place is not None and place < len(node.args):
                    reasons |= strings_in(node.args[place])
    assert {"bad_number", "unknown_place", "missing_file"} <= reasons
    for reason in reasons:
        for lang in ("vi", "en"):
            said = problems.sentence(Problem("facts.csv", 17, reason, "Bình Lụcc", "Bình Lục"), lang)
            assert reason not in said, reason
            assert "facts.csv" in said and "17" in said


@pytest.mark.parametrize("reason", Reason)
def test_every_refused_file_has_its_sentence(reason: Reason) -> None:
    assert document_wording.refusal(RefusalError(reason), "x.docx", "vi").startswith("x.docx: ")
    assert document_wording.refusal(RefusalError(reason, limit=5, found=7, what="cells"), "x.docx", "en")


@pytest.mark.parametrize("doubt", Doubt)
def test_every_doubt_has_its_words(doubt: Doubt) -> None:
    assert document_wording.doubt_words(doubt, "vi") != doubt.value
