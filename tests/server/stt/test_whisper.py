"""Whisper says what was said, in its language, nothing for silence, and stops when nobody waits."""

from __future__ import annotations

import asyncio
import gc
import weakref

import numpy as np
import pytest

from morgan.errors import Busy, EngineFailed, EngineMissing
from morgan.ports import NO_HOME, Home, HomeEntity, Transcript, Utterance
from morgan.runtime.idle_unload import RestingEars
from morgan.settings.schema import WhisperSettings
from morgan.stt.decoding import Placement, place
from morgan.stt.names.name_correction import mend
from morgan.stt.whisper import _REPOSITORIES, _SIZES, Whisper, repository, weights_are_there, weights_folder

TWO_SECONDS = np.random.default_rng(0).normal(0, 3000, 32_000).astype(np.int16)


def test_a_processor_computes_in_int8_and_a_graphics_card_in_float16():
    assert place(WhisperSettings(), 0, 8) == Placement("cpu", "int8", threads=4, workers=2)
    assert place(WhisperSettings(), 1, 8) == Placement("cuda", "float16", threads=4, workers=1)
    assert place(WhisperSettings(device="cpu"), 1, 8).device == "cpu"
    asked = WhisperSettings(threads=7, workers=3, compute_type="float32")
    assert place(asked, 0, 2) == Placement("cpu", "float32", threads=7, workers=3)


def test_a_card_that_is_slow_in_float16_computes_in_the_next_best():
    pascal, mixed = {"int8", "int8_float32", "float32"}, {"int8", "int8_float16", "float32"}
    assert place(WhisperSettings(), 1, 8, pascal).compute_type == "int8"
    assert place(WhisperSettings(), 1, 8, mixed).compute_type == "int8_float16"
    assert place(WhisperSettings(), 1, 8, {"float32"}).compute_type == "float32"
    assert place(WhisperSettings(compute_type="float16"), 1, 8, pascal).compute_type == "float16"
    assert place(WhisperSettings(), 0, 8, ()).compute_type == "int8"


def test_each_of_two_workers_has_all_cores_up_to_four():
    assert place(WhisperSettings(), 0, 2) == Placement("cpu", "int8", threads=2, workers=2)
    assert place(WhisperSettings(), 0, 16) == Placement("cpu", "int8", threads=4, workers=2)
    assert place(WhisperSettings(), 0, 1) == Placement("cpu", "int8", threads=1, workers=1)


def test_a_graphics_card_that_is_asked_for_must_be_there():
    with pytest.raises(EngineMissing, match="no CUDA device"):
        place(WhisperSettings(device="cuda"), 0, 2)


def test_sizes_are_names_of_repositories():
    assert repository("base") == "Systran/faster-whisper-base"
    assert repository("turbo").endswith("faster-whisper-large-v3-turbo")
    assert repository("someone/whisper-of-mine") == "someone/whisper-of-mine"
    with pytest.raises(EngineMissing, match="tiny, "):
        repository("huge")


def test_every_named_size_is_the_one_that_the_library_takes():
    theirs = pytest.importorskip("faster_whisper.utils", reason="needs the extra 'whisper'")._MODELS
    for name in (*_SIZES, *_REPOSITORIES):
        assert repository(name) == theirs[name]
    assert repository("large-v3-turbo") == repository("turbo")
    assert repository("distil-large-v3.5") == "distil-whisper/distil-large-v3.5-ct2"


def test_a_folder_with_weights_needs_no_network(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"weights")
    assert weights_are_there(str(tmp_path), tmp_path / "data")
    assert not weights_are_there("base", tmp_path / "data")
    assert weights_folder("base", tmp_path) == tmp_path / "weights" / "whisper" / "Systran--faster-whisper-base"


@pytest.fixture
async def hear(whispers):
    engines = []

    def start(name, language="auto", **settings):
        engines.append(Whisper(whispers / name, WhisperSettings(model=name, **settings), language))
        return engines[-1]

    yield start
    for engine in engines:
        await engine.close()


@pytest.mark.engine
async def test_the_language_is_detected_when_none_is_named(hear):
    for name, language, text in (
        ("english", "en", "Turn on the kitchen lights."),
        ("french", "fr", "Allume la chambre"),
    ):
        transcript = await hear(name).transcribe(Utterance(TWO_SECONDS))
        assert (transcript.text, transcript.language) == (text, language)


@pytest.mark.engine
async def test_a_named_language_is_taken_as_it_is_written_anywhere(hear):
    engine = hear("english", "en-US")
    assert (await engine.transcribe(Utterance(TWO_SECONDS))).language == "en"
    assert (await engine.transcribe(Utterance(TWO_SECONDS, language="de_DE"))).language == "de"
    assert (await engine.transcribe(Utterance(TWO_SECONDS, language="nb"))).language == "no"
    with pytest.raises(EngineFailed, match="tlh"):
        await engine.transcribe(Utterance(TWO_SECONDS, language="tlh"))


@pytest.mark.engine
async def test_what_whisper_takes_for_silence_has_no_words(hear):
    assert (await hear("doubtful").transcribe(Utterance(TWO_SECONDS))).text == ""


@pytest.mark.engine
async def test_nothing_is_heard_in_nothing(hear):
    engine = hear("english", "en")
    for samples in (np.zeros(16_000, np.int16), np.zeros(0, np.int16), np.ones(100, np.int16)):
        assert (await engine.transcribe(Utterance(samples))).text == ""


