"""Lengths as Telegram counts them, and long replies in parts."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_text import shorten_lines, shown_length, split, units
from handlers.markup import bold, escape, plain

PIECES = st.lists(
    st.one_of(
        st.text(max_size=30).map(escape),
        st.text(min_size=1, max_size=30).map(bold),
        st.sampled_from(["\n", " ", "<i>nghiêng</i>", "<code>mã &lt;1&gt;</code>", "📊" * 9]),
    ),
    max_size=60,
).map("".join)


def test_units_are_utf16() -> None:
    assert units("📊 Đắk Lắk") == 10
    assert shown_length("<b>a &amp; b</b>") == 5
    assert shown_length('<a href="tg://user?id=1">Lan</a>') == 3


def test_a_list_is_cut_between_lines() -> None:
    parts = split("\n".join(f"<b>{number}</b>: dòng" for number in range(2000)))
    assert all(part.startswith("<b>") and part.endswith("dòng") for part in parts)


@given(PIECES, st.integers(8, 200))
def test_parts_fit_and_lose_nothing(markup: str, most: int) -> None:
    parts = split(markup, most)
    assert all(shown_length(part) <= most for part in parts)
    assert "".join("".join(map(plain, parts)).split()) == "".join(plain(markup).split())
    for part in parts:
        opened: list[str] = []
        for closing, name in re.findall(r"<(/?)(b|i|code)>", part):
            if closing:
                assert opened.pop() == name
            else:
                opened.append(name)
        assert not opened


@given(PIECES, st.integers(40, 300))
def test_parts_are_within_the_limit_with_their_tags_too(markup: str, most: int) -> None:
    assert all(units(part) <= most for part in split(markup, most))


@given(PIECES, st.integers(20, 300))
def test_shortening_stays_within_its_length(markup: str, most: int) -> None:
    assert shown_length(shorten_lines(markup, most)) <= most
