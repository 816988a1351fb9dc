"""The standing connection: sends the house to the server, tells listeners whether the server is up, takes orders.

Knows nothing of what the names are for, how orders are carried out, or how messages are encoded.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final, Protocol

from homeassistant.core import CALLBACK_TYPE, callback

from ..client.client import MorganClient
from ..client.errors import MorganError, NotMorgan, NotPaired, log_unforeseen
from ..client.home_connection import CallsEnd, Changed, HomeLine, Known, Obey, Odd, Refusal
from ..client.models import Offer, Server, ToolCall, ToolError, ToolResult
from ..client.response_stream import MALFORMED, MAX_CALLS
from ..house.commands import speech_of
from ..house.outcome import Done

_LOGGER = logging.getLogger(__name__)

MAX_ORDERS: Final = 8  # at once: few people speak at the same time, and each order may move things
_FAILED: Final = ToolError("failed", "It failed")
_LINK: Final = "The home link"
_HUNG_UP: Final = 3  # times in a row: one or two may be restarts of the server
_NAMES: Final = ("entities", "areas", "floors", "tools")  # of a house: the parts that do not change with states


@dataclass(frozen=True, slots=True)
class Pace:
    """Intervals and timeouts, in seconds."""

    debounce: float = 1.0  # a registry changes in bursts
    ping: float = 30.0  # well under the 120 s of silence after which the server hangs up
    pong: float = 10.0
    first_wait: float = 1.0
    longest_wait: float = 60.0
    models: float = 600.0  # models are rarely fetched or deleted, and a form asks again when it opens
    no_models: float = 60.0  # retry if no list came: the language model's server was away
    refused: float = 600.0  # before a house that the server refused is sent again, unless it has changed
    steady: float = 10.0  # a connection that held this long was good: the backoff is reset


@dataclass(frozen=True, slots=True)
class Told:
    """A house as it is sent to the server, and sentences on what had to be left out."""

    home: dict[str, Any]
    left_out: tuple[str, ...] = ()


class ActingHouse(Protocol):
    """What the link needs of the house."""

    async def async_home(self, features: Sequence[str]) -> Told:
        """Return the house in the form for a server with these features."""
        ...

    async def async_obey(self, order: Obey) -> Done | None:
        """Carry out a plain command; None for any other sentence."""
        ...

    async def async_act(self, calls: Sequence[ToolCall]) -> list[ToolResult]:
        """Run calls side by side."""
        ...


class HomeLink:
    """Keeps the connection open while `run` runs, and reconnects by itself."""

    def __init__(self, client: MorganClient, house: ActingHouse, server: Server, pace: Pace) -> None:
        self._client = client
        self._house = house
        self._pace = pace
        self._changed = asyncio.Event()
        self._listeners: list[Callable[[], None]] = []
        self.server = server  # as it was told last
        self.up = False
        self.offer: Offer | None = None  # which language models can answer; None until the server has told
        self._offer_due = 0.0
        self.home_hash: str | None = None  # of the house as the server knows it, computed there
        self.refused = False  # the server must be paired again: the user must be asked
        self.left_out: tuple[str, ...] = ()  # what either side left out of the house: sentences for its owner
        self.house_refused: str | None = None  # why the server refused the whole house, in its words
        self._ours: tuple[str, ...] = ()
        self._theirs: tuple[str, ...] = ()
        self._teller = _Teller(pace.refused)
        self._faults: set[str] = set()  # what raised an unexpected error and has not succeeded since: logged once

    @callback
    def async_home_changed(self) -> None:
        """Note that the house's names have changed; they are sent soon."""
        self._changed.set()

    @callback
    def async_learn(self, server: Server) -> None:
        """Take what the server told on another connection: its features may change while this one stays open."""
        self._tell(up=self.up, server=server, refused=self.refused)

    @callback
    def async_learn_offer(self, offer: Offer) -> None:
        """Take the language models that can be chosen now."""
        self._offer_due = time.monotonic() + self._pace.models
        if offer != self.offer:
            self.offer = offer
            self._call_listeners()

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call `listener` when the server comes, goes or changes, or knows a changed house."""
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
                except* Exception as group:  # noqa: BLE001  # an edge: nobody awaits this task, and all speech needs it
                    if time.monotonic() - begun > self._pace.steady:
                        self._faults.discard(_LINK)  # it held since the last fault: log this one too
                    self._fault(_LINK, group)
                    self._tell(up=False)
                if time.monotonic() - begun > self._pace.steady:
                    wait = self._pace.first_wait
                # Jitter, 50 to 100 %: not all houses reconnect at the same moment when a server restarts.
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
        """Handle the server's messages; each order is a task of its own, at most MAX_ORDERS at a time."""
        free = asyncio.Semaphore(MAX_ORDERS)
        waiting: dict[str, list[ToolCall]] = {}
        while True:
            match await line.listen(self._pace.ping + self._pace.pong):
                case Known(known, left_out):
                    self._teller.taken()
                    self._know(known, left_out)
                case Changed():
                    tasks.create_task(self._ask_anew())
                case Refusal(text):
                    self._refuse(text)
                case Offer() as offer:
                    self.async_learn_offer(offer)
                case ToolCall(turn=str(turn)) as call:
                    waiting.setdefault(turn, []).append(call)
                    if len(waiting) > MAX_ORDERS or len(waiting[turn]) > MAX_CALLS:
                        raise NotMorgan  # a server that never ends its rounds
                case CallsEnd(turn) if calls := waiting.pop(turn, []):
                    # At the limit, nothing is read until an order is done: the server waits, and times out by itself.
                    await free.acquire()
                    tasks.create_task(self._act(line, turn, calls)).add_done_callback(lambda _: free.release())
                case Obey() as order:
                    await free.acquire()
                    tasks.create_task(self._obey(line, order)).add_done_callback(lambda _: free.release())
                case Odd(identity, None):
                    await line.obeyed(identity)
                case Odd(identity, str(turn)):
                    await line.give(turn, [ToolResult(identity, error=MALFORMED)])

    async def _ask_anew(self) -> None:
        """Ask for the server's info again. If it is away, the next connection brings the info."""
        with suppress(MorganError):
            self.async_learn(await self._client.describe())

    async def _act(self, line: HomeLine, turn: str, calls: Sequence[ToolCall]) -> None:
        results = [ToolResult(call.id, error=_FAILED) for call in calls]
        with self._isolated("A call for somebody elsewhere"):
            results = await self._house.async_act(calls)
        await line.give(turn, results)

    async def _obey(self, line: HomeLine, order: Obey) -> None:
        done: Done | None = None
        with self._isolated("A command from elsewhere"):
            done = await self._house.async_obey(order)
        if done is None:
            await line.obeyed(order.id)
        else:
            await line.obeyed(order.id, path=done.path, said=speech_of(done.response), continues=done.continues)

    async def _speak(self, line: HomeLine) -> None:
        if self._teller.begin():
            self._refuse_house("It hangs up on it.")
        quiet, self._offer_due = False, 0.0
        while True:
            self._changed.clear()
            features = line.server.features
            told: Told | None = None
            if "home" in features:
                with self._isolated("The house's description"):
                    told = await self._house.async_home(features)
            if told is not None:
                self._leave_out(told.left_out)  # a change in it alone leaves the house that is sent unchanged
            if told is not None and self._teller.wants(told.home):
                await line.tell(told.home)
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
                quiet = True  # there is no event for states here: they are sent at this interval
            else:
                await asyncio.sleep(self._pace.debounce)

    # ---- what goes wrong

    @contextmanager
    def _isolated(self, what: str) -> Iterator[None]:
        """Log an unexpected error of the block and go on: the code after the block answers the peer."""
        try:
            yield
        except asyncio.CancelledError as error:
            if (task := asyncio.current_task()) is None or task.cancelling():
                raise
            self._fault(what, error)  # foreign code cancelled itself: this task goes on
        except Exception as error:  # noqa: BLE001  # an edge: anybody's tools and templates run in there
            self._fault(what, error)
        else:
            self._faults.discard(what)

    def _fault(self, what: str, error: BaseException) -> None:
        if what not in self._faults:
            self._faults.add(what)
            log_unforeseen(_LOGGER, what, error)

    def _refuse(self, text: str) -> None:
        """Note that the server refused the house; any other refusal is only logged, as no caller waits for it."""
        if not self._teller.refused():
            _LOGGER.debug("The server refused something on the home link: %s", text)
            return
        self._refuse_house(text)

    def _refuse_house(self, text: str) -> None:
        if self.house_refused is None:
            _LOGGER.warning("Morgan's server does not take this house; hearing and speaking go on without its names")
        if text != self.house_refused:
            self.house_refused = text
            self._call_listeners()

    def _leave_out(self, left_out: tuple[str, ...]) -> None:
        self._ours = left_out  # the server's stay until it knows the new house: a repair must not come and go meanwhile
        self._say_left_out()

    def _say_left_out(self) -> None:
        if (left_out := (*self._ours, *self._theirs)) != self.left_out:
            self.left_out = left_out
            self._call_listeners()

    def _tell(self, *, up: bool, server: Server | None = None, refused: bool = False) -> None:
        before = (self.up, self.server, self.refused)
        self.up, self.refused = up, refused
        if server is not None:
            self.server = server
        if not up:
            self.home_hash = None  # a server that comes back may have been restarted, and knows nothing then
        if (self.up, self.server, self.refused) != before:
            self._call_listeners()

    def _know(self, home_hash: str, left_out: tuple[str, ...]) -> None:
        self._theirs = left_out
        if home_hash != self.home_hash or self.house_refused is not None:
            self.home_hash, self.house_refused = home_hash, None
            self._call_listeners()
        self._say_left_out()

    def _call_listeners(self) -> None:
        for listener in tuple(self._listeners):
            with self._isolated("A listener to the home link"):
                listener()


