"""The client against a server that does what servers should not."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from custom_components.morgan.client.client import MorganClient
from custom_components.morgan.client.connection import MAX_DATA, MAX_HEADER, MAX_PAYLOAD
from custom_components.morgan.client.errors import (
    CannotConnect,
    InvalidToken,
    Lost,
    MorganError,
    NotMorgan,
    Refused,
    ServerError,
    TimedOut,
    WrongVersion,
)
from custom_components.morgan.client.models import Address, Manner, Question, Server
from wyoming.error import Error

from .fake_server import FakeServer, collect, running, told
from .fake_server import ask as answer


@pytest.fixture
def assist() -> None:
    """These tests need no Home Assistant."""


def client(server: FakeServer, token: str | None = None) -> MorganClient:
    return MorganClient(Address("127.0.0.1", server.port, token, "house"))


async def sound(chunks: int) -> AsyncIterator[bytes]:
    for _ in range(chunks):
        yield bytes(640)


async def words(*pieces: str) -> AsyncIterator[str]:
    for piece in pieces:
        yield piece


def ask(text: str = "who wrote Hamlet") -> Question:
    return Question(text, "en")


async def test_the_server_says_what_it_is(server: FakeServer) -> None:
    server.info = told(hears=("en", "de"), voices=(("amy", "en"), ("eva", "de")))
    answer = await client(server).describe()
    assert (answer.version, answer.id, answer.features) == ("9.9", "f00d", server.features)
    assert (answer.hears, answer.hears_with, answer.speaks_with) == (("en", "de"), "ear", "mouth")
    assert [(voice.name, voice.description, voice.languages) for voice in answer.voices] == [
        ("amy", "Amy", ("en",)),
        ("eva", "Eva", ("de",)),
    ]
    assert server.hellos == [{"version": 1, "client": "home-assistant", "home": "house"}]


async def test_what_a_server_is_can_be_kept_as_json(server: FakeServer) -> None:
    answer = await client(server).describe()
    assert Server.from_dict(json.loads(json.dumps(answer.as_dict()))) == answer


async def test_a_server_without_engines_is_a_server(server: FakeServer) -> None:
    server.info = told(hears=(), voices=())
    answer = await client(server).describe()
    assert (answer.hears, answer.voices) == ((), ())


async def test_the_right_token_opens_and_any_other_does_not(server: FakeServer) -> None:
    server.token = "open sesame"
    assert (await client(server, "open sesame").describe()).id == "f00d"
    for wrong in (None, "guess"):
        with pytest.raises(InvalidToken):
            await client(server, wrong).describe()


@pytest.mark.parametrize("version", [2, 0])
async def test_another_version_is_named(server: FakeServer, version: int) -> None:
    server.version = version
    with pytest.raises(WrongVersion):
        await client(server).describe()


async def test_a_port_without_a_server_is_refused() -> None:
    async with running() as gone:
        pass
    with pytest.raises(Refused):
        await client(gone).describe()
    with pytest.raises(Refused):  # a name with two addresses fails in another way
        await MorganClient(Address("localhost", gone.port)).describe()


@pytest.mark.parametrize("failure", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
async def test_a_host_that_does_not_exist_cannot_be_reached(
    failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def no_such_name(*_: Any, **__: Any) -> None:
        raise failure

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", no_such_name)
    with pytest.raises(CannotConnect) as caught:
        await MorganClient(Address("no.such.house", 10800)).describe()
    assert not isinstance(caught.value, Refused)


async def test_a_server_that_never_answers_is_given_up(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONNECT_SECONDS", "NO_SPEECH_SECONDS", "ANSWER_SECONDS"):
        monkeypatch.setattr(f"custom_components.morgan.client.client.{name}", 0.1)
    server.keeps_silent = True
    with pytest.raises(TimedOut):
        await client(server).describe()
    with pytest.raises(TimedOut):
        await client(server).transcribe(sound(1), "en")


async def test_a_server_that_falls_silent_in_the_middle_is_given_up(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.morgan.client.response_stream.ANSWER_SECONDS", 0.1)
    server.gate = asyncio.Event()
    heard: list[str] = []
    with pytest.raises(TimedOut):
        await collect(heard, answer(client(server), ask()))
    assert heard == ["It was "]


@pytest.mark.parametrize(
    "line",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"not json\n",
        b"[]\n",
        b"{}\n",
        b"null\n",
        b'{"type": 7}\n',
        b'{"type": "user-event", "data": []}\n',
        b'{"type": "user-event", "data": [1]}\n',
        b'{"type": "user-event", "data_length": -1}\n',
        b'{"type": "user-event", "data_length": true}\n',
        b'{"type": "user-event", "data_length": "2"}\n',
        b'{"type": "user-event", "data_length": %d}\n' % (MAX_DATA + 1),
        b'{"type": "user-event", "payload_length": %d}\n' % (MAX_PAYLOAD + 1),
        b'{"type": "user-event", "data_length": 2}\n[]',
        b'{"type": "user-event", "data_length": 4}\nnull',
        b'{"type": "user-event", "data_length": 2}\n\xff\xff',
        b'{"type": "' + b"x" * MAX_HEADER + b'"}\n',
        b"[" * 50_000 + b"\n",
        b'{"type": "welcome"}\n',
        b'{"type": "user-event", "data": {"name": "welcome"}}\n',
        b'{"type": "user-event", "data": {"name": "welcome", "data": 7}}\n',
        b'{"type": "user-event", "data": {}}\n',
        b'{"type": "info", "data": {"asr": []}}\n',
    ],
)
async def test_what_is_no_morgan_is_called_so(server: FakeServer, line: bytes) -> None:
    server.babbles = line
    with pytest.raises(NotMorgan):
        await client(server).describe()


@pytest.mark.parametrize(
    "info", [{"asr": 7}, {"asr": [{}]}, {"tts": [{"name": "x"}]}, {"asr": ["x"]}, {"asr": [{"models": None}]}]
)
async def test_an_info_that_makes_no_sense_is_no_morgan(server: FakeServer, info: dict[str, Any]) -> None:
    welcome = {"name": "welcome", "data": {"version": 1}}
    server.babbles = b"".join(
        json.dumps({"type": kind, "data": data}).encode() + b"\n"
        for kind, data in (("user-event", welcome), ("info", info))
    )
    with pytest.raises(NotMorgan):
        await client(server).describe()


async def test_the_words_may_come_before_the_sound_ends(server: FakeServer) -> None:
    server.words_end_after = 3
    closed = asyncio.Event()

    async def microphone() -> AsyncIterator[bytes]:
        try:
            while True:
                yield bytes(640)
                await asyncio.sleep(0)
        finally:
            closed.set()

    async with asyncio.timeout(5):
        assert await client(server).transcribe(microphone(), "en") == "turn on the kitchen lights"
        await closed.wait()
    await server.until(lambda: not server.connections)


async def test_a_file_is_heard_to_its_end(server: FakeServer) -> None:
    assert await client(server).transcribe(sound(10), "de") == "turn on the kitchen lights"
    assert server.heard_bytes == 6400
    assert server.transcribes == [{"language": "de"}]


async def test_a_microphone_that_fails_ends_the_turn_with_its_own_error(server: FakeServer) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(640)
        raise RuntimeError("unplugged")

    with pytest.raises(RuntimeError, match="unplugged"):
        await client(server).transcribe(broken(), "en")
    await server.until(lambda: not server.connections)


async def test_the_servers_error_reaches_who_asked(server: FakeServer) -> None:
    server.fails = Error(text="the engine failed", code="engine-failed")
    with pytest.raises(ServerError, match="the engine failed"):
        await client(server).transcribe(sound(1), "en")
    with pytest.raises(ServerError, match="the engine failed"):
        [word async for word in answer(client(server), ask())]
    with pytest.raises(ServerError, match="the engine failed"):
        [piece async for piece in client(server).synthesize(words("Hello"), Manner())]


async def test_a_server_that_hangs_up_is_lost(server: FakeServer) -> None:
    server.hangs_up = True
    with pytest.raises(Lost):
        await client(server).transcribe(sound(1), "en")
    with pytest.raises(Lost):
        [word async for word in answer(client(server), ask())]


async def test_sound_comes_while_the_text_is_still_written(server: FakeServer) -> None:
    go_on = asyncio.Event()

    async def text() -> AsyncIterator[str]:
        yield "Good evening. "
        await go_on.wait()
        yield "It is late."

    sounds = client(server).synthesize(text(), Manner("amy", rate_hz=48_000))
    async with asyncio.timeout(5):
        first = await anext(sounds)
        assert (first.rate_hz, first.width_bytes, first.channels, len(first.pcm)) == (48_000, 2, 1, 200)
        go_on.set()
        assert len([piece async for piece in sounds]) == 1
    assert server.spoken[0]["text"] == "Good evening. It is late."
    assert server.spoken[0]["voice"] == {"name": "amy"}
    assert server.spoken[0]["context"] == {"rate_hz": 48_000}


async def test_a_text_that_fails_ends_the_speech_with_its_own_error(server: FakeServer) -> None:
    async def text() -> AsyncIterator[str]:
        yield "Good evening. "
        raise RuntimeError("the model fell over")

    with pytest.raises(RuntimeError, match="fell over"):
        [piece async for piece in client(server).synthesize(text(), Manner())]


async def test_a_listener_who_leaves_hangs_up_at_once(server: FakeServer) -> None:
    closed = asyncio.Event()

    async def text() -> AsyncIterator[str]:
        try:
            yield "Good evening. "
            await asyncio.Event().wait()
        finally:
            closed.set()

    sounds = client(server).synthesize(text(), Manner())
    await anext(sounds)
    await sounds.aclose()
    await server.until(lambda: not server.connections, seconds=1)
    assert closed.is_set()


async def test_sound_that_makes_no_sense_is_no_morgan(server: FakeServer) -> None:
    welcome = {"type": "user-event", "data": {"name": "welcome", "data": {"version": 1}}}
    chunk = {"type": "audio-chunk", "data": {"width": 2}}
    server.babbles = b"".join(json.dumps(event).encode() + b"\n" for event in (welcome, chunk))
    with pytest.raises(NotMorgan):
        [piece async for piece in client(server).synthesize(words("Hello"), Manner())]


async def test_a_server_that_does_not_read_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("custom_components.morgan.client.connection.WRITE_SECONDS", 0.1)
    let_go = asyncio.Event()

    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\n")
        welcome = {"type": "user-event", "data": {"name": "welcome", "data": {"version": 1}}}
        writer.write(json.dumps(welcome).encode() + b"\n")
        await let_go.wait()
        writer.transport.abort()

    async def endless() -> AsyncIterator[str]:
        while True:
            yield "x" * 500_000

    listener = await asyncio.start_server(deaf, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    monkeypatch.setattr("custom_components.morgan.client.client.ANSWER_SECONDS", 2)
    with pytest.raises(MorganError):
        [piece async for piece in MorganClient(Address("127.0.0.1", port)).synthesize(endless(), Manner())]
    let_go.set()
    listener.close()
    await listener.wait_closed()
