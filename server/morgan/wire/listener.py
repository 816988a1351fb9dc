"""Connections within bounds: how many, how long silent, how they end; knows nothing of what is said on them."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from contextlib import suppress

from wyoming.error import Error
from wyoming.event import Event

from morgan.errors import Busy, MorganError, Unauthorized
from morgan.settings import WireSettings
from morgan.wire.frames import FrameLimits, encode, read_body, read_header
from morgan.wire.handler import Handler, House, Shutdown
from morgan.wire.peer import WRITE_SECONDS, Peer
from morgan.wire.turns import log_bug

_LOGGER = logging.getLogger(__name__)

HELLO_SECONDS = 10.0  # a stranger may hold one of the connections for this long
_FAREWELL_SECONDS = 1.0
_FAREWELL_BYTES = 16 * 1024 * 1024
_FAREWELLS = 64  # connections beyond the limit that are told so; more of them at once are closed without a word


class Idle(MorganError):
    """A connection on which nothing was said for too long."""

    code = "idle"


class Listener:
    """Serves each connection in a task of its own."""

    def __init__(self, settings: WireSettings, house: House) -> None:
        self._settings, self._house = settings, house
        self._limits = FrameLimits(settings.max_header_bytes, settings.max_data_bytes, settings.max_payload_bytes)
        self._handlers: dict[asyncio.Task[None], Handler] = {}
        self._farewells = 0
        self._stopping = False

    @property
    def connections(self) -> int:
        """How many peers are connected."""
        return len(self._handlers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end. asyncio calls this; nothing may leave it."""
        task = asyncio.current_task()
        assert task is not None
        peer = _peer(writer, self._house)
        if self._stopping or len(self._handlers) >= self._settings.max_connections:
            reason = Shutdown("the server is stopping") if self._stopping else Busy("the server has no room; try later")
            await self._refuse(reader, writer, reason)
            return
        handler = self._handlers[task] = Handler(peer, self._house)
        try:
            await self._converse(reader, writer, peer, handler)
        except asyncio.CancelledError:
            pass  # the server is closing: asyncio would log this task's end as an error otherwise
        finally:
            await _close(writer)
            del self._handlers[task]

    async def drain(self, seconds: float) -> None:
        """Let what runs end within `seconds`, tell what still runs, and close all connections."""
        self._stopping = True
        connections = dict(self._handlers)
        for handler in connections.values():
            handler.stopping = True
        waits = {asyncio.create_task(_close_when_done(task, handler)) for task, handler in connections.items()}
        if waits:
            _, late = await asyncio.wait(waits, timeout=seconds)
            for wait in late:
                wait.cancel()
        for task in connections:
            task.cancel()
        if connections:
            await asyncio.wait(connections, timeout=_FAREWELL_SECONDS)

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, peer: Peer, handler: Handler
    ) -> None:
        """Read and handle until the peer hangs up or must be sent away: what goes wrong is answered at this edge."""
        goodbye: Error | None = None
        try:
            while (event := await self._read(reader, peer, handler)) is not None:
                await handler.handle(event)
        except asyncio.CancelledError:
            if handler.turns.running:
                goodbye = Error("the server is stopping", Shutdown.code)
        except MorganError as error:
            goodbye = Error(str(error), error.code)
            _LOGGER.info("connection refused peer=%s code=%s", peer.address, error.code)
        except (ConnectionError, TimeoutError):
            pass
        except Exception as error:  # noqa: BLE001  # a bug must end as an answer, not as a silent task
            log_bug(error)
            goodbye = Error("something went wrong inside Morgan; its log says where", "internal")
        handler.close()
        await handler.turns.close()
        if goodbye is not None:
            await self._part(reader, writer, goodbye)

    async def _read(self, reader: asyncio.StreamReader, peer: Peer, handler: Handler) -> Event | None:
        """Read the next event. Raises Idle, Unauthorized, BadRequest, TooLarge."""
        while True:
            patience = self._settings.idle_seconds
            known = peer.trusted or peer.said_hello
            if not known:
                patience = min(patience, HELLO_SECONDS)
            try:
                async with asyncio.timeout(patience):
                    header = await read_header(reader, self._limits)
            except TimeoutError as error:
                if not known:
                    raise Unauthorized("no hello came") from error
                if handler.turns.engine_works or time.monotonic() - peer.last_active < patience:
                    continue  # it waits for us, or listens to what we send
                raise Idle(f"nothing was said for {patience:g} s") from error
            if header is None:
                return None
            if not known and max(header.data_length, header.payload_length) > self._settings.max_header_bytes:
                raise Unauthorized("this server wants its token first: user-event hello {token}")
            try:
                async with asyncio.timeout(patience):
                    event = await read_body(reader, header)
            except TimeoutError as error:
                raise Idle(f"the rest of an event did not come within {patience:g} s") from error
            peer.last_active = time.monotonic()
            return event

    async def _refuse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reason: MorganError) -> None:
        if self._farewells < _FAREWELLS:
            self._farewells += 1
            try:
                await self._part(reader, writer, Error(str(reason), reason.code))
            except asyncio.CancelledError:
                pass
            finally:
                self._farewells -= 1
        writer.transport.abort()

    async def _part(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, goodbye: Error) -> None:
        """Say why and hang up.

        A socket that is closed while unread bytes lie in it is reset, and the peer may never see our last words: so
        they are read and thrown away, for a second at most.
        """
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                writer.write(encode(goodbye.event()))
                writer.write_eof()
                await writer.drain()
                left = _FAREWELL_BYTES
                while left > 0 and (thrown := await reader.read(65536)):
                    left -= len(thrown)


async def _close(writer: asyncio.StreamWriter) -> None:
    """Let the peer read what was written, within bounds; it holds its place among the connections until then."""
    writer.close()
    with suppress(OSError, TimeoutError, asyncio.CancelledError):
        async with asyncio.timeout(WRITE_SECONDS):
            await writer.wait_closed()
    writer.transport.abort()


async def _close_when_done(task: asyncio.Task[None], handler: Handler) -> None:
    await handler.turns.wait()
    task.cancel()
    await asyncio.wait({task})


def _peer(writer: asyncio.StreamWriter, house: House) -> Peer:
    address = writer.get_extra_info("peername") or ("",)  # None when it has hung up already
    host = str(address[0])
    connection = writer.get_extra_info("socket")
    if connection is not None:
        with suppress(OSError):
            connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1
            )  # a peer that lost its power says no goodbye
    return Peer(writer, host, trusted=house.doorkeeper.trusts(host))
