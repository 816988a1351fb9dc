"""Small Whispers that say one sentence each, made in the first seconds of a run, and a small house."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from morgan.ports import Home, HomeArea, HomeEntity, HomeFloor

TOOL = Path(__file__).parents[2] / "tools" / "make_whisper.py"


@pytest.fixture(scope="session")
def whispers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `english`, `french` and `doubtful`, which thinks that nobody spoke."""
    for package in ("faster_whisper", "ctranslate2", "tokenizers"):
        pytest.importorskip(package, reason="needs the extra 'whisper'")
    folder = tmp_path_factory.mktemp("whispers")
    for name, further in (
        ("english", ["--says", "Turn on the kitchen lights."]),
        ("french", ["--says", "Allume la chambre", "--language", "fr"]),
        ("doubtful", ["--says", "Thanks for watching!", "--doubtful"]),
    ):
        subprocess.run([sys.executable, TOOL, folder / name, *further], check=True, timeout=120)
    return folder


@pytest.fixture(scope="session")
def small_house() -> Home:
    return Home(
        (
            HomeEntity(("Bed Light", "Reading Light"), "light", "Bedroom"),
            HomeEntity(("TV",), "media_player", "Kitchen"),
            HomeEntity(("Front Door",), "lock"),
            HomeEntity(("Garage Door",), "cover"),
            HomeEntity(("EcoBee",), "climate"),
            HomeEntity(("Outdoor Humidity",), "sensor"),
            HomeEntity(("Shopping List",), "todo"),
            HomeEntity(("Robot",), "vacuum"),
            HomeEntity(("Party Time",), "script"),
            HomeEntity(("Mood Lighting",), "scene"),
        ),
        (HomeArea(("Kitchen",), "Downstairs"), HomeArea(("Bedroom",), "Upstairs")),
        (HomeFloor(("Upstairs", "First Floor")), HomeFloor(("Downstairs",))),
    )
