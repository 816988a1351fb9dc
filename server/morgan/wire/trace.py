"""Records where the time of one turn went; knows nothing of engines, and never any words."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from wyoming.user_event import UserEvent

_LOGGER = logging.getLogger(__name__)


class Trace:
    """The stages of one turn, sent to the peer afterwards and logged in one line."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.kind = "unknown"
        self.path: str | None = None
        self.level = logging.INFO
        self.about: dict[str, object] = {}  # further fields of the event, never any words
        self._clock = clock
        self._begin = clock()
        self._spans: list[tuple[str, float, float]] = []

    def now(self) -> float:
        """Seconds since the turn began."""
        return self._clock() - self._begin

    def add(self, name: str, start: float, end: float | None = None) -> None:
        """Note a stage from `start` to `end` (now), in seconds since the turn began."""
        self._spans.append((name, start, self.now() if end is None else end))

    def event(self) -> UserEvent:
        """The event for the peer."""
        spans = [
            {"name": name, "start_ms": round(start * 1000, 1), "ms": round((end - start) * 1000, 1)}
            for name, start, end in self._spans
        ]
        return UserEvent("trace", {"kind": self.kind, "path": self.path, "spans": spans, **self.about})

    def log(self) -> None:
        """Log the turn in one line."""
        stages = " ".join(f"{name}_ms={(end - start) * 1000:.0f}" for name, start, end in self._spans)
        about = "".join(f" {name}={value}" for name, value in self.about.items() if value)
        _LOGGER.log(
            self.level,
            "turn kind=%s path=%s ms=%.0f %s%s",
            self.kind,
            self.path or "ok",
            self.now() * 1000,
            stages,
            about,
        )
