"""Translations of what people read: Vietnamese stands in the code, other languages in handlers/locale."""

import gettext
import io
from functools import lru_cache
from pathlib import Path

LOCALES = Path(__file__).parent / "locale"
LANGUAGES = ("vi", "en")


@lru_cache(maxsize=len(LANGUAGES))
def translator(lang: str) -> gettext.NullTranslations:
    """Return the translations for a language; Vietnamese, the language of the source, for any other code."""
    path = LOCALES / lang / "LC_MESSAGES" / "messages.po"
    if lang == "vi" or not path.is_file():
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=lang))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
