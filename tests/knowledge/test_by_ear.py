"""Syllables as regions write them by ear: every spelling sounds like the one that was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import Knowledge
from knowledge.lexicon import sound, spelt_by_ear
from knowledge.text import syllable

ONSETS = ("tr", "ch", "s", "x", "r", "d", "gi", "v", "l", "n", "ng", "ngh", "b", "h", "")


@given(st.sampled_from(ONSETS), st.sampled_from(("a", "inh", "oc", "an", "ang", "uong", "e")))
def test_each_spelling_sounds_alike(onset: str, rhyme: str) -> None:
    typed = onset + rhyme
    found = spelt_by_ear(typed)
    assert found[0] == typed
    assert len(set(found)) == len(found)
    assert {sound(one) for one in found} == {sound(typed)}


def test_a_name_that_regions_write_otherwise_is_among_them() -> None:
    assert "ninh" in spelt_by_ear("linh")
    assert "tra" in spelt_by_ear("cha")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sản nượng lúa", "san luong lua"),
        ("giá trị sản xuất da đình văn hóa", "gia tri san xuat gia dinh van hoa"),
        ("tỷ lệ dảm nghèo", "ti le giam ngheo"),
        ("6 tháng đầu lăm 2021", "6 thang dau nam 2021"),
        ("may chuong chuan quoc gia", "may truong chuan quoc gia"),
    ],
)
def test_a_word_that_goes_with_no_neighbour_is_read_as_it_is_heard(
    knowledge: Knowledge, typed: str, meant: str
) -> None:
    assert " ".join(word.base for word in knowledge.read(typed).words) == meant


@pytest.mark.parametrize(
    "typed", ["rộng bao nhiêu", "được cho nước ngọt", "chợ ở xã", "thu ngân sách từ ngành than", "hong lin 2021"]
)
def test_a_word_that_may_be_meant_stays(knowledge: Knowledge, typed: str) -> None:
    reading = knowledge.read(typed)
    assert [word.base for word in reading.words] == [syllable(word)[0] for word in typed.split()]


def test_a_short_form_goes_by_a_word_as_it_is_heard(knowledge: Knowledge) -> None:
    bases = [word.base for word in knowledge.read("GRDP (dá HH) năm 2021").words]
    assert bases[-5:] == ["gia", "hien", "hanh", "nam", "2021"]
