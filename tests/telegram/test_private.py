"""Private chats, end to end over real HTTP."""

import io
import struct
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tests.telegram.fake import Call, Fault, on_loop

Run = Callable[..., Any]
LAN = 7


def labels(call: Call) -> list[str]:
    rows = (call.params.get("reply_markup") or {"inline_keyboard": []})["inline_keyboard"]
    return [button["text"] for row in rows for button in row]


@on_loop
async def test_a_question_is_answered(stage: Run) -> None:
    async with stage() as at:
        at.fake.says(LAN, "tỷ lệ hộ nghèo Bình Lục 2021?")
        texts = await at.fake.answers(1)
        assert "<b>2,25%</b>" in texts[0]
        assert at.fake.said[0].params["parse_mode"] == "HTML"
        assert {"Nguồn", "So sánh"} <= set(labels(at.fake.said[0]))
        await at.fake.until(lambda: at.state.open_updates("telegram") == [])


@on_loop
async def test_every_follow_up_button_leads_to_figures_in_place(stage: Run) -> None:
    async with stage() as at:
        for number, label in enumerate(("Nguồn", "So sánh"), 1):
            at.fake.says(LAN, "tỷ lệ hộ nghèo Bình Lục 2021?")
            await at.fake.answers(number * 2 - 1)
            first = at.fake.said[-1]
            at.fake.presses(LAN, first, label)
            texts = await at.fake.answers(number * 2)
            assert at.fake.said[-1].method == "editMessageText"
            assert "2,25%" in texts[-1]


@on_loop
async def test_an_old_button_belongs_to_its_own_answer(stage: Run) -> None:
    async with stage() as at:
        at.fake.says(LAN, "tỷ lệ hộ nghèo Bình Lục 2021?")
        await at.fake.answers(1)
        at.fake.says(LAN, "thu nhập bình quân đầu người Hồng Lĩnh 2024")
        await at.fake.answers(2)
        at.fake.presses(LAN, at.fake.said[0], "Nguồn")
        texts = await at.fake.answers(3)
        assert "Bình Lục" in texts[2]
        assert "Hồng Lĩnh" not in texts[2]


@on_loop
async def test_choices_are_buttons_and_numbers(stage: Run) -> None:
    async with stage() as at:
        at.fake.says(LAN, "hộ nghèo Thọ Xuân")
        texts = await at.fake.answers(1)
        assert "1. " in texts[0]
        at.fake.says(LAN, "1")
        await at.fake.answers(2)
        at.fake.presses(LAN, at.fake.said[0], "Mức giảm")
        texts = await at.fake.answers(3)
        assert texts[1].split("\n")[0] == texts[2].split("\n")[0]
        assert at.fake.said[2].method == "editMessageText"


@on_loop
async def test_forged_replayed_and_foreign_presses_are_refused(stage: Run) -> None:
    async with stage() as at:
        at.fake.says(LAN, "tỷ lệ hộ nghèo Bình Lục 2021?")
        await at.fake.answers(1)
        first = at.fake.said[0]
        data = first.params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        assert len(data.encode()) <= 64
        for forged in (
            "",
            ":",
            "x:0",
            data + "0",
            data.replace(":", ":-"),
            data.split(":")[0] + ":99",
            "/moi admin:0",
            "٣:٣",
        ):
            at.fake.presses(LAN, first, "", data=forged)
        other = at.fake.message(8, "x")
        at.fake.presses(
            8, first, "", data=data, result={**other, "from": {"id": 42, "is_bot": True, "first_name": "b"}}
        )
        await at.fake.until(lambda: len(at.fake.of("answerCallbackQuery")) == 9)
        assert all(call.params.get("text") for call in at.fake.of("answerCallbackQuery"))
        at.fake.presses(LAN, first, "", data=data)
        await at.fake.answers(2)
        at.fake.presses(LAN, first, "", data=data)
        await at.fake.until(lambda: len(at.fake.of("answerCallbackQuery")) == 11)
        assert "cũ" in at.fake.of("answerCallbackQuery")[-1].params["text"]
        assert len(at.fake.said) == 2


