"""Humidifiers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.humidifier import HumidifierEntity, HumidifierEntityFeature

from .entity import Synthetic, adder, features, number, words


class Humidifier(Synthetic, HumidifierEntity):
    """A humidifier."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_supported_features = features(HumidifierEntityFeature, attributes.get("supported_features"))
        self._attr_is_on = state == "on"
        self._attr_target_humidity = number(attributes, "target_humidity", "humidity")
        self._attr_current_humidity = number(attributes, "current_humidity")
        self._attr_available_modes = words(attributes.get("available_modes")) or None
        self._attr_mode = attributes.get("mode")

    def _turn(self, *, is_on: bool) -> None:
        self._attr_is_on = is_on
        self.obeyed()

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self._turn(is_on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self._turn(is_on=False)

    @override
    async def async_set_humidity(self, humidity: int) -> None:
        self._attr_target_humidity = humidity
        self.obeyed()

    @override
    async def async_set_mode(self, mode: str) -> None:
        self._attr_mode = mode
        self.obeyed()


async_setup_entry = adder("humidifier", Humidifier)
