"""When a turn ends: utterances cut off, and how long the others wait, against Home Assistant's microVAD.

The same sounds (`pauses.py` says what they are) go through the server's `listen` with Silero, the closed engine and
what the sentence says, and through Home Assistant's own microVAD and segmenter at its three settings (`microvad.py`, in
Home Assistant's environment). `listen` runs on a clock of its own that goes with the sound and waits for each decode as
much processor time as it took: a slow machine shows, and what else runs on it does not. An utterance is cut when the
turn ends before its last word does; the wait is counted from there to the end of the turn, over those not cut. Half of
the clips, "tune", is what the settings were chosen on; what is reported is the other half.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

import given
from charts import ROOT, Bar, bars, folder, keep, percentile
from pauses import Case, cases, spoken

from morgan.agent.sentence.turn_completion import finished
from morgan.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ, frames, read_wav
from morgan.ports import NO_HOME, Home, Program, Transcript, Utterance
from morgan.settings.schema import ClosedSettings, VadSettings
from morgan.stt.closed.engine import Closed
from morgan.turn.endpointing import Heard
from morgan.turn.speculation import Finished, nobody_knows
from morgan.turn.turn import Chunk, Ears, Hints, listen
from morgan.vad.endpoint import Sensitivity
from morgan.vad.silero import SileroVad

SETTINGS = ("relaxed", "default", "aggressive")
VARIANTS = {"human": 6, "piper": 3, "espeak": 3, "talk": 2}


@dataclass(frozen=True, slots=True)
class End:
    """When a turn ended, in seconds of its sound's own clock, and when its words were there; "" where none were."""

    seconds: float
    words_seconds: float
    text: str = ""
    timed_out: bool = False


class Clock:
    """Goes with the sound, and holds it while an engine works as long as the work takes."""

    def __init__(self) -> None:
        self.now = 0.0
        self._due: dict[asyncio.Event, float | None] = {}

    async def work(self, engine: Closed, utterance: Utterance) -> Transcript:
        """Decode, and come back when the clock has gone on by the time that it took."""
        over = asyncio.Event()
        self._due[over] = None
        try:
            began, asked = time.process_time(), self.now
            found = await engine.transcribe(utterance)
            self._due[over] = asked + time.process_time() - began
            await over.wait()
            return found
        finally:
            del self._due[over]

    async def until(self, seconds: float) -> None:
        """Go on to this time, past everything that is due before."""
        while True:
            await asyncio.sleep(0)
            due = [at for at in self._due.values() if at is not None]
            if None in self._due.values():
                await asyncio.sleep(0.001)  # an engine works: the time that it takes is not known yet
            elif not due or min(due) > seconds:
                break
            else:
                self.now = max(self.now, min(due))
                for over in [over for over, at in self._due.items() if at == min(due)]:
                    over.set()
                for _ in range(5):  # whoever waited for it acts at this time
                    await asyncio.sleep(0)
        self.now = max(self.now, seconds)


