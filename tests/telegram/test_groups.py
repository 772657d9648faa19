"""Groups, supergroups and topics: who is answered, where, and how a burst is served."""

from collections.abc import Callable
from typing import Any

from handlers.state import State
from tests.telegram.fake import FakeTelegram, Fault, on_loop

Run = Callable[..., Any]
GROUP = {"id": -1001, "type": "supergroup", "title": "HĐND"}
OTHER = {"id": -1002, "type": "group", "title": "UBND"}
QUESTION = "tỷ lệ hộ nghèo Bình Lục 2021?"


@on_loop
async def test_only_what_is_meant_for_the_bot_is_answered(stage: Run) -> None:
    async with stage() as at:
        fake: FakeTelegram = at.fake
        silent = (QUESTION, "/start@other_bot", "/lenhkhac", "@ai_do hộ nghèo", "chào cả nhà")
        for text in silent:
            fake.says(7, text, chat=GROUP)
        fake.says(
            7,
            None,
            chat=GROUP,
            sticker={
                "file_id": "s",
                "file_unique_id": "s",
                "type": "regular",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
            },
        )
        fake.says(7, "/hoi hộ nghèo bình lục 2021", chat=GROUP)
        await fake.answers(1)
        fake.says(8, f"@solieu_bot {QUESTION}", chat=GROUP)
        await fake.answers(2)
        ours = fake.result_of(fake.said[0])
        ours = {name: value for name, value in ours.items() if not name.startswith("_")}
        fake.says(7, "còn Lạng Sơn?", chat=GROUP, reply_to_message=ours)
        fake.says(9, "/hoi@solieu_bot hộ nghèo bình lục 2021", chat=GROUP)
        texts = await fake.answers(4)
        assert "2,25%" in texts[0]
        assert "2,25%" in texts[1]
        assert "0,15%" in texts[2]
        assert "2,25%" in texts[3]
        for call in fake.said:
            assert call.params["reply_parameters"]["allow_sending_without_reply"] is True


@on_loop
async def test_a_place_and_a_year_of_the_group_are_enough(stage: Run) -> None:
    async with stage() as at:
        fake: FakeTelegram = at.fake
        fake.admins.add((-1001, 8))
        fake.says(8, "/diaphuong Bình Lục", chat=GROUP)
        await fake.answers(1)
        fake.says(9, "/hoi hộ nghèo bao nhiêu?", chat=GROUP)
        await fake.answers(2)
        fake.says(10, "@solieu_bot ho ngheo bao nhieu", chat=GROUP, message_thread_id=4, is_topic_message=True)
        texts = await fake.answers(3)
        assert all("2,25%" in text for text in texts[1:])
        fake.says(9, "/hoi hộ nghèo bao nhiêu?", chat=OTHER)
        texts = await fake.answers(4)
        assert not texts[3].startswith("<b>2,25%")


@on_loop
async def test_each_persons_follow_ups_are_their_own(stage: Run) -> None:
    async with stage() as at:
        fake: FakeTelegram = at.fake
        fake.says(7, "/hoi hộ nghèo bình lục 2021", chat=GROUP)
        await fake.answers(1)
        fake.says(8, "/hoi thu nhập bình quân đầu người Hồng Lĩnh 2024", chat=GROUP)
        await fake.answers(2)
        fake.says(7, "/nguon", chat=GROUP)
        texts = await fake.answers(3)
        assert "Bình Lục" in texts[2]
        fake.presses(8, fake.said[0], "Nguồn")
        await fake.until(lambda: fake.of("answerCallbackQuery"))
        assert "người đã hỏi" in fake.of("answerCallbackQuery")[0].params["text"]
        fake.presses(7, fake.said[0], "Nguồn")
        await fake.answers(4)
        assert fake.said[3].method == "editMessageText"


