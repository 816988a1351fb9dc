"""Recorded conversations: their file format, and how they are played against a real server; see README.md."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import SecretStr
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.user_event import UserEvent

from morgan.errors import EngineFailed, NoModel
from morgan.ports import AnswerTrace, Engines, ToolCall, Transcript, Usage, Utterance
from morgan.settings.schema import WireSettings
from morgan.testing import FakeAgent, FakeSpeechToText, FakeTextToSpeech, FakeVoiceDetector, fakes, running_server
from morgan.wire.server import Server

TOKEN = "open sesame"


class NamesAlone(FakeSpeechToText):
    """Hears the names of the things that it was told of, and nothing else."""

    async def transcribe(self, utterance: Utterance) -> Transcript:
        named = " ".join(thing.names[0] for thing in utterance.home.entities)
        return Transcript(named, utterance.language or "en")


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a conversation; without a type the server closed the connection."""

    sender: str
    type: str | None
    data: dict[str, Any] = field(default_factory=dict)
    payload: bytes = b""
    after_ms: int = 0

    @property
    def event(self) -> Event:
        assert self.type is not None
        return Event(self.type, self.data, self.payload or None)

    def masked(self) -> tuple[object, ...]:
        """Without what differs from run to run; of resampled sound, which processors round differently, the length."""
        constant = len(set(zip(self.payload[::2], self.payload[1::2], strict=False))) <= 1
        return self.sender, self.type, _mask(self.type, self.data), self.payload if constant else len(self.payload)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A file."""

    head: dict[str, Any]
    lines: list[Line]


def read(path: Path) -> Conversation:
    head, *rows = (json.loads(row) for row in path.read_text().splitlines())
    return Conversation(head, [_line(row) for row in rows])


def write(path: Path, conversation: Conversation) -> None:
    rows = [conversation.head, *map(_row, conversation.lines)]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _line(row: dict[str, Any]) -> Line:
    payload = row.get("payload") or {}
    if "int16" in payload:
        sound = np.full(payload["samples"], payload["int16"], dtype="<i2").tobytes()
    else:
        sound = base64.b64decode(payload.get("base64", ""))
    kind = None if row.get("closed") else row["type"]
    return Line(row["from"], kind, row.get("data", {}), sound, row.get("after_ms", 0))


def _row(line: Line) -> dict[str, Any]:
    if line.type is None:
        return {"from": line.sender, "closed": True}
    row: dict[str, Any] = {"from": line.sender, "type": line.type}
    if line.data:
        row["data"] = line.data
    if line.payload:
        samples = np.frombuffer(line.payload, dtype="<i2") if len(line.payload) % 2 == 0 else np.zeros(0)
        if len(samples) and (samples == samples[0]).all():
            row["payload"] = {"int16": int(samples[0]), "samples": len(samples)}
        else:
            row["payload"] = {"base64": base64.b64encode(line.payload).decode()}
    if line.after_ms:
        row["after_ms"] = line.after_ms
    return row


def _mask(kind: str | None, data: dict[str, Any]) -> object:
    if kind == "error":
        return {**data, "text": bool(data["text"])}
    if kind == "user-event" and data["name"] == "welcome":
        return {**data, "data": {**data["data"], "server": "*", "id": "*"}}
    if kind == "user-event" and data["name"] == "trace":
        spans = [span["name"] for span in data["data"]["spans"]]
        return {**data, "data": {**data["data"], "spans": spans}}
    if kind == "info":
        return _without_versions(data)
    return data


def _without_versions(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_versions(each) for key, each in value.items() if key != "version"}
    return [_without_versions(each) for each in value] if isinstance(value, list) else value


def _engines(name: str) -> Engines:
    others: dict[str, object] = {}
    match name:
        case "no-model":
            others["agent"] = FakeAgent(error=NoModel("I can only do plain commands: no language model is set up."))
        case "failing-agent":
            failed = EngineFailed("the language model stopped in mid-sentence")
            others["agent"] = FakeAgent(fail_at=1, error=failed)
        case "acting":
            others["agent"] = agent = FakeAgent(("Turned on the light. ", "Shall I start the fan?"))
            agent.calls = (
                ToolCall("call00001", "HassTurnOn", {"name": "Lamp"}, ("name",)),
                ToolCall("call00002", "HassTurnOn", {"name": "Fan"}),
            )
            agent.trace = AnswerTrace("qwen3:4b-instruct", Usage(1200, 1100, 20), 1, ("name",), asked=True)
        case "failing-voice":
            others["tts"] = FakeTextToSpeech(fail_at=1, error=EngineFailed("the voice failed"))
        case "housed":
            others["stt"] = NamesAlone()
        case "no-engines":
            return Engines(FakeVoiceDetector())
    return fakes(**others)


@asynccontextmanager
async def server_of(conversation: Conversation) -> AsyncGenerator[Server, None]:
    """Run the server that the conversation's first line names."""
    name = conversation.head["server"]
    wire = WireSettings(drain_seconds=0)
    if name == "token":
        wire = WireSettings(drain_seconds=0, tls="offered", token=SecretStr(TOKEN), trusted_networks=())
    if name == "tls":
        wire = WireSettings(drain_seconds=0, token=SecretStr(TOKEN), trusted_networks=())
    async with running_server(_engines(name), wire) as server:
        if name == "housed":
            await _tell_house(server)
        yield server


async def _tell_house(server: Server) -> None:
    async with AsyncTcpClient("127.0.0.1", server.port) as client:
        hello = {"version": 1, "client": "house", "home": "house-1"}
        house = {"entities": [{"names": ["Zephyr lamp"], "domain": "light"}]}
        for event in (UserEvent("hello", hello), UserEvent("home", house)):
            await client.write_event(event.event())
            await receive(client, 5.0)


async def receive(client: AsyncTcpClient, seconds: float) -> Line:
    """Return what the server says next. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        event = await client.read_event()
    return Line("server", None) if event is None else Line("server", event.type, event.data, event.payload or b"")


async def send(client: AsyncTcpClient, line: Line) -> None:
    await asyncio.sleep(line.after_ms / 1000)  # the pace is part of the conversation
    await client.write_event(line.event)
