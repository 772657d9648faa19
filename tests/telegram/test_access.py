"""Who is let in, over Telegram: codes, strangers, roles, limits, erasing; and inline queries."""

from collections.abc import Callable
from typing import Any

from handlers import access
from handlers.access import RateLimit
from handlers.state import State
from tests.telegram.conftest import NOW
from tests.telegram.fake import FakeTelegram, on_loop

Run = Callable[..., Any]
QUESTION = "tỷ lệ hộ nghèo Bình Lục 2021?"
GROUP = {"id": -1001, "type": "supergroup", "title": "HĐND"}


def with_code(role: str, codes: list[str]) -> Callable[[FakeTelegram, State], None]:
    def make(_fake: FakeTelegram, state: State) -> None:
        codes.append(access.invite(state, role, "operator", NOW, 72).code)

    return make


@on_loop
async def test_a_stranger_gets_one_sentence_until_the_code(stage: Run) -> None:
    codes: list[str] = []
    async with stage(mode="invited", before=with_code("viewer", codes)) as at:
        fake: FakeTelegram = at.fake
        for text in ("/start", QUESTION, "alo", "/help", "/moi admin", "/dulieucuatoi"):
            fake.says(7, text)
        fake.says(7, "ABCD-EFGH-JKLM")
        texts = await fake.answers(2)
        assert "mã mời" in texts[0]
        assert "không đúng" in texts[1]
        fake.says(7, codes[0].lower())
        fake.says(7, QUESTION)
        fake.says(8, f"/start {codes[0]}")
        texts = await fake.answers(5)
        assert any("2,25%" in text for text in fake.texts(7))
        assert "không đúng" in fake.texts(8)[0]
        assert at.state.person("telegram:7").role == "viewer"


@on_loop
async def test_a_deep_link_lets_in_and_admins_manage_people(stage: Run) -> None:
    codes: list[str] = []
    async with stage(mode="invited", before=with_code("admin", codes)) as at:
        fake: FakeTelegram = at.fake
        fake.says(7, f"/start {codes[0]}")
        fake.says(7, "/moi editor")
        texts = await fake.answers(2)
        link = next(word for word in texts[1].split() if "start=" in word)
        assert link.startswith("https://t.me/solieu_bot?start=")
        fake.says(8, f"/start {link.partition('start=')[2]}")
        await fake.answers(3)
        fake.says(8, "/moi")
        texts = await fake.answers(4)
        assert "quản trị" in texts[3]
        fake.says(7, "/nguoidung")
        texts = await fake.answers(5)
        assert "telegram:8" in texts[4]
        fake.says(7, "/thuhoi telegram:8")
        await fake.answers(6)
        fake.says(8, QUESTION)
        fake.says(7, "/thuhoi telegram:8")
        texts = await fake.answers(7)
        assert "Không có ai" in texts[6]
        acts = [entry.act for entry in at.state.audit()]
        assert acts == ["invite", "join", "invite", "join", "revoke"]


@on_loop
async def test_a_group_is_let_in_by_an_editor_or_a_code(stage: Run) -> None:
    codes: list[str] = []
    async with stage(mode="invited", before=with_code("editor", codes)) as at:
        fake: FakeTelegram = at.fake
        fake.says(9, "/hoi hộ nghèo bình lục 2021", chat=GROUP)
        fake.says(8, "/hoi hộ nghèo bình lục 2021", chat=GROUP)
        texts = await fake.answers(1)
        assert "mã mời" in texts[0]
        fake.says(7, f"/start {codes[0]}")
        await fake.answers(2)
        fake.says(7, "/ketnoi", chat=GROUP)
        await fake.answers(3)
        fake.says(9, "/hoi hộ nghèo bình lục 2021", chat=GROUP)
        texts = await fake.answers(4)
        assert "2,25%" in texts[3]
        fake.says(9, QUESTION)
        texts = await fake.answers(5)
        assert "mã mời" in texts[4]
        fake.membership(7, {**GROUP, "id": -1009}, "left", "member")
        texts = await fake.answers(6)
        assert at.state.chat("telegram:-1009").linked_by == "telegram:7"


@on_loop
async def test_too_many_questions_are_told_once(stage: Run) -> None:
    async with stage(limit=RateLimit(3)) as at:
        for _ in range(8):
            at.fake.says(7, QUESTION)
        at.fake.says(8, QUESTION)
        await at.fake.answers(5)
        await at.fake.until(lambda: at.state.open_updates("telegram") == [])
        assert len(at.fake.texts(7)) == 4
        assert "đợi một phút" in at.fake.texts(7)[3]


@on_loop
async def test_a_person_sees_and_erases_what_is_stored(stage: Run) -> None:
    async with stage() as at:
        fake: FakeTelegram = at.fake
        fake.says(7, QUESTION)
        fake.says(7, "/dulieucuatoi")
        texts = await fake.answers(2)
        assert "telegram:7" in texts[1]
        fake.says(7, "/xoadulieu")
        texts = await fake.answers(3)
        assert "1. Xóa" in texts[2]
        fake.says(7, "1")
        texts = await fake.answers(4)
        assert "Đã xóa" in texts[3]
        for table in ("people", "conversations", "buttons"):
            assert at.state.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


@on_loop
async def test_inline_queries_offer_only_sure_figures(stage: Run) -> None:
    async with stage() as at:
        fake: FakeTelegram = at.fake
        for query in (
            "hộ nghèo bình lục 2021",
            "",
            "h",
            "xyzzy abc",
            "hộ nghèo bình lục 1999",
            "hộ nghèo thọ xuân",
            "danh sách chỉ tiêu lạng sơn 2021",
        ):
            fake.searches(7, query)
        await fake.until(lambda: len(fake.of("answerInlineQuery")) == 7)
        results = [call.params["results"] for call in fake.of("answerInlineQuery")]
        assert "2,25%" in results[0][0]["input_message_content"]["message_text"]
        assert results[1:5] == [[], [], [], []]
        assert len(results[5]) <= 10
        assert 5 < len(results[6]) <= 10
        assert all("Nguồn:" in one["input_message_content"]["message_text"] for one in results[6])
        for call in fake.of("answerInlineQuery"):
            assert call.params["is_personal"] == "true"
            assert int(call.params["cache_time"]) <= 10


@on_loop
async def test_inline_queries_of_strangers_are_empty(stage: Run) -> None:
    async with stage(mode="invited") as at:
        at.fake.searches(7, "hộ nghèo bình lục 2021")
        await at.fake.until(lambda: at.fake.of("answerInlineQuery"))
        call = at.fake.of("answerInlineQuery")[0]
        assert call.params["results"] == []
        assert "mã mời" in call.params["button"]["text"]
        at.fake.says(7, f"/start {call.params['button']['start_parameter']}")
        texts = await at.fake.answers(1)
        assert "xin gửi cho tôi mã mời" in texts[0]
