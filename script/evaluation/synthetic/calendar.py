"""Calendars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, override

from homeassistant.components.calendar import CalendarEntity, CalendarEntityFeature, CalendarEvent
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .entity import Synthetic, adder, features


class Calendar(Synthetic, CalendarEntity):
    """A calendar."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_supported_features = features(CalendarEntityFeature, attributes.get("supported_features"))
        self._events = [_event(event) for event in attributes.get("events") or ()]

    @property
    @override
    def event(self) -> CalendarEvent | None:
        coming = [event for event in self._events if event.end_datetime_local > dt_util.now()]
        return min(coming, key=lambda event: event.start_datetime_local, default=None)

    @override
    async def async_get_events(
        self, hass: HomeAssistant, start_date: datetime, end_date: datetime
    ) -> list[CalendarEvent]:
        return [
            event
            for event in self._events
            if event.end_datetime_local >= start_date and event.start_datetime_local <= end_date
        ]

    @override
    async def async_create_event(self, **kwargs: Any) -> None:
        self._events.append(_event(kwargs))
        self.obeyed()


def _event(given: Mapping[str, Any]) -> CalendarEvent:
    return CalendarEvent(
        summary=str(given.get("summary") or ""),
        start=_when(given.get("start") or given.get("dtstart")),
        end=_when(given.get("end") or given.get("dtend")),
        description=given.get("description"),
        location=given.get("location"),
    )


def _when(value: Any) -> date | datetime:
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if len(value) > 10 else date.fromisoformat(value)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=dt_util.get_default_time_zone())
    return value  # type: ignore[no-any-return]  # YAML gave a date


async_setup_entry = adder("calendar", Calendar)
