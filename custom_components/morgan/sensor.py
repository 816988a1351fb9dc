"""Sensors for the owner: which models are in use, how long the last turn took, and the counts of today.

Everything is pushed: by the standing connection when the server changes, and by a turn when it is over. Knows nothing
of how either comes about.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfTime
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_change

from .client.models import NO_MODEL
from .entity import ServedEntity
from .runtime import MorganConfigEntry
from .sync.home_sync import HomeLink
from .turns import PATHS, TurnRecord, Turns

PARALLEL_UPDATES = 0  # nothing is polled


@dataclass(frozen=True, kw_only=True)
class About(SensorEntityDescription):
    """A sensor, and the function that reads its state."""

    value: Callable[[HomeLink, Turns], str | int | float | None]


def _language_model(link: HomeLink, turns: Turns) -> str | None:
    """Return the model that answered last: with several models, the server tells only its first choice."""
    answered = next((turn.model for turn in reversed(turns.last) if turn.model), None)
    told = link.server.model
    return answered or (told if told not in ("", NO_MODEL, "unknown") else None)


def _hearing(link: HomeLink, _: Turns) -> str | None:
    server = link.server
    return f"{server.hears_with} {server.hears_model}".strip() or None


def _speaking(link: HomeLink, _: Turns) -> str | None:
    return link.server.speaks_with or None


def _last(read: Callable[[TurnRecord], float | None]) -> Callable[[HomeLink, Turns], float | None]:
    """Return a function that reads a time from the latest turn that has it."""

    def value(_: HomeLink, turns: Turns) -> float | None:
        return next((ms for turn in reversed(turns.last) if (ms := read(turn)) is not None), None)

    return value


def _span(kind: str, name: str) -> Callable[[TurnRecord], float | None]:
    def read(turn: TurnRecord) -> float | None:
        return next((s.ms for stage in turn.stages if stage.kind == kind for s in stage.spans if s.name == name), None)

    return read


def _answering(turn: TurnRecord) -> float | None:
    stage = turn.stage("handle")
    return stage.ms if stage and stage.path in PATHS else None


def _time(key: str, read: Callable[[TurnRecord], float | None]) -> About:
    return About(
        key=key,
        translation_key=key,
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MILLISECONDS,
        suggested_display_precision=0,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=_last(read),
    )


def _count(key: str, of: tuple[str, ...], *, shown: bool = True) -> About:
    return About(
        key=key,
        translation_key=key,
        state_class=SensorStateClass.TOTAL_INCREASING,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=shown,
        value=lambda _, turns: sum(turns.today(what) for what in of),
    )


def _text(key: str, value: Callable[[HomeLink, Turns], str | None], *, shown: bool = True) -> About:
    return About(
        key=key,
        translation_key=key,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=shown,
        value=value,
    )


OF_SERVER = (
    _text("language_model", _language_model),
    _text("hearing_engine", _hearing),
    _text("speaking_engine", _speaking, shown=False),
)
OF_TURNS = (
    _time("response_time", lambda turn: turn.response_ms),
    _time("hearing_time", _span("stt", "stt")),
    _time("answering_time", _answering),
    _time("speaking_time", _span("tts", "first_sound")),
    _count("turns_today", PATHS),
    _count("turns_intent", ("intent",)),
    _count("turns_fuzzy", ("fuzzy",)),
    _count("turns_agent", ("agent",)),
    _count("turns_none", ("none",)),
    _count("errors_today", ("errors",)),
    # Words that were said in the house: off by default, so that they get into a database only on request.
    _text("heard", lambda _, turns: turns.heard or None, shown=False),
    _text("said", lambda _, turns: turns.said or None, shown=False),
)


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up all sensors."""
    async_add_entities(
        [
            *(MorganSensor(entry, about) for about in OF_SERVER),
            *(MorganTurnSensor(entry, about) for about in OF_TURNS),
        ]
    )


class MorganSensor(ServedEntity, SensorEntity):
    """A sensor about the server."""

    entity_description: About

    def __init__(self, entry: MorganConfigEntry, about: About) -> None:
        super().__init__(entry, about.key)
        self.entity_description = about

    @property
    @override
    def native_value(self) -> str | int | float | None:
        return self.entity_description.value(self._link, self._turns)

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the turns too."""
        await super().async_added_to_hass()
        self.async_on_remove(self._turns.async_listen(self._async_turn))

    @callback
    def _async_turn(self, _: TurnRecord) -> None:
        self.async_write_ha_state()


class MorganTurnSensor(MorganSensor):
    """A sensor about the turns, available without the server too."""

    @property
    @override
    def available(self) -> bool:
        return True

    @override
    async def async_added_to_hass(self) -> None:
        """Update the counters at midnight, for which there is no event."""
        await super().async_added_to_hass()
        if self.state_class is SensorStateClass.TOTAL_INCREASING:
            self.async_on_remove(async_track_time_change(self.hass, self._async_midnight, 0, 0, 0))

    @callback
    def _async_midnight(self, _: datetime) -> None:
        self.async_write_ha_state()
