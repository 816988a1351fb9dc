"""Hearing many at once: Morgan and wyoming-faster-whisper on the same Whisper, each a server in a process of its own.

Two ways, in turn for the one and the other, so that whatever else the machine does hits both alike:
  burst  so many clients send whole recordings and wait for the words, one after the other: how much is done in a time
  paced  so many clients speak at the pace of speech, again and again, each beginning at another moment: how long after
         their last sample the words come, in milliseconds and in each one's own seconds of sound
The Whisper is `base` in shape and cost, int8, and always says one sentence (tests/tools/make_whisper.py); the sound is
eSpeak's, of 1 to 4 s. All the while somebody asks `describe`. Whoever is refused is counted, and is in no other
figure; so is whoever got other words than the Whisper's. With `--weights` the Whisper is a real one, the sound is that
of the English recordings, whatever comes counts, and the share of wrong words is told too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import charts
import ears
import given
import jiwer
import made
import numpy as np
import ours
import peers
import rooms
from rich.console import Console
from rich.table import Table
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.error import Error
from wyoming.info import Describe

from morgan.audio import SAMPLE_RATE_HZ, RateChanger, Samples, frames
from morgan.ports import Clause

SAYS = "Turn on the kitchen lights."
SAID = (
    "Turn on the lights.",
    "Turn on the kitchen lights, please.",
    "What is the temperature in the living room now?",
    "Close all the blinds upstairs and lock the front door.",
    "Add milk, bread and a dozen eggs to the shopping list for tomorrow morning.",
)
CHUNK_SAMPLES = 1024  # what Home Assistant sends
LIMIT_SECONDS = 300.0
ASK_SECONDS = 0.05
_LONELY_SECONDS = 30.0  # one who speaks at the pace of speech says some ten things in it: fewer have no 95th percentile


@dataclass(slots=True)
class Tally:
    """What one way with so many clients on one server came to; latencies are of those who got their words."""

    latencies: list[float] = field(default_factory=list)  # seconds after the last sample
    lengths: list[float] = field(default_factory=list)  # seconds of sound of the same
    refused: int = 0
    wrong: int = 0
    took: float = 0.0
    describes: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # only with real weights
    heard: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Take another round of the same in."""
        self.latencies += other.latencies
        self.lengths += other.lengths
        self.refused += other.refused
        self.wrong += other.wrong
        self.took += other.took
        self.describes += other.describes
        self.said += other.said
        self.heard += other.heard

    def figures(self) -> dict[str, float]:
        """Return what the table and the JSON tell; NaN where nobody got words."""
        if not self.latencies:
            nothing = dict.fromkeys(("per_second", "p50_ms", "p95_ms", "p95_own"), float("nan"))
            return {
                **nothing,
                "turns": 0,
                "refused": self.refused,
                "wrong": self.wrong,
                "describe_p99_ms": float("nan"),
            }
        own = [late / length for late, length in zip(self.latencies, self.lengths, strict=True)]
        return {
            "per_second": round(len(self.latencies) / self.took, 2),
            "p50_ms": round(charts.percentile(self.latencies, 50) * 1000, 1),
            "p95_ms": round(charts.percentile(self.latencies, 95) * 1000, 1),
            "p95_own": round(charts.percentile(own, 95), 4),
            "turns": len(self.latencies),
            "refused": self.refused,
            "wrong": self.wrong,
            **({"word_errors": round(float(jiwer.wer(self.said, self.heard)), 4)} if self.said else {}),
            "describe_p50_ms": round(charts.percentile(self.describes, 50) * 1000, 1),
            "describe_p99_ms": round(charts.percentile(self.describes, 99) * 1000, 1),
        }


@dataclass(frozen=True, slots=True)
class Speech:
    """What is said, and its sound; without a text the made Whisper's one sentence is expected."""

    samples: Samples
    text: str = ""


def recorded(folder: Path) -> list[Speech]:
    """Return the English recordings. Raises SystemExit when there are none."""
    found = [Speech(clip.samples, clip.text) for clip in rooms.clips(folder, lambda _: (0.0, 0.0), ("en",))]
    if not found:
        raise SystemExit(f"there are no recordings in {folder}: name others with MORGAN_SPEECH_DATA")
    return found


