"""Documents in every format, built from their descriptions, give the facts that a careful reader finds in them."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.documents.findings import Finding
from knowledge.documents.ingest import Ingested, ingest
from tests.documents.document_builder import CORPUS, build, description, names

TODAY = date(2026, 1, 5)
Key = tuple[str, str, str, str | None, str | None, str, str, str]

_read: dict[str, Ingested] = {}


def read(name: str, folder: Path) -> Ingested:
    if name not in _read:
        _read[name] = ingest(build(name, folder), today=TODAY)
    return _read[name]


def expected(name: str) -> Counter[Key]:
    rows = [json.loads(line) for line in (CORPUS / f"{name}.facts.jsonl").read_text("utf-8").splitlines()]
    return Counter(key(row) for row in rows)


def key(fact: dict[str, object]) -> Key:
    def plain(value: object) -> str:
        return "" if value is None else f"{Decimal(str(value)).normalize():f}"

    return (
        plain(fact["value"]),
        plain(fact["value_max"]),
        str(fact["unit"] or "").lower(),
        *(fact[field] for field in ("place", "period", "kind", "measure", "comparator")),
    )  # type: ignore[return-value]


def key_of(finding: Finding) -> Key:
    fields = ("value", "value_max", "unit", "place", "period", "kind", "measure", "comparator")
    return key({field: getattr(finding, field) for field in fields})


def test_there_are_documents_of_every_format_and_encoding() -> None:
    specs = [description(name) for name in names()]
    assert len(specs) >= 70
    assert {spec["format"] for spec in specs} == {"txt", "md", "docx", "xlsx", "pdf"}
    assert {"tcvn3", "vni", "cp1258", "utf-16", "utf-8-sig"} <= {spec.get("encoding") for spec in specs}
    assert all(spec["reason"] for spec in specs)


@pytest.mark.parametrize("name", names())
def test_facts_of_a_document(name: str, tmp_path: Path) -> None:
    found = Counter(key_of(finding) for finding in read(name, tmp_path).findings)
    wanted = expected(name)
    assert found - wanted == Counter(), "found beyond the words"
    assert wanted - found == Counter(), "not found"


@pytest.mark.parametrize("name", names())
def test_every_finding_can_be_traced(name: str, tmp_path: Path) -> None:
    for finding in read(name, tmp_path).findings:
        assert finding.quote, finding
        assert finding.locator, finding
        assert finding.indicator, finding
        assert 0 < finding.confidence <= 1
        if finding.measure == "share":
            assert finding.base, finding


def test_sure_findings_are_right(tmp_path: Path) -> None:
    sure = right = 0
    for name in names():
        wanted = expected(name)
        for finding in read(name, tmp_path).findings:
            if finding.sure:
                sure += 1
                right += wanted[key_of(finding)] > 0
    assert sure > 1400
    assert right / sure >= 0.995


def test_labels_name_the_part_with_its_whole(tmp_path: Path) -> None:
    labels = {finding.label for finding in read("d03-plan-table-docx", tmp_path).findings}
    assert {"Sản lượng nuôi trồng", "Sản lượng khai thác"} <= labels
    crops = {finding.label for finding in read("d14-crops-docx", tmp_path).findings}
    assert {"Diện tích lúa đông xuân", "Năng suất ngô", "Sản lượng rau các loại"} <= crops


def test_bases_are_read_from_heads_and_words(tmp_path: Path) -> None:
    table = {f.base for f in read("d03-plan-table-docx", tmp_path).findings if f.measure == "share"}
    assert table == {"thực hiện năm 2022", "kế hoạch năm 2023", "cơ cấu kinh tế"}
    text = {f.base for f in read("d13-report-text", tmp_path).findings if f.measure in ("share", "growth")}
    assert {"dự toán", "cùng kỳ", "kế hoạch"} <= text


def test_tasks_with_their_days(tmp_path: Path) -> None:
    tasks = read("d19-commune-2025", tmp_path).tasks
    assert [(t.due, t.recurrence, t.responsible) for t in tasks] == [
        (date(2025, 11, 14), None, "Phòng Kinh tế"),
        (date(2025, 9, 30), "FREQ=MONTHLY;BYMONTHDAY=-1", None),
    ]
    [task] = read("d01-resolution-commune", tmp_path).tasks
    assert (task.due, task.responsible) == (date(2023, 11, 14), "Ủy ban nhân dân xã")


PARTICULARS = [
    ("d01-resolution-commune", "34/NQ-HĐND", "Nghị quyết", "HĐND xã Đại Lãnh", date(2022, 12, 24), "2023"),
    ("d07-pdf-table", "77/KH-UBND", "Kế hoạch", "UBND huyện Đầm Dơi", date(2022, 12, 20), "2023"),
    ("d10-report-cp1258", "120/BC-UBND", "Báo cáo", "UBND thị xã Tân Châu", date(2014, 10, 5), "2014-9M"),
    ("d20-party-resolution", "01-NQ/HU", "Nghị quyết", "Huyện ủy Ngân Sơn", date(2020, 8, 15), "2020/2025"),
]


@pytest.mark.parametrize(("name", "number", "kind", "issuer", "issued_on", "period"), PARTICULARS)
def test_particulars(
    name: str, number: str, kind: str, issuer: str, issued_on: date, period: str, tmp_path: Path
) -> None:
    head = read(name, tmp_path).particulars
    assert (head.number, head.kind, head.issuer, head.issued_on, head.period) == (
        number,
        kind,
        issuer,
        issued_on,
        period,
    )
    assert not head.missing


def test_particulars_that_are_missing_are_named(tmp_path: Path) -> None:
    assert read("d22-places-columns", tmp_path).doubts == ("issued_on", "title")


def test_the_place_of_whoever_brings_the_document_wins(tmp_path: Path) -> None:
    path = build("d17-aligned-table", tmp_path)
    assert {f.place for f in ingest(path, place="Xã Phước Hội (cũ)", today=TODAY).findings} == {"Xã Phước Hội (cũ)"}
