"""Weather."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast, override

from homeassistant.components.weather import Forecast, WeatherEntity, WeatherEntityFeature
from homeassistant.const import UnitOfSpeed, UnitOfTemperature
from homeassistant.util import dt as dt_util

from .entity import Synthetic, adder, number

_FLAGS = {
    "daily_forecast": WeatherEntityFeature.FORECAST_DAILY,
    "hourly_forecast": WeatherEntityFeature.FORECAST_HOURLY,
    "twice_daily_forecast": WeatherEntityFeature.FORECAST_TWICE_DAILY,
}


class Weather(Synthetic, WeatherEntity):
    """The weather that the fixture tells; a forecast is a list of conditions, or of words for them."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_condition = attributes.get("condition") or state
        unit = str(attributes.get("native_temperature_unit") or attributes.get("temperature_unit") or "°C")
        fahrenheit = "F" in unit
        self._attr_native_temperature_unit = UnitOfTemperature.FAHRENHEIT if fahrenheit else UnitOfTemperature.CELSIUS
        self._attr_native_temperature = number(attributes, "native_temperature", "temperature", "current_temperature")
        self._attr_humidity = number(attributes, "humidity")
        self._attr_native_wind_speed = number(attributes, "native_wind_speed", "wind_speed")
        self._attr_native_wind_speed_unit = UnitOfSpeed.KILOMETERS_PER_HOUR
        self._attr_supported_features = WeatherEntityFeature(0)
        for name, flag in _FLAGS.items():
            if attributes.get(name):
                self._attr_supported_features |= flag

    def _forecast(self, name: str, hours: int) -> list[Forecast]:
        forecasts: list[Forecast] = []
        for at, given in enumerate(self.piece.attributes.get(name) or ()):
            when = dt_util.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=hours * at)
            entry: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {"condition": str(given)}
            entry.setdefault("datetime", when.isoformat())
            if name == "twice_daily_forecast":
                entry.setdefault("is_daytime", 6 <= when.hour <= 20)
            forecasts.append(cast(Forecast, entry))
        return forecasts

    @override
    async def async_forecast_daily(self) -> list[Forecast]:
        return self._forecast("daily_forecast", 24)

    @override
    async def async_forecast_hourly(self) -> list[Forecast]:
        return self._forecast("hourly_forecast", 1)

    @override
    async def async_forecast_twice_daily(self) -> list[Forecast]:
        return self._forecast("twice_daily_forecast", 12)


async_setup_entry = adder("weather", Weather)
