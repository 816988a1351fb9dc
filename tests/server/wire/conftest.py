"""What the tests of the wire share: sound, and a client that waits within bounds."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import numpy as np
import pytest
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event, Eventable
from wyoming.user_event import UserEvent

from morgan.wire.server import Server


class Client(AsyncTcpClient):
    """A stock client with shorter words."""

    async def say(self, *events: Eventable | Event) -> None:
        for event in events:
            await self.write_event(event if isinstance(event, Event) else event.event())

    async def hear(self) -> Event:
        """Return the next event. Raises TimeoutError, and AssertionError when the server hung up."""
        event = await self.read_event()
        assert event is not None, "the server hung up"
        return event

    async def hear_until(self, kind: str) -> list[Event]:
        """Return all events up to the first of this type."""
        events = [await self.hear()]
        while events[-1].type != kind:
            events.append(await self.hear())
        return events

    async def hear_named(self, name: str) -> Event:
        """Return the first of the protocol's own events that has this name; a turn's trace may come before it."""
        while (event := (await self.hear_until("user-event"))[-1]).data["name"] != name:
            pass
        return event

    async def hello(self, **data: Any) -> Event:
        await self.say(UserEvent("hello", {"version": 1, "client": "test", **data}))
        return await self.hear()


Connect = Callable[[Server], AbstractAsyncContextManager[Client]]


@pytest.fixture
def connect() -> Connect:
    @asynccontextmanager
    async def connected(server: Server) -> AsyncGenerator[Client, None]:
        async with Client("127.0.0.1", server.port, connect_timeout=5, read_timeout=5) as client:
            yield client

    return connected


@pytest.fixture
def speech() -> list[Eventable]:
    """Half a second that the fakes take for speech, from start to stop."""
    return [
        AudioStart(16_000, 2, 1),
        AudioChunk(16_000, 2, 1, np.full(8_000, 5_000, dtype="<i2").tobytes()),
        AudioStop(),
    ]
