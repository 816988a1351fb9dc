"""Spoken commands as they reach a microphone: clean, in noise, beside a television, from afar; measures nothing.

Everything that is put in is made here from a seed, but for the room's noise where a recording of it lies beside the
clips. A television is four voices of eSpeak over chords; a room's echo is noise that dies away within 0.6 s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from voice import said

from morgan.audio import SAMPLE_RATE_HZ, Samples, read_wav

BEFORE_SECONDS, AFTER_SECONDS = 0.6, 4.0
CONDITIONS: Final = ("clean", "room 20 dB", "room 10 dB", "tv 20 dB", "tv 10 dB", "far", "quiet", "cut hard")

_ECHO_SECONDS, _DIRECT = 0.6, 0.5  # until the echo is 60 dB down; how much of the sound comes straight
_QUIET = 0.05  # 26 dB down
_FLOOR = 10.0  # root mean square of a room in which nothing is on
_TV_SECONDS = 40.0
_TALK = (
    "and now the weather for the coming week it stays cold in the north",
    "the minister said on monday that nobody had been told about the report",
    "you never told me that she was your sister why did you not say so",
    "with two minutes to play they are still one goal behind what a match",
)

Sound = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Clip:
    """One recording: what is said in it, by whom, and where in it the speech begins and ends, in seconds."""

    text: str
    language: str
    source: str  # "human" or "piper"
    samples: Samples
    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class Take:
    """A clip in a condition, silence or its room around it; `over_seconds`: where the last word ends."""

    clip: Clip
    condition: str
    samples: Samples
    over_seconds: float


def clips(
    folder: Path, speech_of: Callable[[Samples], tuple[float, float]], languages: tuple[str, ...] = ("en", "fr", "nl")
) -> Iterator[Clip]:
    """Yield the recordings of a folder LANGUAGE/SOURCE/TEXT.wav whose text is told; `speech_of`: where speech is."""
    for language in languages:
        for source in ("human", "piper"):
            for path in sorted((folder / language / source).glob("*.wav")):
                if not re.match(r"oov_\d", path.stem):  # words that no command has: their text is not in the name
                    samples = read_wav(path)
                    begins, ends = speech_of(samples)
                    yield Clip(path.stem, language, source, samples, begins, ends)


class Room:
    """Puts clips into conditions; the same seed gives the same takes."""

    def __init__(self, noise: Samples | None) -> None:
        self._noise = (noise if noise is not None else _hiss(60.0, 1000.0, 1)).astype(np.float64)
        self._television = television(_TV_SECONDS)

    def take(self, clip: Clip, condition: str, seed: int) -> Take:
        """Return the clip in a condition, BEFORE_SECONDS and AFTER_SECONDS of its room around it."""
        random = np.random.default_rng(seed)
        sound = clip.samples.astype(np.float64)
        begins, ends = clip.begins, clip.ends
        if condition == "cut hard":  # the microphone opens with the first word and closes with the last
            sound = sound[round(begins * SAMPLE_RATE_HZ) : round(ends * SAMPLE_RATE_HZ)]
            begins, ends = 0.0, ends - begins
        loud = _rms(sound[round(begins * SAMPLE_RATE_HZ) : round(ends * SAMPLE_RATE_HZ)])
        if condition == "far":
            sound = echoed(sound, random)
        elif condition == "quiet":
            sound = sound * _QUIET
        around = (round(BEFORE_SECONDS * SAMPLE_RATE_HZ), round(AFTER_SECONDS * SAMPLE_RATE_HZ))
        sound = np.concatenate((np.zeros(around[0]), sound, np.zeros(around[1])))
        if condition == "cut hard":
            heard = sound
        elif condition.endswith("dB"):
            source = self._noise if condition.startswith("room") else self._television
            heard = sound + _at(source, len(sound), loud / 10 ** (float(condition.split()[1]) / 20), random)
        else:
            heard = sound + random.normal(0, _FLOOR * (_QUIET if condition == "quiet" else 1), len(sound))
        return Take(clip, condition, _int16(heard), BEFORE_SECONDS + ends)


def noises(noise: Samples | None, seed: int = 0) -> Iterator[tuple[str, Samples]]:
    """Yield 100 pieces of 3 s in which nobody speaks to the house, each with its kind."""
    random = np.random.default_rng(seed)
    room = (noise if noise is not None else _hiss(60.0, 1000.0, 2)).astype(np.float64)
    tv, length = television(_TV_SECONDS), 3 * SAMPLE_RATE_HZ
    for number in range(100):
        loud = float(10 ** random.uniform(1.5, 3.5))
        match number % 5:
            case 0:
                yield "room", _int16(_at(room, length, loud, random))
            case 1:
                yield "hiss", _int16(_coloured(length, random.uniform(0, 2), random) * loud)
            case 2:
                yield "music", _int16(_at(_music(length, random), length, loud, random))
            case 3:  # through a wall: nobody could write it down
                yield "television next door", _int16(_at(_through_a_wall(tv), length, loud, random))
            case _:
                yield "silence", _int16(random.normal(0, random.uniform(0, 8), length))


def television(seconds: float) -> Sound:
    """Return talk over music."""
    random = np.random.default_rng(3)
    length = round(seconds * SAMPLE_RATE_HZ)
    sound = _music(length, random) * 300
    for text, voice in zip(_TALK, ("en-US+m3", "en-GB-x-RP+f4", "en-US+f1", "en-US+m7"), strict=True):
        talk = np.resize(said(text, voice, around_seconds=0.4).astype(np.float64), length)
        sound += np.roll(talk, int(random.integers(length)))
    return sound


def echoed(sound: Sound, random: np.random.Generator) -> Sound:
    """Return the sound as it is heard across a room, as loud as it was."""
    length = round(_ECHO_SECONDS * SAMPLE_RATE_HZ)
    echo = random.normal(size=length) * 10 ** (-3 * np.arange(length) / length)
    echo /= np.sqrt(np.sum(echo**2))
    wet = np.fft.irfft(np.fft.rfft(sound, 2 * len(sound)) * np.fft.rfft(echo, 2 * len(sound)))[: len(sound)]
    mixed = _DIRECT * sound + wet
    return np.asarray(mixed * (_rms(sound) / _rms(mixed)))


def _music(length: int, random: np.random.Generator) -> Sound:
    """Return chords of a loudness of 1, a new one each half second."""
    time = np.arange(SAMPLE_RATE_HZ // 2) / SAMPLE_RATE_HZ
    bars = []
    for _ in range(length // len(time) + 1):
        root = 110 * 2 ** (random.integers(24) / 12)
        tones = [root * ratio * harmonic for ratio in (1, 1.25, 1.5) for harmonic in (1, 2, 3)]
        bars.append(
            sum(np.sin(2 * np.pi * tone * time) / (1 + at % 3) for at, tone in enumerate(tones)) * np.exp(-3 * time)
        )
    sound = np.concatenate(bars)[:length]
    return np.asarray(sound / _rms(sound))


def _through_a_wall(sound: Sound) -> Sound:
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE_HZ)
    return np.asarray(np.fft.irfft(spectrum / (1 + (hertz / 250) ** 4), len(sound)))


def _coloured(length: int, slope: float, random: np.random.Generator) -> Sound:
    hertz = np.maximum(np.fft.rfftfreq(length, 1 / SAMPLE_RATE_HZ), 20)
    sound = np.fft.irfft(np.fft.rfft(random.normal(size=length)) / hertz ** (slope / 2), length)
    return np.asarray(sound / _rms(sound))


def _hiss(seconds: float, loud: float, seed: int) -> Samples:
    return _int16(np.random.default_rng(seed).normal(0, loud, round(seconds * SAMPLE_RATE_HZ)))


def _at(source: Sound, length: int, loud: float, random: np.random.Generator) -> Sound:
    """Return a stretch of a sound, as loud as asked."""
    stretch = np.resize(np.roll(source, int(random.integers(len(source)))), length)
    return np.asarray(stretch * (loud / max(1e-9, _rms(stretch))))


def _rms(sound: Sound) -> float:
    return float(np.sqrt(np.mean(np.square(sound))))


def _int16(sound: Sound) -> Samples:
    return np.clip(np.rint(sound), -32768, 32767).astype(np.int16)
