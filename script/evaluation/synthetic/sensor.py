"""Sensors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity

from .entity import Synthetic, adder, number, word


class Sensor(Synthetic, SensorEntity):
    """A sensor that shows what it was given."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        device_class = word(attributes.get("device_class"))
        self._attr_device_class = device_class if device_class in [*SensorDeviceClass] else None
        self._attr_state_class = word(attributes.get("state_class"))
        unit = attributes.get("native_unit_of_measurement") or attributes.get("unit_of_measurement")
        self._attr_native_unit_of_measurement = unit
        if device_class == SensorDeviceClass.ENUM or attributes.get("options"):
            self._attr_options = list(attributes.get("options") or [state])
        self._attr_native_value = number({"value": state}, "value") if unit else state

    @property
    @override
    def suggested_display_precision(self) -> int | None:
        return None


async_setup_entry = adder("sensor", Sensor)
