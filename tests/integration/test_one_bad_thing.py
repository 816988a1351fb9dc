"""One bad thing never takes the rest along: a fault, an odd name or a refusal costs itself alone."""

from __future__ import annotations

from typing import Any, override

import probatio
import pytest
from custom_components.morgan.client.response_stream import MAX_TEXT
from custom_components.morgan.const import DOMAIN
from custom_components.morgan.house.census import async_census
from homeassistant.const import CONF_LLM_HASS_API
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers import llm
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import House, choose
from .test_conversation import say, speech


class Reads(llm.Tool):
    """A tool of an MCP server's, whose name has a dot."""

    name = "files.read"
    description = "x" * 9000
    parameters = probatio.Schema({})
    integration = "mcp"

    @override
    async def async_call(self, hass: HomeAssistant, tool_input: llm.ToolInput, llm_context: llm.LLMContext) -> Any:
        return llm.ToolResult(data={"called": tool_input.tool_name})


class Broken(llm.API):
    """An API with a fault."""

    @override
    async def async_get_api_instance(self, llm_context: llm.LLMContext) -> llm.APIInstance:
        raise ValueError("Merged tool names must be unique")


class Files(llm.API):
    """An API with one tool."""

    @override
    async def async_get_api_instance(self, llm_context: llm.LLMContext) -> llm.APIInstance:
        return llm.APIInstance(api=self, api_prompt="", llm_context=llm_context, tools=[Reads()])


async def test_an_api_with_a_fault_leaves_the_link_and_the_other_tools(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    llm.async_register_api(hass, Broken(hass=hass, id="broken", name="Broken"))
    choose(hass, morgan, **{CONF_LLM_HASS_API: ["assist", "broken"]})
    link = morgan.runtime_data.link
    before = len(server.homes)
    house.add("light.new", "New Lamp", "off")
    await server.until(lambda: len(server.homes) > before)
    assert link.up
    assert server.homes[-1]["tools"]


async def test_a_malformed_call_on_the_link_is_answered(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    await server.tell_home("tool-call", {"id": "c1", "turn": "t", "name": 5, "args": []})
    await server.until(lambda: server.results)
    assert server.results[0]["error"]["type"] == "bad-request"
    assert morgan.runtime_data.link.up


async def test_odd_arguments_are_a_failed_call_and_the_link_lives(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    args = {"name": {"entity_id": 5}, "domain": 7}
    await server.tell_home("tool-call", {"id": "c1", "turn": "t", "name": "HassTurnOn", "args": args})
    await server.tell_home("tool-calls-end", {"turn": "t"})
    await server.until(lambda: server.results)
    assert "error" in server.results[0]
    assert morgan.runtime_data.link.up


async def test_a_tool_with_an_odd_name_is_offered_under_another_and_called_by_its_own(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    llm.async_register_api(hass, Files(hass=hass, id="files", name="Files"))
    choose(hass, morgan, **{CONF_LLM_HASS_API: ["files"]})
    server.rounds = ((("files_read", {}),),)
    await say(hass, "which files are there")
    (tool,) = server.turns[-1]["tools"]
    assert (tool["name"], len(tool["description"])) == ("files_read", 8000)


async def test_a_name_that_is_too_long_costs_one_thing_and_is_told_to_the_owner(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    before = len(server.homes)
    house.add("light.long", "x" * 201, "off")
    house.add("light.short", "Short Lamp", "off")
    await server.until(lambda: len(server.homes) > before)
    names = [entity["names"] for entity in server.homes[-1]["entities"]]
    assert ["Short Lamp"] in names
    assert not any(len(name) > 200 for each in names for name in each)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"left_out_{morgan.entry_id}")
    assert issue is not None
    assert "light.long" in issue.translation_placeholders["items"]


@pytest.mark.parametrize("streams", [True, False])
async def test_an_answer_without_an_end_is_ended_truthfully(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer, streams: bool
) -> None:
    server.streams, server.answer = streams, ("word " * 1000,) * 8
    said = speech(await say(hass, "tell me everything"))
    assert len(said) < MAX_TEXT + 200
    assert said.endswith("I stop here: this answer has no end.")


async def test_the_house_is_counted_anew_only_where_it_changed(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry
) -> None:
    census = async_census(hass)
    before = await census.async_count()
    hass.states.async_set("light.desk", "on", {"friendly_name": "Desk Lamp"})
    after = await census.async_count()
    changed = [new.name for old, new in zip(before.states, after.states, strict=True) if old is not new]
    assert changed == ["Desk Lamp"]
    assert before.home == after.home
