"""Connects to the first of a name's addresses that answers (RFC 8305); knows nothing of what is said there.

asyncio's own race (`happy_eyeballs_delay`) leaks a socket that has just connected if it is cancelled at that moment,
which is how a turn ends here; so does its `open_connection` with TLS if the handshake has not begun or has just ended.
So this file owns the sockets, and the transport below TLS, until one is handed over.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, ip_address
from typing import Any, Final, cast, override

NEXT_ADDRESS_SECONDS: Final = 0.25  # until the next address is tried in parallel: the one before may not answer

type Found = tuple[int, int, int, str, tuple[Any, ...]]  # of getaddrinfo: family, type, protocol, name, address
type Attempt = asyncio.Task[OSError | None]


async def dial(host: str, port: int) -> socket.socket:
    """Return a connected socket, the caller's to close. Raises OSError, UnicodeError."""
    found: Sequence[Found] = _written_out(host, port)
    if not found:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return await first_of(found)


async def open_streams(
    host: str, port: int, tls: ssl.SSLContext | None, limit: int
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Connect, and shake hands if TLS is wanted; `limit` is in bytes, of a line. Raises OSError, UnicodeError."""
    connected = await dial(host, port)
    if tls is None:
        return await asyncio.open_connection(sock=connected, limit=limit)
    loop, reader = asyncio.get_running_loop(), asyncio.StreamReader(limit=limit)
    below, _ = await loop.create_connection(_Silent, sock=connected)
    protocol = asyncio.StreamReaderProtocol(reader)
    try:
        transport = await loop.start_tls(below, protocol, tls, server_hostname=host)
        if transport is None:  # the peer closed in the middle, which is no error to asyncio
            raise ConnectionResetError("the server hung up during the handshake")
    except BaseException:  # any error, a cancellation too: nothing else closes it
        below.abort()
        raise
    protocol.connection_made(transport)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


class _Silent(asyncio.Protocol):
    """Reads nothing: the first bytes belong to the TLS handshake."""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.ReadTransport", transport).pause_reading()


async def first_of(found: Sequence[Found], next_seconds: float = NEXT_ADDRESS_SECONDS) -> socket.socket:
    """Return a socket that is connected to one of these addresses; the others are closed. Raises OSError.

    The next address is tried at once when the one before has failed, and in parallel when that takes long.
    """
    loop = asyncio.get_running_loop()
    trying: dict[Attempt, socket.socket] = {}
    unusable: list[OSError] = []
    try:
        for family, kind, protocol, _, address in found:
            try:
                opened = socket.socket(family, kind, protocol)
            except OSError as error:  # a machine without IPv6 still gets IPv6 addresses
                unusable.append(error)
                continue
            opened.setblocking(False)  # noqa: FBT003  # the standard library's own
            trying[asyncio.create_task(_failure(opened, address))] = opened
            if (best := await _connected(trying, next_seconds)) is not None:
                return trying.pop(best)
        if (best := await _connected(trying, None)) is not None:
            return trying.pop(best)
        raise _worst([*filter(None, (task.result() for task in trying)), *unusable])
    finally:  # no await here: a cancellation at that point would leak the socket that is returned
        for task, opened in trying.items():
            task.cancel()
            loop.remove_writer(opened)  # now: when the task runs, the file descriptor may be another socket's
            opened.close()


async def _failure(opened: socket.socket, address: tuple[Any, ...]) -> OSError | None:
    """Connect; return the error, None if there is none."""
    try:
        await asyncio.get_running_loop().sock_connect(opened, address)
    except OSError as error:
        return error
    return None


async def _connected(trying: Collection[Attempt], patience: float | None) -> Attempt | None:
    """Return a connected attempt; None once one failed or `patience` ended; with `patience` None, once all failed."""
    while pending := [task for task in trying if not task.done()]:
        await asyncio.wait(pending, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        if (best := next((task for task in trying if task.done() and task.result() is None), None)) is not None:
            return best
        if patience is not None:
            break
    return None


def _written_out(host: str, port: int) -> tuple[Found, ...]:
    """Return an IP address as getaddrinfo would, without a thread; empty for a name or a scoped address."""
    try:
        address = ip_address(host)
    except ValueError:
        return ()
    if isinstance(address, IPv4Address):
        return ((socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port)),)
    return () if address.scope_id else ((socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port)),)


def _worst(errors: Sequence[OSError]) -> OSError:
    """Return the error that says most: a refused connection, else the first one."""
    refused = next((error for error in errors if isinstance(error, ConnectionRefusedError)), None)
    return refused or next(iter(errors), OSError("this name has no address"))
