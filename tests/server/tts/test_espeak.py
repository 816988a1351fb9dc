"""The embedded voice, with its real library."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing

import numpy as np
import pytest

from morgan.errors import BadRequest
from morgan.ports import Clause, Sound
from morgan.tts.espeak import EspeakTts

pytest.importorskip("espeakng_loader", reason="needs the extra 'espeak'")
pytestmark = pytest.mark.engine

SENTENCE = "The kitchen lights are on."


async def spoken(engine: EspeakTts, clause: Clause) -> list[Sound]:
    async with aclosing(engine.synthesize(clause)) as sounds:
        return [sound async for sound in sounds]


def seconds(sounds: list[Sound]) -> float:
    return sum(sound.seconds for sound in sounds)


async def test_a_sentence_becomes_sound_of_one_rate() -> None:
    engine = EspeakTts()
    sounds = await spoken(engine, Clause(SENTENCE))
    await engine.close()
    assert {sound.rate_hz for sound in sounds} == {22_050}
    assert 1.0 < seconds(sounds) < 3.0
    assert all(len(sound.samples) > 0 for sound in sounds)
    assert max(int(np.abs(sound.samples).max()) for sound in sounds) > 3_000


async def test_the_first_sound_comes_while_the_rest_is_still_made() -> None:
    engine = EspeakTts()
    await spoken(engine, Clause("Warm."))
    text = "A long reply goes on and on, so that it takes a while to speak. " * 60
    begin = time.perf_counter()
    async with aclosing(engine.synthesize(Clause(text))) as sounds:
        first = await anext(sounds)
        waited = time.perf_counter() - begin
        rest = [sound async for sound in sounds]
    whole = time.perf_counter() - begin
    await engine.close()
    assert first.seconds <= 0.11
    assert waited < whole / 4
    assert sum(sound.seconds for sound in rest) > 120


async def test_stopping_a_reply_frees_the_voice_for_the_next_at_once() -> None:
    engine = EspeakTts()
    sounds = engine.synthesize(Clause("word " * 20_000))  # more than an hour of speech
    await anext(sounds)
    await sounds.aclose()
    async with asyncio.timeout(1.0):
        assert seconds(await spoken(engine, Clause("Yes."))) > 0.1
    await engine.close()


async def test_two_speakers_at_once_do_not_disturb_each_other() -> None:
    one, other = EspeakTts(), EspeakTts(language="de")
    alone = seconds(await spoken(one, Clause(SENTENCE)))  # to the sample; the samples differ, its breath is random
    async with asyncio.TaskGroup() as group:
        again = group.create_task(spoken(one, Clause(SENTENCE)))
        group.create_task(spoken(other, Clause("Das Licht in der Küche ist an.")))
    await one.close()
    await other.close()
    assert seconds(again.result()) == alone


async def test_speed_shortens_speech() -> None:
    lengths = []
    for speed in (0.5, 1.0, 2.0):
        engine = EspeakTts(speed=speed)
        lengths.append(seconds(await spoken(engine, Clause(SENTENCE))))
        await engine.close()
    assert lengths[0] > 1.5 * lengths[1] > 2.0 * lengths[2]


async def test_language_voice_and_speaker_each_change_the_sound() -> None:
    engine = EspeakTts()
    clauses = [
        Clause(SENTENCE),
        Clause(SENTENCE, language="de-DE"),
        Clause(SENTENCE, voice="fr"),
        Clause(SENTENCE, speaker="m3"),
        Clause(SENTENCE, voice="en-us+m1"),
    ]
    sounds = [np.concatenate([s.samples for s in await spoken(engine, clause)]).tobytes() for clause in clauses]
    await engine.close()
    assert len(set(sounds)) == len(clauses)


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en", "en-US"),
        ("en-US", "en-US"),
        ("en_GB", "en"),
        ("fr-FR", "fr"),
        ("de-AT", "de"),
        ("zh-CN", "cmn"),
        ("xx", "en-US"),
    ],
)
async def test_a_language_gets_its_nearest_voice(language: str, voice: str) -> None:
    engine = EspeakTts(language=language)
    assert engine.voices[0].name == voice
    await engine.close()


async def test_voices_are_listed_with_their_languages_the_default_first() -> None:
    engine = EspeakTts(language="de")
    assert engine.voices[0].name == "de"
    assert {"en-US", "en-GB", "fr-FR", "es", "nl"} <= {voice.language for voice in engine.voices}
    assert len({voice.name for voice in engine.voices}) == len(engine.voices) > 100
    assert "f3" in engine.voices[0].speakers
    assert engine.program.version.startswith("1.")
    await engine.close()


@pytest.mark.parametrize(
    "clause", [Clause("Hi", voice="klingon"), Clause("Hi", speaker="nobody"), Clause("Hi", voice="en-us+no")]
)
async def test_a_voice_that_is_not_there_is_refused(clause: Clause) -> None:
    engine = EspeakTts()
    with pytest.raises(BadRequest, match="espeak has no"):
        await spoken(engine, clause)
    await engine.close()


@pytest.mark.parametrize("text", ["", " ", "...", "\0", "[[h@]]", "\ud800", "日本", "<speak>"])
async def test_text_without_words_does_no_harm(text: str) -> None:
    engine = EspeakTts()
    await spoken(engine, Clause(text))
    assert seconds(await spoken(engine, Clause("Yes."))) > 0.1
    await engine.close()


async def test_every_listed_voice_can_speak(capfd: pytest.CaptureFixture[str]) -> None:
    engine = EspeakTts()
    for voice in engine.voices:
        assert await spoken(engine, Clause("1", voice=voice.name)), voice
    await engine.close()
    assert capfd.readouterr().err == ""
