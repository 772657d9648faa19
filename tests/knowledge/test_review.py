"""The review queue: documents in, doubts first, decisions recorded, approved figures answered without restart."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from handlers.ask import ask
from knowledge import build, review, review_queue, schema
from knowledge.base import Knowledge
from knowledge.documents.compare import Comparison
from knowledge.documents.findings import Doubt
from knowledge.documents.ingest import ingest
from knowledge.errors import KnowledgeError
from knowledge.question import Context
from knowledge.review_queue import ReviewError

HEAD = """\
HỘI ĐỒNG NHÂN DÂN
HUYỆN BÌNH LỤC
Số: 7/NQ-HĐND                                Bình Lục, ngày 20 tháng 12 năm 2022

NGHỊ QUYẾT
Về nhiệm vụ phát triển kinh tế - xã hội năm 2023

Điều 2. Các chỉ tiêu chủ yếu năm 2023
"""
FIRST = """\
1. Tỷ lệ hộ nghèo giảm còn 1,5%.
2. Tỷ lệ người dân tham gia bảo hiểm y tế đạt 95% trở lên.
3. Số thuyền thúng đan mới theo mẫu Bình Lục 40 chiếc.
Điều 3. Giao Ủy ban nhân dân huyện tổ chức thực hiện, báo cáo kết quả trước ngày 15 tháng 11 năm 2023.
"""
SECOND = """\
1. Tỷ lệ hộ nghèo giảm còn 1,2%.
2. Tỷ lệ người dân tham gia bảo hiểm y tế đạt 95% trở lên.
4. Tỷ lệ hộ cận nghèo còn 3,1%.
"""
BY = "telegram:7"
TakeIn = Callable[..., str]


@pytest.fixture
def path(tmp_path: Path, knowledge_path: Path) -> Path:
    copy = tmp_path / "knowledge.db"
    shutil.copy(knowledge_path, copy)
    return copy


@pytest.fixture(scope="module")
def shipped(knowledge_path: Path) -> Iterator[Comparison]:
    """A comparison with the shipped data, made once."""
    with closing(schema.connect(knowledge_path)) as db:
        yield Comparison(db)


@pytest.fixture
def take_in(path: Path, tmp_path: Path, now: datetime, shipped: Comparison) -> TakeIn:
    """Put a text into the queue, compared with the shipped data or with what is stored by then; return its id."""

    def call(text: str, sha256: str = "", head: str = HEAD, *, with_stored: bool = False) -> str:
        file = tmp_path / "nq.txt"
        file.write_text(head + text, encoding="utf-8")
        found = ingest(file, today=now.date())
        with closing(schema.connect(path)) as db:
            compared = (Comparison(db) if with_stored else shipped).compare(found, now.date())
        return review.take_in(path, compared, file="nq.txt", sha256=sha256 or text[:20], by=BY, now=now)

    return call


def counted(path: Path) -> bool:
    with closing(schema.connect(path)) as db:
        [places] = db.execute("SELECT sum(observations) FROM places").fetchone()
        [indicators] = db.execute("SELECT sum(observations) FROM indicators").fetchone()
        [rows] = db.execute("SELECT count(*) FROM observations").fetchone()
        broken = db.execute("PRAGMA foreign_key_check").fetchall()
    return bool(places == indicators == rows and not broken)


def test_doubtful_findings_come_first(path: Path, take_in: TakeIn) -> None:
    document = take_in(FIRST)
    assert document == "7-nq-hdnd-huyen-binh-luc"
    first, *others = review_queue.findings(path, document)
    assert Doubt.LABEL_UNKNOWN in first.finding.doubts
    assert [one.finding.indicator_code for one in others] == ["poverty_rate", "health_insurance_coverage"]
    queued = review_queue.document(path, document)
    assert (queued.open, queued.sure, queued.doubtful, queued.tasks_open) == (3, 2, 1, 1)
    assert (queued.place_code, queued.particulars.number) == ("o-352", "7/NQ-HĐND")


def test_the_same_content_is_taken_in_once(path: Path, take_in: TakeIn) -> None:
    assert take_in(FIRST, "same") == take_in(SECOND, "same")
    assert len(review_queue.documents(path)) == 1
    assert review.seen(path, "same") == ("7-nq-hdnd-huyen-binh-luc", True)
    assert review.seen(path, "other") is None


def test_a_document_of_the_data_files_is_recognised(path: Path) -> None:
    with closing(schema.connect(path)) as db:
        [sha256] = db.execute("SELECT sha256 FROM documents WHERE id = 'binh-luc-2021'").fetchone()
    assert review.seen(path, sha256) == ("binh-luc-2021", False)


def test_approved_figures_are_answered_without_restart(path: Path, take_in: TakeIn, now: datetime) -> None:
    knowledge = Knowledge.open(path)
    with closing(knowledge.store):

        def answer(text: str) -> dict[str, object]:
            return ask(text, Context(), knowledge, now=now, lang="vi").data

        document = take_in(FIRST)
        assert knowledge.refresh()
        assert answer("tỷ lệ hộ nghèo Bình Lục 2023")["status"] == "no_data"
        done = review.approve(path, document, by=BY, now=now)
        assert (done.findings, done.tasks, done.added, done.new_indicators) == (2, 1, 2, ())
        assert knowledge.refresh()
        facts = answer("tỷ lệ hộ nghèo Bình Lục 2023")["facts"]
        assert isinstance(facts, list)
        assert (facts[0]["value"], facts[0]["document"]["number"]) == (1.5, "7/NQ-HĐND")
        [new] = review_queue.findings(path, document)[:1]
        assert review.approve(path, document, by=BY, now=now, numbers=[new.number]).new_indicators
        knowledge.refresh()
        assert answer("số thuyền thúng đan mới theo mẫu Bình Lục 2023")["status"] == "answered"
        assert [task.document for task in knowledge.store.tasks() if task.due == "2023-11-14"] == [document]
    assert counted(path)


def test_undo_leaves_the_knowledge_base_as_it_was(path: Path, take_in: TakeIn, now: datetime) -> None:
    def rows() -> list[tuple[object, ...]]:
        with closing(schema.connect(path)) as db:
            return list(db.execute("SELECT id, value, disagrees_with FROM observations ORDER BY id"))

    before = rows()
    document = take_in(FIRST)
    review.approve(path, document, by=BY, now=now)
    assert len(rows()) == len(before) + 2
    assert review.undo(path, document, by=BY, now=now) == 3
    assert rows() == before
    assert review_queue.document(path, document).open == 3
    assert review.approve(path, document, by=BY, now=now).added == 2
    assert counted(path)


def test_every_decision_is_recorded(path: Path, take_in: TakeIn, now: datetime) -> None:
    document = take_in(FIRST)
    review.correct(path, document, 3, {"indicator": "Tỷ lệ hộ cận nghèo", "unit": "%", "value": "3,25"}, by=BY, now=now)
    review.reject(path, document, by=BY, now=now, numbers=[2])
    review.approve(path, document, by=BY, now=now)
    review.undo(path, document, by=BY, now=now)
    made = review_queue.decisions(path, document)
    assert [(one.act, one.item, one.number) for one in made] == [
        ("receive", "document", None),
        ("correct", "finding", 3),
        ("reject", "finding", 2),
        ("approve", "finding", 1),
        ("approve", "finding", 3),
        ("approve", "task", 1),
        ("undo", "document", None),
    ]
    assert {(one.person, one.at) for one in made} == {(BY, now.isoformat())}
    corrected = made[1]
    assert (json.loads(corrected.before)["value"], json.loads(corrected.after)["value"]) == ("40", "3.25")


def test_a_corrected_finding_is_sure_and_keeps_its_words(path: Path, take_in: TakeIn, now: datetime) -> None:
    document = take_in(FIRST)
    one = review.correct(path, document, 3, {"indicator": "Tỷ lệ hộ cận nghèo", "unit": "%"}, by=BY, now=now)
    assert one.finding.sure
    assert one.finding.indicator_code == "near_poverty_rate"
    assert "thuyền thúng" in one.finding.quote


BAD = [
    ({"value": "abc"}, KnowledgeError),
    ({"period": "năm tới"}, KnowledgeError),
    ({"place": "Xã Không Có"}, KnowledgeError),
    ({"comparator": "range"}, KnowledgeError),
    ({"colour": "red"}, ReviewError),
    ({}, ReviewError),
]


@pytest.mark.parametrize(("changes", "error"), BAD)
def test_a_wrong_correction_changes_nothing(
    changes: dict[str, str], error: type[Exception], path: Path, take_in: TakeIn, now: datetime
) -> None:
    document = take_in(FIRST)
    before = review_queue.findings(path, document)
    with pytest.raises(error):
        review.correct(path, document, 1, changes, by=BY, now=now)
    assert review_queue.findings(path, document) == before


def test_decisions_need_something_open(path: Path, take_in: TakeIn, now: datetime) -> None:
    document = take_in(FIRST)
    for number, reason in ((99, "unknown_item"), (1, "not_open")):
        if number == 1:
            review.reject(path, document, by=BY, now=now, numbers=[1])
        with pytest.raises(ReviewError) as raised:
            review.approve(path, document, by=BY, now=now, numbers=[number])
        assert raised.value.reason == reason
    with pytest.raises(ReviewError):
        review.approve(path, "no-such", by=BY, now=now)


def test_an_ambiguous_place_has_to_be_named(path: Path, take_in: TakeIn, now: datetime) -> None:
    document = take_in(FIRST, head=HEAD.replace("HUYỆN BÌNH LỤC", "XÃ TAM PHƯỚC").replace("Bình Lục,", "Tam Phước,"))
    with pytest.raises(ReviewError) as raised:
        review.approve(path, document, by=BY, now=now)
    assert raised.value.reason == "place_needed"
    assert "Huyện Phú Ninh" in raised.value.hint
    queued = review.correct_document(path, document, {"place": "Xã Tam Phước, Huyện Phú Ninh"}, by=BY, now=now)
    assert queued.place_code == "o-20380"
    assert review.approve(path, document, by=BY, now=now).added == 2


def test_a_second_version_shows_what_changed(path: Path, take_in: TakeIn) -> None:
    first, second = take_in(FIRST), take_in(SECOND, "second")
    assert review_queue.document(path, second).previous == first
    changes = review.changes(path, second)
    assert changes is not None
    assert [(str(before.value), str(after.value)) for before, after in changes.changed] == [("1.5", "1.2")]
    assert [one.indicator_code for one in changes.added] == ["near_poverty_rate"]
    assert len(changes.removed) == 1
    assert review.changes(path, first) is None


def test_what_differs_from_a_stored_value_is_doubted(path: Path, take_in: TakeIn, now: datetime) -> None:
    review.approve(path, take_in(FIRST), by=BY, now=now)
    second = take_in(SECOND, "second", with_stored=True)
    doubts = {one.finding.indicator_code: one.finding.doubts for one in review_queue.findings(path, second)}
    assert doubts["poverty_rate"] == (Doubt.DIFFERS_FROM_STORED,)
    assert doubts["health_insurance_coverage"] == ()


def test_values_far_from_the_usual_and_from_each_other_are_doubted(path: Path, take_in: TakeIn) -> None:
    document = take_in(
        "1. Tỷ lệ hộ nghèo giảm còn 22,5%.\n2. Tỷ lệ hộ cận nghèo còn 3%.\n3. Tỷ lệ hộ cận nghèo còn 4%.\n"
    )
    doubts = [one.finding.doubts for one in sorted(review_queue.findings(path, document), key=lambda one: one.number)]
    assert doubts == [(Doubt.OUT_OF_RANGE,), (Doubt.DIFFERS_WITHIN,), (Doubt.DIFFERS_WITHIN,)]


def test_the_queue_and_what_was_approved_outlive_a_rebuild(path: Path, take_in: TakeIn, now: datetime) -> None:
    document = take_in(FIRST)
    review.approve(path, document, by=BY, now=now)
    assert build.build(path) == []
    queued = review_queue.document(path, document)
    assert (queued.open, queued.approved) == (1, 2)
    assert review.undo(path, document, by=BY, now=now) == 3
    assert counted(path)
