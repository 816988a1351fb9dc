"""The server's trace of a finished turn: its path and where its time went; never any words.

Knows nothing of how it is used. The server's values are bounded here, because they go into states and pages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any, Final

from wyoming.event import Event

from .connection import Line
from .errors import MorganError

TRACE_SECONDS: Final = 2.0  # the server sends it at once: later means never
MAX_SPANS: Final = 32
MAX_NOTES: Final = 16  # repairs, models passed over
MAX_NAME: Final = 100  # characters of a name
MAX_WAITING: Final = 16  # finished turns whose trace is awaited; beyond it a trace is not worth a socket


@dataclass(frozen=True, slots=True)
class Span:
    """One span of a turn, in milliseconds since the turn began."""

    name: str
    start_ms: float
    ms: float


@dataclass(frozen=True, slots=True)
class Trace:
    """One turn as the server saw it; the fields after `spans` only if a language model was asked."""

    kind: str = ""
    path: str | None = None
    spans: tuple[Span, ...] = ()
    model: str = ""
    tokens: tuple[int, int, int] | None = None  # of the prompt, of these from the prefix cache, of the answer
    rounds: int = 0
    repairs: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()  # models that did not answer, and why
    code: str = ""  # how the language model failed, when that is why there was no answer


type Told = Callable[[Trace], None]


def trace(event: Event) -> Trace:
    """Read `user-event trace`. Raises TypeError, ValueError, KeyError, AttributeError for anything else."""
    fields: dict[str, Any] = event.data["data"]
    spans = tuple(
        Span(str(each["name"])[:MAX_NAME], _number(each["start_ms"]), _number(each["ms"]))
        for each in fields.get("spans", ())[:MAX_SPANS]
    )
    path, tokens = fields.get("path"), fields.get("tokens")
    return Trace(
        kind=str(fields.get("kind") or "")[:MAX_NAME],
        path=path[:MAX_NAME] if isinstance(path, str) else None,
        spans=spans,
        model=str(fields.get("model") or "")[:MAX_NAME],
        tokens=None
        if tokens is None
        else (int(tokens.get("prompt", 0)), int(tokens.get("cached", 0)), int(tokens.get("answer", 0))),
        rounds=int(fields.get("rounds") or 0),
        repairs=_names(fields.get("repairs")),
        passed=_names(fields.get("passed")),
        code=str(fields.get("code") or "")[:MAX_NAME],
    )


def _number(value: object) -> float:
    """Return a time in ms. Raises ValueError for anything else, NaN included."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        raise ValueError("a time is a number of milliseconds")
    return float(value)


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(each)[:MAX_NAME] for each in value[:MAX_NOTES]) if isinstance(value, list) else ()


def stats(trace: Trace) -> dict[str, Any]:
    """Return what Home Assistant's own agents put into a conversation's trace, and Morgan's details."""
    prompt, cached, written = trace.tokens or (0, 0, 0)
    return {
        "model": trace.model,
        "stats": {"input_tokens": prompt, "cached_input_tokens": cached, "output_tokens": written},
        "path": trace.path,
        "rounds": trace.rounds,
        "repairs": list(trace.repairs),
        "passed": list(trace.passed),
        "spans": [asdict(span) for span in trace.spans],
    }


async def read_trace(line: Line, within: float) -> Trace | None:
    """Wait for the trace of a finished turn; None when it does not come, which is no error of the turn."""
    with suppress(TimeoutError, MorganError, TypeError, ValueError, KeyError, AttributeError, OverflowError):
        async with asyncio.timeout(within):
            while True:
                event = await line.receive(within)
                if event.type == "user-event" and event.data.get("name") == "trace":
                    return trace(event)
    return None


async def _tell(line: Line, told: Told) -> None:
    if (come := await read_trace(line, TRACE_SECONDS)) is not None:
        told(come)


class Afterwards:
    """Holds the connections of finished turns until their traces have come; the caller does not wait."""

    def __init__(self) -> None:
        self._waiting: dict[Line, asyncio.Task[None]] = {}

    def holds(self, line: Line) -> bool:
        """Whether a connection was handed over, and is closed here."""
        return line in self._waiting

    def take(self, line: Line, told: Told) -> None:
        """Take over a connection; calls `told` with its turn's trace once it comes."""
        if len(self._waiting) < MAX_WAITING:
            self._waiting[line] = task = asyncio.create_task(_tell(line, told))
            # Not in the task: a task that is cancelled before its first step runs nothing, not even `finally`.
            task.add_done_callback(lambda _: self._drop(line))

    def _drop(self, line: Line) -> None:
        line.hang_up()
        del self._waiting[line]

    async def close(self) -> None:
        """Cancel all waits."""
        tasks = tuple(self._waiting.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
