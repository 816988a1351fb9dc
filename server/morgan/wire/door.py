"""Opens a connection: looks at its first byte and speaks TLS or plain; knows nothing of who may come in.

Both live on one port, because stock Wyoming clients know no TLS and nobody should have to choose between two ports. The
first byte is looked at and left where it is (MSG_PEEK): whoever speaks next, OpenSSL or the framing, reads it itself.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from morgan.errors import MorganError

CLOSE_SECONDS = 5.0  # for what was written and not read yet, and for the peer's own goodbye
_HANDSHAKE = b"\x16"  # a TLS record of type handshake; an event begins with {

First: TypeAlias = Literal["tls", "plain", "silence"]


class NoTls(MorganError):
    """A connection whose TLS handshake failed; there is no language in which the peer could be told."""

    code = "tls"


@dataclass(frozen=True, slots=True)
class Streams:
    """An open connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sealed: bool  # TLS


class Knock(asyncio.Protocol):
    """A connection that was accepted a moment ago, of which nothing is read until it is known what it speaks."""

    def __init__(self, serve: Callable[[asyncio.Transport], None]) -> None:
        self._serve = serve

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hand the connection on."""
        stream = cast("asyncio.Transport", transport)  # asyncio's own word for what a TCP connection is given
        stream.pause_reading()  # before asyncio has read anything: it would have to be put back
        self._serve(stream)


class Door:
    """Turns accepted connections into streams."""

    def __init__(self, tls: ssl.SSLContext | None, limit_bytes: int) -> None:
        self._tls, self._limit_bytes = tls, limit_bytes

    async def listen_for(self, transport: asyncio.Transport, seconds: float) -> First:
        """Tell what the peer begins to speak; `silence` when it says nothing for so long."""
        try:
            async with asyncio.timeout(seconds):
                return "tls" if await _peek(transport) == _HANDSHAKE else "plain"
        except TimeoutError:
            return "silence"

    async def open(self, transport: asyncio.Transport, first: First, seconds: float) -> Streams:
        """Return the connection's streams, sealed after the handshake if TLS is spoken here. Raises NoTls."""
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(self._limit_bytes, loop)
        sealed = first == "tls" and self._tls is not None
        protocol = _Sealed(reader, loop=loop) if sealed else asyncio.StreamReaderProtocol(reader, loop=loop)
        if sealed:
            assert self._tls is not None
            transport = await self._shake_hands(transport, protocol, self._tls, seconds)
        else:
            transport.set_protocol(protocol)
        protocol.connection_made(transport)
        transport.resume_reading()
        return Streams(reader, asyncio.StreamWriter(transport, protocol, reader, loop), sealed)

    async def _shake_hands(
        self, transport: asyncio.Transport, protocol: asyncio.Protocol, tls: ssl.SSLContext, seconds: float
    ) -> asyncio.Transport:
        try:
            # asyncio's own time-out wakes nobody when the transport was closed before; ours comes a moment later.
            async with asyncio.timeout(seconds + 1):
                opened = await asyncio.get_running_loop().start_tls(
                    transport,
                    protocol,
                    tls,
                    server_side=True,
                    ssl_handshake_timeout=seconds,
                    ssl_shutdown_timeout=CLOSE_SECONDS,
                )
        except OSError as error:  # ssl.SSLError and the time-out are among them
            raise NoTls(f"the TLS handshake failed ({type(error).__name__})") from error
        if opened is None:  # the peer hung up at once
            raise NoTls("the peer hung up")
        return opened


class _Sealed(asyncio.StreamReaderProtocol):
    def eof_received(self) -> bool:
        """End with the peer: TLS has no half-open connections, and asyncio warns of who claims one."""
        super().eof_received()
        return False


async def _peek(transport: asyncio.Transport) -> bytes:
    """Return the first byte without taking it; nothing if the peer has hung up."""
    accepted = transport.get_extra_info("socket")
    if accepted is None:
        return b""
    loop = asyncio.get_running_loop()
    with accepted.dup() as looking:  # asyncio lets nobody watch a socket that a transport of its own has
        looking.settimeout(0)
        while True:
            try:
                seen: bytes = looking.recv(1, socket.MSG_PEEK)
            except BlockingIOError:
                await _readable(loop, looking)
            except OSError:
                return b""
            else:
                return seen


async def _readable(loop: asyncio.AbstractEventLoop, looking: socket.socket) -> None:
    arrived = loop.create_future()
    loop.add_reader(looking, lambda: None if arrived.done() else arrived.set_result(None))
    try:
        await arrived
    finally:
        loop.remove_reader(looking)
