"""Limits connections: how many, how long silent, how they end; knows nothing of what is said on them."""

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
from morgan.settings.schema import WireSettings
from morgan.wire.door import Door, First, NoTls, Streams
from morgan.wire.frames import FrameLimits, encode, read_body, read_header
from morgan.wire.handler import Handler, Shared, Shutdown
from morgan.wire.peer import WRITE_SECONDS, Peer
from morgan.wire.places import ConnectionSlot, ConnectionSlots
from morgan.wire.turns import log_bug

_LOGGER = logging.getLogger(__name__)

HELLO_SECONDS = 10.0  # a stranger may hold one of the connections for this long
_FAREWELL_SECONDS = 1.0
_FAREWELL_BYTES = 16 * 1024 * 1024
_FAREWELLS = 64  # connections beyond the limit that get an error at the same time; more are closed without one
_LISTEN_SECONDS = 0.25  # a TLS client sends its hello at once; a peer that sends nothing is refused in plain


class Idle(MorganError):
    """A connection on which no event came for too long."""

    code = "idle"


class Listener:
    """Serves each connection in its own task."""

    def __init__(self, settings: WireSettings, house: Shared, tls: ssl.SSLContext | None = None) -> None:
        self._settings, self._house = settings, house
        self._limits = FrameLimits(settings.max_header_bytes, settings.max_data_bytes, settings.max_payload_bytes)
        self._door = Door(tls, settings.max_header_bytes)
        self._places = ConnectionSlots(settings.max_connections, _FAREWELLS)
        self._farewells: set[asyncio.Task[None]] = set()
        self._stopping = False

    @property
    def connections(self) -> int:
        """How many peers are connected."""
        return len(self._places)

    def accept(self, accepted: socket.socket, host: str) -> None:
        """Take a connection. It counts from here on, before its TLS handshake, which is the expensive part."""
        with suppress(OSError):  # keep-alive finds a peer that lost its power and so never closed
            accepted.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        trusted = self._house.doorkeeper.needs_no_token(host)
        if not self._stopping and self._places.make_room(host, trusted=trusted):
            place = ConnectionSlot(host, trusted)
            task = asyncio.create_task(self._serve(accepted, place), name="connection")
            self._places.take(task, place)
        elif len(self._farewells) < _FAREWELLS:
            reason = Shutdown("the server is stopping") if self._stopping else Busy("the server has no room; try later")
            task = asyncio.create_task(self._refuse(accepted, reason), name="farewell")
            self._farewells.add(task)
            task.add_done_callback(self._farewells.discard)
        else:
            accepted.close()
            return
        task.add_done_callback(lambda _: accepted.close())  # even if it never ran; its transport has ended by then

    async def _serve(self, accepted: socket.socket, place: ConnectionSlot) -> None:
        """Serve one connection to its end; raises nothing."""
        patience = self._patience(known=place.trusted)
        try:
            first = await self._door.listen_for(accepted, patience)
            streams = await self._door.open(accepted, first, HELLO_SECONDS)
            try:
                await self._converse(streams, place, first)
            finally:
                await _close(streams)
        except asyncio.CancelledError:
            pass  # the server is closing: asyncio would otherwise log the cancellation as an error
        except NoTls as error:
            _LOGGER.info("connection refused peer=%s code=%s", place.host, error.code)
        except Exception as error:  # noqa: BLE001  # a bug must end as a line in the log, not as a silent task
            log_bug(error)

    def review(self) -> None:
        """Close each connection whose credential was revoked or whose house was paired anew."""
        for task, place in self._places.items():
            if place.handler is not None and not place.gives_way and not place.handler.may_stay:
                place.gives_way = True
                task.cancel()

    async def drain(self, seconds: float) -> None:
        """Let running turns end within `seconds`, send an error to those that have not, and close all connections."""
        self._stopping = True
        connections = self._places.items()
        tasks = {*(task for task, _ in connections), *self._farewells}
        waits = set()
        for task, place in connections:
            if place.handler is None:
                task.cancel()
            else:
                place.handler.stopping = True
                waits.add(asyncio.create_task(_close_when_done(task, place.handler)))
        if waits:
            _, late = await asyncio.wait(waits, timeout=seconds)
            for wait in late:
                wait.cancel()
        for _ in range(2):  # the second time without an error: a peer that reads nothing delays it to the timeout
            tasks = {task for task in tasks if not task.done()}
            for task in tasks:
                task.cancel()
            if tasks:
                await asyncio.wait(tasks, timeout=_FAREWELL_SECONDS)

    async def _converse(self, streams: Streams, place: ConnectionSlot, first: First) -> None:
        """Read and handle events until the peer hangs up or is refused; exceptions become error events here."""
        goodbye: Error | None = None
        task = asyncio.current_task()
        assert task is not None
        peer = Peer(streams.writer, place.host, trusted=place.trusted)
        handler = place.handler = Handler(peer, self._house)
        try:
            self._admit(peer, first, sealed=streams.sealed)
            while (event := await self._read(streams.reader, peer, handler)) is not None:
                await handler.handle(event)
        except asyncio.CancelledError:
            task.uncancel()  # Python 3.11.2 confuses this cancellation with the timeouts of the code below
            goodbye = self._farewell(place, handler)
        except MorganError as error:
            goodbye = Error(str(error), error.code)
            _LOGGER.info("connection refused peer=%s code=%s", peer.address, error.code)
        except (ConnectionError, TimeoutError, ssl.SSLError):  # SSLError: the peer sent invalid TLS
            pass
        except Exception as error:  # noqa: BLE001  # a bug must end as an answer, not as a silent task
            log_bug(error)
            goodbye = Error("something went wrong inside Morgan; its log says where", "internal")
        handler.close()
        await handler.turns.close()
        if goodbye is not None:
            await self._part(streams, goodbye)

    def _farewell(self, place: ConnectionSlot, handler: Handler) -> Error | None:
        """Return the error for a peer whose connection the server closes, if it gets one."""
        if not handler.may_stay:
            return Error("this house's credential was revoked, or it was paired anew", Unauthorized.code)
        if place.gives_way:
            return (
                Error("the server has no room for one that says nothing; try later", Busy.code) if place.told else None
            )
        return Error("the server is stopping", Shutdown.code) if handler.turns.running else None

    def _admit(self, peer: Peer, first: First, *, sealed: bool) -> None:
        """Raise the error that keeps a peer out before its first event is read, if there is one."""
        if first == "silence":
            raise self._silence(known=peer.trusted)
        if first == "tls" and not sealed:  # a TLS hello has no newline, and both sides would wait for each other
            raise BadRequest("this server speaks no TLS: its wire.tls is off")
        if not sealed and self._settings.tls == "required" and not self._house.doorkeeper.trusts(peer.address):
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
            known = peer.known
            patience = self._patience(known=known)
            try:
                async with asyncio.timeout(patience):
                    header = await read_header(reader, self._limits)
            except TimeoutError as error:
                if known and (handler.turns.engine_works or time.monotonic() - peer.last_active < patience):
                    continue  # the peer waits for an engine, or receives what we send
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

    async def _refuse(self, accepted: socket.socket, reason: MorganError) -> None:
        """Send the reason for refusing a connection, in TLS if the peer has begun with TLS."""
        try:
            async with asyncio.timeout(2 * _FAREWELL_SECONDS):
                first = await self._door.listen_for(accepted, _LISTEN_SECONDS)
                streams = await self._door.open(accepted, first, _FAREWELL_SECONDS)
                try:
                    await self._part(streams, Error(str(reason), reason.code))
                finally:
                    streams.abort()
        except (NoTls, OSError, TimeoutError, asyncio.CancelledError):
            pass

    async def _part(self, streams: Streams, goodbye: Error) -> None:
        """Send the error and close.

        Closing a socket that holds unread bytes resets the connection, and the peer may never see the error: so these
        bytes are read and discarded, for a second at most. The close of TLS does the same.
        """
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_FAREWELL_SECONDS):
                streams.writer.write(encode(goodbye.event()))
                if streams.sealed:
                    streams.close()
                    await streams.writer.wait_closed()
                    return
                streams.writer.write_eof()
                await streams.writer.drain()
                left = _FAREWELL_BYTES
                while left > 0 and (thrown := await streams.reader.read(65536)):
                    left -= len(thrown)


async def _close(streams: Streams) -> None:
    """Close after the peer has read what was written, or a timeout; until then the connection keeps its place."""
    streams.close()
    with suppress(OSError, TimeoutError, asyncio.CancelledError):
        async with asyncio.timeout(WRITE_SECONDS):
            await streams.writer.wait_closed()
    streams.abort()


async def _close_when_done(task: asyncio.Task[None], handler: Handler) -> None:
    await handler.turns.wait()
    task.cancel()
    await asyncio.wait({task})
