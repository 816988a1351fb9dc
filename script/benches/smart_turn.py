"""Tells by ear whether somebody who pauses has finished, with pipecat's smart-turn v3; knows no words and no turns.

The network was taught on how voices end: whether they fall, slow down or hang. It hears the last 8 s, silence before
them where there is less, as the spectrogram that Whisper's own preprocessing makes of a window of 8 s. No engine of the
server: `ear.py` measures what it would bring.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from morgan.audio import SAMPLE_RATE_HZ, Samples

WINDOW_SECONDS = 8
_WINDOW_SAMPLES = WINDOW_SECONDS * SAMPLE_RATE_HZ
_FFT_SAMPLES, _HOP_SAMPLES, _MELS = 400, 160, 80  # Whisper's: 25 ms every 10 ms
_LOWEST_POWER, _RANGE = 1e-10, 8.0  # and 8 decades below the loudest, at the most, are told apart
_SMALL = 1e-7  # beside the variance of silence

_Floats = npt.NDArray[np.float32]


class SmartTurn:
    """Tells how likely it is that a voice has come to its end (8.7 MB of weights)."""

    def __init__(self, weights: Path) -> None:
        """Load the weights: about 0.2 s."""
        import onnxruntime  # noqa: PLC0415  # after morgan, which keeps it from reporting

        options = onnxruntime.SessionOptions()
        options.inter_op_num_threads = 1
        options.intra_op_num_threads = 1  # the other cores would look for the words at the same moment
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])

    def finished(self, samples: Samples) -> float:
        """Return the probability that whoever is heard in `samples` has finished."""
        (found,) = self._session.run(None, {"input_features": spectrogram(samples)[None]})
        return float(found[0, 0])


def spectrogram(samples: Samples) -> _Floats:
    """Return Whisper's log-mel spectrogram of the last 8 s, [80, 800], of sound whose mean is 0 and whose variance 1.

    As OpenAI's whisper/audio.py and Hugging Face's WhisperFeatureExtractor (do_normalize, chunk_length=8) make it.
    """
    heard = samples[-_WINDOW_SAMPLES:].astype(np.float32) / 32768.0
    sound = np.concatenate((np.zeros(_WINDOW_SAMPLES - len(heard), dtype=np.float32), heard))
    sound = (sound - sound.mean()) / np.sqrt(sound.var() + _SMALL)
    around = np.pad(sound, _FFT_SAMPLES // 2, mode="reflect")
    pieces = np.lib.stride_tricks.sliding_window_view(around, _FFT_SAMPLES)[:-1:_HOP_SAMPLES]
    waves = np.fft.rfft(pieces * _WINDOW)
    power = _FILTERS @ (waves.real**2 + waves.imag**2).T
    levels = np.log10(np.maximum(power, _LOWEST_POWER))
    scaled: _Floats = ((np.maximum(levels, levels.max() - _RANGE) + 4.0) / 4.0).astype(np.float32)
    return scaled


def _filters() -> _Floats:
    """Return the triangles that sum a spectrum into mels, [80, 201]: Slaney's scale, each of the same area.

    Slaney, "Auditory Toolbox" (1998): linear up to 1 kHz, 3 mels for 200 Hz, then 27 mels for a factor of 6.4.
    """
    at_1khz = 15.0
    highest = at_1khz + 27.0 * np.log(SAMPLE_RATE_HZ / 2 / 1000.0) / np.log(6.4)
    mels = np.linspace(0.0, highest, _MELS + 2)
    edges = np.where(mels < at_1khz, mels * 200.0 / 3.0, 1000.0 * 6.4 ** ((mels - at_1khz) / 27.0))
    low, peak, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    hertz = np.fft.rfftfreq(_FFT_SAMPLES, 1 / SAMPLE_RATE_HZ)
    slopes = np.minimum((hertz - low) / (peak - low), (high - hertz) / (high - peak))
    filters: _Floats = (np.maximum(slopes, 0.0) * 2.0 / (high - low)).astype(np.float32)
    return filters


_WINDOW: _Floats = np.hanning(_FFT_SAMPLES + 1)[:-1].astype(np.float32)
_FILTERS = _filters()
