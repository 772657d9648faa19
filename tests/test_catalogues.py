"""Translations: everything that people read is in the English catalogue, with the same blanks to fill."""

import re
import string
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from handlers.i18n import LANGUAGES, LOCALES, translator

ROOT = Path(__file__).parents[1]
_PERCENT = re.compile(r"%\(\w+\)[sd]")


@cache
def used() -> dict[tuple[str | tuple[str, ...], str | None], str]:
    """Every message of the source with its context, and where it stands."""
    found = {}
    for room in ("bot", "handlers"):
        for file, line, message, _, context in extract_from_dir(
            ROOT / room, method_map=[("**.py", "python")], keywords=dict(DEFAULT_KEYWORDS)
        ):
            found[(message, context)] = f"{room}/{file}:{line}"
    return found


@cache
def catalogue() -> Catalog:
    with (LOCALES / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def first_of(message: str | Sequence[str]) -> str:
    return message if isinstance(message, str) else message[0]


def forms_of(entry: Message | None) -> list[str]:
    """The translations of an entry: one, or one for each plural form."""
    if entry is None or not entry.string:
        return []
    return [entry.string] if isinstance(entry.string, str) else list(entry.string)


def blanks(text: str) -> set[str]:
    """The names that a text leaves to be filled in."""
    named = {name for _, name, _, _ in string.Formatter().parse(text) if name} if "%(" not in text else set()
    return named | set(_PERCENT.findall(text))


def test_every_message_is_translated() -> None:
    missing = []
    for (message, context), where in used().items():
        forms = forms_of(catalogue().get(first_of(message), context))
        if len(forms) != (1 if isinstance(message, str) else 2) or not all(forms):
            missing.append(f"{where} {message!r}")
    assert not missing


def test_no_translation_is_left_over() -> None:
    known = {(first_of(message), context) for message, context in used()}
    left = [entry.id for entry in catalogue() if entry.id and (first_of(entry.id), entry.context) not in known]
    assert not left


def test_translations_leave_the_same_blanks() -> None:
    for entry in catalogue():
        if entry.id:
            assert all(blanks(form) == blanks(first_of(entry.id)) for form in forms_of(entry)), entry.id


def test_the_python_side_finds_what_babel_wrote() -> None:
    translations = translator("en")
    for message, context in used():
        if isinstance(message, str):
            said = translations.pgettext(context, message) if context else translations.gettext(message)
            entry = catalogue().get(message, context)
            assert entry is not None
            assert said == entry.string


def test_no_message_is_used_both_with_and_without_a_number() -> None:
    counted = {first_of(message) for message, _ in used() if not isinstance(message, str)}
    assert not counted & {message for message, _ in used() if isinstance(message, str)}


@pytest.mark.parametrize("lang", [*LANGUAGES, "fr", ""])
def test_every_language_says_something(lang: str) -> None:
    assert translator(lang).gettext("chỉ tiêu") == ("target" if lang == "en" else "chỉ tiêu")
