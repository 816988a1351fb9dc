"""The voice detector with its real weights."""

from __future__ import annotations

import asyncio
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from morgan.audio import FRAME_SAMPLES, AudioFormat, Resampler, Samples
from morgan.tts import espeak_library as espeak
from morgan.vad.silero import SileroVad

pytestmark = pytest.mark.engine


def noise(seconds: float, level: float = 300.0) -> Samples:
    return (np.random.default_rng(7).standard_normal(int(16_000 * seconds)) * level).astype(np.int16)


def speech(text: str) -> Samples:
    """A voice that says `text`."""
    pytest.importorskip("espeakng_loader", reason="needs the extra 'espeak'")
    pieces: list[Samples] = []
    engine = espeak.load()
    engine.synthesize(text, "en-US+f3", 1.0, lambda samples: pieces.append(samples) or True)
    resampler = Resampler(AudioFormat(engine.rate_hz, 2, 1))
    return resampler.feed(np.concatenate(pieces).tobytes(), last=True)


def a_vowel(seconds: float) -> Samples:
    """Glottal pulses through three formants: no engine needed, and enough to move the detector."""
    rng = np.random.default_rng(3)
    samples = np.zeros(int(16_000 * seconds))
    at = 0
    while at < len(samples):
        samples[at] = 1.0
        at += int(16_000 / (120 + 10 * np.sin(at / 3_000)) + rng.integers(-2, 3))
    for formant_hz, bandwidth_hz in ((700, 80), (1_200, 90), (2_600, 120)):
        radius = np.exp(-np.pi * bandwidth_hz / 16_000)
        a1, a2 = 2 * radius * np.cos(2 * np.pi * formant_hz / 16_000), -(radius**2)
        y1 = y2 = 0.0
        for index, value in enumerate(samples):
            y0 = value + a1 * y1 + a2 * y2
            samples[index], y2, y1 = y0, y1, y0
    return (samples / np.abs(samples).max() * 12_000).astype(np.int16)


async def test_the_same_sound_gives_what_faster_whispers_own_detector_gives() -> None:
    faster_whisper = pytest.importorskip("faster_whisper.vad", reason="needs the extra 'whisper'")
    sound = np.concatenate((noise(0.5), a_vowel(2.0), noise(1.0), a_vowel(0.7)))
    sound = sound[: len(sound) - len(sound) % FRAME_SAMPLES]
    theirs = faster_whisper.get_vad_model()(sound.astype(np.float32) / 32768.0)
    detector = SileroVad()
    ours = await detector.listen().detect(sound)
    await detector.close()
    # Not the last frame: there theirs sets 64 samples of its caller's sound to zero by accident.
    np.testing.assert_allclose(ours[:-1], theirs.reshape(-1)[:-1], atol=1e-5)


async def test_a_voice_is_speech_and_noise_is_not() -> None:
    detector = SileroVad()
    quiet = await detector.listen().detect(noise(3.0))
    loud = await detector.listen().detect(speech("The lights in the kitchen and in the hall are on."))
    await detector.close()
    assert max(quiet) < 0.5
    assert sorted(loud)[len(loud) // 2] > 0.5


async def test_two_streams_do_not_disturb_each_other() -> None:
    detector = SileroVad()
    voice = a_vowel(1.0)
    alone = await detector.listen().detect(voice)
    one, other = detector.listen(), detector.listen()
    mixed: list[float] = []
    for start in range(0, len(voice), 1_024):
        found, _ = await asyncio.gather(one.detect(voice[start : start + 1_024]), other.detect(noise(0.1)))
        mixed += found
    await detector.close()
    np.testing.assert_allclose(mixed, alone, atol=1e-5)


VOICE = a_vowel(0.6)


@given(cuts=st.lists(st.integers(0, len(VOICE)), max_size=20))
@settings(max_examples=30, deadline=None)
def test_the_answer_does_not_depend_on_how_the_sound_was_cut(cuts: list[int]) -> None:
    async def detect() -> tuple[list[float], list[float]]:
        detector = SileroVad()
        whole = await detector.listen().detect(VOICE)
        stream = detector.listen()
        pieces: list[float] = []
        for start, stop in pairwise([0, *sorted(cuts), len(VOICE)]):
            pieces += await stream.detect(VOICE[start:stop])
        await detector.close()
        return whole, pieces

    whole, pieces = asyncio.run(detect())
    np.testing.assert_allclose(pieces, whole, atol=1e-5)


async def test_less_than_a_frame_is_kept_for_the_next_chunk() -> None:
    detector = SileroVad()
    stream = detector.listen()
    assert await stream.detect(noise(0.02)) == []
    assert len(await stream.detect(noise(0.02))) == 1
    await detector.close()


def test_the_detector_needs_no_torch() -> None:
    assert "torch" not in sys.modules


def test_the_licence_of_the_weights_stands_beside_them() -> None:
    import morgan.vad

    folder = Path(morgan.vad.__file__).parent
    assert "Permission is hereby granted" in (folder / "silero_vad_v6.LICENSE").read_text()
    assert (folder / "silero_vad_v6.onnx").stat().st_size > 1_000_000
