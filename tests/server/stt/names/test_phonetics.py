"""Words that sound alike are near, whatever their letters; and being apart is the same from both sides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.stt.names.phonetics import apart, skeleton, sounds
from morgan.stt.names.plain_words import plain_words


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "knight", "night"),
        ("en", "wright", "right"),
        ("de", "Rad", "Rat"),
        ("fr", "eau", "haut"),
        ("es", "vaca", "baca"),
        ("nl", "ijs", "eis"),
    ],
)
def test_what_sounds_alike_is_alike(language: str, one: str, other: str) -> None:
    assert sounds(one, language) == sounds(other, language)


def test_a_sound_that_is_like_another_counts_half() -> None:
    assert apart(sounds("kitchen", "en"), sounds("kitten", "en"), 2) == 0.5
    assert apart(sounds("lamp", "en"), sounds("clamp", "en"), 2) == 1


said = st.text("ptkbdgfvszSZCJmnNlrwjhaeiouAW", max_size=10)


@given(said, said)
def test_it_is_as_far_from_here_to_there_as_back(one: str, other: str) -> None:
    assert apart(one, other, 20) == apart(other, one, 20)
    assert (apart(one, other, 20) == 0) == (one == other)


@given(said, said, st.sampled_from([0.5, 1.0, 1.5, 2.0]))
def test_what_is_too_far_is_told_early_and_what_is_near_exactly(one: str, other: str, at_most: float) -> None:
    exact, bounded = apart(one, other, 20), apart(one, other, at_most)
    assert (exact <= at_most) == (bounded <= at_most)
    assert bounded == exact or bounded > at_most


@given(st.text(max_size=30), st.sampled_from(["en", "de", "fr", "es", "nl", "xx"]))
def test_anything_can_be_read(text: str, language: str) -> None:
    assert skeleton(sounds(text, language)) == skeleton(sounds(text, language))
    assert " " not in sounds(text, language)


def test_the_words_of_home_assistants_templates_are_known_with_their_endings() -> None:
    assert {"light", "lights", "turn", "brightness"} <= plain_words("en").known
    assert {"encender", "enciende"} <= plain_words("es").known
    assert {"включи"} <= plain_words("ru").known
    assert plain_words("../../x").known == frozenset()
