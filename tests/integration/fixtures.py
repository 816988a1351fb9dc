"""A test Home Assistant with a small house, a fake Morgan server, and both together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from custom_components.morgan.choices.agents import agents
from custom_components.morgan.const import DOMAIN
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.intent import async_register_timer_handler
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from .fake_server import FakeServer, running


@pytest.fixture(autouse=True)
def auto_enable_custom_integrations(enable_custom_integrations: None, socket_enabled: None) -> None:
    """Let every test load custom_components and talk to 127.0.0.1."""


@pytest.fixture
def hass_config_dir(hass_tmp_config_dir: str) -> str:
    """Each test has a config folder of its own, for the speech that Home Assistant keeps."""
    return hass_tmp_config_dir


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    async with running() as fake:
        yield fake


@pytest.fixture(autouse=True)
async def assist(hass: HomeAssistant) -> None:
    """What every Home Assistant has loaded before an integration."""
    for component in ("homeassistant", "conversation", "assist_pipeline"):
        assert await async_setup_component(hass, component, {})
    await hass.async_block_till_done()


class House:
    """A kitchen and an office with a few things in them, whose services only take notes."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.calls: dict[str, list[ServiceCall]] = {
            f"{domain}.{service}": async_mock_service(hass, domain, service)
            for domain, service in (
                ("light", "turn_on"),
                ("light", "turn_off"),
                ("lock", "lock"),
                ("lock", "unlock"),
                ("cover", "open_cover"),
                ("cover", "close_cover"),
            )
        }

    def add(self, entity_id: str, name: str, state: str, area_id: str | None = None, **attributes: Any) -> None:
        domain, object_id = entity_id.split(".")
        registry = er.async_get(self.hass)
        entry = registry.async_get_or_create(
            domain, "test", entity_id, suggested_object_id=object_id, original_name=name
        )
        registry.async_update_entity(entry.entity_id, area_id=area_id)
        self.hass.states.async_set(entity_id, state, {"friendly_name": name, **attributes})
        async_expose_entity(self.hass, "conversation", entity_id, should_expose=True)

    def device(self, name: str, *, timers: bool, area: str | None = None) -> str:
        """Add a device that one can speak through, and return its id."""
        entry = MockConfigEntry(domain="test")
        entry.add_to_hass(self.hass)
        registry = dr.async_get(self.hass)
        made = registry.async_get_or_create(config_entry_id=entry.entry_id, identifiers={("test", name)})
        if area is not None:
            found = ar.async_get(self.hass).async_get_area_by_name(area)
            assert found is not None
            registry.async_update_device(made.id, area_id=found.id)
        if timers:
            async_register_timer_handler(self.hass, made.id, lambda *_: None)
        return made.id

    @property
    def touched(self) -> list[str]:
        """The services that were called, and on what."""
        return [
            f"{service} {call.data['entity_id']}" for service, calls in sorted(self.calls.items()) for call in calls
        ]


@pytest.fixture
async def house(hass: HomeAssistant, assist: None) -> House:
    for domain in ("light", "lock", "cover", "sensor"):
        assert await async_setup_component(hass, domain, {})
    assert await async_setup_component(hass, "intent", {})
    ground = fr.async_get(hass).async_create("Ground floor", aliases={"downstairs"})
    areas = ar.async_get(hass)
    kitchen = areas.async_create("Kitchen", floor_id=ground.floor_id)
    office = areas.async_create("Office", aliases={"study"})
    home = House(hass)
    home.add("light.ceiling", "Kitchen Ceiling", "off", kitchen.id)
    home.add("light.desk", "Desk Lamp", "off", office.id)
    home.add("lock.front", "Front Door", "unlocked")
    home.add("cover.garage", "Garage Door", "closed", device_class="garage", supported_features=3)
    await hass.async_block_till_done()
    return home


@pytest.fixture
async def media(hass: HomeAssistant, tmp_path: Path, assist: None) -> Path:
    """The media folder, as it is set up in every house."""
    folder = tmp_path / "media"
    folder.mkdir()
    hass.config.media_dirs = {"local": str(folder)}
    hass.config.allowlist_external_dirs = {str(folder)}
    assert await async_setup_component(hass, "media_source", {})
    await hass.async_block_till_done()
    return folder


type AddMorgan = Callable[..., Awaitable[MockConfigEntry]]


@pytest.fixture
async def add(hass: HomeAssistant, server: FakeServer, assist: None) -> AsyncIterator[AddMorgan]:
    """Add the fake server as a config entry; takes the entry out at the end."""
    entries: list[MockConfigEntry] = []

    async def add_entry(**more: Any) -> MockConfigEntry:
        entry = MockConfigEntry(
            domain=DOMAIN,
            title="Morgan",
            unique_id=server.id,
            data={CONF_HOST: "127.0.0.1", CONF_PORT: server.port, **more},
        )
        entry.add_to_hass(hass)
        entries.append(entry)
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        return entry

    yield add_entry
    await hass.async_block_till_done()  # an entry that is being loaded anew cannot be taken out meanwhile
    for entry in entries:
        if hass.config_entries.async_get_entry(entry.entry_id) and entry.state.recoverable:
            await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def morgan(add: AddMorgan) -> MockConfigEntry:
    return await add()


def choose(hass: HomeAssistant, entry: MockConfigEntry, **choices: Any) -> None:
    """Choose something for the entry's first agent; what was chosen besides stays."""
    first = agents(entry)[0]
    hass.config_entries.async_update_subentry(entry, first, data={**first.data, **choices})
