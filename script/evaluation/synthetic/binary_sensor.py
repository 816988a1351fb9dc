"""Sensors of two states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.binary_sensor import BinarySensorEntity

from .entity import Synthetic, adder, word


class BinarySensor(Synthetic, BinarySensorEntity):
    """A sensor of two states."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_device_class = word(attributes.get("device_class"))
        self._attr_is_on = state in ("on", "open", "true", "True", "1")


async_setup_entry = adder("binary_sensor", BinarySensor)
