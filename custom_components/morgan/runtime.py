"""What a loaded config entry holds; knows nothing of how it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry

from .client.client import MorganClient
from .local_agent.agent import Plain
from .sync.home_sync import HomeLink
from .turns import Turns


@dataclass(frozen=True, slots=True)
class Runtime:
    """The client, the standing connection, what works without the server, and the last turns."""

    client: MorganClient
    link: HomeLink
    plain: Plain  # the first agent's
    turns: Turns
    agents: Mapping[str, Plain]  # what each agent does without the server, by subentry


type MorganConfigEntry = ConfigEntry[Runtime]
