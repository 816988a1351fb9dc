"""Whisper's weights on CTranslate2: sound in, hypotheses with their scores out; knows nothing of houses or queues.

faster-whisper brings the log-mel spectrogram, the tokenizer and the folder's layout. Its own `transcribe` is not used:
it decodes one utterance at a time, always in a window of 30 s. The packages are imported when the weights are loaded:
they cost a second and 100 MB, which a server without weights need not spend.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from morgan.audio import SAMPLE_RATE_HZ
from morgan.errors import EngineFailed, EngineMissing
from morgan.settings.schema import WhisperSettings
from morgan.stt.likeliest import Hypothesis
from morgan.stt.windows import LEAST_SECONDS, WHOLE_SECONDS, Piece, level

_LONGEST = 448  # tokens, the prompt's included: Whisper has no more positions
_FRAMES = 3000  # of the spectrogram in a whole window, two for each of the encoder's positions
_POSITIONS_PER_SECOND = 50
# Short windows are brought to one level, so that the same encoded silence fits behind each: the level of people who
# speak a step from a microphone. Whisper is as good 20 dB below and above it.
_FLOOR = -0.7
_LOUDER = 0.5  # at most, in the spectrogram's units (20 dB): near-silence stays near-silent
_KEPT_SECONDS = 0.5  # of the silence encoded with the sound; the encoder's output at the end of a short window is odd


@dataclass(frozen=True, slots=True)
class Placement:
    """The device, precision and threads of the model, in CTranslate2's terms."""

    device: Literal["cpu", "cuda"]
    compute_type: str
    threads: int  # of each worker
    workers: int  # they share one set of weights


@dataclass(frozen=True, slots=True)
class Decoded:
    """Hypotheses for a piece of sound, the likeliest first, its language, and the probability of no speech."""

    hypotheses: tuple[Hypothesis, ...]
    language: str
    no_speech: float


_ON_CUDA = ("float16", "int8_float16", "int8", "float32")  # types that a card computes efficiently, the fastest first


def place(settings: WhisperSettings, cuda_devices: int, cores: int, efficient: Collection[str] = _ON_CUDA) -> Placement:
    """Choose by the hardware: int8 on a CPU, float16 on CUDA; at most four threads, as more are no faster.

    `efficient`: the types that the CUDA device computes well; an old one has no float16.

    On a CPU two workers run in parallel, as threads beyond the first hardly speed up the decoder; a worker that runs
    alone has all cores for the encoder. Raises EngineMissing when the settings ask for CUDA and there is none.
    """
    if settings.device == "cuda" and not cuda_devices:
        raise EngineMissing("stt.whisper.device is cuda, but there is no CUDA device; set it to auto or cpu")
    device: Literal["cpu", "cuda"] = "cuda" if cuda_devices and settings.device != "cpu" else "cpu"
    compute_type = settings.compute_type
    if compute_type == "auto":
        compute_type = next((one for one in _ON_CUDA if one in efficient), "float32") if device == "cuda" else "int8"
    workers = settings.workers or (2 if device == "cpu" and cores > 1 else 1)
    return Placement(device, compute_type, settings.threads or min(4, cores), workers)


_FILES = ("model.bin", "config.json", "tokenizer.json", "vocabulary.json")
_VOCABULARIES = ("vocabulary.json", "vocabulary.txt")


def lacking(folder: Path) -> str | None:
    """Return the first file of a Whisper model that the folder lacks, None when it has all.

    Without model.bin and tokenizer.json the library itself would ask the hub.
    """
    for name in _FILES[:-1]:
        if not (folder / name).is_file() or not (folder / name).stat().st_size:
            return name
    return None if any((folder / name).is_file() for name in _VOCABULARIES) else _VOCABULARIES[0]


def placed(settings: WhisperSettings) -> Placement:
    """Choose the placement for this machine's hardware. Raises EngineMissing."""
    if find_spec("faster_whisper") is None:
        raise EngineMissing("faster-whisper is not installed: install morgan-voice[whisper]")
    import ctranslate2  # noqa: PLC0415

    devices = ctranslate2.get_cuda_device_count()
    efficient = ctranslate2.get_supported_compute_types("cuda") if devices else ()
    return place(settings, devices, os.cpu_count() or 1, efficient)


