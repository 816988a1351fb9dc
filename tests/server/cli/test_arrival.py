"""A server without weights listens at once; what is better takes over when its weights have come, and says so."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from wyoming.asr import Transcribe
from wyoming.audio import AudioChunk, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize
from wyoming.user_event import UserEvent

import morgan  # noqa: F401  # before faster_whisper is looked for, whose libraries would report

pytest.importorskip("faster_whisper", reason="needs the extra 'whisper'")
pytest.importorskip("pocketsphinx", reason="needs the extra 'closed'")
pytestmark = pytest.mark.engine

MORGAN = str(Path(sys.executable).with_name("morgan"))
TOOL = Path(__file__).parents[2] / "tools" / "make_whisper.py"
SAYS = "Turn on the lights."


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights") / "made"
    subprocess.run([sys.executable, TOOL, folder, "--says", SAYS], check=True, timeout=60)
    return folder


@pytest.fixture(scope="module")
def parakeet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("onnx_asr", "onnx"):
        pytest.importorskip(package, reason="needs the extra 'onnx-asr', and onnx")
    folder = tmp_path_factory.mktemp("weights") / "parakeet"
    command = [sys.executable, TOOL.with_name("make_onnx_asr.py"), folder, "--says", SAYS, "--int8-says", "On."]
    subprocess.run(command, check=True, timeout=60)
    return folder


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("piper", "espeakng_loader", "onnx"):
        pytest.importorskip(package, reason="needs the extras 'piper' and 'espeak', and onnx")
    folder = tmp_path_factory.mktemp("voices")
    command = [sys.executable, TOOL.with_name("make_voice.py"), folder, "en_US-made-low"]
    subprocess.run(command, check=True, timeout=60)
    return folder / "en_US-made-low.onnx"


@dataclass
class Hub:
    """What was asked of a hub: files, and from which byte on. In the largest it stops half way until it may go on."""

    files: Mapping[str, Path]
    go_on: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, int]] = field(default_factory=list)
    url: str = ""


@contextmanager
def hub(files: Mapping[str, Path]) -> Iterator[Hub]:
    told = Hub(files)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            with suppress(OSError):  # it was left, which one of the tests is about
                if self.path.startswith("/api/models/"):
                    siblings = [{"rfilename": name, "size": file.stat().st_size} for name, file in files.items()]
                    body = {"id": "a/b", "modelId": "a/b", "sha": "0" * 40, "siblings": siblings}
                    self.answer(200, json.dumps(body).encode())
                else:
                    self.send_file(self.path.partition("/resolve/")[2].partition("/")[2])

        def send_file(self, name: str) -> None:
            begin = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
            told.asked.append((name, begin))
            largest = max(files, key=lambda each: files[each].stat().st_size)
            self.answer(206 if begin else 200, files[name].read_bytes()[begin:], whole=name != largest)

        def answer(self, status: int, body: bytes, *, whole: bool = True) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not whole:
                half, body = body[: len(body) // 2], body[len(body) // 2 :]
                self.wfile.write(half)
                told.begun.set()
                told.go_on.wait(60)
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield told
    finally:
        told.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def ending(voice: Path, end: str) -> Path:
    return voice.with_name(voice.stem + end)


def files_of(folder: Path) -> dict[str, Path]:
    return {file.name: file for file in folder.iterdir()}


@contextmanager
def served(
    shell: dict[str, str], folder: Path, endpoint: str, *settings: str
) -> Iterator[tuple[subprocess.Popen[str], int, list[str]]]:
    """A server that needs no token of this machine, its port, and its log up to there."""
    given = [part for setting in settings or ["tts.engine=espeak"] for part in ("--set", setting)]
    command = [MORGAN, "serve", "--port", "0", *given, "--data-dir", str(folder)]
    process = subprocess.Popen(command, env=shell | {"HF_ENDPOINT": endpoint}, stderr=subprocess.PIPE, text=True)
    watchdog = threading.Timer(90, process.kill)
    watchdog.start()
    log: list[str] = []
    try:
        assert process.stderr is not None
        for line in process.stderr:
            log.append(line)
            if "ready host=" in line:
                break
        else:
            raise AssertionError("".join(log))
        yield process, int(log[-1].partition("port=")[2].split()[0]), log
    finally:
        watchdog.cancel()
        if process.poll() is None:
            process.kill()
        process.communicate()


async def until(client: AsyncTcpClient, name: str) -> Event:
    async with asyncio.timeout(60):
        while True:
            event = await client.read_event()
            assert event is not None
            if name in (event.type, event.data.get("name")):
                return event


async def until_true(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something that shows on a disk only."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def changes_to(engine: Callable[[], Awaitable[str]], name: str) -> None:
    """Ask until it is this one: a connection that says no hello is not told."""
    async with asyncio.timeout(60):
        while await engine() != name:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def hears(client: AsyncTcpClient) -> str:
    await client.write_event(Describe().event())
    return Info.from_event(await until(client, "info")).asr[0].name


async def speaks(client: AsyncTcpClient) -> str:
    await client.write_event(Describe().event())
    return Info.from_event(await until(client, "info")).tts[0].name


async def sound_until_end(client: AsyncTcpClient) -> list[Event]:
    """Return what was said, from audio-start to the last sound."""
    events: list[Event] = []
    async with asyncio.timeout(60):
        while (event := await client.read_event()) is not None and event.type != "audio-stop":
            if event.type in ("audio-start", "audio-chunk"):
                events.append(event)
    return events


async def begin(client: AsyncTcpClient, sound: list[Event]) -> None:
    """Begin to speak."""
    for event in (Transcribe(language="en").event(), *sound):
        await client.write_event(event)


async def end(client: AsyncTcpClient, sound: list[Event]) -> str:
    """Fall silent; return what was heard."""
    rate = sound[0].data["rate"]
    await client.write_event(AudioChunk(rate, 2, 1, bytes(2 * rate)).event())
    await client.write_event(AudioStop().event())
    return str((await until(client, "transcript")).data["text"])


async def asked(client: AsyncTcpClient) -> tuple[list[str], str]:
    """Return what the server lacks, and what hears."""
    await client.write_event(UserEvent("hello", {"version": 1, "client": "home-assistant"}).event())
    welcome = await until(client, "welcome")
    await client.write_event(Describe().event())
    return welcome.data["data"].get("lacks", []), Info.from_event(await until(client, "info")).asr[0].name


async def test_whisper_takes_over_when_its_weights_have_come_and_the_house_is_told(
    shell: dict[str, str], tmp_path: Path, whisper: Path
) -> None:
    with hub(files_of(whisper)) as there, served(shell, tmp_path / "data", there.url) as (process, port, _):
        async with AsyncTcpClient("127.0.0.1", port) as client:
            assert await asked(client) == (["whisper"], "closed")
            home = {"entities": [], "areas": [], "floors": [], "tools": [], "states": []}
            await client.write_event(UserEvent("home", home).event())
            await until(client, "home-known")
            there.go_on.set()
            await until(client, "changed")
            assert await asked(client) == ([], "whisper")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 30) == 0


async def test_a_stop_leaves_the_transfer_and_the_next_start_goes_on_from_there(
    shell: dict[str, str], tmp_path: Path, whisper: Path
) -> None:
    data = tmp_path / "data"
    with hub(files_of(whisper)) as there:
        with served(shell, data, there.url) as (process, _, _):
            parts = data / "weights" / "whisper" / "Systran--faster-whisper-base" / ".morgan-parts"
            await until_true(lambda: any(file.stat().st_size for file in parts.glob("*-model.bin")))
            process.send_signal(signal.SIGTERM)
            # The hub is silent, and stays so: without leaving it the server would wait until the hub goes on.
            assert await asyncio.to_thread(process.wait, 30) == 0
            assert not there.go_on.is_set()
        there.go_on.set()
        with served(shell, data, there.url) as (_, port, _):
            async with AsyncTcpClient("127.0.0.1", port) as client:
                await changes_to(lambda: hears(client), "whisper")
    first, second = (begin for name, begin in there.asked if name == "model.bin")
    assert first == 0 < second


def test_doctor_tells_how_far_a_transfer_is(shell: dict[str, str], tmp_path: Path, whisper: Path) -> None:
    data = tmp_path / "data"
    whole = sum(file.stat().st_size for file in whisper.iterdir()) / 1e6
    with hub(files_of(whisper)) as there, served(shell, data, there.url):
        assert there.begun.wait(60)
        command = [MORGAN, "doctor", "--json", "--data-dir", str(data)]
        done = subprocess.run(
            command, env=shell | {"HF_ENDPOINT": there.url}, capture_output=True, text=True, timeout=60, check=False
        )
    (hearing,) = [each for each in json.loads(done.stdout)["findings"] if each["what"] == "hearing"]
    assert re.search(rf"being fetched: \d+ of {whole:.0f} MB", hearing["found"]), hearing


async def test_piper_takes_over_from_espeak_when_its_voice_has_come(
    shell: dict[str, str], tmp_path: Path, voice: Path
) -> None:
    folder = "en/en_US/lessac/medium"
    files = {f"{folder}/en_US-lessac-medium{end}": ending(voice, end) for end in (".onnx", ".onnx.json")}
    settings = ("stt.engine=closed", "tts.voice=en_US-lessac-medium")
    with hub(files) as there, served(shell, tmp_path / "data", there.url, *settings) as (_, port, _):
        async with AsyncTcpClient("127.0.0.1", port) as client:
            assert await speaks(client) == "espeak"
            there.go_on.set()
            await changes_to(lambda: speaks(client), "piper")
            await client.write_event(Synthesize("The lights are on.").event())
            assert (await until(client, "audio-stop")).type == "audio-stop"


def test_a_voice_put_in_place_by_hand_is_taken(shell: dict[str, str], tmp_path: Path, voice: Path) -> None:
    place = tmp_path / "data" / "voices"
    place.mkdir(parents=True)
    for end in (".onnx", ".onnx.json"):
        (place / ending(voice, end).name).symlink_to(ending(voice, end))
    settings = ("stt.engine=closed", "tts.download=false")
    with served(shell, tmp_path / "data", "http://127.0.0.1:9", *settings) as (_, _, log):
        assert any("speaking: Piper, because its voice is here" in line for line in log), log


def test_a_broken_voice_is_named_and_espeak_speaks(shell: dict[str, str], tmp_path: Path, voice: Path) -> None:
    place = tmp_path / "data" / "voices"
    place.mkdir(parents=True)
    for end in (".onnx", ".onnx.json"):
        content = ending(voice, end).read_bytes()
        (place / ending(voice, end).name).write_bytes(content[:1000] if end == ".onnx" else content)
    settings = ("stt.engine=closed", "tts.download=false")
    with served(shell, tmp_path / "data", "http://127.0.0.1:9", *settings) as (_, _, log):
        (told,) = [line for line in log if "speaking: espeak-ng, because" in line]
        assert voice.name in told or voice.stem in told


async def test_whoever_spoke_when_whisper_took_over_is_answered_and_the_next_one_is_heard_by_it(
    shell: dict[str, str], tmp_path: Path, whisper: Path
) -> None:
    with hub(files_of(whisper)) as there, served(shell, tmp_path / "data", there.url) as (_, port, _):
        async with AsyncTcpClient("127.0.0.1", port) as speaker, AsyncTcpClient("127.0.0.1", port) as other:
            await other.write_event(Synthesize("Close the garage door.").event())
            sound = await sound_until_end(other)
            await begin(speaker, sound)
            there.go_on.set()
            await changes_to(lambda: hears(other), "whisper")
            assert await end(speaker, sound) != SAYS
            await begin(speaker, sound)
            assert await end(speaker, sound) == SAYS


def test_weights_put_in_place_by_hand_are_taken(shell: dict[str, str], tmp_path: Path, whisper: Path) -> None:
    place = tmp_path / "data" / "weights" / "whisper" / "Systran--faster-whisper-base"
    place.parent.mkdir(parents=True)
    place.symlink_to(whisper)
    with served(shell, tmp_path / "data", "http://127.0.0.1:9") as (_, _, log):
        assert any("hearing: Whisper base, because its weights are here" in line for line in log), log


def test_a_damaged_file_is_named_and_the_closed_engine_hears(
    shell: dict[str, str], tmp_path: Path, whisper: Path
) -> None:
    place = tmp_path / "data" / "weights" / "whisper" / "Systran--faster-whisper-base"
    place.mkdir(parents=True)
    for file in whisper.iterdir():
        (place / file.name).write_bytes(file.read_bytes()[: 1000 if file.name == "model.bin" else None])
    with served(shell, tmp_path / "data", "http://127.0.0.1:9") as (_, _, log):
        (told,) = [line for line in log if "hearing:" in line and "the closed engine" in line]
        assert str(place) in told
        assert "model.bin" in told


async def test_ranked_engines_take_their_places_as_their_weights_come_and_only_int8_comes(
    shell: dict[str, str], tmp_path: Path, parakeet: Path
) -> None:
    wanted = "stt.engines=openai,onnx-asr,closed", "tts.engine=espeak"
    with hub(files_of(parakeet)) as there, served(shell, tmp_path / "data", there.url, *wanted) as (process, port, log):
        told = [line for line in log if "is passed over until it is here" in line]
        assert ["set stt.openai.url" in told[0], "are not here yet" in told[1], len(told)] == [True, True, 2]
        async with AsyncTcpClient("127.0.0.1", port) as client:
            assert await asked(client) == (["openai", "onnx-asr"], "closed")
            home = {"entities": [], "areas": [], "floors": [], "tools": [], "states": []}
            await client.write_event(UserEvent("home", home).event())
            await until(client, "home-known")
            there.go_on.set()
            await until(client, "changed")
            assert await asked(client) == ([], "onnx-asr")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 30) == 0
    assert {name for name, _ in there.asked} == {
        "config.json",
        "vocab.txt",
        "encoder-model.int8.onnx",
        "decoder_joint-model.int8.onnx",
    }
