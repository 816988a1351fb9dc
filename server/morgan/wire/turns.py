"""One task per turn and at most one turn of each kind; knows nothing of what a turn does.

The read loop starts and stops turns here and never waits for one.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Literal, get_args

from wyoming.error import Error

from morgan.errors import EngineFailed, MorganError
from morgan.wire.peer import Peer
from morgan.wire.trace import Trace

_LOGGER = logging.getLogger(__name__)

Kind = Literal["hearing", "speaking", "asking", "preparing", "listing"]


class Turn:
    """A running turn: its peer, its trace, and whether it waits for the peer or for an engine."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.trace = Trace()
        self.engine_works = False  # if so, an idle connection is not the peer's fault


class Turns:
    """The running turns of one connection."""

    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._current: dict[Kind, Turn] = {}
        self._tasks: dict[Kind, set[asyncio.Task[None]]] = {kind: set() for kind in get_args(Kind)}

    @property
    def running(self) -> bool:
        """Whether any turn is under way."""
        return bool(self._current)

    @property
    def engine_works(self) -> bool:
        """Whether any turn waits for an engine, and not for the peer."""
        return any(turn.engine_works for turn in self._current.values())

    def start(self, kind: Kind, work: Callable[[Turn], Awaitable[None]]) -> None:
        """Begin a turn; a running one of its kind is stopped (barge-in), and frees its engine before `work` begins."""
        self.stop(kind)
        before = frozenset(self._tasks[kind])
        turn = self._current[kind] = Turn(self._peer)
        task = asyncio.create_task(self._run(kind, turn, before, work), name=f"turn-{kind}")
        self._tasks[kind].add(task)
        task.add_done_callback(self._tasks[kind].discard)

    def stop(self, kind: Kind) -> None:
        """End the running turn of this kind, if there is one; nothing more of it is sent."""
        self._current.pop(kind, None)
        for task in self._tasks[kind]:
            task.cancel()

    async def wait(self) -> None:
        """Return when no turn is running."""
        while tasks := self._all():
            await asyncio.wait(tasks)

    async def close(self) -> None:
        """End all turns and return when their engines are free."""
        self._current.clear()
        for task in self._all():
            task.cancel()
        await self.wait()

    def _all(self) -> set[asyncio.Task[None]]:
        return set[asyncio.Task[None]]().union(*self._tasks.values())

    async def _run(
        self,
        kind: Kind,
        turn: Turn,
        before: frozenset[asyncio.Task[None]],
        work: Callable[[Turn], Awaitable[None]],
    ) -> None:
        try:
            if before:
                await asyncio.wait(before)
            await self._work(turn, work)
            if self._peer.said_hello:
                await self._peer.send(turn.trace.event())
        except ConnectionError:
            pass  # the peer is gone, and the read loop knows
        finally:
            if self._current.get(kind) is turn:
                del self._current[kind]
            turn.trace.log()

    async def _work(self, turn: Turn, work: Callable[[Turn], Awaitable[None]]) -> None:
        """Do the work and send its failure as an error event: the only place that does so for a turn."""
        try:
            await work(turn)
        except asyncio.CancelledError:
            turn.trace.path = "stopped"
            raise
        except MorganError as error:
            turn.trace.path = "error"
            level = logging.WARNING if isinstance(error, EngineFailed) else logging.INFO  # a peer's mistake isn't ours
            _LOGGER.log(level, "turn failed code=%s", error.code)
            _LOGGER.debug("turn failed", exc_info=error)
            await self._peer.tell(error)
        except ConnectionError:
            turn.trace.path = "gone"
            raise
        except Exception as error:  # noqa: BLE001  # an engine's bug must end as an answer, not as a silent task
            turn.trace.path = "error"
            log_bug(error)
            await self._peer.send(Error("something went wrong inside Morgan; its log says where", "internal"))


def log_bug(error: Exception) -> None:
    """Log an error's traceback. Its message may hold what was said in the house, so that is for DEBUG only."""
    where = "".join(traceback.format_tb(error.__traceback__))
    _LOGGER.error("bug: %s\n%s", type(error).__name__, where)
    _LOGGER.debug("bug", exc_info=error)