class _Teller:
    """Decides whether a house is sent: a changed one at once, a refused one only after a while."""

    def __init__(self, again: float) -> None:
        self._again = again
        self._told: dict[str, Any] | None = None
        self._waits = False  # for the server's answer to it
        self._refused: dict[str, Any] | None = None
        self._due = 0.0
        self._unanswered = 0  # times in a row that the connection broke after it was sent

    def begin(self) -> bool:
        """Begin a connection: the server may know no house. A house refused on another connection stays refused.

        Returns True when the house counts as refused from now on: the server hung up on it _HUNG_UP times in a row.
        """
        self._unanswered = self._unanswered + 1 if self._waits else 0
        if refused := self._unanswered >= _HUNG_UP:
            self._unanswered = 0
            self.refused()
        self._told, self._waits = None, False
        return refused

    def wants(self, home: dict[str, Any]) -> bool:
        """Tell whether to send it; if so it counts as sent."""
        if home == self._told or (self._is_refused(home) and time.monotonic() < self._due):
            return False
        self._told, self._waits = home, True
        return True

    def taken(self) -> None:
        """Note that the server has accepted the house."""
        self._waits, self._refused = False, None

    def refused(self) -> bool:
        """Note that the server refused the last message; False when that cannot have been the house."""
        if not self._waits:
            return False
        self._waits, self._refused, self._due = False, self._told, time.monotonic() + self._again
        self._told = None  # the server does not know it: the same house is sent again when due
        return True

    def _is_refused(self, home: dict[str, Any]) -> bool:
        refused = self._refused
        return refused is not None and all(home.get(key) == refused.get(key) for key in _NAMES)
