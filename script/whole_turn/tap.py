"""Stands between Home Assistant and Morgan's server, hands everything on, and notes when silence was confirmed.

The stock pipeline tells that in an event of its own (`stt-vad-end`); with Morgan it is the server that says
`voice-stopped`, and Home Assistant has no event for it. The way through here is Morgan's to pay for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from demo_house.places import HOST

_MARK = b'"voice-stopped"'


class Tap:
    """A port for Home Assistant, and behind it whichever server runs now."""

    def __init__(self) -> None:
        self.target = 0
        self.stopped_at: float | None = None
        self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Tap]:
        """Listen for as long as the block lasts."""
        server = await asyncio.start_server(self._serve, HOST, 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            there, back = await asyncio.open_connection(HOST, self.target)
        except OSError:  # the server is being changed for the next kind of turn
            writer.close()
            self._tasks.discard(task)
            return
        ways = [asyncio.create_task(self._hand_on(reader, back, watched=False))]
        ways.append(asyncio.create_task(self._hand_on(there, writer, watched=True)))
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for end in (writer, back):
                end.close()
            self._tasks.discard(task)

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, watched: bool) -> None:
        before = b""
        with suppress(ConnectionError):
            while piece := await reader.read(65536):
                if watched and _MARK in before + piece:
                    self.stopped_at = time.perf_counter()
                    piece_seen = b""
                else:
                    piece_seen = piece[-len(_MARK) :]
                before = piece_seen
                writer.write(piece)
                await writer.drain()
