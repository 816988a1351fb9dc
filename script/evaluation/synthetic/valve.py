"""Valves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.valve import ValveEntity, ValveEntityFeature

from .entity import Synthetic, adder, features, number, word

_ALWAYS = (ValveEntityFeature.OPEN, ValveEntityFeature.CLOSE)


class Valve(Synthetic, ValveEntity):
    """A valve that is where it was sent at once."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_device_class = word(attributes.get("device_class"))
        self._attr_supported_features = features(ValveEntityFeature, attributes.get("supported_features"), _ALWAYS)
        position = number(attributes, "current_position", "current_valve_position", "position")
        can_go = ValveEntityFeature.SET_POSITION in self._attr_supported_features
        self._attr_reports_position = bool(attributes.get("reports_position", can_go))
        self._attr_is_closed = state != "open" if state is not None else not position
        if position is None and self._attr_reports_position:
            position = 0 if self._attr_is_closed else 100
        self._attr_current_valve_position = position

    def _go(self, position: int) -> None:
        if self._attr_reports_position:
            self._attr_current_valve_position = position
        self._attr_is_closed = position == 0
        self.obeyed()

    @override
    async def async_open_valve(self) -> None:
        self._go(100)

    @override
    async def async_close_valve(self) -> None:
        self._go(0)

    @override
    async def async_set_valve_position(self, position: int) -> None:
        self._go(position)

    @override
    async def async_stop_valve(self) -> None:
        self.obeyed()


async_setup_entry = adder("valve", Valve)
