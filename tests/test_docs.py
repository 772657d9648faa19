"""What the documents promise exists: commands, options, settings, files, and the conversation in the README."""

import io
import re
import tomllib
from contextlib import redirect_stdout
from dataclasses import fields
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from bot import cli
from bot.config import SECTIONS
from handlers.ask import ask
from handlers.commands import commands
from knowledge.base import Knowledge
from knowledge.question import Context

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
README = ROOT / "README.md"
_COMMAND = re.compile(r"\bsolieu ([a-z]+)((?: +[^`|#\n]*)?)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
_OF_BOTFATHER = {"newbot", "setinline", "setprivacy"}
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def code_in(path: Path) -> str:
    """The parts of a document that are set as code."""
    text = text_of(path)
    return "\n".join(
        [*re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL), *re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)]
    )


@cache
def options() -> dict[str, set[str]]:
    """The options of every command, read from its help."""
    known = {}
    for command in cli.COMMANDS:
        shown = io.StringIO()
        with redirect_stdout(shown), pytest.raises(SystemExit):
            cli.main([command, "--help"])
        known[command] = set(_OPTION.findall(shown.getvalue()))
    return known


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_and_options_exist(path: Path) -> None:
    known = options()
    for command, rest in _COMMAND.findall(code_in(path)):
        assert command in known, f"solieu {command}"
        for option in _OPTION.findall(rest):
            assert option in known[command], f"solieu {command} {option}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in _LINK.findall(text_of(path)):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_make_targets_exist(path: Path) -> None:
    targets = set(re.findall(r"^(\w+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    for target in re.findall(r"\bmake ([a-z]+)", code_in(path)):
        assert target in targets, target


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_settings_exist(path: Path) -> None:
    keys = {name: {item.name for item in fields(section)} for name, section in SECTIONS.items()}
    for section, key in re.findall(r"`\[(\w+)\] (\w+)", text_of(path)):
        assert key in keys.get(section, ()), f"[{section}] {key}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_in_chat_exist(path: Path) -> None:
    known = {word for command in commands() for word in command.slash} | _OF_BOTFATHER
    for word in re.findall(r"(?<!`)`/([a-z]+)(?: [^`/]*)?`(?!`)", text_of(path)):
        assert word in known, f"/{word}"


def test_the_requirements_are_pinned_and_cover_the_project() -> None:
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    for name, wanted in (
        ("requirements.txt", project["dependencies"]),
        ("requirements-dev.txt", project["optional-dependencies"]["dev"]),
    ):
        lines = [line for line in text_of(ROOT / name).splitlines() if line and not line.startswith(("#", "-r "))]
        assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", line) for line in lines)
        pinned = {re.sub(r"[-_.]+", "-", line.split("==")[0]).lower() for line in lines}
        for requirement in wanted:
            bare = re.match(r"[A-Za-z0-9._-]+", requirement)
            assert bare is not None
            assert re.sub(r"[-_.]+", "-", bare.group()).lower() in pinned, requirement


def test_the_conversation_in_the_readme_is_a_real_one(knowledge: Knowledge, now: datetime) -> None:
    shown = re.search(r"```text\n(.*?)```", text_of(README), re.DOTALL)
    assert shown is not None
    context = Context()
    for turn in re.split(r"^› ", shown[1].strip(), flags=re.MULTILINE)[1:]:
        question, _, answer = turn.partition("\n")
        asked = ask(question, context, knowledge, now=now, lang="vi")
        context = asked.context
        assert asked.data["text"] == answer.strip()


def test_the_readme_fits_a_screen_and_its_test_command_is_what_the_automation_runs() -> None:
    lines = text_of(README).splitlines()
    assert len(lines) <= 70
    assert "make test" in text_of(README)
    assert "make test" in text_of(ROOT / ".ci" / "run")
