"""How much of Whisper's 30 seconds an utterance needs, and who fits beside it; knows no engine.

Whisper was taught on windows of 30 s. Its encoder's cost grows with the window, so one that is just long enough is ten
times cheaper. `margin_seconds` of silence are always left; the rest of the window is filled up behind the encoder
(`decoding.py`), and what is not surely right is heard again in the whole window (`hallucination_filter.py`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from morgan.audio import SAMPLE_RATE_HZ, Samples

WHOLE_SECONDS = 30
LEAST_SECONDS = 5  # shorter ones were never seen to be safe by those who tried
PROMPT_TOKENS = 223  # as many as Whisper was taught with

_PIECE_SECONDS = 28.0
_LOOK_BACK_SECONDS = 8.0  # in so much of a window's end a pause is looked for
_PAUSE_SECONDS = 0.2
_TOKENS_PER_SECOND = 8  # fast speech has 6 words a second at most; what is longer is a loop
_SPARE_TOKENS = 24
_UNLIKE = 1.5  # windows that differ more would cost more as one batch than one after the other


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """At most one window of sound, and how it is to be heard."""

    samples: Samples
    language: str | None  # in Whisper's own word; None: it is detected
    prompt: tuple[int, ...] = ()
    window_seconds: int = WHOLE_SECONDS

    @property
    def seconds(self) -> float:
        """Length of the sound."""
        return len(self.samples) / SAMPLE_RATE_HZ

    @property
    def token_budget(self) -> int:
        """As many tokens as could be said in the time; less than half of Whisper's 448."""
        return min(216, _SPARE_TOKENS + math.ceil(self.seconds * _TOKENS_PER_SECOND))


def window_seconds(seconds: float, margin_seconds: float) -> int:
    """Return the window, in whole seconds, for so much sound."""
    return min(WHOLE_SECONDS, max(LEAST_SECONDS, math.ceil(seconds + margin_seconds)))


def together(one: Piece, other: Piece) -> bool:
    """Tell whether two are cheaper as one batch, and alike enough for it."""
    windows = sorted((one.window_seconds, other.window_seconds))
    prompts = sorted((len(one.prompt), len(other.prompt)))
    return windows[1] <= _UNLIKE * windows[0] and prompts[1] <= 2 * prompts[0]


def level(prompts: Sequence[Sequence[int]]) -> list[list[int]]:
    """Make prompts equally long, as CTranslate2 wants those of a batch: a short one begins with its own end again.

    Whisper's prompts are cut anywhere at their beginning, so the model has seen such a thing; filling up with one token
    it has not.
    """
    longest = max(map(len, prompts), default=0)
    return [[*prompt[len(prompt) - (longest - len(prompt)) :], *prompt] if prompt else [] for prompt in prompts]


def pieces(samples: Samples) -> Iterator[Samples]:
    """Cut what is longer than a window where it is quietest, late in each window."""
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
