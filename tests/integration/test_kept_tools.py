"""Assist's tools are listed once; after whatever changes them they are what Home Assistant lists then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import Any

import pytest
from custom_components.morgan.const import DOMAIN
from custom_components.morgan.house.kept_tools import KeptTools
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.intent import async_register_timer_handler
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent, llm
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockModule, mock_integration

from .fixtures import House

SEARCHES = 1 << 22 | 1 << 9  # a player's features: it can search, and play what was found


def asks(device: str | None = None, user: str | None = None, assistant: str = "conversation") -> llm.LLMContext:
    return llm.LLMContext(DOMAIN, Context(user_id=user), "en", assistant, device)


def asks_through(agent: str) -> llm.LLMContext:
    """Ask through an agent, where this Home Assistant tells tools which one it is."""
    context = asks()
    if "agent_id" in {field.name for field in fields(context)}:
        context.agent_id = agent
    return context


def told(instance: llm.APIInstance) -> list[tuple[str, str | None, str]]:
    return [(tool.name, tool.description, repr(tool.parameters.schema)) for tool in instance.tools]


@pytest.fixture
async def kept(hass: HomeAssistant, house: House) -> KeptTools:
    for domain in ("script", "todo", "media_player", "vacuum"):
        assert await async_setup_component(hass, domain, {})
    house.add("todo.shopping", "Shopping", "0")
    hass.states.async_set("todo.chores", "0", {"friendly_name": "Chores"})  # in no registry
    async_expose_entity(hass, "conversation", "todo.chores", should_expose=True)
    house.add("media_player.tv", "Television", "on", supported_features=1)
    await hass.async_block_till_done()
    tools = KeptTools(hass)
    tools.async_follow()
    return tools


async def fresh(hass: HomeAssistant, context: llm.LLMContext) -> llm.APIInstance:
    return await llm.async_get_api(hass, llm.LLM_API_ASSIST, context)


async def test_they_are_listed_once_for_everybody(hass: HomeAssistant, house: House, kept: KeptTools) -> None:
    first = await kept.async_get("assist", asks())
    assert told(first) == told(await fresh(hass, asks()))
    other = house.device("bedroom", timers=False)
    await hass.async_block_till_done()
    after = await kept.async_get("assist", asks())
    agents = [asks_through(agent) for agent in ("morgan", "conversation.morgan")]
    for context in (asks(user="somebody"), asks(other), asks("gone"), *agents):
        assert await kept.async_get("assist", context) is after
        assert told(after) == told(await fresh(hass, context))


async def test_who_keeps_timers_has_tools_for_them_from_then_on(
    hass: HomeAssistant, house: House, kept: KeptTools
) -> None:
    device = house.device("kitchen", timers=False)
    await hass.async_block_till_done()
    without = await kept.async_get("assist", asks(device))
    async_register_timer_handler(hass, device, lambda *_: None)
    having = await kept.async_get("assist", asks(device))
    assert len(having.tools) > len(without.tools)
    assert told(having) == told(await fresh(hass, asks(device)))
    assert await kept.async_get("assist", asks()) is without


async def a_kind_of_thing_comes(hass: HomeAssistant, house: House) -> None:
    house.add("vacuum.robot", "Robot", "docked")


async def a_thing_goes(hass: HomeAssistant, house: House) -> None:
    hass.states.async_remove("todo.shopping")


async def a_thing_is_hidden(hass: HomeAssistant, house: House) -> None:
    async_expose_entity(hass, "conversation", "todo.shopping", should_expose=False)


async def a_list_has_another_name(hass: HomeAssistant, house: House) -> None:
    hass.states.async_set("todo.chores", "0", {"friendly_name": "Duties"})


async def a_list_has_a_second_name(hass: HomeAssistant, house: House) -> None:
    er.async_get(hass).async_update_entity("todo.shopping", aliases=[er.COMPUTED_NAME, "Market"])


async def a_player_learns_to_search(hass: HomeAssistant, house: House) -> None:
    hass.states.async_set("media_player.tv", "on", {"friendly_name": "Television", "supported_features": SEARCHES})


async def an_intent_is_taken_away(hass: HomeAssistant, house: House) -> None:
    intent.async_remove(hass, intent.INTENT_TURN_ON)


async def a_script_comes(hass: HomeAssistant, house: House) -> None:
    house.add("script.cosy", "Make it cosy", "off")


@pytest.mark.parametrize(
    "change",
    [
        a_kind_of_thing_comes,
        a_thing_goes,
        a_thing_is_hidden,
        a_list_has_another_name,
        a_list_has_a_second_name,
        a_player_learns_to_search,
        an_intent_is_taken_away,
        a_script_comes,
    ],
    ids=lambda change: change.__name__,
)
async def test_what_changes_them_is_noticed(
    hass: HomeAssistant, house: House, kept: KeptTools, change: Callable[[HomeAssistant, House], Awaitable[None]]
) -> None:
    before = await kept.async_get("assist", asks())
    assert await kept.async_get("assist", asks()) is before
    await change(hass, house)
    await hass.async_block_till_done()
    after = await kept.async_get("assist", asks())
    assert told(after) == told(await fresh(hass, asks()))
    assert told(after) != told(before)


async def test_what_others_offer_is_asked_for_each_time(hass: HomeAssistant, house: House, kept: KeptTools) -> None:
    asked: list[str | None] = []

    class Theirs(llm.API):
        async def async_get_api_instance(self, llm_context: llm.LLMContext) -> llm.APIInstance:
            asked.append(llm_context.device_id)
            return llm.APIInstance(self, "", llm_context, [])

    llm.async_register_api(hass, Theirs(hass=hass, id="theirs", name="Theirs"))
    for _ in range(2):
        await kept.async_get("theirs", asks("here"))
    assert asked == ["here", "here"]
    # and Assist's, where somebody else's integration adds tools to them, or for another assistant's things
    other = asks(assistant="somebody.else")
    assert await kept.async_get("assist", other) is not await kept.async_get("assist", other)
    mine: dict[str, Any] = dict(hass.data[DATA_CUSTOM_COMPONENTS])
    mine["extra"] = mock_integration(hass, MockModule("extra"), built_in=False, top_level_files={"llm.py"})
    hass.data[DATA_CUSTOM_COMPONENTS] = mine
    hass.config.components.add("extra")
    assert await kept.async_get("assist", asks()) is not await kept.async_get("assist", asks())
