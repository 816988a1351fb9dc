"""What doctor says of the engines that hear when the settings name or rank others than Whisper."""

from __future__ import annotations

from pathlib import Path

import pytest

from morgan.cli.checks_engines import engines, transcription_server
from morgan.settings.schema import OnnxAsrSettings, OpenAiEarsSettings, Settings, SttSettings
from morgan.testing.speech_server import ScriptedSpeechServer


def found(stt: SttSettings, data_dir: Path) -> list[tuple[str, str]]:
    told = engines(Settings(stt=stt, data_dir=data_dir))
    return [(one.level, f"{one.found}; {one.mend}") for one in told if one.what == "hearing"]


def test_each_of_the_ranked_is_examined_and_one_that_is_missing_is_no_disaster(tmp_path):
    pytest.importorskip("onnx_asr", reason="needs the extra 'onnx-asr'")
    pytest.importorskip("pocketsphinx", reason="needs the extra 'closed'")
    (away, about), (here, _) = found(SttSettings(engines=("onnx-asr", "closed"), download=False), tmp_path)
    assert (away, here) == ("warn", "ok")
    assert "parakeet-tdt-0.6b-v3 are not in" in about
    assert "morgan download onnx-asr" in about
    ((level, about),) = found(SttSettings(engine="onnx-asr", download=False), tmp_path)
    assert level == "bad"


def test_a_folder_of_the_owners_own_is_named_and_a_wrong_name_is_told(tmp_path):
    pytest.importorskip("onnx_asr", reason="needs the extra 'onnx-asr'")
    ((level, about),) = found(SttSettings(engine="onnx-asr", onnx_asr=OnnxAsrSettings(model=str(tmp_path))), tmp_path)
    assert (level, str(tmp_path) in about) == ("ok", True)
    ((level, about),) = found(SttSettings(engine="onnx-asr", onnx_asr=OnnxAsrSettings(model="parrot")), tmp_path)
    assert (level, "correct stt.onnx_asr.model" in about) == ("bad", True)


async def test_a_transcription_server_is_asked_only_where_it_is_wanted(unused_port):
    assert await transcription_server(SttSettings(engine="closed")) == []
    async with ScriptedSpeechServer().running() as server:
        there = SttSettings(engine="openai", openai=OpenAiEarsSettings(url=server.url))
        (finding,) = await transcription_server(there)
        assert (finding.level, "whisper-1" in finding.found) == ("ok", True)
    away = OpenAiEarsSettings(url=f"http://127.0.0.1:{unused_port}")
    for stt, level in (
        (SttSettings(engine="openai", openai=away), "bad"),
        (SttSettings(engines=("openai", "closed"), openai=away), "warn"),
        (SttSettings(engine="openai"), "bad"),
    ):
        (finding,) = await transcription_server(stt)
        assert (finding.level, "stt.openai.url" in finding.mend) == (level, True)
