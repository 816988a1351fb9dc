"""Lets a long computation yield to the event loop; knows nothing of what is computed."""

from __future__ import annotations

import asyncio
import math
import time
from typing import Final

SLICE_SECONDS: Final = 0.002  # a light switch feels slow at 50 ms; Home Assistant has others to serve besides us


class Slices:
    """Measures the time since the last yield to the event loop."""

    def __init__(self) -> None:
        self._begun = -math.inf  # the first pause yields: the computation before it was a slice of its own

    async def pause(self) -> None:
        """Yield to the event loop if the slice is over; what was read before may then be out of date."""
        if time.perf_counter() - self._begun > SLICE_SECONDS:
            await asyncio.sleep(0)
            self._begun = time.perf_counter()
