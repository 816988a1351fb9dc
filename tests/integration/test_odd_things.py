"""Entities and tools that are odd in a way that a real house has: each costs itself alone, in every turn."""

from __future__ import annotations

import logging
from typing import Any, override

import probatio
import pytest
from custom_components.morgan.const import CONF_DANGER
from custom_components.morgan.safety.guarded_tools import async_foreign
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.const import CONF_LLM_HASS_API
from homeassistant.core import HomeAssistant
from homeassistant.helpers import llm
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import House, choose
from .house_steps import noticed, quick
from .test_conversation import path, say, speech
from .test_deputy import act
from .test_failures import Anybodys, AnybodysAPI

__all__ = ["quick"]  # a fixture

# As anybody may post them to Home Assistant's API, or a script or an integration may set them; with what is told.
ODD_STATES = {
    "a number for a name": ("light.odd", {"friendly_name": 5}, []),
    "a list for a name": ("light.odd", {"friendly_name": ["Odd"]}, []),
    "a list for a class": ("binary_sensor.odd", {"friendly_name": "Odd", "device_class": ["motion"]}, []),
    "a class that cannot be looked up": (
        "cover.odd",
        {"friendly_name": "Odd", "device_class": {"a": 1}, "supported_features": 3},
        ["Odd"],
    ),
    "an attribute that is no JSON": ("light.odd", {"friendly_name": "Odd", "brightness": object()}, []),
    "attributes of other types": (
        "light.odd",
        {"friendly_name": "Odd", "brightness": "very", "supported_color_modes": 4, "entity_id": 5},
        ["Odd"],
    ),
}
# With these Home Assistant's own matchers fail for each sentence; the server still answers it.
UNREADABLE = ("a number for a name", "a list for a name", "a list for a class")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("what", ODD_STATES)
async def test_an_odd_entity_costs_itself_alone(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, what: str
) -> None:
    link = morgan.runtime_data.link
    entity_id, attributes, told = ODD_STATES[what]
    await server.until(lambda: server.homes)
    hass.states.async_set(entity_id, "on", attributes)
    if entity_id != "binary_sensor.odd":  # of which Home Assistant cannot even tell whether it is exposed
        async_expose_entity(hass, "conversation", entity_id, should_expose=True)
    house.add("light.new", "New Lamp", "off")
    await server.until(lambda: "New Lamp" in str(server.homes[-1]["entities"]))
    names = [name for entity in server.homes[-1]["entities"] for name in entity["names"]]
    assert sorted(names) == sorted(["Garage Door", "Kitchen Ceiling", "Desk Lamp", "Front Door", "New Lamp", *told])
    assert link.up
    if not told:
        await noticed(link, lambda: link.left_out)
        assert link.left_out == (f"entity {entity_id}: it cannot be put into words",)
    plain = await say(hass, "turn on the desk lamp")
    if what in UNREADABLE:
        assert (speech(plain), server.asked[-1]["text"]) == ("It was Shakespeare.", "turn on the desk lamp")
    else:
        assert (path(plain), house.touched) == ("intent", ["light.turn_on ['light.desk']"])
    asked = await say(hass, "who wrote Hamlet")
    assert speech(asked) == "It was Shakespeare."
    assert len(server.turns[-1]["states"]) == 5 + len(told)
    hass.states.async_remove(entity_id)
    await noticed(link, lambda: not link.left_out)
    house.add("light.later", "Later Lamp", "off")  # whoever listens to Home Assistant's events still does
    await server.until(lambda: "Later Lamp" in str(server.homes[-1]["entities"]))
    assert path(await say(hass, "turn on the later lamp")) == "intent"


