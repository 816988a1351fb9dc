"""Morgan's own overhead on the wire against calling the engine directly, and what an idle server costs.

Overhead: a server in a process of its own serves engines that cost a fixed time (they wait 20 ms, all at once if need
be: a real engine's own queue would be counted as Morgan's otherwise), with the real Silero VAD if the espeak extra is
there to make speech for it. Clients in this process speak at the pace of speech and measure
  stt     from audio-stop to the transcript
  answer  from the question to its first word
  tts     from the text to the first sound
less the median of what the same engine takes when it is called directly. Scheduling, sockets, framing, VAD and this
client count as overhead. The headline is the worst of the three.

Ready and idle: a real `morgan serve` with the embedded engines and an empty data directory, from its start until it
answers `describe`, and its resident memory two seconds later. Its real engines are then used over the wire, and the
same engines directly in this process.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from wyoming.asr import Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize

from morgan.app import hearing, speaking
from morgan.audio import SAMPLE_RATE_HZ, RateChanger, Samples, frames
from morgan.errors import EngineMissing
from morgan.ports import AnswerTrace, Clause, Engines, Hands, Question, Sound, Utterance, VoiceDetector
from morgan.ports import Transcript as Words
from morgan.settings.schema import Settings, SttSettings
from morgan.settings.speaking import TtsSettings
from morgan.testing import FakeAgent, FakeSpeechToText, FakeTextToSpeech, FakeVoiceDetector, running_server

COST_SECONDS = 0.02
CHUNK_SAMPLES = 1024  # what Home Assistant sends
SECONDS_LIMIT = 120.0  # nothing here takes that long: a bench that hangs must end


class SlowSpeechToText(FakeSpeechToText):
    """Costs a fixed time."""

    async def transcribe(self, utterance: Utterance) -> Words:  # noqa: ARG002  # the port's
        """Wait and answer."""
        await asyncio.sleep(COST_SECONDS)
        return Words("turn on the kitchen lights", "en")


class SlowTextToSpeech(FakeTextToSpeech):
    """Costs a fixed time."""

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:  # noqa: ARG002  # the port's
        """Wait and yield half a second."""
        await asyncio.sleep(COST_SECONDS)
        yield Sound(np.full(11_025, 1000, dtype=np.int16), 22_050)


class SlowAgent(FakeAgent):
    """Costs a fixed time."""

    async def answer(
        self,
        question: Question,  # noqa: ARG002  # the port's
        hands: Hands | None = None,  # noqa: ARG002
    ) -> AsyncGenerator[str | AnswerTrace, None]:
        """Wait and answer."""
        await asyncio.sleep(COST_SECONDS)
        yield "It is late."


@dataclass(frozen=True, slots=True)
class Row:
    """One stage's overhead, in milliseconds."""

    clients: int
    stage: str
    turns: int
    p50: float
    p95: float


async def speech() -> tuple[Samples, str]:
    """Return an utterance that the VAD takes for speech, and which VAD that is."""
    try:
        from morgan.tts.espeak import EspeakTts  # noqa: PLC0415

        voice = EspeakTts()
    except (EngineMissing, ImportError):
        return np.full(SAMPLE_RATE_HZ, 5000, dtype=np.int16), "fake"
    async with aclosing(voice.synthesize(Clause("Turn on the kitchen lights"))) as sounds:
        said = [sound async for sound in sounds]
    await voice.close()
    samples = np.concatenate([sound.samples for sound in said])
    return RateChanger(said[0].rate_hz, SAMPLE_RATE_HZ).feed(samples), "silero"


async def serve_slow_engines(vad_name: str) -> None:
    """Run the server of the overhead bench until standard input ends."""
    from morgan.vad.silero import SileroVad  # noqa: PLC0415

    vad: VoiceDetector = FakeVoiceDetector() if vad_name == "fake" else SileroVad()
    engines = Engines(vad, SlowSpeechToText(), SlowTextToSpeech(), None, SlowAgent())
    async with running_server(engines) as server:
        print(server.port, flush=True)
        await asyncio.to_thread(sys.stdin.read)