@on_loop
async def test_answers_stay_in_their_topic(stage: Run) -> None:
    async with stage() as at:
        fake: FakeTelegram = at.fake
        fake.says(7, "/hoi hộ nghèo bình lục 2021", chat=GROUP, message_thread_id=15, is_topic_message=True)
        fake.says(7, "/hoi hộ nghèo bình lục 2021", chat=GROUP)
        await fake.answers(2)
        assert [call.params.get("message_thread_id") for call in fake.said] == ["15", None]
        fake.says(7, "/nguon", chat=GROUP, message_thread_id=16, is_topic_message=True)
        texts = await fake.answers(3)
        assert "2,25%" not in texts[2]


@on_loop
async def test_settings_of_a_group_are_for_its_administrators(stage: Run) -> None:
    async with stage() as at:
        fake: FakeTelegram = at.fake
        fake.admins.add((-1001, 8))
        fake.says(7, "/diaphuong Bình Lục", chat=GROUP)
        texts = await fake.answers(1)
        assert "quản trị nhóm" in texts[0]
        fake.says(8, "/diaphuong Bình Lục", chat=GROUP)
        await fake.answers(2)
        fake.says(8, "/ky 2021", chat=GROUP)
        await fake.answers(3)
        fake.says(9, "/hoi hộ nghèo bao nhiêu?", chat=GROUP)
        texts = await fake.answers(4)
        assert "2,25%" in texts[3]
        anonymous = fake.message(1087968824, "/ky xóa", chat=GROUP, sender_chat=GROUP)
        anonymous["from"]["is_bot"] = True
        fake.add("message", anonymous)
        texts = await fake.answers(5)
        assert "kỳ mới nhất" in texts[4]
        assert [entry.act for entry in at.state.audit()] == ["settings"] * 3
        fake.says(8, "/caidat", chat=GROUP)
        await fake.answers(6)
        ours = {name: value for name, value in fake.result_of(fake.said[5]).items() if not name.startswith("_")}
        fake.says(8, "1", chat=GROUP, reply_to_message=ours)
        texts = await fake.answers(7)
        assert "English" in texts[6]


@on_loop
async def test_a_burst_of_sixty_is_served_within_twenty_messages(stage: Run) -> None:
    questions = [
        "hộ nghèo bình lục 2021",
        "nguồn hộ nghèo bình lục 2021",
        "thu nhập bình quân đầu người Hồng Lĩnh 2024",
        "hộ nghèo lạng sơn 2021",
        "tỷ lệ bao phủ bhyt bình lục 2021",
        "hộ nghèo hồng lĩnh 2024",
    ]
    async with stage() as at:
        fake: FakeTelegram = at.fake
        for person in range(60):
            fake.says(100 + person, f"/hoi {questions[person % len(questions)]}", chat=GROUP, name=f"Đại biểu {person}")
        await fake.until(lambda: len(fake.said) > 0 and at.state.open_updates("telegram") == [], 30)
        assert len(fake.said) <= 20
        answered = {call.params.get("reply_parameters", {}).get("message_id") for call in fake.said}
        text = "\n".join(fake.texts())
        asked = [update["message"] for update in _all_updates(at.state, fake)]
        missing = [n for n in range(60) if f"Đại biểu {n}<" not in text and asked[n]["message_id"] not in answered]
        assert missing == []


@on_loop
async def test_an_edited_question_leaves_a_shared_answer_to_the_others(stage: Run) -> None:
    async with stage() as at:
        fake: FakeTelegram = at.fake
        asked = [
            fake.says(100 + person, "/hoi hộ nghèo bình lục 2021", chat=GROUP, name=f"Đại biểu {person}")
            for person in range(4)
        ]
        await fake.until(lambda: fake.said and at.state.open_updates("telegram") == [])
        before = len(fake.said)
        shared = fake.said[-1].params["text"]
        sharing = [person for person in range(4) if f"Đại biểu {person}<" in shared]
        assert len(sharing) >= 2
        question = {**asked[sharing[0]]["message"], "text": "/hoi thu nhập Hồng Lĩnh 2024", "edit_date": 1}
        fake.add("edited_message", question)
        await fake.answers(before + 1)
        assert fake.said[-1].method == "sendMessage"


