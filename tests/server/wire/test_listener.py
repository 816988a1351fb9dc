"""The bounds of a connection: each is met with an answer and a closed connection, or with an answer alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from ipaddress import IPv4Network

import pytest
from pydantic import SecretStr
from wyoming.asr import Transcript
from wyoming.error import Error
from wyoming.event import async_read_event
from wyoming.handle import HandledChunk
from wyoming.info import Describe
from wyoming.ping import Ping
from wyoming.tts import Synthesize

from morgan.errors import CannotListen
from morgan.ports import Engines
from morgan.settings.schema import VadSettings, WireSettings
from morgan.testing import SERVER_ID, FakeAgent, FakeTextToSpeech, FakeVoiceDetector, fakes, running_server, until
from morgan.wire import listener as listener_module
from morgan.wire import peer as peer_module
from morgan.wire.server import Server, serve


@asynccontextmanager
async def connection(server: Server) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter], None]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def ending(reader: asyncio.StreamReader) -> list[str | None]:
    """Return the codes of all errors until the server hangs up."""
    codes = []
    async with asyncio.timeout(5):
        while (event := await async_read_event(reader)) is not None:
            codes.append(Error.from_event(event).code)
    return codes


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"GET / HTTP/1.1\r\nHost: morgan\r\n\r\n", "bad-request"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\n", "bad-request"),
        (b"[]\n", "bad-request"),
        (b'{"type": "describe", "data_length": -1}\n', "bad-request"),
        (b"x" * 200_000, "too-large"),
        (b'{"type": "describe", "data_length": 4194305}\n', "too-large"),
        (b'{"type": "audio-chunk", "payload_length": 1048577}\n' + b"\0" * 3_000_000, "too-large"),
    ],
)
async def test_what_cannot_be_framed_is_answered_and_the_connection_closed(raw: bytes, code: str) -> None:
    async with running_server() as server, connection(server) as (reader, writer):
        writer.write(raw)
        assert await ending(reader) == [code]


async def test_a_connection_that_ends_in_the_middle_of_an_event_is_told() -> None:
    async with running_server() as server, connection(server) as (reader, writer):
        writer.write(b'{"type": "describe", "payload_length": 10}\nabc')
        writer.write_eof()
        assert await ending(reader) == ["bad-request"]


async def test_one_connection_too_many_is_told_and_the_others_live_on(connect) -> None:
    wire = WireSettings(max_connections=2, drain_seconds=0)
    async with running_server(wire=wire) as server, connect(server) as first, connect(server) as second:
        await first.say(Ping("1"))
        await second.say(Ping("2"))
        assert (await first.hear()).type == (await second.hear()).type == "pong"
        async with connection(server) as (reader, _):
            assert await ending(reader) == ["busy"]
        await first.say(Ping("1"))
        assert (await first.hear()).type == "pong"
        assert server.listener.connections == 2


async def test_a_place_is_free_again_when_a_peer_leaves(connect) -> None:
    wire = WireSettings(max_connections=1, drain_seconds=0)
    async with running_server(wire=wire) as server:
        for _ in range(3):
            async with connect(server) as client:
                await client.say(Describe())
                assert (await client.hear()).type == "info"
            await until(lambda: not server.listener.connections)


async def test_a_silent_connection_is_told_and_closed() -> None:
    async with running_server(wire=WireSettings(idle_seconds=0.1)) as server, connection(server) as (reader, _):
        assert await ending(reader) == ["idle"]


async def test_an_event_that_never_completes_is_told_and_closed() -> None:
    async with running_server(wire=WireSettings(idle_seconds=0.1)) as server, connection(server) as (reader, writer):
        writer.write(b'{"type": "ping", "data_length": 100}\n{')
        assert await ending(reader) == ["idle"]


async def test_a_peer_that_waits_for_an_engine_is_not_idle(connect) -> None:
    agent = FakeAgent()
    agent.gate.opened.clear()
    wire = WireSettings(idle_seconds=0.4, drain_seconds=0)
    async with running_server(fakes(agent=agent), wire) as server, connect(server) as client:
        await client.say(_question())
        await agent.gate.reached.wait()
        await asyncio.sleep(1)  # more than twice the patience: the silence itself is what is tested
        agent.gate.opened.set()
        assert (await client.hear_until("handled"))[-1].data["text"] == "It is late."
        assert (await client.hear()).data["code"] == "idle"


def _question() -> Transcript:
    return Transcript("How late is it?")


async def test_a_stranger_must_say_hello_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_module, "HELLO_SECONDS", 0.1)
    wire = WireSettings(tls="offered", token=SecretStr("right"), trusted_networks=(IPv4Network("10.0.0.0/8"),))
    async with running_server(wire=wire) as server, connection(server) as (reader, _):
        assert await ending(reader) == ["unauthorized"]


async def test_a_stranger_cannot_make_the_server_read_megabytes() -> None:
    wire = WireSettings(tls="offered", token=SecretStr("right"), trusted_networks=())
    async with running_server(wire=wire) as server, connection(server) as (reader, writer):
        writer.write(json.dumps({"type": "user-event", "data_length": 4_000_000}).encode() + b"\n")
        assert await ending(reader) == ["unauthorized"]


async def test_a_peer_that_does_not_read_is_given_up_and_its_engine_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer_module, "WRITE_SECONDS", 0.2)
    agent = FakeAgent(["word " * 5000] * 2000)
    async with running_server(fakes(agent=agent)) as server, connection(server) as (_, writer):
        writer.write(b'{"type": "transcript", "data": {"text": "?"}}\n')
        await agent.gate.reached.wait()
        await until(lambda: not server.listener.connections)


async def test_a_server_that_stops_lets_a_turn_end(connect) -> None:
    agent = FakeAgent()
    agent.gate.opened.clear()
    async with connect_to_stopping(fakes(agent=agent), 5.0, connect) as (client, stop):
        await client.say(_question())
        await agent.gate.reached.wait()
        stopping = asyncio.create_task(stop())
        await client.say(Synthesize("Not any more"))
        assert (await client.hear()).data["code"] == "shutdown"
        agent.gate.opened.set()
        assert (await client.hear_until("handled"))[-1].data["text"] == "It is late."
        assert await client.read_event() is None
        await asyncio.wait_for(stopping, 5)


async def test_a_server_that_stops_tells_the_turns_that_do_not_end(connect) -> None:
    agent = FakeAgent()
    agent.gate.opened.clear()
    async with connect_to_stopping(fakes(agent=agent), 0.1, connect) as (client, stop):
        await client.say(_question())
        await agent.gate.reached.wait()
        stopping = asyncio.create_task(stop())
        assert (await client.hear()).data["code"] == "shutdown"
        assert await client.read_event() is None
        await asyncio.wait_for(agent.gate.left.wait(), 1)
        await asyncio.wait_for(stopping, 5)


async def test_a_server_that_stops_hangs_up_where_nothing_runs(connect) -> None:
    async with connect_to_stopping(fakes(), 60.0, connect) as (client, stop):
        await client.say(Ping())
        await client.hear()
        stopping = asyncio.create_task(stop())
        assert await client.read_event() is None
        await asyncio.wait_for(stopping, 5)


@asynccontextmanager
async def connect_to_stopping(engines: Engines, drain_seconds: float, connect):
    wire = WireSettings(port=0, drain_seconds=drain_seconds)
    running = serve(wire, VadSettings(), engines, server_id=SERVER_ID)
    server = await running.__aenter__()

    async def stop() -> None:
        await running.__aexit__(None, None, None)

    async with connect(server) as client:
        yield client, stop


async def test_a_port_in_use_is_said_in_a_sentence() -> None:
    async with running_server() as server:
        wire = WireSettings(port=server.port)
        with pytest.raises(CannotListen, match=f"port {server.port}.*another Morgan"):
            async with serve(wire, VadSettings(), fakes(), server_id=SERVER_ID):
                pass


async def test_a_bug_in_an_engine_is_answered_and_its_words_are_not_logged(
    connect, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(FakeTextToSpeech):
        async def synthesize(self, clause):
            raise ValueError(f"cannot say {clause.text}")
            yield

    caplog.set_level("INFO")
    async with running_server(fakes(tts=Broken())) as server, connect(server) as client:
        await client.say(Synthesize("my secret"))
        assert (await client.hear()).data["code"] == "internal"
        await client.say(Ping())
        assert (await client.hear()).type == "pong"
    assert "bug: ValueError" in caplog.text
    assert "secret" not in caplog.text


async def test_one_line_is_logged_per_turn_and_it_holds_no_words(connect, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    agent = FakeAgent(["a secret"])
    async with running_server(fakes(agent=agent)) as server, connect(server) as client:
        await client.say(_question())
        await client.hear_until("handled")
    lines = [record.getMessage() for record in caplog.records if record.getMessage().startswith("turn ")]
    assert len(lines) == 1
    assert "kind=handle path=agent" in lines[0]
    assert "answer_ms=" in lines[0]
    assert "secret" not in caplog.text
    assert "late" not in caplog.text


async def test_a_server_without_engines_still_answers(connect) -> None:
    async with running_server(Engines(FakeVoiceDetector())) as server, connect(server) as client:
        await client.say(Synthesize("Hello"), _question(), HandledChunk("stray"))
        codes = [(await client.hear()).data["code"] for _ in range(3)]
        assert codes == ["engine-missing", "engine-missing", "unknown-event"]
