"""Syllables as regions write them by ear: every spelling sounds like the one that was typed."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexicon import sound, spelt_by_ear

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
