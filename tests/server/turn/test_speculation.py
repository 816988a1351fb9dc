"""Words before the end of a turn is certain: guesses at pauses, pieces of long turns, words told meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.audio import SAMPLE_RATE_HZ, Samples, frames
from morgan.errors import Busy, EngineFailed
from morgan.ports import Finish, Transcript, Utterance
from morgan.settings.schema import VadSettings
from morgan.testing import FakeSpeechToText, FakeVoiceDetector, until
from morgan.turn.endpointing import Heard
from morgan.turn.incremental_transcriber import Agreement
from morgan.turn.turn import Chunk, Ears, Hints, ListenEvent, Partial, listen

SETTINGS = VadSettings()
COMPLETE_ENDS_BY = SETTINGS.complete_seconds + 0.1


def loud(seconds: float) -> Samples:
    return np.full(round(seconds * SAMPLE_RATE_HZ), 5_000, dtype=np.int16)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), dtype=np.int16)


class Speaker:
    """Speaks chunk by chunk at the pace of speech, lets everybody act between chunks, and stops where it is told to."""

    def __init__(self, *sounds: Samples, pace: float = 1.0) -> None:
        self.seconds = 0.0
        self._samples, self._pace = np.concatenate(sounds), pace
        self.at: dict[float, asyncio.Event] = {}  # from that second on it waits for the event

    async def speak(self) -> AsyncGenerator[Chunk, None]:
        for samples in frames(self._samples, 512):
            for second, event in self.at.items():
                if self.seconds >= second:
                    await event.wait()
            self.seconds += len(samples) / SAMPLE_RATE_HZ
            yield Chunk(samples, self.seconds * self._pace)
            for _ in range(8):
                await asyncio.sleep(0)


def says(finish: Finish) -> Ears:
    return Ears(FakeVoiceDetector(), FakeSpeechToText("lights on"), SETTINGS, 60.0, lambda *_: finish)


async def hear(ears: Ears, speaker: Speaker) -> list[ListenEvent]:
    async with asyncio.timeout(20):
        return [event async for event in listen(ears, speaker.speak(), Hints("en"))]


def over(events: Sequence[ListenEvent]) -> Heard:
    return next(event for event in events if isinstance(event, Heard))


@pytest.mark.parametrize(
    ("finish", "seconds"),
    [
        ("complete", SETTINGS.complete_seconds),
        ("open", SETTINGS.open_seconds),
        ("unknown", SETTINGS.silence_seconds),
        ("unfinished", SETTINGS.unfinished_seconds),
    ],
)
async def test_what_was_said_sets_how_long_the_silence_must_last(finish: Finish, seconds: float) -> None:
    speaker = Speaker(silence(1), loud(1), silence(5))
    events = await hear(says(finish), speaker)
    assert speaker.seconds == pytest.approx(2.0 + seconds, abs=0.1)
    assert over(events).seconds == pytest.approx(2.0, abs=0.04)
    assert over(events).effort.ready
    assert events[-1] == Transcript("lights on", "en")


async def test_a_guess_that_holds_is_the_answer_and_nothing_is_decoded_twice() -> None:
    ears = says("complete")
    await hear(ears, Speaker(loud(1), silence(5)))
    assert len(heard(ears)) == 1
    assert heard(ears)[0].haste == "guess"


def heard(ears: Ears) -> list[Utterance]:
    assert isinstance(ears.stt, FakeSpeechToText)
    return ears.stt.heard


async def test_a_guess_that_comes_late_ends_the_turn_without_another_chunk() -> None:
    ears, speaker = says("complete"), Speaker(loud(1), silence(5))
    assert isinstance(ears.stt, FakeSpeechToText)
    ears.stt.gate.opened.clear()
    speaker.at[2.0] = asyncio.Event()  # the microphone says nothing more
    task = asyncio.create_task(hear(ears, speaker))
    await until(lambda: speaker.seconds >= 2.0)
    ears.stt.gate.opened.set()
    events = await asyncio.wait_for(task, 5)
    assert over(events).why == "endpoint"
    assert len(heard(ears)) == 1


async def test_a_speaker_who_goes_on_costs_a_guess_and_its_engine_is_stopped() -> None:
    ears, speaker = says("complete"), Speaker(loud(1), silence(0.5), loud(1), silence(5))
    assert isinstance(ears.stt, FakeSpeechToText)
    ears.stt.gate.opened.clear()
    task = asyncio.create_task(hear(ears, speaker))
    await asyncio.wait_for(ears.stt.gate.left.wait(), 5)
    ears.stt.gate.opened.set()
    events = await task
    assert over(events).seconds == pytest.approx(2.5, abs=0.04)
    assert heard(ears)[-1].seconds > 2.4  # all of it, not only what came after the pause


async def test_a_guess_under_way_at_the_end_is_awaited_and_not_asked_again() -> None:
    ears, speaker = says("complete"), Speaker(loud(1), silence(5))
    assert isinstance(ears.stt, FakeSpeechToText)
    ears.stt.gate.opened.clear()
    async with asyncio.timeout(20):
        sound = listen(ears, speaker.speak(), Hints("en"))
        async for event in sound:
            if isinstance(event, Heard):
                assert not event.effort.ready
                guess = heard(ears)[0].due
                assert guess is not None
                assert not guess.is_set()
                ears.stt.gate.opened.set()
    assert len(heard(ears)) == 1
    assert guess.is_set()  # whoever has it in line knows that somebody waits for it now


@pytest.mark.parametrize("error", [Busy("full"), EngineFailed("broken")])
async def test_a_guess_that_fails_costs_nothing(error: Busy | EngineFailed) -> None:
    class FailsOnce(FakeSpeechToText):
        async def transcribe(self, utterance: Utterance) -> Transcript:
            found = await super().transcribe(utterance)
            if utterance.haste == "guess":
                raise error
            return found

    stt = FailsOnce("lights on")
    speaker = Speaker(loud(1), silence(5))
    ears = Ears(FakeVoiceDetector(), stt, SETTINGS, 60.0, lambda *_: "complete")
    events = await hear(ears, speaker)
    assert events[-1] == Transcript("lights on", "en")
    assert [each.haste for each in stt.heard] == ["guess", "turn"]
    assert speaker.seconds == pytest.approx(1.0 + SETTINGS.silence_seconds, abs=0.1)


async def test_a_guess_without_words_is_made_once_more_and_never_the_answer() -> None:
    stt = FakeSpeechToText("")
    await hear(Ears(FakeVoiceDetector(), stt, SETTINGS, 60.0), Speaker(loud(1), silence(5)))
    assert [each.haste for each in stt.heard] == ["guess", "guess", "turn"]


async def test_a_peer_that_hangs_up_leaves_nothing_running() -> None:
    ears = says("complete")
    assert isinstance(ears.stt, FakeSpeechToText)
    ears.stt.gate.opened.clear()
    task = asyncio.create_task(hear(ears, Speaker(loud(1), silence(5))))
    await asyncio.wait_for(ears.stt.gate.reached.wait(), 5)
    task.cancel()
    await asyncio.wait({task}, timeout=5)
    assert ears.stt.gate.left.is_set()
    assert not [each for each in asyncio.all_tasks() if each.get_name().startswith(("write-", "next-chunk"))]


async def test_a_file_is_not_guessed_at() -> None:
    ears = says("complete")
    events = await hear(ears, Speaker(loud(1), silence(2), loud(1), pace=0.05))
    assert over(events).why == "audio-stop"
    assert [each.haste for each in heard(ears)] == ["file"]


@pytest.mark.parametrize("pace", [1.0, 0.05])
@pytest.mark.parametrize("pauses", [True, False])
async def test_what_is_left_of_a_long_turn_is_bounded(pace: float, pauses: bool) -> None:
    ears = says("unfinished")
    sounds = [loud(6), silence(0.6 if pauses else 0)] * 9
    events = await hear(ears, Speaker(*sounds, silence(3), pace=pace))
    assert all(each.seconds < 26 for each in heard(ears))
    assert heard(ears)[-1].before  # it is told what came before
    words = events[-1]
    assert isinstance(words, Transcript)
    assert words.text == " ".join(["lights on"] * (words.text.count("lights on")))
    assert "".join(event.text for event in events if isinstance(event, Partial)) in words.text


async def test_a_long_turn_without_words_is_heard_as_a_whole() -> None:
    stt = FakeSpeechToText("")
    sound = [loud(12), silence(0.6), loud(12), silence(3)]
    await hear(Ears(FakeVoiceDetector(), stt, SETTINGS, 60.0, lambda *_: "unfinished"), Speaker(*sound))
    assert stt.heard[-1].seconds == pytest.approx(24.6 + 0.3, abs=0.2)


async def test_words_are_told_while_somebody_speaks_when_that_is_asked_for() -> None:
    ears = Ears(FakeVoiceDetector(), FakeSpeechToText("lights on"), SETTINGS, 60.0, lambda *_: "complete", True)
    events = await hear(ears, Speaker(silence(1), loud(4), silence(2)))
    assert [event for event in events if isinstance(event, Partial)] == [Partial("lights on")]
    assert [type(event).__name__ for event in events][-2:] == ["Heard", "Transcript"]


@given(st.lists(st.lists(st.sampled_from(["turn", "on", "the", "light"]), max_size=6), max_size=6))
def test_told_words_are_never_taken_back(looks: list[list[str]]) -> None:
    agreement, told = Agreement(), ""
    for look in looks:
        told += agreement.compare(" ".join(look))
        assert not told or any(" ".join(each).startswith(told) for each in looks)


async def test_every_decode_is_of_the_same_home_and_room() -> None:
    ears = says("complete")
    async with asyncio.timeout(20):
        hints = Hints("en", names=("Wohnzimmer",), area="Kitchen", room="7")
        async for _ in listen(ears, Speaker(loud(1), silence(5)).speak(), hints):
            pass
    assert (heard(ears)[0].area, heard(ears)[0].room, heard(ears)[0].names) == ("Kitchen", "7", ("Wohnzimmer",))
