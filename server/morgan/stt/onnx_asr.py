"""Parakeet, Canary, Zipformer and similar models on onnxruntime: any words; the work grows with the length of sound.

The package onnx-asr knows how each kind computes; it gets only a folder, so that it asks no hub. Unlike Whisper these
models need no window of 30 s and take no prompt: name correction follows the decode (`names/`). Whisper models are
refused here, because the filter for their hallucinations is in `whisper.py`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from morgan.audio import Samples
from morgan.errors import EngineFailed, EngineMissing
from morgan.ports import NO_HOME, Home, Program, Transcript, Utterance
from morgan.runtime import downloads as weights
from morgan.runtime.batching import BatchThreads, Rules
from morgan.runtime.engine_thread import EngineThread
from morgan.runtime.scheduler import Priority
from morgan.settings.schema import OnnxAsrSettings
from morgan.stt.codes import among, bare
from morgan.stt.names.name_correction import learn, mend
from morgan.stt.windows import pieces

_EUROPE = "bg hr cs da nl en et fi fr de el hu it lv lt mt pl pt ro sk sl es sv ru uk"


@dataclass(frozen=True, slots=True)
class _Named:
    """A model that the settings may give by name: its repository, kind and languages."""

    repository: str
    kind: str
    languages: str


_NAMED = {
    "parakeet-tdt-0.6b-v3": _Named("istupakov/parakeet-tdt-0.6b-v3-onnx", "nemo-conformer-tdt", _EUROPE),
    "parakeet-tdt-0.6b-v2": _Named("istupakov/parakeet-tdt-0.6b-v2-onnx", "nemo-conformer-tdt", "en"),
    "canary-1b-v2": _Named("istupakov/canary-1b-v2-onnx", "nemo-conformer-aed", _EUROPE),
}
# The library's kinds of model; _TOLD is the one that must be told the language.
_KINDS = (
    "nemo-conformer-ctc",
    "nemo-conformer-rnnt",
    "nemo-conformer-tdt",
    "nemo-conformer-aed",
    "kaldi-rnnt",
    "vosk",
    "t-one-ctc",
    "gigaam-v2-ctc",
    "gigaam-v2-rnnt",
    "gigaam-v3-ctc",
    "gigaam-v3-rnnt",
    "gigaam-v3-e2e-ctc",
    "gigaam-v3-e2e-rnnt",
    "gigaam-multilingual-ctc",
)
_TOLD = "nemo-conformer-aed"

_SHORTEST_SECONDS = 0.1
_MOST_THREADS = 4  # more are no faster
_INT8 = re.compile(r"[._-]int8(?=\.(?:onnx|ort)\b)")


def weights_folder(settings: OnnxAsrSettings, data_dir: Path) -> Path:
    """Return where the weights are or will be: the folder in the settings, else one in the data directory."""
    named = Path(settings.model).expanduser()
    if named.is_dir():
        return named
    kept = _repository(settings.model).replace("/", "--")
    return data_dir / "weights" / "onnx-asr" / (f"{kept}--full" if settings.weights == "full" else kept)


def weights_are_there(settings: OnnxAsrSettings, data_dir: Path) -> bool:
    """Tell whether the weights can be loaded without a network, fetched or put there. Raises EngineMissing."""
    folder = weights_folder(settings, data_dir)
    return folder == Path(settings.model).expanduser() or weights.is_complete(folder, _lacking)


def fetch_weights(
    settings: OnnxAsrSettings, data_dir: Path, *, within_seconds: float | None, stop: Event | None = None
) -> Path:
    """Return the folder with the weights, fetched when they are not there. Raises EngineMissing."""
    folder = weights_folder(settings, data_dir)
    if weights_are_there(settings, data_dir):
        return folder

    def chosen(listed: Sequence[str]) -> Sequence[str]:
        return _chosen(listed, settings.weights)

    return weights.fetch(_repository(settings.model), chosen, folder, within_seconds=within_seconds, stop=stop)


class OnnxAsr:
    """One model on a thread of its own."""

    def __init__(self, folder: Path, settings: OnnxAsrSettings, language: str) -> None:
        """Load the weights and warm them up. `language`: the one spoken when the client does not name one.

        Blocks for seconds. Raises EngineMissing, EngineFailed.
        """
        if find_spec("onnx_asr") is None:
            raise EngineMissing("onnx-asr is not installed: install morgan-voice[onnx-asr]")
        self._settings, self._language = settings, language
        self._kind = _kind(folder, settings.model)
        self._languages = _taught(settings, language)
        rules: Rules[_Job] = Rules(lambda _one, _other: False, batch=1, patience_seconds=settings.patience_seconds)
        self._threads: BatchThreads[_Job, str] = BatchThreads("onnx-asr", self._work, rules)
        self._names = EngineThread("names-onnx-asr", waiting=256)
        try:
            self._model, self._precision = self._threads.call(lambda: _loaded(folder, self._kind, settings)).result()
            self._threads.call(lambda: self._hear(_Job(np.zeros(16_000, np.int16), self._told(None)))).result()
        except BaseException:  # on any error the thread must not be left running
            self._threads.shut()
            raise

    @property
    def program(self) -> Program:
        """What the engine is."""
        name = Path(self._settings.model).name
        return Program(
            "onnx-asr",
            f"{name}-{self._precision}",
            f"{name} ({self._kind}) on the processor",
            _version(),
            self._languages,
            ("onnx-asr by Ilya Stupakov", "https://github.com/istupakov/onnx-asr"),
        )

    async def transcribe(self, utterance: Utterance) -> Transcript:
        """Return the words. Raises EngineFailed, Busy."""
        told = self._told(utterance.language)
        if utterance.seconds < _SHORTEST_SECONDS or not utterance.samples.any():
            return Transcript("", told)
        words: list[str] = []
        for samples in pieces(utterance.samples):  # each with its own place in the queue
            place = Priority(utterance.room, utterance.haste, len(samples) / 16_000, utterance.due)
            words.append(await self._threads.run(_Job(samples, told), place))
        text = " ".join(word for word in words if word)
        if text and (utterance.home is not NO_HOME or utterance.names):
            text = await self._names.run(lambda _: mend(text, utterance.home, utterance.names, told))
        return Transcript(text, told)

    async def prepare(self, home: Home = NO_HOME) -> None:
        """Index the house's names; the weights were loaded by the constructor."""
        if home is not NO_HOME:
            await self._names.run(lambda _: learn(home, self._told(None)))

    async def close(self) -> None:
        """Free the threads, and the weights as soon as the current utterance is decoded."""
        await self._names.close()
        self._threads.shut(self._unload)

    def _unload(self) -> None:
        self._model = None

    def _work(self, batch: Sequence[_Job], leave: Callable[[], bool]) -> list[str] | None:
        return None if leave() else [self._hear(job) for job in batch]

    def _hear(self, job: _Job) -> str:
        further = {"language": job.language} if self._kind == _TOLD else {}
        try:
            text = self._model.recognize(job.samples.astype(np.float32) / 32768, **further)
        except Exception as error:  # onnxruntime's errors have no other common base class
            raise EngineFailed(f"{self._settings.model} could not write it down ({type(error).__name__})") from error
        return " ".join(str(text).split())

    def _told(self, language: str | None) -> str | None:
        """Return an utterance's language, None when unknown. Raises EngineFailed for one the model does not know."""
        named = self._language if language is None or language == "auto" else language
        code = None if named == "auto" else bare(named)
        if self._kind == _TOLD and code is None:
            code = bare(self._languages[0])
        if not among(language, self._languages):
            raise EngineFailed(
                f"{self._settings.model} does not understand {language!r}; take another model, or name what this one "
                "was taught in stt.onnx_asr.languages"
            )
        return code


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    samples: Samples
    language: str | None


