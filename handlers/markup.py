"""The small markup of replies: <b>, <i> and <code> around escaped text; each platform renders it in its own way."""

import html
import re

_TAG = re.compile(r"</?(?:b|i|code)>")


def escape(text: str) -> str:
    """Return outside text made safe to stand in a reply."""
    return html.escape(text, quote=False)


def bold(text: str) -> str:
    """Return escaped text set in bold."""
    return f"<b>{escape(text)}</b>"


def plain(text: str) -> str:
    """Return a reply's text without markup, as the terminal and the JSON output show it."""
    return html.unescape(_TAG.sub("", text))
