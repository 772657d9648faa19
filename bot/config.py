"""Settings: config.toml and the environment, checked key by key, as frozen values."""

import difflib
import re
import tomllib
import types
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from handlers.i18n import LANGUAGES, translator

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_ADMIN = re.compile(r"(?:telegram|zalo):\S+")
_HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_URL = re.compile(r"https?://[^\s/]+\S*")
_PROXY = re.compile(r"(?:https?|socks5h?)://\S+")


class ConfigError(Exception):
    """A setting cannot be used.

    reason: missing, unreadable, syntax, unknown_section, unknown_key, bad_type or bad_value; key names the section or
    "section.key"; hint is the nearest known name, the type or the values that would do. The value itself is never kept:
    it may be a secret.
    """

    def __init__(self, reason: str, key: str, hint: str = "") -> None:
        super().__init__(f"{reason} {key} {hint}".strip())
        self.reason = reason
        self.key = key
        self.hint = hint

    def message(self, lang: str = "vi") -> str:
        """Return what an operator reads: what is wrong and what can be done."""
        _ = translator(lang).gettext
        sentences = {
            "missing": _("Không có tệp cấu hình {key}."),
            "unreadable": _("Không đọc được tệp cấu hình {key}: {hint}."),
            "syntax": _("Tệp cấu hình {key} sai cú pháp TOML: {hint}."),
            "unknown_section": _("Cấu hình không có mục [{key}]. Gần nhất: [{hint}]."),
            "unknown_key": _("Cấu hình không có khóa {key}. Gần nhất: {hint}."),
            "bad_type": _("Khóa {key} trong cấu hình phải là {hint}."),
            "bad_value": _("Khóa {key} trong cấu hình không dùng được; giá trị hợp lệ: {hint}."),
        }
        return sentences[self.reason].format(key=self.key, hint=self.hint)


@dataclass(frozen=True, slots=True)
class General:
    """Time zone (IANA name) and default language."""

    timezone: str = "Asia/Ho_Chi_Minh"
    lang: str = "vi"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as an object."""
        return ZoneInfo(self.timezone)


@dataclass(frozen=True, slots=True)
class Paths:
    """Where the databases are; documents is None where quotes are not checked."""

    knowledge: Path = Path("var/knowledge.db")
    state: Path = Path("var/state.db")
    documents: Path | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask, and how often."""

    mode: str = "invited"
    admins: tuple[str, ...] = ()
    code_hours: int = 72
    messages_per_minute: int = 20


@dataclass(frozen=True, slots=True)
class Reminders:
    """When chats are reminded that have chosen nothing: days before, local hours; own days off and working days."""

    leads: tuple[int, ...] = (7, 3, 1, 0)
    hour: str = "07:30"
    quiet_from: str = "21:00"
    quiet_to: str = "06:00"
    days_off: Path | None = None


@dataclass(frozen=True, slots=True)
class Telegram:
    """The Telegram channel; it runs when enabled and a token is there. Waiting times in seconds."""

    enabled: bool = True
    token: str = field(default="", repr=False)
    api_url: str = "https://api.telegram.org"
    proxy: str = field(default="", repr=False)
    poll_seconds: int = 25
    silent_seconds: int = 180
    exit_seconds: int = 900
    group_messages_per_minute: int = 20
    webhook_url: str = ""
    webhook_listen: str = "127.0.0.1"
    webhook_port: int = 8443
    webhook_secret: str = field(default="", repr=False)
    webhook_certificate: Path | None = None
    webhook_key: Path | None = None


@dataclass(frozen=True, slots=True)
class Zalo:
    """The Zalo channel; it runs when enabled and a token is there."""

    enabled: bool = True
    token: str = field(default="", repr=False)
    api_url: str = "https://bot-api.zaloplatforms.com"


