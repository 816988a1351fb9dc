"""`morgan download`: fetches the weights that the settings need; a broken transfer goes on at the next call."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from morgan.cli import process
from morgan.errors import EngineMissing
from morgan.llm.choose import ServedModel
from morgan.settings.schema import LlmSettings, Settings

_USUAL_MODEL = "qwen3:4b-instruct"  # what Home Assistant's own Ollama agent takes too
_PATIENCE_SECONDS = 24 * 3600.0  # the user waits at the terminal, and Ctrl-C loses nothing


def download(settings: Settings, what: Literal["whisper", "onnx-asr", "piper", "kokoro", "llm", "all"]) -> int:
    """Fetch the weights; files that are complete are kept. Raises EngineMissing.

    "all" includes an engine that hears only if the settings use it (Whisper unless they rank others); so with Kokoro.
    """
    process.log_to_stderr("info")
    logging.getLogger("morgan").setLevel(logging.INFO)
    wanted: dict[str, tuple[str, Callable[[Settings], Path]]] = {
        "whisper": ("faster_whisper", _whisper),
        "onnx-asr": ("onnx_asr", _onnx_asr),
        "piper": ("piper", _piper),
        "kokoro": ("espeakng_loader", _kokoro),
    }
    fetched = 0
    for name, (package, fetch) in wanted.items():
        if what not in {name, "all"} or (what == "all" and name not in _all_of(settings)):
            continue
        if find_spec(package) is None:
            mend = f"{name} is not installed: pip install 'morgan-voice[{name}]'"
            if what == name:
                raise EngineMissing(mend)
            sys.stderr.write(f"morgan: {mend}\n")
            continue
        sys.stdout.write(f"{fetch(settings)}\n")
        fetched += 1
    if what == "llm" or (what == "all" and settings.llm.url and settings.llm.model):
        sys.stdout.write(f"{process.run(_model(settings.llm))}\n")
        fetched += 1
    return 0 if fetched else 1


def _all_of(settings: Settings) -> set[str]:
    hears = settings.stt.engines or (("whisper",) if settings.stt.engine != "onnx-asr" else ("onnx-asr",))
    return {"piper", *hears, *(settings.tts.engines or (settings.tts.engine,))}


async def _model(settings: LlmSettings) -> str:
    """Let the model's own server fetch it, and show its progress."""
    if settings.url is None:
        raise EngineMissing("no server for a language model is set up: set llm.url")
    name, model = settings.model or _USUAL_MODEL, ServedModel(settings)
    told = ""
    try:
        async with aclosing(model.pull(name)) as steps:
            async for step in steps:
                share = f" {step.done * 100 // step.total} %" if step.total else ""
                if (now := f"{step.doing}{share}") != told:
                    sys.stderr.write(f"\r{now:<60}")
                    told = now
    finally:
        sys.stderr.write("\n")
        await model.close()
    return name


def _whisper(settings: Settings) -> Path:
    from morgan.stt.whisper import fetch_weights  # noqa: PLC0415

    return fetch_weights(settings.stt.whisper.model, settings.data_dir, within_seconds=_PATIENCE_SECONDS)


def _onnx_asr(settings: Settings) -> Path:
    from morgan.stt.onnx_asr import fetch_weights  # noqa: PLC0415

    return fetch_weights(settings.stt.onnx_asr, settings.data_dir, within_seconds=_PATIENCE_SECONDS)


def _kokoro(settings: Settings) -> Path:
    from morgan.tts.kokoro.engine import is_on_cuda  # noqa: PLC0415
    from morgan.tts.kokoro.voices import KokoroCatalog  # noqa: PLC0415

    kokoro = settings.tts.kokoro
    shelf = KokoroCatalog(kokoro.model, settings.data_dir, _PATIENCE_SECONDS, cuda=is_on_cuda(kokoro.device))
    shelf.bring()
    return shelf.folder


def _piper(settings: Settings) -> Path:
    from morgan.tts.piper.voices import VoiceCatalog, nearest  # noqa: PLC0415

    shelf = VoiceCatalog(settings.data_dir, _PATIENCE_SECONDS)
    return shelf.bring(settings.tts.voice or nearest(shelf.voices(), settings.tts.language))
