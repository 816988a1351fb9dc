"""What Settings → System → Repairs → System information says of Morgan; sends no requests."""

from __future__ import annotations

from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .runtime import MorganConfigEntry
from .turns import PATHS
from .versions import async_own_version


@callback
def async_register(hass: HomeAssistant, register: system_health.SystemHealthRegistration) -> None:
    """Register the one callback."""
    register.async_register_info(_async_info)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    entries: list[MorganConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    servers = [entry.runtime_data.link for entry in entries]
    turns = [entry.runtime_data.turns for entry in entries]
    return {
        "integration": await async_own_version(hass),
        "servers": len(hass.config_entries.async_entries(DOMAIN)),
        "servers_up": sum(link.up for link in servers),
        "releases": ", ".join(link.server.version or "?" for link in servers),
        "hearing": ", ".join(link.server.hears_with or "–" for link in servers),
        "language_model": ", ".join(link.server.model or "–" for link in servers),
        "turns_today": sum(each.today(path) for each in turns for path in PATHS),
        "errors_today": sum(each.today("errors") for each in turns),
    }