@dataclass(frozen=True, slots=True)
class Log:
    """How much is written to stderr."""

    level: str = "INFO"


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, one value for each section."""

    general: General = General()
    paths: Paths = Paths()
    access: Access = Access()
    reminders: Reminders = Reminders()
    telegram: Telegram = Telegram()
    zalo: Zalo = Zalo()
    log: Log = Log()


SECTIONS: dict[str, type[Any]] = {
    "general": General,
    "paths": Paths,
    "access": Access,
    "reminders": Reminders,
    "telegram": Telegram,
    "zalo": Zalo,
    "log": Log,
}


def load(path: Path | None, env: Mapping[str, str]) -> Config:
    """Return the settings of a file (None: the built-in ones), secrets from the environment where it holds them.

    Raises ConfigError.
    """
    raw = _read(path) if path is not None else {}
    values: dict[str, Any] = {}
    for name, keys in raw.items():
        section = SECTIONS.get(name)
        if section is None:
            raise ConfigError("unknown_section", name, _nearest(name, list(SECTIONS)))
        if not isinstance(keys, dict):
            raise ConfigError("bad_type", name, f"[{name}]")
        values[name] = _section(name, section, keys)
    config = Config(**values)
    telegram_token = env.get("SOLIEU_TELEGRAM_TOKEN", "").strip() or config.telegram.token
    zalo_token = env.get("SOLIEU_ZALO_TOKEN", "").strip() or config.zalo.token
    config = replace(
        config, telegram=replace(config.telegram, token=telegram_token), zalo=replace(config.zalo, token=zalo_token)
    )
    _check(config)
    return config


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError("missing", str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("unreadable", str(path), getattr(error, "strerror", None) or "UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("syntax", str(path), str(error)) from error


def _nearest(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.0)
    return close[0] if close else known[0]


def _section(name: str, section: type[Any], keys: dict[str, Any]) -> Any:
    hints = get_type_hints(section)
    known = [item.name for item in fields(section)]
    values = {}
    for key, value in keys.items():
        if key not in known:
            raise ConfigError("unknown_key", f"{name}.{key}", f"{name}.{_nearest(key, known)}")
        values[key] = _typed(f"{name}.{key}", hints[key], value)
    return section(**values)


def _typed(key: str, wanted: Any, value: Any) -> Any:
    if wanted is bool:
        if isinstance(value, bool):
            return value
        raise ConfigError("bad_type", key, "true / false")
    if wanted is int:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise ConfigError("bad_type", key, "1, 2, 3 …")
    if wanted == tuple[str, ...]:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise ConfigError("bad_type", key, '["…", "…"]')
    if wanted == tuple[int, ...]:
        if isinstance(value, list) and all(isinstance(item, int) and not isinstance(item, bool) for item in value):
            return tuple(value)
        raise ConfigError("bad_type", key, "[7, 3, 1, 0]")
    if not isinstance(value, str):
        raise ConfigError("bad_type", key, '"…"')
    if wanted is str:
        return value.strip()
    optional = isinstance(wanted, types.UnionType)
    if value.strip():
        return Path(value.strip()).expanduser()
    if optional:
        return None
    raise ConfigError("bad_value", key, '"var/…"')


def _check(config: Config) -> None:
    _allow(_zone_exists(config.general.timezone), "general.timezone", '"Asia/Ho_Chi_Minh"')
    _allow(config.general.lang in LANGUAGES, "general.lang", ", ".join(f'"{lang}"' for lang in LANGUAGES))
    access = config.access
    _allow(access.mode in ("invited", "open"), "access.mode", '"invited", "open"')
    _allow(all(_ADMIN.fullmatch(person) for person in access.admins), "access.admins", '["telegram:123456789"]')
    _allow(1 <= access.code_hours <= 8760, "access.code_hours", "1–8760")
    _allow(1 <= access.messages_per_minute <= 1000, "access.messages_per_minute", "1–1000")
    reminders = config.reminders
    _allow(bool(reminders.leads) and all(0 <= lead <= 60 for lead in reminders.leads), "reminders.leads", "0–60")
    for name in ("hour", "quiet_from", "quiet_to"):
        _allow(_HOUR.fullmatch(getattr(reminders, name)) is not None, f"reminders.{name}", '"07:30"')
    telegram = config.telegram
    _allow(_URL.fullmatch(telegram.api_url) is not None, "telegram.api_url", '"https://…"')
    _allow(
        not telegram.proxy or _PROXY.fullmatch(telegram.proxy) is not None, "telegram.proxy", '"http://…", "socks5://…"'
    )
    _allow(1 <= telegram.poll_seconds <= 50, "telegram.poll_seconds", "1–50")
    _allow(telegram.silent_seconds >= 1, "telegram.silent_seconds", "≥ 1")
    _allow(telegram.exit_seconds >= 0, "telegram.exit_seconds", "≥ 0")
    _allow(1 <= telegram.group_messages_per_minute <= 20, "telegram.group_messages_per_minute", "1–20")
    _allow(
        not telegram.webhook_url or _URL.fullmatch(telegram.webhook_url) is not None,
        "telegram.webhook_url",
        '"https://…"',
    )
    _allow(1 <= telegram.webhook_port <= 65535, "telegram.webhook_port", "1–65535")
    secret = telegram.webhook_secret
    _allow(not secret or _SECRET.fullmatch(secret) is not None, "telegram.webhook_secret", "A-Z a-z 0-9 _ - (1–256)")
    both = (telegram.webhook_certificate is None) == (telegram.webhook_key is None)
    _allow(both, "telegram.webhook_key", "webhook_certificate + webhook_key")
    _allow(_URL.fullmatch(config.zalo.api_url) is not None, "zalo.api_url", '"https://…"')
    _allow(
        config.log.level in ("DEBUG", "INFO", "WARNING", "ERROR"), "log.level", '"DEBUG", "INFO", "WARNING", "ERROR"'
    )


def _allow(good: bool, key: str, hint: str) -> None:
    if not good:
        raise ConfigError("bad_value", key, hint)


def _zone_exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True