async def speeches() -> list[Speech]:
    """Return utterances that a voice detector takes for speech, with little silence at both ends."""
    from morgan.tts.espeak import EspeakTts  # noqa: PLC0415  # an extra

    voice, made_of = EspeakTts(), []
    for text in SAID:
        async with aclosing(voice.synthesize(Clause(text))) as sounds:
            said = [sound async for sound in sounds]
        samples = RateChanger(said[0].rate_hz, SAMPLE_RATE_HZ).feed(np.concatenate([each.samples for each in said]))
        loud = np.flatnonzero(np.abs(samples) > 500)
        made_of.append(Speech(samples[max(0, loud[0] - 3200) : loud[-1] + 3200]))
    await voice.close()
    return made_of


async def turn(client: AsyncTcpClient, speech: Speech, tally: Tally, *, paced: bool) -> None:
    """Say one utterance and take the words."""
    sound = speech.samples
    await client.write_event(Transcribe(language="en").event())
    await client.write_event(AudioStart(SAMPLE_RATE_HZ, 2, 1).event())
    begun = time.perf_counter()
    for index, piece in enumerate(frames(sound, CHUNK_SAMPLES), start=1):
        await client.write_event(AudioChunk(SAMPLE_RATE_HZ, 2, 1, piece.tobytes()).event())
        if paced:
            await asyncio.sleep(max(0.0, begun + index * CHUNK_SAMPLES / SAMPLE_RATE_HZ - time.perf_counter()))
    await client.write_event(AudioStop().event())
    ended = time.perf_counter()
    while True:
        event = await client.read_event()
        if event is None:
            raise SystemExit("the server hung up")
        if Error.is_type(event.type):
            tally.refused += 1
            return
        if Transcript.is_type(event.type):
            break
    text = Transcript.from_event(event).text.strip()
    if speech.text:
        tally.said.append(ears.plain(speech.text, "en"))
        tally.heard.append(ears.plain(text, "en"))
    elif text != SAYS:
        tally.wrong += 1
        return
    tally.latencies.append(time.perf_counter() - ended)
    tally.lengths.append(len(sound) / SAMPLE_RATE_HZ)


async def one(port: int, sounds: list[Speech], seconds: float, tally: Tally, *, paced: bool) -> None:
    """Be one client for so long, and to the end of the turn that is going on then."""
    end = time.perf_counter() + seconds
    if paced:
        await asyncio.sleep(random.random() * 3)  # nobody in a house speaks in step with the others
    mine = random.sample(sounds, len(sounds))
    while time.perf_counter() < end:
        # A connection for each turn, as Home Assistant makes them; the peer closes its own after the words.
        async with AsyncTcpClient("127.0.0.1", port) as client:
            await turn(client, mine[0], tally, paced=paced)
        mine = [*mine[1:], mine[0]]


async def ask(port: int, tally: Tally) -> None:
    """Ask `describe` on and on."""
    async with AsyncTcpClient("127.0.0.1", port) as client:
        while True:
            begun = time.perf_counter()
            await client.write_event(Describe().event())
            await client.read_event()
            tally.describes.append(time.perf_counter() - begun)
            await asyncio.sleep(ASK_SECONDS)


async def measure(port: int, clients: int, seconds: float, sounds: list[Speech], *, paced: bool) -> Tally:
    """Let so many clients speak to one server."""
    tally = Tally()
    asking = asyncio.create_task(ask(port, tally))
    begun = time.perf_counter()
    try:
        async with asyncio.timeout(LIMIT_SECONDS), asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(one(port, sounds, seconds, tally, paced=paced))
    finally:
        tally.took = time.perf_counter() - begun
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
    return tally


Found = dict[tuple[str, str, int], Tally]  # way, server, clients


async def compare(
    ports: dict[str, int], clients: list[int], rounds: int, seconds: float, sounds: list[Speech]
) -> Found:
    """Measure both servers both ways, in turn."""
    found: Found = {}
    for server, port in ports.items():
        del server
        await measure(port, 1, 0.1, sounds, paced=False)  # both warm
    for way in ("burst", "paced"):
        for count in clients:
            for _ in range(rounds):
                for server, port in ports.items():
                    lasts = max(seconds, _LONELY_SECONDS / count) if way == "paced" else seconds
                    tally = await measure(port, count, lasts, sounds, paced=way == "paced")
                    found.setdefault((way, server, count), Tally()).add(tally)
    return found


