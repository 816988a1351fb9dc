"""What automations ask the language model: words, or data of a structure, checked before anybody gets it."""

from __future__ import annotations

from typing import Any

import pytest
from custom_components.morgan.choices.agents import TASK, tasks
from custom_components.morgan.const import CONF_TEMPERATURE
from homeassistant.components import ai_task
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.const import CONF_MODEL, CONF_NAME, CONF_PROMPT
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import llm
from pytest_homeassistant_custom_component.common import MockConfigEntry
from wyoming.error import Error

from .fake_server import FakeServer

TASKS = "ai_task.morgan_ai_task"
STRUCTURE = {
    "rooms": {"selector": {"number": {}}, "required": True},
    "tidy": {"selector": {"boolean": {}}, "description": "whether they are"},
}


async def generate(hass: HomeAssistant, entity_id: str = TASKS, **more: Any) -> Any:
    """What an automation gets."""
    asked = {"task_name": "rooms", "entity_id": entity_id, "instructions": "How many rooms are there?", **more}
    done = await hass.services.async_call("ai_task", "generate_data", asked, blocking=True, return_response=True)
    assert done is not None
    return done["data"]


async def test_a_new_server_takes_tasks_without_a_form(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    (first,) = tasks(morgan)
    entity = er.async_get(hass).async_get(TASKS)
    assert entity is not None
    assert entity.config_subentry_id == first.subentry_id
    assert (first.title, dict(first.data)) == ("Morgan AI task", {})


async def test_a_task_is_answered_in_words_and_touches_nothing(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    assert await generate(hass) == "It was Shakespeare."
    (turn,) = server.turns
    assert "schema" not in turn
    assert "tools" not in turn
    assert "Home Assistant" in turn["prompt"]  # its own words, as nothing was chosen
    assert server.asked[0]["text"] == "How many rooms are there?"


async def test_a_task_is_answered_in_data_of_its_structure(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.answer = ('{"rooms": 4, ', '"tidy": true}')
    assert await generate(hass, structure=STRUCTURE) == {"rooms": 4, "tidy": True}
    schema = server.turns[0]["schema"]
    assert schema["type"] == "object"
    assert set(schema["properties"]) == {"rooms", "tidy"}
    assert schema["required"] == ["rooms"]
    assert schema["properties"]["tidy"]["description"] == "whether they are"


@pytest.mark.parametrize("said", ["There are four.", '{"rooms": "four"}', '{"tidy": true}', "[4]", '{"rooms": 4'])
async def test_what_was_not_asked_for_is_an_error_and_no_data(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer, said: str
) -> None:
    server.answer = (said,)
    with pytest.raises(HomeAssistantError, match="not of the structure"):
        await generate(hass, structure=STRUCTURE)


async def test_a_failure_says_why(hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer) -> None:
    server.declines = "I cannot reach my language model."
    with pytest.raises(HomeAssistantError, match="I cannot reach my language model"):
        await generate(hass)
    server.declines, server.fails = None, Error(text="the model broke", code="engine-failed")
    with pytest.raises(HomeAssistantError, match="the model broke"):
        await generate(hass)


async def test_a_model_that_calls_for_what_nobody_offered_does_nothing(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    server.rounds = ((("intent__HassTurnOn", {"name": "Desk Lamp"}),),)
    with pytest.raises(HomeAssistantError):
        await generate(hass)
    assert server.results == []


async def test_a_server_that_knows_no_schema_is_not_asked_for_one(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    known = morgan.runtime_data.link.server
    assert "schema" in known.features
    server.features = tuple(each for each in server.features if each != "schema")
    assert await hass.config_entries.async_reload(morgan.entry_id)
    await hass.async_block_till_done()
    with pytest.raises(HomeAssistantError, match="too old"):
        await generate(hass, structure=STRUCTURE)
    assert server.turns == []
    assert await generate(hass) == "It was Shakespeare."


async def test_what_may_act_is_refused(hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer) -> None:
    api = next(each for each in llm.async_get_apis(hass) if each.id == "assist")
    with pytest.raises(ServiceValidationError, match="does nothing in the house"):
        await ai_task.async_generate_data(
            hass, task_name="act", entity_id=TASKS, instructions="Turn it on.", llm_api=api
        )
    assert server.turns == []


async def test_the_owner_adds_and_changes_what_takes_tasks(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    manager = hass.config_entries.subentries
    form = await manager.async_init((morgan.entry_id, TASK), context={"source": SOURCE_USER})
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "choices")
    chosen = {CONF_NAME: "Poet", CONF_PROMPT: "You rhyme."}
    done = await manager.async_configure(form["flow_id"], chosen)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    await generate(hass, "ai_task.poet")
    assert server.turns[-1]["prompt"] == "You rhyme."

    poet = tasks(morgan)[1]
    context = {"source": SOURCE_RECONFIGURE, "subentry_id": poet.subentry_id}
    form = await manager.async_init((morgan.entry_id, TASK), context=context)
    shown = {str(field): (field.description or {}).get("suggested_value") for field in form["data_schema"].schema}
    assert shown == {CONF_PROMPT: "You rhyme.", CONF_MODEL: None, CONF_TEMPERATURE: None}
    done = await manager.async_configure(form["flow_id"], {CONF_PROMPT: "You do not rhyme."})
    assert done["reason"] == "reconfigure_successful"
    await generate(hass, "ai_task.poet")
    assert server.turns[-1]["prompt"] == "You do not rhyme."
