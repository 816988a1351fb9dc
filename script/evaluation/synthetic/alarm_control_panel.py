"""Alarm panels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.alarm_control_panel import (
    AlarmControlPanelEntity,
    AlarmControlPanelEntityFeature,
    AlarmControlPanelState,
)

from .entity import Synthetic, adder, member

_STATE = AlarmControlPanelState


class AlarmControlPanel(Synthetic, AlarmControlPanelEntity):
    """An alarm panel without a code."""

    _attr_code_arm_required = False
    _attr_supported_features = (
        AlarmControlPanelEntityFeature.ARM_HOME
        | AlarmControlPanelEntityFeature.ARM_AWAY
        | AlarmControlPanelEntityFeature.ARM_NIGHT
    )

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_alarm_state = member(_STATE, state, _STATE.DISARMED)

    def _be(self, state: AlarmControlPanelState) -> None:
        self._attr_alarm_state = state
        self.obeyed()

    @override
    async def async_alarm_disarm(self, code: str | None = None) -> None:
        self._be(_STATE.DISARMED)

    @override
    async def async_alarm_arm_home(self, code: str | None = None) -> None:
        self._be(_STATE.ARMED_HOME)

    @override
    async def async_alarm_arm_away(self, code: str | None = None) -> None:
        self._be(_STATE.ARMED_AWAY)

    @override
    async def async_alarm_arm_night(self, code: str | None = None) -> None:
        self._be(_STATE.ARMED_NIGHT)


async_setup_entry = adder("alarm_control_panel", AlarmControlPanel)
