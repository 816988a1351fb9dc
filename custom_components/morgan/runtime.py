"""What a loaded config entry holds; knows nothing of how it is used."""

from __future__ import annotations

from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry

from .client import MorganClient
from .link import HomeLink
from .plain import Plain


@dataclass(frozen=True, slots=True)
class Runtime:
    """The two ways to the server, and what needs none."""

    client: MorganClient
    link: HomeLink
    plain: Plain


type MorganConfigEntry = ConfigEntry[Runtime]
