"""The first byte comes when it comes: whoever is late, or speaks a byte at a time, is answered like anybody else."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl

import pytest
from wyoming.event import Event, async_read_event
from wyoming.info import Describe
from wyoming.ping import Ping

from morgan.security.certificate import certificate_of, context
from morgan.settings.schema import WireSettings
from morgan.testing import running_server, until
from morgan.wire.door import Door
from morgan.wire.frames import encode
from morgan.wire.sockets import Accepting, bind

LATE_SECONDS = [0, 0.001, 0.05, 0.5]  # what is tested is the wait itself


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    made = certificate_of(WireSettings(), tmp_path_factory.mktemp("data"), make=True)
    assert made is not None
    return context(made)


async def answer(reader: asyncio.StreamReader) -> Event:
    event = await asyncio.wait_for(async_read_event(reader), 5)
    assert event is not None
    return event


@pytest.mark.parametrize("seconds", LATE_SECONDS)
async def test_a_first_byte_that_comes_late_is_answered(seconds: float) -> None:
    async with running_server() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=2**20)
        await asyncio.sleep(seconds)
        for event in (Describe(), Ping("more")):
            writer.write(encode(event.event()))
        assert [(await answer(reader)).type for _ in range(2)] == ["info", "pong"]
        writer.close()


async def test_one_byte_at_a_time_is_answered() -> None:
    async with running_server() as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        for byte in encode(Ping("slow").event()):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.002)
        assert (await answer(reader)).data["text"] == "slow"
        writer.close()


@pytest.mark.parametrize("piece", [1, 5, 100])
@pytest.mark.parametrize("seconds", LATE_SECONDS)
async def test_a_tls_hello_that_comes_late_and_in_two_pieces_is_answered(
    tls: ssl.SSLContext, seconds: float, piece: int
) -> None:
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = blind.wrap_bio(incoming, outgoing)
    async with asyncio.timeout(10), running_server(tls=tls) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        await asyncio.sleep(seconds)
        with pytest.raises(ssl.SSLWantReadError):
            client.do_handshake()
        hello = outgoing.read()
        writer.write(hello[:piece])
        await writer.drain()
        await asyncio.sleep(seconds)
        writer.write(hello[piece:])
        while True:
            incoming.write(await reader.read(65536))
            try:
                client.do_handshake()
            except ssl.SSLWantReadError:
                continue
            break
        client.write(encode(Ping("sealed").event()))
        writer.write(outgoing.read())
        told = b""
        while b"sealed" not in told:
            incoming.write(await reader.read(65536))
            try:
                told += client.read(65536)
            except ssl.SSLWantReadError:
                continue
        writer.transport.abort()


async def test_a_name_is_listened_on_at_all_of_its_addresses_with_one_port() -> None:
    listening = await bind("localhost", 0)
    try:
        assert len({one.getsockname()[1] for one in listening}) == 1
        assert {one.getsockname()[0] for one in listening} <= {"127.0.0.1", "::1"}
    finally:
        for one in listening:
            one.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", ""])
async def test_what_is_accepted_sends_small_things_at_once(host: str) -> None:
    """asyncio sets TCP_NODELAY on a socket that says it is TCP, and leaves any other to wait up to 40 ms."""
    listening = await bind(host, 0)
    door = Door(None, 1000)
    try:
        for one in listening:
            address = ("::1" if one.family == socket.AF_INET6 else "127.0.0.1", one.getsockname()[1])
            with socket.create_connection(address, 5) as peer:
                peer.sendall(b"{")
                accepted, _ = await asyncio.get_running_loop().sock_accept(one)
                streams = await door.open(accepted, await door.listen_for(accepted, 5), 5)
                ours = streams.writer.get_extra_info("socket")
                assert ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
                streams.abort()
    finally:
        for one in listening:
            one.close()


async def test_accepting_outlives_a_machine_that_is_short_of_descriptors() -> None:
    class Short:
        """A listening socket on a machine that has no descriptor left the first time."""

        def __init__(self, real: socket.socket) -> None:
            self._real, self.refused = real, False

        def fileno(self) -> int:
            return self._real.fileno()

        def accept(self) -> tuple[socket.socket, tuple[str, int]]:
            if not self.refused:
                self.refused = True
                raise OSError(errno.EMFILE, "Too many open files")
            return self._real.accept()

        def close(self) -> None:
            self._real.close()

    accepted: list[socket.socket] = []
    (real,) = await bind("127.0.0.1", 0)
    short = Short(real)
    accepting = Accepting([short], lambda one, _: accepted.append(one))  # type: ignore[list-item]
    with socket.create_connection(real.getsockname(), 5):
        await until(lambda: bool(accepted))
    assert short.refused
    accepting.close()
    accepted[0].close()
