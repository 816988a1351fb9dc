"""Recorded people: every command begins and ends a turn, and none is cut off.

The recordings are public ones, in the folder that MORGAN_SPEECH_DATA names, else speech data beside the checkout.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from morgan.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ, read_wav
from morgan.settings.schema import VadSettings
from morgan.vad.endpoint import Ended, Endpoint, Event, NoSpeech, Started
from morgan.vad.silero import SileroVad

pytestmark = pytest.mark.engine

FOLDER = Path(os.environ.get("MORGAN_SPEECH_DATA") or Path(__file__).parents[3].parent / "shared" / "data" / "speech")
FRAME_SECONDS = FRAME_SAMPLES / SAMPLE_RATE_HZ


@pytest.fixture
def recordings() -> list[Path]:
    found = sorted(FOLDER.glob("*/human/*.wav"))
    if not found:
        pytest.skip(
            "no recordings: MORGAN_SPEECH_DATA names no folder with them, and there is none beside the checkout"
        )
    return found


async def events(detector: SileroVad, recording: Path) -> tuple[list[Event], list[float]]:
    """What the endpoint says of a recording with two seconds of silence behind it, and how sure each frame was."""
    sound = np.concatenate((read_wav(recording), np.zeros(2 * SAMPLE_RATE_HZ, dtype=np.int16)))
    probabilities = await detector.listen().detect(sound)
    endpoint = Endpoint(VadSettings())
    found = [endpoint.feed(probability, FRAME_SECONDS) for probability in probabilities]
    return [event for event in found if event], probabilities


async def test_every_recorded_command_is_one_whole_turn(recordings: list[Path]) -> None:
    detector = SileroVad()
    for recording in recordings:
        found, probabilities = await events(detector, recording)
        if recording.name.startswith("oov_") and all(isinstance(event, NoSpeech) for event in found):
            continue  # no command, and some are no speech at all
        assert isinstance(found[0], Started), recording
        end = found[-1]
        assert isinstance(end, Ended), recording
        after = probabilities[round((end.seconds + 0.75) / FRAME_SECONDS) :]
        assert sum(probability > 0.5 for probability in after) <= 3, f"{recording} was cut off"
    await detector.close()
