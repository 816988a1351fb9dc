"""Several engines that speak as one: a reply is heard to its end, whatever becomes of the first."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

import numpy as np
import pytest

from morgan.errors import BadRequest, Busy, EngineFailed, EngineMissing, MorganError
from morgan.ports import Clause, Program, Sound, Voice
from morgan.runtime.ranking import Breaker
from morgan.settings.speaking import SpeechServerSettings
from morgan.testing import FakeTextToSpeech, program
from morgan.tts.audio.cache import SpeechCache
from morgan.tts.audio.loudness_matching import EvenMouth
from morgan.tts.ranked import RankedMouth, unheard
from morgan.tts.speech_server import SpeechServerTts
from morgan.turn.turn import reply

RATE_HZ = 16_000
PACE = 15.0  # characters a second, which is what nobody knows better at first


class Reader:
    """An engine that reads a clause in so many sounds, a second each, and fails with `error` after `fail_after`."""

    def __init__(
        self,
        name: str,
        voices: Sequence[Voice] = (Voice("ann", "Ann", "en"), Voice("bea", "Bea", "de")),
        *,
        fail_after: int | None = None,
        error: MorganError | None = None,
    ) -> None:
        self.program: Program = program(name)
        self.voices = tuple(voices)
        self.asked: list[Clause] = []
        self.said: list[str] = []
        self.closed = 0
        self.fail_after, self.error = fail_after, error or EngineFailed("broken")
        self.hangs = False

    async def synthesize(self, clause: Clause) -> AsyncGenerator[Sound, None]:
        self.asked.append(clause)
        if self.hangs:
            await asyncio.Event().wait()
        if clause.voice is not None and clause.voice not in {voice.name for voice in self.voices}:
            raise BadRequest("no such voice")
        for count, begin in enumerate(range(0, len(clause.text), int(PACE))):
            if count == self.fail_after:
                raise self.error
            self.said.append(clause.text[begin : begin + int(PACE)])
            yield Sound(np.full(RATE_HZ, 1000, dtype=np.int16), RATE_HZ)
        if self.fail_after is not None and self.fail_after > 90:
            raise self.error

    async def prepare(self, manner: Clause) -> None:
        self.asked.append(manner)
        if self.fail_after == 0:
            raise self.error

    async def close(self) -> None:
        self.closed += 1


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def ranked(*readers: Reader, seconds: float = 60.0, clock: Clock | None = None) -> RankedMouth:
    mouth = RankedMouth([one.program.name for one in readers], seconds, Breaker(60.0, clock or Clock()))
    for one in readers:
        mouth.add(one.program.name, one)
    return mouth


async def spoken(mouth: RankedMouth, clause: Clause) -> list[Sound]:
    async with asyncio.timeout(60), aclosing(mouth.synthesize(clause)) as sounds:
        return [sound async for sound in sounds]


TEXT = "It is late. The kitchen lights are on. Good night to all of you."


async def test_the_best_speaks_while_it_is_well_and_is_named():
    first, second = Reader("first"), Reader("second")
    sounds = await spoken(ranked(first, second), Clause(TEXT))
    assert {sound.by for sound in sounds} == {"first"}
    assert "".join(first.said) == TEXT
    assert not second.asked


@pytest.mark.parametrize("error", [EngineFailed("x"), EngineMissing("x"), Busy("x"), BadRequest("x")])
async def test_one_that_fails_before_its_first_sound_is_followed_by_the_next(error: MorganError):
    first, second = Reader("first", fail_after=0, error=error), Reader("second")
    sounds = await spoken(ranked(first, second), Clause(TEXT))
    assert {sound.by for sound in sounds} == {"second"}
    assert "".join(second.said) == TEXT


@pytest.mark.parametrize("after", [1, 2, 3, 4])
async def test_one_that_fails_in_the_midst_is_followed_by_the_rest_and_nothing_is_lost(after: int):
    first, second = Reader("first", fail_after=after), Reader("second")
    sounds = await spoken(ranked(first, second), Clause(TEXT))
    assert [sound.by for sound in sounds][:after] == ["first"] * after
    (rest,) = [clause.text for clause in second.asked]
    assert TEXT.endswith(rest)
    assert TEXT[: len(TEXT) - len(rest)].strip() in "".join(first.said)  # what is left out was heard
    assert len(rest) < len(TEXT)
    assert rest[0] != " "


async def test_one_that_dies_at_a_loud_sample_is_let_down_without_a_click():
    first, second = Reader("first", fail_after=2), Reader("second")
    samples = np.concatenate([sound.samples for sound in await spoken(ranked(first, second), Clause(TEXT))])
    at = 2 * RATE_HZ
    assert np.abs(np.diff(samples[: at + RATE_HZ // 100].astype(int))).max() <= 8  # 1000 at once would be one


async def test_one_that_hangs_has_failed_unless_it_is_the_last():
    first, second = Reader("first"), Reader("second")
    first.hangs = True
    assert {sound.by for sound in await spoken(ranked(first, second, seconds=0.05), Clause(TEXT))} == {"second"}


async def test_one_that_failed_is_passed_over_and_tried_again_after_its_rest():
    clock = Clock()
    first, second = Reader("first", fail_after=0), Reader("second")
    mouth = ranked(first, second, clock=clock)
    for _ in range(3):
        await spoken(mouth, Clause(TEXT))
    assert len(first.asked) == 1
    first.fail_after = None
    clock.now += 61
    assert {sound.by for sound in await spoken(mouth, Clause(TEXT))} == {"first"}


async def test_what_was_asked_wrongly_is_no_illness():
    first, second = Reader("first", fail_after=0, error=BadRequest("x")), Reader("second")
    mouth = ranked(first, second)
    await spoken(mouth, Clause(TEXT))
    await spoken(mouth, Clause(TEXT))
    assert len(first.asked) == 2


async def test_when_all_fail_the_last_ones_words_are_told_and_one_that_rests_is_asked_all_the_same():
    first, second = Reader("first", fail_after=0), Reader("second", fail_after=0, error=EngineFailed("the last words"))
    mouth = ranked(first, second)
    for _ in range(2):
        with pytest.raises(EngineFailed):
            await spoken(mouth, Clause(TEXT))
    first.fail_after = None
    assert {sound.by for sound in await spoken(mouth, Clause(TEXT))} == {"first"}  # well again, before its rest is over
    second.fail_after = None
    mouth.failed("first", "engine-failed")
    assert await spoken(mouth, Clause(TEXT))


async def test_a_voice_is_spoken_by_the_engine_that_has_it():
    first, second = Reader("first"), Reader("second", [Voice("carl", "Carl", "en")])
    assert {sound.by for sound in await spoken(ranked(first, second), Clause(TEXT, voice="carl"))} == {"second"}


async def test_a_voice_that_fails_is_followed_by_one_of_its_language():
    first = Reader("first", [Voice("bea", "Bea", "de")], fail_after=0)
    second, third = Reader("second", [Voice("ann", "Ann", "en")]), Reader("third", [Voice("de_x", "X", "de-AT")])
    sounds = await spoken(ranked(first, second, third), Clause(TEXT, voice="bea", speaker="one"))
    assert {sound.by for sound in sounds} == {"third"}
    assert (third.asked[0].voice, third.asked[0].speaker, third.asked[0].language) == (None, None, "de")


@pytest.mark.parametrize(
    ("voice", "language"),
    [("de_DE-thorsten-medium", "de_DE"), ("de+f2", "de"), ("bf_emma", None), ("nobody", None)],
)
async def test_a_voice_that_nobody_has_is_spoken_by_another_rather_than_by_none(voice: str, language: str | None):
    first = Reader("first")
    assert await spoken(ranked(first), Clause(TEXT, voice=voice))
    assert (first.asked[0].voice, first.asked[0].language) == (None, language)


async def test_a_language_is_spoken_by_who_speaks_it_and_by_the_best_if_nobody_does():
    first, second = Reader("first", [Voice("ann", "Ann", "en")]), Reader("second")
    mouth = ranked(first, second)
    assert {sound.by for sound in await spoken(mouth, Clause(TEXT, language="de-AT"))} == {"second"}
    assert {sound.by for sound in await spoken(mouth, Clause(TEXT, language="sv"))} == {"first"}
    assert first.asked[-1].language is None


async def test_preparing_finds_out_who_cannot_speak():
    first, second = Reader("first", fail_after=0), Reader("second")
    mouth = ranked(first, second)
    await mouth.prepare(Clause(""))
    first.fail_after = None
    assert {sound.by for sound in await spoken(mouth, Clause(TEXT))} == {"second"}
    await mouth.close()
    assert first.closed == second.closed == 1


async def test_one_that_comes_later_takes_its_place_by_rank():
    second = Reader("second", [Voice("carl", "Carl", "fr")])
    mouth = RankedMouth(["first", "second"], 60.0, Breaker(60.0))
    mouth.add("second", second)
    assert mouth.program.name == "second"
    mouth.add("first", Reader("first"))
    assert mouth.names == ("first", "second")
    assert [voice.name for voice in mouth.voices] == ["ann", "bea", "carl"]


async def test_a_listener_who_leaves_leaves_nothing_running():
    first = FakeTextToSpeech()
    first.gate.opened.clear()
    mouth = RankedMouth(["first"], 60.0, Breaker(60.0))
    mouth.add("first", first)
    task = asyncio.create_task(spoken(mouth, Clause(TEXT)))
    await first.gate.reached.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert first.gate.left.is_set()


@pytest.mark.parametrize(
    ("heard", "rest"),
    [
        (0, TEXT),
        (11, "The kitchen lights are on. Good night to all of you."),
        (14, "The kitchen lights are on. Good night to all of you."),
        (20, "The kitchen lights are on. Good night to all of you."),
        (30, "are on. Good night to all of you."),
        (37, "Good night to all of you."),
        (63, "you."),
        (len(TEXT), ""),
        (500, ""),
    ],
)
def test_what_is_left_begins_with_a_word_and_rather_repeats_one_than_loses_one(heard: float, rest: str):
    assert unheard(TEXT, heard) == rest


async def test_replies_are_heard_to_their_end_when_the_first_engine_is_killed_in_the_midst_of_them():
    """A real server in a process of its own, four replies at once, and behind it one that always can."""
    command = (sys.executable, "-m", "morgan.testing.voice_server", "--seconds-a-piece", "0.05")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    url = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
    server = SpeechServerTts(SpeechServerSettings(url=url, seconds=30.0))
    second = Reader("second")
    mouth = RankedMouth(["openai", "second"], 30.0, Breaker(60.0))
    mouth.add("openai", SpeechCache(EvenMouth(server, -20.0, {}), 1_000_000))
    mouth.add("second", second)
    sentences = [f"Number {at} of the lamps in this house is on, and it stays on for a while." for at in range(4)]
    heard: list[list[Sound]] = [[] for _ in range(4)]
    begun = [asyncio.Event() for _ in range(4)]

    async def listen(at: int) -> None:
        async def deltas() -> AsyncGenerator[str, None]:
            yield f"{sentences[at]} {sentences[at]} The end of reply {at}."

        async with aclosing(reply(mouth, deltas(), Clause("", language="en"))) as sounds:
            async for sound in sounds:
                heard[at].append(sound)
                begun[at].set()

    try:
        async with asyncio.timeout(120), asyncio.TaskGroup() as group:
            for at in range(4):
                group.create_task(listen(at))
            await asyncio.gather(*(each.wait() for each in begun))
            process.kill()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await mouth.close()
    said = [clause.text for clause in second.asked]
    for at in range(4):
        assert {sound.by for sound in heard[at]} == {"openai", "second"}
        assert any(
            text.endswith(("reply four.", "reply three.", "reply two.", "reply one.", "reply zero.")) for text in said
        )
    ends = sorted(text.split()[-1] for text in said if "reply" in text)
    assert ends == ["one.", "three.", "two.", "zero."]
