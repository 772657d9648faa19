"""Documents that editors send in a private chat: fetched, read beside the conversation, summed up."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from docx import Document

from handlers import access, review
from handlers.message import Message, Reply
from handlers.services import Services
from handlers.state import State
from knowledge.base import Knowledge
from tests.conftest import copy_database
from tests.telegram.conftest import NOW
from tests.telegram.fake import FakeTelegram, Fault, on_loop

Run = Callable[..., Any]
LAN = 7
QUESTION = "tỷ lệ hộ nghèo Bình Lục 2021?"
TEXT = "Điều 1. Phấn đấu năm 2022 tỷ lệ hộ nghèo huyện Bình Lục giảm còn 1,9%."


@pytest.fixture
def knowledge(knowledge_path: Path, tmp_path: Path) -> Any:
    """Return a knowledge base of its own, which documents are written into."""
    opened = Knowledge.open(copy_database(knowledge_path, tmp_path / "knowledge.db"))
    yield opened
    opened.store.close()


def editor(_fake: FakeTelegram, state: State) -> None:
    code = access.invite(state, "editor", "operator", NOW, 72).code
    access.redeem(state, code, f"telegram:{LAN}", NOW)


def docx(text: str = TEXT) -> bytes:
    document = Document()
    document.add_paragraph("NGHỊ QUYẾT của HĐND huyện Bình Lục về nhiệm vụ năm 2022")
    document.add_paragraph(text)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def sends(fake: FakeTelegram, person: int, data: bytes, **more: Any) -> None:
    name = more.pop("name", "nghi-quyet.docx")
    size = more.pop("size", len(data))
    document = {"file_id": f"file-{name}", "file_unique_id": "u", "file_name": name}
    if size is not None:
        document["file_size"] = size
    fake.files[f"documents/file-{name}"] = data
    fake.says(person, None, document=document, **more)


@on_loop
async def test_a_document_is_read_and_summed_up_with_buttons(stage: Run) -> None:
    data = docx()
    async with stage(before=editor) as at:
        sends(at.fake, LAN, data)
        texts = await at.fake.answers(2, 60)
        assert "Đang đọc" in texts[0]
        assert "nghi-quyet.docx" in texts[1] or "2022" in texts[1]
        assert at.fake.said[1].params["reply_markup"]["inline_keyboard"]
        await at.fake.until(lambda: at.state.open_updates("telegram") == [])
        at.fake.says(LAN, "/duyet")
        texts = await at.fake.answers(3)
        assert "chờ duyệt" in texts[2]
        sends(at.fake, LAN, data, size=None)
        texts = await at.fake.answers(5, 60)
        assert "đã nhận trước đây" in texts[4] or "đã có trong kho" in texts[4]


@on_loop
async def test_others_cost_no_traffic_and_get_one_sentence(stage: Run) -> None:
    async with stage(before=editor) as at:
        sends(at.fake, 8, docx())
        sends(at.fake, 8, docx(), caption=QUESTION)
        texts = await at.fake.answers(2)
        assert "biên tập viên" in texts[0]
        assert "2,25%" in texts[1]
        assert not at.fake.of("getFile")


@on_loop
async def test_too_large_or_lost_files_are_told(stage: Run) -> None:
    async with stage(before=editor) as at:
        sends(at.fake, LAN, b"x", size=21_000_000)
        texts = await at.fake.answers(1)
        assert "20 MB" in texts[0]
        assert not at.fake.of("getFile")
        at.fake.faults.append(Fault("getFile", code=400, description="Bad Request: file is too big"))
        sends(at.fake, LAN, b"x")
        texts = await at.fake.answers(2)
        assert "20 MB" in texts[1]
        sends(at.fake, LAN, b"x", name="mat.txt")
        at.fake.files.clear()
        texts = await at.fake.answers(3)
        assert "20 MB" in texts[2]
        await at.fake.until(lambda: at.state.open_updates("telegram") == [])


@on_loop
async def test_a_file_that_cannot_be_read_is_refused_with_a_reason(stage: Run) -> None:
    async with stage(before=editor) as at:
        sends(at.fake, LAN, b"MZ\x90\x00", name="anh.exe")
        texts = await at.fake.answers(2, 60)
        assert "anh.exe" in texts[1] or ".docx" in texts[1]


@on_loop
async def test_questions_do_not_wait_for_a_document(stage: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Event()

    def slow(_message: Message, _services: Services, _lang: str) -> Reply:
        read.wait(20)
        return Reply("đọc xong")

    monkeypatch.setattr(review, "receive", slow)
    async with stage(before=editor) as at:
        sends(at.fake, LAN, docx())
        await at.fake.answers(1)
        at.fake.says(LAN, QUESTION)
        at.fake.says(9, QUESTION)
        texts = await at.fake.answers(3)
        assert sum("2,25%" in text for text in texts) == 2
        read.set()
        texts = await at.fake.answers(4)
        assert texts[3] == "đọc xong"


@on_loop
async def test_a_document_is_read_again_after_a_crash(stage: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def receive(message: Message, _services: Services, _lang: str) -> Reply:
        calls.append(message.attachment.name if message.attachment else "")
        return Reply("đọc xong")

    fake = FakeTelegram()
    fake.start()
    async with stage(fake=fake, before=editor) as at:
        sends(fake, LAN, docx())
        with monkeypatch.context() as patch:
            patch.setattr(review, "receive", receive)
            await fake.answers(2)
            await fake.until(lambda: at.state.open_updates("telegram") == [])
        row = at.state.db.execute("SELECT id FROM updates").fetchone()
        payload = json.dumps({"update_id": int(row[0]), "message": next(iter(fake.messages.values()))})
        at.state.db.execute("UPDATE updates SET state = 'reading', payload = ?", [payload])
    monkeypatch.setattr(review, "receive", receive)
    async with stage(fake=fake) as at:
        texts = await fake.answers(3)
        assert [text for text in texts if "Đang đọc" in text] == texts[:1]
        assert texts[2] == "đọc xong"
    await fake.stop()
    assert calls == ["nghi-quyet.docx"] * 2
