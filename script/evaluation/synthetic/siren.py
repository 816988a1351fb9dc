"""Sirens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.siren import SirenEntity, SirenEntityFeature

from .entity import Synthetic, adder


class Siren(Synthetic, SirenEntity):
    """A siren."""

    _attr_supported_features = SirenEntityFeature.TURN_ON | SirenEntityFeature.TURN_OFF

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_is_on = state == "on"

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self._attr_is_on = True
        self.obeyed()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self._attr_is_on = False
        self.obeyed()


async_setup_entry = adder("siren", Siren)
