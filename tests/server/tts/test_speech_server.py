"""Speaking through an OpenAI-style server, with the real library: what is asked, and what each failure is told as."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import numpy as np
import pytest

from morgan.audio import wav_bytes
from morgan.errors import BadRequest, Busy, EngineFailed, EngineMissing
from morgan.ports import Clause, Sound
from morgan.settings.speaking import SpeechServerSettings
from morgan.testing.voice_server import SECONDS_PER_LETTER, ScriptedVoiceServer, Spoken
from morgan.tts.speech_server import SpeechServerTts

SENTENCE = "The kitchen lights are on."
Make = Callable[..., SpeechServerTts]


@pytest.fixture
async def mouth() -> AsyncGenerator[Make, None]:
    made: list[SpeechServerTts] = []

    def make(server: ScriptedVoiceServer | str, speed: float = 1.0, **settings: object) -> SpeechServerTts:
        url = server if isinstance(server, str) else server.url
        made.append(SpeechServerTts(SpeechServerSettings(url=url, **settings), speed=speed))
        return made[-1]

    yield make
    for one in made:
        await one.close()


async def spoken(engine: SpeechServerTts, clause: Clause | None = None) -> list[Sound]:
    async with asyncio.timeout(60), aclosing(engine.synthesize(clause or Clause(SENTENCE))) as sounds:
        return [sound async for sound in sounds]


def seconds(sounds: list[Sound]) -> float:
    return sum(sound.seconds for sound in sounds)


async def test_a_clause_is_one_request_and_its_sound_comes_in_small_pieces(mouth: Make) -> None:
    async with ScriptedVoiceServer(key="secret").running() as server:
        engine = mouth(server, model="kokoro", voice="af_heart", api_key="secret", speed=1.5)
        sounds = await spoken(engine, Clause(SENTENCE, speed=2.0))
        (asked,) = server.asked
    assert asked == {
        "model": "kokoro",
        "voice": "af_heart",
        "input": SENTENCE,
        "response_format": "pcm",
        "speed": 3.0,
    }
    assert {sound.rate_hz for sound in sounds} == {24_000}
    assert seconds(sounds) == pytest.approx(len(SENTENCE) * SECONDS_PER_LETTER)
    assert max(sound.seconds for sound in sounds) <= 0.1
    assert [(voice.name, voice.language) for voice in engine.voices] == [("af_heart", "en")]


async def test_sound_is_heard_while_the_server_still_speaks(mouth: Make) -> None:
    async with ScriptedVoiceServer([Spoken(hangs_after=3)]).running() as server:
        sounds = mouth(server).synthesize(Clause(SENTENCE))
        async with asyncio.timeout(60):
            first = await anext(sounds)
            await sounds.aclose()
            await server.hung_up.wait()  # nothing goes on there for nobody
    assert first.seconds == pytest.approx(0.1)


async def test_a_wav_file_is_recognised_by_its_head_whatever_was_asked_for(mouth: Make) -> None:
    async with ScriptedVoiceServer([Spoken(wav=True, rate_hz=44_100)]).running() as server:
        sounds = await spoken(mouth(server))
        assert {sound.rate_hz for sound in sounds} == {44_100}
        assert seconds(sounds) == pytest.approx(len(SENTENCE) * SECONDS_PER_LETTER)
        await spoken(mouth(server, format="wav"))
        assert server.asked[-1]["response_format"] == "wav"


async def test_a_wav_file_written_while_it_is_spoken_and_with_further_chunks_is_read(mouth: Make) -> None:
    samples = (np.arange(4_800) % 100).astype(np.int16)
    whole = wav_bytes(samples, 24_000)
    streamed = (
        whole[:4] + b"\xff\xff\xff\xff" + whole[8:36] + b"LIST\x03\0\0\0abc\0" + b"data\xff\xff\xff\xff" + whole[44:]
    )
    async with ScriptedVoiceServer([Spoken(body=streamed)]).running() as server:
        sounds = await spoken(mouth(server))
    np.testing.assert_array_equal(np.concatenate([sound.samples for sound in sounds]), samples)


async def test_volume_is_the_clauses(mouth: Make) -> None:
    async with ScriptedVoiceServer().running() as server:
        (loud, *_), (quiet, *_) = [await spoken(mouth(server), Clause(SENTENCE, volume=v)) for v in (1.0, 0.5)]
    assert np.abs(quiet.samples).max() == pytest.approx(np.abs(loud.samples).max() / 2, abs=2)


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (Spoken(status=404), EngineMissing, "has no /audio/speech"),
        (Spoken(status=500), EngineFailed, r"could not say it \(500\)"),
        (Spoken(status=429), Busy, "too much to do"),
        (Spoken(page=True), EngineFailed, "sends no sound"),
        (Spoken(hangs_after=0), EngineFailed, "sent no sound for 0.3 s"),
        (Spoken(hangs_after=4), EngineFailed, "sent no sound for 0.3 s"),
        (Spoken(dies_after=0), EngineFailed, "broke"),
        (Spoken(dies_after=4), EngineFailed, "broke off in the middle"),
        (Spoken(body=b"ID3\4" + bytes(5000)), EngineFailed, "sends MP3"),
        (Spoken(body=b""), EngineFailed, "sent no sound"),
        (Spoken(body=b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\7\0" + bytes(64)), EngineFailed, "is not PCM"),
        (Spoken(body=b"RIFF\0\0\0\0WAVEjunk\xff\xff\xff\0" + bytes(64)), EngineFailed, "no sound begins"),
    ],
)
async def test_each_failure_is_told_in_words_that_mend_it(
    mouth: Make, answer: Spoken, error: type[Exception], words: str
) -> None:
    async with ScriptedVoiceServer([answer]).running() as server:
        engine = mouth(server, seconds=0.3 if answer.hangs_after is not None else 60.0)
        with pytest.raises(error, match=words) as caught:
            await spoken(engine)
        assert SENTENCE not in str(caught.value)
        assert await spoken(mouth(server))  # and the next clause is said again


async def test_a_wrong_key_an_absent_server_and_no_address_are_told_apart(mouth: Make) -> None:
    async with ScriptedVoiceServer(key="secret").running() as server:
        with pytest.raises(EngineMissing, match=r"wants another key; set tts\.openai\.api_key"):
            await spoken(mouth(server, api_key="wrong"))
        with pytest.raises(EngineMissing, match="no speech server can be reached"):
            await spoken(mouth("http://127.0.0.1:9/v1"))
    with pytest.raises(EngineMissing, match=r"set tts\.openai\.url"):
        SpeechServerTts(SpeechServerSettings())
    with pytest.raises(EngineMissing, match="must be an address"):
        SpeechServerTts(SpeechServerSettings(url="ftp://name:password@there"))


async def test_a_voice_that_the_settings_do_not_name_is_refused(mouth: Make) -> None:
    engine = mouth("http://127.0.0.1:9/v1", voice="alloy")
    with pytest.raises(BadRequest, match=r"tts\.openai\.voice is alloy"):
        await engine.prepare(Clause("", voice="nova"))
    assert await spoken(engine, Clause(" ")) == []
