"""Numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.number import NumberEntity

from .entity import Synthetic, adder, number, word


class Number(Synthetic, NumberEntity):
    """A number that can be set."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_device_class = word(attributes.get("device_class"))
        self._attr_native_unit_of_measurement = attributes.get("unit_of_measurement")
        self._attr_native_value = number({"value": state}, "value")
        for name in ("min", "max", "step"):
            if (value := number(attributes, name, f"native_{name}_value", f"native_{name}")) is not None:
                setattr(self, f"_attr_native_{name}" + ("" if name == "step" else "_value"), value)

    @override
    async def async_set_native_value(self, value: float) -> None:
        self._attr_native_value = value
        self.obeyed()


async_setup_entry = adder("number", Number)
