"""How long a house of 2,000 things holds the event loops of the server and of Home Assistant at a time.

The server's half: a real listener in a process of its own, with the real agent (its language model, microphone and
voice follow a script), is told a house of 2,000 things with their states over the wire, again with other states as
every half minute, and asked: spoken and written questions, with all states, with words and with calls for an answer.
Each step that its event loop takes is timed; the longest one counts (`server_ms`), once more by the processor time that
it took (`server_cpu_ms`), which other programs on the machine do not touch.

Home Assistant's half is big_house_ha.py's, run in Home Assistant's environment.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time
from typing import Any

import numpy as np
from ha_half import figures_of
from wyoming.asr import Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event, Eventable
from wyoming.user_event import UserEvent

from morgan.agent.agent import ModelAgent
from morgan.agent.loop import LoopOptions
from morgan.agent.prompt import PromptLimits
from morgan.ports import ToolCall
from morgan.testing import FakeChatModel, FakeSpeechToText, fakes, running_server

THINGS = 2000
WAIT_SECONDS = 60.0
QUESTION = "please make the reading corner of the second bedroom a little nicer for me and the children"
WORDS = ("The reading corner ", "has been a quiet place ", "for years. ", "What more do you ", "want?")
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "xu", "ka")


class Watch:
    """Times every step of the event loop of this process."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0
        self.where = ""
        self.long: list[tuple[int, int, str]] = []
        run = asyncio.Handle._run  # a bench: nothing public tells how long a step took

        def timed(handle: asyncio.Handle) -> None:
            wall, cpu = time.perf_counter(), time.thread_time()
            run(handle)
            wall, cpu = time.perf_counter() - wall, time.thread_time() - cpu
            self.cpu = max(self.cpu, cpu)
            if wall > self.wall:
                self.wall, self.where = wall, _whose(handle)
            if wall > 0.02:
                self.long.append((round(wall * 1000), round(cpu * 1000), _whose(handle)))

        asyncio.Handle._run = timed  # type: ignore[method-assign, assignment]

    def forget(self) -> None:
        """Begin anew."""
        self.wall = self.cpu = 0.0
        self.long.clear()


def _whose(handle: asyncio.Handle) -> str:
    task = getattr(handle._callback, "__self__", None)  # type: ignore[attr-defined]
    return repr(task if isinstance(task, asyncio.Task) else handle)[:400]


