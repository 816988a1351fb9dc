"""Runs the real command `morgan` as somebody's shell would, in an empty home directory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

MORGAN = str(Path(sys.executable).with_name("morgan"))
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def shell(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has set up nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MORGAN_", "XDG_", "HF_"))}
    # Nobody listens on port 9: looking for weights ends at once, whether this machine has a network or not.
    return kept | {"HOME": str(tmp_path), "HF_ENDPOINT": "http://127.0.0.1:9"}


@pytest.fixture
def morgan(shell: dict[str, str], tmp_path: Path) -> Run:
    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [MORGAN, *arguments],
            env=shell | environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
