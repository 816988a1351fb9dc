"""The recorded conversations of tests/contract, played to the client: the server's half is what a real server said."""

from __future__ import annotations

import asyncio
import base64
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from custom_components.morgan.client.client import MorganClient
from custom_components.morgan.client.errors import (
    Declined,
    InvalidToken,
    MorganError,
    ServerError,
    TlsNeeded,
    WrongVersion,
)
from custom_components.morgan.client.models import (
    Address,
    EntityState,
    House,
    Listener,
    Manner,
    Message,
    Offer,
    Picture,
    Place,
    Question,
    Sound,
    Tool,
    ToolCall,
    ToolError,
    ToolResult,
    Woken,
)
from wyoming.event import Event, async_read_event, async_write_event

from .fake_server import ask, collect

FOLDER = Path(__file__).parents[1] / "contract" / "conversations"
REPEATED = {"audio-chunk", "synthesize-chunk"}  # how often is a matter of pace, not of the protocol


@pytest.fixture
def assist() -> None:
    """These tests need no Home Assistant."""


def recorded(name: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in (FOLDER / f"{name}.jsonl").read_text().splitlines()][1:]


def event_of(line: dict[str, Any]) -> Event:
    payload = line.get("payload") or {}
    if "int16" in payload:
        sound = struct.pack("<h", payload["int16"]) * payload["samples"]
    else:
        sound = base64.b64decode(payload.get("base64", ""))
    return Event(line["type"], line.get("data", {}), sound or None)


def kind_of(event: Event) -> str:
    return f"{event.type} {event.data['name']}" if event.type == "user-event" else event.type


@asynccontextmanager
async def played(name: str, token: str | None = None) -> AsyncIterator[tuple[MorganClient, list[Event]]]:
    """A server that says what was recorded, each line once the client has said what came before it."""
    said: list[Event] = []

    async def until(reader: asyncio.StreamReader, kind: str) -> bool:
        while (event := await async_read_event(reader)) is not None:
            said.append(event)
            if kind_of(event) == kind:
                return True
        return False

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines = recorded(name)
        if kind_of(event_of(lines[0])) != "user-event hello":  # a stock client's conversation: ours says hello first
            lines = recorded("hello-ok") + lines
        previous = ""
        for line in lines:
            if line.get("closed"):
                break
            event = event_of(line)
            if line["from"] == "server":
                await async_write_event(event, writer)
            elif not (kind_of(event) == previous and previous in REPEATED) and not await until(reader, kind_of(event)):
                break
            if line["from"] == "client":
                previous = kind_of(event)
        writer.close()

    server = await asyncio.start_server(play, "127.0.0.1", 0)
    try:
        port = server.sockets[0].getsockname()[1]
        yield MorganClient(Address("127.0.0.1", port, token, "house-1")), said
    finally:
        server.close()
        await server.wait_closed()


async def loud(seconds: float) -> AsyncIterator[bytes]:
    for _ in range(int(seconds * 10)):
        yield struct.pack("<h", 5000) * 1600
        await asyncio.sleep(0)


async def text(*pieces: str) -> AsyncIterator[str]:
    for piece in pieces:
        yield piece


def fields(name: str, kind: str) -> dict[str, Any]:
    """What the recorded client said in the first event of a kind."""
    return next(
        line.get("data", {}) for line in recorded(name) if line["from"] == "client" and kind_of(event_of(line)) == kind
    )


async def test_hello_and_describe() -> None:
    async with played("hello-token", "open sesame") as (client, said):
        server = await client.describe()
    assert server.id is not None
    assert server.hears == ("en",)
    assert [(voice.name, voice.languages) for voice in server.voices] == [("fake-voice", ("en",)), ("zwei", ("de",))]
    assert {"home", "turn", "rate"} <= set(server.features)
    assert set(fields("hello-token", "user-event hello")["data"]) <= set(said[0].data["data"])


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("hello-unauthorized", InvalidToken),
        ("hello-version", WrongVersion),
        ("hello-tls-required", TlsNeeded),
    ],
)
async def test_hello_refused(name: str, error: type[MorganError]) -> None:
    async with played(name, "guess") as (client, _):
        with pytest.raises(error):
            await client.describe()


