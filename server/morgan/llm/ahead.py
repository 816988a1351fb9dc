"""Lets a model read the prompt prefix ahead, before the question is known; knows no server and no prompt.

The prefix that is read ahead is the rules, the house and the tools (the "front"), and after them the states of the
speaker's room. The model's server keeps it in its prefix cache, so the question pays for its last lines only. It is
read once per change, never twice at once, and never competes with a question: a question with another front cancels the
read, and one with the same front waits for it, because it needs the same work. (Cancelling would cost more: a server
that has not noticed yet that its client is gone still works on the read, and would give the question another slot with
an empty cache.) If only the room differs, nothing is read while a conversation may go on: its messages take the room's
place.

Each model that a request names has a read of its own: a question for one model does not cancel the read of another,
because another user is speaking who needs it. Once a model has answered, the reads of all others count as forgotten,
because where memory is short the server unloaded them; to read a prefix that is still cached costs next to nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from functools import partial
from typing import TypeAlias

from morgan.errors import EngineFailed
from morgan.ports import NO_WISH, ChatModel, Delta, Message, Program, Tool, Wish

# A server may have restarted, or other clients may have evicted the prefix. Reading it again while it is still cached
# costs some ten milliseconds, so a wrong guess is cheap; at every utterance of a conversation it would be too much.
FORGETS_SECONDS = 60.0

# A user waits for an answer: a read that takes longer than this counts as stuck.
PATIENCE_SECONDS = 10.0

_MOST_READ = 8  # models whose last read is remembered: a house has few, and a forgotten one is only read again

_Front: TypeAlias = tuple[Message | None, tuple[Tool, ...]]
_Room: TypeAlias = Message | None  # None: a conversation is in its place
_Reading: TypeAlias = tuple[_Front, asyncio.Task[EngineFailed | None]]


class PrefixCache:
    """A model that reads the prompt prefix ahead on `prepare`."""

    def __init__(self, model: ChatModel, clock: Callable[[], float] = time.monotonic) -> None:
        self._model, self._clock = model, clock
        # By the model that the request named, else "". Only the last of each: a server with one slot keeps no other.
        self._read: dict[str, tuple[_Front, _Room, float]] = {}
        self._readings: dict[str, _Reading] = {}  # the reads under way

    @property
    def program(self) -> Program:
        """The model's program."""
        return self._model.program

    async def prepare(self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH) -> None:
        """Let the model read these messages ahead, unless it just did or is doing so. Raises EngineFailed."""
        front, who = _front(messages, tools), self._who(wish)
        read, room, at = self._read.get(who, (None, None, 0.0))
        if front == read and room in (None, messages[-1]) and self._clock() - at < FORGETS_SECONDS:
            return
        task = self._task_of(who, front)
        while task is None:
            if await self._drop(who):
                task = self._task_of(who, front)  # another caller may have started it meanwhile
                continue
            reading = self._read_ahead(front, messages, tools, wish)
            task = asyncio.create_task(reading, name="read-ahead")
            self._readings[who] = front, task
            task.add_done_callback(partial(self._over, who))
        await asyncio.wait({task})  # two rooms may wait for one read: a cancelled caller does not end it
        if not task.cancelled() and (error := task.result()) is not None:
            raise error

    async def answer(
        self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH
    ) -> AsyncGenerator[Delta, None]:
        """Yield the reply's deltas. Raises EngineMissing, EngineFailed."""
        front, who = _front(messages, tools), self._who(wish)
        if (task := self._task_of(who, front)) is not None:
            await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
        await self._drop(who)
        self._read.clear()  # nothing counts as read before the first word: the server may have restarted
        try:
            async with aclosing(self._model.answer(messages, tools, wish)) as deltas:
                async for delta in deltas:
                    self._note(who, front, None)
                    yield delta
        except EngineFailed:
            self._read.pop(who, None)
            raise

    async def close(self) -> None:
        """Cancel all reads, and close the model's connections."""
        for who in tuple(self._readings):
            await self._drop(who)
        await self._model.close()

    def _who(self, wish: Wish) -> str:
        return wish.besides(self._model.program.model).model or ""

    def _task_of(self, who: str, front: _Front) -> asyncio.Task[EngineFailed | None] | None:
        """Return the read of this front that is under way, or None."""
        reading = self._readings.get(who)
        return None if reading is None or reading[0] != front or reading[1].done() else reading[1]

    async def _read_ahead(
        self, front: _Front, messages: Sequence[Message], tools: Sequence[Tool], wish: Wish
    ) -> EngineFailed | None:
        try:
            await self._model.prepare(messages, tools, wish)
        except EngineFailed as error:  # returned, because a raised one would be reported if no caller waits any more
            return error
        self._note(self._who(wish), front, messages[-1])
        return None

    async def _drop(self, who: str) -> bool:
        """Cancel the read and wait until its connection is closed; False if none was under way."""
        reading = self._readings.get(who)
        if reading is None or reading[1].done():
            return False
        reading[1].cancel()
        await asyncio.wait({reading[1]})
        return True

    def _over(self, who: str, task: asyncio.Task[EngineFailed | None]) -> None:
        reading = self._readings.get(who)
        if reading is not None and reading[1] is task:
            del self._readings[who]

    def _note(self, who: str, front: _Front, room: _Room) -> None:
        self._read.pop(who, None)
        self._read[who] = front, room, self._clock()
        if len(self._read) > _MOST_READ:
            del self._read[next(iter(self._read))]


def _front(messages: Sequence[Message], tools: Sequence[Tool]) -> _Front:
    system = messages[0] if messages and messages[0].role == "system" else None
    return system, tuple(tools)
