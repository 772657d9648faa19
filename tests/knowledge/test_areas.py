"""A real large set: the areas of the new communes, imported as anybody would, asked for by name."""

import csv
import io
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.base import Knowledge
from knowledge.build import DATA
from knowledge.facts import COLUMNS
from knowledge.importing import import_facts
from knowledge.lookup import Result, answer
from knowledge.question import Context, understand
from knowledge.text import fold, key

PLACES = {
    row["code"]: row
    for row in csv.DictReader(io.StringIO((DATA / "places.csv").read_text(encoding="utf-8"), newline=""))
}
COMMUNES = [row for row in PLACES.values() if row["area_km2"]]
# Every eleventh of 3,317: 302 communes of all 34 provinces.
SAMPLE = COMMUNES[::11]


def province(commune: dict[str, str]) -> str:
    return PLACES[commune["parent"]]["name"]


def areas() -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="")
    writer.writeheader()
    for commune in COMMUNES:
        writer.writerow(
            {
                "place": f"{commune['type'].capitalize()} {commune['name']}, {province(commune)}",
                "indicator": "Diện tích tự nhiên",
                "period": "2025",
                "kind": "actual",
                "measure": "level",
                "comparator": "eq",
                "value": commune["area_km2"],
                "unit": "km²",
                "document": "areas-2025",
            }
        )
    return out.getvalue()


@pytest.fixture(scope="module")
def with_areas(knowledge_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    path = shutil.copy(knowledge_path, tmp_path_factory.mktemp("areas") / "knowledge.db")
    report = import_facts(Path(path), areas(), "areas.csv")
    assert (report.added, report.new_indicators) == (3317, ())
    knowledge = Knowledge.open(Path(path))
    with closing(knowledge.store):
        yield knowledge


def ask(knowledge: Knowledge, text: str, now: datetime) -> Result:
    return answer(understand(text, Context(), knowledge, now.date()), Context(), knowledge, now.date())


def says(knowledge: Knowledge, result: Result, commune: dict[str, str]) -> bool:
    if result.status != "answered":
        return False
    first = result.facts[0]
    return (knowledge.store.place(first.place).code, first.value) == (commune["code"], Decimal(commune["area_km2"]))


@pytest.mark.parametrize(
    "form",
    [
        "diện tích tự nhiên {type} {name} {province} 2025",
        "Diện tích tự nhiên của {type} {name}, tỉnh {province} năm 2025 là bao nhiêu?",
        "diện tích {name} {province} 2025",
    ],
)
def test_every_commune_answers_by_its_name_with_province(with_areas: Knowledge, now: datetime, form: str) -> None:
    failed = []
    for commune in SAMPLE:
        text = form.format(type=commune["type"], name=commune["name"], province=province(commune))
        if PLACES[commune["parent"]]["type"] != "tỉnh":
            text = text.replace("tỉnh ", "thành phố ", 1) if ", tỉnh " in text else text
        result = ask(with_areas, text, now)
        if not says(with_areas, result, commune):
            failed.append((text, result.status, result.reason))
    assert failed == []


def test_typed_without_marks_a_commune_answers_or_its_likes_are_offered(with_areas: Knowledge, now: datetime) -> None:
    failed = []
    for commune in SAMPLE:
        text = fold(f"diện tích tự nhiên {commune['type']} {commune['name']} {province(commune)} 2025")
        result = ask(with_areas, text, now)
        alike = [c for c in COMMUNES if c["parent"] == commune["parent"] and key(c["name"]) == key(commune["name"])]
        if not says(with_areas, result, commune) and not (result.status == "choose" and len(alike) > 1):
            failed.append((text, result.status, result.reason))
    assert failed == []


def test_names_that_several_communes_bear_lead_to_choices(with_areas: Knowledge, now: datetime) -> None:
    bearers: dict[tuple[str, str], list[dict[str, str]]] = {}
    for commune in COMMUNES:
        bearers.setdefault((commune["type"], commune["name"]), []).append(commune)
    shared = {name: communes for name, communes in bearers.items() if len(communes) > 1}
    assert len(shared) > 200
    failed = []
    for (kind, name), communes in shared.items():
        result = ask(with_areas, f"diện tích tự nhiên {kind} {name} 2025", now)
        offered = {choice.place for choice in result.choices}
        own = {commune["code"] for commune in communes}
        if result.status != "choose" or len(offered & own) < min(2, len(own)):
            failed.append((kind, name, result.status, result.reason))
    assert failed == []
