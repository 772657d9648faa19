"""Messages to abilities, with no platform at all."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers import dispatch
from handlers.access import RateLimit
from handlers.ask import ask
from handlers.commands import commands, menu, read_command
from handlers.markup import plain
from handlers.message import Message, Reply
from handlers.services import Services
from handlers.state import State
from knowledge.base import Knowledge

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
FIRST = Path(__file__).parents[1] / "corpus" / "first_messages.txt"


@pytest.fixture
def services(knowledge: Knowledge, tmp_path: Path) -> Iterator[Services]:
    state = State.open(tmp_path / "state.db")
    yield Services(knowledge, state, ask, mode="open", limit=RateLimit(1000))
    state.close()


def said(text: str, services: Services, **more: object) -> Reply | None:
    message = Message(chat="telegram:7", person="telegram:7", text=text, now=NOW)
    return dispatch.answer(replace(message, **more), services)  # type: ignore[arg-type]


def text_of(reply: Reply | None) -> str:
    assert reply is not None
    return plain(reply.text)


FIRST_MESSAGES = [
    line.replace("\\n", "\n") for line in FIRST.read_text(encoding="utf-8").splitlines() if not line.startswith("# ")
]


def test_a_hundred_sorts_of_first_message() -> None:
    assert len(FIRST_MESSAGES) >= 100
    assert len(set(FIRST_MESSAGES)) == len(FIRST_MESSAGES)


@pytest.mark.parametrize("text", FIRST_MESSAGES)
def test_every_first_message_has_a_short_useful_reply(services: Services, text: str) -> None:
    reply = said(text, services)
    assert 15 < len(text_of(reply)) <= 1000
    assert reply is not None
    for number, choice in enumerate(reply.choices, 1):
        assert f"{number}. " in reply.text
        assert text_of(said(choice.ask, services, chat="telegram:8", person="telegram:8"))


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("/hoi hộ nghèo", "ask", "hộ nghèo"),
        ("/HOI@solieu_bot  hộ nghèo\n2021", "ask", "hộ nghèo\n2021"),
        ("/help", "help", ""),
        ("Trợ giúp", "help", ""),
        ("tro giup!", "help", ""),
        ("Cài đặt", "settings", ""),
        ("caidat", "settings", ""),
        ("diaphuong Bình Lục", "place", "Bình Lục"),
        ("sosanh BHYT các nơi", "compare", "BHYT các nơi"),
        ("hỏi", "ask", ""),
        ("So sánh", "compare", ""),
        ("dia phuong", "place", ""),
        ("Cám ơn!", "thanks", ""),
        ("cảm ơn, còn 2020?", None, ""),
        ("hủy", "cancel", ""),
        ("vẽ biểu đồ hộ nghèo các nơi", "chart", "hộ nghèo các nơi"),
        ("đặt địa phương: Bình Lục", "place", "Bình Lục"),
        ("địa phương nào cao nhất", "place", "nào cao nhất"),
        ("so sánh A và B", None, ""),
        ("nguồn?", None, ""),
        ("/khongco x", "", ""),
        ("/ hoi", "ask", ""),
        ("", None, ""),
    ],
)
def test_commands_with_and_without_slash(text: str, name: str | None, rest: str) -> None:
    call = read_command(text)
    found = None if call is None else call.command.name if call.command is not None else ""
    assert found == name
    if name:
        assert call is not None
        assert call.rest == rest


def test_no_two_commands_share_a_word() -> None:
    slashes = [word for command in commands() for word in command.slash]
    words = [word for command in commands() for word in command.words]
    assert len(set(slashes)) == len(slashes)
    assert len(set(words)) == len(words)
    assert all(word.isascii() and word.islower() and len(word) <= 32 for word in slashes)
    for scope in ("private", "group", "admins"):
        assert 3 <= len(menu(scope)) <= 100
        assert all(1 <= len(command.description(lang)) <= 256 for command in menu(scope) for lang in ("vi", "en"))


def test_the_examples_of_the_help_lead_to_figures(services: Services) -> None:
    reply = said("/help", services)
    assert reply is not None
    examples = re.findall(r"<code>(.+?)</code>", reply.text)
    examples += [
        command.vi.partition(": ")[2]
        for command in commands()
        if ": /" in command.vi and command.name in ("ask", "compare")
    ]
    assert len(examples) >= 5
    for number, example in enumerate(examples):
        person = f"telegram:{number}"
        answer = said(example, services, chat=person, person=person)
        assert answer is not None
        assert answer.follow_ups, example


def test_a_conversation_is_forgotten_after_a_while(services: Services) -> None:
    said("hộ nghèo bình lục 2021", services)
    assert "2,25%" in text_of(said("nguồn?", services))
    assert "2,25%" not in text_of(said("nguồn?", services, now=NOW + timedelta(hours=3)))


def test_cancelling_forgets_the_conversation(services: Services) -> None:
    said("hộ nghèo bình lục 2021", services)
    said("/huy", services)
    assert "2,25%" not in text_of(said("nguồn?", services))


def test_a_number_picks_the_latest_choices_only(services: Services) -> None:
    said("/xoadulieu", services)
    first = said("hộ nghèo Thọ Xuân", services)
    assert first is not None
    assert "Đã xóa" not in text_of(said("1", services))


def test_choices_of_places_lead_to_a_setting(services: Services) -> None:
    reply = said("/diaphuong Bình Lục", services)
    assert reply is not None
    if reply.choices:
        reply = said("1", services)
    assert "Bình Lục" in text_of(reply)
    assert "2,25%" in text_of(said("hộ nghèo 2021", services))
    assert "Bình Lục" in text_of(said("/caidat", services))
    said("/diaphuong xóa", services)
    assert "chưa đặt" in text_of(said("/caidat", services))


@pytest.mark.parametrize(
    "text",
    ["/ky abc", "/diaphuong 🙂", "/diaphuong " + "x" * 500, "/ngonngu fr", "/thuhoi <b>", "/moi boss", "/ky 99999"],
)
def test_wrong_settings_are_refused_with_a_next_step(services: Services, text: str) -> None:
    reply = said(text, services)
    assert 10 < len(text_of(reply)) < 500
    assert services.state.chat("telegram:7") is None


def test_group_settings_are_for_administrators(services: Services) -> None:
    group = {"chat": "telegram:-1", "private": False}
    for text in ("/diaphuong Bình Lục", "/ky 2021", "/ngonngu en"):
        assert dispatch.changes_settings(text)
        assert "quản trị nhóm" in text_of(said(text, services, **group))
    assert services.state.chat("telegram:-1") is None
    said("/ngonngu en", services, is_chat_admin=True, **group)
    assert services.state.chat("telegram:-1").lang == "en"  # type: ignore[union-attr]


def test_administration_needs_its_role(services: Services) -> None:
    for text in ("/moi", "/nguoidung", "/thuhoi telegram:1", "/ketnoi"):
        assert "cần quyền" in text_of(said(text, services))
    assert services.state.audit() == []
    admin = replace(services, admins=frozenset({"telegram:7"}))
    assert "-" in text_of(said("/moi", admin))
    assert "riêng" in text_of(said("/moi", admin, private=False, chat="telegram:-1"))
    assert [entry.act for entry in services.state.audit()] == ["invite"]


def test_misses_are_kept_without_the_person(services: Services) -> None:
    said("hộ nghèo bình lục 1987", services)
    dump = "\n".join(services.state.db.conn.iterdump())
    misses = services.state.misses()
    assert [miss.text for miss in misses] == ["hộ nghèo bình lục 1987"]
    line = next(line for line in dump.splitlines() if "1987" in line and "misses" in line)
    assert "telegram:7" not in line


def test_buttons_belong_to_their_chat_and_person(services: Services) -> None:
    message = Message(chat="telegram:7", person="telegram:7", text="hộ nghèo bình lục 2021", now=NOW)
    reply = said(message.text, services)
    assert reply is not None
    token = dispatch.keep_buttons(message, reply, services)
    assert isinstance(dispatch.press(token, 0, replace(message, chat="telegram:-1"), services), dispatch.Refusal)
    assert isinstance(dispatch.press(token, 0, replace(message, person="telegram:8"), services), dispatch.Refusal)
    assert isinstance(dispatch.press(token, 99, message, services), dispatch.Refusal)
    assert isinstance(dispatch.press(token, -1, message, services), dispatch.Refusal)
    pressed = dispatch.press(token, 0, message, services)
    assert isinstance(pressed, Message)
    assert isinstance(dispatch.press(token, 0, message, services), dispatch.Refusal)


def test_every_offer_leads_to_data(services: Services) -> None:
    for question in (
        "tỷ lệ hộ nghèo Bình Lục 2021",
        "hộ nghèo hồng lĩnh 2024",
        "thu nhập bình quân đầu người Hồng Lĩnh 2024",
        "Hồng Lĩnh 2024 có những chỉ tiêu gì",
    ):
        message = Message(chat="telegram:7", person="telegram:7", text=question, now=NOW)
        count = len((said(question, services) or Reply("")).follow_ups)
        assert count >= 1
        for number in range(count):
            reply = said(question, services)
            assert reply is not None
            token = dispatch.keep_buttons(message, reply, services)
            pressed = dispatch.press(token, number, message, services)
            assert isinstance(pressed, Message)
            after = dispatch.answer(pressed, services)
            assert after is not None
            assert after.attachment is not None or any(char.isdigit() for char in plain(after.text)), (question, number)
            assert "Chưa" not in plain(after.text)


@pytest.mark.parametrize(
    "text", ["địa phương Bình Lục", "dia phuong binh luc", "diaphuong Bình Lục", "/diaphuong Bình Lục"]
)
def test_a_place_is_set_with_and_without_slash_and_marks(services: Services, text: str) -> None:
    assert "Từ nay" in text_of(said(text, services))
    assert "2,25%" in text_of(said("hộ nghèo 2021 bao nhiêu?", services))


def test_words_that_only_begin_like_a_command_are_questions(services: Services) -> None:
    assert "Bình Lục" in text_of(said("địa phương nào có tỷ lệ hộ nghèo cao nhất 2021?", services))
    assert services.state.chat("telegram:7") is None


def test_what_there_is_leads_to_lists(services: Services) -> None:
    reply = said("có những số liệu gì", services)
    assert reply is not None
    assert len(reply.choices) == 5
    for choice in reply.choices:
        person = f"telegram:{choice.label}"
        assert "số liệu" in text_of(said(choice.ask, services, chat=person, person=person))
    said("tỷ lệ hộ nghèo Bình Lục 2021", services)
    assert "huyện Bình Lục" in text_of(said("danh sách chỉ tiêu", services)).lower().replace("bình lục", "Bình Lục")


def test_comparing_alone_means_the_last_figure(services: Services) -> None:
    assert "nhắn như thường" in text_of(said("/sosanh", services))
    said("tỷ lệ hộ nghèo Bình Lục 2021", services)
    assert "Lạng Sơn" in text_of(said("so sánh", services))
    said("thu ngân sách thành phố Lạng Sơn 2020", services)
    assert "Chưa nơi nào khác" in text_of(said("/sosanh", services))


def test_thanks_leave_the_conversation_as_it_was(services: Services) -> None:
    said("tỷ lệ hộ nghèo Bình Lục 2021", services)
    assert "Vâng" in text_of(said("cảm ơn", services))
    assert "Điều 2" in text_of(said("nguồn?", services))
