"""Unloads idle engines to free their memory, and reloads them while the user still speaks.

Knows engines by their ports; loading is a callable that is passed in.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import logging
import math
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Generic, Protocol, TypeVar

from morgan.errors import EngineFailed, MorganError
from morgan.ports import NO_HOME, Clause, Home, Program, Sound, SpeechToText, TextToSpeech, Transcript, Utterance, Voice

_log = logging.getLogger(__name__)


class _Engine(Protocol):
    async def close(self) -> None: ...


Engine = TypeVar("Engine", bound=_Engine)
Later = Callable[[float, Callable[[], None]], asyncio.TimerHandle]  # the event loop's `call_later`


class Rest(Generic[Engine]):
    """Keeps one engine loaded while it is used and for a while afterwards. Never loads a second one beside it."""

    def __init__(
        self, engine: Engine, make: Callable[[], Awaitable[Engine]], seconds: float, later: Later | None = None
    ) -> None:
        """`seconds` without use until it is unloaded; infinite: not before `leave`."""
        self._engine: Engine | None = engine
        self._make, self._seconds = make, seconds
        self._later = later or asyncio.get_running_loop().call_later
        self._users = 0
        self._timer: asyncio.TimerHandle | None = None
        self._loading: asyncio.Task[Engine | MorganError] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._rest_soon()

    @asynccontextmanager
    async def awake(self) -> AsyncGenerator[Engine, None]:
        """Return the engine, reloaded if it rests; it stays loaded within the block. Raises what loading raises."""
        self._users += 1
        if self._timer is not None:
            self._timer.cancel()
        try:
            yield self._engine or await self._loaded()
        finally:
            self._users -= 1
            self._rest_soon()

    def leave(self, seconds: float) -> None:
        """Set the idle time from now on: another engine has taken over, and only turns begun before use this one."""
        self._seconds = seconds
        self._rest_soon()

    async def close(self) -> None:
        """Close the engine for good."""
        if self._timer is not None:
            self._timer.cancel()
        for task in (self._loading, self._closing):
            if task is not None:
                await asyncio.wait({task})
        if self._engine is not None:
            await self._engine.close()

    async def _loaded(self) -> Engine:
        if self._loading is None:
            self._loading = asyncio.create_task(self._load(), name="load-engine")
        loading = self._loading
        await asyncio.wait({loading})  # a cancelled caller does not stop the load: the next caller needs it
        result = loading.result()
        if isinstance(result, MorganError):
            raise result
        return result

    async def _load(self) -> Engine | MorganError:
        try:
            if self._closing is not None:
                await asyncio.wait({self._closing})  # memory may not suffice for both
            self._engine = await self._make()
        except MorganError as error:  # every caller raises it; returned, as perhaps no caller waits any more
            return error
        except ImportError as error:  # a package that could be imported at the start
            return EngineFailed(f"a package cannot be loaded: {error}")
        finally:
            self._loading = None
            self._rest_soon()
        return self._engine

    def _rest_soon(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._users and self._engine is not None and self._seconds < math.inf:
            self._timer = self._later(self._seconds, self._rest)

    def _rest(self) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            self._closing = asyncio.create_task(self._let_go(engine), name="close-engine")

    async def _let_go(self, engine: Engine) -> None:
        name = type(engine).__name__
        await engine.close()
        del engine
        _give_back()
        _log.info("unloaded after %g minutes without use: %s", self._seconds / 60, name)


def _give_back() -> None:
    """Return freed memory to the system: an engine's objects form cycles, and glibc keeps freed memory for reuse.

    Measured with a Whisper of the base shape in int8, 273 MB loaded: without this, 172 to 367 MB stayed, more with
    every rest; with it 118 to 153 MB, mostly libraries. Takes tens of milliseconds, at a time when nobody speaks.
    """
    gc.collect()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)  # musl does not have it and does not need it


class RestingEars:
    """A SpeechToText that rests when idle; while it rests, `program` is that of the loaded engine."""

    def __init__(
        self,
        ears: SpeechToText,
        make: Callable[[], Awaitable[SpeechToText]],
        seconds: float,
        later: Later | None = None,
    ) -> None:
        self._rest = Rest(ears, make, seconds, later)
        self._program = ears.program

    @property
    def program(self) -> Program:
        """The engine's own."""
        return self._program

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Return the words. Raises the errors of the engine and of loading it."""
        async with self._rest.awake() as ears:
            return await ears.transcribe(utterance)

    async def prepare(self, home: Home = NO_HOME) -> None:
        """Reload the engine if it rests, and let it learn the home's names."""
        async with self._rest.awake() as ears:
            await ears.prepare(home)

    def leave(self, seconds: float) -> None:
        """Set the idle time: another engine has taken over, and only turns begun before use this one."""
        self._rest.leave(seconds)

    async def close(self) -> None:
        """Close the engine."""
        await self._rest.close()


class RestingMouth:
    """A TextToSpeech that rests when idle."""

    def __init__(
        self,
        mouth: TextToSpeech,
        make: Callable[[], Awaitable[TextToSpeech]],
        seconds: float,
        later: Later | None = None,
    ) -> None:
        self._rest = Rest(mouth, make, seconds, later)
        self._program, self._voices = mouth.program, mouth.voices

    @property
    def program(self) -> Program:
        """The engine's own."""
        return self._program

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The engine's own."""
        return self._voices

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        """Yield sound as it is made. Raises the errors of the engine and of loading it."""
        async with self._rest.awake() as mouth, aclosing(mouth.synthesize(clause)) as sounds:
            async for sound in sounds:
                yield sound
            self._voices = mouth.voices  # a voice may have been fetched

    async def prepare(self, manner: Clause) -> None:
        """Reload the engine if it rests, and load the voice."""
        async with self._rest.awake() as mouth:
            await mouth.prepare(manner)

    def leave(self, seconds: float) -> None:
        """Set the idle time: another engine has taken over, and only turns begun before use this one."""
        self._rest.leave(seconds)

    async def close(self) -> None:
        """Close the engine."""
        await self._rest.close()
