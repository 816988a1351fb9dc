"""The wheel holds all that the server needs: built from the clone, installed where the clone is not seen, and run.

What it depends on is borrowed from the environment of the tests, so that nothing is fetched.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[3]
SECONDS = 120


def run(*command: str | Path, **environment: str) -> str:
    ended = subprocess.run(
        command,
        cwd="/",
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    return ended.stdout


@pytest.fixture(scope="module")
def programs(tmp_path_factory) -> Path:
    """The folder of programs of an environment that has the wheel."""
    uv = shutil.which("uv") or shutil.which(CHECKOUT / ".cache/uv/bin/uv")
    if uv is None:
        pytest.skip("no uv here to build the wheel with")
    folder = tmp_path_factory.mktemp("wheel")
    own = CHECKOUT / ".cache" / "uv-cache"
    cache = {"UV_CACHE_DIR": str(own)} if own.is_dir() and "UV_CACHE_DIR" not in os.environ else {}
    build = [uv, "build", "--quiet", "--offline", "--wheel", "--out-dir", folder, CHECKOUT]
    built = subprocess.run(
        build, env={**os.environ, **cache}, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if built.returncode and "offline" in built.stderr.lower():
        pytest.skip("uv has not fetched hatchling before, which builds the wheel")
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    run(uv, "venv", "--quiet", "--no-project", "--python", sys.executable, folder / "env")
    python = folder / "env" / "bin" / "python"
    run(uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel, **cache)
    purelib = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (purelib / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    assert Path(run(python, "-c", "import morgan; print(morgan.__file__)").strip()).is_relative_to(folder)
    return folder / "env" / "bin"


def test_its_command_tells_its_version(programs):
    assert run(programs / "morgan", "--version").startswith("morgan ")


def test_doctor_examines_the_machine_from_it(programs, tmp_path):
    told = subprocess.run(
        [programs / "morgan", "doctor", "--json", "--data-dir", tmp_path],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert json.loads(told.stdout), told.stderr


def test_it_speaks_and_hears_with_what_it_brings(programs, tmp_path):
    engines = {"MORGAN_STT_ENGINE": "closed", "MORGAN_TTS_ENGINE": "espeak", "MORGAN_DATA_DIR": str(tmp_path)}
    sound = tmp_path / "a.wav"
    run(programs / "morgan", "say", "what time is it", "--out", sound, **engines)
    run(programs / "morgan", "transcribe", sound, **engines)
    assert sound.stat().st_size > 1000
