"""Opens a connection: looks at its first byte and speaks TLS or plain; knows nothing of who may come in.

Both live on one port, because stock Wyoming clients know no TLS and nobody should have to choose between two ports. The
first byte is looked at and left where it is (MSG_PEEK): whoever speaks next, OpenSSL or the framing, reads it itself.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from typing import Literal, TypeAlias

from morgan.errors import MorganError

CLOSE_SECONDS = 5.0  # for what was written and not read yet, and for the peer's own goodbye
_HANDSHAKE = b"\x16"  # a TLS record of type handshake; an event begins with {

First: TypeAlias = Literal["tls", "plain", "silence"]


class NoTls(MorganError):
    """A connection whose TLS handshake failed; there is no language in which the peer could be told."""

    code = "tls"


class Protocol(asyncio.StreamReaderProtocol):
    """The streams' own, which can tell whether there is a connection."""

    met = lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note that there is one: in TLS its handshake is over."""
        self.met = True
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that there is none any more."""
        self.lost = True
        super().connection_lost(exc)


@dataclass(frozen=True, slots=True)
class Streams:
    """An open connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    protocol: Protocol
    sealed: bool  # TLS

    def close(self) -> None:
        """End it once what was written is read. Closed twice, the TLS of Python 3.11.2 loses hold of its connection."""
        if not self.writer.is_closing():
            self.writer.close()

    def abort(self) -> None:
        """End it now."""
        if not self.protocol.lost:
            self.writer.transport.abort()


class Door:
    """Turns accepted connections into streams."""

    def __init__(self, tls: ssl.SSLContext | None, limit_bytes: int) -> None:
        self._tls, self._limit_bytes = tls, limit_bytes

    async def listen_for(self, accepted: socket.socket, seconds: float) -> First:
        """Tell what the peer begins to speak; `silence` when it says nothing for so long."""
        try:
            async with asyncio.timeout(seconds):
                return "tls" if await _peek(accepted) == _HANDSHAKE else "plain"
        except TimeoutError:
            return "silence"

    async def open(self, accepted: socket.socket, first: First, seconds: float) -> Streams:
        """Return the connection's streams, sealed after the handshake if TLS is spoken here. Raises NoTls.

        The socket belongs to the streams from here on, whatever comes of it.
        """
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(self._limit_bytes, loop)
        if first == "tls" and self._tls is not None:
            sealed = _Sealed(reader, loop=loop)
            transport = await _shake_hands(accepted, sealed, self._tls, seconds)
            return Streams(reader, asyncio.StreamWriter(transport, sealed, reader, loop), sealed, sealed=True)
        protocol = Protocol(reader, loop=loop)
        plain, _ = await loop.connect_accepted_socket(lambda: protocol, accepted)
        return Streams(reader, asyncio.StreamWriter(plain, protocol, reader, loop), protocol, sealed=False)


async def _shake_hands(
    accepted: socket.socket, protocol: _Sealed, tls: ssl.SSLContext, seconds: float
) -> asyncio.Transport:
    opening = asyncio.get_running_loop().connect_accepted_socket(
        lambda: protocol, accepted, ssl=tls, ssl_handshake_timeout=seconds, ssl_shutdown_timeout=CLOSE_SECONDS
    )
    try:
        # asyncio's own time-out wakes nobody when the transport was closed before; ours comes a moment later.
        async with asyncio.timeout(seconds + 1):
            transport, _ = await opening
    except OSError as error:  # ssl.SSLError and the time-out are among them
        raise NoTls(f"the TLS handshake failed ({type(error).__name__})") from error
    if not protocol.met:  # the peer hung up at once, which some Pythons take for a handshake that went well
        raise NoTls("the peer hung up")
    return transport


class _Sealed(Protocol):
    def eof_received(self) -> bool:
        """End with the peer: TLS has no half-open connections, and asyncio warns of who claims one."""
        super().eof_received()
        return False


async def _peek(accepted: socket.socket) -> bytes:
    """Return the first byte without taking it; nothing if the peer has hung up.

    The socket is nobody else's yet. Once a transport has it, asyncio lets nobody watch it, and what pauses a transport
    in its first moment is not the same on every Python.
    """
    loop = asyncio.get_running_loop()
    while True:
        try:
            seen: bytes = accepted.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            await _readable(loop, accepted)
        except OSError:
            return b""
        else:
            return seen


async def _readable(loop: asyncio.AbstractEventLoop, accepted: socket.socket) -> None:
    arrived = loop.create_future()
    loop.add_reader(accepted, lambda: None if arrived.done() else arrived.set_result(None))
    try:
        await arrived
    finally:
        loop.remove_reader(accepted)
