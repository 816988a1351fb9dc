"""Rules whose breach has a name in script/named_mutants.py: whose room it is, and whose word that a tool only reads."""

from __future__ import annotations

from dataclasses import replace

import pytest
from custom_components.morgan.choices.options import Options
from custom_components.morgan.safety.policy import async_tool_risks
from homeassistant.components.homeassistant.llm import GetLiveContextTool
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import llm

from .conftest import World
from .test_guarded_tools import OFF, Tool, call, turn_in


class Writing(GetLiveContextTool):
    """One of Home Assistant's own that writes."""

    name = "write"
    annotations = llm.ToolAnnotations(read_only=False, destructive=False)


Writing.__module__ = GetLiveContextTool.__module__


@pytest.mark.parametrize(
    ("tool", "asked_about"), [(GetLiveContextTool(), []), (Writing(), ["write"]), (Tool({}), ["look_up"])]
)
def test_only_home_assistants_own_tool_is_believed_that_it_only_reads(
    world: World, tool: llm.Tool, asked_about: list[str]
) -> None:
    assert [risk.id for risk in async_tool_risks(world.hass, Options(), tool, tool.name, {})] == asked_about


@pytest.mark.parametrize(
    ("room", "held", "touched"),
    [("Kitchen", ["lock.pantry"], []), ("Office", [], ["light.turn_off ['light.hatch']"])],
)
async def test_the_room_is_that_of_the_satellite_wherever_its_device_stands(
    world: World, room: str, held: list[str], touched: list[str]
) -> None:
    areas, entities = ar.async_get(world.hass), er.async_get(world.hass)
    places = {name: area.id for name in ("Kitchen", "Office") if (area := areas.async_get_area_by_name(name))}
    world.house.add("lock.pantry", "Hatch", "locked", places["Kitchen"])
    world.house.add("light.hatch", "Hatch", "on", places["Office"])
    satellite = entities.async_get_or_create("assist_satellite", "test", "carried").entity_id
    entities.async_update_entity(satellite, area_id=places[room])
    turn = turn_in(world, device=world.kitchen_device)
    turn.asked = replace(turn.asked, satellite_id=satellite)
    await call(world, turn, OFF, name="Hatch")
    assert ([risk.id for each in turn.held for risk in each.risks], world.house.touched) == (held, touched)
    world.house.calls["light.turn_off"].clear()
    entities.async_remove(satellite)
    for each in ("lock.pantry", "light.hatch"):
        world.remove(each)
