"""What is a risk: whatever may let somebody in, on every way there, and whatever nobody can tell."""

from __future__ import annotations

from typing import Any

import pytest
from custom_components.morgan.choices.options import Options
from custom_components.morgan.house.commands import Command, async_aim
from custom_components.morgan.safety.policy import Risk, async_risks
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from .fake_server import FakeServer
from .fixtures import House
from .test_acting import OFF
from .test_conversation import say, speech


def slots(**values: Any) -> dict[str, dict[str, Any]]:
    return {key: {"value": value} for key, value in values.items()}


def verbs(risks: tuple[Risk, ...]) -> list[str]:
    return [risk.verb for risk in risks]


# ---- commands


async def test_a_class_that_only_the_registry_knows_counts(hass: HomeAssistant, house: House) -> None:
    house.add("cover.back", "Back Entrance", "closed")
    er.async_get(hass).async_update_entity("cover.back", device_class="door")
    aim = async_aim(hass, Command("HassTurnOn", slots(name="Back Entrance")), None)
    assert verbs(async_risks(hass, Options(), [aim])) == ["open"]


async def test_what_looks_for_its_things_itself_may_find_what_the_owner_added(
    hass: HomeAssistant, house: House
) -> None:
    assert await async_setup_component(hass, "climate", {})
    await hass.async_block_till_done()
    house.add("climate.sauna", "Sauna", "off")
    options = Options(danger_entities=frozenset({"climate.sauna", "light.desk"}))
    for named, ids in (
        ({"name": "Sauna"}, ["climate.sauna"]),
        ({}, ["climate.sauna"]),
        ({"area": "Office"}, ["climate.sauna"]),
    ):
        aim = async_aim(hass, Command("HassClimateSetTemperature", slots(temperature=90, **named)), None)
        assert [risk.id for risk in async_risks(hass, options, [aim])] == ids


async def test_what_prepares_something_before_it_acts_still_does(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "media_player", {})
    await hass.async_block_till_done()
    house.calls["media_player.volume_mute"] = async_mock_service(hass, "media_player", "volume_mute")
    house.add("media_player.hall", "Speakers", "playing", supported_features=8)
    await say(hass, "mute the speakers")
    assert [call.data["is_volume_muted"] for call in house.calls["media_player.volume_mute"]] == [True]


# ---- two things of one name, and where it was said


@pytest.fixture
def two_floors(hass: HomeAssistant, house: House) -> str:
    """A back door on each of two floors, and a device in the kitchen on the ground floor."""
    ground = next(iter(fr.async_get(hass).async_list_floors()))
    upper = fr.async_get(hass).async_create("Upper floor")
    areas = ar.async_get(hass)
    house.add("lock.hall", "Back Door", "locked", areas.async_create("Hall", floor_id=ground.floor_id).id)
    house.add("lock.attic", "Back Door", "locked", areas.async_create("Attic", floor_id=upper.floor_id).id)
    return house.device("satellite", timers=False, area="Kitchen")


async def test_the_floor_that_decides_between_two_locks_is_the_one_that_was_judged(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, two_floors: str
) -> None:
    server.rounds = (((OFF, {"name": "Back Door"}),),)
    first = await say(hass, "let my sister in", device_id=two_floors)
    assert (speech(first), house.touched) == ("Shall I really unlock Back Door?", [])
    await say(hass, "yes", device_id=two_floors, conversation_id=first.conversation_id)
    assert house.touched == ["lock.unlock lock.hall"]


async def test_a_name_of_two_things_without_a_place_touches_neither(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, two_floors: str
) -> None:
    server.rounds = (((OFF, {"name": "Back Door"}),),)
    await say(hass, "let my sister in")
    assert (house.touched, "error" in server.results[-1]) == ([], True)


