"""Builds the STT when the settings rank several engines, and adds those that arrive later.

Knows engines by their names in the settings only.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from morgan.errors import BadRequest, EngineFailed, EngineMissing
from morgan.ports import Engines, Home, SpeechToText
from morgan.runtime.arriving import Arrival, arrive
from morgan.runtime.engine_thread import Stop
from morgan.settings.schema import EngineName, SttSettings
from morgan.stt.choose import bring, is_coming
from morgan.stt.ranked import RankedEars

_log = logging.getLogger(__name__)

Build = Callable[[SttSettings], Awaitable[SpeechToText]]  # of one engine, whose name is the setting `engine`


async def ranked_ears(settings: SttSettings, build: Build) -> RankedEars:
    """Build all of stt.engines concurrently; one that cannot be built is logged once and left out.

    Raises EngineMissing when none can be built.
    """

    async def one(name: EngineName) -> SpeechToText | Exception:
        try:
            return await build(_alone(settings, name))
        except (EngineFailed, BadRequest, ImportError) as error:
            return error

    names = settings.engines
    found = dict(zip(names, await asyncio.gather(*map(one, names)), strict=True))
    for name, engine in found.items():
        if isinstance(engine, Exception):
            _log.warning("hearing: %s is passed over until it is here: %s", name, engine)
    here = {name: engine for name, engine in found.items() if not isinstance(engine, Exception)}
    if not here:
        raise EngineMissing("; ".join(f"{name}: {error}" for name, error in found.items()))
    return _ranked(settings, here)


def lacking(stt: SpeechToText | None) -> tuple[str, ...]:
    """Return the names of the engines that the closed engine replaces for now."""
    return stt.absent if isinstance(stt, RankedEars) and stt.program.name == "closed" else ()


@dataclass(frozen=True, slots=True)
class Around:
    """Where to add an engine that has arrived, the home for its `prepare`, and the callback for the change."""

    engines: Engines
    arrived: AsyncExitStack  # closes it
    home: Callable[[], Home]
    changed: Callable[[], Awaitable[None]]


def coming_ears(
    settings: SttSettings, data_dir: Path, build: Build, around: Around
) -> list[Coroutine[None, None, None]]:
    """Return background coroutines that bring the arriving stt.engines. Blocks for a moment."""
    present = around.engines.stt
    absent = present.absent if isinstance(present, RankedEars) else settings.engines
    names = [name for name in settings.engines if name in absent and is_coming(settings, data_dir, name)]

    def arrival(name: EngineName) -> Arrival[SpeechToText]:
        async def take_over(engine: SpeechToText) -> None:
            around.arrived.push_async_callback(engine.close)
            await engine.prepare(around.home())
            engines = around.engines
            ears = engines.stt if isinstance(engines.stt, RankedEars) else _ranked(settings, {})
            ears.take(name, engine)
            engines.stt, engines.lacks = ears, lacking(ears)
            _log.info("hearing: %s takes its place", name)
            await around.changed()

        def fetch(stop: Stop) -> None:
            bring(settings, data_dir, name, stop)

        return Arrival(f"hearing with {name}", fetch, lambda: build(_alone(settings, name)), take_over)

    return [arrive(arrival(name)) for name in names]


def _alone(settings: SttSettings, name: EngineName) -> SttSettings:
    return settings.model_copy(update={"engine": name, "engines": ()})


def _ranked(settings: SttSettings, engines: dict[EngineName, SpeechToText]) -> RankedEars:
    return RankedEars(
        settings.engines,
        {str(name): engine for name, engine in engines.items()},
        seconds=settings.engine_seconds,
        cool_down_seconds=settings.cool_down_seconds,
    )
