"""Voices in Piper's format, made in the first second of a run, and a hub that has some."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import morgan  # noqa: F401  # before piper is looked for, whose libraries would report

TOOL = Path(__file__).parents[2] / "tools" / "make_voice.py"


@pytest.fixture(scope="session")
def made_voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with en_US-made-low (two speakers) and en_US-slow-low, whose sentences take a minute."""
    for package in ("piper", "espeakng_loader", "onnx"):
        pytest.importorskip(package, reason="needs the extras 'piper' and 'espeak', and onnx")
    folder = tmp_path_factory.mktemp("voices")
    for name, further in (("en_US-made-low", ["--speakers", "2"]), ("en_US-slow-low", ["--cost", "300000"])):
        subprocess.run([sys.executable, TOOL, folder, name, *further], check=True, timeout=60)
    return folder


@pytest.fixture
def data_dir(made_voices: Path, tmp_path: Path) -> Path:
    """A data directory into which the owner has dropped these voices, en_US-made-low under three further names."""
    own = tmp_path / "voices"
    own.mkdir()
    for file in made_voices.iterdir():
        (own / file.name).symlink_to(file)
    for name in ("de_DE-made-low", "en_GB-made-low", "homemade"):
        for ending in (".onnx", ".onnx.json"):
            (own / f"{name}{ending}").symlink_to(made_voices / f"en_US-made-low{ending}")
    return tmp_path


@pytest.fixture
def hub(made_voices: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A hub on loopback that has en_US-lessac-medium; the list fills with what is asked of it."""
    folder = "en/en_US/lessac/medium"
    files = {
        f"{folder}/en_US-lessac-medium{ending}": (made_voices / f"en_US-made-low{ending}").read_bytes()
        for ending in (".onnx", ".onnx.json")
    }
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args):
            pass

        def do_GET(self):
            asked.append(self.path)
            name = self.path.partition("?")[0].partition("/resolve/")[2].partition("/")[2]
            if self.path.startswith("/api/models/rhasspy/piper-voices"):
                siblings = [{"rfilename": name, "size": len(content)} for name, content in files.items()]
                identity = {"id": "rhasspy/piper-voices", "modelId": "rhasspy/piper-voices", "sha": "0" * 40}
                body = json.dumps(identity | {"siblings": siblings}).encode()
            elif name in files:
                body = files[name]
            else:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    yield asked
    server.shutdown()
    server.server_close()
    thread.join(5)
