"""Scenes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.scene import Scene

from .entity import Synthetic, adder


class SyntheticScene(Synthetic, Scene):
    """A scene that only notes that it was wanted."""

    @override
    def place(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Have no state of its own."""

    @override
    async def async_activate(self, **kwargs: Any) -> None:
        self.obeyed()


async_setup_entry = adder("scene", SyntheticScene)
