"""Seen from outside: what a server asks the network for, and what it leaves on the disk."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import morgan  # noqa: F401  # before onnxruntime is looked for, which would report

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
from alone import alone, may

pytest.importorskip("onnxruntime")
pytestmark = pytest.mark.skipif(not may(), reason="no right to make a network namespace here (needs root and iproute2)")

ONE_TURN = str(Path(__file__).with_name("one_turn.py"))
IDLE_SECONDS = "10"
Serve = Callable[..., dict[str, list[str]]]

# What changes a file system. strace tells `openat(AT_FDCWD</here>, "name", O_WRONLY|O_CREAT, 0666) = 3</here/name>`.
CHANGES = [
    *("mkdir", "mkdirat", "mknod", "mknodat", "rename", "renameat", "renameat2"),
    *("link", "linkat", "symlink", "symlinkat", "creat", "truncate"),
]
OPENS = ["open", "openat", "openat2"]
CALL = re.compile(r"^\d+ +(?P<name>\w+)\((?P<arguments>.*)")
PATH = re.compile(r"(?:(?:AT_FDCWD|\d+)<(?P<at>[^>]*)>, )?\"(?P<path>(?:[^\"\\]|\\.)*)\"")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def serve(tmp_path: Path, home: Path) -> Serve:
    def run(*arguments: str, watched_by: tuple[str, ...] = (), **environment: str) -> dict[str, list[str]]:
        silent = ("MORGAN_", "XDG_", "HF_", "ORT_", "DO_NOT_TRACK")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(silent)}
        told = alone(
            tmp_path / "report.json",
            *watched_by,
            sys.executable,
            ONE_TURN,
            IDLE_SECONDS,
            "--data-dir",
            str(tmp_path / "data"),
            *arguments,
            environment=kept | {"HOME": str(home)} | environment,
        )
        sys.stdout.write(f"asked {told['names'] or 'nothing'}, tried {told['tried'] or 'nothing'}\n")
        return told

    return run


def written(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def changed(trace: Path) -> Iterator[Path]:
    """Yield each path that was opened for writing, made, renamed or linked; a call that failed counts, too."""
    for line in trace.read_text(errors="replace").splitlines():
        call = CALL.match(line)
        if call is None or (call["name"] in OPENS and not re.search("O_WRONLY|O_RDWR|O_CREAT", call["arguments"])):
            continue
        for found in PATH.finditer(call["arguments"]):
            yield Path(os.path.normpath(Path(found["at"] or "/") / found["path"]))


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_nothing_is_written_outside_the_data_directory_and_the_one_for_temporary_files(
    serve: Serve, tmp_path: Path, home: Path
) -> None:
    trace, temporary = tmp_path / "trace", tmp_path / "tmp"
    temporary.mkdir()
    strace = ("strace", "-f", "-qq", "-y", "-s", "4096", "-e", "signal=none", "-o", str(trace))
    calls = ",".join(f"?{name}" for name in [*OPENS, *CHANGES])  # not each kind of processor has all of them
    offline = ("--set", "stt.download=false", "--set", "tts.download=false")
    serve(*offline, watched_by=(*strace, "-e", f"trace={calls}"), TMPDIR=str(temporary))
    seen = set(changed(trace))
    assert tmp_path / "data" / "server-id" in seen  # or it would be no trace of that server
    elsewhere = {path for path in seen if not {tmp_path / "data", temporary} & {path, *path.parents}}
    # Python keeps what it compiled beside the packages, unless told not to.
    assert {path for path in elsewhere if "__pycache__" not in path.parts} <= {Path("/dev/null"), Path("/dev/tty")}
    assert (written(home), written(temporary)) == ([], [])


def test_without_downloads_a_server_asks_nobody_for_anything_and_writes_nothing_at_home(
    serve: Serve, home: Path
) -> None:
    told = serve("--set", "stt.download=false", "--set", "tts.download=false")
    assert (told["names"], told["tried"]) == ([], [])
    assert written(home) == []


def test_with_downloads_a_server_asks_for_the_hub_and_for_nothing_else(serve: Serve, home: Path) -> None:
    told = serve()
    assert told["names"] == ["huggingface.co"]
    assert set(told["tried"]) == {"tcp huggingface.co:443"}
    assert written(home) == []


def test_a_hub_of_the_house_takes_the_place_of_the_public_one(serve: Serve) -> None:
    told = serve(HF_ENDPOINT="http://hub.house:8080")
    assert told["names"] == ["hub.house"]
    assert set(told["tried"]) == {"tcp hub.house:8080"}


def test_whoever_asks_the_libraries_to_report_is_not_heeded(serve: Serve, home: Path) -> None:
    told = serve(
        "--set", "stt.download=false", "--set", "tts.download=false", ORT_DISABLE_TELEMETRY="0", DO_NOT_TRACK="0"
    )
    assert (told["names"], told["tried"]) == ([], [])
    assert written(home) == []
