"""How many timers run on the demo satellite; knows nothing of how they were asked for."""

from __future__ import annotations

from homeassistant.components import intent
from homeassistant.components.sensor import SensorEntity
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .config_flow import DOMAIN


async def async_setup_entry(
    hass: HomeAssistant, entry: ConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the one sensor, and with it the satellite's device."""
    async_add_entities([TimersSensor()])


class TimersSensor(SensorEntity):
    """Counts the timers of its device; `timers` gives name, seconds and whether each runs."""

    _attr_has_entity_name = True
    _attr_name = "Timers"
    _attr_should_poll = False
    _attr_unique_id = "timers"
    _attr_icon = "mdi:timer-outline"
    _attr_device_info = DeviceInfo(identifiers={(DOMAIN, "kitchen")}, name="Kitchen Satellite", manufacturer="Morgan")

    def __init__(self) -> None:
        self._timers: dict[str, intent.TimerInfo] = {}

    async def async_added_to_hass(self) -> None:
        """Take the timers of this device from now on."""
        assert self.device_entry is not None  # made with this entity
        self.async_on_remove(intent.async_register_timer_handler(self.hass, self.device_entry.id, self._on_timer))

    @callback
    def _on_timer(self, event: intent.TimerEventType, timer: intent.TimerInfo) -> None:
        if event in (intent.TimerEventType.CANCELLED, intent.TimerEventType.FINISHED):
            self._timers.pop(timer.id, None)
        else:
            self._timers[timer.id] = timer
        self.async_write_ha_state()

    @property
    def native_value(self) -> int:
        """Number of timers."""
        return len(self._timers)

    @property
    def extra_state_attributes(self) -> dict[str, list[dict[str, str | int | bool | None]]]:
        """What each timer is called and how long it was meant to be."""
        return {
            "timers": [
                {"name": timer.name, "seconds": timer.created_seconds, "running": timer.is_active}
                for timer in self._timers.values()
            ]
        }
