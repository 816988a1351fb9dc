"""The names and states of the house as they are sent to the server; knows nothing of the server or of sending.

No entity id leaves Home Assistant, and nothing that is not exposed to Assist.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

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

from ..client.models import EntityState, Place, Target
from .commands import async_room
from .fitting import clean, short

_LOGGER = logging.getLogger(__name__)

_TOO_LONG: Final = "its name is longer than 200 characters"


MAX_AREAS: Final = 1000
MAX_FLOORS: Final = 100
MAX_NAMES: Final = 50
MAX_NAME: Final = 200  # characters
MAX_ATTRIBUTES: Final = 8 * 1024  # characters of JSON


@dataclass(frozen=True, slots=True)
class Kept:
    """An exposed entity as it is sent; `told` is None if it cannot be sent."""

    told: dict[str, Any] | None
    state: EntityState | None
    left_out: tuple[str, ...]


@callback
def async_home(hass: HomeAssistant) -> dict[str, Any]:
    """Return what docs/protocol.md calls `home`: entities, areas and floors with all their names, their own first."""
    kept = (async_keep(hass, entity_id) for entity_id in sorted(hass.states.async_entity_ids()))
    return {"entities": [each.told for each in kept if each is not None and each.told], **async_places(hass)}


@callback
def async_keep(hass: HomeAssistant, entity_id: str, before: Kept | None = None) -> Kept | None:
    """Return an entity as it is sent, reusing the objects of `before` where equal; None when it is not exposed.

    An entity that raises an error leaves out only itself: entities are made by anybody's code.
    """
    state = hass.states.get(entity_id)
    if state is None:
        return None
    try:
        if not async_should_expose(hass, ASSISTANT, entity_id):
            return None
        told, left_out = _entity(hass, state)
        if not told["names"]:
            return Kept(None, None, left_out) if left_out else None
        fields = _attributes({key: value for key in _TOLD if (value := state.attributes.get(key)) is not None})
        now = EntityState(told["names"][0], told["domain"], told.get("area"), clean(state.state)[:255], fields)
    except Exception as error:  # noqa: BLE001  # an edge: names and attributes are whatever an integration made
        _LOGGER.debug("%s cannot be told: %s", entity_id, type(error).__name__)
        return Kept(None, None, (f"entity {entity_id}: it cannot be put into words",))
    if before is not None and before.told == told:
        told = before.told
    if before is not None and before.state == now:
        now = before.state
    return Kept(told, now, left_out)


def _attributes(attributes: dict[str, Any]) -> dict[str, Any]:
    fields = json_of(attributes)
    if len(json_bytes(fields)) <= MAX_ATTRIBUTES // 6:  # the server counts escaped characters: up to six for one
        return fields
    return {key: value for key, value in fields.items() if len(json_bytes(value)) <= 40}


@callback
def async_places(hass: HomeAssistant) -> dict[str, Any]:
    """Return areas and floors by all their names."""
    floors = {floor.floor_id: floor for floor in fr.async_get(hass).async_list_floors()}
    areas = [
        {"names": names} | ({"floor": own} if (own := _place_of(floors.get(area.floor_id or ""))) else {})
        for area in ar.async_get(hass).async_list_areas()
        if (names := _place_names(area))
    ]
    return {
        "areas": areas[:MAX_AREAS],
        "floors": [{"names": names} for floor in floors.values() if (names := _place_names(floor))][:MAX_FLOORS],
    }


@callback
def places_left_out(hass: HomeAssistant) -> list[str]:
    """Return sentences on the areas and floors that cannot be sent."""
    areas, floors = ar.async_get(hass).async_list_areas(), fr.async_get(hass).async_list_floors()
    found = [
        f"{kind} {short(each.name)}: {_TOO_LONG}"
        for kind, places in (("area", areas), ("floor", floors))
        for each in places
        if not _place_of(each) and each.name.strip()
    ]
    for kind, places, most in (("areas", areas, MAX_AREAS), ("floors", floors, MAX_FLOORS)):
        if (more := sum(1 for _ in places) - most) > 0:
            found.append(f"{more} {kind}: there are more than {most}")
    return found


def _place_of(place: ar.AreaEntry | fr.FloorEntry | None) -> str | None:
    """Return a place's own name as it is sent; None for a place that is not sent."""
    own = "" if place is None else _own(place.name)
    return own if 0 < len(own) <= MAX_NAME else None


def _place_names(place: ar.AreaEntry | fr.FloorEntry) -> list[str]:
    if _place_of(place) is None:
        return []
    names = _names([place.name, *sorted(place.aliases)])
    return [name for name in names if len(name) <= MAX_NAME][:MAX_NAMES]


@callback
def _entity(hass: HomeAssistant, state: State) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return an entity by name, and sentences on what cannot be sent of it."""
    entry = er.async_get(hass).async_get(state.entity_id)
    names = _names(intent.async_get_entity_aliases(hass, entry, state=state))
    fitting = [name for name in names if len(name) <= MAX_NAME]
    left_out = []
    if len(fitting) < len(names):
        left_out.append(
            f"a name of {state.entity_id}: it is longer than {MAX_NAME} characters"
            if fitting
            else f"entity {state.entity_id}: {_TOO_LONG}"
        )
    if len(fitting) > MAX_NAMES:
        left_out.append(f"{len(fitting) - MAX_NAMES} names of {state.entity_id}: it has more than {MAX_NAMES}")
    told: dict[str, Any] = {"names": fitting[:MAX_NAMES], "domain": state.domain[:64]}
    if (own := _place_of(async_room(hass, entry))) is not None:
        told["area"] = own
    if device_class := state.attributes.get(ATTR_DEVICE_CLASS):
        told["device_class"] = clean(str(device_class))[:64]
    return told, tuple(left_out)


def _own(name: str) -> str:
    return " ".join(clean(name).split())


def _names(names: list[str]) -> list[str]:
    """Tidy the spaces and drop names that differ only in letter case."""
    return list({tidy.casefold(): tidy for name in reversed(names) if (tidy := _own(name))}.values())[::-1]


@callback
def async_listen_home(hass: HomeAssistant, changed: Callable[[], None]) -> CALLBACK_TYPE:
    """Call `changed` whenever async_home may return something else, and more often: the caller waits and compares."""

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


_TOLD = (  # attributes that a question may be about, or that a command starts from
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


def json_of(value: dict[str, Any]) -> dict[str, Any]:
    """Return values as JSON types, including the enums and sets of other integrations."""
    plain: dict[str, Any] = json_loads_object(json_bytes(value))
    return plain


@callback
def async_recent(hass: HomeAssistant, entity_ids: Iterable[str]) -> tuple[Target, ...]:
    """Return the mentioned entities by their own names, if they still exist and are exposed."""
    kept = (async_keep(hass, entity_id) for entity_id in entity_ids)
    return tuple(
        Target(each.told["names"][0], each.told["domain"], each.told.get("area"))
        for each in kept
        if each is not None and each.told is not None
    )


@callback
def async_place(hass: HomeAssistant, area: ar.AreaEntry | None, device_id: str | None) -> Place:
    """Return a place by its own names."""
    floor = fr.async_get(hass).async_get_floor(area.floor_id) if area is not None and area.floor_id else None
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    name = (device.name_by_user or device.name) if device is not None else None
    return Place(_place_of(area), _place_of(floor), _own(name)[:MAX_NAME] if name else None)
