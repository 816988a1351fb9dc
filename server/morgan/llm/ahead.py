"""Lets a model read what every question begins with before anybody has asked; knows no server and no prompt.

What is read ahead is the front of the prompt: the rules, the house and the tools, and after them what stands in the
room that somebody speaks in. A model's server keeps it, and the question then pays for its last lines only. It is read
once per change, never twice at once, and it never competes with a question: one with another front drops it, and one
with the same front waits for it, because it needs exactly that work. (Dropping it then would be dearer: a server that
has not noticed yet that its client is gone still works at it, and would give the question another slot, which begins
with nothing.) For another room alone nothing is read while a talk may go on: the talk stands in the room's place.

Each model that is wished for has a reading of its own: a question for one leaves what another reads alone, as there is
somebody speaking who will need just that. What others had read counts as forgotten once a model has answered, because
where memory is short its server put them out for it; to read again what is still there costs next to nothing.
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

# A server may have been restarted, or asked by others who took the place. To read again what is still there costs it
# some ten milliseconds, so it is cheap to be wrong; with every utterance of a lively talk it would be a nuisance.
FORGETS_SECONDS = 60.0

# Somebody waits for an answer: a reading that takes longer than this is taken for stuck.
PATIENCE_SECONDS = 10.0

_MOST_READ = 8  # models whose reading is remembered: a house has few, and a forgotten one is merely read to again

_Front: TypeAlias = tuple[Message | None, tuple[Tool, ...]]
_Room: TypeAlias = Message | None  # None: a talk stands there
_Reading: TypeAlias = tuple[_Front, asyncio.Task[EngineFailed | None]]


class Ahead:
    """A model that reads ahead when it is told to."""

    def __init__(self, model: ChatModel, clock: Callable[[], float] = time.monotonic) -> None:
        self._model, self._clock = model, clock
        # By the model's name where one was wished for. Of each only the last: a server with one slot keeps no other.
        self._read: dict[str, tuple[_Front, _Room, float]] = {}
        self._readings: dict[str, _Reading] = {}  # each stands here while it is under way

    @property
    def program(self) -> Program:
        """What the model is."""
        return self._model.program

    async def prepare(self, messages: Sequence[Message], tools: Sequence[Tool] = (), wish: Wish = NO_WISH) -> None:
        """Let the model read the front of these messages, unless it just did or does. Raises EngineFailed."""
        front, who = _front(messages, tools), self._who(wish)
        read, room, at = self._read.get(who, (None, None, 0.0))
        if front == read and room in (None, messages[-1]) and self._clock() - at < FORGETS_SECONDS:
            return
        task = self._task_of(who, front)
        while task is None:
            if await self._drop(who):
                task = self._task_of(who, front)  # somebody else may have begun with it meanwhile
                continue
            reading = self._read_ahead(front, messages, tools, wish)
            task = asyncio.create_task(reading, name="read-ahead")
            self._readings[who] = front, task
            task.add_done_callback(partial(self._over, who))
        await asyncio.wait({task})  # two rooms may wait for one reading: whoever leaves does not end it
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
        self._read.clear()  # until the first word nobody knows whether the server is still the one that read it
        try:
            async with aclosing(self._model.answer(messages, tools, wish)) as deltas:
                async for delta in deltas:
                    self._note(who, front, None)
                    yield delta
        except EngineFailed:
            self._read.pop(who, None)
            raise

    async def close(self) -> None:
        """Stop reading, and close the model's connections."""
        for who in tuple(self._readings):
            await self._drop(who)
        await self._model.close()

    def _who(self, wish: Wish) -> str:
        return wish.besides(self._model.program.model).model or ""

    def _task_of(self, who: str, front: _Front) -> asyncio.Task[EngineFailed | None] | None:
        """Return the reading of this front that is under way."""
        reading = self._readings.get(who)
        return None if reading is None or reading[0] != front or reading[1].done() else reading[1]

    async def _read_ahead(
        self, front: _Front, messages: Sequence[Message], tools: Sequence[Tool], wish: Wish
    ) -> EngineFailed | None:
        try:
            await self._model.prepare(messages, tools, wish)
        except EngineFailed as error:  # returned: when nobody waits any more, nobody misses it
            return error
        self._note(self._who(wish), front, messages[-1])
        return None

    async def _drop(self, who: str) -> bool:
        """Stop what is being read, and return when its connection is closed; False when nothing was."""
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
