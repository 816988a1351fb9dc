"""The page: what `listen` hears and `reply` says, with fakes and no network; time comes with the sound."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.audio import SAMPLE_RATE_HZ, Samples, frames
from morgan.errors import EngineFailed
from morgan.ports import Clause, HomeArea
from morgan.ports import Home as House
from morgan.settings.schema import VadSettings
from morgan.testing import FakeSpeechToText, FakeTextToSpeech, FakeVoiceDetector
from morgan.turn.endpointing import Heard
from morgan.turn.turn import Chunk, Ears, Hints, ListenEvent, VoiceStarted, listen, reply

SETTINGS = VadSettings()


def loud(seconds: float) -> Samples:
    return np.full(round(seconds * SAMPLE_RATE_HZ), 5_000, dtype=np.int16)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), dtype=np.int16)


async def spoken(*sounds: Samples, chunk_seconds: float = 0.064, late: float = 0.0) -> AsyncGenerator[Chunk, None]:
    """Sound that arrives as fast as somebody speaks, except its first `late` seconds, which come at once."""
    now = 0.0
    for samples in frames(np.concatenate(sounds), round(chunk_seconds * SAMPLE_RATE_HZ)):
        now += len(samples) / SAMPLE_RATE_HZ
        yield Chunk(samples, max(late, now))


async def sent_at_once(*sounds: Samples, chunk_seconds: float = 0.064) -> AsyncGenerator[Chunk, None]:
    """Sound that arrives twenty times as fast as anybody speaks."""
    now = 0.0
    for samples in frames(np.concatenate(sounds), round(chunk_seconds * SAMPLE_RATE_HZ)):
        now += len(samples) / SAMPLE_RATE_HZ / 20
        yield Chunk(samples, now)


async def hear(
    sound: AsyncGenerator[Chunk, None],
    stt: FakeSpeechToText | None = None,
    hints: Hints | None = None,
    max_seconds: float = 60.0,
) -> list[ListenEvent]:
    ears = Ears(FakeVoiceDetector(), stt or FakeSpeechToText(), SETTINGS, max_seconds)
    return [event async for event in listen(ears, sound, hints or Hints())]


def heard(events: Iterable[ListenEvent]) -> Heard:
    return next(event for event in events if isinstance(event, Heard))


async def test_a_spoken_turn_ends_with_the_silence_and_not_with_the_sound() -> None:
    stt = FakeSpeechToText("lights on")
    events = await hear(spoken(silence(1), loud(1), silence(5)), stt)

    assert [type(event).__name__ for event in events] == ["VoiceStarted", "Heard", "Transcript"]
    assert events[0] == VoiceStarted(pytest.approx(1.0, abs=0.04))
    assert heard(events).why == "endpoint"
    assert heard(events).seconds == pytest.approx(2.0, abs=0.04)
    assert stt.heard[0].seconds < 0.3 + 1 + SETTINGS.silence_seconds + 0.2  # 4 s of the silence were never waited for


async def test_the_silence_before_the_speech_is_not_transcribed() -> None:
    stt = FakeSpeechToText()
    await hear(spoken(silence(3), loud(1), silence(1)), stt)
    assert not stt.heard[0].samples[: round(0.2 * SAMPLE_RATE_HZ)].any()
    assert stt.heard[0].samples[round(0.35 * SAMPLE_RATE_HZ)] == 5_000


async def test_a_pause_in_a_file_does_not_end_the_turn() -> None:
    stt = FakeSpeechToText()
    events = await hear(sent_at_once(loud(1), silence(2), loud(1), silence(2)), stt)
    assert heard(events).why == "audio-stop"
    assert heard(events).seconds == pytest.approx(4.0, abs=0.04)
    assert stt.heard[0].seconds == pytest.approx(4.3)  # all of the speech, and not the silence after it
    assert sum(isinstance(event, VoiceStarted) for event in events) == 1


async def test_ten_seconds_of_silence_at_the_head_of_a_file_do_not_end_it() -> None:
    events = await hear(sent_at_once(silence(10), loud(1)))
    assert heard(events) == Heard(pytest.approx(11.0, abs=0.04), spoke=True, why="audio-stop")


async def test_a_microphone_whose_first_seconds_were_buffered_still_ends_by_its_silence() -> None:
    events = await hear(spoken(loud(3), silence(10), late=2.5))
    assert heard(events).why == "endpoint"


async def test_a_turn_whose_silence_was_buffered_ends_as_soon_as_the_sound_is_live_again() -> None:
    stt = FakeSpeechToText()
    events = await hear(spoken(loud(1), silence(9), late=4.0), stt)
    assert heard(events).why == "endpoint"
    assert stt.heard[0].seconds < 5.0


@pytest.mark.parametrize("chunk_seconds", [0.01, 0.2, 2.5])
async def test_the_end_is_found_whatever_the_size_of_the_chunks(chunk_seconds: float) -> None:
    events = await hear(spoken(loud(1), silence(9), chunk_seconds=chunk_seconds))
    assert heard(events).why == "endpoint"


async def test_nobody_speaking_ends_the_turn_without_asking_the_engine() -> None:
    stt = FakeSpeechToText()
    events = await hear(spoken(silence(20)), stt)
    assert heard(events).why == "no-speech"
    assert heard(events).seconds == pytest.approx(SETTINGS.no_speech_seconds, abs=0.1)
    assert events[-1].text == ""  # type: ignore[union-attr]
    assert stt.heard == []


async def test_a_turn_that_never_ends_is_cut() -> None:
    stt = FakeSpeechToText()
    events = await hear(spoken(loud(20)), stt, max_seconds=5.0)
    assert heard(events).why == "too-long"
    assert stt.heard[0].seconds == pytest.approx(5.0)


async def test_a_relaxed_listener_waits_longer() -> None:
    pauses = spoken(loud(1), silence(1), loud(1), silence(5))
    assert heard(await hear(pauses)).seconds == pytest.approx(1.0, abs=0.04)
    pauses = spoken(loud(1), silence(1), loud(1), silence(5))
    assert heard(await hear(pauses, hints=Hints(sensitivity="relaxed"))).seconds == pytest.approx(3.0, abs=0.04)


async def test_the_engine_is_told_language_home_and_names() -> None:
    stt = FakeSpeechToText()
    home = House(areas=(HomeArea(("Kitchen",)),))
    await hear(sent_at_once(loud(1)), stt, Hints("de", lambda: home, ("Wohnzimmer",)))
    assert (stt.heard[0].language, stt.heard[0].home, stt.heard[0].names) == ("de", home, ("Wohnzimmer",))


async def test_leaving_early_closes_the_sound_and_stops_the_engine() -> None:
    stt = FakeSpeechToText()
    stt.gate.opened.clear()
    task = asyncio.create_task(hear(sent_at_once(loud(1)), stt))
    await asyncio.wait_for(stt.gate.reached.wait(), 5)
    task.cancel()
    await asyncio.wait_for(stt.gate.left.wait(), 1)


@given(
    st.lists(st.tuples(st.booleans(), st.floats(0.01, 3)), max_size=6),
    st.floats(0.005, 3.0),
    st.booleans(),
)
def test_every_sound_ends_in_one_transcript(parts: list[tuple[bool, float]], chunk: float, live: bool) -> None:
    sounds = [loud(seconds) if speaks else silence(seconds) for speaks, seconds in parts] or [silence(0)]
    sound = (spoken if live else sent_at_once)(*sounds, chunk_seconds=chunk)
    events = asyncio.run(hear(sound))
    names = [type(event).__name__ for event in events]
    assert names[-2:] == ["Heard", "Transcript"]
    assert names[:-2] in ([], ["VoiceStarted"])
    assert heard(events).spoke == (names[0] == "VoiceStarted")
    assert 0 <= heard(events).seconds <= sum(map(len, sounds)) / SAMPLE_RATE_HZ + 1e-6


async def written(*deltas: str) -> AsyncGenerator[str, None]:
    for delta in deltas:
        yield delta


async def test_a_reply_is_spoken_clause_by_clause_without_its_markup() -> None:
    mouth = FakeTextToSpeech()
    sounds = [sound async for sound in reply(mouth, written("**It is", " late.** Good", " night."), Clause(""))]
    assert [clause.text for clause in mouth.said] == ["It is late.", "Good night."]
    assert len(sounds) == 2


async def test_the_first_clause_is_spoken_before_the_text_is_complete() -> None:
    mouth = FakeTextToSpeech()
    gate = asyncio.Event()

    async def slow() -> AsyncGenerator[str, None]:
        yield "It is late. Good"
        await gate.wait()
        yield " night."

    async with aclosing(reply(mouth, slow(), Clause(""))) as sounds:
        await asyncio.wait_for(anext(sounds), 5)
        assert not gate.is_set()


async def test_a_voice_reads_numbers_in_its_own_language() -> None:
    mouth = FakeTextToSpeech()
    async for _ in reply(mouth, written("Es sind 21 °C."), Clause("", voice="zwei")):
        pass
    assert "einundzwanzig" in mouth.said[0].text


async def test_text_without_words_makes_no_sound() -> None:
    mouth = FakeTextToSpeech()
    assert [sound async for sound in reply(mouth, written(" \n", "😀", "**"), Clause(""))] == []
    assert mouth.said == []


async def test_leaving_a_reply_early_stops_the_voice_and_the_text() -> None:
    mouth = FakeTextToSpeech()
    mouth.gate.opened.clear()
    closed = asyncio.Event()

    async def text() -> AsyncGenerator[str, None]:
        try:
            yield "It is late. Good night."
        finally:
            closed.set()

    async def say() -> None:
        async for _ in reply(mouth, text(), Clause("")):
            pass

    task = asyncio.create_task(say())
    await asyncio.wait_for(mouth.gate.reached.wait(), 5)
    task.cancel()
    await asyncio.wait_for(mouth.gate.left.wait(), 1)
    await asyncio.wait_for(closed.wait(), 1)


async def test_a_voice_that_fails_says_so() -> None:
    mouth = FakeTextToSpeech(fail_at=0, error=EngineFailed("broken"))
    with pytest.raises(EngineFailed, match="broken"):
        async for _ in reply(mouth, written("Good night."), Clause("")):
            pass
