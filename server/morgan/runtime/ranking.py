"""Which of several engines, best first, is asked now; knows nothing of what they do, and asks none itself.

An engine that failed is passed over for a while as long as another one is well (a circuit breaker): whoever speaks
should not wait again for what did not come a minute ago. After that time one request tries it again; until that one has
ended the others still pass it over. When no other can do the work, the one that rested longest is asked all the same:
refusing would be the certain failure.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

Engine = TypeVar("Engine")


@dataclass(slots=True, eq=False)
class Ranked(Generic[Engine]):
    """An engine, until when it is passed over, and the code of the failure for which it is."""

    engine: Engine
    resting_until: float = 0.0  # on the breaker's clock; 0: it did not fail the last time
    why: str = ""
    on_trial: bool = False  # somebody finds out just now whether it is well again


One = TypeVar("One", bound=Ranked)  # type: ignore[type-arg]  # of whatever engine; a bound cannot name it


class Breaker:
    """Tells which of the ranked are well; one event loop's own."""

    def __init__(self, cool_down_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._cool_down_seconds, self._clock = cool_down_seconds, clock

    def willing(self, ranked: Sequence[One]) -> list[One]:
        """Return those to be asked, in their order; one at least when there is any."""
        now = self._clock()
        well = [one for one in ranked if one.resting_until <= now and not one.on_trial]
        return well or sorted(ranked, key=lambda one: one.resting_until)[:1]

    @contextmanager
    def trying(self, one: One) -> Iterator[None]:
        """Ask it within the block: if it failed the last time, others pass it over until the block is left."""
        first = bool(one.resting_until) and not one.on_trial
        one.on_trial = one.on_trial or first
        try:
            yield
        finally:
            if first:
                one.on_trial = False

    def well(self, one: One) -> None:
        """It did its work."""
        one.resting_until, one.why = 0.0, ""

    def rest(self, one: One, why: str) -> None:
        """It failed: it is passed over from now on."""
        one.resting_until, one.why = self._clock() + self._cool_down_seconds, why
