"""Several engines that hear as one: who hears when one fails, is slow, has too much to do, or is not here yet."""

from __future__ import annotations

import asyncio
import logging

import numpy as np
import pytest

from morgan.errors import Busy, EngineFailed, EngineMissing
from morgan.ports import NO_HOME, Home, HomeEntity, Utterance
from morgan.stt.ranked import RankedEars
from morgan.testing import FakeSpeechToText, until

SAID = Utterance(np.ones(16_000, np.int16))
DOWN = EngineMissing("nobody there")
FAR_SECONDS = 60.0


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Ears(FakeSpeechToText):
    """A fake that hears its own name, can be broken and mended, and may know one language."""

    def __init__(self, name: str, *languages: str, error: Exception | None = None) -> None:
        super().__init__(f"heard by {name}")
        self.program = type(self.program)(name, f"{name}-1", "", "1", languages or ("en",), ("", ""))
        self.fails: Exception | None = error
        self.closed = False

    async def transcribe(self, utterance):
        found = await super().transcribe(utterance)
        if self.fails is not None:
            raise self.fails
        return found

    async def prepare(self, home=NO_HOME):
        await super().prepare(home)
        if self.fails is not None:
            raise self.fails

    async def close(self):
        self.closed = True


def ranked(*ears, order=None, clock=None, seconds=FAR_SECONDS):
    names = [one.program.name for one in ears]
    here = dict(zip(names, ears, strict=True))
    return RankedEars(order or names, here, seconds=seconds, cool_down_seconds=60, clock=clock or Clock())


async def heard(engine, utterance=SAID):
    async with asyncio.timeout(20):
        found = await engine.transcribe(utterance)
    return found.text.removeprefix("heard by "), found.engine, found.passed


async def test_the_best_one_hears_and_is_named():
    first, second = Ears("openai"), Ears("whisper")
    assert await heard(ranked(first, second)) == ("openai", "openai", ())
    assert second.heard == []


@pytest.mark.parametrize("failure", [DOWN, EngineFailed("broke"), ZeroDivisionError()])
async def test_the_next_one_hears_the_same_sound_when_the_first_fails(failure):
    first, second = Ears("openai", error=failure), Ears("whisper")
    code = getattr(failure, "code", "internal")
    assert await heard(ranked(first, second)) == ("whisper", "whisper", (f"openai: {code}",))
    assert first.heard == second.heard == [SAID]


async def test_no_words_for_speech_are_an_answer():
    first, second = Ears("openai"), Ears("whisper")
    first._words = ""
    assert await heard(ranked(first, second)) == ("", "openai", ())
    assert second.heard == []


async def test_one_that_failed_is_passed_over_without_waiting_and_tried_by_one_when_its_rest_is_over():
    clock = Clock()
    first, second = Ears("openai", error=DOWN), Ears("whisper")
    engine = ranked(first, second, clock=clock)
    for _ in range(3):
        assert (await heard(engine))[1] == "whisper"
    assert len(first.heard) == 1
    clock.now += 61
    first.fails = None
    first.gate.opened.clear()
    first.gate.reached.clear()
    trial = asyncio.create_task(heard(engine))
    await first.gate.reached.wait()
    assert await heard(engine) == ("whisper", "whisper", ("openai: engine-missing",)), "nobody else waits for the trial"
    first.gate.opened.set()
    assert await trial == ("openai", "openai", ())
    assert await heard(engine) == ("openai", "openai", ())


async def test_a_trial_that_fails_costs_one_turn_its_time_and_no_turn_its_words():
    clock = Clock()
    first, second = Ears("openai", error=DOWN), Ears("whisper")
    engine = ranked(first, second, clock=clock)
    await heard(engine)
    clock.now += 61
    assert [(await heard(engine))[1] for _ in range(3)] == ["whisper"] * 3
    assert len(first.heard) == 2


async def test_one_that_is_slow_is_left_and_rests():
    first, second = Ears("openai"), Ears("whisper")
    first.gate.opened.clear()
    engine = ranked(first, second, seconds=0.01)
    assert await heard(engine, Utterance(np.ones(160, np.int16))) == (
        "whisper",
        "whisper",
        ("openai: engine-failed",),
    )
    assert first.gate.left.is_set(), "it was told to stop"
    await heard(engine)
    assert len(first.heard) == 1