async def test_what_was_spoken_of_and_became_odd_is_not_told_and_the_next_question_is_answered(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    hass.states.async_set("light.odd", "off", {"friendly_name": "Odd Lamp"})
    async_expose_entity(hass, "conversation", "light.odd", should_expose=True)
    await say(hass, "turn on the odd lamp", conversation_id="c")
    await say(hass, "who wrote Hamlet", conversation_id="c")
    assert [each["name"] for each in server.turns[-1]["recent"]] == ["Odd Lamp"]
    hass.states.async_set("light.odd", "off", {"friendly_name": ["Odd", "Lamp"]})
    assert speech(await say(hass, "and who wrote Faust", conversation_id="c")) == "It was Shakespeare."
    assert not server.turns[-1].get("recent")


# ---- tools


class Files(Anybodys):
    """A tool as an MCP server has it, which takes notes of how it was called."""

    parameters = probatio.Schema({probatio.Optional("path"): str})

    def __init__(self, name: str) -> None:
        super().__init__(name, lambda: None)
        self.calls: list[tuple[str, dict[str, Any]]] = []

    @override
    async def async_call(self, hass: HomeAssistant, tool_input: llm.ToolInput, llm_context: llm.LLMContext) -> Any:
        self.calls.append((tool_input.tool_name, tool_input.tool_args))
        return {"files": len(self.calls)}


def offer(hass: HomeAssistant, morgan: MockConfigEntry, *tools: Anybodys) -> None:
    llm.async_register_api(hass, AnybodysAPI(hass=hass, id="anybody", name="Anybody", tools=list(tools)))
    choose(hass, morgan, **{CONF_LLM_HASS_API: ["anybody"], CONF_DANGER: "off"})


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", ["files.read", "read " + "x" * 100, "читать", "..", "a\ud800b"])
async def test_a_tool_whose_name_does_not_fit_is_called_by_its_own_with_its_arguments(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, name: str
) -> None:
    tool, other = Files(name), Files("files_read")  # which one of the names would become
    offer(hass, morgan, tool, other)
    await server.until(lambda: len(server.homes[-1]["tools"] if server.homes else ()) == 2)
    first, second = (each["name"] for each in server.homes[-1]["tools"])
    (fitted,) = {first, second} - {"files_read"}
    assert 0 < len(fitted) <= 64
    assert set(fitted) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
    (elsewhere,) = await act(server, (fitted, {"path": "a/b"}))
    server.rounds = (((fitted, {"path": "c/d"}),),)
    await say(hass, "which files are there")
    assert tool.calls == [(name, {"path": "a/b"}), (name, {"path": "c/d"})]
    assert other.calls == []
    assert [elsewhere["data"], server.results[-1]["data"]] == [{"files": 1}, {"files": 2}]


async def gives_nothing() -> Any:
    return llm.ToolResult(data={})


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "odd", [{"name": None}, {"name": 5}, {"name": ["good"]}, {"description": 5}, {"annotations": None}]
)
async def test_a_tool_that_is_none_costs_itself_alone(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, odd: dict[str, Any]
) -> None:
    tool = Anybodys("good", gives_nothing)
    for key, value in odd.items():
        setattr(tool, key, value)
    offer(hass, morgan, tool, Anybodys("fine", gives_nothing))
    there = {"fine"} if "name" in odd else {"fine", "good"}
    await server.until(lambda: there == {each["name"] for each in (server.homes or [{"tools": ()}])[-1]["tools"]})
    assert speech(await say(hass, "who wrote Hamlet")) == "It was Shakespeare."
    assert {each["name"] for each in server.turns[-1]["tools"]} == there
    assert set(await async_foreign(hass)) == there, "the form that lists them opens too"


class Secretive:
    """A thing that knows how to be written, and cannot."""

    def as_dict(self) -> dict[str, Any]:
        raise RuntimeError("the safe's number is 12 34 56")


ITSELF: dict[str, Any] = {}
ITSELF["me"] = ITSELF


@pytest.mark.parametrize(
    "result",
    [object(), Secretive(), 2**80, "\ud800", {(1, 2): 3}, ITSELF, {1, object()}],
    ids=lambda it: type(it).__name__,
)
async def test_a_result_that_cannot_be_written_is_a_failed_call_and_the_others_are_told(
    hass: HomeAssistant,
    house: House,
    morgan: MockConfigEntry,
    server: FakeServer,
    caplog: pytest.LogCaptureFixture,
    result: object,
) -> None:
    caplog.set_level(logging.INFO, "custom_components.morgan")

    async def gives() -> Any:
        return llm.ToolResult(data={"x": result})

    offer(hass, morgan, Anybodys("gives", gives), Anybodys("fine", gives_nothing))
    await server.until(lambda: server.homes)
    standing = server.homeline
    failed, done = await act(server, ("gives", {}), ("fine", {}))
    assert (failed["error"]["text"], done["data"]) == ("It failed", {})
    server.results.clear()
    server.rounds = ((("gives", {}), ("fine", {})),)
    assert speech(await say(hass, "try everything")) == "It was Shakespeare."
    failed, done = server.results
    assert (failed["error"]["text"], done["data"]) == ("It failed", {})
    assert morgan.runtime_data.link.up
    assert standing in server.connections, "on the same connection"
    assert "12 34 56" not in caplog.text
