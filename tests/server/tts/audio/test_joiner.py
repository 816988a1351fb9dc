"""Clauses meet without clicks, without gaps, and with a pause that fits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.ports import Sound
from morgan.tts.audio.joiner import EDGE_SECONDS, Seams

RATE = 16_000


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE), dtype=np.int16)


def tone(seconds: float) -> np.ndarray:
    return np.full(round(seconds * RATE), 5_000, dtype=np.int16)


def joined(*clauses: np.ndarray, pause: float = 0.25, step: int = 777) -> np.ndarray:
    seams, heard = Seams(), []
    for clause in clauses:
        seams.begin(pause)
        for at in range(0, len(clause), step):
            heard += seams.feed(Sound(clause[at : at + step], RATE))
    heard += seams.end()
    return np.concatenate([sound.samples for sound in heard]) if heard else silence(0)


def gaps(samples: np.ndarray) -> list[float]:
    """Lengths of the silences between sounds, in seconds."""
    loud = np.flatnonzero(np.abs(samples) > 200)
    return [float(gap) / RATE for gap in np.diff(loud) if gap > 1]


def test_the_pause_between_clauses_is_the_one_that_was_asked_for_whatever_the_voice_left() -> None:
    for before, after in ((0.0, 0.0), (0.5, 0.4), (0.01, 0.3)):
        samples = joined(np.concatenate([tone(0.2), silence(before)]), np.concatenate([silence(after), tone(0.2)]))
        assert gaps(samples) == [pytest.approx(0.25, abs=0.002)]


def test_the_first_sound_is_not_waited_for_and_the_last_keeps_its_silence() -> None:
    samples = joined(np.concatenate([silence(0.8), tone(0.2), silence(0.5)]))
    assert len(samples) / RATE == pytest.approx(EDGE_SECONDS + 0.2 + 0.5, abs=0.002)


def test_a_pause_within_a_clause_is_the_voices_own() -> None:
    samples = joined(np.concatenate([tone(0.1), silence(0.4), tone(0.1)]))
    assert gaps(samples) == [pytest.approx(0.4, abs=0.002)]


def test_a_clause_without_sound_leaves_only_its_pause() -> None:
    seams = Seams()
    seams.begin(0.1)
    seams.feed(Sound(tone(0.1), RATE))
    seams.begin(0.5)
    assert seams.feed(Sound(silence(2), RATE)) == []
    seams.begin(0.1)
    heard = np.concatenate([sound.samples for sound in seams.feed(Sound(tone(0.1), RATE))])
    assert len(heard) / RATE == pytest.approx(0.6, abs=0.002)


def test_an_engine_of_another_rate_may_go_on_within_a_clause() -> None:
    seams = Seams()
    seams.begin(0.0)
    heard = seams.feed(Sound(np.concatenate([tone(0.2), silence(0.1)]), RATE, "first"))
    heard += seams.feed(Sound(silence(0.1), 2 * RATE, "second")) + seams.feed(Sound(tone(0.2), 2 * RATE, "second"))
    heard += seams.end()
    assert [sound.by for sound in heard] == ["first", "first", "second"]
    assert [sound.rate_hz for sound in heard] == [RATE, RATE, 2 * RATE]
    assert sum(sound.seconds for sound in heard) == pytest.approx(0.2 + 0.1 + 0.05 + 0.1)


def test_a_hiss_that_is_cut_fades_and_does_not_click() -> None:
    hiss = np.full(RATE // 2, 150, dtype=np.int16)
    samples = joined(np.concatenate([tone(0.1), hiss]), np.concatenate([hiss, tone(0.1)]))
    quiet = samples[np.abs(samples) <= 200].astype(int)
    assert np.abs(np.diff(quiet)).max() <= 5  # 150 at once would be a click


def test_a_voice_of_another_rate_keeps_its_own() -> None:
    seams = Seams()
    seams.begin(0.2)
    seams.feed(Sound(tone(0.1), RATE))
    seams.begin(0.2)
    assert [sound.rate_hz for sound in seams.feed(Sound(tone(0.1), 22_050))] == [RATE, 22_050]


@given(
    st.lists(st.lists(st.sampled_from([0, 100, 5_000]), min_size=1, max_size=30), min_size=1, max_size=5),
    st.integers(1, 50),
)
def test_every_loud_sample_is_heard_once_in_order_however_the_sound_was_cut(clauses, step: int) -> None:
    sounds = [np.repeat(np.array(clause, dtype=np.int16), 20) for clause in clauses]
    heard = joined(*sounds, step=step)
    assert (heard[np.abs(heard) > 200]).tolist() == [x for sound in sounds for x in sound.tolist() if x > 200]
    np.testing.assert_array_equal(heard, joined(*sounds, step=10_000))
