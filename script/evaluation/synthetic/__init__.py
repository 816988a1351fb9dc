"""A house of entities that obey and keep their state; knows nothing of tasks.

Every entity is of Home Assistant's own class for its kind, so that features, services and attributes are the real ones.
`House` lies in `hass.data[DATA]` before the entry is set up, and is the way to put things back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .entity import Synthetic

DOMAIN = "synthetic"
KINDS = frozenset(
    {
        Platform.ALARM_CONTROL_PANEL,
        Platform.BINARY_SENSOR,
        Platform.BUTTON,
        Platform.CALENDAR,
        Platform.CLIMATE,
        Platform.COVER,
        Platform.FAN,
        Platform.HUMIDIFIER,
        Platform.LAWN_MOWER,
        Platform.LIGHT,
        Platform.LOCK,
        Platform.MEDIA_PLAYER,
        Platform.NUMBER,
        Platform.SCENE,
        Platform.SELECT,
        Platform.SENSOR,
        Platform.SIREN,
        Platform.SWITCH,
        Platform.TODO,
        Platform.VACUUM,
        Platform.VALVE,
        Platform.WATER_HEATER,
        Platform.WEATHER,
    }
)


@dataclass(frozen=True, slots=True)
class Furniture:
    """One entity to be made."""

    entity_id: str
    name: str
    device: str | None
    state: str | None
    attributes: Mapping[str, Any]


@dataclass(slots=True)
class House:
    """What is to be made, what was made, and who was told to do something since the list was emptied."""

    furniture: tuple[Furniture, ...]
    entities: dict[str, Synthetic] = field(default_factory=dict)
    touched: list[str] = field(default_factory=list)


DATA: HassKey[House] = HassKey(DOMAIN)


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Make the entities of every kind that the house has."""
    kinds = {piece.entity_id.partition(".")[0] for piece in hass.data[DATA].furniture}
    await hass.config_entries.async_forward_entry_setups(entry, sorted(kinds & KINDS))
    return True
