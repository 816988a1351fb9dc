"""Lets a long computation on the event loop breathe; knows nothing of what is computed."""

from __future__ import annotations

import asyncio
import math
import time
from typing import Final

SLICE_SECONDS: Final = 0.002  # a light switch is felt at 50 ms; Home Assistant has others to serve besides us


class Slices:
    """Counts the time since others had their turn."""

    def __init__(self) -> None:
        self._begun = -math.inf  # the first pause gives way: what was computed before it had a slice of its own

    async def pause(self) -> None:
        """Give way if it was long; what was read before may be out of date after it."""
        if time.perf_counter() - self._begun > SLICE_SECONDS:
            await asyncio.sleep(0)
            self._begun = time.perf_counter()
