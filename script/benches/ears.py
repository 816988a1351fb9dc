"""How truly and how soon commands are heard with real weights: Morgan and wyoming-faster-whisper, the same Whisper.

Each clip (`rooms.py`) is sent at the pace of speech. Morgan ends the turn itself; for the peer Home Assistant's own
segmenter does (`microvad.py`), as in a stock pipeline, and the sound stops there. `late` is from the end of the last
word to the transcript. Both hear one clip after the other in turn, so that whatever else the machine does hits both.
Morgan is told the house of the English recordings, as its integration tells it; the peer has no way to be told.

Word errors are jiwer's, small letters, no marks, numbers in words. A clip whose turn ends before its last word does is
cut. Weights come from `--weights` or MORGAN_REAL_WEIGHTS: a folder with `whisper-base`, or any folder of
faster-whisper's format.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import charts
import given
import jiwer
import ours
import peers
from endpoint import stock_ends
from hearing import recorded_home
from num2words import num2words
from pauses import Case
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rooms import AFTER_SECONDS, CONDITIONS, Clip, Room, Take, clips, noises
from wyoming.asr import Transcribe
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event

from morgan.audio import SAMPLE_RATE_HZ, Samples, frames, read_wav
from morgan.ports import NO_HOME, Home
from morgan.vad.silero import SileroVad

ROOT = Path(__file__).resolve().parents[2]
_CHUNK_SAMPLES = 1024  # what Home Assistant sends
_LIMIT_SECONDS = 60.0
_SPEECH = 0.35  # probability from which a frame counts as speech
_PER_CENT = {"en": " percent ", "fr": " pourcent ", "nl": " procent "}
_SIDE_BY_SIDE = 8  # pieces of noise: no time is measured with them


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one take: the words, and when, in seconds after the last word; `cut`: before it was said."""

    text: str
    late: float
    cut: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One take and what both made of it."""

    take: Take
    morgan: Answer
    peer: Answer


def plain(text: str, language: str) -> str:
    """Return the words as they are said."""
    text = unicodedata.normalize("NFC", text).casefold().replace("’", "'").replace("%", _PER_CENT[language])
    text = re.sub(r"(\d):(\d)", r"\1 \2", text)
    text = re.sub(r"\d+(?:[.,]\d+)?", lambda found: f" {num2words(found[0].replace(',', '.'), lang=language)} ", text)
    return " ".join(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.replace("-", " ")))


async def speech_of(vad: SileroVad, samples: Samples) -> tuple[float, float]:
    """Return where the speech in a clip begins and ends."""
    frames_of_speech = [at for at, sure in enumerate(await vad.listen().detect(samples)) if sure > _SPEECH]
    if not frames_of_speech:
        return 0.0, len(samples) / SAMPLE_RATE_HZ
    return frames_of_speech[0] * 0.032, min(len(samples) / SAMPLE_RATE_HZ, (frames_of_speech[-1] + 1) * 0.032)


async def hear(
    port: int, sound: Samples, language: str, stop_at: float, hello: Sequence[Event] = ()
) -> tuple[str, float]:
    """Send a sound at the pace of speech until the words come or `stop_at` seconds are over; return them and when.

    The time is in seconds after the first sample was sent. `hello` is said before, an answer is awaited for each.
    """
    async with asyncio.timeout(_LIMIT_SECONDS), AsyncTcpClient("127.0.0.1", port) as client:
        for event in hello:
            await client.write_event(event)
            await client.read_event()
        # A clip without a house of its language is heard without names: another language's would mislead.
        await client.write_event(Transcribe(language=language, context=None if hello else {"names": False}).event())
        await client.write_event(AudioStart(SAMPLE_RATE_HZ, 2, 1).event())
        begun = time.perf_counter()
        reading = asyncio.create_task(_transcript(client))
        try:
            for index, piece in enumerate(frames(sound[: round(stop_at * SAMPLE_RATE_HZ)], _CHUNK_SAMPLES), start=1):
                await client.write_event(AudioChunk(SAMPLE_RATE_HZ, 2, 1, piece.tobytes()).event())
                due = begun + index * _CHUNK_SAMPLES / SAMPLE_RATE_HZ
                await asyncio.wait({reading}, timeout=max(0.0, due - time.perf_counter()))
                if reading.done():
                    break
            else:
                await client.write_event(AudioStop().event())
            text, at = await reading
        finally:
            reading.cancel()
    return text, at - begun


async def _transcript(client: AsyncTcpClient) -> tuple[str, float]:
    while (event := await client.read_event()) is not None:
        if event.type == "transcript":
            return str(event.data["text"]).strip(), time.perf_counter()
        if event.type == "error":
            raise SystemExit(f"a server said: {event.data}")
    raise SystemExit("a server hung up without words")


def told(home: Home, language: str) -> list[Event]:
    """Return what Morgan's integration says first: who it is, and what the house has."""
    things = [{"names": list(one.names), "domain": one.domain} for one in home.entities]
    areas = [{"names": list(one.names)} for one in home.areas]
    floors = [{"names": list(one.names)} for one in home.floors]
    hello = {"version": 1, "client": "bench", "home": f"ears-{language}"}
    return [
        Event("user-event", {"name": "hello", "data": hello}),
        Event("user-event", {"name": "home", "data": {"entities": things, "areas": areas, "floors": floors}}),
    ]


