"""Each house speaks with a credential of its own, and for itself alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr
from wyoming.user_event import UserEvent

from morgan.security.credentials import UNUSED_SECONDS, Credentials
from morgan.settings.schema import VadSettings, WireSettings
from morgan.testing import SERVER_ID, fake_engines, until
from morgan.wire.access import AccessPolicy
from morgan.wire.server import Server, serve

NETWORK = WireSettings(port=0, token=SecretStr("master"), trusted_networks=(), tls="offered", drain_seconds=0)
LOOPBACK = WireSettings(port=0, drain_seconds=0)
HOME = UserEvent("home", {"entities": [], "areas": [], "floors": [], "tools": [], "states": []})


@asynccontextmanager
async def serving(data: Path, wire: WireSettings = NETWORK) -> AsyncGenerator[Server, None]:
    async with serve(wire, VadSettings(), fake_engines(), server_id=SERVER_ID, credentials=Credentials(data)) as server:
        yield server


async def said(client, **data) -> str:
    """Say hello and return `welcome`, or the error's code."""
    event = await client.hello(**data)
    return event.data["code"] if event.type == "error" else event.data["name"]


async def test_the_first_house_that_uses_a_credential_is_the_only_one_that_may(tmp_path, connect) -> None:
    secret = Credentials(tmp_path).mint()
    async with serving(tmp_path) as server:
        for home, outcome in (("h1", "welcome"), ("h2", "unauthorized"), ("h1", "welcome")):
            async with connect(server) as client:
                assert await said(client, token=secret, home=home) == outcome
    assert [one.home for one in Credentials(tmp_path).all()] == ["h1"]


@pytest.mark.parametrize(("wire", "token"), [(NETWORK, "master"), (LOOPBACK, None)])
async def test_a_house_with_a_credential_is_taken_over_by_nobody(tmp_path, connect, wire, token) -> None:
    secret = Credentials(tmp_path).mint()
    other = {"token": token} if token else {}
    async with serving(tmp_path, wire) as server:
        async with connect(server) as client:
            assert await said(client, token=secret, home="h1") == "welcome"
        async with connect(server) as client:
            assert await said(client, home="h1", **other) == "unauthorized"
        async with connect(server) as client:
            assert await said(client, home="paired before", **other) == "welcome"
        async with connect(server) as client:
            assert await said(client, **other) == "welcome"


async def test_a_house_that_is_paired_anew_gives_up_its_old_credential_and_its_connections(tmp_path, connect) -> None:
    old, new = Credentials(tmp_path).mint(), Credentials(tmp_path).mint()
    async with serving(tmp_path) as server, connect(server) as before:
        assert await said(before, token=old, home="h1") == "welcome"
        async with connect(server) as client:
            assert await said(client, token=new, home="h1") == "welcome"
        assert (await before.hear()).data["code"] == "unauthorized"
        assert await before.read_event() is None
        async with connect(server) as client:
            assert await said(client, token=old, home="h1") == "unauthorized"


async def test_a_revoked_credential_is_hung_up_on_and_let_in_no_more(tmp_path, connect) -> None:
    secret = Credentials(tmp_path).mint()
    async with serving(tmp_path) as server, connect(server) as client:
        assert await said(client, token=secret, home="h1") == "welcome"
        elsewhere = Credentials(tmp_path)  # as `morgan pair --revoke` does beside the server
        assert elsewhere.revoke(elsewhere.all()[0].id)
        async with connect(server) as again:
            assert await said(again, token=secret, home="h1") == "unauthorized"
        assert (await client.hear()).data["code"] == "unauthorized"
        assert await client.read_event() is None


async def test_a_credential_that_names_no_house_acts_in_nobody_elses(tmp_path, connect) -> None:
    first, second = Credentials(tmp_path).mint(), Credentials(tmp_path).mint()
    async with serving(tmp_path) as server, connect(server) as house, connect(server) as client:
        assert await said(house, token=first, home="h1") == "welcome"
        await house.say(HOME)
        assert (await house.hear()).data["name"] == "home-known"
        assert await said(client, token=second) == "welcome"
        await client.say(UserEvent("ping", {}))
        await client.hear()
    assert {one.home for one in Credentials(tmp_path).all()} == {"h1", None}