@on_loop
async def test_a_chart_and_a_table_come_as_files(stage: Run) -> None:
    async with stage() as at:
        at.fake.says(LAN, "tỷ lệ hộ nghèo các nơi năm 2021")
        await at.fake.answers(1)
        at.fake.presses(LAN, at.fake.said[0], "Biểu đồ")
        await at.fake.answers(2)
        assert at.fake.said[1].method == "sendPhoto"
        picture = at.fake.files["bieu-do.png"]
        assert struct.unpack(">I", picture[16:20])[0] == 1080
        at.fake.says(LAN, "Hồng Lĩnh 2024 có những chỉ tiêu gì")
        await at.fake.answers(3)
        at.fake.says(LAN, "tải excel")
        await at.fake.answers(4)
        assert at.fake.said[3].method == "sendDocument"
        sheet = openpyxl.load_workbook(io.BytesIO(at.fake.files["so-lieu.xlsx"])).active
        assert sheet is not None
        assert sheet.max_row > 20
        assert isinstance(sheet["G2"].value, (int, float))
        at.fake.says(LAN, "/bieudo so sánh tỷ lệ hộ nghèo các nơi năm 2021")
        await at.fake.answers(5)
        assert at.fake.said[4].method == "sendPhoto"
        at.fake.says(LAN, "/huy")
        at.fake.says(LAN, "vẽ biểu đồ")
        texts = await at.fake.answers(7)
        assert "Chưa có gì để vẽ" in texts[6]


@pytest.mark.parametrize(
    "content",
    [
        {
            "sticker": {
                "file_id": "s",
                "file_unique_id": "s",
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            }
        },
        {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]},
        {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}},
        {"document": {"file_id": "d", "file_unique_id": "d"}},
        {"location": {"latitude": 20.5, "longitude": 105.9}},
        {"contact": {"phone_number": "1", "first_name": "x"}},
        {"video": {"file_id": "v", "file_unique_id": "v", "width": 1, "height": 1, "duration": 1}},
        {"dice": {"emoji": "🎲", "value": 1}},
    ],
    ids=lambda content: next(iter(content)),
)
def test_what_is_no_text_has_a_useful_reply(stage: Run, content: dict[str, Any]) -> None:
    async def play() -> None:
        async with stage() as at:
            at.fake.says(LAN, None, **content)
            texts = await at.fake.answers(1)
            assert "Bình Lục" in texts[0] or "chữ" in texts[0]

    on_loop(play)()


@on_loop
async def test_captions_and_forwarded_texts_are_questions(stage: Run) -> None:
    async with stage() as at:
        photo = [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]
        at.fake.says(LAN, None, photo=photo, caption="hộ nghèo bình lục 2021")
        origin = {"type": "hidden_user", "sender_user_name": "x", "date": 1}
        at.fake.says(LAN, "hộ nghèo bình lục 2021", forward_origin=origin)
        texts = await at.fake.answers(2)
        assert all("2,25%" in text for text in texts)


@on_loop
async def test_an_edited_question_edits_its_answer(stage: Run) -> None:
    async with stage() as at:
        update = at.fake.says(LAN, "tỷ lệ hộ nghèo Bình Lục 2012?")
        await at.fake.answers(1)
        await at.fake.until(lambda: at.state.open_updates("telegram") == [])
        at.fake.add("edited_message", {**update["message"], "text": "tỷ lệ hộ nghèo Bình Lục 2021?", "edit_date": 1})
        texts = await at.fake.answers(2)
        assert at.fake.said[1].method == "editMessageText"
        assert "2,25%" in texts[1]


@on_loop
async def test_an_edit_that_overtakes_its_question_is_answered_once(stage: Run) -> None:
    async with stage() as at:
        question = at.fake.message(LAN, "tỷ lệ hộ nghèo Bình Lục 2012?")
        at.fake.add("edited_message", {**question, "text": "tỷ lệ hộ nghèo Bình Lục 2021?", "edit_date": 1})
        await at.fake.answers(1)
        at.fake.add("message", question)
        at.fake.says(LAN, "/help")
        texts = await at.fake.answers(2)
        assert len(texts) == 2
        assert "2,25%" in texts[0]


