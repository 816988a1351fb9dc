"""Fans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.fan import FanEntity, FanEntityFeature

from .entity import Synthetic, adder, features, number

_ALWAYS = (FanEntityFeature.TURN_ON, FanEntityFeature.TURN_OFF)


class Fan(Synthetic, FanEntity):
    """A fan; switched on, it goes at full speed."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_supported_features = features(FanEntityFeature, attributes.get("supported_features"), _ALWAYS)
        speed = number(attributes, "percentage")
        self._attr_percentage = speed if speed is not None else 100 if state == "on" else 0
        if state == "off":
            self._attr_percentage = 0
        self._attr_preset_modes = attributes.get("preset_modes")
        self._attr_preset_mode = attributes.get("preset_mode")
        self._attr_oscillating = attributes.get("oscillating")
        self._attr_current_direction = attributes.get("current_direction") or attributes.get("direction")
        self._attr_speed_count = number(attributes, "speed_count") or 100

    @override
    async def async_turn_on(self, percentage: int | None = None, preset_mode: str | None = None, **kwargs: Any) -> None:
        self._attr_percentage = 100 if percentage is None else percentage
        self._attr_preset_mode = preset_mode or self._attr_preset_mode
        self.obeyed()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self._attr_percentage = 0
        self.obeyed()

    @override
    async def async_set_percentage(self, percentage: int) -> None:
        self._attr_percentage = percentage
        self.obeyed()

    @override
    async def async_set_preset_mode(self, preset_mode: str) -> None:
        self._attr_preset_mode = preset_mode
        self.obeyed()

    @override
    async def async_set_direction(self, direction: str) -> None:
        self._attr_current_direction = direction
        self.obeyed()

    @override
    async def async_oscillate(self, oscillating: bool) -> None:
        self._attr_oscillating = oscillating
        self.obeyed()


async_setup_entry = adder("fan", Fan)
