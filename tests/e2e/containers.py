"""A container engine and what of Morgan's images can be had here; knows nothing of Home Assistant."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from demo_house.places import CHECKOUT

BASE = "docker.io/library/python:3.13-slim-trixie"
IMAGE = "localhost/morgan-test"
BUILD_SECONDS, CALL_SECONDS = 900, 60
# What docker/compose.yaml asks for, as `run` says it; test_compose.py holds the two together.
CLOSED = ("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")


@dataclass(frozen=True, slots=True)
class Engine:
    """Podman or Docker, by its command line."""

    program: str

    @property
    def building(self) -> tuple[str, ...]:
        """What `build` needs: podman may not make namespaces everywhere, and only Docker's format has health checks."""
        return ("--isolation", "chroot", "--format", "docker") if self.program == "podman" else ()

    @property
    def running(self) -> tuple[str, ...]:
        """What `run` needs: without systemd podman has no timers for health checks, and crun may have no cgroups."""
        if self.program != "podman":
            return ()
        runtime = ("--runtime", "runc") if shutil.which("runc") else ()
        return (*runtime, "--no-healthcheck", "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096")

    async def __call__(self, *words: str, seconds: float = CALL_SECONDS) -> str:
        """Run one command. Fails the test with what it said."""
        process = await asyncio.create_subprocess_exec(
            self.program, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=CHECKOUT
        )
        try:
            told, complaint = await asyncio.wait_for(process.communicate(), seconds)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert process.returncode == 0, (
            f"{self.program} {' '.join(words)}: {complaint.decode(errors='replace')[-2000:]}"
        )
        return told.decode().strip()


def engine() -> Engine:
    """Return the engine that works and has the base image. Skips the test where there is none."""
    for program in ("podman", "docker"):
        if shutil.which(program) and _succeeds(program, "info"):
            if not _succeeds(program, "image", "inspect", BASE):
                pytest.skip(f"{program} has no image {BASE}; to mend: {program} pull {BASE}")
            return Engine(program)
    pytest.skip("neither podman nor docker works here")


async def build(engine: Engine) -> str:
    """Build the image, or take the one that MORGAN_TEST_IMAGE names; return its name."""
    if named := os.environ.get("MORGAN_TEST_IMAGE"):
        return named
    where = ("--network", "host", "-f", "docker/Dockerfile", "-t", IMAGE, ".")
    await engine("build", *engine.building, *where, seconds=BUILD_SECONDS)
    return IMAGE


@asynccontextmanager
async def container(engine: Engine, image: str, name: str, settings: Mapping[str, str]) -> AsyncIterator[None]:
    """Run the image as docker/compose.yaml does, on the host's network; it and its volume are gone afterwards."""
    told = [word for key, value in settings.items() for word in ("--env", f"{key}={value}")]
    run = (
        "run",
        "--detach",
        "--name",
        name,
        *engine.running,
        "--network",
        "host",
        *CLOSED,
        "--volume",
        f"{name}:/data",
    )
    await engine(*run, *told, image)
    try:
        yield
    finally:
        await engine("rm", "--force", name)
        await engine("volume", "rm", "--force", name)


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False, timeout=CALL_SECONDS).returncode == 0
