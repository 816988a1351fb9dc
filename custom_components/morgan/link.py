"""The standing connection: tells the server the house by name, and everybody here whether the server is there.

Knows nothing of what the names are for, nor of how they travel.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from homeassistant.core import CALLBACK_TYPE, callback

from .client import MorganClient
from .errors import InvalidToken, MorganError
from .homeline import HomeLine, Known
from .values import Server

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how soon, in seconds."""

    debounce: float = 1.0  # a registry changes in bursts
    ping: float = 25.0  # well under the 120 s of silence after which the server hangs up
    pong: float = 10.0
    first_wait: float = 1.0
    longest_wait: float = 60.0
    steady: float = 10.0  # a connection that held for so long was a good one: the waits begin anew after it


class HomeLink:
    """Holds the connection for as long as it runs, and comes back by itself."""

    def __init__(self, client: MorganClient, home: Callable[[], dict[str, Any]], server: Server, pace: Pace) -> None:
        self._client = client
        self._home = home
        self._pace = pace
        self._changed = asyncio.Event()
        self._listeners: list[Callable[[], None]] = []
        self.server = server  # as it was told last
        self.up = False
        self.home_hash: str | None = None  # the server's name for what it knows of the house
        self.refused = False  # the server wants another token: somebody must be asked

    @callback
    def async_home_changed(self) -> None:
        """Note that the house has other names now; they are sent soon."""
        self._changed.set()

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call `listener` when the server comes, goes, or is another than before."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def run(self) -> None:
        """Connect, hold, and connect again, until cancelled."""
        wait = self._pace.first_wait
        quiet = False  # a loss is logged once, and so is the return
        try:
            while True:
                begun = time.monotonic()
                try:
                    async with self._client.link() as line:
                        if quiet:
                            _LOGGER.info("Morgan's server is back")
                        quiet = False
                        self._tell(up=True, server=line.server)
                        await self._hold(line)
                except* MorganError as group:
                    self._lost(group, quiet=quiet)
                    quiet = True
                if time.monotonic() - begun > self._pace.steady:
                    wait = self._pace.first_wait
                # Half to the whole of it: many houses do not all knock at the same moment when a server restarts.
                await asyncio.sleep(wait * random.uniform(0.5, 1))  # noqa: S311
                wait = min(wait * 2, self._pace.longest_wait)
        finally:
            self._tell(up=False)

    def _lost(self, group: ExceptionGroup[MorganError], *, quiet: bool) -> None:
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        if not quiet:
            _LOGGER.warning("Morgan's server is away (%s: %s); plain commands still work", type(error).__name__, error)
        self._tell(up=False, refused=isinstance(error, InvalidToken))

    async def _hold(self, line: HomeLine) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(line))
            tasks.create_task(self._speak(line))

    async def _listen(self, line: HomeLine) -> None:
        while True:
            heard = await line.listen(self._pace.ping + self._pace.pong)
            if isinstance(heard, Known):
                self.home_hash = heard.hash

    async def _speak(self, line: HomeLine) -> None:
        told: dict[str, Any] | None = None
        while True:
            self._changed.clear()
            if "home" in line.server.features and (home := self._home()) != told:
                await line.tell(home)
                told = home
            try:
                async with asyncio.timeout(self._pace.ping):
                    await self._changed.wait()
            except TimeoutError:
                await line.ping()
            else:
                await asyncio.sleep(self._pace.debounce)

    def _tell(self, *, up: bool, server: Server | None = None, refused: bool = False) -> None:
        before = (self.up, self.server, self.refused)
        self.up, self.refused = up, refused
        if server is not None:
            self.server = server
        if (self.up, self.server, self.refused) != before:
            for listener in tuple(self._listeners):
                listener()
