"""How much work something is, in the processor's time: the clock on the wall also counts what runs beside the tests."""

from __future__ import annotations

import time
from collections.abc import Callable


def effort(work: Callable[[], object], times: int = 3) -> float:
    """Return the seconds of the processor that some work takes, at the best of several times."""
    best = float("inf")
    for _ in range(times):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def grows_steadily(work: Callable[[int], object], size: int) -> bool:
    """Tell whether eight times as much is some eight times the work, and not 64 times."""
    return effort(lambda: work(8 * size)) < 24 * effort(lambda: work(size)) + 0.02  # clocks are coarse
