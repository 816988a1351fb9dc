"""What the server wants done: by Home Assistant's tools, as the user, on the device, and nothing dangerous unasked."""

from __future__ import annotations

from custom_components.morgan.const import CONF_HISTORY
from homeassistant.const import CONF_LLM_HASS_API
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import House, choose
from .test_conversation import path, say, speech

ON, OFF = "intent__HassTurnOn", "intent__HassTurnOff"


async def test_a_question_brings_the_house_along(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    devices = dr.async_get(hass)
    device = devices.async_get_or_create(
        config_entry_id=morgan.entry_id, identifiers={("test", "satellite")}, name="Kitchen Satellite"
    )
    kitchen = next(area for area in ar.async_get(hass).async_list_areas() if area.name == "Kitchen")
    devices.async_update_device(device.id, area_id=kitchen.id)
    hass.states.async_set("light.ceiling", "on", {"friendly_name": "Kitchen Ceiling", "brightness": 128, "icon": "x"})
    first = await say(hass, "turn on the desk lamp", device_id=device.id)
    await say(hass, "who wrote Hamlet", device_id=device.id, conversation_id=first.conversation_id)
    (turn,) = server.turns
    assert [tool["name"] for tool in turn["tools"]] == sorted(tool["name"] for tool in turn["tools"])
    tools = {tool["name"]: tool for tool in turn["tools"]}
    assert tools[ON]["parameters"]["properties"]["name"] == {"type": "string"}
    assert (tools[ON]["read_only"], tools["homeassistant__GetLiveContext"]["read_only"]) == (False, True)
    assert turn["states"] == [
        {"name": "Garage Door", "domain": "cover", "state": "closed", "attributes": {"device_class": "garage"}},
        {
            "name": "Kitchen Ceiling",
            "domain": "light",
            "area": "Kitchen",
            "state": "on",
            "attributes": {"brightness": 128},
        },
        {"name": "Desk Lamp", "domain": "light", "area": "Office", "state": "off", "attributes": {}},
        {"name": "Front Door", "domain": "lock", "state": "unlocked", "attributes": {}},
    ]
    assert turn["place"] == {"area": "Kitchen", "floor": "Ground floor", "device": "Kitchen Satellite"}
    assert turn["recent"] == [{"name": "Desk Lamp", "domain": "light", "area": "Office"}]
    assert turn["now"][10] == "T"
    assert "speaker" not in turn


async def test_what_the_server_wants_is_done_and_told_in_home_assistants_words(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.rounds = (((ON, {"name": "Desk Lamp"}), (ON, {"area": "Kitchen", "domain": ["light"]})),)
    result = await say(hass, "make it cosy")
    assert (speech(result), path(result)) == ("It was Shakespeare.", "agent")
    assert sorted(house.touched) == ["light.turn_on ['light.ceiling']", "light.turn_on ['light.desk']"]
    first, second = server.results
    assert (first["data"]["speech"], second["data"]["speech"]) == ("Turned on the light", "Turned on the lights")
    assert first["data"]["data"]["success"] == [{"name": "Desk Lamp", "type": "entity", "id": "light.desk"}]


async def test_home_assistants_words_are_in_the_language_that_was_spoken(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.rounds = (((ON, {"name": "Desk Lamp"}),),)
    await say(hass, "mach es gemütlich", language="de")
    assert server.results[0]["data"]["speech"] == "Desk Lamp eingeschaltet"


async def test_rounds_come_one_after_the_other_on_one_connection(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.rounds = (((ON, {"name": "Desk Lamp"}),), ((OFF, {"name": "Desk Lamp"}),))
    server.words_before = "Let me see. "
    result = await say(hass, "blink")
    assert house.touched == ["light.turn_off ['light.desk']", "light.turn_on ['light.desk']"]
    assert speech(result) == "Let me see. Let me see. It was Shakespeare."
    log = hass.data["conversation_chat_logs"][result.conversation_id]
    assert [content.role for content in log.content] == [
        "system", "user", "assistant", "tool_result", "assistant", "tool_result", "assistant",
    ]  # fmt: skip


async def test_a_failure_is_told_and_ends_nothing(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.rounds = (((ON, {"name": "Moon"}), ("intent__HassFly", {}), (ON, {"name": {"a": 1}})),)
    assert speech(await say(hass, "turn on the moon")) == "It was Shakespeare."
    assert [result["error"]["type"] for result in server.results] == [
        "MatchFailedError", "HomeAssistantError", "InvalidSlotInfo",
    ]  # fmt: skip
    assert all(len(result["error"]["text"]) < 200 for result in server.results)


async def test_the_server_sees_no_tools_when_the_owner_chose_none(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    choose(hass, morgan, **{CONF_LLM_HASS_API: [], CONF_HISTORY: 0})
    first = await say(hass, "who wrote Hamlet")
    await say(hass, "and who wrote Faust", conversation_id=first.conversation_id)
    assert "tools" not in server.turns[0]
    assert server.turns[1]["history"] == []


async def test_an_old_server_is_not_told_what_it_does_not_know(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.features = ("home", "turn")
    await say(hass, "who wrote Hamlet")
    assert "tools" not in server.turns[0]


async def test_what_was_done_by_the_server_is_it_from_now_on(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.rounds = (((ON, {"name": "Desk Lamp"}),),)
    first = await say(hass, "I want to read at my desk")
    second = await say(hass, "turn it off", conversation_id=first.conversation_id)
    assert path(second) in ("intent", "fuzzy")
    assert house.touched == ["light.turn_off ['light.desk']", "light.turn_on ['light.desk']"]
