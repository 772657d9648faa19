"""What a chat chooses about its reminders: level, field, days before, hour, quiet hours, who hears of silence."""

from datetime import time
from pathlib import Path

import pytest

from bot.config import Config, ConfigError, load
from bot.reminder_settings import calendar_of, rhythm_of
from handlers.reminder_plan import Rhythm
from handlers.services import Services
from knowledge.errors import KnowledgeError
from tests.reminders.chatting import GROUP, NAM, in_group, let_in, reminders_of, said
from tests.reminders.world import at


def test_a_group_subscribes_by_level_and_field(services: Services) -> None:
    assert "cấp xã" in said("/dangky xã", services, **in_group())
    everything = {thing.key for thing in reminders_of(services).open_things(GROUP)}
    assert {"HRM-01", "POV-01"} <= everything
    said("/dangky xã giảm nghèo, can bo", services, **in_group())
    chosen = {thing.key for thing in reminders_of(services).open_things(GROUP)}
    assert "HRM-01" in chosen and "POV-01" in chosen
    assert all(key.startswith(("HRM", "POV")) for key in chosen)
    assert "không nhắc" in said("/dangky thôi", services, **in_group())
    assert reminders_of(services).open_things(GROUP) == []


def test_a_unit_chooses_its_own_duties(services: Services) -> None:
    said("/dangky tỉnh Sở Nội vụ", services)
    keys = {thing.key for thing in reminders_of(services).open_things("telegram:7")}
    assert keys == {"REF-01", "HRM-01"} & keys and "REF-01" in keys


def test_a_field_that_nobody_knows_is_refused_with_those_there_are(services: Services) -> None:
    text = said("/dangky xã vũ trụ", services)
    assert "“vũ trụ”" in text and "Đầu tư công" in text
    assert reminders_of(services).subscription("telegram:7") is None


def test_days_hour_and_quiet_hours(services: Services) -> None:
    assert "trước 10, 5 ngày" in said("/nhactruoc 10 5 0 lúc 8h15", services)
    assert "22:00" in said("/yenlang 22:00 05:30", services)
    wish = reminders_of(services).subscription("telegram:7")
    assert wish is not None
    assert wish.rhythm == Rhythm((10, 5, 0), time(8, 15), time(22), time(5, 30))
    assert "Yên lặng từ 22:00 đến 05:30" in said("/caidat", services)
    assert "bất cứ giờ nào" in said("/yenlang thôi", services)
    assert "Yên lặng" not in said("/caidat", services)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("/yenlang", "Ví dụ: /yenlang"),
        ("/yenlang 25:00 06:00", "Ví dụ: /yenlang"),
        ("/yenlang 7h 9h", "07:30 nằm trong khoảng đó"),
        ("/nhactruoc 400", "nhiều nhất 60 ngày"),
        ("/nhactruoc 3 lúc 23h", "giữ yên lặng"),
        ("/nhactruoc 3 lúc 26h", "Không có giờ này"),
        ("/captren", "Báo cho ai"),
        ("/captren Không Ai", "không biết ai"),
        ("/dangky huyện", "cấp xã hoặc cấp tỉnh"),
    ],
)
def test_what_cannot_be_set_is_said_and_changes_nothing(services: Services, text: str, answer: str) -> None:
    assert answer in said(text, services)
    assert reminders_of(services).subscription("telegram:7") is None


def test_only_administrators_change_a_group(services: Services) -> None:
    for text in ("/dangky xã", "/nhactruoc 3", "/yenlang 22:00 05:00", "/captren Nam"):
        assert "quản trị nhóm" in said(text, services, chat=GROUP, private=False)
    assert reminders_of(services).subscription(GROUP) is None


def test_a_superior_is_named_shown_and_dropped(services: Services) -> None:
    let_in(services, NAM, "Nam")
    assert "báo cho Nam" in said("/captren nam", services, **in_group())
    assert "báo cho Nam" in said("/caidat", services, **in_group())
    wish = reminders_of(services).subscription(GROUP)
    assert wish is not None and wish.superior == NAM and not wish.duties
    said("/captren thôi", services, **in_group())
    wish = reminders_of(services).subscription(GROUP)
    assert wish is not None and wish.superior == ""


def test_the_configuration_is_what_chats_start_from(tmp_path: Path) -> None:
    days = tmp_path / "days.csv"
    days.write_text("date,kind,name,reason\n2026-12-14,day_off,Nghỉ,Quyết định\n", "utf-8")
    file = tmp_path / "config.toml"
    file.write_text(
        f'[reminders]\nleads = [5, 0]\nhour = "08:00"\nquiet_from = "20:00"\ndays_off = "{days}"\n', "utf-8"
    )
    config = load(file, {})
    assert rhythm_of(config) == Rhythm((5, 0), time(8), time(20), time(6))
    assert not calendar_of(config).is_working_day(at("2026-12-14").date())
    assert calendar_of(Config()).is_working_day(at("2026-12-14").date())
    days.write_text("date,kind,name,reason\n2026-02-30,day_off,Nghỉ,Quyết định\n", "utf-8")
    with pytest.raises(KnowledgeError):
        calendar_of(config)
    days.unlink()
    with pytest.raises(ConfigError):
        calendar_of(config)


@pytest.mark.parametrize("line", ["leads = []", "leads = [61]", "leads = 3", 'hour = "7:30"', 'quiet_to = "24:00"'])
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[reminders]\n{line}\n", "utf-8")
    with pytest.raises(ConfigError):
        load(file, {})
