"""Sensors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util

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
        self._attr_native_value = _value(state, self._attr_device_class, numeric=bool(unit or self._attr_state_class))
        if self._attr_native_value is None and state is not None:  # its class would refuse what the fixture shows
            self._attr_device_class = self._attr_state_class = self._attr_native_unit_of_measurement = None
            self._attr_native_value = state

    @property
    @override
    def suggested_display_precision(self) -> int | None:
        return None


def _value(state: str | None, kind: SensorDeviceClass | None, *, numeric: bool) -> StateType | date | datetime:
    """Return a state as its class wants it, None where it can not be that."""
    if state is None:
        return None
    if kind in (SensorDeviceClass.DATE, SensorDeviceClass.TIMESTAMP):
        when = dt_util.parse_datetime(state)
        if kind is SensorDeviceClass.DATE:
            return dt_util.parse_date(state)
        return when if when is None or when.tzinfo else when.replace(tzinfo=dt_util.get_default_time_zone())
    if not numeric and kind in (None, SensorDeviceClass.ENUM):
        return state
    value = number({"value": state}, "value")
    return None if isinstance(value, str) else value


async_setup_entry = adder("sensor", Sensor)
