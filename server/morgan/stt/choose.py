"""Chooses what hears: Whisper when its weights are here or come in time, else the closed engine; knows both."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from morgan.errors import EngineFailed, EngineMissing
from morgan.ports import SpeechToText
from morgan.settings import SttSettings
from morgan.stt.likeliest import KindOf, nobody_knows
from morgan.stt.whisper import Whisper, fetch_weights, weights_are_there, what_is_missing


def choose_stt(
    settings: SttSettings, data_dir: Path, *, fetch: bool = True, kind_of: KindOf = nobody_knows
) -> tuple[SpeechToText, str]:
    """Return the engine and one sentence of why. Blocks for `fetch_seconds` at most, two seconds without a network.

    Without `fetch` it takes what is here; `kind_of`: who knows the orders of a house. Raises EngineMissing when the
    engine that the settings name, or any at all, is not there.
    """
    match settings.engine:
        case "whisper":
            return _whisper(
                settings, data_dir, None, kind_of, fetch=fetch
            ), f"Whisper {settings.whisper.model}, because stt.engine says so"
        case "closed":
            return _closed(settings), "the closed engine, because stt.engine says so"
        case "auto":
            try:
                engine = _whisper(settings, data_dir, settings.fetch_seconds, kind_of, fetch=fetch)
            except EngineFailed as missing:  # not there, or there and broken
                return _closed(
                    settings
                ), f"the closed engine, which knows this house's commands only, because {missing}"
            return engine, f"Whisper {settings.whisper.model}, because its weights are here"


def is_coming(settings: SttSettings, data_dir: Path) -> bool:
    """Tell whether Whisper is wanted, could hear here, and only lacks weights that may be fetched or were put there."""
    return (
        settings.engine != "closed"
        and find_spec("faster_whisper") is not None
        and (settings.download or weights_are_there(settings.whisper.model, data_dir))
    )


def _whisper(
    settings: SttSettings, data_dir: Path, within_seconds: float | None, kind_of: KindOf, *, fetch: bool
) -> SpeechToText:
    """Build Whisper. Raises EngineMissing when its package or weights are not here and do not come in time."""
    if find_spec("faster_whisper") is None:  # before 145 MB are fetched for nobody
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


def _closed(settings: SttSettings) -> SpeechToText:
    from morgan.stt.closed import Closed  # noqa: PLC0415  # an extra: only when it is wanted

    return Closed(settings.closed, settings.language)
