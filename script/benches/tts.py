"""How soon the voice begins: replies streamed at the pace of a language model, Morgan beside wyoming-piper.

Both run the same Piper voices in processes of their own and take each reply in turn, one token every 25 ms. The replies
are those of replies.py. "light" is a voice whose network costs next to nothing, so that what is left is waiting for
text; "real" costs about a tenth of a second for a second of sound on two cores, in proportion to what it says, as a
medium Piper voice does. Morgan's cache of replies is off, but for its own line.

With real weights (--weights, by default $MORGAN_REAL_WEIGHTS, with the folders piper and whisper-base) both also speak
with a real Piper voice, and what Morgan says is heard again by a real Whisper (heard_again.py).

Also measured: whether a player that begins with the first sound would run dry, how soon a new request or a hang-up
silences the one before (the last byte of the old one, the first of the next), and what a reply from the cache takes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import charts
import given
import heard_again
import made
import numpy as np
import ours
import peers
from replies import FRESH, REPLIES, UNSEEN, tokens
from rich.console import Console
from rich.table import Table
from wyoming.audio import AudioChunk, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize, SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeStopped

TOKEN_SECONDS = 1 / 40
LIGHT, REAL = "en_US-light-low", "en_US-real-low"
COST_PER_ID = 10  # measured: 0.10 s for a second of sound on two cores
NEXT = "Yes?"  # what is said after an interruption
CONFIRMATIONS = (
    "Turned on the light.",
    "Closed the garage door.",
    "Set the heating to twenty degrees.",
    "Added milk to the shopping list.",
    "Locked the front door.",
)
LIMIT_SECONDS = 60.0  # nothing here takes that long: a bench that hangs must end
PACKAGES = ("morgan-voice", "piper-tts", "onnxruntime", "wyoming")


@dataclass(frozen=True, slots=True)
class Heard:
    """One reply as it arrived, in milliseconds: from its first token to the first sound and to the end."""

    first_ms: float
    last_ms: float
    stalled_ms: float  # how long a player that began at once would have had nothing to play
    seconds: float  # of sound


async def stream(port: int, text: str) -> Heard:
    """Have a reply said while it is written."""
    async with asyncio.timeout(LIMIT_SECONDS), AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(SynthesizeStart().event())
        begin = time.perf_counter()

        async def write() -> None:
            for index, token in enumerate(tokens(text)):
                await asyncio.sleep(max(0.0, begin + index * TOKEN_SECONDS - time.perf_counter()))
                await client.write_event(SynthesizeChunk(token).event())
            # Home Assistant repeats the text here, for servers that know no streaming.
            await client.write_event(Synthesize(text).event())
            await client.write_event(SynthesizeStop().event())

        writing = asyncio.create_task(write())
        first = stalled = seconds = 0.0
        while (event := await client.read_event()) is not None:
            now = time.perf_counter() - begin
            if AudioChunk.is_type(event.type):
                chunk = AudioChunk.from_event(event)
                first = first or now
                stalled += max(0.0, now - (first + seconds + stalled))
                seconds += len(chunk.audio) / chunk.width / chunk.channels / chunk.rate
            elif SynthesizeStopped.is_type(event.type):
                break
        await writing
    assert event is not None, "the server hung up"
    assert seconds > 0, "nothing was said"
    return Heard(first * 1e3, now * 1e3, stalled * 1e3, seconds)


async def barge_in(port: int, *, hang_up: bool) -> tuple[float, float]:
    """Interrupt a long reply in its middle; return when the last of it came, and the first sound of the next, in ms."""
    arrived: list[tuple[float, str]] = []
    over = asyncio.Event()
    async with asyncio.timeout(LIMIT_SECONDS), AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Synthesize(" ".join(REPLIES)).event())
        await until_sound(client)

        async def read() -> None:
            while (event := await client.read_event()) is not None:
                arrived.append((time.perf_counter(), event.type))
                if event.type == "audio-stop":  # the old reply has none: it was stopped
                    over.set()

        reading = asyncio.create_task(read())
        await asyncio.sleep(0.3)  # by now the engine is in the midst of a further clause
        begin = time.perf_counter()
        if hang_up:
            reading.cancel()
            await client.disconnect()
            async with AsyncTcpClient("127.0.0.1", port) as other:
                await other.write_event(Synthesize(NEXT).event())
                await until_sound(other)
            return 0.0, (time.perf_counter() - begin) * 1e3
        await client.write_event(Synthesize(NEXT).event())
        await over.wait()
        reading.cancel()
    start = next(at for at, kind in arrived if at > begin and kind == "audio-start")
    old = [at for at, _ in arrived if begin < at < start]
    new = next(at for at, kind in arrived if at > start and kind == "audio-chunk")
    return (max(old, default=begin) - begin) * 1e3, (new - begin) * 1e3


async def until_sound(client: AsyncTcpClient) -> None:
    """Read up to the first sound."""
    while (event := await client.read_event()) is not None and not AudioChunk.is_type(event.type):
        pass
    assert event is not None, "the server hung up"


async def once(port: int, text: str) -> float:
    """Return how long the first sound of a whole text takes, in milliseconds."""
    async with asyncio.timeout(LIMIT_SECONDS), AsyncTcpClient("127.0.0.1", port) as client:
        begin = time.perf_counter()
        await client.write_event(Synthesize(text).event())
        await until_sound(client)
        return (time.perf_counter() - begin) * 1e3


async def whole(port: int, text: str) -> tuple[bytes, int, float]:
    """Have a whole text said; return its sound (16 bit, mono), the rate, and how many seconds that took."""
    sound, rate = bytearray(), 0
    async with asyncio.timeout(LIMIT_SECONDS), AsyncTcpClient("127.0.0.1", port) as client:
        begin = time.perf_counter()
        await client.write_event(Synthesize(text).event())
        while (event := await client.read_event()) is not None and not AudioStop.is_type(event.type):
            if AudioChunk.is_type(event.type):
                chunk = AudioChunk.from_event(event)
                sound, rate = sound + chunk.audio, chunk.rate
        took = time.perf_counter() - begin
    assert event is not None, "the server hung up"
    return bytes(sound), rate, took


@contextmanager
def both(voices: Path, voice: str) -> Iterator[dict[str, int]]:
    """Run both servers on one voice; yield their ports."""
    with (
        peers.piper(voices, voice) as piper,
        ours.morgan("tts.cache_megabytes=0", "stt.engine=closed", voices=voices, voice=voice) as morgan,
    ):
        yield {"wyoming-piper": piper, "Morgan": morgan}


async def compare(ports: dict[str, int], rounds: int, replies: Sequence[str]) -> dict[str, list[Heard]]:
    """Have these replies said by both, in turn."""
    heard: dict[str, list[Heard]] = {name: [] for name in ports}
    for port in ports.values():
        await once(port, "Ready when you are.")  # weights and threads are warm
    for _ in range(rounds):
        for reply in replies:
            for name, port in ports.items():
                heard[name].append(await stream(port, reply))
    return heard


def summed(heard: Sequence[Heard]) -> dict[str, float]:
    """Return what is told of many replies."""
    first = [one.first_ms for one in heard]
    return {
        "first_audio_ms": round(statistics.median(first), 1),
        "first_audio_p95_ms": round(charts.percentile(first, 95), 1),
        "last_audio_ms": round(statistics.median(one.last_ms for one in heard), 1),
        "stalled_replies": sum(one.stalled_ms > 20 for one in heard),
        "stalled_worst_ms": round(max(one.stalled_ms for one in heard), 1),
        "sound_seconds": round(statistics.median(one.seconds for one in heard), 2),
    }


async def cached() -> dict[str, float]:
    """Return how soon a short reply sounds when it is made and when it recurs, with the voice of real cost."""
    voices = made.voices(REAL, cost_per_id=COST_PER_ID)
    with ours.morgan("stt.engine=closed", voices=voices, voice=REAL) as port:
        await once(port, "Ready when you are.")
        first, later = [], []
        for text in CONFIRMATIONS:
            first.append(await once(port, text))
            later += [await once(port, text) for _ in range(5)]
    made_ms, kept_ms = statistics.median(first), statistics.median(later)
    return {"made_ms": round(made_ms, 1), "kept_ms": round(kept_ms, 1), "saves_ms": round(made_ms - kept_ms, 1)}


async def measure_real(weights: Path, rounds: int) -> dict[str, object]:
    """Compare both with a real Piper voice, and have what Morgan says with it heard again."""
    voices = weights / "piper"
    voice = min(voices.glob("*.onnx")).stem
    with both(voices, voice) as ports:
        heard = await compare(ports, rounds, REPLIES)
        told: dict[str, object] = {"voice": voice} | {name: summed(each) for name, each in heard.items()}
        middle = {name: statistics.median(one.first_ms for one in each) for name, each in heard.items()}
        told["ratio"] = round(middle["Morgan"] / middle["wyoming-piper"], 3)
        factors: dict[str, list[float]] = {name: [] for name in ports}
        for reply in REPLIES:
            for name, port in ports.items():
                sound, rate, took = await whole(port, reply)
                factors[name].append(took / (len(sound) / 2 / rate))
        told["real_time_factor"] = {name: round(statistics.median(each), 3) for name, each in factors.items()}
        if not (weights / "whisper-base").is_dir():
            return told | {"heard_again": "skipped: there is no whisper-base beside piper"}
        said = [await whole(ports["Morgan"], reply) for reply in heard_again.REPLIES]
    sounds = [(np.frombuffer(sound, dtype="<i2").astype(np.int16), rate) for sound, rate, _ in said]
    words = await asyncio.to_thread(heard_again.written_down, sounds, weights / "whisper-base")
    found = heard_again.compared(zip(heard_again.REPLIES, words, strict=True))
    return told | {
        "heard_again": {
            "replies": len(said),
            "words": found.words,
            "back": found.back,
            "share": round(found.share, 4),
            "missed": [{"said": one, "heard": other} for one, other in found.missed],
            "written": words,
        }
    }


def real_weights(folder: Path | None) -> tuple[Path | None, str]:
    """Return the folder with a real voice, or None and why there is none."""
    if folder is None:
        return None, "neither --weights nor $MORGAN_REAL_WEIGHTS names a folder"
    if not any((folder / "piper").glob("*.onnx")):
        return None, f"there is no Piper voice in {folder / 'piper'}"
    return folder, ""


async def measure(rounds: int) -> dict[str, object]:
    """Measure all of it but the real voice."""
    figures: dict[str, object] = {}
    for kind, voice, cost in (("light", LIGHT, 0), ("real", REAL, COST_PER_ID)):
        with both(made.voices(voice, cost_per_id=cost), voice) as ports:
            heard = await compare(ports, rounds, REPLIES)
            told: dict[str, object] = {name: summed(each) for name, each in heard.items()}
            middle = {name: statistics.median(one.first_ms for one in each) for name, each in heard.items()}
            told["ratio"] = round(middle["Morgan"] / middle["wyoming-piper"], 3)
            told["ratio_per_reply"] = {
                " ".join(reply.split()[:4]): round(
                    statistics.median(one.first_ms for one in heard["Morgan"][index :: len(REPLIES)])
                    / statistics.median(one.first_ms for one in heard["wyoming-piper"][index :: len(REPLIES)]),
                    3,
                )
                for index, reply in enumerate(REPLIES)
            }
            for name, replies in (("unseen", UNSEEN), ("fresh", FRESH)):
                others = await compare(ports, 1 if kind == "real" else rounds, replies)
                median = {who: statistics.median(one.first_ms for one in each) for who, each in others.items()}
                told[f"ratio_{name}"] = round(median["Morgan"] / median["wyoming-piper"], 3)
            if kind == "real":
                stops = [await barge_in(ports["Morgan"], hang_up=False) for _ in range(10)]
                leaves = [await barge_in(ports["Morgan"], hang_up=True) for _ in range(10)]
                figures["barge_in_ms"] = round(max(silent for silent, _ in stops), 1)
                figures["next_sound_ms"] = {
                    "after a new request": round(statistics.median(after for _, after in stops), 1),
                    "after a hang-up": round(statistics.median(after for _, after in leaves), 1),
                    "worst": round(max(after for _, after in stops + leaves), 1),
                    "undisturbed": round(statistics.median([await once(ports["Morgan"], NEXT) for _ in range(10)]), 1),
                }
            figures[kind] = told
    light, real = figures["light"], figures["real"]
    assert isinstance(light, dict)
    assert isinstance(real, dict)
    figures["cache"] = await cached()
    figures["first_audio_ratio"] = light["ratio"]
    figures["first_audio_ratio_unseen"] = light["ratio_unseen"]
    figures["first_audio_ratio_fresh"] = light["ratio_fresh"]
    figures["first_audio_ratio_real"] = real["ratio"]
    return figures


def show(figures: Mapping[str, object], folder: Path) -> None:
    """Print the table and write the chart."""
    table = Table("voice", "server", "first audio", "p95", "last", "replies that stall", title="A reply at 40 tokens/s")
    rows: list[tuple[str, float]] = []
    for kind in ("light", "real", "weights"):
        told = figures.get(kind)
        if not isinstance(told, dict) or "Morgan" not in told:
            continue  # not asked for, or skipped
        for name in ("wyoming-piper", "Morgan"):
            each = told[name]
            rows.append((f"{name}, {told.get('voice') or kind + ' voice'}", each["first_audio_ms"]))
            cells = (f"{each[key]:.0f} ms" for key in ("first_audio_ms", "first_audio_p95_ms", "last_audio_ms"))
            table.add_row(kind, name, *cells, f"{each['stalled_replies']} (worst {each['stalled_worst_ms']:.0f} ms)")
    cache = figures.get("cache")
    assert cache is None or isinstance(cache, dict)
    for what in ("made", "kept") if cache else ():
        assert cache is not None
        rows.append((f"Morgan, a short reply, {what}", cache[f"{what}_ms"]))
        table.add_row("real", f"Morgan, a short reply, {what}", f"{cache[f'{what}_ms']:.0f} ms", "", "", "")
    Console(stderr=True).print(table)
    charts.bars(
        "First sound of a three-sentence reply, 40 tokens a second, and of a short one",
        rows,
        "ms",
        folder / "bench-tts.svg",
    )
    packages = (*PACKAGES, "num2words")
    charts.keep(folder, "tts", {**figures, "peers": dict(peers.versions())}, packages)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON last")
    parser.add_argument("--docs", action="store_true", help="write chart and figures into docs/img")
    parser.add_argument("--rounds", type=int, default=3, help="how often each reply is said by both")
    parser.add_argument("--weights", type=Path, default=given.weights(), help="folder of real weights")
    parser.add_argument("--only-weights", action="store_true", help="leave the made voices out")
    options = parser.parse_args(argv)
    figures = {} if options.only_weights else asyncio.run(measure(options.rounds))
    weights, why = real_weights(options.weights)
    figures["weights"] = asyncio.run(measure_real(weights, options.rounds)) if weights else f"skipped: {why}"
    if not weights:
        print(f"the real voice is skipped: {why}", file=sys.stderr)
    folder = charts.folder(docs=options.docs)
    show(figures, folder)
    print(f"written to {folder}")
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
