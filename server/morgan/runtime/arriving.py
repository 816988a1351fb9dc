"""Fetches a better engine's weights while a lesser one works, then replaces it; knows engines by their ports only.

Runs in the background: a server started without weights listens at once and fetches for as long as it takes, across
restarts too. A failure is logged once and retried after growing waits. On an unexpected error, which is logged with its
traceback, the lesser engine stays.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from morgan.errors import BadRequest, EngineFailed
from morgan.runtime.engine_thread import EngineThread, Stop

_log = logging.getLogger(__name__)

Engine = TypeVar("Engine")
Sleep = Callable[[float], Awaitable[None]]

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 15.0, 3600.0  # a network that is down all night is tried once an hour


@dataclass(frozen=True, slots=True)
class Arrival(Generic[Engine]):
    """The steps of a better engine's arrival: fetch its weights (blocking), build it, let it take over."""

    role: str  # "hearing", for the log
    fetch: Callable[[Stop], object]
    build: Callable[[], Awaitable[Engine]]
    take_over: Callable[[Engine], Awaitable[None]]


async def arrive(arrival: Arrival[Engine], sleep: Sleep = asyncio.sleep) -> None:
    """Retry until the engine has taken over; a cancel stops the transfer, which is resumed at the next start."""
    thread = EngineThread(f"fetch-{arrival.role}", waiting=1)
    try:
        await arrival.take_over(await _come(arrival, thread, sleep))
    except Exception:  # noqa: BLE001  # the edge of a task that is not awaited before the server stops
        _log.exception(
            "%s: the better engine does not come before the next start, by a fault of Morgan's", arrival.role
        )
    finally:
        await thread.close()


async def _come(arrival: Arrival[Engine], thread: EngineThread, sleep: Sleep) -> Engine:
    wait, told = FIRST_WAIT_SECONDS, ""
    while True:
        try:
            await thread.run(arrival.fetch)
            return await arrival.build()
        except (EngineFailed, BadRequest, ImportError, OSError) as error:
            level = logging.DEBUG if str(error) == told else logging.WARNING
            _log.log(level, "%s: the better engine is not here yet, and tried again: %s", arrival.role, error)
            told = str(error)
        # Jitter of half to all of the wait: many servers must not retry together when a network is back.
        await sleep(wait * random.uniform(0.5, 1))  # noqa: S311
        wait = min(wait * 2, LONGEST_WAIT_SECONDS)
