"""What the columns of names say is what the names say, read one by one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from knowledge.indicators import IndicatorIndex
from knowledge.name_columns import NameColumns
from knowledge.text import words_of

WORDS = ("tỷ", "lệ", "hộ", "nghèo", "cận", "số", "xã", "sô", "đất", "đắt")
NAMES = st.lists(
    st.tuples(st.integers(1, 4), st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)), max_size=12
)


@given(NAMES)
def test_columns_agree_with_the_names(rows: list[tuple[int, str]]) -> None:
    table = NameColumns(frozenset({"so"}))
    for indicator, text in rows:
        table.add(indicator, text)
    columns = table.columns
    names = [table.bases_of(name) for name in table.names]
    held = {(name.indicator, *zip(table.bases_of(name), name.marks, strict=True)) for name in table.names}
    assert held == {(indicator, *words_of(text)) for indicator, text in rows}
    for base, number in table.numbers.items():
        assert columns.members(number).tolist() == [at for at, name in enumerate(names) if base in name]
        for other, beside in table.numbers.items():
            pairs = {
                (name.marks[at], name.marks[at + 1])
                for name, bases in zip(table.names, names, strict=True)
                for at, pair in enumerate(pairwise(bases))
                if pair == (base, other)
            }
            assert bool(columns.marks_of_pair(number, beside)) == bool(pairs)
            assert columns.marks_of_pair(number, beside) == pairs
    for name, bases in zip(table.names, names, strict=True):
        for at in range(len(bases) - 2):
            assert columns.has_triple(*name.words[at : at + 3])
    everything = [sum(columns.weights[word] for word in set(name.words)) for name in table.names]
    assert [round(sum_, 9) for sum_ in columns.gather(table.numbers.values())] == [round(one, 9) for one in everything]
    short = "tl"
    starts = ["".join(base[0] for base in bases) for bases in names]
    assert columns.with_initials(short).tolist() == [at for at, letters in enumerate(starts) if short in letters]


def test_a_name_added_later_is_known_at_once() -> None:
    index = IndicatorIndex([(1, "tỷ lệ hộ nghèo")], frozenset())
    assert not index.has_pair("can", "ngheo")
    index.add(2, "hộ cận nghèo")
    assert index.has_pair("can", "ngheo")
    assert index.words_of(2) == {"ho", "can", "ngheo"}
    index.add(2, "hộ cận nghèo")
    assert index.aliases_of(2) == [("ho", "can", "ngheo")]


def test_only_syllables_are_shortened_to_their_first_letters() -> None:
    table = NameColumns(frozenset())
    table.add(1, "traffic patrol shifts")
    table.add(2, "tuần tra phòng sát hại")
    assert table.columns.with_initials("tps").tolist() == [1]
