"""Every word gets a pronunciation: the dictionary's, its parts', its letters' or the rules'."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.stt.closed.pronounce import pronounce

DICTIONARY = {
    "bee": [("B", "IY")],
    "night": [("N", "AY", "T")],
    "light": [("L", "AY", "T")],
    "switch": [("S", "W", "IH", "CH")],
    "lamp": [("L", "AE", "M", "P")],
    "the": [("DH", "AH"), ("DH", "IY")],
}
SOUNDS = "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
ARPABET = set(SOUNDS.split())


def say(word, spelling=""):
    return pronounce(word, spelling or word, lambda each: DICTIONARY.get(each, []))


def test_the_dictionary_knows_best():
    assert say("the") == [("DH", "AH"), ("DH", "IY")]


@pytest.mark.parametrize(
    ("word", "spelling", "said"),
    [
        ("lights", "", "L AY T S"),
        ("switch's", "", "S W IH CH IH Z"),
        ("bees", "", "B IY Z"),
        ("nightlight", "", "N AY T L AY T"),
        ("ecobee", "EcoBee", "EH K OW B IY"),
        ("hvac", "HVAC", "EY CH V IY EY S IY"),
        ("tv", "tv", "T IY V IY"),
        ("shelly", "", "SH EH L IY"),
        ("hue", "", "HH UW"),
        ("zigbee", "", "Z IH G B IY"),
        ("garage", "", "G AA R EY JH"),
    ],
)
def test_names_that_no_dictionary_has(word, spelling, said):
    assert say(word, spelling) == [tuple(said.split())]


@given(st.from_regex(r"\A[a-z]{1,12}('[a-z]{1,3})?\Z"), st.booleans())
def test_any_word_can_be_said(word, capitals):
    for way in say(word, word.upper() if capitals else word):
        assert way
        assert set(way) <= ARPABET
