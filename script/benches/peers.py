"""The servers that Morgan is measured against: an environment of their own, made once, and their starting and stopping.

Knows nothing of what is measured. Standard library only, because benches of both environments use it. Nothing but a
bench needs the peers: no check and no test does.
"""

from __future__ import annotations

import hashlib
import json
import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".cache" / "peers"
REQUIREMENTS = ROOT / "script" / "requirements-peers.txt"
PYTHON = HOME / "bin" / "python"
HOST = "127.0.0.1"
START_SECONDS = 120.0
STOP_SECONDS = 10.0


def environment() -> Mapping[str, str]:
    """Return what a peer is started with: its libraries report to nobody, as Morgan's do not (docs/privacy.md)."""
    silence: Mapping[str, str] = runpy.run_path(str(ROOT / "server" / "morgan" / "reporting.py"))["SILENCE"]
    return {**os.environ, **silence}


class PeerFailed(Exception):
    """A peer could not be installed or did not start; the sentence says why."""


def install() -> Path:
    """Make the environment unless it is there, with uv's own progress shown; return its Python. Raises PeerFailed."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    stamp = HOME / ".requirements"
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return PYTHON
    uv = shutil.which("uv") or str(ROOT / ".cache" / "uv" / "bin" / "uv")
    print("installing wyoming-faster-whisper and wyoming-piper into .cache/peers", file=sys.stderr, flush=True)
    python = str(ROOT / ".venv" / "bin" / "python")  # the one that Morgan's server runs on: the same for both sides
    for command in (
        [uv, "venv", "--clear", "--no-project", "--python", python, str(HOME)],
        [uv, "pip", "install", "--python", str(PYTHON), "--require-hashes", "-r", str(REQUIREMENTS)],
    ):
        try:
            # What uv says goes to standard error: standard output ends with a bench's line of JSON.
            subprocess.run(command, check=True, stdout=sys.stderr, env={**os.environ, "UV_SYSTEM_CERTS": "1"})
        except (OSError, subprocess.CalledProcessError) as error:
            raise PeerFailed(f"the peers could not be installed: {error}") from error
    stamp.write_text(wanted, encoding="utf-8")
    return PYTHON


def versions() -> Mapping[str, str]:
    """Return the versions of the peers, as they are pinned."""
    pins = [line.split()[0] for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines() if "==" in line]
    names = ("wyoming-faster-whisper", "faster-whisper", "ctranslate2", "wyoming-piper", "piper-tts")
    return {name: version for name, _, version in (pin.partition("==") for pin in pins) if name in names}


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def describe(port: int, seconds: float = 5.0) -> Mapping[str, object]:
    """Ask a Wyoming server what it is. Raises OSError when nobody answers."""
    with socket.create_connection((HOST, port), timeout=seconds) as line, line.makefile("rwb") as stream:
        stream.write(b'{"type": "describe"}\n')
        stream.flush()
        header = json.loads(stream.readline() or b"{}")
        told: Mapping[str, object] = json.loads(stream.read(header.get("data_length", 0)) or b"{}")
        return told


@contextmanager
def running(name: str, command: Sequence[str], port: int) -> Iterator[int]:
    """Run a Wyoming server until the block ends; yield its port once it has described itself. Raises PeerFailed."""
    with tempfile.NamedTemporaryFile(prefix=f"{name}-", suffix=".log") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=ROOT,
            env=environment(),
            start_new_session=True,
        )
        try:
            deadline = time.monotonic() + START_SECONDS
            while True:
                with suppress(OSError, ValueError):
                    if describe(port):
                        break
                if process.poll() is not None or time.monotonic() > deadline:
                    told = Path(log.name).read_text(encoding="utf-8", errors="replace")[-2000:]
                    raise PeerFailed(f"{name} did not start:\n{told}")
                time.sleep(0.1)  # a port has no event for somebody outside to wait for
            yield port
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for order in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, order)
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
            return


@contextmanager
def whisper(model: Path, *flags: str, port: int = 0) -> Iterator[int]:
    """Run wyoming-faster-whisper on a folder of weights, as its documentation advises for a CPU; yield its port."""
    python, port = install(), port or free_port()
    with tempfile.TemporaryDirectory(prefix="peer-whisper-") as data:
        command = [str(python), "-m", "wyoming_faster_whisper", "--uri", f"tcp://{HOST}:{port}"]
        command += ["--model", str(model), "--data-dir", data, "--local-files-only", "--language", "en"]
        # int8 and one beam are the quickest that a user can choose, and what Morgan takes on a CPU.
        command += ["--stt-library", "faster-whisper", "--compute-type", "int8", "--beam-size", "1"]
        command += ["--cpu-threads", str(min(4, os.cpu_count() or 1))]
        with running("wyoming-faster-whisper", [*command, *flags], port):
            yield port


@contextmanager
def piper(voices: Path, voice: str, *flags: str, port: int = 0) -> Iterator[int]:
    """Run wyoming-piper on a folder with `voice`.onnx and .onnx.json; it streams by default; yield its port."""
    python, port = install(), port or free_port()
    command = [str(python), "-m", "wyoming_piper", "--uri", f"tcp://{HOST}:{port}", "--voice", voice]
    command += ["--data-dir", str(voices), "--local-files-only"]
    with running("wyoming-piper", [*command, *flags], port):
        yield port
