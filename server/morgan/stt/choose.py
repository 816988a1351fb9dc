"""Chooses the STT engine: by name, or Whisper when its weights are here, else the closed engine; knows all engines."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from threading import Event

from morgan.errors import EngineFailed, EngineMissing
from morgan.ports import SpeechToText
from morgan.settings.schema import EngineName, SttSettings
from morgan.stt import onnx_asr
from morgan.stt.likeliest import KindOf, nobody_knows
from morgan.stt.whisper import Whisper, fetch_weights, weights_are_there, what_is_missing


def choose_stt(
    settings: SttSettings, data_dir: Path, *, fetch: bool = True, kind_of: KindOf = nobody_knows
) -> tuple[SpeechToText, str]:
    """Return the engine and the reason in one sentence. Blocks for `fetch_seconds`, two seconds without a network.

    Without `fetch` it uses only what is here; `kind_of` tells orders of a house from other sentences. Raises
    EngineMissing when the engine in the settings, or with "auto" any engine, is missing.
    """
    match settings.engine:
        case "whisper":
            return _whisper(
                settings, data_dir, None, kind_of, fetch=fetch
            ), f"Whisper {settings.whisper.model}, because the settings say so"
        case "onnx-asr":
            return _onnx_asr(
                settings, data_dir, fetch=fetch
            ), f"onnx-asr with {settings.onnx_asr.model}, because the settings say so"
        case "openai":
            from morgan.stt.openai import OpenAiEars  # noqa: PLC0415  # importing its library takes a third of a second

            remote = OpenAiEars(settings.openai, settings.language)
            return remote, f"the {remote.program.description}, because the settings say so"
        case "closed":
            return _closed(settings), "the closed engine, because the settings say so"
        case "auto":
            try:
                engine = _whisper(settings, data_dir, settings.fetch_seconds, kind_of, fetch=fetch)
            except EngineFailed as missing:  # missing, or broken
                return _closed(
                    settings
                ), f"the closed engine, which knows this house's commands only, because {missing}"
            return engine, f"Whisper {settings.whisper.model}, because its weights are here"


def named(settings: SttSettings) -> EngineName:
    """Return the one engine that the settings want."""
    return "whisper" if settings.engine == "auto" else settings.engine


def is_coming(settings: SttSettings, data_dir: Path, name: EngineName) -> bool:
    """Tell whether an engine is installed, and its weights are here or may be fetched."""
    match name:
        case "whisper":
            return find_spec("faster_whisper") is not None and (
                settings.download or weights_are_there(settings.whisper.model, data_dir)
            )
        case "onnx-asr":
            return find_spec("onnx_asr") is not None and (
                settings.download or onnx_asr.weights_are_there(settings.onnx_asr, data_dir)
            )
        case _:
            return False


def bring(settings: SttSettings, data_dir: Path, name: EngineName, stop: Event) -> None:
    """Fetch the weights of an arriving engine, without a timeout. Blocks. Raises EngineMissing."""
    if name == "whisper":
        fetch_weights(settings.whisper.model, data_dir, within_seconds=None, stop=stop)
    elif name == "onnx-asr":
        onnx_asr.fetch_weights(settings.onnx_asr, data_dir, within_seconds=None, stop=stop)


def _whisper(
    settings: SttSettings, data_dir: Path, within_seconds: float | None, kind_of: KindOf, *, fetch: bool
) -> SpeechToText:
    """Build Whisper. Raises EngineMissing when its package or weights are missing and not fetched in time."""
    if find_spec("faster_whisper") is None:  # before 145 MB are fetched in vain
        raise EngineMissing("faster-whisper is not there: pip install 'morgan-voice[whisper]'")
    model = settings.whisper.model
    if not weights_are_there(model, data_dir):
        if not settings.download:
            missing = what_is_missing(model, data_dir)
            raise EngineMissing(f"the weights of Whisper {model} are not here ({missing}) and stt.download is off")
        if not fetch:
            raise EngineMissing(f"the weights of Whisper {model} are not here yet")
    folder = fetch_weights(model, data_dir, within_seconds=within_seconds)

    return Whisper(folder, settings.whisper, settings.language, kind_of)


def _onnx_asr(settings: SttSettings, data_dir: Path, *, fetch: bool) -> SpeechToText:
    """Build it. Raises EngineMissing when its package or weights are missing and cannot be fetched."""
    if find_spec("onnx_asr") is None:
        raise EngineMissing("onnx-asr is not there: pip install 'morgan-voice[onnx-asr]'")
    named = settings.onnx_asr
    if not onnx_asr.weights_are_there(named, data_dir) and not (fetch and settings.download):
        why = " yet" if settings.download else f" ({onnx_asr.weights_folder(named, data_dir)}) and stt.download is off"
        raise EngineMissing(f"the weights of {named.model} are not here{why}")
    return onnx_asr.OnnxAsr(onnx_asr.fetch_weights(named, data_dir, within_seconds=None), named, settings.language)


def _closed(settings: SttSettings) -> SpeechToText:
    from morgan.stt.closed.engine import Closed  # noqa: PLC0415  # an extra: only when it is wanted

    return Closed(settings.closed, settings.language)
