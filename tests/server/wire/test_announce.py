"""The announcement on the local network, with real mDNS on the loopback interface."""

from __future__ import annotations

import asyncio
import logging

import pytest
from zeroconf import IPVersion, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from morgan.settings.schema import VadSettings, WireSettings
from morgan.testing import SERVER_ID, fakes
from morgan.wire import announce
from morgan.wire.announce import SERVICE, announced, service
from morgan.wire.server import serve


def loopback() -> AsyncZeroconf:
    return AsyncZeroconf(interfaces=["127.0.0.1"], ip_version=IPVersion.V4Only)


async def test_a_server_is_found_under_its_own_type_with_its_address_and_id() -> None:
    info = service("127.0.0.1", 10800, SERVER_ID, 1)
    seen: asyncio.Queue[str] = asyncio.Queue(16)  # one server announces itself: no more than a few changes come

    def changed(zeroconf: Zeroconf, service_type: str, name: str, state_change: object) -> None:
        seen.put_nowait(name)

    async with announced(info, loopback):
        browsing = loopback()
        try:
            browser = AsyncServiceBrowser(browsing.zeroconf, SERVICE, handlers=[changed])
            name = await asyncio.wait_for(seen.get(), 10)
            found = AsyncServiceInfo(SERVICE, name)
            assert await found.async_request(browsing.zeroconf, 3000)
            await browser.async_cancel()
        finally:
            await browsing.async_close()
    assert name == f"Morgan on {info.server.removesuffix('.local.')} {SERVER_ID[:6]}.{SERVICE}"
    assert (found.parsed_addresses(), found.port) == (["127.0.0.1"], 10800)
    assert {key: found.decoded_properties[key] for key in ("version", "id")} == {"version": "1", "id": SERVER_ID}


def test_a_server_on_all_addresses_announces_those_that_others_can_reach() -> None:
    addresses = service("0.0.0.0", 10800, SERVER_ID, 1).parsed_addresses()
    assert not any(address.startswith(("127.", "fe80:")) or address == "::1" for address in addresses)


def test_a_server_with_a_name_announces_its_addresses() -> None:
    assert "127.0.0.1" in service("localhost", 10800, SERVER_ID, 1).parsed_addresses()


async def test_a_network_without_multicast_costs_a_warning_and_not_the_server(caplog: pytest.LogCaptureFixture) -> None:
    def missing() -> AsyncZeroconf:
        raise OSError(19, "No such device")

    async with announced(service("127.0.0.1", 10800, SERVER_ID, 1), missing):
        pass
    assert "cannot announce" in caplog.text


async def test_a_server_on_loopback_announces_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        pytest.fail("a server on loopback was announced")

    monkeypatch.setattr(announce, "service", fail)
    caplog.set_level(logging.WARNING)
    wire = WireSettings(port=0, zeroconf=True, drain_seconds=0)
    async with serve(wire, VadSettings(), fakes(), server_id=SERVER_ID):
        pass
    assert caplog.text == ""
