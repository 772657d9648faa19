"""Commands in what people type, with or without the slash; which of them a platform's menu shows."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.text import key

_SLASH = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of commands.toml; see there for the fields."""

    name: str
    slash: tuple[str, ...]
    words: frozenset[str]
    before: tuple[str, ...]
    menu: tuple[str, ...]
    settings: bool
    role: str
    vi: str
    en: str

    def description(self, lang: str) -> str:
        """Return what a menu says about the command."""
        return self.en if lang == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Call:
    """A command as it was typed, with the rest of the message; command is None for a slash word that is no command."""

    command: Command | None
    rest: str = ""


@cache
def commands() -> tuple[Command, ...]:
    """Return all commands in the order of the menu."""
    raw = tomllib.loads(Path(__file__).with_name("commands.toml").read_text(encoding="utf-8"))
    return tuple(
        Command(
            name=entry["name"],
            slash=tuple(entry["slash"]),
            words=frozenset(key(word) for word in entry.get("words", ())),
            before=tuple(key(word) for word in entry.get("before", ())),
            menu=tuple(entry["menu"]),
            settings=entry.get("settings", False),
            role=entry.get("role", ""),
            vi=entry["vi"],
            en=entry["en"],
        )
        for entry in raw["command"]
    )


@cache
def _by_slash() -> dict[str, Command]:
    return {name: command for command in commands() for name in command.slash}


@cache
def _by_words() -> dict[str, Command]:
    return {words: command for command in commands() for words in command.words}


@cache
def _beginnings() -> tuple[tuple[str, Command], ...]:
    pairs = [(words, command) for command in commands() for words in command.before]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def read_command(text: str) -> Call | None:
    """Return the command of a message, None for a message that is none."""
    stripped = text.strip()
    if match := _SLASH.fullmatch(stripped):
        return Call(_by_slash().get(match[1].lower()), (match[2] or "").strip())
    if len(stripped) > 200:
        return None
    folded = key(stripped)
    if command := _by_words().get(folded):
        return Call(command)
    for words, command in _beginnings():
        if folded.startswith(words + " "):
            rest = stripped.split(maxsplit=words.count(" ") + 1)
            return Call(command, rest[-1].lstrip(":-– ").strip())
    return None


def menu(scope: str) -> list[Command]:
    """Return the commands that a menu shows: scope private, group, or admins (of a group, with the group's)."""
    wanted = {"group", "admins"} if scope == "admins" else {scope}
    return [command for command in commands() if wanted & set(command.menu)]
