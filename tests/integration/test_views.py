"""What pages are given: the websocket command, the card's module, diagnostics and system information."""

from __future__ import annotations

import json
from typing import Any

import pytest
from custom_components.morgan.card import URL
from custom_components.morgan.diagnostics import async_get_config_entry_diagnostics
from homeassistant.components import frontend
from homeassistant.components.system_health import get_info
from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator, WebSocketGenerator

from .fake_server import FakeServer
from .fixtures import AddMorgan
from .test_turns import ask, settled, soon

__all__ = ["soon"]  # a fixture: every turn here settles soon too
SUBSCRIBE = "morgan/turns/subscribe"


async def test_whoever_looks_is_told_the_last_turns_and_then_each_new_one(
    hass: HomeAssistant, morgan: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    await ask(hass, "who wrote hamlet")
    await settled(hass, morgan)
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": SUBSCRIBE})
    assert (await client.receive_json())["success"]
    (first,) = (await client.receive_json())["event"]["turns"]
    assert (first["path"], first["server"], first["model"]) == ("agent", "Morgan", "tiny")
    assert {"name": "first_word", "ms": 210.0} in [
        {"name": span["name"], "ms": span["ms"]} for span in first["stages"][0]["spans"]
    ]
    await hass.config_entries.async_reload(morgan.entry_id)  # whoever looks goes on looking
    await ask(hass, "who wrote faust")
    await settled(hass, morgan)
    second = (await client.receive_json())["event"]["turn"]
    assert (second["path"], second["id"] == first["id"]) == ("agent", False)
    for word in ("hamlet", "faust", "Shakespeare"):
        assert word not in json.dumps([first, second])


async def test_somebody_who_looks_at_one_server_is_not_told_of_another(
    hass: HomeAssistant, morgan: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client(hass)
    for entry_id in (morgan.entry_id, "another"):
        await client.send_json_auto_id({"type": SUBSCRIBE, "entry_id": entry_id})
        assert (await client.receive_json())["success"]
        assert (await client.receive_json())["event"] == {"turns": []}
    await ask(hass, "who wrote hamlet")
    await settled(hass, morgan)
    await client.send_json_auto_id({"type": "ping"})
    first, second = [await client.receive_json() for _ in range(2)]
    assert (first["event"]["turn"]["entry_id"], second["type"]) == (morgan.entry_id, "pong")


@pytest.fixture
async def pages(hass: HomeAssistant, assist: None) -> None:
    """A frontend, as a Home Assistant with pages has it."""
    assert await async_setup_component(hass, "frontend", {})


async def test_every_page_loads_the_card_of_this_release(
    hass: HomeAssistant, pages: None, morgan: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> None:
    (url,) = [url for url in hass.data[frontend.DATA_EXTRA_MODULE_URL].urls if "morgan" in url]
    release = (await async_get_integration(hass, "morgan")).version
    assert url == f"{URL}?v={release}"
    client = await hass_client_no_auth()
    answer = await client.get(url)
    assert (answer.status, answer.content_type) == (200, "text/javascript")
    assert 'customElements.define("morgan-turns-card"' in await answer.text()


async def test_a_home_assistant_without_pages_needs_no_card(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    assert frontend.DATA_EXTRA_MODULE_URL not in hass.data


async def test_system_information_names_both_releases_and_counts(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    assert await async_setup_component(hass, "system_health", {})
    await ask(hass, "who wrote hamlet")
    await settled(hass, morgan)
    info: dict[str, Any] = (await get_info(hass))["morgan"]
    assert (info["servers"], info["releases"], info["hearing"], info["turns_today"]) == (1, "9.9", "ear", 1)


async def test_diagnostics_tell_the_last_turns_and_no_words(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    entry = await add()
    await ask(hass, "who wrote hamlet")
    await settled(hass, entry)
    told = await async_get_config_entry_diagnostics(hass, entry)
    (turn,) = told["turns"]
    assert (turn["path"], turn["tokens"], turn["repairs"]) == ("agent", (900, 850, 12), ("area",))
    assert "hamlet" not in json.dumps(told)