@asynccontextmanager
async def server_of_slow_engines(vad_name: str) -> AsyncGenerator[int, None]:
    """Start the server in a process of its own; yield its port."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--serve", vad_name, stdin=pipe, stdout=pipe
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.stdin.close()
        await process.wait()


async def direct() -> float:
    """Return the median time of calling the engine directly."""
    engine = SlowSpeechToText()
    times = []
    for _ in range(50):
        begin = time.perf_counter()
        await engine.transcribe(Utterance(np.zeros(1, dtype=np.int16)))
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


async def until(client: AsyncTcpClient, kind: str) -> None:
    """Read up to the first event of this type."""
    while (event := await client.read_event()) is not None and event.type != kind:
        assert event.type != "error", event
    assert event is not None, "the server hung up"


async def timed(client: AsyncTcpClient, request: object, kind: str) -> float:
    """Return the time from the request to the first event of this type."""
    begin = time.perf_counter()
    await client.write_event(request.event())  # type: ignore[attr-defined]  # wyoming's Eventable
    await until(client, kind)
    return time.perf_counter() - begin


async def speak(client: AsyncTcpClient, sound: Samples) -> None:
    """Send sound at the pace of speech, without its end."""
    await client.write_event(AudioStart(SAMPLE_RATE_HZ, 2, 1).event())
    begin = time.perf_counter()
    for index, piece in enumerate(frames(sound, CHUNK_SAMPLES), start=1):
        await client.write_event(AudioChunk(SAMPLE_RATE_HZ, 2, 1, piece.tobytes()).event())
        await asyncio.sleep(max(0.0, begin + index * CHUNK_SAMPLES / SAMPLE_RATE_HZ - time.perf_counter()))


async def one_client(port: int, sound: Samples, turns: int, took: dict[str, list[float]]) -> None:
    """Speak, ask and have something said, several times over."""
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await asyncio.sleep(random.random())  # nobody in a house speaks in step with the others
        for _ in range(turns):
            await speak(client, sound)
            took["stt"].append(await timed(client, AudioStop(), "transcript"))
            took["answer"].append(await timed(client, Transcript("How late is it?"), "handled-chunk"))
            await until(client, "handled")
            took["tts"].append(await timed(client, Synthesize("It is late."), "audio-chunk"))
            await until(client, "audio-stop")


async def overhead(clients: int, turns: int) -> list[Row]:
    """Measure the overhead with so many clients at once."""
    sound, vad_name = await speech()
    baseline = await direct()
    took: dict[str, list[float]] = {"stt": [], "answer": [], "tts": []}
    async with server_of_slow_engines(vad_name) as port:
        await one_client(port, sound, 1, {"stt": [], "answer": [], "tts": []})  # warm
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(one_client(port, sound, turns, took))
    rows = []
    for stage, seconds in took.items():
        over = sorted((each - baseline) * 1000 for each in seconds)
        rows.append(Row(clients, stage, len(over), statistics.median(over), over[int(0.95 * (len(over) - 1))]))
    return rows


EMBEDDED = ["stt.engine=closed", "stt.download=false", "tts.engine=espeak", "tts.download=false"]


@dataclass(frozen=True, slots=True)
class Whole:
    """A real server: seconds until it answered, resident megabytes when idle, its engines, and what they took."""

    ready_seconds: float
    idle_mb: float
    engines: str
    stages: list[tuple[str, float, float]]  # name, called directly, over the wire; medians in milliseconds


async def whole_server() -> Whole:
    """Start a real server, leave it idle, then use its real engines."""
    morgan = Path(sys.executable).with_name("morgan")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        options = [option for wish in (*EMBEDDED, f"data_dir={home}") for option in ("--set", wish)]
        begin = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(str(morgan), "serve", "--port", str(port), "--log-level", "warning", *options),
            stdout=asyncio.subprocess.DEVNULL,
            env={**os.environ, "HOME": home},
        )
        try:
            info = await _describe(port, process)
            ready = time.perf_counter() - begin
            await asyncio.sleep(2)
            idle = resident_mb(process.pid)
            engines = [each.name for group in (info.asr, info.tts, info.wake, info.handle) for each in group]
            return Whole(ready, idle, ", ".join(engines), await real_engines(port))
        finally:
            if process.returncode is None:
                process.terminate()
            await asyncio.wait_for(process.wait(), 20)


async def real_engines(port: int) -> list[tuple[str, float, float]]:
    """Compare the embedded engines, called directly in this process, with the server's own over the wire."""
    settings = Settings(
        stt=SttSettings(engine="closed", download=False), tts=TtsSettings(engine="espeak", download=False)
    )
    sound, _ = await speech()
    words, stages = Clause("It is ten past six."), []
    try:
        mouth, ears = await speaking(settings), await hearing(settings)
    except EngineMissing:
        return []
    async with AsyncTcpClient("127.0.0.1", port) as client:
        for name in ("first sound of espeak", "words of closed"):
            straight, wired = [], []
            for _ in range(10):
                begin = time.perf_counter()
                if name.endswith("closed"):
                    await ears.transcribe(Utterance(sound))
                    straight.append(time.perf_counter() - begin)
                    await speak(client, sound)
                    wired.append(await timed(client, AudioStop(), "transcript"))
                    continue
                async with aclosing(mouth.synthesize(words)) as sounds:
                    await anext(sounds)
                straight.append(time.perf_counter() - begin)
                wired.append(await timed(client, Synthesize(words.text), "audio-chunk"))
                await until(client, "audio-stop")
            stages.append((name, statistics.median(straight) * 1000, statistics.median(wired) * 1000))
    await mouth.close()
    await ears.close()
    return stages


