"""Pairing: the code, what is said of a wrong one, the pinned certificate, and coming back after a change of either."""

from __future__ import annotations

import asyncio
import base64
import json
import zlib
from collections.abc import AsyncIterator
from ipaddress import ip_address
from typing import Any

import pytest
from custom_components.morgan.const import CONF_FINGERPRINT, DOMAIN
from homeassistant.config_entries import SOURCE_USER, SOURCE_ZEROCONF, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from pytest_socket import socket_allow_hosts

from .certificates import certificate
from .fake_server import FakeServer, running
from .fixtures import AddMorgan
from .test_pairing_code import GOOD


@pytest.fixture(autouse=True)
def elsewhere(socket_enabled: None) -> None:
    """More of this machine's addresses than the one that tests are otherwise allowed."""
    socket_allow_hosts(["127.0.0.1", "127.0.0.9", "0.0.0.0", "::1"])


@pytest.fixture
async def sealed() -> AsyncIterator[FakeServer]:
    """A server that speaks TLS and wants a token."""
    async with running(certificate=certificate(), token="open sesame") as fake:
        yield fake


def code_of(server: FakeServer, *addresses: str, **other: Any) -> str:
    told: dict[str, Any] = {"a": addresses or ("127.0.0.1",), "p": server.port, "i": server.id, "t": server.token}
    if server.certificate is not None:
        told["f"] = server.certificate.fingerprint
    body = base64.urlsafe_b64encode(json.dumps(told | other).encode()).rstrip(b"=")
    return f"morgan1:{body.decode()}.{zlib.crc32(body):08x}"


def data_of(server: FakeServer) -> dict[str, Any]:
    assert server.certificate is not None
    return {
        CONF_HOST: "127.0.0.1",
        CONF_PORT: server.port,
        CONF_TOKEN: server.token,
        CONF_FINGERPRINT: server.certificate.fingerprint,
    }


async def begin(hass: HomeAssistant) -> dict[str, Any]:
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})


async def fill(hass: HomeAssistant, flow: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return await hass.config_entries.flow.async_configure(flow["flow_id"], {"by_hand": {}, **fields})


async def found(hass: HomeAssistant, host: str, port: int, **properties: str) -> dict[str, Any]:
    service = ZeroconfServiceInfo(
        ip_address=ip_address(host),
        ip_addresses=[ip_address(host)],
        port=port,
        hostname="server.local.",
        type="_morgan._tcp.local.",
        name="Morgan._morgan._tcp.local.",
        properties=properties,
    )
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_ZEROCONF}, data=service)


async def added(hass: HomeAssistant, server: FakeServer) -> MockConfigEntry:
    entry = MockConfigEntry(domain=DOMAIN, title="Morgan", unique_id=server.id, data=data_of(server))
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


async def leave(hass: HomeAssistant) -> None:
    await hass.async_block_till_done()
    for entry in hass.config_entries.async_entries(DOMAIN):
        if entry.state.recoverable:
            await hass.config_entries.async_unload(entry.entry_id)


async def test_one_paste_adds_the_server_and_tls_is_spoken_from_then_on(
    hass: HomeAssistant, sealed: FakeServer
) -> None:
    offer = await fill(hass, await begin(hass), code=code_of(sealed))
    assert offer["step_id"] == "pipeline"
    done = await hass.config_entries.flow.async_configure(offer["flow_id"], {"pipeline": False})
    await hass.async_block_till_done()
    entry = done["result"]
    assert entry.state is ConfigEntryState.LOADED
    assert {**entry.data, "pipeline": None} == {**data_of(sealed), "pipeline": None}
    await sealed.until(lambda: sealed.homes)
    await leave(hass)


async def test_of_several_addresses_the_one_that_answers_is_kept(hass: HomeAssistant, sealed: FakeServer) -> None:
    offer = await fill(hass, await begin(hass), code=code_of(sealed, "127.0.0.9", "127.0.0.1"))
    done = await hass.config_entries.flow.async_configure(offer["flow_id"], {"pipeline": False})
    assert done["data"][CONF_HOST] == "127.0.0.1"
    await leave(hass)


async def test_an_address_of_ones_own_goes_before_those_of_the_code(hass: HomeAssistant, sealed: FakeServer) -> None:
    code = code_of(sealed, "127.0.0.9", p=1)
    form = await fill(hass, await begin(hass), code=code)
    assert form["errors"] == {"base": "connection_refused"}
    offer = await fill(hass, form, code=code, by_hand={"host": "localhost", "port": sealed.port})
    done = await hass.config_entries.flow.async_configure(offer["flow_id"], {"pipeline": False})
    assert (done["data"][CONF_HOST], done["data"][CONF_PORT]) == ("localhost", sealed.port)
    await leave(hass)


async def test_the_three_fields_do_what_the_code_does(hass: HomeAssistant, sealed: FakeServer) -> None:
    assert sealed.certificate is not None
    shown = sealed.certificate.fingerprint.upper()
    colons = ":".join(shown[at : at + 2] for at in range(0, 64, 2))
    typed = {"host": "127.0.0.1", "port": sealed.port, "token": "open sesame", "fingerprint": colons}
    offer = await fill(hass, await begin(hass), by_hand=typed)
    done = await hass.config_entries.flow.async_configure(offer["flow_id"], {"pipeline": False})
    assert done["data"][CONF_FINGERPRINT] == sealed.certificate.fingerprint
    await leave(hass)


