"""Several agents on one server: each with its own choices, device and memory; and what an earlier release left."""

from __future__ import annotations

from typing import Any

import pytest
from custom_components.morgan.choices.agents import AGENT, agents, tasks
from custom_components.morgan.const import DOMAIN
from homeassistant.components import conversation
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_LLM_HASS_API, CONF_NAME, CONF_PORT, CONF_PROMPT
from homeassistant.core import Context, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer
from .fixtures import AddMorgan, House, choose
from .test_conversation import path, say, speech

GUEST: dict[str, Any] = {
    CONF_NAME: "Guest",
    CONF_PROMPT: "You are a butler.",
    CONF_LLM_HASS_API: [],
    "danger": "confirm",
    "danger_entities": ["light.desk"],
    "local_intents": True,
    "history": 0,
}


async def add_guest(hass: HomeAssistant, entry: MockConfigEntry, **other: Any) -> str:
    """Add an agent as its owner does; gives its entity."""
    manager = hass.config_entries.subentries
    form = await manager.async_init((entry.entry_id, AGENT), context={"source": SOURCE_USER})
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "choices")
    done = await manager.async_configure(form["flow_id"], GUEST | other)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    return "conversation.guest"


async def tell(hass: HomeAssistant, agent: str, text: str, conversation_id: str | None = None) -> Any:
    return await conversation.async_converse(hass, text, conversation_id, Context(), language="en", agent_id=agent)