def _loaded(folder: Path, kind: str, settings: OnnxAsrSettings) -> tuple[Any, str]:
    """Return the library's model and the precision in which it computes. Raises EngineMissing, EngineFailed."""
    import onnx_asr  # noqa: PLC0415  # an extra: only when it is wanted
    import onnxruntime  # noqa: PLC0415  # takes 0.2 s, which `morgan doctor` need not wait for

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = settings.threads or min(_MOST_THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # it burns a core between utterances
    options.log_severity_level = 4
    lacks = ""
    for precision in {"auto": ("int8", "full"), "int8": ("int8",), "full": ("full",)}[settings.weights]:
        quantization = None if precision == "full" else precision
        try:
            model = onnx_asr.load_model(
                kind, folder, quantization=quantization, sess_options=options, providers=["CPUExecutionProvider"]
            )
        except FileNotFoundError as error:
            lacks = lacks or str(error)
        except Exception as error:  # onnxruntime's errors have no other common base class
            raise EngineFailed(f"the weights in {folder} cannot be loaded ({_first_line(error)})") from error
        else:
            return model, precision
    raise EngineMissing(f"the weights in {folder} are not those of a {kind}, or stt.onnx_asr.weights is wrong: {lacks}")


def _kind(folder: Path, model: str) -> str:
    """Return what kind of model a folder holds. Raises EngineMissing."""
    if model in _NAMED:
        return _NAMED[model].kind
    try:
        found = json.loads((folder / "config.json").read_text("utf-8")).get("model_type")
    except (OSError, ValueError, AttributeError):
        found = None
    if found not in _KINDS:
        said = f"names {found!r}" if found else "does not name it"
        mend = "; Whisper has an engine of its own" if str(found).startswith("whisper") else ""
        raise EngineMissing(f"{folder}/config.json must name model_type, one of {', '.join(_KINDS)}; it {said}{mend}")
    return str(found)


def _taught(settings: OnnxAsrSettings, language: str) -> tuple[str, ...]:
    if settings.languages:
        return settings.languages
    if settings.model in _NAMED:
        return tuple(_NAMED[settings.model].languages.split())
    return ("en" if language == "auto" else language,)


def _repository(model: str) -> str:
    """Return the hub repository for a model name; a repository stays as it is. Raises EngineMissing for others."""
    if model in _NAMED:
        return _NAMED[model].repository
    if "/" in model and not model.startswith(("/", "~", ".")):
        return model
    raise EngineMissing(f"stt.onnx_asr.model is {model!r}, but must be {', '.join(_NAMED)}, a repository or a folder")


def _chosen(listed: Iterable[str], wanted: str) -> list[str]:
    """Return the files of a repository in one precision: int8 where it exists, unless full precision is wanted."""
    of_use = [name for name in listed if not name.startswith(".") and not name.endswith((".md", ".nemo", ".wav"))]
    small = {name for name in of_use if _INT8.search(name)}
    if not small or wanted == "full":
        return [name for name in of_use if name not in small]
    large = {_INT8.sub("", name) for name in small}
    return [name for name in of_use if name not in large and name.removesuffix(".data") not in large]


def _lacking(folder: Path) -> str | None:
    """Return what a model folder lacks, as far as file names tell; None when nothing."""
    return None if any(folder.rglob("*.onnx")) else "*.onnx"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


@cache  # it reads the disk, and each Describe asks for it
def _version() -> str:
    try:
        return version("onnx-asr")
    except PackageNotFoundError:
        return "unknown"
