"""docker/compose.yaml is what a compose program takes, and what the container's own test runs."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import containers
import pytest
import yaml
from demo_house.places import CHECKOUT

FILE = CHECKOUT / "docker" / "compose.yaml"
WAYS = (
    ("docker", "compose"),
    ("docker-compose",),
    ("podman-compose",),
    (str(CHECKOUT / ".cache/compose/bin/podman-compose"),),
)


def written() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@pytest.fixture
def compose() -> tuple[str, ...]:
    """A compose program; reading a file needs no engine."""
    for way in WAYS:
        if shutil.which(way[0]) and subprocess.run([*way, "version"], capture_output=True, check=False).returncode == 0:
            return way
    pytest.skip("no docker compose, docker-compose or podman-compose here; to mend: uv tool install podman-compose")


@pytest.mark.parametrize("profile", [(), ("--profile", "ollama")], ids=["alone", "with a language model"])
def test_a_compose_program_takes_the_file(compose: tuple[str, ...], profile: tuple[str, ...]) -> None:
    command = [*compose, "-f", str(FILE), *profile, "config"]
    read = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert read.returncode == 0, read.stderr
    told = yaml.safe_load(read.stdout)
    assert {"morgan"} <= set(told["services"]) <= {"morgan", "ollama"}
    morgan = told["services"]["morgan"]
    assert (morgan["read_only"], morgan["network_mode"], morgan["cap_drop"]) == (True, "host", ["ALL"])
    assert set(told["volumes"]) >= {"morgan"}


def test_the_container_that_is_tested_is_closed_as_the_files_one() -> None:
    morgan = written()["services"]["morgan"]
    words = ["--read-only"] * morgan["read_only"]
    words += [word for folder in morgan["tmpfs"] for word in ("--tmpfs", folder)]
    words += [word for right in morgan["cap_drop"] for word in ("--cap-drop", right)]
    words += [word for option in morgan["security_opt"] for word in ("--security-opt", option.removesuffix(":true"))]
    assert tuple(words) == containers.CLOSED


def test_the_stop_of_the_container_waits_longer_than_the_server_drains() -> None:
    told = subprocess.run(
        [CHECKOUT / ".venv/bin/morgan", "config", "--json"], capture_output=True, text=True, timeout=60, check=False
    )
    assert told.returncode == 0, told.stderr
    drains = json.loads(told.stdout)["wire.drain_seconds"]["value"]
    assert float(written()["services"]["morgan"]["stop_grace_period"].removesuffix("s")) > drains
