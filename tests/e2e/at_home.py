"""Runs the demo house through a start, a turn, idle seconds and a stop; a program of test_privacy.py.

python at_home.py with|without FOLDER IDLE_SECONDS     "without": the same Home Assistant without Morgan in it
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import aiohttp

sys.path.insert(0, str(Path(__file__).parents[2] / "script"))
from demo_house import furnish, processes, running, sound, turn
from demo_house.ha import HomeAssistant, wait_until_running
from demo_house.places import HOST, Places

# Engines that need no download, and none that is wanted for later.
EMBEDDED = {
    "MORGAN_STT_ENGINE": "closed",
    "MORGAN_TTS_ENGINE": "espeak",
    "MORGAN_STT_DOWNLOAD": "false",
    "MORGAN_TTS_DOWNLOAD": "false",
}


async def with_morgan(places: Places, idle: float) -> None:
    """The demo as it is; one sentence is spoken to it."""
    wishes = running.Wishes(server_port=0, home_assistant_port=0, environment=EMBEDDED)
    async with running.demo(places, print, wishes) as demo, aiohttp.ClientSession() as http:
        client = HomeAssistant(http, demo.url, demo.token)
        async with client.socket() as socket:
            asked = sound.read(await sound.say("turn on the kitchen lights", places.root))
            taken = await turn.take(client, socket, asked)
        if taken.error or taken.path != "intent":
            raise SystemExit(f"no turn: {taken}")
        await asyncio.sleep(idle)  # this is what is tried: what is asked while nobody wants anything


async def without_morgan(places: Places, idle: float) -> None:
    """The same house, satellite and account, but no integration of Morgan's; nobody is there to speak to."""
    port = processes.free_port()
    running.write_configuration(places, port)
    (places.home_assistant / "custom_components" / "morgan").unlink()
    hass = await processes.start_home_assistant(places.home_assistant, places.log("home-assistant"))
    async with processes.stopping(hass), aiohttp.ClientSession() as http:
        client = HomeAssistant(http, f"http://{HOST}:{port}", "")
        await wait_until_running(client, running.START_SECONDS, lambda: hass.alive)
        await furnish.onboard(client)
        await wait_until_running(client, running.START_SECONDS, lambda: hass.alive)
        async with client.socket() as socket:
            await furnish.furnish(client, socket)
        await asyncio.sleep(idle)


def main() -> int:
    """Run it all."""
    how, folder, idle = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    run = {"with": with_morgan, "without": without_morgan}[how]
    asyncio.run(run(Places(folder), idle))
    return 0


if __name__ == "__main__":
    sys.exit(main())
