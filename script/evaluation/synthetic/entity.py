"""What all synthetic entities share: their place in the house, and how they are put back."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Iterable, Mapping
from enum import IntFlag, StrEnum
from importlib import import_module
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DATA, DOMAIN, Furniture

_MEMBER = re.compile(r"^([a-z_]+)\.([A-Z]\w+)\.([A-Z0-9_]+)$")  # cover.CoverDeviceClass.GARAGE

type Setup = Callable[[HomeAssistant, ConfigEntry, AddConfigEntryEntitiesCallback], Coroutine[Any, Any, None]]


class Synthetic(Entity):
    """An entity that does what it is told at once."""

    _attr_should_poll = False

    def __init__(self, piece: Furniture) -> None:
        self.piece = piece
        self.entity_id = piece.entity_id
        self._attr_unique_id = piece.entity_id
        self._attr_name = piece.name
        if piece.device is not None:
            self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, piece.device)})
        self.place(piece.state, piece.attributes)

    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take a state and attributes as the fixture gives them."""
        raise NotImplementedError

    @callback
    def async_put(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Go back to a state, as if nothing had ever been said; from what is unavailable nothing is known."""
        self._attr_available = state != STATE_UNAVAILABLE
        if self._attr_available:
            self.place(state, attributes)
        self.async_write_ha_state()

    @callback
    def obeyed(self) -> None:
        """Tell that an order was carried out."""
        self.hass.data[DATA].touched.append(self.entity_id)
        self.async_write_ha_state()


def adder(kind: str, make: Callable[[Furniture], Synthetic]) -> Setup:
    """Return the platform's setup, which makes every piece of its kind."""

    async def async_setup_entry(
        hass: HomeAssistant, _: ConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
    ) -> None:
        house = hass.data[DATA]
        made = [make(piece) for piece in house.furniture if piece.entity_id.startswith(f"{kind}.")]
        house.entities |= {entity.piece.entity_id: entity for entity in made}
        async_add_entities(made)

    return async_setup_entry


def word(value: object) -> Any:
    """Return an enum's member for its dotted name, and anything else as it is."""
    if isinstance(value, list):
        return word(value[0]) if value else None
    if isinstance(value, str) and (match := _MEMBER.match(value)):
        kind = getattr(import_module(f"homeassistant.components.{match[1]}"), match[2])
        return kind.__members__.get(match[3])
    return value


def member[Kind: StrEnum](kind: type[Kind], value: object, default: Kind) -> Kind:
    """Return an enum's member for its value, and the default for what it does not know."""
    return next((each for each in kind if each.value == word(value)), default)


def words(value: object) -> list[Any]:
    """Return a list of such members; those that Home Assistant has dropped since are left out."""
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return [known for known in map(word, listed) if known is not None]


def features[Flags: IntFlag](kind: type[Flags], value: object, default: Iterable[Flags] = ()) -> Flags:
    """Return the flags that a fixture lists, with those that every entity of the kind has today."""
    flags = kind(0)
    for flag in (*default, *words(value)):
        flags |= kind(flag if isinstance(flag, int) else 0)
    return flags


def number(attributes: Mapping[str, Any], *names: str) -> Any:
    """Return the first of the attributes that is given, a number where it is one."""
    for name in names:
        if (value := attributes.get(name)) is not None:
            return _number(value)
    return None


def _number(value: Any) -> Any:
    try:
        return value if not isinstance(value, str) else float(value) if "." in value else int(value)
    except ValueError:
        return value