def resident_mb(pid: int) -> float:
    """Return a process's resident memory."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


async def _describe(port: int, process: asyncio.subprocess.Process) -> Info:
    while process.returncode is None:
        try:
            async with AsyncTcpClient("127.0.0.1", port) as client:
                await client.write_event(Describe().event())
                event = await client.read_event()
                assert event is not None
                return Info.from_event(event)
        except ConnectionRefusedError:
            await asyncio.sleep(0.01)
    raise SystemExit("morgan serve ended before it was ready; its own words stand above")


async def measure(turns: int) -> tuple[dict[int, list[Row]], Whole]:
    """Measure everything."""
    async with asyncio.timeout(SECONDS_LIMIT):
        return {
            clients: await overhead(clients, count) for clients, count in ((1, 3 * turns), (16, turns))
        }, await whole_server()


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument(
        "--turns", type=int, default=10, help="turns of each client (with one client, three times as many)"
    )
    parser.add_argument("--serve", metavar="VAD", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve_slow_engines(options.serve))
        return 0
    rows, whole = asyncio.run(measure(options.turns))
    worst = {clients: max(each, key=lambda row: row.p95) for clients, each in rows.items()}
    if options.json:
        found = {
            "overhead_ms_p50_1": worst[1].p50,
            "overhead_ms_p95_1": worst[1].p95,
            "overhead_ms_p50_16": worst[16].p50,
            "overhead_ms_p95_16": worst[16].p95,
            "ready_seconds": whole.ready_seconds,
            "idle_mb": whole.idle_mb,
        }
        print(json.dumps({name: round(value, 2) for name, value in found.items()}))
        return 0
    table = Table("clients", "stage", "turns", "p50 ms", "p95 ms", title="Morgan's own overhead")
    for row in (row for each in rows.values() for row in each):
        table.add_row(str(row.clients), row.stage, str(row.turns), f"{row.p50:.2f}", f"{row.p95:.2f}")
    Console().print(table)
    print(f"ready after {whole.ready_seconds:.2f} s, idle {whole.idle_mb:.0f} MB, with {whole.engines}")
    for name, straight, wired in whole.stages:
        print(f"{name}: {straight:.1f} ms called directly, {wired:.1f} ms over the wire (medians)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
