"""How long Morgan holds Home Assistant's loop in a house of 2,000 things, idle and in a turn.

Prints one line of JSON, {"ha_idle_ms", "ha_turn_ms"}: the longest that another task had to wait for its turn. Runs in
Home Assistant's environment, from the top of the checkout.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
from homeassistant.const import CONF_HOST, CONF_PORT  # noqa: E402
from homeassistant.core import Context, HomeAssistant  # noqa: E402
from homeassistant.helpers import area_registry as ar  # noqa: E402
from homeassistant.helpers import frame  # noqa: E402
from homeassistant.setup import async_setup_component  # noqa: E402
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_test_home_assistant  # noqa: E402
from tests.integration.fake_server import FakeServer, running  # noqa: E402
from tests.integration.fixtures import House  # noqa: E402

THINGS, ROOMS, TICKS, TURNS = 2000, 40, 6, 3
SENTENCES = ("turn on lamp number 7", "make it cosy please")


@dataclass(slots=True)
class Watch:
    """The longest that the loop was held since it was asked last."""

    longest: float = 0.0

    async def run(self) -> None:
        """Look every millisecond until cancelled."""
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            self.longest = max(self.longest, now - last - 0.001)
            last = now

    def take(self) -> float:
        """Return it in milliseconds, and begin anew."""
        held, self.longest = self.longest, 0.0
        return round(held * 1e3, 1)


@asynccontextmanager
async def furnished(server: FakeServer) -> AsyncIterator[tuple[HomeAssistant, MockConfigEntry]]:
    """A Home Assistant with a large house and Morgan in it."""
    async with async_test_home_assistant() as hass:
        frame.async_setup(hass)
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS, None)
        for component in ("homeassistant", "conversation", "assist_pipeline", "light", "intent"):
            await async_setup_component(hass, component, {})
        house = House(hass)
        areas = [ar.async_get(hass).async_create(f"Room {number}").id for number in range(ROOMS)]
        for number in range(THINGS):
            house.add(f"light.l{number}", f"Lamp number {number}", "off", areas[number % ROOMS], brightness=3)
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
    async with running() as server, furnished(server) as (hass, entry):
        link = entry.runtime_data.link
        await server.until(lambda: server.homes)

        async def say(text: str) -> None:
            await conversation.async_converse(
                hass, text, None, Context(), language="en", agent_id="conversation.morgan"
            )

        for sentence in SENTENCES:
            await say(sentence)
        await asyncio.sleep(2)
        watch = Watch()
        watching = asyncio.create_task(watch.run())
        idle, turn = [], []
        for number in range(TICKS):
            before = len(server.homes)
            hass.states.async_set(f"light.l{number}", "on", {"friendly_name": f"Lamp number {number}", "brightness": 9})
            watch.take()
            link.async_home_changed()
            await server.until(lambda before=before: len(server.homes) > before)
            idle.append(watch.take())
        for _ in range(TURNS):
            for sentence in SENTENCES:
                watch.take()
                await say(sentence)
                turn.append(watch.take())
        watching.cancel()
    print(f"idle {idle}, turns {turn}", file=sys.stderr)
    return {"ha_idle_ms": max(idle), "ha_turn_ms": max(turn)}


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    with contextlib.redirect_stdout(sys.stderr):
        figures = asyncio.run(measure())
    print(json.dumps(figures))
