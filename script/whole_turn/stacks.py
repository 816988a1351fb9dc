"""The two stacks that are compared, each a real Home Assistant of its own with the same house; measures nothing.

Stock is Home Assistant's wyoming integration with wyoming-faster-whisper and wyoming-piper, and its llama_cpp agent
with "prefer handling commands locally". Each stack has a llama-server of its own on the same model, so that neither
throws the other's prompt out of the cache.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import peers
from demo_house import furnish, house, processes, running
from demo_house.ha import HomeAssistant, Socket, wait_until_running
from demo_house.places import CHECKOUT, HOST, Places

from whole_turn.parts import Parts
from whole_turn.tap import Tap

LLM_FLAGS = ("--jinja", "--alias", "scripted", "--ctx-size", "32768", "--threads", "2", "--no-webui")
_START_SECONDS = 240.0
_READ_SECONDS = 600.0  # some 7,000 tokens; 48 s on two idle cores
_QUIET_LOOKS = 10  # half a second apart: the house comes some seconds after the connection


@dataclass(slots=True)
class Stack:
    """A Home Assistant to talk to: its pipelines by the name of the stack that each is."""

    client: HomeAssistant
    socket: Socket
    device: str
    pipelines: dict[str, str] = field(default_factory=dict)


@asynccontextmanager
async def llama(model: Path, log: Path) -> AsyncIterator[int]:
    """Run llama-server on a model as Home Assistant's documentation advises; yield its port."""
    told = await asyncio.to_thread(
        subprocess.run, [CHECKOUT / "script/install-llama-server"], capture_output=True, text=True, check=True
    )
    port = processes.free_port()
    command = [told.stdout.strip(), "--model", str(model), "--host", HOST, "--port", str(port), *LLM_FLAGS]
    server = await processes.start("llama-server", command, log)
    async with processes.stopping(server), aiohttp.ClientSession() as http:
        await processes.wait_for_port(server, port, 60)
        async with asyncio.timeout(60):
            while (await http.get(f"http://{HOST}:{port}/health")).status != 200:  # noqa: ASYNC110  # see below
                await asyncio.sleep(0.1)  # it listens before it has loaded, and tells nobody when it has
        yield port


async def until_idle(llm: int) -> None:
    """Wait until a llama-server has nothing to read: Morgan has the house read when its server starts.

    Turns that are taken meanwhile share the processors with that on both sides, and are no measure of either. Raises
    ProcessFailed when it reads on and on.
    """
    quiet, deadline = 0, time.monotonic() + _READ_SECONDS
    async with aiohttp.ClientSession() as http:
        while quiet < _QUIET_LOOKS:
            if time.monotonic() > deadline:
                raise processes.ProcessFailed(f"llama-server still reads after {_READ_SECONDS:.0f} s")
            async with http.get(f"http://{HOST}:{llm}/slots") as told:
                busy = any(slot["is_processing"] for slot in await told.json())
            quiet = 0 if busy else quiet + 1
            await asyncio.sleep(0.5)


