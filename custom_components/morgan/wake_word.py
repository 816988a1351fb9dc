"""Wake words: streams Home Assistant's audio to the server until it detects one; knows nothing of how it is sent."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import suppress
from typing import override

from homeassistant.components import wake_word
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client.errors import MorganError
from .entity import ServedEntity
from .runtime import MorganConfigEntry

_LOGGER = logging.getLogger(__name__)
PARALLEL_UPDATES = 0  # several satellites may listen at once; the server says when it is too much

type _Chunk = tuple[bytes, int]  # audio, and when it came in ms


async def async_setup_entry(
    hass: HomeAssistant, entry: MorganConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Set up the wake word entity, if the server has wake words."""
    if entry.runtime_data.link.server.wakes:
        async_add_entities([MorganWakeWord(entry)])


class MorganWakeWord(ServedEntity, wake_word.WakeWordDetectionEntity):
    """The server's wake words, for satellites that leave the detection to Home Assistant."""

    _attr_translation_key = "waking"

    def __init__(self, entry: MorganConfigEntry) -> None:
        self._words: list[wake_word.WakeWord] = []
        super().__init__(entry, "waking")

    @override
    @callback
    def _async_learn(self) -> None:
        # Away, or without an engine for now: what is set up keeps its words.
        self._words = [
            wake_word.WakeWord(word.name, word.phrase.capitalize(), word.phrase) for word in self._link.server.wakes
        ] or self._words

    @override
    async def get_supported_wake_words(self) -> list[wake_word.WakeWord]:
        """Return what the server listens for."""
        return self._words

    @override
    async def _async_process_audio_stream(
        self, stream: AsyncIterable[_Chunk], wake_word_id: str | None
    ) -> wake_word.DetectionResult | None:
        chunks = _Chunks(stream)
        try:
            woken = await self._client.wake(chunks, wake_word_id)
            if woken is None:
                return None
            phrase = next((word.phrase for word in self._words if word.id == woken.name), None)
            return wake_word.DetectionResult(
                wake_word_id=woken.name,
                wake_word_phrase=phrase or woken.name,
                timestamp=woken.timestamp_ms,
                queued_audio=await chunks.rest(),
            )
        except MorganError as error:
            _LOGGER.warning("Nothing is listened for: %s %s", type(error).__name__, error)
            return None
        finally:
            await chunks.aclose()


class _Chunks(AsyncIterator[_Chunk]):
    """Home Assistant's audio stream, which goes on to speech to text after the wake word.

    A reader that stops must not cancel the wait for the next chunk: that would end the stream for the stages that
    follow. So the wait is a task of its own, and its chunk is handed on.
    """

    def __init__(self, stream: AsyncIterable[_Chunk]) -> None:
        self._stream = aiter(stream)
        self._waiting: asyncio.Task[_Chunk | None] | None = None

    @override
    async def __anext__(self) -> _Chunk:
        if self._waiting is None:
            self._waiting = asyncio.create_task(self._take())
        chunk = await asyncio.shield(self._waiting)
        if chunk is None:
            raise StopAsyncIteration
        self._waiting = None
        return chunk

    async def rest(self) -> list[_Chunk] | None:
        """Return the chunk that was awaited at the detection: the audio right after the wake word."""
        chunk = None if self._waiting is None else await self._waiting
        return None if chunk is None else [chunk]

    async def aclose(self) -> None:
        """Cancel the wait for the next chunk."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.cancel()
            with suppress(asyncio.CancelledError):
                await self._waiting

    async def _take(self) -> _Chunk | None:
        return await anext(self._stream, None)
