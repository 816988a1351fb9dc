"""What a model writes is heard while it writes: from a model's server through Morgan's into Home Assistant's events.

Nothing here measures time: the model goes on only after its words have arrived, so a stage that waited for the end of
the answer would wait for ever.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from conftest import EMBEDDED
from demo_house import processes, running
from demo_house.ha import HomeAssistant
from demo_house.places import HOST, Places

PATIENCE_SECONDS = 60.0
FIRST, SECOND, LAST = (
    "Once upon a time",
    " there was a lamp that nobody had ever lit, in a house by the sea.",
    " The end.",
)


class HeldModel:
    """An OpenAI-style server whose model writes a piece only when the test lets it."""

    def __init__(self) -> None:
        self.arrived = asyncio.Event()  # the first words are in Home Assistant's event stream
        self.speaking = asyncio.Event()  # Home Assistant has let the voice begin
        self.left_at = 0.0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Stream three pieces, each after what must have come of the one before."""
        asked = json.loads(await request.read())
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for piece, before in ((FIRST, None), (SECOND, self.arrived), (LAST, self.speaking)):
            if before is not None:
                await before.wait()
            else:
                self.left_at = time.perf_counter()
            await response.write(_event(asked["model"], {"content": piece}, None))
        await response.write(_event(asked["model"], {}, "stop") + b"data: [DONE]\n\n")
        return response

    async def models(self, _request: web.Request) -> web.Response:
        """List the one model."""
        return web.json_response({"object": "list", "data": [{"id": "teller", "object": "model"}]})

    @asynccontextmanager
    async def serve(self, port: int) -> AsyncIterator[str]:
        """Run on the loopback address."""
        app = web.Application()
        app.router.add_get("/v1/models", self.models)
        app.router.add_post("/v1/chat/completions", self.answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, HOST, port).start()
        try:
            yield f"http://{HOST}:{port}/v1"
        finally:
            await runner.cleanup()


def _event(model: str, delta: dict[str, Any], finish: str | None) -> bytes:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": model, "choices": [choice]}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


async def test_words_arrive_and_the_voice_begins_while_the_model_still_writes(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    model = HeldModel()
    said: list[str] = []
    ended = asyncio.Event()
    way_ms = 0.0

    def on_event(event: dict[str, Any]) -> None:
        nonlocal way_ms
        data = event["data"] or {}
        if content := (data.get("chat_log_delta") or {}).get("content"):
            if not said:
                way_ms = (time.perf_counter() - model.left_at) * 1000
            said.append(content)
            model.arrived.set()
        if data.get("tts_start_streaming"):
            model.speaking.set()
        if event["type"] == "run-end":
            ended.set()

    async with model.serve(processes.free_port()) as url:
        environment = {**EMBEDDED, "MORGAN_LLM_KIND": "openai", "MORGAN_LLM_URL": url, "MORGAN_LLM_MODEL": "teller"}
        wishes = running.Wishes(server_port=0, home_assistant_port=0, environment=environment)
        places = Places(tmp_path_factory.mktemp("told") / "demo")
        async with running.demo(places, print, wishes) as demo, aiohttp.ClientSession() as http:
            client = HomeAssistant(http, demo.url, demo.token)
            async with client.socket() as socket, asyncio.timeout(PATIENCE_SECONDS):
                text = {"text": "tell me a story"}
                await socket.subscribe(
                    "assist_pipeline/run", on_event, start_stage="intent", end_stage="tts", input=text
                )
                await ended.wait()
    print(f"from the model's server to Home Assistant's event stream: {way_ms:.1f} ms")
    assert " ".join("".join(said).split()) == FIRST + SECOND + LAST  # one gap is wide on its way
    assert said[0].startswith("Once")
