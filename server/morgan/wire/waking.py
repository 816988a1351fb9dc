"""One turn of waiting for a wake word; knows nothing of what follows it."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass

from wyoming.wake import Detection, NotDetected

from morgan.audio import SAMPLE_RATE_HZ
from morgan.ports import WakeWordDetector
from morgan.wire.microphone import Microphone
from morgan.wire.turns import Turn


@dataclass(frozen=True, slots=True)
class Detect:
    """The wake words to detect in the next sound; none means all."""

    names: tuple[str, ...] = ()


async def detect(detector: WakeWordDetector, microphone: Microphone, wish: Detect, turn: Turn) -> None:
    """Report each wake word when it is detected. Satellites go on sending after the first one, and expect a second."""
    turn.trace.kind = "wake"
    stream = detector.listen(wish.names)
    sound_seconds = 0.0
    detected = False
    async with aclosing(microphone.chunks()) as chunks:
        async for chunk in chunks:
            sound_seconds += len(chunk.samples) / SAMPLE_RATE_HZ
            name = await stream.detect(chunk.samples)
            if name is None:
                continue
            detected = True
            timestamp = microphone.timestamp if microphone.timestamp is not None else round(sound_seconds * 1000)
            await turn.peer.send(Detection(name, timestamp))
            stream = detector.listen(wish.names)
    turn.trace.path = "detected" if detected else "not-detected"
    turn.trace.add("listen", 0.0)
    if not detected:
        await turn.peer.send(NotDetected())
