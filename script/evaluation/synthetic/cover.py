"""Blinds, curtains, doors and gates that are where they were sent at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.cover import ATTR_POSITION, ATTR_TILT_POSITION, CoverEntity, CoverEntityFeature

from .entity import Synthetic, adder, features, number, word

_ALWAYS = (CoverEntityFeature.OPEN, CoverEntityFeature.CLOSE)


class Cover(Synthetic, CoverEntity):
    """A cover; it has a position if the fixture gives one or it can be sent to one."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_device_class = word(attributes.get("device_class"))
        self._attr_supported_features = features(CoverEntityFeature, attributes.get("supported_features"), _ALWAYS)
        position = number(attributes, "current_position", "current_cover_position", "position")
        is_open = state in ("open", "on", "opening") if state is not None else bool(position)
        if position is None and CoverEntityFeature.SET_POSITION in self._attr_supported_features:
            position = 100 if is_open else 0
        self._attr_current_cover_position = position
        self._attr_current_cover_tilt_position = number(attributes, "current_tilt_position")
        self._attr_is_closed = not is_open

    def _go(self, position: int) -> None:
        if self._attr_current_cover_position is not None:
            self._attr_current_cover_position = position
        self._attr_is_closed = position == 0
        self.obeyed()

    @override
    async def async_open_cover(self, **kwargs: Any) -> None:
        self._go(100)

    @override
    async def async_close_cover(self, **kwargs: Any) -> None:
        self._go(0)

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        self._go(kwargs[ATTR_POSITION])

    @override
    async def async_stop_cover(self, **kwargs: Any) -> None:
        self.obeyed()

    @override
    async def async_open_cover_tilt(self, **kwargs: Any) -> None:
        self._attr_current_cover_tilt_position = 100
        self.obeyed()

    @override
    async def async_close_cover_tilt(self, **kwargs: Any) -> None:
        self._attr_current_cover_tilt_position = 0
        self.obeyed()

    @override
    async def async_set_cover_tilt_position(self, **kwargs: Any) -> None:
        self._attr_current_cover_tilt_position = kwargs[ATTR_TILT_POSITION]
        self.obeyed()


async_setup_entry = adder("cover", Cover)
