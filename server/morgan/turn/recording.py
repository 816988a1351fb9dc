"""The sound of one turn so far; knows nothing of what it means."""

from __future__ import annotations

import numpy as np

from morgan.audio import FRAME_SAMPLES, SAMPLE_RATE_HZ, Samples
from morgan.ports import SILENCE


class Recording:
    """A buffer that grows by chunks and is sliced by seconds."""

    def __init__(self) -> None:
        self._parts: list[Samples] = []
        self._length = 0

    @property
    def seconds(self) -> float:
        """Its length."""
        return self._length / SAMPLE_RATE_HZ

    def add(self, samples: Samples) -> None:
        """Append samples."""
        self._parts.append(samples)
        self._length += len(samples)

    def cut(self, since: float, until: float) -> Samples:
        """Return the sound between two times in seconds, clipped to the recording."""
        whole = self._whole()
        return whole[max(0, round(since * SAMPLE_RATE_HZ)) : max(0, round(until * SAMPLE_RATE_HZ))]

    def quietest(self, since: float, until: float) -> float:
        """Return the middle of the quietest tenth of a second between two times: where a cut hurts least."""
        frames = self.cut(since, until)
        frames = frames[: len(frames) // FRAME_SAMPLES * FRAME_SAMPLES]
        power = np.square(frames.astype(np.float64)).reshape(-1, FRAME_SAMPLES).mean(axis=1)
        if len(power) < 3:
            return until
        least = int(np.argmin(np.convolve(power, np.ones(3), "valid"))) + 1
        return since + (least + 0.5) * FRAME_SAMPLES / SAMPLE_RATE_HZ

    def _whole(self) -> Samples:
        if len(self._parts) > 1:
            self._parts = [np.concatenate(self._parts)]
        return self._parts[0] if self._parts else SILENCE
