"""A name with several addresses: the first that answers is taken, soon, and nothing of the others stays."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from custom_components.morgan.client.client import MorganClient
from custom_components.morgan.client.dialing import Found, dial, first_of, open_streams
from custom_components.morgan.client.models import Address, Pin

from .certificates import certificate
from .fake_server import running

HOUR = 3600.0


@pytest.fixture
def assist() -> None:
    """These tests need no Home Assistant."""


def found(*sockets: socket.socket) -> list[Found]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", each.getsockname()) for each in sockets]


@contextmanager
def listening() -> Iterator[socket.socket]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        yield one


@contextmanager
def leading_nowhere(address: tuple[str, int] = ("127.0.0.1", 0)) -> Iterator[socket.socket]:
    """Listen with a full line of waiting connections: what comes now is dropped, as by a route that is dead."""
    with socket.socket() as one:
        one.bind(address)
        one.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(one.getsockname())
        try:
            yield one
        finally:
            for each in waiting:
                each.close()


@contextmanager
def refusing() -> Iterator[socket.socket]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))  # and does not listen
        yield one


async def test_an_address_that_leads_nowhere_does_not_keep_the_next_one_waiting() -> None:
    with leading_nowhere() as dead, listening() as alive:
        async with asyncio.timeout(10):
            with await first_of(found(dead, alive), next_seconds=0.01) as connected:
                assert connected.getpeername() == alive.getsockname()


async def test_one_that_refuses_is_followed_by_the_next_at_once() -> None:
    with refusing() as closed, listening() as alive:
        async with asyncio.timeout(10):
            with await first_of(found(closed, alive), next_seconds=HOUR) as connected:
                assert connected.getpeername() == alive.getsockname()


async def test_the_first_one_is_taken_where_it_answers() -> None:
    with listening() as alive, listening() as other, await first_of(found(alive, other), HOUR) as connected:
        assert connected.getpeername() == alive.getsockname()


async def test_when_none_answers_it_is_said_that_one_refused() -> None:
    with refusing() as one, refusing() as other, pytest.raises(ConnectionRefusedError):
        await first_of(found(one, other), next_seconds=HOUR)
    with pytest.raises(OSError, match="no address"):
        await first_of([])


async def test_a_slow_first_one_may_still_be_the_one_that_answers() -> None:
    with refusing() as closed, listening() as alive:
        async with asyncio.timeout(10):
            with await first_of(found(alive, closed), next_seconds=0) as connected:
                assert connected.getpeername() == alive.getsockname()


async def test_an_address_of_a_kind_that_this_machine_does_not_have_is_passed_over() -> None:
    unknown: Found = (socket.AF_APPLETALK, socket.SOCK_STREAM, 0, "", ("::1", 1))
    with listening() as alive:
        for addresses in ([unknown, *found(alive)], [*found(alive), unknown]):
            with await first_of(addresses, HOUR) as connected:
                assert connected.getpeername() == alive.getsockname()
    with leading_nowhere() as dead, pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):  # the one that may still answer is waited for
            await first_of([*found(dead), unknown], next_seconds=0)
    with pytest.raises(OSError, match="not supported"):
        await first_of([unknown])


async def test_a_name_is_looked_up() -> None:
    with listening() as alive, await dial("localhost", alive.getsockname()[1]) as connected:
        assert connected.getpeername() == alive.getsockname()


@pytest.mark.parametrize("turns", range(8))
async def test_whoever_is_cancelled_at_any_moment_leaves_no_socket_behind(turns: int) -> None:
    with leading_nowhere() as dead, listening() as alive, listening() as other:
        before = asyncio.all_tasks()
        dialling = asyncio.create_task(first_of(found(alive, dead, other), next_seconds=0))
        for _ in range(turns):
            await asyncio.sleep(0)
        dialling.cancel()
        ended = (await asyncio.gather(dialling, return_exceptions=True))[0]
        if isinstance(ended, socket.socket):  # it was there already
            ended.close()
        await asyncio.sleep(0)  # the attempts are cancelled, and end in the loop's next round
        gc.collect()  # an open socket that nobody holds is a warning, and so a failure
        assert asyncio.all_tasks() == before


def trusting() -> ssl.SSLContext:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE  # the certificate itself is compared
    return tls


async def test_whoever_is_cancelled_at_any_moment_of_the_handshake_leaves_no_connection_behind() -> None:
    async with running(certificate=certificate()) as server:
        assert server.certificate is not None
        client = MorganClient(Address("127.0.0.1", server.port, pin=Pin(server.certificate.fingerprint, trusting())))
        for turns in count():
            asking = asyncio.create_task(client.describe())
            for _ in range(turns):
                await asyncio.sleep(0)
            through = asking.done()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await server.until(lambda: not server.connections)
            gc.collect()  # a transport that nobody closed is a warning, and so a failure
            if through:
                break


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("sealed", [False, True])
async def test_small_things_are_sent_at_once(name: str, *, sealed: bool) -> None:
    """Without TCP_NODELAY the second of two small events waits for the first one's receipt: up to 40 ms a turn."""
    async with running(certificate=certificate() if sealed else None) as server:
        _, writer = await open_streams(name, server.port, trusting() if sealed else None, limit=1000)
        try:
            assert writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
        finally:
            writer.transport.abort()
