"""The base of all entities of a Morgan server: its device and its availability; knows no stage."""

from __future__ import annotations

from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity

from .choices.profiles import async_follow_choices
from .client.errors import MorganError
from .const import DOMAIN
from .runtime import MorganConfigEntry


class MorganEntity(Entity):
    """An entity of one server."""

    _attr_has_entity_name = True
    _attr_should_poll = False
    _follows_choices = False  # whether the owner's choices, in a form or elsewhere, change what it can do

    def __init__(self, entry: MorganConfigEntry, kind: str, subentry: ConfigSubentry | None = None) -> None:
        self._entry = entry
        self._client = entry.runtime_data.client
        self._link = entry.runtime_data.link
        self._turns = entry.runtime_data.turns
        self._attr_unique_id = f"{entry.entry_id}-{kind}"
        self._attr_device_info = DeviceInfo(
            # Each subentry has a device of its own.
            identifiers={(DOMAIN, entry.entry_id if subentry is None else self._attr_unique_id)},
            entry_type=DeviceEntryType.SERVICE,
            name=entry.title if subentry is None else subentry.title,
            manufacturer="Morgan",
            sw_version=self._link.server.version or None,
        )
        self._async_learn()

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the server, and the owner's choices if they matter here."""
        await super().async_added_to_hass()
        self.async_on_remove(self._link.async_listen(self._async_server_changed))
        if self._follows_choices:
            self.async_on_remove(async_follow_choices(self.hass, self._entry, self._async_server_changed))

    @callback
    def _async_server_changed(self) -> None:
        self._async_learn()
        self.async_write_ha_state()

    @callback
    def _async_learn(self) -> None:
        """Take over what the server can do now."""


class ServedEntity(MorganEntity):
    """An entity that is available only while its server is."""

    @property
    @override
    def available(self) -> bool:
        return self._link.up


def failed(error: MorganError) -> HomeAssistantError:
    """Return the error for Home Assistant, which translates it for the user."""
    return HomeAssistantError(
        translation_domain=DOMAIN, translation_key=error.key, translation_placeholders={"text": error.text}
    )
