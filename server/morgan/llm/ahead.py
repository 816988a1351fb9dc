"""Lets a model read what every question begins with before anybody has asked; knows no server and no prompt.

What is read ahead is the front of the prompt: the rules, the house and the tools. A model's server keeps it, and the
question then pays for its last lines only. It is read once per change, never twice at once, and it never competes with
a question: one with another front drops it, and one with the same front waits for it, because it needs exactly that
work. (Dropping it then would be dearer: a server that has not noticed yet that its client is gone still works at it,
and would give the question another slot, which begins with nothing.)
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import TypeAlias

from morgan.errors import EngineFailed
from morgan.ports import ChatModel, Delta, Message, Program, Tool

# A server may have been restarted, or asked by others who took the place. To read again what is still there costs it
# some ten milliseconds, so it is cheap to be wrong; with every utterance of a lively talk it would be a nuisance.
FORGETS_SECONDS = 60.0

# Somebody waits for an answer: a reading that takes longer than this is taken for stuck.
PATIENCE_SECONDS = 10.0

_Front: TypeAlias = tuple[Message | None, tuple[Tool, ...]]


class Ahead:
    """A model that reads ahead when it is told to."""

    def __init__(self, model: ChatModel, clock: Callable[[], float] = time.monotonic) -> None:
        self._model, self._clock = model, clock
        self._read: _Front | None = None  # only the last: a server with one slot keeps no other
        self._read_at = 0.0
        self._reading: tuple[_Front, asyncio.Task[EngineFailed | None]] | None = None  # also when it is done

    @property
    def program(self) -> Program:
        """What the model is."""
        return self._model.program

    async def prepare(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> None:
        """Let the model read the front of these messages, unless it just did or does. Raises EngineFailed."""
        front = _front(messages, tools)
        if front == self._read and self._clock() - self._read_at < FORGETS_SECONDS:
            return
        task = self._task_of(front)
        while task is None:
            if await self._drop():
                task = self._task_of(front)  # somebody else may have begun with it meanwhile
                continue
            task = asyncio.create_task(self._read_ahead(front, messages, tools), name="read-ahead")
            self._reading = front, task
        await asyncio.wait({task})  # two rooms may wait for one reading: whoever leaves does not end it
        if not task.cancelled() and (error := task.result()) is not None:
            raise error

    async def answer(self, messages: Sequence[Message], tools: Sequence[Tool] = ()) -> AsyncGenerator[Delta, None]:
        """Yield the reply's deltas. Raises EngineMissing, EngineFailed."""
        front = _front(messages, tools)
        if (task := self._task_of(front)) is not None:
            await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
        await self._drop()
        self._read = None  # until the first word nobody knows whether the server is still the one that read it
        try:
            async with aclosing(self._model.answer(messages, tools)) as deltas:
                async for delta in deltas:
                    self._note(front)
                    yield delta
        except EngineFailed:
            self._read = None
            raise

    async def close(self) -> None:
        """Stop reading, and close the model's connections."""
        await self._drop()
        await self._model.close()

    def _task_of(self, front: _Front) -> asyncio.Task[EngineFailed | None] | None:
        """Return the reading of this front that is under way."""
        if self._reading is None or self._reading[0] != front or self._reading[1].done():
            return None
        return self._reading[1]

    async def _read_ahead(
        self, front: _Front, messages: Sequence[Message], tools: Sequence[Tool]
    ) -> EngineFailed | None:
        try:
            await self._model.prepare(messages, tools)
        except EngineFailed as error:  # returned: when nobody waits any more, nobody misses it
            return error
        self._note(front)
        return None

    async def _drop(self) -> bool:
        """Stop what is being read, and return when its connection is closed; False when nothing was."""
        if self._reading is None or self._reading[1].done():
            return False
        task = self._reading[1]
        task.cancel()
        await asyncio.wait({task})
        return True

    def _note(self, front: _Front) -> None:
        self._read, self._read_at = front, self._clock()


def _front(messages: Sequence[Message], tools: Sequence[Tool]) -> _Front:
    system = messages[0] if messages and messages[0].role == "system" else None
    return system, tuple(tools)
