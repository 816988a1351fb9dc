"""Tells whether the server has this integration's release, without a request to the internet.

Both are released together, so the release installed here is the one that the server should have. The update itself is
installed on the server.
"""

from __future__ import annotations

from typing import override

from homeassistant.components.update import UpdateEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import ServedEntity
from .runtime import MorganConfigEntry
from .versions import async_own_version, newer

PARALLEL_UPDATES = 0  # nothing is polled


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the one entity."""
    async_add_entities([MorganUpdate(entry, await async_own_version(hass))])


class MorganUpdate(ServedEntity, UpdateEntity):
    """The server's release compared with this integration's."""

    _attr_translation_key = "server"
    _attr_entity_category = EntityCategory.DIAGNOSTIC
    _attr_title = "Morgan"

    def __init__(self, entry: MorganConfigEntry, ours: str) -> None:
        super().__init__(entry, "update")
        self._ours = ours

    @property
    @override
    def installed_version(self) -> str | None:
        return self._link.server.version or None

    @property
    @override
    def latest_version(self) -> str | None:
        """Return the integration's release, or the server's if that is newer: then the integration is behind."""
        theirs = self.installed_version
        return self._ours if theirs is None or newer(self._ours, theirs) else theirs
