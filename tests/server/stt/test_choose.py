"""Whisper when its weights are here, the closed engine otherwise, and a choice without a network within two seconds."""

from __future__ import annotations

import time

import pytest

from morgan.errors import EngineMissing
from morgan.settings.schema import SttSettings, WhisperSettings
from morgan.stt.choose import choose_stt

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def no_network(monkeypatch, unused_port):
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{unused_port}")


@pytest.fixture
async def choose(tmp_path):
    pytest.importorskip("pocketsphinx", reason="needs the extra 'closed'")
    pytest.importorskip("faster_whisper", reason="needs the extra 'whisper'")
    pytest.importorskip("huggingface_hub")  # loaded here: on a busy machine that alone outlasts the wait for an answer
    engines = []

    def chosen(**settings):
        engine, why = choose_stt(SttSettings(**settings), tmp_path)
        engines.append(engine)
        return engine.program.name, why

    yield chosen
    for engine in engines:
        await engine.close()


def test_whisper_hears_when_its_weights_are_here(choose, whispers):
    assert choose(whisper=WhisperSettings(model=str(whispers / "english")))[0] == "whisper"


def test_without_weights_and_network_the_closed_engine_hears_and_says_why(choose):
    began = time.monotonic()
    name, why = choose(fetch_seconds=600)
    assert time.monotonic() - began < 60  # and not all that one would wait for a transfer
    assert name == "closed"
    assert "cannot be reached" in why
    assert "check the network" in why


def test_no_network_is_asked_when_downloads_are_off(choose):
    name, why = choose(download=False)
    assert name == "closed"
    assert "stt.download is off" in why


def test_whisper_that_is_asked_for_by_name_is_not_replaced(choose):
    with pytest.raises(EngineMissing, match="cannot be reached"):
        choose(engine="whisper")


def test_the_closed_engine_can_be_asked_for(choose):
    assert choose(engine="closed") == ("closed", "the closed engine, because the settings say so")
