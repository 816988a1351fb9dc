"""Perceived loudness of speech: integrated loudness by ITU-R BS.1770-4, as used by EBU R 128; knows no voices.

The K-weighting is two filters, applied here in the frequency domain, because a recursive filter runs a hundred times
slower in numpy. Blocks of 0.4 s, a new one each 0.1 s; those below -70 LUFS count as silence, then those more than
10 LU below the rest.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from morgan.audio import Samples

BLOCK_SECONDS: Final = 0.4
_STEP_SECONDS: Final = 0.1
_SILENCE_LUFS: Final = -70.0
_BELOW_THE_REST_LU: Final = 10.0
_OFFSET: Final = -0.691  # a sine of 997 Hz at full scale then has -3.01 LUFS
_RINGING_SECONDS: Final = 0.1  # after which the slower filter has decayed
_TRANSFORM: Final = 16_384
_KNEE, _TOP = 0.8, 0.98  # of full scale: sound below the knee is unchanged, none exceeds the top

Powers = npt.NDArray[np.float64]


def powers(samples: Samples, rate_hz: int) -> Powers:
    """Return the weighted mean square of each block; none for sound shorter than one."""
    block, step = round(BLOCK_SECONDS * rate_hz), round(_STEP_SECONDS * rate_hz)
    if len(samples) < block:
        return np.zeros(0)
    weighted = _weighted(samples, rate_hz)
    sums = np.concatenate([[0.0], np.cumsum(weighted**2)])
    starts = np.arange(0, len(samples) - block + 1, step)
    return np.asarray((sums[starts + block] - sums[starts]) / block, dtype=np.float64)


def loudness(blocks: Powers) -> float | None:
    """Return the joint loudness of these blocks in LUFS; None when all are silence."""
    heard = blocks[blocks > _power(_SILENCE_LUFS)]
    if not len(heard):
        return None
    heard = heard[heard > heard.mean() * 10 ** (-_BELOW_THE_REST_LU / 10)]
    return _OFFSET + 10 * math.log10(float(heard.mean()))


def levelled(samples: Samples, gain: float) -> Samples:
    """Return the samples times `gain`; values near full scale are compressed (tanh) instead of clipped."""
    if gain == 1.0:
        return samples
    louder = samples.astype(np.float32) * np.float32(gain / 32768)
    size = np.abs(louder)
    if size.max(initial=0.0) > _KNEE:
        bent = _KNEE + (_TOP - _KNEE) * np.tanh((size - _KNEE) / (_TOP - _KNEE))
        louder = np.where(size > _KNEE, np.copysign(bent, louder), louder)
    made: Samples = np.round(louder * 32768).astype(np.int16)
    return made


def _power(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET) / 10))


def _weighted(samples: Samples, rate_hz: int) -> npt.NDArray[np.float64]:
    """Return the K-weighted samples, filtered piece by piece; each piece's decay is added to the next one."""
    ringing = round(_RINGING_SECONDS * rate_hz)
    size = max(_TRANSFORM, 1 << (4 * ringing).bit_length())  # a server's WAV may have 192 kHz
    step = size - ringing
    count = -(-len(samples) // step)
    pieces = np.zeros((count, step))
    pieces.reshape(-1)[: len(samples)] = samples
    spectra = np.fft.rfft(pieces / 32768, size, axis=1) * _weighting(size, rate_hz)
    filtered = np.fft.irfft(spectra, size, axis=1)
    filtered[1:, :ringing] += filtered[:-1, step:]
    weighted: npt.NDArray[np.float64] = filtered[:, :step].reshape(-1)[: len(samples)]
    return weighted


def _weighting(size: int, rate_hz: int) -> npt.NDArray[np.complex128]:
    """Return the response of both filters at each frequency of a transform of `size`, for any rate.

    The standard gives coefficients for 48 kHz only; these are the analogue filters behind them, as derived by
    libebur128 and others.
    """
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    # The head: a high shelf, 4 dB more above 1.7 kHz.
    k, q = math.tan(math.pi * 1681.974450955533 / rate_hz), 0.7071752369554196
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    head = (high + band * k / q + k * k) + 2 * (k * k - high) * z + (high - band * k / q + k * k) * z * z
    head /= (1 + k / q + k * k) + 2 * (k * k - 1) * z + (1 - k / q + k * k) * z * z
    # The ear: a high pass at 38 Hz.
    k, q = math.tan(math.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    first = 1 + k / q + k * k
    low = (1 - 2 * z + z * z) / (1 + 2 * (k * k - 1) / first * z + (1 - k / q + k * k) / first * z * z)
    response: npt.NDArray[np.complex128] = head * low
    return response
