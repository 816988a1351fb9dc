"""A small HTTP/1.1 server for stand-ins: streams, stalls and disconnects on request; knows nothing of models.

HTTP frameworks always behave correctly; a stand-in has to misbehave at an exact byte.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field


class HangUp(Exception):
    """Raised by a reply's pieces to disconnect at that point."""


@dataclass(frozen=True, slots=True)
class Request:
    """A client's request; `body` is its JSON, None if it has no body or another one, `raw` the bytes as received."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: object = None
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """The response: pieces are sent one by one, each as an HTTP chunk."""

    pieces: AsyncGenerator[bytes, None]
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


@asynccontextmanager
async def serving(
    route: Callable[[Request], Awaitable[Reply]], on_hang_up: Callable[[], None] | None = None, port: int = 0
) -> AsyncGenerator[str, None]:
    """Serve on a port of 127.0.0.1 (0: a free one) and yield the address.

    `on_hang_up` is called when a client disconnects before the end of a reply.
    """
    connections: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            connections.add(task)
            task.add_done_callback(connections.discard)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                request = await _read(reader)
                if request is None or await _answer(await route(request), reader, writer):
                    writer.close()
                elif on_hang_up is not None:
                    on_hang_up()
        finally:
            writer.close()

    listener = await asyncio.start_server(connected, "127.0.0.1", port)
    try:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    finally:
        listener.close()
        for task in tuple(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


async def once(*pieces: bytes) -> AsyncGenerator[bytes, None]:
    """Yield the given pieces."""
    for piece in pieces:
        yield piece


def json_reply(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Return a reply of one JSON value."""
    return Reply(once(json.dumps(value).encode()), status, headers=headers or {})


async def _read(reader: asyncio.StreamReader) -> Request | None:
    line = (await reader.readline()).decode()
    if not line.strip():
        return None
    method, target, _ = line.split()
    headers: dict[str, str] = {}
    while (header := (await reader.readline()).decode().strip()) != "":
        name, _, value = header.partition(":")
        headers[name.lower()] = value.strip()
    raw = await reader.readexactly(int(headers.get("content-length", 0)))
    try:
        body = json.loads(raw) if raw else None
    except ValueError:
        body = None
    return Request(method, target.partition("?")[0], headers, body, raw)


async def _answer(reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Send a reply, the only one of its connection; False when the client disconnected before its end."""
    more = "".join(f"{name}: {value}\r\n" for name, value in reply.headers.items())
    kind = f"Content-Type: {reply.kind}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
    sending = asyncio.ensure_future(_send(f"HTTP/1.1 {reply.status} -\r\n{kind}{more}\r\n".encode(), reply, writer))
    gone = asyncio.ensure_future(reader.read(1))  # a waiting client sends nothing, so only its disconnect ends the read
    try:
        await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
        if sending.done():
            sending.result()
        return sending.done()
    except HangUp:
        writer.transport.abort()
        return True
    finally:
        for task in (sending, gone):
            task.cancel()
        await asyncio.gather(sending, gone, return_exceptions=True)


async def _send(head: bytes, reply: Reply, writer: asyncio.StreamWriter) -> None:
    writer.write(head)
    await writer.drain()
    async with aclosing(reply.pieces) as pieces:
        async for piece in pieces:
            if piece:  # an empty chunk would end the reply
                writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
                await writer.drain()
    writer.write(b"0\r\n\r\n")
    await writer.drain()