async def test_a_satellite_in_another_room_than_its_device_touches_what_was_judged(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    areas = ar.async_get(hass)
    hall, den = areas.async_create("Hall"), areas.async_create("Den")
    house.add("lock.den", "Door", "locked", den.id)
    house.add("light.hall", "Door", "on", hall.id)
    device = house.device("satellite", timers=False, area="Den")
    registry = er.async_get(hass)
    ear = registry.async_get_or_create("assist_satellite", "test", "ear", device_id=device, original_name="Ear")
    registry.async_update_entity(ear.entity_id, area_id=hall.id)
    server.rounds = (((OFF, {"name": "Door"}),),)
    await say(hass, "make it nice", device_id=device, satellite_id=ear.entity_id)
    assert house.touched == ["light.turn_off ['light.hall']"]


async def test_the_room_that_was_spoken_in_decides_what_is_asked_about(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    areas = ar.async_get(hass)
    house.add("lock.hall", "Door", "locked", areas.async_create("Hall").id)
    house.add("light.den", "Door", "on", areas.async_create("Den").id)
    for room, touched in (("Hall", []), ("Den", ["light.turn_off ['light.den']"])):
        server.rounds = (((OFF, {"name": "Door"}),),)
        first = await say(hass, "make it nice", device_id=house.device(room, timers=False, area=room))
        assert (house.touched, first.continue_conversation) == (touched, not touched)


async def test_a_yes_is_for_the_thing_that_bore_the_name_when_it_was_asked(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    first = await say(hass, "unlock the front door")
    registry = er.async_get(hass)
    hass.states.async_set("lock.front", "locked", {"friendly_name": "Shed"})
    registry.async_update_entity("lock.front", name="Shed")
    house.add("lock.street", "Front Door", "locked")
    await say(hass, "yes", conversation_id=first.conversation_id)
    assert house.touched == ["lock.unlock lock.front"]


async def test_a_group_that_grew_after_the_question_is_asked_about_anew(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    house.add("cover.all", "All Covers", "closed")
    hass.states.async_set("cover.all", "closed", {"friendly_name": "All Covers", "entity_id": ["cover.garage"]})
    first = await say(hass, "open all covers")
    house.add("cover.gate", "Gate", "closed", device_class="gate", supported_features=3)
    hass.states.async_set(
        "cover.all", "closed", {"friendly_name": "All Covers", "entity_id": ["cover.garage", "cover.gate"]}
    )
    second = await say(hass, "yes", conversation_id=first.conversation_id)
    assert (house.touched, second.continue_conversation) == ([], True)


# ---- what the owner wrote


async def test_a_scene_of_an_integration_that_has_a_lock_too_may_open_it(hass: HomeAssistant, house: House) -> None:
    registry = er.async_get(hass)
    for platform, ids in (("hue", []), ("tuya", ["scene.tuya"])):
        scene = registry.async_get_or_create(
            "scene", platform, "x", suggested_object_id=platform, original_name=platform
        )
        hass.states.async_set(scene.entity_id, "unknown", {"friendly_name": platform})
        async_expose_entity(hass, "conversation", scene.entity_id, should_expose=True)
        if platform == "tuya":
            registry.async_get_or_create("lock", platform, "x")
        aim = async_aim(hass, Command("HassTurnOn", slots(name=platform)), None)
        assert [risk.id for risk in async_risks(hass, Options(), [aim])] == ids


async def test_a_scene_that_only_says_what_is_in_it_counts_with_that(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    assert await async_setup_component(hass, "scene", {})
    house.calls["scene.turn_on"] = async_mock_service(hass, "scene", "turn_on")
    house.add("scene.welcome", "Welcome", "unknown")
    hass.states.async_set("scene.welcome", "unknown", {"friendly_name": "Welcome", "entity_id": ["lock.front"]})
    first = await say(hass, "turn on welcome")
    assert (house.touched, first.continue_conversation) == ([], True)


async def test_a_script_that_nobody_can_read_is_asked_about(hass: HomeAssistant, house: House) -> None:
    house.add("script.open", "Open Up", "off")
    aim = async_aim(hass, Command("HassTurnOn", slots(name="Open Up")), None)
    assert async_risks(hass, Options(), [aim]) == (Risk("script.open", "Open Up", "act"),)


async def test_an_intent_of_the_owners_is_as_dangerous_as_what_it_does(hass: HomeAssistant, house: House) -> None:
    def does(action: str, entity_id: str) -> dict[str, Any]:
        return {"action": [{"action": action, "target": {"entity_id": entity_id}}]}

    intents = {
        "LetIn": does("lock.unlock", "lock.front"),
        "LightUp": does("light.turn_on", "light.desk"),
        "OpenAny": does("homeassistant.turn_off", "{{ targets.entities }}"),
        "HassGetMeIn": does("lock.open", "lock.front"),
        "Hello": {"speech": {"text": "Hello"}},
    }
    assert await async_setup_component(hass, "intent_script", {"intent_script": intents})
    found = {
        name: [risk.id for risk in async_risks(hass, Options(), [async_aim(hass, Command(name, {}), None)])]
        for name in intents
    }
    front = ["lock.front"]
    assert found == {"LetIn": front, "LightUp": [], "OpenAny": ["OpenAny"], "HassGetMeIn": front, "Hello": []}
