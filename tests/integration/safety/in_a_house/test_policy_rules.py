"""The rules of the house: what a command or a model's tool may do unasked, and what not."""

from __future__ import annotations

from typing import Any

import pytest
from custom_components.morgan.choices.options import Options
from custom_components.morgan.house.commands import Command, async_aim, async_handler
from custom_components.morgan.safety.policy import (
    Risk,
    async_risks,
    async_risks_later,
    async_tool_risks,
    is_core_tool,
    is_foreign,
)
from homeassistant.components.media_player.llm import MediaPlayTool
from homeassistant.components.script.llm import ScriptTool
from homeassistant.components.weather.intent import GetWeatherIntent
from homeassistant.core import Context
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent, llm
from homeassistant.helpers.script import Script
from pytest_homeassistant_custom_component.common import async_mock_intent

from .conftest import World
from .test_commands import slots
from .test_guarded_tools import turn_in

CALL = "homeassistant__call_action"
THEIRS = "LetIn"  # an intent that the owner wrote


def tool(name: str, *, module: str = "homeassistant.components.homeassistant.llm", **more: Any) -> llm.Tool:
    """A tool that some module made, as it stands before the guard."""
    made: llm.Tool = type("Made", (llm.Tool,), {"__module__": module, "name": name, **more})()
    return made


def called(world: World, options: Options | None = None, **args: Any) -> list[str]:
    """What is asked about before a model calls an action."""
    risks = async_tool_risks(world.hass, options or Options(), tool(CALL), CALL, args)
    return [risk.id for risk in risks]


def commanded(world: World, command: Command, *owners: str) -> list[str]:
    """What is asked about before a command, in a house whose owner wants to be asked about some things besides."""
    options = Options(danger_entities=frozenset(owners))
    return [risk.id for risk in async_risks(world.hass, options, [async_aim(world.hass, command, None)])]


class Theirs(intent.IntentHandler):
    """An intent of the owner's, as Home Assistant keeps it; where its class stands differs from version to version."""

    __module__ = "homeassistant.components.intent_script"
    intent_type = THEIRS

    def __init__(self, runs: Script) -> None:
        self.config = {"action": runs}


def names(risks: tuple[Risk, ...]) -> list[str]:
    return [risk.id for risk in risks]


# ---- commands


async def test_what_only_reads_is_not_asked_about_even_of_what_the_owner_added(world: World) -> None:
    intent.async_register(world.hass, GetWeatherIntent())
    world.set("weather.home", "sunny")
    added = ("weather.home", "climate.sauna")
    assert commanded(world, Command("HassGetWeather", {}), *added) == []
    assert commanded(world, Command("HassClimateGetTemperature", {}), *added) == []
    assert commanded(world, Command("HassClimateSetTemperature", slots(temperature=90)), *added) == ["climate.sauna"]
    intent.async_remove(world.hass, "HassGetWeather")
    world.hass.states.async_remove("weather.home")


async def test_somebodys_program_is_asked_about_though_it_takes_the_name_of_one_that_reads(world: World) -> None:
    for name in ("HassGetWeather", "HassShoppingListLastItems"):
        async_mock_intent(world.hass, name)
        assert commanded(world, Command(name, {})) == [name]
        intent.async_remove(world.hass, name)


FOUND_BY_ITSELF: list[tuple[dict[str, str], list[str], list[str]]] = [
    ({"name": "Sauna"}, ["climate.sauna", "light.desk"], ["climate.sauna"]),
    ({"name": "Sauna"}, ["climate.bath"], []),
    ({}, ["climate.sauna", "light.desk"], ["climate.sauna"]),
    ({"area": "Office"}, ["climate.sauna"], ["climate.sauna"]),
    ({}, ["light.desk"], []),
    ({}, [], []),
]


async def test_what_looks_for_its_things_itself_may_find_what_the_owner_added(world: World) -> None:
    world.set("climate.bath", "off")
    for said, owners, ids in FOUND_BY_ITSELF:
        command = Command("HassClimateSetTemperature", slots(temperature=90, **said))
        assert commanded(world, command, *owners) == ids, (said, owners)
    world.hass.states.async_remove("climate.bath")


async def test_of_two_of_one_name_the_room_that_was_spoken_in_does_not_hide_the_one_that_was_meant(
    world: World,
) -> None:
    kitchen = ar.async_get(world.hass).async_get_area_by_name("Kitchen")
    assert kitchen is not None
    world.house.add("climate.oven", "Heater", "off", kitchen.id)
    world.house.add("climate.stove", "Heater", "off", "office")
    options = Options(danger_entities=frozenset({"climate.stove"}))
    for room, more in ((kitchen.id, {}), (None, {"preferred_area_id": kitchen.id})):  # found out, or a model's guess
        said = slots(temperature=90, name="Heater", area="Office", **more)
        aim = async_aim(world.hass, Command("HassClimateSetTemperature", said), room)
        assert names(async_risks(world.hass, options, [aim])) == ["climate.stove"]
    for each in ("climate.oven", "climate.stove"):
        er.async_get(world.hass).async_remove(each)
        world.hass.states.async_remove(each)


async def test_a_timer_has_no_things_whatever_the_owner_added(world: World) -> None:
    assert commanded(world, Command("HassStartTimer", slots(minutes=5)), "timer.eggs") == []


