"""Starts and stops the Wyoming server; knows nothing of signals or of where its engines came from."""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import ssl
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address

from wyoming.user_event import UserEvent

from morgan.errors import CannotListen
from morgan.ports import Engines
from morgan.security.credentials import Credentials
from morgan.settings.schema import VadSettings, WireSettings
from morgan.wire.access import AccessPolicy
from morgan.wire.handler import PROTOCOL_VERSION, Shared
from morgan.wire.hearing import HearingSettings
from morgan.wire.home_link import Homes, OnHome
from morgan.wire.info import InfoCache
from morgan.wire.listener import Listener
from morgan.wire.peer import Peer
from morgan.wire.sockets import Accepting, bind

_LOGGER = logging.getLogger(__name__)

_REVIEW_SECONDS = 0.5  # how long a revoked credential's connections may live; a review costs a stat() for each


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens."""

    host: str
    port: int
    listener: Listener
    homes: Homes

    async def changed(self) -> None:
        """Tell the houses that this server's engines have changed; concurrently, so that a slow one delays no other."""
        async with asyncio.TaskGroup() as telling:
            for peer in self.homes.peers():
                telling.create_task(_tell_changed(peer))


@asynccontextmanager
async def serve(  # noqa: PLR0913  # independent of each other
    wire: WireSettings,
    vad: VadSettings,
    engines: Engines,
    *,
    server_id: str,
    on_home: OnHome | None = None,
    tls: ssl.SSLContext | None = None,
    partials: bool = False,
    credentials: Credentials | None = None,
) -> AsyncGenerator[Server, None]:
    """Listen while the block runs; leaving it drains: see `docs/protocol.md`, "The end". Raises CannotListen.

    Without `tls` no peer can use TLS, and those that must are refused. The caller owns the engines and closes them
    afterwards.
    """
    homes = Homes(on_home)
    house = Shared(
        engines,
        InfoCache(engines),
        homes,
        AccessPolicy(wire, credentials),
        HearingSettings(vad, wire.max_utterance_seconds, partials),
        server_id,
    )
    listener = Listener(wire, house, tls)
    listening = await _listen(wire)
    port: int = listening[0].getsockname()[1]
    async with AsyncExitStack() as stack:
        stack.push_async_callback(homes.close)
        stack.push_async_callback(listener.drain, wire.drain_seconds)
        stack.callback(Accepting(listening, listener.accept).close)
        reviewing = asyncio.create_task(_review(listener), name="review-credentials")
        stack.callback(reviewing.cancel)
        if wire.zeroconf and not _is_loopback(wire.host):
            # Imported here: zeroconf takes 60 ms to import, and a server on loopback does not announce itself.
            from morgan.wire.announce import announced, service  # noqa: PLC0415

            await stack.enter_async_context(announced(service(wire.host, port, server_id, PROTOCOL_VERSION)))
        _LOGGER.info("listening host=%s port=%d", wire.host, port)
        yield Server(wire.host, port, listener, homes)
        _LOGGER.info("stopping connections=%d", listener.connections)


async def _tell_changed(peer: Peer) -> None:
    with suppress(ConnectionError):  # it learns that when it reconnects
        await peer.send(UserEvent("changed", {}))


async def _review(listener: Listener) -> None:
    """Check whether `morgan pair` has changed the credentials, and close the connections of revoked ones soon."""
    while True:
        await asyncio.sleep(_REVIEW_SECONDS)
        listener.review()


async def _listen(wire: WireSettings) -> list[socket.socket]:
    try:
        return await bind(wire.host, wire.port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            mend = "is another Morgan running there? wire.port names another port"
        else:
            mend = (
                "wire.host must be an address of this machine, 127.0.0.1 or 0.0.0.0, and ports below 1024 are for root"
            )
        raise CannotListen(
            f"cannot listen on {wire.host} port {wire.port}: {error.strerror or error}; {mend}"
        ) from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
