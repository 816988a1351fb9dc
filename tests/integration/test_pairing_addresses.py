"""Pairing with several addresses, or a name that has several: what leads nowhere keeps nobody waiting."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest
from custom_components.morgan.client.dialing import Found, dial
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant

from .fake_server import FakeServer
from .test_dialing import HOUR, leading_nowhere
from .test_pairing import begin, code_of, elsewhere, fill, leave, sealed

__all__ = ["elsewhere", "sealed"]  # fixtures


async def test_an_address_that_leads_nowhere_is_not_waited_for(
    hass: HomeAssistant, sealed: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.client.client.CONNECT_SECONDS", HOUR)
    with leading_nowhere(("127.0.0.9", sealed.port)):
        async with asyncio.timeout(10):
            offer = await fill(hass, await begin(hass), code=code_of(sealed, "127.0.0.9", "127.0.0.1"))
    done = await hass.config_entries.flow.async_configure(offer["flow_id"], {"pipeline": False})
    assert done["data"][CONF_HOST] == "127.0.0.1"
    await leave(hass)


async def test_of_two_addresses_that_answer_the_one_that_stands_first_is_kept(
    hass: HomeAssistant, sealed: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.flows.pairing.BEFORE_SECONDS", HOUR)
    dialled: list[str] = []

    async def slowly(host: str, port: int) -> socket.socket:
        dialled.append(host)
        if host == "localhost":
            await sealed.until(lambda: sealed.hellos)  # the other one is through by then
        return await dial(host, port)

    monkeypatch.setattr("custom_components.morgan.client.dialing.dial", slowly)
    offer = await fill(hass, await begin(hass), code=code_of(sealed, "localhost", "127.0.0.1"))
    assert sorted(dialled) == ["127.0.0.1", "localhost"]
    done = await hass.config_entries.flow.async_configure(offer["flow_id"], {"pipeline": False})
    assert done["data"][CONF_HOST] == "localhost"
    await leave(hass)


async def test_a_name_whose_first_address_leads_nowhere_is_as_good_as_another(
    hass: HomeAssistant, sealed: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def two(*_: Any, **__: Any) -> list[Found]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, sealed.port)) for host in ("127.0.0.9", "127.0.0.1")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", two)
    monkeypatch.setattr("custom_components.morgan.client.client.CONNECT_SECONDS", HOUR)
    with leading_nowhere(("127.0.0.9", sealed.port)):
        async with asyncio.timeout(10):
            offer = await fill(hass, await begin(hass), code=code_of(sealed, "server.home"))
            done = await hass.config_entries.flow.async_configure(offer["flow_id"], {"pipeline": False})
            await sealed.until(lambda: sealed.homes)  # and the standing connection dials the same way
        assert done["data"][CONF_HOST] == "server.home"
        await leave(hass)
