"""Announces the server on the local network (mDNS, `_morgan._tcp.local.`); knows nothing of what it offers."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from zeroconf import Error, InterfaceChoice, IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from morgan import __version__
from morgan.security.addresses import addresses

_LOGGER = logging.getLogger(__name__)

SERVICE = "_morgan._tcp.local."
_SECONDS = 10.0  # registering probes the network for the name first


def service(host: str, port: int, server_id: str, protocol_version: int) -> AsyncServiceInfo:
    """Return what is announced for a server listening on `host`."""
    name = socket.gethostname().partition(".")[0] or "morgan"
    return AsyncServiceInfo(
        SERVICE,
        f"Morgan on {name} {server_id[:6]}.{SERVICE}",  # tells apart two servers on one machine
        port=port,
        properties={"version": str(protocol_version), "server": __version__, "id": server_id},
        server=f"{name}.local.",
        parsed_addresses=addresses(host),
    )


def everywhere() -> AsyncZeroconf:
    """Return the network on all interfaces. Raises OSError where there is no multicast."""
    return AsyncZeroconf(interfaces=InterfaceChoice.All, ip_version=IPVersion.All)


@asynccontextmanager
async def announced(
    info: AsyncServiceInfo, network: Callable[[], AsyncZeroconf] = everywhere
) -> AsyncGenerator[None, None]:
    """Announce while the block runs. Without multicast there is only a warning, and the server runs."""
    try:
        zeroconf = network()
    except OSError as error:
        _LOGGER.warning("cannot announce the server on the network: %s", error)
        yield
        return
    registering = asyncio.create_task(
        _register(zeroconf, info), name="announce"
    )  # takes seconds: it probes for the name first
    try:
        yield
    finally:
        registering.cancel()
        await asyncio.wait({registering})
        await zeroconf.async_unregister_all_services()
        await zeroconf.async_close()


async def _register(zeroconf: AsyncZeroconf, info: AsyncServiceInfo) -> None:
    try:
        async with asyncio.timeout(_SECONDS):
            await zeroconf.async_register_service(info, allow_name_change=True)
    except (OSError, Error, TimeoutError) as error:
        _LOGGER.warning("cannot announce the server on the network: %s", str(error) or type(error).__name__)