def summed_up(found: Found) -> dict[str, Any]:
    """Return the headline and all figures behind it."""
    figures = {f"{way} {server} {count}": tally.figures() for (way, server, count), tally in found.items()}
    headline: dict[str, Any] = {}
    if "burst morgan 16" in figures and "burst peer 16" in figures:
        many = figures["burst morgan 16"]["per_second"], figures["burst peer 16"]["per_second"]
        headline["throughput_ratio"] = round(many[0] / many[1], 2)
    for server, name in (("morgan", "p95_growth"), ("peer", "p95_growth_peer")):
        if f"paced {server} 32" in figures and f"paced {server} 1" in figures:
            many = figures[f"paced {server} 32"]["p95_own"], figures[f"paced {server} 1"]["p95_own"]
            headline[name] = round(many[0] / many[1], 2)
    if "paced morgan 32" in figures:
        headline["refused_32"] = figures["paced morgan 32"]["refused"]
    told = {key: row["word_errors"] for key, row in figures.items() if "word_errors" in row}
    if told:
        headline["word_errors"] = {key: told[key] for key in told if key.startswith("paced")}
    return {**headline, "details": figures}


def show(summary: dict[str, Any]) -> None:
    """Print the table."""
    table = Table(title="Hearing many at once (base, int8, two ways)")
    for column in (
        "way, server, clients",
        "a second",
        "p50 ms",
        "p95 ms",
        "p95 own",
        "turns",
        "refused",
        "wrong",
        "ask p99",
    ):
        table.add_column(column, justify="right")
    for name, row in summary["details"].items():
        told = [row[key] for key in ("per_second", "p50_ms", "p95_ms", "p95_own", "turns", "refused", "wrong")]
        table.add_row(name, *(f"{value:g}" for value in told), f"{row['describe_p99_ms']:g}")
    Console(width=120).print(table)
    print("p95 own: after the last sample, in each one's own seconds of sound; ask: somebody else's `describe`, ms")
    print("peer: wyoming-faster-whisper --compute-type int8 --beam-size 1 --language en, as many threads as Morgan")
    print("Morgan: its defaults, with language en")


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--clients", default="1,4,16,32", help="how many at once, by commas")
    parser.add_argument("--rounds", type=int, default=2, help="how often each is measured")
    parser.add_argument("--seconds", type=float, default=8.0, help="how long new turns are begun in each")
    parser.add_argument("--only", choices=("morgan", "peer"), help="measure one server, for tuning")
    parser.add_argument("--weights", help="folder of a real Whisper, or with whisper-base in it")
    parser.add_argument("--json", action="store_true", help="print one line of JSON, last")
    parser.add_argument("--docs", action="store_true", help="write the chart and the JSON into docs/img")
    options = parser.parse_args()
    clients = [int(each) for each in options.clients.split(",")]
    real = given.whisper(options.weights) if options.weights else None
    if options.weights and real is None:
        raise SystemExit(f"there is no Whisper in {options.weights}")
    model = real or made.whisper(SAYS)
    sounds = recorded(given.speech()) if real else asyncio.run(speeches())
    with (
        peers.whisper(model) as peer,
        ours.morgan("stt.engine=whisper", f"stt.whisper.model={model}", "tts.engine=espeak") as morgan,
    ):
        ports = {"peer": peer, "morgan": morgan}
        if options.only:
            ports = {options.only: ports[options.only]}
        summary = summed_up(asyncio.run(compare(ports, clients, options.rounds, options.seconds, sounds)))
    show(summary)
    folder = charts.folder(docs=options.docs)
    bars = [
        charts.Bar(name, (("median", row["p50_ms"]), ("to p95", row["p95_ms"] - row["p50_ms"])), f"{row['p95_ms']:g}")
        for name, row in summary["details"].items()
    ]
    chart = charts.bars("Last sample to transcript, many clients", bars, "ms", folder / "bench-stt.svg")
    versions = peers.versions()
    packages = ("faster-whisper", "ctranslate2")
    print(f"written: {chart}, {charts.keep(folder, 'stt', {**summary, 'peers': dict(versions)}, packages)}")
    if options.json:
        print(json.dumps(summary))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
