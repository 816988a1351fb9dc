"""Selects which of several engines, best first, are asked now; knows nothing of what they do, and asks none itself.

A circuit breaker: an engine that failed is passed over for a while, as long as another one is well, so that a user does
not wait again for an engine that failed a minute ago. After that time one request tries it again; the others pass it
over until that one has ended. If no other engine is left, the one whose rest ends first is asked all the same: to ask
none would certainly fail.
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
    """An engine, the time until which it is passed over, and the error code of the failure."""

    engine: Engine
    resting_until: float = 0.0  # on the breaker's clock; 0: its last request succeeded
    why: str = ""
    on_trial: bool = False  # a request tries right now whether it is well again


One = TypeVar("One", bound=Ranked)  # type: ignore[type-arg]  # of whatever engine; a bound cannot name it


class Breaker:
    """Tells which ranked engines are well; to be used on one event loop only."""

    def __init__(self, cool_down_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._cool_down_seconds, self._clock = cool_down_seconds, clock

    def willing(self, ranked: Sequence[One]) -> list[One]:
        """Return the engines to ask, in their order; at least one if there is any."""
        now = self._clock()
        well = [one for one in ranked if one.resting_until <= now and not one.on_trial]
        return well or sorted(ranked, key=lambda one: one.resting_until)[:1]

    @contextmanager
    def trying(self, one: One) -> Iterator[None]:
        """Mark an engine as on trial within the block if it failed the last time: other requests pass it over."""
        first = bool(one.resting_until) and not one.on_trial
        one.on_trial = one.on_trial or first
        try:
            yield
        finally:
            if first:
                one.on_trial = False

    def well(self, one: One) -> None:
        """Note a success."""
        one.resting_until, one.why = 0.0, ""

    def rest(self, one: One, why: str) -> None:
        """Note a failure: the engine is passed over from now on."""
        one.resting_until, one.why = self._clock() + self._cool_down_seconds, why
