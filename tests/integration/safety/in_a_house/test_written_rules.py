"""What an owner wrote, step by step: which steps act, on what, and which of them want a yes."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from custom_components.morgan.choices.options import Options
from custom_components.morgan.house.commands import Command, async_aim
from custom_components.morgan.safety.policy import async_risks
from custom_components.morgan.safety.targets import async_steps, calls
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.intent_script import async_load_intents
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import intent
from homeassistant.helpers.entity import Entity

from .conftest import World

type Steps = list[dict[str, Any]]

FRONT, DESK = {ATTR_ENTITY_ID: "lock.front"}, {ATTR_ENTITY_ID: "light.desk"}
UNLOCK, OFF = {"action": "lock.unlock", "target": FRONT}, {"action": "homeassistant.turn_off"}
LOCK, LIGHT = {"action": "lock.lock"}, {"action": "light.turn_on", "target": DESK}
WAIT = {"trigger": "event", "event_type": "mobile_app_notification_action"}

# The rule, the steps, and what is asked about before an intent of the owner's, DoIt, takes them.
RULES: list[tuple[str, Steps, list[str]]] = [
    ("what is unlocked", [UNLOCK], ["lock.front"]),
    ("in older words", [{"service": "lock.unlock", "target": FRONT}], ["lock.front"]),
    ("with its fields in older words", [{"service": "lock.unlock", "data_template": FRONT}], ["lock.front"]),
    ("in the oldest words", [{"action": "lock.unlock", **FRONT}], ["lock.front"]),
    ("the oldest words count for more", [{**OFF, **FRONT, "target": DESK}], ["lock.front"]),
    ("and replace the others", [{**OFF, **DESK, "target": FRONT}], []),
    ("a target counts for more than a field", [{**OFF, "target": FRONT, "data": DESK}], ["lock.front"]),
    ("an action that a template names", [{"action": "{{ 'lock.unlock' }}", "target": FRONT}], ["DoIt"]),
    ("the same in older words", [{"service_template": "{{ 'lock.unlock' }}", "target": FRONT}], ["DoIt"]),
    ("those words with a plain name", [{"service_template": "lock.unlock", "target": FRONT}], ["lock.front"]),
    ("fields that only a template tells", [{**LOCK, "data": "{{ x }}"}], ["DoIt"]),
    ("a field that only a template tells", [{**LOCK, "target": FRONT, "data": {"code": "{{ x }}"}}], ["DoIt"]),
    ("one of those in a list", [{**LOCK, "target": FRONT, "data": {"codes": ["{{ x }}"]}}], ["DoIt"]),
    ("the same on what lets nobody in", [{**LIGHT, "data": {"flash": "{{ x }}"}}], []),
    ("a field without a template", [{**LOCK, "target": FRONT, "data": {"codes": ["1"]}}], []),
    ("a lock that is nowhere", [{"action": "lock.unlock", "target": {ATTR_ENTITY_ID: "lock.gone"}}], ["DoIt"]),
    ("a wait for an answer", [{"wait_for_trigger": [{**WAIT, "event_data": {"action": "{{ x }}"}}]}], []),
    ("what is done after it", [{"wait_for_trigger": [WAIT]}, UNLOCK], ["lock.front"]),
    ("news of an action", [{"event": "x", "event_data": {"action": "{{ x }}"}}], []),
    ("the same in older words", [{"event": "x", "event_data_template": {"action": "{{ x }}"}}], []),
    ("what another agent is told", [{"action": "conversation.process", "data": {"text": "{{ x }}"}}], ["DoIt"]),
    ("the same in plain words", [{"action": "conversation.process", "data": {"text": "unlock it"}}], ["DoIt"]),
    ("nothing", [], []),
]


def risks(world: World, command: Command) -> list[str]:
    aim = async_aim(world.hass, command, None)
    assert aim.handler is not None, command
    return [risk.id for risk in async_risks(world.hass, Options(), [aim])]


async def test_steps_want_a_yes_as_home_assistant_will_take_them(world: World) -> None:
    for rule, steps, ids in RULES:
        await async_load_intents(world.hass, {"DoIt": {"action": cv.SCRIPT_SCHEMA(deepcopy(steps))}})
        assert risks(world, Command("DoIt", {})) == ids, rule
        intent.async_remove(world.hass, "DoIt")


async def test_an_intent_of_the_owners_without_steps_does_nothing(world: World) -> None:
    await async_load_intents(world.hass, {"DoIt": {}})
    assert risks(world, Command("DoIt", {})) == []
    intent.async_remove(world.hass, "DoIt")


ACT = {"device_id": "d", "domain": "lock", "type": "unlock"}
WHEN = {"trigger": "zha.pressed"}

# The rule, the steps, and those that act: by the name of the action, the scene, or what a device is to do.
STEPS: list[tuple[str, Steps, list[str]]] = [
    ("an action", [UNLOCK], ["lock.unlock"]),
    ("a scene", [{"scene": "scene.party"}], ["scene.party"]),
    ("what a device is to do", [ACT], ["unlock"]),
    ("and with what", [{**ACT, "code": "1"}], ["unlock"]),
    ("whether a device is so", [{**ACT, "condition": "device"}], []),
    ("until a device is so", [{"wait_for_trigger": [{**ACT, "trigger": "device"}]}], []),
    ("the same in older words", [{"wait_for_trigger": [{**ACT, "platform": "device"}]}], []),
    ("of this kind", [{"wait_for_trigger": [{**WHEN, "options": {"device_id": "d", "type": "x"}}]}], []),
    ("of this domain", [{"wait_for_trigger": [{**WHEN, "options": {"device_id": "d", "domain": "zha"}}]}], []),
    ("of any device", [{"wait_for_trigger": [{**WHEN, "options": {"domain": "zha", "type": "x"}}]}], []),
    ("what a field says", [{**LIGHT, "data": UNLOCK}], ["light.turn_on"]),
    ("what a field says in older words", [{**LIGHT, "data_template": UNLOCK}], ["light.turn_on"]),
    ("what news say", [{"event": "x", "event_data": UNLOCK}], []),
    ("what news say in older words", [{"event": "x", "event_data_template": UNLOCK}], []),
    ("what is only remembered", [{"variables": UNLOCK}], []),
    ("one of two", [{"if": "{{ x }}", "then": [LIGHT], "else": [UNLOCK]}], ["light.turn_on", "lock.unlock"]),
    ("as often as wanted", [{"repeat": {"while": "{{ x }}", "sequence": [UNLOCK]}}], ["lock.unlock"]),
    ("where nothing else fits", [{"choose": [], "default": [UNLOCK]}], ["lock.unlock"]),
    ("deep within", [{"parallel": [{"sequence": [{"sequence": [UNLOCK]}]}]}], ["lock.unlock"]),
]  # fmt: skip


async def test_the_steps_that_act_are_found_however_deep_they_stand(world: World) -> None:
    def acts(steps: object) -> list[str]:
        return [next(step[key] for key in ("action", "scene", "type") if key in step) for step in calls(steps)]

    for rule, steps, names in STEPS:
        assert acts(steps) == names, f"{rule}, as it was written"
        assert acts(cv.SCRIPT_SCHEMA(deepcopy(steps))) == names, f"{rule}, as Home Assistant reads it"
    for older in ("service", "service_template"):
        assert list(calls([{older: "lock.unlock"}])) == [{older: "lock.unlock"}]


async def test_a_script_that_cannot_be_looked_into_is_asked_about(world: World) -> None:
    start = Command("HassTurnOn", {"name": {"value": "script.strange"}})
    world.set("script.strange", "off")
    async_expose_entity(world.hass, "conversation", "script.strange", should_expose=True)
    assert risks(world, start) == ["script.strange"]
    world.hass.states.async_remove("script.strange")


async def test_a_script_with_a_mistake_in_it_does_nothing(world: World) -> None:
    broken = Entity()  # Home Assistant keeps such a script as an entity that has nothing to run
    broken.entity_id, broken._attr_should_poll = "script.broken", False
    await world.hass.data["script"].async_add_entities([broken])
    async_expose_entity(world.hass, "conversation", "script.broken", should_expose=True)
    assert risks(world, Command("HassTurnOn", {"name": {"value": "script.broken"}})) == []
    await broken.async_remove()


async def test_a_house_without_scripts_has_no_steps_of_one(world: World) -> None:
    scripts = world.hass.data.pop("script")
    assert async_steps(world.hass, "script.welcome") is None
    world.hass.data["script"] = scripts
    assert async_steps(world.hass, "script.welcome")
