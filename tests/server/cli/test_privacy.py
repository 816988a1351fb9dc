"""Seen from outside: what a server asks the network for, and what it leaves on the disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
from alone import alone, may

pytest.importorskip("onnxruntime")
pytestmark = pytest.mark.skipif(not may(), reason="no right to make a network namespace here (needs root and iproute2)")

ONE_TURN = str(Path(__file__).with_name("one_turn.py"))
IDLE_SECONDS = "10"
Serve = Callable[..., dict[str, list[str]]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def serve(tmp_path: Path, home: Path) -> Serve:
    def run(*arguments: str, **environment: str) -> dict[str, list[str]]:
        silent = ("MORGAN_", "XDG_", "HF_", "ORT_", "DO_NOT_TRACK")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(silent)}
        told = alone(
            tmp_path / "report.json",
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