@pytest.mark.parametrize(
    ("given_", "errors"),
    [
        ({}, {"base": "nothing_given"}),
        ({"code": "open sesame"}, {"code": "code_invalid"}),
        ({"code": GOOD[0]["code"][:90]}, {"code": "code_truncated"}),
        ({"code": GOOD[0]["code"].replace("morgan1", "morgan7")}, {"code": "code_version"}),
        ({"code": GOOD[-1]["code"]}, {"base": "no_address"}),
        ({"by_hand": {"host": "127.0.0.1", "port": 1, "fingerprint": "abc"}}, {"base": "fingerprint_invalid"}),
        ({"by_hand": {"host": "127.0.0.1", "port": 1}}, {"base": "connection_refused"}),
    ],
)
async def test_each_mistake_has_words_that_say_what_to_do(
    hass: HomeAssistant, given_: dict[str, Any], errors: dict[str, str]
) -> None:
    form = await fill(hass, await begin(hass), **given_)
    assert (form["type"], form["errors"]) == (FlowResultType.FORM, errors)


async def test_another_certificate_is_refused_and_told_nothing(hass: HomeAssistant, sealed: FakeServer) -> None:
    form = await fill(hass, await begin(hass), code=code_of(sealed, f="0" * 64))
    assert form["errors"] == {"base": "wrong_fingerprint"}
    assert sealed.hellos == []


async def test_a_server_that_speaks_no_tls_is_told_nothing(hass: HomeAssistant, server: FakeServer) -> None:
    server.greets = b'{"type": "error", "data": {"text": "what?", "code": "bad-request"}}\n'
    form = await fill(hass, await begin(hass), code=code_of(server, f="0" * 64, t="secret"))
    assert form["errors"] == {"base": "no_tls"}
    assert server.hellos == []


async def test_a_server_that_wants_tls_is_not_told_the_token_in_clear(hass: HomeAssistant, server: FakeServer) -> None:
    server.wants_tls, server.token = True, "open sesame"
    typed = {"host": "127.0.0.1", "port": server.port, "token": "open sesame"}
    form = await fill(hass, await begin(hass), by_hand=typed)
    assert form["errors"] == {"base": "tls_needed"}
    assert server.in_clear
    assert "open sesame" not in str(server.in_clear)


async def test_a_wrong_token_is_told_through_tls(hass: HomeAssistant, sealed: FakeServer) -> None:
    form = await fill(hass, await begin(hass), code=code_of(sealed, t="guess"))
    assert form["errors"] == {"base": "invalid_auth"}


async def test_a_server_that_was_found_is_added_with_its_code(hass: HomeAssistant, sealed: FakeServer) -> None:
    form = await found(hass, "127.0.0.1", sealed.port, id="f00d")
    form = await fill(hass, form, code=code_of(sealed, i="another"))
    assert form["errors"] == {"code": "code_of_another"}
    offer = await fill(hass, form, code=code_of(sealed, "127.0.0.9", p=1))  # where it was found is what counts
    done = await hass.config_entries.flow.async_configure(offer["flow_id"], {"pipeline": False})
    assert (done["data"][CONF_HOST], done["data"][CONF_PORT]) == ("127.0.0.1", sealed.port)
    await leave(hass)


async def test_whoever_announces_himself_as_a_known_server_is_not_sent_its_token_in_clear(
    hass: HomeAssistant, server: FakeServer, add: AddMorgan
) -> None:
    server.token = "open sesame"
    entry = await add(token="open sesame")
    result = await found(hass, "127.0.0.66", 1, id="f00d")
    assert result["reason"] == "already_configured"
    assert entry.data[CONF_HOST] == "127.0.0.1"


async def test_a_paired_server_that_moved_is_followed(hass: HomeAssistant, sealed: FakeServer) -> None:
    entry = await added(hass, sealed)
    await found(hass, "127.0.0.66", 1, id="f00d")
    assert (entry.data[CONF_HOST], entry.data[CONF_TOKEN]) == ("127.0.0.66", "open sesame")
    await leave(hass)


@pytest.mark.parametrize("what", ["wrong_fingerprint", "invalid_auth", "no_tls"])
async def test_a_change_asks_for_the_code_says_why_and_loses_no_entity(
    hass: HomeAssistant, sealed: FakeServer, what: str
) -> None:
    entry = await added(hass, sealed)
    registry = er.async_get(hass)
    before = {(one.entity_id, one.unique_id) for one in er.async_entries_for_config_entry(registry, entry.entry_id)}
    assert before
    await sealed.stop()
    if what == "invalid_auth":
        sealed.token = "another"
    else:
        sealed.certificate = certificate() if what == "wrong_fingerprint" else None
        sealed.greets = b'{"type": "error", "data": {"text": "what?"}}\n' if what == "no_tls" else None
    sealed.hellos.clear()
    await sealed.start()
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert (entry.state, entry.error_reason_translation_key) == (ConfigEntryState.SETUP_ERROR, what)
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert (form["step_id"], form["errors"]) == ("reauth_confirm", {"base": what})
    assert what == "invalid_auth" or sealed.hellos == []  # nothing was said to a stranger
    sealed.greets = None
    done = await fill(hass, form, code=code_of(sealed))
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    after = {(one.entity_id, one.unique_id) for one in er.async_entries_for_config_entry(registry, entry.entry_id)}
    assert after == before
    assert (CONF_FINGERPRINT in entry.data) is (what != "no_tls")
    await leave(hass)


