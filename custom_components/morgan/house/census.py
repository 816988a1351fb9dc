"""The exposed house, cached by entity: only changed entities are read again, and never for long at a time.

In a large house, reading everything blocks Home Assistant's event loop for a fifth of a second; it was done every 30
seconds and in every turn. Knows nothing of the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from homeassistant.components.conversation import DOMAIN as ASSISTANT
from homeassistant.components.homeassistant.exposed_entities import async_listen_entity_updates
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.util.hass_dict import HassKey

from ..client.models import EntityState
from .slices import Slices
from .snapshot import Kept, async_keep, async_places, places_left_out

MAX_ENTITIES = 5000


@dataclass(frozen=True, slots=True)
class Counted:
    """The house at one moment. What did not change is the same object as before, so that comparing costs nothing."""

    home: dict[str, Any]  # entities, areas and floors as docs/protocol.md has them
    states: tuple[EntityState, ...]
    left_out: tuple[str, ...]


class Census:
    """Keeps the exposed house of one Home Assistant."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._kept: dict[str, Kept | None] = {}  # None: not exposed, or without a name
        self._stale: set[str] = set()
        self._all_stale = True
        self._refreshing = asyncio.Lock()
        self._stops: list[CALLBACK_TYPE] = []

    @callback
    def async_follow(self) -> None:
        """Start to listen for changes."""
        listen = self._hass.bus.async_listen
        self._stops = [
            listen(EVENT_STATE_CHANGED, self._state_changed),
            listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._entity_changed),
            listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, self._device_changed),
            listen(ar.EVENT_AREA_REGISTRY_UPDATED, self._anything_changed),
            listen(fr.EVENT_FLOOR_REGISTRY_UPDATED, self._anything_changed),
            async_listen_entity_updates(self._hass, ASSISTANT, self._anything_changed),
        ]

    @callback
    def async_forget(self) -> None:
        """Stop listening."""
        for stop in self._stops:
            stop()
        self._stops.clear()
        self._all_stale = True

    async def async_count(self) -> Counted:
        """Return the house as it is now."""
        async with self._refreshing:  # a second caller must not read half of it
            await self._async_refresh()
        kept = [each for _, each in sorted(self._kept.items()) if each is not None]
        left_out = [sentence for each in kept for sentence in each.left_out]
        told = [each for each in kept if each.told is not None and each.state is not None]
        if len(told) > MAX_ENTITIES:
            left_out.append(f"{len(told) - MAX_ENTITIES} entities: there are more than {MAX_ENTITIES}")
        told = told[:MAX_ENTITIES]
        return Counted(
            {"entities": [each.told for each in told], **async_places(self._hass)},
            tuple(each.state for each in told if each.state is not None),
            (*left_out, *places_left_out(self._hass)),
        )

    async def _async_refresh(self) -> None:
        if self._all_stale:
            self._all_stale = False
            self._stale = {*self._kept, *self._hass.states.async_entity_ids()}
        stale, self._stale = self._stale, set()
        slices = Slices()
        try:
            while stale:
                entity_id = stale.pop()
                kept = async_keep(self._hass, entity_id, self._kept.get(entity_id))
                if kept is None and self._hass.states.get(entity_id) is None:
                    self._kept.pop(entity_id, None)
                else:
                    self._kept[entity_id] = kept
                await slices.pause()
        finally:
            self._stale |= stale  # if the caller was cancelled, the rest is still stale

    @callback
    def _state_changed(self, event: Event[EventStateChangedData]) -> None:
        entity_id, data = event.data["entity_id"], event.data
        if self._kept.get(entity_id) is not None or data["old_state"] is None or data["new_state"] is None:
            self._stale.add(entity_id)

    @callback
    def _entity_changed(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        self._stale.add(event.data["entity_id"])
        if (old := event.data.get("old_entity_id")) is not None:
            self._stale.add(str(old))

    @callback
    def _device_changed(self, event: Event[Any]) -> None:
        entries = er.async_entries_for_device(
            er.async_get(self._hass), event.data["device_id"], include_disabled_entities=True
        )
        if event.data["action"] == "remove":
            self._all_stale = True
        self._stale |= {entry.entity_id for entry in entries}

    @callback
    def _anything_changed(self, _: Event[Any] | None = None) -> None:
        self._all_stale = True


_CENSUS: HassKey[_Shared] = HassKey("morgan_census")


@dataclass(slots=True)
class _Shared:
    """One census for all callers, while any entry is loaded."""

    census: Census
    users: int = 0


@callback
def async_census(hass: HomeAssistant) -> Census:
    """Return the shared census; if there is none, a new one that reads everything."""
    shared = hass.data.get(_CENSUS)
    return shared.census if shared is not None else Census(hass)


@callback
def async_keep_census(hass: HomeAssistant) -> Callable[[], None]:
    """Keep the shared census until the returned function is called."""
    shared = hass.data.setdefault(_CENSUS, _Shared(Census(hass)))
    if not shared.users:
        shared.census.async_follow()
    shared.users += 1

    @callback
    def stop() -> None:
        shared.users -= 1
        if not shared.users:
            shared.census.async_forget()
            hass.data.pop(_CENSUS, None)

    return stop
