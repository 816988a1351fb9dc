"""A server without weights listens at once; what is better takes over when its weights have come, and says so."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.user_event import UserEvent

import morgan  # noqa: F401  # before faster_whisper is looked for, whose libraries would report

pytest.importorskip("faster_whisper", reason="needs the extra 'whisper'")
pytest.importorskip("pocketsphinx", reason="needs the extra 'closed'")
pytestmark = pytest.mark.engine

MORGAN = str(Path(sys.executable).with_name("morgan"))
TOOL = Path(__file__).parents[2] / "tools" / "make_whisper.py"


@pytest.fixture(scope="module")
def whisper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights") / "made"
    subprocess.run([sys.executable, TOOL, folder, "--says", "Turn on the lights."], check=True, timeout=60)
    return folder


@contextmanager
def hub(folder: Path, go_on: threading.Event) -> Iterator[str]:
    """A hub that has this Whisper, and sends no file before it may."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            if self.path.startswith("/api/models/"):
                siblings = [{"rfilename": file.name, "size": file.stat().st_size} for file in folder.iterdir()]
                body = json.dumps({"id": "a/b", "modelId": "a/b", "sha": "0" * 40, "siblings": siblings}).encode()
            else:
                go_on.wait(60)
                body = (folder / self.path.rpartition("/")[2]).read_bytes()
            try:
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # it was left, which one of the tests is about

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        go_on.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def served(
    shell: dict[str, str], folder: Path, endpoint: str
) -> Iterator[tuple[subprocess.Popen[str], int, list[str]]]:
    """A server that needs no token of this machine, its port, and its log up to there."""
    command = [MORGAN, "serve", "--port", "0", "--set", "tts.engine=espeak", "--data-dir", str(folder)]
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


async def asked(client: AsyncTcpClient) -> tuple[list[str], str]:
    """Return what the server lacks, and what hears."""
    await client.write_event(UserEvent("hello", {"version": 1, "client": "home-assistant"}).event())
    welcome = await until(client, "welcome")
    await client.write_event(Describe().event())
    return welcome.data["data"].get("lacks", []), Info.from_event(await until(client, "info")).asr[0].name


async def test_whisper_takes_over_when_its_weights_have_come_and_the_house_is_told(
    shell: dict[str, str], tmp_path: Path, whisper: Path
) -> None:
    go_on = threading.Event()
    with hub(whisper, go_on) as endpoint, served(shell, tmp_path / "data", endpoint) as (process, port, _):
        async with AsyncTcpClient("127.0.0.1", port) as client:
            assert await asked(client) == (["whisper"], "closed")
            home = {"entities": [], "areas": [], "floors": [], "tools": [], "states": []}
            await client.write_event(UserEvent("home", home).event())
            await until(client, "home-known")
            go_on.set()
            await until(client, "changed")
            assert await asked(client) == ([], "whisper")
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 30) == 0


def test_a_stop_leaves_the_transfer_at_once_and_the_next_start_goes_on(
    shell: dict[str, str], tmp_path: Path, whisper: Path
) -> None:
    go_on = threading.Event()
    with hub(whisper, go_on) as endpoint, served(shell, tmp_path / "data", endpoint) as (process, _, _):
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert time.monotonic() - began < 10  # one second on an idle machine; the transfer would hang for a minute


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
