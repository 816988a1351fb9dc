"""Buffers one turn's sound between read loop and turn: any format in, 16 kHz mono out; knows nothing of engines."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable

import numpy as np

from morgan.audio import SAMPLE_RATE_HZ, AudioFormat, Resampler, frames
from morgan.turn.turn import Chunk
from morgan.wire.fields import Fields

_TIMESTAMP_MAX = 2**53  # what JSON numbers hold exactly


class Microphone:
    """Holds the sound that was received and that the turn has not taken yet.

    `feed` does not wait when it is full, because the read loop must go on to see that the peer hangs up: sound beyond
    `max_seconds` is dropped. A turn takes no more than that anyway; a wake word detected so late is of no use.
    """

    def __init__(self, source: AudioFormat, max_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.timestamp: int | None = None  # set by the peer, of the newest sound
        self._source = source
        self._resampler = Resampler(source)
        self._max_bytes = 2 * round(max_seconds * SAMPLE_RATE_HZ)
        self._clock = clock
        self._waiting = bytearray()
        self._arrived = 0.0
        self._open = True
        self._news = asyncio.Event()

    def feed(self, fields: Fields, pcm: bytes) -> None:
        """Handle an audio-chunk. Raises BadRequest for a format that no microphone sends."""
        if not self._open:
            return
        source = read_format(fields, self._source)
        if source != self._source:
            self._append(b"", last=True)
            self._source, self._resampler = source, Resampler(source)
        self.timestamp = fields.maybe_whole("timestamp", 0, _TIMESTAMP_MAX)
        self._append(pcm)

    def stop(self) -> None:
        """Handle an audio-stop: the turn still gets all sound that was received."""
        if self._open:
            self._append(b"", last=True)
            self._open = False
            self._news.set()

    async def chunks(self) -> AsyncGenerator[Chunk, None]:
        """Yield the sound as it comes, at most a second at a time; leaving it early closes the microphone."""
        try:
            while self._waiting or self._open:
                await self._news.wait()
                self._news.clear()
                received, self._waiting = bytes(self._waiting), bytearray()
                for samples in frames(np.frombuffer(received, dtype=np.int16), SAMPLE_RATE_HZ):
                    yield Chunk(samples, self._arrived)
        finally:
            self._open = False
            self._waiting.clear()

    def _append(self, pcm: bytes, *, last: bool = False) -> None:
        room = self._max_bytes - len(self._waiting)
        # Cut before resampling, so that a hostile chunk costs no more than a turn's worth of work.
        longest = (
            int(room / (2 * SAMPLE_RATE_HZ) * self._source.rate_hz) * self._source.width_bytes * self._source.channels
        )
        self._waiting += self._resampler.feed(pcm[:longest], last=last).tobytes()[:room]
        if len(pcm) > longest:
            self._resampler = Resampler(self._source)  # the dropped bytes may have ended within a sample
        self._arrived = self._clock()
        if self._waiting:
            self._news.set()


def read_format(fields: Fields, default: AudioFormat | None = None) -> AudioFormat:
    """Read rate, width and channels; a missing one is taken from `default`. Raises BadRequest."""

    def field(name: str, otherwise: int | None) -> int:
        return otherwise if otherwise is not None and name not in fields else fields.whole(name, 1, 192_000)

    return AudioFormat(
        field("rate", default.rate_hz if default else None),
        field("width", default.width_bytes if default else None),
        field("channels", default.channels if default else None),
    )