class Decoder:
    """One model; as many threads may use it at once as the placement has workers."""

    def __init__(self, folder: Path, placement: Placement, beam_size: int) -> None:
        """Load the weights. Raises EngineMissing."""
        import ctranslate2  # noqa: PLC0415
        from faster_whisper import WhisperModel  # noqa: PLC0415
        from faster_whisper.tokenizer import Tokenizer  # noqa: PLC0415
        from faster_whisper.transcribe import get_suppressed_tokens  # noqa: PLC0415

        if missing := lacking(folder):
            raise EngineMissing(
                f"{folder} holds no Whisper in CTranslate2's format: {missing} is missing; it wants {', '.join(_FILES)}"
            )
        try:
            library: Any = WhisperModel(
                str(folder),
                device=placement.device,
                compute_type=placement.compute_type,
                cpu_threads=placement.threads,
                num_workers=placement.workers,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineMissing(
                f"the Whisper in {folder} cannot be loaded: {error}; one of {', '.join(_FILES)} is damaged: "
                "put a whole one there, or delete the folder to have it fetched"
            ) from error
        self._model: Any = library.model
        self._mel: Any = library.feature_extractor
        self._view: Callable[[Any], Any] = ctranslate2.StorageView.from_array
        self._beam_size = beam_size
        self._multilingual = bool(self._model.is_multilingual)
        self._tokens: Any = Tokenizer(
            library.hf_tokenizer,
            self._multilingual,
            task="transcribe" if self._multilingual else None,
            language="en" if self._multilingual else None,
        )
        self._suppressed = list(get_suppressed_tokens(self._tokens, [-1]))
        self._silence: npt.NDArray[np.float32] | None = None  # the encoder's output for silence, position by position
        if placement.device == "cpu":
            nothing = np.full((1, library.feature_extractor.mel_filters.shape[0], _FRAMES), _FLOOR, np.float32)
            self._silence = _array(self._model.encode(self._view(nothing)))[0]
        self.languages: tuple[str, ...] = tuple(sorted(library.supported_languages))

    def tokens(self, text: str) -> tuple[int, ...]:
        """Return the tokens of a text as a prompt has them."""
        return tuple(self._tokens.encode(f" {text.strip()}")) if text.strip() else ()

    def text(self, tokens: Sequence[int]) -> str:
        """Return the text of a prompt's tokens."""
        return str(self._tokens.decode(list(tokens))) if tokens else ""

    def hear(self, pieces: Sequence[Piece], leave: Callable[[], bool]) -> list[Decoded] | None:
        """Decode each piece; return None when `leave` returned True between two steps. Raises EngineFailed."""
        window = max(piece.window_seconds for piece in pieces)
        try:
            features = np.stack([self._features(piece, window) for piece in pieces])
            if leave():
                return None
            encoded = self._model.encode(self._view(features))
            if leave():
                return None
            if window < WHOLE_SECONDS and self._silence is not None:
                encoded = self._view(_filled_up(_array(encoded), pieces, self._silence))
            languages = self._languages(pieces, encoded)
            return self._generate(pieces, languages, encoded)
        except (RuntimeError, ValueError) as error:
            raise EngineFailed(f"Whisper failed: {error}") from error

    def warm(self) -> None:
        """Decode a little noise in the windows of a first command, so that all memory is allocated before it."""
        hiss = np.random.default_rng(0).normal(0, 100, SAMPLE_RATE_HZ).astype(np.int16)
        for window in (LEAST_SECONDS, 2 * LEAST_SECONDS) if self._silence is not None else (WHOLE_SECONDS,):
            self.hear([Piece(hiss, "en", window_seconds=window)], lambda: False)

    def unload(self) -> None:
        """Free the memory at once, even while references to this object remain; it cannot decode afterwards."""
        self._model.unload_model()

    def _features(self, piece: Piece, window: int) -> Any:  # noqa: ANN401  # an array without a type
        """Return the log-mel spectrogram with silence behind the sound, as in Whisper's own training."""
        sound = np.zeros(window * SAMPLE_RATE_HZ, dtype=np.float32)
        heard = piece.samples[: len(sound)]
        sound[: len(heard)] = heard
        sound *= 1 / 32768
        mel = self._mel(sound, padding=0).astype(np.float32, copy=False)
        return mel if window == WHOLE_SECONDS else mel + min(_LOUDER, _FLOOR - mel.min())

    def _languages(self, pieces: Sequence[Piece], encoded: Any) -> list[str]:  # noqa: ANN401
        """Return each piece's language; detected only where the piece names none."""
        if not self._multilingual:
            return ["en"] * len(pieces)
        if all(piece.language for piece in pieces):
            return [piece.language or "" for piece in pieces]
        found = self._model.detect_language(encoded)
        return [piece.language or likeliest[0][0].strip("<|>") for piece, likeliest in zip(pieces, found, strict=True)]

    def _generate(self, pieces: Sequence[Piece], languages: Sequence[str], encoded: Any) -> list[Decoded]:  # noqa: ANN401
        before = level([piece.prompt for piece in pieces])
        prompts = [
            [*([self._tokens.sot_prev, *prompt] if prompt else []), *self._begin(language)]
            for prompt, language in zip(before, languages, strict=True)
        ]
        budget = min(max(piece.token_budget for piece in pieces), _LONGEST - len(prompts[0]))
        results = self._model.generate(
            encoded,
            prompts,
            beam_size=self._beam_size,
            num_hypotheses=self._beam_size,
            # With a length penalty CTranslate2 stops as soon as five hypotheses have ended, although the likeliest may
            # still go on: a long sentence that is quite certain would lose to its own beginnings.
            length_penalty=0,
            max_length=len(prompts[0]) + budget,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
        )
        return [
            self._decoded(piece, language, result)
            for piece, language, result in zip(pieces, languages, results, strict=True)
        ]

    def _begin(self, language: str) -> list[int]:
        """Return the tokens that every decode begins with; without timestamps, which would only cost tokens."""
        if not self._multilingual:
            return [self._tokens.sot, self._tokens.no_timestamps]
        spoken = self._tokens.tokenizer.token_to_id(f"<|{language}|>")
        return [self._tokens.sot, spoken, self._tokens.transcribe, self._tokens.no_timestamps]

    def _decoded(self, piece: Piece, language: str, result: Any) -> Decoded:  # noqa: ANN401
        """Read one result; a piece decoded in a batch with a longer one is cut to its own token budget."""
        hypotheses = [
            self._hypothesis(tokens, score, piece.token_budget)
            for tokens, score in zip(result.sequences_ids, result.scores, strict=True)
        ]
        hypotheses.sort(key=lambda each: each.log_probability, reverse=True)  # the sum would favour the shortest
        return Decoded(tuple(hypotheses), language, result.no_speech_prob)

    def _hypothesis(self, tokens: Sequence[int], total: float, budget: int) -> Hypothesis:
        text = " ".join(self._tokens.decode(tokens[:budget]).split())
        return Hypothesis(text, total / (len(tokens) + 1), total, cut=len(tokens) >= budget)  # plus the end token


def _array(encoded: Any) -> npt.NDArray[np.float32]:  # noqa: ANN401  # CTranslate2's own array
    """Return the encoder's output as float32 for any compute type: (pieces, positions, width)."""
    import ctranslate2  # noqa: PLC0415

    return np.array(encoded.to(ctranslate2.DataType.float32))


def _filled_up(
    encoded: npt.NDArray[np.float32], pieces: Sequence[Piece], silence: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Append encoded silence to each piece of a short window, up to Whisper's whole window.

    The decoder was trained with that much silence behind the words: without it, it repeats words or invents more. This
    saves the encoding, which is nearly all of the cost of a whole window.
    """
    whole = np.broadcast_to(silence, (len(pieces), *silence.shape)).copy()
    for each, piece, heard in zip(whole, pieces, encoded, strict=True):
        kept = min(len(heard), round((piece.seconds + _KEPT_SECONDS) * _POSITIONS_PER_SECOND))
        each[:kept] = heard[:kept]
    return whole
