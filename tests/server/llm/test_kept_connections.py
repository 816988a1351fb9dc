"""A server that hangs up on a quiet connection costs nobody an answer: llama-server and Node's do after 5 s."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from morgan.llm.ollama import OllamaModel
from morgan.llm.openai import OpenAiModel
from morgan.ports import Message
from morgan.settings.schema import LlmSettings

HELLO = Message("user", "Hello?")
QUIET_SECONDS = 1.5


@asynccontextmanager
async def impatient(url: str) -> AsyncIterator[str]:
    """A way to a server that hangs up at the next word of a client that was quiet.

    That is what the client sees whose word crosses the server's own farewell on the way.
    """
    host, port = urlsplit(url).hostname, urlsplit(url).port

    async def carry(client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        theirs, asks = await asyncio.open_connection(host, port)
        back = asyncio.create_task(pipe(theirs, answers))
        last = time.monotonic()
        while data := await client.read(65536):
            if time.monotonic() - last > QUIET_SECONDS:
                break
            asks.write(data)
            last = time.monotonic()
        back.cancel()
        for writer in (asks, answers):
            writer.close()

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)

    async with await asyncio.start_server(carry, "127.0.0.1", 0) as listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize("kind", [OllamaModel, OpenAiModel])
async def test_a_question_after_a_pause_is_answered(server, collect, kind):
    server.json("/api/tags", {"models": [{"model": "m"}]})
    server.json("/api/show", {"capabilities": ["completion"], "model_info": {}})
    server.lines("/api/chat", {"model": "m", "message": {"role": "assistant", "content": "Yes."}, "done": True})
    said = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    choice = {"index": 0, "delta": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}
    server.events("/v1/chat/completions", said | {"choices": [choice]})
    async with impatient(server.url) as url:
        model = kind(LlmSettings(url=url, model="m", first_token_seconds=5))
        try:
            assert await collect(model, HELLO) == ["Yes."]
            await asyncio.sleep(QUIET_SECONDS + 0.3)
            assert await collect(model, HELLO) == ["Yes."]
        finally:
            await model.close()
