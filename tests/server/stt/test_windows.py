"""A window is long enough, pieces lose nothing, and prompts of one batch are equally long."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from morgan.stt.windows import WHOLE_SECONDS, Piece, level, pieces, together, window_seconds

RATE = 16_000


def piece(window: int, prompt: int = 0) -> Piece:
    return Piece(np.zeros(RATE, np.int16), "en", tuple(range(prompt)), window)


@given(st.floats(0.1, 30), st.floats(0.5, 30))
def test_a_window_holds_the_sound_and_its_margin_or_all_that_whisper_takes(seconds, margin):
    window = window_seconds(seconds, margin)
    assert window >= min(WHOLE_SECONDS, seconds + margin)
    assert 5 <= window <= WHOLE_SECONDS


def test_a_margin_of_thirty_seconds_is_whispers_own_window():
    assert window_seconds(0.5, 30) == WHOLE_SECONDS


@given(st.integers(0, 100 * RATE))
def test_pieces_are_the_whole_sound_and_each_fits_into_a_window(length):
    sound = np.arange(length, dtype=np.int64).astype(np.int16)
    parts = list(pieces(sound))
    assert np.array_equal(np.concatenate(parts), sound)
    assert all(len(part) <= WHOLE_SECONDS * RATE for part in parts)


def test_a_long_sound_is_cut_in_its_pause():
    sound = np.random.default_rng(0).normal(0, 3000, 40 * RATE).astype(np.int16)
    sound[24 * RATE : 24 * RATE + RATE // 2] = 0
    first, _ = pieces(sound)
    assert 24 * RATE < len(first) < 24 * RATE + RATE // 2


@given(st.lists(st.lists(st.integers(0, 50_000), min_size=10, max_size=20).map(tuple), min_size=1, max_size=8))
def test_prompts_become_equally_long_and_keep_their_own_end(prompts):
    levelled = level(prompts)
    assert {len(each) for each in levelled} == {max(map(len, prompts))}
    for each, prompt in zip(levelled, prompts, strict=True):
        assert tuple(each[-len(prompt) :]) == prompt
        assert set(each) == set(prompt)


def test_no_prompts_stay_none():
    assert level([(), ()]) == [[], []]


@given(st.integers(5, 30), st.integers(5, 30), st.integers(0, 100), st.integers(0, 100))
def test_those_who_go_together_can_be_levelled_and_waste_little(window, other_window, prompt, other_prompt):
    a, b = piece(window, prompt), piece(other_window, other_prompt)
    assert together(a, b) == together(b, a)
    assert together(a, a)
    if together(a, b):
        assert len({len(each) for each in level([a.prompt, b.prompt])}) == 1
        assert max(window, other_window) <= 1.5 * min(window, other_window)


@given(st.floats(0.1, 60))
def test_tokens_are_bounded_by_the_time_and_by_whispers_positions(seconds):
    budget = Piece(np.zeros(int(seconds * RATE), np.int16), "en").token_budget
    assert 24 <= budget <= min(216, 25 + 8 * seconds)
