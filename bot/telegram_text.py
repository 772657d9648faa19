"""Replies within Telegram's limits: lengths as Telegram counts them, long texts in parts with their markup whole."""

import re

from handlers.markup import plain

MOST_TEXT = 4096
MOST_CAPTION = 1024
MOST_CALLBACK_TEXT = 200
_PIECES = re.compile(r"</?(?:b|i|code|a)(?: [^>]*)?>|&(?:lt|gt|amp|quot|#\d+);|[^<&]|[<&]")
_TAG = re.compile(r"<(/?)(b|i|code|a)( [^>]*)?>")


def units(text: str) -> int:
    """Return a text's length as Telegram counts it, in UTF-16 units: a flag or an emoji counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shown_length(markup: str) -> int:
    """Return the length of a reply's markup after it has been read."""
    return units(plain(re.sub(r"</?a(?: [^>]*)?>", "", markup)))


def split(markup: str, most: int = MOST_TEXT) -> list[str]:
    """Return a reply's markup in parts of at most so many units, cut at lines or spaces, tags kept whole.

    The tags count too, though Telegram counts only what is shown: a part is within the limit either way. A part holds
    at least one shown character.
    """
    if units(markup) <= most:
        return [markup]
    parts: list[str] = []
    pieces = _PIECES.findall(markup)
    start, open_tags = 0, list[str]()
    while start < len(pieces):
        end, closing = _part(pieces, start, most, open_tags)
        body = "".join(pieces[start:end])
        parts.append("".join(open_tags) + body.rstrip() + "".join(f"</{_name(tag)}>" for tag in reversed(closing)))
        open_tags, start = closing, end
        while start < len(pieces) and pieces[start].isspace():
            start += 1
    return [part for part in parts if plain(part).strip()]


def _part(pieces: list[str], start: int, most: int, open_tags: list[str]) -> tuple[int, list[str]]:
    """Return where the part that begins at start ends, and the tags that are open there."""
    used, tags = sum(map(_size_with_end, open_tags)), list(open_tags)
    begun = False
    line_end: tuple[int, list[str]] | None = None
    space: tuple[int, list[str]] | None = None
    for position in range(start, len(pieces)):
        piece = pieces[position]
        tag = _TAG.fullmatch(piece)
        if tag and tag[1]:
            if tags:
                tags.pop()
            continue
        size = _size_with_end(piece) if tag else units(piece)
        if used + size > most and begun:
            # A line's end in the last half of the part is worth a shorter part; else any space will do.
            if line_end is not None and line_end[0] - start > (position - start) // 2:
                return line_end
            return space or line_end or (position, tags)
        used += size
        if tag:
            tags.append(piece)
            continue
        begun = True
        if piece == "\n":
            line_end = (position + 1, list(tags))
        elif piece == " ":
            space = (position + 1, list(tags))
    return len(pieces), tags


def _size_with_end(tag: str) -> int:
    return units(tag) + len(f"</{_name(tag)}>")


def _name(tag: str) -> str:
    match = _TAG.fullmatch(tag)
    return match[2] if match else ""


def shorten_lines(markup: str, most: int) -> str:
    """Return the first whole lines of a reply's markup within a length, "…" where something was left out."""
    if shown_length(markup) <= most:
        return markup
    head = split(markup, most - 2)[0]
    return head + "\n…"