async def test_loopback_can_be_made_to_need_a_token(tmp_path, connect) -> None:
    secret = Credentials(tmp_path).mint()
    wire = WireSettings(port=0, drain_seconds=0, trusted_need_token=True)
    async with serving(tmp_path, wire) as server:
        async with connect(server) as client:
            assert await said(client, home="h1") == "unauthorized"
        async with connect(server) as client:
            assert await said(client, token=secret, home="h1") == "welcome"


async def test_one_connection_speaks_for_one_house_and_nothing_of_it_stays(tmp_path, connect) -> None:
    async with serving(tmp_path, LOOPBACK) as server:
        async with connect(server) as client:
            for number in range(20):
                await client.say(UserEvent("hello", {"version": 1, "client": "x", "home": f"h{number}"}), HOME)
            await client.hear_until("user-event")
            assert server.homes.link_of("h0") is not None
            assert server.homes.link_of("h1") is None
        await until(lambda: server.homes.link_of("h0") is None)


async def test_a_house_gets_in_while_silent_strangers_hold_all_they_can(connect) -> None:
    wire = NETWORK.model_copy(update={"max_connections": 8})
    async with serve(wire, VadSettings(), fake_engines(), server_id=SERVER_ID) as server:
        silent = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(64)]
        async with connect(server) as house:
            assert await said(house, token="master", home="h") == "welcome"
            silent += [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(64)]
            await house.say(UserEvent("prepare", {"language": "en"}), HOME)
            assert (await house.hear()).data["name"] == "home-known"
        for _, writer in silent:
            writer.transport.abort()


def test_a_data_directory_that_cannot_be_written_keeps_no_known_house_out(tmp_path) -> None:
    now = [1000.0]
    credentials = Credentials(tmp_path, lambda: now[0])
    secret = credentials.mint()
    doorkeeper = AccessPolicy(NETWORK, credentials)
    doorkeeper.admit(secret, "h1", trusted=False)
    (tmp_path / "houses.lock").unlink()
    (tmp_path / "houses.lock").mkdir()  # nobody can open that for writing, not even root
    now[0] += 7 * 24 * 3600
    assert doorkeeper.admit(secret, "h1", trusted=False).home_id == "h1"


def test_no_secret_is_kept_in_clear_and_only_the_owner_reads_the_file(tmp_path) -> None:
    secret = Credentials(tmp_path).mint()
    kept = tmp_path / "houses.json"
    assert secret not in kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert Credentials(tmp_path).find(secret) is not None


def test_a_code_that_nobody_used_expires_and_one_in_use_does_not(tmp_path) -> None:
    now = [1000.0]
    credentials = Credentials(tmp_path, lambda: now[0])
    unused, used = credentials.mint(), credentials.mint()
    found = credentials.find(used)
    assert found is not None
    assert credentials.bind(found.id, "h1") is not None
    now[0] += UNUSED_SECONDS + 1
    assert credentials.find(unused) is None
    assert [one.home for one in credentials.all()] == ["h1"]


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"houses": [{"id": 5}]}', '{"houses": 1}', "\udc80", "[" * 100_000])
async def test_a_damaged_file_lets_no_stranger_in_and_does_not_end_the_server(tmp_path, connect, kept: str) -> None:
    (tmp_path / "houses.json").write_bytes(kept.encode("utf-8", "surrogateescape"))
    async with serving(tmp_path) as server, connect(server) as client:
        assert await said(client, token="anything", home="h1") == "unauthorized"


def test_a_damaged_file_hangs_up_only_on_those_who_speak_for_a_house(tmp_path) -> None:
    doorkeeper = AccessPolicy(LOOPBACK, Credentials(tmp_path))
    secret = Credentials(tmp_path).mint()
    house, satellite = doorkeeper.admit(secret, "h1", trusted=True), doorkeeper.admit(None, None, trusted=True)
    (tmp_path / "houses.json").write_text("{")
    assert (doorkeeper.may_stay(house), doorkeeper.may_stay(satellite)) == (False, True)


def test_the_number_of_codes_that_wait_is_bounded(tmp_path) -> None:
    secrets = [Credentials(tmp_path).mint() for _ in range(20)]
    assert len(json.loads((tmp_path / "houses.json").read_text())["houses"]) == 16
    assert Credentials(tmp_path).find(secrets[0]) is None
    assert Credentials(tmp_path).find(secrets[-1]) is not None
