"""`morgan download`: the weights that the settings ask for, now; a broken transfer goes on at the next call."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from morgan.cli import process
from morgan.errors import EngineMissing
from morgan.settings import Settings

_PATIENCE_SECONDS = 24 * 3600.0  # whoever typed this waits, and Ctrl-C loses nothing


def download(settings: Settings, what: Literal["whisper", "piper", "all"]) -> int:
    """Fetch them; what is whole already is left as it is. Raises EngineMissing."""
    process.log_to_stderr("info")
    logging.getLogger("morgan").setLevel(logging.INFO)
    wanted: dict[str, tuple[str, Callable[[Settings], Path]]] = {
        "whisper": ("faster_whisper", _whisper),
        "piper": ("piper", _piper),
    }
    fetched = 0
    for name, (package, fetch) in wanted.items():
        if what not in {name, "all"}:
            continue
        if find_spec(package) is None:
            mend = f"{name} is not installed: pip install 'morgan-voice[{name}]'"
            if what == name:
                raise EngineMissing(mend)
            sys.stderr.write(f"morgan: {mend}\n")
            continue
        sys.stdout.write(f"{fetch(settings)}\n")
        fetched += 1
    return 0 if fetched else 1


def _whisper(settings: Settings) -> Path:
    from morgan.stt.whisper import fetch_weights  # noqa: PLC0415

    return fetch_weights(settings.stt.whisper.model, settings.data_dir, within_seconds=_PATIENCE_SECONDS)


def _piper(settings: Settings) -> Path:
    from morgan.tts.piper_voices import Shelf, nearest  # noqa: PLC0415

    shelf = Shelf(settings.data_dir, _PATIENCE_SECONDS)
    return shelf.bring(settings.tts.voice or nearest(shelf.voices(), settings.tts.language))
