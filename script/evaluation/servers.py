"""Starts Morgan's server and the replayed model, each a process of its own; knows nothing of tasks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from demo_house import processes

from evaluation.house import CHECKOUT

_START_SECONDS = 60.0
# Ears and a voice that need no download; nobody speaks here.
_CHEAP = {
    "MORGAN_STT_ENGINE": "closed",
    "MORGAN_TTS_ENGINE": "espeak",
    "MORGAN_WAKE_ENGINE": "off",
    "MORGAN_CONFIG": "/dev/null",
}


class ServerFailed(Exception):
    """A server did not start; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Model:
    """The language model that the server is to ask."""

    url: str
    name: str | None = None


@asynccontextmanager
async def morgan(folder: Path, model: Model | None) -> AsyncIterator[int]:
    """Run `morgan serve` and yield its port. Raises ServerFailed."""
    environment = dict(_CHEAP)
    if model is not None:
        environment["MORGAN_LLM_URL"] = model.url
        if model.name is not None:
            environment["MORGAN_LLM_MODEL"] = model.name
    port = processes.free_port()
    try:
        server = await processes.start_server(folder / "server", port, folder / "server.log", environment)
    except processes.ProcessFailed as error:
        raise ServerFailed(str(error)) from error
    async with processes.stopping(server):
        yield port


class Replayed:
    """The line to the server that plays a recorded model."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self.url = url

    async def runs(self) -> list[dict[str, Any]]:
        """Return the recorded runs: the task of each, and whether it went well."""
        async with self._http.get(f"{self.url}/replay/runs") as answer:
            runs: list[dict[str, Any]] = await answer.json()
        return runs

    async def begin(self, task: str) -> None:
        """Say which run is on."""
        async with self._http.post(f"{self.url}/replay/run", json={"task": task}) as answer:
            answer.raise_for_status()

    async def counts(self) -> Mapping[str, Any]:
        """Return what was asked so far."""
        async with self._http.get(f"{self.url}/replay/counts") as answer:
            counts: dict[str, Any] = await answer.json()
        return counts


@asynccontextmanager
async def replayed(traces: Path, model: str) -> AsyncIterator[Replayed]:
    """Play a model's recorded runs. Raises ServerFailed."""
    process = await asyncio.create_subprocess_exec(
        str(CHECKOUT / ".venv/bin/python"),
        str(Path(__file__).with_name("replay.py")),
        str(traces),
        "--model",
        model,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for whoever started it
    )
    try:
        async with asyncio.timeout(_START_SECONDS):
            url = (await _stream(process.stdout).readline()).decode().strip()
        if not url:
            raise ServerFailed((await _stream(process.stderr).read()).decode().strip())
        async with aiohttp.ClientSession() as http:
            yield Replayed(http, url)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()


async def claims(answers: Sequence[tuple[str, str]], language: str | Sequence[str]) -> list[bool]:
    """Tell of every (asked, said) whether it claims a deed; the rule is the server's, and lives in its environment.

    `language` is that of all answers, or one for each.
    """
    each = [language] * len(answers) if isinstance(language, str) else language
    process = await asyncio.create_subprocess_exec(
        str(CHECKOUT / ".venv/bin/python"),
        str(Path(__file__).with_name("claims.py")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(_START_SECONDS):
        told, _ = await process.communicate(
            json.dumps([(*answer, spoken) for answer, spoken in zip(answers, each, strict=True)]).encode()
        )
    if process.returncode:
        raise ServerFailed("the answers could not be read for claims")
    claimed: list[bool] = json.loads(told)
    return claimed


def _stream(stream: asyncio.StreamReader | None) -> asyncio.StreamReader:
    if stream is None:
        raise ServerFailed("the replay has no output")
    return stream
