"""A small data folder of the same form as knowledge/data, for tests that break it or change it."""

import shutil
from pathlib import Path

from knowledge.build import DATA

SMALL = Path(__file__).parents[1] / "corpus" / "small"
OWN = tuple(path.relative_to(SMALL).as_posix() for path in sorted(SMALL.rglob("*.csv")))
COPIED = ("words.toml", "label_words.toml", "teencode.csv")


def write(folder: Path) -> Path:
    """Write the files and return their folder."""
    shutil.copytree(SMALL, folder)
    for name in COPIED:
        shutil.copyfile(DATA / name, folder / name)
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace one stretch of text in a file, which must be there once."""
    text = (folder / name).read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{name}: {old!r} stands {text.count(old)} times")
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
