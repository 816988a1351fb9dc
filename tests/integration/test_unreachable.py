"""What cannot be reached is said by name, and never said to be done: Home Assistant leaves it out without a word."""

from __future__ import annotations

import pytest
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import intent
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import House
from .test_conversation import path, say, speech

ON, OFF = "intent__HassTurnOn", "intent__HassTurnOff"


def away(hass: HomeAssistant, *ids: str) -> None:
    for each in ids:
        state = hass.states.get(each)
        assert state is not None
        hass.states.async_set(each, "unavailable", {"friendly_name": state.name})


@pytest.fixture
def without_model(morgan: MockConfigEntry, server: FakeServer) -> None:
    server.declines = ""


def kitchen(hass: HomeAssistant) -> str:
    found = ar.async_get(hass).async_get_area_by_name("Kitchen")
    assert found is not None
    return found.id


@pytest.mark.parametrize(
    ("language", "order", "answer"),
    [
        ("en", "turn on the desk lamp", "I cannot reach Desk Lamp."),
        ("de", "schalte Desk Lamp ein", "Ich kann Desk Lamp nicht erreichen."),
        ("fr", "allume Desk Lamp", "Je n'arrive pas à joindre Desk Lamp."),
        ("es", "enciende Desk Lamp", "No puedo comunicarme con Desk Lamp."),
        ("nl", "zet Desk Lamp aan", "Ik kan Desk Lamp niet bereiken."),
        ("ru", "включи Desk Lamp", "Не удаётся связаться: Desk Lamp."),
    ],
)
async def test_a_thing_that_is_away_is_not_said_to_be_done(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, language: str, order: str, answer: str
) -> None:
    away(hass, "light.desk")
    result = await say(hass, order, language=language)
    assert (speech(result), path(result)) == (answer, "intent")
    assert result.response.error_code is intent.IntentResponseErrorCode.FAILED_TO_HANDLE
    assert house.touched == []


async def test_a_lock_that_is_away_is_not_locking(hass: HomeAssistant, house: House, morgan: MockConfigEntry) -> None:
    away(hass, "lock.front")
    assert speech(await say(hass, "lock the front door")) == "I cannot reach Front Door."
    assert house.touched == []


async def test_the_rest_of_a_room_is_done_and_what_is_away_is_named(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    house.add("light.sink", "Sink Light", "unavailable", kitchen(hass))
    result = await say(hass, "turn on the kitchen lights")
    assert speech(result) == "Turned on the lights. I cannot reach Sink Light."
    assert "light.turn_on ['light.ceiling']" in house.touched
    assert [target.id for target in result.response.failed_results] == ["light.sink"]
    assert "light.sink" not in [target.id for target in result.response.success_results]


async def test_a_whole_room_that_is_away_is_not_done(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    house.add("light.sink", "Sink Light", "unavailable", kitchen(hass))
    away(hass, "light.ceiling")
    said = speech(await say(hass, "turn on the kitchen lights"))
    assert said in ("I cannot reach Kitchen Ceiling, Sink Light.", "I cannot reach Sink Light, Kitchen Ceiling.")
    assert house.touched == []


async def test_a_member_of_a_group_that_is_away_is_named(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    away(hass, "light.desk")
    house.add("light.all", "Evening Lights", "on")
    members = {"friendly_name": "Evening Lights", "entity_id": ["light.ceiling", "light.desk"]}
    hass.states.async_set("light.all", "on", members)
    said = speech(await say(hass, "turn off the evening lights"))
    assert said.endswith("I cannot reach Desk Lamp.")
    assert said.startswith("Turned off")


async def test_of_two_commands_the_one_that_can_be_done_is(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    away(hass, "lock.front")
    result = await say(hass, "turn on the desk lamp and lock the front door")
    assert speech(result) == "Turned on the light. I cannot reach Front Door."
    assert house.touched == ["light.turn_on ['light.desk']"]


async def test_what_refuses_in_a_room_is_not_said_to_be_done(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    async def refuse(_: ServiceCall) -> None:
        raise HomeAssistantError("no power")

    hass.services.async_register("light", "turn_on", refuse)
    result = await say(hass, "turn on the kitchen lights")
    assert speech(result) == "I cannot reach Kitchen Ceiling."
    assert result.response.error_code is intent.IntentResponseErrorCode.FAILED_TO_HANDLE


async def test_a_model_is_told_what_was_not_done(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    away(hass, "light.desk")
    house.add("light.sink", "Sink Light", "unavailable", kitchen(hass))
    server.rounds = (((ON, {"name": "Desk Lamp"}), (ON, {"area": "Kitchen", "domain": ["light"]})),)
    await say(hass, "make it cosy")
    alone, room = server.results
    assert "Desk Lamp" in alone["error"]["text"]
    assert room["data"]["speech"] == "Turned on the lights. I cannot reach Sink Light."
    assert [each["id"] for each in room["data"]["data"]["failed"]] == ["light.sink"]


async def test_what_is_there_again_is_obeyed(hass: HomeAssistant, house: House, morgan: MockConfigEntry) -> None:
    away(hass, "light.desk")
    await say(hass, "turn on the desk lamp")
    hass.states.async_set("light.desk", "off", {"friendly_name": "Desk Lamp"})
    assert speech(await say(hass, "turn on the desk lamp")) == "Turned on the light"
    assert house.touched == ["light.turn_on ['light.desk']"]


@pytest.mark.parametrize(
    "order", ["turn off the desk lamp and the kitchen ceiling", "turn off the kitchen ceiling and the desk lamp"]
)
async def test_what_is_away_keeps_nothing_else_from_being_done(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, order: str
) -> None:
    away(hass, "light.desk")
    result = await say(hass, order)
    assert house.touched == ["light.turn_off ['light.ceiling']"]
    assert "I cannot reach Desk Lamp." in speech(result)
    assert result.response.error_code is None


@pytest.mark.parametrize(
    ("language", "order", "asks"),
    [
        ("en", "turn on the lantern", "Which one?"),
        ("de", "schalte Lantern ein", "Welches?"),
        ("fr", "allume Lantern", "Lequel ?"),
        ("es", "enciende Lantern", "¿Cuál?"),
        ("nl", "zet Lantern aan", "Welke?"),
        ("it", "accendi Lantern", "Quale?"),
    ],
)
async def test_of_two_of_one_name_it_is_asked_which(
    hass: HomeAssistant, house: House, without_model: None, language: str, order: str, asks: str
) -> None:
    office = ar.async_get(hass).async_get_area_by_name("Office")
    assert office is not None
    house.add("light.first", "Lantern", "off", kitchen(hass))
    house.add("light.second", "Lantern", "off", office.id)
    said = speech(await say(hass, order, language=language))
    assert asks in said
    assert "Kitchen" in said
    assert "Office" in said
    assert house.touched == []


async def test_another_act_does_not_follow_one_that_could_not_be_done(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    away(hass, "lock.front")
    result = await say(hass, "lock the front door and then turn off the desk lamp")
    assert house.touched == []
    assert "I cannot reach Front Door." in speech(result)
