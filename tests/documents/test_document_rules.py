"""Numbers, sentences and marks of secrecy: small cases as data."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents import numbers
from knowledge.documents.blocks import Document, Paragraph, Position
from knowledge.documents.context import Context
from knowledge.documents.errors import RefusalError
from knowledge.documents.lines import Line, assemble
from knowledge.documents.numbers import Style
from knowledge.documents.read_xlsx import spelt
from knowledge.documents.secrecy import refuse_secret
from knowledge.documents.statements import statements
from knowledge.documents.words import canonical, rules, wording
from tests.documents.document_builder import CORPUS

STYLES = {"vi": Style(sure=True), "western": Style(western=True, sure=True), "unknown": Style()}


def cases(name: str) -> list[dict[str, Any]]:
    data = tomllib.loads((CORPUS / "rules" / f"{name}.toml").read_text("utf-8"))
    return list(data["case"])


@pytest.mark.parametrize("case", cases("numbers"), ids=lambda case: f"{case['text']}-{case.get('style', 'vi')}")
def test_numbers(case: dict[str, Any]) -> None:
    number = numbers.read(case["text"], STYLES[case.get("style", "vi")])
    if "value" not in case:
        assert number is None
        return
    assert number is not None
    assert number.value == Decimal(case["value"])
    assert list(number.doubts) == case.get("doubts", [])


@pytest.mark.parametrize("case", cases("sentences"), ids=lambda case: case["say"][:40])
def test_sentences(case: dict[str, Any]) -> None:
    found = statements(wording(case["say"]), Context("2021", "target"), STYLES["vi"], (), "Huyện Bình Lục")
    lines = []
    for statement in found:
        q = statement.quantity
        upper = "" if q.value_max is None else f"{q.value_max:f}"
        lines.append(f"{q.value:f}|{upper}|{q.unit}|{statement.measure}|{q.comparator}|{statement.base or ''}")
    assert lines == case["expect"]
    assert sorted({doubt for s in found for doubt in s.doubts}) == case.get("doubts", [])


@pytest.mark.parametrize("case", cases("secrecy"), ids=lambda case: case["line"])
def test_secrecy(case: dict[str, Any]) -> None:
    blocks = assemble([Line(case["line"], Position(1), full=False), Line("BÁO CÁO", Position(2), full=False)])
    document = Document("text", tuple(blocks))
    if "level" not in case:
        refuse_secret(document)
        return
    with pytest.raises(RefusalError) as refusal:
        refuse_secret(document)
    assert refusal.value.data["level"] == case["level"]


def test_secrecy_in_page_heads_and_boxes() -> None:
    body = (Paragraph("Báo cáo", Position(1)),)
    with pytest.raises(RefusalError):
        refuse_secret(Document("docx", body, stamps=("Tuyệt mật",)))
    refuse_secret(Document("docx", body, stamps=("Trang 1", "Lưu hành nội bộ")))


def test_repairs_keep_the_length_and_the_printed_words() -> None:
    text = wording("Phần đầu số bác sĩ/vận dân đạt 16; dự toán tính giao; phần đầu năm; tổ dân vận.")
    assert "phấn đấu" in text.low
    assert "vạn dân" in text.low
    assert "tỉnh giao" in text.low
    assert "phần đầu năm" in text.low
    assert "dân vận" in text.low
    assert len(text.raw) == len(text.low)
    assert text.raw.startswith("Phần đầu")


def test_every_repair_and_rule_compiles_and_has_a_reason() -> None:
    assert rules().not_value
    data = tomllib.loads(Path("knowledge/data/extraction.toml").read_text("utf-8"))
    for name, block in data.items():
        entries = block if isinstance(block, list) else [block]
        assert all(entry.get("reason") for entry in entries), name


@given(st.text(max_size=60))
def test_canonical_text_keeps_its_length(text: str) -> None:
    assert len(canonical(text)) == len(text)


@given(st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False, allow_infinity=False))
def test_spelt_numbers_are_read_back(value: Decimal) -> None:
    number = numbers.read(spelt(value), STYLES["vi"])
    assert number is not None
    assert number.value == value


@given(st.text(alphabet=st.sampled_from("0123456789., %/-–tấnhộđạ trởlên()≥"), max_size=60))
def test_any_digits_are_read_without_trouble(text: str) -> None:
    for statement in statements(wording(text), Context("2021"), STYLES["unknown"], (), None):
        assert statement.quote in wording(text).raw
