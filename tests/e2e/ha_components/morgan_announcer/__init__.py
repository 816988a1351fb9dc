"""An action that says what Home Assistant's zeroconf says when it sees a server, for networks without multicast.

Home Assistant listens for announcements on every interface but the loopback one, where the tests' servers are; and none
of its own calls begins a discovery. From here on everything is as after an announcement: the same helper is called.
"""

from __future__ import annotations

from ipaddress import ip_address

import probatio as vol
from homeassistant.config_entries import SOURCE_ZEROCONF
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import discovery_flow
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
from homeassistant.helpers.typing import ConfigType

DOMAIN = "morgan_announcer"
CONFIG_SCHEMA = vol.Schema({DOMAIN: vol.Schema({})}, extra=vol.ALLOW_EXTRA)
_ANNOUNCED = vol.Schema({vol.Required("host"): str, vol.Required("port"): int, vol.Required("id"): str})


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the action."""

    @callback
    def announce(call: ServiceCall) -> None:
        address = ip_address(call.data["host"])
        seen = ZeroconfServiceInfo(
            ip_address=address,
            ip_addresses=[address],
            port=call.data["port"],
            hostname="morgan.local.",
            type="_morgan._tcp.local.",
            name="Morgan on a test._morgan._tcp.local.",
            properties={"version": "1", "id": call.data["id"]},
        )
        discovery_flow.async_create_flow(hass, "morgan", {"source": SOURCE_ZEROCONF}, seen)

    hass.services.async_register(DOMAIN, "announce", announce, schema=_ANNOUNCED)
    return True
