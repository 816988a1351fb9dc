"""What claims that something was done is seen before it is said."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.agent.guard import Guard
from morgan.agent.truth import claims_action

CLAIMS = [
    "I've turned on the light.",
    "Done!",
    "Okay, the living room lamp is now on.",
    "The blinds have been closed.",
    "Of course. I have set it to 50%.",
    "It is late. I turned off everything.",
]
HARMLESS = [
    "Once upon a time there lived a fox.",
    "It rains. Take an umbrella!",
    "Paris lies on the Seine.",
    "Which one?",
]


def out(pieces: list[str], language: str = "en") -> tuple[str, bool]:
    guard = Guard(lambda text, _: claims_action(text, language), language)
    said = "".join([*map(guard.feed, pieces), guard.end()])
    return said, guard.claimed


@pytest.mark.parametrize("text", CLAIMS)
@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_a_claim_never_goes_out(text, size):
    said, claimed = out([text[at : at + size] for at in range(0, len(text), size)])
    assert claimed
    assert not claims_action(said, "en")


@pytest.mark.parametrize("text", HARMLESS)
@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_an_answer_that_claims_nothing_goes_out_whole(text, size):
    assert out([text[at : at + size] for at in range(0, len(text), size)]) == (text, False)


def test_an_answer_that_claims_nothing_goes_out_at_once():
    guard = Guard(lambda text, _: claims_action(text, "en"), "en")
    assert [guard.feed(delta) for delta in ("Once", " upon", " a", " time")] == ["Once", " upon", " a", " time"]


def test_a_language_whose_signs_are_not_known_goes_out_by_sentences():
    guard = Guard(lambda *_: False, "fi")
    assert [guard.feed(delta) for delta in ("Valo", " on", " nyt.", " Hyvä")] == ["", "", "", "Valo on nyt."]
    assert guard.end() == " Hyvä"


@given(
    text=st.lists(st.sampled_from([*CLAIMS, *HARMLESS, "is", "now", " the lamp ", "\n"]), max_size=4).map(" ".join),
    cuts=st.lists(st.integers(0, 120), max_size=12),
)
def test_wherever_the_deltas_are_cut_no_claim_goes_out_and_nothing_else_is_lost(text, cuts):
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    said, claimed = out([text[start:end] for start, end in pairwise(edges)])
    assert text.startswith(said)
    assert claimed or said == text
    assert not any(claims_action(sentence, "en") for sentence in said.split("\n"))
