"""Wake words with their real models, called by synthesized voices."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from morgan.audio import AudioFormat, Resampler, Samples
from morgan.errors import BadRequest
from morgan.tts import espeak_library as espeak
from morgan.wake.micro import MicroWake

pytest.importorskip("pymicro_wakeword", reason="needs the extra 'wake'")
pytest.importorskip("espeakng_loader", reason="needs the extra 'espeak'")
pytestmark = pytest.mark.engine

SECOND = np.zeros(16_000, dtype=np.int16)
# Voices that the models take for a person. They were trained on people: espeak's own default is often not heard.
CALLS = {
    "okay_nabu": ("Okay Nabu", ["en-US+m1", "en+m1", "en-US+m2"], 1.0),
    "hey_jarvis": ("Hey Jarvis", ["en-US+belinda", "en+belinda", "en+linda", "en-US+f3"], 0.8),
    "hey_mycroft": ("Hey Mycroft", ["en-US+f2", "en+f3", "en+f1"], 1.0),
    "alexa": ("Alexa", ["en-US+f1", "en+f1", "en-US+f3"], 1.0),
}


def said(text: str, voice: str, speed: float = 1.0) -> Samples:
    """A second of silence, `text`, a second of silence."""
    pieces: list[Samples] = []
    engine = espeak.load()
    engine.synthesize(text, voice, speed, lambda samples: pieces.append(samples) or True)
    resampler = Resampler(AudioFormat(engine.rate_hz, 2, 1))
    return np.concatenate((SECOND, resampler.feed(np.concatenate(pieces).tobytes(), last=True), SECOND))


async def detected(engine: MicroWake, sound: Samples, names: tuple[str, ...] = (), chunk: int = 1_024) -> list[str]:
    stream = engine.listen(names)
    found = [await stream.detect(sound[start : start + chunk]) for start in range(0, len(sound), chunk)]
    return [name for name in found if name]


@pytest.mark.parametrize("name", CALLS)
async def test_each_wake_word_is_heard_once_and_only_it(name: str) -> None:
    phrase, voices, speed = CALLS[name]
    engine = MicroWake()
    heard = [await detected(engine, said(phrase, voice, speed)) for voice in voices]
    await engine.close()
    # Any of the voices: espeak's breath is random, and these models listen closely. Never another word, never twice.
    assert [name] in heard
    assert all(found in ([], [name]) for found in heard)


async def test_talk_and_noise_wake_nobody() -> None:
    engine = MicroWake()
    noise = (np.random.default_rng(5).standard_normal(16_000 * 10) * 2_000).astype(np.int16)
    sentences = [
        "Turn on the lights in the kitchen, please, and close the garage door.",
        "What is the weather like tomorrow? I would like to go for a long walk with the dog.",
        "Hey, could you have a look at this new jar? It is okay if you cannot open it.",
    ]
    talk = [said(text, voice) for text in sentences for voice in ("en-US+f3", "en-US+m1", "en+belinda")]
    for sound in (noise, SECOND, *talk):
        assert await detected(engine, sound) == []
    await engine.close()


async def test_only_the_words_that_were_asked_for_are_heard() -> None:
    engine = MicroWake()
    sound = np.concatenate([said("Alexa", voice) for voice in CALLS["alexa"][1]])
    assert await detected(engine, sound, ("okay_nabu", "hey_jarvis")) == []
    assert "alexa" in await detected(engine, sound, ("okay_nabu", "alexa"))
    await engine.close()


async def test_the_answer_does_not_depend_on_how_the_sound_was_cut() -> None:
    engine = MicroWake()
    sound = said("Alexa", "en-US+f1")
    found = [await detected(engine, sound, chunk=chunk) for chunk in (160, 777, len(sound))]
    await engine.close()
    assert found[0] == found[1] == found[2] != []


async def test_two_satellites_do_not_disturb_each_other() -> None:
    engine = MicroWake()
    sound = said("Alexa", "en-US+f1")
    one, other = await asyncio.gather(detected(engine, sound), detected(engine, sound[::-1].copy()))
    await engine.close()
    assert (one, other) == (["alexa"], [])


async def test_a_word_that_is_not_there_is_refused_naming_those_that_are() -> None:
    engine = MicroWake()
    with pytest.raises(BadRequest, match="alexa, hey_jarvis, hey_mycroft, okay_nabu"):
        engine.listen(["computer"])
    await engine.close()


async def test_the_words_and_their_phrases_are_listed() -> None:
    engine = MicroWake()
    assert {word.name: word.phrase for word in engine.wake_words} == {name: call[0] for name, call in CALLS.items()}
    assert "en" in engine.program.languages
    await engine.close()


async def test_a_threshold_of_ones_own_replaces_each_models() -> None:
    sounds = [said("Alexa", voice) for voice in CALLS["alexa"][1]]
    usual, strict = MicroWake(), MicroWake(threshold=0.9999)
    assert any([await detected(usual, sound) for sound in sounds])
    assert not any([await detected(strict, sound) for sound in sounds])
    await usual.close()
    await strict.close()
