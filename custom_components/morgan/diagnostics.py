"""Diagnostics to find a fault: no token, no name of the house, nothing that was said."""

from __future__ import annotations

from typing import Any

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.const import CONF_HOST, CONF_PIN, CONF_PROMPT, CONF_TOKEN
from homeassistant.core import HomeAssistant

from .const import CONF_DANGER_ENTITIES, CONF_FINGERPRINT
from .house.snapshot import async_home
from .runtime import MorganConfigEntry

_SECRET = {CONF_PIN, CONF_DANGER_ENTITIES, CONF_PROMPT}  # a prompt may describe the people who live there
_TURNS = 20  # the last ones: a fault that is reported was just now


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: MorganConfigEntry) -> dict[str, Any]:
    """Return the state of one server's entry."""
    link = entry.runtime_data.link
    return {
        "entry": async_redact_data(dict(entry.data), {CONF_HOST, CONF_TOKEN, CONF_FINGERPRINT}),
        "options": dict(entry.options),
        "subentries": [
            {"type": each.subentry_type, "data": async_redact_data(dict(each.data), _SECRET)}
            for each in entry.subentries.values()
        ],
        "server": async_redact_data(link.server.as_dict(), {"id"}),
        "up": link.up,
        "home_known": link.home_hash is not None,
        "turns": [turn.as_dict() for turn in list(entry.runtime_data.turns.last)[-_TURNS:]],
        "home": {key: len(things) for key, things in async_home(hass).items()},
    }
