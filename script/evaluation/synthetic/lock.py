"""Locks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.lock import LockEntity, LockEntityFeature

from .entity import Synthetic, adder, features


class Lock(Synthetic, LockEntity):
    """A lock."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        self._attr_supported_features = features(LockEntityFeature, attributes.get("supported_features"))
        self._attr_is_locked = state == "locked"
        self._attr_is_open = state == "open"
        self._attr_is_jammed = state == "jammed"

    def _turn(self, *, locked: bool, is_open: bool = False) -> None:
        self._attr_is_locked, self._attr_is_open, self._attr_is_jammed = locked, is_open, False
        self.obeyed()

    @override
    async def async_lock(self, **kwargs: Any) -> None:
        self._turn(locked=True)

    @override
    async def async_unlock(self, **kwargs: Any) -> None:
        self._turn(locked=False)

    @override
    async def async_open(self, **kwargs: Any) -> None:
        self._turn(locked=False, is_open=True)


async_setup_entry = adder("lock", Lock)
