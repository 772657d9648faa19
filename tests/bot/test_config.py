"""Settings: what the example says is what the code takes, and every slip is named."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from bot.config import SECTIONS, Config, ConfigError, load

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_loads_and_equals_the_defaults() -> None:
    assert load(EXAMPLE, {}) == Config()
    assert load(None, {}) == Config()


def test_the_example_has_every_key_with_its_default_in_the_comment() -> None:
    raw = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert {name: list(keys) for name, keys in raw.items()} == {
        name: [item.name for item in fields(section)] for name, section in SECTIONS.items()
    }
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"(\w+) = (.+?)\s+# ", line):
            assert f"default {match[2]}" in line, line


def test_secrets_come_from_the_environment_and_are_not_shown(tmp_path: Path) -> None:
    path = written(tmp_path, '[telegram]\ntoken = "1:file"\n[zalo]\napi_url = "http://127.0.0.1:9"\n')
    config = load(path, {"SOLIEU_TELEGRAM_TOKEN": " 2:env\n", "SOLIEU_ZALO_TOKEN": "3:env"})
    assert (config.telegram.token, config.zalo.token) == ("2:env", "3:env")
    assert "env" not in repr(config)
    assert load(path, {}).telegram.token == "1:file"


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b'\xef\xbb\xbf[access]\nmode = "open"\n')
    assert load(path, {}).access.mode == "open"


@pytest.mark.parametrize(
    ("text", "reason", "key", "hint"),
    [
        ('[telegram]\napi_ulr = "http://x"', "unknown_key", "telegram.api_ulr", "telegram.api_url"),
        ('[telegram]\nTOKEN = "1:x"', "unknown_key", "telegram.TOKEN", "telegram.token"),
        ('[acces]\nmode = "open"', "unknown_section", "acces", "access"),
        ('mode = "open"', "unknown_section", "mode", None),
        ('access = "open"', "bad_type", "access", None),
        ('[access]\nmode = "closed"', "bad_value", "access.mode", '"invited", "open"'),
        ("[access]\nmode = 1", "bad_type", "access.mode", None),
        ("[access]\nadmins = [1]", "bad_type", "access.admins", None),
        ('[access]\nadmins = ["123"]', "bad_value", "access.admins", None),
        ("[access]\ncode_hours = true", "bad_type", "access.code_hours", None),
        ("[access]\ncode_hours = 0", "bad_value", "access.code_hours", None),
        ('[telegram]\nenabled = "yes"', "bad_type", "telegram.enabled", None),
        ('[telegram]\napi_url = "127.0.0.1"', "bad_value", "telegram.api_url", None),
        ('[telegram]\nproxy = "10.0.0.1:3128"', "bad_value", "telegram.proxy", None),
        ('[telegram]\nwebhook_certificate = "c.pem"', "bad_value", "telegram.webhook_key", None),
        ('[telegram]\nwebhook_secret = "có dấu"', "bad_value", "telegram.webhook_secret", None),
        ("[telegram]\nwebhook_port = 70000", "bad_value", "telegram.webhook_port", None),
        ('[general]\ntimezone = "Asia/Hanoi"', "bad_value", "general.timezone", None),
        ('[general]\ntimezone = "../etc/passwd"', "bad_value", "general.timezone", None),
        ('[general]\nlang = "fr"', "bad_value", "general.lang", None),
        ('[paths]\nstate = ""', "bad_value", "paths.state", None),
        ('[log]\nlevel = "loud"', "bad_value", "log.level", None),
        ("[telegram\n", "syntax", None, None),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, reason: str, key: str | None, hint: str | None) -> None:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text), {})
    assert caught.value.reason == reason
    assert key is None or caught.value.key == key
    assert hint is None or caught.value.hint == hint
    for lang in ("vi", "en"):
        assert caught.value.key in caught.value.message(lang)


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="missing"):
        load(tmp_path / "nowhere.toml", {})
    with pytest.raises(ConfigError, match="unreadable"):
        load(tmp_path, {})
    (tmp_path / "latin.toml").write_bytes(b'[paths]\nstate = "\xe9"')
    with pytest.raises(ConfigError, match="unreadable"):
        load(tmp_path / "latin.toml", {})


def test_a_wrong_secret_is_not_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, '[telegram]\ntoken = ["123:SECRET"]'), {})
    assert "SECRET" not in str(caught.value) + caught.value.message("en")