async def test_the_last_one_and_a_file_may_take_as_long_as_they_take():
    first, second = Ears("openai"), Ears("whisper")
    for one in (first, second):
        one.gate.opened.clear()
    engine = ranked(first, second, seconds=0.01)
    turn = asyncio.create_task(heard(engine, Utterance(np.ones(160, np.int16))))
    await second.gate.reached.wait()
    first.gate.reached.clear()
    engine = ranked(first, second, seconds=0.01)
    file = asyncio.create_task(heard(engine, Utterance(np.ones(160, np.int16), haste="file")))
    await first.gate.reached.wait()
    done, _ = await asyncio.wait({turn, file}, timeout=0.3)
    assert not done
    for one in (first, second):
        one.gate.opened.set()
    assert ((await turn)[1], (await file)[1]) == ("whisper", "openai")


async def test_one_with_too_much_to_do_is_passed_over_this_once():
    first, second = Ears("openai", error=Busy("full")), Ears("whisper")
    engine = ranked(first, second)
    assert await heard(engine) == ("whisper", "whisper", ("openai: busy",))
    first.fails = None
    assert (await heard(engine))[1] == "openai"


async def test_a_guess_waits_for_no_lesser_engine_when_the_best_is_busy():
    first, second = Ears("openai", error=Busy("full")), Ears("whisper")
    with pytest.raises(Busy):
        await heard(ranked(first, second), Utterance(SAID.samples, haste="guess"))
    assert second.heard == []


async def test_when_all_are_busy_or_fail_trying_again_may_help():
    with pytest.raises(Busy, match="full"):
        await heard(ranked(Ears("openai", error=Busy("full")), Ears("whisper", error=DOWN)))


async def test_those_that_rest_are_asked_before_nobody_hears():
    first, second = Ears("openai", error=DOWN), Ears("whisper")
    engine = ranked(first, second)
    await heard(engine)
    first.fails, second.fails = None, EngineFailed("broke")
    assert (await heard(engine))[1] == "openai"
    first.fails = DOWN
    with pytest.raises(EngineFailed, match="broke"):
        await heard(engine)
    assert len(first.heard) == 3


async def test_who_does_not_know_the_language_is_passed_over_and_stays_well():
    first, second = Ears("closed", "en"), Ears("whisper", "en", "de")
    engine = ranked(first, second)
    assert await heard(engine, Utterance(SAID.samples, language="de-AT")) == (
        "whisper",
        "whisper",
        ("closed: language",),
    )
    assert (await heard(engine))[1] == "closed"
    assert engine.program.languages == ("en", "de")


async def test_one_that_is_not_here_yet_is_named_and_takes_its_place_when_it_comes():
    first, last = Ears("openai"), Ears("closed")
    engine = ranked(last, order=["openai", "whisper", "closed"])
    assert engine.absent == ("openai", "whisper")
    assert await heard(engine) == ("closed", "closed", ("openai: engine-missing", "whisper: engine-missing"))
    assert engine.program.name == "closed"
    engine.take("openai", first)
    assert engine.absent == ("whisper",)
    assert await heard(engine) == ("openai", "openai", ("whisper: engine-missing",))
    assert engine.program.name == "openai"
    await engine.close()
    assert (first.closed, last.closed) == (False, True), "who brought it closes it"


async def test_what_is_away_is_found_out_while_somebody_speaks():
    house = Home((HomeEntity(("TV",), "media_player"),))
    first, second = Ears("openai", error=DOWN), Ears("whisper")
    engine = ranked(first, second)
    await engine.prepare(house)
    assert first.prepared == second.prepared == [house]
    assert await heard(engine) == ("whisper", "whisper", ("openai: engine-missing",))
    assert first.heard == []
    second.fails = EngineFailed("broke")
    with pytest.raises(EngineFailed, match="broke"):
        await engine.prepare(house)


async def test_whoever_does_not_wait_any_more_stops_the_engine_and_blames_nobody():
    first, second = Ears("openai"), Ears("whisper")
    first.gate.opened.clear()
    engine = ranked(first, second)
    task = asyncio.create_task(heard(engine))
    await first.gate.reached.wait()
    task.cancel()
    await asyncio.wait({task})
    await until(first.gate.left.is_set)
    first.gate.opened.set()
    assert await heard(engine) == ("openai", "openai", ())


async def test_a_failure_is_told_once_and_the_recovery_too(caplog):
    caplog.set_level(logging.INFO, "morgan")
    clock = Clock()
    first, second = Ears("openai", error=DOWN), Ears("whisper")
    engine = ranked(first, second, clock=clock)
    for _ in range(3):
        await heard(engine)
    first.fails = None
    clock.now += 61
    await heard(engine)
    told = [record.getMessage() for record in caplog.records]
    assert told == [
        "engine failed engine=openai code=engine-missing why=nobody there",
        "engine is well again engine=openai",
    ]
