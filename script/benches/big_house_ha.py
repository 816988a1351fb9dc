"""How long Morgan holds Home Assistant's loop in a house of 2,000 things, idle and in a turn.

Prints one line of JSON, {"ha_idle_ms", "ha_turn_ms", "ha_changed_ms"}: the longest step of the loop while nothing but
states changes, in a turn, and at the first look after a thing of the house got another name; in processor time of its
thread, so that other programs of the machine do not count; without the interpreter's full collections, whose length is
that of all that is imported here, tests' tools included ("ha_full_collection_ms" is the longest). "ha_idle_wall_ms" and
"ha_turn_wall_ms" are the longest that another task had to wait, full collections included. Runs in Home Assistant's
environment, from the top of the checkout.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import homeassistant  # noqa: E402, F401  # first of all: it must be imported before httpx is
from homeassistant.components import conversation, logger  # noqa: E402
from homeassistant.components.logger import helpers  # noqa: E402

if not hasattr(logger, "_clear_logger_overwrites"):  # as tests/integration/conftest.py says
    logger._clear_logger_overwrites = helpers._clear_logger_overwrites

from custom_components.morgan.const import DOMAIN  # noqa: E402
from homeassistant import loader  # noqa: E402
from homeassistant.const import CONF_HOST, CONF_PORT, EVENT_HOMEASSISTANT_FINAL_WRITE  # noqa: E402
from homeassistant.core import Context, HomeAssistant  # noqa: E402
from homeassistant.helpers import area_registry as ar  # noqa: E402
from homeassistant.helpers import entity_registry as er  # noqa: E402
from homeassistant.helpers import frame  # noqa: E402
from homeassistant.setup import async_setup_component  # noqa: E402
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_test_home_assistant  # noqa: E402
from tests.integration.fake_server import FakeServer, running  # noqa: E402
from tests.integration.fixtures import House  # noqa: E402

THINGS, ROOMS, TICKS, TURNS = 2000, 40, 6, 3
SENTENCES = ("turn on lamp number 7", "make it cosy please")


@dataclass(slots=True)
class Watch:
    """The longest that the loop was held since it was asked last, in processor time and by the clock."""

    longest: float = 0.0
    longest_wall: float = 0.0
    collection: float = 0.0  # the longest full one
    _collecting: float = 0.0  # in full collections, since the last look
    _since: float = 0.0

    async def run(self) -> None:
        """Look every millisecond until cancelled."""
        gc.callbacks.append(self._collected)
        try:
            while True:
                before = time.perf_counter(), time.thread_time()
                await asyncio.sleep(0.001)
                wall, cpu = time.perf_counter() - before[0], time.thread_time() - before[1]
                self.longest = max(self.longest, cpu - self._collecting)
                self.longest_wall = max(self.longest_wall, wall - 0.001)
                self._collecting = 0.0
        finally:
            gc.callbacks.remove(self._collected)

    def _collected(self, phase: str, about: dict[str, int]) -> None:
        if about["generation"] != 2:
            return
        if phase == "start":
            self._since = time.thread_time()
        else:
            took = time.thread_time() - self._since
            self._collecting += took
            self.collection = max(self.collection, took)

    def take(self) -> tuple[float, float]:
        """Return both in milliseconds, and begin anew."""
        held = round(self.longest * 1e3, 1), round(self.longest_wall * 1e3, 1)
        self.longest = self.longest_wall = 0.0
        return held


@contextmanager
def serving() -> Iterator[FakeServer]:
    """A fake server on a loop of its own: what it computes is not Home Assistant's."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = running()
    try:
        yield asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def until(condition: Callable[[], object]) -> None:
    """Wait for what the server's thread does."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110  # it is another thread that does it
            await asyncio.sleep(0.002)


@asynccontextmanager
async def furnished(
    server: FakeServer, things: int = THINGS, rooms: int = ROOMS
) -> AsyncIterator[tuple[HomeAssistant, MockConfigEntry]]:
    """A Home Assistant with a large house and Morgan in it."""
    async with async_test_home_assistant() as hass:
        frame.async_setup(hass)
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS, None)
        for component in ("homeassistant", "conversation", "assist_pipeline", "light", "intent"):
            await async_setup_component(hass, component, {})
        house = House(hass)
        areas = [ar.async_get(hass).async_create(f"Room {number}").id for number in range(rooms)]
        for number in range(things):
            house.add(f"light.l{number}", f"Lamp number {number}", "off", areas[number % rooms], brightness=3)
        entry = MockConfigEntry(
            domain=DOMAIN, title="Morgan", unique_id=server.id, data={CONF_HOST: "127.0.0.1", CONF_PORT: server.port}
        )
        entry.add_to_hass(hass)
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        try:
            yield hass, entry
        finally:
            await hass.config_entries.async_unload(entry.entry_id)
            await hass.async_stop(force=True)


async def measure() -> dict[str, float]:
    """Measure both; what is read once after a start is read before."""
    with serving() as server:
        return await watched(server)


async def watched(server: FakeServer) -> dict[str, float]:
    """Watch Home Assistant's loop beside a server."""
    async with furnished(server) as (hass, entry):
        link = entry.runtime_data.link
        await until(lambda: server.homes)

        async def say(text: str) -> None:
            await conversation.async_converse(
                hass, text, None, Context(), language="en", agent_id="conversation.morgan"
            )

        for sentence in SENTENCES:
            await say(sentence)
        hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)  # its registries, which it would write meanwhile
        await asyncio.sleep(2)
        watch = Watch()
        watching = asyncio.create_task(watch.run())
        idle, turn, changed = [], [], []

        async def look() -> tuple[float, float]:
            before = len(server.homes)
            watch.take()
            link.async_home_changed()
            await until(lambda: len(server.homes) > before)
            return watch.take()

        for number in range(TICKS + 1):
            hass.states.async_set(f"light.l{number}", "on", {"friendly_name": f"Lamp number {number}", "brightness": 9})
            (idle if number else changed).append(await look())  # the first one after the start's changes
        for _ in range(TURNS):
            for sentence in SENTENCES:
                watch.take()
                await say(sentence)
                turn.append(watch.take())
        er.async_get(hass).async_update_entity("light.l1", name="Reading lamp")
        changed.append(await look())
        watching.cancel()
    print(f"idle {idle}, turns {turn}, after a change {changed}", file=sys.stderr)
    idles, turns, changes = (tuple(map(max, zip(*held, strict=True))) for held in (idle, turn, changed))
    return {
        "ha_idle_ms": idles[0],
        "ha_turn_ms": turns[0],
        "ha_changed_ms": changes[0],
        "ha_idle_wall_ms": idles[1],
        "ha_turn_wall_ms": turns[1],
        "ha_full_collection_ms": round(watch.collection * 1e3, 1),
    }


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    with contextlib.redirect_stdout(sys.stderr):
        figures = asyncio.run(measure())
    print(json.dumps(figures))
