"""TLS and plain on one port: who is served in which, and that no bound is weaker in TLS than in clear."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
import ssl
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from wyoming.error import Error
from wyoming.event import async_read_event
from wyoming.info import Describe
from wyoming.ping import Ping

from morgan.security.certificate import Certificate, certificate_of, context
from morgan.settings.schema import WireSettings
from morgan.testing import FakeAgent, fakes, running_server, until
from morgan.wire import door as door_module
from morgan.wire import listener as listener_module
from morgan.wire import peer as peer_module
from morgan.wire.frames import encode
from morgan.wire.server import Server

HELLO = {"type": "user-event", "data": {"name": "hello", "data": {"version": 1, "client": "test", "token": "right"}}}
STRANGERS = WireSettings(token=SecretStr("right"), trusted_networks=(), drain_seconds=0)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    made = certificate_of(WireSettings(), tmp_path_factory.mktemp("data"), make=True)
    assert made is not None
    return made


@pytest.fixture
def tls(certificate: Certificate) -> ssl.SSLContext:
    return context(certificate)


@pytest.fixture
def plain_tcp() -> Iterator[socket.socket]:
    with socket.socket() as raw:
        raw.settimeout(5)
        yield raw


def blind() -> ssl.SSLContext:
    """A client that looks at no signature."""
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
    return client


@asynccontextmanager
async def sealed(
    server: Server, client: ssl.SSLContext | None = None
) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter], None]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=client or blind(), limit=2**20)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


def line(event: dict) -> bytes:
    return json.dumps(event).encode() + b"\n"


async def ending(reader: asyncio.StreamReader) -> list[str | None]:
    """Return what kinds of events or errors' codes come until the server hangs up."""
    told: list[str | None] = []
    async with asyncio.timeout(5):
        while (event := await async_read_event(reader)) is not None:
            told.append(Error.from_event(event).code if Error.is_type(event.type) else event.type)
    return told


async def test_one_port_speaks_both(tls, certificate, connect) -> None:
    async with running_server(tls=tls) as server, connect(server) as client, sealed(server) as (reader, writer):
        await client.say(Ping("in clear"))
        assert (await client.hear()).data["text"] == "in clear"
        writer.write(encode(Ping("in TLS").event()))
        event = await asyncio.wait_for(async_read_event(reader), 5)
        assert event is not None
        assert event.data["text"] == "in TLS"
        over = writer.get_extra_info("ssl_object")
        assert hashlib.sha256(over.getpeercert(binary_form=True)).hexdigest() == certificate.fingerprint
        assert over.version() == "TLSv1.3"


async def test_a_stranger_is_heard_in_tls_with_the_token(tls) -> None:
    async with running_server(wire=STRANGERS, tls=tls) as server, sealed(server) as (reader, writer):
        writer.write(line(HELLO) + encode(Describe().event()))
        welcome, info = [await asyncio.wait_for(async_read_event(reader), 5) for _ in range(2)]
        assert (welcome.data["name"], info.type) == ("welcome", "info")


@pytest.mark.parametrize("first", [line(HELLO), encode(Describe().event()), b"GET / HTTP/1.1\r\n\r\n"])
async def test_a_stranger_who_speaks_in_clear_is_told_so_and_nothing_else(tls, first: bytes) -> None:
    async with running_server(wire=STRANGERS, tls=tls) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(first)
        assert await ending(reader) == ["tls-required"]
        writer.close()


async def test_tls_alone_opens_nothing(tls) -> None:
    async with running_server(wire=STRANGERS, tls=tls) as server, sealed(server) as (reader, writer):
        writer.write(encode(Describe().event()))
        assert await ending(reader) == ["unauthorized"]


async def test_a_wrong_token_is_refused_in_tls(tls) -> None:
    wrong = json.loads(json.dumps(HELLO).replace("right", "guess"))
    async with running_server(wire=STRANGERS, tls=tls) as server, sealed(server) as (reader, writer):
        writer.write(line(wrong))
        assert await ending(reader) == ["unauthorized"]


async def test_the_owner_may_insist_on_clear(tls, connect) -> None:
    wire = STRANGERS.model_copy(update={"tls": "offered"})
    async with running_server(wire=wire, tls=tls) as server, connect(server) as client:
        assert (await client.hello(token="right")).data["name"] == "welcome"


async def test_a_server_without_tls_says_so_to_a_handshake_at_once() -> None:
    async with asyncio.timeout(3), running_server() as server:
        with pytest.raises(ssl.SSLError):
            async with sealed(server):
                pass
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"\x16\x03\x01\x02")
        assert await ending(reader) == ["bad-request"]
        writer.close()


async def test_older_tls_is_not_spoken(tls, connect) -> None:
    old = blind()
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    async with running_server(tls=tls) as server:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            async with sealed(server, old):
                pass
        await until(lambda: not server.listener.connections)


