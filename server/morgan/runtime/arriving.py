"""Brings what a better engine lacks while a lesser one works, and lets it take over; knows engines by their ports only.

Nobody waits for it: a server that is started without weights listens at once, and goes on fetching for as long as it
takes, over restarts too. A failure is told once, and tried again after growing waits; what nobody foresaw is told with
its place in the program, and the lesser engine stays.
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

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 15.0, 3600.0  # a network that is away for a night is asked once an hour


@dataclass(frozen=True, slots=True)
class Arrival(Generic[Engine]):
    """How a better engine comes: what it lacks is brought (blocking), it is built, and it takes over."""

    role: str  # "hearing", for the log
    fetch: Callable[[Stop], object]
    build: Callable[[], Awaitable[Engine]]
    take_over: Callable[[Engine], Awaitable[None]]


async def arrive(arrival: Arrival[Engine], sleep: Sleep = asyncio.sleep) -> None:
    """Try until it has come; cancelling leaves the transfer, which goes on from there the next time."""
    thread = EngineThread(f"fetch-{arrival.role}", waiting=1)
    try:
        await arrival.take_over(await _come(arrival, thread, sleep))
    except Exception:  # noqa: BLE001  # the edge of a task that nobody awaits before the server stops
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
        # Half to the whole of it: many servers must not all ask when a network is back.
        await sleep(wait * random.uniform(0.5, 1))  # noqa: S311
        wait = min(wait * 2, LONGEST_WAIT_SECONDS)
