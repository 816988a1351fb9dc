"""Water heaters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.water_heater import WaterHeaterEntity, WaterHeaterEntityFeature
from homeassistant.const import ATTR_TEMPERATURE, UnitOfTemperature

from .entity import Synthetic, adder, number, words


class WaterHeater(Synthetic, WaterHeaterEntity):
    """A water heater."""

    _attr_native_temperature_unit = UnitOfTemperature.CELSIUS
    _attr_supported_features = (
        WaterHeaterEntityFeature.TARGET_TEMPERATURE
        | WaterHeaterEntityFeature.OPERATION_MODE
        | WaterHeaterEntityFeature.ON_OFF
    )

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_current_operation = state or "off"
        modes = words(attributes.get("operation_list"))
        self._attr_operation_list = list(dict.fromkeys([*modes, self._attr_current_operation, "off"]))
        self._attr_native_current_temperature = number(attributes, "current_temperature")
        self._attr_native_target_temperature = number(attributes, "target_temperature", "temperature")

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        self._attr_native_target_temperature = kwargs.get(ATTR_TEMPERATURE, self._attr_native_target_temperature)
        self.obeyed()

    @override
    async def async_set_operation_mode(self, operation_mode: str) -> None:
        self._attr_current_operation = operation_mode
        self.obeyed()

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        on = next((mode for mode in self._attr_operation_list or () if mode != "off"), "eco")
        await self.async_set_operation_mode(on)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        await self.async_set_operation_mode("off")


async_setup_entry = adder("water_heater", WaterHeater)
