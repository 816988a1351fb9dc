"""Which voice speaks, and why."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from morgan.errors import EngineMissing, SettingsInvalid
from morgan.settings.speaking import TtsSettings
from morgan.tts.choose import choose_tts

pytest.importorskip("espeakng_loader", reason="needs the extra 'espeak'")
pytestmark = pytest.mark.engine


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub that refuses every connection, as it looks from a house without a network."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")


async def chosen(settings: TtsSettings, data_dir: Path) -> tuple[str, str, str]:
    engine, why = choose_tts(settings, data_dir)
    await engine.close()
    return engine.program.name, engine.voices[0].name, why


@pytest.mark.usefixtures("offline")
async def test_without_weights_and_network_espeak_speaks_and_nobody_waits_for_a_transfer(tmp_path: Path) -> None:
    begin = time.monotonic()
    name, voice, why = await chosen(TtsSettings(fetch_seconds=600), tmp_path)
    assert time.monotonic() - begin < 60
    assert (name, voice) == ("espeak", "en-US")
    assert why.startswith("espeak-ng, because")
    assert "rhasspy/piper-voices" in why


async def test_a_voice_that_is_here_is_taken_without_asking_the_network(data_dir: Path) -> None:
    assert await chosen(TtsSettings(download=False), data_dir) == (
        "piper",
        "en_US-made-low",
        "Piper, because its voice is here",
    )
    assert (await chosen(TtsSettings(language="de"), data_dir))[1] == "de_DE-made-low"


async def test_a_voice_that_comes_in_time_is_taken(tmp_path: Path, hub: list[str]) -> None:
    assert (await chosen(TtsSettings(), tmp_path))[:2] == ("piper", "en_US-lessac-medium")
    assert hub


async def test_nothing_is_fetched_when_the_owner_forbids_it(tmp_path: Path, hub: list[str]) -> None:
    name, _, why = await chosen(TtsSettings(download=False), tmp_path)
    assert name == "espeak"
    assert "no Piper voice speaks en" in why
    assert not hub


@pytest.mark.usefixtures("offline")
async def test_the_engine_that_the_owner_names_is_taken_or_missing(
    data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert (await chosen(TtsSettings(engine="espeak"), data_dir))[0] == "espeak"
    assert (await chosen(TtsSettings(engine="piper"), data_dir))[0] == "piper"
    with pytest.raises(EngineMissing):
        choose_tts(TtsSettings(engine="piper"), tmp_path_factory.mktemp("empty"))


@pytest.mark.usefixtures("offline")
async def test_the_voice_that_the_owner_names_decides(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = tmp_path_factory.mktemp("empty")
    assert (await chosen(TtsSettings(voice="homemade"), data_dir))[:2] == ("piper", "homemade")
    assert (await chosen(TtsSettings(voice="en-US+m3"), data_dir))[:2] == ("espeak", "en-US")
    assert (await chosen(TtsSettings(voice="de"), empty))[:2] == ("espeak", "de")
    # Piper's voice cannot come: espeak speaks its language in its own way.
    assert (await chosen(TtsSettings(voice="de_DE-thorsten-medium", language="de"), empty))[:2] == ("espeak", "de")


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("engine", ["auto", "piper", "espeak"])
def test_a_voice_that_nobody_has_is_a_wrong_setting(data_dir: Path, engine: str) -> None:
    with pytest.raises(SettingsInvalid, match=r"tts\.voice"):
        choose_tts(TtsSettings(engine=engine, voice="klingon"), data_dir)
