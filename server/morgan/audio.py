"""Sound as numbers: formats, resampling, WAV; knows nothing of networks or engines.

Inside Morgan, sound that is heard is always 16 kHz, mono, int16 (`SAMPLE_RATE_HZ`); sound that is spoken keeps the
rate of its voice. Conversion happens once, at the edge.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

from morgan.errors import BadRequest

SAMPLE_RATE_HZ = 16_000
FRAME_SAMPLES = 512  # Silero VAD's input at 16 kHz: 32 ms

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """PCM as it is sent: little-endian, signed (8 bit: unsigned, as in WAV), interleaved.

    Raises BadRequest when a field is outside what speech equipment sends.
    """

    rate_hz: int
    width_bytes: int
    channels: int

    def __post_init__(self) -> None:
        """Check the fields, before a resampler allocates memory for them."""
        for name, value, low, high in (
            ("rate", self.rate_hz, 4_000, 192_000),
            ("width", self.width_bytes, 1, 4),
            ("channels", self.channels, 1, 8),
        ):
            if type(value) is not int or not low <= value <= high:
                raise BadRequest(f"audio {name} must be a whole number from {low} to {high}, not {value!r}")


HEARD = AudioFormat(SAMPLE_RATE_HZ, 2, 1)


class Resampler:
    """Turns a stream of PCM bytes of one format into 16 kHz mono samples, keeping its state between chunks."""

    def __init__(self, source: AudioFormat) -> None:
        self._source = source
        self._frame_bytes = source.width_bytes * source.channels
        self._rest = b""
        self._stream = (
            None
            if source.rate_hz == SAMPLE_RATE_HZ
            else soxr.ResampleStream(source.rate_hz, SAMPLE_RATE_HZ, 1, dtype="float32", quality="MQ")
        )

    def feed(self, pcm: bytes, *, last: bool = False) -> Samples:
        """Return the samples that `pcm` completes (possibly none); a partial sample waits for the next call."""
        pcm = self._rest + pcm
        usable = len(pcm) - len(pcm) % self._frame_bytes
        self._rest = pcm[usable:]
        if self._stream is None and self._source == HEARD:
            return np.frombuffer(pcm[:usable], dtype="<i2").astype(np.int16, copy=False)
        mono = to_float(pcm[:usable], self._source)
        if self._stream is not None:
            mono = self._stream.resample_chunk(mono, last=last)
        return to_int16(mono)


def to_float(pcm: bytes, source: AudioFormat) -> npt.NDArray[np.float32]:
    """Whole frames of PCM → mono float32 in [-1, 1); channels are averaged."""
    width = source.width_bytes
    if width == 1:
        values = (np.frombuffer(pcm, dtype=np.uint8).astype(np.float32) - 128.0) / 128.0
    elif width == 3:
        triples = np.frombuffer(pcm, dtype=np.uint8).reshape(-1, 3)
        wide = np.zeros((len(triples), 4), dtype=np.uint8)
        wide[:, 1:] = triples  # the low byte stays zero: 24 bits become the high bits of 32
        values = wide.reshape(-1).view("<i4").astype(np.float32) / 2**31
    else:
        values = np.frombuffer(pcm, dtype=f"<i{width}").astype(np.float32) / 2 ** (8 * width - 1)
    mono: npt.NDArray[np.float32] = values.reshape(-1, source.channels).mean(axis=1, dtype=np.float32)
    return mono


def to_int16(samples: npt.NDArray[np.floating[Any]]) -> Samples:
    """Float in [-1, 1) → int16, clipped instead of wrapped."""
    clipped: Samples = np.clip(samples * 32768.0, -32768, 32767).astype(np.int16)
    return clipped


def amplified(samples: Samples, factor: float) -> Samples:
    """Samples times `factor`, clipped instead of wrapped."""
    if factor == 1.0:
        return samples
    louder: Samples = np.clip(samples * np.float32(factor), -32768, 32767).astype(np.int16)
    return louder


def read_wav(path: Path) -> Samples:
    """Read a PCM WAV file as 16 kHz mono int16. Raises BadRequest when it is not one."""
    try:
        with wave.open(str(path), "rb") as wav:
            source = AudioFormat(wav.getframerate(), wav.getsampwidth(), wav.getnchannels())
            pcm = wav.readframes(wav.getnframes())
    except (wave.Error, EOFError) as error:
        raise BadRequest(f"{path} is not a PCM WAV file ({error}); convert it to 16-bit WAV first") from error
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror or error}") from error
    return Resampler(source).feed(pcm, last=True)


def wav_bytes(samples: Samples, rate_hz: int) -> bytes:
    """Mono int16 samples → a complete WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(rate_hz)
        wav.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


def frames(samples: Samples, size: int) -> Iterator[Samples]:
    """Cut samples into pieces of `size`; the last one may be shorter."""
    for start in range(0, len(samples), size):
        yield samples[start : start + size]


class RateChanger:
    """Turns a stream of mono samples of one rate into another, keeping its state between pieces."""

    def __init__(self, source_hz: int, target_hz: int) -> None:
        self._stream = (
            None
            if source_hz == target_hz
            else soxr.ResampleStream(source_hz, target_hz, 1, dtype="int16", quality="MQ")
        )

    def feed(self, samples: Samples) -> Samples:
        """Return the samples that these complete, possibly none."""
        if self._stream is None:
            return samples
        changed: Samples = self._stream.resample_chunk(samples)
        return changed

    def end(self) -> Samples:
        """Return the samples that the resampler still holds."""
        nothing = np.zeros(0, dtype=np.int16)
        if self._stream is None:
            return nothing
        rest: Samples = self._stream.resample_chunk(nothing, last=True)
        return rest
