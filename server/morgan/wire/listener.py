"""Connections within bounds: how many, how long silent, how they end; knows nothing of what is said on them."""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import time
from contextlib import suppress

from wyoming.error import Error
from wyoming.event import Event

from morgan.errors import BadRequest, Busy, MorganError, TlsRequired, Unauthorized
from morgan.settings import WireSettings
from morgan.wire.door import Door, First, NoTls, Streams
from morgan.wire.frames import FrameLimits, encode, read_body, read_header
from morgan.wire.handler import Handler, House, Shutdown
from morgan.wire.peer import WRITE_SECONDS, Peer
from morgan.wire.turns import log_bug

_LOGGER = logging.getLogger(__name__)

HELLO_SECONDS = 10.0  # a stranger may hold one of the connections for this long
_FAREWELL_SECONDS = 1.0
_FAREWELL_BYTES = 16 * 1024 * 1024
_FAREWELLS = 64  # connections beyond the limit that are told so; more of them at once are closed without a word
_LISTEN_SECONDS = 0.25  # a peer that speaks TLS begins at once; one that waits for us is told in plain


class Idle(MorganError):
    """A connection on which nothing was said for too long."""

    code = "idle"


class Listener:
    """Serves each connection in a task of its own."""

    def __init__(self, settings: WireSettings, house: House, tls: ssl.SSLContext | None = None) -> None:
        self._settings, self._house = settings, house
        self._limits = FrameLimits(settings.max_header_bytes, settings.max_data_bytes, settings.max_payload_bytes)
        self._door = Door(tls, settings.max_header_bytes)
        self._handlers: dict[asyncio.Task[None], Handler | None] = {}  # None: it has not said yet what it speaks
        self._farewells: set[asyncio.Task[None]] = set()
        self._stopping = False

    @property
    def connections(self) -> int:
        """How many peers are connected."""
        return len(self._handlers)

    def accept(self, transport: asyncio.Transport) -> None:
        """Take a connection. It counts from here on: before its handshake, which costs more than anything before it."""
        if not self._stopping and len(self._handlers) < self._settings.max_connections:
            task = asyncio.create_task(self._serve(transport), name="connection")
            self._handlers[task] = None
            task.add_done_callback(self._handlers.pop)
        elif len(self._farewells) < _FAREWELLS:
            reason = Shutdown("the server is stopping") if self._stopping else Busy("the server has no room; try later")
            task = asyncio.create_task(self._refuse(transport, reason), name="farewell")
            self._farewells.add(task)
            task.add_done_callback(self._farewells.discard)
        else:
            transport.abort()

    async def _serve(self, transport: asyncio.Transport) -> None:
        """Serve one connection to its end; nothing leaves it."""
        host = _host(transport)
        trusted = self._house.doorkeeper.trusts(host)
        patience = self._patience(known=trusted)
        try:
            first = await self._door.listen_for(transport, patience)
            streams = await self._door.open(transport, first, HELLO_SECONDS)
            try:
                peer = Peer(streams.writer, host, trusted=trusted)
                await self._converse(streams, peer, first)
            finally:
                await _close(streams.writer)
        except asyncio.CancelledError:
            pass  # the server is closing: asyncio would log this task's end as an error otherwise
        except NoTls as error:
            _LOGGER.info("connection refused peer=%s code=%s", host, error.code)
        except Exception as error:  # noqa: BLE001  # a bug must end as a line in the log, not as a silent task
            log_bug(error)
        finally:
            transport.abort()

    async def drain(self, seconds: float) -> None:
        """Let what runs end within `seconds`, tell what still runs, and close all connections."""
        self._stopping = True
        connections = dict(self._handlers)
        waits = set()
        for task, handler in connections.items():
            if handler is None:
                task.cancel()
            else:
                handler.stopping = True
                waits.add(asyncio.create_task(_close_when_done(task, handler)))
        if waits:
            _, late = await asyncio.wait(waits, timeout=seconds)
            for wait in late:
                wait.cancel()
        for task in (*connections, *self._farewells):
            task.cancel()
        if connections or self._farewells:
            await asyncio.wait({*connections, *self._farewells}, timeout=_FAREWELL_SECONDS)

    async def _converse(self, streams: Streams, peer: Peer, first: First) -> None:
        """Read and handle until the peer hangs up or must be sent away: what goes wrong is answered at this edge."""
        goodbye: Error | None = None
        task = asyncio.current_task()
        assert task is not None
        handler = self._handlers[task] = Handler(peer, self._house)
        try:
            self._admit(peer, first, sealed=streams.sealed)
            while (event := await self._read(streams.reader, peer, handler)) is not None:
                await handler.handle(event)
        except asyncio.CancelledError:
            if handler.turns.running:
                goodbye = Error("the server is stopping", Shutdown.code)
        except MorganError as error:
            goodbye = Error(str(error), error.code)
            _LOGGER.info("connection refused peer=%s code=%s", peer.address, error.code)
        except (ConnectionError, TimeoutError, ssl.SSLError):  # SSLError: what it sent is no TLS any more
            pass
        except Exception as error:  # noqa: BLE001  # a bug must end as an answer, not as a silent task
            log_bug(error)
            goodbye = Error("something went wrong inside Morgan; its log says where", "internal")
        handler.close()
        await handler.turns.close()
        if goodbye is not None:
            await self._part(streams, goodbye)

    def _admit(self, peer: Peer, first: First, *, sealed: bool) -> None:
        """Raise what keeps a peer out before its first event is read."""
        if first == "silence":
            raise self._silence(known=peer.trusted)
        if first == "tls" and not sealed:  # its hello has no end of line, and both would wait for the other
            raise BadRequest("this server speaks no TLS: its wire.tls is off")
        if not peer.trusted and not sealed and self._settings.tls == "required":
            raise TlsRequired("this server wants TLS from your network; `morgan pair` on the server tells the rest")

    def _patience(self, *, known: bool) -> float:
        return self._settings.idle_seconds if known else min(self._settings.idle_seconds, HELLO_SECONDS)

    def _silence(self, *, known: bool) -> MorganError:
        return (
            Idle(f"nothing was said for {self._patience(known=known):g} s") if known else Unauthorized("no hello came")
        )

    async def _read(self, reader: asyncio.StreamReader, peer: Peer, handler: Handler) -> Event | None:
        """Read the next event. Raises Idle, Unauthorized, BadRequest, TooLarge."""
        while True:
            known = peer.trusted or peer.said_hello
            patience = self._patience(known=known)
            try:
                async with asyncio.timeout(patience):
                    header = await read_header(reader, self._limits)
            except TimeoutError as error:
                if known and (handler.turns.engine_works or time.monotonic() - peer.last_active < patience):
                    continue  # it waits for us, or listens to what we send
                raise self._silence(known=known) from error
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

    async def _refuse(self, transport: asyncio.Transport, reason: MorganError) -> None:
        """Say why there is no room, in the peer's language if it has said a word of it."""
        try:
            async with asyncio.timeout(2 * _FAREWELL_SECONDS):
                first = await self._door.listen_for(transport, _LISTEN_SECONDS)
                streams = await self._door.open(transport, first, _FAREWELL_SECONDS)
                await self._part(streams, Error(str(reason), reason.code))
        except (NoTls, TimeoutError, asyncio.CancelledError):
            pass
        finally:
            transport.abort()

    async def _part(self, streams: Streams, goodbye: Error) -> None:
        """Say why and hang up.

        A socket that is closed while unread bytes lie in it is reset, and the peer may never see our last words: so
        they are read and thrown away, for a second at most. TLS has its own farewell, which does the same.
        """
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                streams.writer.write(encode(goodbye.event()))
                if streams.sealed:
                    streams.writer.close()
                    await streams.writer.wait_closed()
                    return
                streams.writer.write_eof()
                await streams.writer.drain()
                left = _FAREWELL_BYTES
                while left > 0 and (thrown := await streams.reader.read(65536)):
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


def _host(transport: asyncio.Transport) -> str:
    """Return the peer's address, and have the system notice when its machine goes away."""
    address = transport.get_extra_info("peername") or ("",)  # None when it has hung up already
    connection = transport.get_extra_info("socket")
    if connection is not None:
        with suppress(OSError):  # a peer that lost its power says no goodbye
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return str(address[0])