async def serve() -> None:
    """Run the server until standard input ends; a line on it asks for the longest step since the last one."""
    call = ToolCall("1", "HassTurnOn", {"name": "thing number three"})
    model = FakeChatModel(*(WORDS, (call,), WORDS) * 100)
    manner = LoopOptions(5, skip_confirmation_round=True, language="en")
    agent = ModelAgent(model, "You are Morgan.", PromptLimits(10, 2000), manner)
    engines = fakes(agent=agent, stt=FakeSpeechToText("turn on the reading corner lamp in the"))
    watch = Watch()
    async with running_server(engines) as server:
        print(server.port, flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            longest = {"wall": watch.wall, "cpu": watch.cpu, "where": watch.where, "long": watch.long[:40]}
            print(json.dumps(longest), flush=True)
            watch.forget()


def house(things: int) -> dict[str, Any]:
    """Return a house as Home Assistant tells it: names of many words, some of them in every room."""
    dice = random.Random(1)
    words = ["".join(dice.choices(SYLLABLES, k=dice.choice((2, 3)))).capitalize() for _ in range(1500)]
    rooms = [f"{' '.join(dice.sample(words, 2))} Room" for _ in range(60)]
    entities, states = [], []
    for number in range(things):
        domain = dice.choice(("light", "switch", "sensor", "cover", "climate"))
        own = f"{' '.join(dice.sample(words, 2))} {domain.title()} {number}"
        room = dice.choice(rooms)
        entities.append({"names": [own, f"{dice.choice(words)} {number}"], "domain": domain, "area": room})
        attributes = {"brightness": 3, "device_class": "power", "unit_of_measurement": "W", "friendly_name": own}
        states.append({"name": own, "domain": domain, "area": room, "state": "off", "attributes": attributes})
    target = {"name": {"type": "string"}, "area": {"type": "string"}, "domain": {"type": "array"}}
    tools = [
        {"name": name, "description": f"{name} does it", "parameters": {"type": "object", "properties": target}}
        for name in ("HassTurnOn", "HassTurnOff", "HassLightSet")
    ]
    areas = [{"names": [room], "floor": "Ground floor"} for room in rooms]
    floors = [{"names": ["Ground floor"]}]
    return {"entities": entities, "areas": areas, "floors": floors, "tools": tools, "states": states}


async def say(client: AsyncTcpClient, *events: Eventable | Event) -> None:
    """Send them."""
    for event in events:
        await client.write_event(event if isinstance(event, Event) else event.event())


async def hear(client: AsyncTcpClient, wanted: str) -> None:
    """Read up to an event of that type, or a user-event of that name; do what is called for meanwhile."""
    while (event := await client.read_event()) is not None:
        name = event.data.get("name") if event.type == "user-event" else event.type
        if event.type == "error":
            raise SystemExit(f"the server said: {event.data}")
        if name == "tool-call":
            await say(client, UserEvent("tool-result", {"id": event.data["data"]["id"], "data": {"speech": "Done."}}))
        if name == wanted:
            return
    raise SystemExit("the server hung up")


async def turns(port: int, told: dict[str, Any], rounds: int) -> None:
    """Tell the house, ask it and speak in it."""
    loud = AudioChunk(16_000, 2, 1, np.full(8_000, 5_000, dtype="<i2").tobytes())
    here = {"area": told["areas"][0]["names"][0]}
    turn = {"tools": told["tools"], "states": told["states"], "language": "en", "place": here}
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await say(client, UserEvent("hello", {"version": 1, "client": "home-assistant", "home": "bench"}))
        await hear(client, "welcome")
        for count in range(rounds):
            for state in told["states"]:
                state["state"] = str(count)
            changed = told | {"areas": [*told["areas"], {"names": [f"Annexe {count}"]}]}
            await say(client, UserEvent("home", changed if count % 2 else told))
            await hear(client, "home-known")
            await say(client, UserEvent("prepare", turn))
            await say(client, AudioStart(16_000, 2, 1), loud, AudioStop())
            await hear(client, "transcript")
            for text in (QUESTION, f"turn the {told['entities'][count]['names'][0]} on and then make it brighter"):
                await say(client, UserEvent("turn", turn), Transcript(text, language="en"))
                await hear(client, "handled")


async def server_half(rounds: int) -> dict[str, Any]:
    """Return the longest step, of all rounds, and where it was."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, __file__, "--serve", stdin=pipe, stdout=pipe)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            port = int(await process.stdout.readline())
            process.stdin.write(b"\n")  # what the start took is forgotten
            await process.stdout.readline()
            await turns(port, house(THINGS), rounds)
            process.stdin.write(b"\n")
            longest: dict[str, Any] = json.loads(await process.stdout.readline())
            return longest
    finally:
        process.stdin.close()
        await process.wait()


def home_assistants_half() -> dict[str, float | None]:
    """Run Home Assistant's half in its own environment; what could not be measured is None, and why is told."""
    nothing: dict[str, float | None] = {"ha_idle_ms": None, "ha_turn_ms": None, "ha_changed_ms": None}
    found = figures_of("big_house_ha.py", 600)
    return nothing if found is None else {name: found[name] for name in nothing}


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--rounds", type=int, default=4, help="how often the house is told and asked")
    parser.add_argument("--server-only", action="store_true", help="leave Home Assistant's half out")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        sys.setswitchinterval(0.001)  # as `morgan serve` does
        asyncio.run(serve())
        return 0
    longest = asyncio.run(server_half(options.rounds))
    theirs: dict[str, float | None] = {} if options.server_only else home_assistants_half()
    print(f"the longest step: {longest['where']}", file=sys.stderr)
    for wall, cpu, where in longest["long"]:
        print(f"  over 20 ms: {wall} ms, {cpu} ms of them at work: {where}", file=sys.stderr)
    milliseconds = {"server_ms": longest["wall"] * 1000, "server_cpu_ms": longest["cpu"] * 1000}
    found = theirs | {name: round(value, 2) for name, value in milliseconds.items()}
    if options.json:
        print(json.dumps(found))
        return 0
    for name, value in found.items():
        print(f"{name}: {'not measured' if value is None else f'{value:.1f}'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
