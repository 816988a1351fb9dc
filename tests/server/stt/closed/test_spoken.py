"""Names are spoken as people say them, and come back as the house spells them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.stt.closed.spoken import name_words, number_words, spellings, write


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Kitchen", "kitchen"),
        ("TV 2", "tv two"),
        ("Kids’ Room", "kids room"),
        ("Anna's Lamp", "anna's lamp"),
        ("1st Floor", "first floor"),
        ("Bed & Breakfast", "bed and breakfast"),
        ("Café", "cafe"),
        ("A+ lamp", "a plus lamp"),
        ("Room 237", "room two three seven"),
        ("Multi-sensor", "multi sensor"),
        ("厨房", ""),
        ("💡", ""),
    ],
)
def test_a_name_is_said(name, said):
    assert " ".join(word for word, _ in name_words(name)) == said


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("turn on the tv", "turn on the TV"),
        ("set bed light brightness to fifty percent", "set Bed Light brightness to 50 percent"),
        ("set a timer for one hour and twenty five minutes", "set a timer for 1 hour and 25 minutes"),
        ("create a timer for five and a half minutes", "create a timer for 5 and a half minutes"),
        ("set bed light to one hundred percent", "set Bed Light to 100 percent"),
        ("set the temp to twenty point five degrees", "set the temp to 20.5 degrees"),
        ("turn off room two three seven", "turn off Room 237"),
        ("zero", "0"),
        ("twenty", "20"),
        ("turn on bed light two", "turn on Bed Light 2"),
    ],
)
def test_what_was_said_is_written(said, written):
    names = spellings(["TV", "Bed Light", "Bed Light 2", "Room 237", "Bed"])
    assert write(said.split(), names) == written


@given(st.integers(0, 100))
def test_a_number_comes_back(number):
    assert write(number_words(number), {}) == str(number)


@given(st.integers(10, 60).map(lambda half: half / 2))
def test_a_half_comes_back(number):
    assert write(number_words(number), {}) == f"{number:g}"


@given(st.text(max_size=30))
def test_any_name_comes_back_in_its_own_spelling_or_cannot_be_said(name):
    said = [word for word, _ in name_words(name)]
    if said:
        assert write(said, spellings([name])) == name.strip()
