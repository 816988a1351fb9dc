"""The standing connection: tells the server the house, and everybody here whether the server is there; takes orders.

Knows nothing of what the names are for or of how orders are carried out, nor of how they travel.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol

from homeassistant.core import CALLBACK_TYPE, callback

from .answer import MAX_CALLS
from .client import MorganClient
from .commands import speech_of
from .errors import MorganError, NotMorgan, NotPaired
from .homeline import CallsEnd, Changed, HomeLine, Known, Obey
from .plain import Done
from .values import Offer, Server, ToolCall, ToolResult

_LOGGER = logging.getLogger(__name__)

MAX_ORDERS: Final = 8  # at once: a house has few mouths, and each order may move things


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how soon, in seconds."""

    debounce: float = 1.0  # a registry changes in bursts
    ping: float = 30.0  # well under the 120 s of silence after which the server hangs up
    pong: float = 10.0
    first_wait: float = 1.0
    longest_wait: float = 60.0
    models: float = 600.0  # a model is fetched or deleted once in a while, and whoever opens a form asks anew
    no_models: float = 60.0  # after it could not be told: the language model's server was away
    steady: float = 10.0  # a connection that held for so long was a good one: the waits begin anew after it


class ActingHouse(Protocol):
    """What the link needs of the house."""

    async def async_home(self, features: Sequence[str]) -> dict[str, Any]:
        """Return the house as a server of these features is told it."""
        ...

    async def async_obey(self, order: Obey) -> Done | None:
        """Do what was said, if it is plain."""
        ...

    async def async_act(self, calls: Sequence[ToolCall]) -> list[ToolResult]:
        """Run calls side by side."""
        ...


class HomeLink:
    """Holds the connection for as long as it runs, and comes back by itself."""

    def __init__(self, client: MorganClient, house: ActingHouse, server: Server, pace: Pace) -> None:
        self._client = client
        self._house = house
        self._pace = pace
        self._changed = asyncio.Event()
        self._listeners: list[Callable[[], None]] = []
        self.server = server  # as it was told last
        self.up = False
        self.offer: Offer | None = None  # whom a question may be answered by, as far as that was ever told
        self._offer_due = 0.0
        self.home_hash: str | None = None  # the server's name for what it knows of the house
        self.refused = False  # the server must be paired anew: somebody must be asked

    @callback
    def async_home_changed(self) -> None:
        """Note that the house has other names now; they are sent soon."""
        self._changed.set()

    @callback
    def async_learn(self, server: Server) -> None:
        """Take what the server told on another connection; what it can do changes without this one breaking."""
        self._tell(up=self.up, server=server, refused=self.refused)

    @callback
    def async_learn_offer(self, offer: Offer) -> None:
        """Take what may be chosen now."""
        self._offer_due = time.monotonic() + self._pace.models
        if offer != self.offer:
            self.offer = offer
            self._call_listeners()

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call `listener` when the server comes, goes, is another than before, or knows another house."""
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
        self._tell(up=False, refused=isinstance(error, NotPaired))

    async def _hold(self, line: HomeLine) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(line, tasks))
            tasks.create_task(self._speak(line))

    async def _listen(self, line: HomeLine, tasks: asyncio.TaskGroup) -> None:
        """Take what the server says; its orders are tasks of their own, so many at a time."""
        free = asyncio.Semaphore(MAX_ORDERS)
        waiting: dict[str, list[ToolCall]] = {}
        while True:
            match await line.listen(self._pace.ping + self._pace.pong):
                case Known(known):
                    self._know(known)
                case Changed():
                    tasks.create_task(self._ask_anew())
                case Offer() as offer:
                    self.async_learn_offer(offer)
                case ToolCall(turn=str(turn)) as call:
                    waiting.setdefault(turn, []).append(call)
                    if len(waiting) > MAX_ORDERS or len(waiting[turn]) > MAX_CALLS:
                        raise NotMorgan  # a server that never ends its rounds
                case CallsEnd(turn) if calls := waiting.pop(turn, []):
                    # The next order is read when one of these is done: the server waits, and gives up by itself.
                    await free.acquire()
                    tasks.create_task(self._act(line, turn, calls)).add_done_callback(lambda _: free.release())
                case Obey() as order:
                    await free.acquire()
                    tasks.create_task(self._obey(line, order)).add_done_callback(lambda _: free.release())

    async def _ask_anew(self) -> None:
        """Ask what the server is now. One that hung up meanwhile says it when it is back."""
        with suppress(MorganError):
            self.async_learn(await self._client.describe())

    async def _act(self, line: HomeLine, turn: str, calls: Sequence[ToolCall]) -> None:
        await line.give(turn, await self._house.async_act(calls))

    async def _obey(self, line: HomeLine, order: Obey) -> None:
        done = await self._house.async_obey(order)
        if done is None:
            await line.obeyed(order.id)
        else:
            await line.obeyed(order.id, path=done.path, said=speech_of(done.response), continues=done.continues)

    async def _speak(self, line: HomeLine) -> None:
        told: dict[str, Any] | None = None
        quiet, self._offer_due = False, 0.0
        while True:
            self._changed.clear()
            features = line.server.features
            if "home" in features and (home := await self._house.async_home(features)) != told:
                await line.tell(home)
                told = home
            elif quiet:
                await line.ping()
            if "models" in features and time.monotonic() >= self._offer_due:
                self._offer_due = time.monotonic() + self._pace.no_models
                await line.ask_offer()
            try:
                async with asyncio.timeout(self._pace.ping):
                    await self._changed.wait()
                quiet = False
            except TimeoutError:
                quiet = True  # states have no event of their own here: what they are now is told at this pace
            else:
                await asyncio.sleep(self._pace.debounce)

    def _tell(self, *, up: bool, server: Server | None = None, refused: bool = False) -> None:
        before = (self.up, self.server, self.refused)
        self.up, self.refused = up, refused
        if server is not None:
            self.server = server
        if not up:
            self.home_hash = None  # a server that comes back may have been restarted, and knows nothing then
        if (self.up, self.server, self.refused) != before:
            self._call_listeners()

    def _know(self, home_hash: str) -> None:
        if home_hash != self.home_hash:
            self.home_hash = home_hash
            self._call_listeners()

    def _call_listeners(self) -> None:
        for listener in tuple(self._listeners):
            listener()
