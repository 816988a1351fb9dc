"""Starts and stops the two processes of the demo; knows nothing of what they say to each other."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from demo_house import ports
from demo_house.places import CHECKOUT, HOST

free_port = ports.free_port  # where benches and tests look for it
ENDING_SECONDS = 3.0  # for so long a listener that was killed a moment ago may still show
STOP_SECONDS = 25.0  # Home Assistant writes its state in its own time; then it is killed


class ProcessFailed(Exception):
    """A process did not start or did not stay; the sentence names its log."""


class Process:
    """One child process in a process group of its own, so that Ctrl-C reaches the demo alone and it stops the rest."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path) -> None:
        self.name = name
        self.log = log
        self._process = process

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._process.returncode is None

    async def wait(self) -> None:
        """Return when it has ended."""
        await self._process.wait()

    async def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask it to end, and end it when it does not."""
        for order, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, 5.0)):
            if not self.alive:
                return
            with suppress(ProcessLookupError):
                os.killpg(self.pid, order)
            with suppress(TimeoutError):
                async with asyncio.timeout(patience):
                    await self._process.wait()

    def must_have(self, port: int) -> None:
        """Raise ProcessFailed when somebody else listens where this one is to."""
        if ports.is_anothers(port, self.pid):
            raise ProcessFailed(f"{self.name} was to listen on port {port}, but {ports.told(port)}")

    def last_words(self) -> str:
        """Return the end of its log, for the sentence that says that it failed."""
        with suppress(OSError):
            return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        return ""


async def start(name: str, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> Process:
    """Start a process whose output goes to `log`, in place of what the last one wrote."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=CHECKOUT,
            env={**os.environ, **(environment or {})},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    return Process(name, process, log)


async def wait_for_port(process: Process, port: int, seconds: float) -> None:
    """Return when it listens. Raises ProcessFailed when it ends, takes longer, or somebody else has the port."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            ended = time.monotonic() + ENDING_SECONDS
            while process.alive:
                if ports.is_anothers(port, process.pid):
                    if time.monotonic() > ended:
                        process.must_have(port)
                    await asyncio.sleep(0.05)
                    continue
                with suppress(OSError):
                    _, writer = await asyncio.open_connection(HOST, port)
                    writer.close()
                    await writer.wait_closed()
                    return
                await asyncio.sleep(0.05)  # a port has no event for somebody outside to wait for
    state = f"was not ready within {seconds:.0f} s" if process.alive else "ended while starting"
    raise ProcessFailed(f"{process.name} {state}; {process.log} ends:\n{process.last_words()}")


async def start_server(data: Path, port: int, log: Path, environment: Mapping[str, str]) -> Process:
    """Start `morgan serve` on the loopback address and wait until it listens."""
    command = [str(CHECKOUT / ".venv/bin/morgan"), "serve", "--host", HOST, "--port", str(port)]
    server = await start("Morgan's server", [*command, "--data-dir", str(data)], log, environment)
    try:
        # Whisper's weights are tried first, for at most settings.stt.fetch_seconds
        await wait_for_port(server, port, 180)
    except BaseException:  # whoever waited is gone (Ctrl-C included): the process must not stay behind
        await server.stop()
        raise
    return server


async def pairing_code(data: Path, port: int, *options: str) -> str:
    """Ask `morgan pair` what a person would paste. Raises ProcessFailed."""
    command = [str(CHECKOUT / ".venv/bin/morgan"), "pair", "--host", HOST, "--port", str(port), *options]
    asking = await asyncio.create_subprocess_exec(
        *command, "--data-dir", str(data), cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    told, complaint = await asking.communicate()
    if asking.returncode:
        raise ProcessFailed(f"morgan pair: {complaint.decode(errors='replace').strip()}")
    return told.decode().strip()


async def start_home_assistant(config: Path, log: Path) -> Process:
    """Start Home Assistant; whoever calls waits for it."""
    command = [str(CHECKOUT / ".venv-ha/bin/hass"), "-c", str(config), "--skip-pip"]
    return await start("Home Assistant", command, log)


@asynccontextmanager
async def stopping(*processes: Process) -> AsyncIterator[None]:
    """Stop the processes in the end, the last one first, however the end comes."""
    try:
        yield
    finally:
        for process in reversed(processes):
            await process.stop()