class Ticking:
    """An engine on such a clock."""

    def __init__(self, engine: Closed, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    @property
    def program(self) -> Program:
        """What the engine is."""
        return self._engine.program

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Return the words when it is time."""
        return await self._clock.work(self._engine, utterance)

    async def prepare(self, home: Home = NO_HOME) -> None:
        """Learn the names of a house."""
        await self._engine.prepare(home)

    async def close(self) -> None:
        """Leave it to whoever made the engine."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How the server is to end turns: what the client asks for, and who reads the words."""

    sensitivity: Sensitivity = "default"
    judge: Finished = finished


async def morgan_end(case: Case, vad: SileroVad, engine: Closed, manner: Manner) -> End:
    """Let the server hear one utterance."""
    clock = Clock()

    async def microphone() -> AsyncGenerator[Chunk, None]:
        for number, frame in enumerate(frames(case.samples, FRAME_SAMPLES), 1):
            await clock.until(number * FRAME_SAMPLES / SAMPLE_RATE_HZ)
            yield Chunk(frame, clock.now)

    async def wind() -> None:
        """Let the clock go on when the sound is over, for the words that come after the end of the turn."""
        while True:
            await clock.until(clock.now + 0.001)
            await asyncio.sleep(0.0005)

    ears = Ears(vad, Ticking(engine, clock), VadSettings(), 60.0, manner.judge)
    ended, text, winding = None, "", None
    try:
        async for event in listen(ears, microphone(), Hints("en", lambda: case.home, sensitivity=manner.sensitivity)):
            if isinstance(event, Heard):
                ended = clock.now
                winding = asyncio.create_task(wind())
            elif isinstance(event, Transcript):
                text = event.text
    finally:
        if winding is not None:
            winding.cancel()
    assert ended is not None
    return End(ended, clock.now, text)


async def morgan_ends(all_cases: Sequence[Case], manner: Manner) -> list[End]:
    """Let the server hear all utterances, one after the other."""
    vad, engine = SileroVad(), Closed(ClosedSettings(), "en")
    for home in {case.home for case in all_cases}:
        await engine.prepare(home)
        manner.judge("turn on the lights", "en", home)  # the house's names are indexed once
    try:
        return [await morgan_end(case, vad, engine, manner) for case in all_cases]
    finally:
        await engine.close()
        await vad.close()


def stock_ends(all_cases: Sequence[Case]) -> dict[str, list[End]]:
    """Let Home Assistant's own code hear them, in its environment; one never ended counts to its last sound."""
    with tempfile.TemporaryDirectory() as into:
        for number, case in enumerate(all_cases):
            (Path(into) / f"{number}.pcm").write_bytes(case.samples.tobytes())
        python, script = ROOT / ".venv-ha" / "bin" / "python", Path(__file__).with_name("microvad.py")
        done = subprocess.run([python, script, into], check=True, capture_output=True, text=True, timeout=3600)
    rows = json.loads(done.stdout.splitlines()[-1])
    ends: dict[str, list[End]] = {name: [] for name in SETTINGS}
    for case, row in zip(all_cases, rows, strict=True):
        for name in SETTINGS:
            at, timed_out = row[name] or (len(case.samples) / SAMPLE_RATE_HZ, True)
            ends[name].append(End(at, at, timed_out=timed_out))
    return ends


def tally(all_cases: Sequence[Case], ends: Sequence[End]) -> dict[str, Any]:
    """Return how many were cut, and how long the others waited."""
    pairs = list(zip(all_cases, ends, strict=True))
    cut = [(case, end) for case, end in pairs if end.seconds < case.over_seconds]
    waits = [1000 * (end.seconds - case.over_seconds) for case, end in pairs if end.seconds >= case.over_seconds]
    hard = [case for case, _ in pairs if hard_prefix(case)]
    return {
        "utterances": len(pairs),
        "cut_early": len(cut),
        "cut_after_complete_words": sum(hard_prefix(case) for case, _ in cut),
        "with_complete_words_before_a_pause": len(hard),
        "wait_ms": {
            "median": round(statistics.median(waits)),
            "mean": round(statistics.fmean(waits)),
            "p90": round(percentile(waits, 90)),
        },
        "words_after_end_ms": round(1000 * statistics.median(end.words_seconds - end.seconds for end in ends), 1),
        "timed_out": sum(end.timed_out for end in ends),
    }


def hard_prefix(case: Case) -> bool:
    """Tell whether a pause stands after what would be a command by itself: nobody can know that more comes."""
    return any(finished(said, "en", case.home) in ("complete", "open") for said, _ in case.pauses)


def halves(all_cases: Iterable[Case]) -> tuple[list[Case], list[Case]]:
    """Part the cases by their clips, so that no sentence is in both."""
    tune: list[Case] = []
    test: list[Case] = []
    numbers: dict[tuple[str, str], int] = {}
    for case in all_cases:
        number = numbers.setdefault((case.source, case.text), len(numbers))
        (test if number % 2 else tune).append(case)
    return tune, test


MANNERS = {
    "morgan": Manner(),
    "morgan_relaxed": Manner(sensitivity="relaxed"),
    "morgan_aggressive": Manner(sensitivity="aggressive"),
    "morgan_without_words": Manner(judge=nobody_knows),
}


def _hear_all(all_cases: Sequence[Case], manner: Manner) -> list[End]:
    return asyncio.run(morgan_ends(all_cases, manner))


def measure(all_cases: Sequence[Case]) -> dict[str, dict[str, Any]]:
    """Return a row for Morgan at its three settings, one for it without the words, and Home Assistant's three."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        ends = pool.map(_hear_all, repeat(all_cases), MANNERS.values())
        rows = {name: tally(all_cases, each) for name, each in zip(MANNERS, ends, strict=True)}
    return rows | {name: tally(all_cases, ends) for name, ends in stock_ends(all_cases).items()}


def report(rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the two keys that the project's goals name; `morgan` is its default, as Home Assistant asks for it."""
    named = ("morgan", "morgan_relaxed", "morgan_aggressive", *SETTINGS)
    return {
        "cut_early": {name: rows[name]["cut_early"] for name in named},
        "wait_ms": {name: rows[name]["wait_ms"]["median"] for name in named},
        "wait_mean_ms": {name: rows[name]["wait_ms"]["mean"] for name in named},
        "utterances": rows["morgan"]["utterances"],
    }


def main(argv: list[str] | None = None) -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON last")
    parser.add_argument("--docs", action="store_true", help="write chart and JSON into docs/img")
    parser.add_argument("--half", choices=("test", "tune"), default="test")
    parser.add_argument("--seed", type=int, nargs="+", default=[21, 22, 23], help="of the pauses and the noise")
    beside = given.speech()
    parser.add_argument("--data", type=Path, default=beside, help="folder of the speech data")
    options = parser.parse_args(argv)
    noise = options.data / "background_noise.wav"
    if not noise.is_file():
        print(
            f"endpoint: no speech data in {options.data}: only the embedded voice, and no room's noise", file=sys.stderr
        )
    clips, around = list(spoken(options.data)), read_wav(noise) if noise.is_file() else None
    half: list[Case] = []
    for seed in options.seed:
        half += dict(zip(("tune", "test"), halves(cases(clips, around, seed, VARIANTS)), strict=True))[options.half]
    commands = [case for case in half if case.source != "talk"]
    talk = [case for case in half if case.source == "talk"]
    rows = measure(commands)
    into = folder(docs=options.docs)
    detail = {"half": options.half, "seeds": options.seed, "commands": rows, "talk": measure(talk)}
    packages = ("onnxruntime", "pocketsphinx", "numpy")
    print(f"written: {keep(into, 'endpoint', report(rows) | detail, packages)}")
    labels = [(name, f"{name}: {row['cut_early']} of {row['utterances']} cut") for name, row in rows.items()]
    drawn: list[Bar | tuple[str, float]] = [(label, float(rows[name]["wait_ms"]["mean"])) for name, label in labels]
    bars("Wait after the last word (mean), and utterances cut off", drawn, "ms", into / "bench-endpoint.svg")
    for name, row in rows.items():
        print(f"{name:22} cut {row['cut_early']:3} of {row['utterances']}  wait {row['wait_ms']}")
    if options.json:
        print(json.dumps(report(rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
