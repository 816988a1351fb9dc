"""The server is told that somebody begins to speak, and nobody waits for it or misses it."""

from __future__ import annotations

import asyncio

import pytest
from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import AddMorgan, House

AGENT = "conversation.morgan"


async def ask(hass: HomeAssistant, device_id: str | None = None) -> None:
    await conversation.async_converse(
        hass, "who wrote Hamlet", None, Context(), language="en", agent_id=AGENT, device_id=device_id
    )


async def begin_to_speak(hass: HomeAssistant) -> None:
    await conversation.async_prepare_agent(hass, AGENT, "en")


async def ready(server: FakeServer) -> None:
    """The first preparation is over: only the standing connection is left."""
    await server.until(lambda: server.prepares and len(server.connections) == 1)


async def test_the_server_is_prepared_for_the_first_question_once_it_knows_the_house(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.prepares)
    assert server.homes, "the house first: its names are most of what a model reads"
    assert "intent__HassTurnOn" in [tool["name"] for tool in server.prepares[0]["tools"]]


@pytest.mark.parametrize("timers", [False, True], ids=["nothing keeps timers", "a satellite keeps timers"])
async def test_what_is_prepared_is_what_every_question_will_bring(
    hass: HomeAssistant, house: House, add: AddMorgan, server: FakeServer, timers: bool
) -> None:
    kitchen, hall = house.device("kitchen", timers=timers), house.device("hall", timers=False)
    await add()
    await server.until(lambda: server.prepares)
    for asker in (kitchen, hall, None):
        await ask(hass, asker)
    fronts = [
        {key: each.get(key) for key in ("tools", "prompt", "language")} for each in (server.prepares[0], *server.turns)
    ]
    assert len(fronts) == 4
    assert all(front == fronts[0] for front in fronts)
    assert ("intent__HassStartTimer" in [tool["name"] for tool in fronts[0]["tools"]]) is timers


async def test_the_server_is_told_when_somebody_begins_to_speak_and_nobody_waits_for_it(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await ready(server)
    server.prepared = asyncio.Event()  # it never gets ready
    async with asyncio.timeout(10):
        await begin_to_speak(hass)
        await server.until(lambda: len(server.prepares) == 2)
        await begin_to_speak(hass)
        await ask(hass)
    assert len(server.prepares) == 2, "one at a time"
    assert len(server.asked) == 1
    server.prepared.set()


async def test_the_room_that_was_last_asked_from_is_told_as_it_is_now(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await ready(server)
    assert "place" not in {key for key, value in server.prepares[0].items() if value}
    kitchen = house.device("kitchen", timers=False, area="Kitchen")
    await ask(hass, kitchen)
    hass.states.async_set("light.ceiling", "on", {"friendly_name": "Kitchen Ceiling"})
    await begin_to_speak(hass)
    await server.until(lambda: len(server.prepares) == 2)
    prepared, asked = server.prepares[1], server.turns[0]
    assert prepared["place"] == asked["place"]
    assert [(state["name"], state["state"]) for state in prepared["states"]] == [("Kitchen Ceiling", "on")]
    assert prepared["tools"] == asked["tools"]
    assert prepared["now"][:10] == asked["now"][:10]


async def test_a_server_that_cannot_prepare_is_not_asked_to(
    hass: HomeAssistant, house: House, add: AddMorgan, server: FakeServer
) -> None:
    server.features = ("home", "turn", "tools", "trace")
    await add()
    await server.until(lambda: server.homes)
    await begin_to_speak(hass)
    await ask(hass)
    assert server.prepares == []


async def test_a_server_that_goes_away_meanwhile_is_no_error(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, caplog: pytest.LogCaptureFixture
) -> None:
    await ready(server)
    server.prepared = asyncio.Event()
    await begin_to_speak(hass)
    await server.until(lambda: len(server.prepares) == 2)
    await server.stop()
    server.prepared.set()
    await hass.async_block_till_done(wait_background_tasks=False)
    assert "prepare" not in "".join(record.message for record in caplog.records if record.levelname == "ERROR")
