"""An entry's life: set up, without a server, with diagnostics, and gone."""

from __future__ import annotations

from typing import Any

import pytest
from custom_components.morgan.diagnostics import async_get_config_entry_diagnostics
from homeassistant.components import conversation
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .fake_server import FakeServer, told
from .fixtures import AddMorgan, House


async def test_the_server_is_a_device_with_one_entity_of_each_kind(
    hass: HomeAssistant, morgan: MockConfigEntry
) -> None:
    assert morgan.state is ConfigEntryState.LOADED
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), morgan.entry_id)
    (device,) = (each for each in devices if each.config_subentry_id is None)
    assert (device.name, device.sw_version) == ("Morgan", "9.9")
    for entity_id in ("conversation.morgan", "stt.morgan_speech_to_text", "tts.morgan_text_to_speech"):
        assert hass.states.get(entity_id) is not None
    features = hass.states.get("conversation.morgan").attributes["supported_features"]
    assert features & conversation.ConversationEntityFeature.CONTROL
    info = conversation.async_get_agent_info(hass, "conversation.morgan")
    assert info is not None
    assert info.supports_streaming


async def test_only_what_the_server_can_is_set_up(hass: HomeAssistant, server: FakeServer, add: AddMorgan) -> None:
    server.info = told(hears=(), voices=(), wakes=())
    server.features = ("home", "turn")
    await add()
    ours = {state.domain for state in hass.states.async_all() if "morgan" in state.entity_id}
    assert ours == {"ai_task", "conversation", "binary_sensor", "event", "sensor", "update"}


async def test_a_server_that_was_never_seen_is_waited_for(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    await server.stop()
    entry = await add()
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "connection_refused"


async def test_the_house_obeys_after_a_restart_without_the_server(
    hass: HomeAssistant, house: House, morgan: MockConfigEntry, server: FakeServer
) -> None:
    await hass.config_entries.async_unload(morgan.entry_id)
    await server.stop()
    await hass.config_entries.async_setup(morgan.entry_id)
    await hass.async_block_till_done()
    assert morgan.state is ConfigEntryState.LOADED
    assert hass.states.get("stt.morgan_speech_to_text").state == STATE_UNAVAILABLE
    result = await conversation.async_converse(
        hass, "turn on the desk lamp", None, Context(), language="en", agent_id="conversation.morgan"
    )
    assert result.response.speech["plain"]["extra_data"] == {"morgan": {"path": "intent"}}
    assert house.touched == ["light.turn_on ['light.desk']"]


@pytest.mark.parametrize(
    ("trouble", "state", "reason"),
    [
        ({"version": 2}, ConfigEntryState.SETUP_ERROR, "wrong_version"),
        ({"token": "secret"}, ConfigEntryState.SETUP_ERROR, "invalid_auth"),
        ({"babbles": b"what?\n"}, ConfigEntryState.SETUP_RETRY, "not_morgan"),
    ],
)
async def test_what_keeps_an_entry_from_loading_is_named(
    hass: HomeAssistant,
    server: FakeServer,
    add: AddMorgan,
    trouble: dict[str, Any],
    state: ConfigEntryState,
    reason: str,
) -> None:
    for name, value in trouble.items():
        setattr(server, name, value)
    entry = await add()
    assert (entry.state, entry.error_reason_translation_key) == (state, reason)


async def test_a_removed_entry_is_forgotten(
    hass: HomeAssistant, morgan: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    key = f"morgan.{morgan.entry_id}"
    assert hass_storage[key]["data"]["id"] == "f00d"
    await hass.config_entries.async_remove(morgan.entry_id)
    await hass.async_block_till_done()
    assert key not in hass_storage


async def test_diagnostics_tell_no_secret_and_no_name(
    hass: HomeAssistant, house: House, server: FakeServer, add: AddMorgan
) -> None:
    server.token = "open sesame"
    entry = await add(token="open sesame")
    await server.until(lambda: server.homes)
    told_all = await async_get_config_entry_diagnostics(hass, entry)
    assert told_all["home"] == {"entities": 4, "areas": 2, "floors": 1}
    assert told_all["server"]["hears_with"] == "ear"
    for secret in ("open sesame", "f00d", "Kitchen", "127.0.0.1"):
        assert secret not in str(told_all)
