"""The image that docker/Dockerfile builds: paired, spoken to and stopped, read-only and with no rights at all."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import containers
import pytest
import pytest_asyncio
from commands import COMMANDS
from conftest import EMBEDDED, House, check
from demo_house import furnish, running
from demo_house.ha import HomeAssistant
from demo_house.places import HOST, Places
from demo_house.ports import free_port
from wyoming.audio import AudioChunk, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize

pytestmark = pytest.mark.timeout(containers.BUILD_SECONDS + 180)  # the first test waits for the image
START_SECONDS = 60.0
LONG = "The kitchen is warm, and the kettle is on. " * 40  # two minutes of sound: more than any buffer holds


class Box:
    """One running container and its port."""

    def __init__(self, engine: containers.Engine, name: str, port: int) -> None:
        self.name = name
        self.port = port
        self._engine = engine

    async def inside(self, *command: str) -> str:
        """Run a command in it."""
        return await self._engine("exec", self.name, *command)

    async def stop(self) -> str:
        """Stop it as its owner would; return the exit status."""
        await self._engine("stop", "--time", "10", self.name)
        return await self._engine("inspect", "--format", "{{.State.ExitCode}}", self.name)

    async def answering(self) -> None:
        """Wait until it listens."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                try:
                    _, writer = await asyncio.open_connection(HOST, self.port)
                except OSError:
                    await asyncio.sleep(0.1)  # a port has no event for somebody outside
                    continue
                writer.close()
                await writer.wait_closed()
                return


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def image() -> tuple[containers.Engine, str]:
    engine = containers.engine()
    return engine, await containers.build(engine)


@pytest_asyncio.fixture(loop_scope="session")
async def box(image: tuple[containers.Engine, str]) -> AsyncIterator[Box]:
    """A container with the engines that need no download."""
    engine, name = image
    box = Box(engine, f"morgan-test-{os.getpid()}", free_port())
    settings = EMBEDDED | {"MORGAN_WIRE_PORT": str(box.port), "MORGAN_WIRE_ZEROCONF": "false"}
    async with containers.container(engine, name, box.name, settings):
        await box.answering()
        yield box


async def test_home_assistant_pairs_with_the_container_and_a_spoken_turn_is_obeyed(box: Box, tmp_path: Path) -> None:
    places = Places(tmp_path / "demo")
    wishes = running.Wishes(0, 0, EMBEDDED, paired=False)
    async with running.demo(places, print, wishes) as demo, aiohttp.ClientSession() as http:
        client = HomeAssistant(http, demo.url, demo.token)
        async with client.socket() as socket:
            code = await box.inside("morgan", "pair", "--address", HOST)
            await furnish.add_morgan(client, socket, code)
            await furnish.morgan_there(client)
            await furnish.names_learned(client)
            house = House(client, socket, demo, tmp_path, places)
            light = COMMANDS[0]
            await house.reset(light)
            turn = await house.speak(light.sentence)
            check(light, turn, await house.states())
    assert turn.answer.seconds > 0.3


async def test_who_runs_in_it_is_nobody_and_may_write_nothing_but_its_data(box: Box) -> None:
    status = await box.inside("cat", "/proc/1/status")
    told = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    assert told["Uid"].split() == ["10800"] * 4
    assert {told[name].strip("0") for name in ("CapPrm", "CapEff", "CapBnd")} == {""}
    assert told["NoNewPrivs"] == "1"
    tried = "for each in / /opt/morgan /home/morgan /data /tmp; do test -w $each && echo $each; done; true"
    assert (await box.inside("sh", "-c", tried)).split() == ["/data", "/tmp"]


async def test_its_own_health_check_and_its_telemetry_switch_are_in_the_image(box: Box) -> None:
    assert await box.inside("morgan", "ping")
    assert await box.inside("sh", "-c", "echo $ORT_DISABLE_TELEMETRY") == "1"


async def test_what_is_being_said_is_said_to_its_end_when_the_container_is_stopped(box: Box) -> None:
    async with AsyncTcpClient(HOST, box.port, connect_timeout=10, read_timeout=60) as client:
        await client.write_event(Synthesize(text=LONG).event())
        while (event := await client.read_event()) is not None and not AudioChunk.is_type(event.type):
            pass
        stopping = asyncio.create_task(box.stop())
        while event is not None and not AudioStop.is_type(event.type):
            event = await client.read_event()
    assert event is not None, "it hung up in the middle"
    assert await stopping == "0"