@pytest.mark.parametrize(
    ("name", "heard"),
    [
        ("stt-endpoint", "turn on the kitchen lights"),
        ("stt-file", "turn on the kitchen lights"),
        ("stt-silence", ""),
        ("stt-no-sound", ""),
    ],
)
async def test_hearing(name: str, heard: str) -> None:
    async with played(name) as (client, said), asyncio.timeout(10):
        assert await client.transcribe(loud(0 if name == "stt-no-sound" else 1), "en") == heard
    kinds = [kind_of(event) for event in said]
    assert kinds[:3] == ["user-event hello", "transcribe", "audio-start"]


@pytest.mark.parametrize(
    ("name", "language", "listener", "heard"),
    [
        ("stt-patience", "de", Listener(sensitivity="relaxed"), "turn on the kitchen lights"),
        ("stt-no-names", "en", Listener(area="Kitchen", names=False), ""),
    ],
)
async def test_hearing_as_a_profile_wishes(name: str, language: str, listener: Listener, heard: str) -> None:
    async with played(name) as (client, said), asyncio.timeout(10):
        words = [words async for words in client.hear(loud(1), language, listener)]
    assert words[-1].text == heard
    wish = next(event for event in said if event.type == "transcribe")
    assert wish.data == fields(name, "transcribe")


async def test_a_wake_word() -> None:
    microphone = loud(5)

    async def timed() -> AsyncIterator[tuple[bytes, int]]:
        async for pcm in microphone:
            yield pcm, 0

    async with played("wake") as (client, said), asyncio.timeout(10):
        assert await client.wake(timed(), "hey_jarvis") == Woken("hey_jarvis", 500)
    assert [kind_of(event) for event in said][:3] == ["user-event hello", "detect", "audio-start"]
    assert said[1].data == fields("wake", "detect")
    assert said[2].data | {"timestamp": None} == fields("wake", "audio-start") | {"timestamp": None}


async def test_speaking_in_the_manner_of_an_added_voice() -> None:
    async with played("tts-manner") as (client, said), asyncio.timeout(10):
        manner = Manner("fake-voice", "two", speed=0.5, volume=0.25)
        assert [sound async for sound in client.synthesize(text("It is late."), manner)]
    start = next(event for event in said if event.type == "synthesize-start")
    assert start.data == fields("tts-manner", "synthesize-start")


async def test_speaking() -> None:
    async with played("tts-stream") as (client, said), asyncio.timeout(10):
        sounds = client.synthesize(text("It is late. Good", " night."), Manner("fake-voice"))
        # The recorded client also sent the whole text once more, for servers that know no streaming: ours need not.
        first = await anext(sounds)
        await sounds.aclose()
    assert first == Sound(struct.pack("<h", 1000) * 160, 16_000, 2, 1)
    start = next(event for event in said if event.type == "synthesize-start")
    assert start.data == fields("tts-stream", "synthesize-start")


async def test_speech_that_fails() -> None:
    async with played("tts-error-mid-stream") as (client, _), asyncio.timeout(10):
        heard: list[Sound] = []
        with pytest.raises(ServerError):
            await collect(heard, client.synthesize(text("It is late. Good night."), Manner()))
    assert len(heard) == 1


async def test_the_wish_for_a_sample_rate_stands_where_the_recorded_one_does() -> None:
    async with played("tts-stream") as (client, said), asyncio.timeout(10):
        sounds = client.synthesize(text("It is late."), Manner(rate_hz=48_000))
        await anext(sounds)
        await sounds.aclose()
    start = next(event for event in said if event.type == "synthesize-start")
    assert start.data["context"] == fields("tts-rate", "synthesize")["context"]


async def test_a_question_answered() -> None:
    question = Question(
        "How late is it?",
        "en",
        (Message("user", "Hello"), Message("assistant", "Good evening.")),
        "Be brief.",
        {"conversation_id": "c1"},
    )
    async with played("turn-handled") as (client, said), asyncio.timeout(10):
        assert [word async for word in ask(client, question)] == ["It is ", "late."]
    assert said[1].data == fields("turn-handled", "user-event turn")
    assert said[2].data == fields("turn-handled", "transcript")


async def test_a_question_of_a_program() -> None:
    schema = {"type": "object", "properties": {"rooms": {"type": "integer"}}}
    question = Question("How many rooms are there?", "en", schema=schema)
    async with played("turn-schema") as (client, said), asyncio.timeout(10):
        assert [word async for word in ask(client, question)] == ["It is ", "late."]
    assert said[1].data == fields("turn-schema", "user-event turn")


