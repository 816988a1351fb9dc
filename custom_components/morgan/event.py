"""One event for each turn, by its path: for automations and for troubleshooting; never any words."""

from __future__ import annotations

from typing import Any, override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import MorganEntity
from .runtime import MorganConfigEntry
from .turns import ENDS, TurnRecord

PARALLEL_UPDATES = 0  # nothing is polled


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the one entity."""
    async_add_entities([MorganTurn(entry, "turn")])


class MorganTurn(MorganEntity, EventEntity):
    """Fires when a turn is over."""

    _attr_translation_key = "turn"
    _attr_event_types = list(ENDS)  # noqa: RUF012  # Home Assistant's way

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the turns."""
        await super().async_added_to_hass()
        self.async_on_remove(self._turns.async_listen(self._async_turn))

    @callback
    def _async_turn(self, turn: TurnRecord) -> None:
        self._trigger_event(turn.path, _attributes(turn))
        self.async_write_ha_state()


def _attributes(turn: TurnRecord) -> dict[str, Any]:
    prompt, cached, written = turn.tokens or (0, 0, 0)
    told: dict[str, Any] = {
        "began_at": turn.at,
        "duration_ms": turn.ms,
        "response_ms": turn.response_ms,
        "language": turn.language,
        "spans_ms": {f"{stage.kind}.{span.name}": span.ms for stage in turn.stages for span in stage.spans},
        "errors": [stage.error for stage in turn.stages if stage.error],
    }
    if turn.tokens is not None or turn.model:
        told |= {
            "model": turn.model,
            "rounds": turn.rounds,
            "tokens": {"prompt": prompt, "cached": cached, "answer": written},
            "repairs": list(turn.repairs),
            "passed_over": list(turn.passed),
        }
    return told
