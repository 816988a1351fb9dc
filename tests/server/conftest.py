"""What the server's tests share: a free port, and a small HTTP server that speaks the wire formats of model servers."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import settings


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Reply:
    """Pieces are sent one by one as HTTP chunks; a gate in between is waited for, None breaks the connection off."""

    pieces: list[bytes | asyncio.Event | None]
    status: int = 200
    kind: str = "application/json"


@dataclass
class ModelServer:
    routes: dict[str, Callable[[Request], Reply]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)  # the client went before the reply was whole
    url: str = ""

    def json(self, path: str, value: Any, status: int = 200) -> None:
        self.routes[path] = lambda _: Reply([json.dumps(value).encode()], status)

    def lines(self, path: str, *parts: dict[str, Any] | asyncio.Event | None) -> None:
        """Ollama's streaming: one JSON object a line."""
        encoded = [json.dumps(part).encode() + b"\n" if isinstance(part, dict) else part for part in parts]
        self.routes[path] = lambda _: Reply(list(encoded), kind="application/x-ndjson")

    def events(self, path: str, *parts: dict[str, Any] | asyncio.Event | None, done: bool = True) -> None:
        """OpenAI's streaming: server-sent events."""
        encoded = [f"data: {json.dumps(part)}\n\n".encode() if isinstance(part, dict) else part for part in parts]
        self.routes[path] = lambda _: Reply(
            [*encoded, b"data: [DONE]\n\n"] if done else list(encoded), kind="text/event-stream"
        )

    def asked(self, path: str) -> list[Any]:
        return [request.body for request in self.requests if request.path == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while line := await reader.readline():
                method, path, _ = line.decode().split()
                headers: dict[str, str] = {}
                while (header := (await reader.readline()).decode().strip()) != "":
                    name, _, value = header.partition(":")
                    headers[name.lower()] = value.strip()
                raw = await reader.readexactly(int(headers.get("content-length", 0)))
                request = Request(method, path, headers, json.loads(raw) if raw else None)
                self.requests.append(request)
                route = self.routes.get(path)
                reply = route(request) if route else Reply([b'{"error": "model not found"}'], 404)
                if not await self._reply(reply, reader, writer):
                    break

    async def _reply(self, reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = f"HTTP/1.1 {reply.status} -\r\nContent-Type: {reply.kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
        writer.write(head.encode())
        for piece in reply.pieces:
            if piece is None:
                writer.transport.abort()
                return False
            if isinstance(piece, asyncio.Event):
                gone = asyncio.ensure_future(reader.read(1))  # a client that waits for its answer sends nothing
                opened = asyncio.ensure_future(piece.wait())
                await asyncio.wait({gone, opened}, return_when=asyncio.FIRST_COMPLETED)
                opened.cancel()
                if gone.done():
                    self.hung_up.set()
                    return False
                gone.cancel()
                continue
            writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    model_server = ModelServer()
    connections: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        try:
            await model_server.serve(reader, writer)
        finally:
            writer.transport.abort()

    listener = await asyncio.start_server(connected, "127.0.0.1", 0)
    model_server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    yield model_server
    listener.close()
    for task in connections:
        task.cancel()
    await asyncio.gather(*connections, return_exceptions=True)


@pytest.fixture
def collect() -> Callable[..., Awaitable[list[str]]]:
    async def all_of(model: Any, *messages: Any) -> list[str]:
        async with asyncio.timeout(10):
            return [delta async for delta in model.answer(messages) if isinstance(delta, str)]

    return all_of


# A busy machine is no failure of what is tested; what must be fast has a test that says so.
settings.register_profile("morgan", deadline=None)
settings.load_profile("morgan")


@pytest.fixture
def unused_port() -> int:
    """A port on loopback where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
