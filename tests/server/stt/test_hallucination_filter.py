"""What Whisper makes of silence, loops and prompts is left out; what somebody said gets through, a short word first."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.stt.hallucination_filter import Signs, compression, doubtful, plain, repeats, truly_said

SURE = Signs("Turn on the kitchen lights.", 0.01, -0.2, 2.0)
SILENT = Signs("The cat is there.", 0.9, -1.3, 2.0)


def test_a_plain_command_is_believed_at_once():
    assert truly_said(SURE)
    assert not doubtful(SURE)


def test_words_of_silence_are_left_out_without_another_hearing():
    assert not truly_said(SILENT)
    assert not doubtful(SILENT)


def test_one_bad_sign_alone_is_not_enough():
    assert truly_said(replace(SURE, no_speech=0.9))
    assert truly_said(replace(SURE, log_probability=-1.3))


@pytest.mark.parametrize("word", ["Stop.", "Yes!", "Nein.", "Arrête !", "¡Sí!", "Ja", "Nee.", "Non."])
def test_a_short_answer_gets_through_on_weaker_signs(word):
    assert truly_said(replace(SILENT, text=word))
    assert not truly_said(replace(SILENT, text=word, log_probability=-2.0))


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for watching!",
        "Thank you.",
        "you",
        "Untertitelung im Auftrag des ZDF",
        "Vielen Dank.",
        "Sous-titres réalisés par la communauté d'Amara.org",
        "Sous-titres réalisés par la communauté d’Amara.org",
        "¡Suscríbete!",
        "Bedankt voor het kijken!",
    ],
)
def test_what_ends_films_is_left_out_when_the_signs_are_weak_and_kept_when_they_are_good(text):
    assert not truly_said(replace(SURE, text=text, no_speech=0.4))
    assert not truly_said(replace(SURE, text=text, log_probability=-0.8))
    assert truly_said(replace(SURE, text=text))


def test_a_sentence_that_only_begins_like_one_is_kept():
    assert truly_said(replace(SURE, text="Thank you, turn it off.", no_speech=0.5, log_probability=-0.9))


def test_the_prompt_is_never_the_answer_when_the_signs_are_weak():
    prompt = "Kitchen, Bedroom, Reading Light, Front Door."
    for echo in ("Kitchen, Bedroom, Reading Light", "reading light, front door.", "Bedroom."):
        assert not truly_said(replace(SURE, text=echo, prompt=prompt, no_speech=0.4))
        assert truly_said(replace(SURE, text=echo, prompt=prompt))  # "Which room?" - "Bedroom."
    assert truly_said(replace(SURE, text="Lock the front door.", prompt=prompt, no_speech=0.4))


def test_a_loop_is_doubted_and_then_left_out():
    loop = replace(SURE, text="no no no no no no no no no no no no no no no", seconds=10.0)
    assert compression(loop.text) > 2.4
    assert doubtful(loop)
    assert not truly_said(loop)


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("Please increase that limit. Please increase that limit.", True),
        ("Turn it on. Please increase that limit. Please increase that limit!", True),
        ("stop stop", False),
        ("Turn on the light and turn on the fan.", False),
        ("", False),
    ],
)
def test_a_sentence_said_twice_is_heard_again_in_the_whole_window(text, again):
    assert repeats(text) is again
    assert doubtful(replace(SURE, text=text)) is again


@given(st.lists(st.sampled_from(["turn", "on", "the", "lamp", "now"]), min_size=2, max_size=8))
def test_whatever_is_said_twice_is_seen_to_repeat(words):
    assert repeats(" ".join(words + words))


def test_more_words_than_a_mouth_can_say_are_doubted_and_then_left_out():
    fast = replace(SURE, text="one two three four five six seven eight nine ten eleven twelve", seconds=0.4)
    assert doubtful(fast)
    assert not truly_said(fast)
    assert truly_said(replace(fast, seconds=3.0))


def test_what_was_cut_off_or_hardly_believed_is_heard_again():
    assert doubtful(replace(SURE, cut=True))
    assert doubtful(replace(SURE, log_probability=-1.2))


@given(st.text(alphabet=" .,!?-–…♪*()\n"))
def test_signs_without_words_say_nothing(text):
    assert not truly_said(replace(SURE, text=text))


@given(st.text(), st.floats(0, 1), st.floats(-5, 0), st.floats(0, 30), st.booleans())
def test_it_has_an_opinion_on_anything(text, no_speech, log_probability, seconds, cut):
    signs = Signs(text, no_speech, log_probability, seconds, cut, "Kitchen.")
    assert isinstance(truly_said(signs), bool)
    assert isinstance(doubtful(signs), bool)
    assert plain(plain(text)) == plain(text)


@given(st.sampled_from(["Stop.", "Turn on the lamp.", "Thank you."]), st.floats(0, 1), st.floats(-3, 0))
def test_better_signs_never_make_less_believable(text, no_speech, log_probability):
    worse = replace(SURE, text=text, no_speech=no_speech, log_probability=log_probability)
    better = replace(worse, no_speech=no_speech / 2, log_probability=log_probability / 2)
    assert truly_said(better) or not truly_said(worse)
