"""Lawn mowers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.lawn_mower import LawnMowerActivity, LawnMowerEntity, LawnMowerEntityFeature

from .entity import Synthetic, adder


class LawnMower(Synthetic, LawnMowerEntity):
    """A lawn mower."""

    _attr_supported_features = (
        LawnMowerEntityFeature.START_MOWING | LawnMowerEntityFeature.PAUSE | LawnMowerEntityFeature.DOCK
    )

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        known = {activity.value: activity for activity in LawnMowerActivity}
        self._attr_activity = known.get(state or "docked", LawnMowerActivity.DOCKED)

    def _do(self, activity: LawnMowerActivity) -> None:
        self._attr_activity = activity
        self.obeyed()

    @override
    async def async_start_mowing(self) -> None:
        self._do(LawnMowerActivity.MOWING)

    @override
    async def async_pause(self) -> None:
        self._do(LawnMowerActivity.PAUSED)

    @override
    async def async_dock(self) -> None:
        self._do(LawnMowerActivity.RETURNING)


async_setup_entry = adder("lawn_mower", LawnMower)
