"""The house by name and as it is now, as the server is told it; knows nothing of the server or of how it is told.

No entity id, and nothing that is not exposed to Assist leaves Home Assistant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
from homeassistant.helpers.json import json_bytes
from homeassistant.util.json import json_loads_object

from .values import EntityState, Place, Target


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


_TOLD = (  # what a question may be about, and what a command starts from
    "device_class",
    "unit_of_measurement",
    "brightness",
    "color_name",
    "color_temp_kelvin",
    "current_position",
    "percentage",
    "preset_mode",
    "oscillating",
    "temperature",
    "current_temperature",
    "target_temp_high",
    "target_temp_low",
    "hvac_action",
    "fan_mode",
    "humidity",
    "current_humidity",
    "volume_level",
    "is_volume_muted",
    "source",
    "media_title",
    "media_artist",
    "battery_level",
    "supported_color_modes",
)


@callback
def async_states(hass: HomeAssistant) -> tuple[EntityState, ...]:
    """Return everything exposed as it is now, named as in `home`."""
    areas = {area.id: area for area in ar.async_get(hass).async_list_areas()}
    found = []
    for state in sorted(hass.states.async_all(), key=lambda state: state.entity_id):
        if not async_should_expose(hass, ASSISTANT, state.entity_id):
            continue
        told = _entity(hass, state, areas)
        if told["names"]:
            attributes = {key: value for key in _TOLD if (value := state.attributes.get(key)) is not None}
            found.append(
                EntityState(told["names"][0], state.domain, told.get("area"), state.state, json_of(attributes))
            )
    return tuple(found)


def json_of(value: dict[str, Any]) -> dict[str, Any]:
    """Return values as JSON types: enums and sets of other integrations among them."""
    plain: dict[str, Any] = json_loads_object(json_bytes(value))
    return plain


@callback
def async_recent(hass: HomeAssistant, entity_ids: Iterable[str]) -> tuple[Target, ...]:
    """Return what was spoken of by its own name, as far as it is still there and exposed."""
    areas = {area.id: area for area in ar.async_get(hass).async_list_areas()}
    found = []
    for entity_id in entity_ids:
        state = hass.states.get(entity_id)
        if state is not None and async_should_expose(hass, ASSISTANT, entity_id):
            told = _entity(hass, state, areas)
            found.append(Target(told["names"][0] if told["names"] else state.name, state.domain, told.get("area")))
    return tuple(found)


@callback
def async_place(hass: HomeAssistant, area: ar.AreaEntry | None, device_id: str | None) -> Place:
    """Return a place by its own names."""
    floor = fr.async_get(hass).async_get_floor(area.floor_id) if area is not None and area.floor_id else None
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    name = (device.name_by_user or device.name) if device is not None else None
    return Place(_own(area.name) if area else None, _own(floor.name) if floor else None, _own(name) if name else None)
