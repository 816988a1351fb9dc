"""Coqui behind the port, on a stand-in with the documented calls of coqui-tts 0.28: the real one is gigabytes.

So this says that Morgan calls it as its documentation wants, not that a real model speaks.
"""

from __future__ import annotations

import logging
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from morgan.errors import BadRequest, EngineFailed, EngineMissing
from morgan.ports import Clause, Sound
from morgan.settings.speaking import CoquiSettings, TtsSettings
from morgan.tts.choose import choose_tts
from morgan.tts.coqui import CoquiTts

XTTS = "tts_models/multilingual/multi-dataset/xtts_v2"


class StandIn:
    """`TTS.api.TTS` as far as Morgan knows it: refuses what the real one refuses."""

    def __init__(self, speakers: list[str] | None = None, languages: list[str] | None = None) -> None:
        self.speakers, self.languages = speakers, languages
        self.synthesizer = SimpleNamespace(output_sample_rate=22_050)
        self.asked: list[tuple[str, dict[str, object]]] = []
        self.fails = False

    def tts(self, text: str, **how: object) -> list[float]:
        if self.fails:
            raise RuntimeError("CUDA out of memory")
        if (self.languages is None) != ("language" not in how):
            raise ValueError("Model is (not) multi-lingual")
        if self.speakers is None and "speaker" in how:
            raise ValueError("Model is not multi-speaker but `speaker` is provided.")
        self.asked.append((text, how))
        return list(np.sin(np.arange(len(text) * 1000) / 20) * 0.5)


async def spoken(engine: CoquiTts, clause: Clause) -> list[Sound]:
    async with aclosing(engine.synthesize(clause)) as sounds:
        return [sound async for sound in sounds]


async def test_a_clause_is_one_call_and_one_sound():
    api = StandIn()
    engine = CoquiTts(CoquiSettings(), api=api)
    (sound,) = await spoken(engine, Clause("It is late.", volume=0.5))
    assert api.asked == [("It is late.", {})]
    assert (sound.rate_hz, len(sound.samples)) == (22_050, 11_000)
    assert np.abs(sound.samples).max() == pytest.approx(0.25 * 32768, rel=0.01)
    assert [(voice.name, voice.language) for voice in engine.voices] == [("en/ljspeech/vits", "en")]
    assert await spoken(engine, Clause(" ")) == []
    await engine.close()


async def test_speaker_language_and_speed_are_told_to_a_model_that_has_them():
    api = StandIn(["Ana", "Ben"], ["en", "de", "zh-cn"])
    engine = CoquiTts(CoquiSettings(model=XTTS), "en", "Ben", 1.5, api)
    for clause in (
        Clause("Hi."),
        Clause("Hallo.", language="de-AT", speed=2.0),
        Clause("Ni hao.", "Ana", language="zh"),
    ):
        await spoken(engine, clause)
    assert [how for _, how in api.asked] == [
        {"speaker": "Ben", "language": "en", "speed": 1.5},
        {"speaker": "Ben", "language": "de", "speed": 3.0},
        {"speaker": "Ana", "language": "zh-cn", "speed": 1.5},
    ]
    assert [voice.name for voice in engine.voices] == ["Ben", "Ana"]
    assert engine.program.languages == ("en", "de", "zh-cn")
    with pytest.raises(BadRequest, match="has no voice 'Carl'"):
        await spoken(engine, Clause("Hi.", voice="Carl"))
    with pytest.raises(EngineMissing, match="speaks no 'sv'"):
        await spoken(engine, Clause("Hej.", language="sv"))
    await engine.close()


async def test_a_sample_of_a_voice_takes_the_place_of_a_speaker(tmp_path: Path):
    api = StandIn([], ["en"])
    engine = CoquiTts(CoquiSettings(model=XTTS, sample=tmp_path / "me.wav"), api=api)
    await spoken(engine, Clause("Hi."))
    assert api.asked[0][1]["speaker_wav"] == str(tmp_path / "me.wav")
    await engine.close()


async def test_what_the_model_raises_is_told_without_what_was_said():
    api = StandIn()
    api.fails = True
    engine = CoquiTts(CoquiSettings(), api=api)
    with pytest.raises(EngineFailed, match=r"could not speak \(RuntimeError\)"):
        await spoken(engine, Clause("It is late."))
    await engine.close()


def test_a_licence_that_must_be_agreed_to_is_asked_for_before_anything_is_loaded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("COQUI_TOS_AGREED", raising=False)
    with pytest.raises(EngineMissing, match="COQUI_TOS_AGREED=1"):
        CoquiTts(CoquiSettings(model=XTTS))


@pytest.mark.skipif(find_spec("TTS") is not None, reason="coqui-tts is installed")
def test_without_its_package_the_command_that_installs_it_is_told(tmp_path: Path):
    with pytest.raises(EngineMissing, match="pip install 'coqui-tts"):
        choose_tts(TtsSettings(engine="coqui"), tmp_path)
    assert logging.getLogger("TTS").level == logging.WARNING


def test_a_default_voice_that_the_model_has_not_is_a_wrong_setting():
    with pytest.raises(BadRequest, match="has no voice 'Carl'"):
        CoquiTts(CoquiSettings(), voice="Carl", api=StandIn())
