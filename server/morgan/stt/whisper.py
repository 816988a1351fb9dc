"""Whisper through faster-whisper (CTranslate2): hears any words in a hundred languages; knows nothing of the house.

The packages are imported when the engine is built: they cost a second and 100 MB, which a house without weights need
not pay.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import numpy as np

from morgan import weights
from morgan.engine import EngineThread, Stop
from morgan.errors import EngineFailed, EngineMissing
from morgan.ports import NO_HOME, Home, Program, Transcript, Utterance
from morgan.settings import WhisperSettings

# Who converted which size. Systran's are the ones that faster-whisper itself takes.
_REPOSITORIES = {"turbo": "mobiuslabsgmbh/faster-whisper-large-v3-turbo"}
_SIZES = (
    "tiny",
    "tiny.en",
    "base",
    "base.en",
    "small",
    "small.en",
    "medium",
    "medium.en",
    "large-v1",
    "large-v2",
    "large-v3",
)

_TEMPERATURES = (0.0, 0.4)  # a second try helps against repetition; five, the library's default, cost seconds on a CPU
_TOKENS_PER_SECOND = 8  # fast speech has 6 words a second at most; what is longer is a loop
_SPARE_TOKENS = 24
_NO_SPEECH = 0.6  # these three are OpenAI's
_LOG_PROBABILITY = -1.0
_COMPRESSION = 2.4
_SHORTEST_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Placement:
    """Where and in which numbers the model computes, in CTranslate2's words."""

    device: Literal["cpu", "cuda"]
    compute_type: str
    threads: int


def place(settings: WhisperSettings, cuda_devices: int, cores: int) -> Placement:
    """Choose by what is there: int8 on a CPU, float16 on CUDA; at most four threads, more only heat the room.

    Raises EngineMissing when CUDA is asked for and there is none.
    """
    if settings.device == "cuda" and not cuda_devices:
        raise EngineMissing("stt.whisper.device is cuda, but there is no CUDA device; set it to auto or cpu")
    device: Literal["cpu", "cuda"] = "cuda" if cuda_devices and settings.device != "cpu" else "cpu"
    compute_type = settings.compute_type
    if compute_type == "auto":
        compute_type = "float16" if device == "cuda" else "int8"
    return Placement(device, compute_type, settings.threads or max(1, min(4, cores)))


def repository(model: str) -> str:
    """Return the hub repository of a size, or the repository itself. Raises EngineMissing for any other word."""
    if "/" in model:
        return model
    if model in _SIZES:
        return f"Systran/faster-whisper-{model}"
    if model in _REPOSITORIES:
        return _REPOSITORIES[model]
    raise EngineMissing(f"there is no Whisper named {model!r}: {', '.join((*_SIZES, *_REPOSITORIES))}, or a repository")


def weights_folder(model: str, data_dir: Path) -> Path:
    """Return where a model's weights are or will be: the folder that is named, else one in the data directory."""
    named = Path(model).expanduser()
    if (named / "model.bin").is_file():
        return named
    return data_dir / "weights" / "whisper" / repository(model).replace("/", "--")


def weights_are_there(model: str, data_dir: Path) -> bool:
    """Tell whether the weights can be loaded without a network."""
    folder = weights_folder(model, data_dir)
    return folder == Path(model).expanduser() or weights.is_complete(folder)


def fetch_weights(model: str, data_dir: Path, *, within_seconds: float | None) -> Path:
    """Return the folder with the weights, fetched when they are not there. Raises EngineMissing."""
    folder = weights_folder(model, data_dir)
    if weights_are_there(model, data_dir):
        return folder
    return weights.fetch(repository(model), None, folder, within_seconds=within_seconds)


