"""Where figures stand, in one line or in full."""

from collections.abc import Sequence

from handlers.figures import LONGEST_QUOTE, amount, document_words, locator_words, shortened, source_words, upper_first
from handlers.i18n import translator
from handlers.markup import bold, escape
from knowledge.base import Knowledge
from knowledge.store import Observation

_IN_FULL = 6
_QUOTED = 2
_DOCUMENTS_NAMED = 2
_LOCATORS_NAMED = 3


def sources(facts: Sequence[Observation], knowledge: Knowledge, lang: str, *, with_locators: bool = True) -> str:
    """Return one line: each document once, with the places in it."""
    _ = translator(lang).gettext
    places: dict[str, list[str]] = {}
    for fact in facts:
        if fact.document:
            locators = places.setdefault(fact.document, [])
            if with_locators and fact.locator and fact.locator not in locators:
                locators.append(fact.locator)
    named = []
    for document_id, locators in places.items():
        document = knowledge.store.document(document_id)
        where = [locator_words(locator, lang) for locator in locators[:_LOCATORS_NAMED]]
        named.append(
            ", ".join([document_words(document) if document is not None else document_id, "; ".join(where)]).rstrip(
                ", "
            )
        )
    if not named:
        return ""
    if len(named) > _DOCUMENTS_NAMED:
        more = len(named) - 1
        named = [named[0] + _(" và {count} văn bản khác").format(count=more)]
    return escape(_("Nguồn: {sources}.").format(sources="; ".join(named)))


def sources_in_full(facts: Sequence[Observation], knowledge: Knowledge, lang: str) -> str:
    """Return where each figure stands, a line for each; the words themselves only where there are few."""
    few = len(facts) <= _QUOTED
    lines = [_source(fact, knowledge, lang, quoted=few) for fact in facts[:_IN_FULL]]
    return "\n".join(line for line in (*lines, and_more(len(facts) - len(lines), lang)) if line)


def and_more(count: int, lang: str) -> str:
    """Return that so many figures are left out; empty for none."""
    if not count:
        return ""
    return translator(lang).ngettext("… và {count} số nữa.", "… và {count} số nữa.", count).format(count=count)


def _source(fact: Observation, knowledge: Knowledge, lang: str, *, quoted: bool) -> str:
    """Return where a figure stands: document, number, place in it, the words themselves."""
    _ = translator(lang).gettext
    document = knowledge.store.document(fact.document)
    if document is None:
        where = _("chưa ghi văn bản")
    else:
        where = source_words(fact, knowledge, lang)
        if document.number and document.number not in where:
            where = _("{document}, số {number}").format(document=where, number=document.number)
        if document.draft and "dự thảo" not in where.casefold():
            where = _("{document} (dự thảo)").format(document=where)
    quote = f": “{shortened(fact.quote, LONGEST_QUOTE)}”" if fact.quote and quoted else ""
    return f"{bold(upper_first(amount(fact, knowledge, lang)))}: {escape(where + quote)}."
