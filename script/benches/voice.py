"""What the ears' edges and the mouth cost: voice activity, wake words, speaking; and how truly wake words are heard.

Everything runs here, with the engines' own weights; nothing is downloaded. Piper's row uses a voice that
tests/tools/make_voice.py makes, whose network costs next to nothing: what piper-tts and Morgan add to a real one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from dataclasses import asdict, dataclass
from pathlib import Path

import given
import numpy as np
from rich.console import Console
from rich.table import Table

from morgan.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ, AudioFormat, Resampler, Samples, read_wav
from morgan.ports import Clause, TextToSpeech
from morgan.tts import espeak_library as espeak
from morgan.tts.espeak import EspeakTts
from morgan.tts.piper.engine import PiperTts
from morgan.tts.piper.voices import VoiceCatalog
from morgan.tts.text.normalize import speakable
from morgan.tts.text.sentences import Clauses
from morgan.vad.silero import SileroVad
from morgan.wake.micro import MicroWake

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "The kitchen lights are on, and it is 21.5 °C at 18:05."
CALLS = {"okay_nabu": "Okay Nabu", "hey_jarvis": "Hey Jarvis", "hey_mycroft": "Hey Mycroft", "alexa": "Alexa"}
CALLERS = [
    f"{language}+{variant}"
    for language in ("en-US", "en")
    for variant in ("f1", "f2", "f3", "f4", "m1", "m2", "m3", "m7", "belinda", "linda")
]
SPEEDS = (0.8, 1.0, 1.2)


@dataclass(frozen=True, slots=True)
class Row:
    """One number."""

    what: str
    value: float
    unit: str


def said(text: str, voice: str = "en-US+f2", speed: float = 1.0, around_seconds: float = 0.5) -> Samples:
    """Let espeak say `text`, with silence around it, at 16 kHz."""
    pieces: list[Samples] = []

    def keep(samples: Samples) -> bool:
        pieces.append(samples)
        return True

    engine = espeak.load()
    engine.synthesize(text, voice, speed, keep)
    silence = np.zeros(round(SAMPLE_RATE_HZ * around_seconds), dtype=np.int16)
    resampler = Resampler(AudioFormat(engine.rate_hz, 2, 1))
    return np.concatenate((silence, resampler.feed(np.concatenate(pieces).tobytes(), last=True), silence))


def noises() -> tuple[str, Samples]:
    """Return room noise of the speech data beside the checkout, else noise that is made here."""
    folder = given.speech()
    recorded = folder / "background_noise.wav"
    if recorded.is_file():
        return "recorded room noise", read_wav(recorded)
    made = np.random.default_rng(1).standard_normal(SAMPLE_RATE_HZ * 60) * 1_000
    return "white noise", made.astype(np.int16)


async def voice_activity() -> AsyncIterator[Row]:
    """Time Silero by length of chunk; look how sure it is of noise and of speech."""
    begin = time.perf_counter()
    detector = SileroVad()
    yield Row("VAD: load", (time.perf_counter() - begin) * 1e3, "ms")
    speech = said("Turn on the lights in the kitchen and close the garage door, please. " * 6)
    for chunk, name in ((FRAME_SAMPLES, "32 ms"), (1_024, "64 ms"), (SAMPLE_RATE_HZ, "1 s"), (len(speech), "all")):
        stream, frames, spent = detector.listen(), 0, time.perf_counter()
        for start in range(0, len(speech), chunk):
            frames += len(await stream.detect(speech[start : start + chunk]))
        yield Row(f"VAD: a frame, in chunks of {name}", (time.perf_counter() - spent) * 1e3 / frames, "ms")
    name, noise = noises()
    yield Row(
        f"VAD: highest probability in {len(noise) // SAMPLE_RATE_HZ} s of {name}",
        max(await detector.listen().detect(noise)),
        "",
    )
    words = await detector.listen().detect(said(SENTENCE, around_seconds=0))
    yield Row("VAD: median probability in speech", statistics.median(words), "")
    await detector.close()


async def wake_words() -> AsyncIterator[Row]:
    """Call each wake word with many voices; listen to noise and to talk; time it."""
    engine = MicroWake()
    crossed = 0
    for name, phrase in CALLS.items():
        heard = 0
        for caller in CALLERS:
            for speed in SPEEDS:
                found = await _woken(engine, said(phrase, caller, speed))
                heard += name in found
                crossed += any(other != name for other in found)
        yield Row(f"wake: {name} heard, called by {len(CALLERS) * len(SPEEDS)} synthetic voices", heard, "times")
    yield Row("wake: another word heard instead", crossed, "times")
    name, noise = noises()
    yield Row(f"wake: woken by {len(noise) // SAMPLE_RATE_HZ} s of {name}", len(await _woken(engine, noise)), "times")
    talk = said("What will the weather be like tomorrow? I would like to take a long walk with the dog. " * 4)
    begin = time.perf_counter()
    woken = len(await _woken(engine, talk))
    yield Row("wake: real-time factor, all four words", (time.perf_counter() - begin) * SAMPLE_RATE_HZ / len(talk), "")
    yield Row(f"wake: woken by {len(talk) // SAMPLE_RATE_HZ} s of talk", woken, "times")
    await engine.close()


async def _woken(engine: MicroWake, sound: Samples) -> list[str]:
    stream = engine.listen(())
    found = [await stream.detect(sound[start : start + 1_024]) for start in range(0, len(sound), 1_024)]
    return [name for name in found if name]


async def speaking() -> AsyncIterator[Row]:
    """Time the first sound and the whole of a sentence."""
    embedded = EspeakTts()
    async for row in _spoken("espeak", embedded):
        yield row
    with tempfile.TemporaryDirectory() as folder:
        _make_voice(Path(folder) / "voices")
        engine = PiperTts(VoiceCatalog(Path(folder), None))
        async for row in _spoken("piper (made voice)", engine):
            yield row


def _make_voice(folder: Path) -> None:
    subprocess.run([sys.executable, ROOT / "tests/tools/make_voice.py", folder, "en_US-made-low"], check=True)


async def _spoken(name: str, engine: TextToSpeech, turns: int = 30) -> AsyncIterator[Row]:
    first, whole, seconds = [], [], 0.0
    clause = Clause(speakable(SENTENCE, "en"))
    begin = time.perf_counter()
    for turn in range(turns + 1):
        begin, waited, seconds = time.perf_counter(), 0.0, 0.0
        async with aclosing(engine.synthesize(clause)) as sounds:
            async for sound in sounds:
                waited = waited or time.perf_counter() - begin
                seconds += sound.seconds
        if turn:  # the first one loads the voice
            first.append(waited * 1e3)
            whole.append((time.perf_counter() - begin) * 1e3)
    await engine.close()
    yield Row(f"{name}: first sound, median", statistics.median(first), "ms")
    yield Row(f"{name}: {seconds:.1f} s of sound, median", statistics.median(whole), "ms")


async def text() -> AsyncIterator[Row]:
    """Time the pure parts."""
    yield Row("text: a sentence made speakable", _milliseconds(lambda: speakable(SENTENCE, "en")), "ms")
    reply = "word " * 8_000

    def cut() -> None:
        clauses = Clauses("en")
        for start in range(0, len(reply), 8):
            clauses.feed(reply[start : start + 8])
        clauses.end()

    yield Row("text: 40 kB without a full stop in deltas of 8 cut into clauses", _milliseconds(cut, turns=5), "ms")


def _milliseconds(work: Callable[[], object], turns: int = 100) -> float:
    spent = []
    for _ in range(turns):
        begin = time.perf_counter()
        work()
        spent.append((time.perf_counter() - begin) * 1e3)
    return statistics.median(spent)


async def measure() -> list[Row]:
    """Measure all of it, one after the other."""
    return [row for part in (voice_activity, wake_words, speaking, text) async for row in part()]


def main(argv: list[str] | None = None) -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    options = parser.parse_args(argv)
    rows = asyncio.run(measure())
    if options.json:
        print(json.dumps([asdict(row) for row in rows]))
        return 0
    table = Table("what", "value", "unit", title="Voice activity, wake words, speaking")
    for row in rows:
        table.add_row(row.what, f"{row.value:.3g}", row.unit)
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
