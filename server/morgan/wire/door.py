"""Opens a connection: looks at its first byte and selects TLS or plain; knows nothing of who may come in.

Both use one port, because stock Wyoming clients know no TLS and users should not have to choose between two ports. The
first byte is read without consuming it (MSG_PEEK), so that OpenSSL or the framing reads it again.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from dataclasses import dataclass
from typing import Literal, TypeAlias

from morgan.errors import MorganError

CLOSE_SECONDS = 5.0  # for data that the peer has not read yet, and for the peer's own TLS close
_HANDSHAKE = b"\x16"  # a TLS record of type handshake; an event begins with {

First: TypeAlias = Literal["tls", "plain", "silence"]


class NoTls(MorganError):
    """A connection whose TLS handshake failed; no error event can be sent on it."""

    code = "tls"


class Protocol(asyncio.StreamReaderProtocol):
    """asyncio's protocol of the streams, which also tells whether there is a connection."""

    met = lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note that there is a connection; in TLS the handshake is over."""
        self.met = True
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is gone."""
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
        """Close after what was written is sent. Closing twice makes the TLS of Python 3.11.2 lose its connection."""
        if not self.writer.is_closing():
            self.writer.close()

    def abort(self) -> None:
        """Close now, whatever is still to be sent."""
        if not self.protocol.lost:
            self.writer.transport.abort()


class Door:
    """Turns accepted connections into streams."""

    def __init__(self, tls: ssl.SSLContext | None, limit_bytes: int) -> None:
        self._tls, self._limit_bytes = tls, limit_bytes

    async def listen_for(self, accepted: socket.socket, seconds: float) -> First:
        """Return how the peer begins; `silence` if it sends nothing for this long."""
        try:
            async with asyncio.timeout(seconds):
                return "tls" if await _peek(accepted) == _HANDSHAKE else "plain"
        except TimeoutError:
            return "silence"

    async def open(self, accepted: socket.socket, first: First, seconds: float) -> Streams:
        """Return the connection's streams; if both sides use TLS, after its handshake. Raises NoTls.

        The socket belongs to the streams from here on, even if this fails.
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
        # asyncio's own timeout does not end this await if the transport was closed before; ours comes 1 s later.
        async with asyncio.timeout(seconds + 1):
            transport, _ = await opening
    except OSError as error:  # includes ssl.SSLError and TimeoutError
        raise NoTls(f"the TLS handshake failed ({type(error).__name__})") from error
    if not protocol.met:  # the peer hung up at once, which some Python versions treat as a successful handshake
        raise NoTls("the peer hung up")
    return transport


class _Sealed(Protocol):
    def eof_received(self) -> bool:
        """Close when the peer closes: TLS has no half-open connections, and asyncio warns if we keep one."""
        super().eof_received()
        return False


async def _peek(accepted: socket.socket) -> bytes:
    """Return the first byte without consuming it; nothing if the peer has hung up.

    No transport has the socket yet. Once one has it, asyncio allows no other reader on it, and the way to pause a new
    transport differs between Python versions.
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
