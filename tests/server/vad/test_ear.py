"""The bench of the turn's end by ear: its arithmetic against the server's endpoint, its sound against Whisper's own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ, Samples
from morgan.ports import Finish
from morgan.settings.schema import VadSettings
from morgan.vad.endpoint import Ended, Endpoint, Paused

for package in ("onnxruntime", "pocketsphinx", "jiwer", "hassil"):  # what the bench itself cannot do without
    pytest.importorskip(package)
sys.path.insert(0, str(Path(__file__).parents[3] / "script" / "benches"))
import ear  # noqa: E402  # a bench, in no package
from pauses import embedded  # noqa: E402
from smart_turn import SmartTurn, spectrogram  # noqa: E402

FRAME = FRAME_SAMPLES / SAMPLE_RATE_HZ
FINISHES: list[Finish] = ["complete", "unknown", "open", "unfinished"]


@given(st.sampled_from(FINISHES), st.integers(0, 40))
def test_a_turn_ends_by_the_words_where_the_servers_endpoint_ends_it(finish: Finish, frames_until_words: int) -> None:
    endpoint, number = Endpoint(VadSettings()), 0
    while not isinstance(event := endpoint.feed(1.0 if number < 30 else 0.0, FRAME), Paused):
        number += 1
    told = endpoint.seconds
    pause = ear.Pause(event.seconds, told, words=((told + frames_until_words * FRAME, finish),))
    endpoint.learn("unfinished")
    ended: Ended | None = None
    for waited in range(200):
        if waited == frames_until_words:
            ended = endpoint.learn(finish)
        event = ended or endpoint.feed(0.0, FRAME)
        if isinstance(event, Ended):
            break
    assert ear.ended([pause], ear.by_words) == pytest.approx(endpoint.seconds, abs=FRAME / 2)


def test_speech_that_goes_on_in_time_is_not_cut() -> None:
    first = ear.Pause(1.0, 1.128, resumed=1.5, words=((1.2, "unknown"),))
    last = ear.Pause(3.0, 3.128, words=((3.2, "complete"),))
    assert ear.ended([first, last], ear.by_words) == pytest.approx(3.3, abs=FRAME)


def test_the_ear_moves_the_patience_by_one_step_and_only_once_it_is_known() -> None:
    assert ear.slower(0.1)("complete", 0.05) == VadSettings().silence_seconds
    assert ear.slower(0.1)("complete", None) == VadSettings().complete_seconds
    assert ear.quicker(0.9)("open", 0.95) == VadSettings().silence_seconds
    assert ear.quicker(0.9)("complete", 0.95) == VadSettings().complete_seconds
    late = ear.Pause(1.0, 1.128, words=((1.2, "complete"),), ear=0.0, ear_seconds=0.5)
    assert ear.ended([late], ear.slower(0.1)) == pytest.approx(1.3, abs=FRAME)  # over before the ear has its say


def speech(seconds: float) -> Samples:
    return np.random.default_rng(1).normal(0, 3_000, round(seconds * SAMPLE_RATE_HZ)).astype(np.int16)


@pytest.mark.parametrize("seconds", [0.5, 8.0, 9.5])
def test_the_spectrogram_is_whispers_of_eight_seconds_with_the_silence_in_front(seconds: float) -> None:
    whispers = pytest.importorskip("faster_whisper.feature_extractor").FeatureExtractor(chunk_length=8)
    heard = np.zeros(8 * SAMPLE_RATE_HZ, dtype=np.float32)
    samples = speech(seconds)[-len(heard) :]
    heard[len(heard) - len(samples) :] = samples / 32768
    expected = whispers((heard - heard.mean()) / np.sqrt(heard.var() + 1e-7), padding=0)
    found = spectrogram(speech(seconds))
    assert found.shape == (80, 800)
    np.testing.assert_allclose(found, expected, atol=1e-3)


def test_the_real_ear_hears_a_hesitation() -> None:
    real = Path(os.environ.get("MORGAN_REAL_WEIGHTS") or "")
    weights = ear.turn_weights(real)
    if not os.environ.get("MORGAN_REAL_WEIGHTS") or not weights:
        pytest.skip("MORGAN_REAL_WEIGHTS names no folder with smart-turn/*.onnx")
    listener = SmartTurn(weights[0])
    assert listener.finished(embedded("turn on the kitchen lights.", 0)) > 0.5
    assert listener.finished(embedded("turn on the kitchen, um,", 0)) < 0.5
