"""A server that hangs up on a kept connection costs nobody a question; one that hangs up at once is not asked twice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2
import pytest

from morgan.remote.http_client import HttpClient

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nOK"


@dataclass
class Server:
    """Answers, or hangs up: `answers` says which, for the nth connection's mth request."""

    answers: Callable[[int, int], bool]
    asked: list[bytes] = field(default_factory=list)
    connections: int = 0
    listening: asyncio.Server | None = None

    @property
    def url(self) -> str:
        assert self.listening is not None
        return f"http://127.0.0.1:{self.listening.sockets[0].getsockname()[1]}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        mine, requests = self.connections, 0
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                found = re.search(rb"content-length: (\d+)", head)
                self.asked.append(await reader.readexactly(int(found[1]) if found else 0))
                requests += 1
                if not self.answers(mine, requests):
                    return
                writer.write(ANSWER)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(answers: Callable[[int, int], bool]) -> AsyncIterator[Server]:
    server = Server(answers)
    server.listening = await asyncio.start_server(server.serve, "127.0.0.1")
    try:
        yield server
    finally:
        server.listening.close()


async def test_what_was_sent_on_a_connection_that_the_server_gave_up_is_sent_again() -> None:
    given_up = serving(lambda connection, request: connection > 1 or request == 1)
    async with given_up as server, HttpClient(server.url, seconds=5) as client:
        assert (await client.post("/", json="first")).text == "OK"
        assert (await client.post("/", json="second")).text == "OK"
        assert server.asked == [b'"first"', b'"second"', b'"second"']


async def test_several_kept_connections_may_be_given_up() -> None:
    given_up = serving(lambda connection, request: connection > 3 or request == 1)
    async with given_up as server, HttpClient(server.url, seconds=5) as client:
        await asyncio.gather(*(client.post("/", json=number) for number in range(3)))
        assert (await client.post("/", json="last")).text == "OK"


async def test_a_server_that_hangs_up_on_a_fresh_connection_is_not_asked_again() -> None:
    async with serving(lambda *_: False) as server, HttpClient(server.url, seconds=5) as client:
        with pytest.raises(httpx2.RemoteProtocolError):
            await client.post("/", json="first")
        assert server.asked == [b'"first"']


async def test_a_server_that_has_gone_meanwhile_cannot_be_reached() -> None:
    async with serving(lambda _, request: request == 1) as server, HttpClient(server.url, seconds=5) as client:
        assert (await client.get("/")).text == "OK"
        assert server.listening is not None
        server.listening.close()
        with pytest.raises(httpx2.ConnectError):
            await client.get("/")
