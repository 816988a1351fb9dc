"""One demo house for the whole run: a real Home Assistant, a real `morgan serve` with the embedded engines."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from commands import Command
from demo_house import furnish, processes, running, sound, turn
from demo_house.ha import HomeAssistant, HomeAssistantError, Socket
from demo_house.places import CHECKOUT, Places, Running

# What needs no download: the same on every machine, whatever it has.
EMBEDDED = {"MORGAN_STT_ENGINE": "closed", "MORGAN_TTS_ENGINE": "espeak", "MORGAN_LOG_LEVEL": "info"}


@dataclass(slots=True)
class House:
    """The demo house and the ways to talk to it; keeps what it answered aloud."""

    client: HomeAssistant
    socket: Socket
    demo: Running
    folder: Path
    places: Places
    answers: dict[str, sound.Answer] = field(default_factory=dict)
    conversation: str | None = None  # that a command's first sentence began, and the next one goes on with
    _servers: list[processes.Process] = field(default_factory=list)
    _sockets: AsyncExitStack = field(default_factory=AsyncExitStack)
    _clips: dict[str, sound.Spoken] = field(default_factory=dict)

    async def type(self, sentence: str) -> turn.Turn:
        """Type a sentence."""
        return await turn.take(self.client, self.socket, sentence, conversation=self.conversation)

    async def speak(self, sentence: str) -> turn.Turn:
        """Have the embedded voice say a sentence to the microphone."""
        if sentence not in self._clips:
            self._clips[sentence] = sound.read(await sound.say(sentence, self.folder))
        return await self._hear(self._clips[sentence])

    async def play(self, recording: Path) -> turn.Turn:
        """Play a recording to the microphone."""
        return await self._hear(sound.read(recording))

    async def speak_to(self, pipeline: str, sentence: str) -> turn.Turn:
        """Say a sentence to another pipeline, which answers in text."""
        spoken = sound.read(await sound.say(sentence, self.folder))
        return await turn.take(self.client, self.socket, spoken, pipeline=pipeline, aloud=False)

    async def keep_connected(self) -> None:
        """Connect again if Home Assistant hung up: it does when nobody answers its pings for half a minute."""
        try:
            await self.socket.call("auth/current_user")
        except HomeAssistantError:
            self.socket = await self._sockets.enter_async_context(self.client.socket())

    def kill_server(self) -> None:
        """End Morgan's server without a word."""
        os.kill(self.demo.pids[0], signal.SIGKILL)

    async def start_server(self) -> None:
        """Start it again where it was."""
        place = (self.places.server, self.demo.server_port, self.places.log("server"))
        self._servers.append(await processes.start_server(*place, EMBEDDED))

    async def stop(self) -> None:
        """Stop what was started again, and hang up."""
        await self._sockets.aclose()
        for server in self._servers:
            await server.stop()

    async def call(self, service: str, entity: str = "all", **data: Any) -> None:
        """Call a service."""
        await self.client.post(f"/api/services/{service.replace('.', '/')}", {"entity_id": entity, **data})

    async def reset(self, command: Command) -> None:
        """Put the house into its first state, then where the command makes a difference."""
        self.conversation = None
        if (await self.states())["sensor.kitchen_satellite_timers"]["state"] != "0":
            await self.type("cancel all timers")
        for name in ("todo.shopping_list", "todo.chores"):
            items = (await self.socket.call("todo/item/list", entity_id=name))["items"]
            if items:
                await self.call("todo.remove_item", name, item=[item["uid"] for item in items])
        await furnish.bring_to_first_state(self.client)
        for service, entity in command.before:
            await self.call(service, entity)
        if command.first:
            self.conversation = (await self.type(command.first)).conversation

    async def states(self) -> dict[str, dict[str, Any]]:
        """Return all states by entity."""
        return {state["entity_id"]: state for state in await self.client.get("/api/states")}

    async def _hear(self, spoken: sound.Spoken) -> turn.Turn:
        taken = await turn.take(self.client, self.socket, spoken, conversation=self.conversation)
        if taken.said and taken.answer.content:
            self.answers.setdefault(taken.said, taken.answer)
        return taken


houses: list[House] = []  # one, once the first test has asked for it


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Start everything once."""
    folder = tmp_path_factory.mktemp("demo")
    places = Places(folder / "demo")
    wishes = running.Wishes(server_port=0, home_assistant_port=0, environment=EMBEDDED)
    async with running.demo(places, print, wishes) as demo, aiohttp.ClientSession() as http:
        client = HomeAssistant(http, demo.url, demo.token)
        async with client.socket() as socket:
            house = House(client, socket, demo, folder, places)
            houses.append(house)
            yield house
            houses.clear()
            await house.stop()


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def connected() -> None:
    """Begin with a house that listens; a test that waits for a program keeps this process's loop from its pings."""
    for each in houses:
        await each.keep_connected()


def check(command: Command, taken: turn.Turn, states: Mapping[str, Mapping[str, Any]]) -> None:
    """The pipeline ended well, a plain command took a plain path, and the house is as it was told to be."""
    assert taken.error is None
    assert taken.path in ("intent", "fuzzy"), f"heard {taken.heard!r}, said {taken.said!r}"
    assert taken.said
    assert command.said.lower() in taken.said.lower()
    for entity, wanted in command.after.items():
        state = states[entity]
        if isinstance(wanted, str):
            assert state["state"] == wanted, f"{entity}; heard {taken.heard!r}, said {taken.said!r}"
            continue
        for name, value in wanted.items():
            found = state["attributes"].get(name)
            assert found == pytest.approx(value, abs=1.01 if isinstance(value, int) else 0.01), f"{entity} {name}"


def speech_data() -> Path | None:
    """Return the folder of public recordings, if there is one on this machine."""
    named = os.environ.get("MORGAN_SPEECH_DATA")
    folder = Path(named) if named else CHECKOUT.parent / "shared" / "data" / "speech"
    return folder if folder.is_dir() else None
