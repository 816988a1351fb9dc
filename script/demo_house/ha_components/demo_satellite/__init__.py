"""The satellite that the demo speaks through: a device in a room that can hold timers; knows nothing of audio.

Home Assistant starts a timer only for a device whose satellite can ring it, and takes "the lights" for those of the
device's room. The demo's sound arrives over the websocket, so this stands for the box on the shelf.
Only the demo house has it.
"""

from __future__ import annotations

from homeassistant.config_entries import SOURCE_IMPORT, ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .config_flow import DOMAIN

CONFIG_SCHEMA = cv.empty_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Make the one entry when the configuration names the satellite."""
    if DOMAIN in config and not hass.config_entries.async_entries(DOMAIN):
        hass.async_create_task(hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_IMPORT}, data={}))
    return True


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Set up the sensor that shows the satellite's timers."""
    await hass.config_entries.async_forward_entry_setups(entry, [Platform.SENSOR])
    return True


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Take the sensor away."""
    return await hass.config_entries.async_unload_platforms(entry, [Platform.SENSOR])