class Whisper:
    """One model on one thread."""

    def __init__(self, folder: Path, settings: WhisperSettings, language: str) -> None:
        """Load the weights and let them hear a second of silence, so that the first turn is as fast as the next.

        `language`: what is spoken when a client says nothing, or "auto". Blocks for seconds.
        Raises EngineMissing, EngineFailed.
        """
        if find_spec("faster_whisper") is None:
            raise EngineMissing("faster-whisper is not installed: install morgan-voice[whisper]")
        import ctranslate2  # noqa: PLC0415
        from faster_whisper import WhisperModel  # noqa: PLC0415

        for name in ("model.bin", "tokenizer.json"):  # without them the library would ask the hub on its own
            if not (folder / name).is_file():
                raise EngineMissing(f"{folder} holds no Whisper in CTranslate2's format: {name} is missing")
        self._placement = place(settings, ctranslate2.get_cuda_device_count(), os.cpu_count() or 1)
        try:
            self._whisper: Any = WhisperModel(
                str(folder),
                device=self._placement.device,
                compute_type=self._placement.compute_type,
                cpu_threads=self._placement.threads,
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineMissing(f"the Whisper in {folder} cannot be loaded: {error}; delete the folder") from error
        self._name = settings.model
        self._beam_size = settings.beam_size
        self._language = _bare(language)
        self._thread = EngineThread("whisper")
        self._hear(Utterance(np.zeros(16_000, dtype=np.int16)), Stop())

    @property
    def program(self) -> Program:
        """What the engine is."""
        where = "on the graphics card" if self._placement.device == "cuda" else "on the processor"
        model = f"{Path(self._name).name}-{self._placement.compute_type}"
        return Program(
            "whisper",
            model,
            f"OpenAI's Whisper {self._name} {where}",
            _version("faster-whisper"),
            tuple(sorted(self._whisper.supported_languages)),
            ("OpenAI; faster-whisper by SYSTRAN", "https://github.com/SYSTRAN/faster-whisper"),
        )

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Return the words. Raises EngineFailed, Busy."""
        return await self._thread.run(lambda stop: self._hear(utterance, stop))

    async def prepare(self, home: Home = NO_HOME) -> None:
        """Do nothing: it is ready from its construction on."""

    async def close(self) -> None:
        """Free the thread; the weights go with the last reference."""
        await self._thread.close()

    def _hear(self, utterance: Utterance, stop: Stop) -> Transcript:
        samples = utterance.samples
        language = self._known(utterance.language) or self._known(self._language)
        if utterance.seconds < _SHORTEST_SECONDS or not samples.any() or stop.is_set():
            return Transcript("", language)
        try:
            segments, info = self._whisper.transcribe(
                samples.astype(np.float32) / 32768.0,
                language=language,
                beam_size=self._beam_size,
                best_of=1,
                temperature=_TEMPERATURES,
                compression_ratio_threshold=_COMPRESSION,
                log_prob_threshold=_LOG_PROBABILITY,
                no_speech_threshold=_NO_SPEECH,
                condition_on_previous_text=False,  # a wrong guess must not become the next segment's context
                without_timestamps=utterance.seconds <= 30,  # one window: times would only cost tokens
                max_new_tokens=_token_budget(utterance.seconds),
            )
            text = join(segments, stop.is_set)
        except (RuntimeError, ValueError) as error:
            raise EngineFailed(f"Whisper failed: {error}") from error
        return Transcript(text, info.language)

    def _known(self, language: str | None) -> str | None:
        """Return the language in Whisper's own word, None when it must be detected. Raises EngineFailed for others."""
        if language is None or language == "auto":
            return None
        bare = _bare(language)
        if bare not in self._whisper.supported_languages:
            raise EngineFailed(
                f"this Whisper does not understand {language!r}; take a multilingual one, or another language"
            )
        return bare


def join(segments: Iterable[Any], stopped: Callable[[], bool]) -> str:
    """Put segments together that were truly said: Whisper makes words of silence, and loops.

    Each segment carries `text`, `no_speech_prob`, `avg_logprob` and `compression_ratio`. Iterating decodes, so
    `stopped` is asked between segments.
    """
    kept: list[str] = []
    for segment in segments:
        if stopped():
            break
        silent = segment.no_speech_prob > _NO_SPEECH and segment.avg_logprob < _LOG_PROBABILITY
        if not silent and segment.compression_ratio <= _COMPRESSION:
            kept.append(segment.text)
    return re.sub(r"\s+", " ", " ".join(kept)).strip()


def _token_budget(seconds: float) -> int:
    """As many tokens as could be said in a window of at most 30 s; less than half of Whisper's 448 with its prompt."""
    return min(216, _SPARE_TOKENS + math.ceil(min(seconds, 30.0) * _TOKENS_PER_SECOND))


def _bare(language: str) -> str:
    """Return `en` for `en-US`; Norwegian Bokmål is `no` to Whisper."""
    bare = language.replace("_", "-").partition("-")[0].casefold()
    return {"nb": "no", "iw": "he", "fil": "tl"}.get(bare, bare)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
