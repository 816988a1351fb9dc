"""Voices are equally loud, as EBU R 128 measures it (pyloudnorm), and nothing is cut off or clicks."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest

from morgan.audio import Samples
from morgan.ports import Clause, Sound, TextToSpeech, Voice
from morgan.testing import program
from morgan.tts.audio.loudness import levelled, loudness, powers
from morgan.tts.audio.loudness_matching import EvenMouth, voice_of
from morgan.turn.turn import reply

RATE_HZ = 22_050
REPLY = (
    "Your washing machine has about thirty-five minutes left.",
    "The dryer finished an hour ago, and the door is closed.",
    "I can let you know when the washing is done.",
)


def measured(samples: Samples, rate_hz: int) -> float:
    pyloudnorm = pytest.importorskip("pyloudnorm", reason="measures as everybody else does")
    return float(pyloudnorm.Meter(rate_hz).integrated_loudness(samples / 32768.0))


def noise(seconds: float, amplitude: float, rate_hz: int = RATE_HZ) -> Samples:
    rng = np.random.default_rng(7)
    return (rng.normal(0, amplitude / 3, round(seconds * rate_hz)).clip(-1, 1) * 32767).astype(np.int16)


class Voices:
    """An engine whose voices hiss at an amplitude of their own, in pieces of so many seconds."""

    def __init__(self, amplitudes: dict[str, float], piece_seconds: float) -> None:
        self.program = program("hiss")
        self.voices = tuple(Voice(name, name, "en") for name in amplitudes)
        self.asked: list[Clause] = []
        self._amplitudes, self._piece_seconds = amplitudes, piece_seconds

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        self.asked.append(clause)
        samples = noise(float(clause.text), self._amplitudes[clause.voice or self.voices[0].name])
        size = round(self._piece_seconds * RATE_HZ)
        for begin in range(0, len(samples), size):
            yield Sound(samples[begin : begin + size], RATE_HZ)

    async def prepare(self, manner: Clause) -> None: ...

    async def close(self) -> None: ...


async def spoken(mouth: TextToSpeech, clause: Clause) -> list[Sound]:
    async with asyncio.timeout(300), aclosing(mouth.synthesize(clause)) as sounds:
        return [sound async for sound in sounds]


def joined(sounds: Sequence[Sound]) -> Samples:
    return np.concatenate([sound.samples for sound in sounds])


# ---- the measure -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 48_000, 192_000])
def test_loudness_is_what_the_standard_says_at_every_rate(rate_hz: int):
    times = np.arange(3 * rate_hz) / rate_hz
    tone = (np.sin(2 * np.pi * 997 * times) * 32767).astype(np.int16)
    assert loudness(powers(tone, rate_hz)) == pytest.approx(-3.01, abs=0.05)
    hiss = noise(4, 0.2, rate_hz)
    assert loudness(powers(hiss, rate_hz)) == pytest.approx(measured(hiss, rate_hz), abs=0.2)


def test_pauses_do_not_make_speech_quieter_and_silence_has_no_loudness():
    hiss, pause = noise(3, 0.2), np.zeros(3 * RATE_HZ, dtype=np.int16)
    whole = loudness(powers(np.concatenate([hiss, pause, hiss]), RATE_HZ))
    assert whole == pytest.approx(loudness(powers(hiss, RATE_HZ)), abs=0.3)
    assert loudness(powers(pause, RATE_HZ)) is None
    assert loudness(powers(hiss[:1000], RATE_HZ)) is None


def test_what_comes_near_full_scale_is_bent_and_never_cut_off():
    ramp = np.linspace(-32768, 32767, 5000).astype(np.int16)
    louder = levelled(ramp, 3.0).astype(int)
    assert np.all(np.diff(louder) >= 0)
    assert np.abs(louder).max() <= 0.98 * 32768 + 1
    assert np.count_nonzero(np.abs(levelled(ramp, 1.2).astype(int)) >= 32767) == 0
    np.testing.assert_array_equal(levelled(ramp, 0.5), np.round(ramp * 0.5).astype(np.int16))


# ---- the voices ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("piece_seconds", [0.1, 0.5, 30.0])
async def test_loud_and_quiet_voices_are_heard_alike_from_the_first_clause_on(piece_seconds: float):
    mouth = EvenMouth(Voices({"loud": 0.9, "quiet": 0.06, "usual": 0.3}, piece_seconds), -20.0, {})
    for voice in ("loud", "quiet", "usual"):
        for seconds in ("3", "5"):
            sound = joined(await spoken(mouth, Clause(seconds, voice=voice)))
            assert measured(sound, RATE_HZ) == pytest.approx(-20.0, abs=0.7)
            assert len(sound) == int(seconds) * RATE_HZ


async def test_a_word_too_short_to_be_measured_is_as_loud_as_the_rest():
    mouth = EvenMouth(Voices({"loud": 0.9}, 0.1), -20.0, {})
    await spoken(mouth, Clause("4"))
    word = joined(await spoken(mouth, Clause("0.3")))
    whole = joined(await spoken(mouth, Clause("3")))
    assert np.std(word) == pytest.approx(np.std(whole), rel=0.1)


async def test_volume_is_relative_to_the_same_loudness():
    mouth = EvenMouth(Voices({"loud": 0.9}, 0.1), -20.0, {})
    await spoken(mouth, Clause("4"))
    sounds = [joined(await spoken(mouth, Clause("3", volume=volume))) for volume in (1.0, 0.5)]
    assert measured(sounds[0], RATE_HZ) - measured(sounds[1], RATE_HZ) == pytest.approx(6.02, abs=0.1)


async def test_without_a_target_sound_and_volume_are_left_to_the_engine():
    engine = Voices({"loud": 0.9}, 0.1)
    sound = joined(await spoken(EvenMouth(engine, None, {}), Clause("1", volume=0.5)))
    np.testing.assert_array_equal(sound, noise(1, 0.9))
    assert engine.asked[0].volume == 0.5


async def test_a_voice_speaks_as_quickly_as_its_owner_wants():
    engine = Voices({"loud": 0.9, "slow": 0.5}, 1.0)
    mouth = EvenMouth(engine, -20.0, {"slow": 1.25})
    for clause in (Clause("1"), Clause("1", voice="slow"), Clause("1", voice="slow", speed=2.0)):
        await spoken(mouth, clause)
    assert [clause.speed for clause in engine.asked] == [1.0, 1.25, 2.5]


def test_a_voice_is_known_by_the_name_or_the_language_that_asks_for_it():
    voices = (Voice("a", "", "en-US"), Voice("b", "", "de"))
    asked = [Clause(""), Clause("", voice="x"), Clause("", language="de-AT"), Clause("", language="sv")]
    assert [voice_of(clause, voices) for clause in asked] == ["a", "x", "b", "a"]


# ---- the real ones ---------------------------------------------------------------------------------------------------


def real_mouths(data_dir: Path) -> list[tuple[TextToSpeech, Clause]]:
    for package in ("espeakng_loader", "piper"):
        pytest.importorskip(package, reason="needs the extras 'espeak' and 'piper'")
    weights = Path(os.environ.get("MORGAN_REAL_WEIGHTS") or "nowhere")
    for needed in (weights / "kokoro", weights / "piper" / "en_US-joe-medium.onnx"):
        if not needed.exists():
            pytest.skip("needs $MORGAN_REAL_WEIGHTS with piper and kokoro")
    from morgan.tts.espeak import EspeakTts
    from morgan.tts.kokoro.engine import KokoroTts
    from morgan.tts.kokoro.voices import KokoroCatalog
    from morgan.tts.piper.engine import PiperTts
    from morgan.tts.piper.voices import VoiceCatalog

    (data_dir / "voices").symlink_to(weights / "piper")
    espeak = EvenMouth(EspeakTts(), -20.0, {})
    kokoro = EvenMouth(KokoroTts(KokoroCatalog(str(weights / "kokoro"), data_dir, None)), -20.0, {})
    return [
        (espeak, Clause("")),
        (espeak, Clause("", voice="en-US+m3")),
        (EvenMouth(PiperTts(VoiceCatalog(data_dir, None), voice="en_US-joe-medium"), -20.0, {}), Clause("")),
        (kokoro, Clause("", voice="jf_alpha", language="en")),
    ]


@pytest.mark.engine
async def test_no_joint_of_a_reply_clicks_with_a_real_voice(tmp_path: Path) -> None:
    """The largest step from one sample to the next at a joint, beside the largest within the speech."""
    mouth = real_mouths(tmp_path)[2][0]
    ends: list[int] = []
    whole: list[Samples] = []

    async def deltas() -> AsyncGenerator[str, None]:
        yield " ".join(REPLY)

    async with aclosing(reply(mouth, deltas(), Clause("", language="en"))) as sounds:
        async for sound in sounds:
            whole.append(sound.samples)
            ends.append(sum(map(len, whole)))
    await mouth.close()
    steps = np.abs(np.diff(np.concatenate(whole).astype(int)))
    joints = np.concatenate([np.arange(end - 110, end + 110) for end in ends[:-1]])  # 5 ms on either side
    assert len(ends) > 4
    assert steps[joints[(joints >= 0) & (joints < len(steps))]].max() < steps.max() / 2


@pytest.mark.engine
async def test_espeak_piper_and_kokoro_are_within_one_unit_of_each_other(tmp_path: Path) -> None:
    found = {}
    mouths = real_mouths(tmp_path)
    for at, (mouth, manner) in enumerate(mouths):
        sounds = []
        for text in REPLY:
            sounds += await spoken(mouth, Clause(text, manner.voice, language=manner.language))
        whole = joined(sounds)
        assert np.count_nonzero(np.abs(whole.astype(int)) >= 32767) == 0
        found[f"{at} {mouth.program.name}"] = measured(whole, sounds[0].rate_hz)
    for _, mouth in {id(mouth): (manner, mouth) for mouth, manner in mouths}.values():
        await mouth.close()
    assert max(found.values()) - min(found.values()) < 1.0
    assert all(abs(each + 20.0) < 1.0 for each in found.values())
