"""An engine's thread: one piece at a time, stopped when nobody waits, refused when the line is full."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import aclosing

import pytest

from morgan.errors import Busy, EngineFailed
from morgan.runtime.engine_thread import EngineThread, Stop

BOUND_SECONDS = 5


@pytest.fixture
async def thread():
    thread = EngineThread("test", waiting=2)
    yield thread
    await thread.close()


async def test_work_runs_on_the_engines_own_named_thread(thread: EngineThread):
    name = await thread.run(lambda _stop: threading.current_thread().name)
    assert name.startswith("morgan-test")


async def test_an_error_of_the_engine_reaches_whoever_waits(thread: EngineThread):
    def fail(_stop: Stop) -> None:
        raise EngineFailed("broken")

    with pytest.raises(EngineFailed, match="broken"):
        await thread.run(fail)


async def test_cancelling_the_task_stops_the_work_in_the_thread(thread: EngineThread):
    begun, left = threading.Event(), threading.Event()

    def work(stop: Stop) -> None:
        begun.set()
        if stop.wait(BOUND_SECONDS):
            left.set()

    task = asyncio.create_task(thread.run(work))
    await asyncio.to_thread(begun.wait, BOUND_SECONDS)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(left.wait, BOUND_SECONDS)


async def test_work_that_was_cancelled_while_it_waited_never_begins(thread: EngineThread):
    gate, ran = threading.Event(), threading.Event()
    first = asyncio.create_task(thread.run(lambda _stop: gate.wait(BOUND_SECONDS)))
    second = asyncio.create_task(thread.run(lambda _stop: ran.set()))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)  # a cancelled task has left only when it ran once more
    gate.set()
    await first
    await thread.run(lambda _stop: None)  # whatever was in line before this has had its turn
    assert not ran.is_set()


async def test_a_full_line_refuses_at_once_and_takes_work_again_later(thread: EngineThread):
    gate = threading.Event()
    waiting = [asyncio.create_task(thread.run(lambda _stop: gate.wait(BOUND_SECONDS))) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Busy, match="test has too much waiting"):
        await thread.run(lambda _stop: None)
    gate.set()
    await asyncio.gather(*waiting)
    assert await thread.run(lambda _stop: "again") == "again"


async def test_a_stream_yields_in_order_and_ends(thread: EngineThread):
    def count(_stop: Stop) -> Iterator[int]:
        yield from range(50)

    assert [n async for n in thread.stream(count, ahead=3)] == list(range(50))


async def test_a_stream_never_runs_further_ahead_than_allowed(thread: EngineThread):
    made: list[int] = []

    def count(_stop: Stop) -> Iterator[int]:
        for n in range(100):
            made.append(n)
            yield n

    async with aclosing(thread.stream(count, ahead=3)) as stream:
        async for n in stream:
            assert len(made) <= n + 1 + 3 + 1  # read, in line, and the one in the thread's hand


async def test_leaving_a_stream_early_stops_the_engine(thread: EngineThread):
    left = threading.Event()

    def endless(stop: Stop) -> Iterator[int]:
        try:
            while not stop.is_set():
                yield 1
        finally:
            left.set()

    async with aclosing(thread.stream(endless, ahead=1)) as stream:
        async for _ in stream:
            break
    assert await asyncio.to_thread(left.wait, BOUND_SECONDS)


async def test_an_error_in_a_stream_comes_after_what_was_made_before_it(thread: EngineThread):
    def half(_stop: Stop) -> Iterator[int]:
        yield 1
        raise EngineFailed("half way")

    seen = []

    async def read() -> None:
        async for n in thread.stream(half):
            seen.append(n)  # noqa: PERF401  # what was seen before the error is the point

    with pytest.raises(EngineFailed, match="half way"):
        await read()
    assert seen == [1]


async def test_an_engine_that_calls_back_is_told_when_nobody_wants_more(thread: EngineThread):
    told = threading.Event()

    def endless(_stop: Stop, put: Callable[[int], bool]) -> None:
        while put(1):
            pass
        told.set()

    async with aclosing(thread.pour(endless, ahead=2)) as stream:
        assert await anext(stream) == 1
    assert await asyncio.to_thread(told.wait, BOUND_SECONDS)