async def test_what_is_put_off_is_judged_if_it_is_a_command_at_all(world: World) -> None:
    asked = turn_in(world).asked
    for text, ids in (("unlock the front door", ["lock.front"]), ("think of me", [])):
        later = Command("HassStartTimer", slots(minutes=5, conversation_command=text))
        assert names(await async_risks_later(world.hass, Options(), [later], asked, None)) == ids


async def test_foreign_is_what_neither_home_assistant_nor_the_owner_made(world: World) -> None:
    def foreign(name: str) -> bool:
        handler = async_handler(world.hass, Command(name, {}))
        assert handler is not None
        return is_foreign(handler)

    intent.async_register(world.hass, Theirs(Script(world.hass, [], THEIRS, "intent_script")))
    told = {name: foreign(name) for name in ("OpenSesame", "HassGetIn", "HassTurnOn", "UnlockIt", THEIRS)}
    intent.async_remove(world.hass, THEIRS)
    assert told == {"OpenSesame": True, "HassGetIn": True, "HassTurnOn": False, "UnlockIt": False, THEIRS: False}


# ---- a model's tools


HARMLESS = [
    "button.press",
    "climate.set_temperature",
    "date.set_value",
    "datetime.set_value",
    "fan.turn_on",
    "humidifier.set_humidity",
    "input_boolean.toggle",
    "input_button.press",
    "input_datetime.set_datetime",
    "input_number.set_value",
    "input_select.select_option",
    "input_text.set_value",
    "lawn_mower.start_mowing",
    "light.turn_on",
    "media_player.play_media",
    "number.set_value",
    "select.select_option",
    "siren.turn_on",
    "switch.turn_on",
    "text.set_value",
    "time.set_value",
    "timer.start",
    "todo.add_item",
    "vacuum.start",
    "valve.open_valve",
    "water_heater.set_temperature",
]


async def test_an_ordinary_thing_is_acted_on_unasked_unless_the_owner_added_it(world: World) -> None:
    for action in HARMLESS:
        thing = f"{action.partition('.')[0]}.thing"
        world.set(thing, "unknown")
        assert called(world, action=action, target={"entity_id": thing}) == []
        options = Options(danger_entities=frozenset({thing}))
        assert called(world, options, action=action, target={"entity_id": thing}) == [thing]
        world.hass.states.async_remove(thing)


async def test_a_script_is_looked_into_when_it_is_toggled(world: World) -> None:
    for entity_id, ids in (("script.good_night", []), ("script.welcome", ["lock.front"])):
        assert called(world, action="script.toggle", target={"entity_id": entity_id}) == ids


async def rename(world: World, entity_id: str, to: str) -> None:
    """Give an entity another id, as its owner can; what it was made as stays."""
    er.async_get(world.hass).async_update_entity(entity_id, new_entity_id=to)
    await world.hass.async_block_till_done()


async def test_a_script_is_judged_that_will_run_though_another_one_had_its_name_before(world: World) -> None:
    await rename(world, "script.good_night", "script.sleep")
    await rename(world, "script.welcome", "script.good_night")
    context = llm.LLMContext("morgan", Context(), "en", "conversation", None)
    for entity_id, ids, opened in (("script.sleep", [], 0), ("script.good_night", ["lock.front"], 1)):
        theirs = ScriptTool(world.hass, entity_id)
        assert names(async_tool_risks(world.hass, Options(), theirs, theirs.name, {})) == ids
        await theirs.async_call(world.hass, llm.ToolInput(tool_name=theirs.name, tool_args={}), context)
        assert len(world.house.calls["lock.unlock"]) == opened, entity_id
    for each in world.house.calls.values():
        each.clear()
    assert called(world, action="script.good_night") == []  # an action goes by what it was made as
    assert called(world, action="script.welcome") == ["lock.front"]
    await rename(world, "script.good_night", "script.welcome")
    await rename(world, "script.sleep", "script.good_night")


async def test_to_read_the_scripts_anew_is_no_script_whatever_one_is_called(world: World) -> None:
    await rename(world, "script.good_night", "script.reload")
    assert called(world, action="script.turn_on", target={"entity_id": "script.reload"}) == []
    assert called(world, action="script.reload") == ["script.reload"]
    await rename(world, "script.reload", "script.good_night")


async def test_a_tool_is_asked_about_by_its_title_unless_it_is_home_assistants_and_only_reads(world: World) -> None:
    for offered, asked in (
        (tool("weather__forecast", annotations=llm.ToolAnnotations(read_only=True)), ()),
        (tool("weather__forecast", title="Forecast"), (Risk("weather__forecast", "Forecast", "act"),)),
        (tool("weather__forecast"), (Risk("weather__forecast", "weather__forecast", "act"),)),
        (MediaPlayTool(), ()),
        (tool("look_up", module="mcp", title="Look up"), (Risk("look_up", "Look up", "act"),)),
    ):
        assert async_tool_risks(world.hass, Options(), offered, offered.name, {}) == asked, offered.title


@pytest.mark.parametrize(
    ("module", "core"),
    [
        ("homeassistant.helpers.llm", True),
        ("homeassistant.components.todo.llm", True),
        ("homeassistant.components.mcp.coordinator", False),
        ("homeassistant.helpers.template", False),
        ("custom_components.todo.llm", False),
        ("llm", False),
    ],
)
def test_a_tool_is_home_assistants_own_by_where_it_was_made(module: str, core: bool) -> None:
    assert is_core_tool(tool("x", module=module)) is core
