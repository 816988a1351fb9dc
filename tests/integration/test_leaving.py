"""Whoever leaves a turn at any moment leaves no connection behind, and so does a client that is closed then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from itertools import count

import pytest
from custom_components.morgan.client.client import MorganClient
from custom_components.morgan.client.models import Address, Manner, Question
from custom_components.morgan.client.trace import Trace

from .asking import ask
from .fake_server import FakeServer


@pytest.fixture
def assist() -> None:
    """These tests need no Home Assistant."""


async def sound() -> AsyncIterator[bytes]:
    for _ in range(3):
        yield bytes(640)


async def text() -> AsyncIterator[str]:
    yield "It is "
    yield "late."


async def hear(client: MorganClient, traces: list[Trace]) -> None:
    await client.transcribe(sound(), "en", traces.append)


async def speak(client: MorganClient, traces: list[Trace]) -> None:
    async for _ in client.synthesize(text(), Manner(), traces.append):
        pass


async def question(client: MorganClient, _: list[Trace]) -> None:
    async for _ in ask(client, Question("Who wrote Hamlet?", "en")):
        pass


async def prepare(client: MorganClient, _: list[Trace]) -> None:
    await client.prepare(Question("", "en"))


async def describe(client: MorganClient, _: list[Trace]) -> None:
    await client.describe()


async def offer(client: MorganClient, _: list[Trace]) -> None:
    await client.offer()


async def link(client: MorganClient, _: list[Trace]) -> None:
    async with client.link() as line:
        await line.ping()
        await line.listen(10)


async def test_a_client_that_is_closed_as_the_words_come_hangs_up(server: FakeServer) -> None:
    client, traces = MorganClient(Address("127.0.0.1", server.port)), list[Trace]()
    async with aclosing(client.hear(sound(), "en", told=traces.append)) as heard:
        async for words in heard:
            if words.final:  # its trace is awaited by now, by a task that has not begun
                await client.close()
    await server.until(lambda: not server.connections)


@pytest.mark.parametrize("act", [hear, speak, question, prepare, describe, offer, link])
@pytest.mark.parametrize("closed", [False, True])
async def test_leaving_at_any_moment_leaves_no_connection_behind(
    server: FakeServer, act: Callable[[MorganClient, list[Trace]], Awaitable[None]], closed: bool
) -> None:
    for turns in count():
        client, traces = MorganClient(Address("127.0.0.1", server.port)), list[Trace]()
        acting = asyncio.ensure_future(act(client, traces))
        for _ in range(turns):
            await asyncio.sleep(0)
        through = acting.done()
        if closed:
            await client.close()
        acting.cancel()
        await asyncio.gather(acting, return_exceptions=True)
        await client.close()
        await server.until(lambda: not server.connections)
        if through:
            break