@asynccontextmanager
async def home_assistant(folder: Path, path: str) -> AsyncIterator[Stack]:
    """Run a furnished Home Assistant with `path` (for ffmpeg) before the system's own."""
    places = Places(folder)
    port = processes.free_port()
    places.root.mkdir(parents=True, exist_ok=True)
    running.write_configuration(places, port)
    command = [str(CHECKOUT / ".venv-ha/bin/hass"), "-c", str(places.home_assistant), "--skip-pip"]
    environment = {"PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    hass = await processes.start("Home Assistant", command, places.log("home-assistant"), environment)
    async with processes.stopping(hass), aiohttp.ClientSession() as http:
        client = HomeAssistant(http, f"http://{HOST}:{port}")
        await wait_until_running(client, _START_SECONDS, lambda: hass.alive)
        await furnish.onboard(client)
        await wait_until_running(client, _START_SECONDS, lambda: hass.alive)
        async with client.socket() as socket:
            await furnish.furnish(client, socket)
            await furnish.bring_to_first_state(client)
            yield Stack(client, socket, await furnish.satellite_device(socket))


async def add_stock(stack: Stack, whispers: Mapping[str, int], piper: int, llm: int, parts: Parts) -> None:
    """Add the peers through Home Assistant's own config flows: one pipeline for each of the whispers, by its name."""
    client, socket = stack.client, stack.socket
    await furnish.run_flow(client, {"handler": "wyoming"}, {"host": HOST, "port": piper})
    await furnish.run_flow(
        client, {"handler": "llama_cpp"}, {"base_url": f"http://{HOST}:{llm}/v1", "chat_model": "scripted"}
    )
    tts = await _new_entity(client, "tts", set())
    agent = await _new_entity(client, "conversation", {"conversation.home_assistant"})
    for name, port in whispers.items():
        known = await _entities(client, "stt")
        await furnish.run_flow(client, {"handler": "wyoming"}, {"host": HOST, "port": port})
        made = await socket.call(
            "assist_pipeline/pipeline/create",
            name=name,
            language="en",
            conversation_engine=agent,
            conversation_language="en",
            stt_engine=await _new_entity(client, "stt", known),
            stt_language="en",
            tts_engine=tts,
            tts_language=parts.language,
            tts_voice=parts.voice,
            wake_word_entity=None,
            wake_word_id=None,
            prefer_local_intents=True,
        )
        stack.pipelines[name] = made["id"]


async def add_morgan(stack: Stack, name: str, port: int) -> None:
    """Add Morgan through its config flow; the pipeline that it makes is used as it is.

    By its address and in clear, as a network that the server trusts may: the tap has to see when it tells the silence.
    """
    await furnish.join_morgan(stack.client, stack.socket, {"by_hand": {"host": HOST, "port": port}})
    listed = await stack.socket.call("assist_pipeline/pipeline/list")
    stack.pipelines[name] = listed["preferred_pipeline"]


async def until_morgan_is_up(stack: Stack) -> None:
    """Wait until the integration has found the server (again)."""

    async def missing() -> str:
        states = await stack.client.get("/api/states")
        away = [one["entity_id"] for one in states if one["entity_id"].startswith(("stt.", "tts."))]
        gone = [one for one in states if one["entity_id"] in away and one["state"] == "unavailable"]
        return "" if away and not gone else "Morgan's entities"

    await furnish.until(missing, "the integration to find its server", 90.0)


@asynccontextmanager
async def morgan_server(folder: Path, tap: Tap, settings: Mapping[str, str]) -> AsyncIterator[None]:
    """Run `morgan serve` behind the tap."""
    port = processes.free_port()
    server = await processes.start_server(folder / "data", port, folder / "server.log", settings)
    async with processes.stopping(server):
        tap.target = port
        yield


def morgan_settings(whisper: Path, llm: int, parts: Parts) -> dict[str, str]:
    """Return the server's settings: the engines that the peers have, everything else as it comes, or as `parts` say."""
    return {
        "MORGAN_CONFIG": os.devnull,
        "MORGAN_STT_ENGINE": "whisper",
        "MORGAN_STT_WHISPER_MODEL": str(whisper),
        "MORGAN_STT_LANGUAGE": "en",
        "MORGAN_TTS_ENGINE": "piper",
        "MORGAN_TTS_VOICE": parts.voice,
        "MORGAN_WAKE_ENGINE": "off",
        "MORGAN_LLM_URL": f"http://{HOST}:{llm}/v1",
        "MORGAN_LLM_FIRST_TOKEN_SECONDS": "120",  # the stock agent waits ten minutes
        **parts.settings,
    }


@asynccontextmanager
async def started_whispers(
    model: Path, ports: Mapping[str, int], flags: Mapping[str, Sequence[str]]
) -> AsyncIterator[None]:
    """Run a wyoming-faster-whisper for each name on the same weights, each with its own flags."""
    async with AsyncExitStack() as kept:
        for name, port in ports.items():
            await _entered(kept, peers.whisper(model, *flags[name], port=port))
        yield


async def _entered(kept: AsyncExitStack, manager: Any) -> Any:
    """Enter a context that blocks, on a thread."""
    found = await asyncio.to_thread(manager.__enter__)
    kept.push(manager.__exit__)
    return found


async def _entities(client: HomeAssistant, domain: str) -> set[str]:
    states = await client.get("/api/states")
    return {one["entity_id"] for one in states if one["entity_id"].startswith(f"{domain}.")}


async def _new_entity(client: HomeAssistant, domain: str, known: set[str]) -> str:
    """Return the entity of a domain that was not there before."""

    async def missing() -> str:
        return "" if await _entities(client, domain) - known else f"an entity of {domain}"

    await furnish.until(missing, "what was added to appear")
    return min(await _entities(client, domain) - known)


def reset_calls() -> list[tuple[str, dict[str, Any]]]:
    """Return the calls that bring the bedroom back to dark, so that each turn has something to do."""
    lamps = [thing.entity_id for thing in house.THINGS if thing.domain == "light" and thing.area == "Bedroom"]
    return [("light/turn_off", {"entity_id": lamps})]
