"""What a loaded config entry holds; knows nothing of how it is used."""

from __future__ import annotations

from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry

from .client import MorganClient
from .link import HomeLink


@dataclass(frozen=True, slots=True)
class Runtime:
    """The two ways to the server."""

    client: MorganClient
    link: HomeLink


type MorganConfigEntry = ConfigEntry[Runtime]