async def test_a_change_is_noticed_while_the_house_runs(hass: HomeAssistant, sealed: FakeServer) -> None:
    entry = await added(hass, sealed)
    link, refused = entry.runtime_data.link, asyncio.Event()
    link.async_listen(lambda: refused.set() if link.refused else None)
    await sealed.until(lambda: sealed.homes)
    await sealed.stop()
    sealed.certificate = certificate()
    await sealed.start()
    async with asyncio.timeout(30):
        await refused.wait()
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["source"] == "reauth"
    await leave(hass)


async def test_a_server_that_moved_is_given_its_new_code(hass: HomeAssistant, sealed: FakeServer) -> None:
    entry = await added(hass, sealed)
    await sealed.stop()
    sealed.port = 0
    await sealed.start()
    form = await entry.start_reconfigure_flow(hass)
    done = await fill(hass, form, code=code_of(sealed))
    assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert (entry.data[CONF_PORT], entry.state) == (sealed.port, ConfigEntryState.LOADED)
    await leave(hass)


async def test_the_code_of_another_server_does_not_take_its_place(hass: HomeAssistant, sealed: FakeServer) -> None:
    entry = await added(hass, sealed)
    async with running(certificate=certificate(), id="another") as other:
        result = await fill(hass, await entry.start_reconfigure_flow(hass), code=code_of(other))
    assert result["reason"] == "another_server"
    await leave(hass)


async def test_pasting_the_code_again_mends_the_entry_that_is_there(hass: HomeAssistant, sealed: FakeServer) -> None:
    entry = await added(hass, sealed)
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_TOKEN: "old"})
    result = await fill(hass, await begin(hass), code=code_of(sealed))
    assert result["reason"] == "already_configured"
    assert entry.data[CONF_TOKEN] == "open sesame"
    await leave(hass)


def issues(hass: HomeAssistant) -> list[str]:
    ours = [issue.issue_id for issue in ir.async_get(hass).issues.values() if issue.domain == DOMAIN]
    return [issue for issue in ours if issue.startswith("tls_off")]


async def repair(client: Any, path: str, **fields: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/repairs/issues/fix{path}", json=fields)
    told: dict[str, Any] = await answer.json()
    return told


async def test_an_entry_in_clear_is_told_so_and_mended_with_the_code(
    hass: HomeAssistant, sealed: FakeServer, hass_client: ClientSessionGenerator
) -> None:
    assert await async_setup_component(hass, "repairs", {})
    plain = FakeServer(token="open sesame")
    await plain.start()
    # 0.0.0.0 is this machine too, and no loopback address: what is said to it may leave by any adapter.
    old = {CONF_HOST: "0.0.0.0", CONF_PORT: plain.port, CONF_TOKEN: "open sesame"}
    entry = MockConfigEntry(domain=DOMAIN, title="Morgan", unique_id="f00d", data=old)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    issue = f"tls_off_{entry.entry_id}"
    assert issues(hass) == [issue]
    client = await hass_client()
    form = await repair(client, "", handler=DOMAIN, issue_id=issue)
    assert (form["step_id"], form["errors"]) == ("pair", {})
    path = f"/{form['flow_id']}"
    assert (await repair(client, path, code=code_of(plain)[:60]))["errors"] == {"code": "code_truncated"}
    assert (await repair(client, path, code=code_of(sealed, i="another")))["errors"] == {"code": "code_of_another"}
    assert (await repair(client, path, code=code_of(plain)))["errors"] == {"code": "code_without_tls"}
    assert entry.data == old
    done = await repair(client, path, code=code_of(sealed))
    assert done["type"] == "create_entry"
    await hass.async_block_till_done()
    assert (entry.data, entry.state) == (data_of(sealed), ConfigEntryState.LOADED)
    assert issues(hass) == []
    await leave(hass)
    await plain.stop()


async def test_the_issue_of_an_entry_that_is_removed_goes_with_it(hass: HomeAssistant, server: FakeServer) -> None:
    data = {CONF_HOST: "0.0.0.0", CONF_PORT: server.port}
    entry = MockConfigEntry(domain=DOMAIN, title="Morgan", unique_id="f00d", data=data)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert issues(hass)
    await hass.config_entries.async_remove(entry.entry_id)
    assert issues(hass) == []


async def test_an_entry_on_this_machine_is_left_in_peace(hass: HomeAssistant, morgan: MockConfigEntry) -> None:
    assert morgan.state is ConfigEntryState.LOADED
    assert issues(hass) == []
