"""What pages of Home Assistant's frontend can subscribe to: the last turns, and each new one; knows nothing of pages.

Any user may: it is the same that the event entity tells, and never any words.
"""

from __future__ import annotations

from typing import Any, Final

import probatio as vol
from homeassistant.components import websocket_api
from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send

from .const import DOMAIN
from .runtime import MorganConfigEntry
from .turns import TurnRecord

SUBSCRIBE: Final = f"{DOMAIN}/turns/subscribe"
_SIGNAL: Final = f"{DOMAIN}_turn"  # not the entry's own listener: a subscription must survive a reload


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Register the one command, for all servers."""
    websocket_api.async_register_command(hass, _async_subscribe)


@callback
def async_tell(hass: HomeAssistant, entry: MorganConfigEntry, turn: TurnRecord) -> None:
    """Send a turn to all subscribers."""
    async_dispatcher_send(hass, _SIGNAL, entry.entry_id, _shown(entry, turn))


def _shown(entry: MorganConfigEntry, turn: TurnRecord) -> dict[str, Any]:
    return {"entry_id": entry.entry_id, "server": entry.title, **turn.as_dict()}


@websocket_api.websocket_command(
    {
        vol.Required("type"): SUBSCRIBE,
        vol.Optional("entry_id"): str,
    }
)
@callback
def _async_subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: dict[str, Any]) -> None:
    """Send the last turns, oldest first, and then each as it is over."""
    only: str | None = msg.get("entry_id")

    @callback
    def told(entry_id: str, turn: dict[str, Any]) -> None:
        if only in (None, entry_id):
            connection.send_event(msg["id"], {"turn": turn})

    connection.subscriptions[msg["id"]] = async_dispatcher_connect(hass, _SIGNAL, told)
    connection.send_result(msg["id"])
    entries: list[MorganConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    turns = [
        _shown(entry, turn)
        for entry in entries
        if only in (None, entry.entry_id)
        for turn in entry.runtime_data.turns.last
    ]
    connection.send_event(msg["id"], {"turns": sorted(turns, key=lambda turn: turn["at"])})
