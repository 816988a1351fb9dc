"""What claims that something was done is seen before it is said."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.agent.claim_guard import Guard
from morgan.agent.sentence.claim_detection import claims_action

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
    guard = Guard(lambda text, whole: claims_action(text, language, whole=whole), language)
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
    guard = Guard(lambda text, whole: claims_action(text, "en", whole=whole), "en")
    assert [guard.feed(delta) for delta in ("Once", " upon", " a", " time")] == ["Once", " upon", " a", " time"]


@pytest.mark.parametrize(
    "text", ["Lights off, sweet dreams!", "Sure, kitchen lights off.", "Well then, lights on, and music."]
)
def test_a_claim_without_a_verb_does_not_begin_to_go_out(text):
    guard = Guard(
        lambda text, whole: claims_action(text, "en", whole=whole),
        "en",
        lambda text: "light" in text or "Light" in text,
    )
    said = "".join([*map(guard.feed, text), guard.end()])
    assert guard.claimed
    assert "ight" not in said


def test_a_clause_about_the_house_that_claims_nothing_goes_out_with_its_fifth_word():
    guard = Guard(lambda text, whole: claims_action(text, "en", whole=whole), "en", lambda text: "lamp" in text)
    pieces = ["My", " lamp", " once", " told", " me", " this:"]
    assert [guard.feed(piece) for piece in pieces] == ["My", "", "", "", " lamp once told me", " this:"]


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


ENDLESS = ["the lamp has a long story and ", "word ", "one, two, ", "灯有一个很长的故事", "x"]


@pytest.mark.parametrize("unit", ENDLESS)
@pytest.mark.parametrize("language", ["en", "fi"])
def test_a_sentence_without_an_end_is_judged_in_work_that_grows_with_its_length_only(unit, language):
    read = 0

    def claims(text, _whole):
        nonlocal read
        read += len(text)
        return False

    text = (unit * 20_000)[:20_000]
    guard = Guard(claims, language)
    said, held = "", 0
    for at in range(0, len(text), 4):
        said += guard.feed(text[at : at + 4])
        held = max(held, at + 4 - len(said))
    assert said + guard.end() == text
    assert read <= len(text) / 4 * 700, "each delta has at most one bounded piece of text looked at"
    assert held <= 700, "what waits is bounded too"


@given(
    text=st.lists(st.sampled_from(ENDLESS), min_size=1, max_size=60).map("".join),
    cuts=st.lists(st.integers(0, 1800), max_size=12),
)
def test_a_long_sentence_comes_out_whole_wherever_it_is_cut(text, cuts):
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    guard = Guard(lambda *_: False, "en")
    said = "".join([*(guard.feed(text[start:end]) for start, end in pairwise(edges)), guard.end()])
    assert said == text


@pytest.mark.parametrize("before", [0, 290, 450, 590, 610, 900, 2000])
@pytest.mark.parametrize("size", [1, 5, 100])
def test_a_claim_at_the_end_of_a_long_sentence_is_seen(before, size):
    text = ("and " * 1000)[:before] + "I have turned on the light."
    said, claimed = out([text[at : at + size] for at in range(0, len(text), size)])
    assert claimed
    assert "turned" not in said
