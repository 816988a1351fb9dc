"""Real weights hear people: the house's names, commands in noise, and nothing in noise alone.

Skipped where no real weights are at hand (MORGAN_REAL_WEIGHTS names a folder with whisper-base in it).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import pytest

from morgan.agent.sentence.turn_completion import kind_of
from morgan.ports import Utterance
from morgan.settings.schema import WhisperSettings
from morgan.stt.whisper import Whisper

for package in ("faster_whisper", "jiwer", "pocketsphinx", "espeakng_loader"):
    pytest.importorskip(package)
sys.path.insert(0, str(Path(__file__).parents[3] / "script" / "benches"))
import ears  # noqa: E402  # a bench, in no package
import given  # noqa: E402
import rooms  # noqa: E402
from hearing import recorded_home  # noqa: E402

pytestmark = pytest.mark.engine

WEIGHTS = given.whisper()
SPEECH = given.speech()
PEER = 0.21  # wyoming-faster-whisper 3.8.1 with the same weights on 31 commands by people; 16 of them: 0.16


@pytest.fixture(scope="module")
def folder() -> Path:
    if WEIGHTS is None:
        pytest.skip(f"no real Whisper: MORGAN_REAL_WEIGHTS is {os.environ.get('MORGAN_REAL_WEIGHTS')!r}")
    return WEIGHTS


@pytest.fixture
async def whisper(folder):
    engine = Whisper(folder, WhisperSettings(model=str(folder)), "en", kind_of)
    yield engine
    await engine.close()


@pytest.mark.skipif(not (SPEECH / "en" / "home.yaml").is_file(), reason="no recordings: MORGAN_SPEECH_DATA names some")
async def test_people_are_understood_better_than_by_the_stock_server(whisper):
    home = recorded_home(SPEECH / "en")
    people = [one for one in rooms.clips(SPEECH, lambda _: (0.0, 0.0), ("en",)) if one.source == "human"]
    said, heard = [], []
    for clip in people:
        found = await whisper.transcribe(Utterance(clip.samples, "en", home, haste="guess"))
        said.append(ears.plain(clip.text, "en"))
        heard.append(ears.plain(found.text, "en"))
    assert ears.jiwer.wer(said, heard) <= 0.65 * PEER


async def test_no_words_are_made_of_noise_music_a_television_next_door_or_silence(whisper):
    words = []
    for kind, sound in rooms.noises(None):
        found = await whisper.transcribe(Utterance(np.asarray(sound), "en", haste="guess"))
        if found.text:
            words.append((kind, found.text))
    assert words == []