async def test_a_handshake_that_never_ends_holds_a_place_for_a_while_only(
    tls, plain_tcp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener_module, "HELLO_SECONDS", 0.3)
    async with running_server(tls=tls) as server:
        plain_tcp.connect(("127.0.0.1", server.port))
        plain_tcp.send(b"\x16\x03\x01\x02\x00")
        await until(lambda: server.listener.connections == 1)
        await until(lambda: not server.listener.connections)
        assert await asyncio.to_thread(plain_tcp.recv, 1) == b""


async def test_a_connection_counts_before_its_handshake(tls, plain_tcp) -> None:
    wire = WireSettings(max_connections=1, drain_seconds=0)
    async with running_server(wire=wire, tls=tls) as server:
        plain_tcp.connect(("127.0.0.1", server.port))
        plain_tcp.send(b"\x16")
        await until(lambda: server.listener.connections == 1)
        async with sealed(server) as (reader, _):
            assert await ending(reader) == ["busy"]


async def test_a_stranger_must_say_hello_soon_in_tls_too(tls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_module, "HELLO_SECONDS", 0.5)
    async with running_server(wire=STRANGERS, tls=tls) as server, sealed(server) as (reader, _):
        assert await ending(reader) == ["unauthorized"]


async def test_a_stranger_who_says_nothing_at_all_is_sent_away(tls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_module, "HELLO_SECONDS", 0.1)
    async with running_server(wire=STRANGERS, tls=tls) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        assert await ending(reader) == ["unauthorized"]
        writer.close()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", "bad-request"),
        (b"x" * 200_000, "too-large"),
        (b'{"type": "audio-chunk", "payload_length": 1048577}\n' + b"\0" * 3_000_000, "too-large"),
    ],
)
async def test_the_bounds_of_an_event_hold_in_tls(tls, raw: bytes, code: str) -> None:
    async with running_server(tls=tls) as server, sealed(server) as (reader, writer):
        writer.write(raw)
        assert await ending(reader) == [code]


async def test_a_silent_connection_is_told_and_closed_in_tls(tls) -> None:
    async with running_server(wire=WireSettings(idle_seconds=0.3), tls=tls) as server, sealed(server) as (reader, _):
        assert await ending(reader) == ["idle"]


async def test_a_peer_that_does_not_read_is_given_up_in_tls(tls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer_module, "WRITE_SECONDS", 0.2)
    monkeypatch.setattr(door_module, "CLOSE_SECONDS", 0.2)
    agent = FakeAgent(["word " * 5000] * 2000)
    async with running_server(fakes(agent=agent), tls=tls) as server, sealed(server) as (_, writer):
        writer.transport.pause_reading()
        writer.write(b'{"type": "transcript", "data": {"text": "?"}}\n')
        await agent.gate.reached.wait()
        await until(lambda: not server.listener.connections)


async def test_a_peer_that_never_says_goodbye_is_let_go(tls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_module, "CLOSE_SECONDS", 0.2)
    async with running_server(tls=tls) as server:
        with socket.create_connection(("127.0.0.1", server.port), 5) as raw:

            def handshake() -> ssl.SSLSocket:
                over = blind().wrap_socket(raw, suppress_ragged_eofs=True)
                over.sendall(b"x\n")
                return over

            over = await asyncio.to_thread(handshake)
            await until(lambda: not server.listener.connections)
            over.close()


@pytest.mark.parametrize("while_it_works", [False, True])
async def test_a_peer_that_breaks_its_tls_is_no_bug_of_ours(
    tls, caplog: pytest.LogCaptureFixture, while_it_works: bool
) -> None:
    agent = FakeAgent(["word " * 5000] * 200)
    async with running_server(fakes(agent=agent), tls=tls) as server:
        with socket.create_connection(("127.0.0.1", server.port), 5) as raw, raw.dup() as below:

            def handshake() -> ssl.SSLSocket:
                over = blind().wrap_socket(raw)
                if while_it_works:
                    over.sendall(b'{"type": "transcript", "data": {"text": "?"}}\n')
                return over

            over = await asyncio.to_thread(handshake)
            if while_it_works:
                await agent.gate.reached.wait()
            await asyncio.to_thread(below.sendall, b"\x17\x03\x03\x00\x20" + bytes(32))
            await until(lambda: not server.listener.connections)
            over.close()
    assert [record.getMessage() for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []


async def test_a_server_that_stops_ends_a_handshake(tls, plain_tcp) -> None:
    async with asyncio.timeout(3), running_server(tls=tls) as server:
        plain_tcp.connect(("127.0.0.1", server.port))
        plain_tcp.send(b"\x16\x03\x01")
        await until(lambda: server.listener.connections == 1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tail=st.binary(max_size=400))
def test_any_bytes_after_a_handshakes_first_come_to_an_end(tail: bytes, tls) -> None:
    async def play() -> None:
        failures: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, told: failures.append(told))
        async with asyncio.timeout(10), running_server(tls=tls) as server:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(b"\x16" + tail)
            writer.write_eof()
            with suppress(ConnectionError):
                await reader.read()
            writer.close()
            await until(lambda: not server.listener.connections)
        assert failures == []

    asyncio.run(play())
