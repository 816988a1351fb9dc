"""Choices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.select import SelectEntity

from .entity import Synthetic, adder, words


class Select(Synthetic, SelectEntity):
    """A choice."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        options = [*map(str, words(attributes.get("options")))]
        self._attr_options = list(dict.fromkeys([*options, *([state] if state else [])]))
        self._attr_current_option = state

    @override
    async def async_select_option(self, option: str) -> None:
        self._attr_current_option = option
        self.obeyed()


async_setup_entry = adder("select", Select)
