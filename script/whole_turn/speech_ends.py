"""Prints where the speech of each recording ends, by Silero, as JSON; runs in the environment of Morgan's server."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from morgan.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ, read_wav
from morgan.vad.silero import SileroVad


async def ends(paths: list[str]) -> list[float]:
    """Return the end of the last frame that is likelier speech than not, in seconds."""
    detector = SileroVad()
    found = []
    for path in paths:
        likely = await detector.listen().detect(read_wav(Path(path)))
        last = max((number for number, probability in enumerate(likely) if probability > 0.5), default=-1)
        found.append((last + 1) * FRAME_SAMPLES / SAMPLE_RATE_HZ)
    await detector.close()
    return found


print(json.dumps(asyncio.run(ends(sys.argv[1:]))))
