"""The rules for what the owner wrote or has: steps, scenes, groups and covers, and what is asked about before them."""

from __future__ import annotations

from typing import Any

from custom_components.morgan.choices.options import Options
from custom_components.morgan.house.commands import Command, async_aim
from custom_components.morgan.safety.policy import Risk, async_risks
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent
from homeassistant.helpers.script import Script

from .conftest import World
from .test_policy_rules import THEIRS, Theirs, called, names


def written(world: World, *steps: dict[str, Any], options: Options | None = None) -> tuple[Risk, ...]:
    """What is asked about before these steps of the owner's."""
    intent.async_register(world.hass, Theirs(Script(world.hass, steps, THEIRS, "intent_script")))
    try:
        return async_risks(world.hass, options or Options(), [async_aim(world.hass, Command(THEIRS, {}), None)])
    finally:
        intent.async_remove(world.hass, THEIRS)


STEPS: list[tuple[dict[str, Any], list[str]]] = [
    ({"service": "lock.unlock", "entity_id": "lock.front"}, ["lock.front"]),  # as it was written years ago
    ({"service": "lock.lock", "entity_id": "lock.front"}, []),
    # Where nobody can tell what a step touches, it is the owner's own thing that is asked about.
    ({"action": 5}, [THEIRS]),
    ({"action": "light.turn_on", "data": "{{ fields }}"}, [THEIRS]),
    ({"action": "script.unheard_of"}, [THEIRS]),
    ({"action": "scene.apply", "data": {"entities": "{{ all }}"}}, [THEIRS]),
    *(
        ({"action": action, "target": {"entity_id": "{{ it }}"}}, [THEIRS])
        for action in (
            "alarm_control_panel.alarm_disarm",
            "automation.trigger",
            "cover.open_cover",
            "group.set",
            "homeassistant.toggle",
            "lock.unlock",
            "scene.turn_on",
            "script.turn_on",
        )
    ),
    ({"action": "light.turn_on", "target": {"entity_id": "{{ it }}"}}, []),
    ({"action": "notify.notify", "data": {"message": "Unlocked"}}, []),
    # What a device does, as Home Assistant's editor writes it; the device has a lock, a garage door and an alarm.
    ({"device_id": "*", "domain": "lock", "type": "unlock", "entity_id": "lock.front"}, ["lock.front"]),
    (
        {"device_id": "*", "domain": "lock", "type": "unlock"},
        ["alarm_control_panel.home", "cover.garage", "lock.front"],
    ),
    ({"device_id": "*", "domain": "lock", "type": "open", "entity_id": "lock.front"}, ["lock.front"]),
    ({"device_id": "*", "domain": "lock", "type": "lock", "entity_id": "lock.front"}, []),
    ({"device_id": "*", "domain": "cover", "type": "open", "entity_id": "cover.garage"}, ["cover.garage"]),
    ({"device_id": "*", "domain": "cover", "type": "close", "entity_id": "cover.garage"}, []),
    (
        {"device_id": "*", "domain": "alarm_control_panel", "type": "disarm", "entity_id": "alarm_control_panel.home"},
        ["alarm_control_panel.home"],
    ),
    (
        {
            "device_id": "*",
            "domain": "alarm_control_panel",
            "type": "arm_away",
            "entity_id": "alarm_control_panel.home",
        },
        [],
    ),
    # Another integration's word for what it does to a door counts for nothing.
    ({"device_id": "*", "domain": "elsewhere", "type": "lock", "entity_id": "lock.front"}, ["lock.front"]),
    ({"device_id": "*", "domain": "elsewhere", "type": "close", "entity_id": "cover.garage"}, ["cover.garage"]),
    (
        {"device_id": "*", "domain": "elsewhere", "type": "arm_away", "entity_id": "alarm_control_panel.home"},
        ["alarm_control_panel.home"],
    ),
    # An automation is run by its trigger, a lamp is not.
    ({"action": "automation.trigger", "target": {"entity_id": ["automation.arrival", "light.desk"]}}, ["lock.front"]),
    ({"action": "automation.turn_on", "target": {"entity_id": "automation.arrival"}}, []),
    ({"action": "automation.trigger", "target": {"entity_id": "light.desk"}}, []),
    # A position says that it closes only where it is one to go to.
    (
        {"action": "cover.open_cover", "target": {"entity_id": "cover.garage"}, "data": {"position": 0}},
        ["cover.garage"],
    ),
]


