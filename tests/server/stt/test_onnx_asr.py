"""onnx-asr, the real library, on a Parakeet that says one sentence."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from morgan.errors import Busy, EngineFailed, EngineMissing
from morgan.ports import Home, HomeEntity, Transcript, Utterance
from morgan.settings.schema import OnnxAsrSettings
from morgan.stt.onnx_asr import OnnxAsr, _chosen, fetch_weights, weights_are_there, weights_folder
from morgan.testing import until

TOOL = Path(__file__).parents[2] / "tools" / "make_onnx_asr.py"
TWO_SECONDS = np.random.default_rng(0).normal(0, 3000, 32_000).astype(np.int16)
PARAKEET = "nemo128.onnx vocab.txt config.json encoder-model.int8.onnx decoder_joint-model.int8.onnx"
FULL = "encoder-model.onnx encoder-model.onnx.data decoder_joint-model.onnx"


@pytest.fixture(scope="session")
def parakeets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `both`, which says another sentence in int8, and `slow` and `mishearing`, without int8."""
    for package in ("onnx_asr", "onnx"):
        pytest.importorskip(package, reason="needs the extra 'onnx-asr', and onnx")
    folder = tmp_path_factory.mktemp("parakeets")
    for name, further in (
        ("both", ["--int8-says", "Open the kitchen door."]),
        ("slow", ["--cost", "200"]),
        ("mishearing", ["--says", "Turn on the kitten lights."]),
    ):
        subprocess.run([sys.executable, TOOL, folder / name, *further], check=True, timeout=60)
    return folder


@pytest.fixture
async def hear(parakeets):
    engines = []

    def start(name="both", language="en", **settings):
        model = str(parakeets / name)
        engines.append(OnnxAsr(parakeets / name, OnnxAsrSettings(model=model, **settings), language))
        return engines[-1]

    yield start
    for engine in engines:
        await engine.close()


@pytest.mark.engine
async def test_a_processor_computes_in_int8_where_the_folder_has_it_and_as_asked(hear):
    for weights, text, model in (
        ("auto", "Open the kitchen door.", "both-int8"),
        ("int8", "Open the kitchen door.", "both-int8"),
        ("full", "Turn on the kitchen lights.", "both-full"),
    ):
        engine = hear(weights=weights)
        assert (await engine.transcribe(Utterance(TWO_SECONDS))).text == text
        assert (engine.program.name, engine.program.model, engine.program.languages) == ("onnx-asr", model, ("en",))


@pytest.mark.engine
async def test_sound_of_any_length_is_heard_and_nothing_in_nothing(hear):
    engine = hear(weights="full")
    for samples, text in (
        (TWO_SECONDS[:3200], "Turn on the kitchen lights."),
        (np.resize(TWO_SECONDS, 29 * 16_000), "Turn on the kitchen lights."),
        (np.resize(TWO_SECONDS, 40 * 16_000), "Turn on the kitchen lights. Turn on the kitchen lights."),
        (np.zeros(16_000, np.int16), ""),
        (np.zeros(0, np.int16), ""),
        (np.ones(100, np.int16), ""),
    ):
        assert (await engine.transcribe(Utterance(samples))).text == text


@pytest.mark.engine
async def test_a_misheard_name_of_the_house_is_put_right(hear):
    engine, house = hear("mishearing"), Home((HomeEntity(("Kitchen Lights",), "light"),))
    await engine.prepare(house)
    assert (await engine.transcribe(Utterance(TWO_SECONDS))).text == "Turn on the kitten lights."
    assert (await engine.transcribe(Utterance(TWO_SECONDS, home=house))).text == "Turn on the Kitchen lights."


@pytest.mark.engine
async def test_a_language_that_it_was_not_taught_is_refused(hear):
    engine = hear(languages=("en", "de"))
    assert (await engine.transcribe(Utterance(TWO_SECONDS, language="de-AT"))).language == "de"
    with pytest.raises(EngineFailed, match=r"does not understand 'ja'.*stt\.onnx_asr\.languages"):
        await engine.transcribe(Utterance(TWO_SECONDS, language="ja"))
    assert (await hear(language="auto").transcribe(Utterance(TWO_SECONDS))).language is None


