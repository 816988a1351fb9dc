"""Hostile bytes against a real socket: no task dies unseen, no connection stays unanswered, memory stays flat."""

from __future__ import annotations

import asyncio
import gc
import importlib.util
import logging
import os
import random
import ssl
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wyoming.event import Event, async_read_event

from morgan.ports import Engines, ToolCall
from morgan.security.certificate import certificate_of, context
from morgan.settings.schema import WireSettings
from morgan.testing import FakeAgent, fakes, running_server, until
from morgan.wire.server import Server

_SPEC = importlib.util.spec_from_file_location("hostile", Path(__file__).with_name("hostile.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
hostile = importlib.util.module_from_spec(_SPEC)
sys.modules["hostile"] = hostile  # dataclasses look their module up
_SPEC.loader.exec_module(hostile)

EVENTS = int(os.environ.get("MORGAN_FUZZ_EVENTS", "200000"))
AT_ONCE = 8
GROWTH_MB = 24  # the allocator's own slack between two moments; a leak of 200 bytes an event would be 32 MB
ANSWER_SECONDS = 20.0


class Witness(logging.Handler):
    """Remembers what no hostile peer may ever cause: an error in the log, an exception that nobody awaited."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(self.format(record))

    def unhandled(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self.seen.append(repr(context))


def _engines() -> Engines:
    """Fakes, and an agent that acts where it is given something to act with."""
    agent = FakeAgent()
    agent.calls = (ToolCall("call00001", "HassTurnOn", {"name": "Lamp"}),)
    return fakes(agent=agent)


@asynccontextmanager
async def witnessed_server(tls: ssl.SSLContext | None = None) -> AsyncGenerator[tuple[Server, Witness], None]:
    witness = Witness()
    asyncio.get_running_loop().set_exception_handler(witness.unhandled)
    logging.getLogger().addHandler(witness)
    try:
        async with running_server(
            _engines(), WireSettings(max_utterance_seconds=2, drain_seconds=1), tls=tls
        ) as server:
            yield server, witness
            await until(lambda: server.listener.connections == 0, 10)
        gc.collect()  # an exception that nobody awaited is told when its task is collected
        await asyncio.sleep(0)
    finally:
        logging.getLogger().removeHandler(witness)


async def answers(reader: asyncio.StreamReader) -> list[Event]:
    """Return all that the server says until it hangs up or says pong to the end."""
    said: list[Event] = []
    async with asyncio.timeout(ANSWER_SECONDS):
        while (event := await async_read_event(reader)) is not None:
            said = [*said[-1:], Event(event.type, event.data)]
            if event.type == "pong" and event.data.get("text") == hostile.END:
                break
    return said


async def converse(server: Server, attack: Any, tls: ssl.SSLContext | None = None) -> str:
    """Send it all while reading the answers; return how the connection ended."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=2**24, ssl=tls)
    try:
        reading = asyncio.create_task(answers(reader))
        with suppress(ConnectionError):
            writer.write(attack.raw)
            if attack.ending == "abort":
                await asyncio.sleep(0)
                writer.transport.abort()
            else:
                await writer.drain()
                if attack.ending == "cut" or attack.mutated:
                    if tls is None:
                        writer.write_eof()
                    else:  # TLS has no half-open connections: whoever says nothing more hears nothing more
                        await asyncio.sleep(0)
                        writer.close()
        try:
            said = await reading
        except (ConnectionError, ssl.SSLError):  # SSLError: the server was still speaking when we hung up
            ours = attack.ending == "abort" or (tls is not None and (attack.ending == "cut" or attack.mutated))
            assert ours, "the server cut a connection without a word"
            return "aborted by us"
        except TimeoutError:
            pytest.fail(f"no answer within {ANSWER_SECONDS} s to {attack.raw[-200:]!r}")
        if attack.ending == "abort" or (tls is not None and (attack.ending == "cut" or attack.mutated)):
            return "aborted by us"
        if attack.mutated:  # it may mean anything now, but it must come to an end: an answer, or a close after ours
            return f"mutated, {said[-1].type if said else 'closed'}"
        assert said, f"no answer to {attack.raw[-200:]!r}"
        if attack.ending != "ping":
            assert said[-1].type == "error"
            return f"error {said[-1].data['code']}"
        # A wrong version in a hello ends the connection as well, with an error.
        assert said[-1].type == "pong" or said[-1].data["code"] == "version", said[-1]
        return said[-1].type
    finally:
        writer.close()


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is measured through /proc: Linux only")
async def test_hostile_bytes_are_answered_and_leave_nothing_behind(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "morgan")  # a line per turn would be remembered, and memory is measured here
    rng = random.Random(20261120)
    endings: dict[str, int] = {}
    sent, warm_mb, begin = 0, 0.0, time.monotonic()
    async with witnessed_server() as (server, witness):
        while sent < EVENTS:
            attacks = [hostile.attack(rng) for _ in range(AT_ONCE)]
            for ending in await asyncio.gather(*(converse(server, attack) for attack in attacks)):
                endings[ending] = endings.get(ending, 0) + 1
            sent += sum(attack.events for attack in attacks)
            if not warm_mb and sent >= EVENTS // 5:
                gc.collect()
                warm_mb = resident_mb()
        gc.collect()
        growth = resident_mb() - warm_mb
    with capsys.disabled():
        seconds = time.monotonic() - begin
        print(
            f"\nfuzz: {sent} events on {sum(endings.values())} connections in {seconds:.0f} s, memory "
            f"{warm_mb:.0f} MB {growth:+.1f} MB, endings {dict(sorted(endings.items()))}"
        )
    assert witness.seen == []
    assert growth < GROWTH_MB
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
    assert endings["pong"] > 0
    assert endings["error bad-request"] > 0


@pytest.mark.slow
async def test_hostile_bytes_through_tls_are_answered_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, "morgan")
    certificate = certificate_of(WireSettings(), tmp_path, make=True)
    assert certificate is not None
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
    rng = random.Random(20261121)
    endings: set[str] = set()
    sent = 0
    async with witnessed_server(context(certificate)) as (server, witness):
        while sent < EVENTS // 20:
            attacks = [hostile.attack(rng) for _ in range(AT_ONCE)]
            endings |= set(await asyncio.gather(*(converse(server, attack, blind) for attack in attacks)))
            sent += sum(attack.events for attack in attacks)
    assert witness.seen == []
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
    assert {"pong", "error bad-request", "aborted by us"} <= endings


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.randoms(use_true_random=False).map(hostile.frame) | st.binary(max_size=60), max_size=8))
def test_any_bytes_between_right_events_come_to_an_end(pieces: list[bytes]) -> None:
    attack = hostile.Attack(b"".join(pieces), len(pieces), "cut", mutated=True)

    async def play() -> list[str]:
        async with witnessed_server() as (server, witness):
            await converse(server, attack)
        return witness.seen

    assert asyncio.run(play()) == []
