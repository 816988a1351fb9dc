"""What an action's target stands for: rooms, devices, groups, everything, and what nobody knows."""

from __future__ import annotations

from typing import Any

from custom_components.morgan.choices.options import Options
from custom_components.morgan.house.commands import Command, async_aim
from custom_components.morgan.safety.policy import async_risks, async_tool_risks
from custom_components.morgan.safety.targets import Action, Found, async_find
from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.helpers import entity_registry as er
from tests.integration.test_tool_risks import CALL, call_action

from .conftest import World

DESK = {ATTR_ENTITY_ID: "light.desk"}
LAMP, LAMP_AND_MORE = Found(("light.desk",), sure=True), Found(("light.desk",), sure=False)
NOTHING, OFFICE = Found((), sure=False), Found(("light.desk", "lock.safe"), sure=True)

# The rule, what is named, and what of it is found for locks and lamps; not sure where something cannot be told.
TARGETS: list[tuple[str, dict[str, Any], Found]] = [
    ("a thing", DESK, LAMP),
    ("a thing in capitals", {ATTR_ENTITY_ID: "LIGHT.Desk"}, LAMP),
    ("a thing, and a room without a name", {**DESK, "area_id": ""}, LAMP),
    ("a thing, and no room", {**DESK, "area_id": "none"}, LAMP),
    ("no thing, and a room", {ATTR_ENTITY_ID: "none", "area_id": "office"}, OFFICE),
    ("everything", {ATTR_ENTITY_ID: "all"}, Found(("lock.front", "lock.safe"), sure=True)),
    ("no thing", {ATTR_ENTITY_ID: "none"}, NOTHING),
    ("nothing", {}, NOTHING),
    ("a thing that is gone", {ATTR_ENTITY_ID: "light.x"}, Found(("light.x",), sure=False)),
    ("a thing, and what is none", {ATTR_ENTITY_ID: ["light.desk", 5]}, NOTHING),
    ("a thing, and a room that is none", {**DESK, "area_id": 5}, LAMP_AND_MORE),
    ("a thing, and a device that is gone", {**DESK, ATTR_DEVICE_ID: "x"}, LAMP_AND_MORE),
    ("a thing, and a room that is gone", {**DESK, "area_id": "x"}, LAMP_AND_MORE),
    ("a thing, and a floor that is gone", {**DESK, "floor_id": "x"}, LAMP_AND_MORE),
    ("a thing, and a label that is gone", {**DESK, "label_id": "x"}, LAMP_AND_MORE),
    ("a thing, but for some", {**DESK, "exclude": {}}, LAMP_AND_MORE),
    ("a thing, and a template in a list", {**DESK, "rgb_color": ["{{ x }}"]}, LAMP_AND_MORE),
]  # fmt: skip


async def test_a_target_stands_for_what_home_assistant_will_find(world: World) -> None:
    for rule, target, found in TARGETS:
        got = async_find(world.hass, Action("lock.unlock", target))
        assert (sorted(got.ids), got.sure) == (sorted(found.ids), found.sure), (rule, got)


async def test_everything_of_every_kind_holds_the_locks(world: World) -> None:
    found = async_find(world.hass, Action("homeassistant.turn_off", {ATTR_ENTITY_ID: "all"}))
    assert (set(found.ids), found.sure) == (set(world.hass.states.async_entity_ids()), True)


async def test_an_entity_is_found_by_its_entry_and_by_its_device(world: World) -> None:
    registry = er.async_get(world.hass)
    registry.async_update_entity("lock.front", device_id=world.kitchen_device)
    entry = registry.async_get("lock.front")
    assert entry is not None
    for target in ({ATTR_ENTITY_ID: entry.id}, {ATTR_DEVICE_ID: world.kitchen_device}):
        assert async_find(world.hass, Action("lock.unlock", target)) == Found(("lock.front",), sure=True), target
    registry.async_update_entity("lock.front", device_id=None)


async def test_an_action_of_a_script_is_named_for_what_it_was_called_first(world: World) -> None:
    registry, tool = er.async_get(world.hass), call_action()
    registry.async_update_entity("script.welcome", new_entity_id="script.let_in")
    await world.hass.async_block_till_done()
    risks = async_tool_risks(world.hass, Options(), tool, CALL, {"action": "script.welcome"})
    registry.async_update_entity("script.let_in", new_entity_id="script.welcome")
    await world.hass.async_block_till_done()
    assert [risk.id for risk in risks] == ["lock.front"]


async def test_a_group_is_touched_with_what_is_in_it(world: World) -> None:
    world.house.add("cover.some", "Some", "closed")
    aim = async_aim(world.hass, Command("HassTurnOn", {"name": {"value": "Some"}}), None)
    for members, ids in (
        (["cover.garage", "cover.blind"], ["cover.garage"]),
        ("cover.garage", ["cover.garage"]),
        (5, []),
        (None, []),
    ):
        world.hass.states.async_set("cover.some", "closed", {"friendly_name": "Some", "entity_id": members})
        assert [risk.id for risk in async_risks(world.hass, Options(), [aim])] == ids, members
    world.remove("cover.some")
