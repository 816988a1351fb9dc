"""Listens on a host and port and passes each accepted connection on; knows nothing of what it is for."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack

_LOGGER = logging.getLogger(__name__)

_BACKLOG = 100  # connections that the system holds until they are accepted; also how many are accepted in one go
_PAUSE_SECONDS = 1.0  # then there may be descriptors or memory again
_SHORT_OF = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

Accept = Callable[[socket.socket, str], None]  # takes a connection and its peer's address, and owns the socket


async def bind(host: str, port: int) -> list[socket.socket]:
    """Return listening sockets of all addresses of `host`, with one port for all. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    with ExitStack() as undo:
        bound: list[socket.socket] = []
        missing: OSError | None = None
        for family, kind, protocol, _, address in dict.fromkeys(found):
            here = bound[0].getsockname()[1] if bound else port
            try:
                bound.append(undo.enter_context(_bound(family, kind, protocol, (address[0], here, *address[2:]))))
            except OSError as error:
                if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                    raise
                missing = error  # this family is off on this machine (a name may have addresses of both)
        if not bound:
            raise missing or OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
        undo.pop_all()
        return bound


def _bound(family: int, kind: int, protocol: int, address: tuple[object, ...]) -> socket.socket:
    listening = socket.socket(family, kind, protocol)
    try:
        listening.settimeout(0)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a restart need not wait for old connections
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
    except BaseException:  # for any error, a cancellation too: the socket must not stay open
        listening.close()
        raise
    return listening


class Accepting:
    """Accepts on listening sockets until it is closed; pauses while the machine is short of descriptors."""

    def __init__(self, listening: Sequence[socket.socket], accept: Accept) -> None:
        self._listening, self._accept = tuple(listening), accept
        self._pauses: dict[socket.socket, asyncio.TimerHandle] = {}
        self._loop = asyncio.get_running_loop()
        for one in self._listening:
            self._loop.add_reader(one, self._take, one)

    def close(self) -> None:
        """Stop listening."""
        for pause in self._pauses.values():
            pause.cancel()
        for one in self._listening:
            self._loop.remove_reader(one)
            one.close()

    def _take(self, listening: socket.socket) -> None:
        for _ in range(_BACKLOG):
            try:
                accepted, address = listening.accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno in _SHORT_OF:
                    self._pause(listening, error)
                    return
                continue  # this peer has gone already
            accepted.settimeout(0)
            self._accept(accepted, str(address[0]) if address else "")

    def _pause(self, listening: socket.socket, error: OSError) -> None:
        """Stop accepting for a moment: the socket stays readable, and the event loop would spin."""
        _LOGGER.error("cannot accept connections for a moment: %s", error.strerror or error)
        self._loop.remove_reader(listening)
        self._pauses[listening] = self._loop.call_later(_PAUSE_SECONDS, self._resume, listening)

    def _resume(self, listening: socket.socket) -> None:
        del self._pauses[listening]
        self._loop.add_reader(listening, self._take, listening)
