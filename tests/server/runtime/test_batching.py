"""A thread that serves several at once: together what waits, the hastiest first, nobody lost, nobody for nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence

import pytest

from morgan.errors import Busy, EngineFailed
from morgan.runtime.batching import BatchThreads, Rules
from morgan.runtime.scheduler import Priority

BOUND_SECONDS = 5


class Engine:
    """Answers in capital letters once the gate is open; remembers its batches."""

    def __init__(self) -> None:
        self.gate, self.begun = threading.Event(), threading.Event()
        self.batches: list[list[str]] = []
        self.threads: set[str] = set()
        self.gate.set()

    def work(self, jobs: Sequence[str], leave: Callable[[], bool]) -> list[str] | None:
        self.batches.append(list(jobs))
        self.threads.add(threading.current_thread().name)
        self.begun.set()
        assert self.gate.wait(BOUND_SECONDS)
        if leave():
            return None
        if "poison" in jobs:
            raise EngineFailed("it was poisoned")
        if "bug" in jobs:
            raise KeyError("bug")
        return [job.upper() for job in jobs]


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
async def thread(engine: Engine):
    thread = BatchThreads("test", engine.work, Rules(lambda _one, _other: True, batch=3, waiting=4))
    yield thread
    engine.gate.set()
    thread.shut()


async def busy(engine: Engine, thread: BatchThreads[str, str], place: Priority | None = None) -> asyncio.Task[str]:
    """Keep the engine at work until its gate opens."""
    engine.gate.clear()
    engine.begun.clear()
    task = asyncio.create_task(thread.run("first", place or Priority("first")))
    assert await asyncio.to_thread(engine.begun.wait, BOUND_SECONDS)
    return task


def ask(thread: BatchThreads[str, str], *jobs: str, haste: str = "turn") -> list[asyncio.Task[str]]:
    return [asyncio.create_task(thread.run(job, Priority(job, haste))) for job in jobs]


async def test_one_alone_waits_for_nobody(engine, thread):
    assert await thread.run("hello", Priority()) == "HELLO"
    assert engine.batches == [["hello"]]
    assert all(name.startswith("morgan-test") for name in engine.threads)


async def test_those_who_met_while_it_worked_are_served_together(engine, thread):
    first = await busy(engine, thread)
    others = ask(thread, "a", "b", "c", "d")
    await asyncio.sleep(0)  # they have begun
    engine.gate.set()
    assert await asyncio.gather(first, *others) == ["FIRST", "A", "B", "C", "D"]
    assert engine.batches == [["first"], ["a", "b", "c"], ["d"]]


async def test_whoever_finds_the_line_full_is_refused_at_once_and_may_come_again(engine, thread):
    first = await busy(engine, thread)
    others = ask(thread, "a", "b", "c", "d")
    await asyncio.sleep(0)
    with pytest.raises(Busy, match="test has too much waiting"):
        await thread.run("e", Priority("e"))
    engine.gate.set()
    await asyncio.gather(first, *others)
    assert await thread.run("e", Priority("e")) == "E"


async def test_cancelling_what_waits_frees_its_place_at_once(engine, thread):
    first = await busy(engine, thread)
    others = ask(thread, "a", "b", "c", "d")
    await asyncio.sleep(0)
    others[1].cancel()
    await asyncio.gather(others[1], return_exceptions=True)
    late = asyncio.create_task(thread.run("e", Priority("e")))
    await asyncio.sleep(0)
    engine.gate.set()
    assert await asyncio.gather(first, others[0], others[2], others[3], late) == ["FIRST", "A", "C", "D", "E"]
    assert all("b" not in batch for batch in engine.batches)


async def test_a_turn_makes_a_running_guess_leave_and_the_guess_is_answered_afterwards(engine, thread):
    guess = await busy(engine, thread, Priority("first", "guess"))
    turns = ask(thread, "turn")
    await asyncio.sleep(0)
    engine.gate.set()
    assert await asyncio.gather(guess, *turns) == ["FIRST", "TURN"]
    assert engine.batches == [["first"], ["turn"], ["first"]]


async def test_a_guess_that_nobody_wants_any_more_is_left_and_not_begun_again(engine, thread):
    guess = await busy(engine, thread, Priority("first", "guess"))
    guess.cancel()
    await asyncio.gather(guess, return_exceptions=True)
    engine.gate.set()
    assert await thread.run("next", Priority("next")) == "NEXT"
    assert engine.batches == [["first"], ["next"]]


async def test_one_that_fails_does_not_fail_those_beside_it(engine, thread):
    first = await busy(engine, thread)
    others = ask(thread, "a", "poison", "c")
    await asyncio.sleep(0)
    engine.gate.set()
    found = await asyncio.gather(first, *others, return_exceptions=True)
    assert [found[0], found[1], found[3]] == ["FIRST", "A", "C"]
    assert isinstance(found[2], EngineFailed)


async def test_whoever_waits_hears_of_an_error_that_nobody_foresaw(engine, thread):
    async with asyncio.timeout(BOUND_SECONDS):
        with pytest.raises(KeyError):
            await thread.run("bug", Priority())
        assert await thread.run("next", Priority()) == "NEXT"


async def test_a_long_expected_wait_is_refused_once_the_pace_is_known(engine):
    engine_thread = BatchThreads(
        "slow", engine.work, Rules(lambda _one, _other: False, waiting=100, patience_seconds=1e-9)
    )
    await engine_thread.run("measured", Priority("a", seconds=1.0))
    first = await busy(engine, engine_thread, Priority("first", seconds=1.0))
    second = asyncio.create_task(engine_thread.run("second", Priority("b", seconds=1.0)))
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await engine_thread.run("third", Priority("c", seconds=1.0))
    engine.gate.set()
    assert await asyncio.gather(first, second) == ["FIRST", "SECOND"]
    engine_thread.shut()


async def test_whoever_waits_when_it_is_closed_is_told_and_the_present_step_is_finished(engine, thread):
    first = await busy(engine, thread)
    others = ask(thread, "a", "b")
    await asyncio.sleep(0)
    last = threading.Event()
    thread.shut(last.set)
    async with asyncio.timeout(BOUND_SECONDS):
        found = await asyncio.gather(*others, return_exceptions=True)
    assert all(isinstance(each, EngineFailed) for each in found)
    assert not last.is_set()
    engine.gate.set()
    assert await first == "FIRST"
    assert await asyncio.to_thread(last.wait, BOUND_SECONDS)
    with pytest.raises(EngineFailed, match="closed"):
        await thread.run("late", Priority())


@pytest.fixture
async def two(engine: Engine):
    threads = BatchThreads("two", engine.work, Rules(lambda _one, _other: True, threads=2, batch=3, waiting=8))
    yield threads
    engine.gate.set()
    threads.shut()


async def begun(engine: Engine, batches: int) -> None:
    async with asyncio.timeout(BOUND_SECONDS):
        while len(engine.batches) < batches:  # noqa: ASYNC110  # other threads count there
            await asyncio.sleep(0.001)


async def test_two_threads_work_side_by_side_and_share_what_waits(engine, two):
    engine.gate.clear()
    asked = ask(two, "a", "b")
    await begun(engine, 2)  # neither waited for the other
    asked += ask(two, "c", "d", "e", "f")
    await asyncio.sleep(0)
    engine.gate.set()
    assert await asyncio.gather(*asked) == ["A", "B", "C", "D", "E", "F"]
    assert engine.batches[:2] == [["a"], ["b"]]
    assert ["c", "d"] in engine.batches  # not the three that fit: the other thread is free as soon
    assert len(engine.threads) == 2


async def test_a_guess_goes_on_beside_a_turn_while_a_thread_is_free(engine, two):
    guess = await busy(engine, two, Priority("first", "guess"))
    turns = ask(two, "turn")
    await begun(engine, 2)
    engine.gate.set()
    assert await asyncio.gather(guess, *turns) == ["FIRST", "TURN"]
    assert engine.batches == [["first"], ["turn"]]


async def test_the_last_word_comes_when_both_threads_are_done(engine, two):
    engine.gate.clear()
    asked = ask(two, "a", "b")
    await begun(engine, 2)
    last = threading.Event()
    two.shut(last.set)
    assert not await asyncio.to_thread(last.wait, 0.05)
    engine.gate.set()
    assert await asyncio.gather(*asked) == ["A", "B"]
    assert await asyncio.to_thread(last.wait, BOUND_SECONDS)