async def test_a_question_for_a_chosen_model() -> None:
    question = Question("Who wrote Hamlet?", "en", model="large", temperature=0.8)
    async with played("turn-choice") as (client, said), asyncio.timeout(10):
        assert [word async for word in ask(client, question)] == ["It is ", "late."]
    assert said[1].data == fields("turn-choice", "user-event turn")


async def test_a_question_about_a_picture() -> None:
    (line,) = [each for each in recorded("turn-image") if each.get("data", {}).get("name") == "image"]
    picture = Picture("image/png", event_of(line).payload or b"")
    async with played("turn-image") as (client, said), asyncio.timeout(10):
        words = ask(client, Question("What is this?", "en", pictures=(picture,)))
        assert [word async for word in words] == ["It is ", "late."]
    assert [kind_of(event) for event in said[1:]] == ["user-event turn", "user-event image", "transcript"]
    assert (said[2].data, said[2].payload) == (line["data"], picture.data)


async def test_which_models_there_are() -> None:
    async with played("models") as (client, _), asyncio.timeout(10):
        assert await client.offer() == Offer("fake-llm-model", ("fake-llm-model", "large"), ("large",))


async def test_a_question_that_acts() -> None:
    lamp = Tool(
        "HassTurnOn", "Turns on", {"type": "object", "properties": {"name": {"type": "string"}}}, read_only=False
    )
    house = House(
        (lamp,),
        (EntityState("Lamp", "light", "Kitchen", "off", {}), EntityState("Fan", "fan", None, "off", {})),
        Place("Kitchen"),
        now="2026-11-21T08:00:00+01:00",
    )
    question = Question("Lamp and fan, please", "en", context={"conversation_id": "c1"}, house=house)
    async with played("turn-acts") as (client, said), asyncio.timeout(10), client.ask(question) as answer:
        calls = [call async for call in answer.round()]
        assert calls == [
            ToolCall("call00001", "HassTurnOn", {"name": "Lamp"}),
            ToolCall("call00002", "HassTurnOn", {"name": "Fan"}),
        ]
        await answer.give(
            [
                ToolResult("call00001", {"speech": "Turned on the light"}),
                ToolResult("call00002", error=ToolError("ask", "Shall I start the fan?")),
            ]
        )
        assert [word async for word in answer.round()] == ["Turned on the light. ", "Shall I start the fan?"]
        assert answer.continues
    turns = [event.data["data"] for event in said if kind_of(event) == "user-event turn"]
    assert turns == [fields("turn-acts", "user-event turn")["data"]]
    recorded_results = [
        line["data"]["data"] for line in recorded("turn-acts") if line.get("data", {}).get("name") == "tool-result"
    ]
    assert [event.data["data"] for event in said if kind_of(event) == "user-event tool-result"] == recorded_results


async def test_somebody_begins_to_speak() -> None:
    tool = Tool("HassTurnOn", "Turns on", {"type": "object", "properties": {"name": {"type": "string"}}}, False)
    async with played("prepare") as (client, said), asyncio.timeout(10):
        await client.prepare(Question("", "en", house=House((tool,), ())))
    prepared = [event.data["data"] for event in said if kind_of(event) == "user-event prepare"]
    assert prepared == [fields("prepare", "user-event prepare")["data"]]


async def test_a_question_declined() -> None:
    async with played("turn-not-handled") as (client, _), asyncio.timeout(10):
        with pytest.raises(Declined, match="no language model"):
            [word async for word in ask(client, Question("How late is it?", "en"))]


async def test_an_answer_that_breaks_off() -> None:
    heard: list[str] = []
    async with played("turn-error-mid-stream") as (client, _), asyncio.timeout(10):
        with pytest.raises(ServerError):
            await collect(heard, ask(client, Question("How late is it?", "en")))
    assert heard == ["It is "]


def test_every_conversation_that_concerns_the_client_is_played() -> None:
    """The rest is between the server and stock Wyoming clients, or is covered with a welcome of its own."""
    here = Path(__file__).read_text()
    elsewhere = {
        "bad-field", "describe", "describe-no-engines", "hello-missing", "hello-ok", "home", "ping", "select-program",
        "stt-context", "stt-stray-chunk", "tts", "tts-no-words", "tts-unknown-voice", "unknown-event", "wake",
    }  # fmt: skip
    unknown = {path.stem for path in FOLDER.glob("*.jsonl")} - elsewhere
    assert {name for name in unknown if f'"{name}"' not in here} == set()