async def test_what_the_owner_wrote_is_as_dangerous_as_what_it_does(world: World) -> None:
    registry, device = er.async_get(world.hass), world.kitchen_device
    parts = ("alarm_control_panel.home", "cover.garage", "lock.front")
    for each in parts:
        registry.async_update_entity(each, device_id=device)
    for step, ids in STEPS:
        risks = written(world, {key: device if part == "*" else part for key, part in step.items()})
        assert names(risks) == ids, step
    for each in parts:
        registry.async_update_entity(each, device_id=None)


async def test_each_step_counts_though_it_is_about_the_same_lock(world: World) -> None:
    front = {"entity_id": "lock.front"}
    assert names(written(world, {"action": "lock.lock", "target": front})) == []
    both = written(world, {"action": "lock.lock", "target": front}, {"action": "lock.unlock", "target": front})
    assert names(both) == ["lock.front"]


async def test_an_action_on_what_nobody_can_tell_may_touch_what_the_owner_added(world: World) -> None:
    options = Options(danger_entities=frozenset({"switch.pump"}))
    for action, ids in (("switch.turn_on", [THEIRS]), ("light.turn_on", [])):
        step = {"action": action, "target": {"entity_id": "{{ it }}"}}
        assert names(written(world, step, options=options)) == ids
        assert names(written(world, step)) == []


async def test_a_group_is_asked_about_by_its_own_name(world: World) -> None:
    parts = {"entity_id": ["cover.blind", "cover.garage"]}
    world.hass.states.async_set("cover.all", "closed", {"friendly_name": "All Covers", **parts})
    risks = written(world, {"action": "cover.open_cover", "target": {"entity_id": "cover.all"}})
    assert risks == (Risk("cover.garage", "All Covers", "open"),)
    world.hass.states.async_remove("cover.all")


async def test_a_script_that_nobody_can_read_is_asked_about_by_its_name(world: World) -> None:
    world.set("script.open", "off", friendly_name="Open Up")
    risks = written(world, {"action": "script.turn_on", "target": {"entity_id": "script.open"}})
    assert risks == (Risk("script.open", "Open Up", "act"),)
    world.hass.states.async_remove("script.open")


async def test_a_scene_may_do_whatever_its_integration_can(world: World) -> None:
    registry = er.async_get(world.hass)
    theirs = [
        registry.async_get_or_create(domain, platform, "x", suggested_object_id=platform).entity_id
        for domain, platform in (("scene", "hue"), ("light", "hue"), ("scene", "tuya"), ("lock", "tuya"))
    ]
    scenes = ["scene.hue", "scene.tuya", "scene.unlisted", "scene.welcome"]
    for each in scenes:
        world.set(each, "unknown")
    world.hass.states.async_set("scene.welcome", "unknown", {"entity_id": ["light.desk", "lock.front"]})
    found = {each: called(world, action="scene.turn_on", target={"entity_id": each}) for each in scenes}
    assert found == {
        "scene.hue": [],
        "scene.tuya": ["scene.tuya"],  # there are locks of that integration in the house
        "scene.unlisted": ["scene.unlisted"],  # nobody knows whose it is
        "scene.welcome": ["lock.front"],  # it says itself what is in it
    }
    options = Options(danger_entities=frozenset({"light.hue"}))
    assert called(world, options, action="scene.turn_on", target={"entity_id": "scene.hue"}) == ["scene.hue"]
    for each in theirs:
        registry.async_remove(each)
    for each in scenes:
        world.hass.states.async_remove(each)


async def test_a_cover_keeps_people_out_if_anybody_says_so(world: World) -> None:
    registry = er.async_get(world.hass)
    for says, made_as, chosen, ids in (
        (None, None, None, []),
        ("door", None, None, ["cover.new"]),
        ("blind", "gate", None, ["cover.new"]),
        ("blind", "awning", "garage", ["cover.new"]),
        ("blind", "awning", "curtain", []),
    ):
        registry.async_get_or_create("cover", "test", "new", suggested_object_id="new", original_device_class=made_as)
        registry.async_update_entity("cover.new", device_class=chosen)
        world.set("cover.new", "closed", device_class=says)
        found = called(world, action="cover.open_cover", target={"entity_id": "cover.new"})
        assert found == ids, (says, made_as, chosen)
    registry.async_remove("cover.new")
    world.hass.states.async_remove("cover.new")


async def test_a_cover_that_the_registry_does_not_know_is_what_it_says_it_is(world: World) -> None:
    for says, ids in (("gate", ["cover.loose"]), ("shade", [])):
        world.set("cover.loose", "closed", device_class=says)
        assert called(world, action="cover.open_cover", target={"entity_id": "cover.loose"}) == ids
    world.hass.states.async_remove("cover.loose")
