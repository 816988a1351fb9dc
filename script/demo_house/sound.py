"""A sentence or a file becomes what a microphone would send; an answer becomes a file with a length.

Knows nothing of pipelines.
"""

from __future__ import annotations

import asyncio
import audioop
import io
import wave
from dataclasses import dataclass
from pathlib import Path

import mutagen

from demo_house.places import CHECKOUT
from demo_house.processes import ProcessFailed

RATE_HZ = 16_000
FRAME_BYTES = 2 * RATE_HZ * 32 // 1000  # 32 ms, what satellites send at once
FRAME_SECONDS = 0.032
LEAD_SECONDS = 0.3  # between the wake word and the first word
SPEAK_SECONDS = 60.0
_CLEAR_VOICE = "en-US+f2"


@dataclass(frozen=True, slots=True)
class Spoken:
    """16 kHz mono 16-bit sound and where its last voiced frame ends."""

    pcm: bytes
    speech_seconds: float

    def frames(self) -> list[bytes]:
        """Cut into what is sent at once; the last one is filled up with silence."""
        padded = self.pcm + bytes(-len(self.pcm) % FRAME_BYTES)
        return [padded[at : at + FRAME_BYTES] for at in range(0, len(padded), FRAME_BYTES)]


async def say(sentence: str, folder: Path, voice: str | None = None) -> Path:
    """Have a voice say the sentence into a file in `folder`. Raises ProcessFailed with its words.

    Unless one is named it is espeak's clearest: of its own default the closed engine refuses one sentence in fifteen.
    """
    out = folder / "question.wav"
    command = [str(CHECKOUT / ".venv/bin/morgan"), "say", sentence, "--out", str(out)]
    command += ["--voice", voice] if voice else ["--voice", _CLEAR_VOICE, "--set", "tts.engine=espeak"]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        async with asyncio.timeout(SPEAK_SECONDS):
            output, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise ProcessFailed(f"the voice did not finish within {SPEAK_SECONDS:.0f} s") from None
    if process.returncode != 0 or not out.exists():
        raise ProcessFailed(f"the voice failed: {output.decode(errors='replace').strip()}")
    return out


def read(path: Path) -> Spoken:
    """Read a PCM WAV of any rate, width and number of channels. Raises ProcessFailed when it is none."""
    try:
        with wave.open(str(path), "rb") as wav:
            rate, width, channels = wav.getframerate(), wav.getsampwidth(), wav.getnchannels()
            pcm = wav.readframes(wav.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise ProcessFailed(f"{path} is no WAV file that can be read: {error}") from error
    if width == 1:
        pcm = audioop.bias(pcm, 1, -128)  # eight bits are unsigned in a WAV
    pcm = audioop.lin2lin(pcm, width, 2)
    if channels == 2:
        pcm = audioop.tomono(pcm, 2, 0.5, 0.5)
    elif channels != 1:
        raise ProcessFailed(f"{path} has {channels} channels; the demo takes one or two")
    if rate != RATE_HZ:
        pcm, _ = audioop.ratecv(pcm, 2, 1, rate, RATE_HZ, None)
    pcm = bytes(int(LEAD_SECONDS * RATE_HZ) * 2) + pcm
    return Spoken(pcm, _end_of_speech(pcm))


def _end_of_speech(pcm: bytes) -> float:
    """Return where the last frame ends that is at most 35 dB below the loudest one."""
    levels = [audioop.rms(pcm[at : at + FRAME_BYTES], 2) for at in range(0, len(pcm), FRAME_BYTES)]
    loudest = max(levels, default=0)
    voiced = [number for number, level in enumerate(levels) if level > loudest / 56]
    return (voiced[-1] + 1) * FRAME_SECONDS if voiced else 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer's sound as a file that any player takes, and its length."""

    content: bytes
    seconds: float


def header_bytes(start: bytes) -> int | None:
    """Return how much of a stream that begins so is header; None when more must be read to tell."""
    if not start.startswith(b"RIFF"):
        return 0 if len(start) >= 4 else None
    at = start.find(b"data")
    return None if at < 0 or len(start) < at + 8 else at + 8


def answer(stream: bytes) -> Answer:
    """Turn what was streamed (a WAV whose header does not know its length, or another format) into an answer."""
    if not stream:
        return Answer(b"", 0.0)
    header = header_bytes(stream)
    if header is None or header == 0:
        known = mutagen.File(io.BytesIO(stream))
        return Answer(stream, round(known.info.length, 3) if known else 0.0)
    channels, rate = int.from_bytes(stream[22:24], "little"), int.from_bytes(stream[24:28], "little")
    width = int.from_bytes(stream[34:36], "little") // 8
    pcm = stream[header:]
    out = io.BytesIO()
    with wave.open(out, "wb") as wav:
        wav.setnchannels(channels)
        wav.setsampwidth(width)
        wav.setframerate(rate)
        wav.writeframes(pcm)
    return Answer(out.getvalue(), round(len(pcm) / (rate * channels * width), 3))
