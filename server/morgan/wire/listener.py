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
from morgan.settings.schema import WireSettings
from morgan.wire.door import Door, First, NoTls, Streams
from morgan.wire.frames import FrameLimits, encode, read_body, read_header
from morgan.wire.handler import Handler, House, Shutdown
from morgan.wire.peer import WRITE_SECONDS, Peer
from morgan.wire.places import Place, Places
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
        self._places = Places(settings.max_connections, _FAREWELLS)
        self._farewells: set[asyncio.Task[None]] = set()
        self._stopping = False

    @property
    def connections(self) -> int:
        """How many peers are connected."""
        return len(self._places)

    def accept(self, accepted: socket.socket, host: str) -> None:
        """Take a connection. It counts from here on: before its handshake, which costs more than anything before it."""
        with suppress(OSError):  # a peer that lost its power says no goodbye
            accepted.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        trusted = self._house.doorkeeper.needs_no_token(host)
        if not self._stopping and self._places.make_room(host, trusted=trusted):
            place = Place(host, trusted)
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
        task.add_done_callback(lambda _: accepted.close())  # even when it never ran; its transport has ended by then

    async def _serve(self, accepted: socket.socket, place: Place) -> None:
        """Serve one connection to its end; nothing leaves it."""
        patience = self._patience(known=place.trusted)
        try:
            first = await self._door.listen_for(accepted, patience)
            streams = await self._door.open(accepted, first, HELLO_SECONDS)
            try:
                await self._converse(streams, place, first)
            finally:
                await _close(streams)
        except asyncio.CancelledError:
            pass  # the server is closing: asyncio would log this task's end as an error otherwise
        except NoTls as error:
            _LOGGER.info("connection refused peer=%s code=%s", place.host, error.code)
        except Exception as error:  # noqa: BLE001  # a bug must end as a line in the log, not as a silent task
            log_bug(error)

    def review(self) -> None:
        """Hang up whoever may not speak for its house any more: it was revoked, or the house was paired anew."""
        for task, place in self._places.items():
            if place.handler is not None and not place.gives_way and not place.handler.may_stay:
                place.gives_way = True
                task.cancel()

    async def drain(self, seconds: float) -> None:
        """Let what runs end within `seconds`, tell what still runs, and close all connections."""
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
        for _ in range(2):  # the second time without a last word: one that reads nothing takes it as long as it may
            tasks = {task for task in tasks if not task.done()}
            for task in tasks:
                task.cancel()
            if tasks:
                await asyncio.wait(tasks, timeout=_FAREWELL_SECONDS)

    async def _converse(self, streams: Streams, place: Place, first: First) -> None:
        """Read and handle until the peer hangs up or must be sent away: what goes wrong is answered at this edge."""
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
            task.uncancel()  # what follows has time-outs of its own, which 3.11.2 confuses with a cancelled task's
            goodbye = self._farewell(place, handler)
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

    def _farewell(self, place: Place, handler: Handler) -> Error | None:
        """Return what a peer is told whose connection we end."""
        if not handler.may_stay:
            return Error("this house's credential was revoked, or it was paired anew", Unauthorized.code)
        if place.gives_way:
            return (
                Error("the server has no room for one that says nothing; try later", Busy.code) if place.told else None
            )
        return Error("the server is stopping", Shutdown.code) if handler.turns.running else None

    def _admit(self, peer: Peer, first: First, *, sealed: bool) -> None:
        """Raise what keeps a peer out before its first event is read."""
        if first == "silence":
            raise self._silence(known=peer.trusted)
        if first == "tls" and not sealed:  # its hello has no end of line, and both would wait for the other
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

    async def _refuse(self, accepted: socket.socket, reason: MorganError) -> None:
        """Say why there is no room, in the peer's language if it has said a word of it."""
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
        """Say why and hang up.

        A socket that is closed while unread bytes lie in it is reset, and the peer may never see our last words: so
        they are read and thrown away, for a second at most. TLS has its own farewell, which does the same.
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
    """Let the peer read what was written, within bounds; it holds its place among the connections until then."""
    streams.close()
    with suppress(OSError, TimeoutError, asyncio.CancelledError):
        async with asyncio.timeout(WRITE_SECONDS):
            await streams.writer.wait_closed()
    streams.abort()


async def _close_when_done(task: asyncio.Task[None], handler: Handler) -> None:
    await handler.turns.wait()
    task.cancel()
    await asyncio.wait({task})
