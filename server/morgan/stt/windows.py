"""How much of Whisper's 30 seconds an utterance needs, and which ones fit in a batch with it; knows no engine.

Whisper was trained on windows of 30 s. The encoder's cost grows with the window, so one just long enough is ten times
cheaper. It always includes `margin_seconds` of silence; encoded silence fills up the rest after the encoder
(`decoding.py`), and unsure words are decoded again in the whole window (`hallucination_filter.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from morgan.audio import SAMPLE_RATE_HZ, Samples

WHOLE_SECONDS = 30
LEAST_SECONDS = 5  # no trial has shown shorter ones to be safe
PROMPT_TOKENS = 223  # as many as in Whisper's training

_PIECE_SECONDS = 28.0
_LOOK_BACK_SECONDS = 8.0  # of a window's end, in which a pause is searched
_PAUSE_SECONDS = 0.2
_TOKENS_PER_SECOND = 8  # fast speech has at most 6 words a second; more tokens are a loop
_SPARE_TOKENS = 24
_UNLIKE = 1.5  # windows that differ by a larger factor cost more as one batch than one after the other


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """At most one window of sound, and how to decode it."""

    samples: Samples
    language: str | None  # Whisper's code; None: it is detected
    prompt: tuple[int, ...] = ()
    window_seconds: int = WHOLE_SECONDS

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.samples) / SAMPLE_RATE_HZ

    @property
    def token_budget(self) -> int:
        """The most tokens that can be said in the time; less than half of Whisper's 448."""
        return min(216, _SPARE_TOKENS + math.ceil(self.seconds * _TOKENS_PER_SECOND))


def window_seconds(seconds: float, margin_seconds: float) -> int:
    """Return the window, in whole seconds, for so much sound."""
    return min(WHOLE_SECONDS, max(LEAST_SECONDS, math.ceil(seconds + margin_seconds)))


def together(one: Piece, other: Piece) -> bool:
    """Tell whether two pieces are similar enough to be cheaper as one batch."""
    windows = sorted((one.window_seconds, other.window_seconds))
    prompts = sorted((len(one.prompt), len(other.prompt)))
    return windows[1] <= _UNLIKE * windows[0] and prompts[1] <= 2 * prompts[0]


def level(prompts: Sequence[Sequence[int]]) -> list[list[int]]:
    """Make prompts equally long, as CTranslate2 requires in a batch: a short one is preceded by a copy of its end.

    Whisper's training cut prompts anywhere at their beginning, so the model knows such prompts; it does not know
    padding with one token.
    """
    longest = max(map(len, prompts), default=0)
    return [[*prompt[len(prompt) - (longest - len(prompt)) :], *prompt] if prompt else [] for prompt in prompts]


def pieces(samples: Samples) -> Iterator[Samples]:
    """Cut sound longer than a window at the quietest place late in each window."""
    window, back = (round(seconds * SAMPLE_RATE_HZ) for seconds in (_PIECE_SECONDS, _LOOK_BACK_SECONDS))
    while len(samples) > WHOLE_SECONDS * SAMPLE_RATE_HZ:
        cut = window - back + _quietest(samples[window - back : window])
        yield samples[:cut]
        samples = samples[cut:]
    yield samples


def _quietest(samples: Samples) -> int:
    """Return the middle of the quietest fifth of a second."""
    step = round(_PAUSE_SECONDS / 4 * SAMPLE_RATE_HZ)
    levels = np.mean(samples[: len(samples) // step * step].reshape(-1, step).astype(np.float32) ** 2, axis=1)
    smooth = np.convolve(levels, np.ones(4), "valid")
    return (int(np.argmin(smooth)) + 2) * step
