"""A better engine is tried for until it has come: seldom while it does not, and never in silence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from morgan.errors import EngineMissing
from morgan.runtime.arriving import FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, Arrival, arrive
from morgan.runtime.engine_thread import Stop
from morgan.testing import FakeSpeechToText


@dataclass
class Better:
    """What hears better, once each of these failures has been had, and everything that came of it."""

    failures: Iterator[Exception]
    waits: list[float] = field(default_factory=list)
    took_over: list[FakeSpeechToText] = field(default_factory=list)

    def fetch(self, _: Stop) -> None:
        for failure in self.failures:
            raise failure

    async def build(self) -> FakeSpeechToText:
        return FakeSpeechToText()

    async def take_over(self, engine: FakeSpeechToText) -> None:
        self.took_over.append(engine)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def arrive(self) -> None:
        async with asyncio.timeout(10):
            await arrive(Arrival("hearing", self.fetch, self.build, self.take_over), self.sleep)


def told(caplog: pytest.LogCaptureFixture, level: int = logging.WARNING) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= level]


async def test_waits_between_tries_double_up_to_an_hour_and_then_it_takes_over() -> None:
    better = Better(EngineMissing("no network") for _ in range(12))
    await better.arrive()
    whole = [min(FIRST_WAIT_SECONDS * 2**tries, LONGEST_WAIT_SECONDS) for tries in range(12)]
    assert all(most / 2 <= wait <= most for wait, most in zip(better.waits, whole, strict=True)), better.waits
    assert whole[-1] == LONGEST_WAIT_SECONDS
    assert len(better.took_over) == 1


async def test_the_same_failure_is_told_once_and_another_one_again(caplog: pytest.LogCaptureFixture) -> None:
    sentences = ["no network", "no network", "no network", "the disk is full"]
    await Better(map(EngineMissing, sentences)).arrive()
    assert [line.rpartition(": ")[2] for line in told(caplog)] == ["no network", "the disk is full"]


async def test_what_nobody_foresaw_is_told_once_with_its_place_and_nothing_takes_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    better = Better(iter([ZeroDivisionError("a fault")]))
    await better.arrive()
    (record,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert record.getMessage().startswith("hearing: ")
    assert record.exc_info
    assert record.exc_info[0] is ZeroDivisionError
    assert (better.took_over, better.waits) == ([], [])


async def test_a_fault_while_it_takes_over_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    class Clumsy(Better):
        async def take_over(self, engine: FakeSpeechToText) -> None:
            raise KeyError("room")

    await Clumsy(iter(())).arrive()
    assert len(told(caplog, logging.ERROR)) == 1


async def test_leaving_it_ends_the_wait_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    waiting = asyncio.Event()

    async def sleep(_: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    better = Better(iter([EngineMissing("no network")]))
    task = asyncio.create_task(arrive(Arrival("hearing", better.fetch, better.build, better.take_over), sleep))
    async with asyncio.timeout(10):
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert told(caplog, logging.ERROR) == []
