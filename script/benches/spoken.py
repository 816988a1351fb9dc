"""Says the bench's sentences with a real Piper voice, or judges what was heard; runs in Morgan's environment.

`spoken.py say VOICE.onnx FOLDER` reads a list of {"says", "recording"} as JSON and writes a WAV of each: a recording
where one is named, else the voice. Around it lie pieces of a quiet room, as a microphone has them. It prints for each
where its last word ends, found by Silero on the clean clip. `spoken.py judge` reads pairs (said, heard) and prints
whether each is the same words. Knows nothing of stacks.
"""

from __future__ import annotations

import asyncio
import json
import sys
import wave
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import soxr
from ears import plain, speech_of

from morgan.audio import SAMPLE_RATE_HZ, Samples, read_wav
from morgan.vad.silero import SileroVad

if TYPE_CHECKING:
    from piper import PiperVoice

BEFORE_SECONDS, AFTER_SECONDS = 0.3, 0.5
_FLOOR = 10.0  # root mean square of a room in which nothing is on


def voiced(voice: PiperVoice, text: str) -> Samples:
    """Return what the voice says, 16 kHz mono."""
    pieces = list(voice.synthesize(text))
    sound = np.concatenate([piece.audio_int16_array for piece in pieces]).astype(np.float32)
    return _int16(soxr.resample(sound, pieces[0].sample_rate, SAMPLE_RATE_HZ))


def in_room(samples: Samples, seed: int) -> Samples:
    """Return the sound with a quiet room before, under and after it."""
    before, after = (np.zeros(round(seconds * SAMPLE_RATE_HZ)) for seconds in (BEFORE_SECONDS, AFTER_SECONDS))
    sound = np.concatenate((before, samples.astype(np.float64), after))
    return _int16(sound + np.random.default_rng(seed).normal(0, _FLOOR, len(sound)))


async def say(voice: Path, folder: Path, wanted: Sequence[Mapping[str, str]]) -> list[dict[str, object]]:
    """Write the clips; return the path of each and how many seconds after its last word it goes on."""
    from piper import PiperVoice  # noqa: PLC0415  # 1 s, and only where something is to be said

    vad, speaker, told = SileroVad(), PiperVoice.load(voice), []
    for number, one in enumerate(wanted):
        samples = read_wav(Path(one["recording"])) if one["recording"] else voiced(speaker, one["says"])
        _, ends = await speech_of(vad, samples)
        sound, path = in_room(samples, number), folder / f"clip-{number}.wav"
        with wave.open(str(path), "wb") as wav:
            wav.setnchannels(1)
            wav.setsampwidth(2)
            wav.setframerate(SAMPLE_RATE_HZ)
            wav.writeframes(sound.tobytes())
        told.append({"path": str(path), "trailing": len(sound) / SAMPLE_RATE_HZ - BEFORE_SECONDS - ends})
    await vad.close()
    return told


def judge(pairs: Sequence[tuple[str, str]]) -> list[bool]:
    """Return of each pair whether what was heard is what was said: small letters, no marks, numbers in words."""
    return [plain(said, "en") == plain(heard, "en") for said, heard in pairs]


def _int16(sound: npt.NDArray[np.floating]) -> Samples:
    clipped: Samples = np.clip(np.rint(sound), -32768, 32767).astype(np.int16)
    return clipped


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    if sys.argv[1] == "say":
        print(json.dumps(asyncio.run(say(Path(sys.argv[2]), Path(sys.argv[3]), asked))))
    else:
        print(json.dumps(judge(asked)))
