"""Documents in chat: a file from an editor in a private chat is read, its findings decided by choices."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from handlers.access import RateLimit
from handlers.ask import ask
from handlers.dispatch import answer, prepare
from handlers.message import Attachment, Message, Reply
from handlers.services import Services
from handlers.state import State
from knowledge import review_queue
from knowledge.base import Knowledge
from tests.conftest import copy_database
from tests.documents.document_builder import build

EDITOR, VIEWER = "telegram:1", "telegram:2"
Say = Callable[..., Reply]


@pytest.fixture
def services(tmp_path: Path, knowledge_path: Path) -> Iterator[Services]:
    path = copy_database(knowledge_path, tmp_path / "knowledge.db")
    knowledge, state = Knowledge.open(path), State.open(tmp_path / "state.db")
    yield Services(knowledge, state, ask=ask, mode="open", admins=frozenset({EDITOR}), limit=RateLimit(1000))
    knowledge.store.close()
    state.close()


@pytest.fixture
def say(services: Services, now: datetime) -> Say:
    def call(text: str, person: str = EDITOR, file: Path | None = None, private: bool = True) -> Reply:
        attachment = Attachment(file.name, "", file.read_bytes()) if file else None
        kind = "file" if file else "text"
        message = Message(person, person, text, now, kind=kind, private=private, attachment=attachment)
        reply = answer(message, services)
        assert reply is not None
        return reply

    return call


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return build("d01-resolution-commune", tmp_path)


def test_a_file_is_read_and_decided_by_choices(say: Say, services: Services, document: Path) -> None:
    reply = say("Xã Đại Lãnh, Huyện Vạn Ninh", file=document)
    [queued] = review_queue.documents(services.knowledge.store.path)
    assert [choice.label for choice in reply.choices] == [
        f"Duyệt {queued.sure} chắc chắn",
        f"Xem {queued.doubtful} nghi vấn",
    ]
    assert queued.received_by == EDITOR
    done = say("1")
    assert f"Đã duyệt {queued.sure} số liệu" in done.text
    assert "54" in say("thu nhập bình quân đầu người xã Đại Lãnh 2023").text
    doubtful = say(f"/duyet {queued.id} nghivan")
    assert [choice.label for choice in doubtful.choices] == ["Duyệt số này", "Bỏ số này", "Xem số tiếp theo"]
    assert "Đã bỏ 1 mục" in say("2").text
    assert "Đã rút" in say(f"/duyet {queued.id} hoantac").text
    assert queued.id in say("/duyet").text


def test_the_same_file_again_is_recognised(say: Say, services: Services, document: Path) -> None:
    say("", file=document)
    assert "đã nhận trước đây" in say("", file=document).text
    assert len(review_queue.documents(services.knowledge.store.path)) == 1


def test_a_remark_beside_the_file_is_no_place(say: Say, services: Services, document: Path) -> None:
    say("nghị quyết mới, nhờ xem giúp", file=document)
    [queued] = review_queue.documents(services.knowledge.store.path)
    assert queued.particulars.place == "Xã Đại Lãnh"


def test_only_editors_in_private_chats_may(say: Say, services: Services, document: Path) -> None:
    assert "Chỉ biên tập viên" in say("", VIEWER, file=document).text
    assert "riêng" in say("", file=document, private=False).text
    assert "cần quyền" in say("/duyet", VIEWER).text
    assert review_queue.documents(services.knowledge.store.path) == []


def test_an_editor_hears_at_once_that_reading_takes_time(services: Services, now: datetime, document: Path) -> None:
    attachment = Attachment(document.name, "", document.read_bytes())
    prepared = prepare(Message(EDITOR, EDITOR, "", now, kind="file", attachment=attachment), services)
    assert prepared is not None
    assert prepared.reads_document
    assert review_queue.documents(services.knowledge.store.path) == []


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("a.docx", b"PK\x03\x04", "hỏng"), ("../../x.exe", b"MZ", "dạng tệp"), ("m.txt", "TỐI MẬT\nSố 1".encode(), "mật")],
)
def test_files_that_are_refused(name: str, content: bytes, said: str, services: Services, now: datetime) -> None:
    message = Message(EDITOR, EDITOR, "", now, kind="file", attachment=Attachment(name, "", content))
    reply = answer(message, services)
    assert reply is not None
    assert said in reply.text
    assert review_queue.documents(services.knowledge.store.path) == []


def test_wrong_decisions_are_told(say: Say, document: Path) -> None:
    say("", file=document)
    assert "không có văn bản" in say("/duyet no-such").text
    assert "chacchan" in say("/duyet 34-nq-hdnd-xa-dai-lanh frobnicate").text
    assert "không có mục" in say("/duyet 34-nq-hdnd-xa-dai-lanh dongy 999").text
    assert "không phải số" in say("/duyet 34-nq-hdnd-xa-dai-lanh sua 1 value=abc").text
    assert "12,5" in say("/duyet 34-nq-hdnd-xa-dai-lanh sua 1 value=12,5 unit=tỷ đồng").text
