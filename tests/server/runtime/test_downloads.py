"""Weights come once, go on after an interruption, and never keep anybody waiting for longer than was said."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from morgan.errors import EngineMissing
from morgan.runtime.downloads import MANIFEST, PARTS, fetch, is_complete

FILES = {
    "config.json": b"{}",
    "model.bin": bytes(range(256)) * 4096,  # 1 MiB
    "README.md": b"# words",
    ".gitattributes": b"x",
    "en/voice/low/voice.onnx": b"weights" * 100,
    "en/voice/low/voice.onnx.json": b"{}",
}

SOON = 60  # seconds, on however busy a machine: a tenth of what there would be
REVISION = "0123456789abcdef0123456789abcdef01234567"


class Hub:
    """What it holds, what was asked of it, and how it misbehaves."""

    def __init__(self, files: dict[str, bytes]):
        self.files = files
        self.asked: list[tuple[str, str | None]] = []
        self.break_after: int | None = None
        self.breaks_left = 0
        self.hang = threading.Event()  # cleared: a download hangs until it is set
        self.hang.set()
        self.url = ""

    def listing(self) -> dict:
        siblings = []
        for name, content in self.files.items():
            part: dict = {"rfilename": name, "size": len(content), "blobId": "b" * 40}
            if name.endswith((".bin", ".onnx")):
                part["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 1}
            siblings.append(part)
        return {"id": "someone/something", "modelId": "someone/something", "sha": REVISION, "siblings": siblings}


@contextmanager
def serve(files: dict[str, bytes]):
    hub = Hub(files)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def do_GET(self):
            path = self.path.partition("?")[0]
            hub.asked.append((path, self.headers.get("Range")))
            if path.startswith("/api/models/someone/something"):
                return self.answer(200, json.dumps(hub.listing()).encode(), {"Content-Type": "application/json"})
            name = path.partition(f"/resolve/{REVISION}/")[2]
            if not path.startswith("/someone/something/") or name not in hub.files:
                return self.answer(404, b"{}", {"X-Error-Code": "RepoNotFound"})
            hub.hang.wait(30)
            content, wanted = hub.files[name], self.headers.get("Range")
            start = int(wanted.removeprefix("bytes=").split("-")[0]) if wanted else 0
            return self.answer(206 if wanted else 200, content[start:], {})

        def answer(self, status, body, headers):
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if hub.break_after is not None and hub.breaks_left and len(body) > hub.break_after:
                hub.breaks_left -= 1
                self.wfile.write(body[: hub.break_after])
                self.wfile.flush()
                self.close_connection = True
                self.connection.close()
                return
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True  # the client left early, which some tests are about

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.hang.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture
def hub(monkeypatch):
    with serve(dict(FILES)) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


def test_a_repository_arrives_without_its_documentation(hub, tmp_path):
    into = fetch("someone/something", None, tmp_path / "w", within_seconds=20)
    assert (into / "model.bin").read_bytes() == FILES["model.bin"]
    assert (into / "en/voice/low/voice.onnx").read_bytes() == FILES["en/voice/low/voice.onnx"]
    assert not (into / "README.md").exists()
    assert is_complete(into)


def test_what_is_there_is_never_asked_for_again(hub, tmp_path):
    fetch("someone/something", None, tmp_path, within_seconds=20)
    hub.asked.clear()
    fetch("someone/something", None, tmp_path, within_seconds=20)
    fetch("someone/something", ["config.json"], tmp_path, within_seconds=20)
    assert hub.asked == []


def test_single_files_share_a_folder(hub, tmp_path):
    fetch("someone/something", ["config.json"], tmp_path, within_seconds=20)
    assert not (tmp_path / "model.bin").exists()
    fetch("someone/something", ["model.bin"], tmp_path, within_seconds=20)
    assert is_complete(tmp_path)
    assert {"config.json", "model.bin"} == set(json.loads((tmp_path / MANIFEST).read_text()))


def test_an_interrupted_transfer_goes_on_where_it_stopped(hub, tmp_path):
    hub.hang.clear()
    with pytest.raises(EngineMissing, match="goes on from there"):
        fetch("someone/something", ["model.bin"], tmp_path, within_seconds=0.5)
    assert not is_complete(tmp_path)
    hub.hang.set()
    (part,) = (tmp_path / PARTS).glob("*model.bin")
    wait_until_unlocked(tmp_path)
    part.write_bytes(FILES["model.bin"][:500_000])  # as the interruption would have left it on a slower line
    hub.asked.clear()
    fetch("someone/something", ["model.bin"], tmp_path, within_seconds=20)
    assert (tmp_path / "model.bin").read_bytes() == FILES["model.bin"]
    assert [wanted for path, wanted in hub.asked if path.endswith("model.bin")] == ["bytes=500000-"]


def test_a_connection_that_breaks_off_is_taken_up_again(hub, tmp_path):
    hub.break_after, hub.breaks_left = 300_000, 1
    fetch("someone/something", ["model.bin"], tmp_path, within_seconds=20)
    assert (tmp_path / "model.bin").read_bytes() == FILES["model.bin"]


def test_half_a_model_never_counts_as_one(hub, tmp_path):
    fetch("someone/something", ["model.bin"], tmp_path, within_seconds=20)
    (tmp_path / "model.bin").write_bytes(b"half")
    assert not is_complete(tmp_path)
    fetch("someone/something", ["model.bin"], tmp_path, within_seconds=20)
    assert (tmp_path / "model.bin").read_bytes() == FILES["model.bin"]


def test_a_damaged_transfer_is_refused_and_forgotten(hub, tmp_path):
    listing = hub.listing()
    hub.listing = lambda: listing
    hub.files["model.bin"] = b"x" * len(FILES["model.bin"])  # not what the listing's sha256 promises
    with pytest.raises(EngineMissing, match="damaged"):
        fetch("someone/something", ["model.bin"], tmp_path, within_seconds=20)
    assert not is_complete(tmp_path)
    assert not list((tmp_path / PARTS).glob("*model.bin"))


def test_a_refused_connection_is_told_soon(monkeypatch, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: refused
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{taken.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(EngineMissing, match="check the network"):
            fetch("someone/something", None, tmp_path, within_seconds=600)
        assert time.monotonic() - began < SOON


def test_a_name_that_does_not_resolve_is_told_soon(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_ENDPOINT", "http://no-such-host.invalid")
    began = time.monotonic()
    with pytest.raises(EngineMissing, match="check the network"):
        fetch("someone/something", None, tmp_path, within_seconds=600)
    assert time.monotonic() - began < SOON


def test_a_hub_that_says_nothing_is_told_soon(monkeypatch, tmp_path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(EngineMissing, match="check the network"):
            fetch("someone/something", None, tmp_path, within_seconds=600)
        assert time.monotonic() - began < SOON


def test_an_unknown_repository_and_an_unknown_file_have_their_own_words(hub, tmp_path):
    with pytest.raises(EngineMissing, match="no repository someone/else"):
        fetch("someone/else", None, tmp_path, within_seconds=20)
    with pytest.raises(EngineMissing, match=r"has no file nothing\.bin"):
        fetch("someone/something", ["nothing.bin"], tmp_path, within_seconds=20)
    with pytest.raises(EngineMissing, match="no name of a hub repository"):
        fetch("not a name", None, tmp_path, within_seconds=20)


def test_a_folder_that_cannot_be_made_says_so(hub, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EngineMissing, match=r"data_dir|did not arrive"):
        fetch("someone/something", None, tmp_path / "file" / "w", within_seconds=20)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_says_so(hub, tmp_path):
    (tmp_path / PARTS).mkdir()
    (tmp_path / PARTS / f"{REVISION[:12]}-model.bin").symlink_to("/dev/full")  # every write to it: no space left
    with pytest.raises(EngineMissing, match="is full"):
        fetch("someone/something", ["model.bin"], tmp_path, within_seconds=20)


def wait_until_unlocked(folder):
    """The abandoned transfer lets go of its lock when its connection moves again."""
    from filelock import FileLock

    with FileLock(folder / PARTS / "lock", timeout=10):
        pass


def test_files_may_be_chosen_among_those_that_a_repository_has(hub, tmp_path):
    def chosen(listed):
        assert set(listed) == set(FILES)
        return [name for name in listed if name.endswith(".onnx")]

    for _ in range(2):
        fetch("someone/something", chosen, tmp_path, within_seconds=SOON)
    assert is_complete(tmp_path)
    assert [path.name for path in tmp_path.rglob("*.onnx*")] == ["voice.onnx"]
    assert len([path for path, _ in hub.asked if "/resolve/" in path]) == 1
