"""Chooses what hears: Whisper when its weights are here or come in time, else the closed engine; knows both."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from morgan.errors import EngineMissing
from morgan.ports import SpeechToText
from morgan.settings import SttSettings
from morgan.stt.whisper import Whisper, fetch_weights, weights_are_there


def choose_stt(settings: SttSettings, data_dir: Path) -> tuple[SpeechToText, str]:
    """Return the engine and one sentence of why. Blocks for `fetch_seconds` at most, two seconds without a network.

    Raises EngineMissing when the engine that the settings name, or any at all, is not there.
    """
    match settings.engine:
        case "whisper":
            return _whisper(settings, data_dir, None), f"Whisper {settings.whisper.model}, because stt.engine says so"
        case "closed":
            return _closed(settings), "the closed engine, because stt.engine says so"
        case "auto":
            try:
                engine = _whisper(settings, data_dir, settings.fetch_seconds)
            except EngineMissing as missing:
                return _closed(
                    settings
                ), f"the closed engine, which knows this house's commands only, because {missing}"
            return engine, f"Whisper {settings.whisper.model}, because its weights are here"


def _whisper(settings: SttSettings, data_dir: Path, within_seconds: float | None) -> SpeechToText:
    """Build Whisper. Raises EngineMissing when its package or weights are not here and do not come in time."""
    if find_spec("faster_whisper") is None:  # before 145 MB are fetched for nobody
        raise EngineMissing("faster-whisper is not there: pip install 'morgan-voice[whisper]'")
    model = settings.whisper.model
    if not settings.download and not weights_are_there(model, data_dir):
        raise EngineMissing(f"the weights of Whisper {model} are not here and stt.download is off")
    folder = fetch_weights(model, data_dir, within_seconds=within_seconds)

    return Whisper(folder, settings.whisper, settings.language)


def _closed(settings: SttSettings) -> SpeechToText:
    from morgan.stt.closed import Closed  # noqa: PLC0415  # an extra: only when it is wanted

    return Closed(settings.closed, settings.language)