async def test_a_new_server_has_an_agent_without_a_form(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    (first,) = agents(morgan)
    assert (first.title, first.unique_id, dict(first.data)) == ("Morgan", AGENT, {})
    entity = er.async_get(hass).async_get("conversation.morgan")
    assert entity is not None
    assert entity.config_subentry_id == first.subentry_id
    device = dr.async_get(hass).async_get(entity.device_id or "")
    assert device is not None
    assert (device.name, device.config_subentry_id) == ("Morgan", first.subentry_id)


async def test_another_agent_answers_in_its_own_way(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    guest = await add_guest(hass, morgan)
    entity = er.async_get(hass).async_get(guest)
    assert entity is not None
    device = dr.async_get(hass).async_get(entity.device_id or "")
    assert device is not None
    assert (device.name, device.identifiers) == ("Guest", {(DOMAIN, entity.unique_id)})

    first = await tell(hass, guest, "who wrote Hamlet")
    await tell(hass, guest, "and Faust", first.conversation_id)
    await say(hass, "who wrote Hamlet")
    his, his_next, mine = server.turns
    assert (his["prompt"], his.get("tools"), his_next["history"]) == ("You are a butler.", None, [])
    assert "prompt" not in mine
    assert mine["tools"]


async def test_what_one_agent_asks_another_has_no_answer_to(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    guest = await add_guest(hass, morgan)
    asked = await tell(hass, guest, "turn on the desk lamp")
    assert speech(asked) == "Shall I really do that with Desk Lamp?"
    assert path(await say(hass, "yes", conversation_id=asked.conversation_id)) != "intent"
    assert house.touched == []
    await say(hass, "turn on the desk lamp")  # nobody has asked to be asked about it here
    assert house.touched == ["light.turn_on ['light.desk']"]
    assert path(await tell(hass, guest, "yes", asked.conversation_id)) == "intent"
    assert len(house.calls["light.turn_on"]) == 2


async def test_a_prompt_of_the_pipeline_follows_the_agents_own(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    choose(hass, morgan, **{CONF_PROMPT: "You are a butler."})
    await conversation.async_converse(
        hass,
        "who wrote Hamlet",
        None,
        Context(),
        language="en",
        agent_id="conversation.morgan",
        extra_system_prompt="Be brief.",
    )
    assert server.turns[0]["prompt"] == "You are a butler.\n\nBe brief."


async def test_the_server_reads_the_agents_prompt_ahead(
    hass: HomeAssistant, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.prepares)  # for the first agent's first question
    guest = await add_guest(hass, morgan)
    await server.until(lambda: len(server.prepares) == 2)  # the same, after the server's entry was set up anew
    told = len(server.prepares)
    assert not any("prompt" in each for each in server.prepares)
    await conversation.async_prepare_agent(hass, guest, "en")
    await server.until(lambda: len(server.prepares) > told)
    assert server.prepares[-1]["prompt"] == "You are a butler."


async def test_an_agent_that_is_removed_leaves_nothing(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    guest = await add_guest(hass, morgan)
    hass.config_entries.async_remove_subentry(morgan, agents(morgan)[1].subentry_id)
    await hass.async_block_till_done()
    assert er.async_get(hass).async_get(guest) is None
    assert hass.states.get(guest) is None
    assert "Guest" not in {
        device.name for device in dr.async_entries_for_config_entry(dr.async_get(hass), morgan.entry_id)
    }


async def test_without_any_agent_nobody_answers_in_its_place(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await server.until(lambda: server.homes)
    hass.config_entries.async_remove_subentry(morgan, agents(morgan)[0].subentry_id)
    await hass.async_block_till_done()
    with pytest.raises(ServiceValidationError, match="no conversation agent"):
        await hass.services.async_call(
            DOMAIN, "ask", {"text": "turn on the desk lamp"}, blocking=True, return_response=True
        )
    await server.until(lambda: len(server.homes) >= 2)
    assert server.homes[-1].get("tools", []) == []  # nor may others act here


async def test_what_an_earlier_release_kept_becomes_the_first_agents(
    hass: HomeAssistant, server: FakeServer, assist: None
) -> None:
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Morgan",
        unique_id=server.id,
        version=1,
        minor_version=1,
        data={CONF_HOST: "127.0.0.1", CONF_PORT: server.port},
        options={"danger": "pin", "pin": "4711", "history": 4, "voice": "amy"},
    )
    entry.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(DOMAIN, entry.entry_id)}, name="Morgan"
    )
    was = er.async_get(hass).async_get_or_create(
        "conversation",
        DOMAIN,
        f"{entry.entry_id}-conversation",
        config_entry=entry,
        device_id=device.id,
        suggested_object_id="the_one_in_my_pipeline",
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (first,) = agents(entry)
    assert [each.title for each in tasks(entry)] == ["Morgan AI task"]
    assert dict(first.data) == {"danger": "pin", "pin": "4711", "history": 4}
    assert (entry.version, entry.minor_version, dict(entry.options)) == (1, 2, {"voice": "amy"})
    now = er.async_get(hass).async_get(was.entity_id)
    assert now is not None
    assert (now.id, now.unique_id, now.config_subentry_id) == (was.id, was.unique_id, first.subentry_id)
    assert now.device_id != device.id
    assert dr.async_get(hass).async_get(device.id) is not None  # the server's own stays
    assert hass.states.get("conversation.the_one_in_my_pipeline") is not None
    await hass.config_entries.async_unload(entry.entry_id)


async def test_an_entry_of_a_later_release_is_left_alone(hass: HomeAssistant, server: FakeServer, assist: None) -> None:
    entry = MockConfigEntry(domain=DOMAIN, version=2, data={CONF_HOST: "127.0.0.1", CONF_PORT: server.port})
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.MIGRATION_ERROR


async def test_the_flow_makes_the_first_agent_at_once(hass: HomeAssistant, add: AddMorgan, server: FakeServer) -> None:
    form = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    by_hand = {CONF_HOST: "127.0.0.1", CONF_PORT: server.port}
    offer = await hass.config_entries.flow.async_configure(form["flow_id"], {"by_hand": by_hand})
    made = await hass.config_entries.flow.async_configure(offer["flow_id"], {"pipeline": False})
    assert made["minor_version"] == 2
    await hass.async_block_till_done()
    (first,) = agents(made["result"])
    assert (first.unique_id, dict(first.data)) == (AGENT, {})
    await hass.config_entries.async_unload(made["result"].entry_id)
