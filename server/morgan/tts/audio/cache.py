"""Caches the sound of clauses, because a house says the same few sentences all day; knows no engine.

In memory only and for the life of the process: for privacy nothing is written to disk. So all entries have the same
engine and version; when its weights change, the cache is cleared. A clause whose synthesis was aborted is not kept.
A request for a clause that is being made waits for it instead of making it twice; if the first request is cancelled,
the next one makes the clause.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import aclosing

from morgan.ports import Clause, Program, Sound, TextToSpeech, Voice

# One clause's share of the cache: a long one must not evict all recurring clauses.
_LARGEST_SHARE = 1 / 8


class SpeechCache:
    """A TextToSpeech with an LRU cache of clauses, of at most `most_bytes` of sound."""

    def __init__(self, mouth: TextToSpeech, most_bytes: int, weights: Callable[[], Hashable] | None = None) -> None:
        """`weights` returns a value that changes when the engine's weights do; it may block."""
        self._mouth = mouth
        self._weights = weights
        self._made_of: Hashable = None
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Clause, tuple[Sound, ...]] = OrderedDict()
        self._bytes = 0
        self._making: dict[Clause, asyncio.Event] = {}

    @property
    def program(self) -> Program:
        """The engine's own."""
        return self._mouth.program

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The engine's own."""
        return self._mouth.voices

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield the cached sound, else the engine's as it is made. Raises as the engine does."""
        if self._weights is not None and (now := await asyncio.to_thread(self._weights)) != self._made_of:
            self._made_of = now
            self._forget()
        while (made := self._making.get(clause)) is not None:
            await made.wait()
        kept = self._kept.get(clause)
        if kept is None:
            async with aclosing(self._make(clause)) as sounds:
                async for sound in sounds:
                    yield sound
            return
        self._kept.move_to_end(clause)
        for sound in kept:
            yield sound

    async def prepare(self, manner: Clause) -> None:
        """Prepare the engine."""
        await self._mouth.prepare(manner)

    async def close(self) -> None:
        """Clear the cache and close the engine."""
        self._forget()
        await self._mouth.close()

    def _forget(self) -> None:
        self._kept.clear()
        self._bytes = 0

    async def _make(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        made = self._making[clause] = asyncio.Event()
        sounds: list[Sound] = []
        size, made_of = 0, self._made_of
        try:
            async with aclosing(self._mouth.synthesize(clause)) as making:
                async for sound in making:
                    size += sound.samples.nbytes
                    if size <= self._most_bytes * _LARGEST_SHARE:
                        sounds.append(sound)
                    yield sound
            if sounds and size <= self._most_bytes * _LARGEST_SHARE and made_of == self._made_of:
                self._keep(clause, tuple(sounds), size)
        finally:
            del self._making[clause]
            made.set()

    def _keep(self, clause: Clause, sounds: tuple[Sound, ...], size: int) -> None:
        self._kept[clause] = sounds
        self._bytes += size
        while self._bytes > self._most_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= sum(sound.samples.nbytes for sound in oldest)
