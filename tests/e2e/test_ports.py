"""The demo's ports: one that was chosen stays chosen until it is listened on, and what is in the way is said."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from contextlib import closing
from pathlib import Path

import pytest
from demo_house import processes, running
from demo_house.places import HOST, Places, Running
from demo_house.ports import Held, PortTaken, free_port, told

LISTEN = "import socket, sys, time; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); time.sleep(60)"


@pytest.fixture
def held():
    with closing(Held()) as held:
        yield held


def test_a_second_demo_does_not_choose_what_the_first_has_chosen(held: Held) -> None:
    port, _ = held.choose(free_port())
    with closing(Held()) as other:
        second, in_the_way = other.choose(port)
    assert second != port
    assert in_the_way == f"port {port} is held by another demo"
    held.close()
    with closing(Held()) as third:
        assert third.choose(port) == (port, "")


def test_who_listens_already_is_named_and_another_port_is_taken(held: Held) -> None:
    with socket.create_server((HOST, 0)) as server:
        taken = server.getsockname()[1]
        port, in_the_way = held.choose(taken)
    assert port != taken
    assert in_the_way == told_of(taken)


def told_of(port: int) -> str:
    words = Path("/proc/self/cmdline").read_bytes().decode().split("\0")
    return f"port {port} is taken by {' '.join(words[:2])!r} (process {os.getpid()})"


def test_a_port_that_somebody_named_is_that_one_or_none(held: Held) -> None:
    with socket.create_server((HOST, 0)) as server, pytest.raises(PortTaken, match="is taken by"):
        held.choose(server.getsockname()[1], must=True)


def test_what_a_server_left_behind_does_not_hinder_the_next(held: Held) -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection((HOST, port)):
            accepted, _ = server.accept()
            accepted.close()  # first, so that its end stays in TIME_WAIT
    assert held.choose(port) == (port, "")


async def test_a_process_whose_port_is_anothers_is_told_of_at_once(tmp_path: Path) -> None:
    with socket.create_server((HOST, 0)) as server:
        port = server.getsockname()[1]
        command = [sys.executable, "-c", "import time; time.sleep(60)"]
        process = await processes.start("The server", command, tmp_path / "log")
        async with processes.stopping(process):
            with pytest.raises(processes.ProcessFailed, match=rf"port {port}, but port {port} is taken by"):
                await processes.wait_for_port(process, port, 30)


async def test_a_process_that_listens_where_it_is_to_is_ready(tmp_path: Path) -> None:
    port = free_port()
    process = await processes.start("The server", [sys.executable, "-c", LISTEN, str(port)], tmp_path / "log")
    async with processes.stopping(process):
        await processes.wait_for_port(process, port, 30)
        assert f"(process {process.pid})" in told(port)


async def test_a_second_command_in_one_folder_waits_for_the_demo_that_starts_there(tmp_path: Path) -> None:
    places = Places(tmp_path)
    heard: list[str] = []
    waits = asyncio.Event()

    def say(text: str) -> None:
        heard.append(text)
        waits.set()

    async def second() -> Running:
        async with running.demo(places, say, running.Wishes()) as demo:
            return demo

    with places.lock.open("wb") as lock:
        assert await running.claim(places, lock, say) is None
        waiting = asyncio.create_task(second())
        await asyncio.wait_for(waits.wait(), 30)
        own = Running("http://127.0.0.1:1", "token", 1, os.getpid(), (os.getpid(),))
        own.write(places.running)
        assert await asyncio.wait_for(waiting, 30) == own
    assert heard == [f"another script/demo starts or stops in {tmp_path}; waiting for it"]
