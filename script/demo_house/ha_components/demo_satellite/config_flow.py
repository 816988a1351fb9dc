"""The demo satellite is set up by configuration.yaml alone; knows nothing but its name."""

from __future__ import annotations

from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult

DOMAIN = "demo_satellite"


class DemoSatelliteFlow(ConfigFlow, domain=DOMAIN):
    """One satellite, made without a question."""

    async def async_step_import(self, import_data: dict[str, Any]) -> ConfigFlowResult:
        """Make the entry that configuration.yaml asks for."""
        return self.async_create_entry(title="Kitchen Satellite", data=import_data)

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Make the entry by hand."""
        return self.async_create_entry(title="Kitchen Satellite", data={})
