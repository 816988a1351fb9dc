"""Thermostats."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.climate import (
    ATTR_HVAC_MODE,
    ATTR_TARGET_TEMP_HIGH,
    ATTR_TARGET_TEMP_LOW,
    ClimateEntity,
    ClimateEntityFeature,
    HVACMode,
)
from homeassistant.const import ATTR_TEMPERATURE, UnitOfTemperature

from .entity import Synthetic, adder, features, member, number, word, words

_ALWAYS = (ClimateEntityFeature.TARGET_TEMPERATURE, ClimateEntityFeature.TURN_ON, ClimateEntityFeature.TURN_OFF)


class Climate(Synthetic, ClimateEntity):
    """A thermostat."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_supported_features = features(ClimateEntityFeature, attributes.get("supported_features"), _ALWAYS)
        unit = str(attributes.get("unit_of_measurement") or attributes.get("temperature_unit") or "°C")
        self._attr_native_temperature_unit = UnitOfTemperature.FAHRENHEIT if "F" in unit else UnitOfTemperature.CELSIUS
        mode = member(HVACMode, attributes.get("hvac_mode") or state or "off", HVACMode.HEAT)
        modes = [HVACMode(mode) for mode in words(attributes.get("hvac_modes"))]
        self._attr_hvac_modes = list(dict.fromkeys([*modes, mode, HVACMode.OFF]))
        self._attr_hvac_mode = mode
        self._attr_hvac_action = word(attributes.get("hvac_action"))
        self._attr_native_current_temperature = number(attributes, "current_temperature")
        self._attr_current_humidity = number(attributes, "current_humidity")
        self._attr_native_target_temperature = number(attributes, "target_temperature", "temperature")
        self._attr_native_target_temperature_high = number(attributes, "target_temp_high")
        self._attr_native_target_temperature_low = number(attributes, "target_temp_low")
        for name in ("min_temp", "max_temp"):
            if (limit := number(attributes, name)) is not None:
                setattr(self, f"_attr_{name}", limit)
        self._attr_fan_modes = words(attributes.get("fan_modes")) or None
        self._attr_fan_mode = word(attributes.get("fan_mode"))
        self._attr_preset_modes = words(attributes.get("preset_modes")) or None
        self._attr_preset_mode = word(attributes.get("preset_mode"))

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        self._attr_native_target_temperature = kwargs.get(ATTR_TEMPERATURE, self._attr_native_target_temperature)
        self._attr_native_target_temperature_high = kwargs.get(
            ATTR_TARGET_TEMP_HIGH, self._attr_native_target_temperature_high
        )
        self._attr_native_target_temperature_low = kwargs.get(
            ATTR_TARGET_TEMP_LOW, self._attr_native_target_temperature_low
        )
        self._attr_hvac_mode = kwargs.get(ATTR_HVAC_MODE, self._attr_hvac_mode)
        self.obeyed()

    @override
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        self._attr_hvac_mode = hvac_mode
        self.obeyed()

    @override
    async def async_turn_on(self) -> None:
        on = next((mode for mode in self._attr_hvac_modes if mode != HVACMode.OFF), HVACMode.HEAT)
        await self.async_set_hvac_mode(on)

    @override
    async def async_turn_off(self) -> None:
        await self.async_set_hvac_mode(HVACMode.OFF)

    @override
    async def async_set_fan_mode(self, fan_mode: str) -> None:
        self._attr_fan_mode = fan_mode
        self.obeyed()

    @override
    async def async_set_preset_mode(self, preset_mode: str) -> None:
        self._attr_preset_mode = preset_mode
        self.obeyed()


async_setup_entry = adder("climate", Climate)
