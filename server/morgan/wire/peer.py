"""One connected peer: writing to it within bounds, and what is known of it; knows nothing of turns or engines."""

from __future__ import annotations

import asyncio
import ssl
import time

from wyoming.error import Error
from wyoming.event import Event, Eventable

from morgan.errors import MorganError
from morgan.wire.frames import encode

WRITE_SECONDS = 30.0  # a paused player may take a while; a peer that never reads must not block an engine


class Peer:
    """The other end of one connection."""

    def __init__(self, writer: asyncio.StreamWriter, address: str, *, trusted: bool) -> None:
        self.address = address
        self.trusted = trusted
        self.said_hello = False
        self.home_id: str | None = None
        self.is_house = False  # Home Assistant itself: it names its tools, and no other peer runs calls for it
        self.last_active = time.monotonic()
        self._writer = writer
        self._high_water = writer.transport.get_write_buffer_limits()[1]

    @property
    def known(self) -> bool:
        """Whether the peer is trusted or has said hello with a valid token."""
        return self.trusted or self.said_hello

    async def send(self, *events: Eventable | Event) -> None:
        """Write events whole and in order; wait while the peer's write buffer is full.

        The caller waits, a turn or the read loop alike, so a slow reader slows down only itself.
        Raises ConnectionError when the peer is gone or has read too little for WRITE_SECONDS.
        """
        if self._writer.is_closing():
            raise ConnectionResetError("the peer is gone")
        for event in events:
            self._writer.write(encode(event if isinstance(event, Event) else event.event()))
        self.last_active = time.monotonic()
        if self._writer.transport.get_write_buffer_size() <= self._high_water:
            return
        try:
            async with asyncio.timeout(WRITE_SECONDS):
                await self._writer.drain()
        except TimeoutError as error:
            self._writer.transport.abort()
            raise ConnectionAbortedError("the peer does not read") from error
        except ssl.SSLError as error:
            raise ConnectionAbortedError("the peer broke off its TLS") from error

    async def tell(self, error: MorganError) -> None:
        """Answer with an error's sentence and code."""
        await self.send(Error(str(error), error.code))
