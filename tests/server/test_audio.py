"""Whatever a microphone sends becomes 16 kHz mono int16, however its bytes were cut."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from morgan.audio import HEARD, SAMPLE_RATE_HZ, AudioFormat, Resampler, frames, read_wav, wav_bytes
from morgan.errors import BadRequest


def tone(rate_hz: int, seconds: float = 0.5, hz: float = 440.0) -> np.ndarray:
    return np.sin(2 * np.pi * hz * np.arange(int(rate_hz * seconds)) / rate_hz) * 0.5


def encode(mono: np.ndarray, source: AudioFormat) -> bytes:
    spread = np.repeat(mono[:, None], source.channels, axis=1).reshape(-1)
    if source.width_bytes == 1:
        return (spread * 127 + 128).astype(np.uint8).tobytes()
    if source.width_bytes == 3:
        wide = (spread * 2**23).astype("<i4")
        return wide.view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
    return (spread * (2 ** (8 * source.width_bytes - 1) - 1)).astype(f"<i{source.width_bytes}").tobytes()


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("width_bytes", [1, 2, 3, 4])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_tone_keeps_its_pitch_and_level_in_every_format(rate_hz: int, width_bytes: int, channels: int):
    source = AudioFormat(rate_hz, width_bytes, channels)
    heard = Resampler(source).feed(encode(tone(rate_hz), source), last=True)
    assert len(heard) == pytest.approx(SAMPLE_RATE_HZ * 0.5, rel=0.01)
    spectrum = np.abs(np.fft.rfft(heard[1000:-1000]))
    pitch_hz = np.argmax(spectrum) * SAMPLE_RATE_HZ / len(heard[1000:-1000])
    assert pitch_hz == pytest.approx(440, abs=4)
    assert np.abs(heard[1000:-1000]).max() == pytest.approx(0.5 * 32768, rel=0.05)


@given(st.binary(max_size=400), st.lists(st.integers(0, 400), max_size=8))
def test_sound_in_the_heard_format_is_the_same_however_it_was_cut(pcm: bytes, cuts: list[int]):
    resampler = Resampler(HEARD)
    edges = [0, *sorted(min(cut, len(pcm)) for cut in cuts), len(pcm)]
    pieces = [resampler.feed(pcm[a:b]) for a, b in pairwise(edges)]
    whole = np.frombuffer(pcm[: len(pcm) // 2 * 2], dtype="<i2")
    assert np.array_equal(np.concatenate(pieces), whole)


@given(st.lists(st.integers(1, 700), min_size=1, max_size=20))
def test_resampled_sound_is_the_same_however_it_was_cut(sizes: list[int]):
    source = AudioFormat(48_000, 2, 2)
    pcm = encode(tone(48_000, 0.05), source)
    whole = Resampler(source).feed(pcm, last=True)
    resampler, pieces, at = Resampler(source), [], 0
    for size in sizes:
        pieces.append(resampler.feed(pcm[at : at + size]))
        at += size
    pieces.append(resampler.feed(pcm[at:], last=True))
    assert np.array_equal(np.concatenate(pieces), whole)


@pytest.mark.parametrize(
    ("rate", "width", "channels", "named"),
    [
        (0, 2, 1, "rate"),
        (10**9, 2, 1, "rate"),
        (16000, 5, 1, "width"),
        (16000, 2, 0, "channels"),
        (True, 2, 1, "rate"),
        ("16000", 2, 1, "rate"),
    ],
)
def test_a_format_that_no_microphone_sends_is_refused_by_name(rate, width, channels, named):
    with pytest.raises(BadRequest, match=f"audio {named} must be a whole number"):
        AudioFormat(rate, width, channels)


def test_a_wav_file_comes_back_as_it_was_written(tmp_path):
    samples = (tone(SAMPLE_RATE_HZ) * 32767).astype(np.int16)
    (tmp_path / "tone.wav").write_bytes(wav_bytes(samples, SAMPLE_RATE_HZ))
    assert np.array_equal(read_wav(tmp_path / "tone.wav"), samples)


def test_a_file_that_is_no_wav_says_so(tmp_path):
    (tmp_path / "song.mp3").write_bytes(b"ID3 not a wav")
    with pytest.raises(BadRequest, match="is not a PCM WAV file"):
        read_wav(tmp_path / "song.mp3")
    with pytest.raises(BadRequest, match="cannot be read"):
        read_wav(tmp_path / "missing.wav")


def test_frames_cover_everything_once():
    samples = np.arange(1000, dtype=np.int16)
    pieces = list(frames(samples, 512))
    assert [len(piece) for piece in pieces] == [512, 488]
    assert np.array_equal(np.concatenate(pieces), samples)
