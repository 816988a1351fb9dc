"""Compares the releases of server and integration; knows nothing of what is done about a difference."""

from __future__ import annotations

from awesomeversion import AwesomeVersion
from awesomeversion.exceptions import AwesomeVersionException
from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration

from .const import DOMAIN


async def async_own_version(hass: HomeAssistant) -> str:
    """Return this integration's release."""
    return str((await async_get_integration(hass, DOMAIN)).version or "")


def newer(one: str, other: str) -> bool:
    """Whether one release is newer than another; False if either is no release."""
    try:
        return bool(AwesomeVersion(one) > AwesomeVersion(other))
    except AwesomeVersionException:
        return False
