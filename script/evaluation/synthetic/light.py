"""Lamps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_EFFECT,
    ATTR_HS_COLOR,
    ATTR_RGB_COLOR,
    ATTR_RGBW_COLOR,
    ATTR_RGBWW_COLOR,
    ATTR_WHITE,
    ATTR_XY_COLOR,
    ColorMode,
    LightEntity,
)

from .entity import Synthetic, adder, number, word, words

_COLOURS = {
    ATTR_COLOR_TEMP_KELVIN: ColorMode.COLOR_TEMP,
    ATTR_HS_COLOR: ColorMode.HS,
    ATTR_RGB_COLOR: ColorMode.RGB,
    ATTR_RGBW_COLOR: ColorMode.RGBW,
    ATTR_RGBWW_COLOR: ColorMode.RGBWW,
    ATTR_XY_COLOR: ColorMode.XY,
}


class Light(Synthetic, LightEntity):
    """A lamp. One with a brightness and no state is on, as the fixtures mean it."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        brightness = number(attributes, "brightness")
        modes = {ColorMode(mode) for mode in words(attributes.get("supported_color_modes"))}
        self._attr_supported_color_modes = modes or {ColorMode.ONOFF if brightness is None else ColorMode.BRIGHTNESS}
        mode = word(attributes.get("color_mode"))
        self._attr_color_mode = ColorMode(mode) if mode else min(self._attr_supported_color_modes)
        self._attr_brightness = brightness
        self._attr_is_on = state == "on" or bool(brightness)
        self._attr_effect_list = attributes.get("effect_list")
        for name in _COLOURS:
            value = attributes.get(name)
            setattr(self, f"_attr_{name}", tuple(map(float, value)) if isinstance(value, list) else value)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        self._attr_is_on = True
        if ATTR_BRIGHTNESS in kwargs:
            self._attr_brightness = kwargs[ATTR_BRIGHTNESS]
        if ATTR_WHITE in kwargs:
            self._attr_brightness, self._attr_color_mode = kwargs[ATTR_WHITE], ColorMode.WHITE
        if ATTR_EFFECT in kwargs:
            self._attr_effect = kwargs[ATTR_EFFECT]
        for name, mode in _COLOURS.items():
            if name in kwargs:
                setattr(self, f"_attr_{name}", kwargs[name])
                self._attr_color_mode = mode
        self.obeyed()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        self._attr_is_on = False
        self.obeyed()


async_setup_entry = adder("light", Light)
