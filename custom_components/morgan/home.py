"""The house by name, as the server is told it; knows nothing of the server or of how it is told.

Names alone: no state, no entity id, and nothing that is not exposed to Assist leaves Home Assistant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from homeassistant.components.conversation import DOMAIN as ASSISTANT
from homeassistant.components.homeassistant.exposed_entities import async_listen_entity_updates, async_should_expose
from homeassistant.const import ATTR_DEVICE_CLASS, EVENT_STATE_CHANGED
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import intent


@callback
def async_home(hass: HomeAssistant) -> dict[str, Any]:
    """Return what docs/protocol.md calls `home`: entities, areas and floors with all their names, their own first."""
    floors = {floor.floor_id: floor for floor in fr.async_get(hass).async_list_floors()}
    areas = {area.id: area for area in ar.async_get(hass).async_list_areas()}
    entities = sorted(hass.states.async_all(), key=lambda state: state.entity_id)
    return {
        "entities": [
            told
            for state in entities
            if async_should_expose(hass, ASSISTANT, state.entity_id)
            if (told := _entity(hass, state, areas))["names"]
        ],
        "areas": [
            {"names": _names([area.name, *sorted(area.aliases)])}
            | ({"floor": _own(floor.name)} if (floor := floors.get(area.floor_id or "")) else {})
            for area in areas.values()
        ],
        "floors": [{"names": _names([floor.name, *sorted(floor.aliases)])} for floor in floors.values()],
    }


def _entity(hass: HomeAssistant, state: State, areas: dict[str, ar.AreaEntry]) -> dict[str, Any]:
    entry = er.async_get(hass).async_get(state.entity_id)
    told: dict[str, Any] = {
        "names": _names(intent.async_get_entity_aliases(hass, entry, state=state)),
        "domain": state.domain,
    }
    area_id = er.async_get_effective_area_id(hass, entry) if entry is not None else None
    if (area := areas.get(area_id or "")) is not None:
        told["area"] = _own(area.name)
    if device_class := state.attributes.get(ATTR_DEVICE_CLASS):
        told["device_class"] = str(device_class)
    return told


def _own(name: str) -> str:
    return " ".join(name.split())


def _names(names: list[str]) -> list[str]:
    """Tidy the spaces and leave out what differs by letter case alone."""
    return list({tidy.casefold(): tidy for name in reversed(names) if (tidy := _own(name))}.values())[::-1]


@callback
def async_listen_home(hass: HomeAssistant, changed: Callable[[], None]) -> CALLBACK_TYPE:
    """Call `changed` whenever async_home may give something else (often too often: the caller waits and compares)."""

    @callback
    def note(_event: Event[Any] | None = None) -> None:
        changed()

    @callback
    def came_or_went(event_data: EventStateChangedData) -> bool:
        return event_data["old_state"] is None or event_data["new_state"] is None

    stops = [
        hass.bus.async_listen(ar.EVENT_AREA_REGISTRY_UPDATED, note),
        hass.bus.async_listen(fr.EVENT_FLOOR_REGISTRY_UPDATED, note),
        hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, note),
        hass.bus.async_listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, note),
        hass.bus.async_listen(EVENT_STATE_CHANGED, note, event_filter=came_or_went),
        async_listen_entity_updates(hass, ASSISTANT, note),
    ]

    @callback
    def stop() -> None:
        for each in stops:
            each()

    return stop
