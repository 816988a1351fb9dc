"""Switches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.switch import SwitchEntity

from .entity import Synthetic, adder, word


class Switch(Synthetic, SwitchEntity):
    """A switch."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_device_class = word(attributes.get("device_class"))
        self._attr_is_on = state == "on"

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self._attr_is_on = True
        self.obeyed()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self._attr_is_on = False
        self.obeyed()


async_setup_entry = adder("switch", Switch)
