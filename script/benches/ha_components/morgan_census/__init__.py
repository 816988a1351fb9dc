"""An action that counts the asyncio tasks of a running Home Assistant, and names those that run Morgan's code."""

from __future__ import annotations

import asyncio

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

DOMAIN = "morgan_census"
CONFIG_SCHEMA = cv.empty_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:  # noqa: ARG001  # Home Assistant's shape
    """Register the action."""

    @callback
    def count(_: ServiceCall) -> ServiceResponse:
        tasks = asyncio.all_tasks()
        code = [getattr(task.get_coro(), "cr_code", None) for task in tasks]
        ours = [each.co_qualname for each in code if each and "custom_components/morgan/" in each.co_filename]
        return {"all": len(tasks), "morgan": sorted(ours)}

    hass.services.async_register(DOMAIN, "count", count, supports_response=SupportsResponse.ONLY)
    return True
