"""Vacuum cleaners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.vacuum import Segment, StateVacuumEntity, VacuumActivity, VacuumEntityFeature
from homeassistant.helpers import area_registry as ar

from .entity import Synthetic, adder, features

_ALWAYS = (VacuumEntityFeature.START, VacuumEntityFeature.STATE)
_IDLE = {"off": VacuumActivity.IDLE, "on": VacuumActivity.CLEANING}  # words of before there were activities


class Vacuum(Synthetic, StateVacuumEntity):
    """A vacuum cleaner."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_supported_features = features(VacuumEntityFeature, attributes.get("supported_features"), _ALWAYS)
        known = {activity.value: activity for activity in VacuumActivity} | _IDLE
        self._attr_activity = known.get(state or "docked", VacuumActivity.DOCKED)
        self._attr_fan_speed = attributes.get("fan_speed")
        self._attr_fan_speed_list = list(attributes.get("fan_speed_list") or ())

    def _do(self, activity: VacuumActivity) -> None:
        self._attr_activity = activity
        self.obeyed()

    @override
    async def async_start(self) -> None:
        self._do(VacuumActivity.CLEANING)

    @override
    async def async_clean_spot(self, **kwargs: Any) -> None:
        self._do(VacuumActivity.CLEANING)

    @override
    async def async_pause(self) -> None:
        self._do(VacuumActivity.PAUSED)

    @override
    async def async_stop(self, **kwargs: Any) -> None:
        self._do(VacuumActivity.IDLE)

    @override
    async def async_return_to_base(self, **kwargs: Any) -> None:
        self._do(VacuumActivity.RETURNING)

    @override
    async def async_get_segments(self) -> list[Segment]:
        rooms = ar.async_get(self.hass).async_list_areas()  # it knows every room of the house by its own map
        return [Segment(room.id, room.name) for room in rooms]

    @override
    async def async_clean_segments(self, segment_ids: list[str], **kwargs: Any) -> None:
        self._do(VacuumActivity.CLEANING)

    @override
    async def async_locate(self, **kwargs: Any) -> None:
        self.obeyed()

    @override
    async def async_set_fan_speed(self, fan_speed: str, **kwargs: Any) -> None:
        self._attr_fan_speed = fan_speed
        self.obeyed()


async_setup_entry = adder("vacuum", Vacuum)
