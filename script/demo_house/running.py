"""Brings the demo up and takes it down: the server, Home Assistant, the house; knows nothing of speech."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import aiohttp

from demo_house import furnish, house
from demo_house.ha import HomeAssistant, HomeAssistantError, wait_until_running
from demo_house.places import CHECKOUT, HOST, Places, Running
from demo_house.ports import Held
from demo_house.processes import Process, pairing_code, start_home_assistant, start_server, stopping

START_SECONDS = 240.0  # a first start on two slow cores compiles Home Assistant's bytecode

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the demo would like.

    Ports (0: any; one that is taken: any, unless it is among those that somebody `named`), settings of the server as
    its environment, Home Assistant's own components beside Morgan, and whether Morgan is paired already.
    """

    server_port: int = 10800
    home_assistant_port: int = 8123
    environment: Mapping[str, str] = field(default_factory=dict)
    components: Sequence[Path] = ()
    paired: bool = True
    named: Sequence[int] = ()


def write_configuration(places: Places, port: int, more: Sequence[Path] = ()) -> None:
    """Write Home Assistant's configuration; what it made itself stays."""
    config = places.home_assistant
    if _read(places.made).get("house") != house.VERSION or not _read(places.account).get("token"):
        # A house whose token is lost takes no other: nobody could make an account in it.
        shutil.rmtree(config, ignore_errors=True)
        places.account.unlink(missing_ok=True)
        places.made.unlink(missing_ok=True)
    storage = config / ".storage"
    storage.mkdir(parents=True, exist_ok=True)
    for name, content in house.stored(HOST, port).items():
        if name != "onboarding" or not (storage / name).exists():
            (storage / name).write_text(json.dumps(content), encoding="utf-8")
    wanted = {**house.configuration(), **{component.name: {} for component in more}}
    text = json.dumps(wanted, indent=2, ensure_ascii=False)  # JSON is YAML too
    (config / "configuration.yaml").write_text(text, encoding="utf-8")
    components = config / "custom_components"
    components.mkdir(exist_ok=True)
    for name, source in (
        ("morgan", CHECKOUT / "custom_components" / "morgan"),
        ("demo_satellite", Path(__file__).parent / "ha_components" / "demo_satellite"),
        *((component.name, component) for component in more),
    ):
        link = components / name
        link.unlink(missing_ok=True)
        link.symlink_to(source)


@asynccontextmanager
async def demo(places: Places, say: Say, wishes: Wishes) -> AsyncIterator[Running]:
    """Run the demo for as long as the block lasts; what runs already is used and left running.

    Raises PortTaken, ProcessFailed, HomeAssistantError.
    """
    places.root.mkdir(parents=True, exist_ok=True)
    with places.lock.open("wb") as lock, closing(Held()) as held:
        if running := await claim(places, lock, say):
            if others := [port for port in wishes.named if port not in (running.server_port, running.port)]:
                say(f"a demo runs here already, on other ports than {', '.join(map(str, others))}: {running.url}")
            yield running
            return
        async with _start(places, say, wishes, held) as running:
            yield running


async def claim(places: Places, lock: BinaryIO, say: Say) -> Running | None:
    """Return the demo that runs in this folder; None once nobody else runs or starts one, and nobody else then can."""
    told = False
    async with asyncio.timeout(START_SECONDS):
        while True:
            if running := Running.read(places.running):
                return running
            with suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return None
            if not told:
                say(f"another script/demo starts or stops in {places.root}; waiting for it")
                told = True
            await asyncio.sleep(0.2)  # a lock that another process holds has no event


@asynccontextmanager
async def _start(places: Places, say: Say, wishes: Wishes, held: Held) -> AsyncIterator[Running]:
    began = time.monotonic()

    def step(text: str) -> None:
        say(f"[{time.monotonic() - began:4.0f}s] {text}")

    server_port, ha_port = _choose(held, wishes, step)
    write_configuration(places, ha_port, wishes.components)
    step(f"starting Morgan's server on port {server_port} and Home Assistant on port {ha_port}")
    hass = await start_home_assistant(places.home_assistant, places.log("home-assistant"))
    async with stopping(hass):
        server = await start_server(places.server, server_port, places.log("server"), wishes.environment)
        async with stopping(server), aiohttp.ClientSession() as http:
            step("the server is ready")
            client = HomeAssistant(http, f"http://{HOST}:{ha_port}", _read(places.account).get("token", ""))
            await _prepare(client, places, server_port if wishes.paired else None, hass, step)
            pids = (server.pid, hass.pid)
            running = Running(client.url, client.token, server_port, os.getpid(), pids)
            running.write(places.running)
            try:
                yield running
            finally:
                places.running.unlink(missing_ok=True)
                step("stopping")
                await hass.stop()  # before the server, or its log would complain of a server that went away
    step("stopped")


def _choose(held: Held, wishes: Wishes, step: Say) -> tuple[int, int]:
    """Hold the server's port and Home Assistant's; say what was in the way of those that were wished."""
    chosen = []
    for wished in (wishes.server_port, wishes.home_assistant_port):
        port, in_the_way = held.choose(wished, must=wished in wishes.named)
        chosen.append(port)
        if in_the_way:
            step(f"{in_the_way}; taking {port}")
    return chosen[0], chosen[1]


async def watch(running: Running) -> None:
    """Return when one of the demo's processes has ended by itself."""
    while running.alive:  # noqa: ASYNC110  # it may be another command's demo, whose processes tell nobody of their end
        await asyncio.sleep(1.0)


async def _prepare(client: HomeAssistant, places: Places, server_port: int | None, hass: Process, step: Say) -> None:
    made = _read(places.made)
    ha_port = int(client.url.rpartition(":")[2])

    def still_starts() -> bool:
        hass.must_have(ha_port)
        return hass.alive

    try:
        await wait_until_running(client, START_SECONDS, still_starts)
        step("Home Assistant is ready")
        if not client.token:
            await furnish.onboard(client)
            places.account.touch(mode=0o600)
            places.account.write_text(json.dumps({"token": client.token}), encoding="utf-8")
            await wait_until_running(client, START_SECONDS, still_starts)
            step("owner's account made")
        async with client.socket() as socket:
            if made.get("house") != house.VERSION:
                await furnish.furnish(client, socket)
                step("house furnished")
            if server_port is not None and made.get("server_port") != server_port:
                await furnish.add_morgan(client, socket, await pairing_code(places.server, server_port))
                step("Morgan paired; its pipeline is the preferred one")
        await furnish.bring_to_first_state(client)
        if server_port is not None:
            await furnish.morgan_there(client)
            await furnish.names_learned(client)
            step("the server has learned the house's names")
    except HomeAssistantError as error:
        raise HomeAssistantError(f"{error}\n{hass.log} ends:\n{hass.last_words()}") from error
    places.made.write_text(json.dumps({"house": house.VERSION, "server_port": server_port}), encoding="utf-8")


def _read(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}