def _all_updates(_state: State, fake: FakeTelegram) -> list[dict[str, Any]]:
    messages = [
        message
        for message in fake.messages.values()
        if "first_name" in message["from"] and not message["from"]["is_bot"]
    ]
    return [{"message": message} for message in sorted(messages, key=lambda message: message["message_id"])]


@on_loop
async def test_a_long_list_is_offered_privately(stage: Run) -> None:
    async with stage() as at:
        fake: FakeTelegram = at.fake
        fake.says(7, "/hoi danh sách chỉ tiêu lạng sơn 2021", chat=GROUP)
        texts = await fake.answers(1)
        assert len(texts[0]) < 1000
        rows = fake.said[0].params["reply_markup"]["inline_keyboard"]
        links = [button["url"] for row in rows for button in row if "url" in button]
        assert len(links) == 1
        assert not any("Xem tiếp" in button["text"] for row in rows for button in row)
        payload = links[0].partition("start=")[2]
        assert len(payload) <= 64
        fake.says(8, f"/start {payload}")
        await fake.answers(2)
        fake.says(7, f"/start {payload}")
        texts = await fake.answers(3)
        assert "31 số liệu" not in texts[1]
        assert "31 số liệu" in texts[2]
        fake.says(7, "tiếp")
        texts = await fake.answers(4)
        assert "11. " in texts[3]


@on_loop
async def test_a_group_that_moves_keeps_its_settings_and_gets_its_answer(stage: Run) -> None:
    async with stage() as at:
        fake: FakeTelegram = at.fake
        fake.admins.add((-1002, 7))
        fake.says(7, "/diaphuong Bình Lục", chat=OTHER)
        await fake.answers(1)
        moved = Fault(
            "sendMessage",
            code=400,
            description="Bad Request: group chat was upgraded",
            parameters={"migrate_to_chat_id": -1003},
        )
        moved.where = lambda params: params["chat_id"] == "-1002"
        fake.faults.append(moved)
        fake.says(8, "/hoi hộ nghèo 2021", chat=OTHER)
        await fake.answers(2)
        assert fake.said[1].params["chat_id"] == "-1003"
        assert at.state.chat("telegram:-1003").place
        fake.says(7, None, chat={**OTHER, "id": -1003, "type": "supergroup"}, migrate_from_chat_id=-1002)
        fake.says(8, "/hoi hộ nghèo 2021", chat={**OTHER, "id": -1003, "type": "supergroup"})
        texts = await fake.answers(3)
        assert "2,25%" in texts[2]


@on_loop
async def test_added_removed_and_muted(stage: Run) -> None:
    async with stage() as at:
        fake: FakeTelegram = at.fake
        fake.membership(7, GROUP, "left", "member")
        texts = await fake.answers(1)
        assert "/hoi" in texts[0]
        fake.membership(7, GROUP, "member", "kicked")
        await fake.until(lambda: at.state.chat("telegram:-1001").gone_at)
        words = "Bad Request: not enough rights to send text messages to the chat"
        there = "-1002"
        fake.faults.append(
            Fault("sendMessage", code=400, description=words, where=lambda call: call["chat_id"] == there)
        )
        fake.says(7, "/hoi hộ nghèo bình lục 2021", chat=OTHER)
        fake.says(7, "/hoi hộ nghèo bình lục 2021")
        await fake.answers(2)
        assert fake.said[1].params["chat_id"] == "7"
        fake.faults.append(
            Fault("sendMessage", code=403, description="Forbidden: bot was kicked from the supergroup chat")
        )
        fake.says(7, "/hoi hộ nghèo bình lục 2021", chat=OTHER)
        await fake.until(
            lambda: at.state.chat("telegram:-1002") is not None and at.state.chat("telegram:-1002").gone_at
        )
        await fake.until(lambda: at.state.open_updates("telegram") == [])
