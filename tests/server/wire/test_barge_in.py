"""Real voices fall silent for whoever speaks next or has hung up, and are free again."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from wyoming.tts import Synthesize

from morgan.testing import fakes, running_server

pytestmark = pytest.mark.engine

TOOL = Path(__file__).parents[2] / "tools" / "make_voice.py"
STORY = "This is a long story about a house and all who live in it. " * 200


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a voice that takes a tenth of a second for a second of sound."""
    for package in ("piper", "espeakng_loader", "onnx"):
        pytest.importorskip(package, reason="needs the extras 'piper' and 'espeak', and onnx")
    folder = tmp_path_factory.mktemp("data")
    voice = ("en_US-made-low", "--cost-per-id", "10")
    subprocess.run([sys.executable, TOOL, folder / "voices", *voice], check=True, timeout=60)
    return folder


@pytest.fixture(params=["espeak", "piper"])
async def mouth(request: pytest.FixtureRequest, data_dir: Path):
    from morgan.tts.espeak import EspeakTts
    from morgan.tts.piper.engine import PiperTts
    from morgan.tts.piper.voices import VoiceCatalog

    engine = (
        EspeakTts() if request.param == "espeak" else PiperTts(VoiceCatalog(data_dir, None), voice="en_US-made-low")
    )
    yield engine
    await engine.close()


async def test_nothing_of_the_old_reply_is_sent_after_the_new_one_began(connect, mouth) -> None:
    async with running_server(fakes(tts=mouth)) as server, connect(server) as client:
        await client.say(Synthesize(STORY))
        await client.hear_until("audio-chunk")
        await client.say(Synthesize("Yes."))
        events = await asyncio.wait_for(client.hear_until("audio-stop"), 5)
        types = [event.type for event in events]
        begun = types.index("audio-start")  # before it: what was on its way
        assert set(types[begun + 1 : -1]) == {"audio-chunk"}
        said = sum(len(event.payload or b"") for event in events[begun:]) / 2 / events[begun].data["rate"]
        assert 0.1 < said < 1.5


async def test_a_voice_is_free_for_others_when_its_listener_has_hung_up(connect, mouth) -> None:
    async with running_server(fakes(tts=mouth)) as server, connect(server) as other:
        async with connect(server) as client:
            await client.say(Synthesize(STORY))
            await client.hear_until("audio-chunk")
        await other.say(Synthesize("Yes."))
        events = await asyncio.wait_for(other.hear_until("audio-stop"), 5)
        assert events[0].type == "audio-start"
