"""The server says today what it said when the conversations were recorded."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from wyoming.client import AsyncTcpClient

_HERE = Path(__file__).parent
_SPEC = importlib.util.spec_from_file_location("conversation", _HERE / "conversation.py")
assert _SPEC is not None
assert _SPEC.loader is not None
conversation = importlib.util.module_from_spec(_SPEC)
sys.modules["conversation"] = conversation  # dataclasses look their module up
_SPEC.loader.exec_module(conversation)

FILES = sorted((_HERE / "conversations").glob("*.jsonl"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_the_server_still_says_what_was_recorded(path: Path) -> None:
    recorded = conversation.read(path)
    assert any(line.sender == "server" for line in recorded.lines), "nothing was recorded: run record.py"
    async with conversation.server_of(recorded) as server, AsyncTcpClient("127.0.0.1", server.port) as client:
        for number, line in enumerate(recorded.lines, start=2):
            if line.sender == "client":
                await conversation.send(client, line)
            else:
                said = await conversation.receive(client, 5.0)
                assert said.masked() == line.masked(), f"{path.name}:{number}"


def test_every_kind_of_conversation_is_recorded() -> None:
    types = {line.type for path in FILES for line in conversation.read(path).lines}
    named = {line.data["name"] for path in FILES for line in conversation.read(path).lines if line.type == "user-event"}
    assert {
        "info",
        "pong",
        "transcript",
        "audio-stop",
        "synthesize-stopped",
        "handled",
        "not-handled",
        "error",
    } <= types
    assert {"voice-started", "voice-stopped", "detection", "not-detected", "handled-chunk", "transcript-chunk"} <= types
    assert {"hello", "welcome", "turn", "home", "home-known", "trace"} <= named
