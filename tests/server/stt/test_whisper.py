"""Whisper says what was said, in its language, nothing for silence, and stops when nobody waits."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from morgan.errors import EngineFailed, EngineMissing
from morgan.ports import Utterance
from morgan.settings import WhisperSettings
from morgan.stt.decoding import Placement, place
from morgan.stt.whisper import Whisper, repository, weights_are_there, weights_folder

TWO_SECONDS = np.random.default_rng(0).normal(0, 3000, 32_000).astype(np.int16)


def test_a_processor_computes_in_int8_and_a_graphics_card_in_float16():
    assert place(WhisperSettings(), 0, 8) == Placement("cpu", "int8", 4)
    assert place(WhisperSettings(), 0, 2) == Placement("cpu", "int8", 2)
    assert place(WhisperSettings(), 1, 8) == Placement("cuda", "float16", 4)
    assert place(WhisperSettings(device="cpu"), 1, 8).device == "cpu"
    assert place(WhisperSettings(threads=7, compute_type="float32"), 0, 2) == Placement("cpu", "float32", 7)


def test_a_graphics_card_that_is_asked_for_must_be_there():
    with pytest.raises(EngineMissing, match="no CUDA device"):
        place(WhisperSettings(device="cuda"), 0, 2)


def test_sizes_are_names_of_repositories():
    assert repository("base") == "Systran/faster-whisper-base"
    assert repository("turbo").endswith("faster-whisper-large-v3-turbo")
    assert repository("someone/whisper-of-mine") == "someone/whisper-of-mine"
    with pytest.raises(EngineMissing, match="tiny, "):
        repository("huge")


def test_a_folder_with_weights_needs_no_network(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"weights")
    assert weights_are_there(str(tmp_path), tmp_path / "data")
    assert not weights_are_there("base", tmp_path / "data")
    assert weights_folder("base", tmp_path) == tmp_path / "weights" / "whisper" / "Systran--faster-whisper-base"


@pytest.fixture
async def hear(whispers):
    engines = []

    def start(name, language="auto"):
        engines.append(Whisper(whispers / name, WhisperSettings(model=name), language))
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
async def test_it_tells_truly_what_it_is(hear):
    program = hear("english").program
    assert (program.name, program.model) == ("whisper", "english-int8")
    assert {"en", "fr", "nl"} <= set(program.languages)


@pytest.mark.engine
def test_a_folder_that_holds_no_whisper_is_told_without_asking_a_hub(whispers, tmp_path):
    with pytest.raises(EngineMissing, match=r"model\.bin is missing"):
        Whisper(tmp_path, WhisperSettings(), "en")
    (tmp_path / "model.bin").write_bytes(b"not a model")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(EngineMissing, match="cannot be loaded"):
        Whisper(tmp_path, WhisperSettings(), "en")