@pytest.mark.engine
async def test_an_utterance_longer_than_whispers_window_is_heard_to_its_end(hear):
    long = np.tile(TWO_SECONDS, 17)  # 34 s
    text = (await hear("english", "en").transcribe(Utterance(long))).text
    assert text.count("Turn on the kitchen lights.") >= 2
    assert "  " not in text


@pytest.mark.engine
async def test_a_cancelled_utterance_frees_the_engine(hear):
    engine = hear("english", "en")
    task = asyncio.create_task(engine.transcribe(Utterance(np.tile(TWO_SECONDS, 30))))
    await asyncio.sleep(0)  # the task has begun
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(10):
        assert (await engine.transcribe(Utterance(TWO_SECONDS))).text == "Turn on the kitchen lights."


@pytest.mark.engine
@pytest.mark.parametrize("margin_seconds", [0.5, 2.0, 10.0, 30.0])
async def test_the_words_are_the_same_in_a_window_of_any_length(hear, margin_seconds):
    engine = hear("english", "en", margin_seconds=margin_seconds)
    assert (await engine.transcribe(Utterance(TWO_SECONDS[:8000]))).text == "Turn on the kitchen lights."
    assert (await engine.transcribe(Utterance(TWO_SECONDS))).text == "Turn on the kitchen lights."
    assert (await engine.transcribe(Utterance(np.tile(TWO_SECONDS, 13)))).text == "Turn on the kitchen lights."


@pytest.mark.engine
async def test_rooms_that_speak_at_once_are_all_heard_whatever_their_length_language_and_names(hear, small_house):
    engine = hear("english")
    asked = [
        Utterance(np.resize(TWO_SECONDS, length), language, home, names, "Kitchen", before, room=str(length))
        for length, language, home, names, before in (
            (16_000, "en", small_house, (), ""),
            (24_000, None, small_house, ("Coffee Maker",), "And then"),
            (48_000, "de", NO_HOME, (), ""),
            (50_000, None, NO_HOME, (), ""),
            (52_000, "en", NO_HOME, ("Robot", "Lawn Mower of the Neighbours"), ""),
            (400_000, None, small_house, (), "It was said before"),
        )
    ]
    async with asyncio.timeout(60):
        found = await asyncio.gather(*(engine.transcribe(each) for each in asked))
    assert {each.text for each in found} == {"Turn on the kitchen lights."}
    assert [each.language for each in found] == ["en", "en", "de", "en", "en", "en"]


@pytest.mark.engine
async def test_a_house_is_looked_through_before_anybody_speaks_and_costs_no_words(hear, small_house):
    engine = hear("english", "en", prompt_tokens=200)
    await engine.prepare(small_house)
    assert (await engine.transcribe(Utterance(TWO_SECONDS, home=small_house))).text == "Turn on the kitchen lights."


@pytest.mark.engine
async def test_a_misheard_name_of_the_house_is_put_right(hear):
    house = Home((HomeEntity(("Kitten Lights",), "light"),))
    heard = await hear("english", "en").transcribe(Utterance(TWO_SECONDS, home=house))
    assert heard.text == mend("Turn on the kitchen lights.", house, (), "en")


@pytest.mark.engine
async def test_whoever_would_have_to_wait_too_long_is_refused(hear):
    engine = hear("english", "en", patience_seconds=1e-6)
    await engine.transcribe(Utterance(TWO_SECONDS))  # the pace is known from now on
    asked = (engine.transcribe(Utterance(np.tile(TWO_SECONDS, 4 + 4 * (n % 2)), room=str(n))) for n in range(6))
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert any(isinstance(each, Busy) for each in found)
    assert any(isinstance(each, Transcript) for each in found)


@pytest.mark.engine
async def test_it_tells_truly_what_it_is(hear):
    program = hear("english").program
    assert (program.name, program.model) == ("whisper", "english-int8")
    assert {"en", "fr", "nl"} <= set(program.languages)


@pytest.mark.engine
def test_a_folder_that_holds_no_whisper_is_told_without_asking_a_hub(whispers, tmp_path):
    with pytest.raises(EngineMissing, match=r"model\.bin is missing"):
        Whisper(tmp_path, WhisperSettings(), "en")
    (tmp_path / "model.bin").write_bytes(b"not a model")
    for name in ("tokenizer.json", "config.json", "vocabulary.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(EngineMissing, match="cannot be loaded"):
        Whisper(tmp_path, WhisperSettings(), "en")


@pytest.mark.engine
async def test_a_whisper_that_rests_leaves_nothing_behind_and_hears_again(whispers):
    async def make():
        return await asyncio.to_thread(Whisper, whispers / "english", WhisperSettings(model="english"), "en")

    timers = []
    ears = RestingEars(
        await make(),
        make,
        60,
        lambda _, ring: timers.append(ring) or asyncio.TimerHandle(0, ring, (), asyncio.get_running_loop()),
    )
    decoder = weakref.ref(ears._rest._engine._decoder)
    timers[-1]()
    async with asyncio.timeout(10):
        while decoder() is not None:
            await asyncio.sleep(0.01)
            gc.collect()
        assert (await ears.transcribe(Utterance(TWO_SECONDS))).text == "Turn on the kitchen lights."
    await ears.close()