async def compare(ports: Mapping[str, int], takes: Sequence[Take], homes: Mapping[str, Home]) -> list[Row]:
    """Let both hear every take, Morgan with the names of the house of its language."""
    ends = [one.seconds for one in stock_ends([_case(take) for take in takes])["default"]]
    rows = []
    for port in ports.values():  # both warm
        await hear(port, takes[0].samples, "en", AFTER_SECONDS)
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("clips", total=len(takes))
        for take, end in zip(takes, ends, strict=True):
            language, over = take.clip.language, take.over_seconds
            hello = told(homes[language], language) if language in homes else ()
            text, at = await hear(ports["morgan"], take.samples, language, len(take.samples) / SAMPLE_RATE_HZ, hello)
            morgan = Answer(text, at - over, at < over)
            text, at = await hear(ports["peer"], take.samples, language, end)
            rows.append(Row(take, morgan, Answer(text, at - over, end < over)))
            progress.advance(bar)
    return rows


async def invented(port: int, noise: Samples | None) -> list[tuple[str, str]]:
    """Return the words that Morgan makes of noise, each with its kind."""
    some = asyncio.Semaphore(_SIDE_BY_SIDE)

    async def one(kind: str, sound: Samples) -> tuple[str, str]:
        async with some:
            text, _ = await hear(port, sound, "en", len(sound) / SAMPLE_RATE_HZ)
        return kind, text

    found = await asyncio.gather(*(one(kind, sound) for kind, sound in noises(noise)))
    return [(kind, text) for kind, text in found if text]


def _case(take: Take) -> Case:
    return Case(take.clip.source, take.clip.text, take.samples, take.over_seconds, (), None, NO_HOME)


def word_errors(rows: Sequence[Row], of: Callable[[Row], Answer]) -> float:
    """Return the share of words that are wrong."""
    said = [plain(row.take.clip.text, row.take.clip.language) for row in rows]
    heard = [plain(of(row).text, row.take.clip.language) for row in rows]
    return round(float(jiwer.wer(said, heard)), 4)


def exact(rows: Sequence[Row], of: Callable[[Row], Answer]) -> int:
    """Return how many are right to the letter."""
    return sum(
        plain(row.take.clip.text, row.take.clip.language) == plain(of(row).text, row.take.clip.language) for row in rows
    )


def names_wrong(rows: Sequence[Row], of: Callable[[Row], Answer], names: Mapping[str, Sequence[str]]) -> int:
    """Count names of the house, by language, that were said and not heard."""
    wrong = 0
    for row in rows:
        language = row.take.clip.language
        said, heard = (f" {plain(text, language)} " for text in (row.take.clip.text, of(row).text))
        wrong += sum(f" {name} " in said and f" {name} " not in heard for name in names.get(language, ()))
    return wrong


_SIDES: Mapping[str, Callable[[Row], Answer]] = {"morgan": lambda row: row.morgan, "peer": lambda row: row.peer}


