"""The shape of the source: rooms look one way only, every module says its purpose, outside names stay outside."""

import ast
import os
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "knowledge")
# What a room may import of the others; the clock is read in bot only.
MAY_IMPORT = {"knowledge": {"knowledge"}, "handlers": {"handlers", "knowledge"}, "bot": set(ROOMS)}
CLOCKS = {"now", "today", "utcnow", "time"}
PLATFORMS = {"telegram", "httpx", "tornado"}
MODULES = sorted(path.relative_to(ROOT).as_posix() for room in ROOMS for path in (ROOT / room).rglob("*.py"))


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def imported(module: str) -> set[str]:
    """The first names of everything a module imports."""
    names = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("module", MODULES)
def test_rooms_look_one_way_only(module: str) -> None:
    room = module.split("/")[0]
    names = imported(module)
    assert names & set(ROOMS) <= MAY_IMPORT[room]
    assert room == "bot" or not names & PLATFORMS


@pytest.mark.parametrize("module", [module for module in MODULES if not module.endswith("__init__.py")])
def test_a_module_says_its_purpose_in_one_line(module: str) -> None:
    first, *_ = (ast.get_docstring(tree_of(module)) or "").splitlines() or [""]
    assert first.endswith((".", "…")) and len(first) > 20, first


@pytest.mark.parametrize("module", [module for module in MODULES if not module.startswith("bot/")])
def test_the_time_of_day_is_given_not_read(module: str) -> None:
    calls = {
        ast.unparse(node.func)
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
    }
    assert not calls & {"datetime.now", "datetime.today", "date.today", "datetime.utcnow", "time.time"}


@cache
def shipped() -> tuple[Path, ...]:
    """Every text file of the repository."""
    skipped = {".git", ".venv", "var", "build", "__pycache__", ".hypothesis"}
    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in skipped and not name.endswith((".egg-info", "_cache"))]
        found += [Path(folder, name) for name in files if not name.endswith((".egg-info", "_cache"))]
    kept = {".py", ".md", ".toml", ".txt", ".cfg", ".po", ".yml", ".sh", ""}
    return tuple(path for path in found if path.suffix in kept and path.name not in skipped)


def test_nothing_names_a_machine_or_a_registry() -> None:
    # Put together here, so that this file does not name them either.
    outside = re.compile(
        "|".join(["/" + "work/", "/" + "tmp/solieu", "pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs"])
    )
    found = []
    for path in shipped():
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in outside.finditer(text)]
    assert not found


def test_nothing_is_left_unfinished() -> None:
    marks = re.compile("|".join([r"\bTO" + r"DO\b", r"\bFIX" + r"ME\b", "raise NotImplemented" + "Error"]))
    found = [
        str(path.relative_to(ROOT))
        for path in shipped()
        if marks.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert not found
