"""Makes the sound of clauses ahead of the listener; knows nothing of where text comes from.

While one clause is sent and played, the next is made. No clause is begun while enough sound is still unheard: a slow
listener then blocks neither the engine, which others wait for, nor memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass

from morgan.ports import Clause, Sound, TextToSpeech
from morgan.tts.audio.joiner import Seams

# No clause is begun with more unheard sound than this: at most this plus one clause (25 s) is buffered, 1.5 MB.
_AHEAD_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Saying:
    """A clause, and the pause before it."""

    clause: Clause
    pause_seconds: float


async def said(mouth: TextToSpeech, sayings: AsyncGenerator[Saying, None]) -> AsyncGenerator[Sound, None]:
    """Yield the joined sound of these clauses, in order. Raises what the engine and `sayings` raise."""
    line = _Line()
    task = asyncio.create_task(_make(mouth, sayings, line), name="speak-ahead")
    try:
        while (sound := await line.take()) is not None:
            yield sound
        await task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _make(mouth: TextToSpeech, sayings: AsyncGenerator[Saying, None], line: _Line) -> None:
    seams = Seams()
    try:
        async with aclosing(sayings):
            async for saying in sayings:
                await line.room()
                seams.begin(saying.pause_seconds, saying.clause.volume)
                async with aclosing(mouth.synthesize(saying.clause)) as sounds:
                    async for made in sounds:
                        line.put(seams.feed(made))
        line.put(seams.end())
    finally:
        line.end()


class _Line:
    """The queue of sound between its maker and its listener."""

    def __init__(self) -> None:
        self._sounds: asyncio.Queue[Sound | None] = asyncio.Queue()  # bounded by `room`, which the maker waits for
        self._unheard_seconds = 0.0
        self._heard = asyncio.Event()

    async def room(self) -> None:
        """Wait until at most _AHEAD_SECONDS of sound are unheard."""
        while self._unheard_seconds > _AHEAD_SECONDS:
            self._heard.clear()
            await self._heard.wait()

    def put(self, sounds: list[Sound]) -> None:
        """Add sound to the queue."""
        for sound in sounds:
            self._unheard_seconds += sound.seconds
            self._sounds.put_nowait(sound)

    def end(self) -> None:
        """Mark the end of the sound."""
        self._sounds.put_nowait(None)

    async def take(self) -> Sound | None:
        """Return the next sound, None at the end."""
        sound = await self._sounds.get()
        if sound is not None:
            self._unheard_seconds -= sound.seconds
            self._heard.set()
        return sound