def figures(rows: Sequence[Row], names: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return what a set of rows comes to, for both sides."""
    return {
        "clips": len(rows),
        "wer": {side: word_errors(rows, of) for side, of in _SIDES.items()},
        "exact": {side: exact(rows, of) for side, of in _SIDES.items()},
        "names_wrong": {side: names_wrong(rows, of, names) for side, of in _SIDES.items()},
        "late_ms": {
            side: round(1000 * statistics.median([of(row).late for row in rows if not of(row).cut] or [float("nan")]))
            for side, of in _SIDES.items()
        },
        "cut": {side: sum(of(row).cut for row in rows) for side, of in _SIDES.items()},
    }


def summed_up(
    rows: Sequence[Row], names: Mapping[str, Sequence[str]], noise_words: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Return the headline and the figures of each set."""
    people = [row for row in rows if row.take.clip.source == "human"]
    whole, of_people = figures(rows, names), figures(people, names) if people else None
    details = {}
    for key, some in groupby(sorted(rows, key=_key), key=_key):
        details[" ".join(key[1:])] = figures(list(some), names)
    return {
        "wer": whole["wer"],
        "wer_people": of_people["wer"] if of_people else None,
        "names_wrong": whole["names_wrong"],
        "words_on_noise": len(noise_words),
        "late_ms": whole["late_ms"],
        "cut": whole["cut"]["morgan"],
        "cut_peer": whole["cut"]["peer"],
        "details": details,
    }


def _key(row: Row) -> tuple[int, str, str, str]:
    return CONDITIONS.index(row.take.condition), row.take.condition, row.take.clip.language, row.take.clip.source


def show(summary: Mapping[str, Any]) -> None:
    """Print the table."""
    table = Table(title="Hearing with real weights: Morgan | wyoming-faster-whisper")
    for column in ("condition, language, voice", "clips", "word errors", "exact", "names wrong", "late ms", "cut"):
        table.add_column(column, justify="right")
    for name, row in summary["details"].items():
        cells = [
            f"{row[key]['morgan']:g} | {row[key]['peer']:g}"
            for key in ("wer", "exact", "names_wrong", "late_ms", "cut")
        ]
        table.add_row(name, str(row["clips"]), *cells)
    Console(width=120).print(table)


def _chosen(every: Sequence[Clip], options: argparse.Namespace) -> Iterator[tuple[Clip, str]]:
    """Yield what is to be heard: all clips clean, people in every condition."""
    conditions = [one.strip() for one in options.conditions.split(",")] if options.conditions else list(CONDITIONS)
    for condition in conditions:
        if condition not in CONDITIONS:
            raise SystemExit(f"no condition is named {condition!r}: {', '.join(CONDITIONS)}")
        chosen = [one for one in every if one.source == "human" or (condition == "clean" and not options.people)]
        yield from ((clip, condition) for clip in chosen[:: 3 if options.quick else 1])


def _named(home: Home) -> Iterator[tuple[str, ...]]:
    yield from (one.names for one in home.entities)
    yield from (one.names for one in home.areas)
    yield from (one.names for one in home.floors)


async def run(options: argparse.Namespace, model: Path, speech: Path) -> dict[str, Any]:
    """Hear everything and sum it up."""
    vad = SileroVad()
    every = []
    for clip in clips(speech, lambda _: (0.0, 0.0), tuple(options.languages.split(","))):
        begins, ends = await speech_of(vad, clip.samples)
        every.append(Clip(clip.text, clip.language, clip.source, clip.samples, begins, ends))
    await vad.close()
    recorded = speech / "background_noise.wav"
    noise = read_wav(recorded) if recorded.is_file() else None
    room = Room(noise)
    takes = [room.take(clip, condition, number) for number, (clip, condition) in enumerate(_chosen(every, options))]
    languages = {one.language for one in every}
    homes = {name: recorded_home(speech / name) for name in languages if (speech / name / "home.yaml").is_file()}
    names = {name: [plain(each, name) for names in _named(home) for each in names] for name, home in homes.items()}
    with (
        peers.whisper(model) as peer,
        ours.morgan("stt.engine=whisper", f"stt.whisper.model={model}", "tts.engine=espeak") as morgan,
    ):
        rows = await compare({"morgan": morgan, "peer": peer}, takes, homes)
        words = await invented(morgan, noise) if not options.no_noise else []
    if options.misses:
        for row in rows:
            if plain(row.morgan.text, row.take.clip.language) != plain(row.take.clip.text, row.take.clip.language):
                print(f"{row.take.condition}: {row.take.clip.text} | {row.morgan.text} | {row.peer.text}")
        print(*(f"{kind}: {text}" for kind, text in words), sep="\n")
    return summed_up(rows, names, words)


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--weights", help="folder with a Whisper in faster-whisper's format, or with whisper-base in it"
    )
    parser.add_argument("--speech", help="folder LANGUAGE/human|piper/TEXT.wav; default: beside the checkout")
    parser.add_argument("--languages", default="en,fr,nl")
    parser.add_argument("--conditions", help=f"by commas; default: all of {', '.join(CONDITIONS)}")
    parser.add_argument("--people", action="store_true", help="no synthetic voices")
    parser.add_argument("--quick", action="store_true", help="every third clip")
    parser.add_argument("--no-noise", action="store_true", help="leave out the pieces of noise")
    parser.add_argument("--misses", action="store_true", help="print what was heard otherwise than it was said")
    parser.add_argument("--json", action="store_true", help="print one line of JSON, last")
    parser.add_argument("--docs", action="store_true", help="write the chart and the JSON into docs/img")
    options = parser.parse_args()
    speech, model = Path(options.speech) if options.speech else given.speech(), given.whisper(options.weights)
    missing = "no real Whisper: name one with --weights or MORGAN_REAL_WEIGHTS" if model is None else ""
    missing = missing or ("" if speech.is_dir() else f"no recordings in {speech}: name some with --speech")
    if model is None or missing:
        print(f"skipped: {missing}", file=sys.stderr)
        if options.json:
            print(json.dumps({"skipped": missing}))
        return 0
    summary = asyncio.run(run(options, model, speech))
    show(summary)
    folder = charts.folder(docs=options.docs)
    bars = [
        charts.Bar(f"{name}, {side}", (("word errors, %", 100 * row["wer"][side]),), f"{row['late_ms'][side]} ms")
        for name, row in summary["details"].items()
        for side in _SIDES
    ]
    chart = charts.bars("Words wrong, and end of speech to transcript", bars, "%", folder / "bench-ears.svg")
    told_of = {**summary, "peers": dict(peers.versions())}
    print(f"written: {chart}, {charts.keep(folder, 'ears', told_of, ('faster-whisper', 'ctranslate2'))}")
    if options.json:
        print(json.dumps(summary))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
