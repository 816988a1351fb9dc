"""An engine that nobody needs gives its memory back, and is there again before it is missed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
import pytest

from morgan.errors import EngineMissing
from morgan.ports import Clause, Utterance
from morgan.runtime.idle_unload import RestingEars, RestingMouth
from morgan.testing import FakeSpeechToText, FakeTextToSpeech, Gate, until

SPEECH = Utterance(np.full(16_000, 3000, dtype=np.int16))


class Clock:
    """Timers that ring when the test says so."""

    def __init__(self) -> None:
        self._timers: list[asyncio.TimerHandle] = []
        self.seconds: list[float] = []

    def later(self, seconds: float, ring: Callable[[], None]) -> asyncio.TimerHandle:
        self.seconds.append(seconds)
        self._timers.append(asyncio.TimerHandle(0.0, ring, (), asyncio.get_running_loop()))
        return self._timers[-1]

    def pass_by(self) -> None:
        """Let all timers that still stand ring."""
        timers, self._timers = self._timers, []
        for timer in timers:
            if not timer.cancelled():
                timer._run()


class Maker:
    """Makes ears that can be counted, one after another."""

    def __init__(self) -> None:
        self.gate = Gate()
        self.made: list[Ears] = []
        self.error: EngineMissing | None = None

    async def __call__(self) -> Ears:
        await self.gate.passing()
        if self.error is not None:
            raise self.error
        assert all(ears.closed for ears in self.made), "two at once"
        self.made.append(Ears())
        return self.made[-1]


class Ears(FakeSpeechToText):
    closed = False

    async def close(self) -> None:
        self.closed = True


async def resting(clock: Clock) -> tuple[RestingEars, Maker]:
    make = Maker()
    return RestingEars(await make(), make, 60, clock.later), make


async def test_an_engine_that_nobody_uses_is_closed_and_made_again_when_it_is_needed() -> None:
    clock = Clock()
    ears, make = await resting(clock)
    assert clock.seconds == [60]
    clock.pass_by()
    await until(lambda: make.made[0].closed)
    assert ears.program.name == "fake-stt", "it is told all the same"
    assert (await ears.transcribe(SPEECH)).text
    assert len(make.made) == 2
    assert not make.made[1].closed
    await ears.close()
    assert make.made[1].closed


async def test_an_engine_in_use_is_never_closed() -> None:
    clock = Clock()
    ears, make = await resting(clock)
    make.made[0].gate = Gate(is_open=False)
    hearing = asyncio.create_task(ears.transcribe(SPEECH))
    await make.made[0].gate.reached.wait()
    clock.pass_by()
    make.made[0].gate.opened.set()
    assert (await hearing).text
    assert not make.made[0].closed
    assert clock.seconds == [60, 60], "the time begins anew"
    await ears.close()


async def test_all_who_wait_wait_for_one_loading_and_who_leaves_does_not_end_it() -> None:
    clock = Clock()
    ears, make = await resting(clock)
    clock.pass_by()
    make.gate = Gate(is_open=False)
    preparing = asyncio.create_task(ears.prepare())
    await make.gate.reached.wait()
    hearing = [asyncio.create_task(ears.transcribe(SPEECH)) for _ in range(3)]
    preparing.cancel()
    make.gate.opened.set()
    assert all([(await each).text for each in hearing])
    assert len(make.made) == 2
    await ears.close()


async def test_what_was_loaded_for_nobody_rests_again() -> None:
    clock = Clock()
    ears, make = await resting(clock)
    clock.pass_by()
    make.gate = Gate(is_open=False)
    preparing = asyncio.create_task(ears.prepare())
    await make.gate.reached.wait()
    preparing.cancel()
    await asyncio.wait({preparing})
    make.gate.opened.set()
    await until(lambda: len(make.made) == 2)
    await until(lambda: len(clock.seconds) == 2)
    clock.pass_by()
    await until(lambda: make.made[1].closed)
    await ears.close()


async def test_a_failure_to_load_is_told_and_tried_again_the_next_time() -> None:
    clock = Clock()
    ears, make = await resting(clock)
    clock.pass_by()
    make.error = EngineMissing("the disk is away")
    with pytest.raises(EngineMissing, match="the disk is away"):
        await ears.transcribe(SPEECH)
    make.error = None
    assert (await ears.transcribe(SPEECH)).text
    await ears.close()


async def test_a_voice_rests_too() -> None:
    clock, first, second = Clock(), FakeTextToSpeech(), FakeTextToSpeech()

    async def make() -> FakeTextToSpeech:
        return second

    mouth = RestingMouth(first, make, 60, clock.later)
    clock.pass_by()
    assert mouth.voices == first.voices
    await mouth.prepare(Clause("", language="en"))
    assert [sound.rate_hz async for sound in mouth.synthesize(Clause("Hello."))] == [16_000]
    assert (len(first.said), len(second.prepared), len(second.said)) == (0, 1, 1)
    await mouth.close()
