"""How a synthetic house is added: never by a person, but Home Assistant wants to know that it could be."""

from __future__ import annotations

from homeassistant.config_entries import ConfigFlow

from . import DOMAIN


class SyntheticConfigFlow(ConfigFlow, domain=DOMAIN):
    """Asks nothing."""

    VERSION = 1
