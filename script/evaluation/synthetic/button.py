"""Buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.button import ButtonEntity

from .entity import Synthetic, adder, word


class Button(Synthetic, ButtonEntity):
    """A button."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_device_class = word(attributes.get("device_class"))

    @override
    async def async_press(self) -> None:
        self.obeyed()


async_setup_entry = adder("button", Button)
