"""What the server wants done later: the agent is asked at its time as anybody asks it, and no danger goes unasked."""

from __future__ import annotations

import asyncio

from custom_components.morgan.const import CONF_DANGER_ENTITIES
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import House, choose
from .test_conversation import path, say, speech

TIMER = "intent__HassStartTimer"
NOT_LATER = "That wants a yes when it is done, and nobody could be asked then. Please say it when it is time."
LAMP_ON = ["light.turn_on ['light.desk']"]


async def put_off(hass: HomeAssistant, house: House, server: FakeServer, command: str) -> None:
    """Have the server put a command off by a second, asked from a device without timers."""
    house.device("kitchen", timers=True)
    server.rounds = (((TIMER, {"seconds": 1, "conversation_command": command}),),)
    await say(hass, "do it soon")


async def a_second_later(hass: HomeAssistant) -> None:
    await asyncio.sleep(1.2)
    await hass.async_block_till_done()


async def test_a_command_is_obeyed_at_its_time(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await put_off(hass, house, server, "turn on the desk lamp")
    assert (house.touched, "error" in server.results[-1]) == ([], False)
    await a_second_later(hass)
    assert house.touched == LAMP_ON


async def test_what_wants_a_yes_cannot_be_put_off(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await put_off(hass, house, server, "unlock the front door")
    assert server.results[-1]["error"] == {"type": "say", "text": NOT_LATER}
    await a_second_later(hass)
    assert house.touched == []


async def test_nor_in_plain_words(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    result = await say(hass, "unlock the front door in 1 second")
    assert (speech(result), path(result)) == (NOT_LATER, "intent")
    assert speech(await say(hass, "turn on the desk lamp in 1 second")) != NOT_LATER
    await a_second_later(hass)
    assert (house.touched, server.asked) == (LAMP_ON, [])


async def test_what_has_become_dangerous_by_then_is_not_done(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await put_off(hass, house, server, "turn on the desk lamp")
    choose(hass, morgan, **{CONF_DANGER_ENTITIES: ["light.desk"]})
    await a_second_later(hass)
    assert house.touched == []


async def test_a_timer_without_a_command_wants_a_device_that_keeps_it(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    kitchen = house.device("kitchen", timers=True)
    server.rounds = (((TIMER, {"minutes": 5}),),)
    await say(hass, "remind me of the eggs")
    assert "error" in server.results[-1]
    await say(hass, "remind me of the eggs", device_id=kitchen)
    assert "error" not in server.results[-1]
