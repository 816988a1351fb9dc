"""Serves Morgan's card to the frontend, a module without dependencies; knows nothing of what it draws (www/)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from homeassistant.components import frontend
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .versions import async_own_version

URL: Final = f"/{DOMAIN}_card/morgan-turns-card.js"
_FILE: Final = Path(__file__).parent / "www" / "morgan-turns-card.js"


async def async_register_card(hass: HomeAssistant) -> None:
    """Serve the module, and have every page load it; does nothing if Home Assistant has no frontend."""
    if frontend.DOMAIN not in hass.config.components:
        return
    await hass.http.async_register_static_paths([StaticPathConfig(URL, str(_FILE), cache_headers=True)])
    # The release is in the URL: a browser caches the module for a month, but not beyond its release.
    frontend.add_extra_js_url(hass, f"{URL}?v={await async_own_version(hass)}")