@on_loop
async def test_long_answers_come_in_parts_and_hostile_texts_are_escaped(stage: Run) -> None:
    async with stage() as at:
        for text in (
            "<b>x</b> & {0} %s",
            "'; DROP TABLE people; --",
            "\x00\x01",
            "🙂",
            "a" * 4096,
            "<script>",
            "/khongco",
            "/",
            "@@",
        ):
            at.fake.says(LAN, text)
        await at.fake.answers(9)
        for call in at.fake.said:
            assert "<script>" not in call.params["text"]
            assert len(call.params["text"]) <= 4096


@on_loop
async def test_markup_that_telegram_refuses_is_sent_plain(stage: Run) -> None:
    async with stage() as at:
        words = "Bad Request: can't parse entities: unsupported start tag"
        at.fake.faults.append(Fault("sendMessage", code=400, description=words))
        at.fake.says(LAN, "tỷ lệ hộ nghèo Bình Lục 2021?")
        texts = await at.fake.answers(1)
        assert texts[0].startswith("2,25%:")


@on_loop
async def test_the_menu_is_published_by_scope_and_language(stage: Run) -> None:
    async with stage() as at:
        await at.fake.until(lambda: len(at.fake.of("setMyCommands")) == 9)
        seen = {
            (call.params["scope"]["type"], call.params.get("language_code", "")) for call in at.fake.of("setMyCommands")
        }
        scopes = ("all_private_chats", "all_group_chats", "all_chat_administrators")
        assert seen == {(scope, lang) for scope in scopes for lang in ("", "vi", "en")}
        for call in at.fake.of("setMyCommands"):
            names = [command["command"] for command in call.params["commands"]]
            assert {"help", "hoi"} <= set(names)
            assert len(set(names)) == len(names)


@on_loop
async def test_typing_is_shown_while_something_takes_long(stage: Run) -> None:
    async with stage() as at:
        at.fake.faults.append(Fault("sendMessage", hang_seconds=1.4))
        at.fake.says(LAN, "hộ nghèo bình lục 2021")
        await at.fake.answers(1)
        assert at.fake.of("sendChatAction")


@on_loop
async def test_each_chat_keeps_its_order_and_waits_for_no_other(stage: Run) -> None:
    async with stage() as at:
        at.fake.faults.append(Fault("sendMessage", hang_seconds=1.0, where=lambda params: params["chat_id"] == "7"))
        for text in ("hộ nghèo bình lục 2021", "/caidat", "/help"):
            at.fake.says(LAN, text)
        at.fake.says(8, "hộ nghèo bình lục 2021")
        await at.fake.answers(1)
        assert at.fake.said[0].params["chat_id"] == "8"
        await at.fake.answers(4)
        kinds = [text[:12] for text in at.fake.texts(LAN)]
        assert kinds[0].startswith("<b>2,25%")
        assert "Cài đặt" in at.fake.texts(LAN)[1]


@on_loop
async def test_settings_in_a_private_chat(stage: Run) -> None:
    async with stage() as at:
        for text in (
            "/diaphuong Bình Lục",
            "/ky 2021",
            "hộ nghèo bao nhiêu?",
            "/caidat",
            "/ngonngu en",
            "poverty rate 2021",
            "/diaphuong xyzzy",
        ):
            at.fake.says(LAN, text)
        texts = await at.fake.answers(7)
        assert "Bình Lục" in texts[0]
        assert "2,25%" in texts[2]
        assert "2021" in texts[3]
        assert "2.25" in texts[5]
        assert at.state.chat("telegram:7").period == "2021"


@on_loop
async def test_messages_by_other_bots_and_own_inline_answers_are_left_alone(stage: Run) -> None:
    async with stage() as at:
        via = {"id": 42, "is_bot": True, "first_name": "x"}
        at.fake.says(LAN, "hộ nghèo", via_bot=via)
        bot = at.fake.message(9, "hộ nghèo")
        bot["from"]["is_bot"] = True
        at.fake.add("message", bot)
        at.fake.add("message", {"message_id": 1, "date": "broken"})
        at.fake.add("poll_of_the_future", {"x": 1})
        at.fake.says(LAN, "/help")
        await at.fake.answers(1)
        await at.fake.until(lambda: at.state.open_updates("telegram") == [])
        assert len(at.fake.said) == 1
