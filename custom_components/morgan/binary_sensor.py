"""Shows the owner whether the server is connected; knows nothing of how that is found out."""

from __future__ import annotations

from typing import override

from homeassistant.components.binary_sensor import BinarySensorDeviceClass, BinarySensorEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import MorganEntity
from .runtime import MorganConfigEntry

PARALLEL_UPDATES = 0  # nothing is polled: the standing connection tells


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the one sensor."""
    async_add_entities([MorganServer(entry, "server")])


class MorganServer(MorganEntity, BinarySensorEntity):
    """On while the standing connection holds. Always available: its purpose is to show when that is lost."""

    _attr_translation_key = "server"
    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    @property
    @override
    def is_on(self) -> bool:
        return self._link.up
