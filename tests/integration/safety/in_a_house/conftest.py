"""One house for whole tables of what may be done in it: to build it takes longer than to judge a thousand acts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import intent
from homeassistant.helpers import label_registry as lr
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_mock_intent
from tests.integration.fixtures import House, assist, auto_enable_custom_integrations  # noqa: F401  # what the folder above left out


@dataclass(slots=True)
class World:
    """A house with doors and whatever may open them. Who changes it puts it back."""

    hass: HomeAssistant
    house: House
    kitchen_device: str
    hall_device: str  # keeps no timers

    def set(self, entity_id: str, state: str, **attributes: object) -> None:
        """Change an entity's state, and of its attributes what is named."""
        before = self.hass.states.get(entity_id)
        kept = before.attributes if before else {}
        self.hass.states.async_set(entity_id, state, {**kept, **attributes})

    def remove(self, entity_id: str) -> None:
        """Take out what was added."""
        er.async_get(self.hass).async_remove(entity_id)
        self.hass.states.async_remove(entity_id)


@pytest.fixture
async def world(hass: HomeAssistant, written: House) -> World:
    for domain in ("climate", "automation", "media_player"):
        assert await async_setup_component(hass, domain, {})
    top = fr.async_get(hass).async_create("Top")
    ar.async_get(hass).async_update("office", floor_id=top.floor_id)
    label = lr.async_get(hass).async_create("Mine")
    written.add("lock.safe", "Safe", "locked", "office")
    written.add("cover.gate", "Driveway", "closed", device_class="gate", supported_features=15)
    written.add("cover.entrance", "Entrance", "closed", device_class="door", supported_features=15)
    written.add("cover.blind", "Blind", "closed", device_class="blind", supported_features=15)
    written.add("climate.sauna", "Sauna", "off")
    hass.states.async_set("group.doors", "on", {"entity_id": ["light.desk", "lock.front"]})
    er.async_get(hass).async_update_entity("lock.front", labels={label.label_id})
    async_mock_intent(hass, "OpenSesame")  # of somebody's program: it may do anything
    async_mock_intent(hass, "HassGetIn")  # whatever it is called
    intent.async_register(hass, intent.ServiceIntentHandler("UnlockIt", "lock", "unlock"))
    intent.async_register(hass, intent.ServiceIntentHandler("TellIt", "mqtt", "publish"))
    hall, kitchen = written.device("hall", timers=False), written.device("kitchen", timers=True, area="Kitchen")
    await hass.async_block_till_done()
    return World(hass, written, kitchen, hall)
