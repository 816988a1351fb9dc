"""What was said before is not made again, within bounds."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from morgan.errors import EngineFailed
from morgan.ports import Clause, Sound
from morgan.testing import FakeTextToSpeech
from morgan.tts.audio.cache import SpeechCache

ON = Clause("Turned on the light.")
ONE = 320  # bytes of the fake's sound


async def spoken(mouth: SpeechCache, clause: Clause) -> list[Sound]:
    async with aclosing(mouth.synthesize(clause)) as sounds:
        return [sound async for sound in sounds]


async def test_a_clause_is_made_once_and_sounds_the_same_again() -> None:
    voice = FakeTextToSpeech()
    mouth = SpeechCache(voice, 100 * ONE)
    first, again = await spoken(mouth, ON), await spoken(mouth, ON)
    assert [sound.samples.tolist() for sound in first] == [sound.samples.tolist() for sound in again]
    assert voice.said == [ON]


@pytest.mark.parametrize(
    "other",
    [
        Clause("Turned off the light."),
        Clause(ON.text, voice="zwei"),
        Clause(ON.text, speaker="two"),
        Clause(ON.text, language="de"),
        Clause(ON.text, speed=1.5),
        Clause(ON.text, volume=0.5),
    ],
    ids=str,
)
async def test_another_manner_is_another_sound(other: Clause) -> None:
    voice = FakeTextToSpeech()
    mouth = SpeechCache(voice, 100 * ONE)
    await spoken(mouth, ON)
    await spoken(mouth, other)
    assert voice.said == [ON, other]


async def test_what_was_used_longest_ago_is_forgotten_first() -> None:
    voice = FakeTextToSpeech()
    mouth = SpeechCache(voice, 8 * ONE)
    clauses = [Clause(f"Number {number}.") for number in range(8)]
    for clause in (*clauses, clauses[0], Clause("One more.")):
        await spoken(mouth, clause)
    voice.said.clear()
    for clause in (clauses[0], Clause("One more."), *clauses[2:]):
        await spoken(mouth, clause)
    assert voice.said == []
    await spoken(mouth, clauses[1])
    assert voice.said == [clauses[1]]


async def test_what_is_too_long_for_its_share_is_not_kept() -> None:
    voice = FakeTextToSpeech()
    mouth = SpeechCache(voice, 7 * ONE)
    await spoken(mouth, ON)
    await spoken(mouth, ON)
    assert voice.said == [ON, ON]


async def test_two_who_ask_at_once_wait_for_one_work() -> None:
    voice = FakeTextToSpeech()
    voice.gate.opened.clear()
    mouth = SpeechCache(voice, 100 * ONE)
    both = [asyncio.create_task(spoken(mouth, ON)) for _ in range(2)]
    await asyncio.wait_for(voice.gate.reached.wait(), 5)
    voice.gate.opened.set()
    first, second = await asyncio.wait_for(asyncio.gather(*both), 5)
    assert len(first) == len(second) == 1
    assert voice.said == [ON]


async def test_a_clause_that_was_left_half_made_is_made_anew_by_whoever_waits() -> None:
    voice = FakeTextToSpeech()
    voice.gate.opened.clear()
    mouth = SpeechCache(voice, 100 * ONE)
    first = asyncio.create_task(spoken(mouth, ON))
    await asyncio.wait_for(voice.gate.reached.wait(), 5)
    second = asyncio.create_task(spoken(mouth, ON))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait_for(voice.gate.left.wait(), 5)
    voice.gate.opened.set()
    assert len(await asyncio.wait_for(second, 5)) == 1
    assert voice.said == [ON, ON]


async def test_a_failure_is_not_kept() -> None:
    voice = FakeTextToSpeech(fail_at=0, error=EngineFailed("no memory"))
    mouth = SpeechCache(voice, 100 * ONE)
    for _ in range(2):
        with pytest.raises(EngineFailed):
            await spoken(mouth, ON)


async def test_all_is_forgotten_when_the_weights_change_even_while_a_clause_is_made() -> None:
    voice, weights = FakeTextToSpeech(), ["old"]
    mouth = SpeechCache(voice, 100 * ONE, lambda: weights[0])
    await spoken(mouth, ON)
    await spoken(mouth, ON)
    assert voice.said == [ON]
    weights[0] = "new"
    await spoken(mouth, ON)
    assert voice.said == [ON, ON]
    async with aclosing(mouth.synthesize(Clause("Half made."))) as sounds:
        await anext(sounds)
        weights[0] = "newest"
        await spoken(mouth, ON)
        assert [sound async for sound in sounds] == []
    await spoken(mouth, Clause("Half made."))
    assert voice.said[-2:] == [ON, Clause("Half made.")]