@pytest.mark.engine
async def test_a_cancelled_utterance_leaves_the_line_and_the_next_one_is_heard(hear):
    engine = hear("slow")
    first = asyncio.create_task(engine.transcribe(Utterance(TWO_SECONDS, room="a")))
    second = asyncio.create_task(engine.transcribe(Utterance(TWO_SECONDS, room="b")))
    await until(lambda: len(engine._threads._line) == 1)  # one is at work, the other one waits
    second.cancel()
    await asyncio.wait({second})
    assert not len(engine._threads._line)
    async with asyncio.timeout(60):
        assert (await first).text == "Turn on the kitchen lights."


@pytest.mark.engine
async def test_whoever_would_have_to_wait_too_long_is_refused(hear):
    engine = hear("slow", patience_seconds=1e-6)
    await engine.transcribe(Utterance(TWO_SECONDS))  # the pace is known from now on
    asked = (engine.transcribe(Utterance(TWO_SECONDS, room=str(n))) for n in range(4))
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert any(isinstance(each, Busy) for each in found)
    assert any(isinstance(each, Transcript) for each in found)


@pytest.mark.engine
def test_a_folder_that_holds_no_model_is_told_without_asking_a_hub(parakeets, tmp_path):
    def load(**settings):
        return OnnxAsr(tmp_path, OnnxAsrSettings(model=str(tmp_path), **settings), "en")

    with pytest.raises(EngineMissing, match=r"config\.json must name model_type, one of .*; it does not name it"):
        load()
    (tmp_path / "config.json").write_text('{"model_type": "whisper"}')
    with pytest.raises(EngineMissing, match="it names 'whisper'; Whisper has an engine of its own"):
        load()
    (tmp_path / "config.json").write_text('{"model_type": "nemo-conformer-tdt"}')
    with pytest.raises(EngineMissing, match=r"not those of a nemo-conformer-tdt.*encoder-model.*not found"):
        load()
    for name in ("encoder-model.onnx", "decoder_joint-model.onnx"):
        (tmp_path / name).write_bytes(b"no network")
    (tmp_path / "vocab.txt").write_text("a 0\n<blk> 1\n")
    with pytest.raises(EngineFailed, match="cannot be loaded"):
        load()


def test_int8_is_fetched_where_a_repository_has_it_and_never_both():
    listed = [*PARAKEET.split(), *FULL.split(), "README.md", ".gitattributes", "parakeet.nemo"]
    small, large = {"nemo128.onnx", "vocab.txt", "config.json"}, set(FULL.split())
    assert set(_chosen(listed, "auto")) == set(_chosen(listed, "int8")) == set(PARAKEET.split())
    assert set(_chosen(listed, "full")) == small | large
    assert set(_chosen([*small, *large], "auto")) == small | large
    zipformer = ["am-onnx/encoder.onnx", "am-onnx/encoder.int8.onnx", "lang/tokens.txt"]
    assert _chosen(zipformer, "auto") == ["am-onnx/encoder.int8.onnx", "lang/tokens.txt"]


def test_a_model_is_a_name_a_repository_or_the_owners_own_folder(tmp_path):
    def folder(model, **settings):
        return weights_folder(OnnxAsrSettings(model=model, **settings), tmp_path)

    there = tmp_path / "weights" / "onnx-asr"
    assert folder("parakeet-tdt-0.6b-v3") == there / "istupakov--parakeet-tdt-0.6b-v3-onnx"
    assert folder("someone/theirs", weights="full") == there / "someone--theirs--full"
    mine = tmp_path / "mine"
    mine.mkdir()
    assert folder(str(mine)) == mine
    assert weights_are_there(OnnxAsrSettings(model=str(mine)), tmp_path)
    assert not weights_are_there(OnnxAsrSettings(), tmp_path)
    for wrong in ("parakeet", str(tmp_path / "nowhere"), "~/nowhere"):
        with pytest.raises(EngineMissing, match=r"stt\.onnx_asr\.model is .*, but must be parakeet"):
            folder(wrong)


def test_weights_that_were_put_in_place_by_hand_are_taken(tmp_path):
    settings = OnnxAsrSettings(model="someone/theirs")
    folder = weights_folder(settings, tmp_path)
    folder.mkdir(parents=True)
    assert not weights_are_there(settings, tmp_path)
    (folder / "model.onnx").write_bytes(b"x")
    (folder / "config.json").write_text(json.dumps({"model_type": "nemo-conformer-ctc"}))
    assert fetch_weights(settings, tmp_path, within_seconds=0) == folder
